//! The URL of a receiver.

use std::fmt;

use platform::config::WebhookConfig;
use url::{Host, Url};

const LONGEST: usize = 1_000;
/// Names that are never on the public internet. Source: RFC 6761, RFC 6762, RFC 8375 and RFC 9476, and what ICANN reserves.
const LOCAL_ENDINGS: [&str; 7] = ["localhost", "local", "internal", "home.arpa", "test", "invalid", "alt"];

/// Which addresses may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressRules {
    /// Public addresses, by HTTPS on port 443.
    PublicOnly,
    /// These, and any server on the loopback interface, also without TLS: for a laptop and for tests.
    LoopbackToo,
}

impl AddressRules {
    /// The rules of a deployment.
    #[must_use]
    pub fn of(config: WebhookConfig) -> Self {
        if config.to_loopback { Self::LoopbackToo } else { Self::PublicOnly }
    }

    pub(crate) fn allows_loopback(self) -> bool {
        self == Self::LoopbackToo
    }
}

/// Why a text is not the URL of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It is too long.
    #[error("must be at most {LONGEST} characters")]
    TooLong,
    /// It cannot be parsed.
    #[error("must be a URL such as https://hooks.example.com/front-desk")]
    Malformed,
    /// It is not HTTPS.
    #[error("must begin with https://")]
    NotHttps,
    /// It contains a user's name or password.
    #[error("must not contain a user name or a password")]
    Credentials,
    /// It names a port.
    #[error("must use port 443")]
    Port,
    /// Its host is an IP address, in any notation.
    #[error("must name a host, not an IP address")]
    Address,
    /// Its host cannot be on the public internet.
    #[error("must name a host on the public internet")]
    LocalHost,
}

/// The URL of a receiver. It may contain a secret in its path or query.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({})", self.0.host_str().unwrap_or_default())
    }
}

impl WebhookUrl {
    /// Parses a URL and checks it by the rules.
    pub fn parse(text: &str, rules: AddressRules) -> Result<Self, UrlError> {
        if text.len() > LONGEST {
            return Err(UrlError::TooLong);
        }
        let mut url = Url::parse(text).map_err(|_| UrlError::Malformed)?;
        if rules.allows_loopback() && is_loopback(&url) {
            return Ok(Self(url));
        }
        if url.scheme() != "https" {
            return Err(UrlError::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlError::Credentials);
        }
        // The usual port is left out.
        if url.port().is_some() {
            return Err(UrlError::Port);
        }
        match url.host() {
            Some(Host::Domain(name)) if is_public_name(name) => {}
            Some(Host::Domain(_)) | None => return Err(UrlError::LocalHost),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(UrlError::Address),
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The URL as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The parsed URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }
}

fn is_loopback(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    local && ["http", "https"].contains(&url.scheme())
}

/// Whether a name can be on the public internet: it has a dot, and no local ending. A last dot is part of no usual URL.
fn is_public_name(name: &str) -> bool {
    let is_local = |ending: &str| name == ending || name.ends_with(&format!(".{ending}"));
    name.contains('.') && !name.ends_with('.') && !LOCAL_ENDINGS.into_iter().any(is_local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, UrlError> {
        WebhookUrl::parse(text, AddressRules::PublicOnly).map(|url| url.as_str().to_owned())
    }

    #[test]
    fn url_of_a_public_name_is_accepted() {
        assert_eq!(parse("https://hooks.example.com/a?b=c#d").as_deref(), Ok("https://hooks.example.com/a?b=c"));
        assert_eq!(parse("https://hooks.example.com:443").as_deref(), Ok("https://hooks.example.com/"));
        assert_eq!(parse("https://münchen.example/").as_deref(), Ok("https://xn--mnchen-3ya.example/"));
    }

    #[test]
    fn address_in_any_notation_is_refused() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "0",
            "169.254.169.254",
            "8.8.8.8",
            "8.8.8.8.",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[fd00::1]",
            "[2606:4700:4700::1111]",
            "１２７.0.0.1",
        ] {
            assert_eq!(parse(&format!("https://{host}/")), Err(UrlError::Address), "{host}");
        }
    }

    #[test]
    fn other_urls_are_refused_with_their_reason() {
        for (url, why) in [
            ("http://hooks.example.com", UrlError::NotHttps),
            ("ftp://hooks.example.com", UrlError::NotHttps),
            ("https://hooks.example.com:8443", UrlError::Port),
            ("https://dana@hooks.example.com", UrlError::Credentials),
            ("https://dana:secret@hooks.example.com", UrlError::Credentials),
            ("https://localhost", UrlError::LocalHost),
            ("https://localhost.", UrlError::LocalHost),
            ("https://printer.local", UrlError::LocalHost),
            ("https://metadata.google.internal", UrlError::LocalHost),
            ("https://intranet", UrlError::LocalHost),
            ("https://hooks.example.com.", UrlError::LocalHost),
            ("hooks.example.com", UrlError::Malformed),
            ("https://", UrlError::Malformed),
            ("", UrlError::Malformed),
        ] {
            assert_eq!(parse(url), Err(why), "{url}");
        }
        assert_eq!(parse(&format!("https://a.example/{}", "x".repeat(1_000))), Err(UrlError::TooLong));
    }

    #[test]
    fn loopback_is_accepted_only_where_the_rules_say_so() {
        let parse = |url| WebhookUrl::parse(url, AddressRules::LoopbackToo);
        for url in ["http://127.0.0.1:4321/a", "http://localhost:80", "http://[::1]:9", "https://127.0.0.1"] {
            assert!(parse(url).is_ok(), "{url}");
        }
        assert_eq!(parse("http://10.0.0.1").map(|_| ()), Err(UrlError::NotHttps));
        assert_eq!(parse("https://10.0.0.1").map(|_| ()), Err(UrlError::Address));
        assert_eq!(parse("ftp://127.0.0.1").map(|_| ()), Err(UrlError::NotHttps));
    }

    #[test]
    fn url_is_redacted_in_debug() {
        let url = WebhookUrl::parse("https://hooks.example.com/secret", AddressRules::PublicOnly).expect("a URL");
        assert_eq!(format!("{url:?}"), "WebhookUrl(hooks.example.com)");
    }
}

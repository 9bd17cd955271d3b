//! The public URL that Twilio calls. It is a setting, since a request can forge its `Host` header.

use std::fmt;

use url::Url;

/// Why a text is not a valid public URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("use a URL such as https://api.example.com, without query or fragment")]
pub struct InvalidPublicUrl;

/// A scheme and a host, with an optional port and path prefix, and without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Accepts `http` and `https` URLs without query or fragment.
    pub fn parse(text: &str) -> Result<Self, InvalidPublicUrl> {
        let url = Url::parse(text).map_err(|_| InvalidPublicUrl)?;
        let fits = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if fits { Ok(Self(text.trim_end_matches('/').to_owned())) } else { Err(InvalidPublicUrl) }
    }

    /// The full URL of a path (and query) that starts with a slash.
    #[must_use]
    pub fn join(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.0)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_url_accepts_plain_base_urls_only() {
        let url = PublicUrl::parse("https://api.example.com/").expect("valid");
        assert_eq!(url.join("/twilio/voice?a=1"), "https://api.example.com/twilio/voice?a=1");
        for wrong in ["api.example.com", "ftp://a.example", "https://a.example?x=1", "https://u:p@a.example", ""] {
            assert_eq!(PublicUrl::parse(wrong), Err(InvalidPublicUrl), "{wrong}");
        }
    }
}

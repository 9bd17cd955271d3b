//! Access tokens of Twilio's Voice SDK: a browser that has one can place calls to one TwiML application, as one identity.
//!
//! Source: Twilio, "Access Tokens", and the form that Twilio's helper libraries give them.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::sid::{AccountSid, ApiKeySid, ApplicationSid};

/// The key that signs tokens, and the application that they can call.
#[derive(Debug, Clone)]
pub struct ClientKey {
    /// The API key.
    pub api_key: ApiKeySid,
    /// Its secret.
    pub secret: SecretString,
    /// The application.
    pub application: ApplicationSid,
}

impl ClientKey {
    /// A token of an account with which `identity` can place calls to the application. It is valid from `now` for as long as it
    /// `lasts`.
    #[must_use]
    pub fn token(&self, account: &AccountSid, identity: &str, (now, lasts): (Timestamp, Duration)) -> SecretString {
        let began = now.as_second();
        let header = json!({"alg": "HS256", "cty": "twilio-fpa;v=1", "typ": "JWT"});
        let claims = json!({
            "exp": began.saturating_add_unsigned(lasts.as_secs()),
            "grants": {
                "identity": identity,
                "voice": {"incoming": {"allow": false}, "outgoing": {"application_sid": self.application}},
            },
            "iat": began,
            "iss": self.api_key,
            "jti": format!("{}-{began}", self.api_key),
            "nbf": began,
            "sub": account,
        });
        let part = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.expose_secret().as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
        format!("{signed}.{signature}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_names_account_key_application_and_identity_for_its_time() {
        let digits = "0123456789abcdef0123456789abcdef";
        let key = ClientKey {
            api_key: ApiKeySid::parse(&format!("SK{digits}")).expect("valid"),
            secret: "a-secret".into(),
            application: ApplicationSid::parse(&format!("AP{digits}")).expect("valid"),
        };
        let account = AccountSid::parse(&format!("AC{digits}")).expect("valid");
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let token = key.token(&account, "tst_9fd4", (now, Duration::from_mins(10)));
        let parts: Vec<&str> = token.expose_secret().split('.').collect();
        let read = |part: &str| -> serde_json::Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("Base64")).expect("JSON")
        };
        assert_eq!(read(parts[0]), json!({"alg": "HS256", "cty": "twilio-fpa;v=1", "typ": "JWT"}));
        let claims = read(parts[1]);
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!(format!("SK{digits}")), &json!(format!("AC{digits}"))));
        assert_eq!((&claims["nbf"], &claims["exp"]), (&json!(1_800_000_000), &json!(1_800_000_600)));
        assert_eq!(claims["grants"]["identity"], "tst_9fd4");
        assert_eq!(claims["grants"]["voice"]["outgoing"]["application_sid"], format!("AP{digits}"));
        let hmac_key = hmac::Key::new(hmac::HMAC_SHA256, b"a-secret");
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).expect("Base64");
        let signed = format!("{}.{}", parts[0], parts[1]);
        assert!(hmac::verify(&hmac_key, signed.as_bytes(), &signature).is_ok());
    }
}

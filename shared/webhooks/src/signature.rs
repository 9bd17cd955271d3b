//! The secret of an endpoint, and the signature of a request.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

/// The bytes of a new key.
const KEY_BYTES: usize = 32;
/// The bytes that the specification allows.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;
const PREFIX: &str = "whsec_";

/// Why a text is not a secret. The error contains no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's secret has an unexpected form")]
pub struct SecretError;

/// The secret that an endpoint and its receiver share: `whsec_` and a key in base64.
#[derive(Debug, Clone)]
pub struct SigningSecret(SecretString);

impl SigningSecret {
    /// Generates a secret.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key)?;
        Ok(Self(format!("{PREFIX}{}", STANDARD.encode(key)).into()))
    }

    /// Parses a secret.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let secret = Self(text.to_owned().into());
        secret.key().map(|_| secret)
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    fn key(&self) -> Result<hmac::Key, SecretError> {
        let encoded = self.expose().strip_prefix(PREFIX).ok_or(SecretError)?;
        let key = STANDARD.decode(encoded).ok().filter(|key| KEY_LENGTHS.contains(&key.len())).ok_or(SecretError)?;
        Ok(hmac::Key::new(hmac::HMAC_SHA256, &key))
    }

    fn sign(&self, id: &str, seconds: i64, body: &str) -> Result<String, SecretError> {
        let signed = hmac::sign(&self.key()?, format!("{id}.{seconds}.{body}").as_bytes());
        Ok(format!("v1,{}", STANDARD.encode(signed)))
    }
}

/// The header `webhook-signature`: a signature with each secret, separated by spaces. During a rotation there are two.
pub fn signatures(secrets: &[SigningSecret], id: &str, seconds: i64, body: &str) -> Result<String, SecretError> {
    let each: Result<Vec<_>, _> = secrets.iter().map(|secret| secret.sign(id, seconds, body)).collect();
    Ok(each?.join(" "))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use standardwebhooks::Webhook;

    use super::*;

    const BODY: &str = r#"{"type":"call.completed"}"#;

    fn headers(signature: &str, seconds: i64) -> reqwest::header::HeaderMap {
        let mut headers = reqwest::header::HeaderMap::new();
        for (name, value) in
            [("webhook-id", "evt_1"), ("webhook-timestamp", &seconds.to_string()), ("webhook-signature", signature)]
        {
            headers.insert(name, value.parse().expect("a value"));
        }
        headers
    }

    #[test]
    fn signature_equals_the_example_of_the_specification() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    #[test]
    fn library_of_the_specification_verifies_either_secret_and_no_third() {
        let [old, new, third] = std::array::from_fn(|_| SigningSecret::random().expect("random"));
        let seconds = Timestamp::now().as_second();
        let signature = signatures(&[new.clone(), old.clone()], "evt_1", seconds, BODY).expect("signed");
        assert_eq!(signature.split(' ').count(), 2);
        let verified = |secret: &SigningSecret, body: &str, seconds| {
            let webhook = Webhook::new(secret.expose()).expect("a secret");
            webhook.verify(body.as_bytes(), &headers(&signature, seconds)).is_ok()
        };
        assert!(verified(&old, BODY, seconds) && verified(&new, BODY, seconds));
        assert!(!verified(&third, BODY, seconds), "another secret");
        assert!(!verified(&new, "{}", seconds), "another body");
        assert!(!verified(&new, BODY, seconds + 1), "another time");
    }

    #[test]
    fn malformed_secret_is_refused_and_a_secret_is_redacted_in_debug() {
        for wrong in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64", "whsec_c2hvcnQ="] {
            assert_eq!(SigningSecret::parse(wrong).map(|_| ()), Err(SecretError), "{wrong}");
        }
        let secret = SigningSecret::random().expect("random");
        assert!(!format!("{secret:?}").contains(secret.expose()));
    }
}

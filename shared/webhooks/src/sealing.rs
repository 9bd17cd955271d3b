//! A secret as it is stored: encrypted with the keys that also encrypt stored responses. It can be decrypted for its endpoint only.

use domain::id::{TenantId, WebhookEndpointId};
use platform::{
    key_ring::KeyRing,
    sealing::{SealError, open, seal},
};

use crate::SigningSecret;

const PURPOSE: &str = "webhook secrets";

fn context((tenant, endpoint): (&TenantId, &WebhookEndpointId)) -> String {
    format!("{tenant}\n{endpoint}")
}

impl SigningSecret {
    /// Encrypts the secret of an endpoint. Returns the id of the key with it.
    pub fn seal(&self, keys: &KeyRing, owner: (&TenantId, &WebhookEndpointId)) -> Result<(String, Vec<u8>), SealError> {
        seal(keys, PURPOSE, &context(owner), self.expose().as_bytes())
    }

    /// Decrypts the secret of an endpoint.
    pub fn open(
        keys: &KeyRing,
        owner: (&TenantId, &WebhookEndpointId),
        (key, sealed): (&str, &[u8]),
    ) -> Result<Self, SealError> {
        let text = open(keys, PURPOSE, Some(key), &context(owner), sealed)?;
        let text = String::from_utf8(text).map_err(|_| SealError::NotOpened)?;
        Self::parse(&text).map_err(|_| SealError::NotOpened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_opens_for_its_endpoint_only() {
        let keys = KeyRing::parse(r#"{"current": "k1", "k1": "a key of at least thirty-two characters"}"#);
        let keys = keys.expect("a ring");
        let tenant = TenantId::parse("ten_acme").expect("an id");
        let [mine, other] = ["whe_1", "whe_2"].map(|id| WebhookEndpointId::parse(id).expect("an id"));
        let secret = SigningSecret::random().expect("random");
        let (key, sealed) = secret.seal(&keys, (&tenant, &mine)).expect("sealed");
        let opened = SigningSecret::open(&keys, (&tenant, &mine), (&key, &sealed)).expect("opened");
        assert_eq!(opened.expose(), secret.expose());
        assert!(SigningSecret::open(&keys, (&tenant, &other), (&key, &sealed)).is_err());
    }
}

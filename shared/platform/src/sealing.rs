//! Encryption of what is stored, with keys of our own: AES-256-GCM. What is encrypted is the nonce, the ciphertext and its tag.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey},
    digest::{Context, SHA256},
};
use secrecy::{ExposeSecret, SecretString};

use crate::key_ring::KeyRing;

const NONCE: usize = 12;

/// Why something was not encrypted or decrypted. No error contains a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The ring has no current key, or its key cannot be used.
    #[error("there is no key to encrypt with")]
    NoKey,
    /// It cannot be encrypted.
    #[error("it cannot be encrypted")]
    NotSealed,
    /// Another key encrypted it, or for another context.
    #[error("it cannot be decrypted")]
    NotOpened,
}

/// The key of a purpose: what is encrypted for one cannot be decrypted for another.
fn cipher(key: &SecretString, purpose: &str) -> Result<RandomizedNonceKey, SealError> {
    let mut context = Context::new(&SHA256);
    for part in [purpose, "\n", key.expose_secret()] {
        context.update(part.as_bytes());
    }
    RandomizedNonceKey::new(&AES_256_GCM, context.finish().as_ref()).map_err(|_| SealError::NoKey)
}

/// Encrypts with the current key. It can be decrypted in the same context only. Returns the key's id with it.
pub fn seal(keys: &KeyRing, purpose: &str, context: &str, plain: &[u8]) -> Result<(String, Vec<u8>), SealError> {
    let (id, key) = keys.current().ok_or(SealError::NoKey)?;
    let mut sealed = plain.to_vec();
    let nonce = cipher(key, purpose)?
        .seal_in_place_append_tag(Aad::from(context), &mut sealed)
        .map_err(|_| SealError::NotSealed)?;
    Ok((id.to_owned(), [nonce.as_ref().as_slice(), &sealed].concat()))
}

/// Decrypts. Without an id it is from before keys had ids, and any key may have encrypted it.
pub fn open(
    keys: &KeyRing,
    purpose: &str,
    id: Option<&str>,
    context: &str,
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(SealError::NotOpened)?;
    for (_, key) in keys.candidates(id) {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::NotOpened)?;
        let mut plain = sealed.to_vec();
        if let Ok(opened) = cipher(key, purpose)?.open_in_place(nonce, Aad::from(context), &mut plain) {
            return Ok(opened.to_vec());
        }
    }
    Err(SealError::NotOpened)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(text: &str) -> KeyRing {
        KeyRing::parse(text).expect("a ring")
    }

    #[test]
    fn sealed_text_opens_only_with_its_key_context_and_purpose() {
        let (k1, k2) = ("a key of at least thirty-two characters", "another key of thirty-two characters");
        let first = ring(&format!(r#"{{"current": "k1", "k1": "{k1}"}}"#));
        let (id, sealed) = seal(&first, "answers", "here", b"hv_live_secret").expect("sealed");
        assert!(!sealed.windows(6).any(|bytes| bytes == b"secret"));
        assert_eq!(id, "k1");
        let both = ring(&format!(r#"{{"current": "k2", "k1": "{k1}", "k2": "{k2}"}}"#));
        for keys in [&first, &both] {
            for id in [Some("k1"), None] {
                assert_eq!(open(keys, "answers", id, "here", &sealed).expect("opened"), b"hv_live_secret");
            }
            assert!(open(keys, "answers", Some("k1"), "there", &sealed).is_err());
            assert!(open(keys, "answers", Some("k2"), "here", &sealed).is_err());
            assert!(open(keys, "others", Some("k1"), "here", &sealed).is_err());
        }
        let second = ring(&format!(r#"{{"current": "k2", "k2": "{k2}"}}"#));
        assert!(open(&second, "answers", None, "here", &sealed).is_err());
        assert!(open(&first, "answers", None, "here", &[1, 2, 3]).is_err());
    }
}

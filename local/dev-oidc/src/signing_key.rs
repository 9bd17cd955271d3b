//! The key that signs tokens: generated, stored in a directory, and published as a JWK set.
//!
//! It does not know the claims.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    error::{KeyRejected, Unspecified},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation, decode,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use serde::{Serialize, de::DeserializeOwned};

const FILE: &str = "dev-issuer-key.der";

/// Why the key cannot be loaded or a token cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key cannot be generated or used.
    #[error("the signing key cannot be generated or used")]
    Cryptography(#[from] Unspecified),
    /// The public key cannot be written as a JWK.
    #[error("the public key cannot be written as a JWK")]
    Public(#[from] jsonwebtoken::errors::Error),
    /// The claims cannot be serialized.
    #[error("the claims cannot be serialized")]
    Claims(#[from] serde_json::Error),
    /// The key file cannot be read or written.
    #[error("the signing key in the data directory cannot be read or written")]
    Files(#[from] io::Error),
    /// The key file is damaged.
    #[error("the signing key is damaged; delete {FILE} in the data directory")]
    Damaged(#[from] KeyRejected),
}

/// A key pair.
pub(super) struct SigningKey {
    pair: KeyPair,
    kid: String,
    public: JwkSet,
    verifying: DecodingKey,
}

impl SigningKey {
    /// The key in a directory. A missing key is generated and stored in a private file.
    pub(super) fn kept_in(directory: &Path) -> Result<Arc<Self>, KeyError> {
        let path = directory.join(FILE);
        match std::fs::read(&path) {
            Ok(der) => Ok(Arc::new(Self::of(KeyPair::from_pkcs8(&der)?)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let pair = KeyPair::generate(KeySize::Rsa2048)?;
                let der: Pkcs8V1Der<'_> = pair.as_der()?;
                localhost::write_private(&path, der.as_ref())?;
                Ok(Arc::new(Self::of(pair)?))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The key of this process. All issuers share it, because generating one is slow and tests start many systems.
    pub(super) fn of_this_process() -> Result<Arc<Self>, KeyError> {
        static KEY: Mutex<Option<Arc<SigningKey>>> = Mutex::new(None);
        let mut key = KEY.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = key.as_ref() {
            return Ok(Arc::clone(key));
        }
        let made = Arc::new(Self::of(KeyPair::generate(KeySize::Rsa2048)?)?);
        Ok(Arc::clone(key.insert(made)))
    }

    fn of(pair: KeyPair) -> Result<Self, KeyError> {
        let verifying = DecodingKey::from_rsa_der(pair.public_key().as_ref());
        let mut public = Jwk::from_decoding_key(&verifying, Some(Algorithm::RS256))?;
        let kid = public.thumbprint(ThumbprintHash::SHA256)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { pair, kid, public: JwkSet { keys: vec![public] }, verifying })
    }

    /// The public key as a JWK set (RFC 7517).
    pub(super) fn public(&self) -> &JwkSet {
        &self.public
    }

    /// A signed token (RFC 7515, RS256).
    ///
    /// Assembled here, because `jsonwebtoken` needs the key as PKCS #1, which `aws-lc-rs` does not write.
    pub(super) fn sign(&self, claims: &impl Serialize) -> Result<String, KeyError> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::RS256) };
        let part = |part: Vec<u8>| URL_SAFE_NO_PAD.encode(part);
        let signed = format!("{}.{}", part(serde_json::to_vec(&header)?), part(serde_json::to_vec(claims)?));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)?;
        Ok(format!("{signed}.{}", part(signature)))
    }

    /// The claims of a token that this key signed for one of `issuers`. The caller checks its age, because it has the clock.
    pub(super) fn verify<C: DeserializeOwned>(
        &self,
        token: &str,
        issuers: &[String],
    ) -> Result<C, jsonwebtoken::errors::Error> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(issuers);
        validation.set_required_spec_claims(&["iss", "sub"]);
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(decode(token, &self.verifying, &validation)?.claims)
    }
}

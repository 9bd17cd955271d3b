//! Forged tokens. A system's issuer can use a key that the tests hold too, so that a forged token differs from a valid one
//! only in what a test changes.

use std::{path::Path, sync::LazyLock};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// Where the development issuer looks for its key.
const FILE: &str = "dev-issuer-key.der";

/// Signs tokens with a key of its own.
pub(crate) struct Forger(KeyPair);

// Two for all tests, because generating a key is slow.
static ISSUER: LazyLock<Forger> = LazyLock::new(Forger::new);
static ANOTHER_ISSUER: LazyLock<Forger> = LazyLock::new(Forger::new);

impl Forger {
    fn new() -> Self {
        Self(KeyPair::generate(KeySize::Rsa2048).expect("a key"))
    }

    /// The key of the issuer of every [`super::TestApp`].
    pub(crate) fn of_the_issuer() -> &'static Self {
        &ISSUER
    }

    /// A key that the system's issuer does not have.
    pub(crate) fn of_another_issuer() -> &'static Self {
        &ANOTHER_ISSUER
    }

    pub(super) fn keep_in(&self, directory: &Path) {
        let der: Pkcs8V1Der<'_> = self.0.as_der().expect("written");
        std::fs::write(directory.join(FILE), der.as_ref()).expect("stored");
    }

    /// A token signed like the issuer signs it.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("signed");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A token signed with HMAC, with the public key as its secret.
    pub(crate) fn sign_with_public_key(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.public_key().as_ref());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes())))
    }
}

/// The part of a token that is signed.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}")
}

/// A token's header and claims.
pub(crate) fn read(token: &str) -> (Value, Value) {
    let part = |nth: usize| {
        let part = token.split('.').nth(nth).expect("a part");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
    };
    (part(0), part(1))
}

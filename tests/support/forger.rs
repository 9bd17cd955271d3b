//! Tokens that no issuer gave out. A system's issuer can be given a key that is also ours, so that a token differs from a
//! right one in nothing but what a test changes.

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

/// Whoever has a key to sign with.
pub(crate) struct Forger(KeyPair);

// Two for all tests, since making one takes a while.
static ISSUER: LazyLock<Forger> = LazyLock::new(Forger::new);
static SOMEBODY_ELSE: LazyLock<Forger> = LazyLock::new(Forger::new);

impl Forger {
    fn new() -> Self {
        Self(KeyPair::generate(KeySize::Rsa2048).expect("a key"))
    }

    /// The key of the issuer of [`super::TestApp::with_forger`].
    pub(crate) fn of_the_issuer() -> &'static Self {
        &ISSUER
    }

    /// A key that no issuer has.
    pub(crate) fn of_somebody_else() -> &'static Self {
        &SOMEBODY_ELSE
    }

    pub(super) fn keep_in(&self, directory: &Path) {
        let der: Pkcs8V1Der<'_> = self.0.as_der().expect("written");
        std::fs::write(directory.join(FILE), der.as_ref()).expect("kept");
    }

    /// A token signed as the issuer signs.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("signed");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A token whose secret is the public key, which everybody knows.
    pub(crate) fn sign_with_what_is_public(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.public_key().as_ref());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes())))
    }
}

/// What is signed of a token.
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

//! The id of what a request creates. A request that is repeated with its `Idempotency-Key` creates nothing again, even if
//! the process stopped before the response to the first attempt was stored.

use aws_lc_rs::digest::{Context, SHA256};
use axum::{extract::FromRequestParts, http::request::Parts};
use platform::random;

use crate::Problem;

/// The hexadecimal digits of the digest that are used: 128 bits.
const DIGITS: usize = 32;

/// The id of what a request creates, without its prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewId {
    /// A random one: the request has no `Idempotency-Key`.
    Random(String),
    /// The same one for each attempt of the same caller with the same key, path and body. It may exist.
    OfRequest(String),
}

impl NewId {
    pub(super) fn of_request(caller: &str, key: &str, fingerprint: &str) -> Self {
        let mut context = Context::new(&SHA256);
        for part in [caller, key, fingerprint] {
            context.update(part.as_bytes());
            context.update(&[0]);
        }
        Self::OfRequest(hex::encode(context.finish()).chars().take(DIGITS).collect())
    }

    /// The id's part after the prefix.
    #[must_use]
    pub fn body(&self) -> &str {
        match self {
            Self::Random(body) | Self::OfRequest(body) => body,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NewId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Self>() {
            Some(known) => Ok(known.clone()),
            None => Ok(Self::Random(random::id_body()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_of_one_request_create_the_same_id_and_no_other_request_does() {
        let id = NewId::of_request("usr_dana", "k", "f");
        assert_eq!(id, NewId::of_request("usr_dana", "k", "f"));
        assert_eq!(id.body().len(), DIGITS);
        for (caller, key, fingerprint) in [("usr_lee", "k", "f"), ("usr_dana", "l", "f"), ("usr_dana", "k", "g")] {
            assert_ne!(id, NewId::of_request(caller, key, fingerprint));
        }
    }
}

//! The function of the guide that verifies a webhook. Without this header, the guide has the same text.

use http::HeaderMap;
use standardwebhooks::Webhook;

pub(crate) fn verify(secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    Webhook::new(secret).is_ok_and(|webhook| webhook.verify(body, headers).is_ok())
}

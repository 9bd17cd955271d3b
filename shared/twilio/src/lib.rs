//! The Twilio protocol: the webhooks it posts and signs, the TwiML it gets back, the URLs it calls, and the part of its
//! REST API that the platform uses.
//!
//! Knows nothing of conversations or companies.

pub mod access_token;
pub mod fallback_twiml;
pub mod form;
pub mod relay;
pub mod rest;
pub mod sid;
pub mod signature;
pub mod twiml;
pub mod webhook_urls;

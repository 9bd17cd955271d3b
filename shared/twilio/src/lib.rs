//! Twilio's side of the wire: what it posts and signs, what it is answered, the URLs it is given, and the part of its
//! REST API in use.
//!
//! Knows nothing of conversations or companies.

pub mod form;
pub mod links;
pub mod rescue;
pub mod rest;
pub mod sid;
pub mod signature;
pub mod twiml;

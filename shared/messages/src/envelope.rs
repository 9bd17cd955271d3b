//! The version of a message, beside its fields. Version 1 of a finished call has none.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::MessageError;

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    #[serde(default = "first_version")]
    v: u32,
    #[serde(flatten)]
    message: T,
}

fn first_version() -> u32 {
    1
}

/// The body of a message with this version.
pub(crate) fn to_body(version: u32, message: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Envelope { v: version, message })
}

/// Parses the body of a message, of any version up to `newest`.
pub(crate) fn from_body<T: DeserializeOwned>(newest: u32, body: &str) -> Result<T, MessageError> {
    let Envelope { v, message } = serde_json::from_str::<Envelope<serde_json::Value>>(body)?;
    if v > newest {
        return Err(MessageError::NewerVersion(v));
    }
    Ok(serde_json::from_value(message)?)
}

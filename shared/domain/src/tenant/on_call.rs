//! The people on call. This module does not know how they are reached, nor what they hear.

use serde::{Deserialize, Serialize};

use crate::{phone::PhoneNumber, text::Text};

/// The people to page for an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCall {
    /// The people, in the order of the calls.
    #[cfg_attr(feature = "schema", schema(max_items = 10))]
    pub people: Vec<OnCallPerson>,
    /// How long each telephone rings before the next one.
    #[cfg_attr(feature = "schema", schema(minimum = 5, maximum = 60))]
    pub ring_seconds: u8,
}

impl Default for OnCall {
    fn default() -> Self {
        Self { people: Vec::new(), ring_seconds: 25 }
    }
}

/// A person on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCallPerson {
    /// The name.
    pub name: Text<60>,
    /// The number to call.
    pub number: PhoneNumber,
}

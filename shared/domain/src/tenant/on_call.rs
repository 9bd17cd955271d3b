//! Who is woken for an emergency. How they are reached, and what they are told, is not known here.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{phone::PhoneNumber, text::Text};

/// The people to wake for an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnCall {
    /// In the order in which they are called.
    #[schema(max_items = 10)]
    pub people: Vec<OnCallPerson>,
    /// How long each one's telephone rings before the next is tried.
    #[schema(minimum = 5, maximum = 60)]
    pub ring_seconds: u8,
}

impl Default for OnCall {
    fn default() -> Self {
        Self { people: Vec::new(), ring_seconds: 25 }
    }
}

/// One of the people to wake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnCallPerson {
    /// Who it is.
    pub name: Text<60>,
    /// Where they are reached.
    pub number: PhoneNumber,
}

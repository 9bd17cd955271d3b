//! The texts that a company sends to callers and customers. This module does not know their words.

use serde::{Deserialize, Serialize};

use super::MessagingServiceSid;

/// The texts to callers and customers. Those to callers are off until the company switches them on: US carriers block texts from a number that
/// is not registered with them, and a caller who is promised a text must get it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TextSettings))]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The agent asks a caller who books or moves a visit whether it may text them. Those who agree get a confirmation of what they book,
    /// move or cancel in a call, and a reminder on the day before the visit. Off by default.
    #[serde(default)]
    pub confirmations: bool,
    /// A caller who hangs up before anything is agreed gets one text that says whom they called and how to go on: once for a number and a day,
    /// between 8 in the morning and 8 in the evening. Off by default.
    #[serde(default)]
    pub missed_calls: bool,
    /// The messaging service of the company's Twilio account that sends its texts. Without one, they come from the company's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messaging_service: Option<MessagingServiceSid>,
}

impl Texts {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

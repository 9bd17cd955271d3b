//! Callers who are not customers: what they are, what the company does with them, and recordings that can be known by their words.
//!
//! The model recognises the others and reports them by a tool. This module never looks at calls that triage finds dangerous: triage
//! comes first.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{language::phrases, triage::plain_words};

/// A caller who is not a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NonCustomer {
    /// They sell something.
    Sales,
    /// A recording speaks.
    Robocall,
    /// They wanted another number.
    WrongNumber,
    /// They look for work.
    JobSeeker,
    /// They supply the company, or want to.
    Supplier,
}

impl NonCustomer {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Sales, Self::Robocall, Self::WrongNumber, Self::JobSeeker, Self::Supplier];

    /// The name, as stored and as the model writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Robocall => "robocall",
            Self::WrongNumber => "wrong_number",
            Self::JobSeeker => "job_seeker",
            Self::Supplier => "supplier",
        }
    }
}

/// What becomes of a call of someone who is not a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NonCustomerAnswer {
    /// The agent says a polite sentence and ends the call.
    End,
    /// The agent asks for a recorded message.
    Message,
}

/// What becomes of calls of people who are not customers. Recordings and wrong numbers always end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NonCustomerPolicy {
    /// They sell something.
    pub sales: NonCustomerAnswer,
    /// They look for work.
    pub job_seeker: NonCustomerAnswer,
    /// They supply the company, or want to.
    pub supplier: NonCustomerAnswer,
}

impl Default for NonCustomerPolicy {
    fn default() -> Self {
        Self {
            sales: NonCustomerAnswer::End,
            job_seeker: NonCustomerAnswer::Message,
            supplier: NonCustomerAnswer::Message,
        }
    }
}

impl NonCustomerPolicy {
    /// What becomes of a call of this kind.
    #[must_use]
    pub fn answer_to(self, kind: NonCustomer) -> NonCustomerAnswer {
        match kind {
            NonCustomer::Sales => self.sales,
            NonCustomer::JobSeeker => self.job_seeker,
            NonCustomer::Supplier => self.supplier,
            NonCustomer::Robocall | NonCustomer::WrongNumber => NonCustomerAnswer::End,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Words that only a recording says to a company. As [`plain_words`] writes them.
const RECORDED: &[&str] = &[
    "this is an automated message",
    "this is an automated call",
    "this is a recorded message",
    "this is a prerecorded message",
    "this is a pre recorded message",
    "to be removed from our list",
    "to be removed from our calling list",
    "to be placed on our do not call list",
    "press nine to be removed",
    "press 9 to be removed",
    "press 2 to be removed",
    "press two to be removed",
    "your vehicles extended warranty",
    "your cars extended warranty",
    "press 1 to speak to",
    "press one to speak to",
    "press 1 to speak with",
    "press one to speak with",
    "press 1 now to",
    "press one now to",
    "este es un mensaje automatico",
    "esta es una llamada automatica",
    "este es un mensaje grabado",
    "oprima el 1 para hablar",
    "oprima uno para hablar",
    "presione 1 para hablar",
    "presione uno para hablar",
    "marque 1 para hablar con un representante",
];

/// Words of the trade. Beside them nothing is taken for a recording: a customer may quote one, and an alarm company calls by one.
const TRADE: &[&str] = &[
    "furnace",
    "heat",
    "heater",
    "heating",
    "cool",
    "cooling",
    "ac",
    "air",
    "conditioner",
    "conditioning",
    "thermostat",
    "boiler",
    "hvac",
    "duct",
    "ducts",
    "pump",
    "alarm",
    "carbon",
    "monoxide",
    "gas",
    "smoke",
    "fire",
    "leak",
    "appointment",
    "technician",
    "calefaccion",
    "aire",
    "clima",
    "termostato",
    "alarma",
    "humo",
    "fuga",
    "cita",
    "tecnico",
    "calenton",
    "calentador",
];

/// Whether an utterance is a recording, beyond doubt.
///
/// ```
/// use domain::non_customer::is_recording;
///
/// assert!(is_recording("Hello! This is an automated message about your business listing. Press 1 to speak to an agent."));
/// assert!(!is_recording("I got an automated message that says to press 1, what is that about?"));
/// assert!(!is_recording("This is an automated message from your alarm system."));
/// ```
#[must_use]
pub fn is_recording(utterance: &str) -> bool {
    static LISTED: LazyLock<[Vec<&'static str>; 2]> =
        LazyLock::new(|| [phrases("recordings"), phrases("recordings trade")]);
    let plain = plain_words(utterance).join(" ");
    let has = |phrase: &&str| format!(" {plain} ").contains(&format!(" {phrase} "));
    let [recorded, trade] = &*LISTED;
    RECORDED.iter().chain(recorded).any(has) && !TRADE.iter().chain(trade).any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_no_customer_says_are_a_recording() {
        for text in [
            "this is an automated call regarding your google listing",
            "We've been trying to reach you about your vehicle's extended warranty.",
            "Congratulations, you qualify for a business loan. Press one now to claim it, or press nine to be removed.",
            "Este es un mensaje automático de su banco.",
        ] {
            assert!(is_recording(text), "{text}");
        }
        for text in [
            "is this an automated message or a person",
            "is this a recorded message",
            "my furnace has an extended warranty",
            "this is an automated message from Ring: your carbon monoxide alarm was triggered",
            "do I press 1 for service",
            "it says press 1 to speak to someone about my appointment",
            "quiero hablar con una persona no con un mensaje grabado",
            "",
        ] {
            assert!(!is_recording(text), "{text}");
        }
    }

    #[test]
    fn name_is_the_serialized_one() {
        for kind in NonCustomer::ALL {
            assert_eq!(serde_json::to_value(kind).expect("JSON"), kind.name());
        }
    }
}

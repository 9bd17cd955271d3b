//! A caller's consent to texts about their visits: what they were asked and when they said yes.
//!
//! Only a number that is proven to be the caller's is asked about, because the holder of a number decides who texts it. Does not know how
//! an answer is judged, nor what is texted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::triage::Language;

/// A caller's consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TextConsent {
    /// The question, as the agent said it.
    pub wording: String,
    /// How many times the caller had spoken in the call, or pressed a key, with their yes: 1 is their first answer to the greeting.
    pub turn: u64,
    /// When they said yes.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The language of the question. Texts are in it.
    pub language: Language,
}

/// Whether a company may text a caller about their visits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextPermission {
    /// The caller has agreed.
    Agreed,
    /// The caller has neither agreed nor refused.
    Unasked,
    /// The caller wants no texts, or must not be contacted. Also if that is not known.
    #[default]
    Refused,
}

/// How far a call has come with the question about texts. A call asks once.
///
/// ```
/// use domain::{
///     text_consent::{TextConsent, TextOffer},
///     triage::Language,
/// };
///
/// let consent: TextConsent = serde_json::from_str(
///     r#"{
///         "wording": "¿Podemos mandarle un mensaje de texto?",
///         "turn": 4,
///         "at": "2026-11-23T16:00:00Z",
///         "language": "spanish"
///     }"#,
/// )?;
/// assert_eq!(TextOffer::Asked.consent(), None, "a question is no consent");
/// let agreed = TextOffer::Agreed(consent);
/// assert_eq!(agreed.consent().map(|consent| consent.language), Some(Language::SPANISH));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum TextOffer {
    /// The caller was not asked.
    #[default]
    Unasked,
    /// The caller was asked, and has not agreed.
    Asked,
    /// The caller has agreed.
    Agreed(TextConsent),
}

impl TextOffer {
    /// The consent, if the caller agreed.
    #[must_use]
    pub fn consent(&self) -> Option<&TextConsent> {
        match self {
            Self::Agreed(consent) => Some(consent),
            Self::Unasked | Self::Asked => None,
        }
    }
}

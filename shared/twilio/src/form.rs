//! Twilio's webhooks: the posted form, then the typed requests in it.
//!
//! Tolerant where Twilio may add things (unknown fields and statuses), strict where a call cannot continue without the
//! value.

use domain::{
    attestation::Attestation,
    id::{CallSid, RecordingSid},
    phone::{Caller, PhoneNumber},
    texting::OptOutType,
};
use jiff::Timestamp;

use crate::sid::is_sid;

/// The most fields that are read. Twilio sends about forty.
const MOST_FIELDS: usize = 300;

/// The most characters of a sender.
const LONGEST_SENDER: usize = 40;

/// Why a form is rejected. Names the field and never contains its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The body is not a form.
    #[error("post application/x-www-form-urlencoded")]
    NotAForm,
    /// The body is not text.
    #[error("the form is not valid UTF-8")]
    NotText,
    /// More fields than Twilio ever sends.
    #[error("the form has too many fields")]
    TooManyFields,
    /// A field is missing or blank.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field has an invalid value.
    #[error("the field {0} is invalid")]
    Invalid(&'static str),
}

/// A posted form: decoded, in order, with repeated fields.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

/// Shows the fields' names only.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Form {
    /// Parses a body with this content type.
    pub fn parse(content_type: Option<&str>, body: &[u8]) -> Result<Self, FormError> {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(FormError::NotAForm);
        }
        // The decoder replaces invalid UTF-8, and the replaced text no longer matches the signature.
        if percent_encoding::percent_decode(body).decode_utf8().is_err() {
            return Err(FormError::NotText);
        }
        let fields: Vec<_> = form_urlencoded::parse(body)
            .take(MOST_FIELDS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if fields.len() > MOST_FIELDS { Err(FormError::TooManyFields) } else { Ok(Self(fields)) }
    }

    /// All fields, in the form that Twilio signed.
    #[must_use]
    pub fn params(&self) -> &[(String, String)] {
        &self.0
    }

    /// A field's value. A blank field counts as missing.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
    }

    /// The caller's words, from every field in which Twilio may pass words.
    #[must_use]
    pub fn spoken_words(&self) -> String {
        const FIELDS: [&str; 4] = ["SpeechResult", "StableSpeechResult", "UnstableSpeechResult", "TranscriptionText"];
        FIELDS.iter().filter_map(|name| self.get(name)).collect::<Vec<_>>().join(". ")
    }

    fn require(&self, name: &'static str) -> Result<&str, FormError> {
        self.get(name).ok_or(FormError::Missing(name))
    }

    /// A required field with a number in E.164.
    pub fn phone_number(&self, name: &'static str) -> Result<PhoneNumber, FormError> {
        PhoneNumber::parse(self.require(name)?).map_err(|_| FormError::Invalid(name))
    }

    fn seconds(&self, names: &[&str]) -> u32 {
        names.iter().find_map(|name| self.get(name)?.trim().parse().ok()).unwrap_or(0)
    }

    /// The call of a webhook: an id as Twilio makes it, so neither a test call's nor a text of the sender's choice.
    pub fn call_sid(&self) -> Result<CallSid, FormError> {
        let text = self.require("CallSid")?;
        let call = CallSid::parse(text).ok().filter(|_| is_sid(text, "CA"));
        call.ok_or(FormError::Invalid("CallSid"))
    }
}

/// A text message that arrived. Source: Twilio, "Twilio's request to your incoming message webhook URL".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRequest {
    /// Twilio's id of it: `SM` for a text, `MM` for one with attachments.
    pub sid: String,
    /// The sender, as Twilio writes it.
    pub sender: String,
    /// The text. A text with attachments may have none.
    pub body: String,
    /// The number of attachments.
    pub attachments: u32,
    /// What Advanced Opt-Out made of it.
    pub opt_out: Option<OptOutType>,
}

impl MessageRequest {
    /// Parses the form.
    pub fn from_form(form: &Form) -> Result<Self, FormError> {
        let sid = form.require("MessageSid")?;
        if !is_sid(sid, "SM") && !is_sid(sid, "MM") {
            return Err(FormError::Invalid("MessageSid"));
        }
        Ok(Self {
            sid: sid.to_owned(),
            sender: form.require("From")?.chars().take(LONGEST_SENDER).collect(),
            body: form.get("Body").unwrap_or_default().to_owned(),
            attachments: form.get("NumMedia").and_then(|count| count.trim().parse().ok()).unwrap_or(0),
            opt_out: form.get("OptOutType").and_then(OptOutType::from_twilio),
        })
    }

    /// The sender's number. `None` for a short code and the like.
    #[must_use]
    pub fn from(&self) -> Option<PhoneNumber> {
        PhoneNumber::parse(&self.sender).ok()
    }
}

/// The state of a call according to Twilio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStatus {
    /// Not over yet.
    Ongoing,
    /// Over.
    Final,
}

impl CallStatus {
    pub(super) fn from_twilio(status: &str) -> Self {
        match status {
            "completed" | "busy" | "failed" | "no-answer" | "canceled" => Self::Final,
            _ => Self::Ongoing,
        }
    }

    /// Whether the call is over.
    #[must_use]
    pub fn is_final(self) -> bool {
        self == Self::Final
    }
}

/// The fields of every webhook of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceRequest {
    /// The call.
    pub call_sid: CallSid,
    /// The caller.
    pub caller: Caller,
    /// The attestation of the caller's number. Twilio sends it with the first request of a call, if the call is signed.
    pub attestation: Attestation,
}

impl VoiceRequest {
    /// Parses a form.
    pub fn from_form(form: &Form) -> Result<Self, FormError> {
        let caller = Caller::from_twilio(form.get("From").unwrap_or_default());
        let attestation = Attestation::from_twilio(form.get("StirVerstat"));
        Ok(Self { call_sid: form.call_sid()?, caller, attestation })
    }
}

/// The caller's response to a `<Gather>`.
#[derive(Clone, PartialEq)]
pub enum TurnInput {
    /// The caller spoke.
    Speech {
        /// The recognised words.
        text: String,
        /// Twilio's confidence from 0 to 1, if Twilio sends it.
        confidence: Option<f32>,
    },
    /// The caller pressed keys.
    Digits(String),
    /// The caller did neither.
    Silence,
}

impl TurnInput {
    /// Parses a form. Keys take precedence over speech: a caller who presses them has given up speaking.
    pub fn from_form(form: &Form) -> Result<Self, FormError> {
        if let Some(digits) = form.get("Digits") {
            let keys = digits.trim();
            let well_formed = keys.len() <= 64 && keys.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#'));
            return if well_formed { Ok(Self::Digits(keys.to_owned())) } else { Err(FormError::Invalid("Digits")) };
        }
        Ok(match form.get("SpeechResult") {
            Some(text) => {
                let confidence = form.get("Confidence").and_then(|confidence| confidence.trim().parse().ok());
                Self::Speech { text: text.to_owned(), confidence: confidence.filter(|value: &f32| value.is_finite()) }
            }
            None => Self::Silence,
        })
    }
}

/// The outcome of a `<Dial>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialOutcome {
    /// The two were connected.
    Connected,
    /// They were not, for any reason.
    NotConnected,
}

/// The request to the `action` of a `<Dial>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialResult {
    /// Whether the two were connected.
    pub outcome: DialOutcome,
    /// The length of the connection.
    pub duration_seconds: u32,
}

impl DialResult {
    /// Parses a form. `DialBridged` takes precedence if it is present: Twilio reports a call as completed even if the
    /// callee hangs up during the whisper.
    pub fn from_form(form: &Form) -> Result<Self, FormError> {
        let status = form.require("DialCallStatus")?;
        let bridged = match form.get("DialBridged") {
            Some(bridged) => bridged.eq_ignore_ascii_case("true"),
            None => matches!(status, "completed" | "answered"),
        };
        let outcome = if bridged { DialOutcome::Connected } else { DialOutcome::NotConnected };
        Ok(Self { outcome, duration_seconds: form.seconds(&["DialCallDuration"]) })
    }
}

/// A recording that Twilio has ready for download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Twilio's id of the recording, in Twilio's exact form, so it is safe in a URL.
    pub recording_sid: RecordingSid,
    /// The length of the recording.
    pub duration_seconds: u32,
    /// When it began, if the form says so: `RecordingStartTime`, in the format of RFC 2822 or ISO 8601.
    pub started_at: Option<Timestamp>,
}

impl Recorded {
    /// Parses the request to the `action` of a `<Record>`, or a recording's status callback. `None` if there is no
    /// recording (yet). The URL in the form is only read for the id that ends it;
    /// [`RestClient::recording_url`](crate::rest::RestClient::recording_url) makes the URL that is stored.
    pub fn from_form(form: &Form) -> Result<Option<Self>, FormError> {
        let status = form.get("RecordingStatus").unwrap_or("completed");
        let (Some(url), "completed") = (form.get("RecordingUrl"), status) else {
            return Ok(None);
        };
        // The action of a `<Record>` may lack the id, but the id is always the last part of the URL.
        let sid = form.get("RecordingSid").or_else(|| url.rsplit('/').next()).unwrap_or_default();
        let recording_sid = RecordingSid::parse(sid).ok().filter(|_| is_sid(sid, "RE"));
        let recording_sid = recording_sid.ok_or(FormError::Invalid("RecordingSid"))?;
        let started_at = form.get("RecordingStartTime").and_then(instant);
        Ok(Some(Self { recording_sid, duration_seconds: form.seconds(&["RecordingDuration"]), started_at }))
    }
}

/// An instant in one of the formats of Twilio's forms.
fn instant(text: &str) -> Option<Timestamp> {
    let rfc_2822 = jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
    rfc_2822.or_else(|| text.parse().ok())
}

/// A status callback of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEvent {
    /// The call.
    pub call_sid: CallSid,
    /// The call's state.
    pub status: CallStatus,
    /// The length of the call, once it is over.
    pub duration_seconds: u32,
}

impl StatusEvent {
    /// Parses a form. `Duration` is in minutes, so it only replaces a missing `CallDuration`.
    pub fn from_form(form: &Form) -> Result<Self, FormError> {
        let duration_seconds = match form.get("CallDuration") {
            Some(_) => form.seconds(&["CallDuration"]),
            None => form.seconds(&["Duration"]).saturating_mul(60),
        };
        let status = CallStatus::from_twilio(form.require("CallStatus")?);
        Ok(Self { call_sid: form.call_sid()?, status, duration_seconds })
    }
}

#[cfg(test)]
mod tests;

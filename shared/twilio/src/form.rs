//! What Twilio posts: a form, then the typed requests in it.
//!
//! Tolerant where Twilio is free to change (unknown fields and statuses), strict where we could not go on.

use domain::{
    id::{CallSid, RecordingSid},
    phone::{Caller, PhoneNumber},
};

/// As many fields as are read; Twilio sends about forty.
const MOST_FIELDS: usize = 300;

/// Why a form is refused. Names the field and never its value.
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
    /// A field is not there, or blank.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field makes no sense.
    #[error("the field {0} is not what it should be")]
    Invalid(&'static str),
}

/// A form as it was posted: decoded, in order, repeated fields kept.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

/// Shows the fields' names only.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Form {
    /// Reads a body of this content type.
    pub fn parse(content_type: Option<&str>, body: &[u8]) -> Result<Self, FormError> {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(FormError::NotAForm);
        }
        // What is not UTF-8 would be decoded to replacement characters, and no longer be what was signed.
        if std::str::from_utf8(&percent_decoded(body)).is_err() {
            return Err(FormError::NotText);
        }
        let fields: Vec<_> = form_urlencoded::parse(body)
            .take(MOST_FIELDS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if fields.len() > MOST_FIELDS { Err(FormError::TooManyFields) } else { Ok(Self(fields)) }
    }

    /// All fields, as they were signed.
    #[must_use]
    pub fn params(&self) -> &[(String, String)] {
        &self.0
    }

    /// A field's value; a blank one is as good as none.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
    }

    fn require(&self, name: &'static str) -> Result<&str, FormError> {
        self.get(name).ok_or(FormError::Missing(name))
    }

    /// A field that must be a number in E.164.
    pub fn phone_number(&self, name: &'static str) -> Result<PhoneNumber, FormError> {
        PhoneNumber::parse(self.require(name)?).map_err(|_| FormError::Invalid(name))
    }

    fn seconds(&self, names: &[&str]) -> u32 {
        names.iter().find_map(|name| self.get(name)?.trim().parse().ok()).unwrap_or(0)
    }

    /// The call a webhook is about.
    pub fn call_sid(&self) -> Result<CallSid, FormError> {
        CallSid::parse(self.require("CallSid")?).map_err(|_| FormError::Invalid("CallSid"))
    }
}

fn percent_decoded(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut bytes = body.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'%' => {
                let mut ahead = bytes.clone();
                let digit =
                    |byte: Option<&u8>| char::from(*byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                match (digit(ahead.next()), digit(ahead.next())) {
                    (Some(high), Some(low)) => {
                        decoded.push(high * 16 + low);
                        bytes = ahead;
                    }
                    _ => decoded.push(byte),
                }
            }
            _ => decoded.push(byte),
        }
    }
    decoded
}

/// Where a call stands, as Twilio tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStatus {
    /// Not over.
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

    /// Whether nothing more will come of the call.
    #[must_use]
    pub fn is_final(self) -> bool {
        self == Self::Final
    }
}

/// What every webhook of a call says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceRequest {
    /// The call.
    pub call_sid: CallSid,
    /// Who calls.
    pub caller: Caller,
}

impl VoiceRequest {
    /// Reads it from a form.
    pub fn from_form(form: &Form) -> Result<Self, FormError> {
        Ok(Self { call_sid: form.call_sid()?, caller: Caller::from_twilio(form.get("From").unwrap_or_default()) })
    }
}

/// What the caller did while being listened to.
#[derive(Clone, PartialEq)]
pub enum TurnInput {
    /// Spoke.
    Speech {
        /// The words as recognised.
        text: String,
        /// 0 to 1, where Twilio says so.
        confidence: Option<f32>,
    },
    /// Pressed keys.
    Digits(String),
    /// Neither.
    Silence,
}

impl TurnInput {
    /// Reads it from a form. Keys come before words: someone who presses them has given up speaking.
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

/// How dialling someone ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialOutcome {
    /// The two spoke.
    Connected,
    /// They did not, for whatever reason.
    NotConnected,
}

/// The action of a `<Dial>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialResult {
    /// Whether the two spoke.
    pub outcome: DialOutcome,
    /// For how long.
    pub duration_seconds: u32,
}

impl DialResult {
    /// Reads it from a form. `DialBridged` decides where it is told: a callee who hangs up on a whisper has "completed" a
    /// call in which nobody spoke to anybody.
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

/// A recording that can be fetched from Twilio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Twilio's id of it.
    pub recording_sid: RecordingSid,
    /// Where it is.
    pub url: String,
    /// How long it is.
    pub duration_seconds: u32,
}

impl Recorded {
    /// Reads the action of a `<Record>`, or a recording's status callback; `None` if nothing was recorded (yet).
    pub fn from_form(form: &Form) -> Result<Option<Self>, FormError> {
        let status = form.get("RecordingStatus").unwrap_or("completed");
        let (Some(url), "completed") = (form.get("RecordingUrl"), status) else {
            return Ok(None);
        };
        if url.len() > 500 || !url.starts_with("http") {
            return Err(FormError::Invalid("RecordingUrl"));
        }
        // The action of a `<Record>` does not always tell the id, but always as the last part of the URL.
        let sid = form.get("RecordingSid").or_else(|| url.rsplit('/').next()).unwrap_or_default();
        let recording_sid = RecordingSid::parse(sid).map_err(|_| FormError::Invalid("RecordingSid"))?;
        Ok(Some(Self { recording_sid, url: url.to_owned(), duration_seconds: form.seconds(&["RecordingDuration"]) }))
    }
}

/// How a call is getting on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEvent {
    /// The call.
    pub call_sid: CallSid,
    /// Where it stands.
    pub status: CallStatus,
    /// How long it took, once it is over.
    pub duration_seconds: u32,
}

impl StatusEvent {
    /// Reads it from a form. `Duration` is in minutes, so that it serves only where nothing better is told.
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

//! The JSON of an export of one person.

use domain::{
    booking::{Appointment, MessageBody},
    conversation::HistoryEntry,
    customer_text::CustomerTextKind,
    id::{CallSid, EmergencyId, MessageId, RecordingSid},
    notification::UndeliveredReason,
    phone::PhoneNumber,
    redaction::MaskedText,
    text::Text,
    text_consent::TextConsent,
    triage::Hazard,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    CallEntry, CallTranscript, CustomerNote, CustomerRecord, CustomerTextItem, EmergencyItem, MessageItem, OptOutItem,
    RecordingItem, SendState, Sending, SummaryItem, TextBackItem, TextConsentItem,
};
use utoipa::{IntoParams, ToSchema};

use super::customer::{CallOfCustomerView, CustomerView, NoteView, VisitView};

/// The page of an export.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
}

impl ExportQuery {
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

/// What is held of a number.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonExport, example = json!({
    "number": "+12145550142", "exported_at": "2026-11-23T16:00:00Z", "appointments": [], "calls": [], "texts_received": [],
    "texts_after_missed_calls": [],
    "customer": {"number": "+12145550142", "name": "Dana Smith", "street": "12 Oak Street", "zip": "75201", "other_numbers": [], "version": 1},
    "notes": [{"number": "+12145550142", "note": "Prefers mornings", "by": "usr_lee", "at": "2026-11-23T15:10:00Z"}],
}))]
pub(crate) struct ExportView {
    /// The number.
    number: PhoneNumber,
    /// When the export was made.
    #[schema(value_type = String, format = DateTime)]
    exported_at: Timestamp,
    /// The customer; missing if nothing is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerView>,
    /// The consent to texts; missing without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_consent: Option<TextConsent>,
    /// What the person texted about texts of the company, such as STOP; missing if they never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_choice: Option<ExportedChoice>,
    /// The visits, with the texts about them.
    appointments: Vec<ExportedVisit>,
    /// The latest 100 notes.
    notes: Vec<NoteView>,
    /// The texts to the number after missed calls, of 30 days.
    texts_after_missed_calls: Vec<ExportedTextBack>,
    /// Calls, the latest first.
    calls: Vec<ExportedCall>,
    /// The text messages from the number, the latest first. They follow the last calls.
    texts_received: Vec<ExportedMessage>,
    /// The cursor of the next page. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// What an export has beside the calls and the text messages, which come in pages.
#[derive(Debug)]
pub(crate) struct ExportedPerson {
    pub(crate) record: Option<CustomerRecord>,
    pub(crate) consent: Option<TextConsentItem>,
    pub(crate) choice: Option<OptOutItem>,
    pub(crate) visits: Vec<ExportedVisit>,
    pub(crate) notes: Vec<CustomerNote>,
    pub(crate) texts_back: Vec<TextBackItem>,
}

/// A page of the calls and the text messages.
#[derive(Debug, Default)]
pub(crate) struct ExportedPage {
    pub(crate) calls: Vec<ExportedCall>,
    pub(crate) texts: Vec<MessageItem>,
    pub(crate) next: Option<String>,
}

impl ExportView {
    pub(crate) fn of(
        number: &PhoneNumber,
        exported_at: Timestamp,
        ExportedPerson { record, consent, choice, visits, notes, texts_back }: ExportedPerson,
        ExportedPage { calls, texts, next }: ExportedPage,
    ) -> Self {
        Self {
            number: number.clone(),
            exported_at,
            customer: record.map(Into::into),
            text_consent: consent.map(|item| item.consent),
            text_choice: choice.map(Into::into),
            appointments: visits,
            notes: notes.into_iter().map(Into::into).collect(),
            texts_after_missed_calls: texts_back.into_iter().map(Into::into).collect(),
            calls,
            texts_received: texts.into_iter().map(Into::into).collect(),
            next_cursor: next,
        }
    }
}

/// What a person texted about texts of the company.
#[derive(Debug, Serialize, ToSchema)]
struct ExportedChoice {
    /// Since when they want no texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    stopped_at: Option<Timestamp>,
    /// Since when they want texts again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Timestamp>,
}

/// A visit, with the texts about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedVisit {
    #[serde(flatten)]
    visit: VisitView,
    /// The texts to the customer about it, the earliest first.
    texts: Vec<ExportedVisitText>,
}

/// A text about a visit. Its words are not stored.
#[derive(Debug, Serialize, ToSchema)]
struct ExportedVisitText {
    /// What it says.
    kind: CustomerTextKind,
    #[serde(flatten)]
    sending: ExportedSending,
    /// When the customer confirmed the visit by a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    confirmed_at: Option<Timestamp>,
}

/// A text after a missed call. Its words are those of the company's configuration.
#[derive(Debug, Serialize, ToSchema)]
struct ExportedTextBack {
    /// The call.
    call_id: CallSid,
    #[serde(flatten)]
    sending: ExportedSending,
}

/// What became of a text.
#[derive(Debug, Serialize, ToSchema)]
struct ExportedSending {
    /// When it was sent, or when it was known that it cannot be delivered.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `sending` while it is being sent, `sent`, or `undeliverable`.
    #[schema(value_type = String, pattern = "^(sending|sent|undeliverable)$")]
    state: SendState,
    /// Why it cannot be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<UndeliveredReason>,
}

impl From<OptOutItem> for ExportedChoice {
    fn from(OptOutItem { stopped_at, started_at, .. }: OptOutItem) -> Self {
        Self { stopped_at, started_at }
    }
}

impl ExportedVisit {
    pub(crate) fn of(visit: Appointment, texts: Vec<CustomerTextItem>) -> Self {
        let text = |CustomerTextItem { kind, sending, confirmed_at, .. }| ExportedVisitText {
            kind,
            sending: sending.into(),
            confirmed_at,
        };
        Self { visit: visit.into(), texts: texts.into_iter().map(text).collect() }
    }
}

impl From<TextBackItem> for ExportedTextBack {
    fn from(TextBackItem { call, sending, .. }: TextBackItem) -> Self {
        Self { call_id: call, sending: sending.into() }
    }
}

impl From<Sending> for ExportedSending {
    fn from(Sending { at, state, reason, .. }: Sending) -> Self {
        Self { at, state, reason }
    }
}

/// A call with everything that came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedCall {
    #[serde(flatten)]
    call: CallOfCustomerView,
    /// What was said and keyed, in order.
    transcript: Vec<ExportedWords>,
    /// The recordings.
    recordings: Vec<ExportedRecording>,
    /// The summary; missing until it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Text<1000>>,
    /// The visits that were booked in it, with the texts about them.
    appointments: Vec<ExportedVisit>,
    /// The messages.
    messages: Vec<ExportedMessage>,
    /// The dangers that were heard.
    emergencies: Vec<ExportedEmergency>,
}

/// Words of a call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedWords {
    /// Who: the caller or the agent.
    speaker: &'static str,
    /// The words, or the keys.
    words: String,
    /// When; missing for calls of version 0.1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// A recording.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedRecording {
    /// Twilio's id of it. The sound is in the company's account at Twilio.
    recording: RecordingSid,
    /// Its length.
    duration_seconds: u32,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedMessage {
    /// The message's id.
    message_id: MessageId,
    /// The name, if it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The number to call back.
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    /// The words; missing for a voicemail.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    /// The office's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<MaskedText<1000>>,
    /// When it was left.
    #[schema(value_type = String, format = DateTime)]
    left_at: Timestamp,
}

/// An emergency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedEmergency {
    /// The emergency's id.
    emergency_id: EmergencyId,
    /// The hazard.
    hazard: Hazard,
    /// The caller's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<Text<300>>,
    /// The name, if it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The address, if it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Text<200>>,
    /// The office's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<MaskedText<1000>>,
    /// When it was heard.
    #[schema(value_type = String, format = DateTime)]
    heard_at: Timestamp,
}

/// What was said and keyed. What the agent's tools did is in the visits and messages.
fn words_of(transcript: CallTranscript) -> Vec<ExportedWords> {
    let mut words = Vec::new();
    for step in transcript.steps {
        for entry in step.entries {
            let (speaker, said) = match entry {
                HistoryEntry::CallerSaid { text } => ("caller", text),
                HistoryEntry::CallerKeyed { digits } => ("caller", digits),
                HistoryEntry::AgentSaid { text, .. } => ("agent", text),
                HistoryEntry::ToolsRequested { .. } | HistoryEntry::ToolReturned { .. } => continue,
            };
            words.push(ExportedWords { speaker, words: said, at: step.at });
        }
    }
    words
}

impl ExportedCall {
    pub(crate) fn of(
        entry: CallEntry,
        transcript: Option<CallTranscript>,
        recordings: Vec<RecordingItem>,
        summary: Option<SummaryItem>,
        (visits, messages, emergencies): (Vec<ExportedVisit>, Vec<MessageItem>, Vec<EmergencyItem>),
    ) -> Self {
        let recording = |item: RecordingItem| ExportedRecording {
            recording: item.recording,
            duration_seconds: item.duration_seconds,
        };
        Self {
            call: entry.into(),
            transcript: transcript.map(words_of).unwrap_or_default(),
            recordings: recordings.into_iter().map(recording).collect(),
            summary: summary.map(|item| item.summary.text),
            appointments: visits,
            messages: messages.into_iter().map(Into::into).collect(),
            emergencies: emergencies.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<MessageItem> for ExportedMessage {
    fn from(MessageItem { message, handling }: MessageItem) -> Self {
        let words = match message.body {
            MessageBody::Words(words) => Some(String::from(words)),
            MessageBody::Received(received) => Some(String::from(received.words)),
            MessageBody::Voicemail(_) => None,
        };
        Self {
            message_id: message.id,
            name: message.name,
            callback: message.callback,
            words,
            note: handling.note,
            left_at: message.left_at,
        }
    }
}

impl From<EmergencyItem> for ExportedEmergency {
    fn from(item: EmergencyItem) -> Self {
        let emergency = item.emergency;
        Self {
            emergency_id: emergency.id,
            hazard: emergency.hazard,
            heard: emergency.report.heard,
            name: emergency.report.name,
            place: emergency.report.place,
            note: item.handling.note,
            heard_at: emergency.heard_at,
        }
    }
}

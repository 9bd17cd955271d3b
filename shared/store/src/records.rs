//! Records of a call: messages, emergencies, recordings.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{CallerMessage, DangerReport, Emergency, MessageBody, Voicemail},
    id::{CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
    text::Text,
    triage::Hazard,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CustomerScope, LARGEST_PAGE, Store, StoreError, TenantScope,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// A recording at Twilio that a callback has reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingItem {
    /// Its call.
    pub call: CallSid,
    /// Twilio's id of the recording.
    pub recording: RecordingSid,
    /// Its URL at Twilio, which requires the account's credentials.
    pub url: String,
    /// The length of the recording.
    pub duration_seconds: u32,
}

/// An emergency and its acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyItem {
    /// The emergency.
    pub emergency: Emergency,
    /// When a person on call accepted it, if so.
    pub acknowledged_at: Option<Timestamp>,
}

/// The stored form of a message.
#[derive(Serialize, Deserialize)]
struct MessageForm {
    id: MessageId,
    call: CallSid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    body: BodyForm,
    urgent: bool,
    left_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BodyForm {
    Words(Text<1000>),
    Voicemail { recording: RecordingSid, url: String, duration_seconds: u32 },
}

/// The stored form of an emergency.
#[derive(Serialize, Deserialize)]
struct EmergencyForm {
    id: EmergencyId,
    call: CallSid,
    hazard: Hazard,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    heard_at: Timestamp,
    /// Since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heard: Option<Text<300>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Text<200>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<Timestamp>,
}

impl Versioned for RecordingItem {}
impl Versioned for MessageForm {}
impl Versioned for EmergencyForm {
    const VERSION: u32 = 2;
}

impl From<&CallerMessage> for MessageForm {
    fn from(message: &CallerMessage) -> Self {
        let CallerMessage { id, call, name, callback, body, urgent, left_at } = message.clone();
        let body = match body {
            MessageBody::Words(words) => BodyForm::Words(words),
            MessageBody::Voicemail(Voicemail { recording, url, duration_seconds }) => {
                BodyForm::Voicemail { recording, url, duration_seconds }
            }
        };
        Self { id, call, name, callback, body, urgent, left_at }
    }
}

impl From<MessageForm> for CallerMessage {
    fn from(MessageForm { id, call, name, callback, body, urgent, left_at }: MessageForm) -> Self {
        let body = match body {
            BodyForm::Words(words) => MessageBody::Words(words),
            BodyForm::Voicemail { recording, url, duration_seconds } => {
                MessageBody::Voicemail(Voicemail { recording, url, duration_seconds })
            }
        };
        Self { id, call, name, callback, body, urgent, left_at }
    }
}

impl From<&Emergency> for EmergencyForm {
    fn from(emergency: &Emergency) -> Self {
        let Emergency { id, call, hazard, callback, heard_at, report } = emergency.clone();
        let DangerReport { heard, name, place } = report;
        Self { id, call, hazard, callback, heard_at, heard, name, place, acknowledged_at: None }
    }
}

impl From<EmergencyForm> for EmergencyItem {
    fn from(form: EmergencyForm) -> Self {
        let EmergencyForm { id, call, hazard, callback, heard_at, heard, name, place, acknowledged_at } = form;
        let report = DangerReport { heard, name, place };
        Self { emergency: Emergency { id, call, hazard, callback, heard_at, report }, acknowledged_at }
    }
}

impl Store {
    /// Stores a message and its list entry. A message with the same id is stored once.
    pub async fn put_message(&self, scope: &TenantScope, message: &CallerMessage) -> Result<(), StoreError> {
        let entry = self.list_message(scope, message)?;
        self.put_once(scope, Key::message(scope, &message.id), &MessageForm::from(message), Some(entry)).await
    }

    /// Gets one message.
    pub async fn get_message(&self, scope: &TenantScope, id: &MessageId) -> Result<Option<CallerMessage>, StoreError> {
        Ok(self.within(scope).get::<MessageForm>(Key::message(scope, id)).await?.map(CallerMessage::from))
    }

    /// Gets one emergency.
    pub async fn get_emergency(
        &self,
        scope: &TenantScope,
        id: &EmergencyId,
    ) -> Result<Option<EmergencyItem>, StoreError> {
        Ok(self.within(scope).get::<EmergencyForm>(Key::emergency(scope, id)).await?.map(EmergencyItem::from))
    }

    /// Stores an emergency and its list entry. An emergency with the same id is stored once.
    pub async fn put_emergency(&self, scope: &TenantScope, emergency: &Emergency) -> Result<(), StoreError> {
        let entry = self.list_emergency(scope, emergency)?;
        self.put_once(scope, Key::emergency(scope, &emergency.id), &EmergencyForm::from(emergency), Some(entry)).await
    }

    /// Records that a person on call accepted an emergency. The first acknowledgement stays. An emergency that is not
    /// stored is not created.
    pub async fn acknowledge_emergency(
        &self,
        scope: &TenantScope,
        emergency: &EmergencyId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(item) = self.get_emergency(scope, emergency).await? else { return Ok(()) };
        let accept = self
            .update(Key::emergency(scope, emergency))
            .update_expression("SET acknowledged_at = :now")
            .condition_expression("attribute_exists(sk) AND attribute_not_exists(acknowledged_at)")
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .build()?;
        let writes =
            [TransactWriteItem::builder().update(accept).build(), self.list_acknowledged(scope, &item.emergency, now)?];
        self.within(scope).transact(writes).await.map(drop)
    }

    /// Lists the recordings of a call.
    pub async fn list_recordings(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
    ) -> Result<Vec<RecordingItem>, StoreError> {
        let scope = customers.tenant_scope();
        let prefix = key::recordings_of(call);
        let range = Range::in_order(scope.tenant().as_str(), &prefix);
        Ok(self.within(scope).page(&range, None, LARGEST_PAGE).await?.items)
    }

    /// Stores a recording. The same recording is stored once.
    pub async fn put_recording(&self, scope: &TenantScope, recording: &RecordingItem) -> Result<(), StoreError> {
        let key = Key::recording(scope, &recording.call, &recording.recording);
        self.put_once(scope, key, recording, None).await
    }
}

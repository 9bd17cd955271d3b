//! Records of a call: messages and emergencies.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{CallerMessage, DangerReport, Emergency, MessageBody, ReceivedText, Voicemail},
    escalation::{AcceptedBy, EscalationStep},
    id::{CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
    text::Text,
    triage::Hazard,
    webhook::{WebhookEvent, WebhookSubject},
};
use jiff::{Timestamp, civil::Date};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    Actor, ChangeContext, DueJob, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    handling::{self, Handling},
    key::Key,
};

/// An emergency and its acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyItem {
    /// The emergency.
    pub emergency: Emergency,
    /// When a person accepted it, if so.
    pub acknowledged_at: Option<Timestamp>,
    /// Who accepted it, and how. Unknown for one that was accepted before this was stored.
    pub acknowledged_by: Option<AcceptedBy>,
    /// What the office has done about it.
    pub handling: Handling,
}

/// A message, and what the office has done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageItem {
    /// The message.
    pub message: CallerMessage,
    /// What the office has done about it.
    pub handling: Handling,
}

/// The stored form of a message.
#[derive(Serialize, Deserialize)]
struct MessageForm {
    id: MessageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    call: Option<CallSid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    body: BodyForm,
    urgent: bool,
    left_at: Timestamp,
    #[serde(default, skip_serializing_if = "Handling::is_untouched")]
    handling: Handling,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BodyForm {
    Words(Text<1000>),
    Voicemail { recording: RecordingSid, url: String, duration_seconds: u32 },
    Received { to: PhoneNumber, words: Text<1700> },
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
    /// Since the times to acknowledgement are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<Date>,
    /// Since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heard: Option<Text<300>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Text<200>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acknowledged_by: Option<AcceptedBy>,
    #[serde(default, skip_serializing_if = "Handling::is_untouched")]
    handling: Handling,
}

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
            MessageBody::Received(ReceivedText { to, words }) => BodyForm::Received { to, words },
        };
        Self { id, call, name, callback, body, urgent, left_at, handling: Handling::default() }
    }
}

impl From<MessageForm> for MessageItem {
    fn from(form: MessageForm) -> Self {
        let MessageForm { id, call, name, callback, body, urgent, left_at, handling } = form;
        let body = match body {
            BodyForm::Words(words) => MessageBody::Words(words),
            BodyForm::Voicemail { recording, url, duration_seconds } => {
                MessageBody::Voicemail(Voicemail { recording, url, duration_seconds })
            }
            BodyForm::Received { to, words } => MessageBody::Received(ReceivedText { to, words }),
        };
        Self { message: CallerMessage { id, call, name, callback, body, urgent, left_at }, handling }
    }
}

impl From<&Emergency> for EmergencyForm {
    fn from(emergency: &Emergency) -> Self {
        let Emergency { id, call, hazard, callback, heard_at, day, report } = emergency.clone();
        let DangerReport { heard, name, place } = report;
        Self {
            id,
            call,
            hazard,
            callback,
            heard_at,
            day,
            heard,
            name,
            place,
            acknowledged_at: None,
            acknowledged_by: None,
            handling: Handling::default(),
        }
    }
}

impl From<EmergencyForm> for EmergencyItem {
    fn from(form: EmergencyForm) -> Self {
        let EmergencyForm { id, call, hazard, callback, heard_at, day, heard, name, place, .. } = form;
        let report = DangerReport { heard, name, place };
        let emergency = Emergency { id, call, hazard, callback, heard_at, day, report };
        let EmergencyForm { acknowledged_at, acknowledged_by, handling, .. } = form;
        Self { emergency, acknowledged_at, acknowledged_by, handling }
    }
}

impl From<&EmergencyItem> for EmergencyForm {
    fn from(item: &EmergencyItem) -> Self {
        let EmergencyItem { emergency, acknowledged_at, acknowledged_by, handling } = item.clone();
        Self { acknowledged_at, acknowledged_by, handling, ..Self::from(&emergency) }
    }
}

impl Store {
    /// The writes of an emergency of an earlier system: nobody is notified of it.
    pub(super) fn imported_emergency(
        &self,
        scope: &TenantScope,
        item: &EmergencyItem,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let put = self.put_new(Key::emergency(scope, &item.emergency.id), &EmergencyForm::from(item))?;
        Ok(vec![put, self.list_emergency_item(scope, item)?])
    }

    /// The writes of a message that was made of a record of an earlier system: nobody is notified of it.
    pub(super) fn imported_message(
        &self,
        scope: &TenantScope,
        message: &CallerMessage,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let put = self.put_new(Key::message(scope, &message.id), &MessageForm::from(message))?;
        Ok(vec![put, self.list_message(scope, message)?])
    }

    /// Stores a message and its list entry. A message with the same id is stored once.
    #[must_use]
    #[boxed]
    pub async fn put_message(&self, scope: &TenantScope, message: &CallerMessage) -> Result<(), StoreError> {
        let entry = self.list_message(scope, message)?;
        self.put_once(scope, Key::message(scope, &message.id), &MessageForm::from(message), [entry]).await
    }

    /// Stores a text message that arrived, its list entry, its announcement to webhooks if there is one, and the job that notifies the
    /// company's people. A text with the same id is stored once.
    #[must_use]
    #[boxed]
    pub async fn put_received_text(
        &self,
        scope: &TenantScope,
        message: &CallerMessage,
        announcement: Option<&WebhookEvent>,
    ) -> Result<(), StoreError> {
        let mut more = vec![self.list_message(scope, message)?];
        if let Some(event) = announcement {
            more.extend(self.announced(scope, event)?);
        }
        more.extend(self.due_writes(&DueJob::of_received_text(scope.tenant(), message)?)?);
        self.put_once(scope, Key::message(scope, &message.id), &MessageForm::from(message), more).await
    }

    /// Gets one message.
    #[must_use]
    #[boxed]
    pub async fn get_message(&self, scope: &TenantScope, id: &MessageId) -> Result<Option<CallerMessage>, StoreError> {
        Ok(self.get_message_item(scope, id).await?.map(|item| item.message))
    }

    /// Gets one message, with what the office has done about it.
    #[must_use]
    #[boxed]
    pub async fn get_message_item(
        &self,
        scope: &TenantScope,
        id: &MessageId,
    ) -> Result<Option<MessageItem>, StoreError> {
        Ok(self.within(scope).get::<MessageForm>(Key::message(scope, id)).await?.map(MessageItem::from))
    }

    /// Gets one emergency.
    #[must_use]
    #[boxed]
    pub async fn get_emergency(
        &self,
        scope: &TenantScope,
        id: &EmergencyId,
    ) -> Result<Option<EmergencyItem>, StoreError> {
        Ok(self.within(scope).get::<EmergencyForm>(Key::emergency(scope, id)).await?.map(EmergencyItem::from))
    }

    /// Stores an emergency, its list entry, the job that notifies of it, and the first step of its escalation. An emergency with the same
    /// id is stored once.
    #[must_use]
    #[boxed]
    pub async fn put_emergency(&self, scope: &TenantScope, emergency: &Emergency) -> Result<(), StoreError> {
        let mut more = vec![self.list_emergency(scope, emergency)?];
        // The daily check of calls has no one to page, and removes its company at once.
        if !scope.is_built_in() {
            let escalation = DueJob::of_escalation(scope.tenant(), emergency, EscalationStep::FIRST)?;
            more.extend(self.due_writes(&escalation)?);
            more.extend(self.due_writes(&DueJob::of_emergency(scope.tenant(), emergency)?)?);
        }
        self.put_once(scope, Key::emergency(scope, &emergency.id), &EmergencyForm::from(emergency), more).await
    }

    /// Records that a person accepted an emergency by telephone, also in the audit log, and announces it. The first acknowledgement
    /// stays. An emergency that is not stored is not created. The office may handle the emergency at the same time, so the list entry is that of the item read.
    #[must_use]
    #[boxed]
    pub async fn acknowledge_emergency(
        &self,
        scope: &TenantScope,
        emergency: &EmergencyId,
        by: &AcceptedBy,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for _ in 0..handling::ATTEMPTS {
            let Some(item) = self.get_emergency(scope, emergency).await? else { return Ok(()) };
            if item.acknowledged_at.is_some() {
                return Ok(());
            }
            let (same, handled) = handling::same_version(item.handling.version);
            let mut accept = self
                .update(Key::emergency(scope, emergency))
                .update_expression("SET acknowledged_at = :now, acknowledged_by = :by")
                .condition_expression(format!(
                    "attribute_exists(sk) AND attribute_not_exists(acknowledged_at) AND {same}"
                ))
                .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
                .expression_attribute_values(":by", serde_dynamo::to_attribute_value(by)?);
            if let Some(handled) = handled {
                accept = accept.expression_attribute_values(":handled", handled);
            }
            let accepted = EmergencyItem { acknowledged_at: Some(now), acknowledged_by: Some(by.clone()), ..item };
            let event = WebhookEvent { at: now, subject: WebhookSubject::EmergencyAcknowledged(emergency.clone()) };
            let mut writes = vec![
                TransactWriteItem::builder().update(accept.build()?).build(),
                self.list_emergency_item(scope, &accepted)?,
            ];
            writes.extend(self.announced(scope, &event)?);
            // The pulse reads the log. Who it was, and how, is in the emergency, which an erasure finds.
            let system = ChangeContext { actor: Actor::system(), at: now };
            let entry = AuditEvent::new("emergency.acknowledged").about(emergency);
            writes.extend(self.audited(scope, &system, entry)?);
            writes.extend(self.count_acknowledgement(scope, &accepted)?);
            if self.within(scope).transact(writes).await? == Transaction::Done {
                return Ok(());
            }
        }
        Err(StoreError::Contended)
    }
}

//! What a call leaves behind: messages, emergencies, recordings.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{
    booking::{CallerMessage, Emergency},
    id::{CallSid, EmergencyId, MessageId, RecordingSid},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, TenantScope, key::Key};

/// A recording Twilio keeps, as far as we have been told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingItem {
    /// The call it is of.
    pub call: CallSid,
    /// Twilio's id of it.
    pub recording: RecordingSid,
    /// Where Twilio serves it, to those with the account's credentials.
    pub url: String,
    /// How long it is.
    pub duration_seconds: u32,
}

/// An emergency, and when someone on call took it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EmergencyItem {
    /// What was heard.
    #[serde(flatten)]
    pub emergency: Emergency,
    /// When someone took it, if anyone has.
    pub acknowledged_at: Option<Timestamp>,
}

impl Store {
    /// Keeps a message; the same id is kept once.
    pub async fn put_message(&self, scope: &TenantScope, message: &CallerMessage) -> Result<(), StoreError> {
        self.put_while_there(scope, Key::message(scope, &message.id), message).await
    }

    /// One message.
    pub async fn get_message(&self, scope: &TenantScope, id: &MessageId) -> Result<Option<CallerMessage>, StoreError> {
        self.get(Key::message(scope, id)).await
    }

    /// One emergency.
    pub async fn get_emergency(
        &self,
        scope: &TenantScope,
        id: &EmergencyId,
    ) -> Result<Option<EmergencyItem>, StoreError> {
        self.get(Key::emergency(scope, id)).await
    }

    /// Keeps an emergency; the same id is kept once.
    pub async fn put_emergency(&self, scope: &TenantScope, emergency: &Emergency) -> Result<(), StoreError> {
        self.put_while_there(scope, Key::emergency(scope, &emergency.id), emergency).await
    }

    /// Someone on call has taken an emergency. The first to do so is kept; an emergency that is not stored stays so.
    pub async fn acknowledge_emergency(
        &self,
        scope: &TenantScope,
        emergency: &EmergencyId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let taken = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::emergency(scope, emergency).attributes()))
            .update_expression("SET acknowledged_at = if_not_exists(acknowledged_at, :now)")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .send()
            .await;
        match taken {
            Err(error)
                if !error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    /// Keeps where a recording is; told twice, kept once.
    pub async fn put_recording(&self, scope: &TenantScope, recording: &RecordingItem) -> Result<(), StoreError> {
        let key = Key::recording(scope, &recording.call, &recording.recording);
        self.put_while_there(scope, key, recording).await
    }
}

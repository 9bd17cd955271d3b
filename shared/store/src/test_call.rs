//! Test calls between two turns: calls in text, for trying an agent. They expire after a day.
//!
//! A test call is one item of the table, and DynamoDB allows 400 KB. [`TestCallItem::LARGEST`] leaves room for the next turn.

use std::collections::HashMap;

use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::AttributeValue};
use domain::{
    conversation::Conversation,
    id::{CallSid, TestCallId},
    phone::{Caller, PhoneNumber},
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CallRecord, SaveError, Store, StoreError, TenantScope,
    call::CallForm,
    form::{Versioned, item_with_key},
    key::Key,
};

const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A test call between two turns.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCallItem {
    /// Its id.
    pub test_call: TestCallId,
    /// Its state. The agent's version is the record's.
    pub record: CallRecord,
    /// Whether its bookings are real.
    pub books: bool,
    /// Whether it knows its caller's customer record. Only callers who may read customers see it and go on with it.
    pub reads_customers: bool,
    /// How far its clock is ahead of the real one, for trying a Sunday night on a Tuesday morning.
    pub ahead_seconds: i64,
}

impl TestCallItem {
    /// A test call by voice that has not rung yet. Nothing is booked in it, and its caller is new to the agent.
    #[must_use]
    pub fn by_voice(test_call: TestCallId, version: u32, called: PhoneNumber, now: Timestamp) -> Self {
        let call = CallSid::of_test_call(&test_call);
        let conversation = Conversation::new(call, Caller::from_twilio(""), called, None, now);
        let record = CallRecord::new(conversation, version, true);
        Self { test_call, record, books: false, reads_customers: false, ahead_seconds: 0 }
    }

    /// The largest test call that may take another turn, in bytes. A turn adds at most what a caller says (8 KB), five
    /// answers of the model, each stored as history and as reply, and the results of its tools: less than 140 KB.
    pub const LARGEST: usize = 256 * 1024;

    /// Its size in the table, in bytes.
    pub fn size(&self) -> Result<usize, StoreError> {
        let attributes: HashMap<String, AttributeValue> = serde_dynamo::to_item(self.form(0))?;
        Ok(attributes.iter().map(|(name, value)| name.len() + size(value)).sum())
    }

    fn form(&self, expires_at: i64) -> TestCallForm {
        TestCallForm {
            test_call: self.test_call.clone(),
            record: CallForm::of(&self.record),
            books: self.books,
            reads_customers: self.reads_customers,
            ahead_seconds: self.ahead_seconds,
            step: self.record.next_step(),
            expires_at,
        }
    }
}

/// The size of a value. Source: AWS, DynamoDB Developer Guide, "DynamoDB item sizes and formats". A number counts as the
/// longest one.
fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + size(value)).sum::<usize>(),
        AttributeValue::M(values) => 3 + values.iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>(),
        _ => 21,
    }
}

/// The stored form of a test call.
#[derive(Serialize, Deserialize)]
struct TestCallForm {
    test_call: TestCallId,
    record: CallForm,
    books: bool,
    /// Since version 4. Earlier test calls read customers.
    #[serde(default = "reads_customers")]
    reads_customers: bool,
    ahead_seconds: i64,
    step: usize,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

fn reads_customers() -> bool {
    true
}

impl Versioned for TestCallForm {
    /// A change of the call's form is one of this form, which had one change of its own.
    const VERSION: u32 = CallForm::VERSION + 1;
}

impl From<TestCallForm> for TestCallItem {
    fn from(TestCallForm { test_call, record, books, reads_customers, ahead_seconds, .. }: TestCallForm) -> Self {
        Self { test_call, record: record.into(), books, reads_customers, ahead_seconds }
    }
}

impl Store {
    /// Gets a test call.
    #[must_use]
    #[boxed]
    pub async fn get_test_call(
        &self,
        scope: &TenantScope,
        test_call: &TestCallId,
    ) -> Result<Option<TestCallItem>, StoreError> {
        Ok(self.within(scope).get::<TestCallForm>(Key::test_call(scope, test_call)).await?.map(TestCallItem::from))
    }

    /// Saves a test call that was loaded at `step` (0 for a new one), unless another request has saved it in the
    /// meantime.
    #[must_use]
    #[boxed]
    pub async fn save_test_call(
        &self,
        scope: &TenantScope,
        item: &TestCallItem,
        step: usize,
        now: Timestamp,
    ) -> Result<(), SaveError> {
        let expires_at = now.saturating_add(LIFETIME).unwrap_or(now).as_second();
        let form = item.form(expires_at);
        let put = self.client_of(scope).put_item().table_name(&self.table);
        let put = put.set_item(Some(item_with_key(Key::test_call(scope, &item.test_call), &form)?));
        // A test call by voice is saved before its greeting.
        let unchanged = if step == 0 { "attribute_not_exists(sk) OR step = :step" } else { "step = :step" };
        let put = put
            .condition_expression(unchanged)
            .expression_attribute_values(":step", AttributeValue::N(step.to_string()));
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Err(SaveError::Overtaken)
            }
            Err(error) => Err(StoreError::from(error).into()),
        }
    }
}

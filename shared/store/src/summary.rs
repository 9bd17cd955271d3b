//! The summaries of calls, one for each. The first one stays, so a job that is done twice writes one, until the call has a voicemail
//! that is stored after it.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    id::CallSid,
    summary::{CallResult, CallSummary, Intake, Urgency, model::ModelSummary},
    text::Text,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CustomerScope, Store, StoreError,
    form::{Versioned, item_with_key},
    key::Key,
};

/// A stored summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryItem {
    /// The summary.
    pub summary: CallSummary,
    /// When it was written.
    pub written_at: Timestamp,
}

/// The stored form of a summary.
#[derive(Serialize, Deserialize)]
pub(super) struct SummaryForm {
    text: Text<1000>,
    result: CallResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Text<500>>,
    urgency: Urgency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_step: Option<Text<300>>,
    intake: Intake,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_model: Option<ModelSummary>,
    written_at: Timestamp,
}

impl Versioned for SummaryForm {}

impl SummaryForm {
    /// Why the caller called.
    pub(super) fn into_reason(self) -> Option<Text<500>> {
        self.reason
    }
}

impl From<&SummaryItem> for SummaryForm {
    fn from(SummaryItem { summary, written_at }: &SummaryItem) -> Self {
        let CallSummary { text, result, reason, urgency, next_step, intake, by_model } = summary.clone();
        Self { text, result, reason, urgency, next_step, intake, by_model, written_at: *written_at }
    }
}

impl From<SummaryForm> for SummaryItem {
    fn from(form: SummaryForm) -> Self {
        let SummaryForm { text, result, reason, urgency, next_step, intake, by_model, written_at } = form;
        Self { summary: CallSummary { text, result, reason, urgency, next_step, intake, by_model }, written_at }
    }
}

impl Store {
    /// Gets the summary of a call, once it is written.
    #[must_use]
    #[boxed]
    pub async fn get_summary(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
    ) -> Result<Option<SummaryItem>, StoreError> {
        let scope = customers.tenant_scope();
        Ok(self.within(scope).get::<SummaryForm>(Key::summary(scope, call)).await?.map(SummaryItem::from))
    }

    /// Stores the summary of a call. An earlier one stays.
    #[must_use]
    #[boxed]
    pub async fn put_summary(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        summary: &SummaryItem,
    ) -> Result<(), StoreError> {
        let scope = customers.tenant_scope();
        self.put_once(scope, Key::summary(scope, call), &SummaryForm::from(summary), None).await
    }

    /// Replaces the summary of a call. A summary that was erased is not written.
    #[must_use]
    #[boxed]
    pub async fn replace_summary(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        summary: &SummaryItem,
    ) -> Result<(), StoreError> {
        let scope = customers.tenant_scope();
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(Key::summary(scope, call), &SummaryForm::from(summary))?))
            .condition_expression("attribute_exists(sk)")
            .build()?;
        self.within(scope).transact([TransactWriteItem::builder().put(put).build()]).await.map(|_| ())
    }
}

//! The limit of pages: the people on call get one text per kind of danger and caller in ten minutes.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::{booking::Emergency, id::CallSid, phone::PhoneNumber, triage::Hazard};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    Store, StoreError, TenantScope, Transaction,
    form::{Versioned, item_with_key},
    key::Key,
};

/// The time between two pages about the same kind of danger from the same caller.
const BETWEEN_PAGES: SignedDuration = SignedDuration::from_mins(10);
/// DynamoDB may delete the item this long after the next page is possible.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The latest page about a kind of danger from a caller.
#[derive(Serialize)]
struct PageForm {
    hazard: Hazard,
    /// The call that the page is about.
    call: CallSid,
    paged_at: Timestamp,
    /// From this second of the Unix epoch on, the next page is sent.
    next_second: i64,
    /// How many dangers of this kind were heard from this caller since; each has a record of its own.
    more: u64,
    expires_at: i64,
}

impl Versioned for PageForm {}

impl Store {
    /// Claims the page about an emergency. `false` if the people on call were paged about this kind and caller less than ten
    /// minutes ago. Of several claims at once, one gets the page.
    ///
    /// # Errors
    /// [`StoreError::TenantGone`] if the company was erased during the call.
    pub async fn claim_page(
        &self,
        scope: &TenantScope,
        emergency: &Emergency,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let from = caller_of(emergency);
        let next = now.saturating_add(BETWEEN_PAGES).unwrap_or(now);
        let page = PageForm {
            hazard: emergency.hazard,
            call: emergency.call.clone(),
            paged_at: now,
            next_second: next.as_second(),
            more: 0,
            expires_at: next.saturating_add(KEPT).unwrap_or(next).as_second(),
        };
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(Key::page(scope, emergency.hazard, from), &page)?))
            .condition_expression("attribute_not_exists(sk) OR next_second <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .build()?;
        let writes = [TransactWriteItem::builder().put(put).build(), self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(true),
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            Transaction::Refused(_) => Ok(false),
        }
    }

    /// Counts a danger for which no page was due.
    pub async fn count_unpaged(&self, scope: &TenantScope, emergency: &Emergency) -> Result<(), StoreError> {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::page(scope, emergency.hazard, caller_of(emergency)).attributes()))
            .update_expression("ADD more :one")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .send()
            .await?;
        Ok(())
    }
}

/// The caller's number; the call's id if the number is withheld, since such calls may come from different people.
fn caller_of(emergency: &Emergency) -> &str {
    emergency.callback.as_ref().map_or(emergency.call.as_str(), PhoneNumber::as_str)
}

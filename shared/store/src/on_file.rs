//! What is on file about the number of a caller who is proven: the customer, their latest visits, and what the latest calls were about.
//!
//! The records and the list of calls are read at once, then the visits and the summaries at once: two waits for the table, or one if
//! there is nothing on file.

use std::collections::HashMap;

use domain::{
    booking::Customer,
    id::CallSid,
    on_file::{CallerOnFile, EarlierCall},
    phone::PhoneNumber,
    text::Text,
};
use jiff::Timestamp;
use platform::boxed;

use super::{
    CallEntry, CustomerItem, CustomerRecord, CustomerScope, Store, StoreError, TenantScope, form,
    key::{Key, SORT},
    summary::SummaryForm,
};

/// The most visits that are read: the latest ones.
const MOST_VISITS: usize = 10;
/// The most earlier calls that a call recalls: the latest ones.
const MOST_CALLS: usize = 3;
/// The calls that are read for them: some are of unproven callers.
const CALLS_READ: usize = 6;

impl Store {
    /// Gets what is on file about a number, for a caller who is proven: the latest visits from all numbers of the customer, and the latest
    /// calls from the number.
    #[must_use]
    #[boxed]
    pub async fn get_caller_on_file(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
        now: Timestamp,
    ) -> Result<CallerOnFile, StoreError> {
        let scope = customers.tenant_scope();
        let (record, listed) = tokio::try_join!(
            self.customer_record(scope, number),
            self.list_calls_of(customers, number, None, CALLS_READ)
        )?;
        let calls: Vec<_> =
            listed.items.into_iter().filter(|entry| may_be_recalled(entry, now)).take(MOST_CALLS).collect();
        let visits = async {
            match &record {
                Some(record) => self.visits_of(scope, record, MOST_VISITS).await,
                None => Ok(Vec::new()),
            }
        };
        let (visits, mut reasons) = tokio::try_join!(visits, self.reasons_of(scope, &calls))?;
        let own = record.iter().flat_map(CustomerRecord::items).find(|item| item.number == *number);
        let customer: Option<Customer> = own.and_then(CustomerItem::customer);
        Ok(CallerOnFile {
            blocked: own.is_some_and(|item| item.blocked.is_some()),
            customer: customer.or_else(|| record.as_ref()?.customer()),
            visits,
            calls: calls.into_iter().filter_map(|entry| recalled(entry, &mut reasons)).collect(),
        })
    }

    /// Why these callers called, by the summaries that are written.
    async fn reasons_of(
        &self,
        scope: &TenantScope,
        calls: &[CallEntry],
    ) -> Result<HashMap<CallSid, Text<500>>, StoreError> {
        if calls.is_empty() {
            return Ok(HashMap::new());
        }
        let keys = calls.iter().map(|entry| Key::summary(scope, &entry.call)).collect();
        let mut reasons = HashMap::new();
        for item in self.read_in_batches(scope, keys).await? {
            let sort = item.get(SORT).and_then(|sort| sort.as_s().ok());
            let call = sort.and_then(|sort| CallSid::parse(sort.rsplit('#').next()?).ok());
            let reason = form::read::<SummaryForm>(item)?.into_reason();
            reasons.extend(call.zip(reason));
        }
        Ok(reasons)
    }
}

fn may_be_recalled(entry: &CallEntry, now: Timestamp) -> bool {
    let facts = entry.facts.as_ref().filter(|_| !entry.test);
    facts.is_some_and(|facts| EarlierCall::may_be_recalled(entry.started_at, facts, now))
}

fn recalled(entry: CallEntry, reasons: &mut HashMap<CallSid, Text<500>>) -> Option<EarlierCall> {
    let about = reasons.remove(&entry.call);
    Some(EarlierCall { at: entry.started_at, outcome: entry.facts?.outcome, about })
}

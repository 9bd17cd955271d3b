//! Erasure of one person, by their numbers: the walk over the tenant's items. [`super::erased_items`] says what goes with an item.
//!
//! It reads every item of the tenant once, in the order of the keys, and stores how far it has come, so that a repeated request goes on
//! where the last one stopped, also after a crash. An item that names one of the numbers goes with everything that belongs to it:
//! a call with its recordings, summary, words that can be found, visits, messages and emergencies. Repeating an erasure erases what was
//! added since.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    id::{CallSid, TenantId},
    phone::PhoneNumber,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    ChangeContext, ChangeError, CustomerScope, DueJob, Store, StoreError, TenantScope, Transaction, audit::AuditEvent,
    form::Versioned, key::Key,
};

/// The most pages that a request reads. A page has up to a megabyte.
pub const MOST_PAGES: usize = 40;

/// What an erasure has done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonErasure {
    /// Whether every item was looked at.
    #[serde(skip)]
    pub complete: bool,
    /// The numbers of the person.
    pub numbers: BTreeSet<PhoneNumber>,
    /// The erased items, by kind. A word that can be found counts as `word`.
    pub erased: BTreeMap<String, u64>,
    /// The items that name a number and stay, by kind.
    pub kept: BTreeMap<String, u64>,
    /// The calls that are not counted yet. They are erased by a later request.
    pub calls_in_progress: BTreeSet<CallSid>,
    /// The recordings of the erased calls. Jobs delete their sound.
    pub recordings: BTreeSet<String>,
    /// The person asked not to be contacted, which holds on.
    do_not_call: bool,
    /// The last sort key that was looked at.
    after: Option<String>,
}

impl Versioned for PersonErasure {}

impl PersonErasure {
    /// The entry in the audit log, without a number.
    fn event(&self, number: &PhoneNumber) -> AuditEvent {
        let report = json!({"erased": self.erased, "kept": self.kept, "complete": self.complete});
        AuditEvent::new("customer.erased").about(number.masked()).to(report)
    }

    pub(super) fn count(&mut self, sort: &str) {
        *self.erased.entry(sort.split('#').next().unwrap_or_default().to_owned()).or_default() += 1;
    }
}

/// The hash of a number of a tenant's customer: a mark that does not show the number.
pub(crate) fn hash_of(tenant: &TenantId, number: &PhoneNumber) -> String {
    hex::encode(digest(&SHA256, format!("{tenant}\n{number}").as_bytes()))
}

/// Whether a value names one of the numbers. A longer number is another one.
fn names(value: &AttributeValue, numbers: &BTreeSet<PhoneNumber>) -> bool {
    match value {
        AttributeValue::S(text) => text_names(text, numbers),
        AttributeValue::L(values) => values.iter().any(|value| names(value, numbers)),
        AttributeValue::M(values) => {
            values.iter().any(|(name, value)| text_names(name, numbers) || names(value, numbers))
        }
        _ => false,
    }
}

fn text_names(text: &str, numbers: &BTreeSet<PhoneNumber>) -> bool {
    numbers.iter().any(|number| {
        text.match_indices(number.as_str())
            .any(|(at, found)| !text[at + found.len()..].starts_with(|next: char| next.is_ascii_digit()))
    })
}

impl Store {
    /// Erases what the tenant holds of a person: reads up to `pages` pages, from where an earlier request stopped.
    #[must_use]
    #[boxed]
    pub async fn erase_person(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &ChangeContext,
        pages: usize,
    ) -> Result<PersonErasure, ChangeError> {
        // What is read is not shown to anyone. The audit log gets an entry of each request.
        let customers = &CustomerScope::of_agent(scope.clone());
        let progress = Key::erasing(scope, &hash_of(scope.tenant(), number));
        let mut erasure = match self.within(scope).get::<PersonErasure>(progress.clone()).await? {
            // A call in progress then may be counted now.
            Some(begun) => PersonErasure { calls_in_progress: BTreeSet::new(), ..begun },
            None => self.begin_erasure(scope, number).await?,
        };
        self.save_erasure(scope, &progress, &erasure).await?;
        for _ in 0..pages {
            let page = self.walk(scope, erasure.after.as_deref()).await?;
            for (sort, item) in page.items {
                if item.values().any(|value| names(value, &erasure.numbers)) {
                    Box::pin(self.erase_item(customers, &sort, (&mut erasure, change.at))).await?;
                }
            }
            erasure.after = page.after;
            if erasure.after.is_none() {
                return self.finish_erasure(scope, number, (progress, erasure), change).await;
            }
            self.save_erasure(scope, &progress, &erasure).await?;
        }
        let entry = self.audited(scope, change, erasure.event(number))?;
        self.within(scope).transact(entry).await?;
        Ok(erasure)
    }

    async fn begin_erasure(&self, scope: &TenantScope, number: &PhoneNumber) -> Result<PersonErasure, StoreError> {
        let record = self.customer_record(scope, number).await?;
        let mut numbers: BTreeSet<_> = record.iter().flat_map(|record| record.numbers().cloned()).collect();
        numbers.insert(number.clone());
        let do_not_call = record.is_some_and(|record| record.items().any(|item| item.do_not_call.is_some()));
        Ok(PersonErasure { numbers, do_not_call, ..PersonErasure::default() })
    }

    async fn save_erasure(
        &self,
        scope: &TenantScope,
        progress: &Key,
        erasure: &PersonErasure,
    ) -> Result<(), ChangeError> {
        let writes = [self.put_over(progress.clone(), erasure)?, self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(ChangeError::Missing),
        }
    }

    /// Deletes what the erasure had to remember, and says in the audit log what was done, without a number.
    async fn finish_erasure(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        (progress, erasure): (Key, PersonErasure),
        change: &ChangeContext,
    ) -> Result<PersonErasure, ChangeError> {
        let erasure = PersonErasure { complete: erasure.calls_in_progress.is_empty(), ..erasure };
        let mut writes = self.audited(scope, change, erasure.event(number))?;
        // While a call is in progress, the numbers are remembered: their record is gone.
        writes.push(if erasure.complete { self.delete(progress)? } else { self.put_over(progress, &erasure)? });
        if erasure.do_not_call {
            for number in &erasure.numbers {
                let mark = NoContactForm { since: change.at };
                writes.push(self.put_over(Key::no_contact(scope, &hash_of(scope.tenant(), number)), &mark)?);
            }
        }
        // Its files can no longer be fetched, a job that writes one stops, and another job deletes them.
        writes.push(self.delete(Key::company_export(scope))?);
        let deletion = DueJob::of_erased_person(scope.tenant(), change.at).map_err(StoreError::from)?;
        writes.extend(self.due_writes(&deletion)?);
        self.within(scope).transact(writes).await?;
        Ok(erasure)
    }
}

/// That a person who was erased asked not to be contacted. The key has the hash of their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoContactForm {
    pub(super) since: Timestamp,
}

impl Versioned for NoContactForm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_names_a_number_but_not_a_longer_one() {
        let numbers = BTreeSet::from([PhoneNumber::parse("+12145550142").expect("a number")]);
        let nested = |text: &str| {
            AttributeValue::L(vec![AttributeValue::M([("a".to_owned(), AttributeValue::S(text.to_owned()))].into())])
        };
        for text in ["+12145550142", "{\"callback\":\"+12145550142\"}", "page#gas_leak#+12145550142"] {
            assert!(names(&nested(text), &numbers), "{text}");
        }
        for text in ["+121455501420", "+12145550143", "2145550142"] {
            assert!(!names(&nested(text), &numbers), "{text}");
        }
        assert!(names(&AttributeValue::M([("+12145550142".to_owned(), AttributeValue::Bool(true))].into()), &numbers));
    }
}

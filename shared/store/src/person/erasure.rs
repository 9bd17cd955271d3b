//! Erasure of one person, by their numbers.
//!
//! It reads every item of the tenant once, in the order of the keys, and stores how far it has come, so that a repeated request goes on
//! where the last one stopped, also after a crash. An item that names one of the numbers goes with everything that belongs to it:
//! a call with its recordings, summary, words that can be found, visits, messages and emergencies. Repeating an erasure erases what was
//! added since.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, TransactWriteItem, WriteRequest};
use domain::{
    booking::{Appointment, AppointmentStatus, CallerMessage, MessageBody, VisitEvent},
    id::{AppointmentId, CallSid, EmergencyId, MessageId, RecordingSid, TenantId},
    phone::PhoneNumber,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::kinds::{HeldKind, held_kind};
use crate::{
    ChangeContext, ChangeError, CustomerScope, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    indexed_call::IndexedCallForm,
    key::{self, Key, PARTITION, SORT},
};

/// The most pages that a request reads. A page has up to a megabyte.
pub const MOST_PAGES: usize = 40;

/// How long a call that is not counted yet is left alone. Its usage is queued again for eleven days.
const COUNTED_WITHIN: SignedDuration = SignedDuration::from_hours(12 * 24);

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

    fn count(&mut self, sort: &str) {
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
            let mut query = self
                .client_of(scope)
                .query()
                .table_name(&self.table)
                .consistent_read(true)
                .key_condition_expression(format!("{PARTITION} = :partition AND {SORT} > :after"))
                .expression_attribute_values(":partition", AttributeValue::S(scope.tenant().to_string()));
            let after = erasure.after.clone().unwrap_or_else(|| " ".to_owned());
            query = query.expression_attribute_values(":after", AttributeValue::S(after));
            let page = query.send().await.map_err(StoreError::from)?;
            for item in page.items.unwrap_or_default() {
                let Some(sort) = item.get(SORT).and_then(|value| value.as_s().ok()).cloned() else { continue };
                if item.values().any(|value| names(value, &erasure.numbers)) {
                    Box::pin(self.erase_item(customers, &sort, (&mut erasure, change.at))).await?;
                }
            }
            erasure.after = page.last_evaluated_key.and_then(|key| key.get(SORT)?.as_s().ok().cloned());
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
        self.within(scope).transact(writes).await?;
        Ok(erasure)
    }

    async fn erase_item(
        &self,
        customers: &CustomerScope,
        sort: &str,
        (erasure, now): (&mut PersonErasure, Timestamp),
    ) -> Result<(), StoreError> {
        let scope = customers.tenant_scope();
        let id = sort.split('#').nth(1).unwrap_or_default();
        match held_kind(sort) {
            Some(HeldKind::Call) => {
                let Ok(call) = CallSid::parse(id) else { return Ok(()) };
                self.erase_call(customers, &call, (erasure, now)).await
            }
            Some(HeldKind::Visit) => match AppointmentId::parse(id) {
                Ok(id) => self.erase_visit(scope, &id, erasure).await,
                Err(_) => Ok(()),
            },
            Some(HeldKind::Report) => self.erase_report(scope, sort, (erasure, now)).await,
            Some(HeldKind::Usage) => self.forget_caller(scope, Key::found(scope, sort), erasure).await,
            Some(HeldKind::Own) => self.delete_found(scope, vec![Key::found(scope, sort)], erasure, sort).await,
            Some(HeldKind::OptOut) => {
                if let Some(number) = PhoneNumber::parse(id).ok().filter(|number| erasure.numbers.contains(number))
                    && self.is_opted_out(scope, &number).await?
                {
                    let mark = Key::no_contact(scope, &hash_of(scope.tenant(), &number));
                    self.within(scope).transact([self.put_over(mark, &NoContactForm { since: now })?]).await?;
                }
                self.delete_found(scope, vec![Key::found(scope, sort)], erasure, sort).await
            }
            Some(HeldKind::Company) | None => {
                *erasure.kept.entry(sort.split('#').next().unwrap_or_default().to_owned()).or_default() += 1;
                Ok(())
            }
        }
    }

    /// Erases a call with everything that came of it, unless it is not counted yet.
    async fn erase_call(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        (erasure, now): (&mut PersonErasure, Timestamp),
    ) -> Result<(), StoreError> {
        let scope = customers.tenant_scope();
        let counted = self.get_counted_call(customers, call).await?;
        if counted.is_none()
            && let Some(transcript) = self.get_transcript(customers, call).await?
            && !(transcript.test && transcript.finished)
            && now.duration_since(transcript.started_at) < COUNTED_WITHIN
        {
            erasure.calls_in_progress.insert(call.clone());
            return Ok(());
        }
        for recording in self.list_recordings(customers, call).await? {
            let message = format!("message#{}", MessageId::of_recording(&recording.recording));
            self.erase_sound(scope, (call, &recording.recording), (erasure, now)).await?;
            self.erase_report(scope, &message, (erasure, now)).await?;
        }
        self.erase_words_of(scope, call, erasure).await?;
        for (kind, first) in [
            ("appointment", AppointmentId::of_call(call, 0).to_string()),
            ("message", MessageId::of_call(call, 0).to_string()),
            ("emergency", EmergencyId::of_call(call, 0).to_string()),
        ] {
            let of_call = first.trim_end_matches('0');
            for sort in self.sorts_between(scope, format!("{kind}#{of_call}"), format!("{kind}#{of_call}~")).await? {
                if kind == "appointment" {
                    let id = sort.split('#').nth(1).unwrap_or_default();
                    if let Ok(id) = AppointmentId::parse(id) {
                        self.erase_visit(scope, &id, erasure).await?;
                    }
                } else {
                    self.erase_report(scope, &sort, (erasure, now)).await?;
                }
            }
        }
        if counted.is_some() {
            self.forget_caller(scope, Key::call_usage(scope, call), erasure).await?;
        }
        // The steps go last: until then, a repeated erasure finds the call.
        let recordings = key::recordings_of(call);
        let (first, last) = key::call_between(call);
        let mut sorts = self.sorts_between(scope, recordings.clone(), format!("{recordings}~")).await?;
        sorts.push(format!("summary#{call}"));
        sorts.extend(self.sorts_between(scope, first, last).await?);
        for sort in sorts {
            self.delete_found(scope, vec![Key::found(scope, &sort)], erasure, &sort).await?;
        }
        Ok(())
    }

    /// Plans the deletion of a recording's sound. It comes before the item is deleted: an interrupted erasure finds the item again.
    async fn erase_sound(
        &self,
        scope: &TenantScope,
        of: (&CallSid, &RecordingSid),
        (erasure, now): (&mut PersonErasure, Timestamp),
    ) -> Result<(), StoreError> {
        self.plan_deletion_of_sound(scope, of, now).await?;
        erasure.recordings.insert(of.1.to_string());
        Ok(())
    }

    async fn erase_words_of(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        erasure: &mut PersonErasure,
    ) -> Result<(), StoreError> {
        let indexed = Key::indexed_call(scope, call);
        let Some(found) = self.within(scope).get::<IndexedCallForm>(indexed.clone()).await? else { return Ok(()) };
        let stems = found.stems();
        let postings = stems.iter().map(|stem| Key::posting(scope, stem, found.started_at, call)).collect();
        self.delete_found(scope, postings, erasure, "word").await?;
        self.delete_found(scope, vec![indexed], erasure, "indexed_call").await
    }

    /// Erases a visit with its list entries. A booked one gives its place back.
    async fn erase_visit(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        erasure: &mut PersonErasure,
    ) -> Result<(), StoreError> {
        let Some(visit) = self.get_appointment(scope, id).await? else { return Ok(()) };
        self.delete_below(scope, &key::texts_about(id), erasure).await?;
        let Appointment { visit: details, status, log, .. } = &visit;
        let moved = log.changes.iter().filter_map(|change| match &change.change {
            VisitEvent::Moved { from, .. } => Some(from),
            VisitEvent::Cancelled { .. } | VisitEvent::Noted => None,
        });
        let entries: BTreeSet<_> = moved.chain([&details.slot]).map(|slot| Key::visit_entry(scope, slot, id)).collect();
        let mut writes: Vec<TransactWriteItem> = vec![self.delete(Key::appointment(scope, id))?];
        writes.extend(entries.into_iter().map(|entry| self.delete(entry)).collect::<Result<Vec<_>, _>>()?);
        if *status == AppointmentStatus::Booked {
            let mut with_place = writes.clone();
            with_place.push(self.give_back_place(scope, &details.slot.id)?);
            if self.within(scope).transact(with_place).await? == Transaction::Done {
                erasure.count("appointment");
                return Ok(());
            }
        }
        self.within(scope).transact(writes).await?;
        erasure.count("appointment");
        Ok(())
    }

    /// Erases a message or an emergency with its list entry.
    async fn erase_report(
        &self,
        scope: &TenantScope,
        sort: &str,
        (erasure, now): (&mut PersonErasure, Timestamp),
    ) -> Result<(), StoreError> {
        let id = sort.split('#').nth(1).unwrap_or_default();
        let entry = if sort.starts_with("message#") {
            let Ok(id) = MessageId::parse(id) else { return Ok(()) };
            let found = self.get_message(scope, &id).await?;
            if let Some(CallerMessage { call: Some(call), body: MessageBody::Voicemail(voicemail), .. }) = &found {
                self.erase_sound(scope, (call, &voicemail.recording), (erasure, now)).await?;
            }
            found.map(|message| Key::message_entry(scope, message.left_at, &id))
        } else {
            let Ok(id) = EmergencyId::parse(id) else { return Ok(()) };
            let found = self.get_emergency(scope, &id).await?;
            self.delete_below(scope, &key::pages_of_emergency(&id), erasure).await?;
            found.map(|item| Key::emergency_entry(scope, item.emergency.heard_at, &id))
        };
        let Some(entry) = entry else { return Ok(()) };
        let writes = [self.delete(Key::found(scope, sort))?, self.delete(entry)?];
        self.within(scope).transact(writes).await?;
        erasure.count(sort);
        Ok(())
    }

    /// Removes the caller from how a call was counted. A later report of the call does not bring the caller back.
    async fn forget_caller(
        &self,
        scope: &TenantScope,
        usage: Key,
        erasure: &mut PersonErasure,
    ) -> Result<(), StoreError> {
        let update = self
            .update(usage)
            .update_expression("REMOVE caller SET erased = :erased")
            .condition_expression("attribute_exists(sk) AND attribute_not_exists(erased)")
            .expression_attribute_values(":erased", AttributeValue::Bool(true))
            .build()?;
        let write = TransactWriteItem::builder().update(update).build();
        if self.within(scope).transact([write]).await? == Transaction::Done {
            erasure.count("usage");
        }
        Ok(())
    }

    async fn delete_found(
        &self,
        scope: &TenantScope,
        keys: Vec<Key>,
        erasure: &mut PersonErasure,
        kind: &str,
    ) -> Result<(), StoreError> {
        let delete = |key: Key| -> Result<_, StoreError> {
            let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build()?;
            Ok(WriteRequest::builder().delete_request(delete).build())
        };
        let deletes = keys.into_iter().map(delete).collect::<Result<Vec<_>, _>>()?;
        for _ in &deletes {
            erasure.count(kind);
        }
        self.write_in_batches(scope, deletes).await
    }

    /// Deletes the items whose sort keys begin with this.
    async fn delete_below(
        &self,
        scope: &TenantScope,
        beginning: &str,
        erasure: &mut PersonErasure,
    ) -> Result<(), StoreError> {
        for sort in self.sorts_between(scope, beginning.to_owned(), format!("{beginning}~")).await? {
            self.delete_found(scope, vec![Key::found(scope, &sort)], erasure, &sort).await?;
        }
        Ok(())
    }

    async fn sorts_between(&self, scope: &TenantScope, first: String, last: String) -> Result<Vec<String>, StoreError> {
        let mut items =
            self.query_between(scope, first, last).projection_expression(SORT).into_paginator().items().send();
        let mut sorts = Vec::new();
        while let Some(item) = items.next().await {
            sorts.extend(item?.get(SORT).and_then(|value| value.as_s().ok()).cloned());
        }
        Ok(sorts)
    }
}

/// That a person who was erased asked not to be contacted. The key has the hash of their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoContactForm {
    since: Timestamp,
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

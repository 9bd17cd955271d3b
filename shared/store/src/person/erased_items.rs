//! What an erasure of a person does with each kind of item that names them: which items go with it, and in which order, so that an
//! interrupted erasure finds again what is left.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, TransactWriteItem, WriteRequest};
use domain::{
    booking::{Appointment, AppointmentStatus, CallerMessage, MessageBody, VisitEvent},
    id::{AppointmentId, CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
};
use jiff::{SignedDuration, Timestamp};

use super::{
    erasure::{NoContactForm, PersonErasure, hash_of},
    kinds::{HeldKind, held_kind},
};
use crate::{
    CustomerScope, Store, StoreError, TenantScope, Transaction,
    indexed_call::IndexedCallForm,
    key::{self, Key, SORT},
};

/// How long a call that is not counted yet is left alone. Its usage is queued again for eleven days.
const COUNTED_WITHIN: SignedDuration = SignedDuration::from_hours(12 * 24);

/// What happens to the visits of a call that is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VisitsOfCall {
    /// They go with it.
    AreErased,
    /// They stay.
    Stay,
}

impl Store {
    /// Erases an item that names one of the person's numbers, with what belongs to it.
    pub(super) async fn erase_item(
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
                self.erase_call(customers, (&call, VisitsOfCall::AreErased), (erasure, now)).await
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
    pub(crate) async fn erase_call(
        &self,
        customers: &CustomerScope,
        (call, visits): (&CallSid, VisitsOfCall),
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
                    if visits == VisitsOfCall::Stay {
                        continue;
                    }
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
        sorts.extend([format!("summary#{call}"), format!("live#{call}")]);
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
    pub(crate) async fn erase_visit(
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
            VisitEvent::Cancelled { .. } | VisitEvent::Noted | VisitEvent::Corrected => None,
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
    pub(crate) async fn erase_report(
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
    pub(crate) async fn delete_below(
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

//! Reads imported records back, to compare them with the earlier system.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    booking::{Appointment, CallerMessage},
    conversation::HistoryEntry,
};
use platform::boxed;

use super::ImportedRecord;
use crate::{
    CallEntry, CountedCall, CustomerItem, CustomerScope, EmergencyItem, Handling, MessageItem, Store, StoreError,
    TenantScope, booking::AppointmentForm, form, key::Key,
};

/// A record as the table has it.
#[derive(Debug, Clone, PartialEq)]
pub enum StoredRecord {
    /// A call: how it was counted, whether it is listed, and what was said.
    Call {
        /// How it was counted.
        counted: Box<CountedCall>,
        /// Whether it is in the list of calls.
        is_listed: bool,
        /// What was said.
        history: Vec<HistoryEntry>,
    },
    /// A visit, and whether its customer has it.
    Visit {
        /// The visit.
        visit: Box<Appointment>,
        /// Whether the record of its customer names it.
        is_filed: bool,
    },
    /// An emergency.
    Emergency(Box<EmergencyItem>),
    /// A message.
    Note {
        /// The message.
        message: Box<CallerMessage>,
        /// Whether the office has done something about it.
        is_changed: bool,
    },
}

impl Store {
    /// Reads the stored form of records, in the same order. `None` for one that the table does not have.
    #[must_use]
    #[boxed]
    pub async fn get_stored_records(
        &self,
        scope: &TenantScope,
        records: &[ImportedRecord],
    ) -> Result<Vec<Option<StoredRecord>>, StoreError> {
        let mut found = Vec::new();
        for record in records {
            found.push(match record {
                ImportedRecord::Call(call) => self.stored_call(scope, &call.finished.call).await?,
                ImportedRecord::Visit(visit) => self.stored_visit(scope, visit).await?,
                ImportedRecord::Emergency(item) => {
                    let found = self.get_emergency(scope, &item.emergency.id).await?;
                    found.map(|found| StoredRecord::Emergency(Box::new(found)))
                }
                ImportedRecord::Note(message) => {
                    let found = self.get_message_item(scope, &message.id).await?;
                    found.map(|MessageItem { message, handling, .. }| StoredRecord::Note {
                        message: Box::new(message),
                        is_changed: handling.version > Handling::UNTOUCHED,
                    })
                }
            });
        }
        Ok(found)
    }

    async fn stored_call(
        &self,
        scope: &TenantScope,
        call: &domain::id::CallSid,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let customers = CustomerScope::of_import(scope);
        let Some(counted) = self.get_counted_call(&customers, call).await? else { return Ok(None) };
        let length = (counted.started_at, counted.usage.call_seconds);
        let (entry, transcript) =
            tokio::try_join!(self.get_call_entry(&customers, call, length), self.get_transcript(&customers, call))?;
        let is_listed = entry.is_some_and(|entry: CallEntry| entry == CallEntry::of_counted(&counted));
        let history = transcript.into_iter().flat_map(|transcript| transcript.steps).flat_map(|step| step.entries);
        Ok(Some(StoredRecord::Call { counted: Box::new(counted), is_listed, history: history.collect() }))
    }

    async fn stored_visit(
        &self,
        scope: &TenantScope,
        expected: &Appointment,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let keys = vec![Key::appointment(scope, &expected.id), Key::customer(scope, &expected.visit.callback)];
        let found = self.read_in_batches(scope, keys).await?;
        let found: HashMap<String, HashMap<String, AttributeValue>> =
            found.into_iter().map(|item| (super::undo::sort_of(&item), item)).collect();
        let item = |key: &str| found.iter().find(|(sort, _)| sort.starts_with(key)).map(|(_, item)| item.clone());
        let visit = item("appointment#").map(form::read::<AppointmentForm>).transpose()?;
        let customer = item("customer#").map(form::read::<CustomerItem>).transpose()?;
        let is_filed = customer.is_some_and(|customer| customer.appointments.contains(&expected.id));
        Ok(visit.map(|visit| StoredRecord::Visit { visit: Box::new(visit.into()), is_filed }))
    }
}

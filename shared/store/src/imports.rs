//! Records of an earlier system, which an operator imports into a company.
//!
//! A record gets the items that the product itself writes: a visit takes its place in the calendar, a call is counted on its day. No
//! one is notified. Records are written in batches, each in one transaction with an item that names them: so an interrupted
//! import goes on where it was, and [`Store::undo_import_batch`] takes back exactly what was written. The ids come from the caller,
//! who derives them from the keys of the earlier system.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    booking::{Appointment, AppointmentStatus, CallerMessage},
    conversation::{Conversation, HistoryEntry, Phase},
    day_counts::DayCounts,
    id::{AppointmentId, CallSid, EmergencyId, MessageId},
    phone::{Caller, PhoneNumber},
    slot::SlotId,
};
use jiff::civil::Date;
use messages::FinishedCall;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CallRecord, EmergencyItem, Store, StoreError, TenantScope, Transaction,
    booking::AppointmentForm,
    call_list,
    form::{self, Versioned},
    key::{self, Key},
};

mod audit;
mod index;
mod known;
mod leftover;
mod read;
mod shared;
mod undo;
mod update;

/// The condition that a visit is as an import wrote it: no one has changed it since. `#log`, `#version` and `:first` stand for `log`,
/// `version` and 1.
const UNCHANGED_VISIT: &str = "attribute_exists(sk) AND (attribute_not_exists(#log) OR #log.#version = :first)";

pub use audit::{ImportCounts, ImportStep};
pub use known::{ImportedBefore, ImportedIds, ImportedPlace};
pub use leftover::Leftover;
pub use read::StoredRecord;
pub use undo::UndoneBatch;
pub use update::Rewritten;

/// The most records of a batch: each has up to six items, and a transaction has 100.
pub const MOST_IN_A_BATCH: usize = 12;
/// The actor of an import, in the audit log.
pub const IMPORTER: &str = "operator:import";
/// The beginning of the body of an imported visit's id.
const IMPORTED_VISIT: &str = "apt_imp_";
/// The fingerprint of a record that the import took out of the table.
const OUT: &str = "";

/// The name of an import within a company, such as `legacy`: 1 to 40 lower-case letters, digits or hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportName(String);

impl ImportName {
    /// Accepts 1 to 40 lower-case letters, digits or hyphens; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        ((1..=40).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ImportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A call of an earlier system.
#[derive(Debug, Clone)]
pub struct ImportedCall {
    /// How it is listed and counted.
    pub finished: FinishedCall,
    /// The number that was called.
    pub called: PhoneNumber,
    /// What was said, without card and social security numbers.
    pub history: Vec<HistoryEntry>,
    /// The version of the configuration that stands for the one of the earlier system.
    pub config_version: u32,
}

impl ImportedCall {
    /// The call as the product stores one.
    fn record(&self) -> CallRecord {
        let FinishedCall { call, caller, started_at, usage, .. } = &self.finished;
        let caller = caller.clone().map_or(Caller::Withheld, Caller::Number);
        let begun = Conversation::new(call.clone(), caller, self.called.clone(), None, *started_at);
        let mut state = begun.snapshot();
        state.phase = Phase::Ended;
        state.history.clone_from(&self.history);
        state.usage = *usage;
        let mut record = CallRecord::new(state.into(), self.config_version, false);
        record.last_step_at = Some(call_list::ended_at(*started_at, usage.call_seconds));
        record.finished = true;
        record
    }
}

/// A record of an earlier system.
#[derive(Debug, Clone)]
pub enum ImportedRecord {
    /// A call.
    Call(Box<ImportedCall>),
    /// A visit. Its id begins with `apt_imp_`.
    Visit(Box<Appointment>),
    /// An emergency.
    Emergency(Box<EmergencyItem>),
    /// A record that is kept as a message to the office.
    Note(Box<CallerMessage>),
}

impl ImportedRecord {
    /// The id of the record.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Call(call) => call.finished.call.as_str(),
            Self::Visit(visit) => visit.id.as_str(),
            Self::Emergency(item) => item.emergency.id.as_str(),
            Self::Note(message) => message.id.as_str(),
        }
    }
}

/// Why a batch was not written. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// Another process imports under the same name.
    #[error("another import with this name is running, or one of its records was written in the meantime")]
    Overtaken,
    /// The batch needs more writes than a transaction has. A smaller batch fits.
    #[error("the batch is too large for a transaction")]
    TooLarge,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a batch wrote. It names records, and no person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct BatchForm {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    calls: Vec<CallSid>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    visits: Vec<AppointmentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    emergencies: Vec<EmergencyId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<MessageId>,
    /// The fingerprint of each record as it was last written, by id. [`OUT`] for one that is not in the table at the moment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    prints: BTreeMap<String, String>,
    /// What shared items had before, where nothing else shows it.
    #[serde(default)]
    before: BeforeForm,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct BeforeForm {
    /// The slots that had given back every place. A slot without an item is not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    empty_slots: Vec<SlotId>,
    /// The counters of days that were 0. A missing counter is not among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    zeros: BTreeMap<Date, Vec<String>>,
    /// The same, of the days of all companies.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    platform_zeros: BTreeMap<Date, Vec<String>>,
}

impl Versioned for BatchForm {}

impl BatchForm {
    fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.visits.is_empty() && self.emergencies.is_empty() && self.notes.is_empty()
    }

    /// Adds the id of a record.
    fn name(&mut self, record: &ImportedRecord) {
        match record {
            ImportedRecord::Call(call) => self.calls.push(call.finished.call.clone()),
            ImportedRecord::Visit(visit) => self.visits.push(visit.id.clone()),
            ImportedRecord::Emergency(item) => self.emergencies.push(item.emergency.id.clone()),
            ImportedRecord::Note(message) => self.notes.push(message.id.clone()),
        }
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        let calls = self.calls.iter().map(CallSid::as_str);
        let visits = self.visits.iter().map(AppointmentId::as_str);
        let emergencies = self.emergencies.iter().map(EmergencyId::as_str);
        calls.chain(visits).chain(emergencies).chain(self.notes.iter().map(MessageId::as_str))
    }

    /// Whether the table has no record of this id, because the import took it out.
    fn is_out(&self, id: &str) -> bool {
        self.prints.get(id).is_some_and(|print| print == OUT)
    }
}

impl BeforeForm {
    fn add(&mut self, other: Self) {
        self.empty_slots.extend(other.empty_slots);
        for (mine, theirs) in [(&mut self.zeros, other.zeros), (&mut self.platform_zeros, other.platform_zeros)] {
            for (day, names) in theirs {
                mine.entry(day).or_default().extend(names);
            }
        }
    }
}

/// What the records of a batch add to items that they share.
#[derive(Debug, Default)]
struct SharedChanges {
    days: BTreeMap<Date, DayCounts>,
    places: BTreeMap<SlotId, u32>,
    customers: BTreeMap<PhoneNumber, Vec<Appointment>>,
}

/// Whether an id is that of an imported visit.
fn is_imported(id: &AppointmentId) -> bool {
    id.as_str().starts_with(IMPORTED_VISIT)
}

/// Whether a visit takes a place in its slot.
fn takes_place(visit: &Appointment) -> bool {
    visit.status == AppointmentStatus::Booked
}

impl Store {
    /// Writes new records in one transaction, as the batch with this number. Returns how many items it wrote.
    #[must_use]
    #[boxed]
    pub async fn import_batch(
        &self,
        scope: &TenantScope,
        (import, number): (&ImportName, u32),
        records: &[ImportedRecord],
    ) -> Result<usize, ImportFault> {
        let (mut batch, mut shared) = (BatchForm::default(), SharedChanges::default());
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        for record in records {
            writes.extend(self.import_record(scope, record, &mut shared)?);
            batch.name(record);
            batch.prints.insert(record.id().to_owned(), record.fingerprint());
        }
        writes.extend(self.change_shared(scope, shared, &mut batch.before).await?);
        writes.push(self.put_new(Key::import_batch(scope, import, number), &batch)?);
        if writes.len() > shared::MOST_WRITES {
            return Err(ImportFault::TooLarge);
        }
        let count = writes.len() - 1;
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(count),
            Transaction::Refused(places) if places.contains(&0) => Err(StoreError::TenantGone.into()),
            Transaction::Refused(_) => Err(ImportFault::Overtaken),
        }
    }

    /// The writes of a record alone. What it shares with others is gathered.
    fn import_record(
        &self,
        scope: &TenantScope,
        record: &ImportedRecord,
        shared: &mut SharedChanges,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        match record {
            ImportedRecord::Call(call) => {
                let (mut writes, counts) = self.imported_call(scope, &call.finished)?;
                writes.push(self.put_whole_call(scope, &call.record())?);
                shared.days.entry(call.finished.day).or_default().add(&counts);
                Ok(writes)
            }
            ImportedRecord::Visit(visit) => {
                if takes_place(visit) {
                    *shared.places.entry(visit.visit.slot.id.clone()).or_default() += 1;
                }
                shared.customers.entry(visit.visit.callback.clone()).or_default().push((**visit).clone());
                let put = self.put_new(Key::appointment(scope, &visit.id), &AppointmentForm::from(&**visit))?;
                Ok(vec![put, self.list_visit(scope, visit)?])
            }
            ImportedRecord::Emergency(item) => self.imported_emergency(scope, item),
            ImportedRecord::Note(message) => self.imported_message(scope, message),
        }
    }

    /// The batches of an import, in order.
    async fn import_batches(
        &self,
        scope: &TenantScope,
        import: &ImportName,
    ) -> Result<Vec<(u32, BatchForm)>, StoreError> {
        let prefix = key::import_batches(import);
        let mut items = self.query_between(scope, prefix.clone(), format!("{prefix}~")).into_paginator().items().send();
        let mut batches = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let sort = item.get(key::SORT).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            let number = sort.strip_prefix(&prefix).and_then(|number| number.parse().ok());
            if let Some(number) = number {
                batches.push((number, form::read(item)?));
            }
        }
        Ok(batches)
    }
}

/// The customers of visits, each once.
fn customers_of<'a>(visits: impl IntoIterator<Item = &'a Appointment>) -> BTreeSet<PhoneNumber> {
    visits.into_iter().map(|visit| visit.visit.callback.clone()).collect()
}

//! What an import has written so far, and whether a record of the earlier system is still what it was then.

use std::collections::{HashMap, HashSet};

use aws_lc_rs::digest::{SHA256, digest};
use domain::{call_facts::CallFacts, conversation::HistoryEntry, id::CallSid};
use messages::FinishedCall;
use platform::boxed;
use serde_json::json;

use super::{BeforeForm, ImportName, ImportedRecord, OUT};
use crate::{Store, StoreError, TenantScope};

/// The bytes of a fingerprint.
const PRINT_BYTES: usize = 8;

/// Where a record of an import is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPlace {
    /// The batch that names it.
    pub batch: u32,
    /// Its fingerprint when it was last written.
    print: String,
}

impl ImportedPlace {
    /// Whether the table has a record, as far as the import knows.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.print != OUT
    }

    /// Whether the import last wrote exactly this record.
    #[must_use]
    pub fn is_of(&self, record: &ImportedRecord) -> bool {
        self.print == record.fingerprint()
    }
}

/// What an import has written so far.
#[derive(Debug, Clone, Default)]
pub struct ImportedIds {
    /// The records by id.
    pub records: HashMap<String, ImportedPlace>,
    /// The calls, in the order in which they were written.
    pub calls: Vec<CallSid>,
    /// The number of the next batch.
    pub next_batch: u32,
    /// What the items had that its records share with others.
    pub before: ImportedBefore,
}

/// What items that imported records share with others had before the import.
#[derive(Debug, Clone, Default)]
pub struct ImportedBefore(pub(super) BeforeForm);

/// What was said, with who said it.
fn words(history: &[HistoryEntry]) -> Vec<(&'static str, &str)> {
    let said = |entry: &'_ HistoryEntry| match entry {
        HistoryEntry::CallerSaid { .. } => "caller",
        _ => "agent",
    };
    let text = |entry| match entry {
        &HistoryEntry::CallerSaid { ref text } | &HistoryEntry::AgentSaid { ref text, .. } => text.as_str(),
        _ => "",
    };
    history.iter().map(|entry| (said(entry), text(entry))).collect()
}

impl ImportedRecord {
    /// A digest of the record, to find out whether its row has changed. It covers everything that is stored, but not what follows from
    /// the configuration alone, such as whether the office was open, and not when a note was left.
    pub(super) fn fingerprint(&self) -> String {
        let text = match self {
            Self::Call(call) => {
                let facts = call.finished.facts.clone().map(|facts| CallFacts { after_hours: false, ..facts });
                let finished = FinishedCall { facts, ..call.finished.clone() };
                json!([finished, call.called, words(&call.history)]).to_string()
            }
            Self::Visit(visit) => {
                json!([visit.origin, visit.visit, visit.status, visit.booked_at, visit.log]).to_string()
            }
            Self::Emergency(item) => json!(item.emergency).to_string(),
            Self::Note(message) => json!([message.name, message.callback, message.body]).to_string(),
        };
        hex::encode(&digest(&SHA256, text.as_bytes()).as_ref()[..PRINT_BYTES])
    }
}

impl Store {
    /// Gets what an import has written so far: a query for each megabyte of its batches.
    #[must_use]
    #[boxed]
    pub async fn get_imported(&self, scope: &TenantScope, import: &ImportName) -> Result<ImportedIds, StoreError> {
        let mut found = ImportedIds { next_batch: 1, ..ImportedIds::default() };
        let mut seen = HashSet::new();
        for (number, batch) in self.import_batches(scope, import).await? {
            for id in batch.ids() {
                let print = batch.prints.get(id).cloned().unwrap_or_default();
                found.records.insert(id.to_owned(), ImportedPlace { batch: number, print });
            }
            found.calls.extend(batch.calls.into_iter().filter(|call| seen.insert(call.clone())));
            found.before.0.add(batch.before);
            found.next_batch = number.saturating_add(1);
        }
        Ok(found)
    }
}

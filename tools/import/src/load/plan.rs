//! What an import has to do, by what it has written before. Pure.

use std::collections::{BTreeSet, HashSet};

use store::{ImportedIds, ImportedRecord};

use crate::{records::Made, row::Table};

/// The beginnings of ids of records that a row can become, besides a message.
const RECORDS: [&str; 2] = ["apt_imp_", "CAimp_"];
const NOTE: &str = "msg_imp_";

/// A record that an import wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRecord {
    /// The batch that names it.
    pub batch: u32,
    /// Its id.
    pub id: String,
}

/// What an import has to do.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan<'a> {
    /// The records that are not there yet.
    pub new: Vec<&'a Made>,
    /// The records whose row has changed since it was imported, with the batch that names each.
    pub changed: Vec<(u32, &'a Made)>,
    /// The records of rows that became another kind of record, such as a message whose row now has a number.
    pub replaced: Vec<KnownRecord>,
    /// The records whose row is no longer in the source.
    pub gone: Vec<KnownRecord>,
    /// Whether those are taken out.
    pub removes_gone: bool,
}

impl<'a> ImportPlan<'a> {
    /// Compares records with those that were written before. `tables` are those that the source has: nothing is said about rows of
    /// another one.
    #[must_use]
    pub fn new(made: &'a [Made], known: &ImportedIds, tables: &BTreeSet<Table>) -> Self {
        let mut plan = Self::default();
        let expected: HashSet<&str> = made.iter().map(|made| made.record.id()).collect();
        let mut replaced = BTreeSet::new();
        for made in made {
            match known.records.get(made.record.id()) {
                None => plan.new.push(made),
                Some(place) if !place.is_of(&made.record) => plan.changed.push((place.batch, made)),
                Some(_) => {}
            }
            for id in other_forms(&made.record) {
                let place =
                    known.records.get(&id).filter(|place| place.is_written() && !expected.contains(id.as_str()));
                if let Some(place) = place {
                    plan.replaced.push(KnownRecord { batch: place.batch, id: id.clone() });
                    replaced.insert(id);
                }
            }
        }
        let is_gone = |id: &String| !expected.contains(id.as_str()) && !replaced.contains(id) && is_of(id, tables);
        let gone = known.records.iter().filter(|(id, place)| place.is_written() && is_gone(id));
        plan.gone = gone.map(|(id, place)| KnownRecord { batch: place.batch, id: id.clone() }).collect();
        plan.gone.sort_by(|one, other| (one.batch, &one.id).cmp(&(other.batch, &other.id)));
        plan
    }

    /// The same plan, which takes out the records whose row is no longer in the source, or not.
    #[must_use]
    pub fn removing_gone(self, removes_gone: bool) -> Self {
        Self { removes_gone, ..self }
    }

    /// The records to take out.
    pub fn to_take_out(&self) -> impl Iterator<Item = &KnownRecord> {
        self.replaced.iter().chain(self.gone.iter().filter(|_| self.removes_gone))
    }

    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.to_take_out().next().is_none()
    }
}

/// The ids that the row of a record would have as another kind of record.
fn other_forms(record: &ImportedRecord) -> Vec<String> {
    if let Some(row) = record.id().strip_prefix(NOTE) {
        return RECORDS.iter().map(|kind| format!("{kind}{row}")).collect();
    }
    RECORDS
        .iter()
        .find_map(|kind| record.id().strip_prefix(kind))
        .map(|row| format!("{NOTE}{row}"))
        .into_iter()
        .collect()
}

/// Whether a record is of one of these tables. A message may be of any.
fn is_of(id: &str, tables: &BTreeSet<Table>) -> bool {
    let table = match id {
        id if id.starts_with("apt_") => Table::Appointments,
        id if id.starts_with("CA") => Table::CallLogs,
        id if id.starts_with("emg_") => Table::EmergencyLogs,
        _ => return [Table::Appointments, Table::CallLogs, Table::EmergencyLogs].iter().all(|of| tables.contains(of)),
    };
    tables.contains(&table)
}

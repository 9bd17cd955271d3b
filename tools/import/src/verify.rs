//! Compares what the table has with what the source says: counts and checksums for each table and day, every row, and every future visit
//! with the capacity of the calendar.

use std::{collections::BTreeMap, fmt::Write as _};

use aws_lc_rs::digest::{SHA256, digest};
use domain::{booking::AppointmentStatus, conversation::HistoryEntry, dates::DateRange, slot::SlotId};
use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use store::{CustomerScope, Handling, ImportedRecord, LARGEST_PAGE, Store, StoreError, StoredRecord, TenantScope};

use crate::{
    load::bar,
    records::{Made, Target},
    row::Table,
};

/// How many records are read one after another.
const READ_AT_ONCE: usize = 5;
/// How many such parts are read side by side.
const SIDE_BY_SIDE: usize = 12;

/// The records of a table on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DayCheck {
    /// How many the source has.
    pub expected: usize,
    /// How many the table has.
    pub found: usize,
    /// The checksum of those of the source.
    pub expected_sum: String,
    /// The checksum of those of the table.
    pub found_sum: String,
}

/// A row that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowDifference {
    /// The table.
    pub table: Table,
    /// The row's key.
    pub key: String,
    /// What differs.
    pub what: &'static str,
}

/// A window with more visits than places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverBooked {
    /// The slot.
    pub slot: SlotId,
    /// The visits.
    pub visits: u32,
    /// The places.
    pub capacity: u32,
}

/// A slot whose count of taken places is not that of its visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miscounted {
    /// The slot.
    pub slot: SlotId,
    /// The places that are taken.
    pub taken: u32,
    /// The booked visits in the list of the day.
    pub visits: u32,
}

/// The result of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The records by table and day.
    pub days: BTreeMap<Table, BTreeMap<Date, DayCheck>>,
    /// The rows that differ.
    pub differences: Vec<RowDifference>,
    /// The rows that the office has changed since.
    pub changed_since: Vec<RowDifference>,
    /// The ids of records that the import wrote and whose row is no longer in the source.
    pub gone_from_source: Vec<String>,
    /// The future visits that were checked.
    pub future_visits: usize,
    /// The windows with more visits than places.
    pub over_booked: Vec<OverBooked>,
    /// The future slots whose count of places is wrong.
    pub miscounted: Vec<Miscounted>,
}

impl Verified {
    /// Whether the table has what the source says.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differences.is_empty() && self.miscounted.is_empty()
    }

    /// The days as CSV.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["table", "day", "expected", "found", "expected_sum", "found_sum"])?;
        for (table, days) in &self.days {
            for (day, DayCheck { expected, found, expected_sum, found_sum }) in days {
                let (day, expected, found) = (day.to_string(), expected.to_string(), found.to_string());
                writer.write_record([table.name(), &day, &expected, &found, expected_sum, found_sum])?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The result for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (table, days) in &self.days {
            let (expected, found) = days.values().fold((0, 0), |(e, f), day| (e + day.expected, f + day.found));
            let same =
                days.values().filter(|day| day.expected_sum == day.found_sum && day.expected == day.found).count();
            let _ = writeln!(
                out,
                "{table}: {expected} in the source, {found} in the table; {same} of {} days are the same",
                days.len()
            );
        }
        for RowDifference { table, key, what } in &self.differences {
            let _ = writeln!(out, "  DIFFERS {table} {key}: {what}");
        }
        for RowDifference { table, key, what } in &self.changed_since {
            let _ = writeln!(out, "  changed since {table} {key}: {what}");
        }
        for id in &self.gone_from_source {
            let _ = writeln!(
                out,
                "  LEFT {id}: its row is no longer in the source; import with --remove-gone to take it out"
            );
        }
        let _ = writeln!(out, "{} future visits, {} over-booked windows", self.future_visits, self.over_booked.len());
        for OverBooked { slot, visits, capacity } in &self.over_booked {
            let _ = writeln!(out, "  OVER-BOOKED {slot}: {visits} visits, {capacity} places");
        }
        for Miscounted { slot, taken, visits } in &self.miscounted {
            let _ = writeln!(out, "  MISCOUNTED {slot}: {taken} places are taken, by {visits} visits");
        }
        out
    }
}

/// Sums of digests, so that the order of the rows does not matter.
#[derive(Default)]
struct Sums {
    days: BTreeMap<(Table, Date), [(usize, u128); 2]>,
}

impl Sums {
    fn add(&mut self, table: Table, day: Date, side: usize, canonical: &str) {
        let hash = digest(&SHA256, canonical.as_bytes());
        let half = hash.as_ref().first_chunk().copied().map_or(0, u128::from_be_bytes);
        let sums = self.days.entry((table, day)).or_default();
        if let Some((count, sum)) = sums.get_mut(side) {
            *count += 1;
            *sum = sum.wrapping_add(half);
        }
    }

    fn into_days(self) -> BTreeMap<Table, BTreeMap<Date, DayCheck>> {
        let mut days = BTreeMap::<Table, BTreeMap<Date, DayCheck>>::new();
        for ((table, day), [(expected, expected_sum), (found, found_sum)]) in self.days {
            let (expected_sum, found_sum) = (format!("{expected_sum:032x}"), format!("{found_sum:032x}"));
            days.entry(table).or_default().insert(day, DayCheck { expected, found, expected_sum, found_sum });
        }
        days
    }
}

/// Compares records with the table.
pub async fn verify(store: &Store, target: &Target, made: &[Made], now: Timestamp) -> Result<Verified, StoreError> {
    let scope = TenantScope::of_import(target.tenant.clone());
    let (mut verified, mut sums) = (Verified::default(), Sums::default());
    let bar = bar(made.len(), "records compared");
    let read = |part: &[Made]| {
        let records: Vec<ImportedRecord> = part.iter().map(|made| made.record.clone()).collect();
        let scope = &scope;
        async move { store.get_stored_records(scope, &records).await }
    };
    let mut parts = futures_util::stream::iter(made.chunks(READ_AT_ONCE).map(read)).buffered(SIDE_BY_SIDE);
    let mut expected = made.iter();
    while let Some(found) = parts.try_next().await? {
        bar.inc(found.len() as u64);
        for (stored, made) in found.iter().zip(&mut expected) {
            compare(target, made, stored.as_ref(), &mut sums, &mut verified);
        }
    }
    drop(parts);
    bar.finish_and_clear();
    verified.days = sums.into_days();
    check_future(store, (&scope, target), made, now, &mut verified).await?;
    Ok(verified)
}

fn compare(target: &Target, made: &Made, stored: Option<&StoredRecord>, sums: &mut Sums, verified: &mut Verified) {
    let Made { table, key, record } = made;
    let (day, expected) = (day_of(target, record), canonical(record));
    sums.add(*table, day, 0, &expected);
    let difference = |what| RowDifference { table: *table, key: key.clone(), what };
    let Some(stored) = stored else {
        verified.differences.push(difference("is not in the table"));
        return;
    };
    let changed = match stored {
        StoredRecord::Visit { visit, .. } if visit.log.version > 1 => {
            Some("the office or the caller changed the visit")
        }
        StoredRecord::Emergency(item) if item.handling.version > Handling::IMPORTED => Some("the office handled it"),
        StoredRecord::Note { is_changed: true, .. } => Some("the office handled it"),
        _ => None,
    };
    if let Some(changed) = changed {
        verified.changed_since.push(difference(changed));
        sums.add(*table, day, 1, &expected);
        return;
    }
    let found = canonical_stored(stored);
    sums.add(*table, day, 1, &found);
    if found != expected {
        verified.differences.push(difference("is stored otherwise"));
    }
    match stored {
        StoredRecord::Call { is_listed: false, .. } => verified.differences.push(difference("is not in the call log")),
        StoredRecord::Visit { is_filed: false, .. } => {
            verified.differences.push(difference("is not in its customer's record"));
        }
        _ => {}
    }
}

fn day_of(target: &Target, record: &ImportedRecord) -> Date {
    let of = |at: Timestamp| target.config.time_zone.to_datetime(at).date();
    match record {
        ImportedRecord::Call(call) => call.finished.day,
        ImportedRecord::Visit(visit) => visit.visit.slot.id.date,
        ImportedRecord::Emergency(item) => of(item.emergency.heard_at),
        ImportedRecord::Note(message) => of(message.left_at),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn words(history: &[HistoryEntry]) -> Vec<(&'static str, &str)> {
    let shown = |entry: &'_ HistoryEntry| match entry {
        HistoryEntry::CallerSaid { .. } => "caller",
        _ => "agent",
    };
    let said = |entry| match entry {
        &HistoryEntry::CallerSaid { ref text } | &HistoryEntry::AgentSaid { ref text, .. } => text.as_str(),
        _ => "",
    };
    history.iter().map(|entry| (shown(entry), said(entry))).collect()
}

fn canonical(record: &ImportedRecord) -> String {
    match record {
        ImportedRecord::Call(call) => {
            let finished = &call.finished;
            let usage = (
                finished.usage.call_seconds,
                finished.usage.turns,
                finished.usage.appointments,
                finished.usage.emergencies,
            );
            let outcome = finished.facts.as_ref().map(|facts| facts.outcome);
            let of =
                (&finished.call, &finished.caller, finished.day, finished.hour, finished.started_at, usage, outcome);
            json(&(of, words(&call.history), 0))
        }
        ImportedRecord::Visit(visit) => canonical_visit(visit),
        ImportedRecord::Emergency(item) => json(&item.emergency),
        ImportedRecord::Note(message) => canonical_note(message),
    }
}

/// A message without the time at which it was left: that of a row without a time follows from the other rows.
fn canonical_note(message: &domain::booking::CallerMessage) -> String {
    json(&(&message.id, &message.name, &message.callback, &message.body))
}

fn canonical_visit(visit: &domain::booking::Appointment) -> String {
    json(&(&visit.id, &visit.origin, &visit.visit, visit.status, visit.booked_at, &visit.log))
}

fn canonical_stored(stored: &StoredRecord) -> String {
    match stored {
        StoredRecord::Call { counted, history, .. } => {
            let usage = (
                counted.usage.call_seconds,
                counted.usage.turns,
                counted.usage.appointments,
                counted.usage.emergencies,
            );
            let outcome = counted.facts.as_ref().map(|facts| facts.outcome);
            let of = (&counted.call, &counted.caller, counted.day, counted.hour, counted.started_at, usage, outcome);
            json(&(of, words(history), counted.cost_micro_usd.get()))
        }
        StoredRecord::Visit { visit, .. } => canonical_visit(visit),
        StoredRecord::Emergency(item) => json(&item.emergency),
        StoredRecord::Note { message, .. } => canonical_note(message),
    }
}

/// Compares the future days that the import has visits on with the calendar.
async fn check_future(
    store: &Store,
    (scope, target): (&TenantScope, &Target),
    made: &[Made],
    now: Timestamp,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let today = target.config.time_zone.to_datetime(now).date();
    let days = made.iter().filter_map(|made| match &made.record {
        ImportedRecord::Visit(visit) if visit.status == AppointmentStatus::Booked => Some(visit.visit.slot.id.date),
        _ => None,
    });
    let days: Vec<Date> = days.filter(|day| *day >= today).collect();
    verified.future_visits = days.len();
    let Some(last) = days.into_iter().max() else { return Ok(()) };
    let mut first = today;
    // A range of days has an end that the store can read at once.
    while first <= last {
        let until = first.saturating_add(jiff::Span::new().days(30)).min(last);
        if let Ok(range) = DateRange::new(first, until) {
            check_days(store, (scope, target), range, verified).await?;
        }
        let Ok(next) = until.tomorrow() else { break };
        first = next;
    }
    Ok(())
}

async fn check_days(
    store: &Store,
    (scope, target): (&TenantScope, &Target),
    days: DateRange,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let taken = store.read_capacity(scope, days).await?;
    let customers = CustomerScope::of_import(scope);
    let (mut visits, mut after) = (BTreeMap::<SlotId, u32>::new(), None);
    loop {
        let page = store.list_visits(&customers, days, after.as_deref(), LARGEST_PAGE).await?;
        for entry in page.items {
            if entry.status == AppointmentStatus::Booked && entry.moved_to.is_none() {
                *visits.entry(entry.slot.id).or_default() += 1;
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for slot in visits.keys().chain(taken.keys()).collect::<std::collections::BTreeSet<_>>() {
        let count = |of: &BTreeMap<SlotId, u32>| of.get(slot).copied().unwrap_or(0);
        let (visits, taken) = (count(&visits), count(&taken));
        if visits != taken {
            verified.miscounted.push(Miscounted { slot: slot.clone(), taken, visits });
        }
        // A slot of a visit's own has the place that it takes.
        if let Some(capacity) = target.config.arrival_windows.capacity(&slot.window)
            && visits > capacity
        {
            verified.over_booked.push(OverBooked { slot: slot.clone(), visits, capacity });
        }
    }
    Ok(())
}

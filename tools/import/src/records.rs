//! Makes records of this system from the rows of the earlier one. Pure: the same rows and mapping always give the same records, ids
//! and report.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    id::{CallSid, IdError, TenantId},
    tenant::TenantConfig,
};
use jiff::{Timestamp, tz::TimeZone};
use store::{ImportName, ImportedRecord};

use crate::{
    mapping::{Mapping, MappingError, Misfit, named_zone},
    report::{Report, RowFate},
    row::{Row, Table},
    source::Tables,
};

mod calls;
mod day_first;
mod emergencies;
mod notes;
mod reader;
mod visits;

use reader::{Misfitting, RowReader};

/// Where the records go.
#[derive(Debug, Clone)]
pub struct Target {
    /// The company.
    pub tenant: TenantId,
    /// The name of the import.
    pub import: ImportName,
    /// The configuration whose windows, zone and job types count.
    pub config: TenantConfig,
    /// Its version.
    pub config_version: u32,
}

/// A record and the row that it is made of.
#[derive(Debug, Clone)]
pub struct Made {
    /// The table.
    pub table: Table,
    /// The row's key.
    pub key: String,
    /// The record.
    pub record: ImportedRecord,
}

/// The records of a source, in the order in which they are written, and the report.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// The records.
    pub made: Vec<Made>,
    /// What became of every row.
    pub report: Report,
}

/// What the rows of the call log say about other rows.
#[derive(Debug, Default)]
struct CallLinks {
    /// The call, the caller's number and the start of a call, by Twilio's id of it.
    by_sid: HashMap<String, calls::KnownCall>,
    /// The same, by its key.
    by_key: HashMap<String, calls::KnownCall>,
}

impl CallLinks {
    /// The call that a row refers to, by Twilio's id or by the key. One that the call log does not have is listed.
    fn of(&self, reader: &mut RowReader<'_>) -> Option<&calls::KnownCall> {
        let (sid, key) = (reader.get("call"), reader.get("call_key").map(reader::plain_key));
        let known = sid.and_then(|sid| self.by_sid.get(sid).or_else(|| self.by_key.get(reader::plain_key(sid))));
        let known = known.or_else(|| key.and_then(|key| self.by_key.get(key).or_else(|| self.by_sid.get(key))));
        if known.is_none() && (sid.is_some() || key.is_some()) {
            reader.say(RowFate::Listed, "call", "its call is not in the call log", sid.or(key), None);
        }
        known
    }
}

/// What other rows say about calls, by the id of the call.
#[derive(Debug, Default)]
struct ReferencesToCall {
    visits: Vec<visits::VisitOfCall>,
    emergencies: u64,
    transferred: bool,
}

/// The offices' time zones, by key, code and name.
type Zones = BTreeMap<String, TimeZone>;

/// What all tables are read with.
struct MappingContext<'a> {
    target: &'a Target,
    mapping: &'a Mapping,
    visit_zone: Option<TimeZone>,
    log_zone: Option<TimeZone>,
    zones: Zones,
    /// The offices' names, by key and code.
    offices: BTreeMap<String, String>,
}

impl MappingContext<'_> {
    /// The zone of a row's times: the mapping's, else the location's, else the company's.
    fn zone(&self, of_mapping: Option<&TimeZone>, location: Option<&str>) -> TimeZone {
        let local = || location.and_then(|code| self.zones.get(code)).unwrap_or(&self.target.config.time_zone).clone();
        of_mapping.cloned().unwrap_or_else(local)
    }
}

/// The part of an id that stands for a row: 40 hexadecimal digits.
fn row_hash(target: &Target, table: Table, key: &str) -> String {
    let text = format!("{}\n{}\n{table}\n{key}", target.tenant, target.import);
    hex::encode(&digest(&SHA256, text.as_bytes()).as_ref()[..20])
}

/// The id of a call of the earlier system. Twilio never issues such an id.
fn call_id(target: &Target, key: &str) -> Result<CallSid, IdError> {
    CallSid::parse(&format!("CAimp_{}", row_hash(target, Table::CallLogs, key)))
}

/// The tables that have rows, but no column for their time, with the name of each in the source.
pub fn without_times<'a>(tables: &'a Tables, mapping: &'a Mapping) -> impl Iterator<Item = (Table, String)> + 'a {
    [(Table::CallLogs, ["started", "started"]), (Table::Appointments, ["starts", "date"])].into_iter().filter_map(
        move |(table, fields)| {
            let name = mapping.name_in(table, tables)?;
            let rows = tables.get(&name).filter(|rows| !rows.is_empty())?;
            let columns = mapping.columns(table, rows);
            (!fields.iter().any(|field| columns.contains_key(field))).then_some((table, name))
        },
    )
}

/// Makes the records of a source.
pub fn make(tables: &Tables, mapping: &Mapping, target: &Target) -> Result<Records, MappingError> {
    let job_types: Vec<String> = target.config.job_types.iter().map(|job| job.id.as_str().to_owned()).collect();
    mapping.check(tables, &job_types)?;
    let zone = |name: &str| (name != "local").then(|| named_zone(name, &target.config.time_zone)).transpose();
    let options = &mapping.options;
    let mut context = MappingContext {
        target,
        mapping,
        visit_zone: zone(&options.visit_times)?,
        log_zone: zone(&options.log_times)?,
        zones: Zones::new(),
        offices: BTreeMap::new(),
    };
    let mut report = Report { assumptions: assumptions(&context), ..Report::default() };
    let rows: BTreeMap<Table, Vec<Row>> =
        Table::ALL.into_iter().map(|table| (table, rows_of(table, tables, mapping, &mut report))).collect();
    let read: BTreeSet<&String> = report.tables.values().filter_map(|table| table.source.as_ref()).collect();
    report.other_tables = tables.keys().filter(|name| !read.contains(name)).cloned().collect();
    (context.zones, context.offices) = offices(&rows[&Table::Locations], &mut report);
    let mut records = Records { report, ..Records::default() };
    // Each of the two needs to know the other: a visit has the number of its call, and a call the visits that it booked.
    let links = calls::links(&context, &rows[&Table::CallLogs], &records.report);
    let visits = visits::make(&context, &rows[&Table::Appointments], &links, &mut records.report);
    let emergencies = emergencies::make(&context, &rows[&Table::EmergencyLogs], &links, &mut records.report);
    let mut of_calls: HashMap<CallSid, ReferencesToCall> = HashMap::new();
    for visit in &visits.of_calls {
        of_calls.entry(visit.call.clone()).or_default().visits.push(visit.clone());
    }
    for (call, transferred) in &emergencies.of_calls {
        let of_call = of_calls.entry(call.clone()).or_default();
        of_call.emergencies += 1;
        of_call.transferred |= transferred;
    }
    let calls = calls::make(&context, &rows[&Table::CallLogs], &of_calls, &mut records.report);
    let mut misfits = Vec::new();
    for mut part in [calls, visits.part, emergencies.part] {
        part.made.sort_by(|one, other| (one.0, &one.1.key).cmp(&(other.0, &other.1.key)));
        records.made.extend(part.made.into_iter().map(|(_, made)| made));
        misfits.extend(part.misfits);
    }
    let latest = latest(&records.made);
    for misfit in misfits {
        records.made.extend(notes::note(&context, &misfit, latest, &mut records.report));
    }
    Ok(records)
}

/// The records of a table with the instants by which they are ordered, and the rows that do not fit.
#[derive(Debug, Default)]
struct TablePart {
    made: Vec<(Timestamp, Made)>,
    misfits: Vec<Misfitting>,
}

/// Reads each row of a table. A second row with the same key is left out if it says the same, and does not fit otherwise.
fn each_row<'a>(
    (table, unreadable): (Table, Misfit),
    rows: &'a [Row],
    report: &mut Report,
    mut read: impl FnMut(&mut RowReader<'a>) -> Result<(Timestamp, ImportedRecord), Box<Misfitting>>,
) -> TablePart {
    let columns = report.table(table).columns.clone();
    let (mut part, mut keys) = (TablePart::default(), HashMap::<String, &Row>::new());
    for row in rows {
        let mut reader = RowReader::new(table, row, &columns);
        let first = keys.get(&reader.key).copied();
        if let Some(first) = first {
            let reason = format!("row {} has the same key", first.number);
            // A row that says something else is not lost: it has an id of its own as a message.
            let own = format!("{} {}", reader.key, reader::content_key(row));
            if first.values == row.values || keys.contains_key(&own) {
                report.push(reader.entry(RowFate::Rejected, "key", format!("{reason} and content")));
                continue;
            }
            keys.insert(own.clone(), row);
            reader.key = own;
            part.misfits.push(*reader.misfit("key", &reason, unreadable));
            continue;
        }
        keys.insert(reader.key.clone(), row);
        let made = read(&mut reader);
        let RowReader { entries, key, .. } = reader;
        match made {
            Ok((at, record)) => {
                report.table(table).mapped += 1;
                part.made.push((at, Made { table, key, record }));
            }
            Err(misfit) => part.misfits.push(*misfit),
        }
        for entry in entries {
            report.push(entry);
        }
    }
    part
}

/// The rows of a table, and what the report says of its columns.
fn rows_of(table: Table, tables: &Tables, mapping: &Mapping, report: &mut Report) -> Vec<Row> {
    let name = mapping.name_in(table, tables);
    let mut rows = name.as_ref().and_then(|name| tables.get(name)).cloned().unwrap_or_default();
    for column in &mapping.table(table).ignore {
        for row in &mut rows {
            row.values.remove(column);
        }
    }
    let columns = mapping.columns(table, &rows);
    for (column, example) in day_first::rewrite(&mut rows) {
        report.assumptions.push(format!("in {column} of {table} the day comes first, as in {example}"));
    }
    // Every source gives them in an order of its own. Of rows with the same key, the first one stays the first.
    if let Some(column) = columns.get("key") {
        rows.sort_by(|one, other| natural(one.get(column)).cmp(&natural(other.get(column))));
    }
    let mut unmapped: BTreeMap<String, usize> = BTreeMap::new();
    for column in rows.iter().flat_map(|row| row.values.keys()) {
        if !columns.values().any(|known| known == column) {
            *unmapped.entry(column.clone()).or_default() += 1;
        }
    }
    let of_table = report.table(table);
    (of_table.source, of_table.read, of_table.columns, of_table.unmapped) = (name, rows.len(), columns, unmapped);
    rows
}

/// The place of a key: numbers in their order, since longer ones are larger.
fn natural(key: Option<&str>) -> (usize, &str) {
    let key = reader::plain_key(key.unwrap_or_default());
    (key.len(), key)
}

fn assumptions(context: &MappingContext<'_>) -> Vec<String> {
    let named = |zone: Option<&TimeZone>| match zone.and_then(TimeZone::iana_name) {
        Some(name) => name.to_owned(),
        None => format!("the location's zone, else {}", context.target.config.time_zone.iana_name().unwrap_or("UTC")),
    };
    vec![
        format!("times of visits without an offset are of {}", named(context.visit_zone.as_ref())),
        format!("other times without an offset are of {}", named(context.log_zone.as_ref())),
        format!("visits are placed in the arrival windows of configuration version {}", context.target.config_version),
        "in dates such as 11/12/2026 the month comes first, unless their column has one such as 25/12/2026".to_owned(),
    ]
}

/// The zones and the names of the offices.
fn offices(rows: &[Row], report: &mut Report) -> (Zones, BTreeMap<String, String>) {
    let columns = report.table(Table::Locations).columns.clone();
    let (mut zones, mut names) = (Zones::new(), BTreeMap::new());
    for row in rows {
        let mut reader = RowReader::new(Table::Locations, row, &columns);
        report.table(Table::Locations).mapped += 1;
        let codes =
            [Some(reader.key.clone()), reader.get("code").map(str::to_owned), reader.get("name").map(str::to_owned)];
        let codes: Vec<String> = codes.into_iter().flatten().collect();
        if let Some(name) = reader.get("name") {
            names.extend(codes.iter().map(|code| (code.clone(), name.to_owned())));
        }
        match reader.get("time_zone").map(|name| (name, TimeZone::get(name))) {
            Some((_, Ok(zone))) => zones.extend(codes.into_iter().map(|code| (code, zone.clone()))),
            Some((name, Err(_))) => {
                reader.say(RowFate::Listed, "time_zone", "no such time zone; the company's is used", Some(name), None);
            }
            None => {}
        }
        for entry in reader.entries {
            report.push(entry);
        }
    }
    (zones, names)
}

/// The latest instant that the records mention as past: when notes without a time of their own were left.
fn latest(made: &[Made]) -> Timestamp {
    let at = |made: &Made| match &made.record {
        ImportedRecord::Call(call) => Some(call.finished.started_at),
        ImportedRecord::Visit(visit) => Some(visit.booked_at),
        ImportedRecord::Emergency(item) => Some(item.emergency.heard_at),
        ImportedRecord::Note(_) => None,
    };
    made.iter().filter_map(at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;

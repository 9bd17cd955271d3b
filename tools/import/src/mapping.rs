//! The mapping: which table and column of the earlier system is what, and what becomes of rows that do not fit. A TOML file; what it
//! does not say has the default, which knows the usual names.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{
    parse::is_same_name,
    row::{Row, Table},
    source::Tables,
};

mod check;
mod columns;
pub mod inspect;
mod words;

pub use columns::{COLUMNS, Column, tables_of};
pub use words::Words;
use words::beside;

/// Why a mapping is not one.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It is not TOML of this form. The error names the line.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A zone has no such name.
    #[error("{0} is not a time zone; name one such as America/Chicago")]
    Zone(String),
    /// The source has no such table.
    #[error("the source has no table {name}, which the mapping names for {table}; it has {}", .found.join(", "))]
    NoTable {
        /// The table.
        table: Table,
        /// Its name in the mapping.
        name: String,
        /// The tables of the source.
        found: Vec<String>,
    },
    /// The source has none of the tables.
    #[error("the source has none of the tables that are imported; it has {}. Name them in the mapping", .0.join(", "))]
    NoTables(Vec<String>),
    /// No row has a value in a column.
    #[error("no row of {table} has a value in the column {column}, which the mapping names for {field}")]
    NoColumn {
        /// The table.
        table: Table,
        /// The field.
        field: String,
        /// The column.
        column: String,
    },
    /// The company has no such job type.
    #[error("the company has no job type {job_type}, which the mapping names for {word}; it has {}", .known.join(", "))]
    NoJobType {
        /// The word.
        word: String,
        /// The job type.
        job_type: String,
        /// The job types of the company.
        known: Vec<String>,
    },
    /// A field of a table has no such name.
    #[error("{table} has no field {field}; its fields are {}", .known.join(", "))]
    Field {
        /// The table.
        table: Table,
        /// The field.
        field: String,
        /// The fields that it has.
        known: Vec<&'static str>,
    },
}

/// What becomes of a row that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misfit {
    /// It is imported as it is, and listed.
    Keep,
    /// It becomes a message to the office, with everything that the row says, and is listed.
    Note,
    /// It is left out, and listed.
    Refuse,
}

/// What becomes of a time that the clock has twice or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnclearTime {
    /// The earlier instant, and it is listed.
    Earlier,
    /// The later instant, and it is listed.
    Later,
    /// As [`Misfit::Note`].
    Note,
    /// As [`Misfit::Refuse`].
    Refuse,
}

/// The choices that a mapping makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The zone of the times of visits that have no offset: `local` for the company's or the location's, `utc`, or a name.
    pub visit_times: String,
    /// The zone of all other times that have no offset: the same.
    pub log_times: String,
    /// Times that the clock has twice or never.
    pub unclear_times: UnclearTime,
    /// Visits without a telephone number that can be read, in the row or its call. `keep` is no choice: a visit has a number.
    pub no_number: Misfit,
    /// Visits outside every arrival window. `keep` gives them a slot of their own at their exact time.
    pub outside_windows: Misfit,
    /// Visits with a status that the mapping does not know. `keep` books them, with the status in the note.
    pub unknown_status: Misfit,
    /// Emergencies of a kind that the mapping does not know. `keep` is no choice.
    pub unknown_hazard: Misfit,
    /// Rows in which something that a record needs cannot be read, such as the time. `keep` is no choice.
    pub unreadable: Misfit,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            visit_times: "local".to_owned(),
            log_times: "utc".to_owned(),
            unclear_times: UnclearTime::Note,
            no_number: Misfit::Note,
            outside_windows: Misfit::Keep,
            unknown_status: Misfit::Keep,
            unknown_hazard: Misfit::Note,
            unreadable: Misfit::Note,
        }
    }
}

/// What stands for details that the earlier system does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fill {
    /// The customer's name.
    pub name: String,
    /// The street.
    pub street: String,
    /// The ZIP code.
    pub zip: String,
    /// The problem.
    pub problem: String,
    /// The id of a job type; the first one of the configuration if empty.
    pub job_type: String,
    /// The number that was called, for calls without one; a fictional one if empty.
    pub called: String,
}

impl Default for Fill {
    fn default() -> Self {
        Self {
            name: "Name not recorded".to_owned(),
            street: "Address not recorded".to_owned(),
            zip: "00000".to_owned(),
            problem: "Not recorded".to_owned(),
            job_type: String::new(),
            called: String::new(),
        }
    }
}

/// The names and the columns of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TableMapping {
    /// The table's name; the usual names if empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// The column of each field; the usual names if missing, and none if empty.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Columns that are left out on purpose.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub ignore: BTreeSet<String>,
}

/// The status of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitStatus {
    /// It takes its place.
    Booked,
    /// It does not take place.
    Cancelled,
}

/// The status of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EarlierStatus {
    /// The agent answered the caller.
    Information,
    /// The caller hung up, or no one answered.
    Abandoned,
    /// The caller left a message.
    Message,
    /// The caller spoke with a person.
    Transferred,
    /// The caller is no customer.
    Spam,
}

/// The mapping of an earlier system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// What becomes of rows that do not fit.
    pub options: Options,
    /// What stands for details that are not there.
    pub fill: Fill,
    /// The offices.
    pub locations: TableMapping,
    /// The visits.
    pub appointments: TableMapping,
    /// The calls.
    pub call_logs: TableMapping,
    /// The emergencies.
    pub emergency_logs: TableMapping,
    /// What words mean, besides the usual ones.
    pub words: Words,
}

impl Mapping {
    /// Reads a mapping. Words that it has stand beside the usual ones, and before them.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mut mapping: Self = toml::from_str(text)?;
        let usual = Words::default();
        beside(&mut mapping.words.visit_status, usual.visit_status);
        beside(&mut mapping.words.call_status, usual.call_status);
        beside(&mut mapping.words.hazards, usual.hazards);
        beside(&mut mapping.words.times, usual.times);
        for table in Table::ALL {
            let known: Vec<&'static str> = columns::fields(table).collect();
            let unknown = mapping.table(table).columns.keys().find(|field| !known.contains(&field.as_str()));
            if let Some(field) = unknown.cloned() {
                return Err(MappingError::Field { table, field, known });
            }
        }
        for zone in [&mapping.options.visit_times, &mapping.options.log_times] {
            named_zone(zone, &TimeZone::UTC)?;
        }
        Ok(mapping)
    }

    /// The mapping of a table.
    #[must_use]
    pub fn table(&self, table: Table) -> &TableMapping {
        match table {
            Table::Locations => &self.locations,
            Table::Appointments => &self.appointments,
            Table::CallLogs => &self.call_logs,
            Table::EmergencyLogs => &self.emergency_logs,
        }
    }

    /// The name of a table in the source, if it is there.
    #[must_use]
    pub fn name_in(&self, table: Table, tables: &Tables) -> Option<String> {
        let own = &self.table(table).table;
        if !own.is_empty() {
            return tables.contains_key(own).then(|| own.clone());
        }
        let usual = tables_of(table);
        let by_name = |name: &&&str| tables.keys().find(|key| is_same_name(key, name)).cloned();
        usual.iter().find_map(|name| by_name(&name))
    }

    /// The columns of a table's fields, among those that the rows have.
    #[must_use]
    pub fn columns(&self, table: Table, rows: &[Row]) -> BTreeMap<&'static str, String> {
        let present: BTreeSet<&str> = rows.iter().flat_map(|row| row.values.keys().map(String::as_str)).collect();
        let mapping = self.table(table);
        let mut taken: BTreeSet<&str> = mapping.columns.values().map(String::as_str).collect();
        taken.extend(mapping.ignore.iter().map(String::as_str));
        let mut found = BTreeMap::new();
        for Column { field, names, .. } in COLUMNS.iter().filter(|column| column.table == table) {
            if let Some(own) = mapping.columns.get(*field) {
                found.extend((!own.is_empty()).then(|| (*field, own.clone())));
                continue;
            }
            let fits =
                |name: &&&str| present.iter().find(|column| is_same_name(column, name) && !taken.contains(*column));
            if let Some(column) = names.iter().find_map(|name| fits(&name)) {
                taken.insert(column);
                found.insert(*field, (*column).to_owned());
            }
        }
        found
    }
}

/// The zone of times without an offset.
pub fn named_zone(name: &str, local: &TimeZone) -> Result<TimeZone, MappingError> {
    match name {
        "local" => Ok(local.clone()),
        "utc" => Ok(TimeZone::UTC),
        other => TimeZone::get(other).map_err(|_| MappingError::Zone(other.to_owned())),
    }
}

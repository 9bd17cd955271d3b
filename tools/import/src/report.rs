//! What an import did, or would do, with every row: counts for each table, and an entry for each row that was changed, kept as a note
//! or rejected.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::Serialize;

use crate::row::Table;

/// The most entries of a kind in the text of a report. JSON and CSV have all.
const MOST_SHOWN: usize = 20;

/// What became of a row or of a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    /// A value is stored in another form, such as a number in E.164.
    Changed,
    /// A detail that the earlier system does not have was filled in.
    Filled,
    /// It is imported, and a person should look at it.
    Listed,
    /// The row became a message to the office.
    Noted,
    /// The row is left out.
    Rejected,
}

impl RowFate {
    fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Filled => "filled",
            Self::Listed => "listed",
            Self::Noted => "noted",
            Self::Rejected => "rejected",
        }
    }
}

/// What became of a row or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowEntry {
    /// The table.
    pub table: Table,
    /// The row, from 1.
    pub row: usize,
    /// The row's key.
    pub key: String,
    /// What became of it.
    pub kind: RowFate,
    /// The field of the mapping.
    pub field: &'static str,
    /// Why.
    pub reason: String,
    /// The value of the earlier system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value in this system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What became of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The name of the table in the source; missing if it is not there.
    pub source: Option<String>,
    /// The rows that were read.
    pub read: usize,
    /// The rows that became a record.
    pub mapped: usize,
    /// The rows that became a message to the office.
    pub noted: usize,
    /// The rows that are left out.
    pub rejected: usize,
    /// The column of each field.
    pub columns: BTreeMap<&'static str, String>,
    /// The columns that belong to no field, and how many rows have a value there.
    pub unmapped: BTreeMap<String, usize>,
    /// How often each kind of change was made.
    pub changes: BTreeMap<String, usize>,
}

/// What became of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was assumed of the whole source.
    pub assumptions: Vec<String>,
    /// The tables.
    pub tables: BTreeMap<Table, TableReport>,
    /// The tables of the source that were not read.
    pub other_tables: Vec<String>,
    /// What became of single rows.
    pub entries: Vec<RowEntry>,
}

impl Report {
    /// The report of a table.
    pub fn table(&mut self, table: Table) -> &mut TableReport {
        self.tables.entry(table).or_default()
    }

    /// The tables that the source has.
    #[must_use]
    pub fn found(&self) -> BTreeSet<Table> {
        self.tables.iter().filter(|(_, report)| report.source.is_some()).map(|(table, _)| *table).collect()
    }

    /// Adds an entry, and counts it.
    pub fn push(&mut self, entry: RowEntry) {
        let table = self.table(entry.table);
        match entry.kind {
            RowFate::Noted => table.noted += 1,
            RowFate::Rejected => table.rejected += 1,
            RowFate::Changed | RowFate::Filled | RowFate::Listed => {
                *table
                    .changes
                    .entry(format!("{} {}: {}", entry.kind.name(), entry.field, entry.reason))
                    .or_default() += 1;
            }
        }
        self.entries.push(entry);
    }

    /// The report as JSON.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// The entries as CSV. A value that a spreadsheet would run gets a quote before it.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["table", "row", "key", "kind", "field", "reason", "before", "after"])?;
        for entry in &self.entries {
            let value = |value: &Option<String>| safe(value.as_deref().unwrap_or_default());
            writer.write_record([
                entry.table.name().to_owned(),
                entry.row.to_string(),
                safe(&entry.key),
                entry.kind.name().to_owned(),
                entry.field.to_owned(),
                entry.reason.clone(),
                value(&entry.before),
                value(&entry.after),
            ])?;
        }
        let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The report for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for assumption in &self.assumptions {
            let _ = writeln!(out, "Assumed: {assumption}");
        }
        for (table, report) in &self.tables {
            let Some(source) = &report.source else {
                let _ = writeln!(out, "\n{table}: the source has no such table");
                continue;
            };
            let TableReport { read, mapped, noted, rejected, .. } = report;
            let _ = writeln!(
                out,
                "\n{table} (from {source}): {read} read, {mapped} mapped, {noted} noted, {rejected} rejected"
            );
            for (change, count) in &report.changes {
                let _ = writeln!(out, "  {count:>7}  {change}");
            }
            for (column, rows) in &report.unmapped {
                let _ = writeln!(out, "  {rows:>7}  values of the column {column}, which belongs to no field");
            }
            for kind in [RowFate::Rejected, RowFate::Noted, RowFate::Listed] {
                let of_kind: Vec<_> =
                    self.entries.iter().filter(|entry| entry.table == *table && entry.kind == kind).collect();
                for entry in of_kind.iter().take(MOST_SHOWN) {
                    let value = entry.before.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
                    let _ = writeln!(
                        out,
                        "  row {} (key {}) {} {}: {}{value}",
                        entry.row,
                        entry.key,
                        kind.name(),
                        entry.field,
                        entry.reason
                    );
                }
                if of_kind.len() > MOST_SHOWN {
                    let _ = writeln!(
                        out,
                        "  … and {} more {}; --format csv has all",
                        of_kind.len() - MOST_SHOWN,
                        kind.name()
                    );
                }
            }
        }
        if !self.other_tables.is_empty() {
            let _ = writeln!(out, "\nTables that are not imported: {}", self.other_tables.join(", "));
        }
        out
    }
}

fn safe(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) { format!("'{value}") } else { value.to_owned() }
}

//! A row of the earlier system: text by column, as every source gives it, and where it stands.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

/// A table of the earlier system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// The company's offices.
    Locations,
    /// The visits.
    Appointments,
    /// The calls.
    CallLogs,
    /// The emergencies heard in calls.
    EmergencyLogs,
}

impl Table {
    /// Every table, in the order in which they are read.
    pub const ALL: [Self; 4] = [Self::Locations, Self::CallLogs, Self::Appointments, Self::EmergencyLogs];

    /// The name in the mapping and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Locations => "locations",
            Self::Appointments => "appointments",
            Self::CallLogs => "call_logs",
            Self::EmergencyLogs => "emergency_logs",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in its table or file, from 1.
    pub number: usize,
    /// The values by the column's name. NULL and empty text are left out.
    pub values: BTreeMap<String, String>,
}

impl Row {
    /// A row of these values, without control characters but tabs and ends of lines. Empty ones are left out, and so are those that stand for nothing: `NULL`, `None`, `NaN`.
    #[must_use]
    pub fn new(number: usize, values: impl IntoIterator<Item = (String, String)>) -> Self {
        let is_value = |(_, value): &(String, String)| !stands_for_nothing(value);
        let values = values.into_iter().map(|(column, value)| (column, printable(value)));
        Self { number, values: values.filter(is_value).collect() }
    }

    /// The value of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.values.get(column).map(String::as_str)
    }
}

fn printable(value: String) -> String {
    let is_printable = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    if value.chars().all(is_printable) { value } else { value.chars().filter(|c| is_printable(*c)).collect() }
}

/// Whether a value stands for none, as dumps of databases and data frames write it.
fn stands_for_nothing(value: &str) -> bool {
    let value = value.trim();
    value.is_empty() || ["null", "none", "nan", "nat", "\\n"].iter().any(|none| value.eq_ignore_ascii_case(none))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_stand_for_nothing_are_left_out() {
        let values = [("a", " "), ("b", "NULL"), ("c", "\\N"), ("d", "NaN"), ("e", "0"), ("f", "None of\0 them\n")];
        let row = Row::new(1, values.map(|(column, value)| (column.to_owned(), value.to_owned())));
        assert_eq!(row.values.keys().collect::<Vec<_>>(), ["e", "f"]);
        assert_eq!(row.get("f"), Some("None of them\n"));
    }
}

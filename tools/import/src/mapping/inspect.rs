//! Writes a first mapping of a source, and says what it did not understand.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{COLUMNS, Mapping, Words, tables_of};
use crate::{
    row::{Row, Table},
    source::Tables,
};

/// The most words of a column that are shown.
const MOST_WORDS: usize = 30;

/// A first mapping as TOML. What was not understood stands in comments.
pub fn inspect(tables: &Tables) -> Result<String, toml::ser::Error> {
    let mapping = Mapping::default();
    let mut out = String::from("# Made by `import inspect`. Lines that begin with # say what was not understood.\n\n");
    let choices = BTreeMap::from([
        ("options", toml::Value::try_from(&mapping.options)?),
        ("fill", toml::Value::try_from(&mapping.fill)?),
    ]);
    out.push_str(&toml::to_string(&choices)?);
    let mut read = Vec::new();
    for table in Table::ALL {
        let Some(name) = mapping.name_in(table, tables) else {
            let names = tables_of(table).join(", ");
            let _ = writeln!(
                out,
                "\n# {table}: no table of the source is called {names}. Name one with [{table}] table = \"…\"."
            );
            continue;
        };
        let rows = tables.get(&name).map(Vec::as_slice).unwrap_or_default();
        of_table(&mut out, &mapping, (table, &name), rows);
        read.push(name);
    }
    words(&mut out, &mapping, tables);
    for (name, rows) in tables.iter().filter(|(name, _)| !read.contains(name)) {
        let _ = writeln!(out, "\n# The table {name} ({} rows) is not imported.", rows.len());
    }
    Ok(out)
}

fn of_table(out: &mut String, mapping: &Mapping, (table, name): (Table, &str), rows: &[Row]) {
    let columns = mapping.columns(table, rows);
    let _ = writeln!(out, "\n# {} rows\n[{table}]\ntable = {}\n\n[{table}.columns]", rows.len(), quoted(name));
    for column in COLUMNS.iter().filter(|column| column.table == table) {
        let _ = match columns.get(column.field) {
            Some(found) => writeln!(out, "{} = {}", column.field, quoted(found)),
            None => writeln!(out, "# {} = \"\"  # no column; usual names: {}", column.field, column.names.join(", ")),
        };
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for column in
        rows.iter().flat_map(|row| row.values.keys()).filter(|column| !columns.values().any(|known| known == *column))
    {
        *unknown.entry(column).or_default() += 1;
    }
    for (column, count) in unknown {
        let _ = writeln!(out, "# The column {column} belongs to no field; {count} rows have a value there.");
    }
}

/// The words of the source that have no meaning yet.
fn words(out: &mut String, mapping: &Mapping, tables: &Tables) {
    let words = Words::default();
    let known = |table: Table, word: &str| match table {
        Table::Appointments => Words::meaning(&words.visit_status, word).is_some(),
        Table::CallLogs => Words::meaning(&words.call_status, word).is_some(),
        Table::EmergencyLogs => Words::meaning(&words.hazards, word).is_some(),
        Table::Locations => true,
    };
    let sections = [
        (Table::Appointments, "status", "visit_status", "\"booked\" or \"cancelled\""),
        (
            Table::CallLogs,
            "status",
            "call_status",
            "\"information\", \"abandoned\", \"message\", \"transferred\" or \"spam\"",
        ),
        (Table::EmergencyLogs, "hazard", "hazards", "a hazard such as \"gas_leak\" or \"no_heat\""),
        (Table::Appointments, "job_type", "job_types", "the id of a job type such as \"repair\""),
    ];
    for (table, field, section, meaning) in sections {
        let Some(name) = mapping.name_in(table, tables) else { continue };
        let rows = tables.get(&name).map(Vec::as_slice).unwrap_or_default();
        let Some(column) = mapping.columns(table, rows).remove(field) else { continue };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for word in rows.iter().filter_map(|row| row.get(&column)) {
            if field == "job_type" || !known(table, word) {
                *counts.entry(word).or_default() += 1;
            }
        }
        if counts.is_empty() {
            continue;
        }
        let _ = writeln!(
            out,
            "\n# Words of {table}.{column} without a meaning. Say what each means: {meaning}.\n[words.{section}]"
        );
        for (word, count) in counts.iter().take(MOST_WORDS) {
            let _ = writeln!(out, "# {} = \"\"  # {count} rows", quoted(word));
        }
        if counts.len() > MOST_WORDS {
            let _ = writeln!(out, "# and {} more", counts.len() - MOST_WORDS);
        }
    }
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_mapping_is_read_and_maps_as_the_defaults_do() {
        let row = |values: &[(&str, &str)]| Row::new(1, values.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())));
        let rows = vec![row(&[
            ("id", "1"),
            ("phone", "2145550142"),
            ("start_time", "2026-11-24 09:00"),
            ("status", "re\"sched"),
            ("mood", "x"),
        ])];
        let tables = Tables::from([("Bookings".to_owned(), rows.clone()), ("users".to_owned(), Vec::new())]);
        let text = inspect(&tables).expect("TOML");
        for said in [
            "The column mood belongs to no field",
            "re\\\"sched",
            "The table users (0 rows) is not imported",
            "call_logs: no table",
        ] {
            assert!(text.contains(said) || text.contains(&said.replace("re\\\"sched", "re\"sched")), "{said}\n{text}");
        }
        let mapping = Mapping::parse(&text).expect("a mapping");
        assert_eq!(mapping.name_in(Table::Appointments, &tables), Some("Bookings".to_owned()));
        assert_eq!(mapping.columns(Table::Appointments, &rows), Mapping::default().columns(Table::Appointments, &rows));
    }
}

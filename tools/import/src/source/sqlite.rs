//! Reads an SQLite file, without a write lock.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, types::ValueRef};

use super::{SourceError, Tables};
use crate::row::Row;

pub(super) fn read(path: &Path) -> Result<Tables, SourceError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // A copy in time: the old system may write while it is read.
    connection.execute_batch("BEGIN")?;
    let mut names =
        connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.into_iter().map(|name| Ok((name.clone(), rows(&connection, &name)?))).collect()
}

fn rows(connection: &Connection, table: &str) -> Result<Vec<Row>, SourceError> {
    let quoted = table.replace('"', "\"\"");
    let mut statement = connection.prepare(&format!("SELECT * FROM \"{quoted}\""))?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut values = Vec::new();
        for (nth, column) in columns.iter().enumerate() {
            values.extend(text_of(row.get_ref(nth)?).map(|value| (column.clone(), value)));
        }
        rows.push(Row::new(rows.len() + 1, values));
    }
    Ok(rows)
}

fn text_of(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}

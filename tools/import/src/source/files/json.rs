//! The tables of a JSON file: a list of rows, objects one after another, or an object with lists of rows, as database programs and data
//! frames write them.

use serde_json::{Map, Value, de::Deserializer};

use super::{is_usual, rows_of};
use crate::row::Row;

/// Rows by the name of their table.
type JsonTables = Vec<(String, Vec<Map<String, Value>>)>;

/// The names under which a row of a file with several tables has its table.
const TABLE_NAMES: [&str; 4] = ["table", "_table", "table_name", "__table__"];
/// The names under which such a row has its values.
const ROW_NAMES: [&str; 4] = ["row", "data", "values", "fields"];

/// The tables of a text. A table without a name has the file's.
pub(super) fn tables(text: &str, stem: &str) -> Result<Vec<(String, Vec<Row>)>, serde_json::Error> {
    let values: Vec<Value> = Deserializer::from_str(text).into_iter().collect::<Result<_, _>>()?;
    let mut found = match values.as_slice() {
        [whole] => of_value(whole, stem),
        _ => None,
    };
    if found.is_none() {
        found = of_rows(&values, stem);
    }
    let found = found.ok_or_else(|| serde::de::Error::custom("it has no list of rows"))?;
    Ok(found.into_iter().map(|(name, rows)| (name, rows_of(rows))).collect())
}

fn of_value(value: &Value, stem: &str) -> Option<JsonTables> {
    match value {
        Value::Array(rows) => of_rows(rows, stem),
        Value::Object(fields) => of_object(fields, stem),
        _ => None,
    }
}

/// Objects one after another. Each is a row, or names its table.
fn of_rows(values: &[Value], stem: &str) -> Option<JsonTables> {
    let mut found = JsonTables::new();
    let mut add = |name: &str, rows: Vec<Map<String, Value>>| match found.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => known.extend(rows),
        None => found.push((name.to_owned(), rows)),
    };
    add(stem, Vec::new());
    for value in values {
        let fields = value.as_object()?;
        // phpMyAdmin writes what made the file, and then the tables.
        match fields.get("type").and_then(Value::as_str) {
            Some("header" | "database") if !is_usual(stem) => continue,
            Some("table") if fields.get("data").is_some_and(Value::is_array) => {
                let name = fields.get("name").and_then(Value::as_str).unwrap_or(stem);
                add(name, objects(&fields["data"])?);
                continue;
            }
            _ => {}
        }
        let of_table = TABLE_NAMES.iter().find_map(|name| fields.get(*name)?.as_str()).filter(|name| is_usual(name));
        let Some(table) = of_table else {
            add(stem, vec![fields.clone()]);
            continue;
        };
        let row = ROW_NAMES.iter().find_map(|name| fields.get(*name)?.as_object()).cloned();
        let without = || fields.iter().filter(|(name, _)| !TABLE_NAMES.contains(&name.as_str()));
        add(table, vec![row.unwrap_or_else(|| without().map(|(name, value)| (name.clone(), value.clone())).collect())]);
    }
    // The file's own name is no table if all its rows named theirs.
    if found.len() > 1 {
        found.retain(|(_, rows)| !rows.is_empty());
    }
    Some(found)
}

/// An object: a data frame, or lists of rows by name. `None` for a row.
fn of_object(fields: &Map<String, Value>, stem: &str) -> Option<JsonTables> {
    if let Some(rows) = of_frame(fields) {
        return Some(vec![(stem.to_owned(), rows)]);
    }
    let mut lists: JsonTables = Vec::new();
    for (name, value) in fields {
        if let Some(rows) = objects(value) {
            lists.push((name.clone(), rows));
        } else if let Some(rows) = value.as_object().and_then(of_frame) {
            lists.push((name.clone(), rows));
        }
    }
    if lists.iter().all(|(_, rows)| rows.is_empty()) {
        // `{"tables": {"appointments": […]}}`
        let inner: Vec<JsonTables> =
            fields.values().filter_map(Value::as_object).filter_map(|inner| of_object(inner, stem)).collect();
        return match <[JsonTables; 1]>::try_from(inner) {
            Ok([only]) => Some(only),
            Err(_) => (!lists.is_empty()).then_some(lists),
        };
    }
    match lists.as_mut_slice() {
        // One list: the table of the file, whatever the list is called.
        [(name, _)] if is_usual(stem) || !is_usual(name) => stem.clone_into(name),
        _ => {}
    }
    Some(lists)
}

/// `{"columns": ["id", …], "data": [[1, …], …]}`.
fn of_frame(fields: &Map<String, Value>) -> Option<Vec<Map<String, Value>>> {
    let columns = ["columns", "fields", "header"].iter().find_map(|name| fields.get(*name)?.as_array())?;
    let rows = ["data", "rows", "values"].iter().find_map(|name| fields.get(*name)?.as_array())?;
    let name = |column: &Value| column.as_str().or_else(|| column.get("name")?.as_str()).map(str::to_owned);
    let columns: Vec<String> = columns.iter().map(name).collect::<Option<_>>()?;
    let row = |row: &Value| Some(columns.iter().cloned().zip(row.as_array()?.iter().cloned()).collect());
    rows.iter().map(row).collect()
}

/// The objects of a list; `None` if it is none, or has something else.
fn objects(value: &Value) -> Option<Vec<Map<String, Value>>> {
    value.as_array()?.iter().map(|row| row.as_object().cloned()).collect()
}

//! The archive of a part of an export: for each kind of item `<kind>.json`, an array of the items, and `<kind>.csv`, a row for each.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write},
};

use domain::spreadsheet::inert;
use serde_json::{Value, json};
use store::{CompanyExport, ExportPart};
use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Why an archive could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// An item cannot be written as JSON.
    #[error("an item cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// A table cannot be written.
    #[error("a table cannot be written")]
    Table(#[from] csv::Error),
    /// A file cannot be added.
    #[error("a file cannot be added to the archive")]
    Zip(#[from] ZipError),
    /// The content of a file cannot be written.
    #[error("a file of the archive cannot be written")]
    Write(#[from] std::io::Error),
}

/// The archive of the next part.
pub(super) fn of(part: &ExportPart, export: &CompanyExport) -> Result<Vec<u8>, ArchiveError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, content: &[u8]| -> Result<(), ArchiveError> {
        archive.start_file(name, SimpleFileOptions::default())?;
        Ok(archive.write_all(content)?)
    };
    let counts: BTreeMap<&str, usize> = part.items.iter().map(|(kind, items)| (kind.as_str(), items.len())).collect();
    let contents = json!({
        "export_id": export.id, "requested_at": export.requested_at, "file": export.parts() + 1, "items": counts,
    });
    add("contents.json", &serde_json::to_vec_pretty(&contents)?)?;
    for (kind, items) in &part.items {
        add(&format!("{kind}.json"), &serde_json::to_vec_pretty(items)?)?;
        add(&format!("{kind}.csv"), &table(items)?)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A row for each item, with a column for each value in any of them. The name of a nested value's column is its path, such as
/// `visit.address.zip`; a list is one column, as JSON.
fn table(items: &[Value]) -> Result<Vec<u8>, ArchiveError> {
    let rows: Vec<BTreeMap<String, String>> = items.iter().map(row).collect();
    let columns: BTreeSet<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns)?;
    for row in &rows {
        writer.write_record(
            columns.iter().map(|column| row.get(*column).map(|value| inert(value)).unwrap_or_default()),
        )?;
    }
    writer.into_inner().map_err(|error| ArchiveError::Table(error.into_error().into()))
}

fn row(item: &Value) -> BTreeMap<String, String> {
    let mut row = BTreeMap::new();
    flatten(item, String::new(), &mut row);
    row
}

fn flatten(value: &Value, path: String, row: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(field, path, row);
            }
            return;
        }
        Value::Null => return,
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    };
    row.insert(path, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_a_column_for_each_value_and_no_formula() {
        let items = [
            json!({"sk": "customer#+1", "name": "=1+1", "visit": {"zip": "75201"}, "tags": ["a", 1]}),
            json!({"sk": "customer#+2", "name": null, "calls": 2}),
        ];
        let table = String::from_utf8(table(&items).expect("written")).expect("UTF-8");
        assert_eq!(
            table,
            "calls,name,sk,tags,visit.zip\n,'=1+1,customer#+1,\"[\"\"a\"\",1]\",75201\n2,,customer#+2,,\n"
        );
    }
}

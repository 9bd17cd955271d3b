//! Reads a folder of CSV or JSON files. Each file is a table and has its name: `appointments.csv`, `call_logs.json`, `call_logs.ndjson`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::{SourceError, Tables, row_of};
use crate::row::Row;

pub(super) fn read(folder: &Path) -> Result<Tables, SourceError> {
    let failed = |error| SourceError::File(folder.to_owned(), error);
    let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let mut tables = Tables::new();
    for path in paths {
        let extension = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let rows = match extension.as_str() {
            "csv" | "tsv" => of_csv(&path, if extension == "tsv" { b'\t' } else { b',' })?,
            "json" | "ndjson" | "jsonl" => of_json(&path)?,
            _ => continue,
        };
        let table = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if tables.insert(table.clone(), rows).is_some() {
            return Err(SourceError::Twice(table));
        }
    }
    if tables.is_empty() { Err(SourceError::Unknown(folder.display().to_string())) } else { Ok(tables) }
}

/// The text of a file. Bytes that are not UTF-8 become the replacement character, and a byte order mark goes.
fn text(path: &Path) -> Result<String, SourceError> {
    let bytes = fs::read(path).map_err(|error| SourceError::File(path.to_owned(), error))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

fn of_csv(path: &Path, delimiter: u8) -> Result<Vec<Row>, SourceError> {
    let failed = |error| SourceError::Csv(path.to_owned(), error);
    let text = text(path)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().map_err(failed)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        // A row that is too long keeps what it has: a column without a name is reported as one that is not mapped.
        let name = |nth: usize| columns.get(nth).cloned().unwrap_or_else(|| format!("column_{}", nth + 1));
        let values = record.iter().enumerate().map(|(nth, value)| (name(nth), value.to_owned()));
        rows.push(Row::new(rows.len() + 1, values));
    }
    Ok(rows)
}

fn of_json(path: &Path) -> Result<Vec<Row>, SourceError> {
    let failed = |error| SourceError::Json(path.to_owned(), error);
    let text = text(path)?;
    let objects: Vec<Map<String, Value>> = if text.trim_start().starts_with('[') {
        serde_json::from_str(&text).map_err(failed)?
    } else {
        serde_json::Deserializer::from_str(&text).into_iter().collect::<Result<_, _>>().map_err(failed)?
    };
    Ok(objects.into_iter().enumerate().map(|(nth, object)| row_of(nth + 1, object)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_of_one_row_are_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        write("a.csv", "\u{feff}id, name,empty\n7,\"Dana, \"\"D\"\" Smith\",\n");
        write("b.json", r#"[{"id": 7, "name": "Dana, \"D\" Smith", "empty": null}]"#);
        write("c.ndjson", "{\"id\": \"7\", \"name\": \"Dana, \\\"D\\\" Smith\"}\n");
        write("notes.txt", "not a table");
        let tables = read(folder.path()).expect("read");
        assert_eq!(tables.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(tables["a"], tables["b"]);
        assert_eq!(tables["b"], tables["c"]);
        write("a.json", "[]");
        assert!(matches!(read(folder.path()), Err(SourceError::Twice(table)) if table == "a"));
    }
}

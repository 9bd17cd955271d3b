//! Reads files: a folder of CSV or JSON files, each a table with its name (`appointments.csv`, `call_logs.json`,
//! `call_logs.ndjson`), or one JSON file with several tables.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::{SourceError, Tables, row_of};
use crate::{
    mapping::tables_of,
    parse::folded,
    row::{Row, Table},
};

mod encoding;
mod json;

/// The endings of files that are read.
const ENDINGS: [&str; 5] = ["csv", "tsv", "json", "ndjson", "jsonl"];
/// What stands between the values of a line of CSV.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(super) fn read_folder(folder: &Path) -> Result<Tables, SourceError> {
    let failed = |error| SourceError::File(folder.to_owned(), error);
    let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let mut tables = Tables::new();
    for path in paths.iter().filter(|path| is_read(path)) {
        for (table, rows) in read(path)? {
            if tables.insert(table.clone(), rows).is_some() {
                return Err(SourceError::Twice(table));
            }
        }
    }
    if tables.is_empty() { Err(SourceError::Unknown(folder.display().to_string())) } else { Ok(tables) }
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// Whether a file has the ending of one that is read here.
pub(super) fn is_read(path: &Path) -> bool {
    ENDINGS.contains(&ending(path).as_str())
}

/// The tables of a file.
pub(super) fn read(path: &Path) -> Result<Vec<(String, Vec<Row>)>, SourceError> {
    let bytes = fs::read(path).map_err(|error| SourceError::File(path.to_owned(), error))?;
    let (text, encoding) = encoding::text(&bytes);
    if let Some(encoding) = encoding {
        eprintln!("{} is not UTF-8; it is read as {encoding}", path.display());
    }
    let stem = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    if matches!(ending(path).as_str(), "csv" | "tsv") {
        return Ok(vec![(stem, of_csv(path, &text)?)]);
    }
    json::tables(&text, &stem).map_err(|error| SourceError::Json(path.to_owned(), error))
}

/// Whether a table has one of the usual names.
fn is_usual(name: &str) -> bool {
    Table::ALL.iter().any(|table| tables_of(*table).iter().any(|usual| folded(usual) == folded(name)))
}

/// The delimiter that the line of column names has most often, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            byte if !is_quoted => {
                let of = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
                of.and_then(|of| counts.get_mut(of)).into_iter().for_each(|count| *count += 1);
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let found = DELIMITERS.iter().zip(counts).find(|(_, count)| *count == most && most > 0);
    found.map_or(b',', |(delimiter, _)| *delimiter)
}

fn of_csv(path: &Path, text: &str) -> Result<Vec<Row>, SourceError> {
    let failed = |error| SourceError::Csv(path.to_owned(), error);
    // Excel names the delimiter in a line of its own.
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.trim().len() == 5 && first.starts_with("sep=") => rest,
        _ => text,
    };
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Err(SourceError::OpenQuote(path.to_owned()));
    }
    let delimiter = delimiter(text);
    // PostgreSQL's COPY quotes nothing, and writes what ends a line or a value with a backslash.
    let is_copied = delimiter == b'\t'
        && !text.contains('"')
        && ["\\N", "\\n", "\\t", "\\\\"].iter().any(|mark| text.contains(mark));
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().map_err(failed)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        // A row that is too long keeps what it has: a column without a name is reported as one that is not mapped.
        let named = |nth: usize| columns.get(nth).filter(|name| !name.is_empty()).cloned();
        let name = |nth: usize| named(nth).unwrap_or_else(|| format!("column_{}", nth + 1));
        let value = |value: &str| if is_copied { of_copy(value) } else { value.to_owned() };
        let values = record.iter().enumerate().map(|(nth, text)| (name(nth), value(text)));
        rows.push(Row::new(rows.len() + 1, values));
    }
    Ok(rows)
}

/// A value as PostgreSQL's COPY writes it. `\N` stays: it stands for no value.
fn of_copy(value: &str) -> String {
    if value == "\\N" {
        return value.to_owned();
    }
    let (mut read, mut characters) = (String::new(), value.chars());
    while let Some(c) = characters.next() {
        match (c, if c == '\\' { characters.next() } else { None }) {
            ('\\', Some('n')) => read.push('\n'),
            ('\\', Some('t')) => read.push('\t'),
            ('\\', Some('r')) => read.push('\r'),
            ('\\', Some(other)) | (other, _) => read.push(other),
        }
    }
    read
}

/// Rows of JSON objects.
fn rows_of(objects: Vec<Map<String, Value>>) -> Vec<Row> {
    objects.into_iter().enumerate().map(|(nth, object)| row_of(nth + 1, object)).collect()
}

#[cfg(test)]
mod tests;

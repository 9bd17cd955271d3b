//! Where the rows come from: PostgreSQL, an SQLite file, or a folder of CSV or JSON files.
//!
//! Every source is read whole and only read. It gives text alone: what a value means is decided later, and the same for all.

use std::{collections::BTreeMap, path::PathBuf};

use crate::row::Row;

mod files;
mod postgres;
mod sqlite;

/// The rows of every table of a source, by the table's name.
pub type Tables = BTreeMap<String, Vec<Row>>;

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It is not there, or is none of the three.
    #[error("{0} is no postgres:// address, SQLite file, CSV or JSON file, or folder of them")]
    Unknown(String),
    /// It is an address of something else. The address may have a password, so it is not repeated.
    #[error("the source is no postgres:// address that can be read")]
    Address,
    /// The SQLite file cannot be read.
    #[error("the SQLite file cannot be read")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refuses.
    #[error(
        "PostgreSQL cannot be read; for a certificate of your own authority, add ?sslrootcert=FILE, and without TLS ?sslmode=disable"
    )]
    Postgres(#[from] tokio_postgres::Error),
    /// The TLS of the connection to PostgreSQL cannot be set up.
    #[error("the TLS of the connection to PostgreSQL cannot be set up")]
    Tls(#[from] rustls::Error),
    /// A file cannot be read.
    #[error("{} cannot be read", .0.display())]
    File(PathBuf, #[source] std::io::Error),
    /// A file is not CSV.
    #[error("{} is not CSV with a line of column names", .0.display())]
    Csv(PathBuf, #[source] csv::Error),
    /// The quotes of a value never end.
    #[error("{} ends within quotes: the file is cut, or a quote in it is not doubled", .0.display())]
    OpenQuote(PathBuf),
    /// A file is not JSON.
    #[error("{} is not a JSON list of rows", .0.display())]
    Json(PathBuf, #[source] serde_json::Error),
    /// A dump of SQL commands.
    #[error("{} has SQL commands; load it into PostgreSQL or SQLite, and name that", .0.display())]
    Sql(PathBuf),
    /// Two files of a folder are of the same table.
    #[error("two files of the folder are of the table {0}")]
    Twice(String),
}

/// Reads every table of a source.
pub async fn read(source: &str) -> Result<Tables, SourceError> {
    let scheme = source.split_once("://").map(|(scheme, _)| scheme.split('+').next().unwrap_or_default());
    if matches!(scheme, Some("postgres" | "postgresql")) {
        return postgres::read(source).await;
    }
    // As SQLAlchemy writes it: `sqlite:///relative.db`, `sqlite:////absolute.db`.
    let file = source.split_once(":///").filter(|_| scheme == Some("sqlite")).map(|(_, file)| file);
    if scheme.is_some() && file.is_none() {
        return Err(SourceError::Address);
    }
    let source = file.unwrap_or(source);
    let path = PathBuf::from(source);
    if path.is_dir() {
        return files::read_folder(&path);
    }
    if path.is_file() && files::is_read(&path) {
        return Ok(files::read(&path)?.into_iter().collect());
    }
    if path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sql")) {
        return Err(SourceError::Sql(path));
    }
    if path.is_file() {
        return sqlite::read(&path);
    }
    Err(SourceError::Unknown(source.to_owned()))
}

/// The text of a JSON value; `None` for `null`.
fn text_of(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// A row of a JSON object.
fn row_of(number: usize, fields: serde_json::Map<String, serde_json::Value>) -> Row {
    Row::new(number, fields.into_iter().filter_map(|(column, value)| Some((column, text_of(value)?))))
}

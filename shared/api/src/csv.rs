//! Lists as CSV files (RFC 4180), which a spreadsheet opens without running anything in them.
//!
//! A file has a bounded number of rows; the header `next-cursor` leads to the rest.

use ::csv::{Error, QuoteStyle, WriterBuilder};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::spreadsheet::inert;
use problem::{Problem, ProblemKind};
use store::{Page, StoreError};

/// The most pages in a file, so that its reads are bounded as those of a page are.
const MOST_PAGES: usize = 10;

/// The response's header with the cursor of the following rows.
pub const NEXT_CURSOR: &str = "next-cursor";

/// A file with a row of names and the rows of a list.
#[derive(Debug)]
pub struct CsvFile {
    name: &'static str,
    rows: Vec<Vec<String>>,
    next: Option<String>,
}

impl CsvFile {
    /// An empty file of this name, with these columns.
    #[must_use]
    pub fn new(name: &'static str, columns: &[&str]) -> Self {
        Self { name, rows: vec![columns.iter().map(|column| (*column).to_owned()).collect()], next: None }
    }

    /// Adds a row.
    pub fn push(&mut self, fields: Vec<String>) {
        self.rows.push(fields);
    }

    /// The file with the rows of a list from a cursor on: ten pages at most.
    pub async fn filled<T, R: Future<Output = Result<Page<T>, StoreError>>>(
        mut self,
        cursor: Option<&str>,
        read: impl Fn(Option<String>) -> R,
        row: impl Fn(T) -> Vec<String>,
    ) -> Result<Self, Problem> {
        self.next = cursor.map(str::to_owned);
        for _ in 0..MOST_PAGES {
            let page = read(self.next.take()).await?;
            page.items.into_iter().for_each(|item| self.push(row(item)));
            self.next = page.next;
            if self.next.is_none() {
                break;
            }
        }
        Ok(self)
    }

    fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(Vec::new());
        for row in &self.rows {
            writer.write_record(row.iter().map(|field| inert(field)))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}

/// A field for something that may be missing.
pub fn optional(field: Option<impl ToString>) -> String {
    field.map(|field| field.to_string()).unwrap_or_default()
}

impl IntoResponse for CsvFile {
    fn into_response(self) -> Response {
        let Ok(bytes) = self.bytes() else { return Problem::new(ProblemKind::Unavailable).into_response() };
        let disposition = format!("attachment; filename=\"{}.csv\"", self.name);
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
        headers.extend(HeaderValue::from_str(&disposition).map(|value| (header::CONTENT_DISPOSITION, value)));
        let next = self.next.as_deref().and_then(|next| HeaderValue::from_str(next).ok());
        headers.extend(next.map(|next| (header::HeaderName::from_static(NEXT_CURSOR), next)));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fields: &[&str]) -> String {
        let mut file = CsvFile::new("test", &[]);
        file.rows.clear();
        file.push(fields.iter().map(|field| (*field).to_owned()).collect());
        String::from_utf8(file.bytes().expect("written")).expect("UTF-8")
    }

    #[test]
    fn field_that_a_spreadsheet_takes_for_a_formula_is_text() {
        for first in ['=', '+', '-', '@', '\t', '\r', '\0'] {
            let field = format!("{first}cmd|' /C calc'!A0");
            let line = written(&[&field]);
            assert!(line.trim_start_matches('"').starts_with(&format!("'{first}")), "{line:?}");
        }
        assert_eq!(written(&["+12145550142", "a=b", ""]), "'+12145550142,a=b,\n");
    }

    #[test]
    fn file_is_read_back_as_it_was_written() {
        let fields = ["a \"quoted\" word", "two\nlines, and a comma", "naïve 漢字", "'apostrophe"];
        let line = written(&fields);
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let record = reader.records().next().expect("a row").expect("valid");
        assert_eq!(record.iter().collect::<Vec<_>>(), fields);
    }
}

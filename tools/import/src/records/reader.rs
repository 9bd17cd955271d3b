//! Reads the fields of a row, and writes down what was made of each.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use domain::{phone::PhoneNumber, text::Text};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::{
    mapping::{Misfit, UnclearTime},
    parse::{
        number::{self, ReadNumber},
        time::{self, Placed, ReadTime},
    },
    report::{RowEntry, RowFate},
    row::{Row, Table},
};

/// A row that does not fit, and what becomes of it.
#[derive(Debug, Clone)]
pub(super) struct Misfitting {
    pub(super) table: Table,
    pub(super) row: Row,
    pub(super) key: String,
    pub(super) field: &'static str,
    pub(super) reason: String,
    pub(super) becomes: Misfit,
    /// A name, a number and a time, as far as they can be read.
    pub(super) name: Option<Text<80>>,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) at: Option<Timestamp>,
}

impl Misfitting {
    /// The same row with the time at which its note is left.
    pub(super) fn left_at(self, at: Timestamp) -> Box<Self> {
        Box::new(Self { at: Some(at), ..self })
    }
}

/// A key without what a data frame makes of a column of numbers with gaps.
pub(super) fn plain_key(key: &str) -> &str {
    let key = key.trim();
    key.strip_suffix(".0").unwrap_or(key)
}

/// What stands for the key of a row that has none, or the key of another one.
pub(super) fn content_key(row: &Row) -> String {
    let values: Vec<String> = row.values.iter().map(|(column, value)| format!("{column}={value}")).collect();
    hex::encode(&digest(&SHA256, values.join("\n").as_bytes()).as_ref()[..8])
}

/// Reads the fields of a row.
pub(super) struct RowReader<'a> {
    pub(super) table: Table,
    pub(super) row: &'a Row,
    /// The key of the row; a hash of its values if it has none.
    pub(super) key: String,
    pub(super) entries: Vec<RowEntry>,
    columns: BTreeMap<&'static str, String>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(table: Table, row: &'a Row, columns: &BTreeMap<&'static str, String>) -> Self {
        let mut reader = Self { table, row, key: String::new(), entries: Vec::new(), columns: columns.clone() };
        if let Some(key) = reader.get("key").or_else(|| reader.get("call").filter(|_| table == Table::CallLogs)) {
            plain_key(key).clone_into(&mut reader.key);
        } else {
            reader.key = content_key(row);
            reader.say(RowFate::Listed, "key", "the row has no key; its content stands for it", None, None);
        }
        reader
    }

    /// The value of a field.
    pub(super) fn get(&self, field: &str) -> Option<&'a str> {
        let row: &'a Row = self.row;
        self.columns.get(field).and_then(|column| row.get(column)).map(str::trim)
    }

    /// The columns that belong to no field, with their values.
    pub(super) fn unmapped(&self) -> impl Iterator<Item = (&'a String, &'a String)> {
        let known: Vec<&String> = self.columns.values().collect();
        let row: &'a Row = self.row;
        row.values.iter().filter(move |(column, _)| !known.contains(column)).collect::<Vec<_>>().into_iter()
    }

    /// The same as text, for people. `None` if there are none.
    pub(super) fn unmapped_text(&self) -> Option<String> {
        let parts: Vec<String> =
            self.unmapped().map(|(column, value)| format!("{column}: {}", time::shown(value))).collect();
        (!parts.is_empty()).then(|| parts.join(". "))
    }

    pub(super) fn entry(&self, kind: RowFate, field: &'static str, reason: String) -> RowEntry {
        let before = self.get(field).map(str::to_owned);
        RowEntry {
            table: self.table,
            row: self.row.number,
            key: self.key.clone(),
            kind,
            field,
            reason,
            before,
            after: None,
        }
    }

    /// Writes down what became of a field.
    pub(super) fn say(
        &mut self,
        kind: RowFate,
        field: &'static str,
        reason: &str,
        before: Option<&str>,
        after: Option<String>,
    ) {
        let entry = self.entry(kind, field, reason.to_owned());
        self.entries.push(RowEntry { before: before.map(str::to_owned), after, ..entry });
    }

    /// The row does not fit because of a field.
    pub(super) fn misfit(&self, field: &'static str, reason: &str, becomes: Misfit) -> Box<Misfitting> {
        let phone = ["phone"].iter().find_map(|field| match number::read(self.get(field)?) {
            ReadNumber::Number { number, .. } => Some(number),
            ReadNumber::Withheld | ReadNumber::Unreadable => None,
        });
        Box::new(Misfitting {
            table: self.table,
            row: self.row.clone(),
            key: self.key.clone(),
            field,
            reason: reason.to_owned(),
            becomes,
            name: self.get("name").and_then(Text::cut),
            phone,
            at: None,
        })
    }

    /// The number in a field, and its extension. A value that is no number is listed.
    pub(super) fn number(&mut self, field: &'static str) -> Option<(PhoneNumber, Option<String>)> {
        let text = self.get(field)?;
        match number::read(text) {
            ReadNumber::Number { number, extension } => {
                if number.as_str() != text {
                    self.say(RowFate::Changed, field, "number written in E.164", Some(text), Some(number.to_string()));
                }
                Some((number, extension))
            }
            ReadNumber::Withheld => None,
            ReadNumber::Unreadable => {
                self.say(RowFate::Listed, field, "no telephone number that can exist", Some(text), None);
                None
            }
        }
    }

    /// The instant in a field; `None` if it has no value.
    pub(super) fn instant(
        &mut self,
        field: &'static str,
        zone: &TimeZone,
        unclear: UnclearTime,
        unreadable: Misfit,
    ) -> Result<Option<Timestamp>, Box<Misfitting>> {
        let Some(text) = self.get(field) else { return Ok(None) };
        match time::read(text) {
            Some(ReadTime::Instant(instant)) => {
                if instant.to_string() != text {
                    self.say(
                        RowFate::Changed,
                        field,
                        "time written as an instant",
                        Some(text),
                        Some(instant.to_string()),
                    );
                }
                Ok(Some(instant))
            }
            Some(ReadTime::Local(reading)) => self.placed(field, reading, zone, unclear).map(Some),
            Some(ReadTime::Day(_)) => Err(self.misfit(field, "a day without a time", unreadable)),
            None => Err(self.misfit(field, "no time that can be read", unreadable)),
        }
    }

    /// The instant of a reading of a clock.
    pub(super) fn placed(
        &mut self,
        field: &'static str,
        reading: DateTime,
        zone: &TimeZone,
        unclear: UnclearTime,
    ) -> Result<Timestamp, Box<Misfitting>> {
        let name = zone.iana_name().unwrap_or("UTC");
        let before = self.get(field).map_or_else(|| reading.to_string(), str::to_owned);
        let Some(placed) = time::placed(reading, zone) else {
            return Err(self.misfit(field, "no time that can be read", Misfit::Note));
        };
        let (earlier, later, what) = match placed {
            Placed::Once(instant) => {
                let reason = format!("time without an offset read in {name}");
                self.say(RowFate::Changed, field, &reason, Some(&before), Some(instant.to_string()));
                return Ok(instant);
            }
            Placed::Twice(earlier, later) => (earlier, later, "the clock has this time twice"),
            Placed::Never(earlier, later) => (earlier, later, "the clock skips this time"),
        };
        let reason = |choice: &str| format!("{what} in {name}{choice}");
        let (chosen, choice) = match unclear {
            UnclearTime::Earlier => (earlier, "; the earlier instant is taken"),
            UnclearTime::Later => (later, "; the later instant is taken"),
            UnclearTime::Note => return Err(self.misfit(field, &reason(""), Misfit::Note)),
            UnclearTime::Refuse => return Err(self.misfit(field, &reason(""), Misfit::Refuse)),
        };
        self.say(RowFate::Listed, field, &reason(choice), Some(&before), Some(chosen.to_string()));
        Ok(chosen)
    }

    /// The text in a field, cut to what fits. `None` if it has no value.
    pub(super) fn text<const MAX: usize>(&mut self, field: &'static str) -> Option<Text<MAX>> {
        let text = self.get(field)?;
        let masked = domain::redaction::redacted(text);
        if masked != text {
            self.say(RowFate::Changed, field, "card or social security number masked", None, None);
        }
        let cut = Text::cut(&masked)?;
        if Text::<MAX>::parse(&masked).is_err() {
            self.say(RowFate::Listed, field, &format!("cut to {MAX} characters"), Some(&masked), None);
        }
        Some(cut)
    }

    /// The text in a field, or what stands for it.
    pub(super) fn text_or<const MAX: usize>(&mut self, field: &'static str, fill: &str) -> Text<MAX> {
        if let Some(text) = self.text(field) {
            return text;
        }
        self.say(RowFate::Filled, field, "not in the earlier system", None, Some(fill.to_owned()));
        Text::cut_or(fill, '-')
    }
}

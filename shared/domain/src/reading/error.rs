//! The first error of a document and its place, as a serde error with typed content.

use std::fmt::{self, Write};

use serde::de::{Error, Expected, Unexpected};

/// A problem of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field as a JSON Pointer (RFC 6901), such as `/on_call/ring_seconds`; empty for the whole document.
    pub field: String,
    /// What is wrong and what would be valid, in plain words.
    pub message: String,
}

/// The most characters of a field's name in a message.
const NAME_SHOWN: usize = 40;

/// One step into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PathStep {
    /// Into an object.
    Field(String),
    /// Into a list, from 0.
    Item(usize),
}

/// The kind of error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReadErrorKind {
    /// A field with none of these names.
    Unknown(&'static [&'static str]),
    /// A required field is missing.
    Missing,
    /// A text that is none of these.
    NotOneOf(&'static [&'static str]),
    /// A message that says what is valid.
    Said(String),
}

/// The first error of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadError {
    /// The place, outermost step first.
    pub(super) place: Vec<PathStep>,
    /// The error.
    pub(super) wrong: ReadErrorKind,
}

impl ReadError {
    pub(super) fn here(wrong: ReadErrorKind) -> Self {
        Self { place: Vec::new(), wrong }
    }

    pub(super) fn said(what: &str) -> Self {
        Self::here(ReadErrorKind::Said(what.to_owned()))
    }

    pub(super) fn inside(mut self, step: PathStep) -> Self {
        self.place.push(step);
        self
    }

    /// Reverses the place: the steps are collected from the inside out.
    pub(super) fn outermost_first(mut self) -> Self {
        self.place.reverse();
        self
    }

    /// The problem as the author of the document reads it.
    pub(super) fn problem(&self) -> FieldProblem {
        let mut field = String::new();
        for step in &self.place {
            match step {
                PathStep::Item(index) => {
                    let _ = write!(field, "/{index}");
                }
                PathStep::Field(name) => {
                    let shown: String = name.chars().take(NAME_SHOWN).collect();
                    let more = if name.chars().nth(NAME_SHOWN).is_some() { "…" } else { "" };
                    let _ = write!(field, "/{}{more}", shown.replace('~', "~0").replace('/', "~1"));
                }
            }
        }
        FieldProblem { field, message: self.message() }
    }

    fn message(&self) -> String {
        match (&self.wrong, self.place.last()) {
            (ReadErrorKind::Unknown(known), Some(PathStep::Field(name))) => match closest(name, known) {
                Some(meant) => format!("is not a known field; did you mean `{meant}`?"),
                None => "is not a known field".to_owned(),
            },
            (ReadErrorKind::Unknown(_), _) => "is not a known field".to_owned(),
            (ReadErrorKind::Missing, _) => "is missing".to_owned(),
            (ReadErrorKind::NotOneOf(words), _) => format!("must be one of {}", words.join(", ")),
            (ReadErrorKind::Said(message), _) => message.clone(),
        }
    }
}

/// The known name at an edit distance of at most 2.
fn closest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    if name.len() > NAME_SHOWN {
        return None;
    }
    let near =
        known.iter().map(|known| (strsim::levenshtein(name, known), *known)).filter(|(distance, _)| *distance <= 2);
    near.min().map(|(_, known)| known)
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for ReadError {}

impl Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::here(ReadErrorKind::Said(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::said(&format!("must be {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::said(&format!("must be {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::here(ReadErrorKind::NotOneOf(expected))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::here(ReadErrorKind::Unknown(expected)) // the map access adds the place
    }

    fn missing_field(field: &'static str) -> Self {
        Self::here(ReadErrorKind::Missing).inside(PathStep::Field(field.to_owned()))
    }
}

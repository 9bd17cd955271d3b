//! Sentences of a translation file: fixed ones, and ones with placeholders such as `{when}`.

use std::ops::Deref;

use serde::{Deserialize, de};

/// A sentence without placeholders. Never empty.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Sentence(String);

impl TryFrom<String> for Sentence {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("a sentence is empty".to_owned());
        }
        if text.contains(['{', '}']) {
            return Err(format!("\"{text}\" takes no placeholder"));
        }
        Ok(Self(text))
    }
}

impl Deref for Sentence {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&Sentence> for String {
    fn from(sentence: &Sentence) -> Self {
        sentence.0.clone()
    }
}

/// A part of a sentence with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TemplatePart {
    Text(String),
    /// The value with this position in the list of placeholders.
    Value(usize),
}

/// The parts of a sentence that has each of `names` as a placeholder, and no other.
pub(super) fn parts(text: &str, names: &[&str]) -> Result<Vec<TemplatePart>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = (&rest[..open], &rest[open + 1..]);
        let (name, after) = after.split_once('}').ok_or_else(|| format!("\"{text}\" has an open brace"))?;
        let nth = names.iter().position(|known| *known == name);
        let nth = nth.ok_or_else(|| format!("\"{text}\" knows no {{{name}}}"))?;
        parts.push(TemplatePart::Text(before.to_owned()));
        parts.push(TemplatePart::Value(nth));
        rest = after;
    }
    parts.push(TemplatePart::Text(rest.to_owned()));
    if parts.iter().any(|part| matches!(part, TemplatePart::Text(text) if text.contains('}'))) {
        return Err(format!("\"{text}\" has a stray brace"));
    }
    let missing = names.iter().enumerate().find(|(nth, _)| !parts.contains(&TemplatePart::Value(*nth)));
    match missing {
        Some((_, name)) => Err(format!("\"{text}\" lacks {{{name}}}")),
        None => Ok(parts),
    }
}

/// Reads the parts of a sentence.
pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
    input: D,
    names: &[&str],
) -> Result<Vec<TemplatePart>, D::Error> {
    parts(&String::deserialize(input)?, names).map_err(de::Error::custom)
}

/// The sentence with its values.
pub(super) fn filled(parts: &[TemplatePart], values: &[&str]) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Text(text) => text.clone(),
        TemplatePart::Value(nth) => values.get(*nth).map(|value| (*value).to_owned()).unwrap_or_default(),
    };
    parts.iter().map(part).collect()
}

/// Declares a sentence with placeholders: a type that a translation file fills with exactly these.
macro_rules! template {
    ($name:ident: $($value:ident),+) => {
        #[derive(Debug, Default, Clone)]
        pub(crate) struct $name(Vec<$crate::language::template::TemplatePart>);

        impl $name {
            pub(crate) fn with(&self, $($value: &str),+) -> String {
                $crate::language::template::filled(&self.0, &[$($value),+])
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                $crate::language::template::deserialize(input, &[$(stringify!($value)),+]).map(Self)
            }
        }
    };
}

pub(crate) use template;

#[cfg(test)]
mod tests {
    use super::*;

    template!(Greeted: name, town);

    #[test]
    fn placeholders_are_replaced_in_any_order_and_values_are_never_read_as_placeholders() {
        let greeted: Greeted = serde_json::from_str(r#""In {town}, {name} of {town}.""#).expect("valid");
        assert_eq!(greeted.with("{town}", "Bonham"), "In Bonham, {town} of Bonham.");
    }

    #[test]
    fn wrong_placeholders_do_not_load() {
        for text in ["{name}", "{name} {town} {when}", "{name} {town", "{name} {town} }", ""] {
            assert!(parts(text, &["name", "town"]).is_err(), "{text}");
        }
        assert!(Sentence::try_from("Hello {name}".to_owned()).is_err());
    }
}

//! The table of the languages: one for each folder that `build.rs` finds, with the texts of its files.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, EnumAccess, VariantAccess, Visitor},
};

/// The files of a language, in the order of `build.rs`.
struct LanguageFolder {
    /// The English name in small letters, as stored and in the API.
    name: &'static str,
    files: [&'static str; 8],
}

/// A file of a language. `languages/README.md` describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LanguageFile {
    Agreement,
    Callers,
    Guard,
    Patterns,
    Sentences,
    Settings,
    Triage,
    Words,
}

/// The language of the caller.
///
/// Read and stored as its English name in small letters, such as `english`. Each is a folder of data; no code knows which there are.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(u8);

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

impl Language {
    /// The first language: it is the one of callers who show no other, and of a company's people.
    pub const FIRST: Self = Self(0);
    /// The language of a company's people, in which they are rung and paged.
    pub const OF_STAFF: Self = Self::FIRST;

    /// The name, as stored and as shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.folder().name
    }

    /// The place in the table.
    pub(super) fn place(self) -> usize {
        usize::from(self.0)
    }

    /// The text of one of the language's files.
    pub(crate) fn file(self, file: LanguageFile) -> &'static str {
        self.folder().files[file as usize]
    }

    fn folder(self) -> &'static LanguageFolder {
        static TABLE: &[LanguageFolder] = &FOLDERS;
        &TABLE[self.place()]
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.name() == name)
    }
}

/// Something that each language has.
#[derive(Debug)]
pub(crate) struct PerLanguage<T>([T; Language::ALL.len()]);

impl<T> PerLanguage<T> {
    pub(crate) fn new(of: impl FnMut(Language) -> T) -> Self {
        Self(Language::ALL.map(of))
    }

    pub(crate) fn of(&self, language: Language) -> &T {
        &self.0[language.place()]
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (initial, rest) = self.name().split_at(1);
        write!(f, "{}{rest}", initial.to_uppercase())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit_variant("Language", self.0.into(), self.name())
    }
}

/// Read as an enum of the names, so that errors list them as they do for every choice.
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Language", NAMES, LanguageVisitor)
    }
}

struct LanguageVisitor;

impl<'de> Visitor<'de> for LanguageVisitor {
    type Value = Language;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("enum Language")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, read: A) -> Result<Language, A::Error> {
        let (NamedLanguage(language), nothing) = read.variant()?;
        nothing.unit_variant()?;
        Ok(language)
    }
}

/// A language by its name, which is all that a variant's identifier may be.
struct NamedLanguage(Language);

impl<'de> Deserialize<'de> for NamedLanguage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = NamedLanguage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("variant identifier")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<NamedLanguage, E> {
        Language::from_name(name).map(NamedLanguage).ok_or_else(|| E::unknown_variant(name, NAMES))
    }
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Language {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let schema = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
        schema.description(Some("The language of the caller.")).enum_values(Some(RELEASED.iter().copied())).into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Language {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_stored_as_its_name_and_no_other_name_is_one() {
        for language in Language::ALL {
            let stored = serde_json::to_value(language).expect("a name");
            assert_eq!(stored, language.name());
            assert_eq!(serde_json::from_value::<Language>(stored).expect("stored"), language);
        }
        let error = serde_json::from_str::<Language>("\"klingon\"").expect_err("unknown").to_string();
        assert!(error.contains("klingon") && error.contains("`english`"), "{error}");
        assert!(serde_json::from_str::<Language>("0").is_err(), "a place in the table is no name");
    }

    #[test]
    fn released_languages_come_first_and_the_schema_lists_no_other() {
        assert_eq!(Language::ALL.map(Language::name)[..2], ["english", "spanish"]);
        assert_eq!(RELEASED, ["english", "spanish"]);
        assert_eq!(Language::FIRST, Language::ENGLISH);
        assert_eq!(format!("{:?}", Language::SPANISH), "Spanish");
    }
}

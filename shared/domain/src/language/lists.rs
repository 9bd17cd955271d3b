//! The word lists of the languages: what callers mean. `languages/README.md` describes each section.

use super::{Language, LanguageFile};

/// The lines of a file of sections with the section of each, without comments. `[name]` begins a section.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
            return None;
        }
        Some((section, line))
    })
}

/// The phrases of lines: commas separate them, and a phrase ends with its line.
fn phrases_in(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(',').map(str::trim).filter(|phrase| !phrase.is_empty())
}

impl Language {
    /// The phrases of a section of the language's word lists.
    pub(crate) fn phrases(self, section: &str) -> Vec<&'static str> {
        let of_section = lines(self.file(LanguageFile::Words)).filter(|(name, _)| *name == section);
        of_section.flat_map(|(_, line)| phrases_in(line)).collect()
    }
}

/// The phrases of a section in every language's word lists.
pub(crate) fn phrases(section: &str) -> Vec<&'static str> {
    Language::ALL.into_iter().flat_map(|language| language.phrases(section)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The sections that the code reads. A name that is misspelled in a file would be a list that no one reads.
    const SECTIONS: &str = include_str!("../../languages/README.md");

    #[test]
    fn every_section_of_the_word_lists_is_described_and_has_words() {
        for language in Language::ALL {
            let text = language.file(LanguageFile::Words);
            let named: BTreeSet<&str> = lines(text).map(|(section, _)| section).collect();
            for line in text.lines().filter(|line| line.starts_with('[')) {
                let name = line.trim_matches(['[', ']']);
                assert!(SECTIONS.contains(&format!("| `{name}` |")), "{language:?}: {name} is not described");
                assert!(named.contains(name), "{language:?}: {name} has no words");
            }
        }
    }

    #[test]
    fn phrases_end_with_commas_and_lines() {
        let read: Vec<_> = lines("# a comment\n[one]\na b, c,\nd\n\n[two]\ne").collect();
        assert_eq!(read, [("one", "a b, c,"), ("one", "d"), ("two", "e")]);
        assert_eq!(phrases_in("a b, c,").collect::<Vec<_>>(), ["a b", "c"]);
    }
}

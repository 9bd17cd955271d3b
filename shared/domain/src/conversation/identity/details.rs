//! Details in a caller's words, and those on file: house numbers, ZIP codes and names, in a form in which they compare.
//!
//! Numbers are read as speech recognition writes them: `412`, `four twelve`, `4 1 2`, `cuatro doce`.

use super::numbers::{is_numeral, joins_on, reading, repetition, value};
use crate::booking::Customer;

/// A run of more digits than this is a telephone number.
const MOST_DIGITS: usize = 6;
const ZIP_DIGITS: usize = 5;
/// How many words after a house number may come before the name of the street: "412 on North Oak".
const WORDS_BEFORE_STREET: usize = 3;

const TITLES: [&str; 13] = ["mr", "mrs", "ms", "miss", "dr", "sr", "sra", "senor", "senora", "jr", "ii", "iii", "don"];
const UNITS: [&str; 8] = ["apt", "apartment", "unit", "suite", "ste", "number", "no", "lot"];
/// The words of a street that many streets have.
const COMMON: [&str; 32] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "way",
    "place",
    "pl",
    "circle",
    "cir",
    "parkway",
    "pkwy",
    "trail",
    "north",
    "south",
    "east",
    "west",
    "n",
    "s",
    "e",
    "w",
    "calle",
    "avenida",
];
/// Phrases around an address, in a caller's words and in the agent's questions.
const ADDRESS: [&[&str]; 12] = [
    &["address"],
    &["house", "number"],
    &["street", "number"],
    &["building", "number"],
    &["number", "of", "the", "house"],
    &["live", "at"],
    &["lives", "at"],
    &["house", "is"],
    &["direccion"],
    &["domicilio"],
    &["numero", "de", "casa"],
    &["numero", "de", "la", "casa"],
];
/// Words in an answer that is a number and nothing else.
const FILLERS: [&str; 20] = [
    "it", "s", "its", "is", "the", "number", "that", "thats", "yes", "yeah", "um", "uh", "sure", "please", "es", "el",
    "si", "numero", "my", "at",
];

/// The words of an utterance, in lower case and without accents.
#[derive(Debug)]
pub(super) struct UtteranceWords(Vec<String>);

/// A run of numbers in an utterance.
#[derive(Debug)]
struct NumberRun {
    start: usize,
    end: usize,
    /// All of it, then its single numerals.
    readings: Vec<String>,
    /// It is a single word that is often no number: "the first one", "oh".
    is_doubtful: bool,
}

impl UtteranceWords {
    pub(super) fn of(text: &str) -> Self {
        let folded: String =
            text.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’')).map(without_accent).collect();
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self(words.map(str::to_owned).collect())
    }

    /// All numbers, but those of telephones.
    pub(super) fn numbers(&self) -> Vec<String> {
        self.runs().into_iter().flat_map(|run| run.readings).collect()
    }

    /// The numbers that are said as a house number: before the name of the street on file, after words for an address,
    /// or as an answer. Each counts as one guess, so that a caller cannot list numbers.
    pub(super) fn house_numbers(&self, on_file: &OnFile, asked_for_address: bool) -> Vec<String> {
        let runs = self.runs();
        let cue = if asked_for_address { Some(0) } else { self.after_an_address() };
        let mut meant: Vec<&NumberRun> = runs.iter().filter(|run| self.is_before_street(run, on_file)).collect();
        if meant.is_empty()
            && let Some(cue) = cue
        {
            meant.extend(runs.iter().find(|run| run.start >= cue && (!run.is_doubtful || self.is_answer(run))));
        }
        if meant.is_empty()
            && let [only] = runs.as_slice()
            && self.is_answer(only)
        {
            meant.push(only);
        }
        meant.truncate(1);
        meant.into_iter().filter_map(|run| run.readings.first().cloned()).collect()
    }

    pub(super) fn mention_an_address(&self) -> bool {
        self.after_an_address().is_some()
    }

    /// The place after the first words for an address.
    fn after_an_address(&self) -> Option<usize> {
        ADDRESS.iter().filter_map(|phrase| self.find(phrase).map(|at| at + phrase.len())).min()
    }

    fn find(&self, phrase: &[&str]) -> Option<usize> {
        self.0
            .windows(phrase.len().max(1))
            .position(|words| words.iter().zip(phrase).all(|(word, wanted)| word == wanted))
    }

    /// Whether everything besides the number is filler.
    fn is_answer(&self, run: &NumberRun) -> bool {
        let around = self.0[..run.start].iter().chain(&self.0[run.end..]);
        around.clone().count() <= 4 && around.into_iter().all(|word| FILLERS.contains(&word.as_str()))
    }

    fn is_before_street(&self, run: &NumberRun, on_file: &OnFile) -> bool {
        self.0[run.end..].iter().take(WORDS_BEFORE_STREET).any(|word| on_file.street.contains(word))
    }

    fn runs(&self) -> Vec<NumberRun> {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < self.0.len() {
            let length = self.length_of_run(at);
            if length == 0 {
                at += 1;
                continue;
            }
            let words = &self.0[at..at + length];
            let whole = reading(words);
            let numerals: Vec<&String> = words.iter().filter(|word| is_numeral(word)).collect();
            if whole.len() <= MOST_DIGITS {
                let is_doubtful = length == 1 && ["one", "oh", "o", "uno", "once"].contains(&words[0].as_str());
                let mut readings = vec![whole];
                if numerals.len() > 1 {
                    readings.extend(numerals.into_iter().cloned());
                }
                runs.push(NumberRun { start: at, end: at + length, readings, is_doubtful });
            } else if let Some(zip) = numerals.into_iter().find(|numeral| has_shape_of_zip(numeral)) {
                // A ZIP code beside other digits: "75201-1234".
                runs.push(NumberRun { start: at, end: at + length, readings: vec![zip.clone()], is_doubtful: false });
            }
            at += length;
        }
        runs
    }

    fn length_of_run(&self, start: usize) -> usize {
        let mut length = 0;
        while let Some(word) = self.0.get(start + length) {
            let joins = length > 0
                && ["and", "y"].contains(&word.as_str())
                && self.0.get(start + length - 1).is_some_and(|before| joins_on(before))
                && self.0.get(start + length + 1).is_some_and(|next| value(next).is_some());
            let repeats = repetition(word).is_some()
                && self.0.get(start + length + 1).is_some_and(|next| value(next).is_some_and(|value| value < 10));
            if is_numeral(word) || value(word).is_some() || joins || repeats {
                length += 1;
            } else {
                break;
            }
        }
        length
    }
}

/// What is on file about a customer, in the form in which it is compared.
#[derive(Debug, Default)]
pub(super) struct OnFile {
    house_number: Option<String>,
    zip: Option<String>,
    name: Vec<String>,
    /// The words that distinguish the street from others.
    street: Vec<String>,
}

impl OnFile {
    pub(super) fn of(customer: &Customer) -> Self {
        let street = UtteranceWords::of(&customer.street);
        let is_unit = |run: &&NumberRun| run.start > 0 && UNITS.contains(&street.0[run.start - 1].as_str());
        let runs = street.runs();
        let house = runs.iter().find(|run| !is_unit(run)).and_then(|run| run.readings.first().cloned());
        // "12B" is the house 12.
        let lettered =
            || street.0.first().map(|word| word.chars().take_while(char::is_ascii_digit).collect::<String>());
        let house_number = house.or_else(lettered).filter(|number| !number.is_empty());
        let named = |word: &&String| !word.chars().all(|c| c.is_ascii_digit()) && value(word).is_none();
        let telling =
            |word: &&String| named(word) && !COMMON.contains(&word.as_str()) && !UNITS.contains(&word.as_str());
        let mut telling_words: Vec<String> = street.0.iter().filter(telling).cloned().collect();
        if telling_words.is_empty() {
            telling_words = street.0.iter().filter(named).cloned().collect();
        }
        let name = UtteranceWords::of(&customer.name).0;
        let name =
            name.into_iter().filter(|word| word.chars().count() > 1 && !TITLES.contains(&word.as_str())).collect();
        Self { house_number, zip: Some(customer.zip.as_str().to_owned()), name, street: telling_words }
    }

    /// Whether words may name the address: its house number, its ZIP code or the name of its street is among them.
    pub(super) fn address_is_in(&self, words: &UtteranceWords) -> bool {
        let numbers = words.numbers();
        let parts = self.house_number.iter().chain(&self.zip);
        parts.into_iter().any(|number| numbers.contains(number))
            || words.0.iter().any(|word| self.street.contains(word))
    }

    pub(super) fn house_number(&self) -> Option<&String> {
        self.house_number.as_ref()
    }

    pub(super) fn zip(&self) -> Option<&String> {
        self.zip.as_ref()
    }

    /// Whether the whole name is in these words, in order. Titles and initials may be between.
    pub(super) fn name_is_in(&self, words: &UtteranceWords) -> bool {
        let spoken: Vec<&String> =
            words.0.iter().filter(|word| word.chars().count() > 1 && !TITLES.contains(&word.as_str())).collect();
        !self.name.is_empty() && spoken.windows(self.name.len()).any(|window| window.iter().copied().eq(&self.name))
    }
}

pub(super) fn has_shape_of_zip(number: &str) -> bool {
    number.len() == ZIP_DIGITS
}

fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        c => c,
    }
}

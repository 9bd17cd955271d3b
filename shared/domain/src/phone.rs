//! Telephone numbers in E.164, and callers without one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{dictation::digits, numerals::fold};

mod area_codes;
mod dialing;

pub use dialing::{DialingError, DialingPrefix, DialingRules, MOST_PREFIXES, PrefixError};

/// Why a text is not a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be a telephone number with its country code (E.164), such as +12145550100")]
pub struct PhoneError;

/// A telephone number in E.164: `+`, a country code that does not start with 0, and 8 to 15 digits in all.
///
/// Fictional numbers (`+1 NXX 555 01XX`) are valid.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(utoipa::ToSchema),
    schema(pattern = r"^\+[1-9][0-9]{7,14}$", example = "+12145550100")
)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// The numbers that Twilio sends as `From` if the caller's number is withheld or unavailable: words spelled on a
/// keypad. Source: Twilio, "Why am I receiving calls from these strange numbers?" (`ANONYMOUS`, `RESTRICTED`,
/// `BLOCKED`, `UNKNOWN`, `UNAVAILABLE`).
const SPELLED_WORDS: [&str; 5] = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

impl PhoneNumber {
    /// Accepts E.164 only: no spaces, brackets or dashes.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let digits = text.strip_prefix('+').ok_or(PhoneError)?;
        let well_formed =
            (8..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(text.to_owned())) } else { Err(PhoneError) }
    }

    /// Accepts a number as people in North America write or dictate it: `(214) 555-0142`, `1 214 555 0142`,
    /// `+12145550142`, "two one four, triple five, oh one forty two", "dos catorce cinco cincuenta y cinco…".
    ///
    /// Ten digits are a North American number, because the companies are there. A number that cannot exist is refused. Of
    /// a number that is corrected ("seven oh two, sorry, seven oh three…") the last form counts.
    ///
    /// ```
    /// use domain::phone::PhoneNumber;
    ///
    /// let number = PhoneNumber::parse_spoken("it's two one four, five five five, oh one forty two")?;
    /// assert_eq!(number.as_str(), "+12145550142");
    /// assert_eq!(number.spoken(), "2 1 4, 5 5 5, 0 1 4 2");
    /// assert!(PhoneNumber::parse_spoken("000 555 0142").is_err(), "no area code begins with 0");
    /// assert!(PhoneNumber::parse("214 555 0142").is_err(), "not E.164");
    /// # Ok::<(), domain::phone::PhoneError>(())
    /// ```
    pub fn parse_spoken(text: &str) -> Result<Self, PhoneError> {
        let read = |run| dictated(text, run).filter(Self::can_exist);
        read(digits::run).or_else(|| read(digits::round_run)).ok_or(PhoneError)
    }

    /// Whether a number with this form can be given out. In North America an area code and an exchange begin with 2 to 9,
    /// and no area code ends in 11. Source: North American Numbering Plan Administrator, "About the NANP".
    #[must_use]
    pub fn can_exist(&self) -> bool {
        let Some(number) = self.0.strip_prefix("+1") else { return true };
        let digits = number.as_bytes();
        let begins = |at: usize| digits.get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
        digits.len() == 10 && begins(0) && begins(3) && digits.get(1..3) != Some(b"11")
    }

    /// Whether this is what Twilio sends in place of a withheld number. It can be neither called nor blocked.
    #[must_use]
    pub fn stands_for_withheld(&self) -> bool {
        SPELLED_WORDS.contains(&self.as_str())
    }

    /// The number in E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last two digits, as `…42`, for logs and the audit log.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("…{}", &self.0[self.0.len() - 2..])
    }

    /// The number as it is spoken: `2 1 4, 5 5 5, 0 1 4 2` in North America, single digits elsewhere.
    #[must_use]
    pub fn spoken(&self) -> String {
        let spaced = |digits: &str| digits.chars().map(String::from).collect::<Vec<_>>().join(" ");
        match self.0.strip_prefix("+1") {
            Some(n) if n.len() == 10 => format!("{}, {}, {}", spaced(&n[..3]), spaced(&n[3..6]), spaced(&n[6..])),
            _ => spaced(&self.0[1..]),
        }
    }
}

/// Words within a dictated number that are no digits of it.
const WITHIN: [&str; 19] = [
    "uh", "um", "er", "eh", "and", "then", "dash", "hyphen", "guion", "y", "luego", "area", "code", "number", "numero",
    "este", "pause", "it's", "plus",
];

/// The number in dictated words, whether or not it can exist.
fn dictated(text: &str, run_of_digits: fn(&[&str]) -> (String, usize)) -> Option<PhoneNumber> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | ',' | '+' | '/' | ';' | ':'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_international =
        folded.trim_start().starts_with('+') || words.contains(&"plus") || words.first() == Some(&"mas");
    let number = |digits: &str| match digits.len() {
        10 if !is_international => PhoneNumber::parse(&format!("+1{digits}")).ok(),
        11 if digits.starts_with('1') => PhoneNumber::parse(&format!("+{digits}")).ok(),
        _ if is_international => PhoneNumber::parse(&format!("+{digits}")).ok(),
        _ => None,
    };
    let mut runs = vec![String::new()];
    let mut corrected = false;
    let mut at = 0;
    while at < words.len() {
        let (digits, used) = run_of_digits(&words[at..]);
        if let Some(run) = runs.last_mut().filter(|_| used > 0) {
            run.push_str(&digits);
            at += used;
            continue;
        }
        let word = words[at];
        if word.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        corrected |= matches!(word, "sorry" | "no" | "wait" | "digo" | "perdon" | "mean" | "actually" | "so");
        if !WITHIN.contains(&word) {
            runs.push(String::new());
        }
        at += 1;
    }
    runs.retain(|run| !run.is_empty());
    let (last, earlier) = runs.split_last()?;
    if let Some(found) = number(last) {
        // Two numbers: which one is meant is not known.
        return (corrected || !earlier.iter().any(|run| number(run).is_some())).then_some(found);
    }
    if corrected { None } else { number(&runs.concat()) }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneError;
    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::parse(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shows the last two digits only: a number is personal data, and `Debug` output ends up in logs.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

/// The caller, as the telephone network reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// A number to call back.
    Number(PhoneNumber),
    /// Anonymous, unknown, a SIP address, or anything else that is not a number to call back.
    Withheld,
}

impl Caller {
    /// Never fails: anything but a number to call back is withheld.
    #[must_use]
    pub fn from_twilio(from: &str) -> Self {
        let from = from.trim();
        if SPELLED_WORDS.contains(&from) {
            return Self::Withheld;
        }
        PhoneNumber::parse(from).map_or(Self::Withheld, Self::Number)
    }

    /// The number to call back, if there is one.
    #[must_use]
    pub fn number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Number(number) => Some(number),
            Self::Withheld => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn caller_without_a_number_is_withheld() {
        for from in ["anonymous", "unknown", "+266696687", "", "sip:dana@example.com", "client:dana", "+", "555"] {
            assert_eq!(Caller::from_twilio(from), Caller::Withheld, "{from:?}");
        }
        assert!(Caller::from_twilio("+12145550142").number().is_some());
    }

    #[test]
    fn number_is_parsed_as_people_write_it() {
        for said in ["2145550142", "(214) 555-0142", "1-214-555-0142", "+1 214 555 0142", "214.555.0142"] {
            assert_eq!(PhoneNumber::parse_spoken(said).map(String::from), Ok("+12145550142".into()), "{said:?}");
        }
        for said in [
            "555 0142",
            "call me",
            "",
            "+",
            "214555014x",
            "+1 214 555 0142 ext 3",
            "214 555 0142 or 972 555 0133",
            "0005550142",
            "+10005550142",
            "1145550142",
            "2141550142",
            "9115550142",
            "+0044",
        ] {
            assert_eq!(PhoneNumber::parse_spoken(said), Err(PhoneError), "{said:?}");
        }
    }

    #[test]
    fn number_is_spoken_in_groups_and_cut_in_debug() {
        let number = PhoneNumber::parse("+12145550142").expect("valid");
        assert_eq!(number.spoken(), "2 1 4, 5 5 5, 0 1 4 2");
        assert_eq!(format!("{number:?}"), "PhoneNumber(…42)");
    }

    proptest! {
        #[test]
        fn parsed_id_is_kept(text in "\\+?[0-9]{0,18}") {
            if let Ok(number) = PhoneNumber::parse(&text) {
                prop_assert_eq!(number.as_str(), text.as_str());
                let shown = format!("{number:?}");
                prop_assert!(!shown.contains(&text[1..]));
            }
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (PhoneNumber::parse(&text), PhoneNumber::parse_spoken(&text), Caller::from_twilio(&text));
        }
    }
}

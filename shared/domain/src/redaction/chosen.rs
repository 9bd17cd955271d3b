//! What a company may choose to have masked besides card numbers and social security numbers.
//!
//! Such data has no check digit, so it is known by the words around it: "account", "born", "at … dot com".

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use serde::{Deserialize, Serialize};

use super::{FoldedWord, masked, redacted, run_at, words_of};
use crate::{dictation::digits::piece, numerals::ordinal};

/// A kind of data that is masked in what callers say if the company chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChosenMask {
    /// Numbers of bank accounts, and routing numbers.
    BankAccounts,
    /// Dates of birth.
    BirthDates,
    /// E-mail addresses.
    EmailAddresses,
}

/// What stands in the place of the number of a bank account.
pub const BANK_ACCOUNT: &str = "[bank account]";
/// What stands in the place of a date of birth.
pub const BIRTH_DATE: &str = "[date of birth]";
/// What stands in the place of an e-mail address.
pub const EMAIL_ADDRESS: &str = "[e-mail address]";

/// How many words may stand between the name of a number and the number.
const WORDS_BETWEEN: usize = 8;
/// The digits of the number of an account. An American one has up to 17, an IBAN up to 32 and a few letters. Source: ISO 13616.
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 5..=32;
/// The most words of an address before "at".
const WORDS_BEFORE_AT: usize = 20;

const ACCOUNT_NAMES: [&str; 8] = ["account", "accounts", "acct", "routing", "iban", "aba", "cuenta", "ruta"];
/// Words after which a number is a telephone number.
const PHONE_NAMES: [&str; 8] = ["phone", "cell", "telephone", "under", "call", "text", "telefono", "celular"];
const BIRTH_NAMES: [&str; 9] =
    ["birth", "birthday", "birthdate", "born", "dob", "nacimiento", "naci", "nacio", "cumpleanos"];
const MONTHS: [&str; 33] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "oct",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
/// Words between the parts of a date.
const WITHIN_DATES: [&str; 8] = ["of", "the", "de", "del", "and", "in", "el", "y"];
const TOP_LEVEL_DOMAINS: [&str; 14] =
    ["com", "net", "org", "edu", "gov", "us", "io", "co", "mx", "es", "info", "biz", "me", "uk"];
/// Words that stand before an address and are no part of it.
const BEFORE_ADDRESSES: [&str; 13] =
    ["is", "its", "es", "email", "mail", "correo", "address", "my", "mi", "to", "at", "me", "electronico"];

/// The text with card numbers and social security numbers masked, and the data that the company chose.
///
/// ```
/// use domain::redaction::{ChosenMask, redacted_by_choice};
///
/// let chosen = [ChosenMask::EmailAddresses, ChosenMask::BirthDates].into();
/// let text = "I'm dana at gmail dot com, born March 3rd 1952";
/// assert_eq!(redacted_by_choice(text, &chosen), "I'm [e-mail address], born [date of birth]");
/// ```
#[must_use]
pub fn redacted_by_choice<'a>(text: &'a str, chosen: &BTreeSet<ChosenMask>) -> Cow<'a, str> {
    chosen.iter().fold(redacted(text), |text, kind| match kind.masked(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(masked) => Cow::Owned(masked),
    })
}

impl ChosenMask {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::BankAccounts, Self::BirthDates, Self::EmailAddresses];

    fn masked(self, text: &str) -> Cow<'_, str> {
        let words = words_of(&[text]);
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let (found, mask) = match self {
            Self::BankAccounts => (accounts(&folded), BANK_ACCOUNT),
            Self::BirthDates => (birth_dates(&folded), BIRTH_DATE),
            Self::EmailAddresses => (addresses(&words, &folded, text), EMAIL_ADDRESS),
        };
        let bytes = |found: Range<usize>| words[found.start].range.start..words[found.end - 1].range.end;
        let masks: Vec<_> = found.into_iter().map(|found| (0, bytes(found), mask)).collect();
        masked(text, &masks.iter().collect::<Vec<_>>())
    }
}

/// The words of numbers that follow the name of an account.
fn accounts(folded: &[&str]) -> Vec<Range<usize>> {
    let (mut found, mut named_at) = (Vec::new(), None);
    let mut at = 0;
    while at < folded.len() {
        if ACCOUNT_NAMES.contains(&folded[at]) {
            named_at = Some(at);
        } else if PHONE_NAMES.contains(&folded[at]) {
            named_at = None;
        }
        let end = account_at(folded, at);
        if end > at {
            let is_named = named_at.is_some_and(|named| at - named <= WORDS_BETWEEN);
            let digits: usize = folded[at..end].iter().map(|word| digits_in(word)).sum();
            let digits = digits.max(spoken_digits(&folded[at..end]));
            if is_named && ACCOUNT_DIGITS.contains(&digits) {
                found.push(at..end);
            }
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// The end of the digits at a place. The parts of an IBAN have letters among the digits.
fn account_at(folded: &[&str], start: usize) -> usize {
    let mut end = run_at(folded, start).0;
    while folded.get(end).is_some_and(|word| digits_in(word) > 1) {
        end = (end + 1).max(run_at(folded, end).0);
    }
    end
}

fn digits_in(word: &str) -> usize {
    word.bytes().filter(u8::is_ascii_digit).count()
}

fn spoken_digits(folded: &[&str]) -> usize {
    let (mut digits, mut at) = (0, 0);
    while at < folded.len() {
        match piece(&folded[at..]) {
            Some((piece, used)) => (digits, at) = (digits + piece.len(), at + used),
            None => at += 1,
        }
    }
    digits
}

/// The words of dates beside "born" or "birthday".
fn birth_dates(folded: &[&str]) -> Vec<Range<usize>> {
    let is_name = |word: &&str| BIRTH_NAMES.contains(word);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < folded.len() {
        let Some(date) = date_at(folded, at) else {
            at += 1;
            continue;
        };
        let before = &folded[date.start.saturating_sub(WORDS_BETWEEN)..date.start];
        let behind = &folded[date.end..(date.end + WORDS_BETWEEN).min(folded.len())];
        if before.iter().any(is_name) || behind.iter().any(is_name) {
            found.push(date.clone());
        }
        at = date.end;
    }
    found
}

/// The words of a date at a place: a month with a number, or numbers of four digits or more, such as a year or 3/3/52.
fn date_at(folded: &[&str], start: usize) -> Option<Range<usize>> {
    let (mut end, mut at, mut digits, mut parts, mut has_month) = (start, start, 0, 0, false);
    while at < folded.len() {
        let used = if MONTHS.contains(&folded[at]) {
            has_month = true;
            1
        } else if let Some((digits_of_piece, used)) = piece(&folded[at..]) {
            digits += digits_of_piece.len();
            used
        } else if let Some((_, used)) = ordinal(&folded[at..]).or_else(|| written_ordinal(folded[at])) {
            digits += 1;
            used
        } else if at > start && matches!(folded[at], "mil" | "hundred" | "thousand") {
            digits += 1;
            1
        } else if at > start && WITHIN_DATES.contains(&folded[at]) {
            at += 1;
            continue;
        } else {
            break;
        };
        (at, end, parts) = (at + used, at + used, parts + 1);
    }
    let is_date = (has_month && parts > 1) || digits >= 4 || (parts >= 3 && digits >= 3);
    is_date.then_some(start..end)
}

/// An ordinal in digits: 3rd.
fn written_ordinal(word: &str) -> Option<(u32, usize)> {
    let number = ["st", "nd", "rd", "th"].into_iter().find_map(|end| word.strip_suffix(end))?;
    number.parse().ok().map(|number| (number, 1))
}

/// The words of e-mail addresses, written or spoken.
fn addresses(words: &[FoldedWord], folded: &[&str], text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let joins = |left: usize, by: &[char]| {
        let between = &text[words[left].range.end..words[left + 1].range.start];
        !between.is_empty() && between.chars().all(|letter| by.contains(&letter))
    };
    for at in 0..words.len() {
        let begin = found.last().map_or(0, |last| last.end);
        if at + 1 < words.len() && joins(at, &['@']) {
            let local =
                (begin..at).rev().take_while(|left| joins(*left, &['.', '_', '-', '+', '%'])).last().unwrap_or(at);
            let domain = (at + 1..words.len() - 1).take_while(|left| joins(*left, &['.', '-'])).last();
            found.push(local..domain.map_or(at + 2, |left| left + 2));
        } else if matches!(folded[at], "at" | "arroba") && at > begin {
            let Some(end) = spoken_domain(folded, at + 1).or_else(|| written_domain(folded, at + 1, &joins)) else {
                continue;
            };
            let first = at.saturating_sub(WORDS_BEFORE_AT).max(begin);
            // The end of "it's" is a word too, and a letter that is spelled is a part of the address.
            let is_ending = |left: usize| text[..words[left].range.start].ends_with(['\'', '’']);
            let is_before = |left: usize| BEFORE_ADDRESSES.contains(&folded[left]) || is_ending(left);
            let local = (first..at).rev().take_while(|left| !is_before(*left)).last();
            found.extend(local.map(|local| local..end));
        }
    }
    found
}

/// The end of a domain that is spoken: "gmail dot com".
fn spoken_domain(folded: &[&str], start: usize) -> Option<usize> {
    let dots = (start + 1..folded.len().min(start + 9)).filter(|at| matches!(folded[*at], "dot" | "punto"));
    dots.filter(|dot| folded.get(dot + 1).is_some_and(|word| TOP_LEVEL_DOMAINS.contains(word)))
        .map(|dot| dot + 2)
        .next_back()
}

/// The end of a domain that a recogniser wrote: "gmail.com".
fn written_domain(folded: &[&str], start: usize, joins: &dyn Fn(usize, &[char]) -> bool) -> Option<usize> {
    let last = (start..folded.len().saturating_sub(1)).take_while(|left| joins(*left, &['.', '-'])).last()? + 1;
    TOP_LEVEL_DOMAINS.contains(&folded[last]).then_some(last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(kind: ChosenMask, text: &str) -> String {
        redacted_by_choice(text, &[kind].into()).into_owned()
    }

    #[test]
    fn bank_accounts_are_masked_after_their_name() {
        for (said, masked) in [
            ("My account number is 000123456789, okay", "My account number is [bank account], okay"),
            (
                "routing 111000025 and account zero zero four two one nine",
                "routing [bank account] and account [bank account]",
            ),
            ("mi número de cuenta es uno dos tres cuatro cinco seis", "mi número de cuenta es [bank account]"),
            ("the IBAN is DE89 3704 0044 0532 0130 00", "the IBAN is [bank account]"),
        ] {
            assert_eq!(by(ChosenMask::BankAccounts, said), masked, "{said}");
        }
        for said in [
            "my account is under 214 555 0142",
            "the account on Oak Street has 2 units",
            "it's 12 Oak Street 75201",
            "call me at 214 555 0142",
        ] {
            assert_eq!(by(ChosenMask::BankAccounts, said), said);
        }
    }

    #[test]
    fn birth_dates_are_masked_beside_their_name() {
        for (said, masked) in [
            ("I was born March 3rd, 1952.", "I was born [date of birth]."),
            ("my date of birth is 3/3/52", "my date of birth is [date of birth]"),
            ("born on the third of march nineteen fifty two", "born on the [date of birth]"),
            ("May 5th is her birthday", "[date of birth] is her birthday"),
            ("nací el tres de marzo de mil novecientos cincuenta y dos", "nací el [date of birth]"),
            ("fecha de nacimiento 03-03-1952", "fecha de nacimiento [date of birth]"),
        ] {
            assert_eq!(by(ChosenMask::BirthDates, said), masked, "{said}");
        }
        for said in [
            "can you come on March 3rd",
            "my baby was born two weeks ago",
            "he was born here",
            "the furnace is from 1998",
        ] {
            assert_eq!(by(ChosenMask::BirthDates, said), said);
        }
    }

    #[test]
    fn addresses_are_masked_written_and_spoken() {
        for (said, masked) in [
            ("write to dana.smith+hvac@gmail.com please", "write to [e-mail address] please"),
            ("my email is dana smith at gmail dot com", "my email is [e-mail address]"),
            ("it's d a n a at acme heating dot co dot uk thanks", "it's [e-mail address] thanks"),
            ("mi correo es dana arroba gmail punto com", "mi correo es [e-mail address]"),
            ("my email is dana at gmail.com", "my email is [e-mail address]"),
        ] {
            assert_eq!(by(ChosenMask::EmailAddresses, said), masked, "{said}");
        }
        for said in
            ["I'm at 12 Oak Street", "be here at nine", "the website is acme dot com", "look at the unit. Come today"]
        {
            assert_eq!(by(ChosenMask::EmailAddresses, said), said);
        }
    }

    #[test]
    fn nothing_is_masked_that_was_not_chosen() {
        let said = "born March 3rd 1952, account 000123456789, dana@gmail.com, card 4111 1111 1111 1111";
        let shown = redacted_by_choice(said, &BTreeSet::new());
        assert_eq!(shown, "born March 3rd 1952, account 000123456789, dana@gmail.com, card [card number]");
    }
}

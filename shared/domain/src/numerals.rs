//! Number words, as a recogniser writes them: lower case, without accents. Those of English and Spanish are made of their parts;
//! a further language lists its numbers from 0 to 99 under `[numbers]` in its `words.txt`.
//!
//! It owns the words and their values. What a number counts is decided where it stands: in a date, a telephone number or
//! an address.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::language::phrases;

const UNITS: [&[&str]; 10] = [
    &["zero", "cero"],
    &["one", "uno", "un", "una"],
    &["two", "dos"],
    &["three", "tres"],
    &["four", "cuatro"],
    &["five", "cinco"],
    &["six", "seis"],
    &["seven", "siete"],
    &["eight", "ocho"],
    &["nine", "nueve"],
];

/// From ten to nineteen.
const TEENS: [&[&str]; 10] = [
    &["ten", "diez"],
    &["eleven", "once"],
    &["twelve", "doce"],
    &["thirteen", "trece"],
    &["fourteen", "catorce"],
    &["fifteen", "quince"],
    &["sixteen", "dieciseis"],
    &["seventeen", "diecisiete"],
    &["eighteen", "dieciocho"],
    &["nineteen", "diecinueve"],
];

/// From twenty to ninety.
const TENS: [&[&str]; 8] = [
    &["twenty", "veinte"],
    &["thirty", "treinta"],
    &["forty", "fourty", "cuarenta"],
    &["fifty", "cincuenta"],
    &["sixty", "sesenta"],
    &["seventy", "setenta"],
    &["eighty", "ochenta"],
    &["ninety", "noventa"],
];

/// From twenty-one to twenty-nine in one word.
const SPANISH_TWENTIES: [&[&str]; 9] = [
    &["veintiuno", "veintiun", "veintiuna"],
    &["veintidos"],
    &["veintitres"],
    &["veinticuatro"],
    &["veinticinco"],
    &["veintiseis"],
    &["veintisiete"],
    &["veintiocho"],
    &["veintinueve"],
];

/// From one hundred to nine hundred in one word.
const SPANISH_HUNDREDS: [&[&str]; 9] = [
    &["cien", "ciento"],
    &["doscientos", "doscientas"],
    &["trescientos", "trescientas"],
    &["cuatrocientos", "cuatrocientas"],
    &["quinientos", "quinientas"],
    &["seiscientos", "seiscientas"],
    &["setecientos", "setecientas"],
    &["ochocientos", "ochocientas"],
    &["novecientos", "novecientas"],
];

/// From first to twentieth.
const ORDINALS: [&[&str]; 20] = [
    &["first", "primero", "primer", "primera"],
    &["second", "segundo", "segunda"],
    &["third", "tercero", "tercer", "tercera"],
    &["fourth", "cuarto", "cuarta"],
    &["fifth", "quinto", "quinta"],
    &["sixth", "sexto"],
    &["seventh", "septimo"],
    &["eighth", "octavo"],
    &["ninth", "noveno"],
    &["tenth", "decimo"],
    &["eleventh"],
    &["twelfth"],
    &["thirteenth"],
    &["fourteenth"],
    &["fifteenth"],
    &["sixteenth"],
    &["seventeenth"],
    &["eighteenth"],
    &["nineteenth"],
    &["twentieth"],
];

fn position(word: &str, names: &[&[&str]], first: u32, step: u32) -> Option<u32> {
    (0..).zip(names).find_map(|(n, words)| words.contains(&word).then_some(first + n * step))
}

/// 0 to 9.
pub(crate) fn unit(word: &str) -> Option<u32> {
    position(word, &UNITS, 0, 1)
}

/// 20, 30 to 90: a unit may follow.
pub(crate) fn tens(word: &str) -> Option<u32> {
    position(word, &TENS, 20, 10)
}

/// 10 to 19, and the Spanish words for 21 to 29: no unit follows.
pub(crate) fn teen(word: &str) -> Option<u32> {
    position(word, &TEENS, 10, 1).or_else(|| position(word, &SPANISH_TWENTIES, 21, 1))
}

/// The Spanish words for 100 to 900.
pub(crate) fn hundreds(word: &str) -> Option<u32> {
    position(word, &SPANISH_HUNDREDS, 100, 100)
}

/// The words of a number and its value.
type ListedNumber = (Vec<&'static str>, u32);

/// The listed numbers of the languages by their first word.
static LISTED: LazyLock<BTreeMap<&'static str, Vec<ListedNumber>>> = LazyLock::new(|| {
    let mut listed: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for number in phrases("numbers") {
        let (value, words) = number.split_once(' ').unwrap_or_default();
        let words: Vec<&str> = words.split(' ').collect();
        if let Ok(value) = value.parse() {
            listed.entry(words[0]).or_default().push((words, value));
        }
    }
    listed
});

/// The longest number that a language lists at the start of `words`, and how many words it is.
pub(crate) fn listed<'a>(words: &(impl Iterator<Item = &'a str> + Clone)) -> Option<(u32, usize)> {
    let numbers = LISTED.get(words.clone().next()?)?;
    let begins = |number: &[&str]| words.clone().take(number.len()).eq(number.iter().copied());
    let found = numbers.iter().filter(|(number, _)| begins(number)).max_by_key(|(number, _)| number.len());
    found.map(|(number, value)| (*value, number.len()))
}

/// A number from 0 to 99 in words at the start of `words`, and how many words it is.
pub(crate) fn below_hundred(words: &[&str]) -> Option<(u32, usize)> {
    let made = made_of_parts(words);
    let listed = listed(&words.iter().copied());
    listed.filter(|(_, used)| made.is_none_or(|(_, made)| *used > made)).or(made)
}

fn made_of_parts(words: &[&str]) -> Option<(u32, usize)> {
    let (&word, rest) = words.split_first()?;
    if let Some(tens) = tens(word) {
        let digit = |word: &&str| unit(word).filter(|&unit| unit > 0);
        return Some(match rest {
            ["y", next, ..] if digit(next).is_some() => (tens + digit(next)?, 3),
            // "ochenta siete" is 80 and 7: Spanish joins them with "y".
            [next, ..] if digit(next).is_some() && word.ends_with('y') => (tens + digit(next)?, 2),
            _ => (tens, 1),
        });
    }
    unit(word).or_else(|| teen(word)).map(|number| (number, 1))
}

/// An ordinal (`24th`, `twenty fourth`, `primero`) at the start of `words`, and how many words it is.
pub(crate) fn ordinal(words: &[&str]) -> Option<(u32, usize)> {
    let (&word, rest) = words.split_first()?;
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix));
    if let Some(number) = digits.and_then(|digits| digits.parse().ok()) {
        return Some((number, 1));
    }
    if let (Some(tens), Some(unit)) = (tens(word), rest.first().and_then(|next| position(next, &ORDINALS[..9], 1, 1))) {
        return Some((tens + unit, 2));
    }
    let alone = if word == "thirtieth" { Some(30) } else { position(word, &ORDINALS, 1, 1) };
    alone.map(|number| (number, 1))
}

/// Lower case without accents: what a recogniser writes with them and what it writes without becomes the same.
pub(crate) fn fold(text: &str) -> String {
    let folded = text.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ì' | 'î' | 'ï' => Some('i'),
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => Some('o'),
        'ú' | 'ù' | 'û' | 'ü' => Some('u'),
        'ñ' => Some('n'),
        'ç' => Some('c'),
        '’' | '‘' => Some('\''),
        // An accent that is a character of its own.
        '\u{300}'..='\u{36f}' => None,
        other => Some(other),
    });
    folded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_languages() {
        for (said, number) in [
            ("seven", 7),
            ("seventy five", 75),
            ("treinta y uno", 31),
            ("veintiuno", 21),
            ("quince", 15),
            ("cero", 0),
            ("ninety nine", 99),
        ] {
            let words: Vec<&str> = said.split(' ').collect();
            assert_eq!(below_hundred(&words), Some((number, words.len())), "{said}");
        }
        assert_eq!(below_hundred(&["twenty", "zero"]), Some((20, 1)));
        assert_eq!(below_hundred(&["ochenta", "siete"]), Some((80, 1)));
        assert_eq!(ordinal(&["twenty", "fourth"]), Some((24, 2)));
        assert_eq!(ordinal(&["31st"]), Some((31, 1)));
        assert_eq!(ordinal(&["primero"]), Some((1, 1)));
        assert_eq!(ordinal(&["th"]), None);
    }

    #[test]
    fn accents_and_case_are_folded() {
        assert_eq!(fold("MAÑANA, miércoles, manan\u{303}a, I’m"), "manana, miercoles, manana, i'm");
    }
}

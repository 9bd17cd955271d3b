//! Whole numbers in digits and in words: temperatures, ages, readings of a detector.

use crate::numerals;

/// A number among words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpokenNumber {
    pub(super) value: u32,
    /// How many words it takes.
    pub(super) words: usize,
}

/// The number that `words` begin with, up to the thousands.
pub(super) fn number_at(words: &[String]) -> Option<SpokenNumber> {
    let first = words.first()?;
    if let Ok(value) = first.parse::<u32>() {
        return Some(SpokenNumber { value, words: 1 });
    }
    // "8.5" has become "8 5"; "84f" and "95o" are degrees.
    let digits = first.trim_end_matches(['f', 'o']);
    if let Ok(value) = digits.parse::<u32>() {
        return Some(SpokenNumber { value, words: 1 });
    }
    below_hundred_or_round(words)
}

/// The reading of a display that `words` begin with: "one eighty" is 180.
pub(super) fn reading_at(words: &[String]) -> Option<SpokenNumber> {
    let number = number_at(words)?;
    let rest = words.get(number.words..).and_then(below_hundred);
    match rest.filter(|rest| rest.value >= 10 && (1..10).contains(&number.value) && number.words == 1) {
        Some(rest) => Some(SpokenNumber { value: number.value * 100 + rest.value, words: 1 + rest.words }),
        None => Some(number),
    }
}

fn below_hundred_or_round(words: &[String]) -> Option<SpokenNumber> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut found = match (word(0), word(1)) {
        ("a" | "one", "hundred") => SpokenNumber { value: 100, words: 2 },
        ("hundred" | "cien" | "ciento", _) => SpokenNumber { value: 100, words: 1 },
        _ => below_hundred(words)?,
    };
    if found.value % 100 == 0 && found.value > 0 {
        let and = usize::from(matches!(word(found.words), "and" | "y"));
        if let Some(rest) = words.get(found.words + and..).and_then(below_hundred) {
            found = SpokenNumber { value: found.value + rest.value, words: found.words + and + rest.words };
        }
    }
    Some(found)
}

fn below_hundred(words: &[String]) -> Option<SpokenNumber> {
    let made = made_of_parts(words);
    let listed = numerals::listed(&words.iter().map(String::as_str));
    let listed = listed.map(|(value, words)| SpokenNumber { value, words });
    listed.filter(|listed| made.is_none_or(|made| listed.words > made.words)).or(made)
}

fn made_of_parts(words: &[String]) -> Option<SpokenNumber> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let Some(tens) = numerals::tens(word(0)) else { return Some(SpokenNumber { value: units(word(0))?, words: 1 }) };
    let digit = |at: usize| units(word(at)).or_else(|| word(at).parse().ok()).filter(|value| (1..10).contains(value));
    if let Some(units) = digit(1) {
        return Some(SpokenNumber { value: tens + units, words: 2 });
    }
    match digit(2).filter(|_| word(1) == "y") {
        Some(units) => Some(SpokenNumber { value: tens + units, words: 3 }),
        None => Some(SpokenNumber { value: tens, words: 1 }),
    }
}

/// "Un" and "una" are articles more often than numbers.
fn units(word: &str) -> Option<u32> {
    numerals::unit(word).or_else(|| numerals::teen(word)).filter(|_| !matches!(word, "un" | "una"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(u32, usize)> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        number_at(&words).map(|number| (number.value, number.words))
    }

    #[test]
    fn number_is_read_in_digits_and_words() {
        for (text, expected) in [
            ("84 years", Some((84, 1))),
            ("95f in here", Some((95, 1))),
            ("zero degrees", Some((0, 1))),
            ("nineteen degrees", Some((19, 1))),
            ("thirty four degrees", Some((34, 2))),
            ("a hundred and two degrees", Some((102, 4))),
            ("one hundred degrees", Some((100, 2))),
            ("cien grados", Some((100, 1))),
            ("treinta y cinco grados", Some((35, 3))),
            ("treinta y nadie", Some((30, 1))),
            ("veintiocho grados", Some((28, 1))),
            ("ninety nine", Some((99, 2))),
            ("some degrees", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn reading_is_said_in_two_parts() {
        let read = |text: &str| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            reading_at(&words).map(|number| (number.value, number.words))
        };
        for (text, expected) in [
            ("one eighty and rising", Some((180, 2))),
            ("two ten before", Some((210, 2))),
            ("one fifty five", Some((155, 3))),
            ("ninety parts", Some((90, 1))),
            ("one hundred and two", Some((102, 4))),
            ("two people", Some((2, 1))),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_words_are_read_without_panic(words in proptest::collection::vec("[a-z0-9]{0,8}", 0..6)) {
            let read = number_at(&words);
            prop_assert!(read.is_none_or(|number| number.words >= 1 && number.words <= words.len()));
        }
    }
}

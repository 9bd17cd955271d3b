//! Digits as they are spoken: "double oh", "twenty one fifty", "cincuenta y seis", "fourteen thousand two hundred".

use crate::numerals::{below_hundred, fold, hundreds, listed, teen, tens, unit};

/// A digit word, "oh" included.
fn digit(word: &str) -> Option<u32> {
    if matches!(word, "oh" | "o") { Some(0) } else { unit(word).filter(|_| !matches!(word, "un" | "una")) }
}

/// Digits at the start of `words`, and how many words they are: `2150`, "double oh", "seven", "fifty six".
pub(crate) fn piece(words: &[&str]) -> Option<(String, usize)> {
    let (&word, rest) = words.split_first()?;
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return Some((word.to_owned(), 1));
    }
    let times = match word {
        "double" | "doble" => 2,
        "triple" => 3,
        _ => 0,
    };
    if times > 0 {
        let next = rest.first()?;
        let repeated =
            digit(next).map(|digit| digit.to_string()).or_else(|| (next.len() == 1).then(|| (*next).to_owned()))?;
        return repeated.bytes().all(|b| b.is_ascii_digit()).then(|| (repeated.repeat(times), 2));
    }
    if let Some((number, used)) =
        listed(&words.iter().copied()).filter(|_| digit(word).is_none() && teen(word).is_none())
    {
        return Some((number.to_string(), used));
    }
    if let Some(digit) = digit(word) {
        return Some((digit.to_string(), 1));
    }
    if tens(word).is_some() || teen(word).is_some() {
        return below_hundred(words).map(|(number, used)| (number.to_string(), used));
    }
    hundreds(word).map(|number| {
        let (more, used) = below_hundred(rest).map_or((0, 0), |(more, used)| (more, used));
        ((number + more).to_string(), 1 + used)
    })
}

/// The digits of a telephone number or a ZIP code at the start of `words`, and how many words they are.
///
/// "Eight hundred five" is 8005: in a telephone number, a round number ends where the next digit begins.
pub(crate) fn run(words: &[&str]) -> (String, usize) {
    let (mut digits, mut used) = (String::new(), 0);
    while let Some((piece, more)) = piece(&words[used..]) {
        digits.push_str(&piece);
        used += more;
        match words.get(used) {
            Some(&"hundred") => (digits, used) = (digits + "00", used + 1),
            Some(&("thousand" | "mil")) => (digits, used) = (digits + "000", used + 1),
            _ => {}
        }
    }
    (digits, used)
}

/// As [`run`], with round numbers read as one: "five hundred twelve" is 512.
pub(crate) fn round_run(words: &[&str]) -> (String, usize) {
    let (mut digits, mut used) = (String::new(), 0);
    while used < words.len() {
        let round = round(&words[used..]).map(|(number, more)| (number.to_string(), more));
        let Some((next, more)) = round.or_else(|| piece(&words[used..])) else { break };
        digits.push_str(&next);
        used += more;
    }
    (digits, used)
}

/// A house number at the start of `words`, and how many words it is: "twenty one fifty" is 2150, "four hundred twenty" is
/// 420.
pub(crate) fn house_number(words: &[&str]) -> Option<(String, usize)> {
    if let Some((number, used)) = round(words) {
        return Some((number.to_string(), used));
    }
    let (mut digits, mut used) = (String::new(), 0);
    while let Some((piece, more)) = piece(&words[used..]).filter(|_| used == 0 || round(&words[used..]).is_none()) {
        digits.push_str(&piece);
        used += more;
    }
    (used > 0 && digits.len() <= 6).then_some((digits, used))
}

/// A number with "hundred", "thousand", "mil" or a Spanish hundred in it.
fn round(words: &[&str]) -> Option<(u32, usize)> {
    let below_thousand = |words: &[&str]| -> Option<(u32, usize)> {
        let number = |words: &[&str]| below_hundred(words).filter(|(number, _)| *number > 0);
        let (hundred, mut used) = if let Some(hundred) = words.first().and_then(|word| hundreds(word)) {
            (hundred, 1)
        } else {
            let (count, used) = number(words)?;
            if words.get(used) != Some(&"hundred") {
                return Some((count, used));
            }
            (count * 100, used + 1)
        };
        let and = usize::from(words.get(used) == Some(&"and"));
        let more = number(&words[used + and..]);
        used += more.map_or(0, |(_, more)| and + more);
        Some((hundred + more.map_or(0, |(more, _)| more), used))
    };
    let is_thousand = |word: Option<&&str>| matches!(word, Some(&("thousand" | "mil")));
    let (thousands, at) = if words.first() == Some(&"mil") { (1, 0) } else { below_thousand(words)? };
    if !is_thousand(words.get(at)) {
        let has_hundred = thousands >= 100;
        return has_hundred.then_some((thousands, at));
    }
    let mut used = at + 1;
    let and = usize::from(matches!(words.get(used), Some(&("and" | "y"))));
    let more = below_thousand(&words[used + and..]);
    used += more.map_or(0, |(_, more)| and + more);
    Some((thousands * 1000 + more.map_or(0, |(more, _)| more), used))
}

/// The digits of a text that is dictated digit by digit, such as "seven five two oh one"; another text stays as it is.
pub(crate) fn written_out(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let (digits, used) = run(&words);
    if used == words.len() && words.len() > 1 { digits } else { text.to_owned() }
}

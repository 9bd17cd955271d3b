//! Amounts of dollars in a sentence, in digits and in words, English and Spanish.

use crate::numerals::{below_hundred, hundreds, tens, unit};

/// An amount of dollars in cents. Words may be read in more than one way: "eighty-nine fifty".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// The ways to read it; none if it is vague ("a couple hundred dollars").
    pub(super) cents: Vec<u64>,
    /// The place of its first word.
    pub(super) at: usize,
}

const DOLLARS: [&str; 9] = ["dollar", "dollars", "buck", "bucks", "usd", "dolar", "dolares", "pesos", "peso"];
const CENTS: [&str; 4] = ["cent", "cents", "centavo", "centavos"];
/// Between the ends of a range or a choice.
const JOINS: [&str; 9] = ["to", "or", "and", "a", "o", "y", "through", "hasta", "-"];
/// What names a price before a number without a currency.
const PRICE_WORDS: [&str; 32] = [
    "cost", "costs", "costing", "fee", "fees", "price", "priced", "prices", "charge", "charges", "charging", "run",
    "runs", "pay", "quote", "quoted", "rate", "cuesta", "cuestan", "costaria", "costara", "cobramos", "cobra",
    "cobran", "precio", "tarifa", "cargo", "vale", "pagar", "pagaria", "total", "comes",
];
/// What may stand between them.
const FILLERS: [&str; 46] = [
    "is",
    "are",
    "be",
    "would",
    "you",
    "of",
    "about",
    "around",
    "roughly",
    "approximately",
    "only",
    "just",
    "like",
    "will",
    "s",
    "ll",
    "somewhere",
    "between",
    "from",
    "starts",
    "start",
    "at",
    "up",
    "to",
    "the",
    "usually",
    "typically",
    "es",
    "de",
    "son",
    "sera",
    "seria",
    "unos",
    "unas",
    "como",
    "alrededor",
    "aproximadamente",
    "entre",
    "desde",
    "en",
    "le",
    "la",
    "el",
    "a",
    "out",
    "another",
];
/// What may follow a number that is a price.
const FOLLOWERS: [&str; 30] = [
    ",",
    "and",
    "plus",
    "per",
    "to",
    "or",
    "total",
    "each",
    "flat",
    "an",
    "if",
    "but",
    "y",
    "mas",
    "o",
    "a",
    "en",
    "with",
    "before",
    "after",
    "for",
    "para",
    "all",
    "in",
    "even",
    "depending",
    "dependiendo",
    "al",
    "including",
    "hasta",
];

/// The amounts of a sentence.
pub(super) fn amounts(words: &[String]) -> Vec<Amount> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some(length) = vague(&words[at..]) {
            found.push(Amount { cents: Vec::new(), at });
            at += length;
            continue;
        }
        let Some(number) = number(&words[at..]) else {
            at += 1;
            continue;
        };
        let end = at + number.length;
        let follows = words.get(end).copied().unwrap_or(",");
        let marked = number.is_dollars || DOLLARS.contains(&follows) || (at > 0 && words[at - 1] == "usd");
        let (cents, length) = if CENTS.contains(&follows) && !number.is_dollars {
            (number.cents.iter().map(|cents| cents / 100).collect(), number.length + 1)
        } else {
            with_cents(&words[at..], &number)
        };
        let continues = found.last().is_some_and(|last| joins(&words[last.at..at])) && is_price_end(follows);
        if marked || CENTS.contains(&follows) || (is_price_end(follows) && is_priced(&words[..at])) || continues {
            lower_ends(&words, at, &mut found);
            found.push(Amount { cents, at });
        }
        at += length.max(1);
    }
    found
}

fn is_price_end(follows: &str) -> bool {
    FOLLOWERS.contains(&follows) || DOLLARS.contains(&follows)
}

/// "89 to 120 dollars": the first number has the currency of the second.
fn lower_ends(words: &[&str], at: usize, found: &mut Vec<Amount>) {
    if at < 2 || !JOINS.contains(&words[at - 1]) {
        return;
    }
    for from in (at.saturating_sub(6)..at - 1).rev() {
        if let Some(lower) = number(&words[from..]).filter(|lower| from + lower.length == at - 1) {
            let longer =
                from > 0 && number(&words[from - 1..]).is_some_and(|longer| from - 1 + longer.length == at - 1);
            if !longer && found.iter().all(|known| known.at != from) {
                found.push(Amount { cents: lower.cents, at: from });
                return;
            }
        }
    }
}

/// "$89 to 120": the words from one amount to the next number.
fn joins(words: &[&str]) -> bool {
    let Some(first) = number(words) else { return false };
    let rest = &words[first.length..];
    let rest = rest.strip_prefix(&["dollars"]).unwrap_or(rest);
    matches!(rest, ["to" | "or" | "a" | "o" | "-" | "through"])
}

/// Whether a price is named shortly before.
fn is_priced(before: &[&str]) -> bool {
    let mut fillers = before.iter().rev().take(6).skip_while(|word| FILLERS.contains(word));
    fillers.next().is_some_and(|word| PRICE_WORDS.contains(word))
}

/// "89 dollars and 50 cents".
fn with_cents(words: &[&str], number: &NamedNumber) -> (Vec<u64>, usize) {
    let mut end = number.length;
    if words.get(end).is_some_and(|word| DOLLARS.contains(word)) {
        end += 1;
        let join = usize::from(words.get(end).is_some_and(|word| matches!(*word, "and" | "y" | "con" | "with")));
        if let Some(more) = words.get(end + join..).and_then(self::number)
            && words.get(end + join + more.length).is_some_and(|word| CENTS.contains(word))
        {
            let cents = more.cents.first().map_or(0, |cents| cents / 100);
            return (number.cents.iter().map(|dollars| dollars + cents).collect(), end + join + more.length + 1);
        }
    }
    (number.cents.clone(), end)
}

/// "A couple hundred dollars", "thousands of dollars".
fn vague(words: &[&str]) -> Option<usize> {
    let is_unit =
        |word: &str| matches!(word, "hundred" | "thousand" | "grand" | "cientos" | "miles") || DOLLARS.contains(&word);
    match words {
        ["couple" | "few" | "several" | "pocos" | "varios" | "unos", rest @ ..] => {
            let rest = rest.strip_prefix(&["of"]).unwrap_or(rest);
            let first = rest.first().filter(|word| is_unit(word))?;
            let is_price =
                DOLLARS.contains(first) || *first == "grand" || rest.iter().take(4).any(|word| DOLLARS.contains(word));
            is_price.then_some(2)
        }
        ["hundreds" | "thousands" | "cientos" | "miles", "of" | "de", unit, ..] if is_unit(unit) => Some(3),
        _ => None,
    }
}

/// A number at the beginning of words.
#[derive(Debug, Clone)]
struct NamedNumber {
    /// A hundred times its value, in every reading.
    cents: Vec<u64>,
    length: usize,
    /// It has a dollar sign.
    is_dollars: bool,
}

fn number(words: &[&str]) -> Option<NamedNumber> {
    let first = words.first()?;
    if first.contains(|c: char| c.is_ascii_digit()) {
        return digits(words);
    }
    in_words(words)
}

/// `$1,250.50`, `89`, `2k`, `89$`, `$89/visit`.
fn digits(words: &[&str]) -> Option<NamedNumber> {
    let word = words.first()?;
    let bare = word.strip_prefix("us").unwrap_or(word);
    let is_dollars = bare.contains('$');
    let bare = bare.trim_matches(|c| matches!(c, '$' | '+' | '~'));
    let bare = if is_dollars { bare.split(['/', '-']).next()? } else { bare };
    let bare = bare.trim_end_matches('$');
    let (bare, thousands) = match bare.strip_suffix('k') {
        Some(bare) => (bare, 1_000),
        None => (bare, 1),
    };
    if !bare.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    let whole: u64 = whole.replace(',', "").parse().ok()?;
    let fraction: u64 = match fraction.len() {
        0 => 0,
        1 => fraction.parse::<u64>().ok()? * 10,
        2 => fraction.parse().ok()?,
        _ => return None,
    };
    let mut cents = whole.checked_mul(100)?.checked_add(fraction)?.checked_mul(thousands)?;
    let mut length = 1;
    while let Some(factor) = words.get(length).and_then(|word| multiplier(word)) {
        cents = cents.checked_mul(factor)?;
        length += 1;
    }
    Some(NamedNumber { cents: vec![cents], length, is_dollars })
}

fn multiplier(word: &str) -> Option<u64> {
    match word {
        "hundred" => Some(100),
        "thousand" | "grand" | "mil" => Some(1_000),
        _ => None,
    }
}

/// "Eighty-nine", "a hundred and twenty", "one twenty-nine", "mil doscientos".
fn in_words(words: &[&str]) -> Option<NamedNumber> {
    let (groups, length) = groups(words);
    let is_grand = length > 0 && words[length - 1] == "grand";
    let cents = match groups[..] {
        [] => return None,
        [one] => vec![one * 100],
        // "Eighty-nine fifty" and "one twenty-nine".
        [first, second, ..] => vec![first * 10_000 + second * 100, first * 100 + second],
    };
    Some(NamedNumber { cents, length, is_dollars: is_grand })
}

/// The numbers that stand beside each other, and the words they are.
fn groups(words: &[&str]) -> (Vec<u64>, usize) {
    let (mut groups, mut at) = (Vec::new(), 0);
    while let Some((value, length)) = group(&words[at..]) {
        groups.push(value);
        at += length;
    }
    (groups, at)
}

/// One number in words.
fn group(words: &[&str]) -> Option<(u64, usize)> {
    let (mut total, mut current, mut at) = (0_u64, None::<u64>, 0);
    // "A hundred", "half a grand" is none.
    if matches!(words, ["a" | "an", "hundred" | "thousand" | "grand", ..]) {
        (current, at) = (Some(1), 1);
    }
    let mut may_add = true;
    while let Some(word) = words.get(at) {
        if let Some(value) = hundreds(word) {
            // "Cien" after a number begins another one, except after "mil".
            if current.is_some() {
                break;
            }
            current = Some(u64::from(value));
            (may_add, at) = (true, at + 1);
        } else if let Some(factor) = multiplier(word) {
            let value = current.take().unwrap_or(1);
            if *word == "hundred" {
                if value >= 100 {
                    return None;
                }
                current = Some(value * 100);
            } else {
                total += value.checked_mul(factor)?;
            }
            (may_add, at) = (true, at + 1);
        } else if let Some((value, length)) = below_hundred(&words[at..]).filter(|_| may_add) {
            // "Un" and "a" are articles.
            if matches!(*word, "un" | "una") && current.is_none() && total == 0 {
                return None;
            }
            if current.is_some_and(|known| known % 100 != 0) {
                break;
            }
            current = Some(current.unwrap_or(0) + u64::from(value));
            (may_add, at) = (false, at + length);
        } else if matches!(*word, "and" | "y")
            && at > 0
            && may_add
            && words.get(at + 1).is_some_and(|next| begins_number(next))
        {
            at += 1;
        } else {
            break;
        }
    }
    let value = total + current.unwrap_or(0);
    (at > 0 && (current.is_some() || total > 0)).then_some((value, at))
}

fn begins_number(word: &str) -> bool {
    unit(word).is_some() || tens(word).is_some() || below_hundred(&[word]).is_some() || hundreds(word).is_some()
}

//! Street addresses as callers give them: "twenty one fifty West Elm Street, apartment four B".

use super::{Refusal, capitalized, digits, is_placeholder, longest, written_words};
use crate::{
    numerals::{fold, ordinal, tens, unit},
    text::Text,
};

const LEAD_INS: &str = "a duplex, a house, a trailer, a townhouse, a condo, an apartment, it's gonna be, it's going to be, it is going to be, gonna be, it'll be, that'll be, that would be, el numero es, el numero es el, uh, um, er, yeah, yes, ok, okay, oh, well, so, it's, its, it is, i'm at, im at, i am at, we're at, we are at, i live at, we live at, \
    my address is, the address is, my house is at, it's at, the house is at, at, that's, that is, address is, street address is, it would be, number, \
    es, es el, es en el, vivo en, vivo en el, vivimos en, vivimos en el, estoy en, estoy en el, estamos en el, mi direccion es, la direccion es, en el, en, \
    queda en el, queda en, pues, bueno, este, eh, si, el, numero";
/// What was said before is replaced.
const CORRECTIONS: &str = "no sorry, sorry no, no wait, wait no, i mean, i meant, sorry, scratch that, no it's, digo, perdon, no perdon, no espere, mejor dicho, no the number's, no the number is, the number is, the number's";
/// No technician is sent to a box.
const BOXES: &str =
    "post office box, po box, p o box, p.o box, p.o. box, apartado postal, apartado, el apartado postal, box";
/// Words of a unit in a building, and the form that is stored.
const UNITS: [(&str, &str); 26] = [
    ("apartment", "Apartment"),
    ("apt", "Apt"),
    ("apartamento", "Apartment"),
    ("departamento", "Apartment"),
    ("depto", "Apartment"),
    ("depa", "Apartment"),
    ("apto", "Apartment"),
    ("unit", "Unit"),
    ("unidad", "Unit"),
    ("numero", "Unit"),
    ("number", "Unit"),
    ("suite", "Suite"),
    ("ste", "Ste"),
    ("lot", "Lot"),
    ("lote", "Lot"),
    ("trailer", "Trailer"),
    ("traila", "Lot"),
    ("space", "Space"),
    ("espacio", "Space"),
    ("room", "Room"),
    ("cuarto", "Room"),
    ("building", "Building"),
    ("edificio", "Building"),
    ("floor", "Floor"),
    ("piso", "Floor"),
    ("bldg", "Bldg"),
];
/// Words after which a number is part of the name: "County Road 12".
const NUMBERED_ROADS: &str =
    "road, highway, hwy, route, rt, interstate, fm, cr, carretera, autopista, state road, loop, ranch road, rr, sr";
/// Words after an ordinal that is written in digits: "42nd Street".
const STREET_TYPES: &str = "street, st, avenue, ave, road, rd, drive, dr, lane, ln, place, pl, court, ct, way, terrace, boulevard, blvd, parkway, circle, \
    trail, loop, north, south, east, west, northeast, northwest, southeast, southwest, n, s, e, w";
/// What a number counts on the way to a place: "two blocks before the light".
const COUNTED: &str = "block, blocks, mile, miles, door, doors, house, houses, minute, minutes, light, lights, streets, feet, exits, tenth, tenths, quarter, quarters, half, halves, thirds, cuadra, \
    cuadras, milla, millas, casas, puertas, minutos, semaforos, calles, metros, of, people, times";
const SMALL_WORDS: &str = "in, en, to, of, and, at, de, del, y";
/// Words of a part that was not said: "123 unknown".
const MISSING: &str = "null, unknown, undefined, unspecified, none, tbd, n/a, desconocido, desconocida";
/// How Spanish numerals begin.
const SPANISH_NUMERALS: &str = "un, dos, tres, tresc, cuatro, cinco, cincu, seis, siete, ocho, nueve, die, once, doce, trece, catorce, \
    quin, vein, treint, cuaren, sesen, seten, setec, ochen, noven, novec, cien, mil";
/// Abbreviations in capitals.
const CAPITALS: &str = "ne, nw, se, sw, fm, cr, rr, sr";
const DIRECTIONS: &str = "n, s, e, w, ne, nw, se, sw";

fn lists(list: &str, word: &str) -> bool {
    list.split(", ").any(|listed| listed == word)
}

/// Words as written and folded, side by side.
#[derive(Clone)]
struct AddressWords<'a> {
    written: Vec<&'a str>,
    folded: Vec<String>,
}

impl<'a> AddressWords<'a> {
    fn of(written: Vec<&'a str>) -> Self {
        let folded = written.iter().map(|word| fold(word).trim_end_matches('.').to_owned()).collect();
        Self { written, folded }
    }

    fn from(&self, at: usize) -> Self {
        Self { written: self.written[at..].to_vec(), folded: self.folded[at..].to_vec() }
    }

    fn strs(&self) -> Vec<&str> {
        self.folded.iter().map(String::as_str).collect()
    }
}

/// A street address in the form that is stored: a house number in digits, the street, the unit.
///
/// An address without a house number and a street is refused, and so is a post-office box.
///
/// ```
/// use domain::dictation::{Refusal, address};
///
/// let read = address::read("twenty one fifty west elm street apartment four b");
/// assert_eq!(read.as_deref(), Ok("2150 West Elm Street Apartment 4B"));
/// assert_eq!(address::read("12 Oak Street").as_deref(), Ok("12 Oak Street"));
/// assert_eq!(address::read("same address as last time"), Err(Refusal::Placeholder));
/// assert_eq!(address::read("over by the Walmart"), Err(Refusal::Invalid));
/// ```
pub fn read(text: &str) -> Result<Text<160>, Refusal> {
    if is_placeholder(text) {
        return Err(Refusal::Placeholder);
    }
    if written_words(text).iter().any(|word| lists(MISSING, &fold(word))) {
        return Err(Refusal::Placeholder);
    }
    let mut words = AddressWords::of(written_words(text));
    if let Some(start) = corrected_at(&words) {
        words = words.from(start);
    }
    while let Some(used) = longest(&words.folded, LEAD_INS) {
        words = words.from(used);
    }
    if (0..words.folded.len()).any(|at| longest(&words.folded[at..], BOXES).is_some()) {
        return Err(Refusal::Invalid);
    }
    let (before, words) = unit_first(words);
    let words = number_first(words);
    let (number, used) = house_number(&words).ok_or(Refusal::Invalid)?;
    if words.folded.get(used).is_some_and(|word| lists(COUNTED, word)) {
        return Err(Refusal::Invalid);
    }
    let street = street(&words.from(used));
    let lettered = street.len() > 1 && lists(STREET_TYPES, &fold(&street[1]));
    let names_a_street = lettered
        || street
            .iter()
            .take_while(|word| !is_unit(word))
            .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    if !names_a_street {
        return Err(Refusal::Invalid);
    }
    let all: Vec<String> = std::iter::once(number).chain(street).chain(before).collect();
    let normalized = all.join(" ");
    // A written address keeps its commas.
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let kept = if bare(&normalized) == bare(text) { text } else { &normalized };
    Text::parse(kept).map_err(|_| Refusal::Invalid)
}

/// Where the address begins anew: "three twenty, no sorry, three thirty Walnut".
fn corrected_at(words: &AddressWords<'_>) -> Option<usize> {
    // "two twelve, no, two twenty one": between two numbers "no" alone corrects the first.
    let said_before = house_number(words).map(|(_, used)| used);
    let alone = |at: usize| (said_before == Some(at) && words.folded[at] == "no").then_some(1);
    let starts = (1..words.folded.len())
        .rev()
        .filter_map(|at| Some(at + longest(&words.folded[at..], CORRECTIONS).or_else(|| alone(at))?));
    starts.into_iter().find(|start| *start < words.folded.len() && house_number(&words.from(*start)).is_some())
}

/// A unit named before the house number: "lot nine, Sunny Acres, at three ten Old Mill Road".
fn unit_first(words: AddressWords<'_>) -> (Vec<String>, AddressWords<'_>) {
    let article = longest(&words.folded, "la, el, the, en la").unwrap_or(0);
    let Some((unit, _)) = unit_at(&words.from(article)) else { return (Vec::new(), words) };
    let house = (1..words.folded.len()).find_map(|at| {
        let used = longest(&words.folded[at..], "at, en el, en, at number")?;
        house_number(&words.from(at + used)).map(|_| at + used)
    });
    match house {
        Some(start) => {
            let rest = words.from(start);
            (unit, rest)
        }
        None => (Vec::new(), words),
    }
}

/// "Calle Roble setenta y cinco", "avenida Juárez número 120 apartamento dos": Spanish names the street first.
fn number_first(words: AddressWords<'_>) -> AddressWords<'_> {
    const STREETS: &str =
        "calle, avenida, av, paseo, camino, bulevar, boulevard, privada, callejon, calzada, via, carretera";
    let named = words.folded.first().is_some_and(|word| lists(STREETS, word));
    let last = |at: usize| {
        let marked = at + longest(&words.folded[at..], "numero, num, no, el numero").unwrap_or(0);
        let (_, used) = house_number(&words.from(marked))?;
        let end = marked + used;
        let is_end = end == words.folded.len() || unit_at(&words.from(end)).is_some();
        is_end.then_some((at, marked, end))
    };
    let found = named.then(|| (2..words.folded.len()).find_map(last)).flatten();
    let Some((at, number, end)) = found else { return words };
    let order: Vec<usize> = (number..end).chain(0..at).chain(end..words.folded.len()).collect();
    AddressWords {
        written: order.iter().map(|at| words.written[*at]).collect(),
        folded: order.iter().map(|at| words.folded[*at].clone()).collect(),
    }
}

fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|(_, form)| *form == word) || word.starts_with('#')
}

/// A house number in digits, with its letter: "one seventeen a" is 117A.
fn house_number(words: &AddressWords<'_>) -> Option<(String, usize)> {
    let folded = words.strs();
    let first = *folded.first()?;
    let (mut number, mut used) = if first.starts_with(|c: char| c.is_ascii_digit()) {
        // "42nd Street" has no house number.
        ordinal(&folded[..1]).is_none().then_some(())?;
        // A recogniser may write digit by digit: "1 2 3 Main Street".
        let single = folded.iter().take_while(|word| word.len() == 1 && word.as_bytes()[0].is_ascii_digit()).count();
        if single > 1 {
            return Some((folded[..single].concat(), single));
        }
        let is_number = first.len() <= 8 && first.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
        (is_number.then(|| words.written[0].to_uppercase())?, 1)
    } else {
        digits::house_number(&folded)?
    };
    // "forty second" belongs to a street's name.
    if used > 0
        && ordinal(&folded[used - 1..]).is_some_and(|(_, length)| length == 2)
        && tens(folded[used - 1]).is_some()
    {
        let shorter = digits::house_number(&folded[..used - 1])?;
        (number, used) = shorter;
    }
    if let Some(half) = longest(&words.folded[used..], "and a half, 1/2, y medio") {
        return Some((format!("{number} 1/2"), used + half));
    }
    let spanish = SPANISH_NUMERALS.split(", ").any(|numeral| first.starts_with(numeral));
    let de = |used: usize| match folded.get(used..) {
        Some(["de", "la", ..]) if spanish => 2,
        Some(["de", "la", "calle" | "avenida" | "carretera", ..]) => 2,
        Some(["de", ..]) => 1,
        Some(["la" | "el", road, ..]) if lists(NUMBERED_ROADS, road) => 1,
        _ => 0,
    };
    let letter = folded.get(used).filter(|word| word.len() == 1 && word.bytes().all(|b| b.is_ascii_lowercase()));
    // "101 A Street" has a street of one letter.
    let is_street = folded.get(used + 1).is_none_or(|next| lists(STREET_TYPES, next));
    if let Some(letter) = letter.filter(|letter| !lists(DIRECTIONS, letter) && !is_street) {
        return Some((format!("{number}{}", letter.to_uppercase()), used + 1 + de(used + 1)));
    }
    Some((number, used + de(used)))
}

/// An ordinal of a street's name: "tenth", "hundred and tenth", "one hundred first".
fn street_ordinal(words: &[&str]) -> Option<(u32, usize)> {
    let (hundreds, at) = match words {
        ["hundred", ..] => (100, 1),
        [count, "hundred", ..] => (100 * unit(count)?, 2),
        _ => return ordinal(words),
    };
    let and = usize::from(words.get(at) == Some(&"and"));
    let (nth, used) = ordinal(&words[at + and..])?;
    Some((hundreds + nth, at + and + used))
}

/// The street and the unit after a house number.
fn street(words: &AddressWords<'_>) -> Vec<String> {
    let folded = words.strs();
    let mut street: Vec<String> = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        if let Some((unit, used)) = unit_at(&words.from(at)).filter(|_| !street.is_empty()) {
            street.extend(unit);
            at += used;
            continue;
        }
        let after_road =
            at > 0 && lists(NUMBERED_ROADS, folded[at - 1]) || (at > 1 && folded[at - 2..at] == ["market", "road"]);
        if let Some((number, used)) = after_road.then(|| digits::house_number(&folded[at..])).flatten() {
            street.push(number);
            at += used;
            continue;
        }
        if let Some((nth, used)) = street_ordinal(&folded[at..])
            .filter(|(_, used)| folded.get(at + used).is_none_or(|next| lists(STREET_TYPES, next)))
        {
            street.push(in_digits(nth));
            at += used;
            continue;
        }
        let word = words.written[at];
        let inside = at > 0 && at + 1 < folded.len();
        // "Avenue of the Americas"
        let article = matches!(folded[at], "the" | "la" | "las" | "los");
        let small =
            inside && (lists(SMALL_WORDS, folded[at]) || (article && at > 1 && lists(SMALL_WORDS, folded[at - 1])));
        street.push(match (small, lists(CAPITALS, word)) {
            (true, _) => word.to_owned(),
            (_, true) => word.to_uppercase(),
            _ => capitalized(word),
        });
        at += 1;
    }
    street
}

/// "apartment four b" as `Apartment 4B`, and how many words it is.
fn unit_at(words: &AddressWords<'_>) -> Option<(Vec<String>, usize)> {
    let folded = words.strs();
    let (&first, rest) = folded.split_first()?;
    // "second floor", "tercer piso"
    if let Some((nth, used)) =
        ordinal(&folded).filter(|(_, used)| matches!(folded.get(*used), Some(&("floor" | "piso"))))
    {
        return Some((vec!["Floor".to_owned(), nth.to_string()], used + 1));
    }
    let name = UNITS.iter().find_map(|(word, form)| (*word == first).then_some(*form))?;
    let marker = usize::from(rest.first().is_some_and(|word| matches!(*word, "number" | "numero" | "no")));
    let at = 1 + marker;
    let rest = &folded[at..];
    let (number, used) = digits::house_number(rest).unwrap_or_default();
    let letter = |word: Option<&&str>| {
        word.filter(|word| word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()))
            .map(|word| word.to_uppercase())
    };
    // "nine double d"
    if let (false, Some(&("double" | "doble")), Some(letter)) =
        (number.is_empty(), rest.get(used), letter(rest.get(used + 1)))
    {
        return Some((vec![name.to_owned(), number + &letter.repeat(2)], at + used + 2));
    }
    let value = match (number.is_empty(), letter(rest.get(used))) {
        (false, Some(letter)) => return Some((vec![name.to_owned(), number + &letter], at + used + 1)),
        (false, None) => (number, used),
        (true, Some(letter)) => match digits::house_number(&rest[1..]) {
            // "unit b two"
            Some((number, used)) => (letter + &number, 1 + used),
            None => (letter, 1),
        },
        // "Apartment for B"
        (true, None) if rest.first() == Some(&"for") => (format!("4{}", letter(rest.get(1))?), 2),
        (true, None) => {
            let word = rest.first().filter(|word| {
                word.starts_with(|c: char| c.is_ascii_digit())
                    || word.len() <= 3 && word.bytes().any(|b| b.is_ascii_digit())
            })?;
            (word.to_uppercase(), 1)
        }
    };
    Some((vec![name.to_owned(), value.0], at + value.1))
}

fn in_digits(nth: u32) -> String {
    let suffix = match (nth % 10, nth % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{nth}{suffix}")
}

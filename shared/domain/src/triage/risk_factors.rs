//! Risk factors: people at risk and dangerous temperatures, which make a broken furnace an emergency.

use super::{
    lexicon::Class,
    numbers::{SpokenNumber, number_at},
    rules::is_among,
    utterance::{Utterance, ends_sentence},
};

mod health;
mod identifier;
mod price;
mod spanish;

pub(super) use identifier::is_little_else;
use spanish::CountedThing;

/// At and below this, in °F, a home without heat is dangerous.
pub(super) const COLD: u32 = 55;
/// At and above this, in °F, a home without cooling is dangerous.
pub(super) const HOT: u32 = 88;
/// At and below this, in °F, it is cold outside.
const COLD_OUTSIDE: u32 = 40;
/// The hottest temperature, in °F, that a number without "degrees" may be.
const HOTTEST: u32 = 125;
/// The coldest temperature inside, in °F, that a number without "degrees" may be.
const COLDEST_INSIDE: u32 = 25;
/// The ages at which cold and heat are most dangerous.
const AGES_AT_RISK: [std::ops::RangeInclusive<u32>; 2] = [0..=3, 65..=120];
/// The ages at risk that a number without "years" may be.
const BARE_AGES_AT_RISK: std::ops::RangeInclusive<u32> = 65..=105;
/// How many words from a number its place may be.
const REACH: usize = 5;

/// The risk factors heard in an utterance.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is heard or not, independently of the others")]
pub(super) struct RiskFactors {
    pub(super) vulnerable: bool,
    pub(super) freezing: bool,
    pub(super) sweltering: bool,
    /// A temperature inside the building that is dangerously low.
    pub(super) cold_indoors: bool,
    /// A temperature inside the building that is dangerously high.
    pub(super) hot_indoors: bool,
    /// A low number that may be a temperature.
    cold_stated: bool,
    /// A high number that may be a temperature.
    hot_stated: bool,
}

pub(super) fn find(utterance: &Utterance) -> RiskFactors {
    let mut factors = RiskFactors {
        vulnerable: utterance.has(Class::Vulnerable)
            || utterance.has(Class::Symptom)
            || utterance.has(Class::Collapse)
            || health::is_frail(utterance),
        freezing: utterance.has(Class::Freezing),
        sweltering: utterance.has(Class::Sweltering),
        ..RiskFactors::default()
    };
    spanish_numbers(utterance, &mut factors);
    let mut at = 0;
    while at < utterance.words.len() {
        let Some(number) = number_at(&utterance.words[at..]) else {
            at += 1;
            continue;
        };
        let is_age = is_an_age_at_risk(utterance, at, number);
        factors.vulnerable |= is_age;
        if !is_age && !is_no_measure(utterance, at, at + number.words) {
            add_temperature(&mut factors, utterance, at, number);
        }
        at += number.words;
    }
    factors.cold_indoors |= factors.vulnerable && factors.cold_stated;
    factors.hot_indoors |= factors.vulnerable && factors.hot_stated;
    factors
}

/// Whether a number is an amount of money, identifies something, or is a part of a number in thousands.
fn is_no_measure(utterance: &Utterance, at: usize, next: usize) -> bool {
    price::is_price(utterance, at, next)
        || identifier::is_identifier(utterance, at, next)
        || is_of_thousands(utterance, at, next)
}

/// "90,000": no temperature has a thousand degrees.
fn is_of_thousands(utterance: &Utterance, at: usize, next: usize) -> bool {
    let is_three_digits = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let goes_on = utterance.word(next) == "," && is_three_digits(utterance.word(next + 1));
    let ends = utterance.before(at) == "," && is_three_digits(utterance.word(at));
    goes_on || ends || utterance.word(next) == "thousand" || utterance.word(next) == "mil"
}

fn spanish_numbers(utterance: &Utterance, factors: &mut RiskFactors) {
    let mut at = 0;
    while at < utterance.words.len() {
        let Some(number) = number_at(&utterance.words[at..]) else {
            at += 1;
            continue;
        };
        let next = at + number.words;
        let counted = spanish::counted(utterance, number.value, at, next);
        match counted.filter(|_| !is_no_measure(utterance, at, next)) {
            Some(CountedThing::Indoors) => {
                factors.cold_indoors |= number.value <= COLD;
                factors.hot_indoors |= (HOT..=130).contains(&number.value);
            }
            Some(CountedThing::Outdoors | CountedThing::Degrees) => {
                factors.freezing |= number.value <= COLD;
                factors.sweltering |= number.value >= HOT;
            }
            Some(CountedThing::Years) => {
                factors.vulnerable |= AGES_AT_RISK.iter().any(|ages| ages.contains(&number.value));
            }
            Some(CountedThing::Baby) => factors.vulnerable = true,
            None => {}
        }
        at = next;
    }
    factors.freezing |= factors.cold_indoors;
    factors.sweltering |= factors.hot_indoors;
}

/// Adds a temperature: with its unit, or by the words beside it.
fn add_temperature(factors: &mut RiskFactors, utterance: &Utterance, at: usize, number: SpokenNumber) {
    let next = at + number.words;
    if matches!(utterance.before(at), "minus" | "negative") || utterance.word(next) == "below" {
        factors.freezing |= number.value <= COLDEST_INSIDE + 20;
        return;
    }
    let with_unit = matches!(utterance.word(next), "degree" | "degrees" | "grados" | "fahrenheit")
        || utterance.word(at).ends_with(['f', 'o'])
            && utterance.word(at).starts_with(|first: char| first.is_ascii_digit());
    // "38 degrees north".
    let is_bearing = is_among("north south east west latitude longitude angle", utterance.word(next + 1));
    if (!with_unit && is_something_else(utterance, at, next)) || (with_unit && is_bearing) {
        return;
    }
    let sentence = utterance.around(at, ends_sentence);
    let near = at.saturating_sub(REACH).max(sentence.start)..(next + REACH).min(sentence.end);
    let distance = |class: Class| {
        let marks = utterance.marks_in(&near).filter(|mark| mark.is(class));
        marks.map(|mark| if mark.start >= next { mark.start - next } else { at.saturating_sub(mark.end) }).min()
    };
    let wanted = utterance.marks_in(&near).any(|mark| mark.is(Class::SetPoint) && mark.start <= next + 1);
    if wanted {
        return;
    }
    let value = number.value;
    let outdoors = if matches!(utterance.word(next), "out" | "outside") { Some(0) } else { distance(Class::Outdoors) };
    let indoors = distance(Class::Indoors).or_else(|| distance(Class::Place).filter(|_| with_unit));
    let inside = indoors.is_some_and(|indoors| outdoors.is_none_or(|outdoors| indoors < outdoors));
    let outside = !inside && outdoors.is_some();
    let stated = with_unit
        || matches!(utterance.before(at), "its" | "is" | "at" | "like" | "over" | "about" | "under" | "was" | "says");
    if with_unit {
        factors.freezing |= value <= if outside { COLD_OUTSIDE } else { COLD };
        factors.sweltering |= value >= HOT;
    }
    let (cold, hot) = ((COLDEST_INSIDE..=COLD).contains(&value), (HOT..=HOTTEST).contains(&value));
    if inside {
        factors.cold_indoors |= cold;
        factors.hot_indoors |= hot;
    } else if outside && stated {
        factors.freezing |= value <= COLD_OUTSIDE;
        factors.sweltering |= hot;
    } else if stated {
        // "The heat is out and it's forty one": weighs only together with what is out or with who is there.
        factors.cold_stated |= cold;
        factors.hot_stated |= hot;
    }
    factors.freezing |= factors.cold_indoors || factors.cold_stated;
    factors.sweltering |= factors.hot_indoors || factors.hot_stated;
}

/// Whether the words beside a number say that it counts something else than degrees.
fn is_something_else(utterance: &Utterance, at: usize, next: usize) -> bool {
    const UNITS: [&str; 54] = [
        "year",
        "years",
        "yr",
        "yrs",
        "anos",
        "month",
        "months",
        "week",
        "weeks",
        "day",
        "days",
        "hour",
        "hours",
        "minute",
        "minutes",
        "dollars",
        "bucks",
        "percent",
        "am",
        "pm",
        "a",
        "p",
        "oclock",
        "st",
        "street",
        "ave",
        "avenue",
        "road",
        "units",
        "unit",
        "rooms",
        "kids",
        "people",
        "families",
        "ton",
        "tons",
        "seer",
        "amp",
        "amps",
        "volt",
        "volts",
        "ppm",
        "parts",
        "residents",
        "feet",
        "foot",
        "square",
        "of",
        "miles",
        "times",
        "btu",
        "btus",
        "thousand",
        "000",
    ];
    const BEFORE: [&str; 12] =
        ["unit", "apartment", "number", "room", "apt", "suite", "zip", "highway", "route", "for", "past", "of"];
    UNITS.contains(&utterance.word(next))
        || BEFORE.contains(&utterance.before(at))
        || is_house_number(utterance, at, next)
}

/// Whether the words have the number of a house.
pub(super) fn names_a_house(utterance: &Utterance) -> bool {
    (0..utterance.words.len()).any(|at| {
        number_at(&utterance.words[at..]).is_some_and(|number| is_house_number(utterance, at, at + number.words))
    })
}

/// "I live at 40 pine road", "we're at 52 north elm street", "38 calle ocho".
fn is_house_number(utterance: &Utterance, at: usize, next: usize) -> bool {
    const STREETS: [&str; 12] =
        ["street", "st", "avenue", "ave", "road", "rd", "lane", "drive", "court", "boulevard", "circle", "terrace"];
    let is_name = |word: &&str| {
        !matches!(*word, "at" | "on" | "and" | "the") && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let name = (next..next + 4).map(|word| utterance.word(word)).take_while(is_name);
    let named = name.skip(1).any(|word| STREETS.contains(&word));
    let lives =
        utterance.before(at) == "at" && at >= 2 && matches!(utterance.word(at - 2), "live" | "lives" | "located");
    named || lives || matches!(utterance.word(next), "calle" | "avenida")
}

/// "84 years old", "she's ninety", "a four day old"; not the age of a house or a furnace.
fn is_an_age_at_risk(utterance: &Utterance, at: usize, number: SpokenNumber) -> bool {
    let next = at + number.words;
    match utterance.word(next) {
        "year" | "years" | "yr" | "anos" => {
            AGES_AT_RISK.iter().any(|ages| ages.contains(&number.value)) && is_a_persons_age(utterance, at, next)
        }
        "day" | "days" | "week" | "weeks" | "month" | "months" => {
            utterance.word(next + 1) == "old" && !is_near_a_thing(utterance, at, next)
        }
        "dias" | "semanas" | "meses" => utterance.before(at) == "de" || utterance.before(at) == "tiene",
        _ => BARE_AGES_AT_RISK.contains(&number.value) && is_said_of_a_person(utterance, at, next),
    }
}

/// "She's ninety", "mom is 84", "I'm seventy nine and", "my eighty nine year old".
fn is_said_of_a_person(utterance: &Utterance, at: usize, next: usize) -> bool {
    const PEOPLE: [&str; 30] = [
        "shes",
        "hes",
        "im",
        "moms",
        "dads",
        "mothers",
        "fathers",
        "grandmas",
        "grandpas",
        "mom",
        "dad",
        "mother",
        "father",
        "grandma",
        "grandpa",
        "grandmother",
        "grandfather",
        "husbands",
        "wifes",
        "husband",
        "wife",
        "aunt",
        "uncle",
        "she",
        "he",
        "neighbors",
        "mamaw",
        "papaw",
        "nana",
        "theyre",
    ];
    let before = utterance.before(at);
    let named = match before {
        "is" | "was" | "turned" | "turning" | "turns" | "almost" | "nearly" | "about" => {
            at.checked_sub(2).is_some_and(|person| PEOPLE.contains(&utterance.word(person)))
        }
        person => PEOPLE.contains(&person),
    };
    named && !is_something_else(utterance, at, next) && !matches!(utterance.word(next), "degree" | "degrees")
}

/// "84 years old", unless it is the age of a house or a furnace.
fn is_a_persons_age(utterance: &Utterance, at: usize, years: usize) -> bool {
    let english = utterance.word(years + 1) == "old";
    let spanish = utterance.word(years) == "anos" && matches!(utterance.before(at), "tiene" | "de");
    (english || spanish) && !is_near_a_thing(utterance, at, years)
}

fn is_near_a_thing(utterance: &Utterance, at: usize, years: usize) -> bool {
    let sentence = utterance.around(at, ends_sentence);
    let near = at.saturating_sub(4).max(sentence.start)..(years + 4).min(sentence.end);
    let thing = [Class::Thing, Class::HeatSource, Class::CoolSource];
    let person = utterance.marks_in(&near).any(|mark| mark.is(Class::Vulnerable) || mark.is(Class::Person));
    !person && utterance.marks_in(&near).any(|mark| thing.iter().any(|class| mark.is(*class)))
}

#[cfg(test)]
mod tests;

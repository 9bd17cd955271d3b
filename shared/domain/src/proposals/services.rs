//! Reads a company's services and their fees out of its text. Only a fee that the text states is proposed: "from $89", "$50 off" and
//! "$15 a month" are none.

use super::{ProposedService, Quote};
use crate::{money::MicroUsd, text::Text};

/// A service of the trade: its name, how many minutes such a visit usually takes, and what texts call it, in lower case.
type ServiceKind = (&'static str, u16, &'static [&'static str]);

const KINDS: [ServiceKind; 19] = [
    (
        "Diagnostic visit",
        60,
        &[
            "service call",
            "diagnostic",
            "trip charge",
            "service fee",
            "dispatch fee",
            "diagnosis",
            "visita de servicio",
        ],
    ),
    (
        "Seasonal tune-up",
        60,
        &[
            "tune-up",
            "tune up",
            "tuneup",
            "maintenance",
            "seasonal check",
            "mantenimiento",
            "clean & check",
            "clean and check",
        ],
    ),
    (
        "Air conditioning repair",
        90,
        &[
            "ac repair",
            "a/c repair",
            "a.c. repair",
            "air conditioning repair",
            "air conditioner repair",
            "cooling repair",
            "central air repair",
            "reparación de aire acondicionado",
            "ac service & repair",
            "ac and heating repair",
            "air conditioning service",
            "ac service",
        ],
    ),
    (
        "Heating repair",
        90,
        &[
            "furnace repair",
            "heating repair",
            "heater repair",
            "heating service",
            "furnace service",
            "reparación de calefacción",
            "heating and ac repair",
        ],
    ),
    (
        "Heating or cooling repair",
        90,
        &[
            "hvac repair",
            "heating and cooling repair",
            "heating & cooling repair",
            "hvac service",
            "system repair",
            "emergency repair",
        ],
    ),
    ("Heat pump repair", 90, &["heat pump repair", "heat pump service", "heat pump"]),
    ("Boiler repair", 120, &["boiler repair", "boiler service", "boiler"]),
    (
        "Estimate for a new system",
        60,
        &[
            "installation",
            "replacement",
            "new system",
            "free estimate",
            "free quote",
            "in-home estimate",
            "system install",
            "instalación",
            "hvac install",
            "ac install",
            "furnace install",
            "estimate",
        ],
    ),
    ("Duct cleaning", 180, &["duct cleaning", "air duct clean", "clean ducts", "limpieza de ductos"]),
    ("Duct repair", 120, &["duct repair", "duct sealing", "ductwork", "duct work"]),
    ("Dryer vent cleaning", 60, &["dryer vent"]),
    (
        "Indoor air quality visit",
        60,
        &["indoor air quality", "air purif", "air quality", "uv light", "calidad del aire"],
    ),
    ("Thermostat installation", 60, &["thermostat"]),
    ("Mini-split service", 90, &["mini-split", "mini split", "minisplit", "ductless"]),
    ("Water heater service", 120, &["water heater", "calentador de agua"]),
    ("Drain cleaning", 90, &["drain cleaning"]),
    ("Plumbing repair", 90, &["plumbing repair", "plumbing service", "residential plumbing", "plumbing repairs"]),
    (
        "Refrigeration repair",
        120,
        &["refrigeration repair", "commercial refrigeration", "walk-in cooler", "ice machine", "refrigeration"],
    ),
    ("Humidifier service", 60, &["humidifier", "dehumidifier"]),
];

/// The services of a text, each once for every fee that it states.
pub(super) fn read(text: &str) -> Vec<(ProposedService, Quote)> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut found: Vec<(ProposedService, Quote)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        for sentence in sentences(line) {
            read_sentence(sentence, &mut found);
        }
        // A coupon has its price on a line of its own.
        if let [(fee, _)] = fees(line)[..]
            && line.chars().all(|c| c.is_ascii_digit() || "$., ".contains(c))
        {
            let beside =
                [place.checked_sub(1), Some(place + 1)].into_iter().flatten().filter_map(|place| lines.get(place));
            let service = beside.filter(|line| fees(line).is_empty()).find_map(|line| {
                let lower = line.to_lowercase();
                kinds(&lower).first().map(|(_, kind)| (*line, *kind, is_after_hours(&lower)))
            });
            if let Some((other, kind, is_after_hours)) = service {
                add(&mut found, kind, Some((fee, is_after_hours)), &format!("{other} {line}"));
            }
        }
    }
    found
}

fn read_sentence(sentence: &str, found: &mut Vec<(ProposedService, Quote)>) {
    let lower = sentence.to_lowercase();
    let kinds = kinds(&lower);
    let fees = fees(&lower);
    let after_hours = after_hours_fees(&lower, &fees);
    for (place, (at, kind)) in kinds.iter().enumerate() {
        let next = kinds.get(place + 1).map_or(usize::MAX, |(at, _)| *at);
        let mut has_fee = false;
        for ((fee, fee_at), is_after_hours) in fees.iter().zip(&after_hours) {
            // A fee belongs to the service before it, or to the first one behind it.
            if (*at <= *fee_at || place == 0) && *fee_at < next {
                has_fee = true;
                add(found, kind, Some((*fee, *is_after_hours)), sentence);
            }
        }
        if !has_fee {
            add(found, kind, None, sentence);
        }
    }
}

fn add(
    found: &mut Vec<(ProposedService, Quote)>,
    (name, minutes, _): &ServiceKind,
    fee: Option<(MicroUsd, bool)>,
    quote: &str,
) {
    let Ok(name) = Text::parse(name) else { return };
    let fee_in = |wanted: bool| fee.filter(|(_, is_after_hours)| *is_after_hours == wanted).map(|(fee, _)| fee);
    let service =
        ProposedService { name, duration_minutes: *minutes, fee: fee_in(false), after_hours_fee: fee_in(true) };
    if !found.iter().any(|(known, _)| *known == service) {
        found.push((service, Quote::whole(quote)));
    }
}

/// The words of a fee outside the opening hours.
const AFTER_HOURS: [&str; 6] = ["after hours", "after-hours", "weekend", "emergency", "nights", "holiday"];
/// What keeps words apart from the fee on its other side: "$79, after hours $149".
const APART: [&str; 8] = [",", ";", ":", "/", "(", ")", " and ", " or "];
/// How far before the first fee, and behind the last one, its words may be, in bytes.
const NEAR: usize = 40;

fn is_after_hours(lower: &str) -> bool {
    AFTER_HOURS.iter().any(|words| lower.contains(words))
}

/// For each fee of a sentence in lower case, whether it is one outside the opening hours.
fn after_hours_fees(lower: &str, fees: &[(MicroUsd, usize)]) -> Vec<bool> {
    let mut after_hours = vec![false; fees.len()];
    let (Some((_, first)), Some((_, last))) = (fees.first(), fees.last()) else { return after_hours };
    let before = &lower[lower.floor_char_boundary(first.saturating_sub(NEAR))..*first];
    let behind = &lower[*last..lower.floor_char_boundary((last + NEAR).min(lower.len()))];
    after_hours[0] |= is_after_hours(before);
    after_hours[fees.len() - 1] |= is_after_hours(behind);
    for (place, pair) in fees.windows(2).enumerate() {
        let between = &lower[pair[0].1..pair[1].1];
        let places = || AFTER_HOURS.iter().flat_map(|words| between.match_indices(words));
        // "Nights and weekends" are words of one fee.
        let begin = places().map(|(at, _)| at).min();
        let (Some(at), Some(end)) = (begin, places().map(|(at, words)| at + words.len()).max()) else { continue };
        let is_apart = |text: &str| APART.iter().any(|mark| text.contains(mark));
        let is_of_next = is_apart(&between[..at]) && !is_apart(&between[end..]);
        after_hours[place + usize::from(is_of_next)] = true;
    }
    after_hours
}

fn sentences(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '•', '·', '!', '?', ';'])
        .flat_map(|part| part.split(". "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The kinds of service that a text in lower case names, in its order. Of two names at one place the longer one counts.
fn kinds(lower: &str) -> Vec<(usize, &'static ServiceKind)> {
    let mut places: Vec<(usize, usize, &'static ServiceKind)> = Vec::new();
    for kind in &KINDS {
        for name in kind.2 {
            for (at, _) in lower.match_indices(name) {
                let is_word = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
                if is_word {
                    places.push((at, name.len(), kind));
                }
            }
        }
    }
    places.sort_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)));
    let mut kinds: Vec<(usize, &'static ServiceKind)> = Vec::new();
    let mut end = 0;
    for (at, length, kind) in places {
        // "Free estimate on a new system" is one service.
        if at >= end && !kinds.iter().any(|(_, known)| known.0 == kind.0) {
            kinds.push((at, kind));
        }
        end = end.max(at + length);
    }
    kinds
}

/// The fees that a text states.
pub(super) fn stated_fees(text: &str) -> Vec<MicroUsd> {
    fees(text).into_iter().map(|(fee, _)| fee).collect()
}

/// The fees that a text states, with their places.
fn fees(text: &str) -> Vec<(MicroUsd, usize)> {
    text.match_indices('$').filter_map(|(at, _)| fee(text, at).map(|fee| (fee, at))).collect()
}

/// A price after one of these is no fee of the service.
const NOT_BEFORE: [&str; 16] = [
    "save",
    "from",
    "starting at",
    "start at",
    "starts at",
    "as low as",
    "up to",
    "over",
    "under",
    "than",
    "least",
    "value",
    "take",
    "get",
    "desde",
    "between",
];
/// A price before one of these is no fee of the service.
const NOT_AFTER: [&str; 18] = [
    "off",
    "/mo",
    "/ mo",
    "per month",
    "a month",
    "monthly",
    "mo.",
    "/yr",
    "/year",
    "per year",
    "a year",
    "rebate",
    "discount",
    "credit",
    "/hr",
    "per hour",
    "an hour",
    "/hour",
];

fn fee(text: &str, at: usize) -> Option<MicroUsd> {
    let rest = text[at + 1..].trim_start();
    let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || b",.".contains(byte)).count();
    let number = rest.get(..length)?.trim_end_matches(['.', ',']);
    let after = rest[number.len()..].trim_start_matches(['*', ' ', '+']).to_lowercase();
    let before = text[..at].to_lowercase();
    let before = before.trim_end_matches([' ', ':', '-', '–']);
    let is_other = NOT_BEFORE.iter().any(|word| before.ends_with(word))
        || NOT_AFTER.iter().any(|word| after.starts_with(word))
        || rest[number.len()..].starts_with('+')
        || after.starts_with('-')
        || after.starts_with("to $");
    let (dollars, cents) = number.split_once('.').unwrap_or((number, "0"));
    let cents_are_two = cents == "0" || (cents.len() == 2 && cents.bytes().all(|byte| byte.is_ascii_digit()));
    let dollars: u32 = dollars.replace(',', "").parse().ok()?;
    let cents: u64 = cents.parse().ok()?;
    // The configuration takes fees up to $10,000; a new system is no visit.
    let is_fee = !is_other && cents_are_two && (1..=2_000).contains(&dollars);
    is_fee.then(|| MicroUsd::dollars(dollars) + MicroUsd::new(cents * 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_hours_belong_to_the_fee_beside_them() {
        for (text, expected) in [
            ("diagnostic visit $79, after hours $149", vec![false, true]),
            ("diagnostic is $95 during business hours and $145 after hours or weekends", vec![false, true]),
            ("$79 after hours, $50 otherwise", vec![true, false]),
            ("emergency calls $149, regular calls $79", vec![true, false]),
            ("repair $89 / weekend $129", vec![false, true]),
            ("diagnostic $79, nights and weekends $129", vec![false, true]),
            ("visit $99 nights and weekends, $59 weekdays", vec![true, false]),
            ("tune-up $89 (after hours $119)", vec![false, true]),
            ("ac tune-up $89", vec![false]),
            ("after-hours service call: $150", vec![true]),
            ("service call $89 weekdays, $109 evenings, $149 nights and holidays", vec![false, false, true]),
        ] {
            assert_eq!(after_hours_fees(text, &fees(text)), expected, "{text}");
        }
    }
}

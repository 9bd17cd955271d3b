//! Reads where a company goes out of its text: ZIP codes and cities. The ZIP code of its own address is not its service area.

use super::{Quote, ServedPlaces};
use crate::{tenant::ZipArea, text::Text};

/// Words that say where a company goes, in lower case.
const HEADINGS: [&str; 29] = [
    "service area",
    "service areas",
    "areas we serve",
    "areas served",
    "areas of service",
    "cities we serve",
    "cities served",
    "communities we serve",
    "communities served",
    "towns we serve",
    "locations we serve",
    "locations served",
    "where we work",
    "zip codes",
    "zips we serve",
    "we serve",
    "we also serve",
    "we cover",
    "we also cover",
    "we service",
    "we work in",
    "we travel to",
    "coverage area",
    "proudly serving",
    "proudly serve",
    "to serve",
    "serving",
    "áreas de servicio",
    "servimos a",
];
/// The most ZIP codes of one range, such as 75201-75208.
const LONGEST_RANGE: u32 = 100;
/// The most places of one list.
const MOST_PLACES: usize = 200;
/// How many codes in a row are a list also without a heading.
const A_LIST: usize = 3;

/// The places that a text says are served, list by list.
pub(super) fn read(text: &str) -> Vec<(ServedPlaces, Quote)> {
    let mut lists = Vec::new();
    let mut at = 0;
    let lines: Vec<(usize, &str)> = lines(text).collect();
    while let Some((start, line)) = lines.get(at).copied() {
        let heading = heading_end(line);
        let zips = zips(line);
        if !zips.is_empty() && (heading.is_some() || zips.len() >= A_LIST) {
            let cities = heading.map_or_else(Vec::new, |end| cities(&line[end..], true));
            lists.push((ServedPlaces { zips, cities }, Quote::of(text, start, start + line.len())));
            at += 1;
            continue;
        }
        let Some(end) = heading else {
            at += 1;
            continue;
        };
        let mut places = ServedPlaces { zips: Vec::new(), cities: cities(&line[end..], true) };
        let mut last = at;
        if line[end..].trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
            while let Some((_, next)) = lines.get(last + 1) {
                let (zips, cities) = (self::zips(next), cities(next, false));
                if zips.is_empty() && cities.is_empty() || places.zips.len() + places.cities.len() >= MOST_PLACES {
                    break;
                }
                places.zips.extend(zips);
                places.cities.extend(cities);
                last += 1;
            }
        }
        if !places.is_empty() {
            let (last_start, last_line) = lines[last];
            lists.push((places, Quote::of(text, start, last_start + last_line.len())));
        }
        at = last + 1;
    }
    lists
}

/// The places of these names, such as those of a page's data for machines.
pub(super) fn named(names: &[&str]) -> ServedPlaces {
    let mut places = ServedPlaces::default();
    for name in names.iter().take(MOST_PLACES) {
        places.zips.extend(zips(name));
        places.cities.extend(name.split(',').next().and_then(place));
    }
    places
}

/// The lines that have words, each with its place.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split('\n').filter_map(move |line| {
        let at = start;
        start += line.len() + 1;
        (!line.trim().is_empty()).then_some((at, line))
    })
}

/// Where the words that say "we serve" end in a line; the last of them counts.
fn heading_end(line: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    let ends = HEADINGS.iter().filter_map(|heading| {
        let at = lower.find(heading)?;
        let is_word = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
        let end = at + heading.len();
        let rest = lower.get(end..)?;
        (is_word && !rest.starts_with(|c: char| c.is_alphanumeric())).then_some(end)
    });
    ends.max()
}

/// The ZIP codes of a line. One that stands behind a state belongs to an address.
fn zips(line: &str) -> Vec<ZipArea> {
    let mut found: Vec<ZipArea> = Vec::new();
    let mut add = |digits: &str| {
        if let Ok(zip) = ZipArea::parse(digits)
            && found.len() < MOST_PLACES
            && !found.contains(&zip)
        {
            found.push(zip);
        }
    };
    let words: Vec<&str> =
        line.split(|c: char| !(c.is_alphanumeric() || "-–$#".contains(c))).filter(|word| !word.is_empty()).collect();
    for (place, word) in words.iter().enumerate() {
        let previous = place.checked_sub(1).and_then(|place| words.get(place)).copied().unwrap_or_default();
        let next = words.get(place + 1).copied().unwrap_or_default();
        let after_next = words.get(place + 2).copied().unwrap_or_default();
        if is_state(previous) {
            continue;
        }
        if let Some((from, to)) = word.split_once(['-', '–']) {
            range(from, to).for_each(|zip| add(&format!("{zip:05}")));
            if is_zip(from) && to.len() == 4 {
                add(from);
            }
        } else if is_zip(word) && ["to", "through", "-", "–"].contains(&next) && is_zip(after_next) {
            range(word, after_next).for_each(|zip| add(&format!("{zip:05}")));
        } else if is_zip(word) {
            add(word);
        } else if let Some(start) = word.strip_suffix("xx").filter(|start| start.len() == 3) {
            add(start);
        }
    }
    found
}

fn is_zip(word: &str) -> bool {
    word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit()) && ("00501"..="99950").contains(&word)
}

fn range(from: &str, to: &str) -> std::ops::RangeInclusive<u32> {
    #[expect(clippy::reversed_empty_ranges, reason = "no code at all")]
    const NONE: std::ops::RangeInclusive<u32> = 1..=0;
    match (from.parse::<u32>(), to.parse::<u32>()) {
        (Ok(first), Ok(last)) if is_zip(from) && is_zip(to) && first < last && last - first < LONGEST_RANGE => {
            first..=last
        }
        _ => NONE,
    }
}

/// Whether a word is the two letters of a state, as in an address.
fn is_state(word: &str) -> bool {
    const STATES: &str = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND \
                          OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR";
    word.len() == 2 && STATES.split_ascii_whitespace().any(|state| state == word)
}

/// Words that may stand in the name of a place in lower case.
const SMALL: [&str; 9] = ["of", "the", "de", "la", "del", "los", "las", "el", "on"];
/// Words around the names of places that are no part of them.
const AROUND: [&str; 27] = [
    "the",
    "greater",
    "all",
    "of",
    "area",
    "areas",
    "metro",
    "metroplex",
    "region",
    "communities",
    "community",
    "surrounding",
    "nearby",
    "including",
    "in",
    "both",
    "beyond",
    "more",
    "cities",
    "towns",
    "to",
    "and",
    "include",
    "includes",
    "like",
    "such",
    "as",
];

/// The names of places in a list. After "we serve" the list ends with its sentence; else every item of the line must be a name.
fn cities(line: &str, is_sentence: bool) -> Vec<Text<60>> {
    let line = if is_sentence { sentence(line) } else { line };
    let mut found = Vec::new();
    for item in items(line) {
        let Some(name) = place(item) else {
            if is_sentence || is_filling(item) || is_state(item.trim()) {
                continue;
            }
            return Vec::new();
        };
        if !found.contains(&name) && found.len() < MOST_PLACES {
            found.push(name);
        }
    }
    found
}

fn sentence(line: &str) -> &str {
    let ends = line.match_indices(['.', '!', '?']).find(|(at, _)| {
        let last = line[..*at].rsplit(' ').next().unwrap_or_default();
        // "St. Paul" and "Ft. Worth" go on.
        last.len() > 2 && line[at + 1..].chars().next().is_none_or(char::is_whitespace)
    });
    ends.map_or(line, |(at, _)| &line[..at])
}

fn items(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', ';', '•', '·', '|', '/', '&', ':', '\t', '●', '*', '–', '—'])
        .flat_map(|item| item.split(" and "))
        .flat_map(|item| item.split(" - "))
}

fn is_filling(item: &str) -> bool {
    item.split_whitespace().all(|word| AROUND.contains(&word.to_lowercase().as_str()))
}

/// The name of a place: one to four words that begin with a capital. Two letters of a state behind it are left out.
fn place(item: &str) -> Option<Text<60>> {
    let mut words: Vec<&str> =
        item.split_whitespace().map(|word| word.trim_matches(|c: char| "()\"'.".contains(c) && c != '.')).collect();
    let is_around = |word: &&str| AROUND.contains(&word.to_lowercase().as_str());
    while words.first().is_some_and(is_around) {
        words.remove(0);
    }
    while words.last().is_some_and(|word| is_around(word) || is_state(word)) {
        words.pop();
    }
    let is_name = |word: &&str| {
        let letters = word.chars().all(|c| c.is_alphabetic() || "'’.-".contains(c));
        letters && (word.starts_with(|c: char| c.is_uppercase()) || SMALL.contains(word))
    };
    let begins = words.first().is_some_and(|word| word.starts_with(|c: char| c.is_uppercase()));
    let is_place = begins && words.len() <= 4 && words.iter().all(is_name) && !words.iter().any(is_no_place);
    if is_place { Text::parse(words.join(" ").trim_end_matches('.')).ok() } else { None }
}

/// Words with a capital that are not in the names of places: buttons, services, and the like.
fn is_no_place(word: &&str) -> bool {
    const WORDS: [&str; 44] = [
        "call",
        "us",
        "contact",
        "home",
        "about",
        "our",
        "your",
        "we",
        "hvac",
        "heating",
        "cooling",
        "air",
        "ac",
        "repair",
        "service",
        "services",
        "since",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "hours",
        "residential",
        "commercial",
        "customers",
        "schedule",
        "book",
        "free",
        "reviews",
        "careers",
        "privacy",
        "license",
        "licensed",
        "phone",
        "email",
        "copyright",
        "financing",
        "homeowners",
        "families",
        "quality",
        "installation",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

//! A corpus of texts, as companies write them, and the properties that hold for any text.

use super::*;
use crate::hours::Span;

mod model_answers;
mod properties;
mod structured_data;

/// Texts that the reader was written with.
const PAGES: &str = include_str!("tests/pages.txt");
/// Texts that it was not written with. It was tried on them when it was finished, and not changed after them: when one is read now that
/// was not, move all of them to `PAGES` and write others.
const HELD_OUT: &str = include_str!("tests/held_out.txt");

struct Case<'a> {
    name: &'a str,
    text: String,
    expected: Vec<(&'a str, &'a str)>,
}

fn cases(corpus: &str) -> Vec<Case<'_>> {
    corpus
        .split("=== ")
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once('\n').expect("a name");
            let expected =
                rest.lines().filter_map(|line| line.strip_prefix("--- ")).filter_map(|line| line.split_once(": "));
            let text: Vec<&str> = rest.lines().filter(|line| !line.starts_with("--- ")).collect();
            Case { name, text: text.join("\n"), expected: expected.collect() }
        })
        .collect()
}

fn read(text: &str) -> CompanyProposals {
    CompanyProposals::read(&[SourcePage { text: text.to_owned(), ..SourcePage::default() }])
}

/// A week as the corpus writes it: days in a row with the same hours together.
fn written(week: &WeeklyHours) -> String {
    let clock = |span: &Span| format!("{}-{}", span.opens().strftime("%H:%M"), span.closes().strftime("%H:%M"));
    let mut groups: Vec<(Day, Day, String)> = Vec::new();
    for day in Day::ALL {
        let spans = week.on(day).iter().map(clock).collect::<Vec<_>>().join(",");
        match groups.last_mut() {
            Some((_, last, known)) if *known == spans && *last as usize + 1 == day as usize => *last = day,
            _ => groups.push((day, day, spans)),
        }
    }
    let short = |day: Day| day.name()[..3].to_lowercase();
    let group = |(first, last, spans): (Day, Day, String)| {
        let days = if first == last { short(first) } else { format!("{}-{}", short(first), short(last)) };
        (!spans.is_empty()).then(|| format!("{days} {spans}"))
    };
    groups.into_iter().filter_map(group).collect::<Vec<_>>().join("; ")
}

fn joined(parts: impl Iterator<Item = String>, separator: &str) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(separator) }
}

fn shown(found: &CompanyProposals, field: &str) -> String {
    let areas = || found.areas.iter().map(|list| &list.value);
    match field {
        "hours" => joined(found.hours.iter().take(1).map(|week| written(&week.value)), ""),
        "zips" => joined(areas().flat_map(|list| list.zips.clone()).map(String::from), " "),
        "cities" => joined(areas().flat_map(|list| list.cities.clone()).map(String::from), "; "),
        "emergency" => found.emergency_service.as_ref().map_or("none".to_owned(), |quote| quote.as_str().to_owned()),
        "name" => found.name.as_ref().map_or("none".to_owned(), |name| name.value.to_string()),
        "phone" => found.phone.as_ref().map_or("none".to_owned(), |phone| phone.value.to_string()),
        "languages" => {
            joined(found.languages.iter().map(|language| format!("{:?}", language.value).to_lowercase()), " ")
        }
        "unclear" => joined(found.unclear.iter().map(|part| code(part.code)), " "),
        "services" => {
            let service = |found: &Quoted<ProposedService>| {
                let ProposedService { name, fee, after_hours_fee, .. } = &found.value;
                let fee = fee.map_or(String::new(), |fee| format!(" {fee}"));
                let after = after_hours_fee.map_or(String::new(), |fee| format!(" after {fee}"));
                format!("{name}{fee}{after}")
            };
            joined(found.services.iter().map(service), "; ")
        }
        other => panic!("the corpus has a field {other}"),
    }
}

fn code(code: UnclearCode) -> String {
    serde_json::to_value(code).expect("JSON").as_str().expect("a name").to_owned()
}

/// The expectations of a corpus that do not hold.
fn failures(corpus: &str) -> (usize, Vec<String>) {
    let cases = cases(corpus);
    let failures = cases.iter().flat_map(|case| {
        let found = read(&case.text);
        case.expected.iter().filter_map(move |(field, expected)| {
            let shown = shown(&found, field);
            (shown != *expected).then(|| format!("{}: {field}: {shown}, not {expected}", case.name))
        })
    });
    (cases.len(), failures.collect())
}

#[test]
fn pages_of_companies_are_read() {
    let (count, failures) = failures(PAGES);
    assert!(count >= 40, "{count} texts");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn pages_held_out_are_read() {
    let (count, failures) = failures(HELD_OUT);
    assert_eq!(count, 15);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

//! Reads who a company is out of its text: its name, its telephone number and its languages.

use super::{Quote, SourcePage};
use crate::{phone::PhoneNumber, text::Text, triage::Language};

/// Words in the names of companies of the trade.
const TRADE: [&str; 16] = [
    "heating",
    "cooling",
    "air",
    "hvac",
    "mechanical",
    "comfort",
    "climate",
    "plumbing",
    "refrigeration",
    "conditioning",
    "furnace",
    "heat",
    "services",
    "llc",
    "inc",
    "aire",
];
/// Words of a title that sells, which is no name.
const SELLING: [&str; 14] = [
    "repair",
    "installation",
    "near",
    "best",
    "contact",
    "home",
    "call",
    "your",
    "in",
    "quality",
    "trusted",
    "about",
    "welcome",
    "service",
];
const LONGEST_NAME: usize = 60;

/// The company's name.
pub(super) fn name(page: &SourcePage) -> Option<(Text<80>, Quote)> {
    let named = |name: &str| Text::parse(name).ok().map(|text| (text, Quote::whole(name)));
    if let Some(name) =
        page.site_name.as_deref().filter(|name| name.chars().count() <= LONGEST_NAME && !name.contains("http"))
    {
        return named(name);
    }
    copyright(&page.text)
        .or_else(|| {
            page.title
                .as_deref()
                .and_then(|title| title.split(['|', '–', '—', ':', '•']).find_map(trade_name))
                .and_then(named)
        })
        .or_else(|| page.text.lines().map(str::trim).find(|line| !line.is_empty()).and_then(trade_name).and_then(named))
}

/// The name after "©" and the years.
fn copyright(text: &str) -> Option<(Text<80>, Quote)> {
    let line = text.lines().find(|line| line.contains('©') || line.to_ascii_lowercase().contains("copyright "))?;
    let (_, after) = line.split_once('©').or_else(|| line.split_once("opyright "))?;
    let after = after.trim_start_matches(|c: char| !c.is_alphabetic());
    let after = after.strip_prefix("by ").unwrap_or(after);
    let lower = after.to_ascii_lowercase();
    let ends = ["all rights", ". ", "|", " - ", "–", "—", "privacy", "powered by", "·", "•"]
        .iter()
        .filter_map(|end| lower.find(end))
        .min();
    let name = after.get(..ends.unwrap_or(after.len()))?.trim().trim_end_matches([',', '.', ' ']);
    let is_name = name.chars().count() <= LONGEST_NAME && name.split_whitespace().count() <= 8 && !name.is_empty();
    let name = if is_name { name } else { return None };
    Some((Text::parse(name).ok()?, Quote::whole(line)))
}

/// A piece of a title that is the name of a company of the trade.
fn trade_name(piece: &str) -> Option<&str> {
    let piece = piece.trim();
    let words: Vec<String> =
        piece.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_short = (2..=7).contains(&words.len()) && piece.chars().count() <= LONGEST_NAME;
    let begins = piece.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (is_short && begins && has(&TRADE) && !has(&SELLING) && !piece.contains(['$', '!', '?'])).then_some(piece)
}

/// The number that the text has first, or oftener than others. A fax is none.
pub(super) fn phone(text: &str) -> Option<(PhoneNumber, Quote)> {
    let mut found: Vec<(PhoneNumber, Quote, usize)> = Vec::new();
    for line in text.lines().take(2_000) {
        for (at, end) in number_places(line) {
            let before = line[..at].to_ascii_lowercase();
            let is_fax = before.trim_end_matches([' ', ':', '.', '#']).ends_with("fax")
                || before.trim_end().ends_with("fax number:");
            let Some(number) = PhoneNumber::parse_spoken(&line[at..end]).ok().filter(|_| !is_fax) else { continue };
            match found.iter_mut().find(|(known, _, _)| *known == number) {
                Some((_, _, times)) => *times += 1,
                None => found.push((number, Quote::of(line, at, end), 1)),
            }
        }
    }
    let most = found.iter().map(|(_, _, times)| *times).max()?;
    let (number, quote, _) = found.into_iter().find(|(_, _, times)| *times == most)?;
    Some((number, quote))
}

/// The places of ten digits in a row, or eleven that begin with a 1, with the marks of telephone numbers between them.
fn number_places(line: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = bytes[at].is_ascii_digit() || bytes[at] == b'(' || bytes[at] == b'+';
        let is_inside = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || b"$#".contains(&bytes[at - 1]));
        if !begins || is_inside {
            at += 1;
            continue;
        }
        let marks = |byte: &u8| byte.is_ascii_digit() || b" ()-.+".contains(byte);
        let run = at + bytes[at..].iter().take_while(|byte| marks(byte)).count();
        let end = run - bytes[at..run].iter().rev().take_while(|byte| !byte.is_ascii_digit()).count();
        let digits: Vec<u8> = bytes[at..end.max(at)].iter().copied().filter(u8::is_ascii_digit).collect();
        if digits.len() == 10 || (digits.len() == 11 && digits[0] == b'1') {
            places.push((at, end));
        }
        at = run.max(at + 1);
    }
    places
}

/// The languages that the text says are spoken, in the order of the fewest texts that name them: the first language last.
pub(super) fn languages(text: &str) -> Vec<(Language, Quote)> {
    let mut found = Vec::new();
    let [first, others @ ..] = Language::ALL;
    for language in others.into_iter().chain([first]) {
        let phrases = language.phrases("website");
        let line = text.lines().map(str::trim).find(|line| {
            let lower = line.to_lowercase();
            phrases.iter().any(|phrase| lower.contains(phrase))
        });
        if let Some(line) = line {
            found.push((language, Quote::whole(line)));
        }
    }
    found
}

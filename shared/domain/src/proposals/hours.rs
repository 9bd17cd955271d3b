//! Reads opening hours out of a company's text, as US companies write them: "Mon–Fri 8am - 5pm, Sat 9-1, closed Sunday", a table of
//! days, "24/7". What is not certain is left to the person who reviews it.

use std::collections::BTreeMap;

use super::{Quote, UnclearCode, UnclearPart};
use crate::hours::{Day, Span, WeeklyHours};

mod clock;
mod entries;
mod lexer;
mod tokens;

use entries::{DayState, Entry, EntryKind};

/// Two parts of one week stand at most this far from each other, in bytes.
const NEAR: usize = 400;

/// What a text says about hours.
#[derive(Debug, Default)]
pub(super) struct FoundHours {
    /// The weeks, in the order of the text, each once.
    pub(super) weeks: Vec<(WeeklyHours, Quote)>,
    /// Where the text promises help outside these hours.
    pub(super) emergency: Option<Quote>,
    /// What looks like hours and is not proposed.
    pub(super) unclear: Vec<UnclearPart>,
}

/// Reads the hours of a text.
pub(super) fn read(text: &str) -> FoundHours {
    let mut found = FoundHours::default();
    let mut week = Week::default();
    let tokens = lexer::tokens(text);
    let entries = entries::entries(&tokens);
    let left_out = entries::days_left_out(&tokens, &entries);
    found.unclear.extend(
        left_out
            .into_iter()
            .map(|(start, end)| UnclearPart { code: UnclearCode::Hours, quote: Quote::of(text, start, end) }),
    );
    for entry in entries {
        let code = match entry.kind {
            EntryKind::Office => {
                if !week.takes(&entry) {
                    std::mem::take(&mut week).into_found(text, &mut found);
                }
                week.add(entry);
                continue;
            }
            EntryKind::Emergency => {
                found.emergency.get_or_insert_with(|| Quote::of(text, entry.start, entry.end));
                continue;
            }
            EntryKind::Unclear(code) => code,
        };
        found.unclear.push(UnclearPart { code, quote: Quote::of(text, entry.start, entry.end) });
    }
    week.into_found(text, &mut found);
    found
}

/// The entries that make one week.
#[derive(Debug, Default)]
struct Week {
    days: BTreeMap<Day, Vec<Span>>,
    place: Option<(usize, usize)>,
}

impl Week {
    /// Whether an entry belongs to the same week: it stands near, and says nothing else about a day.
    fn takes(&self, entry: &Entry) -> bool {
        let is_near = self.place.is_none_or(|(_, end)| entry.start.saturating_sub(end) <= NEAR);
        is_near && !entry.days.days().any(|day| self.days.contains_key(&day))
    }

    fn add(&mut self, entry: Entry) {
        let spans = match entry.state {
            DayState::Open(spans) => spans,
            DayState::Closed => Vec::new(),
        };
        for day in entry.days.days() {
            self.days.insert(day, spans.clone());
        }
        let (start, end) = self.place.unwrap_or((entry.start, entry.end));
        self.place = Some((start.min(entry.start), end.max(entry.end)));
    }

    fn into_found(self, text: &str, found: &mut FoundHours) {
        let Some((start, end)) = self.place else { return };
        // "Closed on Sunday" alone is no week.
        if self.days.values().all(Vec::is_empty) {
            return;
        }
        let quote = Quote::of(text, start, end);
        match WeeklyHours::new(self.days) {
            Ok(week) if found.weeks.iter().any(|(known, _)| *known == week) => {}
            Ok(week) => found.weeks.push((week, quote)),
            Err(_) => found.unclear.push(UnclearPart { code: UnclearCode::Hours, quote }),
        }
    }
}

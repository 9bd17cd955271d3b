//! Entries of a text about hours: days with their times.

use super::{
    clock,
    tokens::{DaysOfWeek, HoursToken, Located},
};
use crate::{hours::Span, proposals::UnclearCode};

/// What an entry says about its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DayState {
    Open(Vec<Span>),
    Closed,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// The hours of the office.
    Office,
    /// Help outside these hours.
    Emergency,
    /// Neither, or not certain.
    Unclear(UnclearCode),
}

/// Days with their times, and the place of both in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    pub(super) days: DaysOfWeek,
    pub(super) state: DayState,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words between days and times that mean nothing: "Monday through Friday we are here from 8 to 5".
const MOST_FILLING: usize = 4;
/// Lines between days and times, as in a table whose cells are lines.
const MOST_LINES: usize = 2;

/// What follows days.
#[derive(Debug)]
enum Said {
    Spans(Vec<Option<Span>>),
    AllDay,
    Closed,
    ByAppointment,
}

struct EntryReader<'a> {
    tokens: &'a [Located],
}

/// The entries of a text, in order.
pub(super) fn entries(tokens: &[Located]) -> Vec<Entry> {
    let reader = EntryReader { tokens };
    let mut entries = Vec::new();
    let mut at = 0;
    // Whether times stand before their days, as in "8am-5pm Mon-Fri, 9am-1pm Sat".
    let mut times_first = false;
    while at < tokens.len() {
        match reader.entry(at, times_first) {
            Some((entry, next, is_times_first)) => {
                times_first = is_times_first;
                entries.push(entry);
                at = next;
            }
            None => at += 1,
        }
    }
    entries
}

/// The places of days with a time that no entry has, on a line that has an entry: "Mon-Thu 8-5, Fri till 4". A person must read them, since
/// the week without them looks whole.
pub(super) fn days_left_out(tokens: &[Located], entries: &[Entry]) -> Vec<(usize, usize)> {
    let is_read = |token: &Located| entries.iter().any(|entry| (entry.start..entry.end).contains(&token.start));
    let mut left_out = Vec::new();
    for line in tokens.split(|located| located.token == HoursToken::Line) {
        if !line.iter().any(is_read) {
            continue;
        }
        let mut rest = line;
        while let Some(at) = rest.iter().position(|token| matches!(token.token, HoursToken::Days(_)) && !is_read(token))
        {
            let near = &rest[at + 1..rest.len().min(at + 2 + MOST_FILLING)];
            let until = near.iter().position(|token| is_read(token) || matches!(token.token, HoursToken::Days(_)));
            let near = &near[..until.unwrap_or(near.len())];
            if let Some(time) = near.iter().rfind(|token| matches!(token.token, HoursToken::Time(_))) {
                left_out.push((rest[at].start, time.end));
            }
            rest = &rest[at + 1..];
        }
    }
    left_out
}

impl EntryReader<'_> {
    fn token(&self, at: usize) -> Option<HoursToken> {
        self.tokens.get(at).map(|located| located.token)
    }

    /// The entry that begins at a token, the token after it, and whether its times stand first.
    fn entry(&self, at: usize, times_first: bool) -> Option<(Entry, usize, bool)> {
        if let Some((days, after)) = self.days(at) {
            let (said, next) = self.skip(after).and_then(|said_at| self.said(said_at, times_first))?;
            return Some((self.made(days, said, (at, next)), next, false));
        }
        if self.token(at)? == HoursToken::AlwaysOpen {
            let next = self.within_week(at + 1);
            return Some((self.made(DaysOfWeek::ALL, Said::AllDay, (at, next)), next, false));
        }
        let (said, after) = self.said(at, true)?;
        if after > at + 1 && self.token(after - 1) == Some(HoursToken::Days(DaysOfWeek::ALL)) {
            return Some((self.made(DaysOfWeek::ALL, said, (at, after)), after, false));
        }
        let days_at = self.skip_to_days(after)?;
        let (days, next) = self.days(days_at)?;
        // Unless the line goes on so, days with times of their own take those: "We answer 24 hours a day. Office: Mon-Fri, 8-5".
        if !times_first && self.begins_times(next) && !self.goes_on_times_first(next) {
            return None;
        }
        Some((self.made(days, said, (at, next)), next, true))
    }

    /// Skips what may stand between "24/7" and "7 days a week": only "a day" and commas.
    fn within_week(&self, mut at: usize) -> usize {
        let mut end = at;
        while matches!(self.token(at), Some(HoursToken::And | HoursToken::Other | HoursToken::To | HoursToken::AllDay))
            && at - end < 4
        {
            at += 1;
            if self.token(at) == Some(HoursToken::Days(DaysOfWeek::ALL)) {
                end = at + 1;
            }
        }
        end
    }

    /// The days that begin at a token, and the token after them. A short form counts only beside another day, or a dash from it.
    fn days(&self, at: usize) -> Option<(DaysOfWeek, usize)> {
        let (first, is_short) = self.day(at)?;
        let (mut days, mut next, mut is_certain) = (first, at + 1, !is_short);
        loop {
            let mut to = next;
            while self.token(to) == Some(HoursToken::And) {
                to += 1;
            }
            if self.token(to) == Some(HoursToken::To)
                && to == next
                && let Some(((until, _), from)) = self.day(to + 1).zip(first_of(self.day(next - 1)))
                && let (Some(from), Some(until)) = (from.single(), until.single())
            {
                days = days.and(DaysOfWeek::range(from, until));
                (next, is_certain) = (to + 2, true);
            } else if let Some((another, is_short)) = self.day(to)
                && !(is_short && to == next)
            {
                days = days.and(another);
                is_certain |= to > next;
                next = to + 1;
            } else {
                // "F 8-3" is Friday.
                return (is_certain || self.range(next).is_some()).then_some((days, next));
            }
        }
    }

    fn day(&self, at: usize) -> Option<(DaysOfWeek, bool)> {
        match self.token(at)? {
            HoursToken::Days(days) => Some((days, false)),
            HoursToken::ShortDay(day) => Some((DaysOfWeek::of(day), true)),
            _ => None,
        }
    }

    /// The first token after words that mean nothing between days and their times.
    fn skip(&self, mut at: usize) -> Option<usize> {
        let (mut filling, mut lines) = (0, 0);
        loop {
            match self.token(at)? {
                HoursToken::Other => filling += 1,
                HoursToken::Line => lines += 1,
                HoursToken::Holiday if filling == 0 => {}
                HoursToken::To | HoursToken::And | HoursToken::Hours | HoursToken::Stop | HoursToken::Between => {}
                _ => return Some(at),
            }
            if filling > MOST_FILLING || lines > MOST_LINES {
                return None;
            }
            at += 1;
        }
    }

    /// The days that follow times on the same line.
    fn skip_to_days(&self, mut at: usize) -> Option<usize> {
        for _ in 0..=MOST_FILLING {
            match self.token(at)? {
                HoursToken::Other | HoursToken::And | HoursToken::To => at += 1,
                HoursToken::Days(_) | HoursToken::ShortDay(_) => return Some(at),
                _ => return None,
            }
        }
        None
    }

    /// What is said about days, and the token after it.
    fn said(&self, at: usize, times_first: bool) -> Option<(Said, usize)> {
        match self.token(at)? {
            HoursToken::Closed => return Some((Said::Closed, at + 1)),
            HoursToken::ByAppointment => return Some((Said::ByAppointment, at + 1)),
            HoursToken::AllDay | HoursToken::AlwaysOpen => return Some((Said::AllDay, self.within_week(at + 1))),
            _ => {}
        }
        let (first, mut next) = self.range(at)?;
        let mut spans = vec![first];
        loop {
            let mut more = next;
            while self.token(more) == Some(HoursToken::And) {
                more += 1;
            }
            let Some((span, after)) = self.range(more) else { break };
            // The range may belong to the days behind it: "Mon-Fri 8-5, 9-1 Sat".
            let is_of_next = self.skip_to_days(after).and_then(|days| self.days(days));
            if times_first || is_of_next.is_some_and(|(_, after)| !self.begins_times(after)) {
                break;
            }
            spans.push(span);
            next = after;
        }
        Some((Said::Spans(spans), next))
    }

    fn begins_times(&self, at: usize) -> bool {
        self.skip(at).is_some_and(|at| {
            self.range(at).is_some()
                || matches!(
                    self.token(at),
                    Some(HoursToken::Closed | HoursToken::AllDay | HoursToken::AlwaysOpen | HoursToken::ByAppointment)
                )
        })
    }

    /// Whether the times at a token have their days behind them, and nothing after those.
    fn goes_on_times_first(&self, at: usize) -> bool {
        let times = self.skip(at).and_then(|at| self.said(at, true));
        let days = times.and_then(|(_, after)| self.skip_to_days(after)).and_then(|at| self.days(at));
        days.is_some_and(|(_, after)| !self.begins_times(after))
    }

    /// Two times with "to" between them. The span is `None` if they are a guess.
    fn range(&self, at: usize) -> Option<(Option<Span>, usize)> {
        match (self.token(at)?, self.token(at + 1)?, self.token(at + 2)?) {
            (HoursToken::Time(opens), HoursToken::To, HoursToken::Time(closes)) => {
                Some((clock::span(opens, closes), at + 3))
            }
            (HoursToken::Time(opens), HoursToken::And, HoursToken::Time(closes)) if self.follows_between(at) => {
                Some((clock::span(opens, closes), at + 3))
            }
            _ => None,
        }
    }

    /// Whether "between" or "between the hours of" stands before a token.
    fn follows_between(&self, at: usize) -> bool {
        let mut before = self.tokens[..at].iter().rev().take(MOST_FILLING).map(|token| token.token);
        before.find(|token| !matches!(token, HoursToken::Other | HoursToken::Hours)) == Some(HoursToken::Between)
    }

    fn made(&self, days: DaysOfWeek, said: Said, (from, next): (usize, usize)) -> Entry {
        let (start, end) = (self.tokens[from].start, self.tokens[next - 1].end);
        let (state, unclear) = match said {
            Said::Closed => (DayState::Closed, None),
            Said::ByAppointment => (DayState::Closed, Some(UnclearCode::ByAppointment)),
            Said::AllDay => {
                (DayState::Open(vec![Span::new(jiff::civil::Time::midnight(), jiff::civil::Time::midnight())]), None)
            }
            Said::Spans(spans) => match spans.into_iter().collect::<Option<Vec<_>>>() {
                Some(spans) => (DayState::Open(spans), None),
                None => (DayState::Closed, Some(UnclearCode::Hours)),
            },
        };
        let about = self.about(from, next, state != DayState::Closed && days == DaysOfWeek::ALL);
        let kind = unclear.map_or(about, EntryKind::Unclear);
        Entry { kind, days, state, start, end }
    }

    /// What an entry is about, by the words before it on its line and by the heading of its line.
    fn about(&self, from: usize, next: usize, is_every_day: bool) -> EntryKind {
        let is_line = |at: &usize| self.tokens[*at].token == HoursToken::Line;
        let line = (0..from).rev().find(is_line).map_or(0, |at| at + 1);
        let line_end = (next..self.tokens.len()).find(is_line).unwrap_or(self.tokens.len());
        let previous = (0..line.saturating_sub(1)).rev().find(is_line).map_or(0, |at| at + 1);
        // A line without times of its own is the heading of the next one.
        let heading = &self.tokens[previous..line.saturating_sub(1).max(previous)];
        let is_heading = heading.len() <= 6
            && !heading.iter().any(|token| matches!(token.token, HoursToken::Time(_) | HoursToken::Days(_)));
        let heading = if is_heading { heading } else { &[] };
        let before: Vec<HoursToken> = heading.iter().chain(&self.tokens[line..from]).map(|token| token.token).collect();
        // What another entry or sentence of the line is about does not count here.
        let labels = || before.iter().copied().rev().take_while(|token| !ends_label(*token));
        let around = || labels().chain(self.tokens[next..line_end].iter().map(|token| token.token).take(6));
        if labels().any(|token| token == HoursToken::Holiday) {
            return EntryKind::Unclear(UnclearCode::Holiday);
        }
        if labels().any(|token| token == HoursToken::Season) {
            return EntryKind::Unclear(UnclearCode::Season);
        }
        if labels().any(|token| token == HoursToken::Department) {
            return EntryKind::Unclear(UnclearCode::Department);
        }
        let is_emergency = labels().any(|token| token == HoursToken::Emergency);
        let all_day = self.tokens[from..next]
            .iter()
            .any(|token| matches!(token.token, HoursToken::AllDay | HoursToken::AlwaysOpen));
        if is_emergency || (all_day && is_every_day && !is_of_office(around())) {
            return EntryKind::Emergency;
        }
        EntryKind::Office
    }
}

fn ends_label(token: HoursToken) -> bool {
    matches!(
        token,
        HoursToken::Stop | HoursToken::Time(_) | HoursToken::Closed | HoursToken::AllDay | HoursToken::AlwaysOpen
    )
}

fn first_of(day: Option<(DaysOfWeek, bool)>) -> Option<DaysOfWeek> {
    day.map(|(days, _)| days)
}

/// Whether the words around "24/7" speak of the office: it is open, or these are its hours.
fn is_of_office(mut around: impl Iterator<Item = HoursToken>) -> bool {
    let mut is_open = false;
    let only_open = around.all(|token| {
        is_open |= token == HoursToken::Hours;
        token != HoursToken::Emergency
    });
    is_open && only_open
}

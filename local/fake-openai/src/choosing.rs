//! Finds the day, part of the day or offered slot in a caller's words.

use domain::dates::{self, PartOfDay};
use jiff::civil::{Date, date};

use super::{
    hearing::{CallerSentence, DAYS},
    understanding::{LastQuestion, Understanding},
};

/// Any day serves to check whether words name a day. All days that callers name lie after this one.
const LONG_AGO: Date = date(2001, 1, 1);

impl Understanding {
    /// Notes the time in the words. Returns whether there is one.
    pub(super) fn note_day_or_slot(&mut self, sentence: &CallerSentence<'_>) -> bool {
        if let Some(slot) = self.slot_in(sentence) {
            self.chosen = Some(slot);
            return true;
        }
        // "It stopped last night" names no future time.
        if self.asked == LastQuestion::Problem && sentence.has(&["last", "yesterday", "since", "ago"]) {
            return false;
        }
        let day = if is_plain(sentence) { words_for_days(sentence.text()) } else { Some(sentence.text().to_owned()) };
        let names_day = day.is_some();
        let part = Some(PartOfDay::heard_in(sentence.text())).filter(|part| *part != PartOfDay::Any);
        let about_time = matches!(
            self.asked,
            LastQuestion::Problem
                | LastQuestion::Slot
                | LastQuestion::Day
                | LastQuestion::Agreement
                | LastQuestion::Change
        );
        if (names_day || part.is_some()) && (about_time || self.offered.is_empty()) {
            if names_day {
                self.when = day;
            }
            self.part = part;
            self.wants_other_day = !self.offered.is_empty();
            return true;
        }
        false
    }

    /// The offered slot that the words choose.
    fn slot_in(&self, sentence: &CallerSentence<'_>) -> Option<String> {
        let after_offer = matches!(self.asked, LastQuestion::Slot | LastQuestion::Agreement | LastQuestion::Change)
            && !self.offered.is_empty();
        if !after_offer {
            return None;
        }
        if !is_plain(sentence) {
            return None;
        }
        let all = &self.offered;
        if self.asked == LastQuestion::Slot {
            let ordinals = [
                (["first", "earliest", "earlier", "soonest"], 0),
                (["second", "2nd", "middle", "later"], 1),
                (["third", "last", "3rd", "latest"], 2),
            ];
            if let Some((_, at)) = ordinals.iter().find(|(words, _)| sentence.has(words)) {
                return all.get(*at).or_else(|| all.last()).map(|slot| slot.id.clone());
            }
        }
        let part = PartOfDay::heard_in(sentence.text());
        let day = words_for_days(sentence.text()).is_some();
        // The 8 of "8 Cedar Court" is no hour.
        let gives_no_address = sentence.street().is_none();
        let mut fitting = all.iter().filter(|slot| {
            let when = slot.when.to_lowercase();
            let named_day = !day || DAYS.iter().any(|day| sentence.has(&[day]) && when.contains(day));
            let named_part = match part {
                PartOfDay::Any => true,
                part => slot.id.contains(&part_name(part)) || starts_in(&when, part),
            };
            let named_hour = HOURS.iter().any(|(words, hour)| {
                gives_no_address && sentence.says_whole(words) && when.contains(&format!("between {hour}"))
            });
            ((day || part != PartOfDay::Any) && named_day && named_part) || named_hour
        });
        if let Some(slot) = fitting.next() {
            return Some(slot.id.clone());
        }
        let takes_it = self.asked == LastQuestion::Slot && sentence.is_yes() && !day && part == PartOfDay::Any;
        takes_it.then(|| all.first().map(|slot| slot.id.clone())).flatten()
    }
}

/// Whether a day is named without a word that changes it. "Any day but Tuesday" and "Friday the 5th" go to `check_availability` as they
/// were said.
fn is_plain(sentence: &CallerSentence<'_>) -> bool {
    const CHANGING: [&str; 34] = [
        "but",
        "not",
        "except",
        "can't",
        "cant",
        "cannot",
        "don't",
        "wait",
        "instead",
        "after",
        "before",
        "later",
        "earlier",
        "week",
        "weeks",
        "next",
        "last",
        "from",
        "through",
        "until",
        "till",
        "or",
        "between",
        "other",
        "following",
        "than",
        "no",
        "sorry",
        "actually",
        "mean",
        "the",
        "month",
        "year",
        "fortnight",
    ];
    let days = DAYS.iter().filter(|day| sentence.has(&[day])).count();
    let counted = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];
    let is_about_days =
        days > 0 || sentence.has(&counted) || sentence.has(&["week", "weeks", "month", "year", "fortnight"]);
    let changed = sentence.has(&CHANGING) && !sentence.has(&["first", "second", "third", "earliest", "soonest"]);
    !is_about_days || (days <= 1 && !changed && !sentence.has(&counted))
}

/// The longest run of words that names days, as a model passes on only the words for the day.
fn words_for_days(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let runs = (1..=words.len().min(MOST_WORDS)).rev().flat_map(|length| words.windows(length));
    runs.map(|run| run.join(" ")).find(|run| {
        let any_day = dates::resolve("any day", LONG_AGO).map(|request| request.days);
        dates::resolve(run, LONG_AGO).is_some_and(|request| {
            // "in the morning" alone names no day.
            request.part == PartOfDay::Any || Some(&request.days) != any_day.as_ref() || says_any_day(run)
        })
    })
}

fn says_any_day(run: &str) -> bool {
    let run = run.to_lowercase();
    ["any", "soon", "first", "earliest", "next", "whenever", "now", "asap"].iter().any(|word| run.contains(word))
}

/// The longest run of words that is looked at.
const MOST_WORDS: usize = 14;

/// The words for an hour at which a slot may start. "2" alone is none: it may be the second slot.
const HOURS: [(&[&str], &str); 5] = [
    (&["6", "6am", "six"], "6 am"),
    (&["8", "8am", "eight"], "8 am"),
    (&["12", "noon"], "noon"),
    (&["2 o'clock", "2 pm", "2pm"], "2 pm"),
    (&["5", "5pm", "five"], "5 pm"),
];

fn part_name(part: PartOfDay) -> String {
    serde_json::to_value(part).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn starts_in(when: &str, part: PartOfDay) -> bool {
    let starts = when.split("between ").nth(1).unwrap_or_default();
    match part {
        PartOfDay::Morning => starts.split(" and ").next().is_some_and(|start| start.ends_with("am")),
        PartOfDay::Afternoon => {
            starts.starts_with("noon") || ["1 pm", "2 pm", "3 pm", "4 pm"].iter().any(|start| starts.starts_with(start))
        }
        PartOfDay::Evening => ["5 pm", "6 pm", "7 pm"].iter().any(|start| starts.starts_with(start)),
        PartOfDay::Any => true,
    }
}

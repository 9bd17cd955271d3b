//! The history of a call: words and tools, in order. The model and the transcript use it.
//!
//! What the caller says and keys is masked before it is in the history, so no card number and no social security number leaves the turn
//! in which it was said.

use std::{borrow::Cow, ops::Range};

use crate::redaction::{KnownNumber, mask_turns};

/// How many of the caller's latest utterances may complete a number together.
const MASKED_TOGETHER: usize = 8;

/// One entry of the history.
#[derive(Clone, PartialEq, Eq)]
pub enum HistoryEntry {
    /// The caller spoke.
    CallerSaid {
        /// The words as recognised.
        text: String,
    },
    /// The caller pressed keys.
    CallerKeyed {
        /// The keys.
        digits: String,
    },
    /// The agent spoke.
    AgentSaid {
        /// The words.
        text: String,
        /// Which bytes of them the caller heard, if they interrupted them or missed their beginning; nothing if they heard all of them.
        heard: Option<Range<usize>>,
    },
    /// The model asked for tools.
    ToolsRequested {
        /// The requests, in order.
        requests: Vec<ToolRequest>,
    },
    /// A tool's result, for the model.
    ToolReturned {
        /// The request's id.
        id: String,
        /// The text that the model reads.
        content: String,
    },
}

/// A tool call as the model wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolRequest {
    /// The request's id.
    pub id: String,
    /// The tool's name; the model may have invented it.
    pub name: String,
    /// The arguments as JSON text; the model may have written anything.
    pub arguments: String,
}

impl HistoryEntry {
    /// Words that the caller hears to the end, as far as is known.
    #[must_use]
    pub fn agent_said(text: impl Into<String>) -> Self {
        Self::AgentSaid { text: text.into(), heard: None }
    }

    /// What the caller said or keyed; nothing of other entries.
    #[must_use]
    pub fn of_caller(&self) -> Option<&str> {
        match self {
            Self::CallerSaid { text } => Some(text),
            Self::CallerKeyed { digits } => Some(digits),
            Self::AgentSaid { .. } | Self::ToolsRequested { .. } | Self::ToolReturned { .. } => None,
        }
    }

    /// The part of the agent's words that the caller heard, and whether that is all of them; nothing of other entries.
    #[must_use]
    pub fn heard(&self) -> Option<(&str, bool)> {
        match self {
            Self::AgentSaid { text, heard: Some(heard) } => Some((text.get(heard.clone()).unwrap_or(text), false)),
            Self::AgentSaid { text, heard: None } => Some((text, true)),
            _ => None,
        }
    }

    /// What the caller heard of the agent's words; nothing of other entries.
    pub(super) fn heard_part(&self) -> Option<HeardPart<'_>> {
        match self {
            Self::AgentSaid { text, heard } => Some(HeardPart { text, heard: heard.as_ref() }),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::CallerSaid { .. } => "CallerSaid",
            Self::CallerKeyed { .. } => "CallerKeyed",
            Self::AgentSaid { .. } => "AgentSaid",
            Self::ToolsRequested { .. } => "ToolsRequested",
            Self::ToolReturned { .. } => "ToolReturned",
        }
    }
}

/// What a caller heard of the agent's words.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeardPart<'a> {
    text: &'a str,
    heard: Option<&'a Range<usize>>,
}

impl HeardPart<'_> {
    /// Whether the entry ends with these words. Only letters and digits are compared.
    pub(super) fn has_words(&self, words: &str) -> bool {
        letters(self.text).ends_with(&letters(words))
    }

    /// Whether every detail was heard: only the end of the last question may be missing, "Is that all right?", if it has no number.
    pub(super) fn reaches_last_detail(self) -> bool {
        let Some(heard) = self.heard else { return true };
        if heard.start > 0 {
            return false;
        }
        let rest = self.text.get(heard.end..).unwrap_or_default();
        let rest =
            rest.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_question_only = !rest.contains(SENTENCE_ENDS) && !rest.chars().any(char::is_numeric);
        is_question_only && rest.split_whitespace().count() <= LONGEST_QUESTION
    }
}

/// The most words of a question that names no detail.
const LONGEST_QUESTION: usize = 4;

/// Shows the kind only: the rest is personal data.
impl std::fmt::Debug for HistoryEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

/// Shows nothing: even the tool's name comes from the model.
impl std::fmt::Debug for ToolRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToolRequest(…)")
    }
}

/// Masks card numbers and social security numbers in what the caller said and keyed, also those that are spread over several entries, and
/// what the agent and the tools repeated of them. Returns the numbers.
pub fn mask_numbers<'a>(entries: impl IntoIterator<Item = &'a mut HistoryEntry>) -> Vec<KnownNumber> {
    let mut entries: Vec<&mut HistoryEntry> = entries.into_iter().collect();
    let of_caller = entries.iter().enumerate().filter(|(_, entry)| entry.of_caller().is_some());
    let places: Vec<usize> = of_caller.map(|(place, _)| place).collect();
    let words = entries.iter_mut().filter_map(|entry| match &mut **entry {
        HistoryEntry::CallerSaid { text } => Some(text),
        HistoryEntry::CallerKeyed { digits } => Some(digits),
        _ => None,
    });
    let known = mask_turns(words.collect());
    for number in &known {
        let place = |turn: usize| places.get(turn).copied().unwrap_or_default();
        let (first, last) = (place(*number.turns.start()), place(*number.turns.end()));
        for (nth, entry) in entries.iter_mut().enumerate().skip(first + 1) {
            entry.mask(number, nth < last);
        }
    }
    known
}

impl HistoryEntry {
    /// Masks what the agent and the tools repeated of a number. `is_near` if the number was said before and after.
    fn mask(&mut self, number: &KnownNumber, is_near: bool) {
        match self {
            Self::CallerSaid { .. } | Self::CallerKeyed { .. } => {}
            Self::AgentSaid { text, heard } => {
                let Cow::Owned(masked) = number.masked(text, is_near) else { return };
                if let Some(Range { start, end }) = heard {
                    let place = |place: usize| {
                        let before = number.masked(text.get(..place).unwrap_or(text), is_near).len();
                        masked.floor_char_boundary(before)
                    };
                    (*start, *end) = (place(*start), place(*end));
                }
                *text = masked;
            }
            Self::ToolsRequested { requests } => {
                for request in requests {
                    if let Some(masked) = number.masked_json(&request.arguments, is_near) {
                        request.arguments = masked;
                    }
                }
            }
            Self::ToolReturned { content, .. } => {
                if let Some(masked) = number.masked_json(content, is_near) {
                    *content = masked;
                }
            }
        }
    }
}

/// Adds what the caller said or keyed, and masks what it completes. Returns the numbers.
pub(super) fn push_of_caller(history: &mut Vec<HistoryEntry>, entry: HistoryEntry) -> Vec<KnownNumber> {
    history.push(entry);
    let of_caller = history.iter().enumerate().rev().filter(|(_, entry)| entry.of_caller().is_some());
    let first = of_caller.take(MASKED_TOGETHER).last().map_or(0, |(place, _)| place);
    mask_numbers(&mut history[first..])
}

/// Marks which of the agent's words the caller heard. `entries` are spoken one after the other. `heard` is what the caller heard of them,
/// as a speech engine reports it, and begins after the `missed` words.
///
/// Only letters and digits are compared. Where the two differ, the words up to the last whole clause before that count as
/// heard.
pub(super) fn mark_heard<'a>(entries: impl IntoIterator<Item = &'a mut HistoryEntry>, (missed, heard): (&str, &str)) {
    let mut missed = letters(missed).chars().count();
    let mut heard = heard.chars().filter(|c| c.is_alphanumeric()).map(folded).peekable();
    let mut differs = false;
    for entry in entries {
        let HistoryEntry::AgentSaid { text, heard: heard_part } = entry else { continue };
        let (mut start, mut end) = (0, 0);
        let mut whole = !differs;
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            if missed > 0 {
                missed -= 1;
                whole = false;
                end = at + c.len_utf8();
                start = text[end..].find(char::is_alphanumeric).map_or(text.len(), |next| end + next);
                continue;
            }
            if differs || heard.peek().is_none() {
                whole = false;
                break;
            }
            if heard.next() != Some(folded(c)) {
                differs = true;
                whole = false;
                end = text[start..at.max(start)].rfind(CLAUSE_ENDS).map_or(start, |clause| start + clause + 1);
                break;
            }
            end = at + c.len_utf8();
        }
        *heard_part = (!whole).then_some(start..end.max(start));
    }
}

/// The entries that `said` covers: the latest words of the agent that are the same, with no words of the caller between them. Only letters
/// and digits are compared; without any, it covers nothing.
pub(super) fn place_of_words(history: &[HistoryEntry], said: &str) -> Option<Range<usize>> {
    let said = letters(said);
    if said.is_empty() {
        return Some(history.len()..history.len());
    }
    let of_agent = |entry: &HistoryEntry| entry.heard_part().map(|part| letters(part.text));
    for end in (1..=history.len()).rev().filter(|end| of_agent(&history[end - 1]).is_some()) {
        let mut left = said.as_str();
        let words = history[..end].iter().enumerate().rev().take_while(|(_, entry)| entry.of_caller().is_none());
        for (place, words) in words.filter_map(|(place, entry)| Some((place, of_agent(entry)?))) {
            let Some(before) = left.strip_suffix(words.as_str()) else { break };
            left = before;
            if left.is_empty() {
                return Some(place..end);
            }
        }
    }
    None
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(folded).collect()
}

/// What ends a sentence.
const SENTENCE_ENDS: [char; 3] = ['.', '!', '?'];

/// What ends a clause.
const CLAUSE_ENDS: [char; 6] = ['.', ',', ';', ':', '!', '?'];

fn folded(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(said: &[&str], heard: &str) -> Vec<String> {
        let mut entries: Vec<_> = said.iter().map(|text| HistoryEntry::agent_said(*text)).collect();
        mark_heard(&mut entries, ("", heard));
        entries.iter().map(|entry| entry.heard().expect("spoken").0.to_owned()).collect()
    }

    fn reaches_last_detail(text: &str, heard: &str) -> bool {
        let mut entry = HistoryEntry::agent_said(text);
        mark_heard([&mut entry], ("", heard));
        entry.heard_part().expect("words of the agent").reaches_last_detail()
    }

    #[test]
    fn question_counts_as_heard_from_its_last_detail_on() {
        let all = "Let me read that back. A repair, for Sam, at 12 Oak Street. We'd reach you at 214 555 0142.";
        let text = format!("{all} Is that all right?");
        assert!(reaches_last_detail(&text, all));
        assert!(reaches_last_detail(&text, &format!("{all} is that")));
        assert!(reaches_last_detail(&text, &text));
        assert!(!reaches_last_detail(&text, all.trim_end_matches("2.")));
        assert!(!reaches_last_detail(&text, "Let me read that back a repair"));
        assert!(!reaches_last_detail(&text, ""));
        assert!(!reaches_last_detail(
            "Sorry, I didn't hear anything. Shall I cancel your visit?",
            "Sorry, I didn't hear anything"
        ));
        assert!(!reaches_last_detail("On Tuesday, at 12 Oak Street: shall I book it?", "On Tuesday, at 12"));
        assert!(reaches_last_detail("On Tuesday, at 12 Oak Street: shall I book it?", "On Tuesday, at 12 Oak Street"));
    }

    #[test]
    fn words_of_a_turn_begin_after_the_caller_and_before_its_tools() {
        let history = [
            HistoryEntry::agent_said("Peak Heating, hello."),
            HistoryEntry::CallerSaid { text: "Can you come on Tuesday?".to_owned() },
            HistoryEntry::agent_said("One moment."),
            HistoryEntry::ToolReturned { id: "call_1".to_owned(), content: "free".to_owned() },
            HistoryEntry::agent_said("Tuesday is free."),
        ];
        assert_eq!(place_of_words(&history, "One moment. Tuesday is free."), Some(2..5));
        assert_eq!(place_of_words(&history, "Tuesday is free."), Some(4..5));
        assert_eq!(place_of_words(&history, "one moment"), Some(2..3));
        assert_eq!(place_of_words(&history, "Peak Heating, hello."), Some(0..1), "an earlier answer");
        assert_eq!(place_of_words(&history, "Peak Heating, hello. One moment. Tuesday is free."), None);
        assert_eq!(place_of_words(&history, "Something else."), None);
        assert_eq!(place_of_words(&history, ""), Some(5..5));
    }

    #[test]
    fn words_are_heard_as_far_as_the_reported_words_go() {
        let said = ["One moment.", "You're booked for Tuesday, at 8 AM."];
        assert_eq!(marked(&said, "one moment you're booked for tuesday"), ["One moment.", "You're booked for Tuesday"]);
        assert_eq!(marked(&said, "One mom"), ["One mom", ""]);
        assert_eq!(marked(&said, ""), ["", ""]);
        assert_eq!(marked(&said, "One moment. You're booked for Tuesday, at 8 AM."), said);
    }

    #[test]
    fn reported_words_that_differ_count_up_to_the_last_whole_clause() {
        let said = ["You're booked, for Tuesday, at 8 AM.", "Goodbye."];
        assert_eq!(marked(&said, "You're booked for Wednesday at 8"), ["You're booked,", ""]);
        assert_eq!(marked(&said, "Something else"), ["", ""]);
        let said = ["We do. From 8 to 5. On Saturdays too."];
        assert_eq!(marked(&said, "We do. On Saturdays"), ["We do."], "the middle was lost");
    }

    #[test]
    fn words_after_a_lost_beginning_are_heard_without_it() {
        let said = ["One moment.", "You're booked for Tuesday, at 8 AM."];
        let heard = |missed: &str, heard: &str| {
            let mut entries = said.map(HistoryEntry::agent_said);
            mark_heard(&mut entries, (missed, heard));
            entries.map(|entry| entry.heard().expect("spoken").0.to_owned())
        };
        assert_eq!(heard("One moment. ", "you're booked for"), ["", "You're booked for"]);
        assert_eq!(heard("One moment. You're booked ", "for Tuesday at 8 AM"), ["", "for Tuesday, at 8 AM"]);
        assert_eq!(heard("One moment. You're booked for Tuesday, ", "at 9"), ["", ""], "no whole clause");
        assert_eq!(heard("One ", "moment"), ["moment", ""]);
        let mut question = HistoryEntry::agent_said("A repair, at 12 Oak Street. Is that all right?");
        mark_heard([&mut question], ("A repair, ", "at 12 Oak Street is that all right"));
        assert!(!question.heard_part().expect("words of the agent").reaches_last_detail());
    }

    proptest! {
        #[test]
        fn heard_words_have_the_reported_letters_and_digits(
            said in proptest::collection::vec("\\PC{0,40}", 1..4), keep in 0_usize..200,
        ) {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).map(folded).collect::<String>();
            let reported: String = letters(&said.concat()).chars().take(keep).collect();
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            prop_assert_eq!(letters(&marked(&said, &reported).concat()), reported);
        }

        #[test]
        fn words_after_a_missed_beginning_have_the_reported_letters(
            said in proptest::collection::vec("\\PC{0,40}", 1..4), miss in 0_usize..100, keep in 0_usize..100,
        ) {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).map(folded).collect::<Vec<_>>();
            let all = letters(&said.concat());
            let missed: String = all.iter().take(miss).collect();
            let reported: String = all.iter().skip(miss).take(keep).collect();
            let mut entries: Vec<_> = said.iter().map(HistoryEntry::agent_said).collect();
            mark_heard(&mut entries, (&missed, &reported));
            let heard: String = entries.iter().map(|entry| entry.heard().expect("spoken").0).collect();
            prop_assert_eq!(letters(&heard).into_iter().collect::<String>(), reported);
        }
    }
}

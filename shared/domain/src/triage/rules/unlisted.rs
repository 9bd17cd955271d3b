//! Denial, past and doubt of words that the lexicon does not list.

use std::ops::Range;

use super::{Candidate, asked_and_denied, denied, is_asked_about, is_doubtful, is_statement_doubtful, over};
use crate::triage::{
    Language,
    lexicon::Classes,
    utterance::{Mark, Utterance},
};

/// Whether a word is denied, past or hypothetical, or repeats a question that is answered with no.
pub(in crate::triage) fn is_ruled_out(word: usize, utterance: &Utterance) -> bool {
    let alone = unlisted(&(word..word + 1));
    let mark = *utterance.mark_at(word).unwrap_or(&alone);
    let candidate = Candidate { first: &mark, second: None };
    denied(&candidate, utterance)
        || over(&candidate, utterance)
        || is_asked_about(&candidate, utterance)
        || asked_and_denied(&candidate, utterance)
}

/// The same without a denial, for words that are a danger because they deny: "can't stand up".
pub(in crate::triage) fn is_past_or_asked(words: &Range<usize>, utterance: &Utterance) -> bool {
    let mark = unlisted(words);
    let candidate = Candidate { first: &mark, second: None };
    over(&candidate, utterance) || is_asked_about(&candidate, utterance)
}

/// Whether the sentence of these words may be about something else.
pub(in crate::triage) fn is_doubted(words: &Range<usize>, utterance: &Utterance) -> bool {
    let mark = unlisted(words);
    is_doubtful(&Candidate { first: &mark, second: None }, utterance)
}

/// The same of a whole statement, which beats the words of a service or a question after it.
pub(in crate::triage) fn is_statement_doubted(words: &Range<usize>, utterance: &Utterance) -> bool {
    let mark = unlisted(words);
    is_statement_doubtful(&Candidate { first: &mark, second: None }, utterance)
}

/// A mark of words that the lexicon does not list.
fn unlisted(words: &Range<usize>) -> Mark {
    Mark { classes: Classes::NONE, language: Language::FIRST, start: words.start, end: words.end }
}

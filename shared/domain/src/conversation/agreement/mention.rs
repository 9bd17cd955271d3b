//! Which of two offers the caller names: a person or a message.

use super::{
    lexicon::{WordPattern, lexicon},
    words::AnswerWords,
};

/// What a caller who was offered a person or a message wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To be connected to a person.
    Person,
    /// To leave a message.
    Message,
}

/// What the words ask for. A thing that is denied is not asked for; if both are asked for, neither is chosen.
#[must_use]
pub fn wish(answer: &str) -> Option<Wish> {
    let (words, list) = (AnswerWords::of(answer), lexicon());
    if words.has(&list.obligations) {
        return None;
    }
    match (names(&words, &list.persons).any(|denied| !denied), names(&words, &list.messages).any(|denied| !denied)) {
        (true, false) => Some(Wish::Person),
        (false, true) => Some(Wish::Message),
        _ => None,
    }
}

/// Whether the caller says that they do not want a person.
#[must_use]
pub fn refuses_person(answer: &str) -> bool {
    let words = AnswerWords::of(answer);
    let mut named = names(&words, &lexicon().persons).peekable();
    named.peek().is_some() && named.all(|denied| denied)
}

/// Each time that the words name one of the things: whether it is denied.
fn names<'a>(words: &'a AnswerWords, things: &'a [WordPattern]) -> impl Iterator<Item = bool> + 'a {
    (0..words.len()).filter(|at| words.has_at(*at, things)).map(|at| is_denied(words, at))
}

/// Whether a negation stands before the word, with nothing between them that ends it.
fn is_denied(words: &AnswerWords, at: usize) -> bool {
    let list = lexicon();
    let denial = (0..at).rev().find(|before| words.has_at(*before, &list.negations));
    denial.is_some_and(|denial| {
        !(denial + 1..at).any(|between| {
            let ends = |end: &WordPattern| words.matched(between, end).is_some_and(|length| between + length <= at);
            list.ends_negation.iter().any(ends) || (between > denial + 1 && list.ends_earlier_negation.iter().any(ends))
        })
    })
}

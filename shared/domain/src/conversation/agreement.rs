//! Judges the caller's answer to an offer: a yes, a no, or neither.
//!
//! Only a yes changes anything, so a yes is a closed set: every word of the answer has to be known, one of them has to
//! agree, and none of them may deny, ask or restrict. A no ends the offer. Everything else is unclear, and the caller is
//! asked again. The model has no part in this.
//!
//! What was offered, and what a yes leads to, is not known here.

use crate::slot::Slot;

mod lexicon;
mod mention;
mod words;

pub use mention::{Wish, refuses_person, wish};

use jiff::civil::{Date, Weekday};
use lexicon::{WordPattern, lexicon};
use words::AnswerWords;

/// The meaning of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The caller agrees to all of it.
    Yes,
    /// The caller wants none of it.
    No,
    /// Neither: a question, a part of a yes, a correction, a sound of listening, or anything else.
    Unclear,
}

/// What the caller was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// To book a visit.
    Visit,
    /// To move a visit.
    Move,
    /// To cancel a visit.
    Cancellation,
    /// To leave a message.
    Message,
    /// To be connected to a person.
    Person,
    /// To get texts about a visit.
    Texts,
}

impl Offer {
    /// What is a yes to this question only.
    fn yes(self) -> &'static [WordPattern] {
        match self {
            Self::Visit => &[],
            Self::Move => &lexicon().yes_to_move,
            Self::Cancellation => &lexicon().yes_to_cancellation,
            Self::Message => &lexicon().yes_to_message,
            Self::Person => &lexicon().yes_to_person,
            Self::Texts => &lexicon().yes_to_texts,
        }
    }

    fn is_of_a_booked_visit(self) -> bool {
        matches!(self, Self::Move | Self::Cancellation)
    }
}

/// Judges an answer.
///
/// ```
/// use domain::conversation::agreement::{Agreement, Offer, agreement};
///
/// assert_eq!(agreement("yes please go ahead", Offer::Visit), Agreement::Yes);
/// assert_eq!(agreement("sí pero el jueves", Offer::Visit), Agreement::Unclear);
/// assert_eq!(agreement("you know what never mind", Offer::Visit), Agreement::No);
/// ```
#[must_use]
pub fn agreement(answer: &str, offer: Offer) -> Agreement {
    let words = AnswerWords::of(answer);
    if is_refusal(&words, offer) {
        Agreement::No
    } else if is_yes(&words, offer) {
        Agreement::Yes
    } else {
        Agreement::Unclear
    }
}

/// Judges an answer to an offer of this slot: a yes that names another day or part of the day is unclear.
#[must_use]
pub fn agreement_to_slot(answer: &str, offer: Offer, slot: &Slot, today: Date) -> Agreement {
    match agreement(answer, offer) {
        Agreement::Yes if names_another_time(&AnswerWords::of(answer), slot, today) => Agreement::Unclear,
        judged => judged,
    }
}

/// Whether the answer says nothing that a model could act on: sounds of listening, doubts and an incomplete yes.
#[must_use]
pub fn says_nothing(answer: &str) -> bool {
    let (words, list) = (AnswerWords::of(answer), lexicon());
    let known = [&list.yes, &list.listening, &list.neutral, &list.hesitations, &list.empty];
    !words.asks && !asks(&words) && covered(&words, &known.map(Vec::as_slice)).iter().all(|covered| *covered)
}

fn is_refusal(words: &AnswerWords, offer: Offer) -> bool {
    let list = lexicon();
    let keeps = offer.is_of_a_booked_visit() && words.has(&list.keeps);
    if words.has(&list.idioms) && !keeps {
        return false;
    }
    let withdraws = words.has(&list.withdrawals) || keeps || (offer != Offer::Cancellation && words.has(&list.cancels));
    if withdraws {
        return !begins_with_question(words);
    }
    if words.asks || (0..words.len()).any(|at| opens_question(words, at)) {
        return false;
    }
    if words.has(&list.price) || words.has(&list.later) {
        return !agrees_in_part(words, offer);
    }
    if words.has(&list.hesitations) {
        return false;
    }
    if words.has(&list.unsuitable) {
        return !agrees_in_part(words, offer);
    }
    // A no at the beginning or at the end, unless it corrects a detail: "no it's one twelve oak street".
    let is_no = |at: &usize| words.has_at(*at, &list.no_words);
    let begins = (0..words.len()).find(is_no).is_some_and(|no| {
        let known = [&list.yes, &list.listening, &list.neutral, &list.empty].map(Vec::as_slice);
        covered(words, &known).iter().take(no).all(|known| *known)
    });
    let last = (0..words.len()).rev().find(|at| !words.has_at(*at, &list.politeness));
    let takes_back = last.is_some_and(|last| words.has_at(last, &list.affirmations));
    (begins || last.is_some_and(|last| is_no(&last))) && !takes_back && !words.has(&list.details)
}

fn is_yes(words: &AnswerWords, offer: Offer) -> bool {
    let list = lexicon();
    if words.has(&list.negations) || words.asks || asks(words) || is_sarcastic(words) || is_unfinished(words) {
        return false;
    }
    if offer == Offer::Cancellation && words.has(&list.books) {
        return false;
    }
    let suits = words.has(&list.suits);
    let asked_for = words.has(&list.please) && words.has(&list.consenting);
    if !(words.has(&list.yes) || words.has(offer.yes()) || suits || asked_for) {
        return false;
    }
    let when = if suits { list.when.as_slice() } else { &[] };
    let known = [&list.yes, &list.suits, offer.yes(), &list.listening, &list.neutral, when];
    covered(words, &known).iter().all(|covered| *covered)
}

/// Whether an agreement is meant as its opposite.
fn is_sarcastic(words: &AnswerWords) -> bool {
    let list = lexicon();
    (0..words.len()).any(|at| words.has_at(at, &list.sarcasm) && !words.has_at(at, &list.sincere))
}

/// Whether a sentence goes on after the last word.
fn is_unfinished(words: &AnswerWords) -> bool {
    let last = (0..words.len()).rev().find(|at| !["pues", "then", "entonces"].contains(&words.at(*at)));
    last.is_some_and(|last| words.has_at(last, &lexicon().unfinished))
}

/// Which words a pattern of the lists covers. The beginning of the next word is a stutter: "ye yeah".
fn covered(words: &AnswerWords, lists: &[&[WordPattern]]) -> Vec<bool> {
    let mut covered = vec![false; words.len()];
    for at in 0..words.len() {
        for pattern in lists.iter().copied().flatten() {
            if let Some(length) = words.matched(at, pattern) {
                covered.iter_mut().skip(at).take(length).for_each(|word| *word = true);
            }
        }
        covered[at] |= words.at(at + 1).starts_with(words.at(at));
    }
    covered
}

/// Whether the caller agrees to something, with no negation beside it.
fn agrees_in_part(words: &AnswerWords, offer: Offer) -> bool {
    let list = lexicon();
    (0..words.len()).any(|at| {
        let agrees = |pattern: &WordPattern| {
            words
                .matched(at, pattern)
                .is_some_and(|length| !is_negated_at(words, at) && !words.has_at(at + length, &list.negations))
        };
        list.yes.iter().chain(&list.suits).chain(offer.yes()).any(agrees)
    })
}

/// Whether a negation in the same clause stands before or at a word.
fn is_negated_at(words: &AnswerWords, at: usize) -> bool {
    let list = lexicon();
    let clause = (0..=at).rev().take_while(|before| *before == at || !words.has_at(*before, &list.clauses));
    clause.take(7).any(|before| words.has_at(before, &list.negations))
}

/// Whether the words ask, as far as they show it without punctuation. In doubt they do.
fn asks(words: &AnswerWords) -> bool {
    (0..words.len()).any(|at| is_question_word(words, at) || is_inversion(words, at))
}

fn is_question_word(words: &AnswerWords, at: usize) -> bool {
    // "why yes" and "mande al técnico" ask nothing.
    let agrees = |pattern: &WordPattern| words.matched(at, pattern).is_some_and(|length| length > 1);
    words.has_at(at, &lexicon().questions) && !lexicon().yes.iter().any(agrees)
}

/// Whether a question begins here: at the beginning, or after a word that a question may follow.
fn opens_question(words: &AnswerWords, at: usize) -> bool {
    let may_open = at == 0 || words.has_at(at - 1, &lexicon().openers);
    may_open && (is_question_word(words, at) || is_inversion(words, at))
}

/// Whether a verb and its subject stand in the order of a question. "All of that is my address" has none.
fn is_inversion(words: &AnswerWords, at: usize) -> bool {
    let follows_subject = at > 0 && words.has_at(at - 1, &lexicon().subjects);
    !follows_subject && words.has_at(at, &lexicon().inversions)
}

fn begins_with_question(words: &AnswerWords) -> bool {
    (0..words.len().min(2)).any(|at| is_question_word(words, at) || is_inversion(words, at))
}

/// Whether the words name a day or a part of the day that is not the slot's.
fn names_another_time(words: &AnswerWords, slot: &Slot, today: Date) -> bool {
    words.iter().any(|word| {
        let day = match word {
            "monday" | "lunes" => Some(Weekday::Monday),
            "tuesday" | "martes" => Some(Weekday::Tuesday),
            "wednesday" | "miercoles" => Some(Weekday::Wednesday),
            "thursday" | "jueves" => Some(Weekday::Thursday),
            "friday" | "viernes" => Some(Weekday::Friday),
            "saturday" | "sabado" => Some(Weekday::Saturday),
            "sunday" | "domingo" => Some(Weekday::Sunday),
            _ => None,
        };
        match word {
            "today" | "hoy" => slot.id.date != today,
            "tomorrow" => today.tomorrow().is_ok_and(|tomorrow| slot.id.date != tomorrow),
            "morning" => slot.starts.hour() >= 12,
            "afternoon" | "tarde" => slot.ends.hour() <= 12,
            "evening" | "noche" => slot.ends.hour() <= 17,
            _ => day.is_some_and(|day| slot.id.date.weekday() != day),
        }
    })
}

#[cfg(test)]
mod tests;

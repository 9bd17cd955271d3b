//! Fire, electricity, gas, injuries and water by their parts: a thing, what it does, and where ("our package unit appears to be
//! burning", "a limb squashed the gas meter and it's whistling").
//!
//! The patterns are in each language's `patterns.txt`. A sign that is denied, past, supposed, asked about or a matter of money is none.

use std::ops::Range;

use super::{
    Hazard,
    lexicon::Class,
    patterns::{PATTERNS, Patterns, Seen, Sign, SignCondition},
    poisoning::{Found, Grade},
    rules::{self, Strength, is_among},
    utterance::{Mark, Utterance, ends_clause, ends_sentence},
};

/// The dangers of one utterance.
pub(super) fn find(utterance: &Utterance) -> Vec<Found> {
    let mut found = Vec::new();
    for patterns in PATTERNS.iter() {
        for Seen { sign, condition, words } in patterns.signs(utterance, |sign| matches!(sign, Sign::Thing(_))) {
            let Sign::Thing(hazard) = sign else { continue };
            if !counts(hazard, &words, utterance, patterns) {
                continue;
            }
            let strength = match (condition, rules::is_statement_doubted(&words, utterance)) {
                (SignCondition::Hint, true) => Strength::Weak,
                (SignCondition::Hint, false) | (_, true) => Strength::Strong,
                (_, false) => Strength::Stated,
            };
            found.push(Found { hazard, grade: Grade::Emergency(strength), language: patterns.language });
        }
    }
    found
}

fn counts(hazard: Hazard, words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    // "The fire department" and "the gas company" report; they are no idioms.
    let reports = is_among(REPORTERS, utterance.word(words.start + 1));
    let is_neutral = |mark: &Mark| {
        mark.is_only(Class::Neutral) && !is_denial_phrase(hazard) && !(reports && mark.start == words.start)
    };
    let is_idiom = utterance.mark_at(words.start).is_some_and(is_neutral) || utterance.marks_in(words).any(is_neutral);
    !is_idiom
        && !is_denied(hazard, words, utterance, patterns)
        && !rules::is_past_or_asked(words, utterance)
        && !is_about_money(words, utterance, patterns)
}

/// What follows "fire" and "gas" in the names of those who report a danger.
const REPORTERS: &str = "department departments dept chief captain company guy man";

/// Whether the signs of a danger say what cannot be done: "can't find a pulse", "can't shut the water off".
fn is_denial_phrase(hazard: Hazard) -> bool {
    matches!(hazard, Hazard::Medical | Hazard::Water)
}

/// How many words before a sign its denial may be.
const DENIAL_REACH: usize = 3;

/// How many words after a sign the result of a measurement may be.
const RESULT_REACH: usize = 5;

/// "The furnace isn't on fire", "the gas company found no leak", "the inspector tested for carbon monoxide and it was zero".
fn is_denied(hazard: Hazard, words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    let before = (words.start.saturating_sub(DENIAL_REACH)..words.start).rev();
    let before = before.map(|at| utterance.word(at)).take_while(|word| !ends_clause(word));
    let within = words.clone().map(|at| utterance.word(at));
    // "No carbon monoxide, just smoke": what follows "just" is so.
    let restricts = is_among("just only but sino solo", utterance.word(words.start));
    let denies = |word: &str| patterns.is("not", word) || is_among("zero cero isnt arent wasnt", word);
    let measures = matches!(hazard, Hazard::GasLeak | Hazard::CarbonMonoxide);
    let result = words.end..words.end + RESULT_REACH;
    let is_clear = measures
        && result
            .map(|at| utterance.word(at))
            .take_while(|word| !ends_sentence(word))
            .any(|word| is_among("zero cero none clear negative passed cleared", word));
    is_clear
        || (!restricts && before.into_iter().any(denies))
        || (!is_denial_phrase(hazard) && within.into_iter().any(|word| denies(word) && !is_among("wont didnt", word)))
}

/// How far from a sign what it is a figure of speech for may be.
const MONEY_REACH: usize = 4;

fn is_about_money(words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    let near = words.start.saturating_sub(MONEY_REACH)..words.end + MONEY_REACH;
    near.into_iter().any(|at| patterns.is("money", utterance.word(at)))
}

//! Carbon monoxide without its name, and other dangers that a body or water shows.
//!
//! Carbon monoxide is a thing that burns fuel, or its flue, and a sign of a person or an animal: unable to stand, falling,
//! dizzy, vomiting, of another colour. Both may stand in either order, or in two utterances. The signs are patterns of
//! [`super::patterns`]. A sign that is denied, past, supposed, or about a bill is none.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Hazard, Language,
    lexicon::Class,
    patterns::{PATTERNS, Patterns, Seen, Sign, SignCondition},
    rules::{self, Strength, is_among},
    utterance::{Mark, PAUSE, Utterance, ends_clause, ends_sentence},
};

/// How sure a danger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grade {
    /// An emergency, if the classifier agrees as far as this strength needs it; else suspect.
    Emergency(Strength),
    /// Suspect, whatever the classifier says.
    Suspect,
}

/// A danger that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) hazard: Hazard,
    pub(super) grade: Grade,
    pub(super) language: Language,
}

/// The signs of an utterance in one language.
#[derive(Debug, Clone, Default)]
struct Signs {
    kinds: BTreeSet<Sign>,
    /// Of several persons.
    is_of_several: bool,
    /// Asked about, offered, named: see [`rules::is_doubted`].
    is_doubted: bool,
}

impl Signs {
    fn has(&self, sign: Sign) -> bool {
        self.kinds.contains(&sign)
    }

    /// Whether a person or an animal may be poisoned.
    fn has_any(&self) -> bool {
        self.kinds.iter().any(|sign| is_of_a_body(*sign))
    }

    fn is_grave(&self) -> bool {
        let of_a_person = self.kinds.iter().any(|sign| is_of_a_body(*sign) && *sign != Sign::Animal);
        self.has(Sign::Unable)
            || self.has(Sign::Grave)
            || self.has(Sign::Colour)
            || (self.has(Sign::Animal) && of_a_person)
    }

    fn and(mut self, other: Self) -> Self {
        self.kinds.extend(other.kinds);
        self.is_of_several |= other.is_of_several;
        self.is_doubted |= other.is_doubted;
        self
    }
}

/// Whether a sign shows how a person or an animal is.
fn is_of_a_body(sign: Sign) -> bool {
    !matches!(sign, Sign::Jet | Sign::Thing(_))
}

/// The dangers of one utterance.
pub(super) fn find(utterance: &Utterance) -> Vec<Found> {
    let mut found = Vec::new();
    let source = source(utterance);
    for patterns in PATTERNS.iter() {
        // Without a source, poisoning shows in nothing, and most signs need not be looked for.
        let signs = signs(utterance, patterns, |sign| match sign {
            Sign::Colour | Sign::Chest | Sign::Jet => true,
            _ => source && is_of_a_body(sign),
        });
        let language = patterns.language;
        if signs.has_any() && source {
            found.push(Found { hazard: Hazard::CarbonMonoxide, grade: grade(&signs, fails(utterance)), language });
        }
        if signs.has(Sign::Colour) && signs.has(Sign::Chest) {
            found.push(Found { hazard: Hazard::Medical, grade: Grade::Emergency(Strength::Stated), language });
        } else if signs.has(Sign::Chest) {
            found.push(Found { hazard: Hazard::Medical, grade: Grade::Suspect, language });
        }
        if signs.has(Sign::Jet) && utterance.words.iter().any(|word| patterns.is("water", word)) {
            found.push(Found { hazard: Hazard::Water, grade: Grade::Emergency(Strength::Strong), language });
        }
    }
    found
}

/// Carbon monoxide of which one utterance names the source and the other the sign.
pub(super) fn find_across(earlier: &Utterance, utterance: &Utterance) -> Option<Found> {
    let (source_before, source_now) = (source(earlier), source(utterance));
    PATTERNS.iter().find_map(|patterns| {
        let before = if source_now { signs(earlier, patterns, is_of_a_body) } else { Signs::default() };
        let now = if source_before { signs(utterance, patterns, is_of_a_body) } else { Signs::default() };
        let signs = before.and(now);
        let grade = grade(&signs, fails(earlier) || fails(utterance));
        signs.has_any().then_some(Found { hazard: Hazard::CarbonMonoxide, grade, language: patterns.language })
    })
}

/// Whether an utterance names what burns fuel, or a sign of poisoning: half of what makes carbon monoxide.
pub(super) fn is_half(utterance: &Utterance) -> bool {
    source(utterance) || PATTERNS.iter().any(|patterns| signs(utterance, patterns, is_of_a_body).has_any())
}

/// Whether an utterance says how a person is who is poisoned, with or without a source.
pub(super) fn shows_signs(utterance: &Utterance) -> bool {
    let is_named = utterance.marks.iter().any(|mark| mark.is(Class::Symptom) && !is_figurative(mark, utterance));
    is_named || PATTERNS.iter().any(|patterns| signs(utterance, patterns, is_of_a_body).has_any())
}

/// "We feel fine when we go out", "afuera se nos quita".
pub(super) fn is_better_outside(utterance: &Utterance) -> bool {
    const OUTSIDE: &str = "outside outdoors leave leaving afuera fuera salgo salimos salir salen";
    const GOING: &str = "go goes going went step steps stepped get gets walk";
    const BETTER: &str = "better fine ok okay good normal away stops gone clears lifts alright mejor bien quita pasa";
    const NOT: &str = "no not isnt dont doesnt arent never neither ni tampoco same igual worse peor";
    const NEAR: usize = 6;
    let words = &utterance.words;
    (0..words.len()).filter(|at| is_among(BETTER, &words[*at])).any(|better| {
        let near = better.saturating_sub(NEAR)..better + NEAR;
        let is_outside = near.into_iter().any(|at| {
            is_among(OUTSIDE, utterance.word(at))
                || (utterance.word(at) == "out" && is_among(GOING, utterance.before(at)))
        });
        is_outside && !(better.saturating_sub(2)..better).any(|at| is_among(NOT, utterance.word(at)))
    })
}

/// Whether an answer names several persons and denies nothing.
pub(super) fn names_several_persons(utterance: &Utterance) -> bool {
    PATTERNS.iter().any(|patterns| {
        let all = 0..utterance.words.len();
        is_of_several(&all, utterance, patterns) && !utterance.words.iter().any(|word| patterns.is("not", word))
    })
}

fn strength(signs: &Signs) -> Strength {
    if signs.is_doubted { Strength::Strong } else { Strength::Stated }
}

fn grade(signs: &Signs, fails: bool) -> Grade {
    // Without heat, people are ill of the cold, or were so before.
    if signs.is_grave() || (signs.is_of_several && !fails) { Grade::Emergency(strength(signs)) } else { Grade::Suspect }
}

/// Whether the heat is said to be out. A hood or a fan that quits makes it worse.
fn fails(utterance: &Utterance) -> bool {
    const NEAR: usize = 5;
    let mut down = utterance.marks.iter().filter(|mark| mark.is(Class::Down));
    let is_of_the_heat = |down: &Mark| {
        // "No prende el calentón".
        let after = if down.language.settings().subject_may_follow { NEAR } else { 0 };
        let near = down.start.saturating_sub(NEAR)..down.end + after;
        utterance.marks_in(&near).any(|mark| mark.is(Class::HeatSource))
    };
    utterance.has(Class::NoHeat) || down.any(is_of_the_heat)
}

/// Whether an utterance names something that burns fuel indoors, or its exhaust.
fn source(utterance: &Utterance) -> bool {
    let words = &utterance.words;
    let has = |set: &str| words.iter().any(|word| PATTERNS.iter().any(|patterns| patterns.is(set, word)));
    has("burner") || has("flue") || (has("engine") && has("enclosed")) || heat_is_on(utterance)
}

/// "Since the heat came on".
fn heat_is_on(utterance: &Utterance) -> bool {
    const ON: &str = "on running runs run kicks kicked came comes turned turn going cranked started starts";
    const NEAR: usize = 3;
    let cools = [Class::CoolSource, Class::Sweltering, Class::NoCooling].iter().any(|class| utterance.has(*class));
    let is_on = |at: usize| {
        let near = at.saturating_sub(NEAR)..=at + NEAR;
        near.into_iter().any(|near| ON.split(' ').any(|word| word == utterance.word(near)))
    };
    let heat = |word: &String| matches!(word.as_str(), "heat" | "heats" | "heating");
    !cools && utterance.words.iter().enumerate().any(|(at, word)| heat(word) && is_on(at))
}

/// The signs of an utterance that count.
fn signs(utterance: &Utterance, patterns: &Patterns, wanted: impl Fn(Sign) -> bool) -> Signs {
    let mut signs = Signs::default();
    for Seen { sign, condition, words } in patterns.signs(utterance, wanted) {
        if !counts(sign, condition == SignCondition::OfAPerson, &words, utterance, patterns) {
            continue;
        }
        signs.kinds.insert(sign);
        if sign == Sign::Jet {
            continue;
        }
        signs.is_of_several |= is_of_several(&words, utterance, patterns);
        signs.is_doubted |= rules::is_doubted(&words, utterance);
    }
    signs
}

fn counts(sign: Sign, of_a_person: bool, words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    let is_idiom =
        sign != Sign::Unable && utterance.mark_at(words.start).is_some_and(|mark| mark.is_only(Class::Neutral));
    let subject = subject(words, utterance, patterns);
    let has_a_subject = match sign {
        Sign::Unable => subject != SignSubject::Thing,
        _ if of_a_person => subject == SignSubject::Person,
        _ => true,
    };
    let is_denied = sign != Sign::Unable && is_denied(words.start, utterance, patterns);
    has_a_subject
        && !is_idiom
        && !is_denied
        && !is_about_money(words, utterance, patterns)
        && !rules::is_past_or_asked(words, utterance)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SignSubject {
    Person,
    Thing,
    Unknown,
}

/// How many words before a sign its subject may be, and how many after it.
const SUBJECT_BEFORE: usize = 6;
const SUBJECT_AFTER: usize = 3;

/// Articles and pronouns that name no person, and "I", who says that a thermostat won't wake up.
const NO_PERSON: &str = "el se me nos yo i me it";

/// Who or what a sign is about: in Spanish a thing just after it ("no responde el termostato"), else the last within it, else
/// the nearest before it.
fn subject(words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> SignSubject {
    let is_person = |word: &str| patterns.is("person", word) || patterns.is("animal", word);
    let kind = |at: usize| {
        let word = utterance.word(at);
        let is_nobody = matches!(word, "nobody" | "noone" | "neither" | "nadie");
        let is_of_a_person = || word.strip_suffix('s').is_some_and(|one| one.len() > 3 && is_person(one));
        if is_nobody || is_person(word) || is_of_a_person() {
            SignSubject::Person
        } else if patterns.is("thing", word) {
            SignSubject::Thing
        } else {
            SignSubject::Unknown
        }
    };
    let first = words.start.saturating_sub(SUBJECT_BEFORE);
    // A thing of another clause is not what cannot stand: "the heater is on so now ...".
    let clause = utterance
        .around(words.start, |word| matches!(word, PAUSE | "so" | "because" | "porque") || ends_sentence(word));
    let clause = clause.start;
    let after = words.end..words.end + SUBJECT_AFTER;
    let inside = words.clone().filter(|at| !is_among(NO_PERSON, utterance.word(*at)));
    let after =
        after.take_while(|at| patterns.language.settings().subject_may_follow && !ends_clause(utterance.word(*at)));
    let mut kinds = after
        .filter(|at| kind(*at) == SignSubject::Thing)
        .chain(inside.rev())
        .chain((first..words.start).rev().filter(|at| kind(*at) != SignSubject::Thing || *at >= clause))
        .map(kind)
        .filter(|kind| *kind != SignSubject::Unknown);
    kinds.next().unwrap_or(SignSubject::Unknown)
}

/// How many words before a sign several persons may be, and how many after it.
const SEVERAL_BEFORE: usize = 8;
const SEVERAL_AFTER: usize = 4;

/// "We're all", "three of the guys", "my wife and I", "and neither does my son".
fn is_of_several(words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    let near = words.start.saturating_sub(SEVERAL_BEFORE)..words.end + SEVERAL_AFTER;
    let mut sentence = utterance.around(words.start, ends_sentence);
    sentence.any(|at| is_shared(at, utterance, patterns))
        || near.into_iter().any(|at| {
            let (word, next) = (utterance.word(at), utterance.word(at + 1));
            let counted = patterns.is("number", word)
                && (matches!(next, "of" | "de" | "more" | "mas") || patterns.is("several", next))
                && !matches!(utterance.word(at + 2), "a" | "sudden");
            let is_person = |word: &str| patterns.is("person", word) || patterns.is("animal", word);
            let joined = matches!(word, "and" | "y")
                && is_person(utterance.before(at))
                && (at + 1..at + 4).any(|at| is_person(utterance.word(at)));
            // "Estamos", "vemos".
            let we = patterns.language.settings().we_ends_in.as_deref();
            let is_we = we.is_some_and(|ending| word.len() > ending.len() + 1 && word.ends_with(ending));
            counted || joined || is_we || patterns.is("several", word)
        })
}

/// "So does my sister", "neither can he", "my wife too", "mi esposa también".
fn is_shared(at: usize, utterance: &Utterance, patterns: &Patterns) -> bool {
    let (before, word, next) = (utterance.before(at), utterance.word(at), utterance.word(at + 1));
    match word {
        "so" | "neither" | "nor" => is_among("does do did is are am has have can could was were", next),
        "too" | "tambien" | "tampoco" => before == "it" || patterns.is("person", before),
        _ => false,
    }
}

/// How many words before a sign its denial may be.
const DENIAL_REACH: usize = 3;

/// "Nobody is dizzy", "no headaches". A subject of its own ends a denial: "no, my wife is dizzy".
fn is_denied(start: usize, utterance: &Utterance, patterns: &Patterns) -> bool {
    (start.saturating_sub(DENIAL_REACH)..start)
        .rev()
        .map(|at| utterance.word(at))
        .take_while(|word| !ends_clause(word) && (patterns.is("not", word) || !patterns.is("person", word)))
        .any(|word| patterns.is("not", word))
}

/// How far from a sign what it is a figure of speech for may be: "this bill makes me dizzy".
const MONEY_REACH: usize = 5;

fn is_about_money(words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    let near = words.start.saturating_sub(MONEY_REACH)..words.end + MONEY_REACH;
    near.into_iter().any(|at| patterns.is("money", utterance.word(at)))
}

/// Whether an utterance has a figure of speech instead of a danger to a body.
pub(super) fn has_figure(utterance: &Utterance) -> bool {
    let of_a_body = |mark: &&Mark| mark.is(Class::Collapse) || mark.is(Class::Symptom);
    utterance.marks.iter().filter(of_a_body).any(|mark| is_figurative(mark, utterance))
}

/// Whether a phrase for a person in danger is about something else here: "the thermostat won't wake up", "this bill makes me
/// dizzy".
pub(super) fn is_figurative(mark: &Mark, utterance: &Utterance) -> bool {
    let words = mark.start..mark.end;
    PATTERNS.iter().any(|patterns| {
        is_of_a_device(&words, utterance, patterns)
            || (mark.is(Class::Symptom)
                && is_about_money(&words, utterance, patterns)
                && !utterance.words[words.clone()].iter().any(|word| word.starts_with("breath")))
    })
}

/// "The thermostat won't wake up": a device just before or, in Spanish, just after, and no person in the sentence.
fn is_of_a_device(words: &Range<usize>, utterance: &Utterance, patterns: &Patterns) -> bool {
    const NEAR: usize = 4;
    let denies = PATTERNS.iter().any(|patterns| {
        let first = utterance.word(words.start);
        patterns.is("unable", first) || patterns.is("not", first)
    });
    let is_device = |at: usize| patterns.is("device", utterance.word(at));
    let before = (words.start.saturating_sub(NEAR)..words.start).any(is_device);
    let after = patterns.language.settings().subject_may_follow
        && (words.end..words.end + NEAR).take_while(|at| !ends_clause(utterance.word(*at))).any(is_device);
    let is_somebody = |at: usize| {
        let word = utterance.word(at);
        PATTERNS.iter().any(|patterns| patterns.is("person", word) || patterns.is("animal", word))
            && !is_among(NO_PERSON, word)
    };
    denies && (before || after) && !utterance.around(words.start, ends_sentence).any(is_somebody)
}

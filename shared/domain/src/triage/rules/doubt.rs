//! What makes a sentence with words of danger be about something else: a service, a question, a name, a story.

use super::{
    Candidate, Class, Mark, Utterance, ends_clause, ends_sentence, is_age_of_a_thing, is_present, number_at,
    statement::{is_among, is_attribute, is_on_fire, is_plain, is_stated},
};

/// Whether a word turns from one thought to another: "quería una cita pero huele a gas".
fn ends_thought(word: &str) -> bool {
    ends_sentence(word) || matches!(word, "pero" | "but" | "aunque" | "mientras" | "sino" | "bueno")
}

/// "calle Fuego", "se llama Chispa": the word directly after what introduces a name.
pub(super) fn is_named(mark: &Mark, utterance: &Utterance) -> bool {
    let mut at = mark.start;
    while matches!(utterance.before(at), "el" | "la" | "los" | "las" | "de" | "del" | "es" | "the") {
        at -= 1;
    }
    let Some(before) = at.checked_sub(1) else { return false };
    let introduces = |at: usize| utterance.mark_at(at).is_some_and(|introduction| introduction.is(Class::Named));
    // "My name is John Sparks".
    let after_a_first_name = utterance.mark_at(before).is_none()
        && before
            .checked_sub(1)
            .is_some_and(|at| introduces(at) && matches!(utterance.word(at), "is" | "llamo" | "nombre" | "mr" | "mrs"));
    let introduced = introduces(before) || after_a_first_name;
    introduced || is_street_name(mark, utterance)
}

/// "Burns Street", "Burning Tree Way".
fn is_street_name(mark: &Mark, utterance: &Utterance) -> bool {
    const STREETS: &str = "street lane drive road avenue boulevard court circle terrace parkway";
    // Also ordinary words: "smoke half way up the stairs".
    const WAYS: &str = "way trail loop ridge creek hills";
    const NO_NAMES: &str =
        "half part all some the no any each every my this that your her his our a in on by from to down up";
    let (next, second) = (utterance.word(mark.end), utterance.word(mark.end + 1));
    let in_two_words = !is_among(NO_NAMES, next)
        && utterance.mark_at(mark.end).is_none_or(|mark| !mark.is(Class::Present))
        && (is_among(STREETS, second) || is_among(WAYS, second));
    is_among(STREETS, next) || in_two_words
}

/// What makes a sentence be about something else: a service, a question, a name, a story.
const DOUBTS: [Class; 7] =
    [Class::Service, Class::Question, Class::Named, Class::Hypothetical, Class::Past, Class::Harmless, Class::Smoker];

/// Whether the sentence may be about something else.
///
/// A statement beats a context word: "I have a gas leak, can you replace the pipe".
pub(super) fn is_doubtful(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let stated = is_stated(candidate, utterance) || is_plain(candidate, utterance) || is_on_fire(candidate, utterance);
    is_doubtful_where(candidate, utterance, |_| !stated)
}

/// The same for a whole statement of a danger: only a service or a question before it makes it doubtful.
pub(super) fn is_statement_doubtful(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    is_doubtful_where(candidate, utterance, |mark| mark.start < candidate.start())
}

/// Whether the sentence may be about something else; a service or a question counts if `asks`.
fn is_doubtful_where(candidate: &Candidate<'_>, utterance: &Utterance, asks: impl Fn(&Mark) -> bool) -> bool {
    let sentence = utterance.around(candidate.start(), ends_thought);
    let clause = utterance.around(candidate.start(), ends_clause);
    let present = is_present(candidate, &clause, utterance);
    // The marks within a statement of words that are not listed are its own.
    let is_own = |mark: &Mark| {
        candidate.second.is_none() && mark.start >= candidate.first.start && mark.end <= candidate.first.end
    };
    let mut others = utterance.marks_in(&sentence).filter(|mark| !candidate.covers(mark) && !is_own(mark));
    is_attribute(candidate, utterance)
        || others.any(|mark| {
            DOUBTS.iter().any(|class| {
                mark.is(*class)
                    && match class {
                        Class::Service | Class::Question => asks(mark),
                        Class::Named => names(mark, candidate, utterance),
                        Class::Past => {
                            !is_age_of_a_thing(mark, utterance) && (!present || clause.contains(&mark.start))
                        }
                        _ => true,
                    }
            })
        })
}

/// How many words from a word of danger the introduction of a name may be: an address elsewhere in a call says nothing.
const NAME_REACH: usize = 4;

/// The first words of what introduces a name that follows.
const INTRODUCTIONS: &str = "my im name names first last me mi soy vivo calle la avenida near next across by al frente enfrente past \
     behind corner turn down en cerca";
/// Words between a danger and a place that is not named by it.
const PREPOSITIONS: &str = "at on in near by i my en the la el is from mi";

/// Whether a mark makes a name of the candidate: it introduces one just before, or is the kind of place that one just after
/// has. "There's smoke at 12 oak street" and "there's smoke my name is john" name no smoke.
fn names(mark: &Mark, candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    if mark.start < candidate.end() {
        // "The baptist parsonage and their AC is on fire": another clause names nothing.
        let between = mark.end..candidate.start().max(mark.end);
        return candidate.start() < mark.end + NAME_REACH
            && !utterance.words[between].iter().any(|word| ends_clause(word));
    }
    let between = candidate.end() - 1..mark.start;
    let introduces = is_among(INTRODUCTIONS, utterance.word(mark.start));
    let is_elsewhere = |word: &String| is_among(PREPOSITIONS, word);
    let is_numbered = between.clone().any(|at| number_at(&utterance.words[at..]).is_some());
    between.len() <= NAME_REACH && !introduces && !is_numbered && !utterance.words[between].iter().any(is_elsewhere)
}

/// How many words from what asks to what is asked about.
const QUESTION_REACH: usize = 6;

/// "Do you fix gas leaks", "how much to repair a burst pipe", "arreglan fugas de gas": what is asked about need not exist. It does
/// if the sentence also says so: "do you fix gas leaks I have one right now".
pub(super) fn is_asked_about(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let sentence = utterance.around(candidate.start(), ends_thought);
    let before = sentence.start..candidate.start();
    let asks =
        utterance.marks_in(&before).filter(|mark| mark.is(Class::Question) && !is_about_what_happens(mark, utterance));
    let asks = asks.last();
    // "Do you fix it if our operator backed into the gas meter": what is supposed may be further away.
    let reach = |question: &Mark| {
        let supposes = (question.end..question.end + 3).any(|at| matches!(utterance.word(at), "if" | "si"));
        if supposes { 2 * QUESTION_REACH } else { QUESTION_REACH }
    };
    let Some(question) = asks.filter(|mark| mark.end + reach(mark) >= candidate.start()) else { return false };
    let between = question.end..candidate.start();
    let turns =
        utterance.words[between.start..candidate.end()].iter().any(|word| ends_clause(word) || is_verb_of_now(word))
            || utterance.word(candidate.end()) == "when"
            || sounds_after_a_question(question.end, candidate, utterance);
    let states =
        |mark: &Mark| !candidate.covers(mark) && [Class::Present, Class::Statement].iter().any(|class| mark.is(*class));
    !turns
        && !is_plain(candidate, utterance)
        && !is_stated(candidate, utterance)
        && !utterance.marks_in(&sentence).any(|mark| states(mark) && mark.start != question.start)
        && !is_said_to_exist_after(sentence.end, utterance)
}

/// "Do you have weekend hours the CO alarm in the rental's sounding": a thing of its own after what is asked for, which sounds.
fn sounds_after_a_question(question_end: usize, candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let sounds = |mark: &Mark| mark.is(Class::Sounding) || mark.is(Class::Chirping);
    let is_sounding = sounds(candidate.first) || candidate.second.is_some_and(sounds);
    let between = question_end + 1..candidate.start();
    is_sounding && between.into_iter().any(|at| is_among("the my our this that el la mi nuestra", utterance.word(at)))
}

/// "¿Reparan fugas de gas? Es que tengo una", "do you fix gas leaks? I have one".
fn is_said_to_exist_after(sentence_end: usize, utterance: &Utterance) -> bool {
    const NEXT_SENTENCE: usize = 8;
    let next = sentence_end + 1..sentence_end + 1 + NEXT_SENTENCE;
    next.take_while(|at| !ends_sentence(utterance.word(*at))).any(|at| {
        matches!(utterance.word(at), "tengo" | "tenemos" | "hay" | "have" | "got")
            && matches!(utterance.word(at + 1), "una" | "uno" | "one")
            && !matches!(utterance.before(at), "no" | "dont" | "do" | "if")
    })
}

/// "Is it normal to smell gas".
fn is_about_what_happens(question: &Mark, utterance: &Utterance) -> bool {
    matches!(utterance.word(question.start), "is" | "es" | "should" | "why")
}

/// Words by which another sentence begins after the question: "do you do boilers ours is pouring water".
fn is_verb_of_now(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "its"
            | "im"
            | "theres"
            | "theyre"
            | "ours"
            | "mine"
            | "keeps"
            | "esta"
            | "estan"
            | "sale"
            | "huele"
    )
}

/// Whether a word of danger is about a thing that is in order, or in disorder in another way: "the flame on the stove is blue",
/// "el calentador se está cayendo de la pared".
pub(in crate::triage) fn is_of_another_thing(word: usize, utterance: &Utterance) -> bool {
    let said = utterance.word(word);
    let has = |classes: &[Class]| classes.iter().any(|class| utterance.has(*class));
    if is_among("flame flames flama flamas llama llamas", said) {
        const FAR: usize = 9;
        let colour = (word + 1..word + FAR)
            .take_while(|at| !ends_clause(utterance.word(*at)))
            .find(|at| is_among("blue azul azules azulita", utterance.word(*at)));
        let verb = colour.is_some_and(|colour| {
            (word + 1..colour).any(|at| is_among("is are looks burns stays was es esta sale se", utterance.word(at)))
        });
        return verb && !has(&[Class::Outward, Class::Emitting, Class::Smoke, Class::Smell, Class::Burnable]);
    }
    if said.starts_with("cay") || said.starts_with("cae") {
        const NEAR: usize = 4;
        let before = word.saturating_sub(NEAR)..word;
        let things = [Class::Thing, Class::HeatSource, Class::CoolSource, Class::Electric, Class::ElectricPart];
        let is_a_thing = utterance.marks_in(&before).any(|mark| things.iter().any(|class| mark.is(*class)));
        let is_off = is_among("de del", utterance.word(word + 1));
        return is_a_thing && is_off && !has(&[Class::Water, Class::Flood, Class::Dripping]);
    }
    false
}

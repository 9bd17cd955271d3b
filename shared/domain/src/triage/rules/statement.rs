//! Statements of a danger, which beat the words that would make it doubtful.

use super::{ASKED, Candidate, Class, Mark, PAUSE, Utterance, ends_clause, is_happening};
use crate::triage::utterance::STOP;

/// How many words before a danger its statement may begin.
const STATEMENT_REACH: usize = 4;

/// "I have a gas leak", "there's a strong smell of gas", "I smell gas".
pub(super) fn is_stated(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let before = candidate.start().saturating_sub(STATEMENT_REACH)..candidate.start();
    let begins = utterance.marks_in(&before).any(|mark| {
        mark.is(Class::Statement)
            && !matches!(utterance.before(mark.start), "if" | "do" | "when" | "how" | "that" | "says")
    });
    let said = candidate.first.start == candidate.start()
        && utterance.word(candidate.start()) == "smell"
        && is_happening(candidate.first, utterance)
        && matches!(utterance.before(candidate.start()), "i" | "we" | "can");
    begins || said || is_said_to_be(candidate, utterance)
}

/// "My furnace is leaking gas", "the unit keeps sparking": a verb of now within the danger or just before it, which does not open
/// a question.
fn is_said_to_be(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let words = candidate.start().saturating_sub(1)..candidate.end();
    words.into_iter().any(|at| {
        matches!(utterance.word(at), "is" | "are" | "keeps" | "theyre" | "esta" | "estan" | "sigue")
            && !is_governed(at, utterance)
            && !ends_clause(utterance.before(at))
            && utterance.mark_at(at - 1).is_none_or(|mark| !mark.is(Class::Question) && !mark.is(Class::Hypothetical))
    })
}

/// "The furnace is on fire", "la casa está en llamas".
pub(super) fn is_on_fire(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    (candidate.start().saturating_sub(2)..candidate.end()).any(|verb| {
        matches!(utterance.word(verb), "is" | "are" | "esta" | "estan")
            && matches!(utterance.word(verb + 1), "on" | "en")
            && matches!(utterance.word(verb + 2), "fire" | "flames" | "llamas" | "fuego" | "lumbre")
            && !is_governed(verb, utterance)
            && burns_before(verb, utterance)
    })
}

/// How many words before its verb a thing may be: "the unit that you put in last year is on fire".
const SUBJECT_REACH: usize = 8;

/// Whether a thing that can burn is named before the verb. "You guys" and "my inbox" are on fire as a figure of speech.
fn burns_before(verb: usize, utterance: &Utterance) -> bool {
    const BURNS: &str = "it its that this something everything thing things stuff somebody someone house home building apartment \
         condo duplex trailer garage basement attic crawlspace room bedroom kitchen closet bathroom office store shop shed barn \
         restaurant school church wall walls ceiling roof floor chimney fireplace furnace heater heat boiler burner unit system \
         ac air conditioner condenser compressor blower motor fan pump handler thermostat board panel box breaker fuse outlet \
         plug socket switch cord cable wire wires wiring transformer meter machine equipment appliance stove oven dryer washer \
         fridge tank line pipe duct ducts vent vents filter insulation curtain curtains carpet couch car truck fence yard lint \
         casa edificio apartamento departamento depa cochera garaje sotano atico cuarto recamara cocina closet bano oficina \
         tienda pared paredes techo piso chimenea calentador calefaccion calefactor caldera quemador horno estufa aire unidad \
         sistema compresor motor ventilador bomba termostato tablero panel caja breaker enchufe contacto cable cables \
         cableado maquina aparato equipo secadora tanque tuberia ducto ductos filtro cortina cortinas algo todo eso esto";
    (verb.saturating_sub(SUBJECT_REACH)..verb).any(|at| is_among(BURNS, utterance.word(at)))
}

/// How many articles, quantities and adjectives stand between "there is" and what there is.
const MOST_MODIFIERS: usize = 5;

/// "There's a fire", "we've got some smoke", "creo que tenemos un incendio": the danger is what is said to exist now.
pub(super) fn is_plain(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let mut at = candidate.start();
    for _ in 0..MOST_MODIFIERS {
        if is_modifier(utterance.before(at)) {
            at -= 1;
        }
    }
    // "Hay llamas" is one phrase.
    let (start, end) = (candidate.start(), candidate.end());
    let own = (start + 1..=end).find_map(|at| opener_before(at, utterance).filter(|first| *first >= start));
    let Some(opener) = own.or_else(|| opener_before(at, utterance)) else { return false };
    !is_governed(opener, utterance) && !is_attribute(candidate, utterance)
}

/// The first word of the opener that ends before `at`.
fn opener_before(at: usize, utterance: &Utterance) -> Option<usize> {
    let first = at.checked_sub(1)?;
    let before = utterance.before(first);
    match utterance.word(first) {
        "theres" | "ive" | "weve" | "hay" | "ay" | "tengo" | "tenemos" | "sale" | "salen" | "veo" | "vemos" => {
            Some(first)
        }
        "is" | "are" | "were" if before == "there" => Some(first - 1),
        "have" | "got" | "see" if matches!(before, "i" | "we" | "they" | "ive" | "weve" | "theyve" | "can") => {
            Some(first - 1)
        }
        _ => None,
    }
}

/// Whether the word before an opener makes a question, a condition or a denial of it: "do we have", "if there's", "no hay".
fn is_governed(opener: usize, utterance: &Utterance) -> bool {
    const GOVERNORS: &str = "if do does did dont didnt when whenever where how until unless whether could would should can cant \
         might ever never once case sure ensure hope before after no nunca ya cuando donde tampoco jamas \
         nadie ni";
    let word = utterance.before(opener);
    // Without accents, "sí hay" and "si hay" are the same: a yes opens a sentence.
    if word == "si" {
        return !matches!(
            utterance.before(opener - 1),
            STOP | PAUSE | ASKED | "si" | "que" | "pues" | "ay" | "oiga" | "eh"
        );
    }
    is_among(GOVERNORS, word)
}

fn is_modifier(word: &str) -> bool {
    const MODIFIERS: &str = "a an the some like also still just now really real very so lot lots of bunch ton much bad big huge \
         large small little tiny major minor serious massive strong heavy thick black white gray grey dark \
         actual kind sort um uh active live bit un una unos unas el la mucho mucha muchos muchas poco de \
         gran grande pequeno pequena someone somebody person man woman guy alguien persona hombre mujer como este eh pues aqui bastante demasiado demasiada";
    is_among(MODIFIERS, word)
}

/// "A fire alarm", "flood insurance": an English noun before another noun only describes it.
pub(super) fn is_attribute(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    [Some(candidate.first), candidate.second].into_iter().flatten().any(|mark| describes_a_noun(mark, utterance))
}

fn describes_a_noun(mark: &Mark, utterance: &Utterance) -> bool {
    let describes = matches!(
        utterance.word(mark.end.saturating_sub(1)),
        "fire" | "flood" | "smoke" | "spark" | "flame" | "monoxide" | "co"
    );
    let next = utterance.word(mark.end);
    describes
        && !ends_clause(next)
        && !matches!(next, "leak" | "leaks" | "poisoning")
        && !next.ends_with("ing")
        && !follows_a_noun(next)
}

/// Words that continue after a noun: prepositions, adverbs, pronouns and verbs.
fn follows_a_noun(word: &str) -> bool {
    const FOLLOWERS: &str = "in at on by near next behind beside inside outside under above below over from to around along \
         through throughout across between into of with out up down off all everywhere downstairs upstairs \
         right now here there please help hurry quick quickly again already still and but or that which i im \
         ive we were it its he she they you my our the a this is are was has what can could should do send \
         come call get someone somebody who where started broke caught comes keeps goes like as for because \
         when if no yes yeah uh um maam sir today tonight ok okay y en por del de aqui ahorita ahora";
    is_among(FOLLOWERS, word)
}

/// Whether a word is one of a list, which has spaces between its words.
pub(in crate::triage) fn is_among(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|one| one == word)
}

//! Illness that no list of phrases holds: an organ and what is wrong with it ("a heart bypass", "operado del corazón"), and
//! what a person recovers from.

use super::super::{
    lexicon::Class,
    rules::is_among,
    utterance::{Utterance, is_punctuation},
};

const ORGANS: &str = "heart kidney kidneys lung lungs liver brain hip knee spine spinal stomach gallbladder pancreas \
     cardiac \
     corazon rinon rinones pulmon pulmones higado cerebro cadera rodilla columna estomago vesicula medula";
const CONDITIONS: &str = "surgery surgeries bypass transplant failure disease attack operation operated stent stents cancer \
     replacement replaced infection defect trouble problems condition patient pacemaker fracture fractured aneurysm \
     operado operada operaron operar operacion cirugia trasplante transplante trasplantado trasplantada enfermo enferma \
     enfermedad problemas insuficiencia falla ataque infarto cancer fractura";
/// What a person recovers from, after "had", "recovering from" and the like.
const EVENTS: &str = "surgery surgeries operation stroke transplant bypass chemo radiation amputation seizure seizures \
     mastectomy hysterectomy angioplasty \
     cirugia operacion derrame embolia trasplante transplante quimio quimioterapia radiacion infarto parto cesarea";
const HAVING: &str = "had having has recovering recovered after from post since got gets getting needs tuvo tuve tiene tengo \
     tuvieron hicieron recuperando recuperandose salio sali despues acaba acabo acaban";
const EVENT_REACH: usize = 4;
/// Other states that make cold and heat dangerous.
const STATES: &str = "convalescing convalescent immunodeficient operado operada quadriplegia paraplegia \
     hemophilia hemophiliac myasthenia scleroderma fibromyalgia neuropathy convaleciente";

/// Whether a person is frail because of an illness or an operation.
pub(super) fn is_frail(utterance: &Utterance) -> bool {
    let words = &utterance.words;
    (0..words.len()).any(|at| {
        let word = utterance.word(at);
        let is_idiom = utterance.mark_at(at).is_some_and(|mark| mark.is_only(Class::Neutral));
        !is_idiom && (is_among(STATES, word) || is_of_an_organ(at, utterance) || is_an_event(at, utterance))
    })
}

/// "Heart bypass", "un trasplante de riñón", "lo operaron del corazón".
fn is_of_an_organ(at: usize, utterance: &Utterance) -> bool {
    if !is_among(ORGANS, utterance.word(at)) {
        return false;
    }
    let after = (at + 1..at + 3).take_while(|at| !is_punctuation(utterance.word(*at)));
    let before = (at.saturating_sub(4)..at).rev().take_while(|at| !is_punctuation(utterance.word(*at)));
    let is_condition = |at: usize| is_among(CONDITIONS, utterance.word(at));
    // Before the organ stands the condition in Spanish, and in English with "of".
    after.into_iter().any(is_condition)
        || before
            .into_iter()
            .any(|at| is_condition(at) && (at + 1..at + 3).any(|next| is_among("de del of a al", utterance.word(next))))
}

/// "Just had surgery", "recovering from a stroke".
fn is_an_event(at: usize, utterance: &Utterance) -> bool {
    is_among(EVENTS, utterance.word(at))
        && (at.saturating_sub(EVENT_REACH)..at).any(|before| is_among(HAVING, utterance.word(before)))
}

//! Numbers that identify something: "my social security number is 512 and then the middle is 44", "gate code is 95".

use super::{
    super::{
        contentless::is_empty,
        numbers::number_at,
        rules::is_among,
        utterance::{Utterance, ends_sentence, is_punctuation},
    },
    price::is_of_degrees_or_a_place,
};

/// What a number identifies.
const NAMES: &str = "social security ssn account routing card code zip pin serial model confirmation reference order claim policy po \
     employee member extension ext phone telephone cell fax license plate ticket tracking vin id number numbers badge permit \
     seguro cuenta tarjeta codigo postal serie modelo orden pedido poliza telefono celular placa licencia numero clave";
/// Words between the name and its numbers.
const LINKS: &str = "is are was be starts begins ends starting ending with in then and the next first second third middle last end \
     rest after followed by dash space hyphen oh part half digit digits of should es son luego y el la los las ultimos ultimas \
     primero primeros despues termina empieza con en que de guion um uh \
     for del gate porton door puerta entrada garage lockbox";
/// A number that is given in parts.
const PARTS: &str = "middle last first rest end digits ultimos ultimas primeros";
/// How many words a number may be from what it identifies.
const REACH: usize = 16;
/// The most words beside an identifier in an utterance that says nothing else.
const FEW: usize = 2;

/// Whether the number from `at` to before `next` identifies something. A unit of its own, or a place just after it, says that it does
/// not: "my account number is 44 and it's 50 in here".
pub(super) fn is_identifier(utterance: &Utterance, at: usize, next: usize) -> bool {
    !is_of_degrees_or_a_place(utterance, next) && (follows_a_name(utterance, at) || is_only_a_part(utterance))
}

fn follows_a_name(utterance: &Utterance, at: usize) -> bool {
    let calls = |me: usize| utterance.word(me) == "me" && is_among("call reach text ring phone", utterance.before(me));
    for place in (at.saturating_sub(REACH)..at).rev() {
        let word = utterance.word(place);
        if is_among(NAMES, word) || (word == "at" && place.checked_sub(1).is_some_and(calls)) {
            return true;
        }
        if !is_link(utterance, place) {
            return false;
        }
    }
    false
}

fn is_link(utterance: &Utterance, place: usize) -> bool {
    let word = utterance.word(place);
    is_among(LINKS, word)
        || word.chars().count() == 1 && !ends_sentence(word)
        || word.bytes().any(|byte| byte.is_ascii_digit())
        || number_at(&utterance.words[place..=place]).is_some()
}

/// "And then the middle is 44", after a name in the words before.
fn is_only_a_part(utterance: &Utterance) -> bool {
    utterance.words.iter().any(|word| is_among(PARTS, word))
        && (0..utterance.words.len()).all(|place| is_link(utterance, place) || is_punctuation(utterance.word(place)))
}

/// Whether an utterance gives a number that identifies something, and little else.
pub(in crate::triage) fn is_little_else(utterance: &Utterance) -> bool {
    let has_identifier = (0..utterance.words.len()).any(|at| {
        number_at(&utterance.words[at..]).is_some_and(|number| is_identifier(utterance, at, at + number.words))
    });
    let others = (0..utterance.words.len()).filter(|place| {
        let word = utterance.word(*place);
        !(is_punctuation(word) || is_empty(word) || is_among(NAMES, word) || is_link(utterance, *place))
    });
    has_identifier && others.count() <= FEW
}

//! The language of spoken words: of a caller's utterance, and of the agent's own words before they get a voice.
//!
//! It counts common words. Place names decide nothing: an English speaker also lives in Los Angeles or on La Mesa Drive.

use super::Language;

/// Spanish words that are no part of place names or of English sentences, without accents.
const SPANISH: &str = "\
    hola gracias favor estoy esta estan estamos este esto eso hay huele que tengo tenemos necesito necesitamos \
    afuera adentro humo fuego alarma todos todas salimos salieron salir salga salgan nadie nosotros soy llamo quiero \
    calefaccion aire acondicionado calentador sale saliendo fuga olor ayuda ayudenme ayudeme emergencia bueno buenas \
    senor senora senorita pero porque muy como cuando puede puedo mande frio calor bebe nino ninos hijo hija abuela \
    abuelo esposo esposa hermano perro gato si aqui ahorita ahora todavia falsa olvidelo equivoque era fue nada \
    sigue seguimos creo casi vamos fuimos con por para cada vez mas tambien usted ustedes llame lo le nos su sus \
    estufa cocina monoxido chispas apagar siento digame linea tecnico persona mensaje despues adios alguien algo \
    nuestra nuestro desmayo respira espanol habla hablo hablan oprima cita visita manana enfria calienta codigo postal \
    nombre direccion quisiera quisieramos arreglar reparar reparacion revisar tienen atienden calentador";
/// Spanish words that also occur in place names, and count only beside others.
const ALSO_IN_NAMES: &str = "\
    el la los las de del en un una mi casa agua y al es se ya";
const ENGLISH: &str = "\
    the is it its i im my we were you your and there theres smell smells of in out are was have please hello yes \
    yeah everyone everybody on for to at this that with what help need do dont can house not just now outside call \
    so but from they an got going alarm fire furnace water heat yep never mind";

/// The language of the words; `None` if they do not show it.
///
/// ```
/// use domain::triage::{Language, language_of};
///
/// assert_eq!(language_of("huele a gas en la cocina"), Some(Language::Spanish));
/// assert_eq!(language_of("I'm at 12 La Mesa Drive"), Some(Language::English));
/// assert_eq!(language_of("El Paso"), None);
/// ```
#[must_use]
pub fn language_of(words: &str) -> Option<Language> {
    let words = plain_words(words);
    let count = |list: &str| words.iter().filter(|word| list.split(' ').any(|listed| listed == *word)).count();
    let (spanish, beside, english) = (count(SPANISH), count(ALSO_IN_NAMES), count(ENGLISH));
    if spanish > 0 && spanish + beside > english {
        Some(Language::Spanish)
    } else if english > 1 && english > spanish {
        Some(Language::English)
    } else {
        None
    }
}

/// Spanish words of politeness, which speakers of any language mix in.
const COURTESIES: &str = "\
    hola gracias favor por si buenas bueno senor senora senorita adios muchas amigo tardes dias noches de nada";

/// The language that the whole utterance is in. Stricter than [`language_of`]: a word or two of politeness show nothing, and words
/// of both languages only if one prevails by far. Recognition for another language mangles most words; those that survive count.
///
/// ```
/// use domain::triage::{Language, wholly_in};
///
/// assert_eq!(wholly_in("necesito una cita para mañana"), Some(Language::Spanish));
/// assert_eq!(wholly_in("gracias"), None);
/// assert_eq!(wholly_in("yes, that is fine, gracias"), Some(Language::English));
/// ```
#[must_use]
pub fn wholly_in(words: &str) -> Option<Language> {
    let words = plain_words(words);
    let listed = |word: &String, list: &str| list.split(' ').any(|known| known == word);
    let count = |list: &str| words.iter().filter(|word| listed(word, list)).count();
    let (spanish, beside, english) = (count(SPANISH), count(ALSO_IN_NAMES), count(ENGLISH));
    let content = words.iter().filter(|word| listed(word, SPANISH) && !listed(word, COURTESIES)).count();
    if words.len() >= 3 && content >= 1 && spanish + beside >= 2 && spanish + beside >= english + 2 {
        Some(Language::Spanish)
    } else if words.len() >= 3 && english >= 2 && english >= content + beside + 2 {
        Some(Language::English)
    } else {
        None
    }
}

/// The language of which the words have at least two common words, and none of the other.
pub(super) fn solely_in(words: &str) -> Option<Language> {
    let words = plain_words(words);
    let count = |list: &str| words.iter().filter(|word| list.split(' ').any(|listed| listed == *word)).count();
    match (count(SPANISH), count(ENGLISH)) {
        (0, 2..) => Some(Language::English),
        (2.., 0) => Some(Language::Spanish),
        _ => None,
    }
}

/// The words in lower case, without accents, apostrophes and punctuation.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\'' | '’' | '‘' | '`' | '´' | '\u{300}'..='\u{36f}' => {}
            _ if letter.is_alphanumeric() => plain.push(super::utterance::without_accent(letter)),
            _ => plain.push(' '),
        }
    }
    plain.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::{Hazard, safety_words};

    #[test]
    fn safety_words_are_recognized_in_their_language() {
        for hazard in Hazard::ALL {
            assert_eq!(language_of(safety_words(hazard, Language::Spanish)), Some(Language::Spanish), "{hazard:?}");
            assert_eq!(language_of(safety_words(hazard, Language::English)), Some(Language::English), "{hazard:?}");
        }
    }

    #[test]
    fn short_utterances_have_their_language() {
        for spanish in ["sí", "falsa alarma", "ya salimos", "¿qué?", "estamos en la banqueta", "hay humo"] {
            assert_eq!(language_of(spanish), Some(Language::Spanish), "{spanish}");
        }
        for english in ["we're out", "everyone is out", "I smell gas", "12 Oak Street in El Paso, for my mom"] {
            assert_eq!(language_of(english), Some(Language::English), "{english}");
        }
        for neither in ["", "Los Angeles", "La Casa de la Mesa", "okay", "no", "75201"] {
            assert_eq!(language_of(neither), None, "{neither}");
        }
    }

    #[test]
    fn mixed_and_short_words_show_no_whole_language() {
        for neither in [
            "gracias",
            "hola",
            "muchas gracias señorita",
            "okay gracias",
            "sí",
            "El Paso",
            "12 La Mesa Drive",
            "75201",
            "Maria de la Luz",
            "no",
            "la casa de mi mamá is the one",
            "",
        ] {
            assert_eq!(wholly_in(neither), None, "{neither}");
        }
        for spanish in
            ["mi aire no enfría", "sí, está bien así", "quisiera cambiar mi visita", "when o tengo una fuga de agua"]
        {
            assert_eq!(wholly_in(spanish), Some(Language::Spanish), "{spanish}");
        }
        for english in ["I need someone to look at the furnace", "it is not working", "yes that is fine"] {
            assert_eq!(wholly_in(english), Some(Language::English), "{english}");
        }
    }
}

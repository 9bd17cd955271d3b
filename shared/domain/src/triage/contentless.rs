//! Utterances that say nothing about anything: hesitation, "I don't know", "hold on", yes, no, numbers and days.
//!
//! They are no reason to ask about a danger, whatever the classifier makes of their letters.

use super::{
    numbers::number_at,
    utterance::{Utterance, is_punctuation},
};

/// Words that carry no content, in both languages. A word that occurs in the shortest reports of a failure ("it won't come
/// on", "it's out", "get somebody here") is not among them.
const EMPTY: &[&str] = &[
    // Sounds and fillers
    "ah aha aja ajam ay eh em er erm este hm hmm huh mhm mjm mm mmm oh pues uh uhm um umm well so like basically \
     actually anyway mean really just bueno sea entonces verdad digo mire oiga fijese",
    // Agreement and refusal
    "soon possible ya veo yes yeah yep yup no nope nah ok okay okey sure right correct exactly alright maybe perhaps probably possibly \
     fine good great perfect awesome cool si claro correcto exacto exactamente asi bien perfecto acuerdo quizas \
     quiza vez mejor",
    // Courtesy
    "please thanks thank sorry pardon excuse hello hi hey bye goodbye morning afternoon evening maam sir miss \
     welcome hola gracias muchas favor por perdon disculpe disculpa perdone adios buenos buenas dias tardes noches \
     senor senora senorita luego hasta",
    // Pronouns, articles and little words
    "i im ive id ill me my we you youre your this that thats these those the a an and or but of to for at with about \
     as than yo mi lo le la el los las un una unos unas y o de del al con para que pero mas menos usted ustedes ahi",
    // Auxiliary verbs
    "is am are was be do does did dont didnt doesnt have havent has had can cant could couldnt would wouldnt will \
     should may might es son era soy estoy puede puedo pueden podria tengo",
    // Knowing, saying and waiting
    "calling called because cause since again know dunno think thinking guess suppose believe remember recall forgot forget understand say said tell repeat \
     hear heard ask check let lets wait hold hang second sec moment minute idea clue mind certain want se sabe \
     sabria creo pienso acuerdo recuerdo olvido entiendo entendi dijo dice decir decirle diga digame mande repite \
     repetir escucho escucha oigo espere espereme espera esperame momento momentito segundo minuto minutito \
     permitame dejeme deje ver pensar seguro segura estoy",
    // Questions
    "what whats when where who whos why how which whatever whenever como cual cuando donde quien cuanto cuanta",
    // Amounts and order
    "not none neither both either first last else little bit lot much many some any kind sort poco poquito mucho \
     nada ninguno ninguna cualquiera primero primera ultimo ultima otra otro dos ambos tambien tampoco",
    // What a booking asks for
    "zip code address email number name phone street apartment model appointment direccion codigo postal correo \
     nombre numero telefono calle apartamento modelo cita",
    // Days and times
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight noon yet oclock am pm day week \
     next anytime time later lunes martes miercoles jueves viernes sabado domingo hoy manana tarde noche dia semana \
     proximo todavia despues",
];

/// Whether every word of an utterance is empty or a number.
pub(super) fn says_nothing(utterance: &Utterance) -> bool {
    let mut at = 0;
    while at < utterance.words.len() {
        let word = utterance.word(at);
        if is_punctuation(word) || is_empty(word) {
            at += 1;
        } else if let Some(number) = number_at(&utterance.words[at..]) {
            at += number.words;
        } else {
            return false;
        }
    }
    true
}

/// Whether a word carries no content.
pub(super) fn is_empty(word: &str) -> bool {
    EMPTY.iter().flat_map(|words| words.split_ascii_whitespace()).any(|empty| empty == word)
}

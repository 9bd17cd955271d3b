//! The stand-in in a Spanish call: its own sentences in Spanish, and the few words of a caller that it acts on. It thinks in English.

/// The stand-in's sentences and those of the agent that it reads back, with their Spanish.
const SENTENCES: &[(&str, &str)] = &[
    ("Stand-in: not understood.", "Stand-in: no entendí."),
    ("How can I help you today?", "¿En qué le puedo ayudar hoy?"),
    ("How can I help you?", "¿En qué le puedo ayudar?"),
    ("Is there anything else I can help you with?", "¿Hay algo más en que le pueda ayudar?"),
    ("Can I help you with anything else?", "¿Le puedo ayudar en algo más?"),
    ("What is going on with your heating or cooling?", "¿Qué le pasa a su calefacción o a su aire?"),
    (
        "Could you tell me what you need, for example a repair or a tune-up?",
        "¿Me puede decir qué necesita, por ejemplo una reparación o un mantenimiento?",
    ),
    ("What is the ZIP code of the address?", "¿Cuál es el código postal de la dirección?"),
    (
        "Could you give me the five-digit ZIP code again? You can key it in, too.",
        "¿Me da otra vez el código postal de cinco números? También lo puede marcar.",
    ),
    ("Could you give me the five-digit ZIP code again?", "¿Me da otra vez el código postal de cinco números?"),
    ("Which of these suits you?", "¿Cuál de estos le queda mejor?"),
    ("Which one suits you?", "¿Cuál le queda mejor?"),
    ("If that suits you, say yes.", "Si le queda bien, diga sí."),
    ("Which day would be good for you?", "¿Qué día le queda bien?"),
    ("Which day would be better?", "¿Qué día le queda mejor?"),
    ("What name should I put on the visit?", "¿A nombre de quién pongo la visita?"),
    ("And the name, please?", "¿Y el nombre, por favor?"),
    ("What is the street address?", "¿Cuál es la calle y el número?"),
    (
        "Could you tell me the street address with the house number?",
        "¿Me puede decir la calle con el número de la casa?",
    ),
    ("What number can we reach you at?", "¿A qué número le podemos llamar?"),
    (
        "To find your visit, may I ask: what is the house number of its address?",
        "Para encontrar su visita, ¿cuál es el número de la casa?",
    ),
    ("Of course. What message shall I pass on?", "Claro. ¿Qué mensaje les paso?"),
    ("What message shall I pass on?", "¿Qué mensaje les paso?"),
    ("I'm sorry. What should I change?", "Disculpe. ¿Qué debo cambiar?"),
    ("Is that all right?", "¿Está bien así?"),
    ("Shall I cancel it?", "¿Quiere que la cancele?"),
    ("Shall I pass it on?", "¿Lo paso así?"),
    (
        "May I text you the confirmation and a reminder to the number you're calling from?",
        "¿Le puedo mandar por mensaje de texto la confirmación y un recordatorio al número del que llama?",
    ),
    ("All right, no texts.", "Muy bien, sin mensajes."),
    ("All right, it stays as it is.", "Muy bien, queda como está."),
    ("Thank you for calling. Goodbye.", "Gracias por llamar. Adiós."),
    ("Thank you.", "Gracias."),
    ("I have nothing free then, but ", "No tengo nada libre entonces, pero "),
    ("Sorry, I have ", "Disculpe, tengo "),
    ("I see your visit ", "Veo su visita, "),
    ("I have ", "Tengo "),
];

/// What a caller says, and what the stand-in hears.
const HEARD: &[(&str, &str)] = &[
    ("me llamo", "my name is"),
    ("mi nombre es", "my name is"),
    ("soy", "this is"),
    ("en la mañana", "in the morning"),
    ("por la mañana", "in the morning"),
    ("en la tarde", "in the afternoon"),
    ("por la tarde", "in the afternoon"),
    ("mañana", "tomorrow"),
    ("hoy", "today"),
    ("lunes", "monday"),
    ("martes", "tuesday"),
    ("miércoles", "wednesday"),
    ("jueves", "thursday"),
    ("viernes", "friday"),
    ("sábado", "saturday"),
    ("domingo", "sunday"),
    ("lo más pronto", "soonest"),
    ("la primera", "the first one"),
    ("la segunda", "the second one"),
    ("cuánto cobran", "how much do you charge"),
    ("cuánto cuesta", "how much is"),
    ("tome un mensaje", "take a message"),
    ("mi factura", "my invoice"),
    ("calefacción", "heating"),
    ("calentador", "heater"),
    ("aire acondicionado", "air conditioner"),
    ("aire", "air"),
    ("reparación", "repair"),
    ("mantenimiento", "tune-up"),
    ("gotea", "leaking"),
    ("cancelar", "cancel"),
    ("cancele", "cancel"),
    ("cambiar mi visita", "reschedule my visit"),
    ("dejar un mensaje", "leave a message"),
    ("una persona", "a person"),
    ("es todo", "that's all"),
    ("nada más", "that's all"),
    ("sí", "yes"),
    ("adiós", "goodbye"),
];

/// The stand-in's words in Spanish.
pub(super) fn in_spanish(words: &str) -> String {
    SENTENCES.iter().fold(words.to_owned(), |words, (english, spanish)| words.replace(english, spanish))
}

/// Words that the agent said in Spanish, in English where the stand-in knows them.
pub(super) fn in_english(words: &str) -> String {
    SENTENCES.iter().fold(words.to_owned(), |words, (english, spanish)| words.replace(spanish, english))
}

/// A caller's words, with those that the stand-in acts on in English.
pub(super) fn heard(words: &str) -> String {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    HEARD.iter().fold(words.to_owned(), |words, (spanish, english)| {
        let lower = words.to_lowercase();
        if lower.len() != words.len() {
            return words;
        }
        let (mut put, mut from) = (String::new(), 0);
        for (at, found) in lower.match_indices(spanish) {
            let end = at + found.len();
            if !is_letter(lower[..at].chars().next_back()) && !is_letter(lower[end..].chars().next()) {
                put.push_str(&words[from..at]);
                put.push_str(english);
                from = end;
            }
        }
        put + &words[from..]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_comes_back_from_spanish() {
        for (english, spanish) in SENTENCES {
            assert_eq!(in_english(spanish), *english);
            assert_eq!(in_spanish(english), *spanish);
        }
    }

    #[test]
    fn words_are_heard_whole() {
        assert_eq!(heard("Sí, mañana por la mañana"), "yes, tomorrow in the morning");
        assert_eq!(heard("Soya Street"), "Soya Street");
    }
}

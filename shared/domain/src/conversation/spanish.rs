//! The Spanish of the agent's fixed phrases. A caller who speaks Spanish hears them instead of the English ones.

use super::{Conversation, phrases};
use crate::triage::Language;

const SPANISH: &[(&str, &str)] = &[
    (
        phrases::OFFER_PERSON,
        "No le escucho. Para hablar con una persona, marque 1 o diga persona. Para dejar un mensaje, marque 2 o diga mensaje.",
    ),
    (phrases::OFFER_MESSAGE, "No le escucho. Para dejar un mensaje, marque 2 o diga mensaje."),
    (phrases::NOT_BOOKED, "Su visita todavía no está apartada."),
    (phrases::NOT_CHANGED, "Su visita queda como estaba."),
    (phrases::ONE_MOMENT, "Un momento, por favor, mientras lo reviso."),
    (phrases::TROUBLE, "Disculpe, tengo un problema de mi lado. Le voy a comunicar con alguien."),
    (
        phrases::TROUBLE_VOICEMAIL,
        "Disculpe, tengo un problema de mi lado. Deje por favor su nombre, su número y lo que necesita después del tono, y \
         alguien le va a llamar.",
    ),
    (
        phrases::VOICEMAIL,
        "Deje por favor su nombre, su número y lo que necesita después del tono. Marque la tecla de gato cuando termine.",
    ),
    (phrases::CONNECTING, "Un momento, le voy a comunicar."),
    (
        phrases::NOBODY_FREE,
        "Disculpe, ahora nadie puede venir al teléfono. Puedo apartarle una visita o tomar un mensaje. ¿Qué prefiere?",
    ),
    (
        phrases::NOBODY_PICKS_UP,
        "Disculpe, nadie contesta. ¿Qué recado les paso? Tomo el mensaje y alguien le va a llamar.",
    ),
    (
        phrases::NOT_REACHED_VOICEMAIL,
        "Disculpe, nadie pudo venir al teléfono. Deje por favor un mensaje después del tono, y alguien le va a llamar.",
    ),
    (phrases::VOICEMAIL_THANKS, "Gracias. Su mensaje quedó grabado y alguien le va a llamar. Adiós."),
    (phrases::VOICEMAIL_LOST, "Disculpe, no pude guardar su mensaje. Llámenos otra vez, por favor. Adiós."),
    (phrases::VOICEMAIL_EMPTY, "No recibí ningún mensaje. Llámenos otra vez si nos necesita. Adiós."),
    (phrases::ANYTHING_ELSE, phrases::ANYTHING_ELSE_SPANISH),
    (phrases::TEXT_AGREED, "Gracias. Le voy a mandar la confirmación por mensaje de texto."),
    (phrases::TEXT_NOT_AGREED, "Disculpe, ahora no le puedo mandar mensajes de texto, pero su visita queda apartada."),
    (phrases::TEXT_FOLLOWS, "Le voy a mandar la confirmación por mensaje de texto."),
    (phrases::GOODBYE, "Gracias por llamar. Adiós."),
    (phrases::SLOT_GONE, "Disculpe, ese horario se acaba de ocupar, así que todavía no hay nada apartado."),
    (
        phrases::NO_SLOT_LEFT,
        "Disculpe, era nuestro último horario libre y se acaba de ocupar. Puedo tomar un mensaje para que alguien le llame \
         sobre el siguiente. ¿Lo quiere?",
    ),
];

impl Conversation {
    /// Replaces fixed phrases by their Spanish, if the caller speaks it.
    pub(super) fn translate(&self, say: &mut [String]) {
        if self.findings.language() != Language::Spanish {
            return;
        }
        for words in say {
            if let Some((_, spanish)) = SPANISH.iter().find(|(english, _)| english == words) {
                (*spanish).clone_into(words);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::language_of;

    #[test]
    fn phrases_have_their_language() {
        for (english, spanish) in SPANISH {
            assert_ne!(language_of(english), Some(Language::Spanish), "{english}");
            assert_eq!(language_of(spanish), Some(Language::Spanish), "{spanish}");
        }
    }
}

//! What a caller hears after the alarm, in English and Spanish: while telephones ring, until everyone is out, and when the
//! caller takes the alarm back. Nothing is said twice in a row, and nothing that may be untrue.

use super::{Context, Reason, phrases::has_on_call};
use crate::triage::{Hazard, Language};

/// What the caller hears before a telephone rings. `attempt` counts the telephones of this call that rang before, and
/// `again` says that all of them rang already.
pub(super) fn ringing(reason: Reason, attempt: u8, again: bool, language: Language) -> String {
    let before = match (attempt, language) {
        (0, _) => String::new(),
        (1, Language::English) => "I couldn't reach that number. ".to_owned(),
        (2, Language::English) => "I couldn't reach that one either. ".to_owned(),
        (_, Language::English) => format!("I have tried {attempt} times without reaching a person. "),
        (1, Language::Spanish) => "No pude comunicarme con ese número. ".to_owned(),
        (2, Language::Spanish) => "Con ese número tampoco pude comunicarme. ".to_owned(),
        (_, Language::Spanish) => format!("Ya llamé {attempt} veces sin encontrar a nadie. "),
    };
    let is_office = matches!(reason, Reason::Office(_));
    let now = match (is_office, again, attempt, language) {
        (true, false, _, Language::English) => "I'm ringing our office for you now.",
        (true, true, _, Language::English) => "I'm keeping this line open and ringing our office again.",
        (false, false, 0, Language::English) => "I'm ringing our on-call technician for you now.",
        (false, false, _, Language::English) => "I'm ringing the next person on call.",
        (false, true, _, Language::English) => "I'm keeping this line open and ringing our people on call again.",
        (true, false, _, Language::Spanish) => "Estoy llamando a nuestra oficina para comunicarle.",
        (true, true, _, Language::Spanish) => "Mantengo esta línea abierta y vuelvo a llamar a nuestra oficina.",
        (false, false, 0, Language::Spanish) => "Estoy llamando a nuestro técnico de guardia para comunicarle.",
        (false, false, _, Language::Spanish) => "Estoy llamando a la siguiente persona de guardia.",
        (false, true, _, Language::Spanish) => {
            "Mantengo esta línea abierta y vuelvo a llamar a nuestra gente de guardia."
        }
    };
    format!("{before}{now}")
}

/// The different warnings to a caller whose people are not all out.
pub(super) const WARNINGS: u8 = 6;

/// What a caller hears until everyone is out: the warning, 911, and the question. Each of the first [`WARNINGS`] is
/// different.
pub(super) fn warning(nth: u8, language: Language, context: Context<'_>) -> String {
    let words = match language {
        Language::English => [
            "Please stay outside and away from the building, and call 911 now if you haven't.",
            "Please get everyone out of the building now, and call 911 from outside.",
            "It isn't safe inside. Leave your things, go outside right away, and call 911 from there.",
            "If someone can't get out, tell 911 where they are, and don't go back in yourself.",
            "Please leave now if you are still inside, and keep well away. Then call 911.",
            "I'm staying with you. Nobody should be inside now. Please call 911 if you haven't.",
        ],
        Language::Spanish => [
            "Quédense afuera y lejos del edificio, y llame al 911 ahora si no lo ha hecho.",
            "Saque a todos del edificio ahora mismo, y llame al 911 desde afuera.",
            "No es seguro estar adentro. Deje sus cosas, salga de inmediato y llame al 911 desde allá.",
            "Si alguien no puede salir, dígale al 911 dónde está, y usted no vuelva a entrar.",
            "Salga ahora si todavía está adentro, y aléjense. Después llame al 911.",
            "Sigo con usted. Nadie debe estar adentro ahora. Llame al 911 si no lo ha hecho.",
        ],
    };
    let promise = match (nth, has_on_call(context), language) {
        (0, true, Language::English) => " I'm letting our people on call know.",
        (0, true, Language::Spanish) => " Le estoy avisando a nuestra gente de guardia.",
        _ => "",
    };
    let question = match (nth % 3, language) {
        (0, Language::English) => "Is everyone out?",
        (1, Language::English) => "Tell me, is everyone out?",
        (_, Language::English) => "Is every single person outside?",
        (0, Language::Spanish) => "¿Ya salieron todos?",
        (1, Language::Spanish) => "Dígame, ¿ya están todos afuera?",
        (_, Language::Spanish) => "¿Están afuera todas las personas?",
    };
    // The first warning is not repeated: it fits only when the people on call were not reached.
    let at = if nth < WARNINGS { nth } else { 1 + (nth - 1) % (WARNINGS - 1) };
    format!("{}{promise} {question}", words[usize::from(at)])
}

/// What a caller hears once everyone is out.
pub(super) fn safe_now(language: Language) -> &'static str {
    match language {
        Language::English => {
            "Good. Please stay outside until the emergency services say it is safe. What else can I do for you?"
        }
        Language::Spanish => {
            "Bien. Quédense afuera hasta que los servicios de emergencia digan que es seguro. ¿En qué más le puedo ayudar?"
        }
    }
}

/// A caller takes back an alarm of gas, carbon monoxide or fire: the advice stands, and a person still calls back.
/// `asks` adds the question whether everyone is out.
pub(super) fn advice_stands(nth: u8, asks: bool, language: Language) -> String {
    let words = match (nth, language) {
        (0, Language::English) => {
            "Thank you for telling me. I can't check that from here, so please still stay outside until the fire \
             department or your gas company says it is safe; 911 reaches them. One of our people will still call you back."
        }
        (_, Language::English) => {
            "I hope you're right. My advice stays the same: wait outside, and have it checked by way of 911. We will still \
             call you back."
        }
        (0, Language::Spanish) => {
            "Gracias por avisarme. Desde aquí no lo puedo comprobar, así que quédense afuera hasta que los bomberos o la \
             compañía de gas digan que es seguro; el 911 los comunica. Una persona de nosotros le va a llamar de todos modos."
        }
        (_, Language::Spanish) => {
            "Ojalá sea así. Mi consejo sigue siendo el mismo: esperen afuera y llamen al 911 para que lo revisen. De todos \
             modos le vamos a llamar."
        }
    };
    let question = match (asks, language) {
        (true, Language::English) => " Is everyone out?",
        (true, Language::Spanish) => " ¿Ya salieron todos?",
        (false, Language::English) => " What else can I do for you?",
        (false, Language::Spanish) => " ¿En qué más le puedo ayudar?",
    };
    format!("{words}{question}")
}

/// A caller takes back any other alarm: the call goes on.
pub(super) fn alarm_is_off(language: Language, context: Context<'_>) -> &'static str {
    match (has_on_call(context), language) {
        (true, Language::English) => {
            "Good, thank you for telling me. Our people on call may still ring you to make sure. What can I do for you now?"
        }
        (false, Language::English) => "Good, thank you for telling me. What can I do for you now?",
        (true, Language::Spanish) => {
            "Qué bueno, gracias por avisarme. Es posible que nuestra gente de guardia le llame para asegurarse. ¿En qué le \
             puedo ayudar ahora?"
        }
        (false, Language::Spanish) => "Qué bueno, gracias por avisarme. ¿En qué le puedo ayudar ahora?",
    }
}

/// What a caller in a medical emergency hears again.
pub(super) fn call_911(language: Language) -> &'static str {
    match language {
        Language::English => "If you haven't called 911 yet, please hang up and call now.",
        Language::Spanish => "Si todavía no ha llamado al 911, cuelgue y llame ahora.",
    }
}

/// What a caller hears if no person was reached in an emergency that does not clear the building.
pub(super) fn not_reached(hazard: Hazard, language: Language, context: Context<'_>) -> String {
    let first = match (hazard, language) {
        (Hazard::Medical, language) => call_911(language),
        (Hazard::Refrigerant, Language::English) => {
            "Please stay in fresh air, and call 911 if anyone has trouble breathing."
        }
        (Hazard::Refrigerant, Language::Spanish) => {
            "Quédense al aire libre, y llame al 911 si a alguien le cuesta respirar."
        }
        _ => "",
    };
    let result = match (has_on_call(context), language) {
        (true, Language::English) => {
            "I couldn't get our people on call to the phone, but I have sent them a message to call you back."
        }
        (false, Language::English) => "I have noted that this is urgent.",
        (true, Language::Spanish) => {
            "No pude comunicarme con nuestra gente de guardia, pero les mandé un mensaje para que le llamen."
        }
        (false, Language::Spanish) => "Ya anoté que es urgente.",
    };
    let offer = match (hazard, language) {
        (Hazard::Medical, Language::English) => "Is there anything they should know?",
        (Hazard::Medical, Language::Spanish) => "¿Hay algo que deban saber?",
        (_, Language::English) => "I can also book the earliest visit for you. Would you like that?",
        (_, Language::Spanish) => "También le puedo apartar la primera visita disponible. ¿La quiere?",
    };
    let space = if first.is_empty() { "" } else { " " };
    format!("{first}{space}{result} {offer}")
}

/// A lesser danger is named while people leave the building.
pub(super) fn passed_on(language: Language) -> &'static str {
    match language {
        Language::English => "I am passing that on to our people as well; leave it as it is.",
        Language::Spanish => "También le aviso de eso a nuestra gente; déjelo como está.",
    }
}

/// The line was open for a long time, and the caller is silent.
pub(super) fn still_silent(language: Language) -> &'static str {
    match language {
        Language::English => {
            "I can't hear you, and I couldn't reach our people yet. If anyone is in danger, call 911. After the tone you can \
             leave a message for our people."
        }
        Language::Spanish => {
            "No le escucho, y todavía no pude comunicarme con nuestra gente. Si alguien está en peligro, llame al 911. Después \
             del tono puede dejar un mensaje para nuestra gente."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tenant::tests::acme, triage::language_of};

    fn all(language: Language) -> Vec<String> {
        let config = acme();
        let context = Context { config: &config, now: jiff::Timestamp::UNIX_EPOCH };
        let mut all: Vec<String> = (0..20).map(|nth| warning(nth, language, context)).collect();
        for attempt in 0..8 {
            for reason in [Reason::OnCall(Hazard::Fire), Reason::Office(Hazard::Fire)] {
                all.extend([false, true].map(|again| ringing(reason, attempt, again, language)));
            }
        }
        for asks in [false, true] {
            all.extend([0, 1].map(|nth| advice_stands(nth, asks, language)));
        }
        all.extend(Hazard::ALL.map(|hazard| not_reached(hazard, language, context)));
        all.extend(
            [safe_now(language), alarm_is_off(language, context), passed_on(language), still_silent(language)]
                .map(str::to_owned),
        );
        all
    }

    #[test]
    fn words_have_the_language_that_they_are_asked_for_in() {
        for language in [Language::English, Language::Spanish] {
            for words in all(language) {
                assert_eq!(language_of(&words), Some(language), "{words}");
            }
        }
    }

    #[test]
    fn warnings_differ_name_911_and_ask() {
        let config = acme();
        let context = Context { config: &config, now: jiff::Timestamp::UNIX_EPOCH };
        for language in [Language::English, Language::Spanish] {
            let warnings: Vec<String> = (0..WARNINGS).map(|nth| warning(nth, language, context)).collect();
            assert!(warnings.iter().all(|words| words.contains("911") && words.ends_with('?')), "{warnings:?}");
            let different: std::collections::BTreeSet<&String> = warnings.iter().collect();
            assert_eq!(different.len(), warnings.len());
            for nth in 0..u8::MAX {
                assert_ne!(warning(nth, language, context), warning(nth + 1, language, context), "{nth}");
            }
        }
    }

    #[test]
    fn every_attempt_to_reach_a_person_has_its_own_words() {
        for language in [Language::English, Language::Spanish] {
            let reason = Reason::OnCall(Hazard::GasLeak);
            let said: std::collections::BTreeSet<_> =
                (0..30).map(|attempt| ringing(reason, attempt, attempt > 2, language)).collect();
            assert_eq!(said.len(), 30);
        }
    }
}

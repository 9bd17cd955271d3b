//! Whole calls in Spanish, calls that switch in the middle and back, and companies that speak one language.

use super::*;
use crate::{
    language::{Translation, language_of_part},
    tenant::{AgentLanguage, TenantConfig, TenantFields, Texts},
    voice::Voice,
};

const SPOKEN: &str = "Muy bien, ¿y después?";

pub(super) fn english() -> &'static Translation {
    Language::ENGLISH.words()
}

fn speaking(languages: &[Language]) -> TenantConfig {
    let greeting = |language| {
        if language == Language::SPANISH {
            Some(Text::parse("Gracias por llamar a Acme.").expect("valid"))
        } else {
            None
        }
    };
    let languages = languages.iter().map(|language| AgentLanguage {
        language: *language,
        voice: Some(Voice::Onyx),
        greeting: greeting(*language),
        after_hours_greeting: None,
    });
    let texts = Texts { confirmations: true, ..Texts::default() };
    TenantFields { languages: languages.collect(), texts, ..TenantFields::from(acme()) }.try_into().expect("valid")
}

/// What a caller hears; tools work, and the model gives this answer.
fn heard(call: &mut Conversation, config: &TenantConfig, event: Event, model: &Event) -> (Effects, Vec<ToolAction>) {
    let context = Context { config, now: now() };
    let mut ran = Vec::new();
    let mut effects = call.step(event, context);
    for _ in 0..32 {
        let event = match effects.next {
            NextStep::EndTurn(_) => return (effects, ran),
            NextStep::AskModel => model.clone(),
            NextStep::RunTools(round) => {
                let result = |ToolRun { id, tool }: ToolRun| {
                    let outcome = outcome(&tool, call.call(), ToolBehavior::Works).expect("works");
                    ran.push(tool);
                    ToolResult { id, outcome }
                };
                let results = round.into_runs().map(result).collect();
                // The offered slots are for the model, which has spoken.
                Event::ToolsFinished(results)
            }
        };
        effects = call.step(event, context);
    }
    panic!("no answer");
}

struct Line {
    call: Conversation,
    config: TenantConfig,
}

impl Line {
    fn new(languages: &[Language]) -> (Self, Vec<String>) {
        let mut line = Self { call: call(), config: speaking(languages) };
        let greeting = line.event(Event::CallStarted);
        (line, greeting)
    }

    fn event(&mut self, event: Event) -> Vec<String> {
        heard(&mut self.call, &self.config, event, &model(Some(SPOKEN), &[])).0.say
    }

    fn say(&mut self, words: &str) -> String {
        self.event(said(words)).join(" ")
    }

    /// What follows when the model asks for a tool, and what ran.
    fn tool(&mut self, words: &str, tool: &str, arguments: String) -> String {
        let (config, call) = (&self.config, &mut self.call);
        let context = Context { config, now: now() };
        let effects = call.step(said(words), context);
        assert_eq!(effects.next, NextStep::AskModel, "{words}");
        let effects = heard(call, config, model(None, &[(tool, arguments)]), &model(Some(SPOKEN), &[])).0;
        effects.say.join(" ")
    }

    fn offer_slots(&mut self, words: &str) {
        let arguments = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string();
        let _ = self.tool(words, "check_availability", arguments);
    }

    fn agree(&mut self, words: &str) -> (String, Vec<ToolAction>) {
        let (effects, ran) = heard(&mut self.call, &self.config, said(words), &model(Some(SPOKEN), &[]));
        (effects.say.join(" "), ran)
    }
}

const BOTH: [Language; 2] = [Language::ENGLISH, Language::SPANISH];

#[test]
fn greeting_offers_the_second_language_and_its_key_switches() {
    let (mut line, greeting) = Line::new(&BOTH);
    assert_eq!(greeting[1..], ["Para español, oprima el 2.", "How can I help you today?"]);
    let languages: Vec<Language> = greeting.iter().map(|words| language_of_part(words, Language::ENGLISH)).collect();
    assert_eq!(languages, [Language::ENGLISH, Language::SPANISH, Language::ENGLISH]);
    let say = line.event(Event::KeyPressed("2".to_owned())).join(" ");
    let greeted = "Gracias por llamar a Acme. Soy Nova, un asistente de inteligencia artificial";
    assert!(say.starts_with(greeted) && say.ends_with("¿En qué le puedo ayudar hoy?"), "{say}");
    assert_eq!(line.call.language(), Language::SPANISH);
    // Later it is a key like any other.
    let _ = line.say("in English please");
    let _ = line.event(Event::KeyPressed("2".to_owned()));
    assert_eq!(line.call.language(), Language::ENGLISH);
}

#[test]
fn request_switches_at_once_and_back() {
    for request in ["¿Habla español?", "Spanish please", "español", "do you speak Spanish"] {
        let (mut line, _) = Line::new(&BOTH);
        let say = line.say(request);
        assert!(say.contains("¿En qué le puedo ayudar hoy?"), "{request}: {say}");
        for back in ["in English please", "can we switch to English", "inglés por favor"] {
            let _ = line.say("español por favor");
            assert_eq!(line.call.language(), Language::SPANISH);
            let say = line.say(back);
            assert!(say.starts_with("Sure, let's go on in English."), "{back}: {say}");
            assert_eq!(line.call.language(), Language::ENGLISH, "{back}");
        }
    }
}

#[test]
fn whole_utterance_switches_and_a_courtesy_does_not() {
    let (mut line, _) = Line::new(&BOTH);
    for words in ["gracias", "hola", "okay gracias", "75201", "it is at 12 La Mesa Drive"] {
        let _ = line.say(words);
        assert_eq!(line.call.language(), Language::ENGLISH, "{words}");
    }
    assert_eq!(line.say("necesito una cita porque mi aire no enfría"), phrases_of_comfort());
    assert_eq!(line.call.language(), Language::SPANISH);
    for words in ["okay", "sí", "75201", "Mike Johnson"] {
        let _ = line.say(words);
        assert_eq!(line.call.language(), Language::SPANISH, "{words}");
    }
    let _ = line.say("I would like to talk to you about the furnace");
    assert_eq!(line.call.language(), Language::ENGLISH);
}

fn phrases_of_comfort() -> String {
    String::from(&Language::SPANISH.words().questions.comfort)
}

#[test]
fn visit_is_booked_in_spanish_from_the_read_back_to_the_text() {
    let (mut line, _) = Line::new(&BOTH);
    let _ = line.say("¿Habla español?");
    line.offer_slots("el código es 75201");
    let say = line.tool("en la mañana está bien", "book_appointment", visit());
    let when = "mañana, martes 24 de noviembre, entre las 8 de la mañana y el mediodía";
    assert!(
        say.starts_with("Le repito los datos. ") && say.contains(when) && say.ends_with("¿Está bien así?"),
        "{say}"
    );
    assert!(say.contains("a nombre de Dana, en 12 Oak Street, código postal 7 5 2 0 1"), "{say}");
    let (say, ran) = line.agree("sí, está bien");
    assert!(ran.iter().any(|action| matches!(action, ToolAction::Book { .. })), "{ran:?}");
    assert!(say.starts_with(&format!("Su visita queda apartada para {when}. La visita cuesta ")), "{say}");
    assert!(say.contains("dólares.") && say.contains("¿Le puedo mandar por mensaje de texto"), "{say}");
    let (say, ran) = line.agree("sí");
    assert!(
        matches!(&ran[..], [ToolAction::StoreTextConsent { consent, .. }] if consent.language == Language::SPANISH)
    );
    assert_eq!(
        say,
        "Gracias. Le voy a mandar la confirmación por mensaje de texto. ¿Hay algo más en que le pueda ayudar?"
    );
}

#[test]
fn switch_in_mid_booking_reads_back_again_and_a_yes_then_books() {
    let (mut line, _) = Line::new(&BOTH);
    line.offer_slots("my ZIP code is 75201");
    let say = line.tool("that works", "book_appointment", visit());
    assert!(say.starts_with("Let me read that back."), "{say}");
    let say = line.say("¿me lo dice en español?");
    assert!(say.starts_with("Claro, seguimos en español. Le repito los datos."), "{say}");
    let say = line.say("in English please");
    assert!(say.starts_with("Sure, let's go on in English. Let me read that back."), "{say}");
    let (say, ran) = line.agree("yes");
    assert!(ran.iter().any(|action| matches!(action, ToolAction::Book { .. })), "{ran:?}");
    assert!(say.starts_with("You're booked for tomorrow"), "{say}");
}

#[test]
fn visits_are_moved_and_cancelled_and_messages_taken_in_spanish() {
    let (mut line, _) = Line::new(&BOTH);
    let _ = line.say("español");
    line.offer_slots("el código es 75201");
    let _ = line.tool("sí por favor", "book_appointment", visit());
    let (_, _) = line.agree("sí, así está bien");
    let _ = line.agree("no, gracias");
    let id = line.call.snapshot().appointments[0].id.to_string();
    let to = json!({"appointment_id": id, "slot_id": "2026-11-24_afternoon"}).to_string();
    let say = line.tool("quiero cambiar mi visita para la tarde", "reschedule", to);
    assert!(say.starts_with("Le repito los datos. Su visita está para mañana, martes 24 de noviembre"), "{say}");
    let (say, ran) = line.agree("sí, por favor");
    assert!(matches!(ran.first(), Some(ToolAction::Reschedule { .. })), "{ran:?}");
    assert!(say.starts_with("Su visita queda cambiada para "), "{say}");
    let say = line.tool("mejor cancele mi visita", "cancel", json!({"appointment_id": id}).to_string());
    assert!(say.contains("¿Quiere que la cancele?"), "{say}");
    let (say, ran) = line.agree("sí, cancélela");
    assert!(matches!(ran.first(), Some(ToolAction::Cancel { .. })), "{ran:?}");
    assert!(say.contains("queda cancelada"), "{say}");
    let message = json!({
        "name": "Dana", "callback_number": null, "message": "llámeme sobre la factura", "urgent": false,
    });
    let say = line.tool("quiero dejar un mensaje sobre la factura", "take_message", message.to_string());
    assert!(say.starts_with("Le repito el mensaje de Dana: llámeme sobre la factura."), "{say}");
    let (say, ran) = line.agree("sí, así está bien");
    assert!(matches!(ran.first(), Some(ToolAction::StoreMessage(_))), "{ran:?}");
    assert!(say.starts_with("Ya pasé su mensaje."), "{say}");
}

#[test]
fn danger_is_answered_in_the_callers_language_whatever_the_company_speaks() {
    for languages in [&BOTH[..], &[Language::ENGLISH], &[Language::SPANISH]] {
        for (words, language) in
            [("huele a gas en la cocina", Language::SPANISH), ("I smell gas in the kitchen", Language::ENGLISH)]
        {
            let (mut line, _) = Line::new(languages);
            let say = line.say(words);
            assert!(say.starts_with(crate::triage::safety_words(Hazard::GasLeak, language)), "{languages:?}: {say}");
            let speaks = languages.contains(&language);
            assert_eq!(line.call.language() == language, speaks, "{languages:?}: {words}");
        }
    }
}

#[test]
fn company_without_spanish_says_so_once_in_spanish_and_takes_a_message() {
    let (mut line, greeting) = Line::new(&[Language::ENGLISH]);
    assert_eq!(greeting.len(), 1, "{greeting:?}");
    let say = line.say("¿Habla español?");
    assert_eq!(
        say,
        "Disculpe, en esta línea solo atendemos en inglés. Para dejar un mensaje, marque 2 o diga mensaje."
    );
    assert_eq!(line.say("necesito que revisen mi calefacción por favor"), SPOKEN, "it is said once");
    let (mut line, _) = Line::new(&[Language::ENGLISH]);
    let _ = line.say("buenas tardes necesito una cita para mañana");
    let say = line.say("mensaje");
    assert_eq!(say, &*Language::SPANISH.words().talk.voicemail);
    assert_eq!(line.call.language(), Language::ENGLISH);
}

#[test]
fn company_that_begins_in_spanish_greets_and_offers_english() {
    let (mut line, greeting) = Line::new(&[Language::SPANISH, Language::ENGLISH]);
    assert!(greeting[0].starts_with("Gracias por llamar a Acme. Soy Nova"), "{greeting:?}");
    assert_eq!(greeting[1], "For English, press 2.");
    let say = line.event(Event::KeyPressed("2".to_owned())).join(" ");
    assert!(say.contains("I'm Nova, an AI assistant") && say.ends_with("How can I help you today?"), "{say}");
}

#[test]
fn language_is_stored_and_named_to_the_model() {
    let (mut line, _) = Line::new(&BOTH);
    let facts = |line: &Line| crate::prompt::call_facts(&line.config, &line.call);
    let english = facts(&line);
    let _ = line.say("¿Habla español?");
    let spanish = facts(&line);
    let before = |facts: &str| facts.split("The call is in").next().map(str::to_owned);
    assert_eq!(before(&english), before(&spanish), "only the last line changes");
    assert!(spanish.ends_with("The call is in Spanish: every word you say is Spanish.\n"), "{spanish}");
    let restored = Conversation::from(line.call.snapshot());
    assert_eq!((restored.language(), restored == line.call), (Language::SPANISH, true));
}

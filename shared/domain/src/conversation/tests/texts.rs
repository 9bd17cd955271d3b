//! The question about texts: asked once, of the caller's own number, and agreed to by a yes alone.

use super::*;
use crate::{
    tenant::{TenantConfig, TenantFields, Texts},
    text_consent::{TextConsent, TextOffer},
    triage::Language,
};

const NEXT: &str = "And then?";

/// A company that texts its callers.
fn texting() -> TenantConfig {
    let texts = Texts { confirmations: true, ..Texts::default() };
    TenantFields { texts, ..TenantFields::from(acme()) }.try_into().expect("valid")
}

/// What a caller says, or a key, answered by these outcomes of the text tools. What the caller hears, and what ran.
fn answered(
    call: &mut Conversation,
    event: Event,
    (config, permission, stores): (&TenantConfig, TextPermission, bool),
) -> (Effects, Vec<ToolAction>) {
    let context = Context { config, now: now() };
    let mut ran = Vec::new();
    let mut effects = call.step(event, context);
    loop {
        let event = match effects.next {
            NextStep::EndTurn(_) => return (effects, ran),
            NextStep::AskModel => model(Some(NEXT), &[]),
            NextStep::RunTools(round) => {
                let result = |ToolRun { id, tool }: ToolRun| {
                    let outcome = match &tool {
                        ToolAction::ReadTextPermission(_) => ToolOutcome::TextPermission(permission),
                        ToolAction::StoreTextConsent { .. } if !stores => ToolOutcome::Failed,
                        tool => outcome(tool, call.call(), ToolBehavior::Works).expect("works"),
                    };
                    ran.push(tool);
                    ToolResult { id, outcome }
                };
                let results = round.into_runs().map(result).collect();
                Event::ToolsFinished(results)
            }
        };
        effects = call.step(event, context);
    }
}

/// A call in which a visit was booked and the question was asked.
fn asked() -> (Conversation, TenantConfig) {
    let (mut call, config) = (read_back_call().0, texting());
    let (effects, _) = answered(&mut call, said("yes"), (&config, TextPermission::Unasked, true));
    let [confirmed, question] = &effects.say[..] else { panic!("{effects:?}") };
    assert!(confirmed.starts_with("You're booked for") && question.contains("May I text you"), "{effects:?}");
    assert_eq!(*answer(&effects), TurnEnd::Listen(BargeIn::KeysOnly), "speech must not interrupt it");
    (call, config)
}

fn consents(ran: &[ToolAction]) -> Vec<(&PhoneNumber, &TextConsent)> {
    let mut found = Vec::new();
    for action in ran {
        if let ToolAction::StoreTextConsent { number, consent } = action {
            found.push((number, &**consent));
        }
    }
    found
}

#[test]
fn yes_stores_the_wording_the_turn_and_the_time_for_the_callers_own_number() {
    for (event, words) in [(said("yes please"), "Thank you."), (Event::KeyPressed("1".to_owned()), "Thank you.")] {
        let (mut call, config) = asked();
        let (effects, ran) = answered(&mut call, event, (&config, TextPermission::Unasked, true));
        let [(number, consent)] = consents(&ran)[..] else { panic!("{ran:?}") };
        assert_eq!(number.as_str(), "+12145550142");
        assert!(consent.wording.ends_with("to the number you're calling from?"), "{}", consent.wording);
        assert_eq!((consent.turn, consent.at, consent.language), (3, now(), Language::ENGLISH));
        assert!(effects.say[0].starts_with(words) && effects.say[1] == *english().talk.anything_else, "{effects:?}");
        assert_eq!(call.progress.texts.consent(), Some(consent));
        let (requested, returned) = requested_and_returned(&call);
        assert_eq!(requested, returned, "the model sees neither tool");
    }
}

#[test]
fn nothing_but_a_yes_is_a_consent_and_it_is_not_asked_again() {
    for unsettled in ["no thanks", "yes but not at night", "is that free", "text my wife", "No, that's all. Thank you."]
    {
        let (mut call, config) = asked();
        let (effects, ran) = answered(&mut call, said(unsettled), (&config, TextPermission::Unasked, true));
        assert_eq!((effects.say, consents(&ran)), (vec![NEXT.to_owned()], vec![]), "{unsettled}");
        let (_, ran) = answered(&mut call, said("yes"), (&config, TextPermission::Unasked, true));
        assert_eq!(consents(&ran), [], "a yes to the model is none to texts");
        assert_eq!(call.progress.texts, TextOffer::Asked);
    }
}

#[test]
fn silence_and_sounds_of_listening_hear_the_question_once_more() {
    for event in [said("uh huh"), Event::CallerSilent] {
        let (mut call, config) = asked();
        let with = (&config, TextPermission::Unasked, true);
        let (effects, _) = answered(&mut call, event.clone(), with);
        assert!(effects.say[0].contains("May I text you"), "{effects:?}");
        let mut again = call.clone();
        let (effects, ran) = answered(&mut again, event, with);
        assert!(!effects.say[0].contains("May I text you") && ran.is_empty(), "{effects:?}");
        assert_eq!(consents(&answered(&mut again, said("yes"), with).1), [], "other words came between");
        assert_eq!(consents(&answered(&mut call, said("yes"), with).1).len(), 1);
    }
}

#[test]
fn caller_is_asked_only_if_the_company_texts_and_the_number_is_theirs_and_unasked() {
    let claimed = |call: Conversation| call.with_attestation(Attestation::Partial);
    let withheld = |call: Conversation| Conversation { caller: Caller::Withheld, ..call };
    let endangered = |call: Conversation| Conversation { emergency: Some(Hazard::Water), ..call };
    let asked = |call: Conversation| {
        let progress = Progress { texts: TextOffer::Asked, ..call.progress.clone() };
        Conversation { progress, ..call }
    };
    let unchanged: fn(Conversation) -> Conversation = |call| call;
    for (config, change, permission, read) in [
        (acme(), unchanged, TextPermission::Unasked, false),
        (texting(), claimed, TextPermission::Unasked, false),
        (texting(), withheld, TextPermission::Unasked, false),
        (texting(), endangered, TextPermission::Unasked, false),
        (texting(), asked, TextPermission::Unasked, false),
        (texting(), unchanged, TextPermission::Refused, true),
        (texting(), unchanged, TextPermission::Agreed, true),
    ] {
        let mut call = change(read_back_call().0);
        let (effects, ran) = answered(&mut call, said("yes"), (&config, permission, true));
        let words = effects.say.join(" ");
        assert!(words.starts_with("You're booked for") && words.ends_with(&*english().talk.anything_else), "{words}");
        assert_eq!(words.contains(&*english().talk.text_follows), permission == TextPermission::Agreed, "{words}");
        let was_read = ran.iter().any(|action| matches!(action, ToolAction::ReadTextPermission(_)));
        assert_eq!(was_read, read, "{words}");
    }
}

#[test]
fn moved_visit_is_asked_about_and_a_cancelled_one_is_not() {
    let config = texting();
    let moved = json!({"appointment_id": stored_appointment(), "slot_id": "2026-11-24_morning"}).to_string();
    let cancelled = json!({"appointment_id": stored_appointment()}).to_string();
    for (tool, is_asked) in [(("reschedule", moved), true), (("cancel", cancelled), false)] {
        let mut call = ready_call();
        let _ = call.step(model(None, &[tool]), Context { config: &config, now: now() });
        let (effects, _) = answered(&mut call, said("yes"), (&config, TextPermission::Unasked, true));
        assert_eq!(effects.say.join(" ").contains("May I text you"), is_asked, "{effects:?}");
    }
}

#[test]
fn consent_that_cannot_be_stored_promises_no_text() {
    let (mut call, config) = asked();
    let (effects, _) = answered(&mut call, said("yes"), (&config, TextPermission::Unasked, false));
    assert_eq!(effects.say, [&*english().talk.text_not_agreed, &*english().talk.anything_else]);
    assert_eq!(call.progress.texts.consent(), None);
}

#[test]
fn spanish_caller_is_asked_and_recorded_in_spanish() {
    let config = texting();
    let mut call = read_back_call().0;
    call.findings.language = Language::SPANISH;
    call.language = Language::SPANISH;
    let with = (&config, TextPermission::Unasked, true);
    let (effects, _) = answered(&mut call, said("sí"), with);
    assert!(effects.say[1].contains("¿Le puedo mandar por mensaje de texto"), "{effects:?}");
    let (effects, ran) = answered(&mut call, said("claro que sí"), with);
    assert_eq!(consents(&ran)[0].1.language, Language::SPANISH);
    assert!(effects.say[0].starts_with("Gracias."), "{effects:?}");
}

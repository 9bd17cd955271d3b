//! Suspicions and the questions that settle them, further dangers, and the company's policy for water.

use super::*;
use crate::triage::{Language, Suspicion, assess, safety_words};

const SILENT: &str = "And then?";
const ABOUT_DANGER: &str = "Do you smell rotten eggs or gas";
const ABOUT_COMFORT: &str = "Who is at home";
const ABOUT_SYMPTOMS: &str = "Carbon monoxide has no smell";

/// A call with one utterance after another. The model only says [`SILENT`].
fn hear(call: &mut Conversation, text: &str) -> String {
    until_answered(call, said(text), &model(Some(SILENT), &[]), true).0.say.join(" ")
}

fn report(hazard: &str, level: &str) -> Event {
    model(None, &[("report_emergency", json!({"hazard": hazard, "level": level}).to_string())])
}

#[test]
fn suspicion_is_asked_about_without_the_model() {
    for (words, question) in [
        ("there's a weird smell coming from the furnace", ABOUT_DANGER),
        ("the detector in the hall keeps chirping", ABOUT_DANGER),
        ("we have no heat", ABOUT_COMFORT),
        ("my AC died", ABOUT_COMFORT),
        ("huele raro en la casa", "¿Huele a huevo podrido"),
        ("no tenemos calefacción", "¿Quiénes están en casa"),
    ] {
        let mut call = call();
        let said = hear(&mut call, words);
        assert!(said.contains(question), "{words}: {said}");
        assert_eq!(call.usage.model_requests, 0, "{words}");
        assert!(call.emergency().is_none());
    }
}

#[test]
fn answer_that_names_the_danger_raises_it() {
    for (words, answer, hazard) in [
        ("there's a weird smell coming from the furnace", "yes", Hazard::GasLeak),
        ("there's a weird smell coming from the furnace", "like rotten eggs", Hazard::GasLeak),
        ("there's a weird smell coming from the furnace", "there's smoke coming out of it", Hazard::Fire),
        ("the detector in the hall keeps chirping", "the carbon monoxide alarm is going off", Hazard::CarbonMonoxide),
        ("we have no heat", "me and my newborn", Hazard::NoHeat),
        ("we have no heat", "it's forty one", Hazard::NoHeat),
        ("my AC died", "my grandmother and it's ninety six", Hazard::NoCooling),
    ] {
        let mut call = call();
        let _ = hear(&mut call, words);
        let said = hear(&mut call, answer);
        assert_eq!(call.emergency(), Some(hazard), "{words}; {answer}");
        assert!(said.contains(safety_words(hazard, Language::ENGLISH)), "{said}");
    }
}

#[test]
fn answer_that_denies_the_danger_goes_on_with_the_model() {
    for (words, answer) in [
        ("there's a weird smell coming from the furnace", "no nothing like that just musty"),
        ("we have no heat", "just me and it's sixty six"),
        ("my furnace stopped working last night", "just the two of us, and it is sixty four"),
        ("my AC died", "nobody it's a rental and I'm not there"),
    ] {
        let mut call = call();
        let _ = hear(&mut call, words);
        assert_eq!(hear(&mut call, answer), SILENT, "{words}; {answer}");
        assert!(call.emergency().is_none());
        assert_eq!(call.phase, Phase::Talking);
    }
}

#[test]
fn question_without_an_answer_is_repeated_once_in_other_words() {
    let mut call = call();
    let first = hear(&mut call, "there's a weird smell coming from the furnace");
    let second = hear(&mut call, "what do you mean");
    assert!(second.contains("yes or no") && second != first, "{second}");
    assert_eq!(hear(&mut call, "what do you mean"), SILENT, "the model continues");
    // Silence repeats it as well.
    let mut call = super::call();
    let _ = hear(&mut call, "there's a weird smell coming from the furnace");
    let (effects, _) = until_answered(&mut call, Event::CallerSilent, &model(Some(SILENT), &[]), true);
    assert!(effects.say.join(" ").contains("yes or no"), "{effects:?}");
}

#[test]
fn doubtful_words_that_name_a_danger_are_asked_about_instead_of_asked_to_be_repeated() {
    for (words, is_asked_about) in [("mumble gas mumble", true), ("gas no se", true), ("mumble mumble", false)] {
        let mut call = call();
        let speech = Speech { text: words.to_owned(), confidence: Some(0.1) };
        let effects = until_answered(&mut call, Event::CallerSaid(speech), &model(Some(SILENT), &[]), true).0;
        assert_eq!(matches!(call.phase, Phase::AskingAbout(_)), is_asked_about, "{words}: {effects:?}");
    }
}

#[test]
fn later_words_complete_a_danger_of_some_turns_ago() {
    let mut call = call();
    call.asked.danger = 2;
    for words in ["there's a smell coming from my furnace", "my zip is 75201", "12 oak street"] {
        let _ = hear(&mut call, words);
    }
    assert_eq!(call.emergency(), None);
    let _ = hear(&mut call, "yeah it's like sulfur");
    assert_eq!(call.emergency(), Some(Hazard::GasLeak));
}

#[test]
fn sign_of_poisoning_completes_what_burns_fuel_some_turns_ago() {
    for (source, sign, reply) in [
        ("we're running that propane heater at the camp", "two of the guys can't stand up straight", None),
        ("prendimos el boiler anoche", "los niños no se pueden parar", None),
        ("it's about the furnace at 12 oak street", "i've got a bit of a headache", Some(ABOUT_DANGER)),
    ] {
        let mut call = call();
        for words in [source, "my zip is 75201", sign] {
            let said = hear(&mut call, words);
            assert!(reply.is_none_or(|question| words != sign || said.contains(question)), "{said}");
        }
        assert_eq!(call.emergency(), reply.is_none().then_some(Hazard::CarbonMonoxide), "{source}; {sign}");
    }
}

#[test]
fn new_suspicion_after_a_denied_one_is_asked_about_again() {
    let mut call = call();
    let _ = hear(&mut call, "there's a weird smell coming from the furnace");
    assert_eq!(hear(&mut call, "no nothing like that"), SILENT);
    assert!(hear(&mut call, "the detector in the hall keeps chirping").contains(ABOUT_DANGER));
}

#[test]
fn change_that_a_suspicion_interrupts_is_read_back_again() {
    let (mut call, _) = read_back_call();
    assert!(hear(&mut call, "wait there's a weird smell coming from the furnace").contains(ABOUT_DANGER));
    assert!(hear(&mut call, "no nothing like that").starts_with("Let me read that back."));
    let (effects, booked) = until_answered(&mut call, said("yes"), &model(Some(SILENT), &[]), true);
    assert_eq!(booked.len(), 1, "{effects:?}");
}

#[test]
fn person_at_risk_who_is_mentioned_during_a_read_back_makes_an_emergency() {
    let mut call = call();
    let _ = hear(&mut call, "we have no heat");
    let _ = hear(&mut call, "two of us and it's sixty five");
    let (mut booking, _) = read_back_call();
    booking.findings = call.findings;
    let said = hear(&mut booking, "that's right and my mother is on oxygen");
    assert_eq!(booking.emergency(), Some(Hazard::NoHeat), "{said}");
    assert!(booking.booked.is_empty());
}

#[test]
fn model_that_suspects_a_danger_makes_the_call_ask_once() {
    let mut call = call();
    let suspect = report("gas_leak", "suspect");
    let (effects, _) = until_answered(&mut call, said("the canary is asleep"), &suspect, true);
    assert!(effects.say.join(" ").contains(ABOUT_DANGER), "{effects:?}");
    let _ = hear(&mut call, "no nothing");
    assert!(call.emergency().is_none());
    // What the model suspects of the heating counts together with what the caller says later.
    let mut call = super::call();
    let (effects, _) = until_answered(&mut call, said("the canary is asleep"), &report("no_heat", "suspect"), true);
    assert!(effects.say.join(" ").contains(ABOUT_COMFORT), "{effects:?}");
    let _ = hear(&mut call, "my newborn");
    assert_eq!(call.emergency(), Some(Hazard::NoHeat));
}

#[test]
fn further_danger_gets_its_own_words_and_record() {
    let mut call = call();
    let _ = hear(&mut call, "the breaker box is shooting sparks");
    assert_eq!(call.emergency(), Some(Hazard::Electrical));
    let (effects, _) =
        until_answered(&mut call, said("now water is pouring through the ceiling"), &model(Some(SILENT), &[]), true);
    assert!(effects.say.join(" ").contains(safety_words(Hazard::Water, Language::ENGLISH)), "{effects:?}");
    assert!(
        matches!(effects.side_effects.as_slice(), [SideEffect::Emergency(further)] if further.hazard == Hazard::Water)
    );
    assert_eq!(call.emergency(), Some(Hazard::Electrical), "the graver danger keeps the call");
}

#[test]
fn no_one_is_sent_inside_during_an_evacuation() {
    let lesser = [
        "now water is pouring through the ceiling",
        "the heat is out and I have a newborn",
        "the breaker box is shooting sparks",
        "freon sprayed all over my hands and face",
        "it's ninety eight in here and my mother is on oxygen, the ac died",
    ];
    for danger in ["I smell gas", "the carbon monoxide alarm is going off", "flames are shooting out of the furnace"] {
        for everyone_out in [false, true] {
            for words in lesser {
                let mut call = call();
                let _ = hear(&mut call, danger);
                let grave = call.emergency();
                if everyone_out {
                    let _ = hear(&mut call, "yes we are all out");
                }
                let (effects, _) = until_answered(&mut call, said(words), &model(Some(SILENT), &[]), true);
                let said = effects.say.join(" ");
                for hazard in Hazard::ALL.into_iter().filter(|hazard| hazard.is_handled_inside()) {
                    assert!(!said.contains(safety_words(hazard, Language::ENGLISH)), "{danger}, {words}: {said}");
                }
                assert_eq!(call.emergency(), grave, "{danger}, {words}");
            }
        }
    }
}

#[test]
fn failure_without_a_risk_is_asked_about() {
    let failures =
        ["the heat is out", "our heat is out", "the heat went out", "no heat", "the furnace died", "my ac is out"];
    for before in ["", "hi ", "yeah so ", "um hi i'm calling because ", "good morning "] {
        for after in [
            "",
            " please",
            " again",
            " since last night",
            " can you send somebody",
            " and i need a tech",
            " it just stopped",
        ] {
            for failure in failures {
                let words = format!("{before}{failure}{after}");
                let found = assess(&words);
                assert_eq!((found.emergency(), found.suspicion()), (None, Some(Suspicion::Comfort)), "{words}");
            }
        }
    }
}

#[test]
fn graver_danger_replaces_the_words_of_a_lesser_one() {
    let mut call = call();
    let _ = hear(&mut call, "the heat is out and I have a newborn");
    assert_eq!(call.emergency(), Some(Hazard::NoHeat));
    let said = hear(&mut call, "she's unconscious");
    assert_eq!(call.emergency(), Some(Hazard::Medical));
    assert!(said.contains("911"), "{said}");
}

#[test]
fn lesser_danger_that_the_model_reports_gets_its_words_once() {
    let mut call = call();
    let _ = hear(&mut call, "the breaker box is shooting sparks");
    let report = report("water", "emergency");
    let mut words = Vec::new();
    let config = acme();
    for _ in 0..2 {
        let context = Context { config: &config, now: now() };
        let _ = call.step(said("anything else you need"), context);
        let _ = call.step(report.clone(), context);
        words.push(call.step(model(Some(SILENT), &[]), context).say.join(" "));
    }
    assert!(words[0].contains(safety_words(Hazard::Water, Language::ENGLISH)), "{words:?}");
    assert_eq!(words[1], SILENT);
}

#[test]
fn water_is_what_the_company_takes_it_for() {
    let water = safety_words(Hazard::Water, Language::ENGLISH);
    for policy in ["emergency", "same_day", "message"] {
        let mut fields = serde_json::to_value(acme()).expect("JSON");
        fields["water_policy"] = json!(policy);
        let config: TenantConfig = serde_json::from_value(fields).expect("a configuration");
        let context = Context { config: &config, now: now() };
        for reported in [false, true] {
            let mut call = call();
            let mut effects = if reported {
                let _ = call.step(said("the canary is asleep"), context);
                call.step(report("water", "emergency"), context)
            } else {
                call.step(said("water is pouring through the ceiling"), context)
            };
            if effects.next == NextStep::AskModel {
                effects = call.step(model(Some(SILENT), &[]), context);
            }
            let said = effects.say.join(" ");
            assert!(said.contains(water), "{policy}: {said}");
            assert_eq!(call.emergency().is_some(), policy == "emergency", "{policy}");
            assert_eq!(effects.side_effects.is_empty(), policy != "emergency", "{policy}");
        }
    }
}

#[test]
fn danger_at_the_end_of_a_very_long_utterance_is_heard_and_the_kept_words_are_bounded() {
    for rambling in ["so anyway i told him about the filter and ", "bueno y luego le dije que ", "é"] {
        let mut call = call();
        let said = hear(&mut call, &format!("{} i smell gas in the house", rambling.repeat(600)));
        assert_eq!(call.emergency(), Some(Hazard::GasLeak), "{said}");
        let kept = call.history.iter().filter_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Some(text.chars().count()),
            _ => None,
        });
        assert!(kept.max().is_some_and(|longest| longest <= 2_000));
    }
}

#[test]
fn pressed_keys_that_are_kept_are_bounded() {
    let mut call = call();
    let _ = until_answered(&mut call, Event::KeyPressed("5".repeat(250_000)), &model(Some(SILENT), &[]), true);
    assert!(matches!(&call.history[0], HistoryEntry::CallerKeyed { digits } if digits.len() == 32));
}

/// Carbon monoxide has no smell, so a no to the question about smells and alarms leads to a question about the body.
#[test]
fn no_does_not_settle_symptoms_and_a_second_fixed_question_does() {
    for (source, words, no, yes, second) in [
        ("it's about the furnace", "i've got a bit of a headache", "no", "we all feel fine outside", ABOUT_SYMPTOMS),
        (
            "llamo por el calentador",
            "me duele un poco la cabeza",
            "no nada de eso",
            "sí mi esposa también",
            "más de una persona",
        ),
    ] {
        let mut call = call();
        let _ = hear(&mut call, source);
        let first = hear(&mut call, words);
        assert!(matches!(call.phase, Phase::AskingAbout(_)), "{words}: {first}");
        let asked_of_the_model = call.usage.model_requests;
        let asked = hear(&mut call, no);
        assert!(asked.contains(second), "{words}: {asked}");
        assert_eq!(call.usage.model_requests, asked_of_the_model, "{words}");
        let mut settled = Conversation::from(call.snapshot());
        let _ = hear(&mut call, yes);
        assert_eq!(call.emergency(), Some(Hazard::CarbonMonoxide), "{words}");
        assert_eq!(hear(&mut settled, "no"), SILENT);
        assert!(settled.emergency().is_none());
    }
}

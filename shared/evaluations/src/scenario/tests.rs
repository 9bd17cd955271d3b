use serde_json::{Value, json};

use super::*;

fn minimal() -> Value {
    json!({
        "name": "no-heat", "about": "A furnace is out.", "company": "acme", "at": "2026-11-23T10:00",
        "caller": {"turns": ["My furnace is out", "[hang up]"]}, "final": {},
    })
}

fn parse(form: Value) -> Result<Scenario, String> {
    serde_json::from_value(form).map_err(|error| error.to_string())
}

fn with(pointer: &str, field: &str, value: Value) -> Value {
    let mut form = minimal();
    form.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object").insert(field.to_owned(), value);
    form
}

#[test]
fn scenario_has_the_defaults_of_its_fields() {
    let scenario = parse(minimal()).expect("valid");
    assert_eq!(scenario.from().map(PhoneNumber::as_str), Some("+12145550142"));
    assert_eq!(
        (scenario.attestation().name(), scenario.language().name(), scenario.stand_in()),
        ("A", "English", false)
    );
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    assert_eq!(scenario.at(&zone).expect("an instant").to_string(), "2026-11-23T16:00:00Z");
    let acts = [CallerAct::Says("My furnace is out".to_owned()), CallerAct::HangsUp];
    assert_eq!(scenario.caller().turns(), acts.map(ScenarioTurn::Act));
}

#[test]
fn interruption_is_a_turn_of_its_own() {
    let turn = "[interrupt after 7 words] No, on Friday".parse::<ScenarioTurn>().expect("a turn");
    assert_eq!(turn, ScenarioTurn::Interrupts { after_words: 7, words: "No, on Friday".to_owned() });
    assert_eq!(turn.to_string().parse(), Ok(turn));
    let one = "[interrupt after 1 word] No".parse::<ScenarioTurn>().expect("a turn");
    assert_eq!(one, ScenarioTurn::Interrupts { after_words: 1, words: "No".to_owned() });
    for wrong in ["[interrupt after 7 words]", "[interrupt after 0 words] No", "[interrupt after some words] No"] {
        let error = wrong.parse::<ScenarioTurn>().expect_err("no turn").to_string();
        assert!(error.contains("an interruption is written"), "{error}");
    }
}

#[test]
fn instant_in_a_repeated_hour_is_the_earlier_one_unless_an_offset_is_given() {
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    let at = |at: &str| parse(with("", "at", json!(at))).expect("valid").at(&zone).expect("an instant").to_string();
    assert_eq!(at("2026-11-01T01:30"), "2026-11-01T06:30:00Z");
    assert_eq!(at("2026-11-01T01:30-06:00"), "2026-11-01T07:30:00Z");
}

#[test]
fn unclear_words_cannot_travel_over_a_stream() {
    let ways = |turn: &str| parse(with("", "caller", json!({"turns": [turn]}))).expect("valid").ways();
    assert_eq!(ways("mumble"), [CallWay::Gather, CallWay::Stream]);
    assert_eq!(ways("[unclear] mumble"), [CallWay::Gather]);
}

#[test]
fn invalid_scenario_names_its_field() {
    for (form, named) in [
        (with("", "nmae", json!("x")), "unknown field `nmae`"),
        (with("", "name", json!("No Heat")), "name:"),
        (with("", "at", json!("noon")), "at:"),
        (with("", "from", json!("214")), "from:"),
        (with("", "caller", json!({})), "caller:"),
        (with("", "caller", json!({"turns": ["[shout] hi"]})), "a turn is words"),
        (with("/final", "bokked", json!([])), "unknown field `bokked`"),
        (with("/final", "booked", json!([{"slto": "2026-11-24_morning"}])), "unknown field `slto`"),
        (with("/final", "emergencies", json!(["flood"])), "unknown variant `flood`"),
        (with("/final", "says", json!(["yes|"])), "words are missing"),
        (with("/final", "said_first", json!([{"after": 3, "words": "911"}])), "there is no turn 3"),
    ] {
        let error = parse(form).expect_err(named);
        assert!(error.contains(named), "{named}: {error}");
    }
    let mut persona = with("", "caller", json!({"persona": {"goal": "Book a visit"}}));
    assert!(parse(persona.clone()).is_ok());
    persona["stand_in"] = json!(true);
    assert!(parse(persona).expect_err("no turns").contains("stand_in:"));
}

#[test]
fn acts_of_a_caller_are_written_as_they_are_read() {
    for text in ["my furnace", "[silence]", "[hang up]", "[keys 1#]", "[unclear] mumble"] {
        assert_eq!(text.parse::<CallerAct>().expect(text).to_string(), text);
    }
    for text in ["", "[keys x]", "[keys]", "[unclear]", "[silence] now", "[sings]"] {
        assert!(text.parse::<CallerAct>().is_err(), "{text}");
    }
}

#[test]
fn names_are_unique() {
    let scenario = parse(minimal()).expect("valid");
    assert_eq!(check_names([&scenario]), Ok(()));
    assert_eq!(check_names([&scenario, &scenario]), Err(ScenarioError::Twice("no-heat".to_owned())));
}

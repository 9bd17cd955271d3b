use domain::{phone::PhoneNumber, tenant::Zip};
use serde_json::{Value, json};

use super::*;
use crate::outcome::{CallEnding, CallLine, EmergencyFact, MessageFact, MoveFact, VisitFact};

fn findings(expected: &Value, outcome: &EvaluatedCall) -> Vec<String> {
    let form = json!({
        "name": "a-call", "about": "A call.", "company": "acme", "at": "2026-11-23T10:00",
        "caller": {"turns": ["My furnace is out", "Yes"]}, "final": expected,
    });
    judge(&serde_json::from_value(form).expect("valid"), outcome)
}

fn visit() -> VisitFact {
    VisitFact {
        slot: Some("2026-11-24_morning".parse().expect("a slot")),
        job_type: None,
        name: "Dana Smith".to_owned(),
        street: "12 Oak Street".to_owned(),
        zip: Zip::parse("75201").expect("a ZIP code"),
        callback: PhoneNumber::parse("+12145550142").expect("a number"),
        problem: "No heat".to_owned(),
        answers: [("gate".to_owned(), "4711".to_owned())].into(),
    }
}

fn call() -> EvaluatedCall {
    let lines = [
        CallLine::Agent("Acme. How can I help?".to_owned()),
        CallLine::Caller("My furnace is out".to_owned()),
        CallLine::Agent("Leave the house now, all of you, and take nothing with you. Then call 911.".to_owned()),
        CallLine::Dialed("+12145550171".to_owned(), "no answer"),
        CallLine::Caller("Yes".to_owned()),
        CallLine::Agent("It’s $89.".to_owned()),
    ];
    EvaluatedCall { lines: lines.into(), ending: CallEnding::Agent, seconds: 40, ..EvaluatedCall::default() }
}

#[test]
fn state_that_is_not_expected_is_found() {
    let mut outcome = call();
    outcome.lines.retain(|line| !matches!(line, CallLine::Dialed(..)));
    assert_eq!(findings(&json!({}), &outcome), Vec::<String>::new());
    outcome.booked.push(visit());
    let slot = |id: &str| id.parse().expect("a slot");
    outcome.moved.push(MoveFact { from: slot("2026-11-24_morning"), to: slot("2026-11-25_morning") });
    outcome.cancelled.push(slot("2026-11-26_morning"));
    let words = "Call me".to_owned();
    outcome.messages.push(MessageFact { words, callback: None, urgent: false, voicemail: false });
    outcome.emergencies.push(EmergencyFact { hazard: Hazard::GasLeak, taken: false });
    let found = findings(&json!({}), &outcome);
    for what in ["booked", "moved", "cancelled", "messages", "emergencies"] {
        assert!(
            found.iter().any(|finding| finding.starts_with(what) && finding.ends_with("is not expected")),
            "{found:?}"
        );
    }
    let expected = json!({
        "booked": [{"slot": "2026-11-24_morning", "name": "dana|dora", "street": "12 oak", "zip": "75201"}],
        "moved": [{"from": "2026-11-24_morning", "to": "2026-11-25_morning"}],
        "cancelled": ["2026-11-26_morning"], "messages": [{"words": ["call"]}], "emergencies": ["gas_leak"],
        "taken_by_on_call": false,
    });
    assert_eq!(findings(&expected, &outcome), Vec::<String>::new());
}

#[test]
fn every_expectation_can_fail() {
    let mut outcome = call();
    outcome.booked.push(visit());
    outcome.emergencies.push(EmergencyFact { hazard: Hazard::GasLeak, taken: false });
    let holds = json!({"booked": [{}], "emergencies": ["gas_leak"], "dialed": ["+12145550171"]});
    assert_eq!(findings(&holds, &outcome), Vec::<String>::new());
    for (field, value) in [
        ("booked", json!([{"name": "Lee"}])),
        ("booked", json!([{}, {}])),
        ("emergencies", json!(["fire"])),
        ("taken_by_on_call", json!(true)),
        ("dialed", json!([])),
        ("customer", json!({"name": "Dana"})),
        ("ended_by", json!("caller")),
        ("said_first", json!([{"after": 1, "words": "911"}])),
        ("says", json!(["You're booked"])),
        ("never_says", json!(["it's $89"])),
        ("turns_at_most", json!(1)),
        ("seconds_at_most", json!(39)),
    ] {
        let mut expected = holds.clone();
        expected[field] = value;
        let found = findings(&expected, &outcome);
        assert!(!found.is_empty() && found.iter().all(|finding| finding.starts_with(field)), "{field}: {found:?}");
    }
    let first = json!({"booked": [{}], "emergencies": ["gas_leak"], "dialed": ["+12145550171"],
        "said_first": [{"after": 1, "words": "leave"}], "turns_at_most": 2, "seconds_at_most": 40, "ended_by": "agent"});
    assert_eq!(findings(&first, &outcome), Vec::<String>::new());
}

#[test]
fn faults_of_the_run_and_answers_of_a_judge_are_findings() {
    let mut outcome = call();
    outcome.faults.push("the recording has no more turns".to_owned());
    outcome.judgements = vec![
        ("Is the agent polite?".to_owned(), false, "it shouts".to_owned()),
        ("Is it short?".to_owned(), true, "it is".to_owned()),
    ];
    let found = findings(&json!({"dialed": ["+12145550171"]}), &outcome);
    let judged = "judged: Is the agent polite? The judge says no: it shouts";
    assert_eq!(found, ["the recording has no more turns", judged]);
}

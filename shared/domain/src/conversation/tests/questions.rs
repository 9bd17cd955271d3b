//! A required question that the model says the caller cannot answer.

use super::*;
use crate::tenant::{TenantConfig, read_config, tests::acme_json};

const GATE: &str = "Is there a gate code at your house?";

fn asking() -> TenantConfig {
    let mut written = acme_json();
    written["questions"] = json!([
        {"id": "gate", "ask": {"english": GATE}, "required": true},
        {"id": "pets", "ask": {"english": "Any pets?"}},
    ]);
    read_config(&written).expect("valid")
}

/// The refusal of a visit whose gate code is not known, after these entries of the history.
fn refusal(history: Vec<HistoryEntry>) -> Option<String> {
    let visit = json!({
        "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"}, "job_type": "repair", "name": "Dana",
        "callback": "+12145550142", "street": "12 Oak Street", "zip": "75201", "problem": "No heat",
        "answers": [{"id": "gate", "label": "Gate"}, {"id": "pets", "label": "Pets"}],
    });
    let visit: BookingRequest = serde_json::from_value(visit).expect("a visit");
    let config = asking();
    let mut call = call();
    call.history = history;
    call.unasked(&visit, Context { config: &config, now: now() }).map(|error| error.to_string())
}

#[test]
fn unknown_answer_to_a_question_that_was_never_asked_is_refused() {
    let refused = refusal(vec![HistoryEntry::agent_said("How can I help you today?")]).expect("refused");
    assert!(refused.starts_with("answers.gate: Ask the caller: \"Is there a gate code"), "{refused}");
    let other = HistoryEntry::ToolReturned { id: "1".to_owned(), content: "error: answers.pets: Ask".to_owned() };
    assert!(refusal(vec![other]).is_some(), "another question was asked");
}

#[test]
fn unknown_answer_is_accepted_once_the_question_was_asked() {
    let asked = [
        HistoryEntry::agent_said(GATE),
        HistoryEntry::agent_said("Thanks, Dana. Does your house have a gate code?"),
        HistoryEntry::ToolReturned { id: "1".to_owned(), content: "error: answers.gate: Ask the caller".to_owned() },
    ];
    for entry in asked {
        assert_eq!(refusal(vec![entry.clone()]), None, "{entry:?}");
    }
}

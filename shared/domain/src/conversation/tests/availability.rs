//! What the model reads of the days that a caller asks for.

use serde_json::Value;

use super::*;

/// The result of `check_availability` for these words, while every slot is free. Today is Monday, November 23.
fn availability(when: &str) -> Value {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let mut call = call();
    let _ = call.step(Event::CallStarted, context);
    let _ = call.step(said("My furnace needs a tune-up"), context);
    let arguments = json!({"zip": "75201", "when": when, "part_of_day": "any"}).to_string();
    if let NextStep::RunTools(round) = call.step(model(None, &[("check_availability", arguments)]), context).next {
        let free = |run: ToolRun| ToolResult { id: run.id, outcome: ToolOutcome::Capacity(Taken::new()) };
        let _ = call.step(Event::ToolsFinished(round.into_runs().map(free).collect()), context);
    }
    let returned = call.history().iter().rev().find_map(|entry| match entry {
        HistoryEntry::ToolReturned { content, .. } => Some(content),
        _ => None,
    });
    let content = returned.expect("a result");
    serde_json::from_str(content).unwrap_or_else(|_| json!(content))
}

#[test]
fn day_beyond_the_horizon_returns_from_when_it_can_be_booked() {
    let horizon = i32::from(acme().arrival_windows.horizon_days());
    let result = availability("December 31, 2027");
    let note = result["note"].as_str().expect("a note");
    let day: jiff::civil::Date = "2027-12-31".parse().expect("a date");
    let today: jiff::civil::Date = "2026-11-23".parse().expect("a date");
    let opens =
        crate::spoken::date(day.saturating_sub(jiff::ToSpan::days(horizon)), today, crate::triage::Language::ENGLISH);
    assert!(note.contains("Friday, December 31, 2027 can be booked from") && note.contains(&opens), "{note}");
    assert!(!result["slots"].as_array().expect("slots").is_empty(), "the next free slots are offered: {result}");
}

#[test]
fn slots_are_offered_on_none_but_the_days_asked_for() {
    let result = availability("any day but tomorrow and Wednesday");
    let slots = result["slots"].as_array().expect("slots");
    assert!(!slots.is_empty());
    for slot in slots {
        let id = slot["slot_id"].as_str().expect("an id");
        assert!(!id.starts_with("2026-11-24") && !id.starts_with("2026-11-25"), "{id}");
    }
}

#[test]
fn unreadable_day_returns_a_question_and_no_slots() {
    let result = availability("whatever day Mike is working");
    assert!(result.as_str().is_some_and(|text| text.contains("Ask the caller which day")), "{result}");
}

//! A call that is stored step by step is read back unchanged.

use domain::{
    conversation::{Context, Event, ModelTurn, NextStep, Speech},
    phone::{Caller, PhoneNumber},
    tenant::{TenantConfig, starter},
    text::Text,
    triage::Language,
};
use jiff::tz::TimeZone;

use super::*;
use crate::form::{Versioned, read};

fn config() -> TenantConfig {
    let zone = TimeZone::get("America/Denver").expect("a zone");
    starter(&Text::parse("Peak Heating").expect("a name"), &zone).expect("a configuration")
}

fn now() -> Timestamp {
    "2026-11-23T16:00:00Z".parse().expect("an instant")
}

fn new_call(test: bool) -> CallRecord {
    let called = PhoneNumber::parse("+13035550100").expect("a number");
    let call = CallSid::parse("CA1").expect("an id");
    let caller = Caller::from_twilio("+13035550142");
    CallRecord::new(Conversation::new(call, caller, called, None, now()), 3, test)
}

/// Handles an event in one step, as the engine does. The model always gives the same answer, or the step is a hold.
fn take(record: &mut CallRecord, event: Event, hold: bool) {
    let config = config();
    let context = Context { config: &config, now: now() };
    let mut effects = record.conversation.step(event, context);
    let mut say = std::mem::take(&mut effects.say);
    let end = match effects.next {
        NextStep::EndTurn(end) => ReplyEnd::TurnEnd(end),
        NextStep::AskModel if hold => {
            say.extend(record.conversation.take_interim_words());
            ReplyEnd::Hold
        }
        NextStep::AskModel => {
            let text = Some("Yes, we do.".to_owned());
            let said = ModelTurn { text, tools: Vec::new(), ..ModelTurn::default() };
            let effects = record.conversation.step(Event::ModelSaid(said), context);
            say.extend(effects.say);
            let NextStep::EndTurn(end) = effects.next else { panic!("the turn ends") };
            ReplyEnd::TurnEnd(end)
        }
        NextStep::RunTools(_) => panic!("no tool runs"),
    };
    record.awaiting_model = end == ReplyEnd::Hold;
    if record.test && record.replies.is_empty() {
        say.insert(0, "This is a test.".to_owned());
    }
    record.replies.push(Reply { say, language: Language::ENGLISH, end });
    record.last_step_at = Some(now());
}

/// Stores the latest step, and reads the call back from the items of all steps.
fn stored_and_read(record: &CallRecord, items: &mut Vec<Item>, step: usize) -> CallRecord {
    let key =
        Key::found(&TenantScope::of_function(domain::id::TenantId::parse("ten_peak").expect("an id")), "call#CA1");
    items.push(item_with_key(key, &StepForm::of(record, step)).expect("written"));
    let steps = items.iter().map(|item| read::<StepForm>(item.clone()).expect("read"));
    form::restore(None, steps.collect::<Vec<_>>()).expect("the call")
}

type Item = std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>;

fn said(text: &str) -> Event {
    Event::CallerSaid(Speech { text: text.to_owned(), confidence: Some(0.9) })
}

#[test]
fn call_is_read_back_after_each_step() {
    for test in [false, true] {
        let (mut record, mut items) = (new_call(test), Vec::new());
        let events = [
            (Event::CallStarted, false),
            (said("Do you repair heat pumps?"), false),
            (said("And on Sundays?"), true),
            (Event::KeyPressed("5".to_owned()), false),
            (Event::CallerSilent, false),
            (said("I smell gas!"), false),
        ];
        for (step, (event, hold)) in events.into_iter().enumerate() {
            take(&mut record, event, hold);
            let read = stored_and_read(&record, &mut items, step);
            assert_eq!((&read.conversation, &read.replies), (&record.conversation, &record.replies), "step {step}");
            let fields = |record: &CallRecord| {
                (record.config_version, record.test, record.last_step_at, record.awaiting_model, record.finished)
            };
            assert_eq!(fields(&read), fields(&record), "step {step}");
            record = read;
        }
        record.finished = true;
        let step = record.next_step();
        let ended = stored_and_read(&record, &mut items, step);
        assert_eq!((ended.finished, ended.next_step()), (true, step), "the end of a call has no reply");
    }
}

#[test]
fn call_continues_after_a_step_that_was_not_saved() {
    let (mut record, mut items) = (new_call(false), Vec::new());
    take(&mut record, Event::CallStarted, false);
    record = stored_and_read(&record, &mut items, 0);
    record.skip_lost_steps(2);
    assert_eq!(record.next_step(), 2);
    take(&mut record, said("Hello?"), false);
    let read = stored_and_read(&record, &mut items, 2);
    assert_eq!((read.next_step(), &read.replies), (3, &record.replies));
}

#[test]
fn call_without_its_first_step_is_not_read() {
    let (mut record, mut items) = (new_call(false), Vec::new());
    take(&mut record, Event::CallStarted, false);
    record = stored_and_read(&record, &mut items, 0);
    take(&mut record, said("Hello?"), false);
    stored_and_read(&record, &mut items, 1);
    let later = items.drain(1..).map(|item| read::<StepForm>(item).expect("read")).collect::<Vec<_>>();
    assert!(form::restore(None, later).is_none());
}

#[test]
fn item_of_a_later_release_is_refused() {
    let (mut record, mut items) = (new_call(false), Vec::new());
    take(&mut record, Event::CallStarted, false);
    stored_and_read(&record, &mut items, 0);
    let mut item = items.remove(0);
    let later = StepForm::VERSION + 1;
    item.insert("v".to_owned(), aws_sdk_dynamodb::types::AttributeValue::N(later.to_string()));
    assert!(matches!(read::<StepForm>(item), Err(StoreError::NewerForm { version }) if version == later));
}

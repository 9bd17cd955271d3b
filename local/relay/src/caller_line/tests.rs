mod faults;
mod properties;
mod protocol;

use serde_json::{Value, json};

use super::*;

pub(super) fn facts() -> RelayCallFacts {
    RelayCallFacts {
        session_id: "VX00000000000000000000000000000001".to_owned(),
        call_sid: "CA00000000000000000000000000000001".to_owned(),
        account_sid: "AC00000000000000000000000000000001".to_owned(),
        from: "+12145550142".to_owned(),
        to: "+12145550100".to_owned(),
        custom_parameters: [("step".to_owned(), "1".to_owned())].into(),
    }
}

/// A line whose `setup` has been taken.
pub(super) fn line(attributes: RelayAttributes) -> CallerLine {
    faulty_line(attributes, LineFaults::default())
}

pub(super) fn faulty_line(attributes: RelayAttributes, faults: LineFaults) -> CallerLine {
    let mut line = CallerLine::new(attributes, facts(), faults);
    assert_eq!(sent(&mut line)[0]["type"], "setup");
    line
}

/// The messages that go out, without other outputs.
pub(super) fn sent(line: &mut CallerLine) -> Vec<Value> {
    outputs(line)
        .into_iter()
        .filter_map(|output| match output {
            LineOutput::Send(text) => Some(serde_json::from_str(&text).expect("JSON")),
            _ => None,
        })
        .collect()
}

pub(super) fn outputs(line: &mut CallerLine) -> Vec<LineOutput> {
    std::iter::from_fn(|| line.next_output()).collect()
}

pub(super) fn token(text: &str, is_last: bool) -> String {
    json!({"type": "text", "token": text, "last": is_last}).to_string()
}

/// What the caller heard of the agent: when, what, and whether it was cut.
pub(super) fn agent(line: &CallerLine) -> Vec<(u64, u64, &str, bool)> {
    line.heard()
        .iter()
        .filter_map(|event| match &event.kind {
            HeardKind::Agent { words, is_cut, .. } => Some((event.from_ms, event.until_ms, words.as_str(), *is_cut)),
            _ => None,
        })
        .collect()
}

fn with(change: impl FnOnce(&mut RelayAttributes)) -> RelayAttributes {
    let mut attributes = RelayAttributes::default();
    change(&mut attributes);
    attributes
}

#[test]
fn texts_are_spoken_one_after_the_other_from_200_ms() {
    let mut line = line(RelayAttributes::default());
    line.received(&token("Good morning. ", false)); // 14 characters: 933 ms
    line.received(&token("How can I help?", true)); // 15 characters: 1,000 ms
    line.advance(3_000);
    assert_eq!(agent(&line), [(200, 1_133, "Good morning. ", false), (1_133, 2_133, "How can I help?", false)]);
    line.received(&token("Hello?", true));
    line.advance(4_000);
    assert_eq!(agent(&line)[2], (3_200, 3_600, "Hello?", false));
    assert!(line.is_quiet() && sent(&mut line).is_empty());
}

#[test]
fn greeting_is_spoken_and_can_forbid_interruption() {
    let greeting = |line: &mut RelayAttributes, kinds| {
        line.welcome_greeting = Some("This call is recorded.".to_owned());
        line.welcome_greeting_interruptible = kinds;
    };
    let mut open = line(with(|attributes| greeting(attributes, InputKinds::ANY)));
    open.advance(1_000);
    open.say("Hello");
    assert_eq!(sent(&mut open)[0]["utteranceUntilInterrupt"], "This call is");
    let mut closed = line(with(|attributes| greeting(attributes, InputKinds::NONE)));
    closed.advance(1_000);
    closed.say("Hello");
    closed.advance(5_000);
    assert!(sent(&mut closed).is_empty(), "speech during it is not reported");
    assert_eq!(agent(&closed), [(200, 1_666, "This call is recorded.", false)]);
}

#[test]
fn caller_interrupts_and_is_then_understood() {
    let mut line = line(RelayAttributes::default());
    line.received(&token("We can come on ", false));
    line.received(&token("Tuesday or on Wednesday.", false));
    let at = line.time_of_word(5).expect("the word is known");
    line.advance(at);
    line.say("Wednesday please");
    let interrupt = json!({
        "type": "interrupt",
        "utteranceUntilInterrupt": "We can come on Tuesday",
        "durationUntilInterruptMs": at - 200,
    });
    assert_eq!(sent(&mut line), [interrupt]);
    assert!(!line.agent_speaks());
    line.advance(at + 2_000);
    let prompt = json!({"type": "prompt", "voicePrompt": "Wednesday please", "lang": "en-US", "last": true});
    assert_eq!(sent(&mut line), [prompt]);
    let last = line.heard().last().expect("an event");
    assert_eq!((last.from_ms, last.until_ms), (at, at + 1_066));
    assert_eq!(agent(&line).last().map(|said| (said.2, said.3)), Some(("Tuesday", true)));
}

#[test]
fn words_are_found_in_what_is_not_spoken_yet() {
    let mut line = line(RelayAttributes::default());
    assert_eq!(line.time_of_word(1), None);
    line.received(&token("One two. ", false));
    line.received(&token("Three four.", true));
    assert_eq!(line.time_of_word(3), Some(200 + 600 + 333));
    assert_eq!(line.time_of_word(5), None);
    line.advance(900);
    assert_eq!(line.time_of_word(3), Some(1_133));
    assert_eq!(line.time_of_word(1), Some(900), "it has been spoken");
}

#[test]
fn caller_over_what_cannot_be_interrupted_is_reported_if_asked_for() {
    let speak = |line: &mut CallerLine| {
        line.received(r#"{"type":"text","token":"Please leave the house now.","last":true,"interruptible":false}"#);
        line.advance(500);
        line.say("But why?");
        line.press('1');
        line.advance(5_000);
        sent(line).iter().map(|message| message["type"].as_str().expect("a type").to_owned()).collect::<Vec<_>>()
    };
    let keys = |attributes: &mut RelayAttributes| attributes.dtmf_detection = true;
    assert!(speak(&mut line(with(keys))).is_empty());
    let reporting = with(|attributes| {
        keys(attributes);
        attributes.report_input_during_agent_speech = InputKinds::ANY;
    });
    let mut line = line(reporting);
    assert_eq!(speak(&mut line), ["dtmf", "prompt"]);
    assert_eq!(agent(&line), [(200, 2_000, "Please leave the house now.", false)]);
}

#[test]
fn keys_interrupt_only_where_they_may() {
    let digits = |kinds: &str| {
        let mut line = line(with(|attributes| attributes.dtmf_detection = true));
        line.received(
            &json!({"type": "text", "token": "Press one.", "last": true, "interruptible": kinds}).to_string(),
        );
        line.advance(400);
        line.press('1');
        sent(&mut line).iter().map(|message| message["type"].as_str().expect("a type").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(digits("dtmf"), ["interrupt", "dtmf"]);
    assert_eq!(digits("any"), ["interrupt", "dtmf"]);
    assert!(digits("speech").is_empty());
    assert!(digits("none").is_empty());
    let mut deaf = line(RelayAttributes::default());
    deaf.press('1');
    assert!(sent(&mut deaf).is_empty(), "keys are not asked for");
}

#[test]
fn backchannel_is_ignored_while_the_agent_speaks() {
    let mut line = line(with(|attributes| attributes.ignore_backchannel = true));
    line.received(&token("We can come on Tuesday.", true));
    line.advance(500);
    line.say("uh-huh");
    line.advance(5_000);
    assert!(sent(&mut line).is_empty());
    line.say("okay");
    line.advance(6_000);
    assert_eq!(sent(&mut line)[0]["voicePrompt"], "okay", "it is an answer now");
}

#[test]
fn next_cycle_cuts_a_preemptible_one_and_waits_for_another() {
    let filler = json!({"type": "text", "token": "One moment please.", "last": true, "preemptible": true}).to_string();
    let mut cut = line(RelayAttributes::default());
    cut.received(&filler);
    cut.advance(600);
    cut.received(&token("Tuesday works.", true));
    cut.advance(5_000);
    assert_eq!(agent(&cut), [(200, 600, "One", true), (800, 1_733, "Tuesday works.", false)]);
    let mut queued = line(RelayAttributes::default());
    queued.received(&token("One moment please.", true));
    queued.advance(600);
    queued.received(&token("Tuesday works.", true));
    queued.advance(5_000);
    assert_eq!(agent(&queued), [(200, 1_400, "One moment please.", false), (1_400, 2_333, "Tuesday works.", false)]);
}

#[test]
fn text_does_not_cut_its_own_cycle() {
    let mut line = line(with(|attributes| attributes.preemptible = true));
    line.received(&token("One. ", false));
    line.advance(300);
    line.received(&token("Two.", true));
    line.advance(5_000);
    assert_eq!(agent(&line).iter().map(|said| said.2).collect::<Vec<_>>(), ["One. ", "Two."]);
}

#[test]
fn what_cannot_be_interrupted_survives_an_interruption() {
    let mut line = line(RelayAttributes::default());
    line.received(&token("We can come on Tuesday.", true));
    line.received(r#"{"type":"text","token":"Leave the house.","last":true,"interruptible":false}"#);
    line.advance(400);
    line.say("Wait");
    line.advance(5_000);
    assert_eq!(agent(&line), [(200, 400, "We", true), (400, 1_466, "Leave the house.", false)]);
}

#[test]
fn reply_is_awaited_until_a_cycle_with_words_has_ended() {
    let mut line = line(RelayAttributes::default());
    assert!(!line.awaits_reply());
    line.say("Hello");
    assert!(!line.awaits_reply(), "it has not been said");
    line.advance(2_000);
    assert!(line.awaits_reply());
    line.received(&token("", true));
    assert!(line.awaits_reply(), "an empty text answers nothing");
    line.received(&token("Good morning.", false));
    assert!(line.awaits_reply() && line.is_talking());
    line.received(&token("", true));
    assert!(!line.awaits_reply() && !line.is_talking());
}

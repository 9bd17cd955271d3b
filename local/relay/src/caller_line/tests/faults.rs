//! What goes wrong on the way, and a socket that is lost.

use super::*;

fn said(line: &mut CallerLine, words: &str) -> Vec<String> {
    line.say(words);
    let ends = line.caller_ends_ms().expect("it is being said");
    line.advance(ends);
    prompts(line)
}

fn prompts(line: &mut CallerLine) -> Vec<String> {
    sent(line).iter().filter_map(|message| Some(message["voicePrompt"].as_str()?.to_owned())).collect()
}

#[test]
fn messages_are_doubled_swapped_and_late() {
    let faults = |change: fn(&mut LineFaults)| {
        let mut faults = LineFaults { seed: 3, ..LineFaults::default() };
        change(&mut faults);
        faulty_line(RelayAttributes::default(), faults)
    };
    assert_eq!(said(&mut faults(|faults| faults.doubled = 1_000), "one"), ["one", "one"]);
    let mut late = faults(|faults| faults.late = 1_000);
    assert!(said(&mut late, "one").is_empty());
    let due = late.late_message_ms().expect("a late message");
    assert!((201..=2_200).contains(&due), "{due}");
    late.advance(due);
    assert_eq!(prompts(&mut late), ["one"]);
    let mut alone = faults(|faults| faults.swapped = 1_000);
    assert!(said(&mut alone, "one").is_empty());
    alone.advance(1_200);
    assert_eq!(prompts(&mut alone), ["one"], "no other message came");
}

#[test]
fn swapped_message_comes_after_the_next_one() {
    let orders: Vec<Vec<String>> = (0..20)
        .map(|seed| {
            let faults = LineFaults { seed, swapped: 500, ..LineFaults::default() };
            let mut line = faulty_line(RelayAttributes::default(), faults);
            let mut all = said(&mut line, "one");
            all.extend(said(&mut line, "two"));
            line.advance(10_000);
            all.extend(prompts(&mut line));
            all
        })
        .collect();
    for order in [["one", "two"], ["two", "one"]] {
        assert!(orders.iter().any(|found| found == &order), "{order:?} in {orders:?}");
    }
    assert!(orders.iter().all(|order| order.len() == 2));
}

#[test]
fn lost_socket_ends_the_session_without_reconnect() {
    let mut line = line(RelayAttributes::default());
    line.advance(1_500);
    line.socket_lost();
    let end = line.end().expect("the end");
    assert!(matches!(&end.outcome, SessionOutcome::Failed { code: 64105, .. }));
    assert!(end.params().contains(&("SessionDuration".to_owned(), "2".to_owned())));
}

#[test]
fn events_are_kept_while_the_socket_is_lost() {
    let mut line = line(with(|attributes| attributes.application_reconnect = true));
    said(&mut line, "zero");
    line.socket_lost();
    line.socket_lost();
    assert_eq!(outputs(&mut line), [LineOutput::Connect]);
    assert!(said(&mut line, "one").is_empty());
    line.reconnected();
    let messages = sent(&mut line);
    assert_eq!(messages[0]["type"], "setup");
    let prompts: Vec<_> = messages[1..].iter().map(|message| message["voicePrompt"].as_str().expect("words")).collect();
    assert_eq!(prompts, ["zero", "one"], "the last event comes again");
    assert_eq!(said(&mut line, "two"), ["two"]);
}

#[test]
fn no_more_than_500_events_are_kept() {
    let mut line = line(with(|attributes| {
        attributes.application_reconnect = true;
        attributes.dtmf_detection = true;
        attributes.replayed_events = 0;
    }));
    line.socket_lost();
    line.press('9');
    for _ in 0..500 {
        line.press('1');
    }
    outputs(&mut line);
    line.reconnected();
    let digits: Vec<_> = sent(&mut line).iter().skip(1).map(|message| message["digit"].clone()).collect();
    assert_eq!((digits.len(), digits.contains(&json!("9"))), (500, false));
}

#[test]
fn session_fails_when_no_reconnect_succeeds() {
    let mut line = line(with(|attributes| attributes.application_reconnect = true));
    line.socket_lost();
    line.reconnect_failed();
    line.reconnect_failed();
    assert_eq!(outputs(&mut line), vec![LineOutput::Connect; 3]);
    line.reconnect_failed();
    assert!(matches!(line.end().expect("the end").outcome, SessionOutcome::Failed { code: 64102, .. }));
}

#[test]
fn faults_drop_the_socket_and_fail_the_provider() {
    let attributes = with(|attributes| attributes.application_reconnect = true);
    let mut dropped = faulty_line(attributes, LineFaults { dropped: 1_000, ..LineFaults::default() });
    dropped.say("one");
    dropped.advance(1_000);
    let outputs = outputs(&mut dropped);
    assert_eq!(outputs[1..], [LineOutput::Drop, LineOutput::Connect]);
    let faults = LineFaults { provider_error: 1_000, ..LineFaults::default() };
    let mut failed = faulty_line(RelayAttributes::default(), faults);
    assert_eq!(said(&mut failed, "one"), ["one"]);
    assert!(failed.end().is_some());
}

#[test]
fn seed_repeats_the_faults() {
    let run = |seed| {
        let faults = LineFaults { seed, doubled: 200, swapped: 200, late: 200, ..LineFaults::default() };
        let mut line = faulty_line(RelayAttributes::default(), faults);
        let mut all = Vec::new();
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"] {
            all.extend(said(&mut line, word));
        }
        line.advance(60_000);
        all.extend(prompts(&mut line));
        all
    };
    assert_eq!(run(1), run(1));
    assert!((2..20).any(|seed| run(seed) != run(1)));
}

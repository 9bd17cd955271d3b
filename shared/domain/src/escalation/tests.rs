use jiff::ToSpan;

use super::*;
use crate::{booking::DangerReport, id::EmergencyId, text::Text};

fn emergency() -> Emergency {
    let call = CallSid::parse("CA1").expect("an id");
    Emergency {
        id: EmergencyId::of_call(&call, 0),
        call,
        hazard: Hazard::GasLeak,
        callback: PhoneNumber::parse("+12145550142").ok(),
        heard_at: "2026-11-23T16:00:00Z".parse().expect("an instant"),
        day: None,
        report: DangerReport {
            heard: Text::parse("I smell gas").ok(),
            name: Text::parse("Dana Smith").ok(),
            place: Text::parse("12 Oak Street, 75201").ok(),
        },
    }
}

#[test]
fn steps_are_at_5_10_and_15_minutes_and_then_every_half_hour_until_half_a_day_is_over() {
    let (mut step, heard_at, mut due) = (EscalationStep::FIRST, emergency().heard_at, Vec::new());
    loop {
        due.push((step.due_at(heard_at).duration_since(heard_at).as_mins(), step.audience(), step.alarms_operator()));
        let Some(next) = step.next() else { break };
        step = next;
    }
    assert_eq!(
        due[..4],
        [
            (5, Audience::OnCall, false),
            (10, Audience::Everybody, false),
            (15, Audience::Everybody, true),
            (45, Audience::Everybody, true),
        ]
    );
    assert_eq!((due.len(), due.last().map(|(minutes, ..)| *minutes)), (26, Some(705)));
}

#[test]
fn words_say_what_where_and_who() {
    let emergency = emergency();
    let of_call = page_text("Acme", &emergency, EscalationStep::OF_CALL);
    assert!(
        of_call.starts_with("Acme: a possible gas leak. Caller: Dana Smith, +12145550142. Place: 12 Oak"),
        "{of_call}"
    );
    let again = page_text("Acme", &emergency, EscalationStep::FIRST);
    assert!(again.starts_with("Acme: NOT ACCEPTED for 5 minutes: a possible gas leak."), "{again}");
    let ring = ring_words("Acme", &emergency, EscalationStep::FIRST);
    assert!(ring.ends_with("They said: I smell gas. Press 1 to accept it."), "{ring}");
    assert!(accepted_words(&emergency).contains("2 1 4 5 5 5 0 1 4 2"));
    let withheld = Emergency { callback: None, ..emergency };
    assert!(accepted_words(&withheld).contains("withheld"));
}

#[test]
fn dangers_of_one_call_and_repeats_of_one_danger_are_accepted_together() {
    let first = emergency();
    let of_call = |sid: &str, hazard, minutes: i64| Emergency {
        call: CallSid::parse(sid).expect("an id"),
        hazard,
        heard_at: first.heard_at + minutes.minutes(),
        ..first.clone()
    };
    let with = |other: &Emergency| Danger::from(&first).is_accepted_with(&Danger::from(other));
    assert!(with(&of_call("CA1", Hazard::Fire, 30)), "the same call");
    assert!(with(&of_call("CA2", Hazard::GasLeak, 10)), "a repeat");
    assert!(!with(&of_call("CA2", Hazard::GasLeak, 11)));
    assert!(!with(&of_call("CA2", Hazard::Fire, 1)));
    let withheld = Emergency { callback: None, ..of_call("CA2", Hazard::GasLeak, 1) };
    let other = Emergency { call: CallSid::parse("CA3").expect("an id"), ..withheld.clone() };
    assert!(!Danger::from(&withheld).is_repeat_of(&Danger::from(&other)));
}

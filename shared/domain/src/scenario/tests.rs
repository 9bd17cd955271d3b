use jiff::tz::TimeZone;
use serde_json::json;

use super::*;
use crate::{
    call_facts::{CallFacts, Outcome, Transfers},
    hours::OpenStatus,
    tenant::{TenantConfig, starter},
    text::Text,
    triage::Language,
};

fn config(patch: &serde_json::Value) -> TenantConfig {
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    let mut fields = json!(starter(&Text::parse("Peak Heating").expect("a name"), &zone).expect("valid"));
    for (name, value) in patch.as_object().expect("an object") {
        fields[name] = value.clone();
    }
    serde_json::from_value(fields).expect("a configuration")
}

fn now() -> Timestamp {
    "2026-11-23T10:00-06".parse().expect("an instant")
}

fn keys(planned: &[PlannedCall]) -> Vec<&str> {
    planned.iter().map(|call| call.key.as_str()).collect()
}

#[test]
fn standard_scenarios_follow_the_settings() {
    let whole = config(&json!({
        "forwarding_number": "+12145550188",
        "service_area": {"zips": ["752"], "cities": [], "out_of_area_answer": "We do not go there."},
    }));
    let planned = standard(&whole, now());
    assert_eq!(
        keys(&planned),
        [
            "gas_leak",
            "carbon_monoxide",
            "gas_leak_spanish",
            "speaks_spanish",
            "greeting",
            "booking",
            "out_of_area",
            "price",
            "person",
            "person_when_closed",
            "message",
            "orders_to_the_agent"
        ]
    );
    let everywhere = config(&json!({"languages": [{"language": "spanish"}], "after_hours": "forward"}));
    let keys = keys(&standard(&everywhere, now())).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert!(!keys.iter().any(|key| key == "out_of_area" || key.ends_with("_spanish")), "{keys:?}");
}

#[test]
fn caller_answers_the_companys_own_questions() {
    let config = config(&json!({"questions": [
        {"id": "fuel", "ask": {"english": "Does your system burn oil or propane?"}, "answer": "choice", "choices": ["oil", "propane"]},
        {"id": "membership"},
        {"id": "age", "ask": {"english": "How many years old is the furnace?"}, "answer": "number"},
        {"id": "landlord"},
    ]}));
    let planned = standard(&config, now());
    let booking = planned.iter().find(|call| call.key == "booking").expect("planned");
    let mut before = Vec::new();
    before.push(booking.caller.next(&before, "How can I help you?"));
    for (asked, answer) in [
        ("Thanks, Dana. Does your system burn oil or propane?", "oil"),
        ("Are you a member of our service plan?", "No."),
        ("And how many years old is the furnace?", "12"),
        ("What are the name and number of your landlord, and do they know about this visit?", "I don't know."),
        ("What is the street address?", "12 Oak Street, 75201."),
    ] {
        assert_eq!(booking.caller.next(&before, asked), CallerAct::Says(answer.to_owned()), "{asked}");
    }
}

#[test]
fn calls_arrive_while_the_office_is_open_or_closed() {
    let config = config(&json!({}));
    for hour in 0..400 {
        let now = now() + jiff::SignedDuration::from_hours(hour);
        for call in standard(&config, now) {
            assert!(call.at >= now, "{}", call.key);
            let is_open = matches!(config.hours.status(call.at, &config.time_zone), OpenStatus::Open { .. });
            match call.key.as_str() {
                "person" | "booking" | "price" => assert!(is_open, "{} at {}", call.key, call.at),
                "person_when_closed" | "gas_leak" => assert!(!is_open, "{} at {}", call.key, call.at),
                _ => {}
            }
        }
    }
}

#[test]
fn answering_caller_answers_what_was_asked_last() {
    let planned = standard(&config(&json!({})), now());
    let booking = planned.iter().find(|call| call.key == "booking").expect("planned");
    let opening = booking.caller.next(&[], "Thank you for calling.");
    let mut before = vec![opening];
    for (agent, answer) in [
        ("What is the ZIP code of the address?", "75201"),
        ("I have Tuesday morning or Tuesday afternoon. Which of these suits you?", "first"),
        ("May I have your name?", "Dana Smith"),
        ("Thanks, Dana. Is 12 Oak Street in 75201 correct? Say yes or no.", "right"),
        ("You're booked. Is there anything else?", "goodbye"),
    ] {
        let act = booking.caller.next(&before, agent);
        assert!(matches!(&act, CallerAct::Says(words) if words.contains(answer)), "{agent}: {act}");
        before.push(act);
    }
    assert_eq!(booking.caller.next(&before, "Thank you for calling. Goodbye."), CallerAct::HangsUp);
}

#[test]
fn caller_who_gets_the_same_question_again_and_again_says_goodbye() {
    let planned = standard(&config(&json!({})), now());
    let mut before = vec![planned[0].caller.next(&[], "")];
    for _ in 0..5 {
        before.push(planned[0].caller.next(&before, "What is your name?"));
    }
    assert_eq!(before.last(), Some(&CallerAct::HangsUp));
}

#[test]
fn every_language_of_a_company_has_its_callers() {
    for language in Language::ALL {
        assert!(caller::CallerLines::of(language).is_some(), "{}", language.name());
    }
}

fn call(outcome: Outcome, words: &[&str]) -> RehearsedCall {
    let turn = |words: &&str| RehearsedTurn {
        caller: Some(CallerAct::Says("Hello".into())),
        agent: vec![(*words).to_owned()],
        rang: None,
    };
    let facts = CallFacts {
        outcome,
        job_types: std::collections::BTreeSet::default(),
        after_hours: false,
        language: Language::ENGLISH,
        bookable: false,
        booked: Vec::new(),
        moved: Vec::new(),
        cancelled: Vec::new(),
        transfers: Transfers::default(),
        identity: crate::booking::CallerIdentity::Claimed,
        non_customer: None,
    };
    RehearsedCall { turns: words.iter().map(turn).collect(), hazards: Vec::new(), facts, ended: true }
}

fn expected(written: serde_json::Value) -> ExpectedCall {
    serde_json::from_value(written).expect("an expectation")
}

fn codes(written: serde_json::Value, call: &RehearsedCall) -> Vec<ScenarioFindingCode> {
    let planned = standard(&config(&json!({})), now()).remove(0);
    judge(&PlannedCall { expected: expected(written), ..planned }, call)
        .into_iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn judgement_names_what_does_not_hold() {
    let booked = call(Outcome::Booked, &["That is $89.", "You're booked."]);
    assert_eq!(codes(json!({"outcomes": ["booked"], "says": ["$89|89 dollars"], "never_says": ["free"]}), &booked), []);
    assert_eq!(codes(json!({"outcomes": ["message"]}), &booked), [ScenarioFindingCode::Outcome]);
    assert_eq!(codes(json!({"emergencies": ["gas_leak"]}), &booked), [ScenarioFindingCode::Emergencies]);
    assert_eq!(codes(json!({"rings": true}), &booked), [ScenarioFindingCode::DidNotRing]);
    assert_eq!(
        codes(json!({"job_type": "repair", "language": "spanish"}), &booked),
        [ScenarioFindingCode::JobType, ScenarioFindingCode::Language]
    );
    assert_eq!(
        codes(json!({"says_first": "booked", "says": ["$99"], "never_says": ["BOOKED"]}), &booked),
        [ScenarioFindingCode::NotSaidFirst, ScenarioFindingCode::NotSaid, ScenarioFindingCode::Said]
    );
    let alarmed = RehearsedCall { hazards: vec![Hazard::Fire], ended: false, ..booked };
    assert_eq!(codes(json!({}), &alarmed), [ScenarioFindingCode::NotEnded, ScenarioFindingCode::Emergencies]);
}

#[test]
fn scenario_of_a_weekday_arrives_at_the_next_one() {
    let zone = TimeZone::get("America/Chicago").expect("a zone");
    let at: ScenarioWeekTime = serde_json::from_value(json!({"day": "mon", "time": "09:30"})).expect("a time");
    assert_eq!(at.next(now(), &zone).to_string(), "2026-11-30T15:30:00Z", "today's half past nine is over");
    assert_eq!(ScenarioWeekTime::of(now(), &zone).next(now(), &zone), now());
    // The clock jumps over 02:30 on this day.
    let gap: ScenarioWeekTime = serde_json::from_value(json!({"day": "sun", "time": "02:30"})).expect("a time");
    let before = "2027-03-13T12:00-06".parse().expect("an instant");
    assert_eq!(gap.next(before, &zone).to_string(), "2027-03-14T08:30:00Z");
    assert!(serde_json::from_value::<ScenarioWeekTime>(json!({"day": "mon", "time": "25:00"})).is_err());
}

#[test]
fn company_cannot_say_that_a_caller_is_safe() {
    let found = |patch| {
        let planned = standard(&config(&patch), now());
        let greeting = planned.into_iter().find(|call| call.key == "greeting").expect("planned");
        greeting.found.into_iter().map(|finding| finding.found).collect::<Vec<_>>()
    };
    let nothing: [&str; 0] = [];
    assert_eq!(found(json!({})), nothing);
    assert_eq!(found(json!({"greeting": "Peak Heating. Don't worry, you're safe."})), ["/greeting"]);
    assert_eq!(
        found(json!({"personality": "Calm. Tell callers that it is safe to stay in the house."})),
        ["/personality"]
    );
    let faq = |question: &str, answer: &str| json!({"faq": [{"question": question, "answer": answer}]});
    for question in ["I smell gas, what now?", "What if I smell gas?", "Is a carbon monoxide alarm serious?"] {
        assert_eq!(found(faq(question, "It is safe to stay until morning.")), ["/faq/0/answer"], "{question}");
    }
    assert_eq!(found(faq("Are filters safe for pets?", "Yes, it's safe for pets.")), nothing);
}

#[test]
fn visit_is_asked_for_when_one_could_be_booked() {
    let windows = json!({
        "windows": [{"id": "morning", "starts": "08:00", "ends": "12:00", "capacity": 1}], "cutoff_minutes": 60, "horizon_days": 1,
    });
    let config = config(&json!({"arrival_windows": windows}));
    // A Friday afternoon: Saturday is closed, and Monday is too far.
    let friday = "2026-11-20T15:00-06".parse().expect("an instant");
    let planned = standard(&config, friday);
    let booking = planned.iter().find(|call| call.key == "booking").expect("planned");
    assert_eq!(config.time_zone.to_datetime(booking.at).date().to_string(), "2026-11-23", "{}", booking.at);
}

#[test]
fn caller_answers_the_question_of_the_company_that_is_most_like_what_was_said() {
    let own = |id: &str, answer: &str, ask: &str| json!({"id": id, "answer": answer, "ask": {"english": ask}, "required": true});
    let config = config(&json!({"questions": [
        own("dog", "yes_no", "Is there a dog in the house?"),
        own("floors", "number", "How many floors does the house have?"),
    ]}));
    let planned = standard(&config, now());
    let booking = planned.iter().find(|call| call.key == "booking").expect("planned");
    let before = [booking.caller.next(&[], "")];
    for (asked, answer) in [("How many floors does the house have?", "12"), ("Is there a dog in the house?", "No.")] {
        assert_eq!(booking.caller.next(&before, asked), CallerAct::Says(answer.to_owned()), "{asked}");
    }
}

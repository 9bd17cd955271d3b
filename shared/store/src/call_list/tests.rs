//! Every call is in exactly the facets whose mark it has.

use super::*;
use domain::{booking::CallerIdentity, call_facts::Transfers, id::TenantId, tenant::JobTypeId, triage::Language};

fn facts(outcome: Outcome) -> CallFacts {
    CallFacts {
        outcome,
        job_types: [].into(),
        after_hours: false,
        language: Language::ENGLISH,
        bookable: false,
        booked: Vec::new(),
        moved: Vec::new(),
        cancelled: Vec::new(),
        transfers: Transfers::default(),
        identity: CallerIdentity::Claimed,
        non_customer: None,
    }
}

/// Entries with every outcome, with and without a number, in test mode and not.
fn entries() -> Vec<CallEntry> {
    let outcomes = Outcome::ALL.into_iter().map(Some).chain([None]);
    let entry = |outcome: Option<Outcome>, has_number: bool, test: bool| CallEntry {
        call: CallSid::parse("CA1").expect("an id"),
        caller: has_number.then(|| PhoneNumber::parse("+12145550142").expect("a number")),
        started_at: "2026-11-23T16:00:00Z".parse().expect("an instant"),
        call_seconds: 65,
        turns: 0,
        appointments: 0,
        messages: 0,
        emergencies: 0,
        cost_micro_usd: MicroUsd::ZERO,
        facts: outcome.map(facts),
        test,
        imported: false,
    };
    let with = move |outcome| {
        [(true, true), (true, false), (false, true), (false, false)].map(|(number, test)| entry(outcome, number, test))
    };
    outcomes.flat_map(with).collect()
}

#[test]
fn facet_has_a_key_exactly_when_its_mark_holds() {
    let scope = TenantScope::of_function(TenantId::parse("ten_acme").expect("an id"));
    let at = format!("{:018}#CA1", "2026-11-23T16:01:05Z".parse::<Timestamp>().expect("an instant").as_microsecond());
    for entry in entries() {
        let outcome = entry.facts.as_ref().map(|facts| facts.outcome);
        let expected = [
            (format!("ended#{at}"), true),
            (format!("by_caller#+12145550142#{at}"), entry.caller.is_some()),
            (format!("by_mark#emergency#{at}"), outcome == Some(Outcome::Emergency)),
            (format!("by_mark#changed#{at}"), outcome == Some(Outcome::Changed)),
            (format!("by_mark#cancelled#{at}"), outcome == Some(Outcome::Cancelled)),
            (format!("by_mark#spam#{at}"), outcome == Some(Outcome::Spam)),
            (format!("by_mark#test#{at}"), entry.test),
        ];
        let expected = expected.into_iter().filter(|(_, holds)| *holds).map(|(key, _)| Key::found(&scope, &key));
        let (mut expected, mut keys) = (expected.collect::<Vec<_>>(), entry.keys(&scope));
        expected.sort();
        keys.sort();
        assert_eq!(keys, expected, "{entry:?}");
    }
}

#[test]
fn largest_entry_is_smaller_than_a_kilobyte() {
    let id = |nth| {
        domain::id::AppointmentId::of_call(&CallSid::parse("CA00000000000000000000000000000001").expect("an id"), nth)
    };
    let mut entry = entries().remove(0);
    let known = facts(Outcome::Information);
    entry.facts = Some(CallFacts {
        job_types: ["repair", "maintenance", "installation"]
            .iter()
            .map(|id| JobTypeId::parse(id).expect("an id"))
            .collect(),
        booked: vec![id(0), id(1)],
        moved: vec![id(2)],
        ..known
    });
    assert!(serde_json::to_vec(&entry).expect("JSON").len() < 1_000);
}

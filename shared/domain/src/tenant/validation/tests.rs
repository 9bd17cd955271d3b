use serde_json::json;

use super::*;
use crate::{
    reading::{MOST_PROBLEMS, MOST_PROBLEMS_OF_A_FIELD},
    tenant::tests::acme_json,
};

/// The problems of the first demonstration company's configuration after a change: fields and messages.
fn problems_after(change: impl FnOnce(&mut Value)) -> Vec<(String, String)> {
    let mut written = acme_json();
    change(&mut written);
    problems_of(&written)
}

fn problems_of(written: &Value) -> Vec<(String, String)> {
    let InvalidConfig(problems) = read_config(written).expect_err("wrong");
    problems.into_iter().map(|problem| (problem.field, problem.message)).collect()
}

fn problems_with(pointer: &str, value: Value) -> Vec<(String, String)> {
    problems_after(|written| *written.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is there")) = value)
}

fn one(field: &str, message: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), message.to_owned())]
}

#[test]
fn valid_configuration_is_read() {
    assert_eq!(read_config(&acme_json()), Ok(crate::tenant::tests::acme()));
    assert_eq!(problems_of(&json!([])), one("", "must be an object"));
}

#[test]
fn invalid_value_is_reported_in_plain_words_with_its_place() {
    let whole = "must be a whole number, 0 or more";
    let phone = "must be a telephone number with its country code (E.164), such as +12145550100";
    let overlap = json!([{"opens": "08:00", "closes": "12:00"}, {"opens": "11:00", "closes": "17:00"}]);
    for (pointer, value, field, message) in [
        ("/hours/weekly/mon", overlap.clone(), "/hours/weekly/mon", "these hours overlap"),
        ("/hours/closures/1/hours", overlap, "/hours/closures/1/hours", "these hours overlap"),
        (
            "/hours/weekly/mon",
            json!([{"opens": "18:00", "closes": "09:00"}]),
            "/hours/weekly",
            "the hours overlap on Tuesday",
        ),
        ("/hours/closures/1/date", json!("2026-11-26"), "/hours/closures", "2026-11-26 is listed more than once"),
        ("/hours/closures/1/date", json!("12/24/2026"), "/hours/closures/1/date", "must be a date such as 2026-12-24"),
        ("/hours/closures/1/name", json!(""), "/hours/closures/1/name", "must not be empty"),
        ("/hours/weekly/fri/0/closes", json!("5 pm"), "/hours/weekly/fri/0/closes", "must be a time such as 08:00"),
        ("/hours/weekly/fri/0/closes", json!(17), "/hours/weekly/fri/0/closes", "must be a time such as 08:00"),
        ("/hours/weekly/fri", json!("8 to 5"), "/hours/weekly/fri", "must be a list"),
        ("/time_zone", json!("America/Dallas"), "/time_zone", "is not a time zone; name one such as America/Chicago"),
        ("/time_zone", json!(-6), "/time_zone", "is not a time zone; name one such as America/Chicago"),
        (
            "/service_area/zips/0",
            json!("75"),
            "/service_area/zips/0",
            "a ZIP area is the first three to five digits of ZIP codes, such as 752",
        ),
        ("/service_area/zips/0", json!(752), "/service_area/zips/0", "must be text"),
        ("/forwarding_number", json!("214-555-0188"), "/forwarding_number", phone),
        ("/on_call/people/0/number", json!("2145550171"), "/on_call/people/0/number", phone),
        ("/on_call/people", json!({"Luis": "+12145550171"}), "/on_call/people", "must be a list"),
        ("/on_call", json!([]), "/on_call", "must be an object"),
        ("/company", json!("  "), "/company", "must not be empty"),
        ("/agent_name", json!("a".repeat(41)), "/agent_name", "must be at most 40 characters"),
        ("/locations/1/address", json!("a".repeat(161)), "/locations/1/address", "must be at most 160 characters"),
        ("/job_types/1/fee_micro_usd", json!(-89), "/job_types/1/fee_micro_usd", whole),
        ("/job_types/1/fee_micro_usd", json!("free"), "/job_types/1/fee_micro_usd", whole),
        ("/job_types/1/fee_micro_usd", json!(0.5), "/job_types/1/fee_micro_usd", whole),
        ("/job_types/1/duration_minutes", json!(70_000), "/job_types/1/duration_minutes", "is too large"),
        (
            "/job_types/1/id",
            json!("Tune up"),
            "/job_types/1/id",
            "a job type's id is 1 to 32 lower-case letters, digits or dashes",
        ),
        ("/disclosure/ai", json!("yes"), "/disclosure/ai", "must be true or false"),
        ("/after_hours", json!("forwards"), "/after_hours", "must be one of book_or_message, forward"),
        ("/after_hours", json!(true), "/after_hours", "must be one of book_or_message, forward"),
        (
            "/arrival_windows/windows/0/capacity",
            json!(0),
            "/arrival_windows/windows/0/capacity",
            "a window has a capacity of at least one visit",
        ),
        (
            "/arrival_windows/windows/0/ends",
            json!("08:00"),
            "/arrival_windows/windows/0",
            "the arrival window morning does not end after it starts",
        ),
        (
            "/arrival_windows/windows/1/id",
            json!("morning"),
            "/arrival_windows/windows",
            "two arrival windows have the id morning",
        ),
        ("/arrival_windows/windows", json!([]), "/arrival_windows/windows", "list 1 to 12 arrival windows"),
        (
            "/arrival_windows/horizon_days",
            json!(90),
            "/arrival_windows/horizon_days",
            "visits are booked 1 to 60 days ahead",
        ),
    ] {
        assert_eq!(problems_with(pointer, value), one(field, message), "{pointer}");
    }
}

#[test]
fn problem_across_fields_is_reported_with_its_place() {
    let outside = "lies outside the opening hours of every day, in whole or in part, and is never offered";
    let starts = problems_with("/arrival_windows/windows/0/starts", json!("05:00"));
    assert_eq!(starts, one("/arrival_windows/windows/0", outside));
    let unsorted = problems_after(|written| {
        written["arrival_windows"]["windows"].as_array_mut().expect("a list").reverse();
        written["arrival_windows"]["windows"][1]["starts"] = json!("05:00");
    });
    assert_eq!(unsorted, one("/arrival_windows/windows/1", outside), "the place is where it was written");

    let days = |days: &[&str]| problems_after(|written| written["arrival_windows"]["windows"][1]["days"] = json!(days));
    let closed = |days: &str| {
        format!("the company is not open for the whole window on {days}, so the window is not offered then")
    };
    // Saturday closes at one, an hour into the afternoon; Sunday never opens.
    assert_eq!(days(&["fri", "sat", "sun"]), one("/arrival_windows/windows/1/days", &closed("Saturday, Sunday")));
    let late = problems_after(|written| {
        written["arrival_windows"]["windows"][1]["starts"] = json!("13:00");
        written["arrival_windows"]["windows"][1]["days"] = json!(["fri", "sat", "sun"]);
    });
    assert_eq!(late, one("/arrival_windows/windows/1/days", &closed("Saturday, Sunday")));

    assert_eq!(
        problems_with("/job_types/1/id", json!("repair")),
        one("/job_types/1/id", "two job types have the same id")
    );
    let many: Vec<Value> = (0..21).map(|_| json!({"name": "Office", "address": "1 Example Street"})).collect();
    assert_eq!(problems_with("/locations", json!(many)), one("/locations", "list at most 20 offices"));
}

#[test]
fn window_within_a_night_shift_is_valid() {
    let mut written = acme_json();
    written["hours"]["weekly"]["sat"] = json!([{"opens": "20:00", "closes": "06:00"}]);
    written["arrival_windows"]["windows"] =
        json!([{"id": "night", "starts": "01:00", "ends": "05:00", "capacity": 1, "days": ["sun"]}]);
    assert!(read_config(&written).is_ok(), "Sunday has no hours of its own, but Saturday's shift is still there");
}

#[test]
fn unknown_and_missing_fields_are_reported() {
    let unknown = "is not a known field";
    assert_eq!(problems_after(|written| written["colour"] = json!("blue")), one("/colour", unknown));
    assert_eq!(
        problems_after(|written| written["job_types"][1]["durationMinutes"] = json!(30)),
        one("/job_types/1/durationMinutes", "is not a known field; did you mean `duration_minutes`?")
    );
    assert_eq!(
        problems_after(|written| written["hours"]["weekly"]["holiday"] = json!([])),
        one("/hours/weekly/holiday", unknown)
    );
    let misnamed = problems_after(|written| {
        let hours = written["hours"].as_object_mut().expect("an object");
        let weekly = hours.remove("weekly").expect("there");
        hours.insert("weeklly".to_owned(), weekly);
    });
    let meant = "is not a known field; did you mean `weekly`?".to_owned();
    assert_eq!(misnamed, [("/hours/weeklly".to_owned(), meant), ("/hours/weekly".to_owned(), "is missing".to_owned())]);

    let nothing = problems_of(&json!({}));
    let missing: Vec<&str> = nothing.iter().map(|(field, _)| field.as_str()).collect();
    let required = "/company /agent_name /time_zone /hours /arrival_windows /service_area /job_types /voice /greeting /personality";
    assert_eq!(missing.join(" "), required);
    assert!(nothing.iter().all(|(_, message)| message == "is missing"));
    assert_eq!(problems_after(|written| written["faq"][0] = json!({})).len(), 2);
}

#[test]
fn every_invalid_element_is_reported() {
    let problems = problems_after(|written| {
        for (pointer, value) in [
            ("/faq/0/answer", json!("")),
            ("/faq/2", json!("?")),
            ("/job_types/0/id", json!("")),
            ("/job_types/0/name", json!(1)),
            ("/job_types/2/fee_micro_usd", json!(-1)),
            ("/locations/0/name", json!("")),
            ("/locations/1/cities/1", json!(7)),
            ("/arrival_windows/windows/0/capacity", json!(-1)),
            ("/arrival_windows/windows/1/id", json!("After noon")),
            ("/on_call/people/0/number", json!("1")),
            ("/on_call/people/1/number", json!("2")),
            ("/hours/closures/0/date", json!("soon")),
            ("/hours/closures/2/name", json!(" ")),
            ("/hours/weekly/mon/0/opens", json!("8")),
            ("/hours/weekly/sat/0/closes", json!("25:00")),
            ("/time_zone", json!("Texas")),
            ("/never_say/1", json!(false)),
        ] {
            *written.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is there")) = value;
        }
    });
    let fields: Vec<&str> = problems.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "/arrival_windows/windows/0/capacity",
            "/arrival_windows/windows/1/id",
            "/faq/0/answer",
            "/faq/2",
            "/hours/closures/0/date",
            "/hours/closures/2/name",
            "/hours/weekly/mon/0/opens",
            "/hours/weekly/sat/0/closes",
            "/job_types/0/id",
            "/job_types/0/name",
            "/job_types/2/fee_micro_usd",
            "/locations/0/name",
            "/locations/1/cities/1",
            "/never_say/1",
            "/on_call/people/0/number",
            "/on_call/people/1/number",
            "/time_zone",
        ]
    );
}

/// Every place in a document.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                places(field, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                places(item, &format!("{pointer}/{i}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn any_two_problems_are_both_reported_at_their_places() {
    let example = example();
    assert!(read_config(&example).is_ok(), "the example that repairs documents is invalid");
    let mut all = Vec::new();
    places(&example, "", &mut all);
    for (i, pointer) in all.iter().enumerate() {
        // No value of a configuration is a fraction.
        let mut written = example.clone();
        *written.pointer_mut(pointer).expect("there") = json!(0.5);
        let fields: Vec<String> = problems_of(&written).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [pointer.as_str()]);
        for second in all[i + 1..].iter().filter(|second| !second.starts_with(&**pointer)) {
            let mut written = written.clone();
            *written.pointer_mut(second).expect("there") = json!(0.5);
            let fields: Vec<String> = problems_of(&written).into_iter().map(|(field, _)| field).collect();
            assert_eq!(fields, [pointer.as_str(), second.as_str()]);
        }
    }
}

#[test]
fn report_stays_small_for_any_document() {
    let name = "x".repeat(10_000);
    let of_a_long_name = problems_after(|written| written[&name] = json!(name));
    assert_eq!(of_a_long_name, one(&format!("/{}…", "x".repeat(40)), "is not a known field"));
    assert_eq!(problems_with("/voice", json!(name)).len(), 1);
    assert!(problems_with("/voice", json!(name))[0].1.len() < 200);

    let numbers = vec![json!("nobody"); 1000];
    let of_many_mistakes = problems_after(|written| {
        written["blocked_callers"] = json!(numbers);
        written["voice"] = json!("nobody");
    });
    assert_eq!(of_many_mistakes.len(), MOST_PROBLEMS_OF_A_FIELD + 1, "many mistakes in one field hide none in another");
    let unknown = problems_after(|written| {
        for i in 0..1000 {
            written[format!("field_{i}")] = json!(i);
        }
    });
    assert_eq!(unknown.len(), MOST_PROBLEMS);
}

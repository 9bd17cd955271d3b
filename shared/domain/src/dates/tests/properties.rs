//! Properties of every phrase, also one without a sense, on every day of the calendar.

use jiff::civil::{Weekday, date};
use proptest::prelude::*;

use super::*;

fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![
        1 => Just(Date::MIN),
        1 => Just(Date::MAX),
        1 => (0..40_i32).prop_map(|days| Date::MAX.saturating_sub(days.days())),
        20 => (0..20_000_i32).prop_map(|days| date(2000, 1, 1).saturating_add(days.days())),
    ]
}

/// Words with a meaning, in any order.
fn any_phrase() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "today",
        "tomorrow",
        "tuesday",
        "sun",
        "next",
        "this",
        "week",
        "weekend",
        "month",
        "of",
        "the",
        "on",
        "in",
        "a",
        "couple",
        "twenty",
        "four",
        "fourth",
        "24th",
        "31",
        "0",
        "99",
        "366",
        "days",
        "weeks",
        "from",
        "after",
        "november",
        "may",
        "february",
        "29",
        "2026",
        "11/24",
        "2/30",
        "11/24/2026",
        "2026-11-24",
        "or",
        "through",
        "not",
        "any",
        "day",
        "first",
        "available",
        "asap",
        "until",
    ]);
    prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

proptest! {
    #[test]
    fn no_phrase_panics(text: String, today in any_date()) {
        let _ = (resolve(&text, today), PartOfDay::heard_in(&text));
    }

    #[test]
    fn resolved_range_never_begins_before_today(phrase in any_phrase(), today in any_date()) {
        if let Some(range) = resolve(&phrase, today) {
            prop_assert!(range.days.first() >= today, "{phrase:?}: {range:?}");
        }
    }

    #[test]
    fn coming_date_is_resolved_in_every_notation(today in 0..20_000_i32, ahead in 0..300_i32) {
        let today = date(2000, 1, 1).saturating_add(today.days());
        let day = today.saturating_add(ahead.days());
        for format in ["%Y-%m-%d", "%m/%d", "%-m/%-d/%Y", "%B %-d", "how about %b %-d?", "%-d of %B", "%A, %B %-d", "%A %B %-d, %Y"] {
            let phrase = day.strftime(format).to_string();
            let days = resolve(&phrase, today).map(|request| request.days);
            prop_assert_eq!(days, Some(DateRange::day(day).into()), "{}", phrase);
        }
    }

    #[test]
    fn weekday_is_within_a_week_and_next_is_in_the_next_iso_week(today in any_date(), index in 0..7_usize) {
        let name = WEEKDAYS[index];
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(index).expect("small")).expect("weekday");
        if let Some(range) = resolve(name, today) {
            prop_assert_eq!(range.days.first().weekday(), weekday);
            prop_assert!(today.duration_until(range.days.first()).as_hours() / 24 < 7);
        }
        if let Some(range) = resolve(&format!("next {name}"), today) {
            let monday = range.days.first().saturating_sub(i32::try_from(index).expect("small").days());
            let days = today.duration_until(monday).as_hours() / 24;
            prop_assert_eq!(monday.weekday(), Weekday::Monday);
            prop_assert!((1..=7).contains(&days));
        }
    }
}

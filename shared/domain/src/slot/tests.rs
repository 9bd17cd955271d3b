use std::collections::BTreeSet;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::{
    dates::DateRange,
    hours::{Closure, Day, OpenStatus, Span, WeeklyHours},
};

/// A Monday.
const TODAY: Date = date(2026, 11, 23);

fn chicago() -> TimeZone {
    TimeZone::get("America/Chicago").expect("bundled")
}

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("timestamp")
}

/// Two windows a day, Saturdays the first only; one visit in the morning, two in the afternoon.
fn windows() -> ArrivalWindows {
    serde_json::from_str(
        r#"{"windows":[
            {"id":"afternoon","starts":"12:00","ends":"16:00","capacity":2,"days":["mon","tue","wed","thu","fri"]},
            {"id":"morning","starts":"08:00","ends":"12:00","capacity":1}
        ],"cutoff_minutes":60,"horizon_days":14}"#,
    )
    .expect("windows")
}

/// Monday to Saturday from 8 to 5; closed on Thanksgiving, and from noon on the day after.
fn hours() -> OpeningHours {
    let spans = || vec![Span::new(time(8, 0, 0, 0), time(17, 0, 0, 0))];
    let week = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat].map(|day| (day, spans()));
    let thanksgiving = Closure::new(date(2026, 11, 26), "Thanksgiving", vec![]).expect("closure");
    let half_day = vec![Span::new(time(8, 0, 0, 0), time(12, 0, 0, 0))];
    let day_after = Closure::new(date(2026, 11, 27), "Day after Thanksgiving", half_day).expect("closure");
    OpeningHours::new(WeeklyHours::new(week.into()).expect("week"), vec![thanksgiving, day_after]).expect("hours")
}

fn query(first: Date, last: Date) -> SlotQuery {
    SlotQuery { days: DateRange::new(first, last).expect("range").into(), part: PartOfDay::Any, limit: 20 }
}

fn offered(query: &SlotQuery, taken: &Taken, now: &str) -> Vec<String> {
    let slots = windows().openings(query, taken, &hours(), &chicago(), at(now));
    slots.into_iter().map(|slot| slot.id.to_string()).collect()
}

fn id(text: &str) -> SlotId {
    text.parse().expect("slot id")
}

#[test]
fn openings_leave_out_holidays_and_days_off() {
    let week = query(TODAY, date(2026, 11, 30));
    assert_eq!(
        offered(&week, &Taken::new(), "2026-11-23T07:30-06"),
        [
            "2026-11-23_afternoon", // the morning starts in less than an hour
            "2026-11-24_morning",
            "2026-11-24_afternoon",
            "2026-11-25_morning",
            "2026-11-25_afternoon",
            "2026-11-27_morning",
            "2026-11-28_morning",
            "2026-11-30_morning",
            "2026-11-30_afternoon",
        ]
    );
}

#[test]
fn window_that_ends_after_closing_is_not_offered() {
    let hours: OpeningHours = serde_json::from_str(
        r#"{"weekly":{"fri":[{"opens":"08:00","closes":"17:00"}],"sat":[{"opens":"08:00","closes":"13:00"}],
            "sun":[{"opens":"08:00","closes":"12:00"},{"opens":"12:00","closes":"17:00"}]}}"#,
    )
    .expect("hours");
    let windows: ArrivalWindows = serde_json::from_str(
        r#"{"windows":[{"id":"morning","starts":"08:00","ends":"12:00","capacity":1},
            {"id":"noon","starts":"12:00","ends":"17:00","capacity":1}],"cutoff_minutes":60,"horizon_days":14}"#,
    )
    .expect("windows");
    let slots = windows.openings(
        &query(date(2026, 11, 27), date(2026, 11, 29)),
        &Taken::new(),
        &hours,
        &chicago(),
        at("2026-11-26T08:00-06"),
    );
    let ids: Vec<String> = slots.iter().map(|slot| slot.id.to_string()).collect();
    // Saturday closes at one. Sunday's two spans meet at noon.
    assert_eq!(
        ids,
        ["2026-11-27_morning", "2026-11-27_noon", "2026-11-28_morning", "2026-11-29_morning", "2026-11-29_noon"]
    );
}

#[test]
fn window_is_offered_until_exactly_the_cutoff() {
    let today = query(TODAY, TODAY);
    let none = Taken::new();
    assert_eq!(offered(&today, &none, "2026-11-23T07:00-06"), ["2026-11-23_morning", "2026-11-23_afternoon"]);
    assert_eq!(offered(&today, &none, "2026-11-23T11:00-06"), ["2026-11-23_afternoon"]);
    assert!(offered(&today, &none, "2026-11-23T11:00:01-06").is_empty());
}

#[test]
fn window_is_offered_only_while_it_has_capacity() {
    let tomorrow = query(date(2026, 11, 24), date(2026, 11, 24));
    let taken = Taken::from([(id("2026-11-24_morning"), 1), (id("2026-11-24_afternoon"), 1)]);
    assert_eq!(offered(&tomorrow, &taken, "2026-11-23T10:00-06"), ["2026-11-24_afternoon"]);
    // Capacity may have been lowered after it was booked.
    let overfull = Taken::from([(id("2026-11-24_morning"), 7), (id("2026-11-24_afternoon"), 2)]);
    assert!(offered(&tomorrow, &overfull, "2026-11-23T10:00-06").is_empty());
}

#[test]
fn openings_are_limited_to_the_part_of_day_and_the_count() {
    let now = "2026-11-23T10:00-06";
    let mut asked = query(date(2026, 11, 24), date(2026, 11, 28));
    asked.part = PartOfDay::Afternoon;
    assert_eq!(offered(&asked, &Taken::new(), now), ["2026-11-24_afternoon", "2026-11-25_afternoon"]);
    asked.part = PartOfDay::Evening;
    assert!(offered(&asked, &Taken::new(), now).is_empty());
    asked = SlotQuery { part: PartOfDay::Morning, limit: 1, ..asked };
    assert_eq!(offered(&asked, &Taken::new(), now), ["2026-11-24_morning"]);
}

#[test]
fn arrival_windows_return_the_values_they_were_read_from() {
    assert_eq!((windows().cutoff_minutes(), windows().horizon_days()), (60, 14));
    assert_eq!(windows().last_day(TODAY), date(2026, 12, 7));
    let [afternoon, morning] = windows().windows().to_vec().try_into().expect("two windows");
    assert_eq!((afternoon.id().as_str(), afternoon.capacity(), afternoon.days().len()), ("afternoon", 2, 5));
    assert_eq!((morning.starts(), morning.ends(), morning.days().len()), (time(8, 0, 0, 0), time(12, 0, 0, 0), 0));
}

#[test]
fn window_is_refused_without_length_capacity_or_a_proper_id() {
    let new = |id: &str, starts, ends, capacity| {
        ArrivalWindow::new(WindowId::parse(id)?, time(starts, 0, 0, 0), time(ends, 0, 0, 0), capacity, BTreeSet::new())
    };
    assert!(new("morning-1", 8, 9, 1).is_ok());
    for (window, error) in [
        (new("morning", 8, 8, 1), "the arrival window morning does not end after it starts"),
        (new("morning", 8, 7, 1), "the arrival window morning does not end after it starts"),
        (new("morning", 8, 12, 0), "a window has a capacity of at least one visit"),
        (new("", 8, 12, 1), "an arrival window's id is 1 to 24 lower-case letters, digits or hyphens"),
        (new("Morning", 8, 12, 1), "an arrival window's id is 1 to 24 lower-case letters, digits or hyphens"),
        (new(&"a".repeat(25), 8, 12, 1), "an arrival window's id is 1 to 24 lower-case letters, digits or hyphens"),
    ] {
        assert_eq!(window.map_err(|error| error.to_string()), Err(error.to_owned()));
    }
    assert!(new(&"a".repeat(24), 8, 12, 1).is_ok());
}

#[test]
fn no_slot_is_offered_beyond_the_horizon() {
    let far = query(date(2026, 12, 7), date(2026, 12, 31));
    assert_eq!(
        offered(&far, &Taken::new(), "2026-11-23T10:00-06"),
        ["2026-12-07_morning", "2026-12-07_afternoon"],
        "14 days after today is the last"
    );
}

#[test]
fn slot_is_found_by_its_id() {
    let slot = windows().slot(&id("2026-11-24_morning")).expect("known window");
    assert_eq!((slot.starts, slot.ends), (time(8, 0, 0, 0), time(12, 0, 0, 0)));
    assert_eq!(slot.starts_at(&chicago()), at("2026-11-24T08:00-06"));
    assert_eq!(
        serde_json::to_string(&slot).expect("json"),
        r#"{"id":"2026-11-24_morning","starts":"08:00","ends":"12:00"}"#
    );
    assert_eq!(windows().slot(&id("2026-11-24_night")), None);
    assert_eq!(windows().capacity(&WindowId::parse("afternoon").expect("id")), Some(2));
    assert_eq!(windows().capacity(&WindowId::parse("night").expect("id")), None);
}

#[test]
fn slot_id_has_one_notation() {
    for wrong in [
        "",
        "_",
        "2026-11-24",
        "2026-11-24_",
        "20261124_morning",
        "2026-11-24T00:00_morning",
        "2026-02-30_morning",
        "2026-11-24_Morning",
        "2026-11-24_morning_",
        "2026-11-24#morning",
        " 2026-11-24_morning",
    ] {
        assert_eq!(wrong.parse::<SlotId>(), Err(SlotIdError), "{wrong:?}");
    }
}

#[test]
fn invalid_windows_are_refused() {
    let window = |id: &str, starts: &str, ends: &str, capacity: u32| {
        format!(r#"{{"id":"{id}","starts":"{starts}","ends":"{ends}","capacity":{capacity}}}"#)
    };
    let accepted = |windows: &[String], horizon: u16| {
        let json = format!(r#"{{"windows":[{}],"cutoff_minutes":60,"horizon_days":{horizon}}}"#, windows.join(","));
        serde_json::from_str::<ArrivalWindows>(&json).is_ok()
    };
    let morning = || window("morning", "08:00", "12:00", 1);
    assert!(accepted(&[morning()], 60));
    assert!(!accepted(&[morning()], 0));
    assert!(!accepted(&[morning()], 61));
    assert!(!accepted(&[], 14));
    assert!(!accepted(&[morning(), morning()], 14), "the same id twice");
    assert!(!accepted(&[window("morning", "12:00", "08:00", 1)], 14));
    assert!(!accepted(&[window("morning", "08:00", "08:00", 1)], 14));
    assert!(!accepted(&[window("morning", "08:00", "12:00", 0)], 14));
    assert!(!accepted(&[window("Early morning", "08:00", "12:00", 1)], 14));
    let many = |count: u32| (0..count).map(|n| window(&format!("w{n}"), "08:00", "12:00", 1)).collect::<Vec<_>>();
    assert!(accepted(&many(12), 14));
    assert!(!accepted(&many(13), 14));
}

fn any_time() -> impl Strategy<Value = Time> {
    (0..24_i8, 0..4_i8).prop_map(|(hour, quarter)| time(hour, quarter * 15, 0, 0))
}

fn any_windows() -> impl Strategy<Value = ArrivalWindows> {
    let days = prop::collection::btree_set(prop::sample::select(vec![Day::Mon, Day::Wed, Day::Sat, Day::Sun]), 0..3);
    let window = (any_time(), any_time(), 1..3_u32, days).prop_filter("ends after it starts", |(a, b, _, _)| a != b);
    (prop::collection::vec(window, 1..5), 0..3000_u32, 1..=60_u16).prop_map(|(windows, cutoff, horizon)| {
        let windows = windows.into_iter().enumerate().map(|(n, (a, b, capacity, days))| {
            let id = WindowId::parse(&format!("w{n}")).expect("id");
            ArrivalWindow::new(id, a.min(b), a.max(b), capacity, days).expect("window")
        });
        ArrivalWindows::new(windows.collect(), cutoff, horizon).expect("windows")
    })
}

/// One span, which may run past midnight, on some days of the week, and a closed day near [`TODAY`].
fn any_hours() -> impl Strategy<Value = OpeningHours> {
    let days = prop::collection::btree_set(prop::sample::select(vec![Day::Mon, Day::Tue, Day::Thu, Day::Sun]), 0..4);
    (days, any_time(), any_time(), 0..9_i32).prop_map(|(days, opens, closes, closed)| {
        let week = days.into_iter().map(|day| (day, vec![Span::new(opens, closes)])).collect();
        let closure = Closure::new(TODAY.saturating_add(closed.days()), "Closed", vec![]).expect("closure");
        OpeningHours::new(WeeklyHours::new(week).expect("one span a day"), vec![closure]).expect("hours")
    })
}

fn any_query() -> impl Strategy<Value = SlotQuery> {
    let part = prop::sample::select(vec![PartOfDay::Morning, PartOfDay::Afternoon, PartOfDay::Evening, PartOfDay::Any]);
    (-3..20_i32, 0..40_i32, part, 0..9_usize).prop_map(|(first, length, part, limit)| {
        let first = TODAY.saturating_add(first.days());
        SlotQuery {
            days: DateRange::new(first, first.saturating_add(length.days())).expect("range").into(),
            part,
            limit,
        }
    })
}

fn any_taken() -> impl Strategy<Value = Taken> {
    let slot = (0..20_i32, 0..5_usize).prop_map(|(days, n)| SlotId {
        date: TODAY.saturating_add(days.days()),
        window: WindowId::parse(&format!("w{n}")).expect("id"),
    });
    prop::collection::btree_map(slot, 0..4_u32, 0..40)
}

proptest! {
    #[test]
    fn every_offered_slot_keeps_the_rules(windows in any_windows(), hours in any_hours(), query in any_query(), taken in any_taken(), minutes in 0..1440_i64) {
        let zone = chicago();
        let now = at("2026-11-23T00:00-06") + SignedDuration::from_mins(minutes);
        let slots = windows.openings(&query, &taken, &hours, &zone, now);
        prop_assert!(slots.len() <= query.limit);
        prop_assert!(slots.windows(2).all(|pair| pair[0].starts_at(&zone) <= pair[1].starts_at(&zone)));
        prop_assert_eq!(slots.iter().map(|slot| &slot.id).collect::<BTreeSet<_>>().len(), slots.len());
        for slot in &slots {
            let capacity = windows.capacity(&slot.id.window).expect("one of the windows");
            prop_assert_eq!(windows.slot(&slot.id), Some(slot.clone()));
            prop_assert!(slot.starts_at(&zone).duration_since(now) >= SignedDuration::from_mins(windows.cutoff_minutes().into()));
            prop_assert!(query.days.contains(slot.id.date));
            prop_assert!(slot.id.date <= TODAY.saturating_add(i32::from(windows.horizon_days()).days()));
            prop_assert!(query.part.includes(slot.starts));
            prop_assert!(taken.get(&slot.id).copied().unwrap_or(0) < capacity);
            prop_assert!(hours.closure_on(slot.id.date).is_none());
            let open_throughout = (0..24 * 60).step_by(15).map(|minute| slot.starts_at(&zone) + SignedDuration::from_mins(minute))
                .take_while(|&instant| zone.to_datetime(instant) < slot.id.date.to_datetime(slot.ends))
                .all(|instant| matches!(hours.status(instant, &zone), OpenStatus::Open { .. }));
            prop_assert!(open_throughout);
        }
    }

    #[test]
    fn smaller_limit_offers_the_first_of_the_same_slots(windows in any_windows(), hours in any_hours(), query in any_query(), taken in any_taken()) {
        let now = at("2026-11-23T09:00-06");
        let all = windows.openings(&SlotQuery { limit: usize::MAX, ..query.clone() }, &taken, &hours, &chicago(), now);
        let some = windows.openings(&query, &taken, &hours, &chicago(), now);
        prop_assert_eq!(&some[..], &all[..query.limit.min(all.len())]);
    }

    #[test]
    fn no_instant_panics(windows in any_windows(), hours in any_hours(), query in any_query()) {
        for now in [Timestamp::MIN, Timestamp::MAX] {
            let today = chicago().to_datetime(now).date();
            let query = SlotQuery { days: DateRange::day(today).into(), ..query.clone() };
            let _ = windows.openings(&query, &Taken::new(), &hours, &chicago(), now);
        }
    }

    #[test]
    fn slot_id_round_trips(days in 0..40_000_i32, window in "[a-z0-9-]{1,24}") {
        let slot = SlotId { date: date(1990, 1, 1).saturating_add(days.days()), window: WindowId::parse(&window).expect("id") };
        prop_assert_eq!(slot.to_string().parse(), Ok(slot));
    }

    #[test]
    fn parsed_slot_id_is_kept(text in "[0-9a-z_-]{0,30}|.*") {
        if let Ok(slot) = text.parse::<SlotId>() {
            prop_assert_eq!(slot.to_string(), text);
        }
    }

    #[test]
    fn accepted_windows_round_trip(windows in any_windows()) {
        let json = serde_json::to_string(&windows).expect("json");
        prop_assert_eq!(serde_json::from_str::<ArrivalWindows>(&json).expect("read back"), windows);
    }
}

use std::collections::BTreeMap;

use jiff::civil::{DateTime, date, time};
use proptest::prelude::*;

use super::*;

const ZONES: [&str; 6] =
    ["America/Chicago", "America/Phoenix", "America/St_Johns", "Australia/Lord_Howe", "Europe/Dublin", "UTC"];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("bundled")
}

fn span(opens: &str, closes: &str) -> Span {
    Span::new(opens.parse().expect("time"), closes.parse().expect("time"))
}

fn hours(weekly: &str) -> OpeningHours {
    OpeningHours::new(serde_json::from_str(weekly).expect("weekly hours"), vec![]).expect("hours")
}

fn every_day(span: &str) -> String {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!("\"{day}\":[{span}]"));
    format!("{{{}}}", days.join(","))
}

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("timestamp")
}

fn open_until(instant: &str) -> OpenStatus {
    OpenStatus::Open { until: Some(at(instant)) }
}

fn closed_until(instant: &str) -> OpenStatus {
    OpenStatus::Closed { opens_at: Some(at(instant)) }
}

#[test]
fn status_changes_at_lunch_in_the_evening_and_over_the_weekend() {
    let day = r#"{"opens":"13:00","closes":"17:00"},{"opens":"08:00","closes":"12:00"}"#;
    let hours = hours(&format!(r#"{{"mon":[{day}],"fri":[{day}]}}"#));
    let chicago = zone("America/Chicago");
    let status = |now| hours.status(at(now), &chicago);
    assert_eq!(status("2026-11-23T07:59:59-06"), closed_until("2026-11-23T08:00-06"));
    assert_eq!(status("2026-11-23T08:00-06"), open_until("2026-11-23T12:00-06"));
    assert_eq!(status("2026-11-23T12:00-06"), closed_until("2026-11-23T13:00-06"));
    assert_eq!(status("2026-11-23T17:00-06"), closed_until("2026-11-27T08:00-06"));
    assert_eq!(status("2026-11-27T18:00-06"), closed_until("2026-11-30T08:00-06"));
}

#[test]
fn night_shift_is_open_after_midnight() {
    let hours = hours(r#"{"sun":[{"opens":"20:00","closes":"06:00"}]}"#);
    let chicago = zone("America/Chicago");
    assert_eq!(hours.status(at("2026-11-23T05:00-06"), &chicago), open_until("2026-11-23T06:00-06"));
    assert_eq!(hours.status(at("2026-11-23T06:00-06"), &chicago), closed_until("2026-11-29T20:00-06"));
}

#[test]
fn status_without_a_next_change_has_no_time() {
    let always = hours(&every_day(r#"{"opens":"00:00","closes":"00:00"}"#));
    let now = at("2026-11-23T05:00-06");
    for name in ZONES {
        assert_eq!(always.status(now, &zone(name)), OpenStatus::Open { until: None }, "{name}");
        assert_eq!(OpeningHours::default().status(now, &zone(name)), OpenStatus::Closed { opens_at: None }, "{name}");
    }
}

#[test]
fn closure_closes_the_day_and_the_shift_before_it_ends() {
    let weekly = serde_json::from_str(&every_day(r#"{"opens":"18:00","closes":"02:00"}"#)).expect("weekly hours");
    let thanksgiving = Closure::new(date(2026, 11, 26), "Thanksgiving", vec![]).expect("closure");
    let hours = OpeningHours::new(weekly, vec![thanksgiving]).expect("hours");
    let chicago = zone("America/Chicago");
    assert_eq!(hours.status(at("2026-11-26T01:00-06"), &chicago), open_until("2026-11-26T02:00-06"));
    assert_eq!(hours.status(at("2026-11-26T19:00-06"), &chicago), closed_until("2026-11-27T18:00-06"));
    assert!(hours.open_throughout(date(2026, 11, 25), time(0, 0, 0, 0), time(2, 0, 0, 0)));
    assert!(!hours.open_throughout(date(2026, 11, 26), time(0, 0, 0, 0), time(2, 0, 0, 0)));
}

#[test]
fn special_hours_replace_those_of_the_weekday() {
    let weekly = serde_json::from_str(&every_day(r#"{"opens":"08:00","closes":"17:00"}"#)).expect("weekly hours");
    let half_day = Closure::new(date(2026, 12, 24), "Christmas Eve", vec![span("09:00", "12:00")]).expect("closure");
    let hours = OpeningHours::new(weekly, vec![half_day]).expect("hours");
    let chicago = zone("America/Chicago");
    assert_eq!(hours.status(at("2026-12-24T08:30-06"), &chicago), closed_until("2026-12-24T09:00-06"));
    assert_eq!(hours.status(at("2026-12-24T09:00-06"), &chicago), open_until("2026-12-24T12:00-06"));
}

#[test]
fn opening_time_in_a_gap_moves_to_its_end() {
    let hours = hours(r#"{"sun":[{"opens":"02:30","closes":"05:00"}]}"#);
    let status = hours.status(at("2026-03-08T01:00-06"), &zone("America/Chicago"));
    assert_eq!(status, closed_until("2026-03-08T03:00-05"));
}

#[test]
fn repeated_hour_is_open_as_a_whole() {
    let chicago = zone("America/Chicago");
    let opening = hours(r#"{"sun":[{"opens":"01:30","closes":"05:00"}]}"#);
    assert_eq!(opening.status(at("2026-11-01T01:00-05"), &chicago), closed_until("2026-11-01T01:30-05"));
    assert_eq!(opening.status(at("2026-11-01T01:00-06"), &chicago), open_until("2026-11-01T05:00-06"));
    let closing = hours(r#"{"sun":[{"opens":"00:00","closes":"01:30"}]}"#);
    assert_eq!(closing.status(at("2026-11-01T01:45-05"), &chicago), open_until("2026-11-01T01:30-06"));
}

#[test]
fn span_inside_a_gap_does_not_open() {
    let hours = hours(r#"{"sun":[{"opens":"02:10","closes":"02:50"}]}"#);
    let status = hours.status(at("2026-03-08T01:00-06"), &zone("America/Chicago"));
    assert_eq!(status, closed_until("2026-03-15T02:10-05"));
}

#[test]
fn closing_exactly_two_weeks_ahead_is_still_a_closing_time() {
    let weekly = serde_json::from_str(&every_day(r#"{"opens":"00:00","closes":"00:00"}"#)).expect("weekly hours");
    let holiday = Closure::new(date(2026, 12, 7), "Holiday", vec![]).expect("closure");
    let hours = OpeningHours::new(weekly, vec![holiday]).expect("hours");
    assert_eq!(hours.status(at("2026-11-23T00:00Z"), &TimeZone::UTC), open_until("2026-12-07T00:00Z"));
    assert_eq!(hours.status(at("2026-11-22T23:59Z"), &TimeZone::UTC), OpenStatus::Open { until: None });
}

#[test]
fn closures_are_listed_by_date_with_their_names_and_hours() {
    let closure = |day, name| Closure::new(date(2026, 12, day), name, vec![span("09:00", "12:00")]).expect("closure");
    let hours = OpeningHours::new(WeeklyHours::default(), vec![closure(25, "Christmas Day"), closure(24, "Eve")]);
    let hours = hours.expect("hours");
    let names: Vec<&str> = hours.closures().iter().map(Closure::name).collect();
    assert_eq!(names, ["Eve", "Christmas Day"]);
    assert_eq!(hours.closure_on(date(2026, 12, 24)).map(Closure::hours), Some(&[span("09:00", "12:00")][..]));
    assert_eq!(hours.closure_on(date(2026, 12, 26)), None);
    assert_eq!(hours.weekly(), &WeeklyHours::default());
}

#[test]
fn clock_reading_beyond_the_calendar_takes_the_nearest_instant() {
    for instant in [clock::first_instant, clock::last_instant] {
        assert_eq!(instant(DateTime::MAX, &TimeZone::UTC), Timestamp::MAX);
        assert_eq!(instant(DateTime::MIN, &TimeZone::UTC), Timestamp::MIN);
    }
}

#[test]
fn clock_time_keeps_its_seconds_and_has_one_notation() {
    for text in ["08:00", "08:00:30", "08:00:00.5", "00:00"] {
        let json = format!(r#"{{"opens":"{text}","closes":"17:00"}}"#);
        let span: Span = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(serde_json::to_string(&span).expect("json"), json);
    }
    for text in ["8:00", "0800", "08", "T08:00", "08:00:60", "24:00", "08:00:00:00", ""] {
        let json = format!(r#"{{"opens":"{text}","closes":"17:00"}}"#);
        assert!(serde_json::from_str::<Span>(&json).is_err(), "{text}");
    }
}

#[test]
fn days_of_the_week_have_names_dates_and_eves() {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    for (i, (day, name)) in Day::ALL.into_iter().zip(names).enumerate() {
        assert_eq!(day.name(), name);
        assert_eq!(day.eve(), Day::ALL[(i + 6) % 7]);
        assert_eq!(
            Day::of(date(2026, 11, 23).saturating_add(DAY.saturating_mul(i32::try_from(i).expect("small")))),
            day
        );
    }
}

#[test]
fn week_is_open_throughout_only_without_a_break() {
    let hours = hours(
        r#"{"mon":[{"opens":"08:00","closes":"12:00"},{"opens":"12:30","closes":"17:00"}],"tue":[{"opens":"20:00","closes":"06:00"}]}"#,
    );
    let clock = |hour, minute| time(hour, minute, 0, 0);
    let week = hours.weekly();
    for (day, starts, ends, throughout) in [
        (Day::Mon, clock(8, 0), clock(12, 0), true),
        (Day::Mon, clock(7, 59), clock(12, 0), false),
        (Day::Mon, clock(8, 0), clock(12, 1), false),
        (Day::Mon, clock(11, 0), clock(13, 0), false),
        (Day::Mon, clock(12, 0), clock(12, 30), false),
        (Day::Mon, clock(17, 0), clock(18, 0), false),
        (Day::Mon, clock(16, 59), clock(18, 0), false),
        (Day::Mon, clock(7, 0), clock(8, 0), false),
        (Day::Mon, clock(0, 0), clock(6, 0), false),
        (Day::Tue, clock(20, 0), clock(23, 59), true),
        (Day::Wed, clock(0, 0), clock(6, 0), true),
        (Day::Wed, clock(0, 0), clock(6, 1), false),
        (Day::Wed, clock(6, 0), clock(7, 0), false),
    ] {
        assert_eq!(week.open_throughout(day, starts, ends), throughout, "{day:?} {starts} {ends}");
    }
}

#[test]
fn overlapping_hours_are_refused() {
    let weekly = |json: &str| serde_json::from_str::<WeeklyHours>(json).map_err(|error| error.to_string());
    let same_day = r#"{"mon":[{"opens":"08:00","closes":"12:00"},{"opens":"11:00","closes":"17:00"}]}"#;
    assert!(weekly(same_day).is_err_and(|error| error.starts_with("these hours overlap")));
    let next_day = r#"{"mon":[{"opens":"20:00","closes":"06:01"}],"tue":[{"opens":"06:00","closes":"17:00"}]}"#;
    assert_eq!(weekly(next_day), Err("the hours overlap on Tuesday".into()));
    let week_end = r#"{"sun":[{"opens":"20:00","closes":"06:01"}],"mon":[{"opens":"06:00","closes":"17:00"}]}"#;
    assert_eq!(weekly(week_end), Err("the hours overlap on Monday".into()));
    let meeting = r#"{"sun":[{"opens":"20:00","closes":"06:00"}],"mon":[{"opens":"06:00","closes":"17:00"}]}"#;
    assert!(weekly(meeting).is_ok());

    let day = date(2026, 12, 24);
    let special = Closure::new(day, "Christmas Eve", vec![span("08:00", "12:00"), span("11:59", "13:00")]);
    assert_eq!(special, Err(HoursError::SpecialOverlap(day)));
    assert_eq!(Closure::new(day, " ", vec![]), Err(HoursError::ClosureName(day)));
    let closure = Closure::new(day, "Christmas Eve", vec![]).expect("closure");
    let twice = OpeningHours::new(WeeklyHours::default(), vec![closure.clone(), closure]);
    assert_eq!(twice, Err(HoursError::DuplicateClosure(day)));
}

#[test]
fn hours_round_trip_and_wrong_notations_are_refused() {
    let json = r#"{"weekly":{"mon":[{"opens":"08:00","closes":"17:00"}]},"closures":[{"date":"2026-12-25","name":"Christmas","hours":[]}]}"#;
    let hours: OpeningHours = serde_json::from_str(json).expect("hours");
    assert_eq!(serde_json::to_string(&hours).expect("json"), json);
    for wrong in [
        r#"{"weekly":{"monday":[]}}"#,
        r#"{"weekly":{"mon":[{"opens":"8 AM","closes":"17:00"}]}}"#,
        r#"{"weekly":{"mon":[{"opens":"24:00","closes":"17:00"}]}}"#,
        r#"{"weekly":{},"closures":[{"date":"2026-02-30","name":"No such day"}]}"#,
    ] {
        assert!(serde_json::from_str::<OpeningHours>(wrong).is_err(), "{wrong}");
    }
}

/// Opening and closing times on the quarter of an hour or one minute past it, when the clocks of `St_Johns` used to
/// change. Half of them are in the small hours, when clocks change.
fn any_span() -> impl Strategy<Value = Span> {
    let hour = || prop_oneof![0..24_i8, 0..4_i8];
    let reading = || (hour(), 0..4_i8, 0..2_i8).prop_map(|(hour, quarter, past)| time(hour, quarter * 15 + past, 0, 0));
    (reading(), reading()).prop_map(|(opens, closes)| Span::new(opens, closes))
}

/// Any valid hours: overlapping spans are dropped.
fn any_hours() -> impl Strategy<Value = (WeeklyHours, Vec<(i32, Vec<Span>)>)> {
    let week = prop::collection::vec(prop::collection::vec(any_span(), 0..3), 7).prop_map(|spans| {
        let days = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];
        let (mut week, mut accepted) = (WeeklyHours::default(), BTreeMap::<Day, Vec<Span>>::new());
        for (day, span) in days.into_iter().zip(spans).flat_map(|(day, spans)| spans.into_iter().map(move |s| (day, s)))
        {
            let mut more = accepted.clone();
            more.entry(day).or_default().push(span);
            if let Ok(hours) = WeeklyHours::new(more.clone()) {
                (week, accepted) = (hours, more);
            }
        }
        week
    });
    let special = prop::collection::vec((-3..6_i32, prop::collection::vec(any_span(), 0..2)), 0..3);
    (week, special)
}

/// An instant within two days of a clock change, in the years 2005 to 2035.
fn any_instant_and_zone() -> impl Strategy<Value = (Timestamp, TimeZone)> {
    (0..ZONES.len(), 1_104_537_600..2_051_222_400_i64, prop_oneof![-2880..2880_i64, -180..180_i64]).prop_map(
        |(index, second, minutes)| {
            let zone = zone(ZONES[index]);
            let any = Timestamp::from_second(second - second % 60).expect("in range");
            let near = zone.following(any).next().map_or(any, |transition| transition.timestamp());
            (near + SignedDuration::from_mins(minutes), zone)
        },
    )
}

fn with_special(weekly: WeeklyHours, special: Vec<(i32, Vec<Span>)>, today: Date) -> OpeningHours {
    let closures: BTreeMap<Date, Closure> = special
        .into_iter()
        .filter_map(|(offset, spans)| {
            Closure::new(today.saturating_add(DAY.saturating_mul(offset)), "Special", spans).ok()
        })
        .map(|closure| (closure.date(), closure))
        .collect();
    OpeningHours::new(weekly, closures.into_values().collect()).expect("one closure a date")
}

/// The open minutes from three days before `now` to eleven days after, found by reading the clock at each minute.
///
/// It does not know offsets, gaps or folds. A span begins at the first minute that shows the opening time or later. It
/// ends at the last minute that shows the closing time or, if there is none, at the first minute that shows a later
/// time.
struct Oracle {
    minutes: Vec<(Timestamp, bool)>,
}

impl Oracle {
    const NOW: usize = 3 * 1440;

    fn new(hours: &OpeningHours, now: Timestamp, zone: &TimeZone) -> Self {
        let start = now - DAY.saturating_mul(3);
        let instants = (0..14 * 1440).map(|minute| start + SignedDuration::from_mins(minute));
        let clock: Vec<(Timestamp, DateTime)> = instants.map(|instant| (instant, zone.to_datetime(instant))).collect();
        let mut minutes: Vec<(Timestamp, bool)> = clock.iter().map(|&(instant, _)| (instant, false)).collect();
        let mut date = clock[0].1.date().saturating_sub(DAY);
        while date <= clock[clock.len() - 1].1.date() {
            for span in hours.spans_on(date) {
                let opens = date.to_datetime(span.opens());
                let closing_date = if span.closes() > span.opens() { date } else { date.tomorrow().expect("in range") };
                let closes = closing_date.to_datetime(span.closes());
                let reached =
                    |reading: DateTime| clock.iter().position(|&(_, shown)| shown >= reading).unwrap_or(clock.len());
                let last = clock.iter().rposition(|&(_, shown)| shown == closes).unwrap_or_else(|| reached(closes));
                minutes.iter_mut().take(last).skip(reached(opens)).for_each(|minute| minute.1 = true);
            }
            date = date.tomorrow().expect("in range");
        }
        Self { minutes }
    }

    fn is_open(&self) -> bool {
        self.minutes[Self::NOW].1
    }

    /// The first minute with another status than now, if there is one in the eleven days.
    fn changes_at(&self) -> Option<Timestamp> {
        self.minutes[Self::NOW..].iter().find(|minute| minute.1 != self.is_open()).map(|minute| minute.0)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn status_equals_that_of_the_oracle((weekly, special) in any_hours(), (now, zone) in any_instant_and_zone()) {
        let hours = with_special(weekly, special, zone.to_datetime(now).date());
        let oracle = Oracle::new(&hours, now, &zone);
        let seen = oracle.minutes[oracle.minutes.len() - 1].0;
        let (open, change) = match hours.status(now, &zone) {
            OpenStatus::Open { until } => (true, until),
            OpenStatus::Closed { opens_at } => (false, opens_at),
        };
        prop_assert_eq!(open, oracle.is_open());
        prop_assert_eq!(change.filter(|&instant| instant <= seen), oracle.changes_at());
    }

    #[test]
    fn status_stays_until_the_change((weekly, special) in any_hours(), (now, zone) in any_instant_and_zone(), between in 0.0..1.0) {
        let hours = with_special(weekly, special, zone.to_datetime(now).date());
        let status = hours.status(now, &zone);
        if let OpenStatus::Open { until: Some(change) } | OpenStatus::Closed { opens_at: Some(change) } = status {
            prop_assert!(change > now);
            let some_time = now + change.duration_since(now).mul_f64(between);
            prop_assert_eq!(hours.status(some_time, &zone), status);
            let was_open = matches!(status, OpenStatus::Open { .. });
            prop_assert_eq!(matches!(hours.status(change, &zone), OpenStatus::Open { .. }), !was_open);
        }
    }
}

proptest! {
    #[test]
    fn no_instant_panics((weekly, special) in any_hours(), second: i64, index in 0..ZONES.len(), end in 0..3_usize) {
        let any = Timestamp::from_second(second % 253_402_207_200).expect("in range");
        let now = [Timestamp::MIN, any, Timestamp::MAX][end];
        let zone = zone(ZONES[index]);
        let hours = with_special(weekly, special, zone.to_datetime(now).date());
        let _ = hours.status(now, &zone);
    }

    #[test]
    fn accepted_hours_round_trip((weekly, special) in any_hours()) {
        let hours = with_special(weekly, special, date(2026, 11, 23));
        let json = serde_json::to_string(&hours).expect("json");
        prop_assert_eq!(serde_json::from_str::<OpeningHours>(&json).expect("read back"), hours);
    }
}

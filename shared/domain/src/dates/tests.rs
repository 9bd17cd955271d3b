use jiff::civil::date;

use super::*;

mod corpus;
mod counted;
mod enumeration;
mod properties;

/// A Monday.
const TODAY: Date = date(2026, 11, 23);

/// The first and the last day, if the days follow one another.
fn said(phrase: &str) -> Option<(String, String)> {
    let days = resolve(phrase, TODAY)?.days;
    let last = days.days().last().expect("a day");
    assert_eq!(days, DateRange::new(days.first(), last).expect("range").into(), "{phrase:?}");
    Some((days.first().to_string(), last.to_string()))
}

fn days(first: &str, last: &str) -> (String, String) {
    (first.into(), last.into())
}

fn assert_day(phrase: &str, day: &str) {
    assert_eq!(said(phrase), Some(days(day, day)), "{phrase:?}");
}

#[test]
fn phrase_near_today_is_counted_from_it() {
    for (phrase, day) in [
        ("today", "2026-11-23"),
        ("Tonight if possible", "2026-11-23"),
        ("this afternoon", "2026-11-23"),
        ("How about tomorrow morning?", "2026-11-24"),
        ("TOMORROW", "2026-11-24"),
        ("the day after tomorrow", "2026-11-25"),
        ("in 3 days", "2026-11-26"),
        ("in two weeks", "2026-12-07"),
        ("in a couple of days", "2026-11-25"),
        ("in twenty one days", "2026-12-14"),
        ("three days from now", "2026-11-26"),
        ("a week from Tuesday", "2026-12-01"),
        ("a week from tomorrow", "2026-12-01"),
    ] {
        assert_day(phrase, day);
    }
}

#[test]
fn weekday_is_the_coming_one_and_next_means_next_week() {
    for (phrase, day) in [
        ("Monday", "2026-11-23"),
        ("this Tuesday", "2026-11-24"),
        ("Thursday's fine", "2026-11-26"),
        ("could you do Sun?", "2026-11-29"),
        ("next Monday", "2026-11-30"),
        ("next tuesday", "2026-12-01"),
        ("next Sunday", "2026-12-06"),
        ("Tuesday next week", "2026-12-01"),
        ("Tuesday of next week", "2026-12-01"),
        ("next week on Tuesday", "2026-12-01"),
        ("next week, Tuesday", "2026-12-01"),
        ("the next available Tuesday", "2026-11-24"),
    ] {
        assert_day(phrase, day);
    }
}

#[test]
fn week_weekend_or_month_begins_today_at_the_earliest() {
    for (phrase, first, last) in [
        ("this week", "2026-11-23", "2026-11-29"),
        ("sometime next week", "2026-11-30", "2026-12-06"),
        ("the week after next", "2026-12-07", "2026-12-13"),
        ("this weekend", "2026-11-28", "2026-11-29"),
        ("next weekend", "2026-12-05", "2026-12-06"),
        ("the week of December 9th", "2026-12-07", "2026-12-13"),
        ("the week of November 25", "2026-11-23", "2026-11-29"),
        ("this month", "2026-11-23", "2026-11-30"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("within the next few days", "2026-11-23", "2026-11-26"),
        ("the next two weeks", "2026-11-23", "2026-12-07"),
    ] {
        assert_eq!(said(phrase), Some(days(first, last)), "{phrase:?}");
    }
    let sunday = date(2026, 11, 29);
    let on_sunday = |phrase| resolve(phrase, sunday).map(|request| request.days);
    assert_eq!(on_sunday("this weekend"), Some(DateRange::day(sunday).into()));
    assert_eq!(on_sunday("next monday"), Some(DateRange::day(date(2026, 11, 30)).into()));
}

#[test]
fn date_is_read_in_every_notation() {
    for phrase in [
        "2026-12-24",
        "2026-12-24T08:00",
        "December 24",
        "Dec. 24th",
        "December the 24th",
        "24 December",
        "the 24th of December",
        "December twenty-fourth",
        "december twenty four",
        "the twenty fourth of December",
        "12/24",
        "12/24/2026",
        "12/24/26",
        "December 24, 2026",
        "Thursday, December 24th",
        "Thursday the 24th of December, please",
    ] {
        assert_day(phrase, "2026-12-24");
    }
}

#[test]
fn past_date_without_a_year_is_the_next_such_date_unless_it_passed_lately() {
    for (phrase, day) in [
        ("November 23", "2026-11-23"),
        ("September 22", "2027-09-22"),
        ("1/5", "2027-01-05"),
        ("the 23rd", "2026-11-23"),
        ("the 22nd", "2026-12-22"),
        ("the 31st", "2026-12-31"),
        ("on the first", "2026-12-01"),
        ("Tuesday the 1st", "2026-12-01"),
        ("Thursday the third", "2026-12-03"),
        ("February 29", "2028-02-29"),
    ] {
        assert_day(phrase, day);
    }
    for past in [
        "November 22",
        "11/1",
        "el 30 de septiembre",
        "after November 22",
        "2026-11-22",
        "11/22/2026",
        "November 22, 2026",
        "22 November 2026",
        "the 22nd of November 2026",
    ] {
        assert_eq!(said(past), None, "{past:?}");
    }
}

#[test]
fn day_that_it_is_is_no_wish() {
    assert_day("today's Monday, so Wednesday please", "2026-11-25");
    assert_day("hoy es lunes, el miércoles", "2026-11-25");
    for mistaken in ["today's Tuesday, so Wednesday please", "hoy es martes, el miércoles"] {
        assert_eq!(said(mistaken), None, "{mistaken}");
    }
}

#[test]
fn fine_after_all_days_but_one_is_said_of_the_rest() {
    let any_but = resolve("any day but Tuesday", TODAY);
    for same in
        ["every day but Tuesday works", "anything except Tuesday is fine", "any day except Tuesday would be great"]
    {
        assert_eq!(resolve(same, TODAY), any_but, "{same}");
    }
    assert_eq!(said("not Tuesday works"), None);
}

#[test]
fn holiday_is_the_next_day_of_its_name() {
    for (phrase, day) in [
        ("Thanksgiving", "2026-11-26"),
        ("Black Friday", "2026-11-27"),
        ("New Year's Eve", "2026-12-31"),
        ("MLK Day", "2027-01-18"),
        ("Valentine's Day", "2027-02-14"),
        ("Presidents Day", "2027-02-15"),
        ("Memorial Day", "2027-05-31"),
        ("Labor Day", "2027-09-06"),
    ] {
        assert_day(phrase, day);
    }
}

#[test]
fn consecutive_days_become_one_range() {
    for (phrase, first, last) in [
        ("today or tomorrow", "2026-11-23", "2026-11-24"),
        ("Tuesday or Wednesday", "2026-11-24", "2026-11-25"),
        ("Wednesday through Friday", "2026-11-25", "2026-11-27"),
        ("Thursday to Tuesday", "2026-11-26", "2026-12-01"),
        ("November 30 to December 2", "2026-11-30", "2026-12-02"),
        ("Tuesday from 8 to 12", "2026-11-24", "2026-11-24"),
        ("not today, tomorrow", "2026-11-24", "2026-11-24"),
    ] {
        assert_eq!(said(phrase), Some(days(first, last)), "{phrase:?}");
    }
}

/// The days of a phrase in the two weeks from [`TODAY`], as days of the month.
fn days_of(phrase: &str) -> Option<Vec<i8>> {
    let days = resolve(phrase, TODAY)?.days;
    Some(days.days().filter(|day| *day < TODAY.saturating_add(14.days())).map(Date::day).collect())
}

#[test]
fn day_beside_another_day_is_counted_from_it() {
    for (phrase, days) in [
        ("the Tuesday before December 8", vec![1]),
        ("the Tuesday after this Tuesday", vec![1]),
        ("the day after Thanksgiving", vec![27]),
        ("Tuesday or the day after", vec![24, 25]),
        ("not this Friday but the next one", vec![4]),
        ("next week or the week after", vec![30, 1, 2, 3, 4, 5, 6]),
        ("en una semana a partir del martes", vec![1]),
        ("desde el lunes hasta el miércoles", vec![23, 24, 25]),
        ("the weekend of the sixth", vec![5, 6]),
    ] {
        assert_eq!(days_of(phrase), Some(days), "{phrase:?}");
    }
    // Thanksgiving was yesterday: the week after it is still to come.
    let friday = date(2026, 11, 27);
    let week = resolve("the week after Thanksgiving", friday).expect("readable").days;
    assert_eq!(week, DateRange::new(date(2026, 11, 30), date(2026, 12, 6)).expect("range").into());
}

#[test]
fn phrase_in_doubt_is_unreadable() {
    for phrase in [
        "not sure, Tuesday maybe",
        "not only Tuesday",
        "it doesn't have to be Tuesday",
        "Tuesday unless it rains",
        "no Tuesday",
        "el lunes no el martes",
        "not Monday, Tuesday or Wednesday",
        "not Monday, I mean Tuesday",
        "next Monday, no, Sunday",
        "every other Tuesday",
        "I hate Tuesdays",
        "my wife is home on Tuesday",
        "I have church on Sunday",
        "Friday the fifth",
        "Monday, November 24",
        "last Tuesday",
        "the following Monday",
        "in a week or two",
        "not Wednesday next week Monday",
        "around the tenth",
        "Monday to five",
    ] {
        assert_eq!(days_of(phrase), None, "{phrase:?}");
    }
}

#[test]
fn later_words_correct_or_limit_earlier_ones() {
    for (phrase, days) in [
        ("Tuesday or Wednesday next week", vec![1, 2]),
        ("Monday through Wednesday next week", vec![30, 1, 2]),
        ("next week after Wednesday", vec![3, 4, 5, 6]),
        ("no el lunes, mejor el martes", vec![24]),
        ("el lunes, bueno, mejor el martes", vec![24]),
        ("Wednesday, or actually Thursday", vec![26]),
        ("I work Monday through Friday, so Saturday", vec![28]),
        ("I'm out of town until the third", vec![3, 4, 5, 6]),
        ("Tuesday won't work, but any other day next week is fine", vec![30, 2, 3, 4, 5, 6]),
        ("los lunes, miércoles y viernes", vec![23, 25, 27, 30, 2, 4]),
        ("Monday, Wednesday or Friday", vec![23, 25, 27]),
    ] {
        assert_eq!(days_of(phrase), Some(days), "{phrase:?}");
    }
}

#[test]
fn soonest_is_any_day() {
    for phrase in
        ["ASAP", "as soon as possible", "the first available", "any day", "whenever", "24/7, any time", "soonest"]
    {
        let days = resolve(phrase, TODAY).expect(phrase).days;
        assert!((0..=60).all(|ahead| days.contains(TODAY.saturating_add(ahead.days()))), "{phrase:?}");
    }
}

#[test]
fn phrase_without_a_day_resolves_to_none() {
    for phrase in [
        "",
        "my furnace is out",
        "the second one",
        "1 or 2 may work",
        "may one of you come by",
        "I live on the 5th floor",
        "the 24th street house",
        "November 31",
        "13/40/2026",
        "2026-13-01",
        "at 10 AM",
        "next",
        "in 9999999999 days",
        "in 400 days",
    ] {
        assert_eq!(said(phrase), None, "{phrase:?}");
    }
}

#[test]
fn part_of_day_is_read_from_a_phrase() {
    for (phrase, part) in [
        ("tomorrow morning", PartOfDay::Morning),
        ("Tuesday AFTERNOON please", PartOfDay::Afternoon),
        ("tonight", PartOfDay::Evening),
        ("in the evening", PartOfDay::Evening),
        ("Good morning, do you have an afternoon?", PartOfDay::Afternoon),
        ("morning or afternoon", PartOfDay::Any),
        ("whenever", PartOfDay::Any),
    ] {
        assert_eq!(PartOfDay::heard_in(phrase), part, "{phrase:?}");
    }
    assert_eq!(serde_json::to_string(&PartOfDay::Morning).expect("json"), r#""morning""#);
}

#[test]
fn part_of_day_includes_its_first_minute_and_not_its_last() {
    use jiff::civil::time;
    for (hour, minute, part) in [
        (0, 0, PartOfDay::Morning),
        (11, 59, PartOfDay::Morning),
        (12, 0, PartOfDay::Afternoon),
        (16, 59, PartOfDay::Afternoon),
        (17, 0, PartOfDay::Evening),
        (23, 59, PartOfDay::Evening),
    ] {
        let starts = time(hour, minute, 0, 0);
        for other in [PartOfDay::Morning, PartOfDay::Afternoon, PartOfDay::Evening] {
            assert_eq!(other.includes(starts), other == part, "{starts} {other:?}");
        }
        assert!(PartOfDay::Any.includes(starts));
    }
}

#[test]
fn date_range_is_refused_if_backwards_or_too_long() {
    let last_allowed = date(2027, 1, 23);
    assert_eq!(DateRange::new(TODAY, last_allowed).map(|range| range.days().count()), Ok(62));
    assert_eq!(
        DateRange::new(TODAY, date(2027, 1, 24)).map_err(|error| error.to_string()),
        Err("the range has 63 days, more than 62".into())
    );
    let backwards = DateRange::new(last_allowed, TODAY);
    assert_eq!(backwards, Err(DateRangeError::Backwards { first: last_allowed, last: TODAY }));
    assert!(serde_json::from_str::<DateRange>(r#"{"first":"2026-11-24","last":"2026-11-23"}"#).is_err());
}

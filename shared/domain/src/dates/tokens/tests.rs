use super::*;

#[test]
fn weekday_has_every_common_spelling() {
    for (spellings, day) in [
        ("monday mondays mon", Weekday::Monday),
        ("tuesday tuesdays tue tues", Weekday::Tuesday),
        ("wednesday wednesdays wed weds", Weekday::Wednesday),
        ("thursday thursdays thu thur thurs", Weekday::Thursday),
        ("friday fridays fri", Weekday::Friday),
        ("saturday saturdays sat", Weekday::Saturday),
        ("sunday sundays sun", Weekday::Sunday),
    ] {
        for spelling in spellings.split(' ') {
            assert_eq!(weekday(spelling), Some(day), "{spelling}");
        }
    }
    assert_eq!(weekday("someday"), None);
}

#[test]
fn month_has_every_common_spelling() {
    let months = "january february march april may june july august september october november december";
    for (name, number) in months.split(' ').zip(1..) {
        assert_eq!(month(name), Some(number), "{name}");
        assert_eq!(month(&name[..3]), Some(number), "{name}");
    }
    assert_eq!((month("sept"), month("smarch")), (Some(9), None));
}

#[test]
fn contraction_is_written_out_with_and_without_its_apostrophe() {
    for (said, expected) in [
        ("I can't do Tuesday", "i can not do tuesday"),
        ("i cant do tuesday", "i can not do tuesday"),
        ("tomorrow's fine, I'm home", "tomorrow is fine i am home"),
        ("any day’s fine", "any day is fine"),
        ("we'd", "we would"),
        ("not 'til", "not till"),
        ("three o'clock", "three oclock"),
    ] {
        assert_eq!(tokens(said).join(" "), expected, "{said}");
    }
}

#[test]
fn dates_and_times_in_digits_stay_whole() {
    for (said, expected) in [
        ("2026-11-24T08:00", "2026-11-24"),
        ("11/24, 8:30 a.m.", "11/24 8:30 am"),
        ("8-12", "8 to 12"),
        ("10am-2pm", "10 am to 2 pm"),
        ("mon-fri", "mon to fri"),
        ("Mon/Tue", "mon or tue"),
        ("twenty-fourth", "twenty fourth"),
        ("8 p m", "8 pm"),
        ("MAÑANA", "manana"),
    ] {
        assert_eq!(tokens(said).join(" "), expected, "{said}");
    }
}

#[test]
fn digits_only_takes_one_or_two_digits() {
    for (text, expected) in [("7", Some(7)), ("24", Some(24)), ("", None), ("240", None), ("2a", None), ("+5", None)] {
        assert_eq!(digits_only(text), expected, "{text:?}");
    }
}

#[test]
fn year_takes_four_digits_of_this_century() {
    for (text, expected) in [("2026", Some(2026)), ("1926", None), ("20", None), ("20261", None), ("20th", None)] {
        assert_eq!(year(text), expected, "{text:?}");
    }
}

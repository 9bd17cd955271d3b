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
fn count_reads_numbers_and_vague_amounts_with_their_length_in_words() {
    for (words, expected) in [
        (["a", "couple", "of"], Some((2, 3))),
        (["a", "couple", "days"], Some((2, 2))),
        (["couple", "of", "days"], Some((2, 2))),
        (["couple", "days", ""], Some((2, 1))),
        (["a", "few", "days"], Some((3, 2))),
        (["few", "days", ""], Some((3, 1))),
        (["a", "week", ""], Some((1, 1))),
        (["an", "hour", ""], Some((1, 1))),
        (["nineteen", "days", ""], Some((19, 1))),
        (["twenty", "days", ""], Some((20, 1))),
        (["twenty", "nine", "days"], Some((29, 2))),
        (["thirty", "days", ""], Some((30, 1))),
        (["thirty", "one", "days"], Some((31, 2))),
        (["366", "days", ""], Some((366, 1))),
        (["many", "days", ""], None),
    ] {
        assert_eq!(count(&words), expected, "{words:?}");
    }
    assert_eq!(count(&[]), None);
}

#[test]
fn ordinal_reads_digits_and_words_with_their_length_in_words() {
    for (words, expected) in [
        (["1st", ""], Some((1, 1))),
        (["22nd", ""], Some((22, 1))),
        (["23rd", ""], Some((23, 1))),
        (["24th", ""], Some((24, 1))),
        (["240th", ""], None),
        (["twentieth", ""], Some((20, 1))),
        (["twenty", "ninth"], Some((29, 2))),
        (["twenty", "tenth"], None),
        (["thirtieth", ""], Some((30, 1))),
        (["thirty", "first"], Some((31, 2))),
        (["24", ""], None),
    ] {
        assert_eq!(ordinal(&words), expected, "{words:?}");
    }
}

#[test]
fn day_of_month_takes_no_lone_spelled_number() {
    assert_eq!(day_of_month(&["24"]), Some((24, 1)));
    assert_eq!(day_of_month(&["thirty", "one"]), Some((31, 2)));
    assert_eq!(day_of_month(&["one"]), None);
    assert_eq!(day_of_month(&[]), None);
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

use jiff::civil::date as day;

use super::*;
use crate::dates::tokens::tokens;

/// A Monday.
const TODAY: Date = day(2026, 11, 23);

/// The first and last day that the start of a phrase names, and how many of its words name them.
fn reading(phrase: &str) -> Option<(Option<(Date, Date)>, usize)> {
    day_at(&tokens(phrase), TODAY).map(|(days, used)| (days.map(|days| (days.first(), days.last())), used))
}

fn november(first: i8, last: i8) -> (Date, Date) {
    (day(2026, 11, first), day(2026, 11, last))
}

fn december(first: i8, last: i8) -> (Date, Date) {
    (day(2026, 12, first), day(2026, 12, last))
}

#[test]
fn reading_counts_the_words_that_name_the_day() {
    for (phrase, days, used) in [
        ("today please", november(23, 23), 1),
        ("this morning please", november(23, 23), 2),
        ("tomorrow please", november(24, 24), 1),
        ("day after tomorrow please", november(25, 25), 3),
        ("this week please", november(23, 29), 2),
        ("weekend please", november(28, 29), 1),
        ("next weekend please", december(5, 6), 2),
        ("week after next please", december(7, 13), 3),
        ("week of november 25 please", november(23, 29), 4),
        ("week of december 9 please", december(7, 13), 4),
        ("next week on tuesday please", december(1, 1), 4),
        ("next week tuesday please", december(1, 1), 3),
        ("next week please", (day(2026, 11, 30), day(2026, 12, 6)), 2),
        ("next week on the phone", (day(2026, 11, 30), day(2026, 12, 6)), 2),
        ("next tuesday please", december(1, 1), 2),
        ("this month please", november(23, 30), 2),
        ("next month please", december(1, 31), 2),
        ("in two weeks please", december(7, 13), 3),
        ("in a week from tuesday please", december(1, 1), 5),
        ("next three days please", november(23, 26), 3),
        ("within a few days please", november(23, 26), 4),
        ("a week from tuesday please", december(1, 1), 4),
        ("a week from tomorrow please", december(1, 1), 4),
        ("two weeks from now please", december(7, 7), 4),
        ("november 24 please", november(24, 24), 2),
        ("november the 24th please", november(24, 24), 3),
        ("november 24 2026 please", november(24, 24), 3),
        ("november the 24th 2026 please", november(24, 24), 4),
        ("november twenty four please", november(24, 24), 3),
        ("on the 25th please", november(25, 25), 3),
        ("the 24th please", november(24, 24), 2),
        ("the twenty fourth please", november(24, 24), 3),
        ("the 24th of november please", november(24, 24), 4),
        ("24 november please", november(24, 24), 2),
        ("24th of november 2026 please", november(24, 24), 4),
        ("twenty fourth of november please", november(24, 24), 4),
        ("tuesday please", november(24, 24), 1),
        ("tuesday next week please", december(1, 1), 3),
        ("tuesday of next week please", december(1, 1), 4),
        ("tuesday november 24 please", november(24, 24), 3),
        ("tuesday the first please", december(1, 1), 3),
        ("tuesday 1st please", december(1, 1), 2),
        ("11/24 please", november(24, 24), 1),
        ("11/24/2026 please", november(24, 24), 1),
        ("2026-11-24 please", november(24, 24), 1),
    ] {
        assert_eq!(reading(phrase), Some((Some(days), used)), "{phrase:?}");
    }
    assert_eq!(reading("november 22 2026 please"), Some((None, 3)), "a date that is past");
}

#[test]
fn phrase_with_another_meaning_names_no_day() {
    for phrase in ["next please", "in please", "two weeks please", "a week from please", "week of please", "the second"]
    {
        assert_eq!(reading(phrase), None, "{phrase:?}");
    }
}

#[test]
fn day_after_a_day_that_does_not_count_is_found() {
    for phrase in [
        "not this week next week on tuesday",
        "except in two weeks december 1",
        "not next month but tuesday the first",
        "november 22 2026 no december 1",
        "not the 24th of november 2026 but the 1st of december",
        "11/22/2026 i mean 12/1",
    ] {
        assert_eq!(read(&tokens(phrase), TODAY), Some(DateRange::day(day(2026, 12, 1))), "{phrase:?}");
    }
}

#[test]
fn second_day_after_a_long_first_one_is_joined() {
    for (phrase, last) in [
        ("tuesday november 24 or wednesday", 25),
        ("november the 24th through the 27th of november", 27),
        ("tuesday until friday", 27),
        ("the 24th of november till friday", 27),
    ] {
        let range = DateRange::new(day(2026, 11, 24), day(2026, 11, last)).expect("a range");
        assert_eq!(read(&tokens(phrase), TODAY), Some(range), "{phrase:?}");
    }
}

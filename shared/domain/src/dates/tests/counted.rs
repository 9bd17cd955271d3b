//! Days counted from another day, in days or in days of the week, against a walk from day to day.

use proptest::prelude::*;

use super::*;

const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SPANISH: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábados", "domingos"];
const COUNTS: [(&str, &str, i32); 5] =
    [("two", "dos", 2), ("three", "tres", 3), ("four", "cuatro", 4), ("five", "cinco", 5), ("six", "seis", 6)];

/// The nth such day of the week after a day.
fn walk(mut day: Date, weekday: usize, nth: i32) -> Date {
    let mut found = 0;
    while found < nth {
        day = day.tomorrow().expect("in range");
        found += i32::from(usize::try_from(day.weekday().to_monday_zero_offset()) == Ok(weekday));
    }
    day
}

fn day_read(phrase: &str, today: Date) -> Option<Date> {
    let days: Vec<Date> = resolve(phrase, today)?.days.days().collect();
    assert_eq!(days.len(), 1, "{phrase} on {today}: {days:?}");
    days.first().copied()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn days_of_the_week_are_counted(ahead in 0..2000_i32, weekday in 0..7_usize, count in 0..COUNTS.len()) {
        let today = jiff::civil::date(2024, 1, 1).saturating_add(ahead.days());
        let (english, spanish, number) = COUNTS[count];
        let day = walk(today, weekday, number);
        for phrase in [
            format!("in {english} {}s", ENGLISH[weekday]),
            format!("{english} {}s from now", ENGLISH[weekday]),
            format!("en {spanish} {}", SPANISH[weekday]),
            format!("dentro de {spanish} {}", SPANISH[weekday]),
        ] {
            prop_assert_eq!(day_read(&phrase, today), Some(day), "{} on {}", phrase, today);
        }
    }

    #[test]
    fn days_before_a_day_are_counted_and_past_ones_unreadable(ahead in 0..2000_i32, weekday in 0..7_usize, count in 0..COUNTS.len()) {
        let today = jiff::civil::date(2024, 1, 1).saturating_add(ahead.days());
        let (english, spanish, number) = COUNTS[count];
        let christmas = jiff::civil::date(today.year(), 12, 25);
        let christmas = if christmas < today { jiff::civil::date(today.year() + 1, 12, 25) } else { christmas };
        let coming = walk(today.yesterday().expect("in range"), weekday, 1);
        let spanish_day = if weekday >= 5 { SPANISH[weekday].trim_end_matches('s') } else { SPANISH[weekday] };
        for (phrase, anchor) in [
            (format!("{english} days before christmas"), christmas),
            (format!("{spanish} días antes de navidad"), christmas),
            (format!("{english} days before {}", ENGLISH[weekday]), coming),
            (format!("{spanish} días antes del {spanish_day}"), coming),
        ] {
            let day = anchor.saturating_sub(number.days());
            prop_assert_eq!(day_read(&phrase, today), (day >= today).then_some(day), "{} on {}", phrase, today);
        }
    }

    #[test]
    fn fortnight_is_two_weeks(ahead in 0..2000_i32, weekday in 0..7_usize) {
        let today = jiff::civil::date(2024, 1, 1).saturating_add(ahead.days());
        let later = today.saturating_add(14.days());
        for phrase in ["in a fortnight", "a fortnight from now", "a fortnight from today"] {
            prop_assert_eq!(day_read(phrase, today), Some(later), "{} on {}", phrase, today);
        }
        let coming = walk(today.yesterday().expect("in range"), weekday, 1).saturating_add(14.days());
        let phrase = format!("a fortnight from {}", ENGLISH[weekday]);
        prop_assert_eq!(day_read(&phrase, today), Some(coming), "{} on {}", phrase, today);
    }

    #[test]
    fn day_of_the_week_that_is_past_is_unreadable(ahead in 0..2000_i32, weekday in 0..7_usize) {
        let today = jiff::civil::date(2024, 1, 1).saturating_add(ahead.days());
        for phrase in ["past {}", "this past {}", "the past {}", "on this past {}", "last {}"] {
            let phrase = phrase.replace("{}", ENGLISH[weekday]);
            prop_assert_eq!(resolve(&phrase, today), None, "{} on {}", phrase, today);
        }
    }
}

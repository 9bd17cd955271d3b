//! How dates, times and slots are said aloud, and how a model's text is made fit to be spoken.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{
    hours::{Day, OpenStatus},
    slot::Slot,
    triage::Hazard,
};

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// `today, Monday, November 23`, `tomorrow, Tuesday, November 24`, or `Friday, November 27`; the year is said only when it
/// is not this one.
#[must_use]
pub fn date(date: Date, today: Date) -> String {
    let near = if date == today {
        "today, "
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == date) {
        "tomorrow, "
    } else {
        ""
    };
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    let weekday = weekday(Day::of(date));
    // A visit in January is said in December without the year; only farther dates need it.
    let year = if date.year() == today.year() || date.duration_since(today).as_hours() < 24 * 180 {
        String::new()
    } else {
        format!(", {}", date.year())
    };
    format!("{near}{weekday}, {month} {}{year}", date.day())
}

/// The name of a day of the week.
#[must_use]
pub fn weekday(day: Day) -> &'static str {
    match day {
        Day::Mon => "Monday",
        Day::Tue => "Tuesday",
        Day::Wed => "Wednesday",
        Day::Thu => "Thursday",
        Day::Fri => "Friday",
        Day::Sat => "Saturday",
        Day::Sun => "Sunday",
    }
}

/// `8 AM`, `5:30 PM`, `noon` or `midnight`.
#[must_use]
pub fn time(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match (hour, minute) {
        (0, 0) => return "midnight".to_owned(),
        (12, 0) => return "noon".to_owned(),
        _ => {}
    }
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 { format!("{hour} {half}") } else { format!("{hour}:{minute:02} {half}") }
}

/// `tomorrow, Tuesday, November 24, between 8 AM and noon`.
#[must_use]
pub fn slot(slot: &Slot, today: Date) -> String {
    format!("{}, between {} and {}", date(slot.id.date(), today), time(slot.starts), time(slot.ends))
}

/// `7 5 2 0 1`: digits one by one.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// `open until 5 PM today`, `closed until tomorrow, Tuesday, November 24, at 8 AM`.
#[must_use]
pub fn opening(status: &OpenStatus, now: Timestamp, zone: &TimeZone) -> String {
    let today = zone.to_datetime(now).date();
    let at = |instant: Timestamp| {
        let then = zone.to_datetime(instant);
        (date(then.date(), today), time(then.time()), then.date() == today)
    };
    match status {
        OpenStatus::Open { until: None } => "open around the clock".to_owned(),
        OpenStatus::Closed { opens_at: None } => "closed until further notice".to_owned(),
        OpenStatus::Open { until: Some(until) } => match at(*until) {
            (_, time, true) => format!("open until {time} today"),
            (day, time, false) => format!("open until {day}, at {time}"),
        },
        OpenStatus::Closed { opens_at: Some(opens_at) } => match at(*opens_at) {
            (_, time, true) => format!("closed until {time} today"),
            (day, time, false) => format!("closed until {day}, at {time}"),
        },
    }
}

/// What someone on call is told of a danger.
#[must_use]
pub fn hazard(hazard: Hazard) -> &'static str {
    match hazard {
        Hazard::GasLeak => "a possible gas leak",
        Hazard::CarbonMonoxide => "possible carbon monoxide",
        Hazard::Fire => "fire or smoke",
        Hazard::Electrical => "sparks or a burning smell",
        Hazard::Water => "water pouring out",
        Hazard::NoHeat => "no heat, with people at risk",
        Hazard::NoCooling => "no cooling, with people at risk",
    }
}

/// A model's text as it can be spoken: no markup, one line, at most `most` characters, cut at the end of a sentence.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['#', '>', '•']).trim_start();
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
        for word in line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
            let from = plain.len();
            if from > 0 {
                plain.push(' ');
            }
            plain.extend(word.chars().filter(|c| !matches!(c, '*' | '_' | '`')));
            if plain[from..].trim().is_empty() {
                plain.truncate(from);
            }
        }
    }
    match plain.char_indices().nth(most) {
        None => plain,
        Some((end, _)) => {
            let kept = &plain[..end];
            let sentence = kept.rfind(['.', '!', '?']).map_or(kept, |stop| &kept[..=stop]);
            sentence.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date as day, time as clock};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_and_times_are_said_as_people_say_them() {
        let today = day(2026, 11, 23);
        assert_eq!(date(today, today), "today, Monday, November 23");
        assert_eq!(date(day(2026, 11, 24), today), "tomorrow, Tuesday, November 24");
        assert_eq!(date(day(2027, 1, 8), today), "Friday, January 8");
        assert_eq!(date(day(2027, 11, 24), today), "Wednesday, November 24, 2027");
        let said: Vec<_> = [(0, 0), (0, 30), (8, 0), (12, 0), (12, 5), (17, 30)].map(|(h, m)| time(clock(h, m, 0, 0))).into();
        assert_eq!(said, ["midnight", "12:30 AM", "8 AM", "noon", "12:05 PM", "5:30 PM"]);
        assert_eq!(digits("75201"), "7 5 2 0 1");
    }

    #[test]
    fn open_and_closed_are_said_in_the_companys_own_time() {
        let zone = TimeZone::get("America/Chicago").expect("bundled");
        let now: Timestamp = "2026-11-23T20:00:00Z".parse().expect("valid");
        let at = |text: &str| Some(text.parse::<Timestamp>().expect("valid"));
        let open = OpenStatus::Open { until: at("2026-11-23T23:00:00Z") };
        assert_eq!(opening(&open, now, &zone), "open until 5 PM today");
        let closed = OpenStatus::Closed { opens_at: at("2026-11-24T14:00:00Z") };
        assert_eq!(opening(&closed, now, &zone), "closed until tomorrow, Tuesday, November 24, at 8 AM");
    }

    #[test]
    fn a_models_markup_is_not_spoken() {
        assert_eq!(plain("## Hi\n- **Dana**, we have `two` slots.\n* Which?", 200), "Hi Dana, we have two slots. Which?");
        assert_eq!(plain("One sentence. Another that is too long", 20), "One sentence.");
        assert_eq!(plain(" \n\u{0} ", 20), "");
    }

    proptest! {
        #[test]
        fn what_is_spoken_is_one_bounded_line(text: String, most in 1..200_usize) {
            let spoken = plain(&text, most);
            prop_assert!(spoken.chars().count() <= most);
            prop_assert!(!spoken.contains(char::is_control));
        }

        #[test]
        fn every_date_and_time_can_be_said(days in -400_000..400_000_i64, hour in 0..24_i8, minute in 0..60_i8) {
            let that = day(2026, 11, 23).saturating_add(jiff::Span::new().days(days));
            let _ = date(that, day(2026, 11, 23));
            let _ = time(clock(hour, minute, 0, 0));
        }
    }
}

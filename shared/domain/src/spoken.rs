//! Dates, times, slots, prices and choices in words. Opening hours and dangers are in English, for the model and for people at work.
//!
//! Only wording: other modules decide what is offered and when a company is open. The words of each language are in its translation
//! file.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{
    hours::OpenStatus,
    money::MicroUsd,
    slot::Slot,
    triage::{Hazard, Language},
};

/// Beyond so many days a date needs its year.
const YEAR_SAID_AFTER_DAYS: i64 = 180;

/// `today, Monday, November 23`, `tomorrow, Tuesday, November 24`, `Friday, November 27`; `el viernes 27 de noviembre`.
///
/// The year is added if the day is more than half a year from today.
#[must_use]
pub fn date(date: Date, today: Date, language: Language) -> String {
    let days_ahead = today.duration_until(date).as_hours() / 24;
    language.words().calendar.date(date, days_ahead, days_ahead.abs() > YEAR_SAID_AFTER_DAYS)
}

/// `8 AM`, `5:30 PM`, `noon`, `midnight`; `las 8 de la mañana`; without seconds.
#[must_use]
pub fn time(time: Time, language: Language) -> String {
    language.words().calendar.time(time)
}

/// `tomorrow, Tuesday, November 24, between 8 AM and noon`.
///
/// ```
/// use domain::{slot::Slot, spoken, triage::Language};
/// use jiff::civil::{date, time};
///
/// let slot = Slot { id: "2026-11-24_morning".parse()?, starts: time(8, 0, 0, 0), ends: time(12, 0, 0, 0) };
/// let words = "tomorrow, Tuesday, November 24, between 8 AM and noon";
/// assert_eq!(spoken::slot(&slot, date(2026, 11, 23), Language::ENGLISH), words);
/// let words = "mañana, martes 24 de noviembre, entre las 8 de la mañana y el mediodía";
/// assert_eq!(spoken::slot(&slot, date(2026, 11, 23), Language::SPANISH), words);
/// # Ok::<(), domain::slot::SlotIdError>(())
/// ```
#[must_use]
pub fn slot(slot: &Slot, today: Date, language: Language) -> String {
    language.words().calendar.slot(&date(slot.id.date, today, language), [slot.starts, slot.ends])
}

/// A slot in a text message: `mañana, martes 24 de noviembre, entre las 8 AM y las 12 PM`.
#[must_use]
pub fn slot_in_text(slot: &Slot, today: Date, language: Language) -> String {
    let words = language.words();
    words.calendar.slot_by(&words.texts.times, &date(slot.id.date, today, language), [slot.starts, slot.ends])
}

/// `$89`, `$89.50`; `89 dólares con 50 centavos`.
#[must_use]
pub fn price(price: MicroUsd, language: Language) -> String {
    language.words().numbers.price(price)
}

/// `7 5 2 0 1`: a ZIP code is read digit by digit, not as a number.
#[must_use]
pub fn zip(zip: &str) -> String {
    let mut spoken = String::with_capacity(zip.len() * 2);
    for character in zip.chars().filter(|character| character.is_alphanumeric()) {
        if !spoken.is_empty() {
            spoken.push(' ');
        }
        spoken.push(character);
    }
    spoken
}

/// Follows "we are": `open until 5 PM today`, `open around the clock`, `closed until 8 AM today`,
/// `closed until tomorrow, Tuesday, November 24, at 8 AM`, `closed until further notice`.
#[must_use]
pub fn opening(status: &OpenStatus, now: Timestamp, zone: &TimeZone) -> String {
    let until = |instant| until(instant, now, zone);
    match *status {
        OpenStatus::Open { until: None } => "open around the clock".to_owned(),
        OpenStatus::Open { until: Some(closing) } => format!("open until {}", until(closing)),
        OpenStatus::Closed { opens_at: None } => "closed until further notice".to_owned(),
        OpenStatus::Closed { opens_at: Some(opening) } => format!("closed until {}", until(opening)),
    }
}

fn until(instant: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (reading, today) = (zone.to_datetime(instant), zone.to_datetime(now).date());
    let clock_time = time(reading.time(), Language::OF_STAFF);
    // The midnight that ends today has tomorrow's date, but people do not call it tomorrow.
    if reading.time() == Time::midnight() && today.tomorrow().is_ok_and(|tomorrow| tomorrow == reading.date()) {
        "midnight tonight".to_owned()
    } else if reading.date() == today {
        format!("{clock_time} today")
    } else {
        format!("{}, at {clock_time}", date(reading.date(), today, Language::OF_STAFF))
    }
}

/// `A`, `A or B`, `A, B or C`: the choices of a caller.
#[must_use]
pub fn choice(items: &[impl AsRef<str>], language: Language) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            language.words().numbers.choice(&most.join(", "), last.as_ref())
        }
    }
}

/// The words for a danger that a person on call hears.
#[must_use]
pub fn hazard(hazard: Hazard) -> &'static str {
    Language::OF_STAFF.words().hazards.of(hazard)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date as day, time as at};
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = day(2026, 11, 23);

    #[test]
    fn date_has_its_weekday_and_distance() {
        assert_eq!(date(TODAY, TODAY, Language::ENGLISH), "today, Monday, November 23");
        assert_eq!(date(day(2026, 11, 24), TODAY, Language::ENGLISH), "tomorrow, Tuesday, November 24");
        assert_eq!(date(day(2026, 11, 27), TODAY, Language::ENGLISH), "Friday, November 27");
        assert_eq!(date(day(2027, 1, 4), TODAY, Language::ENGLISH), "Monday, January 4");
        assert_eq!(date(day(2027, 11, 23), TODAY, Language::ENGLISH), "Tuesday, November 23, 2027");
    }

    #[test]
    fn time_uses_the_twelve_hour_clock() {
        for (hour, minute, said) in [
            (0, 0, "midnight"),
            (0, 30, "12:30 AM"),
            (8, 0, "8 AM"),
            (12, 0, "noon"),
            (12, 5, "12:05 PM"),
            (17, 30, "5:30 PM"),
        ] {
            assert_eq!(time(at(hour, minute, 0, 0), Language::ENGLISH), said);
        }
    }

    #[test]
    fn spanish_times_name_the_part_of_the_day() {
        for (hour, minute, said) in [
            (0, 0, "la medianoche"),
            (0, 30, "las 12:30 de la madrugada"),
            (1, 0, "la 1 de la madrugada"),
            (8, 0, "las 8 de la mañana"),
            (12, 0, "el mediodía"),
            (13, 5, "la 1:05 de la tarde"),
            (17, 30, "las 5:30 de la tarde"),
            (21, 0, "las 9 de la noche"),
        ] {
            assert_eq!(time(at(hour, minute, 0, 0), Language::SPANISH), said);
        }
    }

    #[test]
    fn slot_has_its_date_and_window() {
        let tomorrow =
            Slot { id: "2026-11-24_morning".parse().expect("slot id"), starts: at(8, 0, 0, 0), ends: at(12, 0, 0, 0) };
        assert_eq!(slot(&tomorrow, TODAY, Language::ENGLISH), "tomorrow, Tuesday, November 24, between 8 AM and noon");
    }

    #[test]
    fn zip_is_spoken_digit_by_digit() {
        assert_eq!(zip("75201"), "7 5 2 0 1");
        assert_eq!(zip("75201-1234"), "7 5 2 0 1 1 2 3 4");
        assert_eq!(zip(""), "");
    }

    #[test]
    fn opening_status_is_relative_to_now() {
        let zone = TimeZone::get("America/Chicago").expect("bundled");
        let now: Timestamp = "2026-11-23T10:00-06".parse().expect("timestamp");
        let instant = |text: &str| Some(text.parse().expect("timestamp"));
        for (status, said) in [
            (OpenStatus::Open { until: instant("2026-11-23T17:00-06") }, "open until 5 PM today"),
            (OpenStatus::Open { until: instant("2026-11-24T00:00-06") }, "open until midnight tonight"),
            (
                OpenStatus::Open { until: instant("2026-11-24T06:00-06") },
                "open until tomorrow, Tuesday, November 24, at 6 AM",
            ),
            (OpenStatus::Open { until: None }, "open around the clock"),
            (OpenStatus::Closed { opens_at: instant("2026-11-23T13:30-06") }, "closed until 1:30 PM today"),
            (
                OpenStatus::Closed { opens_at: instant("2026-11-24T08:00-06") },
                "closed until tomorrow, Tuesday, November 24, at 8 AM",
            ),
            (OpenStatus::Closed { opens_at: None }, "closed until further notice"),
        ] {
            assert_eq!(opening(&status, now, &zone), said);
        }
    }

    #[test]
    fn choice_ends_in_or() {
        assert_eq!(choice(&[""; 0], Language::ENGLISH), "");
        assert_eq!(choice(&["A"], Language::ENGLISH), "A");
        assert_eq!(choice(&["A", "B"], Language::ENGLISH), "A or B");
        assert_eq!(choice(&["A", "B", "C"], Language::ENGLISH), "A, B or C");
    }

    proptest! {
        #[test]
        fn every_time_has_its_own_words(minute in 0..1440_i64, other in 0..1440_i64) {
            for language in Language::ALL {
                let said = |minute| time(Time::midnight().saturating_add(jiff::SignedDuration::from_mins(minute)), language);
                prop_assert_eq!(said(minute) == said(other), minute == other);
            }
        }

        #[test]
        fn every_date_names_its_weekday_day_and_month(days in 0..3_650_i64) {
            const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
            const MONTHS: [&str; 12] = [
                "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
                "diciembre",
            ];
            let day = TODAY.saturating_add(jiff::ToSpan::days(days));
            let weekday = WEEKDAYS[usize::try_from(day.weekday().to_monday_zero_offset()).expect("from 0 to 6")];
            let month = MONTHS[usize::try_from(day.month()).expect("from 1 to 12") - 1];
            let nth = if day.day() == 1 { "primero".to_owned() } else { day.day().to_string() };
            let near = match days { 0 => "hoy,", 1 => "mañana,", _ => "el" };
            let year = if days > YEAR_SAID_AFTER_DAYS { format!(" de {}", day.year()) } else { String::new() };
            let said = format!("{near} {weekday} {nth} de {month}{year}");
            prop_assert_eq!(date(day, TODAY, Language::SPANISH), said);
            let english = if year.is_empty() { "%A, %B %-d" } else { "%A, %B %-d, %Y" };
            prop_assert!(date(day, TODAY, Language::ENGLISH).ends_with(&day.strftime(english).to_string()));
        }

        #[test]
        fn no_instant_or_text_panics(second in -377_705_023_201..253_402_207_201_i64, text: String) {
            let instant = Timestamp::from_second(second).expect("in range");
            let status = OpenStatus::Open { until: Some(instant) };
            for now in [Timestamp::MIN, Timestamp::MAX, instant] {
                prop_assert!(opening(&status, now, &TimeZone::UTC).starts_with("open until "));
            }
            prop_assert!(!zip(&text).contains("  "));
        }
    }
}

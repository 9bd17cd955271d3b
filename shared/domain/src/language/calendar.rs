//! The words of a language for days, times, choices and prices.

use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::{Sentence, template};
use crate::money::MicroUsd;

template!(DayWords: weekday, month, day);
template!(DayOfYearWords: weekday, month, day, year);
template!(NearDay: date);
template!(ClockWords: clock);
template!(SlotWords: date, starts, ends);
template!(ChoiceWords: most, last);
template!(DollarWords: dollars);
template!(CentWords: dollars, cents);

/// The words for days and times.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarWords {
    /// From Monday.
    weekdays: [Sentence; 7],
    /// From January.
    months: [Sentence; 12],
    /// The first day of a month, which some languages name by its ordinal.
    first_of_month: Sentence,
    day: DayWords,
    day_of_year: DayOfYearWords,
    today: NearDay,
    tomorrow: NearDay,
    other_day: NearDay,
    times: TimesOfDay,
    slot: SlotWords,
}

/// The words for times.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimesOfDay {
    midnight: Sentence,
    noon: Sentence,
    /// In order; the last one ends at 24.
    parts_of_day: Vec<HoursOfDay>,
}

/// How the hours of a part of the day are said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursOfDay {
    /// The hour at which the part ends, 1 to 24.
    until_hour: i8,
    /// For the hour of one o'clock.
    at_one: ClockWords,
    at: ClockWords,
}

impl CalendarWords {
    /// The names of the days of the week, from Monday.
    pub(crate) fn weekdays(&self) -> impl Iterator<Item = &str> {
        self.weekdays.iter().map(|name| &**name)
    }

    /// The names of the months, from January.
    pub(crate) fn months(&self) -> impl Iterator<Item = &str> {
        self.months.iter().map(|name| &**name)
    }

    /// The day, without its distance from today.
    fn named(&self, date: Date, with_year: bool) -> String {
        let weekday = &self.weekdays[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs()) % 7];
        let month = &self.months[usize::from(date.month().unsigned_abs()).saturating_sub(1) % 12];
        let day = if date.day() == 1 { String::from(&self.first_of_month) } else { date.day().to_string() };
        if with_year {
            self.day_of_year.with(weekday, month, &day, &date.year().to_string())
        } else {
            self.day.with(weekday, month, &day)
        }
    }

    pub(crate) fn date(&self, date: Date, days_ahead: i64, with_year: bool) -> String {
        let named = self.named(date, with_year);
        match days_ahead {
            0 => self.today.with(&named),
            1 => self.tomorrow.with(&named),
            _ => self.other_day.with(&named),
        }
    }

    pub(crate) fn time(&self, time: Time) -> String {
        self.times.time(time)
    }

    pub(crate) fn slot(&self, date: &str, times: [Time; 2]) -> String {
        self.slot_by(&self.times, date, times)
    }

    /// The slot with times in other words.
    pub(crate) fn slot_by(&self, words: &TimesOfDay, date: &str, [starts, ends]: [Time; 2]) -> String {
        self.slot.with(date, &words.time(starts), &words.time(ends))
    }
}

impl TimesOfDay {
    fn time(&self, time: Time) -> String {
        let hour = match time.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        let clock = match time.minute() {
            0 => hour.to_string(),
            minute => format!("{hour}:{minute:02}"),
        };
        match (time.hour(), time.minute()) {
            (0, 0) => String::from(&self.midnight),
            (12, 0) => String::from(&self.noon),
            _ => {
                let part = self.parts_of_day.iter().find(|part| time.hour() < part.until_hour);
                let part = part.map(|part| if hour == 1 { &part.at_one } else { &part.at });
                part.map_or_else(|| clock.clone(), |part| part.with(&clock))
            }
        }
    }
}

/// The words for choices and prices.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberWords {
    choice: ChoiceWords,
    one_dollar: Sentence,
    dollars: DollarWords,
    dollars_and_cents: CentWords,
    /// Whether five cents are `05` and not `5`.
    pads_cents: bool,
}

impl NumberWords {
    pub(crate) fn choice(&self, most: &str, last: &str) -> String {
        self.choice.with(most, last)
    }

    /// The price; fractions of a cent are left out.
    pub(crate) fn price(&self, price: MicroUsd) -> String {
        let cents = price.get() / 10_000;
        let (dollars, cents) = (cents / 100, cents % 100);
        match (dollars, cents) {
            (1, 0) => String::from(&self.one_dollar),
            (_, 0) => self.dollars.with(&dollars.to_string()),
            _ if self.pads_cents => self.dollars_and_cents.with(&dollars.to_string(), &format!("{cents:02}")),
            _ => self.dollars_and_cents.with(&dollars.to_string(), &cents.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::Language;

    #[test]
    fn every_hour_is_in_a_part_of_the_day() {
        for language in Language::ALL {
            for times in [&language.words().calendar.times, &language.words().texts.times] {
                let parts = &times.parts_of_day;
                assert!(parts.windows(2).all(|pair| pair[0].until_hour < pair[1].until_hour), "{language:?}");
                assert_eq!(parts.last().map(|part| part.until_hour), Some(24), "{language:?}");
            }
        }
    }

    #[test]
    fn prices_are_said_in_dollars_and_cents() {
        for (micro_usd, english, spanish) in [
            (89_000_000, "$89", "89 dólares"),
            (1_000_000, "$1", "un dólar"),
            (89_500_000, "$89.50", "89 dólares con 50 centavos"),
            (9_050_000, "$9.05", "9 dólares con 5 centavos"),
        ] {
            let price = MicroUsd::new(micro_usd);
            assert_eq!(Language::ENGLISH.words().numbers.price(price), english);
            assert_eq!(Language::SPANISH.words().numbers.price(price), spanish);
        }
    }
}

//! Reads times: with an offset, as a number of seconds, or as a reading of a clock that a zone has to place.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    fmt::rfc2822,
    tz::{AmbiguousOffset, TimeZone},
};

/// What a text says about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadTime {
    /// An instant: the text has an offset, or counts seconds.
    Instant(Timestamp),
    /// A reading of a clock, in no zone.
    Local(DateTime),
    /// A day without a time.
    Day(Date),
}

/// Where a reading of a clock stands in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// At one instant.
    Once(Timestamp),
    /// At two, because the clock was set back: the earlier and the later one.
    Twice(Timestamp, Timestamp),
    /// At none, because the clock was set forward: the instants before and after the gap that it would be.
    Never(Timestamp, Timestamp),
}

/// The years in which a front desk can have worked.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The notations of a date and a time besides ISO 8601. Where day and month can be confused, the month comes first, as the companies
/// write it.
const DATE_TIMES: [&str; 33] = [
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M%p",
    "%m/%d/%Y, %I:%M:%S %p",
    "%m/%d/%Y, %I:%M %p",
    "%b %d, %Y %I:%M %p",
    "%B %d, %Y %I:%M %p",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%m/%d/%y %I:%M %p",
    "%m/%d/%y %I:%M%p",
    "%m/%d/%y %H:%M",
    "%m-%d-%Y %H:%M",
    "%m-%d-%Y %I:%M %p",
    "%m/%d/%Y at %I:%M %p",
    "%d %b %Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d %B %Y %I:%M %p",
    "%d %b %Y %I:%M %p",
    "%Y%m%d%H%M%S",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%b %d %Y %I:%M%p",
    "%b %d, %Y, %I:%M %p",
    "%B %d, %Y, %I:%M %p",
    "%B %d, %Y at %I:%M %p",
    "%A, %B %d, %Y at %I:%M %p",
    "%a %b %d %H:%M:%S %Y",
];
const DATES: [&str; 5] = ["%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y", "%B %d, %Y", "%Y/%m/%d"];
const TIMES: [&str; 7] = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"];

/// The offsets in hours of the zones' names.
const OFFSETS: [(&str, i8); 11] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// Reads a time; `None` if it is none, or lies in no year of a front desk.
#[must_use]
pub fn read(text: &str) -> Option<ReadTime> {
    let text = text.trim();
    let read = instant(text)
        .map(ReadTime::Instant)
        .or_else(|| local(text).map(ReadTime::Local))
        .or_else(|| day(text).map(ReadTime::Day))?;
    let year = match read {
        ReadTime::Instant(instant) => TimeZone::UTC.to_datetime(instant).year(),
        ReadTime::Local(reading) => reading.year(),
        ReadTime::Day(day) => day.year(),
    };
    YEARS.contains(&year).then_some(read)
}

/// A time as a text in which no digits stand together, so that they are not taken for the number of a card. Anything else stays.
#[must_use]
pub fn shown(text: &str) -> String {
    let is_number = text.trim().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let read = if is_number || text.len() > 40 { None } else { read(text) };
    let (reading, zone) = match read {
        Some(ReadTime::Instant(instant)) => (TimeZone::UTC.to_datetime(instant), " UTC"),
        Some(ReadTime::Local(reading)) => (reading, ""),
        Some(ReadTime::Day(_)) | None => return text.to_owned(),
    };
    let format = if reading.second() == 0 { "%b %-d, %Y, %-I:%M %p" } else { "%b %-d, %Y, %-I:%M:%S %p" };
    format!("{}{zone}", reading.strftime(format))
}

/// The first time of day in a text such as `14:30` or `2:30 PM`.
#[must_use]
pub fn time_of_day(text: &str) -> Option<Time> {
    let text = text.trim();
    // Microseconds, as Python writes them.
    let whole = text
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|b| b.is_ascii_digit()))
        .map_or(text, |(whole, _)| whole);
    let spelled = whole.to_uppercase().replace("A.M.", "AM").replace("P.M.", "PM");
    TIMES.iter().find_map(|format| Time::strptime(format, &spelled).ok())
}

/// The first time of a range such as `9:00 AM - 11:00 AM`, `8-12`, `1-3 PM` or `Morning (8-12)`. Bare hours before six are not read: they
/// may be of the morning or of the afternoon.
#[must_use]
pub fn range_start(text: &str) -> Option<Time> {
    let text = text.trim().to_lowercase();
    if let Some((_, inside)) = text.split_once('(') {
        return range_start(inside.split(')').next().unwrap_or_default());
    }
    let text = text.trim_start_matches("between ").trim_start_matches("from ");
    let (first, second) = ["–", "—", "-", " to ", " and ", " until "].iter().find_map(|mark| text.split_once(mark))?;
    let (first, second) = (first.trim(), second.trim());
    if let Some(time) = time_of_day(first) {
        return Some(time);
    }
    let hour: i8 = first.parse().ok()?;
    let until = time_of_day(second).or_else(|| Time::new(second.parse().ok()?, 0, 0, 0).ok())?;
    let is_of_afternoon = second.ends_with("pm") || second.ends_with("p.m.");
    // `1-3 PM` begins in the afternoon, and `10-12 PM` in the morning.
    let begins = Time::new(hour, 0, 0, 0).ok()?;
    let later = (is_of_afternoon && hour < 12).then(|| Time::new(hour + 12, 0, 0, 0).ok()).flatten();
    match later.filter(|later| *later < until) {
        Some(later) => Some(later),
        None => (hour >= 6 && (begins < until || is_of_afternoon)).then_some(begins),
    }
}

/// A date in one of the notations.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = DATES.iter().find_map(|format| Date::strptime(format, text).ok());
    day.or_else(|| local(text).map(DateTime::date)).filter(|day| YEARS.contains(&day.year()))
}

fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    // Names of zones that mean one offset. Source: RFC 5322, section 4.3.
    let offset =
        text.rsplit_once(' ').and_then(|(time, zone)| Some((time, OFFSETS.iter().find(|(name, _)| *name == zone)?.1)));
    if let Some((time, offset)) = offset
        && let Some(reading) = local(time)
    {
        return jiff::tz::Offset::from_hours(offset).ok()?.to_timestamp(reading).ok();
    }
    for format in ["%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M%z"] {
        if let Ok(instant) = Timestamp::strptime(format, text) {
            return Some(instant);
        }
    }
    // Twilio's API, and e-mails: `Thu, 15 Oct 2026 08:39:04 GMT`.
    if let Ok(zoned) = rfc2822::parse(text) {
        return Some(zoned.timestamp());
    }
    counted(text)
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, with a fraction or not.
fn counted(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let (number, scale): (i128, u32) = (
        whole.parse().ok()?,
        match whole.len() {
            9 | 10 => 9,
            12 | 13 => 6,
            15 | 16 => 3,
            18 | 19 => 0,
            _ => return None,
        },
    );
    let fraction: String = fraction.chars().chain("000000000".chars()).take(scale as usize).collect();
    let nanoseconds = number * 10_i128.pow(scale) + fraction.parse::<i128>().unwrap_or(0);
    Timestamp::from_nanosecond(nanoseconds).ok()
}

fn local(text: &str) -> Option<DateTime> {
    if text.len() > 10
        && let Ok(reading) = text.parse()
    {
        return Some(reading);
    }
    // `11/24/26` is no day of the year 26.
    let is_of_now = |reading: &DateTime| YEARS.contains(&reading.year());
    DATE_TIMES.iter().find_map(|format| DateTime::strptime(format, text).ok().filter(is_of_now))
}

/// Places a reading in a zone.
#[must_use]
pub fn placed(reading: DateTime, zone: &TimeZone) -> Option<Placed> {
    let ambiguous = zone.to_ambiguous_timestamp(reading);
    Some(match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => Placed::Once(offset.to_timestamp(reading).ok()?),
        AmbiguousOffset::Fold { before, after } => {
            Placed::Twice(before.to_timestamp(reading).ok()?, after.to_timestamp(reading).ok()?)
        }
        AmbiguousOffset::Gap { before, after } => {
            Placed::Never(after.to_timestamp(reading).ok()?, before.to_timestamp(reading).ok()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::*;

    fn chicago() -> TimeZone {
        TimeZone::get("America/Chicago").expect("bundled")
    }

    #[test]
    fn times_with_an_offset_are_instants() {
        let expected = "2026-11-24T16:30:00Z".parse().expect("an instant");
        for text in [
            "2026-11-24T16:30:00Z",
            "2026-11-24T10:30:00-06:00",
            "2026-11-24 16:30:00+00:00",
            "2026-11-24 16:30:00.000000+00:00",
            "2026-11-24 16:30:00+0000",
            "2026-11-24 16:30:00+00",
            "1795537800",
            "1795537800.0",
            "1795537800000",
            "1795537800000000",
            "Tue, 24 Nov 2026 16:30:00 GMT",
            "Tue, 24 Nov 2026 16:30:00 +0000",
            "24 Nov 2026 10:30:00 -0600",
            "2026-11-24 16:30:00 UTC",
            "2026-11-24 11:30:00 EST",
            "11/24/2026 10:30 AM CST",
        ] {
            let read = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read, ReadTime::Instant(expected), "{text}");
        }
    }

    #[test]
    fn fraction_of_a_counted_time_is_kept() {
        let expected = "2026-11-24T16:30:00.25Z".parse().ok().map(ReadTime::Instant);
        assert_eq!(["1795537800.25", "1795537800250", "1795537800250000"].map(read), [expected; 3]);
    }

    #[test]
    fn shown_time_has_no_digits_of_a_card() {
        for (text, expected) in [
            ("2026-12-03 09:00:00", "Dec 3, 2026, 9:00 AM"),
            ("2026-12-03T09:00:07.123456+00:00", "Dec 3, 2026, 9:00:07 AM UTC"),
            ("2145550142", "2145550142"),
            ("2026-12-03", "2026-12-03"),
            ("gate 7", "gate 7"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn beginning_of_a_range_is_read() {
        let at = |hour, minute| Some(Time::constant(hour, minute, 0, 0));
        for (text, expected) in [
            ("9:00 AM - 11:00 AM", at(9, 0)),
            ("09:00-11:00", at(9, 0)),
            ("13:30–15:30", at(13, 30)),
            ("8AM-12PM", at(8, 0)),
            ("8-12", at(8, 0)),
            ("1-3 PM", at(13, 0)),
            ("10-12 PM", at(10, 0)),
            ("11-1pm", at(11, 0)),
            ("Morning (8-12)", at(8, 0)),
            ("between 2 PM and 4 PM", at(14, 0)),
            ("8:00 to 10:00", at(8, 0)),
            ("1-3", None),
            ("morning", None),
            ("soon", None),
        ] {
            assert_eq!(range_start(text), expected, "{text}");
        }
    }

    #[test]
    fn times_without_an_offset_are_readings_of_a_clock() {
        let expected = datetime(2026, 11, 24, 14, 30, 0, 0);
        for text in [
            "2026-11-24T14:30:00",
            "2026-11-24 14:30:00.000000",
            "2026-11-24 14:30",
            "11/24/2026 14:30",
            "11/24/2026 2:30 PM",
            "11/24/2026, 2:30:00 PM",
            "Nov 24, 2026 2:30 PM",
            "November 24, 2026 2:30 PM",
            "2026-11-24 02:30 PM",
            "11/24/26 02:30 PM",
            "11/24/26 2:30pm",
            "2026/11/24 14:30",
            "11-24-2026 14:30",
            "24 Nov 2026 14:30",
            "24 November 2026 02:30 PM",
            "20261124143000",
            "11/24/26 14:30",
            "24-Nov-2026 14:30:00",
            "Nov 24 2026 02:30PM",
            "Nov 24, 2026, 02:30 PM",
            "Tuesday, November 24, 2026 at 02:30 PM",
            "11/24/2026 at 02:30 PM",
            "Tue Nov 24 14:30:00 2026",
        ] {
            assert_eq!(read(text), Some(ReadTime::Local(expected)), "{text}");
        }
        assert_eq!(read("2026-11-24"), Some(ReadTime::Day(date(2026, 11, 24))));
        let half_past_two = Some(Time::constant(14, 30, 0, 0));
        assert_eq!(["14:30", "14:30:00.000", "2:30 PM", "2:30pm", "2:30 p.m."].map(time_of_day), [half_past_two; 5]);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in
            ["", "tomorrow", "24.11.2026", "0001-01-01 00:00:00", "2026-13-40", "25:99", "31/12/2026 10:00", "12345"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn reading_that_the_clock_has_twice_or_never_says_so() {
        let twice = placed(datetime(2026, 11, 1, 1, 30, 0, 0), &chicago());
        let instant = |text: &str| text.parse().expect("an instant");
        assert_eq!(twice, Some(Placed::Twice(instant("2026-11-01T06:30:00Z"), instant("2026-11-01T07:30:00Z"))));
        let never = placed(datetime(2026, 3, 8, 2, 30, 0, 0), &chicago());
        assert_eq!(never, Some(Placed::Never(instant("2026-03-08T07:30:00Z"), instant("2026-03-08T08:30:00Z"))));
    }

    proptest! {
        #[test]
        fn any_instant_is_read_back_in_every_notation(second in 631_152_000_i64..4_102_444_800) {
            let expected = Timestamp::from_second(second).expect("in range");
            prop_assert_eq!(read(&expected.to_string()), Some(ReadTime::Instant(expected)));
            let local = chicago().to_datetime(expected);
            prop_assert_eq!(read(&local.to_string()), Some(ReadTime::Local(local)));
            prop_assert_eq!(read(&local.to_string().replace('T', " ")), Some(ReadTime::Local(local)));
            let spoken = local.strftime("%m/%d/%Y %I:%M:%S %p").to_string();
            prop_assert_eq!(read(&spoken), Some(ReadTime::Local(local)));
            let is_placed = match placed(local, &chicago()) {
                Some(Placed::Once(instant)) => instant == expected,
                Some(Placed::Twice(earlier, later)) => earlier == expected || later == expected,
                _ => false,
            };
            prop_assert!(is_placed);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text: String) {
            let _ = (read(&text), time_of_day(&text), day(&text));
        }
    }
}

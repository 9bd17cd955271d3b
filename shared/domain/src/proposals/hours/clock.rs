//! Clock times as companies write them, often without AM and PM: `8-5` is from eight in the morning to five in the afternoon.

use jiff::civil::Time;

use crate::hours::Span;

/// Half of the day, if it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
    Unwritten,
}

/// A clock time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WrittenTime {
    hour: i8,
    minute: i8,
    half: Half,
    /// The hour has two digits and begins with 0, as on a clock of 24 hours: `08:00`.
    is_padded: bool,
}

impl WrittenTime {
    pub(super) const NOON: Self = Self { hour: 12, minute: 0, half: Half::Pm, is_padded: false };
    pub(super) const MIDNIGHT: Self = Self { hour: 12, minute: 0, half: Half::Am, is_padded: false };

    /// `None` if there is no such time.
    pub(super) fn new((hour, minute): (i8, i8), half: Half, is_padded: bool) -> Option<Self> {
        let hours = if half == Half::Unwritten { 0..=24 } else { 1..=12 };
        let valid = hours.contains(&hour) && (0..60).contains(&minute) && (hour < 24 || minute == 0);
        valid.then_some(Self { hour, minute, half, is_padded })
    }

    /// Whether only a clock of 24 hours shows it.
    fn is_of_24_hours(self) -> bool {
        self.half == Half::Unwritten && (self.hour > 12 || self.hour == 0)
    }

    /// The minutes since midnight that it may mean.
    fn meanings(self) -> Vec<i32> {
        let of = |hour: i8| i32::from(hour) * 60 + i32::from(self.minute);
        let twelfth = self.hour % 12;
        match self.half {
            Half::Am => vec![of(twelfth)],
            Half::Pm => vec![of(twelfth + 12)],
            Half::Unwritten if self.is_of_24_hours() => vec![of(self.hour % 24)],
            Half::Unwritten => vec![of(twelfth), of(twelfth + 12)],
        }
    }
}

const DAY: i32 = 24 * 60;
const SHORTEST: i32 = 2 * 60;

/// The span of two written times. Where AM and PM are not written, the shortest span counts, and an opening between six and eleven is
/// in the morning. `None` if that is a guess.
pub(super) fn span(opens: WrittenTime, closes: WrittenTime) -> Option<Span> {
    let in_order = (opens.hour, opens.minute) < (closes.hour, closes.minute);
    let of_24_hours = opens.is_of_24_hours() || closes.is_of_24_hours() || (opens.is_padded && in_order);
    let (opens_at, closes_at) = if of_24_hours && opens.half == Half::Unwritten && closes.half == Half::Unwritten {
        let minutes = |time: WrittenTime| i32::from(time.hour % 24) * 60 + i32::from(time.minute);
        (minutes(opens), minutes(closes))
    } else {
        let opening = openings(opens, closes)?;
        let pairs = opening.iter().flat_map(|from| closes.meanings().into_iter().map(move |to| (*from, to)));
        // Where a half is left to guess, no office opens for less than two hours.
        let is_guessed = opens.half == Half::Unwritten || closes.half == Half::Unwritten;
        let shortest = if is_guessed { SHORTEST } else { 0 };
        pairs.filter(|(from, to)| length(*from, *to) >= shortest).min_by_key(|(from, to)| length(*from, *to))?
    };
    Some(Span::new(time(opens_at)?, time(closes_at)?))
}

/// What an opening may mean.
fn openings(opens: WrittenTime, closes: WrittenTime) -> Option<Vec<i32>> {
    if opens.half != Half::Unwritten || opens.is_of_24_hours() {
        return Some(opens.meanings());
    }
    match (opens.hour, closes.half) {
        // 5-9 may be in the morning or in the evening, and 12 at noon or at midnight.
        (5, Half::Unwritten) => None,
        (6..=11, Half::Unwritten) => Some(opens.meanings().into_iter().take(1).collect()),
        (12 | 1..=4, Half::Unwritten) => Some(opens.meanings().into_iter().skip(1).collect()),
        _ => Some(opens.meanings()),
    }
}

fn length(from: i32, to: i32) -> i32 {
    if to > from { to - from } else { to - from + DAY }
}

fn time(minutes: i32) -> Option<Time> {
    let part = |value: i32| i8::try_from(value).ok();
    Time::new(part(minutes / 60)?, part(minutes % 60)?, 0, 0).ok()
}

/// A time of digits such as `8`, `8:30` or `0830`, with what follows it. Returns it with how many bytes it takes.
pub(super) fn read(text: &str) -> Option<(WrittenTime, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (mut hour, mut minute, mut end) = (text.get(..digits)?, "0", digits);
    if digits == 4 {
        (hour, minute) = (text.get(..2)?, text.get(2..4)?);
    } else if digits > 2 || digits == 0 {
        return None;
    }
    let after = text.as_bytes().get(end).copied();
    let two = text.get(end + 1..end + 3).filter(|two| two.bytes().all(|byte| byte.is_ascii_digit()));
    if digits <= 2
        && let (Some(mark @ (b':' | b'.' | b'h')), Some(two)) = (after, two)
        && !text.as_bytes().get(end + 3).is_some_and(u8::is_ascii_digit)
    {
        let is_time = mark != b'.' || half(text.get(end + 3..)?).is_some() || ["00", "15", "30", "45"].contains(&two);
        if !is_time {
            return None;
        }
        (minute, end) = (two, end + 3);
    }
    let (half, taken) = half(text.get(end..)?).unwrap_or((Half::Unwritten, 0));
    end += taken;
    let rest = text.get(end..)?;
    // `24/7`, `5th`, `10%`, `12/25` and `1,200` are no times.
    let mut following = rest.chars();
    let next = following.next();
    let is_other = next.is_some_and(|next| next.is_alphanumeric() || next == '%')
        || (next.is_some_and(|next| "/.,:".contains(next)) && following.next().is_some_and(|c| c.is_ascii_digit()));
    // Four digits are a time on a clock of 24 hours only if the first is a zero or AM or PM follows: 2010 is a year.
    let is_year = digits == 4 && half == Half::Unwritten && !hour.starts_with(['0', '1']);
    if is_other || is_year {
        return None;
    }
    let is_padded = hour.len() == 2 && hour.starts_with('0') && half == Half::Unwritten;
    WrittenTime::new((hour.parse().ok()?, minute.parse().ok()?), half, is_padded).map(|time| (time, end))
}

/// AM or PM at the beginning of a text, and how many bytes it takes. A single letter stands right after the digits.
fn half(text: &str) -> Option<(Half, usize)> {
    let spaces = text.chars().take_while(|c| *c == ' ' || *c == '\u{a0}').map(char::len_utf8).sum::<usize>();
    let rest = text.get(spaces..)?;
    let lower: String = rest.chars().take(5).collect::<String>().to_ascii_lowercase();
    let ends = |form: &str| !lower.get(form.len()..).unwrap_or_default().starts_with(|c: char| c.is_alphanumeric());
    for (form, half) in [
        ("a.m.", Half::Am),
        ("p.m.", Half::Pm),
        ("a.m", Half::Am),
        ("p.m", Half::Pm),
        ("a. m.", Half::Am),
        ("p. m.", Half::Pm),
        ("am", Half::Am),
        ("pm", Half::Pm),
        ("a", Half::Am),
        ("p", Half::Pm),
    ] {
        let is_attached = form.len() > 1 || spaces == 0;
        if is_attached && lower.starts_with(form) && ends(form) {
            return Some((half, spaces + form.len()));
        }
    }
    None
}

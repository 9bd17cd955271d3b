//! Reads the values of the earlier system: times, telephone numbers, truth values, durations, transcripts. Pure, and silent about
//! nothing: what a value was taken for comes back with it.

pub mod number;
pub mod time;
pub mod transcript;

/// A word folded for comparison: lower case, and one space in place of spaces, hyphens and underscores.
#[must_use]
pub fn folded(text: &str) -> String {
    let is_break = |c: char| c.is_whitespace() || c == '-' || c == '_';
    text.to_lowercase().split(is_break).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether two names of tables or columns are the same, but for case and what stands between their words: `scheduledAt`,
/// `Scheduled At`, `scheduled_at`.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    let letters =
        |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(one) == letters(other)
}

/// A truth value as databases and people write it.
#[must_use]
pub fn truth(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" | "1.0" => Some(true),
        "0" | "false" | "f" | "no" | "n" | "off" | "0.0" => Some(false),
        _ => None,
    }
}

/// A duration in whole seconds: `95`, `95.4`, `1:35`, `00:01:35`. A negative one is none.
#[must_use]
pub fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains(':') {
        let parts: Option<Vec<u64>> = text.split(':').map(|part| part.split('.').next()?.parse().ok()).collect();
        return match parts?.as_slice() {
            [minutes, seconds] => minutes.checked_mul(60)?.checked_add(*seconds),
            [hours, minutes, seconds] => {
                hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(*seconds)
            }
            _ => None,
        };
    }
    let whole = text.split('.').next().unwrap_or_default();
    text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_and_durations_are_read_as_databases_write_them() {
        assert_eq!(
            ["1", "TRUE", " t ", "no", "0.0", "maybe"].map(truth),
            [Some(true), Some(true), Some(true), Some(false), Some(false), None]
        );
        assert_eq!(
            ["95", "95.4", "1:35", "00:01:35", "-3", "x", "inf", "99999999999999999999"].map(seconds),
            [Some(95), Some(95), Some(95), Some(95), None, None, None, None]
        );
        assert_eq!(folded("  No-Show "), folded("no_show"));
        assert!(["scheduledAt", "Scheduled At", "SCHEDULED-AT"].iter().all(|name| is_same_name(name, "scheduled_at")));
    }
}

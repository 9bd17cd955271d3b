//! How long a company's data is kept.

use serde::{Deserialize, Serialize};

/// How long a company's data is kept.
///
/// ```
/// use domain::retention::{DataRetention, RecordingRetention};
///
/// let retention: DataRetention = serde_json::from_str(r#"{"calls_days": 400}"#)?;
/// assert_eq!(retention.calls_days.map(|days| days.get()), Some(400));
/// assert_eq!(retention.customers_days, None, "until they are erased");
/// assert_eq!(retention.recordings_days, RecordingRetention::Days90);
///
/// let error = serde_json::from_str::<DataRetention>(r#"{"calls_days": 7}"#).expect_err("too few days");
/// assert!(error.to_string().starts_with("data is kept for 30 to 3650 days"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataRetention {
    /// The days after its end for which a call is kept. Until it is erased if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_days: Option<KeptDays>,
    /// The days after its day for which a visit is kept, and the record of its customer with the last visit. Until they are erased if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers_days: Option<KeptDays>,
    /// How long the sound of a recording is kept.
    #[serde(default)]
    pub recordings_days: RecordingRetention,
}

/// A number of days from [`KeptDays::FEWEST`] to [`KeptDays::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct KeptDays(u16);

/// The error for too few or too many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("data is kept for {} to {} days", KeptDays::FEWEST, KeptDays::MOST)]
pub struct KeptDaysError;

impl KeptDays {
    /// A month: what the office works on stays.
    pub const FEWEST: u16 = 30;
    /// Ten years.
    pub const MOST: u16 = 3_650;

    /// The number of days.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for KeptDays {
    type Error = KeptDaysError;

    fn try_from(days: u16) -> Result<Self, KeptDaysError> {
        (Self::FEWEST..=Self::MOST).contains(&days).then_some(Self(days)).ok_or(KeptDaysError)
    }
}

impl From<KeptDays> for u16 {
    fn from(days: KeptDays) -> Self {
        days.0
    }
}

/// How long recordings are kept. Each value is a class of files in the bucket, with a rule that deletes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum RecordingRetention {
    /// 30 days.
    Days30,
    /// 90 days.
    #[default]
    Days90,
    /// 180 days.
    Days180,
    /// A year.
    Days365,
}

/// The error for another number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("recordings are kept for 30, 90, 180 or 365 days")]
pub struct RecordingRetentionError;

impl RecordingRetention {
    /// Every value, the shortest first.
    pub const ALL: [Self; 4] = [Self::Days30, Self::Days90, Self::Days180, Self::Days365];

    /// The number of days.
    #[must_use]
    pub fn days(self) -> u16 {
        match self {
            Self::Days30 => 30,
            Self::Days90 => 90,
            Self::Days180 => 180,
            Self::Days365 => 365,
        }
    }
}

impl TryFrom<u16> for RecordingRetention {
    type Error = RecordingRetentionError;

    fn try_from(days: u16) -> Result<Self, RecordingRetentionError> {
        Self::ALL.into_iter().find(|retention| retention.days() == days).ok_or(RecordingRetentionError)
    }
}

impl From<RecordingRetention> for u16 {
    fn from(retention: RecordingRetention) -> Self {
        retention.days()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_is_written_as_its_days() {
        for retention in RecordingRetention::ALL {
            let written = serde_json::to_value(retention).expect("JSON");
            assert_eq!(written, retention.days());
            assert_eq!(serde_json::from_value::<RecordingRetention>(written).expect("read"), retention);
        }
        assert_eq!(RecordingRetention::try_from(31), Err(RecordingRetentionError));
    }

    #[test]
    fn data_is_kept_for_a_month_to_ten_years() {
        for (days, is_kept) in [(0, false), (29, false), (30, true), (3_650, true), (3_651, false)] {
            assert_eq!(KeptDays::try_from(days).is_ok(), is_kept, "{days}");
        }
        let unset: DataRetention = serde_json::from_str("{}").expect("a setting");
        assert_eq!(unset, DataRetention::default());
    }
}

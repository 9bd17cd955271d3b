//! The stored form of what happened since an alarm.

use domain::conversation::Alarm;
use serde::{Deserialize, Serialize};

/// What happened since the alarm.
#[derive(Default, PartialEq, Serialize, Deserialize)]
pub(super) struct AlarmForm {
    warnings: u8,
    rounds: u8,
    attempts: u8,
    retractions: u8,
}

impl AlarmForm {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Alarm> for AlarmForm {
    fn from(Alarm { warnings, rounds, attempts, retractions }: Alarm) -> Self {
        Self { warnings, rounds, attempts, retractions }
    }
}

impl From<AlarmForm> for Alarm {
    fn from(AlarmForm { warnings, rounds, attempts, retractions }: AlarmForm) -> Self {
        Self { warnings, rounds, attempts, retractions }
    }
}

//! The words of free text, and what they mean without a mapping of their own.

use std::collections::{BTreeMap, BTreeSet};

use domain::triage::Hazard;
use serde::{Deserialize, Serialize};

use super::{EarlierStatus, VisitStatus};
use crate::parse::folded;

/// The words of free text and what they mean. They are compared without case, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// The status of a visit: `booked` or `cancelled`.
    pub visit_status: BTreeMap<String, VisitStatus>,
    /// The status of a call: an outcome of this system.
    pub call_status: BTreeMap<String, EarlierStatus>,
    /// The kind of an emergency: a hazard of this system, such as `gas_leak`.
    pub hazards: BTreeMap<String, Hazard>,
    /// The kind of a visit: the id of a job type.
    pub job_types: BTreeMap<String, String>,
    /// A part of the day: the time of day at which it begins, such as `08:00`. An arrival window of that id comes first.
    pub times: BTreeMap<String, String>,
}

/// Words by what each group of them means.
fn of<T: Copy>(groups: &[(T, &[&str])]) -> BTreeMap<String, T> {
    groups.iter().flat_map(|(value, words)| words.iter().map(|word| ((*word).to_owned(), *value))).collect()
}

/// Adds the usual words that have no meaning of their own.
pub(super) fn beside<T>(own: &mut BTreeMap<String, T>, usual: BTreeMap<String, T>) {
    let known: BTreeSet<String> = own.keys().map(|word| folded(word)).collect();
    own.extend(usual.into_iter().filter(|(word, _)| !known.contains(&folded(word))));
}

impl Default for Words {
    fn default() -> Self {
        let booked = "scheduled confirmed booked pending active new open completed complete done closed finished tentative rescheduled \
             requested upcoming dispatched arrived invoiced paid";
        let booked_phrases =
            ["no show", "noshow", "in progress", "en route", "on the way", "pending confirmation", "on hold"];
        let booked: Vec<&str> = booked.split(' ').chain(booked_phrases).collect();
        let cancelled = ["cancelled", "canceled", "cancel", "void", "voided", "deleted", "declined", "rejected"];
        let calls = [
            (EarlierStatus::Information, ["completed", "complete", "answered", "ended", "finished"].as_slice()),
            (
                EarlierStatus::Abandoned,
                &["no answer", "busy", "failed", "canceled", "cancelled", "abandoned", "hangup"],
            ),
            (EarlierStatus::Message, &["voicemail", "message"]),
            (EarlierStatus::Transferred, &["transferred", "forwarded"]),
            (EarlierStatus::Spam, &["spam", "blocked", "rejected"]),
        ];
        let hazards = [
            (Hazard::GasLeak, ["gas", "gas leak", "gas smell", "smell of gas", "gas odor", "natural gas"].as_slice()),
            (
                Hazard::CarbonMonoxide,
                &["co", "co alarm", "carbon monoxide", "co leak", "carbon monoxide alarm", "co detector"],
            ),
            (Hazard::Fire, &["fire", "smoke", "burning smell", "fire hazard"]),
            (Hazard::Medical, &["medical", "medical emergency"]),
            (
                Hazard::Electrical,
                &["electrical", "sparks", "shock", "electrical hazard", "sparking", "electrical fire"],
            ),
            (Hazard::Refrigerant, &["refrigerant", "refrigerant leak", "freon leak"]),
            (Hazard::Water, &["water", "water leak", "flood", "flooding", "burst pipe"]),
            (Hazard::NoHeat, &["no heat", "heat out", "heating failure", "no heating"]),
            (Hazard::NoCooling, &["no cooling", "no ac", "no a/c", "ac out", "cooling failure"]),
        ];
        Self {
            visit_status: of(&[
                (VisitStatus::Booked, booked.as_slice()),
                (VisitStatus::Cancelled, cancelled.as_slice()),
            ]),
            call_status: of(&calls),
            hazards: of(&hazards),
            job_types: BTreeMap::new(),
            times: of(&[("08:00", ["morning", "am"].as_slice()), ("12:00", &["noon", "midday", "afternoon", "pm"])])
                .into_iter()
                .map(|(word, time)| (word, time.to_owned()))
                .collect(),
        }
    }
}

impl Words {
    /// What a word means.
    #[must_use]
    pub fn meaning<T: Clone>(known: &BTreeMap<String, T>, word: &str) -> Option<T> {
        let word = folded(word);
        known.iter().find(|(name, _)| folded(name) == word).map(|(_, meaning)| meaning.clone())
    }
}

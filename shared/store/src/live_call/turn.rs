//! A turn of a live call: what the caller did, what has left of the answer, and what was heard of it.

use std::fmt;

use domain::conversation::HeardAnswer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ArrivedInput, CallerInput};

/// The key of a turn in its item: its generation, in digits that sort.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TurnKey(String);

impl TurnKey {
    /// The key of a generation.
    #[must_use]
    pub fn of(generation: u64) -> Self {
        Self(format!("{generation:010}"))
    }

    pub(super) fn generation(&self) -> u64 {
        self.0.parse().unwrap_or_default()
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A turn of a live call.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveTurn {
    /// A random name of the claim, by which the process that made it recognizes it; 0 for the greeting.
    #[serde(default, skip_serializing_if = "crate::is_zero")]
    pub claim: u64,
    /// What the caller did, until the call is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<CallerInput>,
    /// When that reached us, in milliseconds.
    #[serde(default)]
    pub asked_at: i64,
    /// What has left of the answer.
    #[serde(default)]
    pub said: String,
    /// How many bytes of it are in the saved call.
    #[serde(default)]
    pub saved: usize,
    /// How many bytes of the answer's beginning never reached the caller.
    #[serde(default, skip_serializing_if = "crate::is_zero")]
    pub missed: usize,
    /// What the caller heard of the rest before they interrupted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// The saved call has `heard`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_known: bool,
    /// A tool that changes something may have run, and the call is not saved with it.
    #[serde(default)]
    pub acted: bool,
}

/// Shows no words: they are personal data.
impl fmt::Debug for LiveTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LiveTurn")
    }
}

impl LiveTurn {
    /// A turn that begins with what the caller did.
    pub(super) fn asked(asked: &ArrivedInput, claim: u64) -> Self {
        Self {
            claim,
            asked: Some(asked.input.clone()),
            asked_at: asked.arrived.as_millisecond(),
            ..Self::spoken(String::new())
        }
    }

    /// Words that are in the saved call.
    pub(super) fn spoken(said: String) -> Self {
        Self {
            claim: 0,
            asked: None,
            asked_at: 0,
            saved: said.len(),
            said,
            missed: 0,
            heard: None,
            is_known: false,
            acted: false,
        }
    }

    /// Whether the caller heard nothing of an answer, because nothing of it could be sent or they interrupted it at once.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        !self.said.is_empty() && self.heard.as_deref() == Some("")
    }

    /// What the caller heard of an answer that is in the history of the call, if the call does not have it yet. Words that are not saved and that they did not hear at all
    /// do not come into it: other words there must not take their mark.
    #[must_use]
    pub fn heard_in_history(&self) -> Option<HeardAnswer<'_>> {
        let is_new = !self.is_known && (self.saved > 0 || !self.is_unheard());
        let heard = self.heard.as_deref().filter(|_| is_new)?;
        Some(HeardAnswer { said: &self.said, missed: self.missed, heard })
    }

    /// What the caller did, and when.
    #[must_use]
    pub fn input(&self) -> Option<ArrivedInput> {
        let arrived = Timestamp::from_millisecond(self.asked_at).unwrap_or_default();
        self.asked.clone().map(|input| ArrivedInput { input, arrived })
    }

    /// What left after the call was last saved.
    #[must_use]
    pub fn unsaved(&self) -> &str {
        self.said.get(self.saved..).unwrap_or_default().trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(said: &str, saved: usize) -> LiveTurn {
        LiveTurn { saved, ..LiveTurn::spoken(said.to_owned()) }
    }

    #[test]
    fn unsaved_words_are_those_after_the_saved_ones() {
        assert_eq!(turn("One moment. Tuesday is free.", 11).unsaved(), "Tuesday is free.");
        assert_eq!(turn("One moment.", 11).unsaved(), "");
        assert_eq!(turn("One moment.", 99).unsaved(), "");
    }

    #[test]
    fn answer_that_was_neither_saved_nor_heard_marks_nothing() {
        let heard = |saved, heard: &str| LiveTurn { heard: Some(heard.to_owned()), ..turn("Yes, we do.", saved) };
        let in_history = |turn: LiveTurn| turn.heard_in_history().map(|answer| answer.heard.to_owned());
        assert_eq!(in_history(heard(0, "")), None);
        assert_eq!(in_history(heard(0, "Yes")), Some("Yes".to_owned()));
        assert_eq!(in_history(heard(11, "")), Some(String::new()));
    }
}

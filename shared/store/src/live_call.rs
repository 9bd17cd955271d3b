//! The live state of a call whose speech goes through a WebSocket: which turn is the caller's latest, and how much of the agent's answer has
//! left.
//!
//! Messages of one connection are processed side by side and in any order. So every turn of the caller claims a *generation*, and a
//! process writes what it is about to say under its generation before it says it. The first write that finds another generation ends
//! the old turn: the write ahead and the fence are one request. The item is small and belongs to the call, whose own items grow.
//!
//! Does not know what is said, nor how it is sent.

use std::{collections::BTreeMap, fmt};

use domain::{
    id::{CallSid, TenantId},
    phone::PhoneNumber,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::form::Versioned;

mod input;
mod requests;
mod step;
mod usage;

pub use input::{CallerInput, RecentInput};
pub use usage::LiveUsage;

/// Longer than any call.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// The id that API Gateway gives a WebSocket, such as `XfGLwfTktjMCJsg=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConnectionId(String);

/// Why a text is no id of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id of a connection has 1 to 128 characters of Base64")]
pub struct InvalidConnectionId;

impl ConnectionId {
    /// Accepts Base64 in either alphabet.
    pub fn parse(text: &str) -> Result<Self, InvalidConnectionId> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | '+' | '/' | '-' | '_');
        let is_id = (1..=128).contains(&text.len()) && text.chars().all(fits);
        if is_id { Ok(Self(text.to_owned())) } else { Err(InvalidConnectionId) }
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ConnectionId {
    type Error = InvalidConnectionId;

    fn try_from(text: String) -> Result<Self, InvalidConnectionId> {
        Self::parse(&text)
    }
}

impl From<ConnectionId> for String {
    fn from(id: ConnectionId) -> Self {
        id.0
    }
}

/// The call of a WebSocket. It is read before the company is known, and has no words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayConnection {
    /// The call.
    pub call: CallSid,
    /// The number that was called.
    pub called: PhoneNumber,
    /// The company. The token of the connection named it.
    pub tenant: TenantId,
}

#[derive(Serialize, Deserialize)]
struct RelayConnectionItem {
    #[serde(flatten)]
    connection: RelayConnection,
    expires_at: i64,
}

impl Versioned for RelayConnectionItem {}

/// A turn that is to be claimed.
#[derive(Debug, Clone, Copy)]
pub struct TurnToClaim<'a> {
    /// What the caller did.
    pub asked: &'a CallerInput,
    /// The connection that it came from. `None` if it came from no connection.
    pub connection: Option<&'a ConnectionId>,
    /// Only if this is the latest turn.
    pub expected: Option<u64>,
}

/// The live state of a call.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveCall {
    /// The number of the latest turn, or of the interruption that ended it.
    pub generation: u64,
    /// How many interruptions were noted.
    #[serde(default)]
    pub interruptions: u64,
    /// The latest connection.
    pub connection: ConnectionId,
    /// When it was opened, in milliseconds.
    #[serde(default)]
    pub connected_at: i64,
    /// The latest turns by their generation, also those that the saved call does not contain. The greeting has generation 0.
    #[serde(default)]
    pub turns: BTreeMap<TurnKey, LiveTurn>,
    /// What the caller did lately, to recognize copies of messages.
    #[serde(default)]
    pub recent: Vec<RecentInput>,
    /// Words have left, and the caller is not listened to yet.
    #[serde(default)]
    pub is_speaking: bool,
    /// Until when a tool that changes something may run, in milliseconds; 0 if none runs.
    #[serde(default)]
    pub acts_until: i64,
    /// When the caller was last heard to begin to speak, in milliseconds; 0 if never.
    #[serde(default)]
    pub speaks_since: i64,
    /// What is known of its usage.
    #[serde(flatten)]
    pub usage: LiveUsage,
    expires_at: i64,
}

impl Versioned for LiveCall {}

/// Shows no words: they are personal data.
impl fmt::Debug for LiveCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveCall(generation {})", self.generation)
    }
}

/// The key of a turn in its item: its generation, in digits that sort.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TurnKey(String);

impl TurnKey {
    /// The key of a generation.
    #[must_use]
    pub fn of(generation: u64) -> Self {
        Self(format!("{generation:010}"))
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
    /// What the caller did, until the call is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<CallerInput>,
    /// What has left of the answer.
    #[serde(default)]
    pub said: String,
    /// How many bytes of it are in the saved call.
    #[serde(default)]
    pub saved: usize,
    /// What the caller heard of the answer before they interrupted it, until the call is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
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
    /// Whether the caller heard nothing of an answer, because nothing of it could be sent or they interrupted it at once.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        !self.said.is_empty() && self.heard.as_deref() == Some("")
    }

    /// What the caller heard of an answer that is in the history of the call. Words that are not saved and that they did not hear at all
    /// do not come into it: other words there must not take their mark.
    #[must_use]
    pub fn heard_in_history(&self) -> Option<&str> {
        self.heard.as_deref().filter(|_| self.saved > 0 || !self.is_unheard())
    }

    /// What left after the call was last saved.
    #[must_use]
    pub fn unsaved(&self) -> &str {
        self.said.get(self.saved..).unwrap_or_default().trim()
    }
}

/// Fewer letters that two texts have in common at their beginning say nothing.
const FEWEST_LETTERS: usize = 6;

impl LiveCall {
    /// Whether the caller still waits for the end of the latest answer.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        self.is_speaking || self.turns.values().next_back().is_some_and(|turn| turn.asked.is_some())
    }

    /// The turns before one.
    pub fn turns_before(&self, generation: u64) -> impl Iterator<Item = &LiveTurn> {
        let own = TurnKey::of(generation);
        self.turns.iter().take_while(move |(key, _)| **key < own).map(|(_, turn)| turn)
    }

    /// The characters of the latest answer.
    #[must_use]
    pub fn latest_characters(&self) -> usize {
        self.turns.values().next_back().map_or(0, |turn| turn.said.chars().count())
    }

    /// The turn whose answer an interruption cut, and whether the words that were heard say so. The answer begins with them; a speech
    /// engine may write them differently, then it is the answer that begins most like them. `None` if nothing was said yet.
    fn interrupted(&self, heard: &str) -> Option<(&TurnKey, bool)> {
        let heard = letters(heard);
        let spoken = || self.turns.iter().rev().filter(|(_, turn)| !turn.said.trim().is_empty());
        let latest = spoken().next().map(|(key, _)| key)?;
        if heard.is_empty() {
            return Some((latest, true));
        }
        let in_common = |turn: &LiveTurn| {
            letters(&turn.said).chars().zip(heard.chars()).take_while(|(said, heard)| said == heard).count()
        };
        let length = heard.chars().count();
        if let Some((key, _)) = spoken().find(|(_, turn)| in_common(turn) == length) {
            return Some((key, true));
        }
        let likest = spoken().max_by_key(|(_, turn)| in_common(turn));
        match likest.filter(|(_, turn)| in_common(turn) >= FEWEST_LETTERS) {
            Some((key, _)) => Some((key, true)),
            None => Some((latest, false)),
        }
    }
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The result of a claim.
#[derive(Debug)]
pub enum LiveClaim {
    /// The turn is claimed; this is the state with it.
    Claimed(Box<LiveCall>),
    /// A tool of the turn before may change something at the moment.
    Acting,
    /// The message is a copy of an earlier one.
    Repeated,
    /// The turn that was expected is no longer the latest.
    Overtaken,
    /// The call has no WebSocket.
    Missing,
}

/// Whether a tool that changes something may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MayAct {
    /// It may.
    Yes,
    /// Another turn has begun.
    Fenced,
    /// The caller interrupted an answer, and that is not known yet: they may not have heard the question that they answered.
    HeardLess,
}

/// An interruption that was noted.
#[derive(Clone, PartialEq, Eq)]
pub struct Interruption {
    /// What had left of the answer that it cut.
    pub said: String,
    /// It ended the latest turn, whose answer was not complete. This is the generation now.
    pub ended: Option<u64>,
}

/// Shows no words: they are personal data.
impl fmt::Debug for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interruption(ended: {:?})", self.ended)
    }
}

/// Whether a step was saved.
#[derive(Debug)]
pub enum LiveSave {
    /// It was.
    Saved,
    /// Another turn has begun.
    Overtaken,
    /// An earlier answer was interrupted since the turn began. This is the state with it.
    Interrupted(Box<LiveCall>),
}

/// The save of a step while its words leave.
#[expect(missing_debug_implementations, reason = "the words are personal data")]
pub struct StepOfTurn<'a> {
    /// The generation of the turn.
    pub generation: u64,
    /// The state of the call that the turn took up. It is in the saved call with this step.
    pub live: &'a LiveCall,
    /// Everything that has left or leaves now.
    pub said: &'a str,
    /// More of the turn follows.
    pub goes_on: bool,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn id_of_a_connection_is_base64() {
        for id in ["XfGLwfTktjMCJsg=", "L0SM9cOFvHcCIhw=", "a-b_c"] {
            assert_eq!(ConnectionId::parse(id).expect("an id").as_str(), id);
        }
        for text in ["", "a b", "a%3D", "a?b", &"a".repeat(129)] {
            assert_eq!(ConnectionId::parse(text), Err(InvalidConnectionId), "{text}");
        }
    }

    fn turn(said: &str, saved: usize) -> LiveTurn {
        LiveTurn { asked: None, said: said.to_owned(), saved, heard: None, acted: false }
    }

    pub(super) fn live(turns: &[&str]) -> LiveCall {
        let turns = turns.iter().zip(0..).map(|(said, generation)| (TurnKey::of(generation), turn(said, 0)));
        LiveCall {
            generation: 9,
            interruptions: 0,
            connection: ConnectionId::parse("new").expect("an id"),
            connected_at: 10_000,
            turns: turns.collect(),
            recent: Vec::new(),
            is_speaking: false,
            acts_until: 0,
            speaks_since: 0,
            usage: LiveUsage::default(),
            expires_at: 0,
        }
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
        assert_eq!(heard(0, "").heard_in_history(), None);
        assert_eq!(heard(0, "Yes").heard_in_history(), Some("Yes"));
        assert_eq!(heard(11, "").heard_in_history(), Some(""));
    }

    #[test]
    fn interruption_belongs_to_the_latest_answer_that_begins_with_its_words() {
        let call =
            live(&["Acme, hello. How can I help?", "One moment. Tuesday is free.", "One moment. We open at 8.", ""]);
        let cut =
            |heard: &str| call.interrupted(heard).map(|(key, is_sure)| (key.as_str().parse::<u64>().ok(), is_sure));
        assert_eq!(cut("One moment"), Some((Some(2), true)));
        assert_eq!(cut("one moment tuesday"), Some((Some(1), true)));
        assert_eq!(cut("ACME hello"), Some((Some(0), true)));
        assert_eq!(cut("One moment, we open at eight"), Some((Some(2), true)), "numbers may be written as words");
        assert_eq!(cut(""), Some((Some(2), true)));
        assert_eq!(cut("Something else"), Some((Some(2), false)));
        assert_eq!(live(&[""]).interrupted("Hello"), None);
    }
}

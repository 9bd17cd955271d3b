//! The live state of a call whose speech goes through a WebSocket: which turn is the caller's latest, and how much of the agent's answer has
//! left.
//!
//! Messages of one connection are processed side by side and in any order. So every turn of the caller claims a *generation*, and a
//! process writes what it is about to say under its generation before it says it. The first write that finds another generation ends
//! the old turn: the write ahead and the fence are one request. The item is small and belongs to the call, whose own items grow.
//!
//! Does not know what is said, nor how it is sent.

use std::{collections::BTreeMap, fmt, time::Duration};

use domain::conversation::HeardAnswer;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::form::Versioned;

mod heard;
mod input;
mod requests;
mod sockets;
mod step;
mod turn;
mod usage;

pub use heard::Interruption;
pub use input::{ArrivedInput, CallerInput, RecentInput};
pub use sockets::{ConnectionId, InvalidConnectionId, RelayConnection};
pub use turn::{LiveTurn, TurnKey};
pub use usage::LiveUsage;

/// Longer than any call.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// No voice speaks faster, in characters a second.
const FASTEST_SPEECH: i64 = 20;

/// How long words may be on their way until it is noted that they cannot be sent: two pauses, and the posts between them.
pub const WORDS_IN_FLIGHT: Duration = Duration::from_millis(600);

/// A turn that is to be claimed.
#[derive(Debug, Clone, Copy)]
pub struct TurnToClaim<'a> {
    /// What the caller did.
    pub asked: &'a ArrivedInput,
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
    /// How often it was noted that the caller heard less of an answer than was said: by an interruption, or by words that were not sent.
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
    /// An answer has begun, and is not saved to its end.
    #[serde(default)]
    pub is_speaking: bool,
    /// When words of the agent were last written ahead or a step was saved, in milliseconds; 0 if never.
    #[serde(default)]
    pub said_at: i64,
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

impl LiveCall {
    /// Whether the caller still waits for the end of the latest answer.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        // An interruption ends a turn whose words are not saved: they are answered with what the caller says next.
        self.is_speaking || self.turns.get(&TurnKey::of(self.generation)).is_some_and(|turn| turn.asked.is_some())
    }

    /// Whether the latest words may be on their way to a socket that was lost meanwhile. If they cannot be sent, that is noted soon.
    #[must_use]
    pub fn has_words_in_flight(&self, now: Timestamp) -> bool {
        let since = u128::try_from(now.as_millisecond().saturating_sub(self.said_at)).unwrap_or(0);
        let is_recent = since <= WORDS_IN_FLIGHT.as_millis();
        let latest = self.turns.values().rev().find(|turn| !turn.said.is_empty());
        is_recent && latest.is_some_and(|turn| turn.heard.is_none())
    }

    /// Whether the socket was replaced after words left last. They may be lost.
    #[must_use]
    pub fn was_reconnected_since_words(&self) -> bool {
        self.connected_at > self.said_at
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

    /// Whether the caller answered before the words before that can have been spoken, and no interruption of them is noted: it may be on its
    /// way.
    #[must_use]
    pub fn is_answered_early(&self, generation: u64) -> bool {
        let asked_at = self.asked_at(generation);
        self.answer_before(generation).is_some_and(|(_, turn)| {
            let characters = i64::try_from(turn.said.chars().count()).unwrap_or(i64::MAX);
            let spoken_at = self.said_at.saturating_add(characters.saturating_mul(1_000) / FASTEST_SPEECH);
            turn.heard.is_none() && asked_at < spoken_at
        })
    }

    /// The answer before a turn, if what the caller did reached us before its words can have left: it is no reply to them.
    #[must_use]
    pub fn answer_that_came_later(&self, generation: u64) -> Option<u64> {
        let asked_at = self.asked_at(generation);
        let (answer, turn) = self.answer_before(generation)?;
        (turn.heard.is_none() && asked_at < self.said_at).then_some(answer)
    }

    /// What the caller can have heard of the answer before a turn by the time at which the socket was lost. `None` if that is all.
    #[must_use]
    pub fn cut_answer(&self, generation: u64, lost_at: Timestamp) -> Option<HeardAnswer<'_>> {
        let (_, turn) = self.answer_before(generation).filter(|(_, turn)| turn.heard.is_none())?;
        let spoken = lost_at.as_millisecond().saturating_sub(self.said_at).saturating_mul(FASTEST_SPEECH) / 1_000;
        let (end, _) = turn.said.char_indices().nth(usize::try_from(spoken).unwrap_or(0))?;
        Some(HeardAnswer { said: &turn.said, missed: 0, heard: turn.said.get(..end).unwrap_or_default() })
    }

    /// The same if the socket was replaced while the answer was spoken: no one reports what of it was lost with the old socket.
    #[must_use]
    pub fn answer_cut_by_reconnect(&self, generation: u64) -> Option<HeardAnswer<'_>> {
        let lost_at = Timestamp::from_millisecond(self.connected_at).ok()?;
        self.was_reconnected_since_words().then(|| self.cut_answer(generation, lost_at)).flatten()
    }

    fn asked_at(&self, generation: u64) -> i64 {
        self.turns.get(&TurnKey::of(generation)).map_or(i64::MAX, |turn| turn.asked_at)
    }

    /// The latest turn before one whose answer has words, with its generation.
    fn answer_before(&self, generation: u64) -> Option<(u64, &LiveTurn)> {
        let own = TurnKey::of(generation);
        let said = |(_, turn): &(&TurnKey, &LiveTurn)| !turn.said.trim().is_empty();
        let (key, turn) = self.turns.range(..own).rev().find(said)?;
        Some((key.generation(), turn))
    }

    /// The latest answer, if nothing of it could be sent and it is in the saved call.
    #[must_use]
    pub fn unheard_answer(&self, generation: u64) -> Option<&LiveTurn> {
        self.turns_before(generation).last().filter(|turn| turn.asked.is_none() && turn.is_unheard())
    }
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
    /// When its words leave.
    pub now: Timestamp,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(super) fn live(turns: &[&str]) -> LiveCall {
        let turns = turns.iter().zip(0..).map(|(said, generation)| {
            (TurnKey::of(generation), LiveTurn { saved: 0, ..LiveTurn::spoken((*said).to_owned()) })
        });
        LiveCall {
            generation: 9,
            interruptions: 0,
            connection: ConnectionId::parse("new").expect("an id"),
            connected_at: 10_000,
            turns: turns.collect(),
            recent: Vec::new(),
            is_speaking: false,
            said_at: 0,
            acts_until: 0,
            speaks_since: 0,
            usage: LiveUsage::default(),
            expires_at: 0,
        }
    }

    #[test]
    fn answer_may_be_lost_from_where_the_socket_was_replaced() {
        let heard = |said_at, connected_at| {
            let call = LiveCall { connected_at, said_at, ..live(&["Hello.", "Is Tuesday at 8 all right?", ""]) };
            call.answer_cut_by_reconnect(2).map(|answer| answer.heard.to_owned())
        };
        assert_eq!(heard(10_000, 10_500), Some("Is Tuesday".to_owned()));
        assert_eq!(heard(10_000, 12_000), None, "it was spoken before");
        assert_eq!(heard(10_000, 9_000), None, "it left through this socket");
    }

    #[test]
    fn words_that_came_before_an_answer_left_do_not_reply_to_it() {
        let mut call = LiveCall { said_at: 10_000, ..live(&["Hello.", "Is Tuesday all right?", ""]) };
        for (asked_at, answer) in [(9_900, Some(1)), (10_000, None)] {
            call.turns.get_mut(&TurnKey::of(2)).expect("a turn").asked_at = asked_at;
            assert_eq!(call.answer_that_came_later(3), None, "{asked_at}: the turn itself is unknown");
            assert_eq!(call.answer_that_came_later(2), answer, "{asked_at}");
        }
    }
}

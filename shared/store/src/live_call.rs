//! The live state of a call whose speech goes through a WebSocket: which turn is the caller's latest, and how much of the agent's answer has
//! left.
//!
//! Messages of one connection are processed side by side and in any order. So every turn of the caller claims a *generation*, and a
//! process writes what it is about to say under its generation before it says it. The first write that finds another generation ends
//! the old turn: the write ahead and the fence are one request. The item is small and belongs to the call, whose own items grow.
//!
//! Does not know what is said, nor how it is sent.

use domain::{
    conversation::{Event, Speech},
    id::{CallSid, TenantId},
    phone::PhoneNumber,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::form::Versioned;

mod requests;

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

/// What the caller did in a turn.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerInput {
    /// They spoke.
    Said(String),
    /// They pressed keys.
    Keyed(String),
    /// They said nothing.
    Silent,
}

/// Shows the kind only: the rest is personal data.
impl std::fmt::Debug for CallerInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Said(_) => "Said",
            Self::Keyed(_) => "Keyed",
            Self::Silent => "Silent",
        })
    }
}

impl CallerInput {
    /// The input together with what followed it before it was answered.
    #[must_use]
    pub fn joined(self, next: Self) -> Self {
        match (self, next) {
            (Self::Said(first), Self::Said(next)) => Self::Said(format!("{first} {next}")),
            (Self::Keyed(first), Self::Keyed(next)) => Self::Keyed(first + &next),
            // Words say more than keys, and both say more than silence.
            (said @ Self::Said(_), _) | (_, said @ Self::Said(_)) => said,
            (keyed @ Self::Keyed(_), Self::Silent) => keyed,
            (Self::Silent, next) => next,
        }
    }

    /// The words as an event. Recognition gives no confidence here.
    #[must_use]
    pub fn into_event(self) -> Event {
        match self {
            Self::Said(text) => Event::CallerSaid(Speech { text, confidence: None }),
            Self::Keyed(keys) => Event::KeyPressed(keys),
            Self::Silent => Event::CallerSilent,
        }
    }
}

/// The live state of a call.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveCall {
    /// The number of the latest turn. Interruptions count too.
    pub generation: u64,
    /// The latest connection.
    pub connection: ConnectionId,
    /// What the caller did in the latest turn, until the call is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<CallerInput>,
    /// What the caller did last, also after the call is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<CallerInput>,
    /// What has left of the latest answer.
    #[serde(default)]
    pub said: String,
    /// How many bytes of it are in the saved call.
    #[serde(default)]
    pub saved: usize,
    /// What had left of the answer before it.
    #[serde(default)]
    pub earlier: String,
    /// What the caller heard of `said` before they interrupted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// What the caller heard of `earlier`, reported after the next turn had begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_earlier: Option<String>,
    /// Words have left, and the caller is not listened to yet.
    #[serde(default)]
    pub is_speaking: bool,
    /// Until when a tool that changes something may run, in milliseconds; 0 if none runs.
    #[serde(default)]
    pub acts_until: i64,
    expires_at: i64,
}

impl Versioned for LiveCall {}

/// Shows no words: they are personal data.
impl std::fmt::Debug for LiveCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LiveCall(generation {})", self.generation)
    }
}

impl LiveCall {
    /// Whether the caller still waits for the end of the latest answer.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        self.asked.is_some() || self.is_speaking
    }

    /// What left after the call was last saved.
    #[must_use]
    pub fn unsaved(&self) -> &str {
        self.said.get(self.saved..).unwrap_or_default().trim()
    }
}

/// The result of a claim.
#[derive(Debug)]
pub enum LiveClaim {
    /// The turn is claimed; this was the state before.
    Claimed(Box<LiveCall>),
    /// A tool of the turn before may change something at the moment.
    Acting,
    /// The same words arrived a moment ago, or before the connection was made anew.
    Repeated,
    /// The turn that was expected is no longer the latest.
    Overtaken,
    /// The call has no WebSocket.
    Missing,
}

/// Whether a tool that changes something may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MayAct {
    /// It may.
    Yes,
    /// Another turn has begun.
    Fenced,
    /// The caller interrupted the question that they answered, and heard only this.
    HeardOnly(String),
}

/// The save of a step while its words leave.
#[expect(missing_debug_implementations, reason = "the words are personal data")]
pub struct StepOfTurn {
    /// The generation of the turn.
    pub generation: u64,
    /// Everything that has left or leaves now.
    pub said: String,
    /// More of the turn follows.
    pub goes_on: bool,
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn inputs_that_were_not_answered_are_joined() {
        let said = |text: &str| CallerInput::Said(text.to_owned());
        let keyed = |keys: &str| CallerInput::Keyed(keys.to_owned());
        assert_eq!(said("I need").joined(said("a repair")), said("I need a repair"));
        assert_eq!(keyed("75").joined(keyed("201")), keyed("75201"));
        assert_eq!(keyed("1").joined(said("yes")), said("yes"));
        assert_eq!(CallerInput::Silent.joined(keyed("0")), keyed("0"));
        assert_eq!(said("hello").joined(CallerInput::Silent), said("hello"));
    }

    #[test]
    fn unsaved_words_are_those_after_the_saved_ones() {
        let live = |said: &str, saved| LiveCall {
            generation: 1,
            connection: ConnectionId::parse("a").expect("an id"),
            asked: None,
            latest: None,
            said: said.to_owned(),
            saved,
            earlier: String::new(),
            heard: None,
            heard_earlier: None,
            is_speaking: false,
            acts_until: 0,
            expires_at: 0,
        };
        assert_eq!(live("One moment. Tuesday is free.", 11).unsaved(), "Tuesday is free.");
        assert_eq!(live("One moment.", 11).unsaved(), "");
        assert_eq!(live("One moment.", 99).unsaved(), "");
    }
}

//! What a caller does in a turn, and how copies of it are recognized.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    conversation::{Event, Speech},
    triage,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ConnectionId, LiveCall};

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
impl fmt::Debug for CallerInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Said(_) => "Said",
            Self::Keyed(_) => "Keyed",
            Self::Silent => "Silent",
        })
    }
}

/// What a caller did, and when it reached us. Messages of one call are processed side by side, so they may be claimed in another order
/// than they came.
#[derive(Debug, Clone)]
pub struct ArrivedInput {
    /// What they did.
    pub input: CallerInput,
    /// When API Gateway received it.
    pub arrived: Timestamp,
}

impl ArrivedInput {
    /// Inputs that are answered together, as one, in the order in which they came. `None` if there are none.
    #[must_use]
    pub fn joined(mut inputs: Vec<Self>) -> Option<CallerInput> {
        inputs.sort_by_key(|input| input.arrived);
        let mut different: Vec<Self> = Vec::new();
        for input in inputs {
            if !different.iter().any(|other| other.is(&input)) {
                different.push(input);
            }
        }
        let mut joined: Vec<CallerInput> = Vec::new();
        for input in different {
            // A number by keys is whole before words are joined with it.
            match joined.pop_if(|last| last.is_kind_of(&input.input)) {
                Some(last) => joined.push(last.joined(input.input)),
                None => joined.push(input.input),
            }
        }
        joined.into_iter().reduce(CallerInput::joined)
    }

    /// Whether two say the same: a copy, or a turn that begins anew. A key may be pressed twice.
    fn is(&self, other: &Self) -> bool {
        let is_key = matches!(self.input, CallerInput::Keyed(_));
        self.input == other.input && (!is_key || self.arrived.as_millisecond() == other.arrived.as_millisecond())
    }
}

impl CallerInput {
    fn is_kind_of(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// The input together with what followed it before it was answered.
    #[must_use]
    fn joined(self, next: Self) -> Self {
        match (self, next) {
            (Self::Said(first), Self::Said(next)) => Self::Said(format!("{first} {next}")),
            (Self::Keyed(first), Self::Keyed(next)) => Self::Keyed(first + &next),
            // A number that was keyed is a part of what was said. One key says less than the words beside it.
            (Self::Said(words), Self::Keyed(keys)) if keys.len() > 1 => Self::Said(format!("{words} {keys}")),
            (Self::Keyed(keys), Self::Said(words)) if keys.len() > 1 => Self::Said(format!("{keys} {words}")),
            // Words say more than silence.
            (said @ Self::Said(_), _) | (_, said @ Self::Said(_)) => said,
            (keyed @ Self::Keyed(_), Self::Silent) => keyed,
            (Self::Silent, next) => next,
        }
    }

    /// What they said.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Said(words) => Some(words),
            Self::Keyed(_) | Self::Silent => None,
        }
    }

    /// Whether they tell of a danger.
    #[must_use]
    pub fn has_danger(&self) -> bool {
        self.words().is_some_and(|words| triage::assess(words).emergency().is_some())
    }

    fn digest(&self) -> String {
        digest_of(&match self {
            Self::Said(words) => format!("said {words}"),
            Self::Keyed(keys) => format!("keyed {keys}"),
            Self::Silent => String::new(),
        })
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

/// What the caller did, as far as a copy of it is recognized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentInput {
    /// The beginning of the input's SHA-256, in hexadecimal digits.
    digest: String,
    connection: ConnectionId,
    at: i64,
}

/// The beginning of a text's SHA-256.
fn digest_of(text: &str) -> String {
    hex::encode(&digest(&SHA256, text.as_bytes()).as_ref()[..8])
}

impl RecentInput {
    /// What the caller said or keyed.
    pub(super) fn of(asked: &ArrivedInput, connection: &ConnectionId) -> Self {
        let (digest, at) = (asked.input.digest(), asked.arrived.as_millisecond());
        Self { digest, connection: connection.clone(), at }
    }

    /// An interruption after these words.
    pub(super) fn of_interruption(heard: &str, connection: &ConnectionId, arrived: Timestamp) -> Self {
        Self {
            digest: digest_of(&format!("heard {heard}")),
            connection: connection.clone(),
            at: arrived.as_millisecond(),
        }
    }
}

/// Twilio may deliver words twice. A caller who says the same again needs longer.
const WORDS_REPEATED_WITHIN: i64 = 400;
/// The same for keys, which a caller can press faster, and for interruptions.
const KEYS_REPEATED_WITHIN: i64 = 60;
/// How long after a new connection Twilio may repeat what came by the one before, and how long before it that came.
const REPLAYED_WITHIN: i64 = 5_000;
const REPLAYED_FROM: i64 = 10_000;
/// How many inputs are compared.
const MOST_RECENT: usize = 8;
impl LiveCall {
    /// Whether a message is a copy of an earlier one. Counts when both came, not when they are processed.
    pub(super) fn is_copy(&self, asked: &ArrivedInput, connection: &ConnectionId) -> bool {
        let is_key = matches!(asked.input, CallerInput::Keyed(_));
        let within = if is_key { KEYS_REPEATED_WITHIN } else { WORDS_REPEATED_WITHIN };
        self.has_recent(&RecentInput::of(asked, connection), within)
    }

    /// Whether an interruption is a copy of an earlier one. A question that is asked again may be interrupted at the same word.
    pub(super) fn is_copy_of_interruption(&self, interruption: &RecentInput) -> bool {
        self.has_recent(interruption, KEYS_REPEATED_WITHIN)
    }

    fn has_recent(&self, input: &RecentInput, within: i64) -> bool {
        let is_new =
            input.connection == self.connection && input.at.saturating_sub(self.connected_at) <= REPLAYED_WITHIN;
        self.recent.iter().filter(|recent| recent.digest == input.digest).any(|recent| {
            if recent.connection == input.connection {
                input.at.saturating_sub(recent.at).saturating_abs() <= within
            } else {
                // The caller may say again what they said long ago.
                is_new && self.connected_at.saturating_sub(recent.at) <= REPLAYED_FROM
            }
        })
    }

    /// The latest inputs, with one more.
    pub(super) fn recent_with(&self, next: Option<RecentInput>) -> Vec<RecentInput> {
        let first = (self.recent.len() + 1).saturating_sub(MOST_RECENT);
        self.recent.iter().skip(first).cloned().chain(next).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::live, *};

    #[test]
    fn inputs_that_were_not_answered_are_joined() {
        let said = |text: &str| CallerInput::Said(text.to_owned());
        let keyed = |keys: &str| CallerInput::Keyed(keys.to_owned());
        assert_eq!(said("I need").joined(said("a repair")), said("I need a repair"));
        assert_eq!(keyed("75").joined(keyed("201")), keyed("75201"));
        assert_eq!(keyed("1").joined(said("yes")), said("yes"));
        assert_eq!(keyed("75201").joined(said("that's my ZIP")), said("75201 that's my ZIP"));
        assert_eq!(said("it's").joined(keyed("75201")), said("it's 75201"));
        assert_eq!(CallerInput::Silent.joined(keyed("0")), keyed("0"));
        assert_eq!(said("hello").joined(CallerInput::Silent), said("hello"));
    }

    #[test]
    fn inputs_are_joined_in_the_order_in_which_they_came() {
        let keyed = |keys: &str, arrived| ArrivedInput {
            input: CallerInput::Keyed(keys.to_owned()),
            arrived: Timestamp::from_millisecond(arrived).expect("a time"),
        };
        let inputs = vec![keyed("2", 320), keyed("7", 0), keyed("5", 160), keyed("0", 480), keyed("1", 480)];
        assert_eq!(ArrivedInput::joined(inputs), Some(CallerInput::Keyed("75201".to_owned())));
        let said = ArrivedInput { input: CallerInput::Said("Hello".to_owned()), ..keyed("", 0) };
        let beside = vec![said.clone(), keyed("7", 10), keyed("5", 20), keyed("2", 30)];
        assert_eq!(ArrivedInput::joined(beside), Some(CallerInput::Said("Hello 752".to_owned())));
        let again = ArrivedInput { arrived: Timestamp::from_second(9).expect("a time"), ..said.clone() };
        assert_eq!(
            ArrivedInput::joined(vec![said.clone(), keyed("1", 1), again]),
            Some(said.input),
            "a copy adds nothing"
        );
        let twice = vec![keyed("5", 1), keyed("5", 161), keyed("5", 161)];
        assert_eq!(ArrivedInput::joined(twice), Some(CallerInput::Keyed("55".to_owned())));
        assert_eq!(ArrivedInput::joined(Vec::new()), None);
    }

    #[test]
    fn copies_are_recognized_and_words_said_again_are_none() {
        let (old, new) = (ConnectionId::parse("old").expect("an id"), ConnectionId::parse("new").expect("an id"));
        let arrived = |input: &CallerInput, at| ArrivedInput {
            input: input.clone(),
            arrived: Timestamp::from_millisecond(at).expect("a time"),
        };
        let (yes, one) = (CallerInput::Said("Yes".to_owned()), CallerInput::Keyed("1".to_owned()));
        let mut call = live(&[]);
        call.recent = call.recent_with(Some(RecentInput::of(&arrived(&yes, 9_000), &old)));
        call.recent = call.recent_with(Some(RecentInput::of(&arrived(&one, 11_000), &new)));
        call.recent = call.recent_with(None);
        assert_eq!(call.recent.len(), 2, "a silence comes by no connection");
        let is_copy = |input, at| call.is_copy(&arrived(input, at), &new);
        assert!(is_copy(&yes, 12_000), "what came by the connection before is replayed");
        assert!(!is_copy(&yes, 15_001));
        let later = LiveCall { connected_at: 19_001, ..call.clone() };
        assert!(!later.is_copy(&arrived(&yes, 19_500), &new), "what was said long before is said again");
        assert!(is_copy(&one, 11_050) && is_copy(&one, 10_950), "copies may be processed in any order");
        assert!(!is_copy(&one, 11_200) && !is_copy(&one, 10_800), "a key may be pressed twice");
        for at in 0..20 {
            call.recent = call.recent_with(Some(RecentInput::of(&arrived(&one, at), &new)));
        }
        assert_eq!(call.recent.len(), MOST_RECENT);
    }
}

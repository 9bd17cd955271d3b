//! What a caller does in a turn, and how copies of it are recognized.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use domain::conversation::{Event, Speech};
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

    fn digest(&self) -> String {
        let text = match self {
            Self::Said(words) => format!("said {words}"),
            Self::Keyed(keys) => format!("keyed {keys}"),
            Self::Silent => String::new(),
        };
        hex::encode(&digest(&SHA256, text.as_bytes()).as_ref()[..8])
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

/// Twilio may deliver words twice. A caller who says the same again needs longer.
const WORDS_REPEATED_WITHIN: i64 = 400;
/// The same for keys, which a caller can press faster.
const KEYS_REPEATED_WITHIN: i64 = 60;
/// How long after a new connection Twilio may repeat what came by the one before.
const REPLAYED_WITHIN: i64 = 5_000;
/// How many inputs are compared.
const MOST_RECENT: usize = 8;
impl LiveCall {
    /// Whether a message is a copy of an earlier one.
    pub(super) fn is_copy(&self, input: &CallerInput, connection: &ConnectionId, now: i64) -> bool {
        let digest = input.digest();
        let within = if matches!(input, CallerInput::Keyed(_)) { KEYS_REPEATED_WITHIN } else { WORDS_REPEATED_WITHIN };
        let is_new = *connection == self.connection && now.saturating_sub(self.connected_at) <= REPLAYED_WITHIN;
        self.recent.iter().filter(|recent| recent.digest == digest).any(|recent| {
            if recent.connection == *connection { now.saturating_sub(recent.at) <= within } else { is_new }
        })
    }

    /// The latest inputs, with one more.
    pub(super) fn recent_with(
        &self,
        input: &CallerInput,
        connection: Option<&ConnectionId>,
        now: i64,
    ) -> Vec<RecentInput> {
        let first = (self.recent.len() + 1).saturating_sub(MOST_RECENT);
        let next = connection.map(|connection| RecentInput {
            digest: input.digest(),
            connection: connection.clone(),
            at: now,
        });
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
        assert_eq!(CallerInput::Silent.joined(keyed("0")), keyed("0"));
        assert_eq!(said("hello").joined(CallerInput::Silent), said("hello"));
    }

    #[test]
    fn copies_are_recognized_and_words_said_again_are_none() {
        let (old, new) = (ConnectionId::parse("old").expect("an id"), ConnectionId::parse("new").expect("an id"));
        let (yes, one) = (CallerInput::Said("Yes".to_owned()), CallerInput::Keyed("1".to_owned()));
        let mut call = live(&[]);
        call.recent = call.recent_with(&yes, Some(&old), 9_000);
        call.recent = call.recent_with(&one, Some(&new), 11_000);
        call.recent = call.recent_with(&CallerInput::Silent, None, 11_000);
        assert_eq!(call.recent.len(), 2, "a silence comes by no connection");
        assert!(call.is_copy(&yes, &new, 12_000), "what came by the connection before is replayed");
        assert!(!call.is_copy(&yes, &new, 15_001));
        assert!(call.is_copy(&one, &new, 11_050));
        assert!(!call.is_copy(&one, &new, 11_200), "a key may be pressed twice");
        for at in 0..20 {
            call.recent = call.recent_with(&one, Some(&new), at);
        }
        assert_eq!(call.recent.len(), MOST_RECENT);
    }
}

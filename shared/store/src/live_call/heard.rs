//! What a caller heard of an answer, and that they speak: which answer an interruption cut, and the requests that note it.

use std::{fmt, ops::Range};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{conversation::HeardAnswer, id::CallSid};
use jiff::Timestamp;
use platform::boxed;

use super::{
    ConnectionId, LiveCall, LiveTurn, RecentInput, TurnKey,
    requests::{ATTEMPTS, applied, number, send, text},
};
use crate::{Store, StoreError, TenantScope};

/// An interruption that was noted.
#[derive(Clone, PartialEq, Eq)]
pub struct Interruption {
    /// What had left of the answer that it cut.
    said: String,
    /// How many bytes of its beginning never reached the caller.
    missed: usize,
    /// What of the rest was heard.
    heard: String,
    /// It ended the latest turn, whose answer was not complete. This is the generation now.
    pub ended: Option<u64>,
}

/// Shows no words: they are personal data.
impl fmt::Debug for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interruption(ended: {:?})", self.ended)
    }
}

impl Interruption {
    /// What the caller heard of the answer that it cut.
    #[must_use]
    pub fn answer(&self) -> HeardAnswer<'_> {
        HeardAnswer { said: &self.said, missed: self.missed, heard: &self.heard }
    }
}

/// Fewer letters that two texts have in common at their beginning say nothing.
const FEWEST_LETTERS: usize = 6;

impl LiveCall {
    /// What of which answer an interruption cut. The answer begins with the words that were heard, or one of its later words does: then its
    /// beginning was lost with the socket that was replaced, or Twilio reports the words of a message only. A speech engine may write them
    /// differently; then it is the answer that begins most like them. `None` if nothing was said yet.
    fn interrupted(&self, heard: &str, arrived: Timestamp) -> Option<Cut<'_>> {
        let letters_heard = letters(heard);
        // The answer to what the caller did later is not what they interrupted.
        let was_asked = |turn: &LiveTurn| turn.asked_at <= arrived.as_millisecond();
        let spoken = || self.turns.iter().rev().filter(|(_, turn)| !turn.said.trim().is_empty() && was_asked(turn));
        let cut = |key, is_sure| Cut { key, missed: 0, heard: heard.to_owned(), is_sure };
        let latest = spoken().next().map(|(key, _)| key)?;
        if letters_heard.is_empty() {
            return Some(cut(latest, true));
        }
        let in_common = |turn: &LiveTurn| {
            letters(&turn.said).chars().zip(letters_heard.chars()).take_while(|(said, heard)| said == heard).count()
        };
        let length = letters_heard.chars().count();
        if let Some((key, _)) = spoken().find(|(_, turn)| in_common(turn) == length) {
            return Some(cut(key, true));
        }
        if length >= FEWEST_LETTERS
            && let Some((key, turn, words)) =
                spoken().find_map(|(key, turn)| Some((key, turn, place_of(&turn.said, &letters_heard)?)))
        {
            let missed = if self.has_lost_words_of(turn) { words.start } else { 0 };
            let heard = turn.said.get(missed..words.end).unwrap_or_default().to_owned();
            return Some(Cut { key, missed, heard, is_sure: true });
        }
        let likest = spoken().max_by_key(|(_, turn)| in_common(turn));
        match likest.filter(|(_, turn)| in_common(turn) >= FEWEST_LETTERS) {
            Some((key, _)) => Some(cut(key, true)),
            None => Some(cut(latest, false)),
        }
    }

    /// Whether the socket was replaced after a turn began. What a lost socket had taken may not have reached the caller.
    fn has_lost_words_of(&self, turn: &LiveTurn) -> bool {
        turn.asked_at > 0 && turn.asked_at < self.connected_at
    }
}

/// An interruption, and the answer that it cut.
struct Cut<'a> {
    key: &'a TurnKey,
    /// How many bytes of the answer's beginning never reached the caller.
    missed: usize,
    /// What of the rest was heard.
    heard: String,
    /// Whether the words say so.
    is_sure: bool,
}

/// The place of these letters in a text, where they begin at one of its words.
fn place_of(text: &str, heard: &str) -> Option<Range<usize>> {
    let starts = text.split_whitespace().filter_map(|word| text.get(word.as_ptr().addr() - text.as_ptr().addr()..));
    for rest in starts {
        let mut expected = heard.chars().peekable();
        for (at, c) in rest.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            if !c.to_lowercase().all(|c| expected.next_if_eq(&c).is_some()) {
                break;
            }
            if expected.peek().is_none() {
                let start = text.len() - rest.len();
                return Some(start..start + at + c.len_utf8());
            }
        }
    }
    None
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Store {
    /// Notes an interruption at the answer that it cut. It ends the latest turn if that has not answered yet, unless a tool changes
    /// something at the moment. `arrived`: when API Gateway received it. `None` if nothing was said that it could cut, or if it is
    /// a copy.
    #[must_use]
    #[boxed]
    pub async fn put_interruption(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        (reported, arrived): (&str, Timestamp),
        connection: Option<&ConnectionId>,
        now: Timestamp,
    ) -> Result<Option<Interruption>, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some(live) = self.get_live_call(scope, call).await? else { return Ok(None) };
            let recent = connection.map(|connection| RecentInput::of_interruption(reported, connection, arrived));
            if recent.as_ref().is_some_and(|recent| live.is_copy_of_interruption(recent)) {
                return Ok(None);
            }
            let Some(Cut { key, missed, heard, is_sure }) = live.interrupted(reported, arrived) else {
                return Ok(None);
            };
            let is_latest = is_sure && live.turns.keys().next_back() == Some(key);
            let ends = is_latest && live.is_unanswered() && live.acts_until < now.as_millisecond();
            let mut sets =
                "SET turns.#cut.heard = :heard, turns.#cut.missed = :missed, interruptions = interruptions + :one, recent = :recent"
                    .to_owned();
            let mut update = self.update_live(scope, call);
            if ends {
                sets.push_str(", generation = generation + :one, is_speaking = :no");
                update = update.expression_attribute_values(":no", AttributeValue::Bool(false));
            }
            let mut condition = "generation = :seen AND attribute_exists(turns.#cut)".to_owned();
            if ends {
                condition.push_str(" AND acts_until < :now");
                update = update.expression_attribute_values(":now", number(&now.as_millisecond()));
            }
            let update = update
                .update_expression(sets + " REMOVE turns.#cut.is_known")
                .condition_expression(condition)
                .expression_attribute_names("#cut", key.as_str())
                .expression_attribute_values(":heard", text(&heard))
                .expression_attribute_values(":missed", number(&missed))
                .expression_attribute_values(":recent", serde_dynamo::to_attribute_value(live.recent_with(recent))?)
                .expression_attribute_values(":one", number(&1))
                .expression_attribute_values(":seen", number(&live.generation));
            if applied(send(update).await)?.is_none() {
                let said = live.turns.get(key).map(|turn| turn.said.clone()).unwrap_or_default();
                let ended = ends.then(|| live.generation.saturating_add(1));
                return Ok(Some(Interruption { said, missed, heard, ended }));
            }
        }
        Ok(None)
    }

    /// Notes that the caller heard only a part of a turn's answer, because the rest could not be sent.
    #[must_use]
    #[boxed]
    pub async fn note_heard(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        generation: u64,
        heard: &str,
    ) -> Result<(), StoreError> {
        let update = self
            .update_live(scope, call)
            .expression_attribute_names("#mine", TurnKey::of(generation).as_str())
            .update_expression(
                "SET turns.#mine.heard = :heard, turns.#mine.missed = :zero, interruptions = interruptions + :one",
            )
            .condition_expression("attribute_exists(turns.#mine) AND attribute_not_exists(turns.#mine.heard)")
            .expression_attribute_values(":heard", text(heard))
            .expression_attribute_values(":zero", number(&0))
            .expression_attribute_values(":one", number(&1));
        applied(send(update).await).map(drop)
    }

    /// Notes that the rest of a turn's answer could be sent after all.
    #[must_use]
    #[boxed]
    pub async fn clear_heard(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        generation: u64,
        heard: &str,
    ) -> Result<(), StoreError> {
        let update = self
            .update_of_turn(scope, call, generation)
            .update_expression("REMOVE turns.#mine.heard")
            .condition_expression("generation = :mine AND turns.#mine.heard = :heard")
            .expression_attribute_values(":heard", text(heard));
        applied(send(update).await).map(drop)
    }

    /// Notes that the caller has begun to speak.
    #[must_use]
    #[boxed]
    pub async fn note_speaking(&self, scope: &TenantScope, call: &CallSid, now: Timestamp) -> Result<(), StoreError> {
        let update = self
            .update_live(scope, call)
            .update_expression("SET speaks_since = :now")
            .condition_expression("attribute_exists(generation)")
            .expression_attribute_values(":now", number(&now.as_millisecond()));
        applied(send(update).await).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::live, *};

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).expect("a time")
    }

    #[test]
    fn interruption_belongs_to_the_latest_answer_that_begins_with_its_words() {
        let call =
            live(&["Acme, hello. How can I help?", "One moment. Tuesday is free.", "One moment. We open at 8.", ""]);
        let cut = |heard: &str| {
            call.interrupted(heard, at(20_000)).map(|cut| (cut.key.as_str().parse::<u64>().ok(), cut.is_sure))
        };
        assert_eq!(cut("One moment"), Some((Some(2), true)));
        assert_eq!(cut("one moment tuesday"), Some((Some(1), true)));
        assert_eq!(cut("ACME hello"), Some((Some(0), true)));
        assert_eq!(cut("One moment, we open at eight"), Some((Some(2), true)), "numbers may be written as words");
        assert_eq!(cut(""), Some((Some(2), true)));
        assert_eq!(cut("Something else"), Some((Some(2), false)));
        assert!(live(&[""]).interrupted("Hello", at(20_000)).is_none());
    }

    #[test]
    fn words_of_a_later_message_are_heard_with_those_before_them() {
        let call = live(&["Acme, hello.", "We can come on Tuesday. Is Tuesday, at 8, all right?", "Is that all?"]);
        let heard = |words: &str| {
            call.interrupted(words, at(20_000)).map(|cut| (cut.key.as_str().parse::<u64>().ok(), cut.heard))
        };
        let expected = |heard: &str| Some((Some(1), heard.to_owned()));
        assert_eq!(heard("is tuesday at 8"), expected("We can come on Tuesday. Is Tuesday, at 8"));
        assert_eq!(heard("Tuesday. Is"), expected("We can come on Tuesday. Is"));
        assert_eq!(heard("we can come"), expected("we can come"));
        assert_eq!(heard("esday is").map(|(key, _)| key), Some(Some(2)), "words begin with a word");
    }

    #[test]
    fn interruption_that_is_late_cuts_no_answer_to_what_followed_it() {
        let mut call = live(&["Acme, hello.", "Okay. We open at 8.", "Okay. Tuesday is free."]);
        call.turns.get_mut(&TurnKey::of(2)).expect("an answer").asked_at = 5_000;
        let cut = |heard: &str, arrived| call.interrupted(heard, at(arrived)).map(|cut| cut.key.clone());
        assert_eq!(cut("Okay", 4_900), Some(TurnKey::of(1)));
        assert_eq!(cut("", 4_900), Some(TurnKey::of(1)));
        assert_eq!(cut("Okay", 5_100), Some(TurnKey::of(2)));
    }

    #[test]
    fn words_before_those_that_a_new_socket_brought_are_missed() {
        let mut call = live(&["Acme, hello.", "We can come on Tuesday. Is Tuesday, at 8, all right?"]);
        let cut = |call: &LiveCall, words: &str| {
            let cut = call.interrupted(words, at(20_000)).expect("an answer");
            (cut.missed, cut.heard)
        };
        let answer = call.turns.get_mut(&TurnKey::of(1)).expect("an answer");
        answer.asked_at = 9_000;
        assert_eq!(cut(&call, "is tuesday at 8"), (24, "Is Tuesday, at 8".to_owned()));
        assert_eq!(cut(&call, "we can come"), (0, "we can come".to_owned()));
        call.connected_at = 8_000;
        assert_eq!(cut(&call, "is tuesday at 8"), (0, "We can come on Tuesday. Is Tuesday, at 8".to_owned()));
    }
}

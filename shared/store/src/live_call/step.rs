//! The update of the live state with which a step of a call is saved.

use std::{collections::HashMap, fmt::Write as _};

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    StepOfTurn, TurnKey,
    requests::{number, text},
};

/// How many turns stay in the item once the call is saved with them. An interruption of an earlier one comes too late.
const KEPT_TURNS: usize = 4;

impl StepOfTurn<'_> {
    /// The keys of the turns before that stay, and of those that go.
    fn earlier(&self) -> (Vec<&TurnKey>, Vec<&TurnKey>) {
        let own = TurnKey::of(self.generation);
        let earlier: Vec<_> = self.live.turns.keys().filter(|key| **key < own).collect();
        let (gone, kept) = earlier.split_at(earlier.len().saturating_sub(KEPT_TURNS));
        (kept.to_vec(), gone.to_vec())
    }

    /// Everything up to this step is in the saved call.
    pub(super) fn expression(&self) -> String {
        let mut sets = "SET turns.#mine.said = :said, turns.#mine.saved = :length, turns.#mine.acted = :no, \
                        acts_until = :zero, is_speaking = :speaking, said_at = :now"
            .to_owned();
        let mut removes = " REMOVE turns.#mine.asked".to_owned();
        let (kept, gone) = self.earlier();
        for (nth, key) in kept.into_iter().enumerate() {
            let _ = write!(sets, ", turns.#kept{nth}.saved = :length{nth}, turns.#kept{nth}.acted = :no");
            let _ = write!(removes, ", turns.#kept{nth}.asked");
            // What is noted from now on is for the next turn.
            if self.live.turns.get(key).is_some_and(|turn| turn.heard.is_some()) {
                let _ = write!(sets, ", turns.#kept{nth}.is_known = :yes");
            }
        }
        for nth in 0..gone.len() {
            let _ = write!(removes, ", turns.#gone{nth}");
        }
        sets + &removes
    }

    pub(super) fn names(&self) -> HashMap<String, String> {
        let (kept, gone) = self.earlier();
        let name = |group: &'static str| {
            move |(nth, key): (usize, &TurnKey)| (format!("#{group}{nth}"), key.as_str().to_owned())
        };
        let mine = ("#mine".to_owned(), TurnKey::of(self.generation).as_str().to_owned());
        let kept = kept.into_iter().enumerate().map(name("kept"));
        kept.chain(gone.into_iter().enumerate().map(name("gone"))).chain([mine]).collect()
    }

    pub(super) fn values(&self) -> HashMap<String, AttributeValue> {
        let (kept, _) = self.earlier();
        let is_heard = |key: &&TurnKey| self.live.turns.get(*key).is_some_and(|turn| turn.heard.is_some());
        let known = kept.iter().any(is_heard).then(|| (":yes".to_owned(), AttributeValue::Bool(true)));
        let lengths = kept.into_iter().enumerate().map(|(nth, key)| {
            let said = self.live.turns.get(key).map_or(0, |turn| turn.said.len());
            (format!(":length{nth}"), number(&said))
        });
        let own = [
            (":said", text(self.said)),
            (":length", number(&self.said.len())),
            (":no", AttributeValue::Bool(false)),
            (":zero", number(&0)),
            (":speaking", AttributeValue::Bool(self.goes_on)),
            (":mine", number(&self.generation)),
            (":now", number(&self.now.as_millisecond())),
        ];
        lengths.chain(known).chain(own.map(|(name, value)| (name.to_owned(), value))).collect()
    }
}

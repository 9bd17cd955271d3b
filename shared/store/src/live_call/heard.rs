//! The requests that note what a caller heard of an answer, and that they speak.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::id::CallSid;
use jiff::Timestamp;
use platform::boxed;

use super::{
    Interruption, TurnKey,
    requests::{ATTEMPTS, applied, number, send, text},
};
use crate::{Store, StoreError, TenantScope};

impl Store {
    /// Notes an interruption at the answer that it cut. It ends the latest turn if that has not answered yet, unless a tool changes
    /// something at the moment. `None` if nothing was said that it could cut.
    #[must_use]
    #[boxed]
    pub async fn put_interruption(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        heard: &str,
        now: Timestamp,
    ) -> Result<Option<Interruption>, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some(live) = self.get_live_call(scope, call).await? else { return Ok(None) };
            let Some((key, is_sure)) = live.interrupted(heard) else { return Ok(None) };
            let is_latest = is_sure && live.turns.keys().next_back() == Some(key);
            let ends = is_latest && live.is_unanswered() && live.acts_until < now.as_millisecond();
            let mut sets = "SET turns.#cut.heard = :heard, interruptions = interruptions + :one".to_owned();
            let mut update = self.update_live(scope, call);
            if ends {
                sets.push_str(", generation = generation + :one, is_speaking = :no");
                update = update.expression_attribute_values(":no", AttributeValue::Bool(false));
            }
            let update = update
                .update_expression(sets)
                .condition_expression("generation = :seen AND attribute_exists(turns.#cut)")
                .expression_attribute_names("#cut", key.as_str())
                .expression_attribute_values(":heard", text(heard))
                .expression_attribute_values(":one", number(&1))
                .expression_attribute_values(":seen", number(&live.generation));
            if applied(send(update).await)?.is_none() {
                let said = live.turns.get(key).map(|turn| turn.said.clone()).unwrap_or_default();
                return Ok(Some(Interruption { said, ended: ends.then(|| live.generation.saturating_add(1)) }));
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
            .update_expression("SET turns.#mine.heard = :heard, interruptions = interruptions + :one")
            .condition_expression("attribute_exists(turns.#mine) AND attribute_not_exists(turns.#mine.heard)")
            .expression_attribute_values(":heard", text(heard))
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

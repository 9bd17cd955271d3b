//! The requests on the turns of a live call.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::{UpdateItemError, UpdateItemOutput, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem},
};
use domain::id::CallSid;
use jiff::Timestamp;
use platform::boxed;

use super::{
    ConnectionId, LIFETIME, LiveCall, LiveClaim, LiveSave, LiveTurn, MayAct, RecentInput, StepOfTurn, TurnKey,
    TurnToClaim,
};
use crate::{CallRecord, Store, StoreError, TenantScope, Transaction, form::read, key::Key};

/// How often a request is made again, because the state has changed since it was read.
pub(super) const ATTEMPTS: usize = 10;
/// The pause before a request is made again that met a transaction of the same item.
const AFTER_CONFLICT: Duration = Duration::from_millis(20);

pub(super) fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

impl Store {
    /// Gets the live state of a call.
    #[must_use]
    #[boxed]
    pub async fn get_live_call(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<LiveCall>, StoreError> {
        self.within(scope).get(Key::live_call(scope, call)).await
    }

    /// Claims a turn for what the caller did, which fences the turn before.
    pub async fn claim_turn(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        turn: TurnToClaim<'_>,
        now: Timestamp,
    ) -> Result<LiveClaim, StoreError> {
        let TurnToClaim { asked, connection, expected } = turn;
        let at = now.as_millisecond();
        let Some(mut seen) = self.get_live_call(scope, call).await? else { return Ok(LiveClaim::Missing) };
        let claim = getrandom::u64()?;
        for _ in 0..ATTEMPTS {
            // The answer to our update was lost, and the SDK sent it again.
            if seen.turns.get(&TurnKey::of(seen.generation)).is_some_and(|turn| turn.claim == claim) {
                return Ok(LiveClaim::Claimed(Box::new(seen)));
            }
            if expected.is_some_and(|expected| expected != seen.generation) {
                return Ok(LiveClaim::Overtaken);
            }
            // A turn that begins anew is no copy of itself.
            if expected.is_none() && connection.is_some_and(|connection| seen.is_copy(asked, connection)) {
                return Ok(LiveClaim::Repeated);
            }
            if seen.acts_until >= at {
                return Ok(LiveClaim::Acting);
            }
            let mine = seen.generation.saturating_add(1);
            let update = self
                .update_live(scope, call)
                .update_expression(
                    "SET generation = :mine, turns.#mine = :turn, recent = :recent, acts_until = :zero, is_speaking = :no",
                )
                .condition_expression("generation = :seen AND acts_until < :now")
                .expression_attribute_names("#mine", TurnKey::of(mine).as_str())
                .expression_attribute_values(":mine", number(&mine))
                .expression_attribute_values(":seen", number(&seen.generation))
                .expression_attribute_values(":turn", serde_dynamo::to_attribute_value(LiveTurn::asked(asked, claim))?)
                .expression_attribute_values(
                    ":recent",
                    serde_dynamo::to_attribute_value(
                        seen.recent_with(connection.map(|connection| RecentInput::of(asked, connection))),
                    )?,
                )
                .expression_attribute_values(":now", number(&at))
                .expression_attribute_values(":zero", number(&0))
                .expression_attribute_values(":no", AttributeValue::Bool(false))
                .return_values(ReturnValue::AllNew);
            match send(update).await {
                Ok(output) => {
                    let item = output.attributes.unwrap_or_default();
                    return Ok(LiveClaim::Claimed(Box::new(read(item)?)));
                }
                refused => match applied(refused)? {
                    Some(found) if !found.is_empty() => seen = read(found)?,
                    _ => return Ok(LiveClaim::Missing),
                },
            }
        }
        // So many turns at once: the next attempt finds another state.
        Ok(LiveClaim::Acting)
    }

    /// Notes what the agent is about to say, and returns the latest connection of the call. `None` if another turn has begun: it must not
    /// be said.
    #[must_use]
    #[boxed]
    pub async fn write_ahead(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        (generation, said): (u64, &str),
        now: Timestamp,
    ) -> Result<Option<ConnectionId>, StoreError> {
        let update = self
            .update_of_turn(scope, call, generation)
            .update_expression("SET turns.#mine.said = :said, is_speaking = :yes, said_at = :now")
            .condition_expression("generation = :mine")
            .expression_attribute_values(":said", text(said))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":now", number(&now.as_millisecond()))
            .return_values(ReturnValue::AllNew);
        match send(update).await {
            Ok(output) => Ok(Some(read::<LiveCall>(output.attributes.unwrap_or_default())?.connection)),
            refused => applied(refused).map(|_| None),
        }
    }

    /// Notes that a tool which changes something runs until then at most. Until it has run, no other turn begins. `interruptions` is how
    /// many the turn knows of.
    #[must_use]
    #[boxed]
    pub async fn begin_acting(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        (generation, interruptions): (u64, u64),
        until: Timestamp,
    ) -> Result<MayAct, StoreError> {
        let update = self
            .update_of_turn(scope, call, generation)
            .update_expression("SET acts_until = :until, turns.#mine.acted = :yes")
            .condition_expression("generation = :mine AND interruptions = :known")
            .expression_attribute_values(":until", number(&until.as_millisecond()))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":known", number(&interruptions));
        Ok(match applied(send(update).await)? {
            None => MayAct::Yes,
            Some(found) => match read::<LiveCall>(found) {
                Ok(live) if live.generation == generation => MayAct::HeardLess,
                _ => MayAct::Fenced,
            },
        })
    }

    /// Notes the answer of a turn that was saved before, and whose words go on without the WebSocket or at a new one. `false` if another
    /// turn has begun.
    #[must_use]
    #[boxed]
    pub async fn note_answer(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        (generation, live): (u64, &LiveCall),
        (said, now): (&str, Timestamp),
    ) -> Result<bool, StoreError> {
        let step = StepOfTurn { generation, live, said, goes_on: false, now };
        let names = step.names();
        let update = self
            .update_live(scope, call)
            .update_expression(step.expression())
            .condition_expression("generation = :mine")
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(step.values()));
        applied(send(update).await).map(|found| found.is_none())
    }

    /// Saves a step of a turn whose words leave through the WebSocket, unless another turn has begun, or an interruption was noted that the
    /// call does not know.
    pub async fn save_live_step(
        &self,
        scope: &TenantScope,
        record: &CallRecord,
        step: usize,
        turn: StepOfTurn<'_>,
    ) -> Result<LiveSave, StoreError> {
        let call = record.conversation.call();
        for _ in 0..ATTEMPTS {
            let mut writes = self.step_writes(scope, record, step).await?;
            let update = self
                .update(Key::live_call(scope, call))
                .update_expression(turn.expression())
                .condition_expression("generation = :mine AND interruptions = :known")
                .set_expression_attribute_names(Some(turn.names()))
                .set_expression_attribute_values(Some(turn.values()))
                .expression_attribute_values(":known", number(&turn.live.interruptions))
                .build()?;
            writes.push(TransactWriteItem::builder().update(update).build());
            if let Transaction::Done = self.within(scope).transact(writes).await? {
                return Ok(LiveSave::Saved);
            }
            let live = self.get_live_call(scope, call).await?;
            match live.filter(|live| live.generation == turn.generation) {
                None => break,
                Some(live) if live.interruptions != turn.live.interruptions => {
                    return Ok(LiveSave::Interrupted(Box::new(live)));
                }
                // Another request changed the same item at this moment.
                Some(_) => tokio::time::sleep(AFTER_CONFLICT).await,
            }
        }
        Ok(LiveSave::Overtaken)
    }

    pub(super) fn update_of_turn(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        generation: u64,
    ) -> UpdateItemFluentBuilder {
        self.update_live(scope, call)
            .expression_attribute_names("#mine", TurnKey::of(generation).as_str())
            .expression_attribute_values(":mine", number(&generation))
    }

    pub(super) fn update_live(&self, scope: &TenantScope, call: &CallSid) -> UpdateItemFluentBuilder {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::live_call(scope, call).attributes()))
    }
}

pub(super) fn expiry(now: Timestamp) -> i64 {
    now.saturating_add(LIFETIME).unwrap_or(now).as_second()
}

/// Sends an update of the live state. A transaction on the same item makes it wait.
pub(super) async fn send(update: UpdateItemFluentBuilder) -> Result<UpdateItemOutput, SdkError<UpdateItemError>> {
    let update = update.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    for _ in 0..ATTEMPTS {
        let sent = update.clone().send().await;
        let conflict = sent.as_ref().err().and_then(SdkError::as_service_error);
        if !conflict.is_some_and(UpdateItemError::is_transaction_conflict_exception) {
            return sent;
        }
        tokio::time::sleep(AFTER_CONFLICT).await;
    }
    update.send().await
}

/// `None` if an update was made; what was found, if its condition failed.
pub(super) fn applied(
    updated: Result<UpdateItemOutput, SdkError<UpdateItemError>>,
) -> Result<Option<HashMap<String, AttributeValue>>, StoreError> {
    match updated {
        Ok(_) => Ok(None),
        Err(error) => match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                Ok(Some(failed.item.clone().unwrap_or_default()))
            }
            _ => Err(error.into()),
        },
    }
}

//! The requests on the live state of a call.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::{UpdateItemError, UpdateItemOutput, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem},
};
use domain::id::CallSid;
use jiff::Timestamp;
use platform::boxed;

use super::{
    ConnectionId, Interruption, LIFETIME, LiveCall, LiveClaim, LiveSave, LiveTurn, MayAct, RelayConnection,
    RelayConnectionItem, StepOfTurn, TurnKey, TurnToClaim,
};
use crate::{
    CallRecord, Store, StoreError, TenantScope, Transaction,
    form::{Versioned, item_with_key, read},
    key::Key,
};

/// How often a request is made again, because the state has changed since it was read.
const ATTEMPTS: usize = 10;
/// The pause before a request is made again that met a transaction of the same item.
const AFTER_CONFLICT: Duration = Duration::from_millis(20);

pub(super) fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

impl Store {
    /// Notes the call of a connection.
    #[must_use]
    #[boxed]
    pub async fn put_relay_connection(
        &self,
        id: &ConnectionId,
        connection: &RelayConnection,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let item = RelayConnectionItem { connection: connection.clone(), expires_at: expiry(now) };
        let put = self.client.put_item().table_name(&self.table);
        put.set_item(Some(item_with_key(Key::relay_connection(id), &item)?)).send().await?;
        Ok(())
    }

    /// Gets the call of a connection. `None` if it is unknown.
    #[must_use]
    #[boxed]
    pub async fn get_relay_connection(&self, id: &ConnectionId) -> Result<Option<RelayConnection>, StoreError> {
        Ok(self.get::<RelayConnectionItem>(Key::relay_connection(id)).await?.map(|item| item.connection))
    }

    /// Gets the live state of a call.
    #[must_use]
    #[boxed]
    pub async fn get_live_call(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<LiveCall>, StoreError> {
        self.within(scope).get(Key::live_call(scope, call)).await
    }

    /// Begins the live state of a call whose greeting is spoken, or notes its new connection.
    #[must_use]
    #[boxed]
    pub async fn connect_live_call(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        connection: &ConnectionId,
        greeting: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let spoken =
            LiveTurn { asked: None, said: greeting.to_owned(), saved: greeting.len(), heard: None, acted: false };
        let turns = BTreeMap::from([(TurnKey::of(0), spoken)]);
        let update = self
            .update_live(scope, call)
            .update_expression(
                "SET v = :one, #connection = :connection, connected_at = :now, expires_at = :expires, \
                 session_since = if_not_exists(session_since, :now), \
                 generation = if_not_exists(generation, :zero), interruptions = if_not_exists(interruptions, :zero), \
                 turns = if_not_exists(turns, :turns), acts_until = if_not_exists(acts_until, :zero), \
                 is_speaking = if_not_exists(is_speaking, :no)",
            )
            .expression_attribute_names("#connection", "connection")
            .expression_attribute_values(":one", number(&LiveCall::VERSION))
            .expression_attribute_values(":connection", text(connection.as_str()))
            .expression_attribute_values(":now", number(&now.as_millisecond()))
            .expression_attribute_values(":expires", number(&expiry(now)))
            .expression_attribute_values(":zero", number(&0))
            .expression_attribute_values(":turns", serde_dynamo::to_attribute_value(turns)?)
            .expression_attribute_values(":no", AttributeValue::Bool(false));
        applied(send(update).await).map(drop)
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
        for _ in 0..ATTEMPTS {
            if expected.is_some_and(|expected| expected != seen.generation) {
                return Ok(LiveClaim::Overtaken);
            }
            // A turn that begins anew is no copy of itself.
            if expected.is_none() && connection.is_some_and(|connection| seen.is_copy(asked, connection, at)) {
                return Ok(LiveClaim::Repeated);
            }
            if seen.acts_until >= at {
                return Ok(LiveClaim::Acting);
            }
            let mine = seen.generation.saturating_add(1);
            let claimed =
                LiveTurn { asked: Some(asked.clone()), said: String::new(), saved: 0, heard: None, acted: false };
            let update = self
                .update_live(scope, call)
                .update_expression(
                    "SET generation = :mine, turns.#mine = :turn, recent = :recent, acts_until = :zero, is_speaking = :no",
                )
                .condition_expression("generation = :seen AND acts_until < :now")
                .expression_attribute_names("#mine", TurnKey::of(mine).as_str())
                .expression_attribute_values(":mine", number(&mine))
                .expression_attribute_values(":seen", number(&seen.generation))
                .expression_attribute_values(":turn", serde_dynamo::to_attribute_value(claimed)?)
                .expression_attribute_values(
                    ":recent",
                    serde_dynamo::to_attribute_value(seen.recent_with(asked, connection, at))?,
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

    /// Notes what the agent is about to say. `false` if another turn has begun: it must not be said.
    #[must_use]
    #[boxed]
    pub async fn write_ahead(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        generation: u64,
        said: &str,
    ) -> Result<bool, StoreError> {
        let update = self
            .update_of_turn(scope, call, generation)
            .update_expression("SET turns.#mine.said = :said, is_speaking = :yes")
            .condition_expression("generation = :mine")
            .expression_attribute_values(":said", text(said))
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        applied(send(update).await).map(|failed| failed.is_none())
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

    /// Notes the answer of a turn that was saved without the WebSocket, and whose words go on without it or at a new one.
    #[must_use]
    #[boxed]
    pub async fn note_answer(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        (generation, live): (u64, &LiveCall),
        said: &str,
    ) -> Result<(), StoreError> {
        let step = StepOfTurn { generation, live, said, goes_on: false };
        let names = step.names();
        let update = self
            .update_live(scope, call)
            .update_expression(step.expression())
            .condition_expression("generation = :mine")
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(step.values()));
        applied(send(update).await).map(drop)
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

    fn update_of_turn(&self, scope: &TenantScope, call: &CallSid, generation: u64) -> UpdateItemFluentBuilder {
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

fn expiry(now: Timestamp) -> i64 {
    now.saturating_add(LIFETIME).unwrap_or(now).as_second()
}

/// Sends an update of the live state. A transaction that saves the call at the same moment lets it wait.
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

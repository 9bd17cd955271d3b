//! The requests on the live state of a call.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::{UpdateItemError, UpdateItemOutput, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem},
};
use domain::id::CallSid;
use jiff::{SignedDuration, Timestamp};
use platform::boxed;

use super::{
    ConnectionId, LIFETIME, LiveCall, LiveClaim, MayAct, RelayConnection, RelayConnectionItem, StepOfTurn, TurnToClaim,
};
use crate::{
    CallRecord, SaveError, Store, StoreError, TenantScope, Transaction,
    form::{Versioned, item_with_key, read},
    key::Key,
};

/// Twilio may deliver a message twice. A caller who says the same words again needs longer.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_millis(400);

fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn text(value: &str) -> AttributeValue {
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
        self.update_live(scope, call)
            .update_expression(
                "SET v = :one, #connection = :connection, expires_at = :expires, generation = if_not_exists(generation, :zero), \
                 said = if_not_exists(said, :greeting), saved = if_not_exists(saved, :length), \
                 earlier = if_not_exists(earlier, :none), acts_until = if_not_exists(acts_until, :zero), \
                 is_speaking = if_not_exists(is_speaking, :no)",
            )
            .expression_attribute_names("#connection", "connection")
            .expression_attribute_values(":one", number(&LiveCall::VERSION))
            .expression_attribute_values(":connection", text(connection.as_str()))
            .expression_attribute_values(":expires", number(&expiry(now)))
            .expression_attribute_values(":zero", number(&0))
            .expression_attribute_values(":greeting", text(greeting))
            .expression_attribute_values(":length", number(&greeting.len()))
            .expression_attribute_values(":none", text(""))
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .send()
            .await?;
        Ok(())
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
        let asked = serde_dynamo::to_attribute_value(asked)?;
        let mut condition = "attribute_exists(generation) AND acts_until < :now".to_owned();
        let mut sets =
            "SET generation = generation + :one, asked = :asked, latest = :asked, asked_at = :now, earlier = said, \
             said = :none, saved = :zero, acts_until = :zero, is_speaking = :no"
                .to_owned();
        let mut update = self.update_live(scope, call);
        if let Some(expected) = expected {
            condition.push_str(" AND generation = :expected");
            update = update.expression_attribute_values(":expected", number(&expected));
        }
        if let Some(connection) = connection {
            condition.push_str(
                " AND (attribute_not_exists(latest) OR latest <> :asked OR (asked_at <= :recent AND turn_connection = :connection))",
            );
            sets.push_str(", turn_connection = :connection");
            let recent = now.saturating_sub(REPEATED_WITHIN).unwrap_or(now);
            update = update
                .expression_attribute_values(":connection", text(connection.as_str()))
                .expression_attribute_values(":recent", number(&recent.as_millisecond()));
        }
        let claimed = update
            .update_expression(format!("{sets} REMOVE heard, heard_earlier"))
            .condition_expression(condition)
            .expression_attribute_values(":now", number(&now.as_millisecond()))
            .expression_attribute_values(":one", number(&1))
            .expression_attribute_values(":asked", asked)
            .expression_attribute_values(":none", text(""))
            .expression_attribute_values(":zero", number(&0))
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let before = match claimed {
            Ok(output) => output.attributes,
            refused => {
                let found = applied(refused)?.filter(|found| !found.is_empty());
                let Some(live) = found.map(read::<LiveCall>).transpose()? else { return Ok(LiveClaim::Missing) };
                return Ok(match expected {
                    Some(expected) if expected != live.generation => LiveClaim::Overtaken,
                    _ if live.acts_until >= now.as_millisecond() => LiveClaim::Acting,
                    _ => LiveClaim::Repeated,
                });
            }
        };
        Ok(match before {
            Some(before) => LiveClaim::Claimed(Box::new(read(before)?)),
            None => LiveClaim::Missing,
        })
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
        let written = self
            .update_live(scope, call)
            .update_expression("SET said = :said, is_speaking = :yes")
            .condition_expression("generation = :mine")
            .expression_attribute_values(":said", text(said))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":mine", number(&generation))
            .send()
            .await;
        applied(written).map(|failed| failed.is_none())
    }

    /// Notes that a tool which changes something runs until then at most. Until it has run, no other turn begins.
    #[must_use]
    #[boxed]
    pub async fn begin_acting(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        generation: u64,
        until: Timestamp,
    ) -> Result<MayAct, StoreError> {
        let begun = self
            .update_live(scope, call)
            .update_expression("SET acts_until = :until")
            .condition_expression("generation = :mine AND attribute_not_exists(heard_earlier)")
            .expression_attribute_values(":until", number(&until.as_millisecond()))
            .expression_attribute_values(":mine", number(&generation))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        Ok(match applied(begun)? {
            None => MayAct::Yes,
            Some(item) => match read::<LiveCall>(item) {
                Ok(LiveCall { generation: found, heard_earlier: Some(heard), .. }) if found == generation => {
                    MayAct::HeardOnly(heard)
                }
                _ => MayAct::Fenced,
            },
        })
    }

    /// Notes an interruption. `is_current`: of the latest answer, which is fenced unless a tool changes something; else of the answer
    /// before it. `false` if the state has changed since it was read.
    #[must_use]
    #[boxed]
    pub async fn put_interruption(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        (seen, is_current): (&LiveCall, bool),
        heard: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let fences = is_current && seen.acts_until < now.as_millisecond();
        let update = self.update_live(scope, call);
        let update = match (is_current, fences) {
            (true, true) => update
                .update_expression("SET heard = :heard, generation = generation + :one, is_speaking = :no")
                .condition_expression("generation = :seen AND acts_until = :acts")
                .expression_attribute_values(":one", number(&1))
                .expression_attribute_values(":no", AttributeValue::Bool(false))
                .expression_attribute_values(":acts", number(&seen.acts_until)),
            (true, false) => update.update_expression("SET heard = :heard").condition_expression("generation = :seen"),
            (false, _) => {
                update.update_expression("SET heard_earlier = :heard").condition_expression("generation = :seen")
            }
        };
        let written = update
            .expression_attribute_values(":heard", text(heard))
            .expression_attribute_values(":seen", number(&seen.generation))
            .send()
            .await;
        applied(written).map(|failed| failed.is_none())
    }

    /// Notes the answer of a turn that was saved without the WebSocket, and whose words go on without it or at a new one.
    #[must_use]
    #[boxed]
    pub async fn note_answer(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        generation: u64,
        said: &str,
    ) -> Result<(), StoreError> {
        let noted = self
            .update_live(scope, call)
            .update_expression("SET said = :said, saved = :length, is_speaking = :no REMOVE asked")
            .condition_expression("generation = :mine")
            .expression_attribute_values(":said", text(said))
            .expression_attribute_values(":length", number(&said.len()))
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .expression_attribute_values(":mine", number(&generation))
            .send()
            .await;
        applied(noted).map(drop)
    }

    /// Saves a step of a turn whose words leave through the WebSocket, unless another turn has begun.
    #[must_use]
    #[boxed]
    pub async fn save_live_step(
        &self,
        scope: &TenantScope,
        record: &CallRecord,
        step: usize,
        turn: StepOfTurn,
    ) -> Result<(), SaveError> {
        let mut writes = self.step_writes(scope, record, step).await?;
        writes.push(self.finish_live_step(scope, record.conversation.call(), turn)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(SaveError::Overtaken),
        }
    }

    fn finish_live_step(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        StepOfTurn { generation, said, goes_on }: StepOfTurn,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::live_call(scope, call))
            .update_expression(
                "SET said = :said, saved = :length, acts_until = :zero, is_speaking = :speaking REMOVE asked",
            )
            .condition_expression("generation = :mine")
            .expression_attribute_values(":length", number(&said.len()))
            .expression_attribute_values(":said", AttributeValue::S(said))
            .expression_attribute_values(":zero", number(&0))
            .expression_attribute_values(":speaking", AttributeValue::Bool(goes_on))
            .expression_attribute_values(":mine", number(&generation))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn update_live(&self, scope: &TenantScope, call: &CallSid) -> UpdateItemFluentBuilder {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::live_call(scope, call).attributes()))
    }
}

fn expiry(now: Timestamp) -> i64 {
    now.saturating_add(LIFETIME).unwrap_or(now).as_second()
}

/// `None` if an update was made; what was found, if its condition failed.
fn applied(
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

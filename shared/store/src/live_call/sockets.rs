//! The sockets of a call.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

use domain::{
    id::{CallSid, TenantId},
    phone::PhoneNumber,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    LiveCall, LiveTurn, TurnKey,
    requests::{applied, expiry, number, send, text},
};
use crate::{
    Store, StoreError, TenantScope,
    form::{Versioned, item_with_key},
    key::Key,
};

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
        let turns = BTreeMap::from([(TurnKey::of(0), LiveTurn::spoken(greeting.to_owned()))]);
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
}

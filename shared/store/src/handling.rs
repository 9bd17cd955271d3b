//! What the office does about messages and emergencies: who takes them, whether they are done, and a note.
//!
//! Each change writes the item, its list entry and an entry in the audit log in one transaction. The handling has a version of
//! its own. A person who accepts an emergency by telephone does not change it, so a change checks both.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    escalation::AcceptedBy,
    id::{EmergencyId, MessageId},
    redaction::MaskedText,
    webhook::{WebhookEvent, WebhookSubject},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, EmergencyItem, MessageItem, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent, key::Key,
};

/// How often a change is tried while others change the same item.
pub(super) const ATTEMPTS: usize = 5;

/// The condition that the handling still has a version. Only a changed handling is stored.
pub(super) fn same_version(version: u64) -> (&'static str, Option<AttributeValue>) {
    if version == Handling::UNTOUCHED {
        ("attribute_not_exists(handling)", None)
    } else {
        ("handling.version = :handled", Some(AttributeValue::N(version.to_string())))
    }
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handled {
    /// The person, key or operator, as the audit log names them.
    pub by: String,
    /// The time.
    pub at: Timestamp,
}

impl Handled {
    /// The actor of a change, now.
    pub(super) fn by(context: &ChangeContext) -> Self {
        Self { by: context.actor.name.clone(), at: context.at }
    }
}

/// What the office has done about a message or an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// Counts the changes, from [`Handling::UNTOUCHED`].
    pub version: u64,
    /// Who has taken it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Handled>,
    /// Who closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Handled>,
    /// A note of the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<MaskedText<1000>>,
}

impl Default for Handling {
    fn default() -> Self {
        Self { version: Self::UNTOUCHED, taken: None, done: None, note: None }
    }
}

/// A change of a handling. A missing part stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandlingChange {
    /// Whether the caller takes it on, or gives it back.
    pub taken: Option<bool>,
    /// Whether it is done.
    pub done: Option<bool>,
    /// The note.
    pub note: Option<MaskedText<1000>>,
    /// Accepts the emergency. An acknowledgement is final, and the first one stays.
    pub acknowledged: bool,
}

impl Handling {
    /// The version of an item about which nothing was done.
    pub const UNTOUCHED: u64 = 1;
    /// The version of an item of an earlier system that is done.
    pub const IMPORTED: u64 = 2;

    /// The handling of an emergency of an earlier system, which was over when it was imported.
    #[must_use]
    pub fn of_import(at: Timestamp) -> Self {
        let done = Some(Handled { by: "import".to_owned(), at });
        Self { version: Self::IMPORTED, taken: None, done, note: None }
    }

    pub(super) fn is_untouched(&self) -> bool {
        *self == Self::default()
    }

    /// The handling after a change.
    fn changed(&self, change: &HandlingChange, context: &ChangeContext) -> Self {
        let now = || Handled::by(context);
        // A repeated change keeps the person who made it first.
        let set = |current: &Option<Handled>, wanted: Option<bool>| match wanted {
            None => current.clone(),
            Some(true) => current.clone().or_else(|| Some(now())),
            Some(false) => None,
        };
        Self {
            version: self.version + 1,
            taken: set(&self.taken, change.taken),
            done: set(&self.done, change.done),
            note: change.note.clone().or_else(|| self.note.clone()),
        }
    }

    /// The entry of a change in the audit log, which has no words of the note.
    fn event(&self, action: &'static str, about: &str, change: &HandlingChange) -> AuditEvent {
        AuditEvent::new(action).about(about).to(json!({
            "taken": self.taken.is_some(),
            "done": self.done.is_some(),
            "note": self.note.is_some(),
            "acknowledged": change.acknowledged,
        }))
    }
}

/// When an emergency was accepted before, and who accepts it now.
type Acknowledgement = (Option<Timestamp>, Option<(Timestamp, AcceptedBy)>);

impl Store {
    /// Changes what the office does about a message. `matched` checks the version that the client has seen.
    pub async fn handle_message<E: From<ChangeError>>(
        &self,
        scope: &TenantScope,
        id: &MessageId,
        change: &HandlingChange,
        context: &ChangeContext,
        matched: impl Fn(u64) -> Result<u64, E>,
    ) -> Result<MessageItem, E> {
        for _ in 0..ATTEMPTS {
            let item = self.get_message_item(scope, id).await.map_err(ChangeError::from)?;
            let item = item.ok_or(ChangeError::Missing)?;
            let version = matched(item.handling.version)?;
            let handling = item.handling.changed(change, context);
            let event = handling.event("message.handled", id.as_str(), change);
            let changed = MessageItem { handling, ..item };
            let entry = self.list_message_item(scope, &changed).map_err(ChangeError::from)?;
            let key = Key::message(scope, id);
            let writes = self.handling_write(key, (version, &changed.handling), None).map_err(ChangeError::from)?;
            let audited = self.audited(scope, context, event).map_err(ChangeError::from)?;
            let writes = [writes, entry].into_iter().chain(audited);
            if self.within(scope).transact(writes).await.map_err(ChangeError::from)? == Transaction::Done {
                return Ok(changed);
            }
        }
        Err(ChangeError::from(StoreError::Contended).into())
    }

    /// Changes what the office does about an emergency. `matched` checks the version that the client has seen.
    pub async fn handle_emergency<E: From<ChangeError>>(
        &self,
        scope: &TenantScope,
        id: &EmergencyId,
        change: &HandlingChange,
        context: &ChangeContext,
        matched: impl Fn(u64) -> Result<u64, E>,
    ) -> Result<EmergencyItem, E> {
        for _ in 0..ATTEMPTS {
            let item = self.get_emergency(scope, id).await.map_err(ChangeError::from)?.ok_or(ChangeError::Missing)?;
            let version = matched(item.handling.version)?;
            let handling = item.handling.changed(change, context);
            let event = handling.event("emergency.handled", id.as_str(), change);
            let before = item.acknowledged_at;
            let acknowledged_at = before.or_else(|| change.acknowledged.then_some(context.at));
            let mut acknowledged_by = item.acknowledged_by.clone();
            let mut accepted = None;
            if before.is_none()
                && let Some(at) = acknowledged_at
            {
                let by = AcceptedBy::Api { by: context.actor.name.clone() };
                acknowledged_by = Some(by.clone());
                accepted = Some((at, by));
            }
            let changed = EmergencyItem { acknowledged_at, acknowledged_by, handling, ..item };
            let entry = self.list_emergency_item(scope, &changed).map_err(ChangeError::from)?;
            let acknowledgement = Some((before, accepted.clone()));
            let writes = self.handling_write(Key::emergency(scope, id), (version, &changed.handling), acknowledgement);
            let writes = writes.map_err(ChangeError::from)?;
            let audited = self.audited(scope, context, event).map_err(ChangeError::from)?;
            let mut writes: Vec<_> = [writes, entry].into_iter().chain(audited).collect();
            if let Some((at, _)) = accepted {
                let event = WebhookEvent { at, subject: WebhookSubject::EmergencyAcknowledged(id.clone()) };
                writes.extend(self.announced(scope, &event).map_err(ChangeError::from)?);
                writes.extend(self.count_acknowledgement(scope, &changed).map_err(ChangeError::from)?);
            }
            if self.within(scope).transact(writes).await.map_err(ChangeError::from)? == Transaction::Done {
                return Ok(changed);
            }
        }
        Err(ChangeError::from(StoreError::Contended).into())
    }

    /// The write of an item's handling, unless it or an emergency's acknowledgement (before, and one of now) changed meanwhile.
    fn handling_write(
        &self,
        key: Key,
        (version, handling): (u64, &Handling),
        acknowledgement: Option<Acknowledgement>,
    ) -> Result<TransactWriteItem, StoreError> {
        let (same, handled) = same_version(version);
        let (set, unchanged) = match &acknowledgement {
            None => ("SET handling = :handling", ""),
            Some((Some(_), _)) => ("SET handling = :handling", " AND attribute_exists(acknowledged_at)"),
            Some((None, None)) => ("SET handling = :handling", " AND attribute_not_exists(acknowledged_at)"),
            Some((None, Some(_))) => (
                "SET handling = :handling, acknowledged_at = :acknowledged, acknowledged_by = :by",
                " AND attribute_not_exists(acknowledged_at)",
            ),
        };
        let mut update = self
            .update(key)
            .update_expression(set)
            .condition_expression(format!("attribute_exists(sk) AND {same}{unchanged}"))
            .expression_attribute_values(":handling", serde_dynamo::to_attribute_value(handling)?);
        if let Some(handled) = handled {
            update = update.expression_attribute_values(":handled", handled);
        }
        if let Some((None, Some((at, by)))) = acknowledgement {
            update = update
                .expression_attribute_values(":acknowledged", AttributeValue::S(at.to_string()))
                .expression_attribute_values(":by", serde_dynamo::to_attribute_value(by)?);
        }
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;

    fn by(name: &str) -> ChangeContext {
        let actor = Actor { name: name.to_owned(), address: None };
        ChangeContext { actor, at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn first_person_to_take_it_stays_and_may_give_it_back() {
        let take = HandlingChange { taken: Some(true), ..HandlingChange::default() };
        let taken = Handling::default().changed(&take, &by("usr_a")).changed(&take, &by("usr_b"));
        assert_eq!((taken.version, taken.taken.map(|handled| handled.by)), (3, Some("usr_a".to_owned())));
        let back = HandlingChange { taken: Some(false), ..HandlingChange::default() };
        assert_eq!(Handling::default().changed(&take, &by("usr_a")).changed(&back, &by("usr_b")).taken, None);
    }

    #[test]
    fn missing_part_of_a_change_stays() {
        let note = MaskedText::parse("Called back").ok();
        let noted = HandlingChange { note: note.clone(), ..HandlingChange::default() };
        let done = HandlingChange { done: Some(true), ..HandlingChange::default() };
        let handling = Handling::default().changed(&noted, &by("usr_a")).changed(&done, &by("usr_a"));
        assert_eq!((handling.note, handling.done.is_some(), handling.taken), (note, true, None));
    }
}

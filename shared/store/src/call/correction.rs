//! Corrects what earlier steps stored: masks a number that a later step completes, and notes how far the caller heard the agent's words.
//!
//! A card number is not known as one before its last digits. The step that completes it is stored in the same transaction as the masked
//! texts of the steps before it, so the table never has the whole number.

use std::{collections::BTreeMap, fmt};

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, TransactWriteItem},
};
use domain::{
    booking::MessageBody,
    conversation::HistoryEntry,
    id::{EmergencyId, MessageId},
};

use super::{CallRecord, parts::PhaseForm};
use crate::{EmergencyItem, MessageItem, Store, StoreError, TenantScope, key::Key, lists::SHOWN_CHARACTERS};

/// The most messages and the most emergencies of a call that are masked. A call has one or two.
const MOST_REPORTS: u32 = 10;
/// The most entries that one transaction corrects. It has place for 100 writes.
const MOST_CHANGED: usize = 50;

/// An entry of the history, as an item has it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StoredEntry {
    /// The step of the item.
    pub(super) item: usize,
    /// The place in the item's history.
    pub(super) nth: usize,
    /// The place in the call's history.
    pub(super) place: usize,
    /// The entry.
    pub(super) entry: HistoryEntry,
}

/// Shows no words: they are personal data.
impl fmt::Debug for StoredEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredEntry({}, {})", self.item, self.nth)
    }
}

/// The texts of an entry, with the attributes that have them.
fn texts(entry: &HistoryEntry) -> Vec<(String, &str)> {
    match entry {
        HistoryEntry::CallerSaid { text } | HistoryEntry::AgentSaid { text, .. } => vec![("#text".to_owned(), text)],
        HistoryEntry::CallerKeyed { digits } => vec![("#digits".to_owned(), digits)],
        HistoryEntry::ToolReturned { content, .. } => vec![("#content".to_owned(), content)],
        HistoryEntry::ToolsRequested { requests } => {
            let of_request = requests.iter().enumerate();
            of_request
                .map(|(nth, request)| (format!("requests[{nth}].#arguments"), request.arguments.as_str()))
                .collect()
        }
    }
}

/// The attributes that say which words of an entry the caller heard; none if they heard all of them.
fn heard(entry: &HistoryEntry) -> Vec<(&'static str, usize)> {
    match entry {
        HistoryEntry::AgentSaid { heard: Some(heard), .. } => {
            vec![("heard_from", heard.start), ("heard_until", heard.end)]
        }
        _ => Vec::new(),
    }
}

/// The entries that differ from the table, because they are masked or were interrupted since, with their places, for each step that stored some.
pub(super) fn changed_entries<'a>(
    record: &'a CallRecord,
    stored: &[StoredEntry],
) -> BTreeMap<usize, Vec<(usize, &'a HistoryEntry)>> {
    let history = record.conversation.history();
    let mut entries: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    let changed = stored.iter().rev().filter_map(|stored| {
        let entry = history.get(stored.place)?;
        let is_other = texts(entry) != texts(&stored.entry) || heard(entry) != heard(&stored.entry);
        is_other.then_some((stored, entry))
    });
    for (stored, entry) in changed.take(MOST_CHANGED) {
        entries.entry(stored.item).or_default().push((stored.nth, entry));
    }
    entries
}

impl Store {
    /// Replaces the texts of entries in the item of a step, which has to exist and has a step behind it. The state of the item is never read
    /// again, so what was being read back then is left out of it.
    pub(super) fn correct_entries(
        &self,
        key: Key,
        entries: &[(usize, &HistoryEntry)],
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = self
            .update(key)
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_names("#history", "history")
            .expression_attribute_names("#phase", "phase")
            .expression_attribute_values(":talking", serde_dynamo::to_attribute_value(PhaseForm::Talking)?);
        let mut sets = vec!["#phase = :talking".to_owned()];
        for (nth, entry) in entries {
            for (attribute, text) in texts(entry) {
                let value = format!(":words{}", sets.len());
                sets.push(format!("#history[{nth}].{attribute} = {value}"));
                let name = &attribute[attribute.find('#').unwrap_or_default()..];
                update = update
                    .expression_attribute_names(name, &name[1..])
                    .expression_attribute_values(value, AttributeValue::S(text.to_owned()));
            }
            for (attribute, place) in heard(entry) {
                let value = format!(":heard{}", sets.len());
                sets.push(format!("#history[{nth}].{attribute} = {value}"));
                update = update.expression_attribute_values(value, AttributeValue::N(place.to_string()));
            }
        }
        let update = update.update_expression(format!("SET {}", sets.join(", ")));
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// Stores at once what the caller heard of answers that are stored already. A step that is being made at the moment stays as it is.
    pub async fn store_heard(&self, scope: &TenantScope, record: &CallRecord) -> Result<(), StoreError> {
        let Some(stored) = &record.stored else { return Ok(()) };
        for (step, entries) in changed_entries(record, &stored.history) {
            let mut update = self
                .client_of(scope)
                .update_item()
                .table_name(&self.table)
                .set_key(Some(Key::call_step(scope, record.conversation.call(), step).attributes()))
                .condition_expression("attribute_exists(sk)")
                .expression_attribute_names("#history", "history");
            let mut sets = Vec::new();
            let places =
                entries.into_iter().flat_map(|(nth, entry)| heard(entry).into_iter().map(move |place| (nth, place)));
            for (nth, (attribute, place)) in places {
                let value = format!(":heard{}", sets.len());
                sets.push(format!("#history[{nth}].{attribute} = {value}"));
                update = update.expression_attribute_values(value, AttributeValue::N(place.to_string()));
            }
            if sets.is_empty() {
                continue;
            }
            match update.update_expression(format!("SET {}", sets.join(", "))).send().await {
                Ok(_) => {}
                // An item that was erased meanwhile needs no mark.
                Err(error)
                    if matches!(
                        error.as_service_error(),
                        Some(UpdateItemError::ConditionalCheckFailedException(_))
                    ) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Masks the numbers that the step completes in the messages and the emergencies of the call, before the step is stored: a repeated
    /// step finds the numbers again.
    pub(super) async fn mask_reports(&self, scope: &TenantScope, record: &CallRecord) -> Result<(), StoreError> {
        let numbers = record.conversation.completed_numbers();
        if numbers.is_empty() || record.test {
            return Ok(());
        }
        let (call, usage) = (record.conversation.call(), record.conversation.usage());
        let masked = |text: &str| {
            let masked = numbers.iter().fold(text.to_owned(), |text, number| number.masked(&text, true).into_owned());
            (masked != text).then_some(masked)
        };
        for nth in 0..u32::try_from(usage.messages).unwrap_or(u32::MAX).min(MOST_REPORTS) {
            let id = MessageId::of_call(call, nth);
            let Some(MessageItem { message, .. }) = self.get_message_item(scope, &id).await? else { continue };
            let MessageBody::Words(words) = &message.body else { continue };
            let Some(words) = masked(words) else { continue };
            let shown: String = words.chars().take(SHOWN_CHARACTERS).collect();
            let entry = Key::message_entry(scope, message.left_at, &id);
            let writes = [
                self.replace_text(Key::message(scope, &id), "body.#text", "words", words)?,
                self.replace_text(entry, "#text", "words", shown)?,
            ];
            // An item that was erased meanwhile needs no mask.
            self.within(scope).transact(writes).await?;
        }
        for nth in 0..u32::try_from(usage.emergencies).unwrap_or(u32::MAX).min(MOST_REPORTS) {
            let id = EmergencyId::of_call(call, nth);
            let Some(EmergencyItem { emergency, .. }) = self.get_emergency(scope, &id).await? else { continue };
            let Some(heard) = emergency.report.heard.as_deref().and_then(masked) else { continue };
            let write = self.replace_text(Key::emergency(scope, &id), "#text", "heard", heard)?;
            self.within(scope).transact([write]).await?;
        }
        Ok(())
    }

    fn replace_text(
        &self,
        key: Key,
        path: &str,
        attribute: &str,
        text: String,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(key)
            .condition_expression("attribute_exists(sk)")
            .update_expression(format!("SET {path} = :text"))
            .expression_attribute_names("#text", attribute)
            .expression_attribute_values(":text", AttributeValue::S(text));
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }
}

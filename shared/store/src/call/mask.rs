//! Masks what earlier steps stored of a number that a later step completes.
//!
//! A card number is not known as one before its last digits. The step that completes it is stored in the same transaction as the masked
//! words of the steps before it, so the table never has the whole number.

use std::{collections::BTreeMap, fmt};

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::conversation::HistoryEntry;

use super::CallRecord;
use crate::{Store, StoreError, key::Key};

/// The most words that one transaction masks. It has place for 100 writes.
const MOST_MASKED: usize = 50;

/// What the caller said or keyed, as an item has it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StoredWords {
    /// The step of the item.
    pub(super) item: usize,
    /// The place in the item's history.
    pub(super) nth: usize,
    /// The place in the call's history.
    pub(super) entry: usize,
    /// The words.
    pub(super) words: String,
}

/// Shows no words: they are personal data.
impl fmt::Debug for StoredWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredWords({}, {})", self.item, self.nth)
    }
}

/// The entries that are masked by now and are not masked in the table, with their places, for each step that stored some.
pub(super) fn masked_words<'a>(
    record: &'a CallRecord,
    stored: &[StoredWords],
) -> BTreeMap<usize, Vec<(usize, &'a HistoryEntry)>> {
    let history = record.conversation.history();
    let mut masked: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    let changed = stored.iter().rev().filter_map(|stored| {
        let entry = history.get(stored.entry)?;
        (entry.of_caller()? != stored.words).then_some((stored, entry))
    });
    for (stored, entry) in changed.take(MOST_MASKED) {
        masked.entry(stored.item).or_default().push((stored.nth, entry));
    }
    masked
}

impl Store {
    /// Replaces the caller's words in the item of a step, which has to exist.
    pub(super) fn mask_words(
        &self,
        key: Key,
        words: &[(usize, &HistoryEntry)],
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = self
            .update(key)
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_names("#history", "history");
        let mut sets = Vec::new();
        for (nth, entry) in words {
            let (name, attribute) = match entry {
                HistoryEntry::CallerKeyed { .. } => ("#digits", "digits"),
                _ => ("#text", "text"),
            };
            sets.push(format!("#history[{nth}].{name} = :words{nth}"));
            let words = entry.of_caller().unwrap_or_default().to_owned();
            update = update
                .expression_attribute_names(name, attribute)
                .expression_attribute_values(format!(":words{nth}"), AttributeValue::S(words));
        }
        let update = update.update_expression(format!("SET {}", sets.join(", ")));
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }
}

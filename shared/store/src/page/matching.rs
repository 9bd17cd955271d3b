//! Pages of the items that meet a condition, which DynamoDB evaluates.
//!
//! DynamoDB's limit counts the items before the condition. So a page is read in a few queries, of which the later ones evaluate as
//! many items as the earlier ones let expect, and ends when it is full or they are used up; its cursor is the place of the last item
//! shown or evaluated. A cursor contains a fingerprint of its condition, so that it is not used with another one.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::{LARGEST_PAGE, Page, Range, Store, StoreError, cursor_of, form::Versioned, rest_of_cursor};
use crate::{
    form,
    key::{PARTITION, SORT},
};

/// How many pages' worth of items each query evaluates; the last ones what is likely to fill the page.
const READS: [Option<usize>; 4] = [Some(4), Some(16), None, None];
/// The same for a condition that most items meet.
const SHORT_READS: [Option<usize>; 4] = [Some(1), Some(4), Some(16), None];

/// More items than a query can evaluate: it reads 1 MB. A query without a limit makes the embedded table read the whole list.
const MOST_EVALUATED: usize = 4_000;

/// How many items to evaluate to find `missing` more, if `found` were among those `evaluated` so far. Twice as many as that share lets expect.
fn likely_to_fill(missing: usize, (found, evaluated): (usize, usize)) -> usize {
    let likely = (missing * evaluated * 2).checked_div(found);
    likely.unwrap_or(MOST_EVALUATED).clamp(LARGEST_PAGE, MOST_EVALUATED)
}

/// A condition on an item.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    parts: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
    fingerprint: String,
    shows_most: bool,
}

impl Condition {
    /// Adds a part. All parts must hold.
    pub(crate) fn require(&mut self, part: &str) {
        self.parts.push(part.to_owned());
    }

    /// Names an attribute, which parts refer to with a leading `#`.
    pub(crate) fn name(&mut self, name: &str) {
        self.names.insert(format!("#{name}"), name.to_owned());
    }

    /// Gives a value, which parts refer to with a leading `:`.
    pub(crate) fn value(&mut self, name: &str, value: impl Serialize) -> Result<(), StoreError> {
        self.values.insert(format!(":{name}"), serde_dynamo::to_attribute_value(value)?);
        Ok(())
    }

    /// Requires that a fact in the attribute `facts` has a value.
    pub(crate) fn require_fact(&mut self, fact: &str, name: &str, value: impl Serialize) -> Result<(), StoreError> {
        self.require(&format!("#facts.#{fact} = :{name}"));
        self.name("facts");
        self.name(fact);
        self.value(name, value)
    }

    /// The same condition; its cursors begin with this text.
    pub(crate) fn for_cursors(self, fingerprint: String) -> Self {
        Self { fingerprint, ..self }
    }

    /// The same condition. Most of the items of the range meet it, or do not.
    pub(crate) fn showing_most(self, shows_most: bool) -> Self {
        Self { shows_most, ..self }
    }
}

impl Store {
    /// Reads a page of a list with the items that meet a condition. Its reads are bounded, so it may be short, or even empty, and
    /// have a next one.
    pub(crate) async fn page_matching<T: Versioned + DeserializeOwned>(
        &self,
        range: &Range<'_>,
        condition: &Condition,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<T>, StoreError> {
        let limit = limit.clamp(1, LARGEST_PAGE);
        let (first, last) = range.bounds();
        let cursor = |sort: &str| {
            let rest = sort.get(range.prefix.len()..).unwrap_or_default();
            cursor_of(&format!("{}#{rest}", condition.fingerprint))
        };
        let mut after = match after {
            None => None,
            Some(after) => {
                let place = rest_of_cursor(after)?;
                let rest = place.strip_prefix(&condition.fingerprint).and_then(|rest| rest.strip_prefix('#'));
                let sort = format!("{}{}", range.prefix, rest.ok_or(StoreError::Cursor)?);
                Some(sort).filter(|sort| (&first..=&last).contains(&sort)).map(Some).ok_or(StoreError::Cursor)?
            }
        };
        let mut items: Vec<T> = Vec::new();
        let (mut shown_until, mut evaluated) = (None, 0);
        for pages in if condition.shows_most { SHORT_READS } else { READS } {
            let start = after.as_ref().map(|sort| {
                let key = [(PARTITION, range.partition), (SORT, sort.as_str())];
                key.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned()))).into()
            });
            // One more detects a next page.
            let to_evaluate = match pages {
                Some(pages) => pages * (limit + 1),
                None => likely_to_fill(limit + 1 - items.len(), (items.len(), evaluated)),
            };
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression(format!("{PARTITION} = :partition AND {SORT} BETWEEN :first AND :last"))
                .set_expression_attribute_values(Some(condition.values.clone()))
                .expression_attribute_values(":partition", AttributeValue::S(range.partition.to_owned()))
                .expression_attribute_values(":first", AttributeValue::S(first.clone()))
                .expression_attribute_values(":last", AttributeValue::S(last.clone()))
                .set_expression_attribute_names(Some(condition.names.clone()))
                .filter_expression(condition.parts.join(" AND "))
                .scan_index_forward(range.forward)
                .set_exclusive_start_key(start)
                .consistent_read(true)
                .limit(i32::try_from(to_evaluate).unwrap_or(i32::MAX))
                .send()
                .await?;
            evaluated += usize::try_from(answer.scanned_count).unwrap_or(0);
            for item in answer.items.unwrap_or_default() {
                if items.len() == limit {
                    return Ok(Page { items, next: shown_until.as_deref().map(cursor) });
                }
                shown_until = sort_of(&item);
                items.push(form::read(item)?);
            }
            after = answer.last_evaluated_key.as_ref().and_then(sort_of);
            if after.is_none() || items.len() == limit {
                break;
            }
        }
        Ok(Page { items, next: after.as_deref().map(cursor) })
    }
}

fn sort_of(item: &HashMap<String, AttributeValue>) -> Option<String> {
    item.get(SORT).and_then(|value| value.as_s().ok()).cloned()
}

#[cfg(test)]
mod tests {
    use super::likely_to_fill;

    #[test]
    fn later_queries_evaluate_what_is_likely_to_fill_the_page() {
        assert_eq!(likely_to_fill(2, (24, 520)), 100, "at least a page");
        assert_eq!(likely_to_fill(16, (10, 520)), 1_664);
        assert_eq!(likely_to_fill(26, (0, 520)), 4_000, "nothing is known");
        assert_eq!(likely_to_fill(26, (1, 4_000)), 4_000, "no query evaluates more");
    }
}

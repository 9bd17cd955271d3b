//! Pages of long lists.
//!
//! A cursor is the sort key of the last item shown, without the prefix that all items of the list share. A cursor is
//! only used within its own list, so a forged one shows nothing that the list would not. One that leads out of it is an
//! error.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;

use super::{
    Store, StoreError,
    form::{self, Versioned},
    key::{PARTITION, SORT},
};

mod matching;

pub(super) use matching::Condition;

/// The most items of a page.
pub const LARGEST_PAGE: usize = 100;

/// The most bytes of a sort key. DynamoDB refuses a longer one, also in a condition.
const LONGEST_SORT_KEY: usize = 1_024;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page. `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Converts the items of a page.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// The items of one partition with the same sort key prefix.
pub(super) struct Range<'a> {
    partition: &'a str,
    prefix: &'a str,
    /// The bounds of the part after the prefix. Empty bounds include everything.
    between: Option<(String, String)>,
    forward: bool,
    /// The attributes to read, separated by commas; all without a projection.
    projection: Option<&'static str>,
}

impl<'a> Range<'a> {
    pub(super) fn in_order(partition: &'a str, prefix: &'a str) -> Self {
        Self { partition, prefix, between: None, forward: true, projection: None }
    }

    pub(super) fn newest_first(partition: &'a str, prefix: &'a str) -> Self {
        Self { partition, prefix, between: None, forward: false, projection: None }
    }

    /// Limits the range to keys from `first` to `last`, including keys that begin with `last`.
    pub(super) fn between(self, first: String, last: String) -> Self {
        Self { between: Some((first, last)), ..self }
    }

    /// Reads only these attributes, separated by commas. A name with a leading `#` is a reserved word in DynamoDB.
    pub(super) fn reading(self, projection: &'static str) -> Self {
        Self { projection: Some(projection), ..self }
    }

    /// The first and the last sort key. `~` sorts after every character that a sort key has behind its prefix.
    fn bounds(&self) -> (String, String) {
        let (from, to) = self.between.as_ref().map_or(("", ""), |(first, last)| (first.as_str(), last.as_str()));
        (format!("{}{from}", self.prefix), format!("{}{to}~", self.prefix))
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        let names = self.projection?.split(", ");
        let names = names.filter_map(|name| Some((name.to_owned(), name.strip_prefix('#')?.to_owned())));
        // DynamoDB refuses an empty map.
        Some(names.collect()).filter(|names: &HashMap<_, _>| !names.is_empty())
    }
}

pub(super) fn cursor_of(rest_of_sort: &str) -> String {
    URL_SAFE_NO_PAD.encode(rest_of_sort)
}

/// The place that a cursor names. Sort keys are printable ASCII, and not longer than DynamoDB allows.
pub(super) fn rest_of_cursor(cursor: &str) -> Result<String, StoreError> {
    let decoded = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|decoded| String::from_utf8(decoded).ok());
    let is_plain = |rest: &String| {
        (1..=LONGEST_SORT_KEY).contains(&rest.len()) && rest.bytes().all(|byte| (b' '..=b'~').contains(&byte))
    };
    decoded.filter(is_plain).ok_or(StoreError::Cursor)
}

/// The most queries for a page of which only some items are shown.
const MOST_QUERIES: usize = 8;

impl Store {
    /// Reads a page of a list with the items that `keep` accepts. Its reads are bounded, so it may be short, or even empty, and
    /// have a next one: the cursor is the place of the last item read.
    pub(super) async fn page_where<T: Versioned + DeserializeOwned>(
        &self,
        range: &Range<'_>,
        after: Option<&str>,
        limit: usize,
        keep: impl Fn(&T) -> bool,
    ) -> Result<Page<T>, StoreError> {
        let limit = limit.clamp(1, LARGEST_PAGE);
        let mut shown = Page { items: Vec::new(), next: after.map(str::to_owned) };
        for _ in 0..MOST_QUERIES {
            let read = self.page(range, shown.next.as_deref(), limit - shown.items.len()).await?;
            shown.items.extend(read.items.into_iter().filter(&keep));
            shown.next = read.next;
            if shown.next.is_none() || shown.items.len() == limit {
                break;
            }
        }
        Ok(shown)
    }

    /// Reads a page of a list.
    pub(super) async fn page<T: Versioned + DeserializeOwned>(
        &self,
        range: &Range<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<T>, StoreError> {
        let limit = limit.clamp(1, LARGEST_PAGE);
        let prefix = range.prefix;
        let (mut first, mut last) = range.bounds();
        let after = after.map(rest_of_cursor).transpose()?.map(|rest| format!("{prefix}{rest}"));
        if let Some(after) = &after {
            // A forged cursor must not lead out of the range.
            if !(&first..=&last).contains(&after) || after.len() > LONGEST_SORT_KEY {
                return Err(StoreError::Cursor);
            }
            (if range.forward { &mut first } else { &mut last }).clone_from(after);
        }
        // No item has a key that DynamoDB refuses.
        if first > last || last.len() > LONGEST_SORT_KEY {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(format!("{PARTITION} = :partition AND {SORT} BETWEEN :first AND :last"))
            .expression_attribute_values(":partition", AttributeValue::S(range.partition.to_owned()))
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(last))
            .scan_index_forward(range.forward)
            .set_projection_expression(range.projection.map(|names| format!("{SORT}, {names}")))
            .set_expression_attribute_names(range.names())
            .consistent_read(true)
            // One more for the cursor's own item, which was shown before, and one more to detect a next page.
            .limit(i32::try_from(limit + 2).unwrap_or(i32::MAX))
            .send()
            .await?;
        let sort = |item: &HashMap<String, AttributeValue>| {
            item.get(SORT).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
        };
        let mut found: Vec<_> = answer.items.unwrap_or_default();
        found.retain(|item| after.as_ref() != Some(&sort(item)));
        let more = found.len() > limit || answer.last_evaluated_key.is_some();
        found.truncate(limit);
        let last_shown = found.last().map(|item| sort(item).get(prefix.len()..).unwrap_or_default().to_owned());
        let next = last_shown.filter(|_| more).map(|rest| cursor_of(&rest));
        Ok(Page { items: found.into_iter().map(form::read).collect::<Result<_, _>>()?, next })
    }
}

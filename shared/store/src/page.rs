//! Long lists, a page at a time.
//!
//! A cursor is the sort key of the last item shown, without what every item of the list begins with. It is only ever used
//! within its own list, so that a made-up one shows nothing that the list itself would not.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;

use super::{
    Store, StoreError,
    form::{self, Form},
    key::{PARTITION, SORT},
};

/// The most items a page holds.
pub const LARGEST_PAGE: usize = 100;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; none if this is the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// The items of one partition whose sort keys begin alike.
pub(super) struct Range<'a> {
    partition: &'a str,
    prefix: &'a str,
    /// What follows the prefix lies between these; anything if they are not given.
    between: Option<(String, String)>,
    forward: bool,
    /// Attributes to read, separated by commas; all if none are named.
    projection: Option<&'static str>,
}

impl<'a> Range<'a> {
    pub(super) fn in_order(partition: &'a str, prefix: &'a str) -> Self {
        Self { partition, prefix, between: None, forward: true, projection: None }
    }

    pub(super) fn newest_first(partition: &'a str, prefix: &'a str) -> Self {
        Self { partition, prefix, between: None, forward: false, projection: None }
    }

    /// Only what begins with `first`, with `last`, or with anything between the two.
    pub(super) fn between(self, first: String, last: String) -> Self {
        Self { between: Some((first, last)), ..self }
    }

    /// Reads these attributes only, separated by commas; a name with `#` before it is one that DynamoDB keeps to itself.
    pub(super) fn reading(self, projection: &'static str) -> Self {
        Self { projection: Some(projection), ..self }
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        let names =
            self.projection?.split(", ").filter_map(|name| Some((name.to_owned(), name.strip_prefix('#')?.to_owned())));
        Some(names.collect())
    }
}

pub(super) fn cursor_of(rest_of_sort: &str) -> String {
    URL_SAFE_NO_PAD.encode(rest_of_sort)
}

pub(super) fn rest_of_cursor(cursor: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

impl Store {
    /// A page of a list; what is not a cursor of ours begins at the beginning.
    pub(super) async fn page<T: Form + DeserializeOwned>(
        &self,
        range: &Range<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<T>, StoreError> {
        let limit = limit.clamp(1, LARGEST_PAGE);
        let prefix = range.prefix;
        // `~` sorts after everything that a sort key of ours may hold behind its prefix.
        let (from, to) = range.between.as_ref().map_or(("", ""), |(first, last)| (first.as_str(), last.as_str()));
        let (mut first, mut last) = (format!("{prefix}{from}"), format!("{prefix}{to}~"));
        let after = after.and_then(rest_of_cursor).map(|rest| format!("{prefix}{rest}"));
        // A made-up cursor must not lead out of the range.
        if let Some(after) = after.as_ref().filter(|after| (&first..=&last).contains(after)) {
            (if range.forward { &mut first } else { &mut last }).clone_from(after);
        }
        if first > last {
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
            // One for the cursor's own item, which was shown before, and one to see whether there are more.
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

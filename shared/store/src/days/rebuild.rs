//! Counts days of a company again.
//!
//! What it reads stays when a person is erased and when a list is shortened: how each call was counted, without its caller, and how
//! each emergency was acknowledged. So a day comes out as it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{dates::DateRange, day_counts::DayCounts};
use jiff::civil::Date;
use platform::boxed;
use serde_json::json;

use super::{AcknowledgementForm, CHANGES, SORT, counts_of, text};
use crate::{
    ChangeContext, CountedCall, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form,
    key::{ACKNOWLEDGED, CALL_USAGE, DAY_USAGE},
};

/// How often days are counted again while calls are counted.
const ATTEMPTS: usize = 5;

type StoredItem = HashMap<String, AttributeValue>;

impl Store {
    /// Counts days of a company again, and corrects the counters that differ, with those of all companies. Returns the days that it
    /// corrected. It reads how every call of the company was counted: a query for each megabyte.
    #[must_use]
    #[boxed]
    pub async fn rebuild_days(&self, scope: &TenantScope, days: DateRange) -> Result<Vec<Date>, StoreError> {
        let mut left: BTreeSet<Date> = days.days().collect();
        let mut corrected = BTreeSet::new();
        for _ in 0..ATTEMPTS {
            // The days are read first: a call that is counted after that changes its day, and the correction is refused.
            let stored = self.stored_days(scope, days).await?;
            let counted = self.count_days(scope, days).await?;
            for day in std::mem::take(&mut left) {
                let stored = stored.get(&day).cloned().unwrap_or_default();
                let difference = counted.get(&day).cloned().unwrap_or_default().minus(&counts_of(&stored));
                if difference.iter().next().is_none() {
                    continue;
                }
                if self.correct_day(scope, day, &difference, stored.get(CHANGES)).await? {
                    corrected.insert(day);
                } else {
                    left.insert(day);
                }
            }
            if left.is_empty() {
                return Ok(corrected.into_iter().collect());
            }
        }
        Err(StoreError::Contended)
    }

    /// Writes the rebuilding of days into the audit log.
    #[must_use]
    #[boxed]
    pub async fn audit_rebuild(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        (days, corrected): (DateRange, usize),
    ) -> Result<(), StoreError> {
        let after = json!({"from": days.first(), "to": days.last(), "corrected": corrected});
        self.audit_read(scope, change, AuditEvent::new("days.rebuilt").to(after)).await
    }

    /// The items of days, as they are stored.
    async fn stored_days(
        &self,
        scope: &TenantScope,
        days: DateRange,
    ) -> Result<BTreeMap<Date, StoredItem>, StoreError> {
        let (first, last) = (format!("{DAY_USAGE}{}", days.first()), format!("{DAY_USAGE}{}", days.last()));
        let mut items = self.query_between(scope, first, last).into_paginator().items().send();
        let mut found = BTreeMap::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let day = text(&item, SORT).strip_prefix(DAY_USAGE).and_then(|day| day.parse().ok());
            found.extend(day.map(|day| (day, item)));
        }
        Ok(found)
    }

    /// What the calls and the acknowledgements of days add up to.
    async fn count_days(&self, scope: &TenantScope, days: DateRange) -> Result<BTreeMap<Date, DayCounts>, StoreError> {
        let (first, last) = (days.first().to_string(), days.last().to_string());
        let mut counts = BTreeMap::<Date, DayCounts>::new();
        let calls = self
            .query_between(scope, CALL_USAGE.to_owned(), format!("{CALL_USAGE}~"))
            .filter_expression("#day BETWEEN :earliest AND :latest")
            .expression_attribute_names("#day", "day")
            .expression_attribute_values(":earliest", AttributeValue::S(first.clone()))
            .expression_attribute_values(":latest", AttributeValue::S(last.clone()));
        let mut items = calls.into_paginator().items().send();
        while let Some(item) = items.next().await {
            let call: CountedCall = form::read(item?)?;
            counts.entry(call.day).or_default().add(&call.counts());
        }
        let (first, last) = (format!("{ACKNOWLEDGED}{first}"), format!("{ACKNOWLEDGED}{last}~"));
        let mut items = self.query_between(scope, first, last).into_paginator().items().send();
        while let Some(item) = items.next().await {
            let item = item?;
            let sort = text(&item, SORT).strip_prefix(ACKNOWLEDGED).and_then(|rest| rest.split('#').next());
            let Some(day) = sort.and_then(|day| day.parse().ok()) else { continue };
            counts.entry(day).or_default().add(&form::read::<AcknowledgementForm>(item)?.counts());
        }
        Ok(counts)
    }

    /// Adds what a day lacks, unless it has changed since it was read. Returns whether it did.
    async fn correct_day(
        &self,
        scope: &TenantScope,
        day: Date,
        difference: &DayCounts,
        changes: Option<&AttributeValue>,
    ) -> Result<bool, StoreError> {
        let mut writes = self.add_to_day(scope, day, difference)?;
        if let Some(own) = writes.first_mut().and_then(|write| write.update.as_mut()) {
            own.condition_expression = Some(match changes {
                None => format!("attribute_not_exists({CHANGES})"),
                Some(changes) => {
                    let values = own.expression_attribute_values.get_or_insert_default();
                    values.insert(":changes".to_owned(), changes.clone());
                    format!("{CHANGES} = :changes")
                }
            });
        }
        Ok(self.within(scope).transact(writes).await? == Transaction::Done)
    }
}

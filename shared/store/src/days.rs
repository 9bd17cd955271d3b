//! The counters of days: of each company, and of all companies together.
//!
//! A call adds to both in the transaction that counts it, and so does the acknowledgement of a danger; nothing else is read to show
//! them. All companies add to sixteen items a day, so that they seldom wait for one another; such an item has fingerprints of the
//! companies that added to it, and nothing else about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{booking::Emergency, dates::DateRange, day_counts::DayCounts, id::TenantId};
use jiff::civil::Date;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    EmergencyItem, Store, StoreError, TenantScope,
    form::{self, Versioned},
    key::{DAY_USAGE, Key, PARTITION, PLATFORM_DAYS, SORT},
};

mod rebuild;

/// Counts the additions to a company's day, so that a rebuilt day does not take one back.
pub(super) const CHANGES: &str = "changes";
/// The fingerprints of the companies that added to a part of the platform's day.
pub(super) const COMPANIES: &str = "companies";
/// The parts of the platform's day.
const PARTS: u8 = 16;
/// The bytes of a company's fingerprint.
const FINGERPRINT_BYTES: usize = 6;

/// The counters of a company's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDay {
    /// The day, in the company's time zone.
    pub day: Date,
    /// The counters.
    pub counts: DayCounts,
}

/// The counters of all companies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlatformDays {
    /// The days on which something was counted, in order. A day is that of each company's time zone.
    pub days: Vec<CountedDay>,
    /// The number of companies that counted something.
    pub companies: usize,
    /// The number of those that did on each day.
    companies_by_day: BTreeMap<Date, usize>,
}

impl PlatformDays {
    /// The days on which at least this many companies counted something. Sums of such days, and their differences, reveal
    /// nothing about a single company.
    #[must_use]
    pub fn of_at_least(self, companies: usize) -> Vec<CountedDay> {
        let Self { mut days, companies_by_day, .. } = self;
        days.retain(|counted| companies_by_day.get(&counted.day).is_some_and(|had_calls| *had_calls >= companies));
        days
    }
}

/// An emergency that a person acknowledged, as it was counted. It names no one, so it stays when the emergency is erased.
#[derive(Serialize, Deserialize)]
struct AcknowledgementForm {
    seconds: u64,
}

impl Versioned for AcknowledgementForm {}

impl AcknowledgementForm {
    fn counts(&self) -> DayCounts {
        DayCounts::of_acknowledgement(self.seconds)
    }
}

fn number(amount: i64) -> AttributeValue {
    AttributeValue::N(amount.to_string())
}

/// The counters in an item.
fn counts_of(item: &HashMap<String, AttributeValue>) -> DayCounts {
    let counter = |(name, value): (&String, &AttributeValue)| Some((name.clone(), value.as_n().ok()?.parse().ok()?));
    let is_counted = |(name, _): &(&String, &AttributeValue)| !matches!(name.as_str(), CHANGES | form::VERSION);
    DayCounts::stored(item.iter().filter(is_counted).filter_map(counter))
}

fn text<'a>(item: &'a HashMap<String, AttributeValue>, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// The part of the platform's day to which a company adds, and its fingerprint there.
fn part_of(tenant: &TenantId) -> (u8, String) {
    let hash = digest(&SHA256, tenant.as_str().as_bytes());
    let hash = hash.as_ref();
    (hash.first().copied().unwrap_or_default() % PARTS, hex::encode(&hash[..FINGERPRINT_BYTES]))
}

impl Store {
    /// The key of the part of all companies' day to which this company adds.
    #[expect(clippy::unused_self, reason = "it stands beside what is written there")]
    pub(super) fn platform_day_of(&self, scope: &TenantScope, day: Date) -> Key {
        Key::platform_day(day, part_of(scope.tenant()).0)
    }

    /// The company's fingerprint there.
    #[expect(clippy::unused_self, reason = "it stands beside the key")]
    pub(super) fn fingerprint(&self, scope: &TenantScope) -> String {
        part_of(scope.tenant()).1
    }

    /// Adds to a company's day and to that of all companies.
    pub(super) fn add_to_day(
        &self,
        scope: &TenantScope,
        day: Date,
        counts: &DayCounts,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        if counts.iter().next().is_none() {
            return Ok(Vec::new());
        }
        let (part, fingerprint) = part_of(scope.tenant());
        let added: Vec<String> = counts.iter().enumerate().map(|(nth, (name, _))| format!("{name} :v{nth}")).collect();
        let added = added.join(",");
        let values: HashMap<String, AttributeValue> =
            counts.iter().enumerate().map(|(nth, (_, amount))| (format!(":v{nth}"), number(amount))).collect();
        let own = self
            .update(Key::day_usage(scope, day))
            .update_expression(format!("ADD {added},{CHANGES} :one"))
            .set_expression_attribute_values(Some(values.clone()))
            .expression_attribute_values(":one", number(1));
        let all = self
            .update(Key::platform_day(day, part))
            .update_expression(format!("ADD {added},{COMPANIES} :company"))
            .set_expression_attribute_values(Some(values))
            .expression_attribute_values(":company", AttributeValue::Ss(vec![fingerprint]));
        Ok(vec![
            TransactWriteItem::builder().update(own.build()?).build(),
            TransactWriteItem::builder().update(all.build()?).build(),
        ])
    }

    /// Adds the time until a danger was acknowledged to the day of the danger.
    pub(super) fn count_acknowledgement(
        &self,
        scope: &TenantScope,
        item: &EmergencyItem,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Emergency { id, heard_at, day: Some(day), .. } = &item.emergency else { return Ok(Vec::new()) };
        let Some(acknowledged_at) = item.acknowledged_at.filter(|_| !scope.is_built_in()) else {
            return Ok(Vec::new());
        };
        let seconds = u64::try_from(acknowledged_at.duration_since(*heard_at).as_secs()).unwrap_or(0);
        let counted = AcknowledgementForm { seconds };
        let mut writes = self.add_to_day(scope, *day, &counted.counts())?;
        writes.push(self.put_new(Key::acknowledgement(scope, *day, id), &counted)?);
        Ok(writes)
    }

    /// Gets the counters of a company's days, in order. A day without a call is missing.
    #[must_use]
    #[boxed]
    pub async fn list_days(&self, scope: &TenantScope, days: DateRange) -> Result<Vec<CountedDay>, StoreError> {
        let (first, last) = (format!("{DAY_USAGE}{}", days.first()), format!("{DAY_USAGE}{}", days.last()));
        let mut items = self.query_between(scope, first, last).into_paginator().items().send();
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let day = text(&item, SORT).strip_prefix(DAY_USAGE).and_then(|day| day.parse().ok());
            found.extend(day.map(|day| CountedDay { day, counts: counts_of(&item) }));
        }
        Ok(found)
    }

    /// Gets the counters of all companies, with the function's own credentials.
    #[must_use]
    #[boxed]
    pub async fn list_platform_days(&self, days: DateRange) -> Result<PlatformDays, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(format!("{PARTITION} = :days AND {SORT} BETWEEN :first AND :last"))
            .expression_attribute_values(":days", AttributeValue::S(PLATFORM_DAYS.to_owned()))
            .expression_attribute_values(":first", AttributeValue::S(days.first().to_string()))
            .expression_attribute_values(":last", AttributeValue::S(format!("{}~", days.last())));
        let mut items = query.into_paginator().items().send();
        let (mut found, mut companies) =
            (BTreeMap::<Date, DayCounts>::new(), BTreeMap::<Date, BTreeSet<String>>::new());
        while let Some(item) = items.next().await {
            let item = item?;
            let Some(day) = text(&item, SORT).split('#').next().and_then(|day| day.parse().ok()) else { continue };
            found.entry(day).or_default().add(&counts_of(&item));
            let added = item.get(COMPANIES).and_then(|value| value.as_ss().ok()).into_iter().flatten().cloned();
            companies.entry(day).or_default().extend(added);
        }
        Ok(PlatformDays {
            days: found.into_iter().map(|(day, counts)| CountedDay { day, counts }).collect(),
            companies: companies.values().flatten().collect::<BTreeSet<_>>().len(),
            companies_by_day: companies.iter().map(|(day, companies)| (*day, companies.len())).collect(),
        })
    }
}

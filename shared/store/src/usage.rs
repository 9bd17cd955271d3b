//! The usage of calls, per call and per day. Each call counts once, even if its end is reported several times: with the
//! longest of the reported usages.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::{
    call_facts::CallFacts,
    day_counts::{CallToCount, DayCounts, TurnTimes},
    id::CallSid,
    money::MicroUsd,
    phone::PhoneNumber,
    usage::{CallUsage, ProviderCosts},
};
use jiff::{Timestamp, civil::Date};
use messages::{FactsForm, FinishedCall, UsageForm};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_with::{FromInto, serde_as};

use super::{
    CallEntry, CustomerScope, Store, StoreError, TenantScope, Transaction, call_list,
    form::{Versioned, item_with_key},
    key::Key,
};

/// The usage of a day's calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DayUsage {
    /// Calls that ended.
    pub calls: u64,
    /// Their total length.
    pub call_seconds: u64,
    /// Visits booked in them.
    pub appointments: u64,
    /// Messages that the agent took down in them.
    pub messages: u64,
    /// Dangers heard in them.
    pub emergencies: u64,
    /// Their cost.
    pub cost_micro_usd: MicroUsd,
}

/// Whether a call was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The call was counted now.
    Now,
    /// The call was already counted, and is longer than that. The difference was added.
    Corrected,
    /// The call was already counted. Nothing changed.
    Before,
    /// The call was in test mode. It is listed, and counted nowhere.
    Test,
    /// The tenant was erased. Nothing was stored.
    TenantGone,
}

/// A call that ended, as it was counted.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CountedCall {
    /// The call.
    pub call: CallSid,
    /// The caller's number, unless it is withheld. Missing for calls that version 0.1.0 counted.
    #[serde(default)]
    pub caller: Option<PhoneNumber>,
    /// The date of the call in the company's time zone.
    pub day: Date,
    /// The hour of its arrival there. Missing for calls of earlier releases.
    #[serde(default)]
    pub hour: Option<u8>,
    /// When it arrived.
    pub started_at: Timestamp,
    /// Its usage.
    #[serde_as(as = "FromInto<UsageForm>")]
    pub usage: CallUsage,
    /// Its cost.
    pub cost_micro_usd: MicroUsd,
    /// Its cost for each provider. Missing for calls that were counted before this field existed: prices may have changed.
    #[serde_as(as = "Option<FromInto<ProviderCostsForm>>")]
    #[serde(default)]
    pub cost_by_provider: Option<ProviderCosts>,
    /// What is known about it. Missing for a call that only Twilio reported, and for calls of earlier releases.
    #[serde_as(as = "Option<FromInto<FactsForm>>")]
    #[serde(default)]
    pub facts: Option<CallFacts>,
    /// It is a call of an earlier system, which was imported.
    #[serde(default)]
    pub imported: bool,
    /// Its caller was erased.
    #[serde(default)]
    erased: bool,
    /// How long the stages of its turns took.
    #[serde(default)]
    pub times: TurnTimes,
}

impl CountedCall {
    /// When the call ended.
    #[must_use]
    pub fn ended_at(&self) -> Timestamp {
        call_list::ended_at(self.started_at, self.usage.call_seconds)
    }

    /// What it adds to its day.
    pub(super) fn counts(&self) -> DayCounts {
        let Self { hour, usage, cost_micro_usd, cost_by_provider, facts, times, .. } = self;
        let (costs, facts) = (cost_by_provider.as_ref(), facts.as_ref());
        DayCounts::of_call(&CallToCount { hour: *hour, usage, cost: *cost_micro_usd, costs, facts, times })
    }
}

/// The form of a call's cost for each provider.
#[derive(Serialize, Deserialize)]
struct ProviderCostsForm {
    model: MicroUsd,
    telephone: MicroUsd,
    recognition: MicroUsd,
    speech: MicroUsd,
    #[serde(default, skip_serializing_if = "is_zero")]
    streaming: MicroUsd,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(amount: &MicroUsd) -> bool {
    *amount == MicroUsd::ZERO
}

impl From<ProviderCosts> for ProviderCostsForm {
    fn from(ProviderCosts { model, telephone, recognition, speech, streaming }: ProviderCosts) -> Self {
        Self { model, telephone, recognition, speech, streaming }
    }
}

impl From<ProviderCostsForm> for ProviderCosts {
    fn from(ProviderCostsForm { model, telephone, recognition, speech, streaming }: ProviderCostsForm) -> Self {
        Self { model, telephone, recognition, speech, streaming }
    }
}

#[serde_as]
#[derive(Serialize)]
struct CallUsageItem<'a> {
    #[serde(flatten)]
    finished: &'a FinishedCall,
    cost_micro_usd: MicroUsd,
    #[serde_as(as = "FromInto<ProviderCostsForm>")]
    cost_by_provider: ProviderCosts,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    imported: bool,
}

impl<'a> CallUsageItem<'a> {
    fn of(finished: &'a FinishedCall, costs: ProviderCosts) -> Self {
        Self { finished, cost_micro_usd: costs.total(), cost_by_provider: costs, imported: false }
    }

    /// What the call adds to its day.
    fn counts(&self) -> DayCounts {
        let FinishedCall { hour, usage, facts, times, .. } = self.finished;
        let (cost, costs) = (self.cost_micro_usd, Some(&self.cost_by_provider));
        DayCounts::of_call(&CallToCount { hour: *hour, usage, cost, costs, facts: facts.as_ref(), times })
    }
}

impl Versioned for DayUsage {}
impl Versioned for CountedCall {}
impl Versioned for CallUsageItem<'_> {}

impl Store {
    /// Gets the usage of a day. `None` if no call was counted.
    #[must_use]
    #[boxed]
    pub async fn get_day_usage(&self, scope: &TenantScope, day: Date) -> Result<Option<DayUsage>, StoreError> {
        self.within(scope).get(Key::day_usage(scope, day)).await
    }

    /// Gets how a call was counted. `None` if it was not, or not yet.
    #[must_use]
    #[boxed]
    pub async fn get_counted_call(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
    ) -> Result<Option<CountedCall>, StoreError> {
        let scope = customers.tenant_scope();
        self.within(scope).get(Key::call_usage(scope, call)).await
    }

    /// Counts the usage of a finished call: the call's item, its day's item, its list row and its facets, in one transaction. A
    /// call that is counted again with a longer duration gets the longer one. A call in test mode is only listed.
    #[must_use]
    #[boxed]
    pub async fn count_usage(&self, finished: &FinishedCall, costs: ProviderCosts) -> Result<Counted, StoreError> {
        let scope = TenantScope::of_finished_call(finished);
        if finished.test {
            return self.list_test_call(&scope, finished).await;
        }
        let (item, cost) = (CallUsageItem::of(finished, costs), costs.total());
        let mut writes = vec![
            self.put_new(Key::call_usage(&scope, &finished.call), &item)?,
            self.check_exists(Key::tenant(&scope))?,
        ];
        writes.extend(self.add_to_day(&scope, finished.day, &item.counts())?);
        writes.extend(self.list_call(&scope, &CallEntry::of(finished, cost))?);
        match self.within(&scope).transact(writes).await? {
            Transaction::Done => Ok(Counted::Now),
            Transaction::Refused(places) if places.contains(&1) => Ok(Counted::TenantGone),
            Transaction::Refused(_) => self.correct_usage(&scope, finished, costs).await,
        }
    }

    /// The writes of an imported call, which costs nothing, and what it adds to its day.
    pub(super) fn imported_call(
        &self,
        scope: &TenantScope,
        finished: &FinishedCall,
    ) -> Result<(Vec<TransactWriteItem>, DayCounts), StoreError> {
        let item = CallUsageItem { imported: true, ..CallUsageItem::of(finished, ProviderCosts::default()) };
        let entry = CallEntry { imported: true, ..CallEntry::of(finished, MicroUsd::ZERO) };
        let mut writes = vec![self.put_new(Key::call_usage(scope, &finished.call), &item)?];
        writes.extend(self.list_call(scope, &entry)?);
        Ok((writes, item.counts()))
    }

    async fn list_test_call(&self, scope: &TenantScope, finished: &FinishedCall) -> Result<Counted, StoreError> {
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        writes.extend(self.list_call(scope, &CallEntry::of(finished, MicroUsd::ZERO))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Counted::Test),
            Transaction::Refused(_) => Ok(Counted::TenantGone),
        }
    }

    /// Adds what a longer usage has more than the counted one.
    async fn correct_usage(
        &self,
        scope: &TenantScope,
        finished: &FinishedCall,
        costs: ProviderCosts,
    ) -> Result<Counted, StoreError> {
        let cost = costs.total();
        let key = || Key::call_usage(scope, &finished.call);
        let Some(counted) = self.within(scope).get::<CountedCall>(key()).await? else {
            return Err(StoreError::Contended);
        };
        // Nothing that names an erased caller is written again; the few seconds more are not counted.
        if counted.erased || finished.usage.call_seconds <= counted.usage.call_seconds {
            return Ok(Counted::Before);
        }
        // A message without facts does not take those that are known. The call stays on its day.
        let facts = finished.facts.clone().or_else(|| counted.facts.clone());
        let finished = &FinishedCall { facts, day: counted.day, ..finished.clone() };
        let item = CallUsageItem::of(finished, costs);
        let more = item.counts().minus(&counted.counts());
        let replaced = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(key(), &item)?))
            .condition_expression("#usage.call_seconds = :counted")
            .expression_attribute_names("#usage", "usage")
            .expression_attribute_values(":counted", AttributeValue::N(counted.usage.call_seconds.to_string()))
            .build()?;
        let mut writes =
            vec![TransactWriteItem::builder().put(replaced).build(), self.check_exists(Key::tenant(scope))?];
        writes.extend(self.add_to_day(scope, finished.day, &more)?);
        writes.extend(self.unlist_call(scope, &CallEntry::of_counted(&counted))?);
        writes.extend(self.list_call(scope, &CallEntry::of(finished, cost))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Counted::Corrected),
            Transaction::Refused(places) if places.contains(&1) => Ok(Counted::TenantGone),
            // Another message corrected it meanwhile. The queue delivers this one again.
            Transaction::Refused(_) => Err(StoreError::Contended),
        }
    }
}

//! How long a company's data is kept: its setting, what will go when, and the work of the job that deletes what is due.
//!
//! The sound of recordings goes by rules of the bucket, a class for each time. Calls go by this job: once a day it erases those that
//! ended too long ago, the oldest first, from the list of calls. So a changed setting holds for every call at once, and a call
//! is there as a whole or not at all (ADR 27). How a call was counted stays, without its caller.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    id::TenantId,
    retention::{DataRetention, KeptDays, RecordingRetention},
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use messages::{FollowUpJob, JobKind, RetentionPart};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    CallEntry, ChangeContext, ChangeError, CustomerScope, DueId, DueJob, LARGEST_PAGE, PersonErasure, RecordingItem,
    Sound, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
    person::VisitsOfCall,
};

/// The calls that a job erases at once. Each takes some ten requests.
const CALLS_AT_ONCE: usize = 20;
/// The most pages that a forecast reads of each kind.
const MOST_PAGES: usize = 10;
/// How far a forecast looks ahead.
const FORECAST_DAYS: u16 = 30;
const MINUTES_OF_A_DAY: i64 = 24 * 60;
const SECONDS_OF_A_DAY: i64 = 60 * MINUTES_OF_A_DAY;

/// The setting of a company.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RetentionForm {
    #[serde(flatten)]
    retention: DataRetention,
    /// When it was set.
    changed_at: Timestamp,
}

impl Versioned for RetentionForm {}

/// What will go on the next days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forecast {
    /// How many go on each day, in UTC. Today has everything that is due.
    pub days: BTreeMap<Date, u64>,
    /// Whether everything was counted. If not, the rest goes too.
    pub complete: bool,
}

impl Forecast {
    fn count(&mut self, at: Timestamp, now: Timestamp) {
        let day = TimeZone::UTC.to_datetime(at.max(now)).date();
        *self.days.entry(day).or_default() += 1;
    }
}

fn days(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// The instant so many days before another one.
fn before(at: Timestamp, kept: u16) -> Timestamp {
    at.saturating_sub(days(kept)).unwrap_or(Timestamp::MIN)
}

/// When the job of a company begins next: once a day, each company at its own minute.
fn next_run(tenant: &TenantId, now: Timestamp) -> Timestamp {
    let minute = tenant.as_str().bytes().fold(0, |sum: i64, byte| (sum * 31 + i64::from(byte)) % MINUTES_OF_A_DAY);
    let midnight = now.as_second().div_euclid(SECONDS_OF_A_DAY) * SECONDS_OF_A_DAY;
    let today = midnight + 60 * minute;
    let next = if today > now.as_second() { today } else { today + SECONDS_OF_A_DAY };
    Timestamp::from_second(next).unwrap_or(now)
}

impl Store {
    /// Gets how long a company's data is kept.
    #[must_use]
    #[boxed]
    pub async fn get_retention(&self, scope: &TenantScope) -> Result<DataRetention, StoreError> {
        let form: Option<RetentionForm> = self.within(scope).get(Key::retention(scope)).await?;
        Ok(form.map(|form| form.retention).unwrap_or_default())
    }

    /// Sets how long a company's data is kept, with the job that applies it to what there is.
    #[must_use]
    #[boxed]
    pub async fn set_retention(
        &self,
        scope: &TenantScope,
        retention: &DataRetention,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        let before = self.get_retention(scope).await?;
        let form = RetentionForm { retention: retention.clone(), changed_at: change.at };
        let event = AuditEvent::new("retention.changed").from(json!(before)).to(json!(retention));
        let mut writes = vec![self.check_exists(Key::tenant(scope))?, self.put_over(Key::retention(scope), &form)?];
        let job = FollowUpJob::of_tenant(scope.tenant().clone(), JobKind::ApplyRetention(RetentionPart::first()));
        writes
            .extend(self.due_writes(&DueJob::new(change.at, DueId::of_retention(), &job).map_err(StoreError::from)?)?);
        writes.extend(self.audited(scope, change, event)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(ChangeError::Missing),
        }
    }

    /// Counts the calls that will go on the next days.
    #[must_use]
    #[boxed]
    pub async fn forecast_calls(
        &self,
        scope: &TenantScope,
        retention: &DataRetention,
        now: Timestamp,
    ) -> Result<Forecast, StoreError> {
        let Some(kept) = retention.calls_days.map(KeptDays::get) else {
            return Ok(Forecast { complete: true, ..Forecast::default() });
        };
        let until = now.saturating_add(days(FORECAST_DAYS)).unwrap_or(now);
        let range = calls_until(scope, before(until, kept));
        let (mut forecast, mut after) = (Forecast::default(), None);
        for _ in 0..MOST_PAGES {
            let page = self.within(scope).page::<CallEntry>(&range, after.as_deref(), LARGEST_PAGE).await?;
            for entry in &page.items {
                forecast.count(entry.ended_at().saturating_add(days(kept)).unwrap_or(now), now);
            }
            after = page.next;
            if after.is_none() {
                forecast.complete = true;
                break;
            }
        }
        Ok(forecast)
    }

    /// Counts the recordings that will go on the next days.
    #[must_use]
    #[boxed]
    pub async fn forecast_recordings(&self, scope: &TenantScope, now: Timestamp) -> Result<Forecast, StoreError> {
        let until = now.saturating_add(days(FORECAST_DAYS)).unwrap_or(now);
        let range = Range::in_order(scope.tenant().as_str(), key::RECORDING);
        let (mut forecast, mut after) = (Forecast::default(), None);
        for _ in 0..MOST_PAGES {
            let page = self.within(scope).page::<RecordingItem>(&range, after.as_deref(), LARGEST_PAGE).await?;
            for recording in &page.items {
                if let Sound::Stored(stored) = recording.sound
                    && stored.deleted_at() < until
                {
                    forecast.count(stored.deleted_at(), now);
                }
            }
            after = page.next;
            if after.is_none() {
                forecast.complete = true;
                break;
            }
        }
        Ok(forecast)
    }

    /// Applies the setting of the job's company to a part of its data. Returns the next part, or when the job begins again; `None`
    /// if it never has to.
    #[must_use]
    #[boxed]
    pub async fn apply_retention(
        &self,
        job: &FollowUpJob,
        part: &RetentionPart,
        now: Timestamp,
    ) -> Result<Option<NextRetention>, StoreError> {
        let (scope, customers) = (&TenantScope::of_follow_up(job), &CustomerScope::of_follow_up(job));
        let retention = self.get_retention(scope).await?;
        let next = match part {
            RetentionPart::Recordings { after } => {
                let next = self.shorten_recordings(scope, after.as_deref(), retention.recordings_days, now).await?;
                Some(next.map_or(RetentionPart::Calls { after: None }, |after| RetentionPart::Recordings {
                    after: Some(after),
                }))
            }
            RetentionPart::Calls { after } => match retention.calls_days {
                Some(kept) => {
                    let until = before(now, kept.get());
                    let next = self.erase_calls_until(customers, after.as_deref(), until, now).await?;
                    next.map(|after| RetentionPart::Calls { after: Some(after) })
                }
                None => return Ok(None),
            },
        };
        Ok(Some(match next {
            Some(part) => NextRetention::Part(part),
            None => NextRetention::At(next_run(scope.tenant(), now)),
        }))
    }

    /// Plans the job of a company.
    #[must_use]
    #[boxed]
    pub async fn plan_retention(&self, scope: &TenantScope, at: Timestamp) -> Result<(), StoreError> {
        // Only the calls: recordings change with the setting alone.
        let kind = JobKind::ApplyRetention(RetentionPart::Calls { after: None });
        let job = FollowUpJob::of_tenant(scope.tenant().clone(), kind);
        self.put_due(scope, &DueJob::new(at, DueId::of_retention(), &job)?).await
    }

    /// Erases the calls of a page that ended until an instant. Returns the place after the page.
    async fn erase_calls_until(
        &self,
        customers: &CustomerScope,
        after: Option<&str>,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let scope = customers.tenant_scope();
        let range = calls_until(scope, until);
        let page = self.within(scope).page::<CallEntry>(&range, after, CALLS_AT_ONCE).await?;
        for entry in page.items {
            let mut erasure = PersonErasure::default();
            Box::pin(self.erase_call(customers, (&entry.call, VisitsOfCall::Stay), (&mut erasure, now))).await?;
            // Its place in the list goes last: until then, a repeated job finds the call.
            if erasure.calls_in_progress.is_empty() {
                self.within(scope).transact(self.unlist_call(scope, &entry)?).await?;
            }
        }
        Ok(page.next)
    }

    /// Plans the deletion of the sounds of a page that the setting keeps for a shorter time than their class. Returns the place
    /// after the page.
    async fn shorten_recordings(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        kept: RecordingRetention,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let range = Range::in_order(scope.tenant().as_str(), key::RECORDING);
        let page = self.within(scope).page::<RecordingItem>(&range, after, LARGEST_PAGE).await?;
        for RecordingItem { call, recording, sound, .. } in page.items {
            let Sound::Stored(stored) = sound else { continue };
            let Some(shortened) = stored.shortened_to(kept) else { continue };
            let at = shortened.deleted_at();
            // The deletion is planned before the item says so: a repeated job plans it again.
            self.plan_deletion_of_sound(scope, (&call, &recording), at.max(now)).await?;
            let update = self
                .update(Key::recording(scope, &call, &recording))
                .update_expression("SET sound = :sound, expires_at = :expires")
                .condition_expression("attribute_exists(sk)")
                .expression_attribute_values(":sound", serde_dynamo::to_attribute_value(Sound::Stored(shortened))?)
                .expression_attribute_values(":expires", AttributeValue::N(at.as_second().to_string()))
                .build()?;
            // A refused condition: the recording was erased meanwhile.
            self.within(scope).transact([TransactWriteItem::builder().update(update).build()]).await?;
        }
        Ok(page.next)
    }
}

/// What a job does after a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextRetention {
    /// The next part, at once.
    Part(RetentionPart),
    /// The first part of the calls, at this time.
    At(Timestamp),
}

/// The list entries of the calls that ended until an instant, the oldest first.
fn calls_until(scope: &TenantScope, until: Timestamp) -> Range<'_> {
    Range::in_order(scope.tenant().as_str(), key::CALL_ENTRY).between("0".to_owned(), key::microseconds(until))
}

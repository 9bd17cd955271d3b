//! How long a company's data is kept: its setting, and the daily job that applies it, a part at a time.
//!
//! The sound of recordings goes by rules of the bucket, a class for each time. Everything else goes by the job (ADR 27). [`expired`] erases
//! what is due, and [`forecast`] counts what will be.

use domain::{
    id::{AuditEntryId, TenantId},
    retention::{DataRetention, KeptDays},
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use messages::{ErasedCounts, FollowUpJob, JobKind, RetainedKind, RetentionPart};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Actor, ChangeContext, ChangeError, CustomerScope, DueId, DueJob, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent, form::Versioned, key::Key,
};

mod expired;
mod forecast;
mod unvisited;

pub use forecast::Forecast;

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

fn days(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// The instant so many days before another one.
fn before(at: Timestamp, kept: u16) -> Timestamp {
    at.saturating_sub(days(kept)).unwrap_or(Timestamp::MIN)
}

/// The last day whose visits are due.
fn last_day(now: Timestamp, kept: u16) -> Date {
    TimeZone::UTC.to_datetime(before(now, kept)).date().yesterday().unwrap_or(Date::MIN)
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
        let customers = &CustomerScope::of_follow_up(job);
        let scope = customers.tenant_scope();
        let retention = self.get_retention(scope).await?;
        let (calls, visits) = (retention.calls_days.map(KeptDays::get), retention.customers_days.map(KeptDays::get));
        let (after, mut erased) = (part.after.as_deref(), part.erased);
        let rest = match (part.kind, calls, visits) {
            (RetainedKind::Recordings, ..) => {
                self.shorten_recordings(scope, after, retention.recordings_days, now).await?
            }
            (RetainedKind::Calls, Some(kept), _) => {
                self.erase_calls(customers, after, (before(now, kept), now), &mut erased).await?
            }
            (RetainedKind::Texts, Some(kept), _) => {
                self.erase_texts(scope, after, (before(now, kept), now), &mut erased).await?
            }
            (RetainedKind::Visits, _, Some(kept)) => {
                self.erase_visits(scope, after, last_day(now, kept), &mut erased).await?
            }
            (RetainedKind::Customers, _, Some(kept)) => {
                self.erase_unvisited(customers, after, before(now, kept), &mut erased).await?
            }
            (RetainedKind::Notes, _, Some(kept)) => {
                self.erase_notes(customers, after, before(now, kept), &mut erased).await?
            }
            (RetainedKind::Calls | RetainedKind::Texts, None, _)
            | (RetainedKind::Visits | RetainedKind::Customers | RetainedKind::Notes, _, None) => None,
        };
        let began_at = part.began_at.unwrap_or(now);
        let next = match rest {
            Some(after) => Some(RetentionPart { after: Some(after), ..RetentionPart::beginning_of(part.kind) }),
            None => part.kind.next().map(RetentionPart::beginning_of),
        };
        let next = next.map(|next| RetentionPart { began_at: Some(began_at), erased, ..next });
        if next.is_none() {
            self.audit_retention(scope, began_at, erased).await?;
        }
        if next.is_none() && calls.is_none() && visits.is_none() {
            return Ok(None);
        }
        Ok(Some(match next {
            Some(part) => NextRetention::Part(part),
            None => NextRetention::At(next_run(scope.tenant(), now)),
        }))
    }

    /// Adds an entry to the audit log: what the parts of a day erased. A repeated last part adds none.
    async fn audit_retention(
        &self,
        scope: &TenantScope,
        began_at: Timestamp,
        erased: ErasedCounts,
    ) -> Result<(), StoreError> {
        if erased.is_nothing() {
            return Ok(());
        }
        let system = ChangeContext { actor: Actor::system(), at: began_at };
        let event = AuditEvent::new("retention.applied").to(json!(erased));
        let entry = AuditEntryId::parse(&format!("{}retention", AuditEntryId::PREFIX))?;
        let writes = [self.check_exists(Key::tenant(scope))?, self.audited_as(scope, &system, event, &entry)?];
        match self.within(scope).transact(writes).await? {
            Transaction::Refused(places) if places.contains(&0) => Err(StoreError::TenantGone),
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// Plans the job of a company.
    #[must_use]
    #[boxed]
    pub async fn plan_retention(&self, scope: &TenantScope, at: Timestamp) -> Result<(), StoreError> {
        // Recordings change with the setting alone.
        let kind = JobKind::ApplyRetention(RetentionPart::of_the_day());
        let job = FollowUpJob::of_tenant(scope.tenant().clone(), kind);
        self.put_due(scope, &DueJob::new(at, DueId::of_retention(), &job)?).await
    }
}

/// What a job does after a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextRetention {
    /// The next part, at once.
    Part(RetentionPart),
    /// The first part of the day, at this time.
    At(Timestamp),
}

//! The export of everything that a company owns: how far it has come, and the walk over the company's items.
//!
//! A company has one export at most. A job writes each part of it as a file and then notes here where the next part begins, so that a
//! job that is repeated writes the same part. [`kinds`] says which items an export has. What a part's file looks like is not known here.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::id::ExportId;
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ChangeContext, ChangeError, Conflict, DueJob, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::{Versioned, item_with_key},
    key::Key,
};

mod kinds;
mod masks;

pub use kinds::{Exported, exported};
use kinds::{kind_of, without_secrets};

/// How long the files of an export can be fetched once the last one is written.
pub const FETCHED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// An export that has come no further for so long has failed: its job is in the dead-letter queue.
const STOPPED_AFTER: SignedDuration = SignedDuration::from_hours(2);
/// How long the state of an export is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The most pages of a part. A page has up to a megabyte, and a function holds a part in memory.
const PAGES: usize = 3;

/// An export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyExport {
    /// Its id.
    pub id: ExportId,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// The files that are written, in order.
    pub files: Vec<ExportedFile>,
    /// When the last file was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// When it was begun, or the latest file was written.
    advanced_at: Timestamp,
    /// The last sort key of the parts that are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// The number of files, for conditions.
    parts: u32,
    /// When DynamoDB may delete the item, in seconds.
    expires_at: i64,
}

/// A file of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    /// Its size.
    pub bytes: u64,
    /// The number of items in it.
    pub items: u64,
}

/// How far an export has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportState {
    /// Jobs are writing its files.
    Preparing,
    /// All files are written, and can be fetched until then.
    Ready {
        /// The end of the links.
        until: Timestamp,
    },
    /// Its files can no longer be fetched.
    Over,
    /// It came no further: it has to be begun again.
    Stopped,
}

/// The items of a part of an export, by kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExportPart {
    /// The items of each kind, without secrets and without the company's id.
    pub items: BTreeMap<String, Vec<Value>>,
    /// Where the next part begins; `None` if this is the last one.
    after: Option<String>,
}

impl Versioned for CompanyExport {}

impl CompanyExport {
    fn begin(id: ExportId, now: Timestamp) -> Self {
        Self {
            id,
            requested_at: now,
            files: Vec::new(),
            ready_at: None,
            advanced_at: now,
            after: None,
            parts: 0,
            expires_at: now.saturating_add(KEPT).unwrap_or(now).as_second(),
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> ExportState {
        let passed = |since: Timestamp, limit| now.duration_since(since) >= limit;
        match self.ready_at {
            Some(ready) if passed(ready, FETCHED_FOR) => ExportState::Over,
            Some(ready) => ExportState::Ready { until: ready.saturating_add(FETCHED_FOR).unwrap_or(ready) },
            None if passed(self.advanced_at, STOPPED_AFTER) => ExportState::Stopped,
            None => ExportState::Preparing,
        }
    }

    /// The number of parts that are written.
    #[must_use]
    pub fn parts(&self) -> u32 {
        self.parts
    }

    fn with(&self, file: ExportedFile, after: Option<String>, now: Timestamp) -> Self {
        let mut next = self.clone();
        next.files.push(file);
        next.parts += 1;
        next.advanced_at = now;
        next.ready_at = after.is_none().then_some(now);
        next.after = after;
        next
    }
}

impl ExportPart {
    /// The number of items.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.items.values().map(|items| items.len() as u64).sum()
    }
}

impl Store {
    /// The export of a company, if there is one.
    #[must_use]
    #[boxed]
    pub async fn get_company_export(&self, scope: &TenantScope) -> Result<Option<CompanyExport>, StoreError> {
        self.within(scope).get(Key::company_export(scope)).await
    }

    /// Begins an export in place of an earlier one, with the job that writes its first part.
    ///
    /// # Errors
    /// [`Conflict::ExportInProgress`] while another one is prepared.
    #[must_use]
    #[boxed]
    pub async fn begin_company_export(
        &self,
        scope: &TenantScope,
        id: ExportId,
        change: &ChangeContext,
    ) -> Result<CompanyExport, ChangeError> {
        let earlier = self.get_company_export(scope).await?;
        if earlier.as_ref().is_some_and(|earlier| earlier.state(change.at) == ExportState::Preparing) {
            return Err(Conflict::ExportInProgress.into());
        }
        let export = CompanyExport::begin(id, change.at);
        let mut writes =
            vec![self.check_exists(Key::tenant(scope))?, self.put_export(scope, &export, earlier.as_ref())?];
        let job = DueJob::of_export(scope.tenant(), &export.id, change.at).map_err(StoreError::from)?;
        writes.extend(self.due_writes(&job)?);
        writes.extend(self.audited(scope, change, AuditEvent::new("company.export_begun").about(&export.id))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(export),
            Transaction::Refused(places) if places.contains(&0) => Err(ChangeError::Missing),
            Transaction::Refused(_) => Err(Conflict::ExportInProgress.into()),
        }
    }

    /// Reads the items of the next part: three megabytes at most. Card numbers and social security numbers in them are masked, also those
    /// that an earlier release stored.
    #[must_use]
    #[boxed]
    pub async fn read_export_part(
        &self,
        scope: &TenantScope,
        export: &CompanyExport,
    ) -> Result<ExportPart, StoreError> {
        let (mut items, mut after) = (Vec::new(), export.after.clone());
        for _ in 0..PAGES {
            let page = self.walk(scope, after.as_deref()).await?;
            for (sort, item) in page.items {
                if exported(&sort) == Some(Exported::Yes) {
                    items.push((sort, without_secrets(serde_dynamo::from_item(item)?)));
                }
            }
            after = page.after;
            if after.is_none() {
                break;
            }
        }
        if let Some(last) = &mut after {
            masks::end_before_a_call(&mut items, last);
        }
        masks::mask(&mut items);
        let mut part = ExportPart { items: BTreeMap::new(), after };
        for (sort, item) in items {
            part.items.entry(kind_of(&sort).to_owned()).or_default().push(item);
        }
        Ok(part)
    }

    /// Notes that a part is written. Returns how far the export has come; `None` if another job wrote the part, or the export is gone.
    #[must_use]
    #[boxed]
    pub async fn advance_export(
        &self,
        scope: &TenantScope,
        export: &CompanyExport,
        (part, bytes): (ExportPart, u64),
        now: Timestamp,
    ) -> Result<Option<CompanyExport>, StoreError> {
        let file = ExportedFile { bytes, items: part.count() };
        let next = export.with(file, part.after, now);
        let write = self.put_export(scope, &next, Some(export))?;
        match self.within(scope).transact([write]).await? {
            Transaction::Done => Ok(Some(next)),
            Transaction::Refused(_) => Ok(None),
        }
    }

    /// Writes an export in place of what was read.
    fn put_export(
        &self,
        scope: &TenantScope,
        export: &CompanyExport,
        read: Option<&CompanyExport>,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::company_export(scope);
        let Some(read) = read else { return self.put_new(key, export) };
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(key, export)?))
            .condition_expression("id = :id AND parts = :parts")
            .expression_attribute_values(":id", AttributeValue::S(read.id.to_string()))
            .expression_attribute_values(":parts", AttributeValue::N(read.parts.to_string()));
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export() -> CompanyExport {
        CompanyExport::begin(ExportId::parse("exp_1").expect("an id"), Timestamp::UNIX_EPOCH)
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_hours(hours)).expect("a time")
    }

    #[test]
    fn export_that_comes_no_further_has_stopped() {
        let begun = export();
        assert_eq!((begun.state(at(1)), begun.state(at(2))), (ExportState::Preparing, ExportState::Stopped));
        let advanced = begun.with(ExportedFile { bytes: 1, items: 1 }, Some("call#CA1".to_owned()), at(1));
        assert_eq!((advanced.state(at(2)), advanced.state(at(3))), (ExportState::Preparing, ExportState::Stopped));
    }

    #[test]
    fn export_can_be_fetched_for_a_day_after_its_last_file() {
        let file = ExportedFile { bytes: 1, items: 1 };
        let ready = export().with(file, Some("call#CA1".to_owned()), at(1)).with(file, None, at(2));
        assert_eq!((ready.parts(), ready.state(at(25))), (2, ExportState::Ready { until: at(26) }));
        assert_eq!(ready.state(at(26)), ExportState::Over);
    }
}

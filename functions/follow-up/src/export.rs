//! The jobs that write an export of everything that a company owns: a ZIP archive for each part, with each kind of item as JSON and as
//! a table.
//!
//! A job may be repeated, and may stop anywhere: it writes the same file again, and the part is noted after its file is stored. The job of
//! the next part is queued last; a repeated job that finds its part written queues it again.

use domain::id::ExportId;
use files::FileKey;
use messages::{FollowUpJob, JobKind};
use store::{CompanyExport, TenantScope};
use tracing::info;

use crate::{FollowUp, JobError};

mod archive;

pub(crate) use archive::ArchiveError;

impl FollowUp {
    /// Writes a part of an export.
    pub(crate) async fn export_company(&self, job: &FollowUpJob, id: &ExportId, part: u32) -> Result<(), JobError> {
        let scope = TenantScope::of_follow_up(job);
        let export = self.store.get_company_export(&scope).await?.filter(|export| export.id == *id);
        let Some(mut export) = export else {
            info!("the export was replaced or erased");
            return Ok(());
        };
        if export.parts() == part {
            match self.write_part(&scope, &export).await? {
                Some(advanced) => export = advanced,
                None => return Ok(()),
            }
        }
        if export.ready_at.is_some() {
            return Ok(());
        }
        let kind = JobKind::ExportCompany { export: id.clone(), part: export.parts() };
        Ok(self.queue.send(&[FollowUpJob::of_tenant(job.tenant.clone(), kind)]).await?)
    }

    /// Writes the next part. `None` if another job did, or the export is gone.
    async fn write_part(&self, scope: &TenantScope, export: &CompanyExport) -> Result<Option<CompanyExport>, JobError> {
        // A part is in memory as a whole, as a recording is: one at a time.
        let _copying = self.copying.lock().await;
        let part = self.store.read_export_part(scope, export).await?;
        let archive = archive::of(&part, export)?;
        let bytes = archive.len() as u64;
        self.files.put(&FileKey::export(scope.tenant(), &export.id, export.parts() + 1), archive).await?;
        let advanced = self.store.advance_export(scope, export, (part, bytes), self.clock.now()).await?;
        if advanced.is_none() && !self.is_current(scope, &export.id).await? {
            // The file may have a person who was erased meanwhile.
            self.files.delete(&FileKey::export(scope.tenant(), &export.id, export.parts() + 1)).await?;
        }
        Ok(advanced)
    }

    async fn is_current(&self, scope: &TenantScope, id: &ExportId) -> Result<bool, JobError> {
        Ok(self.store.get_company_export(scope).await?.is_some_and(|export| export.id == *id))
    }

    /// Deletes the archives of exports that may have a person who was erased. An export that began since has not.
    pub(crate) async fn delete_exports(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let current = self.store.get_company_export(&TenantScope::of_follow_up(job)).await?;
        let deleted = self.files.delete_exports_of(&job.tenant, current.as_ref().map(|export| &export.id)).await;
        self.go_on_deleting(job, deleted).await
    }
}

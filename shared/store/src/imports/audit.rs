//! The entries of an import in the audit log of its company. They say how many records of each kind, and nothing of any of them.

use platform::boxed;
use serde::Serialize;
use serde_json::json;

use super::ImportName;
use crate::{ChangeContext, Store, StoreError, TenantScope, Transaction, audit::AuditEvent, key::Key};

/// A step of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStep {
    /// It begins to write.
    Begun,
    /// It wrote everything.
    Finished,
    /// Its undo begins.
    UndoBegun,
    /// It is undone.
    Undone,
}

impl ImportStep {
    fn action(self) -> &'static str {
        match self {
            Self::Begun => "import.begun",
            Self::Finished => "import.finished",
            Self::UndoBegun => "import.undo_begun",
            Self::Undone => "import.undone",
        }
    }
}

/// How many records of each kind a step is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ImportCounts {
    /// New calls.
    pub calls: u64,
    /// New visits.
    pub visits: u64,
    /// New emergencies.
    pub emergencies: u64,
    /// New messages to the office.
    pub messages: u64,
    /// Records that were written again, because their row changed.
    pub updated: u64,
    /// Records that were taken out.
    pub removed: u64,
    /// Records that stay as they are, because they were changed here.
    pub kept: u64,
}

impl Store {
    /// Adds the entry of a step to the audit log.
    #[must_use]
    #[boxed]
    pub async fn audit_import(
        &self,
        scope: &TenantScope,
        import: &ImportName,
        (step, counts): (ImportStep, ImportCounts),
        change: &ChangeContext,
    ) -> Result<(), StoreError> {
        let mut after = json!(counts);
        if let Some(counts) = after.as_object_mut() {
            counts.retain(|_, count| *count != 0);
        }
        let event = AuditEvent::new(step.action()).about(import).to(after);
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        writes.extend(self.audited(scope, change, event)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(StoreError::TenantGone),
        }
    }
}

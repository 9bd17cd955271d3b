//! The keys of what was imported from an earlier system.

use super::Key;
use crate::{ImportName, TenantScope};

impl Key {
    /// Batches are numbered in the order in which they were written.
    pub(crate) fn import_batch(scope: &TenantScope, import: &ImportName, number: u32) -> Self {
        Self::of(scope, format!("{}{number:08}", import_batches(import)))
    }

    /// How far the words of an import can be found.
    pub(crate) fn import_index(scope: &TenantScope, import: &ImportName) -> Self {
        Self::of(scope, format!("import_index#{import}"))
    }
}

/// The beginning of the sort keys of an import's batches.
pub(crate) fn import_batches(import: &ImportName) -> String {
    format!("import#{import}#")
}

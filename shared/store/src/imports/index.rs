//! Makes the words of imported calls findable. It comes after everything else, since a call has about a hundred postings.

use domain::id::CallSid;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::ImportName;
use crate::{
    CustomerScope, Store, StoreError, TenantScope, Transaction, form::Versioned, indexed_call::IndexedCallForm,
    key::Key,
};

/// How far the words of an import can be found.
#[derive(Serialize, Deserialize)]
struct IndexForm {
    /// The number of its calls that can be found, in the order in which they were written.
    calls: u64,
}

impl Versioned for IndexForm {}

impl Store {
    /// The number of an import's calls that can be found.
    #[must_use]
    #[boxed]
    pub async fn get_import_index(&self, scope: &TenantScope, import: &ImportName) -> Result<u64, StoreError> {
        let known: Option<IndexForm> = self.within(scope).get(Key::import_index(scope, import)).await?;
        Ok(known.map_or(0, |known| known.calls))
    }

    /// Makes the words of an imported call findable. Repeating it changes nothing.
    #[must_use]
    #[boxed]
    pub async fn index_imported_call(&self, scope: &TenantScope, call: &CallSid) -> Result<(), StoreError> {
        self.index_transcript(&CustomerScope::of_import(scope), call).await
    }

    /// Says how many calls of an import can be found.
    #[must_use]
    #[boxed]
    pub async fn mark_import_indexed(
        &self,
        scope: &TenantScope,
        import: &ImportName,
        calls: u64,
    ) -> Result<(), StoreError> {
        let form = IndexForm { calls };
        let writes = [self.put_over(Key::import_index(scope, import), &form)?, self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(StoreError::TenantGone),
        }
    }

    /// Takes back what can be found of a call.
    pub(super) async fn unindex(&self, scope: &TenantScope, call: &CallSid) -> Result<(), StoreError> {
        let indexed = Key::indexed_call(scope, call);
        let Some(found) = self.within(scope).get::<IndexedCallForm>(indexed.clone()).await? else { return Ok(()) };
        let postings = found.stems().iter().map(|stem| Key::posting(scope, stem, found.started_at, call)).collect();
        self.delete_in_batches(scope, postings).await?;
        self.delete_in_batches(scope, vec![indexed]).await
    }

    /// Forgets how far the words of an import can be found, before a part of it is taken back.
    pub(super) async fn forget_import_index(&self, scope: &TenantScope, import: &ImportName) -> Result<(), StoreError> {
        self.within(scope).remove(Key::import_index(scope, import)).await
    }
}

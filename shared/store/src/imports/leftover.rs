//! The company and the draft that an import created: its undo removes them too, if nothing else came into them.

use std::collections::BTreeSet;

use platform::boxed;
use serde_json::json;

use super::IMPORTER;
use crate::{
    ChangeContext, ChangeError, LARGEST_PAGE, PersonItem, StatusAuthority, Store, StoreError, TenantItem, TenantScope,
    TenantStatus, VersionInfo,
    audit::AuditEvent,
    form,
    imports::undo::sort_of,
    key::{self, Key},
    people::PersonState,
    tenant::FIRST_VERSION,
    tenant_update::TenantUpdate,
};

/// That a person has an e-mail address, beside the person.
const MAILBOX: &str = "mailbox#";

/// What became of something that an import created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leftover {
    /// The import did not create it.
    None,
    /// It is removed.
    Removed,
    /// It stays, because of these.
    Kept(BTreeSet<String>),
}

impl Store {
    /// Removes the company, if an import created it and nothing else is in it: no one has joined it, no number is connected, every version
    /// of its configuration is the import's, and it has no records.
    #[must_use]
    #[boxed]
    pub async fn undo_imported_company(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
    ) -> Result<Leftover, ChangeError> {
        let first = self.get_config_version(scope, FIRST_VERSION).await?;
        if first.is_none_or(|version| version.info.saved.by != IMPORTER) {
            return Ok(Leftover::None);
        }
        let tenant = self.get_tenant(scope).await?.ok_or(ChangeError::Missing)?;
        let others = self.others_in(scope, &tenant).await?;
        if !others.is_empty() {
            return Ok(Leftover::Kept(others));
        }
        if tenant.status.is_in_service() {
            self.set_status(scope, TenantStatus::Inactive, StatusAuthority::Operator, change).await?;
        }
        self.erase_tenant(scope, change).await?;
        Ok(Leftover::Removed)
    }

    /// The kinds of items of a company that no import wrote.
    async fn others_in(&self, scope: &TenantScope, tenant: &TenantItem) -> Result<BTreeSet<String>, StoreError> {
        let mut others = BTreeSet::new();
        if !tenant.numbers.is_empty() {
            others.insert("number".to_owned());
        }
        let own = Key::tenant(scope);
        let last = char::MAX.to_string();
        let mut items = self.query_between(scope, " ".to_owned(), last).into_paginator().items().send();
        while let Some(item) = items.next().await {
            let item = item?;
            let sort = sort_of(&item);
            let is_of_import = if sort.starts_with(key::CONFIG) {
                form::read::<VersionInfo>(item)?.saved.by == IMPORTER
            } else if sort.starts_with(key::PERSON) {
                matches!(form::read::<PersonItem>(item)?.state, PersonState::Invited { .. })
            } else {
                // What was read leaves an entry in the log, and no record.
                let of_company = [key::AUDIT, key::OWN_DUE, MAILBOX];
                of_company.iter().any(|kind| sort.starts_with(kind)) || Key::found(scope, &sort) == own
            };
            if !is_of_import {
                others.insert(sort.split('#').next().unwrap_or_default().to_owned());
            }
        }
        Ok(others)
    }

    /// Removes the draft that an import saved, if it is still the latest version, as the import saved it, and was neither published nor
    /// tested.
    #[must_use]
    #[boxed]
    pub async fn undo_imported_draft(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
    ) -> Result<Leftover, ChangeError> {
        let Some(draft) = self.imported_draft(scope).await? else { return Ok(Leftover::None) };
        let runs = self.list_scenario_runs(scope, None, LARGEST_PAGE).await?;
        let is_tested = runs.items.iter().any(|run| run.version == draft.number);
        let latest = self.get_tenant(scope).await?.ok_or(ChangeError::Missing)?.latest_version;
        if draft.published.is_some() || draft.revision > 0 || is_tested || draft.number != latest {
            return Ok(Leftover::Kept([format!("version {}", draft.number)].into()));
        }
        let (number, earlier) = (draft.number, draft.number.saturating_sub(1));
        self.update_tenant_with(scope, change, |tenant| async move {
            let draft = self.get_config_version(scope, number).await?.ok_or(ChangeError::Missing)?;
            let before = self.get_config_version(scope, earlier).await?.ok_or(ChangeError::Missing)?;
            if tenant.latest_version != number || draft.info.published.is_some() || draft.info.revision > 0 {
                return Err(ChangeError::Overtaken);
            }
            let event = AuditEvent::new("import.draft_removed")
                .about(number)
                .from(json!({"latest_version": number}))
                .to(json!({"latest_version": earlier}));
            let writes = vec![self.delete(Key::config(scope, number))?];
            let tenant = TenantItem { latest_version: earlier, draft_revision: before.info.revision, ..tenant };
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        Ok(Leftover::Removed)
    }

    /// The draft that an import saved. The first version is the one that the company was created with.
    #[must_use]
    #[boxed]
    pub async fn imported_draft(&self, scope: &TenantScope) -> Result<Option<VersionInfo>, StoreError> {
        let mut after = None;
        loop {
            let page = self.list_config_versions(scope, after.as_deref(), LARGEST_PAGE).await?;
            let is_draft = |version: &VersionInfo| version.number > FIRST_VERSION && version.saved.by == IMPORTER;
            if let Some(draft) = page.items.into_iter().find(is_draft) {
                return Ok(Some(draft));
            }
            after = page.next;
            if after.is_none() {
                return Ok(None);
            }
        }
    }
}

//! `import undo`.

use store::{ImportCounts, ImportStep, ImportedIds, Leftover, Store, TenantScope};

use super::{Failure, Place};
use crate::{load::patiently, target};

/// Takes an import back, and then what it created: the draft, and the company.
pub(super) async fn undo(place: &Place) -> Result<bool, Failure> {
    let (store, import, tenant) = (place.store()?, place.import()?, place.tenant()?);
    let scope = TenantScope::of_import(tenant.clone());
    if patiently(|| store.get_tenant(&scope)).await?.is_none() {
        println!("the company {tenant} does not exist; there is nothing to undo");
        return Ok(false);
    }
    let known = patiently(|| store.get_imported(&scope, &import)).await?;
    if known.next_batch == 1 {
        println!("there is no import called {import} in {tenant}");
    }
    let change = target::change(place.now());
    let audit = async |step, counts| patiently(|| store.audit_import(&scope, &import, (step, counts), &change)).await;
    if !known.records.is_empty() {
        audit(ImportStep::UndoBegun, ImportCounts::default()).await?;
    }
    let (removed, kept) = remove(&store, (&scope, place), &known).await?;
    if !known.records.is_empty() {
        let counts = ImportCounts { removed, kept: kept.len() as u64, ..ImportCounts::default() };
        audit(ImportStep::Undone, counts).await?;
    }
    println!("{removed} records were removed");
    for id in &kept {
        println!("{id} was changed since it was imported, and stays");
    }
    leftovers(&store, (&scope, place)).await?;
    Ok(true)
}

/// Removes the batches, the latest first. Returns how many records went, and the ids of those that stay.
async fn remove(
    store: &Store,
    (scope, place): (&TenantScope, &Place),
    known: &ImportedIds,
) -> Result<(u64, Vec<String>), Failure> {
    let import = place.import()?;
    let (mut before, mut removed, mut kept) = (None, 0, Vec::new());
    let bar = crate::load::bar(known.next_batch.saturating_sub(1) as usize, "batches taken back");
    while let Some(batch) = patiently(|| store.undo_import_batch(scope, (&import, before), &known.before)).await? {
        before = Some(batch.number);
        removed += batch.removed as u64;
        kept.extend(batch.kept);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((removed, kept))
}

/// The company that an import created goes, if nothing else is in it; else the draft that one saved.
async fn leftovers(store: &Store, (scope, place): (&TenantScope, &Place)) -> Result<(), Failure> {
    let (tenant, change) = (place.tenant()?, target::change(place.now()));
    match store.undo_imported_company(scope, &change).await? {
        Leftover::Removed => {
            println!("the company {tenant}, which the import created, was removed");
            return Ok(());
        }
        Leftover::Kept(others) => {
            let others = others.into_iter().collect::<Vec<_>>().join(", ");
            println!("the company {tenant}, which the import created, stays; it has other items: {others}");
        }
        Leftover::None => {}
    }
    match store.undo_imported_draft(scope, &change).await? {
        Leftover::Removed => println!("the draft of the settings, which the import saved, was removed"),
        Leftover::Kept(drafts) => {
            let drafts = drafts.into_iter().collect::<Vec<_>>().join(", ");
            println!("the draft of the settings stays: {drafts} was used, or changed, since the import saved it");
        }
        Leftover::None => {}
    }
    Ok(())
}

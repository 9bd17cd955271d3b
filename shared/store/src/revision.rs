//! How a tenant is changed: read, decided about, and written with everything that follows from it and belongs to the
//! change, all or nothing.
//!
//! What must be found before the tenant is known, or across tenants, follows from the tenant's item: the routes of its
//! numbers and its places in the list of tenants. [`Store::commit`] writes the difference in the same transaction as the
//! item, so that none of them can disagree with it. Each change leaves its entry in the audit log.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};

use super::{
    Change, ChangeError, Conflict, Store, StoreError, TenantItem, TenantScope, Transaction, audit::Changed, directory,
    form::item_with_key, key::Key,
};

/// Tries while others change the same tenant.
const ATTEMPTS: usize = 6;

/// How a commit ended.
#[derive(Debug)]
pub(super) enum Committed {
    /// As it should.
    Done(TenantItem),
    /// Somebody else has changed the tenant meanwhile; nothing was written.
    Overtaken,
    /// One of the numbers to be added is routed already; nothing was written.
    NumberTaken,
    /// The condition of one of the further writes did not hold; nothing was written.
    Refused,
}

/// A tenant as it is to be, and what is to be written with it.
pub(super) struct Revision {
    pub(super) tenant: TenantItem,
    pub(super) writes: Vec<TransactWriteItem>,
    pub(super) changed: Changed,
}

impl Store {
    /// Changes a tenant alone, as often as it takes.
    pub(super) async fn revise(
        &self,
        scope: &TenantScope,
        change: &Change,
        mut decide: impl FnMut(TenantItem) -> Result<(TenantItem, Changed), ChangeError>,
    ) -> Result<TenantItem, ChangeError> {
        self.revise_with(scope, change, |tenant| {
            let decided = decide(tenant);
            std::future::ready(decided.map(|(tenant, changed)| Revision { tenant, writes: Vec::new(), changed }))
        })
        .await
    }

    /// Changes a tenant and what else `decide` wants written, as often as it takes.
    ///
    /// Whatever `decide` reads of the tenant's items is as it is when they are written: each change of them counts the
    /// tenant's version up, and a tenant that is at another version by then is read, and decided about, again. A further
    /// write that is refused all the same is about something beyond the tenant.
    pub(super) async fn revise_with<Deciding>(
        &self,
        scope: &TenantScope,
        change: &Change,
        mut decide: impl FnMut(TenantItem) -> Deciding,
    ) -> Result<TenantItem, ChangeError>
    where
        Deciding: Future<Output = Result<Revision, ChangeError>>,
    {
        for _ in 0..ATTEMPTS {
            let Some(tenant) = self.get_tenant(scope).await? else { return Err(ChangeError::Missing) };
            let revision = decide(tenant.clone()).await?;
            match self.commit(Some(&tenant), revision, change).await? {
                Committed::Done(tenant) => return Ok(tenant),
                Committed::NumberTaken => return Err(Conflict::NumberTaken.into()),
                Committed::Refused => return Err(ChangeError::Overtaken),
                Committed::Overtaken => {}
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Writes a tenant, what follows from it, what else belongs to the change, and the change's entry in the audit log.
    pub(super) async fn commit(
        &self,
        old: Option<&TenantItem>,
        revision: Revision,
        change: &Change,
    ) -> Result<Committed, StoreError> {
        let Revision { mut tenant, writes: further, changed } = revision;
        if let Some(old) = old {
            tenant.version = old.version + 1;
            tenant.updated_at = change.at;
        }
        let scope = tenant.scope();
        let mut writes = vec![match old {
            None => self.put_new(Key::tenant(&scope), &tenant)?,
            Some(old) => self.put_over_version(Key::tenant(&scope), &tenant, old.version)?,
        }];
        let (no_numbers, no_places) = (BTreeSet::new(), BTreeMap::new());
        let old_numbers = old.map_or(&no_numbers, |old| &old.numbers);
        let added = tenant.numbers.difference(old_numbers).collect::<Vec<_>>();
        let first_added = writes.len();
        for number in &added {
            writes.push(self.put_new(Key::number_route(number), &tenant.route())?);
        }
        for number in old_numbers.difference(&tenant.numbers) {
            writes.push(self.delete(Key::number_route(number))?);
        }
        if old.is_some_and(|old| old.route() != tenant.route()) {
            for number in old_numbers.intersection(&tenant.numbers) {
                writes.push(self.put_over(Key::number_route(number), &tenant.route())?);
            }
        }
        let places = directory::places(&tenant);
        let old_places = old.map_or(no_places, directory::places);
        for place in old_places.keys().filter(|place| !places.contains_key(place)) {
            writes.push(self.delete(place.clone())?);
        }
        for (place, summary) in places.iter().filter(|(place, summary)| old_places.get(place) != Some(summary)) {
            writes.push(self.put_over(place.clone(), summary)?);
        }
        writes.push(self.audited(&scope, change, changed)?);
        writes.extend(further);
        Ok(match self.transact(writes).await? {
            Transaction::Done => Committed::Done(tenant),
            Transaction::Refused(places) if places.contains(&0) => Committed::Overtaken,
            Transaction::Refused(places)
                if places.iter().any(|place| (first_added..first_added + added.len()).contains(place)) =>
            {
                Committed::NumberTaken
            }
            Transaction::Refused(_) => Committed::Refused,
        })
    }

    fn put_over_version(&self, key: Key, item: &TenantItem, version: u64) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(key, item)?))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", AttributeValue::N(version.to_string()))
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

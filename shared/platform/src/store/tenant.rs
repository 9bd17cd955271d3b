//! Tenants: what is kept of a company as a whole, and every change of it.
//!
//! What must be found before the tenant is known, or across tenants, follows from the tenant's item: the routes of its
//! numbers and its places in the list of tenants. [`Store::commit`] writes the difference in the same transaction as the
//! item, so that none of them can disagree with it, and each change leaves its entry in the audit log.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    access::EmailAddress,
    id::TenantId,
    phone::PhoneNumber,
    tenant::{FieldProblem, TenantConfig},
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Change, NumberRoute, Store, StoreError, TenantScope, TenantSummary, Transaction,
    audit::Changed,
    config::ConfigVersion,
    directory, item_with_key,
    key::Key,
    people::{Founder, PersonItem},
};

/// Numbers a tenant may connect.
const MOST_NUMBERS: usize = 20;
/// The version of a tenant's first configuration.
pub(super) const FIRST_VERSION: u32 = 1;

/// Whether a tenant's numbers are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// They are.
    Active,
    /// They are not, until it is put back into service.
    Inactive,
}

impl TenantStatus {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Active, Self::Inactive];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

/// What people may change of a tenant, apart from its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The company's name in lists; what callers hear is part of the configuration.
    pub name: Text<80>,
    /// Where the company is written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<EmailAddress>,
    /// What the company is called in another system, such as a customer's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text<80>>,
}

/// A tenant as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantItem {
    /// Its id.
    pub tenant: TenantId,
    /// Counts its changes.
    pub version: u64,
    /// What people may change of it.
    #[serde(flatten)]
    pub profile: Profile,
    /// Whether its numbers are answered.
    pub status: TenantStatus,
    /// Whether calls to it are rehearsals: answered as always, but nothing is booked and nothing counted.
    pub test_mode: bool,
    /// The numbers that reach it.
    pub numbers: BTreeSet<PhoneNumber>,
    /// The version of the configuration that new calls begin with.
    pub published_version: u32,
    /// The version saved last; a draft if it is not the published one.
    pub latest_version: u32,
    /// Owners who have signed in. A tenant that has had one always has one.
    pub owners: u32,
    /// People, invited ones included.
    pub people: u32,
    /// API keys that are not revoked.
    pub keys: u32,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl TenantItem {
    /// The way to its items, for whoever has shown that the item is theirs to see.
    fn scope(&self) -> TenantScope {
        TenantScope(self.tenant.clone())
    }

    fn route(&self) -> NumberRoute {
        NumberRoute {
            tenant: self.tenant.clone(),
            active: self.status == TenantStatus::Active,
            config_version: self.published_version,
            test_mode: self.test_mode,
        }
    }
}

/// A tenant to be created.
#[derive(Debug)]
pub struct NewTenant {
    /// Its id.
    pub tenant: TenantId,
    /// What people may change of it later.
    pub profile: Profile,
    /// Its first configuration, which is published at once.
    pub config: TenantConfig,
    /// Numbers that reach it from the start.
    pub numbers: BTreeSet<PhoneNumber>,
    /// Its first owner.
    pub founder: Founder,
}

/// Why something was not changed as it should have been.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The tenant, or what was to be changed of it, is not there.
    #[error("it is not there")]
    Missing,
    /// It is not any more what whoever changes it has seen.
    #[error("it was changed in the meantime")]
    Overtaken,
    /// What is there stands in the way.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A value does not fit what else is kept.
    #[error("a value does not fit")]
    Invalid(Vec<FieldProblem>),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What stands in a change's way, in words for whoever wants it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum Conflict {
    #[error("the number is connected to a company already")]
    NumberTaken,
    #[error("the number is not connected to this company")]
    NumberNotConnected,
    #[error("at most {MOST_NUMBERS} numbers can be connected")]
    TooManyNumbers,
    #[error("a company with this id is there already")]
    TenantExists,
    #[error("deactivate the company before erasing it")]
    StillActive,
    #[error("this version was never published; publish it instead")]
    NeverPublished,
    #[error("somebody with this e-mail address belongs to the company already")]
    MailboxTaken,
    #[error("at most {0} people can belong to a company")]
    TooManyPeople(u32),
    #[error("a company keeps at least one owner; make somebody else an owner first")]
    LastOwner,
    #[error("you belong to a company already")]
    BelongsElsewhere,
    #[error("this person has accepted their invitation already")]
    AlreadyAccepted,
    #[error("the invitation is not valid any more; ask for a new one")]
    InvitationOver,
    #[error("at most {0} API keys can be in use; revoke one first")]
    TooManyKeys(u32),
    #[error("the API key was revoked, or has expired")]
    KeyOver,
}

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
    /// One tenant.
    pub async fn get_tenant(&self, scope: &TenantScope) -> Result<Option<TenantItem>, StoreError> {
        self.get(Key::tenant(scope)).await
    }

    /// The tenant that a number reaches.
    pub async fn get_tenant_by_number(&self, number: &PhoneNumber) -> Result<Option<TenantSummary>, StoreError> {
        let Some(route) = self.get_number_route(number).await? else { return Ok(None) };
        Ok(self.get_tenant(&route.scope()).await?.as_ref().map(TenantSummary::from))
    }

    /// Creates a tenant: its item, its first configuration, the routes of its numbers, its first owner; all or nothing.
    pub async fn create_tenant(
        &self,
        new: NewTenant,
        change: &Change,
    ) -> Result<(TenantItem, PersonItem), ChangeError> {
        let NewTenant { tenant, profile, config, numbers, founder } = new;
        let problems = config.problems_with_numbers(&numbers);
        if !problems.is_empty() {
            return Err(ChangeError::Invalid(problems));
        }
        if numbers.len() > MOST_NUMBERS {
            return Err(Conflict::TooManyNumbers.into());
        }
        let item = TenantItem {
            tenant,
            version: 1,
            profile,
            status: TenantStatus::Active,
            test_mode: false,
            numbers,
            published_version: FIRST_VERSION,
            latest_version: FIRST_VERSION,
            owners: u32::from(founder.has_signed_in()),
            people: 1,
            keys: 0,
            created_at: change.at,
            updated_at: change.at,
        };
        let scope = item.scope();
        let first = ConfigVersion::first(config, change);
        let mut writes = vec![self.put_new(Key::config(&scope, FIRST_VERSION), &first)?];
        let owner = founder.into_person(change);
        writes.extend(self.new_person(&scope, &owner)?);
        let after = json!({"name": item.profile.name, "numbers": item.numbers});
        // Only the id: this entry outlives the tenant.
        writes.push(self.audited_by_the_platform(change, Changed::new("tenant.created").about(&item.tenant))?);
        let changed = Changed::new("tenant.created").to(after);
        match self.commit(None, Revision { tenant: item, writes, changed }, change).await? {
            Committed::Done(item) => Ok((item, owner)),
            Committed::Overtaken => Err(Conflict::TenantExists.into()),
            Committed::NumberTaken => Err(Conflict::NumberTaken.into()),
            Committed::Refused => Err(Conflict::BelongsElsewhere.into()),
        }
    }

    /// Changes what people may change of a tenant, if it is still at `version`.
    pub async fn set_profile(
        &self,
        scope: &TenantScope,
        version: u64,
        profile: Profile,
        change: &Change,
    ) -> Result<TenantItem, ChangeError> {
        self.revise(scope, change, |tenant| {
            if tenant.version != version {
                return Err(ChangeError::Overtaken);
            }
            let changed = Changed::new("tenant.changed").from(json!(tenant.profile)).to(json!(profile));
            Ok((TenantItem { profile: profile.clone(), ..tenant }, changed))
        })
        .await
    }

    /// Has a tenant's numbers answered, or stops that at once.
    pub async fn set_status(
        &self,
        scope: &TenantScope,
        status: TenantStatus,
        change: &Change,
    ) -> Result<TenantItem, ChangeError> {
        self.revise(scope, change, |tenant| {
            let action = match status {
                TenantStatus::Active => "tenant.reactivated",
                TenantStatus::Inactive => "tenant.deactivated",
            };
            let changed = Changed::new(action).from(json!(tenant.status)).to(json!(status));
            Ok((TenantItem { status, ..tenant }, changed))
        })
        .await
    }

    /// Makes calls rehearsals, or real again.
    pub async fn set_test_mode(
        &self,
        scope: &TenantScope,
        on: bool,
        change: &Change,
    ) -> Result<TenantItem, ChangeError> {
        self.revise(scope, change, |tenant| {
            let changed = Changed::new("tenant.test_mode").from(json!(tenant.test_mode)).to(json!(on));
            Ok((TenantItem { test_mode: on, ..tenant }, changed))
        })
        .await
    }

    /// Routes a number to a tenant. One that reaches it already stays as it is.
    pub async fn add_number(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &Change,
    ) -> Result<TenantItem, ChangeError> {
        let Some(tenant) = self.get_tenant(scope).await? else { return Err(ChangeError::Missing) };
        if tenant.numbers.contains(number) {
            return Ok(tenant);
        }
        self.revise_with(scope, change, |mut tenant| async move {
            if tenant.numbers.len() >= MOST_NUMBERS {
                return Err(Conflict::TooManyNumbers.into());
            }
            // Against the published configuration only: a draft is checked when it is saved or published.
            let config = self.get_config(scope, tenant.published_version).await?.ok_or(ChangeError::Missing)?;
            let problems = config.problems_with_numbers(&BTreeSet::from([number.clone()]));
            if !problems.is_empty() {
                return Err(ChangeError::Invalid(problems));
            }
            tenant.numbers.insert(number.clone());
            let changed = Changed::new("number.connected").about(number);
            Ok(Revision { tenant, writes: Vec::new(), changed })
        })
        .await
    }

    /// A number reaches a tenant no longer.
    pub async fn remove_number(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &Change,
    ) -> Result<TenantItem, ChangeError> {
        self.revise(scope, change, |mut tenant| {
            if !tenant.numbers.remove(number) {
                return Err(Conflict::NumberNotConnected.into());
            }
            Ok((tenant, Changed::new("number.disconnected").about(number)))
        })
        .await
    }

    /// Changes a tenant alone, as often as it takes.
    async fn revise(
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
            .expression_attribute_values(":version", aws_sdk_dynamodb::types::AttributeValue::N(version.to_string()))
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

//! Tenants: the item of a company, and the changes to it. [`super::tenant_update`] writes the changes.

use std::collections::BTreeSet;

use domain::{
    access::EmailAddress,
    budget::BudgetOverride,
    first_days::FirstDays,
    id::TenantId,
    phone::{DialingRules, PhoneError, PhoneNumber},
    tenant::TenantConfig,
    text::Text,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

mod status;

pub use status::{StatusAuthority, TenantStatus};

use super::{
    ChangeContext, ChangeError, Conflict, NewFounder, NumberRoute, Store, StoreError, TenantScope, TenantSessions,
    TenantSummary,
    audit::AuditEvent,
    config::{ConfigVersion, can_be_saved},
    form::Versioned,
    key::Key,
    numbers::MOST_NUMBERS,
    people::{Founder, PersonItem},
    tenant_update::{CommitOutcome, TenantUpdate},
};

/// The version of a tenant's first configuration.
pub(super) const FIRST_VERSION: u32 = 1;

/// The part of a tenant that people can edit, apart from its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The company's name in lists. Callers hear the name in the configuration.
    pub name: Text<80>,
    /// The company's e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<EmailAddress>,
    /// The company's id in another system, such as a customer number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text<80>>,
}

/// The item of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantItem {
    /// Its id.
    pub tenant: TenantId,
    /// The number of changes so far.
    pub version: u64,
    /// The part that people can edit.
    #[serde(flatten)]
    pub profile: Profile,
    /// Whether its calls are answered.
    pub status: TenantStatus,
    /// Whether an operator has approved it. Companies that are older than this field are approved.
    #[serde(default = "approved", skip_serializing_if = "Clone::clone")]
    pub approved: bool,
    /// What an operator has set of its budget.
    #[serde(default, skip_serializing_if = "BudgetOverride::is_default")]
    pub budget: BudgetOverride,
    /// Whether the tenant is in test mode: calls are answered as usual, but nothing is booked or counted.
    pub test_mode: bool,
    /// Its connected numbers.
    pub numbers: BTreeSet<PhoneNumber>,
    /// Which numbers are dialed for the tenant.
    #[serde(default, skip_serializing_if = "DialingRules::is_default")]
    pub dialing: DialingRules,
    /// The version of the configuration for new calls.
    pub published_version: u32,
    /// The version saved last. It is a draft unless it is the published one.
    pub latest_version: u32,
    /// How often the version saved last was replaced in place.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub draft_revision: u32,
    /// The number of owners who have signed in. Once there is one, at least one remains.
    pub owners: u32,
    /// The number of people, including invited ones.
    pub people: u32,
    /// The number of keys that are not revoked.
    pub keys: u32,
    /// The number of changes of its credentials.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub credentials_version: u64,
    /// When it first answered calls or first published a configuration of its own. `None` before, and for companies that are
    /// older than this field until they publish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launched_at: Option<Timestamp>,
    /// What its people have ticked in the list of the first days.
    #[serde(default, skip_serializing_if = "FirstDays::is_default")]
    pub first_days: FirstDays,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl TenantItem {
    /// The number that a preview or a test call is made to: the first of the company, or a fictional one. It fails only if the
    /// fictional one is invalid.
    pub fn tested_number(&self) -> Result<PhoneNumber, PhoneError> {
        const FICTIONAL: &str = "+12025550100";
        self.numbers.first().cloned().map_or_else(|| PhoneNumber::parse(FICTIONAL), Ok)
    }

    pub(super) fn route(&self) -> NumberRoute {
        NumberRoute {
            tenant: self.tenant.clone(),
            active: self.status.is_in_service(),
            approved: self.approved,
            budget: self.budget,
            config_version: self.published_version,
            test_mode: self.test_mode,
            dialing: self.dialing.clone(),
            credentials_version: self.credentials_version,
        }
    }
}

/// A new tenant.
#[derive(Debug)]
pub struct NewTenant {
    /// Its id.
    pub tenant: TenantId,
    /// The part that people can edit later.
    pub profile: Profile,
    /// Its first configuration. It is published at once.
    pub config: TenantConfig,
    /// The numbers that are connected from the start.
    pub numbers: BTreeSet<PhoneNumber>,
    /// Its first owner.
    pub founder: Founder,
    /// Whether it begins approved, and not in trial.
    pub approved: bool,
    /// The person who signs up, who founds no other company. `None` if an operator creates it.
    pub founded_by: Option<NewFounder>,
}

/// The value of a stored item without the field.
pub(super) fn approved() -> bool {
    true
}

impl Versioned for TenantItem {}

impl Store {
    /// Gets a tenant.
    #[must_use]
    #[boxed]
    pub async fn get_tenant(&self, scope: &TenantScope) -> Result<Option<TenantItem>, StoreError> {
        self.within(scope).get(Key::tenant(scope)).await
    }

    /// Gets the tenant of a number, in a session of that tenant.
    #[must_use]
    #[boxed]
    pub async fn get_tenant_by_number(
        &self,
        sessions: &TenantSessions,
        number: &PhoneNumber,
    ) -> Result<Option<TenantSummary>, StoreError> {
        let Some(route) = self.get_number_route(number).await? else { return Ok(None) };
        let scope = sessions.enter(&route.tenant).await?;
        Ok(self.get_tenant(&scope).await?.as_ref().map(TenantSummary::from))
    }

    /// Creates a tenant in a session of the new tenant.
    #[must_use]
    #[boxed]
    pub async fn found_tenant(
        &self,
        sessions: &TenantSessions,
        new: NewTenant,
        change: &ChangeContext,
    ) -> Result<(TenantItem, PersonItem), ChangeError> {
        let scope = sessions.enter(&new.tenant).await?;
        self.create_tenant_in(&scope, new, change).await
    }

    /// Creates a tenant with the credentials of this table's own client. No function has them; the laptop and the tests do.
    #[must_use]
    #[boxed]
    pub async fn create_tenant(
        &self,
        new: NewTenant,
        change: &ChangeContext,
    ) -> Result<(TenantItem, PersonItem), ChangeError> {
        let scope = TenantScope::of_function(new.tenant.clone());
        self.create_tenant_in(&scope, new, change).await
    }

    /// Creates a tenant in one transaction: its item, its first configuration, the routes of its numbers, its first
    /// owner.
    async fn create_tenant_in(
        &self,
        scope: &TenantScope,
        new: NewTenant,
        change: &ChangeContext,
    ) -> Result<(TenantItem, PersonItem), ChangeError> {
        let NewTenant { tenant, profile, config, numbers, founder, approved, founded_by } = new;
        let dialing = DialingRules::default();
        self.check_dialed_numbers(&config, &numbers, &dialing).await?;
        can_be_saved(&config)?;
        if numbers.len() > MOST_NUMBERS {
            return Err(Conflict::TooManyNumbers.into());
        }
        // A company with a number answers calls at once.
        let launched_at = (!numbers.is_empty()).then_some(change.at);
        let item = TenantItem {
            tenant,
            version: 1,
            profile,
            status: TenantStatus::in_service(approved),
            approved,
            budget: BudgetOverride::default(),
            test_mode: false,
            numbers,
            dialing,
            published_version: FIRST_VERSION,
            latest_version: FIRST_VERSION,
            draft_revision: 0,
            owners: u32::from(founder.has_signed_in()),
            people: 1,
            keys: 0,
            credentials_version: 0,
            launched_at,
            first_days: FirstDays::default(),
            created_at: change.at,
            updated_at: change.at,
        };
        let first = ConfigVersion::first(config, change);
        let mut writes = vec![self.put_new(Key::config(scope, FIRST_VERSION), &first)?];
        let owner = founder.into_person(change);
        writes.extend(self.new_person(scope, &owner)?);
        if let Some(founder) = &founded_by {
            writes.extend(self.mark_founder(founder, change)?);
        }
        let after = json!({"name": item.profile.name, "numbers": item.numbers});
        // Only the id, since this entry outlives the tenant.
        writes.push(self.audited_by_the_platform(change, AuditEvent::new("tenant.created").about(&item.tenant))?);
        let event = AuditEvent::new("tenant.created").to(after);
        match self.commit(scope, None, TenantUpdate { tenant: item, writes, event }, change).await? {
            CommitOutcome::Done(item) => Ok((item, owner)),
            CommitOutcome::Overtaken => Err(Conflict::TenantExists.into()),
            CommitOutcome::NumberTaken => Err(Conflict::NumberTaken.into()),
            CommitOutcome::Refused => match &founded_by {
                Some(founder) if self.has_founded(founder).await? => Err(Conflict::FoundedBefore.into()),
                _ => Err(Conflict::BelongsElsewhere.into()),
            },
        }
    }

    /// Edits a tenant's profile, if the tenant is still at `version`.
    #[must_use]
    #[boxed]
    pub async fn set_profile(
        &self,
        scope: &TenantScope,
        version: u64,
        profile: Profile,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant(scope, change, |tenant| {
            if tenant.version != version {
                return Err(ChangeError::Overtaken);
            }
            let event = AuditEvent::new("tenant.changed").from(json!(tenant.profile)).to(json!(profile));
            Ok((TenantItem { profile: profile.clone(), ..tenant }, event))
        })
        .await
    }

    /// Sets what is ticked in the list of the first days, if the tenant is still at `version`.
    #[must_use]
    #[boxed]
    pub async fn set_first_days(
        &self,
        scope: &TenantScope,
        version: u64,
        first_days: FirstDays,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant(scope, change, |tenant| {
            if tenant.version != version {
                return Err(ChangeError::Overtaken);
            }
            let event = AuditEvent::new("tenant.first_days").from(json!(tenant.first_days)).to(json!(first_days));
            Ok((TenantItem { first_days: first_days.clone(), ..tenant }, event))
        })
        .await
    }

    /// Sets a tenant's budget, with effect on the calls of the next half minute at the latest.
    #[must_use]
    #[boxed]
    pub async fn set_budget(
        &self,
        scope: &TenantScope,
        budget: BudgetOverride,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant_and_platform(scope, change, |tenant| {
            let event = AuditEvent::new("tenant.budget").from(json!(tenant.budget)).to(json!(budget));
            (TenantItem { budget, ..tenant }, event)
        })
        .await
    }

    /// Updates a tenant as an operator decides: the platform's audit log has the entry too.
    async fn update_tenant_and_platform(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        decide: impl Fn(TenantItem) -> (TenantItem, AuditEvent),
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant_with(scope, change, |tenant| {
            let (tenant, event) = decide(tenant);
            let platform = self.audited_by_the_platform(change, event.clone().about(scope.tenant()));
            let update = platform.map_err(ChangeError::from);
            std::future::ready(update.map(|write| TenantUpdate { tenant, writes: vec![write], event }))
        })
        .await
    }

    /// Turns test mode on or off.
    #[must_use]
    #[boxed]
    pub async fn set_test_mode(
        &self,
        scope: &TenantScope,
        on: bool,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant(scope, change, |tenant| {
            let event = AuditEvent::new("tenant.test_mode").from(json!(tenant.test_mode)).to(json!(on));
            Ok((TenantItem { test_mode: on, ..tenant }, event))
        })
        .await
    }

    /// Sets which numbers are dialed for a tenant, with immediate effect.
    #[must_use]
    #[boxed]
    pub async fn set_dialing(
        &self,
        scope: &TenantScope,
        dialing: DialingRules,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant_and_platform(scope, change, |tenant| {
            let event = AuditEvent::new("tenant.dialing").from(json!(tenant.dialing)).to(json!(dialing));
            (TenantItem { dialing: dialing.clone(), ..tenant }, event)
        })
        .await
    }
}

//! The numbers of a tenant: connecting, disconnecting, and claiming one from a tenant that does not hold it.
//!
//! Whether a tenant's Twilio account holds a number is found out elsewhere. Here a proof only counts for the version of
//! the credentials that it was made with.

use std::collections::BTreeSet;

use domain::phone::PhoneNumber;
use platform::boxed;
use serde_json::json;

use super::{
    ChangeContext, ChangeError, Conflict, Store, StoreError, TenantItem, TenantScope, audit::AuditEvent,
    tenant_update::TenantUpdate, transaction::Transaction,
};

/// The most numbers of a tenant.
pub(super) const MOST_NUMBERS: usize = 20;

/// A number that a tenant proved to hold, and that is routed to another tenant which does not hold it.
#[derive(Debug)]
pub struct NumberClaim<'a> {
    /// The number.
    pub number: &'a PhoneNumber,
    /// The version of the credentials with which the tenant proved that it holds the number.
    pub credentials_version: u64,
    /// The tenant that the number is routed to.
    pub holder: &'a TenantScope,
    /// The version of the credentials with which that tenant was found not to hold the number.
    pub holder_credentials_version: u64,
}

impl Store {
    /// Connects a number to a tenant. A number that is already connected to it stays as it is. `credentials_version` is
    /// the version of the credentials that proved that the tenant holds the number.
    #[must_use]
    #[boxed]
    pub async fn add_number(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        credentials_version: u64,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        let Some(tenant) = self.get_tenant(scope).await? else { return Err(ChangeError::Missing) };
        if tenant.numbers.contains(number) {
            return Ok(tenant);
        }
        self.update_tenant_with(scope, change, |mut tenant| async move {
            self.check_addition(scope, &tenant, number, credentials_version).await?;
            tenant.numbers.insert(number.clone());
            let event = AuditEvent::new("number.connected").about(number);
            Ok(TenantUpdate { tenant, writes: Vec::new(), event })
        })
        .await
    }

    /// Checks that a tenant could connect a number now, before it is bought.
    #[must_use]
    #[boxed]
    pub async fn check_new_number(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        number: &PhoneNumber,
    ) -> Result<(), ChangeError> {
        self.check_addition(scope, tenant, number, tenant.credentials_version).await
    }

    /// Writes the entry of an order of a number. The order itself is Twilio's.
    #[must_use]
    #[boxed]
    pub async fn audit_order(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<(), StoreError> {
        let event = AuditEvent::new("number.ordered").about(number);
        match self.within(scope).transact(self.audited(scope, change, event)?).await? {
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// Disconnects a number from a tenant.
    #[must_use]
    #[boxed]
    pub async fn remove_number(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant(scope, change, |mut tenant| {
            if !tenant.numbers.remove(number) {
                return Err(Conflict::NumberNotConnected.into());
            }
            Ok((tenant, AuditEvent::new("number.disconnected").about(number)))
        })
        .await
    }

    /// Moves a number to a tenant, if both proofs still hold. Each of the two audit logs gets its own part: neither
    /// tenant learns who the other is. `by_platform` is the change as the other tenant sees it.
    ///
    /// A session reaches one tenant, so there are two transactions: one takes the number from the other tenant and
    /// writes the platform's log, and one gives it to this tenant. If only the first one succeeds, the number is
    /// connected to no tenant, and [`Self::add_number`] completes the claim. Of two claims, the second transaction
    /// admits one.
    #[must_use]
    #[boxed]
    pub async fn claim_number(
        &self,
        scope: &TenantScope,
        claim: &NumberClaim<'_>,
        change: &ChangeContext,
        by_platform: &ChangeContext,
    ) -> Result<(), ChangeError> {
        let NumberClaim { number, holder, credentials_version, holder_credentials_version } = *claim;
        let Some(tenant) = self.get_tenant(scope).await? else { return Err(ChangeError::Missing) };
        self.check_addition(scope, &tenant, number, credentials_version).await?;
        self.update_tenant_with(holder, by_platform, |mut other| async move {
            if other.credentials_version != holder_credentials_version {
                return Err(Conflict::CredentialsChanged.into());
            }
            if !other.numbers.remove(number) {
                return Err(Conflict::NumberTaken.into());
            }
            // The platform's log outlives both tenants, so it has no whole number.
            let moved = AuditEvent::new("number.moved").about(number.masked());
            let moved = moved.from(json!(holder.tenant())).to(json!(scope.tenant()));
            let writes = vec![self.audited_by_the_platform(change, moved)?];
            let reason = json!({"reason": "another company proved that its Twilio account holds the number"});
            let event = AuditEvent::new("number.lost").about(number).to(reason).for_owners();
            Ok(TenantUpdate { tenant: other, writes, event })
        })
        .await?;
        self.update_tenant_with(scope, change, |mut tenant| async move {
            self.check_addition(scope, &tenant, number, credentials_version).await?;
            tenant.numbers.insert(number.clone());
            Ok(TenantUpdate { tenant, writes: Vec::new(), event: AuditEvent::new("number.claimed").about(number) })
        })
        .await
        .map(|_| ())
    }

    /// Checks that a tenant may get a number, and that it proved to hold it with its current credentials.
    async fn check_addition(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        number: &PhoneNumber,
        credentials_version: u64,
    ) -> Result<(), ChangeError> {
        if tenant.credentials_version != credentials_version {
            return Err(Conflict::CredentialsChanged.into());
        }
        if tenant.numbers.len() >= MOST_NUMBERS {
            return Err(Conflict::TooManyNumbers.into());
        }
        // Checks the published configuration only. A draft is checked when it is saved or published.
        let config = self.get_config(scope, tenant.published_version).await?.ok_or(ChangeError::Missing)?;
        let problems = config.problems_with_numbers(&BTreeSet::from([number.clone()]));
        if problems.is_empty() { Ok(()) } else { Err(ChangeError::Invalid(problems)) }
    }
}

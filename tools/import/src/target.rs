//! The table, and the company into which the records go.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    access::{EmailAddress, EmailAddressError},
    id::{IdError, PersonId, TenantId},
    tenant::{InvalidConfig, TenantConfig},
    text::Text,
};
use jiff::Timestamp;
use platform::{aws, random};
use store::{
    Actor, ChangeContext, ChangeError, DraftPlace, Founder, FounderProof, IMPORTER, ImportName, NewTenant, Profile,
    Store, StoreError, TenantScope, secret_token::InvitationCode,
};

use crate::{records::Target, settings::Drafted};

/// A transaction of a hundred writes takes longer than one of a call.
const ATTEMPT: Duration = Duration::from_secs(20);
const OPERATION: Duration = Duration::from_secs(90);

/// Why the company cannot be reached or made.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// It does not exist, and no owner was named.
    #[error("the company {0} does not exist; name its owner with --owner to create it")]
    Missing(TenantId),
    /// It has no configuration.
    #[error("the company has no configuration")]
    NoConfig,
    /// The owner's address.
    #[error(transparent)]
    Email(#[from] EmailAddressError),
    /// An id.
    #[error(transparent)]
    Id(#[from] IdError),
    /// The configuration of a new company.
    #[error(transparent)]
    Config(#[from] InvalidConfig),
    /// The operating system provides no random numbers.
    #[error("no random id could be generated")]
    Randomness(#[from] getrandom::Error),
    /// The company could not be changed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The table with this name, reached with the credentials, the region and the endpoint in the environment.
#[must_use]
pub fn store(table: &str) -> Store {
    let config = aws::from_environment();
    let patient =
        config.timeout_config().cloned().unwrap_or_else(|| aws_config::timeout::TimeoutConfig::builder().build());
    let patient = patient.to_builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build();
    Store::new(aws::dynamodb(&config.into_builder().timeout_config(patient).build()), table)
}

/// The company as the target of an import; `None` if it does not exist.
pub async fn find(store: &Store, tenant: &TenantId, import: &ImportName) -> Result<Option<Target>, TargetError> {
    let scope = TenantScope::of_import(tenant.clone());
    let Some(item) = store.get_tenant(&scope).await? else { return Ok(None) };
    // The draft counts before it is published: it is what will be.
    let version = item.latest_version;
    let config = store.get_config(&scope, version).await?.ok_or(TargetError::NoConfig)?;
    Ok(Some(Target { tenant: tenant.clone(), import: import.clone(), config, config_version: version }))
}

/// Creates the company without a number, so that it answers no call yet. Returns the code with which its owner accepts the
/// invitation.
pub async fn create(
    store: &Store,
    (tenant, name): (&TenantId, &Text<80>),
    owner: &str,
    config: TenantConfig,
    now: Timestamp,
) -> Result<InvitationCode, TargetError> {
    let code = InvitationCode::random()?;
    let founder = Founder {
        person: PersonId::parse(&format!("{}{}", PersonId::PREFIX, random::id_body()?))?,
        email: EmailAddress::parse(owner)?,
        name: None,
        proof: FounderProof::Code(code.clone()),
    };
    let new = NewTenant {
        tenant: tenant.clone(),
        profile: Profile { name: name.clone(), contact_email: None, reference: None },
        config,
        numbers: BTreeSet::new(),
        founder,
        approved: true,
        founded_by: None,
    };
    store.create_tenant(new, &change(now)).await?;
    Ok(code)
}

/// Saves a configuration as a draft, unless an import did before. Returns its version. Its entry in the audit log has the origins.
pub async fn save_draft(
    store: &Store,
    tenant: &TenantId,
    drafted: &Drafted,
    now: Timestamp,
) -> Result<Option<u32>, TargetError> {
    let scope = TenantScope::of_import(tenant.clone());
    let item = store.get_tenant(&scope).await?.ok_or_else(|| TargetError::Missing(tenant.clone()))?;
    if store.imported_draft(&scope).await?.is_some() {
        return Ok(None);
    }
    let (place, origins) = (DraftPlace::of(&item), drafted.origins_json());
    let saved = store.save_draft_with_origins(&scope, place, (&drafted.config, Some(&origins)), &change(now)).await?;
    Ok(Some(saved.info.number))
}

/// The operator who imports.
pub(crate) fn change(at: Timestamp) -> ChangeContext {
    ChangeContext { actor: Actor { name: IMPORTER.to_owned(), address: None }, at }
}

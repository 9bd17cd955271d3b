//! Versions of a tenant's configuration. Each save creates the next version, and publishing selects the version for new
//! calls. A version that was published never changes. The version saved last can be replaced in place until then; each
//! replacement is a revision of it.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::tenant::TenantConfig;
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    ChangeContext, ChangeError, Conflict, Page, Store, StoreError, TenantItem, TenantScope,
    audit::AuditEvent,
    dialed_numbers,
    form::Versioned,
    key::{self, Key},
    page::Range,
    tenant::FIRST_VERSION,
    tenant_update::TenantUpdate,
};

/// How many versions that were never published are kept. The oldest is deleted when another one is saved.
const KEPT_DRAFTS: u32 = 100;

/// How many versions are kept, published or not.
const KEPT_VERSIONS: u32 = 1000;
/// A version that was published is kept at least this long: a call reads the version that it began with.
const LEAST_AGE: SignedDuration = SignedDuration::from_hours(24);

/// The time and the author of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The time.
    pub at: Timestamp,
    /// The author, by the name in the audit log.
    pub by: String,
}

impl Stamp {
    pub(crate) fn of(change: &ChangeContext) -> Self {
        Self { at: change.at, by: change.actor.name.clone() }
    }
}

/// The metadata of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionInfo {
    /// Its number. Numbers are consecutive.
    pub number: u32,
    /// How often it was replaced in place.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub revision: u32,
    /// When and by whom it was saved, or last replaced.
    pub saved: Stamp,
    /// When and by whom it was last published; `None` if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Stamp>,
}

impl VersionInfo {
    /// The name of the content: the number, and the revision if there is one. Equal tags have equal content.
    #[must_use]
    pub fn tag(&self) -> String {
        match self.revision {
            0 => self.number.to_string(),
            revision => format!("{}.{revision}", self.number),
        }
    }
}

/// The version saved last, as a caller has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftPlace {
    number: u32,
    revision: u32,
}

impl DraftPlace {
    /// The draft of a tenant.
    #[must_use]
    pub fn of(tenant: &TenantItem) -> Self {
        Self { number: tenant.latest_version, revision: tenant.draft_revision }
    }

    /// Its revision, if it is the version with this number. Every other version keeps its content.
    #[must_use]
    pub fn revision_of(self, number: u32) -> Option<u32> {
        (self.number == number).then_some(self.revision)
    }

    /// Fails if the draft has changed since.
    fn check(self, tenant: &TenantItem) -> Result<(), ChangeError> {
        if self == Self::of(tenant) { Ok(()) } else { Err(ChangeError::Overtaken) }
    }
}

/// One version of a configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfigVersion {
    /// Its metadata.
    #[serde(flatten)]
    pub info: VersionInfo,
    /// The configuration.
    pub config: TenantConfig,
}

impl ConfigVersion {
    pub(super) fn first(config: TenantConfig, change: &ChangeContext) -> Self {
        let stamp = Stamp::of(change);
        let info = VersionInfo { number: FIRST_VERSION, revision: 0, saved: stamp.clone(), published: Some(stamp) };
        Self { info, config }
    }
}

/// How a version comes to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Publication<'a> {
    /// It is published, with the reason if its scenarios have not passed.
    New { untested: Option<&'a str> },
    /// It was published before.
    RollBack,
}

impl Publication<'_> {
    fn action(self) -> &'static str {
        match self {
            Self::New { .. } => "configuration.published",
            Self::RollBack => "configuration.rolled_back",
        }
    }
}

/// The part of a version that a call needs.
#[derive(Deserialize)]
struct ConfigItem {
    config: TenantConfig,
}

impl Versioned for ConfigVersion {}
impl Versioned for ConfigItem {}
impl Versioned for VersionInfo {}

impl Store {
    /// Gets one version of the tenant's configuration.
    #[must_use]
    #[boxed]
    pub async fn get_config(&self, scope: &TenantScope, version: u32) -> Result<Option<TenantConfig>, StoreError> {
        let item: Option<ConfigItem> = self.within(scope).get(Key::config(scope, version)).await?;
        Ok(item.map(|item| item.config))
    }

    /// Gets one version with its metadata.
    #[must_use]
    #[boxed]
    pub async fn get_config_version(
        &self,
        scope: &TenantScope,
        version: u32,
    ) -> Result<Option<ConfigVersion>, StoreError> {
        self.within(scope).get(Key::config(scope, version)).await
    }

    /// Lists the metadata of a tenant's versions, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_config_versions(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<VersionInfo>, StoreError> {
        let range = Range::newest_first(scope.tenant().as_str(), key::CONFIG);
        // The configurations are long, so the list leaves them out.
        self.within(scope).page(&range.reading("#number, revision, saved, published"), after, limit).await
    }

    /// Saves a configuration as the next version, if `latest` is still the draft.
    #[must_use]
    #[boxed]
    pub async fn save_draft(
        &self,
        scope: &TenantScope,
        latest: DraftPlace,
        config: &TenantConfig,
        change: &ChangeContext,
    ) -> Result<ConfigVersion, ChangeError> {
        self.save_draft_with_origins(scope, latest, (config, None), change).await
    }

    /// The same. The entry in the audit log says where each value comes from.
    #[must_use]
    #[boxed]
    pub async fn save_draft_with_origins(
        &self,
        scope: &TenantScope,
        latest: DraftPlace,
        (config, origins): (&TenantConfig, Option<&Value>),
        change: &ChangeContext,
    ) -> Result<ConfigVersion, ChangeError> {
        let number = latest.number.saturating_add(1);
        let info = VersionInfo { number, revision: 0, saved: Stamp::of(change), published: None };
        let version = &ConfigVersion { info, config: config.clone() };
        self.update_tenant_with(scope, change, |tenant| async move {
            latest.check(&tenant)?;
            self.check_dialed_numbers(config, &tenant.numbers, &tenant.dialing).await?;
            can_be_saved(config)?;
            let mut writes = vec![self.put_new(Key::config(scope, number), version)?];
            writes.extend(self.delete_old_draft(scope, number, &tenant).await?);
            writes.extend(self.delete_old_version(scope, number, &tenant, change.at).await?);
            let audited =
                self.audited_dialed_numbers(scope, change, dialed_numbers::SAVED, (latest.number, number), config);
            writes.extend(audited.await?);
            let mut after = json!({"latest_version": number});
            if let Some(origins) = origins {
                after["origins"] = origins.clone();
            }
            let before = json!({"latest_version": latest.number});
            let event = AuditEvent::new("configuration.saved").about(number).from(before).to(after);
            let tenant = TenantItem { latest_version: number, draft_revision: 0, ..tenant };
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        Ok(version.clone())
    }

    /// Replaces the configuration of the draft in place, if it is still the one that was `read` at `place`. A version that was
    /// published is not replaced: calls rely on it.
    #[must_use]
    #[boxed]
    pub async fn replace_draft(
        &self,
        scope: &TenantScope,
        (place, read): (DraftPlace, &VersionInfo),
        config: &TenantConfig,
        change: &ChangeContext,
    ) -> Result<ConfigVersion, ChangeError> {
        let number = read.number;
        if read.published.is_some() {
            return Err(Conflict::PublishedBefore.into());
        }
        if place.number != number {
            return Err(Conflict::NotTheDraft.into());
        }
        let revision = read.revision.saturating_add(1);
        let info = VersionInfo { number, revision, saved: Stamp::of(change), published: None };
        let version = &ConfigVersion { info, config: config.clone() };
        self.update_tenant_with(scope, change, |tenant| async move {
            // A publication counts the tenant's version up, so that this update is decided again and finds it.
            let current = self.get_config_version(scope, number).await?.ok_or(ChangeError::Missing)?;
            if current.info.published.is_some() {
                return Err(Conflict::PublishedBefore.into());
            }
            place.check(&tenant)?;
            self.check_dialed_numbers(config, &tenant.numbers, &tenant.dialing).await?;
            can_be_saved(config)?;
            let mut writes = vec![self.put_over(Key::config(scope, number), version)?];
            let audited = self.audited_dialed_numbers(scope, change, dialed_numbers::SAVED, (number, number), config);
            writes.extend(audited.await?);
            let event = AuditEvent::new("configuration.replaced")
                .about(number)
                .from(json!({"revision": read.revision}))
                .to(json!({"revision": revision}));
            Ok(TenantUpdate { tenant: TenantItem { draft_revision: revision, ..tenant }, writes, event })
        })
        .await?;
        Ok(version.clone())
    }

    /// The deletion of the version that is one too old, unless it was published.
    async fn delete_old_draft(
        &self,
        scope: &TenantScope,
        number: u32,
        tenant: &TenantItem,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let old = number.checked_sub(KEPT_DRAFTS).filter(|old| *old != tenant.published_version && *old > 0);
        let Some(old) = old else { return Ok(None) };
        let known = self.get_config_version(scope, old).await?;
        // A publication in the meantime changes the tenant's version, and this update is decided again.
        let was_published = known.is_none_or(|version| version.info.published.is_some());
        if was_published { Ok(None) } else { Ok(Some(self.delete(Key::config(scope, old))?)) }
    }

    /// The deletion of the version that is too old even if it was published, unless new calls use it. Fails if it is not a day old.
    async fn delete_old_version(
        &self,
        scope: &TenantScope,
        number: u32,
        tenant: &TenantItem,
        now: Timestamp,
    ) -> Result<Option<TransactWriteItem>, ChangeError> {
        let old = number.checked_sub(KEPT_VERSIONS).filter(|old| *old != tenant.published_version && *old > 0);
        let Some(old) = old else { return Ok(None) };
        let Some(known) = self.get_config_version(scope, old).await? else { return Ok(None) };
        if now.duration_since(known.info.saved.at) < LEAST_AGE {
            return Err(Conflict::TooManyVersions(KEPT_VERSIONS).into());
        }
        Ok(Some(self.delete(Key::config(scope, old))?))
    }

    /// Publishes a version: new calls use it. It must still be at the revision that was read. `untested` is the reason for publishing it
    /// without its scenarios passed.
    #[must_use]
    #[boxed]
    pub async fn publish(
        &self,
        scope: &TenantScope,
        version: &VersionInfo,
        untested: Option<&str>,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.publish_version(scope, version, change, Publication::New { untested }).await
    }

    /// Publishes a version again that was published before.
    #[must_use]
    #[boxed]
    pub async fn roll_back(
        &self,
        scope: &TenantScope,
        version: &VersionInfo,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.publish_version(scope, version, change, Publication::RollBack).await
    }

    async fn publish_version(
        &self,
        scope: &TenantScope,
        read: &VersionInfo,
        change: &ChangeContext,
        publication: Publication<'_>,
    ) -> Result<TenantItem, ChangeError> {
        let number = read.number;
        self.update_tenant_with(scope, change, |tenant| async move {
            let version = self.get_config_version(scope, number).await?.ok_or(ChangeError::Missing)?;
            if version.info.revision != read.revision {
                return Err(ChangeError::Overtaken);
            }
            if publication == Publication::RollBack && version.info.published.is_none() {
                return Err(Conflict::NeverPublished.into());
            }
            self.check_dialed_numbers(&version.config, &tenant.numbers, &tenant.dialing).await?;
            if version.info.published.is_none() {
                can_be_saved(&version.config)?;
            }
            let event = AuditEvent::new(publication.action())
                .about(number)
                .from(json!({"published_version": tenant.published_version}))
                .to(json!({"published_version": number}));
            let mut writes = vec![self.stamp_published(scope, number, change)?];
            if let Publication::New { untested: Some(reason) } = publication {
                let event =
                    AuditEvent::new("configuration.published_untested").about(number).to(json!({"reason": reason}));
                writes.extend(self.audited(scope, change, event)?);
            }
            let versions = (tenant.published_version, number);
            let action = dialed_numbers::PUBLISHED;
            writes.extend(self.audited_dialed_numbers(scope, change, action, versions, &version.config).await?);
            // Once for each company: the owners are told what to do next. A company that is older than the field and has
            // published is not new.
            if tenant.launched_at.is_none() && tenant.published_version == FIRST_VERSION && number != FIRST_VERSION {
                writes.extend(self.audited(scope, change, AuditEvent::new("tenant.launched").for_owners())?);
            }
            let launched_at = tenant.launched_at.or(Some(change.at));
            Ok(TenantUpdate { tenant: TenantItem { published_version: number, launched_at, ..tenant }, writes, event })
        })
        .await
    }

    fn stamp_published(
        &self,
        scope: &TenantScope,
        version: u32,
        change: &ChangeContext,
    ) -> Result<TransactWriteItem, StoreError> {
        let stamp = AttributeValue::M(serde_dynamo::to_item(Stamp::of(change))?);
        let update = self
            .update(Key::config(scope, version))
            .update_expression("SET published = :stamp")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":stamp", stamp)
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

/// A configuration has the size that an item and the model allow.
pub(super) fn can_be_saved(config: &TenantConfig) -> Result<(), ChangeError> {
    let problems = config.problems_when_saved();
    if problems.is_empty() { Ok(()) } else { Err(ChangeError::Invalid(problems)) }
}

//! The JSON of tenants, people and versions, as several routes show it.

use domain::{
    access::{EmailAddress, Permission, Role},
    id::{PersonId, TenantId},
    phone::PhoneNumber,
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{PersonItem, PersonState, Profile, Stamp, TenantItem, TenantStatus, TenantSummary, VersionInfo};
use utoipa::ToSchema;

/// A company as a whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tenant, example = json!({
    "tenant_id": "ten_acme", "name": "Acme Heating & Air", "contact_email": "office@acme.example", "status": "active",
    "test_mode": false, "numbers": ["+12145550100"], "published_version": 3, "latest_version": 4, "version": 12,
    "created_at": "2026-11-02T15:04:05Z", "updated_at": "2026-11-23T16:00:00Z",
}))]
pub(crate) struct TenantView {
    /// Its id.
    tenant_id: TenantId,
    /// The company's name in lists; what callers hear is part of the configuration.
    name: Text<80>,
    /// Where the company is written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_email: Option<EmailAddress>,
    /// What the company is called in another system, such as a customer's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Text<80>>,
    status: StatusView,
    /// Whether calls are rehearsals: answered as always, but nothing is booked and nothing counted.
    test_mode: bool,
    /// The numbers that reach it.
    numbers: Vec<PhoneNumber>,
    /// The version of the configuration that new calls begin with.
    published_version: u32,
    /// The version saved last; a draft if it is not the published one.
    latest_version: u32,
    /// Counts its changes; also sent as `ETag`.
    version: u64,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Whether a company's numbers are answered.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TenantStatus)]
pub(crate) enum StatusView {
    /// They are.
    Active,
    /// They are not, until it is put back into service.
    Inactive,
}

impl From<TenantStatus> for StatusView {
    fn from(status: TenantStatus) -> Self {
        match status {
            TenantStatus::Active => Self::Active,
            TenantStatus::Inactive => Self::Inactive,
        }
    }
}

impl From<StatusView> for TenantStatus {
    fn from(status: StatusView) -> Self {
        match status {
            StatusView::Active => Self::Active,
            StatusView::Inactive => Self::Inactive,
        }
    }
}

impl From<TenantItem> for TenantView {
    fn from(tenant: TenantItem) -> Self {
        let Profile { name, contact_email, reference } = tenant.profile;
        Self {
            tenant_id: tenant.tenant,
            name,
            contact_email,
            reference,
            status: tenant.status.into(),
            test_mode: tenant.test_mode,
            numbers: tenant.numbers.into_iter().collect(),
            published_version: tenant.published_version,
            latest_version: tenant.latest_version,
            version: tenant.version,
            created_at: tenant.created_at,
            updated_at: tenant.updated_at,
        }
    }
}

/// A company in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantSummary, example = json!({
    "tenant_id": "ten_acme", "name": "Acme Heating & Air", "status": "active", "test_mode": false,
    "numbers": ["+12145550100"], "created_at": "2026-11-02T15:04:05Z",
}))]
pub(crate) struct SummaryView {
    /// Its id.
    tenant_id: TenantId,
    /// Its name.
    name: String,
    status: StatusView,
    /// Whether calls are rehearsals.
    test_mode: bool,
    /// The numbers that reach it.
    numbers: Vec<PhoneNumber>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<TenantSummary> for SummaryView {
    fn from(tenant: TenantSummary) -> Self {
        let TenantSummary { tenant, name, status, test_mode, numbers, created_at } = tenant;
        Self { tenant_id: tenant, name, status: status.into(), test_mode, numbers, created_at }
    }
}

/// Who did something, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stamp)]
pub(crate) struct StampView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who: a person's or key's id, or `operator:` and a subject.
    by: String,
}

impl From<Stamp> for StampView {
    fn from(Stamp { at, by }: Stamp) -> Self {
        Self { at, by }
    }
}

/// A version of a configuration, without the configuration itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Version, example = json!({
    "number": 3, "saved": {"at": "2026-11-20T09:12:00Z", "by": "usr_dana"},
    "published": {"at": "2026-11-20T09:15:00Z", "by": "usr_dana"},
}))]
pub(crate) struct VersionView {
    /// Its number; each is one more than the one saved before.
    number: u32,
    /// When it was saved, and by whom.
    saved: StampView,
    /// When it was last published, and by whom; missing if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<StampView>,
}

impl From<VersionInfo> for VersionView {
    fn from(VersionInfo { number, saved, published }: VersionInfo) -> Self {
        Self { number, saved: saved.into(), published: published.map(Into::into) }
    }
}

/// A person of a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person, example = json!({
    "person_id": "usr_dana", "email": "dana@acme.example", "name": "Dana Smith", "role": "owner", "state": "active",
    "added_at": "2026-11-02T15:04:05Z",
}))]
pub(crate) struct PersonView {
    /// Their id.
    person_id: PersonId,
    /// Where they were invited.
    email: EmailAddress,
    /// What they are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<60>>,
    /// What they are to the company.
    role: Role,
    state: PersonStateView,
    /// When their invitation stops being accepted, while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    invited_until: Option<Timestamp>,
    /// Since when they are in the list.
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
}

/// Whether a person has signed in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PersonState)]
pub(crate) enum PersonStateView {
    /// Not yet: they hold an invitation.
    Invited,
    /// They have.
    Active,
}

impl From<PersonItem> for PersonView {
    fn from(person: PersonItem) -> Self {
        let (state, invited_until) = match person.state {
            PersonState::Invited { until, .. } => (PersonStateView::Invited, Some(until)),
            PersonState::Active { .. } => (PersonStateView::Active, None),
        };
        let PersonItem { person, email, name, role, added_at, .. } = person;
        Self { person_id: person, email, name, role, state, invited_until, added_at }
    }
}

/// An invitation: its code is shown this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invitation, example = json!({
    "person": {
        "person_id": "usr_lee", "email": "lee@acme.example", "role": "dispatcher", "state": "invited",
        "invited_until": "2026-11-30T16:00:00Z", "added_at": "2026-11-23T16:00:00Z",
    },
    "code": "inv_…",
}))]
pub(crate) struct InvitationView {
    /// Who is invited.
    pub(crate) person: PersonView,
    /// To be given to them, by a way that is safe: whoever is signed in and has it joins the company.
    pub(crate) code: String,
}

/// The permissions of a role, by name.
pub(crate) fn permissions_of(role: Role) -> Vec<&'static str> {
    let given = Permission::ALL.into_iter().filter(|permission| permission.is_given_to(role));
    given.map(Permission::as_str).collect()
}

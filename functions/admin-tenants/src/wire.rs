//! The JSON of tenants, people and versions that several routes share.

use domain::{
    access::{EmailAddress, Role},
    budget::{Budget, BudgetPeriod, Spend},
    first_days::FirstDays,
    id::{PersonId, TenantId},
    money::MicroUsd,
    phone::PhoneNumber,
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{PersonItem, PersonState, Profile, Stamp, TenantItem, TenantStatus, TenantSummary, VersionInfo};
use utoipa::ToSchema;

use crate::models::AllowedModels;

/// A company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tenant, example = json!({
    "tenant_id": "ten_acme", "name": "Acme Heating & Air", "contact_email": "office@acme.example", "status": "active",
    "test_mode": false, "numbers": ["+12145550100"], "published_version": 3, "latest_version": 4, "version": 12,
    "first_days": {"ticked": ["forward"], "left_out": [], "hidden": false}, "models": ["gpt-6-luna"],
    "created_at": "2026-11-02T15:04:05Z", "updated_at": "2026-11-23T16:00:00Z",
}))]
pub(crate) struct TenantView {
    /// The company's id.
    tenant_id: TenantId,
    /// The company's name in lists. The configuration has the name that callers hear.
    name: Text<80>,
    /// The company's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_email: Option<EmailAddress>,
    /// The company's id in another system, such as a customer number.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Text<80>>,
    status: StatusView,
    /// Whether test mode is on: calls are answered as always, but nothing is booked or counted.
    test_mode: bool,
    /// The company's connected numbers.
    numbers: Vec<PhoneNumber>,
    /// What the company spends on the model; missing if the counter cannot be read at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    spending: Option<SpendingView>,
    /// The version of the configuration that new calls use.
    published_version: u32,
    /// The version saved last. It is a draft if it is not the published one.
    latest_version: u32,
    /// The names of the models that the company may choose as `model` of its configuration. The first one answers if it chooses none.
    models: Vec<String>,
    /// What is ticked in the dashboard's list of the first days.
    first_days: FirstDays,
    /// The version of the company itself, raised by each change; also sent as `ETag`.
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
    /// The numbers are answered.
    Active,
    /// The numbers are answered, with the small budget of a company that no operator has approved yet.
    Trial,
    /// The numbers are not answered until the company is reactivated.
    Inactive,
    /// The numbers are not answered, and only an operator of the platform can change that.
    Suspended,
}

impl From<TenantStatus> for StatusView {
    fn from(status: TenantStatus) -> Self {
        match status {
            TenantStatus::Active => Self::Active,
            TenantStatus::Trial => Self::Trial,
            TenantStatus::Inactive => Self::Inactive,
            TenantStatus::Suspended => Self::Suspended,
        }
    }
}

impl From<StatusView> for TenantStatus {
    fn from(status: StatusView) -> Self {
        match status {
            StatusView::Active => Self::Active,
            StatusView::Trial => Self::Trial,
            StatusView::Inactive => Self::Inactive,
            StatusView::Suspended => Self::Suspended,
        }
    }
}

impl TenantView {
    /// The company, which may choose among these models.
    pub(crate) fn of(tenant: TenantItem, models: &AllowedModels) -> Self {
        let Profile { name, contact_email, reference } = tenant.profile;
        Self {
            tenant_id: tenant.tenant,
            name,
            contact_email,
            reference,
            status: tenant.status.into(),
            test_mode: tenant.test_mode,
            numbers: tenant.numbers.into_iter().collect(),
            spending: None,
            published_version: tenant.published_version,
            latest_version: tenant.latest_version,
            models: models.names().to_vec(),
            first_days: tenant.first_days,
            version: tenant.version,
            created_at: tenant.created_at,
            updated_at: tenant.updated_at,
        }
    }

    /// The company with what it spends.
    pub(crate) fn with_spending(self, spend: Spend, budget: Budget) -> Self {
        let spending = SpendingView {
            today_micro_usd: spend.today,
            daily_budget_micro_usd: budget.daily,
            this_month_micro_usd: spend.month,
            monthly_budget_micro_usd: budget.monthly,
            reserved_micro_usd: spend.reserved,
            warning: spend.warns(budget).map(Into::into),
            exhausted: spend.exhausts(budget).map(Into::into),
        };
        Self { spending: Some(spending), ..self }
    }
}

/// What a company spends on the model, in millionths of a dollar: calls and test calls together. Days and months are those
/// of UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spending, example = json!({
    "today_micro_usd": 1_240_000, "daily_budget_micro_usd": 20_000_000, "this_month_micro_usd": 250_000_000,
    "monthly_budget_micro_usd": 300_000_000, "reserved_micro_usd": 14_000, "warning": "month",
}))]
struct SpendingView {
    /// Spent today.
    today_micro_usd: MicroUsd,
    /// The most that today may cost.
    daily_budget_micro_usd: MicroUsd,
    /// Spent this month, today included.
    this_month_micro_usd: MicroUsd,
    /// The most that this month may cost.
    monthly_budget_micro_usd: MicroUsd,
    /// Reserved for turns in progress. Counts as spent until they end.
    reserved_micro_usd: MicroUsd,
    /// The period with at least 80 % of its budget spent, the month if both are; missing if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    warning: Option<BudgetPeriodView>,
    /// The period with an exhausted budget, the month if both are. Calls go to a person or a voicemail without the model, and test
    /// calls are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    exhausted: Option<BudgetPeriodView>,
}

/// The period of a budget.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BudgetPeriod)]
enum BudgetPeriodView {
    /// The day in UTC.
    Day,
    /// The month in UTC.
    Month,
}

impl From<BudgetPeriod> for BudgetPeriodView {
    fn from(period: BudgetPeriod) -> Self {
        match period {
            BudgetPeriod::Day => Self::Day,
            BudgetPeriod::Month => Self::Month,
        }
    }
}

/// A company in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantSummary, example = json!({
    "tenant_id": "ten_acme", "name": "Acme Heating & Air", "status": "active", "test_mode": false,
    "numbers": ["+12145550100"], "created_at": "2026-11-02T15:04:05Z",
}))]
pub(crate) struct TenantRow {
    /// The company's id.
    tenant_id: TenantId,
    /// The company's name.
    name: String,
    status: StatusView,
    /// Whether test mode is on.
    test_mode: bool,
    /// The company's connected numbers.
    numbers: Vec<PhoneNumber>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<TenantSummary> for TenantRow {
    fn from(tenant: TenantSummary) -> Self {
        let TenantSummary { tenant, name, status, test_mode, numbers, created_at } = tenant;
        Self { tenant_id: tenant, name, status: status.into(), test_mode, numbers, created_at }
    }
}

/// The author and the time of a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stamp)]
pub(crate) struct StampView {
    /// The time.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The author: the id of a person or key, or `operator:` and a subject.
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
    "number": 3, "revision": 0, "saved": {"at": "2026-11-20T09:12:00Z", "by": "usr_dana"},
    "published": {"at": "2026-11-20T09:15:00Z", "by": "usr_dana"},
}))]
pub(crate) struct VersionView {
    /// The number: one more than that of the version before.
    number: u32,
    /// How often the version was replaced in place; 0 at first.
    revision: u32,
    /// The author and the time of the version, or of its last replacement.
    saved: StampView,
    /// The last publication; missing if the version was never published.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<StampView>,
}

impl From<VersionInfo> for VersionView {
    fn from(VersionInfo { number, revision, saved, published }: VersionInfo) -> Self {
        Self { number, revision, saved: saved.into(), published: published.map(Into::into) }
    }
}

/// A person of a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person, example = json!({
    "person_id": "usr_dana", "email": "dana@acme.example", "name": "Dana Smith", "role": "owner", "state": "active",
    "added_at": "2026-11-02T15:04:05Z",
}))]
pub(crate) struct PersonView {
    /// The person's id.
    person_id: PersonId,
    /// The person's e-mail address.
    email: EmailAddress,
    /// The person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<60>>,
    /// The person's role.
    role: Role,
    state: PersonStateView,
    /// When the invitation expires; missing if it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    invited_until: Option<Timestamp>,
    /// When the person was invited.
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
}

/// Whether a person has signed in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PersonState)]
pub(crate) enum PersonStateView {
    /// The person has an open invitation.
    Invited,
    /// The person has signed in.
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

/// An invitation. Its code is shown only once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invitation, example = json!({
    "person": {
        "person_id": "usr_lee", "email": "lee@acme.example", "role": "dispatcher", "state": "invited",
        "invited_until": "2026-11-30T16:00:00Z", "added_at": "2026-11-23T16:00:00Z",
    },
    "code": "inv_…",
}))]
pub(crate) struct InvitationView {
    /// The invited person.
    pub(crate) person: PersonView,
    /// The code to give to the person. Only a person with the invitation's verified e-mail address can accept it.
    pub(crate) code: String,
}

//! Lists, creates, reads and changes companies.

use std::collections::BTreeSet;

use api::{
    IfMatch, JsonBody, Listed, PageSize, Problem, ProblemKind, StrictQuery, WithVersion,
    access::{
        AccessToken, Authorized, Founding, Operator, Unaffiliated,
        permission::{ManageCompany, ReadCompany},
    },
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    access::EmailAddress,
    budget::Spend,
    id::{PersonId, TenantId},
    phone::PhoneNumber,
    reading,
    tenant::{InvalidConfig, TenantConfig, TenantFields, named_zone, starter},
    text::Text,
};
use jiff::tz::TimeZone;
use platform::random;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Founder, FounderProof, NewFounder, NewTenant, Profile, TenantStatus, secret_token::InvitationCode};
use utoipa::{IntoParams, ToSchema};

use super::Function;
use crate::wire::{PersonView, StatusView, TenantRow, TenantView};

/// The most characters of a search: those of a company's name.
const LONGEST_SEARCH: usize = 80;

/// The companies to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TenantQuery {
    /// Only companies with this status.
    #[param(inline, example = "active")]
    status: Option<StatusView>,
    /// Only companies with these consecutive words in their name (the last may be incomplete), or with this number.
    #[param(example = "heating")]
    search: Option<String>,
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<PageSize>,
}

/// List companies
///
/// Lists companies by name, active ones first. A search for a number finds its company in any status.
#[utoipa::path(
    get, path = "/admin/tenants", tag = "Companies",
    responses((status = 200, description = "A page of companies", body = Listed<TenantRow>))
)]
pub(crate) async fn list_tenants(
    State(function): Function,
    _: Operator,
    StrictQuery(query): StrictQuery<TenantQuery>,
) -> Result<Json<Listed<TenantRow>>, Problem> {
    let status = query.status.map(TenantStatus::from);
    let page = api::PageQuery { cursor: query.cursor, limit: query.limit };
    let search = query.search.as_deref();
    if search.is_some_and(|search| search.chars().nth(LONGEST_SEARCH).is_some()) {
        let detail = format!("search has at most {LONGEST_SEARCH} characters");
        return Err(Problem::new(ProblemKind::Malformed).with_detail(detail));
    }
    if let Some(number) = search.and_then(|search| PhoneNumber::parse_spoken(search).ok()) {
        let found = function.store.get_tenant_by_number(function.access.sessions(), &number).await?;
        let fits = found.filter(|found| status.is_none_or(|status| found.status == status));
        return Ok(Json(Listed { items: fits.into_iter().map(TenantRow::from).collect(), next_cursor: None }));
    }
    let found = function.store.list_tenants(status, search, page.cursor(), page.limit()).await?;
    Ok(Json(found.map(TenantRow::from).into()))
}

/// A company to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateTenant, example = json!({
    "name": "Peak Heating & Air", "time_zone": "America/Denver",
    "owner": {"email": "kim@peak.example", "name": "Kim Lee"},
}))]
pub(crate) struct NewTenantBody {
    /// The company's name.
    name: Text<80>,
    /// The company's time zone; an IANA name.
    #[serde(deserialize_with = "named_zone")]
    #[schema(value_type = String)]
    time_zone: TimeZone,
    /// The company's first owner.
    owner: OwnerBody,
    /// A number to connect at once; for operators only. Other callers connect a number of their Twilio account later.
    number: Option<PhoneNumber>,
    /// The company's e-mail address.
    contact_email: Option<EmailAddress>,
    /// The company's id in another system.
    reference: Option<Text<80>>,
    /// The first configuration; if missing, office hours on weekdays, two arrival windows and the usual visits.
    #[schema(value_type = Option<TenantConfig>)]
    configuration: Option<TenantFields>,
}

/// A company's first owner.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FirstOwner)]
pub(crate) struct OwnerBody {
    /// The owner's e-mail address.
    email: EmailAddress,
    /// The owner's name.
    name: Option<Text<60>>,
}

/// A company that was created.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "tenant": {
        "tenant_id": "ten_7kq2", "name": "Peak Heating & Air", "status": "trial", "test_mode": false, "numbers": [],
        "spending": {
            "today_micro_usd": 0, "daily_budget_micro_usd": 1_000_000, "this_month_micro_usd": 0,
            "monthly_budget_micro_usd": 10_000_000, "reserved_micro_usd": 0,
        },
        "first_days": {"ticked": [], "left_out": [], "hidden": false}, "models": ["gpt-6-luna"],
        "published_version": 1, "latest_version": 1, "version": 1, "created_at": "2026-11-23T16:00:00Z",
        "updated_at": "2026-11-23T16:00:00Z",
    },
    "owner": {
        "person_id": "usr_9fd4", "email": "kim@peak.example", "name": "Kim Lee", "role": "owner", "state": "active",
        "added_at": "2026-11-23T16:00:00Z",
    },
}))]
pub(crate) struct CreatedTenant {
    tenant: TenantView,
    owner: PersonView,
    /// The code of the owner's invitation, if an operator created the company; shown only once.
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation_code: Option<String>,
}

/// Create a company
///
/// An operator creates a company for its owner, who gets an invitation. A person without a company creates one and
/// becomes its owner at once. The company's calls can be answered from then on. It is in trial, with a small budget, until an
/// operator approves it.
///
/// The person needs a verified e-mail address, which is the owner's, and founds one company ever: the answer to a further one is a 409, also after
/// the person left the company or it was erased.
#[utoipa::path(
    post, path = "/admin/tenants", tag = "Companies", request_body = NewTenantBody,
    responses((status = 201, description = "The company", body = CreatedTenant))
)]
pub(crate) async fn create_tenant(
    State(function): Function,
    founding: Founding,
    token: AccessToken,
    JsonBody(body): JsonBody<NewTenantBody>,
) -> Result<Response, Problem> {
    let (proof, code, founded_by, change) = match founding {
        Founding::Operator(operator) => {
            let code = InvitationCode::random()?;
            (FounderProof::Code(code.clone()), Some(code), None, operator.change)
        }
        Founding::Unaffiliated(_) if body.number.is_some() => {
            return Err(Problem::field(
                "/number",
                "connect a number of your own Twilio account after you have created the company",
            ));
        }
        Founding::Unaffiliated(Unaffiliated { subject, change }) => {
            let address = function.userinfo.verified_email(&token, &subject).await?;
            // Operators see this address when they approve the company.
            if body.owner.email != address {
                return Err(Problem::field("/owner/email", "must be your own verified e-mail address"));
            }
            let founder = NewFounder { subject: subject.clone(), address };
            (FounderProof::Subject(subject), None, Some(founder), change)
        }
    };
    let config: TenantConfig = match body.configuration {
        Some(fields) => {
            fields.try_into().map_err(|error: InvalidConfig| Problem::from(error).within("/configuration"))?
        }
        None => starter(&body.name, &body.time_zone)?,
    };
    function.models.allow(None, &config).map_err(|problem| problem.within("/configuration"))?;
    let founder = Founder { person: new_id(PersonId::PREFIX)?, email: body.owner.email, name: body.owner.name, proof };
    let new = NewTenant {
        tenant: new_id(TenantId::PREFIX)?,
        profile: Profile { name: body.name, contact_email: body.contact_email, reference: body.reference },
        config,
        numbers: BTreeSet::from_iter(body.number),
        founder: founder.clone(),
        approved: false,
        founded_by,
    };
    let (tenant, owner) = function
        .store
        .found_tenant(function.access.sessions(), new, &change)
        .await
        .map_err(|error| Problem::from(error).within("/configuration"))?;
    let invitation_code = code.map(|code| code.expose().to_owned());
    let budget = function.budgets.budget(tenant.approved, tenant.budget);
    let tenant = TenantView::of(tenant, &function.models).with_spending(Spend::default(), budget);
    let created = CreatedTenant { tenant, owner: owner.into(), invitation_code };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// A new random id with this prefix.
pub(super) fn new_id<T: TryFrom<String>>(prefix: &str) -> Result<T, Problem> {
    T::try_from(format!("{prefix}{}", random::id_body()?)).map_err(|_| Problem::new(ProblemKind::Unavailable))
}

/// Get a company
///
/// Gets the profile, the connected numbers, which versions of the configuration are published and saved, and what the
/// company spends.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}", tag = "Companies",
    responses((
        status = 200, description = "The company", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn get_tenant(
    State(function): Function,
    may: Authorized<ReadCompany>,
) -> Result<WithVersion<TenantView>, Problem> {
    let (tenant, spend) = tokio::join!(function.tenant(&may.scope), function.spend(&may.scope));
    Ok(function.shown_with(spend, tenant?))
}

/// A profile as a patch leaves it. Unlike [`Profile`] it rejects unknown fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchedProfile {
    name: Text<80>,
    contact_email: Option<EmailAddress>,
    reference: Option<Text<80>>,
}

/// Change a company's profile
///
/// Applies a JSON Merge Patch (RFC 7396) to `name`, `contact_email` and `reference`; `null` removes a field. The
/// configuration has the name that callers hear.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}", tag = "Companies",
    request_body(content = Object, content_type = "application/merge-patch+json",
        example = json!({"contact_email": "office@acme.example", "reference": null})),
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn change_tenant(
    State(function): Function,
    may: Authorized<ManageCompany>,
    if_match: IfMatch,
    JsonBody(patch): JsonBody<Value>,
) -> Result<WithVersion<TenantView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let mut profile = json!(tenant.profile);
    json_patch::merge(&mut profile, &patch);
    let PatchedProfile { name, contact_email, reference } = reading::read(&profile, || json!(tenant.profile))?;
    let profile = Profile { name, contact_email, reference };
    let version = if_match.matched(tenant.version)?;
    let tenant = function.store.set_profile(&may.scope, version, profile, &may.change).await?;
    Ok(function.shown(&may.scope, tenant).await)
}

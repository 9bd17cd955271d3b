//! The caller's own identity, and the names of those who act in a company.

use api::{
    Problem,
    access::{Anyone, Authorized, Principal, permission::ReadCompany},
};
use axum::{Json, extract::State};
use domain::{
    access::{EmailAddress, Permission, Role},
    id::{ApiKeyId, PersonId, TenantId},
    text::Text,
};
use serde::Serialize;
use store::{ActorName, StoreError, TenantItem, TenantScope};
use utoipa::{
    ToSchema,
    openapi::{Array, ArrayBuilder, ObjectBuilder, Type},
};

use super::Function;
use crate::{AdminTenants, wire::StatusView};

/// The caller's identity.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "person", "tenant_id": "ten_acme",
    "company": {"name": "Acme Heating & Air", "status": "active", "test_mode": false},
    "person_id": "usr_dana", "name": "Dana Smith", "email": "dana@acme.example", "role": "owner",
    "permissions": ["read_company", "edit_configuration"],
}))]
pub(crate) struct Me {
    kind: MeKind,
    /// The caller's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<TenantId>,
    /// What a screen shows of the caller's company; missing if it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<MyCompany>,
    /// The person's id, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<PersonId>,
    /// The key's id, for an API key.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<ApiKeyId>,
    /// The person's name, as the company wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<60>>,
    /// The person's e-mail address, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<EmailAddress>,
    /// The person's role, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The caller's permissions in its company. Empty for an operator, who has every permission in every company.
    #[schema(schema_with = permission_names)]
    permissions: Vec<Permission>,
}

/// The schema of a list of permissions, each by its name.
fn permission_names() -> Array {
    let name = ObjectBuilder::new().schema_type(Type::String);
    let name = name.enum_values(Some(Permission::ALL.map(Permission::as_str)));
    ArrayBuilder::new()
        .items(name)
        .description(Some(
            "The caller's permissions in its company. Empty for an operator, who has every permission in every company.",
        ))
        .build()
}

/// Who the caller is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MeKind {
    /// An operator of the platform.
    Operator,
    /// A person of a company.
    Person,
    /// An API key of a company.
    ApiKey,
    /// Signed in and without a company.
    Newcomer,
}

/// What a screen shows of the caller's company.
#[derive(Debug, Serialize, ToSchema)]
struct MyCompany {
    /// The company's name in lists.
    name: Text<80>,
    status: StatusView,
    /// Whether test mode is on: calls are answered as always, but nothing is booked or counted.
    test_mode: bool,
}

impl From<TenantItem> for MyCompany {
    fn from(tenant: TenantItem) -> Self {
        Self { name: tenant.profile.name, status: tenant.status.into(), test_mode: tenant.test_mode }
    }
}

impl Me {
    fn without_company(kind: MeKind) -> Self {
        Self {
            kind,
            tenant_id: None,
            company: None,
            person_id: None,
            key_id: None,
            name: None,
            email: None,
            role: None,
            permissions: Vec::new(),
        }
    }
}

/// The permissions that `is_given` accepts.
fn permissions(is_given: impl Fn(Permission) -> bool) -> Vec<Permission> {
    Permission::ALL.into_iter().filter(|permission| is_given(*permission)).collect()
}

/// Who am I?
///
/// Shows the owner of the token or key with name and e-mail address, the owner's company with its status, and the
/// permissions in it.
#[utoipa::path(
    get, path = "/admin/me", tag = "People",
    responses((status = 200, description = "The caller's identity and permissions", body = Me))
)]
pub(crate) async fn who_am_i(State(function): Function, Anyone { principal, .. }: Anyone) -> Result<Json<Me>, Problem> {
    Ok(Json(match principal {
        Principal::Operator(_) => Me::without_company(MeKind::Operator),
        Principal::Unaffiliated(_) => Me::without_company(MeKind::Newcomer),
        Principal::Person { scope, person, role, .. } => {
            let known = function.store.get_person(&scope, &person);
            let (company, known) = tokio::try_join!(function.my_company(&scope), known)?;
            let (name, email) = known.map_or((None, None), |known| (known.name, Some(known.email)));
            Me {
                tenant_id: Some(scope.tenant().clone()),
                company,
                person_id: Some(person),
                name,
                email,
                role: Some(role),
                permissions: permissions(|permission| permission.is_given_to(role)),
                ..Me::without_company(MeKind::Person)
            }
        }
        Principal::Key { scope, key, scopes } => Me {
            tenant_id: Some(scope.tenant().clone()),
            company: function.my_company(&scope).await?,
            key_id: Some(key),
            permissions: permissions(|permission| permission.is_given_to_key(&scopes)),
            ..Me::without_company(MeKind::ApiKey)
        },
    }))
}

impl AdminTenants {
    async fn my_company(&self, scope: &TenantScope) -> Result<Option<MyCompany>, StoreError> {
        Ok(self.store.get_tenant(scope).await?.map(Into::into))
    }
}

/// The names of those who act in a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"id": "usr_dana", "name": "Dana Smith"}, {"id": "key_board", "name": "Board"}]}))]
pub(crate) struct Names {
    /// Each person and each API key.
    items: Vec<NameView>,
}

/// The name of a person or of an API key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActorName)]
pub(crate) struct NameView {
    /// The id, as the audit log and the lists show who acted.
    id: String,
    /// The name. For a person without one, the part of the e-mail address before the `@`.
    name: String,
}

impl From<ActorName> for NameView {
    fn from(ActorName { id, name }: ActorName) -> Self {
        Self { id, name }
    }
}

/// List names
///
/// The names of a company's people and API keys, to show them in place of the ids of those who acted. Neither e-mail
/// addresses nor roles. A person who was removed is not in the list.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/names", tag = "People",
    responses((status = 200, description = "The names", body = Names))
)]
pub(crate) async fn list_names(
    State(function): Function,
    may: Authorized<ReadCompany>,
) -> Result<Json<Names>, Problem> {
    function.tenant(&may.scope).await?;
    let names = function.store.list_actor_names(&may.scope).await?;
    Ok(Json(Names { items: names.into_iter().map(NameView::from).collect() }))
}

//! The people of a company.

use api::{
    JsonBody, Listed, PageQuery, Problem, ProblemKind, StrictQuery,
    access::{
        AccessToken, Authorized, Unaffiliated,
        permission::{ManagePeople, ReadPeople},
    },
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    access::{EmailAddress, Role},
    id::PersonId,
    text::Text,
};
use platform::security_event::SecurityEvent;
use serde::Deserialize;
use store::{ChangeContext, PersonItem, TenantScope, secret_token::InvitationCode};
use utoipa::ToSchema;

use super::{Function, tenants::new_id};
use crate::{
    AdminTenants,
    wire::{InvitationView, PersonView},
};

/// List people
///
/// Lists the people of a company, with open invitations. The audit log records who read them.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/people", tag = "People",
    responses((status = 200, description = "A page of people", body = Listed<PersonView>))
)]
pub(crate) async fn list_people(
    State(function): Function,
    may: Authorized<ReadPeople>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<PersonView>>, Problem> {
    function.tenant(&may.scope).await?;
    let people = function.store.list_people(&may.scope, &may.change, page.cursor(), page.limit()).await?;
    Ok(Json(people.map(PersonView::from).into()))
}

/// An invitation to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InvitePerson, example = json!({"email": "lee@acme.example", "name": "Lee Park", "role": "dispatcher"}))]
pub(crate) struct InviteBody {
    /// The person's e-mail address.
    email: EmailAddress,
    /// The person's name.
    name: Option<Text<60>>,
    /// The person's role.
    role: Role,
}

fn invited(person: PersonItem, code: &InvitationCode) -> Response {
    let invitation = InvitationView { person: person.into(), code: code.expose().to_owned() };
    (StatusCode::CREATED, Json(invitation)).into_response()
}

/// Invite a person
///
/// The code of the invitation is shown only once and is valid for a week. No e-mail is sent: give the code to the
/// person yourself. Only a person who signs in with this e-mail address can accept it.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/people", tag = "People",
    request_body = InviteBody,
    responses((status = 201, description = "The invitation", body = InvitationView))
)]
pub(crate) async fn invite_person(
    State(function): Function,
    may: Authorized<ManagePeople>,
    JsonBody(body): JsonBody<InviteBody>,
) -> Result<Response, Problem> {
    let code = InvitationCode::random()?;
    let person = new_id(PersonId::PREFIX)?;
    let who = (body.email, body.name, body.role);
    let person = function.store.invite(&may.scope, person, who, &code, &may.change).await?;
    Ok(invited(person, &code))
}

/// Invite a person again
///
/// Replaces the code of an open invitation. The old code is no longer valid.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/people/{person}/invitation", tag = "People",
    params(
        ("person" = String, Path, description = "A person's id", example = "usr_lee"),
    ),
    responses((status = 201, description = "The new invitation", body = InvitationView))
)]
pub(crate) async fn invite_again(
    State(function): Function,
    may: Authorized<ManagePeople>,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let code = InvitationCode::random()?;
    let person = function.store.invite_again(&may.scope, &path_id(person)?, &code, &may.change).await?;
    Ok(invited(person, &code))
}

/// An invitation to accept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AcceptInvitation, example = json!({"code": "inv_2222222222222222222222222222222222222222222"}))]
pub(crate) struct AcceptBody {
    /// The code of the invitation.
    code: String,
}

/// Accept an invitation
///
/// The caller joins the company that issued the code. The caller's e-mail address must be verified and be the one that
/// the invitation was made for. An attempt with another address is in the company's audit log.
#[utoipa::path(
    post, path = "/admin/invitations/accept", tag = "People", request_body = AcceptBody,
    responses(
        (status = 200, description = "The person in the company", body = PersonView),
        (status = 409, description = "The invitation is over, or was made for another e-mail address"),
    )
)]
pub(crate) async fn accept_invitation(
    State(function): Function,
    newcomer: Unaffiliated,
    token: AccessToken,
    JsonBody(body): JsonBody<AcceptBody>,
) -> Result<Json<PersonView>, Problem> {
    accept(&function, &newcomer, &token, &body.code).await.map(|person| Json(person.into())).map_err(|refused| {
        match refused.kind() {
            ProblemKind::Forbidden | ProblemKind::Conflict => {
                refused.with_security_event(SecurityEvent::InvitationRefused)
            }
            _ => refused,
        }
    })
}

async fn accept(
    function: &AdminTenants,
    newcomer: &Unaffiliated,
    token: &AccessToken,
    code: &str,
) -> Result<PersonItem, Problem> {
    let over =
        || Problem::new(ProblemKind::Conflict).with_detail("the invitation is no longer valid; ask for a new one");
    let code = InvitationCode::parse(code.trim()).ok_or_else(over)?;
    let email = function.userinfo.verified_email(token, &newcomer.subject).await?;
    let (sessions, who) = (function.access.sessions(), (&newcomer.subject, &email));
    Ok(function.store.accept_invitation(sessions, &code, who, &newcomer.change).await?)
}

/// A new role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeRole, example = json!({"role": "manager"}))]
pub(crate) struct RoleBody {
    /// The person's role.
    role: Role,
}

/// Change a person's role
///
/// The last owner of a company cannot get another role.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/people/{person}", tag = "People",
    params(
        ("person" = String, Path, description = "A person's id", example = "usr_lee"),
    ),
    request_body = RoleBody,
    responses(
        (status = 200, description = "The person with the new role", body = PersonView),
        (status = 409, description = "The person is the last owner"),
    )
)]
pub(crate) async fn change_role(
    State(function): Function,
    may: Authorized<ManagePeople>,
    Path((_, person)): Path<(String, String)>,
    JsonBody(body): JsonBody<RoleBody>,
) -> Result<Json<PersonView>, Problem> {
    let (scope, change): (&TenantScope, &ChangeContext) = (&may.scope, &may.change);
    let person = function.store.set_role(scope, &path_id(person)?, body.role, change).await?;
    Ok(Json(person.into()))
}

/// Remove a person
///
/// The person loses all access to the company. The last owner cannot be removed.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/people/{person}", tag = "People",
    params(
        ("person" = String, Path, description = "A person's id", example = "usr_lee"),
    ),
    responses(
        (status = 204, description = "The person is removed"),
        (status = 409, description = "The person is the last owner"),
    )
)]
pub(crate) async fn remove_person(
    State(function): Function,
    may: Authorized<ManagePeople>,
    Path((_, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    function.store.remove_person(&may.scope, &path_id(person)?, &may.change).await?;
    Ok(StatusCode::NO_CONTENT)
}

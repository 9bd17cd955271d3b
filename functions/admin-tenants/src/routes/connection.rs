//! The numbers of a company, and the check of its connection.

use api::{
    JsonBody, Problem,
    access::{Authorized, permission::ManageConnection},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use connections::{
    AccountNumber, Check, Finding,
    message::{CheckMessage, Fault, TEMPLATES},
};
use domain::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use super::{Function, connection_problem};

/// The numbers of the company's Twilio account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "phone_number": "+12145550100", "friendly_name": "Main line", "takes_calls": true, "connected": true, "set": true,
}]}))]
pub(crate) struct Numbers {
    items: Vec<NumberView>,
}

/// A number of the company's Twilio account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Number, example = json!({
    "phone_number": "+12145550100", "friendly_name": "Main line", "takes_calls": true, "connected": true, "set": true,
}))]
pub(crate) struct NumberView {
    /// The number.
    phone_number: PhoneNumber,
    /// The number's name at Twilio.
    friendly_name: String,
    /// Whether the number takes voice calls.
    takes_calls: bool,
    /// Whether the number is connected to this company.
    connected: bool,
    /// Whether Twilio sends the number's calls to this service.
    set: bool,
}

impl From<AccountNumber> for NumberView {
    fn from(AccountNumber { number, connected, set }: AccountNumber) -> Self {
        let takes_calls = number.voice_capable;
        let (phone_number, friendly_name) = (number.phone_number, number.friendly_name);
        Self { phone_number, friendly_name, takes_calls, connected, set }
    }
}

/// List the account's numbers
///
/// Lists the numbers of the company's Twilio account, as Twilio has them now.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/numbers", tag = "Connection",
    responses(
        (status = 200, description = "The numbers of the company's Twilio account", body = Numbers),
        (status = 409, description = "No Twilio credentials are stored, or Twilio rejects them"),
        (status = 502, description = "Twilio cannot be reached"),
    )
)]
pub(crate) async fn list_numbers(
    State(function): Function,
    may: Authorized<ManageConnection>,
) -> Result<Json<Numbers>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let numbers = Box::pin(function.connections.list_numbers(&may.scope, &tenant)).await.map_err(connection_problem)?;
    Ok(Json(Numbers { items: numbers.into_iter().map(Into::into).collect() }))
}

/// A number to connect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConnectNumber, example = json!({"phone_number": "+12145550110"}))]
pub(crate) struct ConnectBody {
    /// A number of the company's Twilio account.
    phone_number: PhoneNumber,
}

/// Connect a number
///
/// Sets the number's voice, fallback and status URLs at Twilio; the agent answers its calls from then on. Connecting a
/// number again sets the URLs again. A number that is connected to another company moves to this one if this company's
/// Twilio account holds it and the other's does not.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/numbers", tag = "Connection",
    request_body = ConnectBody,
    responses(
        (status = 201, description = "The number", body = NumberView),
        (status = 409, description = "The number is not in the Twilio account, takes no calls, or is connected to another company whose account holds it"),
        (status = 502, description = "Twilio cannot be reached"),
    )
)]
pub(crate) async fn connect_number(
    State(function): Function,
    may: Authorized<ManageConnection>,
    JsonBody(body): JsonBody<ConnectBody>,
) -> Result<Response, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let connecting =
        function.connections.connect(function.access.sessions(), &may.scope, &tenant, &body.phone_number, &may.change);
    let number = Box::pin(connecting).await.map_err(connection_problem)?;
    Ok((StatusCode::CREATED, Json(NumberView::from(number))).into_response())
}

/// A number that was disconnected.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"phone_number": "+12145550110", "warnings": []}))]
pub(crate) struct Disconnected {
    phone_number: PhoneNumber,
    /// What you still have to do, if anything.
    warnings: Vec<String>,
}

/// Disconnect a number
///
/// The agent stops answering the number's calls, and Twilio stops sending them.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/numbers/{number}", tag = "Connection",
    params(
        ("number" = String, Path, description = "A connected number", example = "+12145550110"),
    ),
    responses(
        (status = 200, description = "The number is disconnected", body = Disconnected),
        (status = 409, description = "The number is not connected to this company"),
    )
)]
pub(crate) async fn disconnect_number(
    State(function): Function,
    may: Authorized<ManageConnection>,
    Path((_, number)): Path<(String, String)>,
) -> Result<Json<Disconnected>, Problem> {
    let phone_number: PhoneNumber = path_id(number)?;
    let disconnected = function.connections.disconnect(&may.scope, &phone_number, &may.change).await;
    let warnings = match disconnected.map_err(connection_problem)? {
        Ok(()) => Vec::new(),
        Err(error) => vec![format!("Remove our URLs from the number at Twilio. {}", error.advice())],
    };
    Ok(Json(Disconnected { phone_number, warnings }))
}

/// The result of a connection check.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Connection, example = json!({
    "works": false,
    "checks": [
        {"name": "service", "result": "right"},
        {
            "name": "numbers", "result": "wrong", "message": "No number is connected: connect one from your Twilio account.",
            "findings": [{"code": "no_number", "message": "No number is connected: connect one from your Twilio account."}],
        },
    ],
}))]
pub(crate) struct ConnectionView {
    /// Whether no check found an error.
    works: bool,
    /// The checks, in the order of a call's path.
    checks: Vec<CheckView>,
}

/// The check of one part of a call's path to the agent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Check)]
struct CheckView {
    /// Its name: `service`, `numbers`, `twilio_credentials`, `numbers_at_twilio`, `texts_at_twilio`, `webhook`, `model` or `people`.
    name: &'static str,
    /// `right`; `advice`: works and could be better; `wrong`; `not_reached`: an earlier check found an error.
    result: &'static str,
    /// What is wrong and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The same, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingView>,
}

/// A fault and its remedy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
struct FindingView {
    code: FindingCode,
    /// The number, the messaging service or the status that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What is wrong and what to do, in English.
    message: String,
}

/// Its name, which never changes.
#[derive(Debug, Serialize)]
struct FindingCode(String);

impl PartialSchema for FindingCode {
    fn schema() -> RefOr<Schema> {
        let codes = TEMPLATES.iter().map(|template| template.code());
        let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
        code.description(Some("The name of a finding, which never changes.")).into()
    }
}

impl ToSchema for FindingCode {}

impl From<&Fault> for FindingView {
    fn from(fault: &Fault) -> Self {
        let (code, value) = (FindingCode(fault.code()), fault.value().map(str::to_owned));
        Self { code, value, message: fault.to_string() }
    }
}

impl From<Check> for CheckView {
    fn from(Check { name, finding }: Check) -> Self {
        let (result, message) = match finding {
            Finding::Right => ("right", None),
            Finding::Advice(message) => ("advice", Some(message)),
            Finding::Wrong(message) => ("wrong", Some(message)),
            Finding::NotReached => ("not_reached", None),
        };
        let findings = message.iter().flat_map(CheckMessage::faults).map(Into::into).collect();
        Self { name, result, message: message.map(Into::into), findings }
    }
}

/// Check the connection
///
/// Checks every part of a call's path to the agent. One check posts to the webhook as Twilio does.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/connection", tag = "Connection",
    responses((status = 200, description = "What was found", body = ConnectionView))
)]
pub(crate) async fn check_connection(
    State(function): Function,
    may: Authorized<ManageConnection>,
) -> Result<Json<ConnectionView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let checks = function.connections.check(&may.scope, &tenant).await?;
    let works = checks.iter().all(|check| matches!(check.finding, Finding::Right | Finding::Advice(_)));
    Ok(Json(ConnectionView { works, checks: checks.into_iter().map(Into::into).collect() }))
}

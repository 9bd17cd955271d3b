//! The operations of the APIs: as the OpenAPI documents list them, and as this table expects them. A test fails if either
//! has an operation that the other has not.

use std::{collections::BTreeSet, fmt};

use api::openapi::{self, KEY_SCOPE, PERMISSION};
use reqwest::Method;
use serde_json::{Value, json};

use super::matrix::RoleGrant;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// People and API keys of the company that have this permission, and operators.
    Permission(&'static RoleGrant),
    Operator,
    Newcomer,
    OperatorOrNewcomer,
    /// People of the company.
    Person,
    /// Every authenticated caller.
    Anyone,
}

impl Audience {
    fn parse(text: &str) -> Self {
        match text {
            "operator" => Self::Operator,
            "newcomer" => Self::Newcomer,
            "operator_or_newcomer" => Self::OperatorOrNewcomer,
            "person" => Self::Person,
            "anyone" => Self::Anyone,
            permission => Self::Permission(RoleGrant::of(permission)),
        }
    }
}

/// What the tests expect of an operation.
pub(crate) struct Case {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// A permission, or `operator`, `newcomer`, `operator_or_newcomer`, `person`, `anyone`.
    audience: &'static str,
    /// The status of its success.
    pub(crate) success: u16,
    /// Its action in the audit log. `None` if it changes nothing that is stored and reads no personal data. Previews and test
    /// calls read some only for a caller with a number: `customers.rs` tests them.
    pub(crate) action: Option<&'static str>,
}

const fn reads(path: &'static str, audience: &'static str) -> Case {
    Case { method: "GET", path, audience, success: 200, action: None }
}

/// Reads personal data, which is in the audit log.
const fn discloses(path: &'static str, audience: &'static str, action: &'static str) -> Case {
    Case { method: "GET", path, audience, success: 200, action: Some(action) }
}

const fn trial(path: &'static str, audience: &'static str, success: u16) -> Case {
    Case { method: "POST", path, audience, success, action: None }
}

const fn changes(
    method: &'static str,
    path: &'static str,
    audience: &'static str,
    success: u16,
    action: &'static str,
) -> Case {
    Case { method, path, audience, success, action: Some(action) }
}

/// Every operation. A new route needs a row here.
#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    reads("/health/ready", "operator"),
    reads("/admin/me", "anyone"),
    reads("/admin/audit", "operator"),
    reads("/admin/tenants", "operator"),
    changes("POST", "/admin/tenants", "operator_or_newcomer", 201, "tenant.created"),
    changes("POST", "/admin/invitations/accept", "newcomer", 200, "person.accepted"),

    reads("/admin/tenants/{tenant}", "read_company"),
    changes("PATCH", "/admin/tenants/{tenant}", "manage_company", 200, "tenant.changed"),
    changes("DELETE", "/admin/tenants/{tenant}", "manage_company", 200, "tenant.deactivated"),
    changes("POST", "/admin/tenants/{tenant}/reactivate", "manage_company", 200, "tenant.reactivated"),
    changes("POST", "/admin/tenants/{tenant}/suspend", "operator", 200, "tenant.suspended"),
    changes("POST", "/admin/tenants/{tenant}/approve", "operator", 200, "tenant.approved"),
    changes("PUT", "/admin/tenants/{tenant}/budget", "operator", 200, "tenant.budget"),
    changes("PUT", "/admin/tenants/{tenant}/test-mode", "manage_company", 200, "tenant.test_mode"),
    reads("/admin/tenants/{tenant}/dialing", "read_company"),
    changes("PUT", "/admin/tenants/{tenant}/dialing", "operator", 200, "tenant.dialing"),
    changes("PATCH", "/admin/tenants/{tenant}/first-days", "edit_configuration", 200, "tenant.first_days"),
    changes("POST", "/admin/tenants/{tenant}/erase", "operator", 200, "tenant.erased"),

    reads("/admin/tenants/{tenant}/configuration/versions", "read_company"),
    reads("/admin/tenants/{tenant}/configuration/versions/{version}", "read_company"),
    reads("/admin/tenants/{tenant}/configuration/diff", "read_company"),
    changes("PUT", "/admin/tenants/{tenant}/configuration/draft", "edit_configuration", 200, "configuration.saved"),
    changes("PATCH", "/admin/tenants/{tenant}/configuration/draft", "edit_configuration", 200, "configuration.saved"),
    changes("PUT", "/admin/tenants/{tenant}/configuration/versions/{version}", "edit_configuration", 200, "configuration.replaced"),
    changes("POST", "/admin/tenants/{tenant}/configuration/publish", "edit_configuration", 200, "configuration.published"),
    changes("POST", "/admin/tenants/{tenant}/configuration/roll-back", "edit_configuration", 200, "configuration.rolled_back"),

    trial("/admin/tenants/{tenant}/preview", "read_company", 200),
    trial("/admin/tenants/{tenant}/proposals", "edit_configuration", 200),
    reads("/admin/tenants/{tenant}/voice-samples/{voice}", "test_agent"),
    trial("/admin/tenants/{tenant}/voice-test-calls", "test_agent", 201),
    trial("/admin/tenants/{tenant}/test-calls", "test_agent", 201),
    reads("/admin/tenants/{tenant}/test-calls", "test_agent"),
    reads("/admin/tenants/{tenant}/test-calls/{test_call}", "test_agent"),
    trial("/admin/tenants/{tenant}/test-calls/{test_call}/turns", "test_agent", 200),
    reads("/admin/tenants/{tenant}/scenarios", "test_agent"),
    changes("POST", "/admin/tenants/{tenant}/scenarios", "edit_configuration", 201, "scenario.made"),
    changes("DELETE", "/admin/tenants/{tenant}/scenarios/{scenario}", "edit_configuration", 204, "scenario.removed"),
    changes("POST", "/admin/tenants/{tenant}/scenario-runs", "test_agent", 202, "scenarios.run"),
    reads("/admin/tenants/{tenant}/scenario-runs", "test_agent"),
    reads("/admin/tenants/{tenant}/scenario-runs/{run}", "test_agent"),
    changes("POST", "/admin/model-trials", "operator", 202, "model.tried"),
    reads("/admin/model-trials/{trial}", "operator"),

    reads("/admin/tenants/{tenant}/analytics", "read_calls"),
    reads("/admin/tenants/{tenant}/analytics/months", "read_calls"),
    reads("/admin/tenants/{tenant}/analytics/days.csv", "read_calls"),
    changes("POST", "/admin/tenants/{tenant}/analytics/rebuild", "operator", 200, "days.rebuilt"),
    reads("/admin/tenants/{tenant}/pulse", "read_calls"),
    reads("/admin/analytics", "operator"),
    reads("/admin/analytics/months", "operator"),
    reads("/admin/analytics/companies", "operator"),
    reads("/admin/analytics/health", "operator"),

    reads("/admin/tenants/{tenant}/names", "read_company"),

    reads("/admin/tenants/{tenant}/credentials", "manage_connection"),
    changes("PUT", "/admin/tenants/{tenant}/credentials/twilio", "manage_connection", 200, "credentials.stored"),
    changes("PUT", "/admin/tenants/{tenant}/credentials/openai", "manage_connection", 200, "credentials.stored"),
    changes("DELETE", "/admin/tenants/{tenant}/credentials/twilio/previous-token", "manage_connection", 200, "credentials.previous_token_dropped"),
    changes("DELETE", "/admin/tenants/{tenant}/credentials/twilio", "manage_connection", 200, "credentials.deleted"),
    changes("DELETE", "/admin/tenants/{tenant}/credentials/openai", "manage_connection", 200, "credentials.deleted"),
    reads("/admin/tenants/{tenant}/numbers", "manage_connection"),
    changes("POST", "/admin/tenants/{tenant}/numbers", "manage_connection", 201, "number.connected"),
    reads("/admin/tenants/{tenant}/numbers/available", "manage_connection"),
    changes("POST", "/admin/tenants/{tenant}/numbers/purchases", "manage_connection", 201, "number.connected"),
    changes("DELETE", "/admin/tenants/{tenant}/numbers/{number}", "manage_connection", 200, "number.disconnected"),
    reads("/admin/tenants/{tenant}/connection", "manage_connection"),

    discloses("/admin/tenants/{tenant}/people", "read_people", "people.read"),
    changes("POST", "/admin/tenants/{tenant}/people", "manage_people", 201, "person.invited"),
    changes("POST", "/admin/tenants/{tenant}/people/{person}/invitation", "manage_people", 201, "person.invited_again"),
    changes("PATCH", "/admin/tenants/{tenant}/people/{person}", "manage_people", 200, "person.role"),
    changes("DELETE", "/admin/tenants/{tenant}/people/{person}", "manage_people", 204, "person.removed"),
    discloses("/admin/tenants/{tenant}/people/{person}/notifications", "manage_notifications", "people.read"),
    changes("PUT", "/admin/tenants/{tenant}/people/{person}/notifications", "manage_notifications", 200, "person.notifications"),
    reads("/admin/tenants/{tenant}/my-notifications", "person"),
    changes("PUT", "/admin/tenants/{tenant}/my-notifications", "person", 200, "person.notifications"),
    reads("/admin/tenants/{tenant}/undelivered-notifications", "manage_notifications"),
    changes("DELETE", "/admin/tenants/{tenant}/people/{person}/notifications/email-stopped", "manage_notifications", 204, "person.email_allowed"),

    reads("/admin/tenants/{tenant}/api-keys", "manage_keys"),
    changes("POST", "/admin/tenants/{tenant}/api-keys", "manage_keys", 201, "api_key.created"),
    reads("/admin/tenants/{tenant}/api-keys/{key}", "manage_keys"),
    changes("POST", "/admin/tenants/{tenant}/api-keys/{key}/rotate", "manage_keys", 201, "api_key.rotated"),
    changes("DELETE", "/admin/tenants/{tenant}/api-keys/{key}", "manage_keys", 200, "api_key.revoked"),

    discloses("/admin/tenants/{tenant}/audit", "read_audit", "audit.read"),

    discloses("/admin/tenants/{tenant}/calls", "read_calls", "calls.read"),
    discloses("/admin/tenants/{tenant}/calls/export.csv", "read_calls", "calls.read"),
    discloses("/admin/tenants/{tenant}/calls/search", "read_calls", "calls.read"),
    discloses("/admin/tenants/{tenant}/calls/{call}", "read_calls", "call.read"),
    discloses("/admin/tenants/{tenant}/calls/{call}/recordings/{recording}", "read_recordings", "recording.read"),
    discloses("/admin/tenants/{tenant}/appointments", "read_customers", "appointments.read"),
    discloses("/admin/tenants/{tenant}/appointments/export.csv", "read_customers", "appointments.read"),
    changes("POST", "/admin/tenants/{tenant}/appointments", "manage_appointments", 201, "appointment.booked"),
    discloses("/admin/tenants/{tenant}/appointments/{appointment}", "read_customers", "appointment.read"),
    changes("PATCH", "/admin/tenants/{tenant}/appointments/{appointment}", "manage_appointments", 200, "appointment.corrected"),
    changes("POST", "/admin/tenants/{tenant}/appointments/{appointment}/move", "manage_appointments", 200, "appointment.moved"),
    changes("POST", "/admin/tenants/{tenant}/appointments/{appointment}/cancel", "manage_appointments", 200, "appointment.cancelled"),
    reads("/admin/tenants/{tenant}/availability", "read_company"),
    reads("/admin/tenants/{tenant}/calendar-feeds", "manage_calendar_feeds"),
    changes("POST", "/admin/tenants/{tenant}/calendar-feeds", "manage_calendar_feeds", 201, "calendar.created"),
    changes("DELETE", "/admin/tenants/{tenant}/calendar-feeds/{calendar}", "manage_calendar_feeds", 204, "calendar.revoked"),
    discloses("/admin/tenants/{tenant}/messages", "read_calls", "messages.read"),
    discloses("/admin/tenants/{tenant}/messages/export.csv", "read_calls", "messages.read"),
    discloses("/admin/tenants/{tenant}/messages/{message}", "read_calls", "message.read"),
    changes("PATCH", "/admin/tenants/{tenant}/messages/{message}", "handle_messages", 200, "message.handled"),
    discloses("/admin/tenants/{tenant}/emergencies", "read_calls", "emergencies.read"),
    discloses("/admin/tenants/{tenant}/emergencies/export.csv", "read_calls", "emergencies.read"),
    discloses("/admin/tenants/{tenant}/emergencies/{emergency}", "read_calls", "emergency.read"),
    changes("PATCH", "/admin/tenants/{tenant}/emergencies/{emergency}", "handle_messages", 200, "emergency.handled"),

    discloses("/admin/tenants/{tenant}/customers", "read_customers", "customers.read"),
    discloses("/admin/tenants/{tenant}/customers/export.csv", "read_customers", "customers.read"),
    discloses("/admin/tenants/{tenant}/customers/{customer}", "read_customers", "customer.read"),
    changes("PATCH", "/admin/tenants/{tenant}/customers/{customer}", "manage_customers", 200, "customer.marked"),
    changes("POST", "/admin/tenants/{tenant}/customers/{customer}/merge", "manage_customers", 200, "customer.merged"),
    changes("POST", "/admin/tenants/{tenant}/customers/{customer}/split", "manage_customers", 200, "customer.split"),
    discloses("/admin/tenants/{tenant}/customers/{customer}/notes", "read_customers", "customer.read"),
    changes("POST", "/admin/tenants/{tenant}/customers/{customer}/notes", "manage_customers", 201, "customer.noted"),
    discloses("/admin/tenants/{tenant}/customers/{customer}/export", "answer_privacy_requests", "customer.exported"),
    changes("POST", "/admin/tenants/{tenant}/customers/{customer}/erasure", "answer_privacy_requests", 200, "customer.erased"),
    reads("/admin/tenants/{tenant}/export", "export_company"),
    changes("POST", "/admin/tenants/{tenant}/export", "export_company", 202, "company.export_begun"),
    discloses("/admin/tenants/{tenant}/export/{export}/files/{file}", "export_company", "company.exported"),
    reads("/admin/tenants/{tenant}/retention", "read_company"),
    changes("PUT", "/admin/tenants/{tenant}/retention", "manage_company", 200, "retention.changed"),

    reads("/admin/tenants/{tenant}/webhooks", "manage_webhooks"),
    changes("POST", "/admin/tenants/{tenant}/webhooks", "manage_webhooks", 201, "webhook.created"),
    changes("POST", "/admin/tenants/{tenant}/webhooks/subscriptions", "manage_webhooks", 201, "webhook.created"),
    changes("DELETE", "/admin/tenants/{tenant}/webhooks/subscriptions/{webhook}", "manage_webhooks", 200, "webhook.removed"),
    reads("/admin/tenants/{tenant}/webhooks/samples/{event}", "manage_webhooks"),
    reads("/admin/tenants/{tenant}/webhooks/{webhook}", "manage_webhooks"),
    changes("PATCH", "/admin/tenants/{tenant}/webhooks/{webhook}", "manage_webhooks", 200, "webhook.changed"),
    changes("DELETE", "/admin/tenants/{tenant}/webhooks/{webhook}", "manage_webhooks", 204, "webhook.removed"),
    changes("POST", "/admin/tenants/{tenant}/webhooks/{webhook}/rotate", "manage_webhooks", 201, "webhook.rotated"),
    changes("POST", "/admin/tenants/{tenant}/webhooks/{webhook}/test", "manage_webhooks", 202, "webhook.tested"),
    reads("/admin/tenants/{tenant}/webhooks/{webhook}/deliveries", "manage_webhooks"),
    reads("/admin/tenants/{tenant}/webhooks/{webhook}/deliveries/{delivery}", "manage_webhooks"),
    changes("POST", "/admin/tenants/{tenant}/webhooks/{webhook}/deliveries/{delivery}/resend", "manage_webhooks", 202, "webhook.resent"),
];

/// An operation of the OpenAPI documents.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    description: Value,
    schemas: Value,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Every operation of the functions that serve the API.
pub(crate) fn operations() -> Vec<Operation> {
    let mut api = admin_tenants::openapi();
    api.merge(api_keys::openapi());
    api.merge(call_records::openapi());
    api.merge(test_calls::openapi());
    api.merge(customers::openapi());
    api.merge(analytics::openapi());
    let schemas = json!(api.components)["schemas"].take();
    let mut found = Vec::new();
    for (path, item) in &api.paths.paths {
        for (method, operation) in openapi::operations(item) {
            let method = json!(method).as_str().expect("a method").to_uppercase();
            let method = method.parse().expect("a method");
            found.push(Operation {
                method,
                path: path.clone(),
                description: json!(operation),
                schemas: schemas.clone(),
            });
        }
    }
    found
}

impl Operation {
    /// Who may call it, by its case.
    pub(crate) fn audience(&self) -> Audience {
        Audience::parse(self.case().audience)
    }

    pub(crate) fn case(&self) -> &'static Case {
        let case = CASES.iter().find(|case| case.method == self.method.as_str() && case.path == self.path);
        case.unwrap_or_else(|| panic!("{self} has no case"))
    }

    /// Whether its description contains a text.
    pub(crate) fn describes(&self, text: &str) -> bool {
        self.description["description"].as_str().is_some_and(|description| description.contains(text))
    }

    /// Whether the request needs an `If-Match` header.
    pub(crate) fn takes_version(&self) -> bool {
        let parameters = self.description["parameters"].as_array();
        parameters.into_iter().flatten().any(|parameter| parameter["name"] == "If-Match")
    }

    /// The fields that the request body must have.
    pub(crate) fn required_fields(&self) -> Vec<String> {
        let contents = self.description["requestBody"]["content"].as_object();
        let schema = contents.and_then(|contents| contents.values().next()).map(|media| &media["schema"]);
        let name = schema.and_then(|schema| schema["$ref"].as_str()).and_then(|name| name.rsplit('/').next());
        let required = name.and_then(|name| self.schemas[name]["required"].as_array());
        required.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The example of the request body, with its media type.
    pub(crate) fn example(&self) -> Option<(&str, Value)> {
        let (content_type, media) = self.description["requestBody"]["content"].as_object()?.iter().next()?;
        let of_schema = || {
            let name = media["schema"]["$ref"].as_str()?.rsplit('/').next()?;
            self.schemas[name].get("example")
        };
        let example = media.get("example").or_else(of_schema);
        Some((content_type, example.unwrap_or_else(|| panic!("{self} has no example of its body")).clone()))
    }
}

#[test]
fn every_operation_has_an_authorization_case() {
    let described: BTreeSet<_> = operations().iter().map(ToString::to_string).collect();
    let cases: BTreeSet<_> = CASES.iter().map(|case| format!("{} {}", case.method, case.path)).collect();
    assert_eq!(described, cases);
    assert_eq!(cases.len(), CASES.len(), "an operation has two cases");
}

#[test]
fn openapi_document_states_the_permission_and_key_scope_of_every_case() {
    for operation in operations() {
        assert_eq!(operation.description[PERMISSION].as_str(), Some(operation.case().audience), "{operation}");
        let scope = match operation.audience() {
            Audience::Permission(grant) => grant.scope,
            _ => None,
        };
        assert_eq!(operation.description[KEY_SCOPE].as_str(), scope, "{operation}");
    }
}

#[test]
fn every_operation_that_changes_stored_data_has_an_audit_action() {
    for case in CASES.iter().filter(|case| case.method != "GET") {
        let trials = ["/preview", "/proposals", "/test-calls", "/voice-test-calls"];
        let changes_nothing = trials.iter().any(|trial| case.path.contains(trial));
        assert_eq!(case.action.is_none(), changes_nothing, "{} {}", case.method, case.path);
    }
}

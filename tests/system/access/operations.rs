//! The operations there are: as the code describes them, and as this table expects them. Neither may hold one that the
//! other does not.

use std::{collections::BTreeSet, fmt};

use domain::access::Permission;
use platform::http::openapi::{KEY_SCOPE, PERMISSION, operations};
use reqwest::Method;
use serde_json::{Value, json};

/// Whom an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// A company's people and programs with this permission, and operators.
    Permission(Permission),
    Operator,
    Newcomer,
    OperatorOrNewcomer,
    /// Everybody who has proven who they are.
    Anyone,
}

impl For {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "operator" => Some(Self::Operator),
            "newcomer" => Some(Self::Newcomer),
            "operator_or_newcomer" => Some(Self::OperatorOrNewcomer),
            "anyone" => Some(Self::Anyone),
            name => {
                let permission = Permission::ALL.into_iter().find(|permission| permission.as_str() == name)?;
                Some(Self::Permission(permission))
            }
        }
    }
}

/// What is expected of an operation.
pub(crate) struct Case {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    allowed: &'static str,
    /// The status it succeeds with.
    pub(crate) success: u16,
    /// What the audit log calls it; nothing if it changes nothing that is kept.
    pub(crate) action: Option<&'static str>,
}

const fn reads(path: &'static str, allowed: &'static str) -> Case {
    Case { method: "GET", path, allowed, success: 200, action: None }
}

const fn tries(path: &'static str, allowed: &'static str, success: u16) -> Case {
    Case { method: "POST", path, allowed, success, action: None }
}

const fn changes(
    method: &'static str,
    path: &'static str,
    allowed: &'static str,
    success: u16,
    action: &'static str,
) -> Case {
    Case { method, path, allowed, success, action: Some(action) }
}

/// Every operation. Whoever adds a route says here whom it is for.
#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    reads("/admin/me", "anyone"),
    reads("/admin/audit", "operator"),
    reads("/admin/tenants", "operator"),
    changes("POST", "/admin/tenants", "operator_or_newcomer", 201, "tenant.created"),
    changes("POST", "/admin/invitations/accept", "newcomer", 200, "person.accepted"),

    reads("/admin/tenants/{tenant}", "read_company"),
    changes("PATCH", "/admin/tenants/{tenant}", "manage_company", 200, "tenant.changed"),
    changes("DELETE", "/admin/tenants/{tenant}", "manage_company", 200, "tenant.deactivated"),
    changes("POST", "/admin/tenants/{tenant}/reactivate", "manage_company", 200, "tenant.reactivated"),
    changes("PUT", "/admin/tenants/{tenant}/test-mode", "manage_company", 200, "tenant.test_mode"),
    changes("POST", "/admin/tenants/{tenant}/erase", "operator", 200, "tenant.erased"),

    reads("/admin/tenants/{tenant}/configuration/versions", "read_company"),
    reads("/admin/tenants/{tenant}/configuration/versions/{version}", "read_company"),
    reads("/admin/tenants/{tenant}/configuration/diff", "read_company"),
    changes("PUT", "/admin/tenants/{tenant}/configuration/draft", "edit_configuration", 200, "configuration.saved"),
    changes("PATCH", "/admin/tenants/{tenant}/configuration/draft", "edit_configuration", 200, "configuration.saved"),
    changes("POST", "/admin/tenants/{tenant}/configuration/publish", "edit_configuration", 200, "configuration.published"),
    changes("POST", "/admin/tenants/{tenant}/configuration/roll-back", "edit_configuration", 200, "configuration.rolled_back"),

    tries("/admin/tenants/{tenant}/preview", "read_company", 200),
    tries("/admin/tenants/{tenant}/test-calls", "test_agent", 201),
    reads("/admin/tenants/{tenant}/test-calls/{test_call}", "test_agent"),
    tries("/admin/tenants/{tenant}/test-calls/{test_call}/turns", "test_agent", 200),

    reads("/admin/tenants/{tenant}/credentials", "manage_connection"),
    changes("PUT", "/admin/tenants/{tenant}/credentials/twilio", "manage_connection", 200, "credentials.stored"),
    changes("PUT", "/admin/tenants/{tenant}/credentials/openai", "manage_connection", 200, "credentials.stored"),
    reads("/admin/tenants/{tenant}/numbers", "manage_connection"),
    changes("POST", "/admin/tenants/{tenant}/numbers", "manage_connection", 201, "number.connected"),
    changes("DELETE", "/admin/tenants/{tenant}/numbers/{number}", "manage_connection", 200, "number.disconnected"),
    reads("/admin/tenants/{tenant}/connection", "manage_connection"),

    reads("/admin/tenants/{tenant}/people", "read_people"),
    changes("POST", "/admin/tenants/{tenant}/people", "manage_people", 201, "person.invited"),
    changes("POST", "/admin/tenants/{tenant}/people/{person}/invitation", "manage_people", 201, "person.invited_again"),
    changes("PATCH", "/admin/tenants/{tenant}/people/{person}", "manage_people", 200, "person.role"),
    changes("DELETE", "/admin/tenants/{tenant}/people/{person}", "manage_people", 204, "person.removed"),

    reads("/admin/tenants/{tenant}/api-keys", "manage_keys"),
    changes("POST", "/admin/tenants/{tenant}/api-keys", "manage_keys", 201, "api_key.created"),
    reads("/admin/tenants/{tenant}/api-keys/{key}", "manage_keys"),
    changes("POST", "/admin/tenants/{tenant}/api-keys/{key}/rotate", "manage_keys", 201, "api_key.rotated"),
    changes("DELETE", "/admin/tenants/{tenant}/api-keys/{key}", "manage_keys", 200, "api_key.revoked"),

    reads("/admin/tenants/{tenant}/audit", "read_audit"),
];

/// An operation as the code describes it.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    described: Value,
    schemas: Value,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Every operation of both functions.
pub(crate) fn described() -> Vec<Operation> {
    let mut api = admin_tenants::openapi();
    api.merge(api_keys::openapi());
    let schemas = json!(api.components)["schemas"].take();
    let mut found = Vec::new();
    for (path, item) in &api.paths.paths {
        for (method, operation) in operations(item) {
            let method = json!(method).as_str().expect("a method").to_uppercase();
            let method = method.parse().expect("a method");
            found.push(Operation { method, path: path.clone(), described: json!(operation), schemas: schemas.clone() });
        }
    }
    found
}

impl Operation {
    /// Whom the description says it is for.
    pub(crate) fn allowed(&self) -> For {
        let stated = self.described[PERMISSION].as_str();
        let stated = stated.unwrap_or_else(|| panic!("{self} does not state whom it is for"));
        For::parse(stated).unwrap_or_else(|| panic!("{self} is for {stated}, whoever that is"))
    }

    /// The scope that the description says a key needs.
    pub(crate) fn key_scope(&self) -> Option<&str> {
        self.described[KEY_SCOPE].as_str()
    }

    pub(crate) fn case(&self) -> &'static Case {
        let case = CASES.iter().find(|case| case.method == self.method.as_str() && case.path == self.path);
        case.unwrap_or_else(|| panic!("{self} has no case"))
    }

    /// Whether it is about what has a version.
    pub(crate) fn takes_version(&self) -> bool {
        let parameters = self.described["parameters"].as_array();
        parameters.into_iter().flatten().any(|parameter| parameter["name"] == "If-Match")
    }

    /// The body that the description shows, and its type.
    pub(crate) fn example(&self) -> Option<(&str, Value)> {
        let (content_type, media) = self.described["requestBody"]["content"].as_object()?.iter().next()?;
        let of_schema = || {
            let name = media["schema"]["$ref"].as_str()?.rsplit('/').next()?;
            self.schemas[name].get("example")
        };
        let example = media.get("example").or_else(of_schema);
        Some((content_type, example.unwrap_or_else(|| panic!("{self} shows no body")).clone()))
    }
}

#[test]
fn every_operation_has_a_case_and_every_case_an_operation() {
    let described: BTreeSet<_> = described().iter().map(ToString::to_string).collect();
    let cases: BTreeSet<_> = CASES.iter().map(|case| format!("{} {}", case.method, case.path)).collect();
    assert_eq!(described, cases);
    assert_eq!(cases.len(), CASES.len(), "an operation has two cases");
}

#[test]
fn every_operation_states_the_permission_that_its_case_expects_and_the_scope_that_goes_with_it() {
    for operation in described() {
        let allowed = operation.allowed();
        assert_eq!(Some(allowed), For::parse(operation.case().allowed), "{operation}");
        let scope = match allowed {
            For::Permission(permission) => permission.key_scope(),
            _ => None,
        };
        assert_eq!(operation.key_scope(), scope.map(domain::access::KeyScope::as_str), "{operation}");
    }
}

#[test]
fn every_operation_that_changes_something_is_noted_unless_it_only_tries_the_agent() {
    for case in CASES.iter().filter(|case| case.method != "GET") {
        let tries = case.path.contains("/preview") || case.path.contains("/test-calls");
        assert_eq!(case.action.is_none(), tries, "{} {}", case.method, case.path);
    }
}

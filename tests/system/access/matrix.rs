//! Which role and which API key scope grants which permission. The access tests expect this table; nothing in it is
//! computed by the code under test.

use std::collections::BTreeSet;

use domain::access::{KeyScope, Permission, Role};
use serde_json::{Value, json};

/// A company's roles, in the order of the table's columns.
pub(crate) const ROLES: [&str; 4] = ["owner", "manager", "dispatcher", "viewer"];

/// The scopes of API keys.
pub(crate) const SCOPES: [&str; 11] = [
    "company:read",
    "configuration:write",
    "customers:read",
    "customers:write",
    "agent:test",
    "audit:read",
    "calls:read",
    "recordings:read",
    "messages:write",
    "appointments:write",
    "webhooks:write",
];

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RoleGrant {
    pub(crate) permission: &'static str,
    by_role: [bool; ROLES.len()],
    /// The scope that an API key needs. `None` if no API key can have the permission.
    pub(crate) scope: Option<&'static str>,
}

const fn grant(permission: &'static str, by_role: [bool; ROLES.len()], scope: Option<&'static str>) -> RoleGrant {
    RoleGrant { permission, by_role, scope }
}

#[rustfmt::skip]
const MATRIX: [RoleGrant; 23] = [
    //     permission            owner  manager dispatcher viewer  scope of an API key
    grant("read_company",       [true,  true,   true,      true],  Some("company:read")),
    grant("edit_configuration", [true,  true,   false,     false], Some("configuration:write")),
    grant("publish_untested",   [true,  false,  false,     false], None),
    grant("change_dialed_numbers", [true, true, false,     false], None),
    grant("read_customers",     [true,  true,   true,      false], Some("customers:read")),
    grant("manage_customers",   [true,  true,   true,      false], Some("customers:write")),
    grant("answer_privacy_requests", [true, true, false,   false], None),
    grant("export_company",     [true,  false,  false,     false], None),
    grant("test_agent",         [true,  true,   true,      false], Some("agent:test")),
    grant("manage_company",     [true,  false,  false,     false], None),
    grant("manage_connection",  [true,  false,  false,     false], None),
    grant("read_people",        [true,  true,   false,     false], None),
    grant("manage_people",      [true,  false,  false,     false], None),
    grant("manage_notifications", [true, true,  false,     false], None),
    grant("manage_keys",        [true,  false,  false,     false], None),
    grant("read_audit",         [true,  true,   false,     false], Some("audit:read")),
    grant("read_calls",         [true,  true,   true,      false], Some("calls:read")),
    grant("read_recordings",    [true,  true,   true,      false], Some("recordings:read")),
    grant("handle_messages",    [true,  true,   true,      false], Some("messages:write")),
    grant("manage_appointments", [true, true,   true,      false], Some("appointments:write")),
    grant("manage_calendar_feeds", [true, true, false,     false], None),
    grant("manage_webhooks",    [true,  true,   false,     false], Some("webhooks:write")),
    grant("manage_tenants",     [false, false,  false,     false], None),
];

impl RoleGrant {
    /// The row of a permission.
    pub(crate) fn of(permission: &str) -> &'static Self {
        let row = MATRIX.iter().find(|grant| grant.permission == permission);
        row.unwrap_or_else(|| panic!("the table has no row for {permission}"))
    }

    pub(crate) fn includes_role(&self, role: &str) -> bool {
        let column = ROLES.iter().position(|known| *known == role).expect("a role of the table");
        self.by_role[column]
    }

    pub(crate) fn includes_key(&self, scopes: &BTreeSet<&str>) -> bool {
        self.scope.is_some_and(|scope| scopes.contains(scope))
    }
}

fn names<const N: usize>(values: [Value; N]) -> [String; N] {
    values.map(|value| value.as_str().expect("a string").to_owned())
}

#[test]
fn table_lists_every_permission_role_and_scope() {
    assert_eq!(MATRIX.map(|grant| grant.permission), names(Permission::ALL.map(|permission| json!(permission))));
    assert_eq!(ROLES, names(Role::ALL.map(|role| json!(role))));
    assert_eq!(SCOPES, names(KeyScope::ALL.map(|scope| json!(scope))));
}

//! The client, person or company for which requests are counted and responses are stored.

use crate::TenantScope;

/// The subject of rate limits and stored responses: a person or key of a tenant, or a person without a tenant.
#[derive(Debug, Clone, Copy)]
pub struct RateLimitSubject<'a> {
    /// The tenant, if there is one.
    pub scope: Option<&'a TenantScope>,
    /// The name of the subject; `tenant` for all requests of a tenant together.
    pub name: &'a str,
}

impl RateLimitSubject<'_> {
    pub(super) fn partition(&self) -> String {
        match self.scope {
            Some(scope) => scope.tenant().to_string(),
            None => format!("person#{}", self.name),
        }
    }
}

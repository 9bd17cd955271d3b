//! Operators of the platform, who have access to every company.

use domain::{access::Subject, id::TenantId};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;

use super::{ConfinedScope, StoreError, TenantSessions};

/// The group at the operators' issuer whose members are operators. Cognito's access tokens name the groups of a person.
pub const OPERATOR_GROUP: &str = "operators";
/// Clocks differ a little.
const LEEWAY: SignedDuration = SignedDuration::from_secs(30);

/// An operator of the platform. Only [`PlatformOperator::admit`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformOperator {
    subject: Subject,
    signed_in_at: Option<Timestamp>,
}

impl PlatformOperator {
    /// The operator of a verified token of the operators' issuer, if the person is in the operators' group.
    #[must_use]
    pub fn admit(subject: Subject, groups: &[String], signed_in_at: Option<Timestamp>) -> Option<Self> {
        groups.iter().any(|group| group == OPERATOR_GROUP).then_some(Self { subject, signed_in_at })
    }

    /// The subject of the operator's token.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Whether the operator signed in, and did not only renew a token, at most this long ago.
    #[must_use]
    pub fn signed_in_within(&self, age: SignedDuration, now: Timestamp) -> bool {
        self.signed_in_at.is_some_and(|at| {
            let elapsed = now.duration_since(at);
            (-LEEWAY..=age).contains(&elapsed)
        })
    }

    /// Enters any tenant, whether or not it exists.
    #[must_use]
    #[boxed]
    pub async fn enter(&self, sessions: &TenantSessions, tenant: &TenantId) -> Result<ConfinedScope, StoreError> {
        sessions.enter(tenant).await
    }
}

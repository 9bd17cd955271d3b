//! Operators of the platform, who have access to every company.

use std::collections::BTreeSet;

use domain::{access::Subject, id::TenantId};

use super::{ConfinedScope, StoreError, TenantSessions};

/// The configured operators of the platform.
#[derive(Debug, Clone)]
pub struct Operators(BTreeSet<Subject>);

/// An operator of the platform. Only [`Operators::admit`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformOperator(Subject);

impl Operators {
    /// These operators.
    #[must_use]
    pub fn new(subjects: BTreeSet<Subject>) -> Self {
        Self(subjects)
    }

    /// The operator with this verified subject, if there is one.
    #[must_use]
    pub fn admit(&self, subject: &Subject) -> Option<PlatformOperator> {
        self.0.get(subject).cloned().map(PlatformOperator)
    }
}

impl PlatformOperator {
    /// The subject of the operator's token.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.0
    }

    /// Enters any tenant, whether or not it exists.
    pub async fn enter(&self, sessions: &TenantSessions, tenant: &TenantId) -> Result<ConfinedScope, StoreError> {
        sessions.enter(tenant).await
    }
}

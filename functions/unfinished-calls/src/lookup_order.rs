//! Which overdue calls a sweep looks up, and in which order: a bounded number of each company, in turn.
//!
//! So one company with many open calls keeps no other company waiting. The next sweep continues where this one stopped.

use std::collections::{BTreeMap, VecDeque};

use domain::id::TenantId;
use store::{OpenCall, OpenCallPlace, TenantScope};

/// The most calls of a company in a sweep.
pub(crate) const MOST_OF_A_COMPANY: usize = 200;

/// The overdue calls of a sweep.
#[derive(Debug, Default)]
pub(crate) struct OverdueCalls {
    /// By company, each in the order of the list.
    by_tenant: BTreeMap<TenantId, VecDeque<OpenCall>>,
    /// The companies in the order of their oldest calls.
    tenants: Vec<TenantId>,
    total: usize,
}

impl OverdueCalls {
    pub(crate) fn push(&mut self, open: OpenCall) {
        let tenant = open.scope().tenant().clone();
        let calls = self.by_tenant.entry(tenant.clone()).or_default();
        if calls.is_empty() {
            self.tenants.push(tenant);
        }
        calls.push_back(open);
        self.total += 1;
    }

    /// The companies with more calls than a sweep looks up.
    pub(crate) fn crowded(&self) -> Vec<TenantScope> {
        let calls = self.tenants.iter().filter_map(|tenant| self.by_tenant.get(tenant));
        calls
            .filter(|calls| calls.len() > MOST_OF_A_COMPANY)
            .filter_map(|calls| calls.front())
            .map(OpenCall::scope)
            .collect()
    }

    /// Continues with the calls of a company after the one that was looked up last.
    pub(crate) fn continue_after(&mut self, scope: &TenantScope, last: &OpenCallPlace) {
        if let Some(calls) = self.by_tenant.get_mut(scope.tenant()) {
            let seen = calls.iter().take_while(|open| open.place() <= *last).count();
            calls.rotate_left(seen % calls.len().max(1));
        }
    }

    /// The calls to look up, one of each company in turn, and how many are left over.
    pub(crate) fn in_turn(mut self) -> (Vec<OpenCall>, usize) {
        let mut calls = Vec::new();
        for _ in 0..MOST_OF_A_COMPANY {
            let oldest = self.tenants.iter().filter_map(|tenant| self.by_tenant.get_mut(tenant)?.pop_front());
            calls.extend(oldest);
        }
        let left_over = self.total - calls.len();
        (calls, left_over)
    }
}

/// The place of the last of these calls that is a company's.
pub(crate) fn last_of(calls: &[OpenCall], scope: &TenantScope) -> Option<OpenCallPlace> {
    calls.iter().rev().find(|open| open.scope() == *scope).map(OpenCall::place)
}

//! The numbers that a configuration lets the system dial: checked before a version is saved or published, and recorded in
//! the audit log when they change.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    phone::{DialingRules, PhoneNumber},
    tenant::TenantConfig,
};
use futures_util::future::try_join_all;
use serde_json::{Map, Value, json};

use super::{ChangeContext, ChangeError, Store, StoreError, TenantScope, audit::AuditEvent};

/// The action of a draft with other numbers.
pub(super) const SAVED: &str = "dialed_numbers.saved";
/// The action of other numbers that are dialed from now on.
pub(super) const PUBLISHED: &str = "dialed_numbers.published";

impl Store {
    /// Checks that the rules let the system dial every number of a configuration, and that the system answers none of
    /// them: neither for the tenant, whose numbers are `own`, nor for another tenant.
    pub(super) async fn check_dialed_numbers(
        &self,
        config: &TenantConfig,
        own: &BTreeSet<PhoneNumber>,
        rules: &DialingRules,
    ) -> Result<(), ChangeError> {
        let mut problems = config.problems_with_dialing(rules);
        let dialed: BTreeSet<&PhoneNumber> = config.dialed_numbers().map(|(_, number)| number).collect();
        let lookups = dialed.into_iter().map(|number| async move {
            let is_answered = own.contains(number) || self.get_number_route(number).await?.is_some();
            Ok::<_, StoreError>(is_answered.then(|| number.clone()))
        });
        let answered = try_join_all(lookups).await?.into_iter().flatten().collect();
        problems.extend(config.problems_with_numbers(&answered));
        if problems.is_empty() { Ok(()) } else { Err(ChangeError::Invalid(problems)) }
    }

    /// The entry in the audit log for dialed numbers that change between two versions, of which the second has the
    /// configuration `after`. None if they are the same. The owners are notified of numbers that are published.
    pub(super) async fn audited_dialed_numbers(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        action: &'static str,
        (first, second): (u32, u32),
        after: &TenantConfig,
    ) -> Result<Vec<TransactWriteItem>, ChangeError> {
        let before = self.get_config(scope, first).await?.ok_or(ChangeError::Missing)?;
        let Some((before, after)) = changed_numbers(&before, after) else { return Ok(Vec::new()) };
        let event = AuditEvent::new(action).about(second).from(before).to(after);
        // A draft dials nothing yet.
        let event = if action == PUBLISHED { event.for_owners() } else { event };
        Ok(self.audited(scope, change, event)?)
    }
}

/// The dialed numbers that differ, masked, by their places. `None` if none does.
fn changed_numbers(before: &TenantConfig, after: &TenantConfig) -> Option<(Value, Value)> {
    let only_in = |one: &TenantConfig, other: &TenantConfig| {
        let others: BTreeSet<_> = other.dialed_numbers().collect();
        let differing = one.dialed_numbers().filter(|dialed| !others.contains(dialed));
        differing.map(|(field, number)| (field, json!(number.masked()))).collect::<Map<_, _>>()
    };
    let (removed, added) = (only_in(before, after), only_in(after, before));
    (!removed.is_empty() || !added.is_empty()).then_some((Value::Object(removed), Value::Object(added)))
}

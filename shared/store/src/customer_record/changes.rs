//! What the office changes about a customer: the marks, and which numbers are one customer.
//!
//! A change checks that no other one came between, writes each record that it touches, and adds an entry to the audit log, in one
//! transaction. Bookings write other attributes of the same records, and neither overwrites the other.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::phone::PhoneNumber;
use platform::boxed;
use serde_json::{Value, json};

use super::{CustomerItem, CustomerRecord, MergedNumber, attribute_of};
use crate::{
    ChangeContext, ChangeError, Conflict, Handled, Store, StoreError, TenantScope, Transaction, audit::AuditEvent,
    handling::ATTEMPTS, key::Key,
};

/// The most numbers of one customer.
pub const MOST_NUMBERS_OF_A_CUSTOMER: usize = 5;

/// The marks to set or to remove. A missing one stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CustomerMarks {
    /// Whether calls of the customer are rejected.
    pub blocked: Option<bool>,
    /// Whether the company must not contact the customer.
    pub do_not_call: Option<bool>,
}

impl CustomerItem {
    fn marked(&self, marks: CustomerMarks, context: &ChangeContext) -> Self {
        // A repeated mark keeps the one who set it.
        let set = |current: &Option<Handled>, wanted: Option<bool>| match wanted {
            None => current.clone(),
            Some(true) => current.clone().or_else(|| Some(Handled::by(context))),
            Some(false) => None,
        };
        Self {
            blocked: set(&self.blocked, marks.blocked),
            do_not_call: set(&self.do_not_call, marks.do_not_call),
            changes: self.changes + 1,
            ..self.clone()
        }
    }
}

fn marks(item: &CustomerItem) -> Value {
    json!({"blocked": item.blocked.is_some(), "do_not_call": item.do_not_call.is_some()})
}

impl Store {
    /// Sets or removes the marks of all numbers of a customer. `matched` checks the version that the client has seen.
    pub async fn mark_customer<E: From<ChangeError>>(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: CustomerMarks,
        context: &ChangeContext,
        matched: impl Fn(u64) -> Result<u64, E>,
    ) -> Result<CustomerRecord, E> {
        for _ in 0..ATTEMPTS {
            let before = self.record_or_empty(scope, number).await.map_err(ChangeError::from)?;
            matched(before.version())?;
            let after = CustomerRecord {
                first: before.first.marked(change, context),
                others: before.others.iter().map(|item| item.marked(change, context)).collect(),
            };
            let event = AuditEvent::new("customer.marked")
                .about(before.first.number.masked())
                .from(marks(&before.first))
                .to(marks(&after.first));
            if self.write_record(scope, &after, event, context).await? {
                return Ok(after);
            }
        }
        Err(ChangeError::from(StoreError::Contended).into())
    }

    /// Merges a number into the customer of another one. Nothing is copied, so [`Store::split_customer`] undoes it.
    pub async fn merge_customers<E: From<ChangeError>>(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        other: &PhoneNumber,
        context: &ChangeContext,
        matched: impl Fn(u64) -> Result<u64, E>,
    ) -> Result<CustomerRecord, E> {
        for _ in 0..ATTEMPTS {
            let before = self.record_or_empty(scope, number).await.map_err(ChangeError::from)?;
            let joined = self.record_or_empty(scope, other).await.map_err(ChangeError::from)?;
            matched(before.version())?;
            if before.numbers().any(|of| of == other) {
                return Ok(before);
            }
            check_merge(&before, &joined).map_err(ChangeError::from)?;
            let mut first = before.first.clone();
            first.changes += 1;
            first.merged.push(MergedNumber { number: other.clone(), merged: Handled::by(context) });
            let merged_into = Some(first.number.clone());
            let joining = CustomerItem { merged_into, changes: joined.first.changes + 1, ..joined.first };
            let changed = CustomerRecord { first, others: vec![joining] };
            let event = AuditEvent::new("customer.merged").about(changed.first.number.masked());
            let event = event.to(json!({"number": other.masked()}));
            if self.write_record(scope, &changed, event, context).await? {
                return Ok(CustomerRecord {
                    first: changed.first,
                    others: before.others.into_iter().chain(changed.others).collect(),
                });
            }
        }
        Err(ChangeError::from(StoreError::Contended).into())
    }

    /// Makes a merged number a customer of its own again. Each keeps its record; a mark that was set since the merge stays on both.
    pub async fn split_customer<E: From<ChangeError>>(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        other: &PhoneNumber,
        context: &ChangeContext,
        matched: impl Fn(u64) -> Result<u64, E>,
    ) -> Result<CustomerRecord, E> {
        for _ in 0..ATTEMPTS {
            let before = self.record_or_empty(scope, number).await.map_err(ChangeError::from)?;
            let split = before.others.iter().find(|item| item.number == *other).ok_or(ChangeError::Missing)?;
            matched(before.version())?;
            let mut first = before.first.clone();
            first.changes += 1;
            first.merged.retain(|merged| merged.number != *other);
            let own = CustomerItem { merged_into: None, changes: split.changes + 1, ..split.clone() };
            let event = AuditEvent::new("customer.split").about(first.number.masked());
            let event = event.to(json!({"number": other.masked()}));
            let changed = CustomerRecord { first, others: vec![own] };
            if self.write_record(scope, &changed, event, context).await? {
                let others = before.others.into_iter().filter(|item| item.number != *other).collect();
                return Ok(CustomerRecord { first: changed.first, others });
            }
        }
        Err(ChangeError::from(StoreError::Contended).into())
    }

    async fn record_or_empty(&self, scope: &TenantScope, number: &PhoneNumber) -> Result<CustomerRecord, StoreError> {
        let record = self.customer_record(scope, number).await?;
        Ok(record.unwrap_or_else(|| CustomerRecord { first: CustomerItem::empty(number), others: Vec::new() }))
    }

    /// Writes what the office decides of each record, with one change more than before. `false` if another change came between.
    #[boxed]
    async fn write_record(
        &self,
        scope: &TenantScope,
        record: &CustomerRecord,
        event: AuditEvent,
        context: &ChangeContext,
    ) -> Result<bool, ChangeError> {
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        writes.extend(self.audited(scope, context, event)?);
        for item in record.items() {
            writes.push(self.decided(scope, item)?);
        }
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(true),
            Transaction::Refused(places) if places.contains(&0) => Err(ChangeError::Missing),
            Transaction::Refused(_) => Ok(false),
        }
    }

    fn decided(&self, scope: &TenantScope, item: &CustomerItem) -> Result<TransactWriteItem, StoreError> {
        let merged = (!item.merged.is_empty()).then_some(&item.merged);
        let attributes = [
            ("blocked", attribute_of(item.blocked.as_ref())?),
            ("do_not_call", attribute_of(item.do_not_call.as_ref())?),
            ("merged_into", attribute_of(item.merged_into.as_ref())?),
            ("merged", attribute_of(merged)?),
        ];
        let removed: Vec<_> = attributes.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect();
        let set: Vec<_> = attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let assigned = ["#number = :number".to_owned(), "changes = :changes".to_owned()];
        let assigned: Vec<_> =
            assigned.into_iter().chain(set.iter().map(|(name, _)| format!("{name} = :{name}"))).collect();
        let remove = if removed.is_empty() { String::new() } else { format!(" REMOVE {}", removed.join(", ")) };
        let expression = format!("SET {}{remove}", assigned.join(", "));
        let before = item.changes - 1;
        let unchanged = if before == 0 { "attribute_not_exists(changes)" } else { "changes = :before" };
        let mut update = self
            .update(Key::customer(scope, &item.number))
            .update_expression(expression)
            .condition_expression(unchanged)
            .expression_attribute_names("#number", "number")
            .expression_attribute_values(":number", AttributeValue::S(item.number.to_string()))
            .expression_attribute_values(":changes", AttributeValue::N(item.changes.to_string()));
        if before > 0 {
            update = update.expression_attribute_values(":before", AttributeValue::N(before.to_string()));
        }
        for (name, value) in set {
            update = update.expression_attribute_values(format!(":{name}"), value);
        }
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }
}

/// Whether a customer of one number can be merged into another customer.
pub(super) fn check_merge(into: &CustomerRecord, joined: &CustomerRecord) -> Result<(), Conflict> {
    if !joined.others.is_empty() {
        return Err(Conflict::MergedAlready);
    }
    if into.first.blocked.is_some() != joined.first.blocked.is_some() {
        return Err(Conflict::OneIsBlocked);
    }
    if into.items().count() >= MOST_NUMBERS_OF_A_CUSTOMER {
        return Err(Conflict::TooManyMerged(MOST_NUMBERS_OF_A_CUSTOMER));
    }
    Ok(())
}

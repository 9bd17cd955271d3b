//! What the office notes about a customer. A note belongs to the number that it was written for.

use domain::{phone::PhoneNumber, redaction::MaskedText};
use jiff::Timestamp;
use platform::{boxed, random};
use serde::{Deserialize, Serialize};

use super::CustomerRecord;
use crate::{
    ChangeContext, ChangeError, CustomerScope, Page, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// A note about a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerNote {
    /// The number that it was written for.
    pub number: PhoneNumber,
    /// The words.
    pub note: MaskedText<1000>,
    /// Who wrote it, as the audit log names them.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Versioned for CustomerNote {}

impl Store {
    /// Adds a note about a number.
    #[must_use]
    #[boxed]
    pub async fn note_customer(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        note: MaskedText<1000>,
        context: &ChangeContext,
    ) -> Result<CustomerNote, ChangeError> {
        let note = CustomerNote { number: number.clone(), note, by: context.actor.name.clone(), at: context.at };
        let id = random::id_body().map_err(StoreError::from)?;
        let mut writes = vec![
            self.check_exists(Key::tenant(scope))?,
            self.put_new(Key::customer_note(scope, number, context.at, &id), &note)?,
        ];
        writes.extend(self.audited(scope, context, AuditEvent::new("customer.noted").about(number.masked()))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(note),
            Transaction::Refused(_) => Err(ChangeError::Missing),
        }
    }

    /// Lists the notes about a number, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_customer_notes(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CustomerNote>, StoreError> {
        let (scope, prefix) = (customers.tenant_scope(), key::notes_of_customer(number));
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), &prefix), after, limit).await
    }

    /// Lists the latest notes about all numbers of a customer, the latest first.
    #[must_use]
    #[boxed]
    pub async fn get_notes_of(
        &self,
        customers: &CustomerScope,
        record: &CustomerRecord,
        most: usize,
    ) -> Result<Vec<CustomerNote>, StoreError> {
        let mut notes = Vec::new();
        for number in record.numbers() {
            notes.extend(self.list_customer_notes(customers, number, None, most).await?.items);
        }
        notes.sort_by_key(|note| std::cmp::Reverse(note.at));
        notes.truncate(most);
        Ok(notes)
    }
}

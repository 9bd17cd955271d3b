//! What a company has on file about a number: the record that bookings write, and the marks and merges of the office.
//!
//! Each number has a record of its own. The office may merge the numbers of one person by hand: the record of the first number names
//! the others, and each of them names the first. Nothing is copied, so a merge can be undone. A mark is written into the records of
//! all numbers of a customer, so that a call reads one record.
//!
//! [`Store::contact_rule`] is the one answer to whether a company may contact a number on its own account.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    booking::{Appointment, BookingRequest, Customer},
    id::AppointmentId,
    on_file::CallerOnFile,
    phone::PhoneNumber,
    tenant::Zip,
    text::Text,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CustomerQuery, CustomerScope, Handled, Page, Store, StoreError, TenantScope,
    booking::AppointmentForm,
    form::{self, Versioned},
    key::{self, Key},
    page::Range,
    person::{NoContactForm, hash_of},
};

mod changes;
mod notes;

pub use changes::{CustomerMarks, MOST_NUMBERS_OF_A_CUSTOMER};
pub use notes::CustomerNote;

/// A number that was merged into the customer of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedNumber {
    /// The number.
    pub number: PhoneNumber,
    /// Who merged it, and when.
    #[serde(flatten)]
    pub merged: Handled,
}

/// The record of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerItem {
    /// The number.
    pub number: PhoneNumber,
    /// The name that was given for the latest visit; missing without a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<80>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) street: Option<Text<160>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) zip: Option<Zip>,
    /// The visits that were booked from the number, in the order in which they were booked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appointments: Vec<AppointmentId>,
    /// Who blocked its calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Handled>,
    /// Who noted that the company must not contact it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub do_not_call: Option<Handled>,
    /// The first number of its customer, if it was merged into that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<PhoneNumber>,
    /// The numbers that were merged into this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<MergedNumber>,
    /// The number of changes by the office.
    #[serde(default)]
    changes: u64,
}

impl Versioned for CustomerItem {}

/// A customer: the records of the first number and of those that were merged into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRecord {
    /// The record of the first number.
    pub first: CustomerItem,
    /// The records of the other numbers.
    pub others: Vec<CustomerItem>,
}

/// Whether a company may contact a number on its own account: with a text, a call-back or a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum ContactRule {
    /// It may.
    Allowed,
    /// The person asked not to be contacted.
    DoNotCall,
    /// The company blocks the number.
    Blocked,
}

impl ContactRule {
    /// Whether the company may contact the number.
    #[must_use]
    pub fn allows(self) -> bool {
        self == Self::Allowed
    }
}

impl CustomerItem {
    /// The record of a number about which nothing is on file.
    fn empty(number: &PhoneNumber) -> Self {
        Self {
            number: number.clone(),
            name: None,
            street: None,
            zip: None,
            appointments: Vec::new(),
            blocked: None,
            do_not_call: None,
            merged_into: None,
            merged: Vec::new(),
            changes: 0,
        }
    }

    /// Whether the record has the name and the address of a visit.
    pub(super) fn is_of(&self, visit: &BookingRequest) -> bool {
        (self.name.as_ref(), self.street.as_ref(), self.zip.as_ref())
            == (Some(&visit.name), Some(&visit.street), Some(&visit.zip))
    }

    /// The customer, as the latest booking from the number states them.
    #[must_use]
    pub fn customer(&self) -> Option<Customer> {
        let (name, street, zip) = (self.name.clone()?, self.street.clone()?, self.zip.clone()?);
        Some(Customer { number: self.number.clone(), name, street, zip })
    }
}

impl CustomerRecord {
    /// Counts the changes by the office, from 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.first.changes + 1
    }

    /// The records of all numbers, the first one first.
    pub fn items(&self) -> impl Iterator<Item = &CustomerItem> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// All numbers of the customer.
    pub fn numbers(&self) -> impl Iterator<Item = &PhoneNumber> {
        self.items().map(|item| &item.number)
    }

    /// The customer, as the latest booking from the first number with one states them.
    #[must_use]
    pub fn customer(&self) -> Option<Customer> {
        self.items().find_map(CustomerItem::customer)
    }

    /// The record of a number about which nothing is on file but notes.
    pub(super) fn without_visits(number: &PhoneNumber) -> Self {
        Self { first: CustomerItem::empty(number), others: Vec::new() }
    }

    /// When the office last marked the customer or merged a number into it.
    pub(super) fn decided_at(&self) -> Option<Timestamp> {
        let marks = self.items().flat_map(|item| item.blocked.iter().chain(&item.do_not_call));
        let merges = self.items().flat_map(|item| item.merged.iter().map(|number| &number.merged));
        marks.chain(merges).map(|decision| decision.at).max()
    }

    /// Whether there is anything on file but marks. An empty record is more: it is of no use.
    pub(super) fn has_more_than_marks(&self) -> bool {
        let is_marked = |item: &CustomerItem| item.blocked.is_some() || item.do_not_call.is_some();
        let has_details = |item: &CustomerItem| item.name.is_some() || !item.appointments.is_empty();
        !self.others.is_empty() || self.items().any(|item| has_details(item) || !is_marked(item))
    }

    fn rule(&self) -> ContactRule {
        if self.items().any(|item| item.do_not_call.is_some()) {
            ContactRule::DoNotCall
        } else if self.items().any(|item| item.blocked.is_some()) {
            ContactRule::Blocked
        } else {
            ContactRule::Allowed
        }
    }
}

impl Store {
    /// Whether the tenant may contact a number on its own account. Every sender of texts to callers asks before each one.
    #[must_use]
    #[boxed]
    pub async fn contact_rule(&self, scope: &TenantScope, number: &PhoneNumber) -> Result<ContactRule, StoreError> {
        let erased = Key::no_contact(scope, &hash_of(scope.tenant(), number));
        let within = self.within(scope);
        let (record, erased) =
            tokio::try_join!(self.customer_record(scope, number), within.get::<NoContactForm>(erased))?;
        if erased.is_some() {
            return Ok(ContactRule::DoNotCall);
        }
        Ok(record.map_or(ContactRule::Allowed, |record| record.rule()))
    }

    /// Gets what is on file about the number of a caller. Reads one record, or two if the number was merged into another one and
    /// nothing was booked from it.
    #[must_use]
    #[boxed]
    pub async fn get_caller(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
    ) -> Result<CallerOnFile, StoreError> {
        let scope = customers.tenant_scope();
        let Some(item) = self.customer_item(scope, number).await? else { return Ok(CallerOnFile::default()) };
        let customer = match (item.customer(), &item.merged_into) {
            (None, Some(first)) => self.customer_item(scope, first).await?.and_then(|first| first.customer()),
            (own, _) => own,
        };
        Ok(CallerOnFile { customer, blocked: item.blocked.is_some(), ..CallerOnFile::default() })
    }

    /// Gets the customer of a number, or of the number that it was merged into. `None` if nothing is on file.
    #[must_use]
    #[boxed]
    pub async fn get_customer_record(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
    ) -> Result<Option<CustomerRecord>, StoreError> {
        self.customer_record(customers.tenant_scope(), number).await
    }

    /// Gets the latest visits from all numbers of a customer, the latest first.
    #[must_use]
    #[boxed]
    pub async fn get_visits_of(
        &self,
        customers: &CustomerScope,
        record: &CustomerRecord,
        most: usize,
    ) -> Result<Vec<Appointment>, StoreError> {
        self.visits_of(customers.tenant_scope(), record, most).await
    }

    /// Lists the customers in the order of their first numbers: all, or those that a query finds. A page may be short, or even empty, and
    /// have a next one.
    #[must_use]
    #[boxed]
    pub async fn list_customers(
        &self,
        customers: &CustomerScope,
        query: Option<&CustomerQuery>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CustomerItem>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::in_order(scope.tenant().as_str(), key::CUSTOMER);
        let fits = |item: &CustomerItem| item.merged_into.is_none() && query.is_none_or(|query| query.fits(item));
        self.within(scope).page_where(&range, after, limit, fits).await
    }

    pub(super) async fn customer_item(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
    ) -> Result<Option<CustomerItem>, StoreError> {
        self.within(scope).get(Key::customer(scope, number)).await
    }

    pub(super) async fn customer_record(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
    ) -> Result<Option<CustomerRecord>, StoreError> {
        let Some(own) = self.customer_item(scope, number).await? else { return Ok(None) };
        let first = match &own.merged_into {
            Some(first) => self.customer_item(scope, first).await?.unwrap_or(own),
            None => own,
        };
        let keys: Vec<_> = first.merged.iter().map(|merged| Key::customer(scope, &merged.number)).collect();
        let others = if keys.is_empty() { Vec::new() } else { self.read_in_batches(scope, keys).await? };
        let others = others.into_iter().map(form::read).collect::<Result<Vec<CustomerItem>, _>>()?;
        Ok(Some(CustomerRecord { first, others }))
    }

    pub(super) async fn visits_of(
        &self,
        scope: &TenantScope,
        record: &CustomerRecord,
        most: usize,
    ) -> Result<Vec<Appointment>, StoreError> {
        let latest = record.items().flat_map(|item| item.appointments.iter().rev().take(most));
        let keys: Vec<_> = latest.map(|id| Key::appointment(scope, id)).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.read_in_batches(scope, keys).await?;
        let visits = found.into_iter().map(|item| form::read::<AppointmentForm>(item).map(Appointment::from));
        let mut visits = visits.collect::<Result<Vec<_>, _>>()?;
        visits.sort_by_key(|visit| std::cmp::Reverse(visit.booked_at));
        visits.truncate(most);
        Ok(visits)
    }
}

/// The attribute of a mark, or its removal.
fn attribute_of(value: Option<&impl Serialize>) -> Result<Option<AttributeValue>, StoreError> {
    Ok(value.map(serde_dynamo::to_attribute_value).transpose()?)
}

#[cfg(test)]
mod tests;

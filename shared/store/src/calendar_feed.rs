//! Calendars of visits that other programs read: their items, and the directory items that map a secret's hash to its
//! tenant. The secrets themselves are never stored.
//!
//! The address of a calendar is enough to read the visits. A person's calendar ends with the person's right to read customers.

use std::fmt;

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, TransactWriteItem},
};
use domain::{
    access::Permission,
    id::{PersonId, TenantId},
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, ConfinedScope, Page, PersonState, Store, StoreError, TenantScope, TenantSessions,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
    tenant_update::TenantUpdate,
};
use crate::secret_token::CalendarSecret;

/// The precision of the time of the last read. A program that reads all the time causes one write per interval.
const READ_NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);
const COMPANY: &str = "company";

/// The holder of a calendar. Each has one at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum CalendarOf {
    /// The company.
    Company,
    /// A person.
    Person(PersonId),
}

impl CalendarOf {
    /// Parses `company` or a person's id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            COMPANY => Some(Self::Company),
            person => PersonId::parse(person).ok().map(Self::Person),
        }
    }
}

impl fmt::Display for CalendarOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Company => f.write_str(COMPANY),
            Self::Person(person) => person.fmt(f),
        }
    }
}

impl From<CalendarOf> for String {
    fn from(of: CalendarOf) -> Self {
        of.to_string()
    }
}

impl TryFrom<String> for CalendarOf {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("neither the company nor a person")
    }
}

/// The item of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeedItem {
    /// Its holder.
    pub of: CalendarOf,
    /// The last four characters of its secret.
    pub last_four: String,
    /// When its secret was made.
    pub created_at: Timestamp,
    /// When it was last read, to within five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_read_at: Option<Timestamp>,
    hash: String,
}

/// The directory item of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarHolderItem {
    tenant: TenantId,
    of: CalendarOf,
}

impl CalendarHolderItem {
    /// Enters its tenant. Only the calendar's secret leads to this item.
    #[must_use]
    #[boxed]
    pub async fn enter(&self, sessions: &TenantSessions) -> Result<ConfinedScope, StoreError> {
        sessions.enter(&self.tenant).await
    }
}

impl CalendarFeedItem {
    /// The key of the directory item that leads to it.
    pub(super) fn holder_key(&self) -> Key {
        Key::calendar_holder(&self.hash)
    }
}

impl Versioned for CalendarFeedItem {}
impl Versioned for CalendarHolderItem {}

impl Store {
    /// Gets the holder of the calendar with this secret.
    #[must_use]
    #[boxed]
    pub async fn get_calendar_holder(&self, secret: &CalendarSecret) -> Result<Option<CalendarHolderItem>, StoreError> {
        self.get(Key::calendar_holder(&secret.hash())).await
    }

    /// Opens a calendar for a reader with its secret. `None` if its holder may not read customers any more.
    #[must_use]
    #[boxed]
    pub async fn open_calendar(
        &self,
        scope: &TenantScope,
        holder: &CalendarHolderItem,
    ) -> Result<Option<CalendarFeedItem>, StoreError> {
        match &holder.of {
            CalendarOf::Company => {}
            CalendarOf::Person(person) => {
                if !self.may_have_calendar(scope, person).await? {
                    return Ok(None);
                }
            }
        }
        self.get_calendar(scope, &holder.of).await
    }

    async fn get_calendar(&self, scope: &TenantScope, of: &CalendarOf) -> Result<Option<CalendarFeedItem>, StoreError> {
        self.within(scope).get(Key::calendar(scope, of)).await
    }

    async fn may_have_calendar(&self, scope: &TenantScope, person: &PersonId) -> Result<bool, StoreError> {
        let person = self.get_person(scope, person).await?;
        Ok(person.is_some_and(|person| {
            matches!(person.state, PersonState::Active { .. }) && Permission::ReadCustomers.is_given_to(person.role)
        }))
    }

    /// Lists the calendars of a tenant.
    #[must_use]
    #[boxed]
    pub async fn list_calendars(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CalendarFeedItem>, StoreError> {
        self.within(scope).page(&Range::in_order(scope.tenant().as_str(), key::CALENDAR), after, limit).await
    }

    /// Stores a new secret of a calendar. The previous one stops working. A person who may not read customers is
    /// [`ChangeError::Missing`].
    #[must_use]
    #[boxed]
    pub async fn create_calendar(
        &self,
        scope: &TenantScope,
        of: CalendarOf,
        secret: &CalendarSecret,
        change: &ChangeContext,
    ) -> Result<CalendarFeedItem, ChangeError> {
        let item = &CalendarFeedItem {
            of,
            last_four: secret.last_four().to_owned(),
            created_at: change.at,
            last_read_at: None,
            hash: secret.hash(),
        };
        self.update_tenant_with(scope, change, |tenant| async move {
            if let CalendarOf::Person(person) = &item.of
                && !self.may_have_calendar(scope, person).await?
            {
                return Err(ChangeError::Missing);
            }
            let holder = CalendarHolderItem { tenant: scope.tenant().clone(), of: item.of.clone() };
            let mut writes =
                vec![self.put_new(item.holder_key(), &holder)?, self.put_over(Key::calendar(scope, &item.of), item)?];
            if let Some(previous) = self.get_calendar(scope, &item.of).await? {
                writes.push(self.delete(previous.holder_key())?);
            }
            let event = AuditEvent::new("calendar.created").to(json!({"of": item.of}));
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        Ok(item.clone())
    }

    /// Revokes a calendar. Its address stops working at once.
    #[must_use]
    #[boxed]
    pub async fn revoke_calendar(
        &self,
        scope: &TenantScope,
        of: &CalendarOf,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        self.update_tenant_with(scope, change, |tenant| async move {
            let writes = self.without_calendar(scope, of).await?;
            if writes.is_empty() {
                return Err(ChangeError::Missing);
            }
            Ok(TenantUpdate { tenant, writes, event: AuditEvent::new("calendar.revoked").from(json!({"of": of})) })
        })
        .await?;
        Ok(())
    }

    /// The writes that revoke a calendar; none if there is none.
    pub(super) async fn without_calendar(
        &self,
        scope: &TenantScope,
        of: &CalendarOf,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Some(calendar) = self.get_calendar(scope, of).await? else { return Ok(Vec::new()) };
        Ok(vec![self.delete(calendar.holder_key())?, self.delete(Key::calendar(scope, of))?])
    }

    /// Records that a calendar was read, at most once per interval.
    #[must_use]
    #[boxed]
    pub async fn note_calendar_read(
        &self,
        scope: &TenantScope,
        calendar: &CalendarFeedItem,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let stale = now.saturating_sub(READ_NOTED_EVERY).unwrap_or(now);
        if calendar.last_read_at.is_some_and(|read_at| read_at >= stale) {
            return Ok(());
        }
        let noted = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::calendar(scope, &calendar.of).attributes()))
            .update_expression("SET last_read_at = :now")
            .condition_expression("#hash = :hash") // it was not revoked or replaced meanwhile
            .expression_attribute_names("#hash", "hash")
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":hash", AttributeValue::S(calendar.hash.clone()))
            .send()
            .await;
        match noted {
            Err(error)
                if !error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holder_is_parsed_from_its_name() {
        for name in ["company", "usr_dana"] {
            assert_eq!(CalendarOf::parse(name).expect("a holder").to_string(), name);
        }
        for wrong in ["", "companies", "key_dana", "usr_"] {
            assert!(CalendarOf::parse(wrong).is_none(), "{wrong}");
        }
    }
}

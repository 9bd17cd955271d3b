//! How the people of a tenant want to be notified. A person who chose nothing has no item.

use domain::{id::PersonId, notification::Preferences};
use messages::FollowUpJob;
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, LARGEST_PAGE, PersonItem, PersonState, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// The stored form.
#[derive(Serialize, Deserialize)]
struct PreferencesItem {
    person: PersonId,
    #[serde(flatten)]
    preferences: Preferences,
}

/// A person who signed in, and how they want to be notified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifiedPerson {
    /// The person.
    pub person: PersonItem,
    /// What they chose.
    pub preferences: Preferences,
}

impl Versioned for PreferencesItem {}

impl NotifiedPerson {
    /// A person with their preferences. `None` for one who has not signed in yet: their address is not verified.
    fn of(person: PersonItem, preferences: Preferences) -> Option<Self> {
        matches!(person.state, PersonState::Active { .. }).then_some(Self { person, preferences })
    }
}

impl Store {
    /// Gets how a person wants to be notified. The person may not exist.
    #[must_use]
    #[boxed]
    pub async fn get_notification_preferences(
        &self,
        scope: &TenantScope,
        person: &PersonId,
    ) -> Result<Preferences, StoreError> {
        let found: Option<PreferencesItem> =
            self.within(scope).get(Key::notification_preferences(scope, person)).await?;
        Ok(found.map(|found| found.preferences).unwrap_or_default())
    }

    /// Gets a person with their preferences, after the audit log says who reads them. `None` if there is no such person.
    #[must_use]
    #[boxed]
    pub async fn read_notification_preferences(
        &self,
        scope: &TenantScope,
        reader: &ChangeContext,
        person: &PersonId,
    ) -> Result<Option<(PersonItem, Preferences)>, StoreError> {
        let event = AuditEvent::new("people.read").about(person);
        let ((), found, preferences) = tokio::try_join!(
            self.audit_read(scope, reader, event),
            self.get_person(scope, person),
            self.get_notification_preferences(scope, person)
        )?;
        Ok(found.map(|found| (found, preferences)))
    }

    /// Replaces how a person wants to be notified.
    #[must_use]
    #[boxed]
    pub async fn set_notification_preferences(
        &self,
        scope: &TenantScope,
        person: &PersonId,
        preferences: &Preferences,
        change: &ChangeContext,
    ) -> Result<PersonItem, ChangeError> {
        let item = PreferencesItem { person: person.clone(), preferences: preferences.clone() };
        let event = AuditEvent::new("person.notifications").about(person);
        let mut writes = vec![
            self.put_over(Key::notification_preferences(scope, person), &item)?,
            self.check_exists(Key::person(scope, person))?,
        ];
        writes.extend(self.audited(scope, change, event.to(json!({"channels": preferences.channels})))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => self.get_person(scope, person).await?.ok_or(ChangeError::Missing),
            Transaction::Refused(_) => Err(ChangeError::Missing),
        }
    }

    /// Gets the person of a job. `None` if they were removed, or have not signed in yet.
    #[must_use]
    #[boxed]
    pub async fn get_notified_person(
        &self,
        job: &FollowUpJob,
        person: &PersonId,
    ) -> Result<Option<NotifiedPerson>, StoreError> {
        let scope = &TenantScope::of_follow_up(job);
        let (found, preferences) =
            tokio::try_join!(self.get_person(scope, person), self.get_notification_preferences(scope, person))?;
        Ok(found.and_then(|found| NotifiedPerson::of(found, preferences)))
    }

    /// Lists the people of a job's tenant who have signed in, for their notifications.
    #[must_use]
    #[boxed]
    pub async fn list_notified_people(&self, job: &FollowUpJob) -> Result<Vec<NotifiedPerson>, StoreError> {
        let scope = &TenantScope::of_follow_up(job);
        let (people, chosen) = tokio::try_join!(
            self.list_all::<PersonItem>(scope, key::PERSON),
            self.list_all::<PreferencesItem>(scope, key::NOTIFICATION_PREFERENCES),
        )?;
        let people = people.into_iter().filter_map(|person| {
            let chosen = chosen.iter().find(|chosen| chosen.person == person.person);
            NotifiedPerson::of(person, chosen.map(|chosen| chosen.preferences.clone()).unwrap_or_default())
        });
        Ok(people.collect())
    }

    /// Every item with a prefix. A tenant has at most [`super::people::MOST_PEOPLE`] people.
    async fn list_all<T: Versioned + serde::de::DeserializeOwned>(
        &self,
        scope: &TenantScope,
        prefix: &str,
    ) -> Result<Vec<T>, StoreError> {
        let (range, store) = (Range::in_order(scope.tenant().as_str(), prefix), self.within(scope));
        let (mut items, mut after) = (Vec::new(), None);
        loop {
            let page = store.page(&range, after.as_deref(), LARGEST_PAGE).await?;
            items.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(items);
            }
        }
    }
}

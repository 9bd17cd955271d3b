//! The names of those who act in a company: its people and its API keys.
//!
//! Lists and the audit log name an author by the id. This module reads the names alone, without the e-mail addresses,
//! roles and scopes of the items.

use domain::{
    access::EmailAddress,
    id::{ApiKeyId, PersonId},
    text::Text,
};
use platform::boxed;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Store, StoreError, TenantScope,
    form::Versioned,
    key,
    page::{LARGEST_PAGE, Range},
    people::MOST_PEOPLE,
};

/// The most keys whose names are listed. Revoked keys stay, so that there can be more.
const MOST_KEYS: usize = 500;

/// The name of a person or of an API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorName {
    /// The id, as in the audit log.
    pub id: String,
    /// The name. For a person without one, the part of the e-mail address before the `@`.
    pub name: String,
}

#[derive(Deserialize)]
struct NamedPerson {
    person: PersonId,
    #[serde(default)]
    name: Option<Text<60>>,
    email: EmailAddress,
}

#[derive(Deserialize)]
struct NamedKey {
    key: ApiKeyId,
    name: Text<60>,
}

impl Versioned for NamedPerson {}
impl Versioned for NamedKey {}

impl From<NamedPerson> for ActorName {
    fn from(NamedPerson { person, name, email }: NamedPerson) -> Self {
        let before_at = || email.as_str().split('@').next().unwrap_or_default().to_owned();
        Self { id: person.to_string(), name: name.map_or_else(before_at, |name| name.to_string()) }
    }
}

impl From<NamedKey> for ActorName {
    fn from(NamedKey { key, name }: NamedKey) -> Self {
        Self { id: key.to_string(), name: name.to_string() }
    }
}

impl Store {
    /// Lists the names of a tenant's people, then those of its API keys, revoked ones too.
    #[must_use]
    #[boxed]
    pub async fn list_actor_names(&self, scope: &TenantScope) -> Result<Vec<ActorName>, StoreError> {
        let partition = scope.tenant().as_str();
        let people = Range::in_order(partition, key::PERSON).reading("person, #name, email");
        let keys = Range::in_order(partition, key::API_KEY).reading("#key, #name");
        let store = self.within(scope);
        let (people, keys) = tokio::try_join!(
            store.named::<NamedPerson>(&people, MOST_PEOPLE as usize),
            store.named::<NamedKey>(&keys, MOST_KEYS)
        )?;
        Ok([people, keys].concat())
    }

    /// The names of the items of a range, page after page, until there are enough.
    async fn named<T: Versioned + DeserializeOwned + Into<ActorName>>(
        &self,
        range: &Range<'_>,
        most: usize,
    ) -> Result<Vec<ActorName>, StoreError> {
        let (mut names, mut after) = (Vec::new(), None);
        while names.len() < most {
            let page = self.page::<T>(range, after.as_deref(), LARGEST_PAGE).await?;
            names.extend(page.items.into_iter().map(Into::into));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(names)
    }
}

//! The people of a tenant. They are invited, then identified by the subject they sign in as.
//!
//! A subject belongs to at most one tenant, since its directory item is written in the same transaction as the person.
//! An invitation is a code that is shown once; only its hash is stored.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    access::{EmailAddress, Role, Subject},
    id::{PersonId, TenantId},
    text::Text,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    CalendarOf, ChangeContext, ChangeError, ConfinedScope, Conflict, Page, Store, StoreError, TenantScope,
    TenantSessions,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
    tenant_update::TenantUpdate,
};
use crate::secret_token::InvitationCode;

/// The most people of a tenant.
pub(super) const MOST_PEOPLE: u32 = 200;
/// How long an invitation is valid.
const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A person of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonItem {
    /// Their id.
    pub person: PersonId,
    /// Their e-mail address.
    pub email: EmailAddress,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<60>>,
    /// Their role.
    pub role: Role,
    /// The state of their invitation.
    pub state: PersonState,
    /// When they were added.
    pub added_at: Timestamp,
}

/// The state of a person's invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PersonState {
    /// Not accepted yet.
    Invited {
        /// The hash of the code.
        code_hash: String,
        /// When the code expires.
        until: Timestamp,
    },
    /// Accepted. The person signs in as this subject.
    Active {
        /// The subject.
        subject: Subject,
    },
}

impl PersonState {
    pub(super) fn invited(code: &InvitationCode, now: Timestamp) -> Self {
        Self::Invited { code_hash: code.hash(), until: now.saturating_add(INVITATION_LIFETIME).unwrap_or(now) }
    }
}

impl PersonItem {
    /// Whether they are an owner who has signed in.
    pub(super) fn owns(&self) -> bool {
        self.role == Role::Owner && matches!(self.state, PersonState::Active { .. })
    }
}

/// The directory item of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectItem {
    tenant: TenantId,
    /// Their id in the tenant.
    pub person: PersonId,
    /// Their role in the tenant.
    pub role: Role,
}

impl SubjectItem {
    fn of(scope: &TenantScope, person: &PersonItem) -> Self {
        Self { tenant: scope.tenant().clone(), person: person.person.clone(), role: person.role }
    }

    /// Their tenant.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Enters their tenant. Only a verified token leads to such an item.
    #[must_use]
    #[boxed]
    pub async fn enter(&self, sessions: &TenantSessions) -> Result<ConfinedScope, StoreError> {
        sessions.enter(&self.tenant).await
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct InvitationItem {
    pub(super) tenant: TenantId,
    pub(super) person: PersonId,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// A tenant's first owner.
#[derive(Debug, Clone)]
pub struct Founder {
    /// Their id.
    pub person: PersonId,
    /// Their e-mail address.
    pub email: EmailAddress,
    /// Their name.
    pub name: Option<Text<60>>,
    /// How they prove who they are.
    pub proof: FounderProof,
}

/// A founder's proof of identity.
#[derive(Debug, Clone)]
pub enum FounderProof {
    /// A subject who has already signed in.
    Subject(Subject),
    /// An invitation code, accepted later.
    Code(InvitationCode),
}

impl Founder {
    pub(super) fn has_signed_in(&self) -> bool {
        matches!(self.proof, FounderProof::Subject(_))
    }

    pub(super) fn into_person(self, change: &ChangeContext) -> PersonItem {
        let Self { person, email, name, proof } = self;
        let state = match proof {
            FounderProof::Subject(subject) => PersonState::Active { subject },
            FounderProof::Code(code) => PersonState::invited(&code, change.at),
        };
        PersonItem { person, email, name, role: Role::Owner, state, added_at: change.at }
    }
}

/// The uniqueness of an e-mail address in a tenant.
#[derive(Serialize)]
struct MailboxItem<'a> {
    person: &'a PersonId,
}

impl Versioned for MailboxItem<'_> {}
impl Versioned for PersonItem {}
impl Versioned for SubjectItem {}
impl Versioned for InvitationItem {}

impl Store {
    /// Gets the person of a subject.
    #[must_use]
    #[boxed]
    pub async fn get_subject(&self, subject: &str) -> Result<Option<SubjectItem>, StoreError> {
        self.get(Key::subject(subject)).await
    }

    /// Gets one person.
    #[must_use]
    #[boxed]
    pub async fn get_person(&self, scope: &TenantScope, person: &PersonId) -> Result<Option<PersonItem>, StoreError> {
        self.within(scope).get(Key::person(scope, person)).await
    }

    /// Lists a tenant's people, after the audit log says who reads them.
    #[must_use]
    #[boxed]
    pub async fn list_people(
        &self,
        scope: &TenantScope,
        reader: &ChangeContext,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PersonItem>, StoreError> {
        let (range, store) = (Range::in_order(scope.tenant().as_str(), key::PERSON), self.within(scope));
        let read = self.audit_read(scope, reader, AuditEvent::new("people.read"));
        let ((), people) = tokio::try_join!(read, store.page(&range, after, limit))?;
        Ok(people)
    }

    /// Changes a person's role.
    #[must_use]
    #[boxed]
    pub async fn set_role(
        &self,
        scope: &TenantScope,
        person: &PersonId,
        role: Role,
        change: &ChangeContext,
    ) -> Result<PersonItem, ChangeError> {
        self.update_tenant_with(scope, change, |mut tenant| async move {
            let old = self.get_person(scope, person).await?.ok_or(ChangeError::Missing)?;
            let person = PersonItem { role, ..old.clone() };
            tenant.owners = owners_after(tenant.owners, &old, person.owns())?;
            let mut writes = vec![self.put_over(Key::person(scope, &person.person), &person)?];
            if let PersonState::Active { subject } = &person.state {
                writes.push(self.put_over(Key::subject(subject.as_str()), &SubjectItem::of(scope, &person))?);
            }
            let event = AuditEvent::new("person.role").about(&person.person).from(json!(old.role)).to(json!(role));
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        self.get_person(scope, person).await?.ok_or(ChangeError::Missing)
    }

    /// Removes a person from the tenant. Their access ends at once.
    #[must_use]
    #[boxed]
    pub async fn remove_person(
        &self,
        scope: &TenantScope,
        person: &PersonId,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        self.update_tenant_with(scope, change, |mut tenant| async move {
            let old = self.get_person(scope, person).await?.ok_or(ChangeError::Missing)?;
            tenant.owners = owners_after(tenant.owners, &old, false)?;
            tenant.people = tenant.people.saturating_sub(1);
            let mut writes = vec![
                self.delete(Key::person(scope, &old.person))?,
                self.delete(Key::mailbox(scope, &old.email))?,
                self.delete(directory_key(&old))?,
                self.delete(Key::notification_preferences(scope, &old.person))?,
                self.delete(Key::email_block(scope, &old.person))?,
            ];
            writes.extend(self.without_calendar(scope, &CalendarOf::Person(old.person.clone())).await?);
            let before = json!({"email": old.email, "role": old.role});
            Ok(TenantUpdate {
                tenant,
                writes,
                event: AuditEvent::new("person.removed").about(&old.person).from(before),
            })
        })
        .await?;
        Ok(())
    }

    pub(super) fn new_person(
        &self,
        scope: &TenantScope,
        person: &PersonItem,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        Ok(vec![
            self.put_directory_item(scope, person)?,
            self.put_new(Key::person(scope, &person.person), person)?,
            self.put_new(Key::mailbox(scope, &person.email), &MailboxItem { person: &person.person })?,
        ])
    }

    /// Writes the directory item of a person, which must not exist yet.
    pub(super) fn put_directory_item(
        &self,
        scope: &TenantScope,
        person: &PersonItem,
    ) -> Result<TransactWriteItem, StoreError> {
        match &person.state {
            PersonState::Invited { until, .. } => {
                let (tenant, id) = (scope.tenant().clone(), person.person.clone());
                let item = InvitationItem { tenant, person: id, expires_at: until.as_second() };
                self.put_new(directory_key(person), &item)
            }
            PersonState::Active { .. } => self.put_new(directory_key(person), &SubjectItem::of(scope, person)),
        }
    }
}

/// The key of a person's directory item.
pub(super) fn directory_key(person: &PersonItem) -> Key {
    match &person.state {
        PersonState::Invited { code_hash, .. } => Key::invitation(code_hash),
        PersonState::Active { subject } => Key::subject(subject.as_str()),
    }
}

/// The number of owners after a change to one person. The last owner must stay.
fn owners_after(owners: u32, old: &PersonItem, is_owner: bool) -> Result<u32, ChangeError> {
    match (old.owns(), is_owner) {
        (true, false) if owners <= 1 => Err(Conflict::LastOwner.into()),
        (true, false) => Ok(owners - 1),
        (false, true) => Ok(owners + 1),
        _ => Ok(owners),
    }
}

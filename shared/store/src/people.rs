//! The people of a tenant: invited, then known by the subject they sign in as.
//!
//! A subject belongs to one tenant at most, since its directory item is written in the same transaction as the person. An
//! invitation is a code shown once; what is kept is its hash.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    access::{EmailAddress, Role, Subject},
    id::{PersonId, TenantId},
    text::Text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, Conflict, Page, Store, StoreError, TenantScope,
    audit::AuditEvent,
    form::Form,
    key::{self, Key},
    page::Range,
    tenant_update::TenantUpdate,
};
use crate::secret_token::InvitationCode;

/// People a tenant may have.
pub(super) const MOST_PEOPLE: u32 = 200;
/// How long an invitation can be accepted.
const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A person of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonItem {
    /// Their id.
    pub person: PersonId,
    /// Where they were invited.
    pub email: EmailAddress,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<60>>,
    /// What they are to the company.
    pub role: Role,
    /// Whether they have signed in.
    pub state: PersonState,
    /// Since when.
    pub added_at: Timestamp,
}

/// Whether a person has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PersonState {
    /// Not yet: they hold a code.
    Invited {
        /// The code's hash.
        code_hash: String,
        /// When it stops being accepted.
        until: Timestamp,
    },
    /// They have, as this subject.
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

/// Whose subject it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectItem {
    tenant: TenantId,
    /// Who it is there.
    pub person: PersonId,
    /// What they are there.
    pub role: Role,
}

impl SubjectItem {
    fn of(scope: &TenantScope, person: &PersonItem) -> Self {
        Self { tenant: scope.tenant().clone(), person: person.person.clone(), role: person.role }
    }

    /// The way to the items of the tenant they belong to; only a verified token leads to such an item.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope(self.tenant.clone())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct InvitationItem {
    pub(super) tenant: TenantId,
    pub(super) person: PersonId,
    /// When DynamoDB may forget it, in seconds.
    expires_at: i64,
}

/// A tenant's first owner.
#[derive(Debug, Clone)]
pub struct Founder {
    /// Who they will be.
    pub person: PersonId,
    /// Where they are written to.
    pub email: EmailAddress,
    /// What they are called.
    pub name: Option<Text<60>>,
    /// How they prove it: already, or later.
    pub proof: FounderProof,
}

/// How a founder is known.
#[derive(Debug, Clone)]
pub enum FounderProof {
    /// They are signed in.
    Subject(Subject),
    /// They are given a code.
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

/// Whose mailbox it is.
#[derive(Serialize)]
struct MailboxItem<'a> {
    person: &'a PersonId,
}

impl Form for MailboxItem<'_> {}
impl Form for PersonItem {}
impl Form for SubjectItem {}
impl Form for InvitationItem {}

impl Store {
    /// Whose subject is this?
    pub async fn get_subject(&self, subject: &str) -> Result<Option<SubjectItem>, StoreError> {
        self.get(Key::subject(subject)).await
    }

    /// One person.
    pub async fn get_person(&self, scope: &TenantScope, person: &PersonId) -> Result<Option<PersonItem>, StoreError> {
        self.get(Key::person(scope, person)).await
    }

    /// A tenant's people.
    pub async fn list_people(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PersonItem>, StoreError> {
        self.page(&Range::in_order(scope.tenant().as_str(), key::PERSON), after, limit).await
    }

    /// Makes a person something else to the company.
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

    /// A person belongs to the tenant no longer; they can do nothing here from this moment on.
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
            let writes = vec![
                self.delete(Key::person(scope, &old.person))?,
                self.delete(Key::mailbox(scope, &old.email))?,
                self.delete(way_in(&old))?,
            ];
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
            self.put_way_in(scope, person)?,
            self.put_new(Key::person(scope, &person.person), person)?,
            self.put_new(Key::mailbox(scope, &person.email), &MailboxItem { person: &person.person })?,
        ])
    }

    /// Writes the directory item that leads to a person, who must not be known by it yet.
    pub(super) fn put_way_in(&self, scope: &TenantScope, person: &PersonItem) -> Result<TransactWriteItem, StoreError> {
        match &person.state {
            PersonState::Invited { until, .. } => {
                let (tenant, id) = (scope.tenant().clone(), person.person.clone());
                let item = InvitationItem { tenant, person: id, expires_at: until.as_second() };
                self.put_new(way_in(person), &item)
            }
            PersonState::Active { .. } => self.put_new(way_in(person), &SubjectItem::of(scope, person)),
        }
    }
}

/// The directory item that leads to a person.
pub(super) fn way_in(person: &PersonItem) -> Key {
    match &person.state {
        PersonState::Invited { code_hash, .. } => Key::invitation(code_hash),
        PersonState::Active { subject } => Key::subject(subject.as_str()),
    }
}

/// How many owners there are once `old` is one or not; the last one stays.
fn owners_after(owners: u32, old: &PersonItem, is_owner: bool) -> Result<u32, ChangeError> {
    match (old.owns(), is_owner) {
        (true, false) if owners <= 1 => Err(Conflict::LastOwner.into()),
        (true, false) => Ok(owners - 1),
        (false, true) => Ok(owners + 1),
        _ => Ok(owners),
    }
}

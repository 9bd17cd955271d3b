//! Invitations: creating, renewing and accepting them. [`super::people`] defines the stored person.

use domain::{
    access::{EmailAddress, Role, Subject},
    id::PersonId,
    text::Text,
};
use platform::boxed;
use serde_json::json;

use super::{
    ChangeContext, ChangeError, Conflict, PersonItem, PersonState, Store, TenantScope, TenantSessions,
    audit::AuditEvent,
    key::Key,
    people::{InvitationItem, MOST_PEOPLE, directory_key},
    tenant_update::TenantUpdate,
};
use crate::secret_token::InvitationCode;

impl Store {
    /// Invites a person. The person joins the tenant by accepting the code.
    #[must_use]
    #[boxed]
    pub async fn invite(
        &self,
        scope: &TenantScope,
        person: PersonId,
        (email, name, role): (EmailAddress, Option<Text<60>>, Role),
        code: &InvitationCode,
        change: &ChangeContext,
    ) -> Result<PersonItem, ChangeError> {
        let state = PersonState::invited(code, change.at);
        let person = &PersonItem { person, email, name, role, state, added_at: change.at };
        let invited = self.update_tenant_with(scope, change, |mut tenant| async move {
            if tenant.people >= MOST_PEOPLE {
                return Err(Conflict::TooManyPeople(MOST_PEOPLE).into());
            }
            tenant.people += 1;
            let after = json!({"email": person.email, "role": person.role});
            let event = AuditEvent::new("person.invited").about(&person.person).to(after);
            Ok(TenantUpdate { tenant, writes: self.new_person(scope, person)?, event })
        });
        match invited.await {
            Ok(_) => Ok(person.clone()),
            Err(ChangeError::Overtaken) => Err(Conflict::MailboxTaken.into()),
            Err(error) => Err(error),
        }
    }

    /// Issues a new code to a person who has not accepted yet. The previous code stops working.
    #[must_use]
    #[boxed]
    pub async fn invite_again(
        &self,
        scope: &TenantScope,
        person: &PersonId,
        code: &InvitationCode,
        change: &ChangeContext,
    ) -> Result<PersonItem, ChangeError> {
        self.update_tenant_with(scope, change, |tenant| async move {
            let mut person = self.get_person(scope, person).await?.ok_or(ChangeError::Missing)?;
            if matches!(person.state, PersonState::Active { .. }) {
                return Err(Conflict::AlreadyAccepted.into());
            }
            let old_way_in = directory_key(&person);
            person.state = PersonState::invited(code, change.at);
            let writes = vec![
                self.delete(old_way_in)?,
                self.put_over(Key::person(scope, &person.person), &person)?,
                self.put_directory_item(scope, &person)?,
            ];
            Ok(TenantUpdate { tenant, writes, event: AuditEvent::new("person.invited_again").about(&person.person) })
        })
        .await?;
        self.get_person(scope, person).await?.ok_or(ChangeError::Missing)
    }

    /// Accepts an invitation for a signed-in subject with a verified e-mail address, which must be the invitation's.
    /// The owners see both an acceptance and an attempt with another address in the audit log.
    #[must_use]
    #[boxed]
    pub async fn accept_invitation(
        &self,
        sessions: &TenantSessions,
        code: &InvitationCode,
        (subject, email): (&Subject, &EmailAddress),
        change: &ChangeContext,
    ) -> Result<PersonItem, ChangeError> {
        let over = || ChangeError::from(Conflict::InvitationOver);
        let invitation: InvitationItem = self.get(Key::invitation(&code.hash())).await?.ok_or_else(over)?;
        let scope = sessions.enter(&invitation.tenant).await?;
        let (by, person): (&TenantScope, _) = (&scope, &invitation.person);
        let accepted = self.update_tenant_with(by, change, |mut tenant| async move {
            let mut person = self.get_person(by, person).await?.ok_or_else(over)?;
            match &person.state {
                PersonState::Invited { code_hash, until } if *code_hash == code.hash() && *until > change.at => {}
                _ => return Err(over()),
            }
            if person.email != *email {
                return Err(Conflict::InvitationForAnother.into());
            }
            person.state = PersonState::Active { subject: subject.clone() };
            tenant.owners += u32::from(person.owns());
            let writes = vec![
                self.delete(Key::invitation(&code.hash()))?,
                self.put_over(Key::person(by, &person.person), &person)?,
                self.put_directory_item(by, &person)?,
            ];
            Ok(TenantUpdate {
                tenant,
                writes,
                event: AuditEvent::new("person.accepted").about(&person.person).to(json!({"email": email})),
            })
        });
        match accepted.await {
            Ok(_) => {}
            Err(ChangeError::Overtaken) => return Err(Conflict::BelongsElsewhere.into()),
            Err(ChangeError::Missing) => return Err(over()),
            Err(error @ ChangeError::Conflict(Conflict::InvitationForAnother)) => {
                let event = AuditEvent::new("person.acceptance_refused").about(person);
                let event = event.to(json!({"reason": "another e-mail address"})).for_owners();
                self.within(&scope).transact(self.audited(&scope, change, event)?).await?;
                return Err(error);
            }
            Err(error) => return Err(error),
        }
        self.get_person(&scope, person).await?.ok_or(ChangeError::Missing)
    }
}

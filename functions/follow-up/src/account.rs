//! Notifications of what changed in a company's account. The words come from the entry of the audit log, which has no secrets.

use domain::{
    budget::BudgetPeriod,
    id::{AuditEntryId, PersonId},
    money::MicroUsd,
    notification::{AccountChange, AccountNotice, NotificationEvent},
};
use jiff::Timestamp;
use messages::FollowUpJob;
use serde::Deserialize;
use serde_json::Value;
use store::{AuditEntry, StoreError, TenantScope};
use tracing::warn;

use crate::{FollowUp, JobError};

/// What an entry says about a budget.
#[derive(Deserialize)]
struct SpendWarning {
    period: BudgetPeriod,
    spent_micro_usd: MicroUsd,
    budget_micro_usd: MicroUsd,
}

impl FollowUp {
    /// Queues the notifications of a change of the account, also for the one who made it: an account may be stolen.
    pub(crate) async fn notify_of_account(
        &self,
        job: &FollowUpJob,
        entry: &AuditEntryId,
        at: Timestamp,
    ) -> Result<(), JobError> {
        let event = NotificationEvent::AccountChanged { entry: entry.clone(), at };
        self.queue_for_everybody(job, &[event], None).await
    }

    /// What the notification of an entry says. `None` if the entry is gone.
    pub(crate) async fn account_notice(
        &self,
        scope: &TenantScope,
        entry: &AuditEntryId,
        at: Timestamp,
    ) -> Result<Option<AccountNotice>, StoreError> {
        let Some(entry) = self.store.get_audit_entry(scope, entry, at).await? else { return Ok(None) };
        let Some(change) = self.change(scope, &entry).await? else {
            warn!(action = entry.action, "an entry of the audit log has no words for its notification");
            return Ok(None);
        };
        let by = match PersonId::parse(&entry.actor) {
            Ok(_) => self.person(scope, Some(&entry.actor)).await?,
            Err(_) if entry.actor.starts_with("operator:") => "an operator of the platform".to_owned(),
            Err(_) if entry.actor.starts_with("person:") => "a person who signed in".to_owned(),
            Err(_) if entry.actor.starts_with("key_") => format!("the API key {}", entry.actor),
            Err(_) => "the front desk".to_owned(),
        };
        Ok(Some(AccountNotice { change, by, at }))
    }

    async fn change(&self, scope: &TenantScope, entry: &AuditEntry) -> Result<Option<AccountChange>, StoreError> {
        let about = entry.about.as_deref();
        Ok(match entry.action.as_str() {
            "dialed_numbers.published" => {
                Some(AccountChange::DialedNumbers { removed: numbers(&entry.before), added: numbers(&entry.after) })
            }
            "spend.warning" => SpendWarning::deserialize(&entry.after).ok().map(|warning| AccountChange::Budget {
                period: warning.period,
                spent: warning.spent_micro_usd,
                budget: warning.budget_micro_usd,
            }),
            "webhook.disabled" => {
                Some(AccountChange::WebhookDisabled { webhook: about.unwrap_or_default().to_owned() })
            }
            "number.lost" | "number.disconnected" => Some(AccountChange::NumberLost {
                number: about.unwrap_or_default().to_owned(),
                reason: entry.after["reason"].as_str().unwrap_or_default().to_owned(),
            }),
            "tenant.launched" => {
                let tenant = self.store.get_tenant(scope).await?.ok_or(StoreError::TenantGone)?;
                Some(AccountChange::Launched {
                    number: tenant.numbers.first().cloned(),
                    dashboard: self.public_url.join(""),
                })
            }
            "person.acceptance_refused" => {
                Some(AccountChange::AcceptanceRefused { person: self.person(scope, about).await? })
            }
            _ => None,
        })
    }

    /// A person's name and address; the id of one who was removed.
    async fn person(&self, scope: &TenantScope, id: Option<&str>) -> Result<String, StoreError> {
        let id = id.unwrap_or_default();
        let Ok(parsed) = PersonId::parse(id) else { return Ok(id.to_owned()) };
        Ok(self.store.get_person(scope, &parsed).await?.map_or_else(
            || id.to_owned(),
            |person| match &person.name {
                Some(name) => format!("{name} ({})", person.email.as_str()),
                None => person.email.as_str().to_owned(),
            },
        ))
    }
}

/// The places in a configuration and their masked numbers, as the audit log has them.
fn numbers(value: &Value) -> Vec<(String, String)> {
    let numbers = value.as_object().into_iter().flatten();
    numbers.map(|(place, number)| (place.clone(), number.as_str().unwrap_or_default().to_owned())).collect()
}

//! Paging: a text message about an emergency to the people on call, and the record of each text and ring.

use std::time::Duration;

use connections::secrets::TenantSecrets;
use domain::{
    attestation::Attestation,
    booking::Emergency,
    conversation::TurnEnd,
    escalation::{AcceptedBy, EscalationStep, PageWay, page_text},
    id::{CallSid, EmergencyId},
    notification::UndeliveredReason,
    phone::PhoneNumber,
    tenant::OnCallPerson,
};
use platform::{boxed, error_chain::ErrorChain};
use store::{CallRecord, EmergencyPageItem, PagedPerson, Reply, ReplyEnd, SendOutcome, Sending, StoreError};
use tracing::{info, warn};
use twilio::{
    rest::{RestError, TextFrom, undelivered_reason},
    sid::MessageSid,
};

use super::{CallService, CallServiceError, TenantNumber};
use crate::agent::Agent;

/// The most time for paging. The caller's own call to the people on call does not wait for it.
const PAGING_TIME: Duration = Duration::from_secs(3);

/// The most time to find out whether a page is due.
const CLAIM_TIME: Duration = Duration::from_secs(2);

/// The most time to record pages and rings.
const RECORDING_TIME: Duration = Duration::from_secs(1);

/// Whether a page is due.
enum Claim {
    Due,
    /// The people on call know of this kind of danger from this caller.
    PagedAlready,
    /// The company has had its pages. The people on call get one text with the number of those that follow.
    OverLimit,
}

impl CallService {
    /// Whether a page is due. A table that fails or is slow stops no page.
    async fn may_page(&self, tenant_number: &TenantNumber, emergency: &Emergency, attestation: Attestation) -> bool {
        let (scope, now) = (&tenant_number.scope, self.clock.now());
        let claim = async {
            if !self.store.claim_page(scope, emergency, now).await? {
                return Ok(Claim::PagedAlready);
            }
            let counted = self.store.count_page(scope, emergency, (&tenant_number.called, attestation), now);
            let counted = Box::pin(counted).await;
            match counted {
                Ok(false) => Ok(Claim::OverLimit),
                Ok(true) => Ok(Claim::Due),
                // Only a claim can be another call's.
                Err(error) => {
                    warn!(error = %ErrorChain(&error), "a page could not be counted; it is sent");
                    Ok(Claim::Due)
                }
            }
        };
        match tokio::time::timeout(CLAIM_TIME, claim).await {
            Ok(Ok(Claim::Due)) => true,
            Ok(Ok(Claim::OverLimit)) => {
                warn!(hazard = ?emergency.hazard, "a danger is not paged: the company's limit of pages is reached");
                false
            }
            // Contended: other calls of this caller claim the same page at this moment, and one of them gets it.
            Ok(Ok(Claim::PagedAlready) | Err(StoreError::Contended)) => {
                info!(hazard = ?emergency.hazard, "the people on call were paged about this caller already");
                if let Err(error) = self.store.count_unpaged(&tenant_number.scope, emergency).await {
                    warn!(error = %ErrorChain(&error), "a danger without a page of its own was not counted");
                }
                false
            }
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "the limit of pages could not be read; the page is sent");
                true
            }
            Err(_) => {
                warn!("the limit of pages could not be read in time; the page is sent");
                true
            }
        }
    }

    /// Pages everyone on call by text message, once per kind of danger and caller in ten minutes and within
    /// the company's limit, while the caller's own call rings them.
    pub(super) async fn page(
        &self,
        tenant_number: &TenantNumber,
        agent: &Agent,
        secrets: &TenantSecrets,
        (emergency, attestation): (&Emergency, Attestation),
    ) {
        let Ok(twilio) = secrets.twilio() else { return };
        let Ok(credentials) = twilio.credentials() else { return };
        if !self.may_page(tenant_number, emergency, attestation).await {
            return;
        }
        let words = page_text(&agent.config.company, emergency, EscalationStep::OF_CALL);
        // A text message to a premium number costs as much as a call.
        let allowed = |person: &&OnCallPerson| tenant_number.dialing.allow(&person.number);
        let people: Vec<_> = agent.config.on_call.people.iter().filter(allowed).collect();
        let from = TextFrom::of(agent.config.texts.messaging_service.as_ref(), &tenant_number.called);
        let pages = people.iter().map(|person| self.twilio.send_message(&credentials, from, &person.number, &words));
        let Ok(sent) = tokio::time::timeout(PAGING_TIME, futures_util::future::join_all(pages)).await else {
            warn!("paging the people on call timed out");
            return;
        };
        if sent.iter().any(|sent| matches!(sent, Err(RestError::Unauthorized))) {
            self.secrets.note_refusal(&tenant_number.scope, twilio, self.clock.now()).await;
        }
        let now = self.clock.now();
        let paged = people.into_iter().zip(sent).map(|(person, sent)| {
            let sending = Sending::ended(outcome_of(sent), now);
            EmergencyPageItem::ended((EscalationStep::OF_CALL, PageWay::Text), person_on_call(person), sending)
        });
        self.record_pages(tenant_number, &emergency.id, &paged.collect::<Vec<_>>()).await;
    }

    /// Records that a reply rings a person because of an emergency.
    pub(super) async fn record_ring(
        &self,
        tenant_number: &TenantNumber,
        agent: &Agent,
        record: &CallRecord,
        (reply, step): (&Reply, usize),
    ) {
        let (Some(emergency), ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer))) =
            (record.conversation.emergency_id(), &reply.end)
        else {
            return;
        };
        let known = agent.config.on_call.people.iter().find(|person| person.number == transfer.number);
        let unknown = || PagedPerson { number: transfer.number.clone(), name: None, person: None };
        let to = known.map_or_else(unknown, person_on_call);
        let sending = Sending::ended(SendOutcome::Sent(None), self.clock.now());
        let ring = EmergencyPageItem::ended((EscalationStep::OF_CALL, PageWay::Ring), to, sending);
        self.record_pages(tenant_number, &emergency, &[ring.in_call_step(step)]).await;
    }

    /// Records pages. A failure stops no call.
    async fn record_pages(&self, tenant_number: &TenantNumber, emergency: &EmergencyId, pages: &[EmergencyPageItem]) {
        let recorded = self.store.put_emergency_pages(&tenant_number.scope, emergency, pages);
        match tokio::time::timeout(RECORDING_TIME, recorded).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(error = %ErrorChain(&error), "the pages of an emergency were not recorded"),
            Err(_) => warn!("the pages of an emergency were not recorded in time"),
        }
    }

    /// Records that a person whom a call rang accepted it. `number` is the number that was rung.
    #[must_use]
    #[boxed]
    pub async fn acknowledge(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        number: Option<PhoneNumber>,
    ) -> Result<(), CallServiceError> {
        let record = self.store.get_call(&tenant_number.scope, call).await?;
        if let Some(emergency) = record.and_then(|record| record.conversation.emergency_id()) {
            let by = AcceptedBy::Key { number };
            self.store.acknowledge_emergency(&tenant_number.scope, &emergency, &by, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Records that a person whom the escalation rang accepted an emergency. `None` if there is no such emergency.
    #[must_use]
    #[boxed]
    pub async fn accept_emergency(
        &self,
        tenant_number: &TenantNumber,
        emergency: &EmergencyId,
        number: Option<PhoneNumber>,
    ) -> Result<Option<Emergency>, CallServiceError> {
        let (scope, by) = (&tenant_number.scope, AcceptedBy::Key { number });
        self.store.acknowledge_emergency(scope, emergency, &by, self.clock.now()).await?;
        Ok(self.store.get_emergency(scope, emergency).await?.map(|item| item.emergency))
    }
}

fn person_on_call(person: &OnCallPerson) -> PagedPerson {
    PagedPerson { number: person.number.clone(), name: Some(person.name.clone()), person: None }
}

/// What became of a page. It is not tried again: the caller's own call rings the people on call.
fn outcome_of(sent: Result<Option<MessageSid>, RestError>) -> SendOutcome {
    match sent {
        Ok(sid) => SendOutcome::Sent(sid.map(String::from)),
        Err(error) => {
            warn!(error = %ErrorChain(&error), "a person on call could not be paged");
            SendOutcome::Undeliverable(match error {
                RestError::Unauthorized => UndeliveredReason::TwilioCredentialsRefused,
                RestError::Refused { code, .. } => undelivered_reason(code),
                _ => UndeliveredReason::Refused,
            })
        }
    }
}

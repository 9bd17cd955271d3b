//! Paging: a text message about an emergency to the people on call.

use std::time::Duration;

use connections::secrets::TenantSecrets;
use domain::{
    attestation::Attestation,
    booking::{DangerReport, Emergency},
    phone::PhoneNumber,
    spoken,
};
use platform::error_chain::ErrorChain;
use store::StoreError;
use tracing::{info, warn};
use twilio::rest::RestError;

use super::{CallService, TenantNumber};
use crate::agent::Agent;

/// The most time for paging. The caller's own call to the people on call does not wait for it.
const PAGING_TIME: Duration = Duration::from_secs(3);

/// The most time to find out whether a page is due.
const CLAIM_TIME: Duration = Duration::from_secs(2);

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
        let words = page_words(agent, emergency);
        let pages = agent
            .config
            .on_call
            .people
            .iter()
            // A text message to a premium number costs as much as a call.
            .filter(|person| tenant_number.dialing.allow(&person.number))
            .map(|person| self.twilio.send_message(&credentials, &tenant_number.called, &person.number, &words));
        let Ok(sent) = tokio::time::timeout(PAGING_TIME, futures_util::future::join_all(pages)).await else {
            warn!("paging the people on call timed out");
            return;
        };
        if sent.iter().any(|sent| matches!(sent, Err(RestError::Unauthorized))) {
            self.secrets.note_refusal(&tenant_number.scope, twilio, self.clock.now()).await;
        }
        for error in sent.into_iter().filter_map(Result::err) {
            warn!(error = %ErrorChain(&error), "a person on call could not be paged");
        }
    }
}

/// One text: who calls, from where, and what was heard.
fn page_words(agent: &Agent, emergency: &Emergency) -> String {
    let DangerReport { heard, name, place } = &emergency.report;
    let name = name.as_ref().map(|name| format!("{name}, ")).unwrap_or_default();
    let number = emergency.callback.as_ref().map_or("number withheld", PhoneNumber::as_str);
    let place = place.as_ref().map_or("address not known yet", |place| place);
    let heard = heard.as_ref().map(|heard| format!(" Heard: \"{heard}\".")).unwrap_or_default();
    format!(
        "{}: {}. Caller: {name}{number}. Place: {place}.{heard} We are calling you to connect them; call them back if you \
         miss it.",
        agent.config.company,
        spoken::hazard(emergency.hazard)
    )
}

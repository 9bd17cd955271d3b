//! Paging: a text message about an emergency to the people on call.

use std::time::Duration;

use connections::secrets::{TenantSecrets, TwilioSecrets};
use domain::{booking::Emergency, phone::PhoneNumber, spoken};
use platform::error_chain::ErrorChain;
use tracing::warn;

use super::{CallService, TenantNumber};
use crate::agent::Agent;

/// The most time for paging. The caller's own call to the people on call does not wait for it.
const PAGING_TIME: Duration = Duration::from_secs(3);

impl CallService {
    /// Pages everyone on call by text message, while the caller's own call rings them.
    pub(super) async fn page(
        &self,
        tenant_number: &TenantNumber,
        agent: &Agent,
        secrets: &TenantSecrets,
        emergency: &Emergency,
    ) {
        let Ok(credentials) = secrets.twilio().and_then(TwilioSecrets::credentials) else { return };
        let words = page_words(agent, emergency);
        let pages = agent
            .config
            .on_call
            .people
            .iter()
            .map(|person| self.twilio.send_message(&credentials, &tenant_number.called, &person.number, &words));
        let Ok(sent) = tokio::time::timeout(PAGING_TIME, futures_util::future::join_all(pages)).await else {
            warn!("paging the people on call timed out");
            return;
        };
        for error in sent.into_iter().filter_map(Result::err) {
            warn!(error = %ErrorChain(&error), "a person on call could not be paged");
        }
    }
}

fn page_words(agent: &Agent, emergency: &Emergency) -> String {
    let caller = emergency.callback.as_ref().map_or("a caller who withholds their number", PhoneNumber::as_str);
    format!(
        "{}: {} reported by {caller}. We are calling you to connect them; call them back if you miss it.",
        agent.config.company,
        spoken::hazard(emergency.hazard)
    )
}

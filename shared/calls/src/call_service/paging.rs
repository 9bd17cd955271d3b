//! Telling the people on call of a danger, by text message.

use std::time::Duration;

use connections::secrets::{TenantSecrets, TwilioSecrets};
use domain::{booking::Emergency, phone::PhoneNumber, spoken};
use platform::error_chain::ErrorChain;
use tracing::warn;

use super::{CallService, TenantNumber};
use crate::agent::Agent;

/// How long telling the people on call may take; the caller's own call to them does not wait for it.
const PAGING_TIME: Duration = Duration::from_secs(3);

impl CallService {
    /// Tells everyone on call by text message. The caller's own call rings them besides.
    pub(super) async fn page(
        &self,
        line: &TenantNumber,
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
            .map(|person| self.twilio.send_message(&credentials, &line.called, &person.number, &words));
        let Ok(sent) = tokio::time::timeout(PAGING_TIME, futures_util::future::join_all(pages)).await else {
            warn!("telling the people on call by text message took too long");
            return;
        };
        for error in sent.into_iter().filter_map(Result::err) {
            warn!(error = %ErrorChain(&error), "someone on call could not be told by text message");
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

//! Text messages to a company's number: what the sender wants is carried out, and the words are for the office.
//!
//! STOP, START and the acceptance of an emergency always count. Everything else has limits for a number and a company.

use domain::{
    booking::{AppointmentStatus, CallerMessage, Emergency, MessageBody, ReceivedText},
    customer_text::{TextSender, answer_words, help_words, warning_words},
    escalation::{AcceptedBy, accepted_text},
    id::MessageId,
    phone::PhoneNumber,
    redaction::{ChosenMask, redacted_by_choice},
    text::Text,
    texting::{OptOutType, TextMeaning, meaning},
    triage::{Hazard, Language, assess},
    webhook::WebhookEvent,
};
use jiff::SignedDuration;
use platform::{boxed, error_chain::ErrorChain};
use store::{LatestText, TenantScope, TextAdmission};
use tracing::{info, warn};

use super::{CallService, CallServiceError, TenantNumber};

/// How long after a page a reply accepts the emergency. The escalation lasts half a day.
const PAGE_ANSWERED: SignedDuration = SignedDuration::from_hours(24);
/// The most open emergencies whose pages are read for a reply.
const MOST_READ: usize = 20;

/// A text message that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingText {
    /// Twilio's id of it.
    pub sid: String,
    /// The sender; `None` if it is no telephone number, such as a short code.
    pub from: Option<PhoneNumber>,
    /// The sender as Twilio writes it.
    pub sender: String,
    /// The text.
    pub body: String,
    /// The number of pictures and other attachments.
    pub attachments: u32,
    /// What Twilio's Advanced Opt-Out made of it.
    pub opt_out: Option<OptOutType>,
}

impl CallService {
    /// Receives a text message. Returns the reply, if there is one. A text that is delivered again changes nothing.
    #[must_use]
    #[boxed]
    pub async fn receive_text(
        &self,
        tenant_number: &TenantNumber,
        text: IncomingText,
    ) -> Result<Option<String>, CallServiceError> {
        let (scope, now) = (&tenant_number.scope, self.clock.now());
        let Some(from) = &text.from.clone() else {
            self.keep_text(tenant_number, &text).await?;
            return Ok(None);
        };
        match meaning(&text.body, text.opt_out) {
            // Twilio answers it, and then delivers nothing to the number.
            TextMeaning::Stop => {
                info!("a number wants no more texts");
                self.store.set_opt_out(scope, from, (true, &text.sid), now).await?;
                if text.opt_out.is_none() {
                    self.keep_text(tenant_number, &text).await?;
                }
                Ok(None)
            }
            TextMeaning::Start => {
                self.store.set_opt_out(scope, from, (false, &text.sid), now).await?;
                Ok(None)
            }
            TextMeaning::Help { answered: true } => Ok(None),
            TextMeaning::Help { answered: false } => {
                if self.admit_text(tenant_number, &text, false).await == TextAdmission::NumberAtLimit {
                    return Ok(None);
                }
                let agent = self.agent(scope, tenant_number.config_version).await?;
                let sender = TextSender { company: &agent.config.company, number: &tenant_number.called };
                Ok(Some(help_words(agent.config.first_language(), sender)))
            }
            TextMeaning::Yes => {
                let accepted = self.accept_by_reply(tenant_number, from).await?;
                if !accepted.is_empty() {
                    return Ok(Some(accepted_text(&accepted)));
                }
                // Twilio reads YES as START.
                if self.store.is_opted_out(scope, from).await? {
                    self.store.set_opt_out(scope, from, (false, &text.sid), now).await?;
                    return Ok(None);
                }
                self.keep_text(tenant_number, &text).await?;
                Ok(None)
            }
            TextMeaning::Confirm | TextMeaning::AnotherTime => self.answer_about_visit(tenant_number, from, text).await,
            TextMeaning::Words => {
                let may_reply = self.keep_text(tenant_number, &text).await?;
                Ok(may_reply.then(|| warning_of(&text.body, &tenant_number.called)).flatten())
            }
        }
    }

    /// Carries out the answer to the latest text about a visit: `C` confirms, `R` asks the office for another time. Without such a text it
    /// is for the office.
    async fn answer_about_visit(
        &self,
        tenant_number: &TenantNumber,
        from: &PhoneNumber,
        mut text: IncomingText,
    ) -> Result<Option<String>, CallServiceError> {
        let scope = &tenant_number.scope;
        let latest = self.store.get_latest_text(scope, from).await?;
        let Some(latest) = self.about_booked_visit(scope, latest).await? else {
            self.keep_text(tenant_number, &text).await?;
            return Ok(None);
        };
        let agreed = self.store.get_text_consent(scope, from).await?;
        let language = agreed.map_or(Language::FIRST, |item| item.consent.language);
        let confirms = meaning(&text.body, text.opt_out) == TextMeaning::Confirm;
        let wish = if confirms { "Confirms the visit" } else { "Asks for another time for the visit" };
        // A text that is delivered again comes after what the customer wrote since.
        let is_repeated = self.store.get_message(scope, &MessageId::of_text(&text.sid)).await?.is_some();
        match (is_repeated, confirms) {
            (true, _) => {}
            (false, true) => self.store.confirm_by_text(scope, &latest, self.clock.now()).await?,
            (false, false) => self.store.withdraw_confirmation(scope, &latest).await?,
        }
        text.body = format!("{wish} {}: {}", latest.appointment, text.body);
        let may_reply = self.keep_text(tenant_number, &text).await?;
        Ok(may_reply.then(|| answer_words(language, confirms)))
    }

    /// The latest text, if it is about a visit that is booked.
    async fn about_booked_visit(
        &self,
        scope: &TenantScope,
        latest: Option<LatestText>,
    ) -> Result<Option<LatestText>, CallServiceError> {
        let Some(latest) = latest else { return Ok(None) };
        let visit = self.store.get_appointment(scope, &latest.appointment).await?;
        Ok(visit.filter(|visit| visit.status == AppointmentStatus::Booked).map(|_| latest))
    }

    /// Accepts every emergency that the number was paged about and that no one has accepted.
    async fn accept_by_reply(
        &self,
        tenant_number: &TenantNumber,
        from: &PhoneNumber,
    ) -> Result<Vec<Emergency>, CallServiceError> {
        let (store, scope, now) = (&self.store, &tenant_number.scope, self.clock.now());
        let since = now.saturating_sub(PAGE_ANSWERED).unwrap_or(now);
        let entries = store.list_open_emergencies(&tenant_number.customers, None, MOST_READ).await?.items;
        let open = entries.iter().filter(|entry| entry.acknowledged_at.is_none() && entry.heard_at >= since);
        let mut accepted = Vec::new();
        for entry in open {
            let pages = store.list_emergency_pages(scope, &entry.emergency).await?;
            if pages.iter().all(|page| page.number != *from) {
                continue;
            }
            let by = AcceptedBy::Reply { number: from.clone() };
            store.acknowledge_emergency(scope, &entry.emergency, &by, now).await?;
            accepted.extend(store.get_emergency(scope, &entry.emergency).await?.map(|item| item.emergency));
        }
        Ok(accepted)
    }

    /// Puts a text into the inbox of the office, unless the office blocked its number or a limit is reached. Returns whether the text may be
    /// answered: not if its number is blocked or has sent too many. A danger of a blocked number is kept and answered.
    async fn keep_text(&self, tenant_number: &TenantNumber, text: &IncomingText) -> Result<bool, CallServiceError> {
        let reports_danger = danger_in(&text.body).is_some();
        if !reports_danger && self.is_blocked(tenant_number, text).await? {
            info!("a text of a blocked number is not kept");
            return Ok(false);
        }
        let is_last = match self.admit_text(tenant_number, text, reports_danger).await {
            TextAdmission::Admitted { is_last } => is_last,
            TextAdmission::CompanyAtLimit => return Ok(true),
            TextAdmission::NumberAtLimit => return Ok(false),
        };
        let sender = if text.from.is_none() { format!("{}: ", text.sender) } else { String::new() };
        // A text is kept even if the company's choice cannot be read.
        let agent = self.agent(&tenant_number.scope, tenant_number.config_version).await;
        let chosen = agent.map_or_else(|_| ChosenMask::ALL.into(), |agent| agent.config.mask_also.clone());
        let words = redacted_by_choice(&text.body, &chosen);
        let attached = match text.attachments {
            0 => String::new(),
            1 => " (1 attachment, at Twilio)".to_owned(),
            count => format!(" ({count} attachments, at Twilio)"),
        };
        let note = if is_last { "(Too many texts: further ones of this hour may be missing here.) " } else { "" };
        let words = Text::cut_or(&format!("{note}{sender}{words}{attached}"), '-');
        let body = MessageBody::Received(ReceivedText { to: tenant_number.called.clone(), words });
        let message = CallerMessage {
            id: MessageId::of_text(&text.sid),
            call: None,
            name: None,
            callback: text.from.clone(),
            body,
            urgent: reports_danger,
            left_at: self.clock.now(),
        };
        let is_keyword = meaning(&text.body, text.opt_out) == TextMeaning::Stop;
        let announcement = (!is_keyword).then(|| WebhookEvent::received(&message));
        self.store.put_received_text(&tenant_number.scope, &message, announcement.as_ref()).await?;
        Ok(true)
    }

    /// Counts a text. A counter that fails refuses no text.
    async fn admit_text(
        &self,
        tenant_number: &TenantNumber,
        text: &IncomingText,
        reports_danger: bool,
    ) -> TextAdmission {
        let (scope, now) = (&tenant_number.scope, self.clock.now());
        let counted = self.store.admit_text(scope, text.from.as_ref(), reports_danger, now).await;
        let admission = counted.unwrap_or_else(|error| {
            warn!(error = %ErrorChain(&error), "a text could not be counted; it is kept");
            TextAdmission::Admitted { is_last: false }
        });
        if !matches!(admission, TextAdmission::Admitted { .. }) {
            warn!(?admission, "a text exceeds a limit; it is not kept");
        }
        admission
    }

    /// Whether the company blocks the number, in its configuration or in its customers' records.
    async fn is_blocked(&self, tenant_number: &TenantNumber, text: &IncomingText) -> Result<bool, CallServiceError> {
        let Some(from) = &text.from else { return Ok(false) };
        let (agent, on_file) =
            tokio::try_join!(self.agent(&tenant_number.scope, tenant_number.config_version), async {
                Ok(self.store.get_caller(&tenant_number.customers, from).await?)
            },)?;
        Ok(on_file.blocked || agent.config.blocked_callers.contains(from))
    }
}

/// The danger that a text reports, and its language.
fn danger_in(body: &str) -> Option<(Hazard, Language)> {
    let findings = assess(body);
    findings.emergency().map(|hazard| (hazard, findings.language()))
}

/// The reply to a text that reports a danger.
fn warning_of(body: &str, called: &PhoneNumber) -> Option<String> {
    let (hazard, language) = danger_in(body)?;
    Some(warning_words(hazard, language, called))
}

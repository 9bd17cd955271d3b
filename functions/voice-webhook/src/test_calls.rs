//! Test calls from a browser: Twilio posts here when someone of the company calls the company's TwiML application.
//!
//! Our own signature in the URL names the company, and Twilio's signature is that of the company's account. The caller's identity
//! names a test call that the company's API stored before. Nothing is booked, no one is paged, and no usage is counted.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use calls::{
    engine::TurnEvent,
    spending::Spending,
    test_call::{TestCallError, TestCallService, TestedCompany, VoiceTestTurn},
};
use connections::secrets::TenantSecrets;
use domain::{
    conversation::{Event, Speech, TurnEnd},
    id::TestCallId,
    triage::Language,
};
use platform::error_chain::ErrorChain;
use store::{ConfinedScope, DraftPlace, ReplyEnd, Store, TenantItem, TenantSessions};
use tokio::time::Instant;
use tracing::{error, warn};
use twilio::{
    fallback_twiml,
    form::{StatusEvent, TurnInput},
    twiml::{self, Say, Verb},
};

use crate::{
    VoiceWebhook, WEBHOOK_FAILED, render,
    routes::WEBHOOK_TIME_LIMIT,
    webhook::{Webhook, WebhookKind},
    webhook_error::WebhookError,
};

/// The start of the caller's identity in `From`.
const CLIENT: &str = "client:";

const TRANSFERRED: &str = "This is a test call. Here, a caller is connected to a person. Goodbye.";
const VOICEMAIL: &str = "This is a test call. Here, a caller leaves a message. Goodbye.";
const NO_CALL: &str = "This test call is over. Begin another one. Goodbye.";
const NO_BUDGET: &str = "The budget for test calls is spent. Goodbye.";
const FAILED: &str = "The test call failed. Please begin another one. Goodbye.";

/// What test calls need beside the calls of customers.
#[derive(Debug)]
pub(crate) struct VoiceTests {
    pub(crate) service: TestCallService,
    pub(crate) store: Store,
    pub(crate) sessions: TenantSessions,
    pub(crate) spending: Spending,
}

/// A webhook of a test call whose signatures were verified.
struct VerifiedTest {
    scope: ConfinedScope,
    tenant: TenantItem,
    test_call: TestCallId,
}

type Function = State<Arc<VoiceWebhook>>;

impl VoiceWebhook {
    /// Verifies a webhook of a test call. A request without a signature in Twilio's form, or to a URL without ours, reads nothing.
    async fn verify_test(&self, webhook: &Webhook) -> Result<VerifiedTest, WebhookError> {
        if !webhook.has_signature() {
            return Err(WebhookError::NotSigned);
        }
        self.load_keys_for(webhook.query_text()).await;
        let tenant = self.urls.parse_query(webhook.query_text()).tenant.ok_or(WebhookError::NotSigned)?;
        let scope = self.tests.sessions.enter_signed(&tenant).await?;
        let tenant = self.tests.store.get_tenant(&scope).await?.ok_or(WebhookError::NotSigned)?;
        let secrets = self.calls.secrets();
        let own = secrets.get(&scope, tenant.credentials_version).await?;
        if !self.is_of_account(webhook, &own) {
            // The auth token may have been rotated since it was read.
            let newer = secrets.refresh(&scope, tenant.credentials_version).await?;
            if !newer.is_some_and(|newer| self.is_of_account(webhook, &newer)) {
                return Err(WebhookError::NotSigned);
            }
        }
        let identity = webhook.form.get("From").and_then(|from| from.strip_prefix(CLIENT));
        let test_call = identity.and_then(|identity| TestCallId::parse(identity).ok());
        Ok(VerifiedTest { scope, tenant, test_call: test_call.ok_or(WebhookError::NotAnswered)? })
    }

    fn is_of_account(&self, webhook: &Webhook, secrets: &TenantSecrets) -> bool {
        let account = secrets.twilio().ok().map(|twilio| twilio.account_sid.as_str());
        account == webhook.form.get("AccountSid")
            && webhook.is_signed_for(&self.urls, secrets, self.calls.clock().now())
    }

    /// Verifies a webhook of a test call, and answers it in time.
    async fn answer_test<Answering>(
        &self,
        webhook: &Webhook,
        answering: impl FnOnce(VerifiedTest) -> Answering,
    ) -> Response
    where
        Answering: Future<Output = Result<Response, WebhookError>>,
    {
        let answered = async { answering(self.verify_test(webhook).await?).await };
        let answered = tokio::time::timeout_at(Instant::now() + WEBHOOK_TIME_LIMIT, Box::pin(answered)).await;
        match answered.unwrap_or(Err(WebhookError::TooSlow)) {
            Ok(response) => response,
            Err(refusal @ (WebhookError::CallService(_) | WebhookError::TooSlow)) => {
                error!(error = %ErrorChain(&refusal), "a webhook of a test call failed");
                self.metrics.put(self.calls.clock().now(), &[(WEBHOOK_FAILED, 1.0)]);
                fallback_twiml::say_and_hang_up(FAILED).to_http()
            }
            Err(WebhookError::NotAnswered) => fallback_twiml::say_and_hang_up(NO_CALL).to_http(),
            Err(refusal) => self.refuse(webhook, WebhookKind::Notification, refusal, None).await,
        }
    }

    async fn test_step(&self, verified: VerifiedTest, step: usize, event: TurnEvent) -> Result<Response, WebhookError> {
        let VerifiedTest { scope, tenant, test_call } = verified;
        if !tenant.status.is_in_service() {
            return Err(WebhookError::NotAnswered);
        }
        self.load_keys().await;
        let turn = self.tests.service.voice_turn(self.tested(&scope, &tenant), &test_call, (step, event)).await;
        Ok(match turn {
            Ok(turn) => self.test_reply(&turn, &tenant).to_http(),
            Err(error) => self.test_refusal(&error).to_http(),
        })
    }

    fn tested<'a>(&'a self, scope: &'a ConfinedScope, tenant: &TenantItem) -> TestedCompany<'a> {
        TestedCompany {
            scope,
            draft: DraftPlace::of(tenant),
            customers: None,
            allowance: self.tests.spending.allowance(tenant.approved, tenant.budget),
            secrets: self.calls.secrets(),
            credentials_version: tenant.credentials_version,
            model: None,
            empty_calendar: false,
        }
    }

    /// The TwiML of a step. No number is dialed and nothing is recorded.
    fn test_reply(&self, turn: &VoiceTestTurn, tenant: &TenantItem) -> twiml::Response {
        let (config, next) = (&turn.agent.config, turn.step + 1);
        let language = turn.reply.language;
        let say: Vec<Say> = turn.reply.say.iter().map(|words| render::spoken(config, words, language)).collect();
        let spoken = |say: Vec<Say>, after: Option<&str>| -> Vec<Verb> {
            let after = after.map(|words| Say::plain(config.voice_in(Language::OF_STAFF), words));
            say.into_iter().chain(after).map(Verb::Say).collect()
        };
        let mut verbs = Vec::new();
        match &turn.reply.end {
            ReplyEnd::TurnEnd(TurnEnd::Listen(barge_in)) => {
                let again = self.urls.test_turn(next, false, &tenant.tenant);
                verbs.push(Verb::Gather(render::listen(config, again.clone(), *barge_in, say, language)));
                verbs.push(Verb::Redirect { url: again });
            }
            ReplyEnd::Hold => {
                verbs.extend(spoken(say, None));
                verbs.push(Verb::Redirect { url: self.urls.test_turn(next, true, &tenant.tenant) });
            }
            ReplyEnd::TurnEnd(end) => {
                let after = match end {
                    TurnEnd::Transfer(_) => Some(TRANSFERRED),
                    TurnEnd::TakeVoicemail => Some(VOICEMAIL),
                    _ => None,
                };
                verbs.extend(spoken(say, after));
                verbs.push(Verb::Hangup);
            }
        }
        twiml::Response { verbs }
    }

    fn test_refusal(&self, error: &TestCallError) -> twiml::Response {
        let words = match error {
            TestCallError::NoBudget(_) => NO_BUDGET,
            TestCallError::Missing
            | TestCallError::Over
            | TestCallError::Withheld
            | TestCallError::Overtaken
            | TestCallError::TooLarge { .. } => NO_CALL,
            failed => {
                error!(error = %ErrorChain(failed), "a test call failed");
                self.metrics.put(self.calls.clock().now(), &[(WEBHOOK_FAILED, 1.0)]);
                FAILED
            }
        };
        fallback_twiml::say_and_hang_up(words)
    }
}

/// A test call arrives.
pub(crate) async fn arrive(State(function): Function, webhook: Webhook) -> Response {
    let answering = async |verified| function.test_step(verified, 0, Event::CallStarted.into()).await;
    function.answer_test(&webhook, answering).await
}

/// The caller of a test call spoke, pressed a key, or stayed silent.
pub(crate) async fn turn(State(function): Function, webhook: Webhook) -> Response {
    let answering = async |verified| {
        let event = match TurnInput::from_form(&webhook.form)? {
            _ if webhook.query.held => TurnEvent::HoldFinished,
            TurnInput::Speech { text, confidence } => Event::CallerSaid(Speech { text, confidence }).into(),
            TurnInput::Digits(digits) => Event::KeyPressed(digits).into(),
            TurnInput::Silence => Event::CallerSilent.into(),
        };
        let step = webhook.query.step.filter(|step| *step > 0).ok_or(WebhookError::NotAnswered)?;
        function.test_step(verified, step, event).await
    };
    function.answer_test(&webhook, answering).await
}

/// A status event of a test call. Only its end counts.
pub(crate) async fn status(State(function): Function, webhook: Webhook) -> Response {
    let answering = async |VerifiedTest { scope, tenant, test_call }: VerifiedTest| {
        if StatusEvent::from_form(&webhook.form)?.status.is_final() {
            let ended = function.tests.service.end_voice_call(function.tested(&scope, &tenant), &test_call).await;
            if let Err(error) = ended {
                warn!(error = %ErrorChain(&error), "the end of a test call was not saved");
            }
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    function.answer_test(&webhook, answering).await
}

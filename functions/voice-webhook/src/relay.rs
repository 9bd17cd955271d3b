//! Calls whose speech goes through a WebSocket: their beginning, and how they go on when the session has ended.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response as HttpResponse},
};
use calls::call_service::{RelayEnd, TenantNumber, Turn, spoken_parts};
use domain::{conversation::TurnEnd, id::CallSid, tenant::TenantConfig, triage::Language};
use store::ReplyEnd;
use tokio::time::Instant;
use tracing::{info, warn};
use twilio::{
    fallback_twiml,
    form::VoiceRequest,
    relay::Handoff,
    twiml::{Connect, RelayLanguage, Response, Verb},
    webhook_urls::{CompanyOfCall, RelayToken},
};

use crate::{
    STREAM_FELL_BACK, STREAM_RECONNECTED, VoiceWebhook, render,
    routes::Function,
    webhook::{Webhook, WebhookKind},
};

impl VoiceWebhook {
    /// Connects a new call to our WebSocket, if its company streams speech. `None` if the call begins without one.
    pub(crate) fn begin_streaming(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        turn: &Turn,
    ) -> Option<Response> {
        let config = &turn.agent.config;
        if !config.streaming || !matches!(turn.reply.end, ReplyEnd::TurnEnd(TurnEnd::Listen(_))) {
            return None;
        }
        let connect = self.connect(tenant_number, call, turn, false)?;
        let recording = (turn.step == 0).then(|| render::recording(&self.urls, config, &tenant_number.called, call));
        let verbs = recording.flatten().into_iter().chain([Verb::Connect(connect)]).collect();
        Some(Response { verbs })
    }

    /// The connection that speaks a turn's words. `again`: the session before was lost.
    fn connect(&self, tenant_number: &TenantNumber, call: &CallSid, turn: &Turn, again: bool) -> Option<Connect> {
        let relay = self.relay.as_ref()?;
        let config = &turn.agent.config;
        let tenant = tenant_number.scope.tenant();
        let token = RelayToken { call: call.clone(), called: tenant_number.called.clone(), tenant: tenant.clone() };
        let token = self.urls.relay_token(&token, self.calls.clock().now())?;
        let forward = config.forwarding_number.as_ref().filter(|number| tenant_number.dialing.allow(number));
        let company = CompanyOfCall { tenant, forward };
        let language = turn.reply.language;
        let voice = |language: Language| config.voice_in(language).conversation_relay(language);
        // One voice speaks the greeting. What follows in another language is sent once the socket is open.
        let greeting = spoken_parts(&turn.reply.say, language).into_iter().next();
        let greeting = greeting.filter(|(first, _)| *first == language).map(|(_, words)| words).unwrap_or_default();
        // A caller has to hear that the call is recorded, and the words of an emergency.
        let may_interrupt = !config.disclosure.record_calls && !turn.is_emergency;
        Some(Connect {
            action: self.urls.relay_ended(turn.step + 1, again, company),
            url: relay.with_token(&token),
            greeting,
            greeting_interruptible: may_interrupt,
            language,
            languages: Language::ALL
                .into_iter()
                .map(|language| RelayLanguage { language, voice: voice(language) })
                .collect(),
            end_of_turn_model: end_of_turn_model(config),
            hints: render::hints(config, language),
        })
    }
}

/// The recognition model that all languages of a company have in common.
fn end_of_turn_model(config: &TenantConfig) -> Option<&'static str> {
    let mut models = config.spoken_languages().map(|language| language.settings().end_of_turn_model.as_deref());
    let first = models.next().flatten()?;
    models.all(|model| model == Some(first)).then_some(first)
}

/// The session of a call has ended: because we ended it, because the caller hung up, or because the socket was lost.
pub(crate) async fn ended(State(function): Function, webhook: Webhook) -> HttpResponse {
    function
        .answer(&webhook, WebhookKind::Step, async |tenant_number| {
            let began = Instant::now();
            let request = VoiceRequest::from_form(&webhook.form)?;
            let call = request.call_sid;
            if webhook.form.get("CallStatus").is_some_and(|status| status != "in-progress" && status != "ringing") {
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            let handoff = Handoff::parse(webhook.form.get("HandoffData").unwrap_or_default());
            let status = webhook.form.get("SessionStatus").unwrap_or_default();
            let error = webhook.form.get("ErrorCode").unwrap_or_default().chars().take(10).collect::<String>();
            info!(step = ?handoff.step, ended = status == "ended", error, "the session of a call has ended");
            let seconds = webhook.form.get("SessionDuration").and_then(|seconds| seconds.parse().ok());
            let end = (handoff.step, seconds);
            let ended = function.calls.relay_ended(&tenant_number, (&call, request.caller), end);
            let Some(ended) = Box::pin(ended).await? else { return Ok(render::busy().to_http()) };
            let (turn, may_connect_again) = match ended {
                // If the socket was never opened, it does not work.
                RelayEnd::AsAnswered(turn) | RelayEnd::NeverBegan(turn) => (turn, false),
                RelayEnd::Lost(turn) => (turn, !webhook.query.held),
            };
            if handoff.danger.is_some() && !turn.is_emergency {
                // The turn failed before the call had the words.
                let forward = turn.agent.config.forwarding_number.as_ref();
                let forward = forward.filter(|number| tenant_number.dialing.allow(number));
                return Ok(fallback_twiml::connect(&function.urls, &webhook.form, forward).to_http());
            }
            if !turn.reply.end.ends_session() {
                let listens = matches!(turn.reply.end, ReplyEnd::TurnEnd(TurnEnd::Listen(_)));
                let again =
                    (may_connect_again && listens).then(|| function.connect(&tenant_number, &call, &turn, true));
                let again = again.flatten();
                let metric = if again.is_some() { STREAM_RECONNECTED } else { STREAM_FELL_BACK };
                function.metrics.put(function.calls.clock().now(), &[(metric, 1.0)]);
                warn!(error, connects_again = again.is_some(), "a call goes on after its session was lost");
                if let Some(connect) = again {
                    return Ok(Response { verbs: vec![Verb::Connect(connect)] }.to_http());
                }
            }
            Ok(function.reply(&tenant_number, &call, &turn, began).await)
        })
        .await
}

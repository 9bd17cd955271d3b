//! The route handlers: each parses the request, calls the [`calls`] service, and renders the reply.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use calls::call_service::{FinishedRecording, IncomingText, TenantNumber, Turn, Whisper};
use calls::engine::TurnEvent;
use domain::{
    booking::Voicemail,
    conversation::{Dialed, Event, Speech},
    escalation::accepted_words,
    id::CallSid,
    phone::{DialingRules, PhoneNumber},
};
use platform::error_chain::ErrorChain;
use tokio::time::Instant;
use tracing::{
    Instrument,
    field::{Empty, display},
    info_span, warn,
};
use twilio::{
    fallback_twiml,
    form::{DialOutcome, DialResult, MessageRequest, Recorded, StatusEvent, TurnInput, VoiceRequest},
    twiml::Verb,
};

use crate::{
    CALL_REFUSED, CALLS_ARRIVED, DIAL_REFUSED, MODEL_MS, TOOL_MS, TURN_MS, VERIFY_MS, VoiceWebhook,
    over_limit::OverLimit,
    render,
    webhook::{Webhook, WebhookKind},
    webhook_error::WebhookError,
};

/// The time limit of a webhook. Twilio's limit is 15 seconds; the difference is for the network.
pub(crate) const WEBHOOK_TIME_LIMIT: Duration = Duration::from_secs(13);

/// How long a recording may take to be stored before it goes into the queue.
const STORING_TIME: Duration = Duration::from_secs(8);

/// The `stage` of a whisper after its question.
const ASKED: &str = "asked";

/// What a person hears if the pressed key could not be saved.
const NOT_SAVED: &str = "That could not be saved. Please press 1 again.";

pub(crate) type Function = State<Arc<VoiceWebhook>>;

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

impl VoiceWebhook {
    /// Verifies a webhook and answers it. The response is always in time, also if something fails.
    pub(crate) async fn answer<Answering>(
        &self,
        webhook: &Webhook,
        kind: WebhookKind,
        answering: impl FnOnce(TenantNumber) -> Answering,
    ) -> Response
    where
        Answering: Future<Output = Result<Response, WebhookError>>,
    {
        let began = Instant::now();
        let deadline = began + WEBHOOK_TIME_LIMIT;
        let verified = tokio::time::timeout_at(deadline, self.verify(webhook, kind)).await;
        let tenant_number = match verified.unwrap_or(Err(WebhookError::TooSlow)) {
            Ok(tenant_number) => tenant_number,
            Err(refusal) => return self.refuse(webhook, kind, refusal, None).await,
        };
        let mut measured = vec![(VERIFY_MS, milliseconds(began.elapsed()))];
        if kind == WebhookKind::Arrival {
            measured.push((CALLS_ARRIVED, 1.0));
        }
        self.metrics.put(self.calls.clock().now(), &measured);
        let (called, dialing) = (tenant_number.called.clone(), tenant_number.dialing.clone());
        let span = info_span!("webhook", tenant_id = %tenant_number.scope.tenant(), call_sid = Empty);
        // Each line has the span, so no text of a request is in it: a company can sign any text with its own token.
        if let Ok(call) = webhook.form.call_sid() {
            span.record("call_sid", display(&call));
        }
        let answered = tokio::time::timeout_at(deadline, answering(tenant_number)).instrument(span.clone());
        // Keys that are old are read again beside the work, so that no caller waits for them.
        let (answered, ()) = tokio::join!(answered, self.load_keys());
        match answered.unwrap_or(Err(WebhookError::TooSlow)) {
            Ok(response) => response,
            Err(refusal) => {
                let forward = self.cached_forward(&called, &dialing);
                self.refuse(webhook, kind, refusal, forward).instrument(span).await
            }
        }
    }

    /// A company's forwarding number, if its agent is in memory and the number may be dialed.
    fn cached_forward(&self, called: &PhoneNumber, dialing: &DialingRules) -> Option<PhoneNumber> {
        let forward = self.calls.cached_agent(called)?.config.forwarding_number.clone();
        forward.filter(|number| dialing.allow(number))
    }

    /// Renders a turn as TwiML and publishes its durations.
    pub(crate) async fn reply(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        turn: &Turn,
        began: Instant,
    ) -> Response {
        let refused = match turn.transfer() {
            Some(transfer) => !self.calls.may_dial(tenant_number, &transfer.number).await,
            None => false,
        };
        let times = [
            (TURN_MS, milliseconds(began.elapsed())),
            (MODEL_MS, milliseconds(turn.work.model_time)),
            (TOOL_MS, milliseconds(turn.work.tool_time)),
        ];
        let measured: Vec<_> = times.into_iter().chain(turn.work.counts()).collect();
        self.metrics.put(self.calls.clock().now(), &measured);
        if refused {
            self.metrics.put(self.calls.clock().now(), &[(DIAL_REFUSED, 1.0)]);
        }
        render::reply(&self.urls, turn, tenant_number, call, refused).to_http()
    }

    /// The recording that a webhook reports, if there is one.
    async fn recorded(
        &self,
        tenant_number: &TenantNumber,
        webhook: &Webhook,
    ) -> Result<Option<FinishedRecording>, WebhookError> {
        let Some(Recorded { recording_sid: recording, duration_seconds, started_at }) =
            Recorded::from_form(&webhook.form)?
        else {
            return Ok(None);
        };
        let url = self.calls.recording_url(tenant_number, &recording).await?;
        Ok(Some(FinishedRecording { sound: Voicemail { recording, url, duration_seconds }, started_at }))
    }

    async fn next(
        &self,
        tenant_number: &TenantNumber,
        webhook: &Webhook,
        event: TurnEvent,
    ) -> Result<Response, WebhookError> {
        let began = Instant::now();
        let request = VoiceRequest::from_form(&webhook.form)?;
        let call = request.call_sid;
        let refused = OverLimit::of(&event);
        let advanced = self.calls.advance(tenant_number, &call, request.caller, webhook.query.step, event);
        let Some(turn) = Box::pin(advanced).await? else {
            self.metrics.put(self.calls.clock().now(), &[(CALL_REFUSED, 1.0)]);
            let forward = self.cached_forward(&tenant_number.called, &tenant_number.dialing);
            return Ok(refused.response(&self.urls, &webhook.form, forward.as_ref()).to_http());
        };
        Ok(self.reply(tenant_number, &call, &turn, began).await)
    }
}

/// A call arrives.
pub(crate) async fn voice(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Arrival, async |tenant_number| {
            let began = Instant::now();
            let request = VoiceRequest::from_form(&webhook.form)?;
            let call = request.call_sid;
            let calls = &function.calls;
            let answered = Box::pin(calls.answer(&tenant_number, &call, request.caller, request.attestation)).await?;
            let Some(turn) = answered else {
                function.metrics.put(calls.clock().now(), &[(CALL_REFUSED, 1.0)]);
                return Ok(render::busy().to_http());
            };
            if let Some(connect) = function.begin_streaming(&tenant_number, &call, &turn) {
                return Ok(connect.to_http());
            }
            Ok(function.reply(&tenant_number, &call, &turn, began).await)
        })
        .await
}

/// The caller spoke, pressed a key, or stayed silent.
pub(crate) async fn turn(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |tenant_number| {
            let event = match TurnInput::from_form(&webhook.form)? {
                _ if webhook.query.held => TurnEvent::HoldFinished,
                TurnInput::Speech { text, confidence } => Event::CallerSaid(Speech { text, confidence }).into(),
                TurnInput::Digits(digits) => Event::KeyPressed(digits).into(),
                TurnInput::Silence => Event::CallerSilent.into(),
            };
            function.next(&tenant_number, &webhook, event).await
        })
        .await
}

/// A transfer has ended: connected, or not, or the number was not dialed.
pub(crate) async fn dial_result(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |tenant_number| {
            let event = if webhook.query.held {
                Event::TransferFinished { dialed: Dialed::NotReached, seconds: 0 }
            } else {
                let result = DialResult::from_form(&webhook.form)?;
                let dialed = match result.outcome {
                    DialOutcome::Connected => Dialed::Connected,
                    DialOutcome::NotConnected => Dialed::NotReached,
                };
                Event::TransferFinished { dialed, seconds: result.duration_seconds }
            };
            function.next(&tenant_number, &webhook, event.into()).await
        })
        .await
}

/// A person on call has picked up. They hear the reason for the call and press 1 to be connected.
pub(crate) async fn whisper(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |tenant_number| {
            let Some(call) = webhook.query.call.clone() else { return Ok(fallback_twiml::hang_up().to_http()) };
            let asked = webhook.query.stage.as_deref() == Some(ASKED);
            let answer = match (asked, webhook.form.get("Digits")) {
                (false, _) => {
                    // A person who knows less is better than no person.
                    let whisper = function.calls.get_whisper(&tenant_number, &call).await.unwrap_or_else(|error| {
                        warn!(error = %ErrorChain(&error), "the whisper cannot say what the call is about");
                        Whisper::default()
                    });
                    if webhook.query.stage.as_deref() == Some(render::NOTICE) {
                        render::notice(whisper.notice.as_deref())
                    } else {
                        let asked = function.urls.whisper(&tenant_number.called, &call, Some(ASKED));
                        fallback_twiml::ask_to_accept(whisper.hazard, whisper.notice.as_deref(), asked)
                    }
                }
                (true, Some("1")) => {
                    // A failed record does not stop the transfer: help for the caller comes first.
                    if let Err(error) =
                        function.calls.acknowledge(&tenant_number, &call, webhook.form.phone_number("To").ok()).await
                    {
                        warn!(error = %ErrorChain(&error), "an acknowledgement was not saved");
                    }
                    render::connect()
                }
                (true, _) => fallback_twiml::hang_up(),
            };
            Ok(answer.to_http())
        })
        .await
}

/// A person who was rung about an emergency that no one has accepted pressed a key, or none.
pub(crate) async fn page(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Notification, async |tenant_number| {
            let (Some(emergency), Some("1")) = (&webhook.query.emergency, webhook.form.get("Digits")) else {
                return Ok(fallback_twiml::hang_up().to_http());
            };
            let number = webhook.form.phone_number("To").ok();
            let accepted = match function.calls.accept_emergency(&tenant_number, emergency, number).await {
                Ok(Some(emergency)) => fallback_twiml::say_and_hang_up(&accepted_words(&emergency)),
                Ok(None) => fallback_twiml::hang_up(),
                Err(error) => {
                    warn!(error = %ErrorChain(&error), "an acknowledgement was not saved");
                    let again = function.urls.public(&webhook.path_and_query);
                    fallback_twiml::ask_to_accept_emergency(NOT_SAVED, again)
                }
            };
            Ok(accepted.to_http())
        })
        .await
}

/// A text message arrives. If it cannot be stored, Twilio delivers it a second time.
pub(crate) async fn message(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Notification, async |tenant_number| {
            let request = MessageRequest::from_form(&webhook.form)?;
            let from = request.from();
            let MessageRequest { sid, sender, body, attachments, opt_out } = request;
            let text = IncomingText { sid, from, sender, body, attachments, opt_out };
            let reply = function.calls.receive_text(&tenant_number, text).await?;
            let verbs = reply.map(|body| Verb::Message { body }).into_iter().collect();
            Ok(twilio::twiml::Response { verbs }.to_http())
        })
        .await
}

/// A voicemail has ended, with a recording or without. If the table fails, the recording waits in the queue.
pub(crate) async fn voicemail(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |tenant_number| {
            let Some(voicemail) = function.recorded(&tenant_number, &webhook).await? else {
                return function.next(&tenant_number, &webhook, Event::VoicemailFinished(None).into()).await;
            };
            let event = Event::VoicemailFinished(Some(voicemail.sound.clone())).into();
            let next = tokio::time::timeout(STORING_TIME, function.next(&tenant_number, &webhook, event)).await;
            match next.unwrap_or(Err(WebhookError::TooSlow)) {
                Err(error @ (WebhookError::CallService(_) | WebhookError::TooSlow)) => {
                    warn!(error = %ErrorChain(&error), "a voicemail cannot be stored yet; it goes into the queue");
                    let request = VoiceRequest::from_form(&webhook.form)?;
                    let caller = Some(&request.caller);
                    function.calls.keep_recording(&tenant_number, request.call_sid, voicemail, caller).await?;
                    Ok(fallback_twiml::goodbye(fallback_twiml::danger(&webhook.form).language()).to_http())
                }
                answered => answered,
            }
        })
        .await
}

/// A recording is ready. If the table fails, it waits in the queue.
pub(crate) async fn recording(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Notification, async |tenant_number| {
            if let Some(recording) = function.recorded(&tenant_number, &webhook).await? {
                let call = webhook.query.call.clone().map_or_else(|| webhook.form.call_sid(), Ok)?;
                let stored = function.calls.put_recording(&tenant_number, call.clone(), recording.clone());
                let stored = tokio::time::timeout(STORING_TIME, stored).await.map_err(|_| WebhookError::TooSlow);
                if let Err(error) = stored.and_then(|stored| Ok(stored?)) {
                    warn!(error = %ErrorChain(&error), "a recording cannot be stored yet; it goes into the queue");
                    function.calls.keep_recording(&tenant_number, call, recording, None).await?;
                }
            }
            Ok(StatusCode::NO_CONTENT.into_response())
        })
        .await
}

/// A status event of a call. Events come in any order and more than once; only a final status counts.
pub(crate) async fn status(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Notification, async |tenant_number| {
            let event = StatusEvent::from_form(&webhook.form)?;
            if event.status.is_final() {
                function.calls.finish(&tenant_number, &event.call_sid, event.duration_seconds).await?;
            }
            Ok(StatusCode::NO_CONTENT.into_response())
        })
        .await
}

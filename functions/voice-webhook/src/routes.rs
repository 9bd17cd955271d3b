//! The routes, each a screen or less: read the request, ask the front desk, answer.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use calls::call_service::{TenantNumber, Turn};
use calls::engine::TurnEvent;
use domain::{
    booking::Voicemail,
    conversation::{Dialed, Event, Speech},
    id::CallSid,
};
use platform::error_chain::ErrorChain;
use store::RecordingItem;
use tokio::time::Instant;
use tracing::{Instrument, info_span, warn};
use twilio::{
    form::{DialOutcome, DialResult, Recorded, StatusEvent, TurnInput, VoiceRequest},
    rescue,
};

use crate::{
    MODEL_MS, TURN_MS, VoiceWebhook, render,
    webhook::{Webhook, WebhookKind},
    webhook_error::WebhookError,
};

/// Twilio gives a webhook 15 seconds; what is left is for the way there and back.
const TIME_FOR_A_WEBHOOK: Duration = Duration::from_secs(13);

/// The `stage` of a whisper whose question has been asked.
const ASKED: &str = "asked";

type Function = State<Arc<VoiceWebhook>>;

impl VoiceWebhook {
    /// Proves a webhook to be Twilio's and answers it, in time and whatever happens.
    async fn answer<Answering>(
        &self,
        webhook: &Webhook,
        kind: WebhookKind,
        answering: impl FnOnce(TenantNumber) -> Answering,
    ) -> Response
    where
        Answering: Future<Output = Result<Response, WebhookError>>,
    {
        let deadline = Instant::now() + TIME_FOR_A_WEBHOOK;
        let verified = tokio::time::timeout_at(deadline, self.verify(webhook, kind)).await;
        let line = match verified.unwrap_or(Err(WebhookError::TooSlow)) {
            Ok(line) => line,
            Err(refusal) => return self.refuse(webhook, kind, refusal, None),
        };
        let called = line.called.clone();
        let span = info_span!(
            "webhook",
            tenant_id = %line.scope.tenant(),
            call_sid = webhook.form.get("CallSid").unwrap_or_default(),
        );
        let answered = tokio::time::timeout_at(deadline, answering(line)).instrument(span.clone()).await;
        match answered.unwrap_or(Err(WebhookError::TooSlow)) {
            Ok(response) => response,
            Err(refusal) => span.in_scope(|| {
                let agent = self.desk.remembered_agent(&called);
                let forward = agent.and_then(|agent| agent.config.forwarding_number.clone());
                self.refuse(webhook, kind, refusal, forward)
            }),
        }
    }

    /// Puts a turn into TwiML, and says how long it took.
    fn reply(&self, line: &TenantNumber, call: &CallSid, turn: &Turn, began: Instant) -> Response {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
        self.metrics.put(
            self.desk.clock().now(),
            &[(TURN_MS, milliseconds(began.elapsed())), (MODEL_MS, milliseconds(turn.model_time))],
        );
        render::reply(&self.links, turn, &line.called, call).to_http()
    }

    async fn next(&self, line: &TenantNumber, webhook: &Webhook, event: TurnEvent) -> Result<Response, WebhookError> {
        let began = Instant::now();
        let request = VoiceRequest::from_form(&webhook.form)?;
        let call = request.call_sid;
        let turn = Box::pin(self.desk.advance(line, &call, request.caller, webhook.link.step, event)).await?;
        Ok(self.reply(line, &call, &turn, began))
    }
}

/// A call arrives.
pub(crate) async fn voice(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Arrival, async |line| {
            let began = Instant::now();
            let request = VoiceRequest::from_form(&webhook.form)?;
            let turn = Box::pin(function.desk.answer(&line, &request.call_sid, request.caller)).await?;
            Ok(function.reply(&line, &request.call_sid, &turn, began))
        })
        .await
}

/// The caller said or keyed something, or nothing.
pub(crate) async fn turn(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |line| {
            let event = match TurnInput::from_form(&webhook.form)? {
                _ if webhook.link.held => TurnEvent::HoldFinished,
                TurnInput::Speech { text, confidence } => Event::CallerSaid(Speech { text, confidence }).into(),
                TurnInput::Digits(digits) => Event::KeyPressed(digits).into(),
                TurnInput::Silence => Event::CallerSilent.into(),
            };
            function.next(&line, &webhook, event).await
        })
        .await
}

/// Someone we rang has answered, or not.
pub(crate) async fn dial_result(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |line| {
            let result = DialResult::from_form(&webhook.form)?;
            let dialed = match result.outcome {
                DialOutcome::Connected => Dialed::Connected,
                DialOutcome::NotConnected => Dialed::NotReached,
            };
            let event = Event::TransferFinished { dialed, seconds: result.duration_seconds };
            function.next(&line, &webhook, event.into()).await
        })
        .await
}

/// Someone on call has picked up: they hear what it is about and press 1 to be connected.
pub(crate) async fn whisper(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |line| {
            let Some(call) = webhook.link.call.clone() else { return Ok(rescue::hang_up().to_http()) };
            let asked = webhook.link.stage.as_deref() == Some(ASKED);
            let answer = match (asked, webhook.form.get("Digits")) {
                (false, _) => {
                    let hazard = function.desk.hazard_of(&line, &call).await.unwrap_or_else(|error| {
                        warn!(error = %ErrorChain(&error), "the whisper does not name the danger");
                        None
                    });
                    render::whisper(hazard, function.links.whisper(&line.called, &call, Some(ASKED)))
                }
                (true, Some("1")) => {
                    // Connected first: that someone comes matters more than that it is written down.
                    if let Err(error) = function.desk.acknowledge(&line, &call).await {
                        warn!(error = %ErrorChain(&error), "an acknowledgement could not be kept");
                    }
                    render::connect()
                }
                (true, _) => rescue::hang_up(),
            };
            Ok(answer.to_http())
        })
        .await
}

/// The caller has spoken after the tone, or not.
pub(crate) async fn voicemail(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Step, async |line| {
            let recorded = Recorded::from_form(&webhook.form)?.map(|recorded| Voicemail {
                recording: recorded.recording_sid,
                url: recorded.url,
                duration_seconds: recorded.duration_seconds,
            });
            function.next(&line, &webhook, Event::VoicemailFinished(recorded).into()).await
        })
        .await
}

/// A recording is ready.
pub(crate) async fn recording(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Notification, async |line| {
            if let Some(Recorded { recording_sid, url, duration_seconds }) = Recorded::from_form(&webhook.form)? {
                let call = webhook.link.call.clone().map_or_else(|| webhook.form.call_sid(), Ok)?;
                let recording = RecordingItem { call, recording: recording_sid, url, duration_seconds };
                function.desk.keep_recording(&line, &recording).await?;
            }
            Ok(StatusCode::NO_CONTENT.into_response())
        })
        .await
}

/// How a call is getting on; told in any order, any number of times. Only its end matters.
pub(crate) async fn status(State(function): Function, webhook: Webhook) -> Response {
    function
        .answer(&webhook, WebhookKind::Notification, async |line| {
            let event = StatusEvent::from_form(&webhook.form)?;
            if event.status.is_final() {
                function.desk.finish(&line, &event.call_sid, event.duration_seconds).await?;
            }
            Ok(StatusCode::NO_CONTENT.into_response())
        })
        .await
}

//! What is answered when a request is not what it should be, or when something of ours fails.
//!
//! A request that is not Twilio's gets a problem document. A call that is Twilio's never gets one if there is any other
//! way: it is connected to the company's forwarding number, else to a voicemail, on a path that needs neither table nor
//! secrets. Only when not even the number is known is the answer 503, which makes Twilio ask the number's fallback URL.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use calls::call_service::CallServiceError;
use connections::secrets::SecretsError;
use domain::{phone::PhoneNumber, triage};
use platform::error_chain::ErrorChain;
use problem::{Problem, ProblemKind};
use tracing::{error, warn};
use twilio::{fallback_twiml, form::FormError};

use crate::{
    VoiceWebhook, WEBHOOK_FAILED, render,
    webhook::{self, Webhook},
};

/// Why a webhook is not answered as it asks.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebhookError {
    /// The body could not be read.
    #[error("the body could not be read")]
    Body(StatusCode),
    /// The form is not what Twilio posts here.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The request is not Twilio's.
    #[error("the signature is missing or wrong")]
    NotSigned,
    /// Nobody has this number, or it is not answered any more.
    #[error("nobody answers this number")]
    NotAnswered,
    /// Something of ours failed.
    #[error(transparent)]
    Desk(#[from] CallServiceError),
    /// Something of ours took too long.
    #[error("the time Twilio gives a webhook ran out")]
    TooSlow,
}

impl From<SecretsError> for WebhookError {
    fn from(error: SecretsError) -> Self {
        Self::Desk(error.into())
    }
}

impl IntoResponse for WebhookError {
    /// For what is refused before there is a call to save.
    fn into_response(self) -> Response {
        let (kind, detail) = match self {
            Self::NotAnswered => return render::not_answered().to_http(),
            Self::Body(StatusCode::PAYLOAD_TOO_LARGE) => (ProblemKind::TooLarge, self.to_string()),
            Self::Body(_) => (ProblemKind::Malformed, self.to_string()),
            Self::Form(FormError::NotAForm) => (ProblemKind::UnsupportedMediaType, FormError::NotAForm.to_string()),
            Self::Form(error) => (ProblemKind::Malformed, error.to_string()),
            Self::NotSigned => (ProblemKind::Forbidden, self.to_string()),
            Self::Desk(_) | Self::TooSlow => {
                (ProblemKind::Unavailable, "try again, or use the fallback URL".to_owned())
            }
        };
        Problem::new(kind).with_detail(detail).into_response()
    }
}

impl VoiceWebhook {
    /// Answers a webhook that was refused. `forward` is where its call can be connected to, if that is known.
    pub(crate) fn refuse(
        &self,
        webhook: &Webhook,
        kind: webhook::WebhookKind,
        refusal: WebhookError,
        forward: Option<PhoneNumber>,
    ) -> Response {
        match &refusal {
            WebhookError::Desk(_) | WebhookError::TooSlow => {
                error!(error = %ErrorChain(&refusal), "a webhook failed");
                self.metrics.put(self.desk.clock().now(), &[(WEBHOOK_FAILED, 1.0)]);
                let forward = forward.or_else(|| webhook.link.forward.clone());
                let danger = triage::assess(webhook.form.get("SpeechResult").unwrap_or_default());
                let someone_listens = kind != webhook::WebhookKind::Notification;
                if someone_listens && (forward.is_some() || danger.emergency().is_some()) {
                    return fallback_twiml::connect(&self.links, &webhook.form, forward.as_ref(), &danger).to_http();
                }
            }
            WebhookError::NotAnswered => warn!("a number that is not answered was called"),
            WebhookError::NotSigned => warn!("a request was not signed as it must be"),
            WebhookError::Body(_) | WebhookError::Form(_) => {
                warn!(error = %ErrorChain(&refusal), "a malformed request");
            }
        }
        refusal.into_response()
    }
}

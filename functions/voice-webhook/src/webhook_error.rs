//! The response to an invalid request, or to one that fails on our side.
//!
//! A request that is not Twilio's gets a problem document. A caller never gets one if there is another way: the call is
//! connected to the company's forwarding number, or else to a voicemail, without the table and the secrets. If the forwarding
//! number is unknown, the response is 503, and Twilio requests the number's fallback URL.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use calls::call_service::CallServiceError;
use connections::secrets::SecretsError;
use domain::phone::PhoneNumber;
use platform::{error_chain::ErrorChain, security_event::SecurityEvent};
use problem::{Problem, ProblemKind};
use store::StoreError;
use tracing::{error, warn};
use twilio::{fallback_twiml, form::FormError};

use crate::{
    VoiceWebhook, WEBHOOK_FAILED, render,
    webhook::{self, Webhook},
};

/// Why a webhook fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebhookError {
    /// The body could not be read.
    #[error("the body could not be read")]
    Body(StatusCode),
    /// The form is not what Twilio posts here.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The request has no valid signature of Twilio's.
    #[error("the signature is missing or wrong")]
    NotSigned,
    /// The number is not connected to a company.
    #[error("no company answers this number")]
    NotAnswered,
    /// The table, the secrets or another service of ours failed.
    #[error(transparent)]
    CallService(#[from] CallServiceError),
    /// The response would come after Twilio's time limit.
    #[error("the webhook's time limit ran out")]
    TooSlow,
}

impl From<StoreError> for WebhookError {
    fn from(error: StoreError) -> Self {
        Self::CallService(error.into())
    }
}

impl From<SecretsError> for WebhookError {
    fn from(error: SecretsError) -> Self {
        Self::CallService(error.into())
    }
}

impl IntoResponse for WebhookError {
    /// The response if no caller can be connected.
    fn into_response(self) -> Response {
        let (kind, detail) = match self {
            Self::NotAnswered => return render::not_answered().to_http(),
            Self::Body(StatusCode::PAYLOAD_TOO_LARGE) => (ProblemKind::TooLarge, self.to_string()),
            Self::Body(_) => (ProblemKind::Malformed, self.to_string()),
            Self::Form(FormError::NotAForm) => (ProblemKind::UnsupportedMediaType, FormError::NotAForm.to_string()),
            Self::Form(error) => (ProblemKind::Malformed, error.to_string()),
            Self::NotSigned => (ProblemKind::Forbidden, self.to_string()),
            Self::CallService(_) | Self::TooSlow => {
                (ProblemKind::Unavailable, "try again, or use the fallback URL".to_owned())
            }
        };
        Problem::new(kind).with_detail(detail).into_response()
    }
}

impl VoiceWebhook {
    /// Answers a failed webhook. `forward` is the number to connect the caller to, if known.
    pub(crate) async fn refuse(
        &self,
        webhook: &Webhook,
        kind: webhook::WebhookKind,
        refusal: WebhookError,
        forward: Option<PhoneNumber>,
    ) -> Response {
        match &refusal {
            WebhookError::CallService(_) | WebhookError::TooSlow => {
                error!(error = %ErrorChain(&refusal), "a webhook failed");
                self.metrics.put(self.calls.clock().now(), &[(WEBHOOK_FAILED, 1.0)]);
                let forward = match forward {
                    Some(forward) => Some(forward),
                    None => self.signed_forward(webhook).await,
                };
                let danger = fallback_twiml::danger(&webhook.form);
                let caller_waits = kind != webhook::WebhookKind::Notification;
                if caller_waits && (forward.is_some() || danger.emergency().is_some()) {
                    return fallback_twiml::connect(&self.urls, &webhook.form, forward.as_ref()).to_http();
                }
            }
            WebhookError::NotAnswered => self.report(SecurityEvent::TwilioNumberUnknown, webhook),
            WebhookError::NotSigned => self.report(SecurityEvent::TwilioSignatureInvalid, webhook),
            WebhookError::Body(_) | WebhookError::Form(_) => {
                warn!(error = %ErrorChain(&refusal), "a malformed request");
            }
        }
        refusal.into_response()
    }

    fn report(&self, event: SecurityEvent, webhook: &Webhook) {
        self.metrics.security_event(self.calls.clock().now(), event, webhook.route(), None);
    }

    /// The forwarding number that our URL carries. The key that signed it may be one that was not in memory when the request
    /// was parsed.
    async fn signed_forward(&self, webhook: &Webhook) -> Option<PhoneNumber> {
        let query = webhook.query_text();
        self.load_keys_for(query).await;
        self.urls.parse_query(query).forward
    }
}

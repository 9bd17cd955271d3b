//! A webhook request: its form, and the check of its signature.
//!
//! The called number leads to the tenant. Some requests do not carry it (the other leg of a transfer, a recording); for
//! them our own URL names it. The signature covers that URL, so a request that is signed for one company is invalid for
//! every other.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header::CONTENT_TYPE,
};
use calls::call_service::TenantNumber;
use connections::secrets::TenantSecrets;
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use platform::error_chain::ErrorChain;
use tracing::warn;
use twilio::{
    form::Form,
    signature::{Signature, SignedBody, verify},
    webhook_urls::{WebhookQuery, WebhookUrls},
};

use crate::{VoiceWebhook, webhook_error::WebhookError};

const SIGNATURE: &str = "x-twilio-signature";
/// The route of a turn, which can ask the model.
pub(crate) const TURN: &str = "/twilio/turn";

/// A parsed request. Its signature is not verified yet.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) path_and_query: String,
    pub(crate) query: WebhookQuery,
    pub(crate) form: Form,
    signature: Option<Signature>,
}

/// How a webhook relates to its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WebhookKind {
    /// The call arrives. The number's route is read fresh: a number that was just disconnected is not answered.
    Arrival,
    /// The call continues with the TwiML of the response.
    Step,
    /// A notification about the call. No caller hears the response.
    Notification,
}

impl FromRequest<Arc<VoiceWebhook>> for Webhook {
    type Rejection = WebhookError;

    async fn from_request(request: Request, function: &Arc<VoiceWebhook>) -> Result<Self, WebhookError> {
        let (parts, body) = request.into_parts();
        let path_and_query = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let query = function.urls.parse_query(parts.uri.query().unwrap_or_default());
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let signature = header(SIGNATURE).and_then(|text| Signature::parse(text).ok());
        let content_type = header(CONTENT_TYPE.as_str()).map(str::to_owned);
        let body = Bytes::from_request(Request::from_parts(parts, body), function).await;
        let body = body.map_err(|rejection| WebhookError::Body(rejection.status()))?;
        let form = Form::parse(content_type.as_deref(), &body)?;
        Ok(Self { path_and_query, query, form, signature })
    }
}

impl Webhook {
    /// Whether Twilio signed the request with a token that is believed.
    pub(crate) fn is_signed_for(&self, urls: &WebhookUrls, secrets: &TenantSecrets, now: Timestamp) -> bool {
        let (url, body) = (urls.public(&self.path_and_query), SignedBody::Form(self.form.params()));
        let fits = |signature| {
            secrets.twilio().is_ok_and(|twilio| verify(twilio.believed_at(now), &url, body, signature).is_ok())
        };
        self.signature.as_ref().is_some_and(fits)
    }

    /// Whether the request has a signature in Twilio's form.
    pub(crate) fn has_signature(&self) -> bool {
        self.signature.is_some()
    }

    /// The route: the path without its query. A handler gets only paths of the router's table.
    pub(crate) fn route(&self) -> &str {
        self.path_and_query.split('?').next().unwrap_or_default()
    }

    /// The query in our URL.
    pub(crate) fn query_text(&self) -> &str {
        self.path_and_query.split_once('?').map_or("", |(_, query)| query)
    }

    /// The company's number: the one in our own URL, or else the form's `To`.
    fn called(&self) -> Result<PhoneNumber, WebhookError> {
        match &self.query.called {
            Some(called) => Ok(called.clone()),
            None => Ok(self.form.phone_number("To")?),
        }
    }
}

impl VoiceWebhook {
    /// Finds the tenant of a webhook and verifies Twilio's signature. A request without a signature reads nothing. Before the
    /// signature is verified, only the number's route and the company's credentials are used. Credentials that are not in
    /// memory are read together with the turn's call.
    pub(crate) async fn verify(&self, webhook: &Webhook, kind: WebhookKind) -> Result<TenantNumber, WebhookError> {
        if !webhook.has_signature() {
            return Err(WebhookError::NotSigned);
        }
        let called = webhook.called()?;
        let tenant_number = match kind {
            WebhookKind::Arrival => self.calls.find_number(&called).await,
            WebhookKind::Step | WebhookKind::Notification => {
                self.calls.find_recent_number(&called, webhook.query.tenant.as_ref()).await
            }
        }?;
        let mut tenant_number = tenant_number.ok_or(WebhookError::NotAnswered)?;
        let now = self.calls.clock().now();
        let fits = |secrets: &TenantSecrets| webhook.is_signed_for(&self.urls, secrets, now);
        // The other leg of a transfer names its call in our URL and is not a turn.
        let is_turn = kind == WebhookKind::Step && webhook.query.call.is_none();
        let call = if is_turn { webhook.form.call_sid().ok() } else { None };
        let is_of_tenant = webhook.query.tenant.as_ref() == Some(tenant_number.scope.tenant());
        let step = webhook.query.step.filter(|_| is_of_tenant && webhook.route() == TURN);
        let credentials = Box::pin(self.calls.credentials(&mut tenant_number, call.as_ref(), step));
        // Our keys, which the reply's URLs need, are read at the same time if they are not in memory.
        let keys = async {
            if !self.urls.has_keys() {
                self.load_keys().await;
            }
        };
        let (credentials, ()) = tokio::join!(credentials, keys);
        if fits(&*credentials?) {
            return Ok(tenant_number);
        }
        let secrets = self.calls.secrets();
        // The auth token may have been rotated since it was read.
        match secrets.refresh(&tenant_number.scope, tenant_number.credentials_version).await {
            Ok(Some(newer)) if fits(&newer) => Ok(tenant_number),
            Ok(_) => Err(WebhookError::NotSigned),
            Err(error) => {
                // Twilio requests the fallback URL after this response too, and a forger learns nothing.
                warn!(error = %ErrorChain(&error), "newer credentials cannot be read");
                Err(WebhookError::NotSigned)
            }
        }
    }
}

//! The handshake of a WebSocket: our token names the call, and Twilio's signature shows who connects.

use calls::call_service::CallServiceError;
use platform::{error_chain::ErrorChain, security_event::SecurityEvent};
use reqwest::StatusCode;
use store::RelayConnection;
use tracing::{info, warn};
use twilio::signature::{Signature, verify_handshake};

use crate::{VoiceStream, event::Handshake};

/// The route of a handshake, in the log.
const ROUTE: &str = "$connect";

/// Why a handshake is refused.
#[derive(Debug, thiserror::Error)]
enum HandshakeError {
    /// The token is missing, forged or expired.
    #[error("the handshake has no token of ours")]
    NoToken,
    /// The signature is missing or not Twilio's.
    #[error("the handshake has no signature of the company's account")]
    NotSigned,
    /// The company or the call cannot be read.
    #[error(transparent)]
    CallService(#[from] CallServiceError),
    /// The credentials cannot be read.
    #[error(transparent)]
    Secrets(#[from] connections::secrets::SecretsError),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

impl VoiceStream {
    /// Answers a handshake, with the status that API Gateway passes on.
    pub(crate) async fn connect(&self, handshake: Handshake) -> StatusCode {
        let Err(error) = self.open(handshake).await else { return StatusCode::OK };
        let event = match error {
            HandshakeError::NoToken => SecurityEvent::StreamTokenInvalid,
            HandshakeError::NotSigned => SecurityEvent::TwilioSignatureInvalid,
            HandshakeError::CallService(_) | HandshakeError::Secrets(_) | HandshakeError::Store(_) => {
                warn!(error = %ErrorChain(&error), "a WebSocket could not be opened");
                return StatusCode::SERVICE_UNAVAILABLE;
            }
        };
        self.metrics.security_event(self.clock.now(), event, ROUTE, None);
        StatusCode::FORBIDDEN
    }

    /// Lets a WebSocket in, if our token names its call and Twilio signed the handshake with a token of the company.
    async fn open(&self, handshake: Handshake) -> Result<(), HandshakeError> {
        let Handshake { connection, token, signature } = handshake;
        let token = token.ok_or(HandshakeError::NoToken)?;
        let signature = signature.and_then(|text| Signature::parse(&text).ok()).ok_or(HandshakeError::NotSigned)?;
        if !self.urls.has_keys() {
            self.warm_up().await;
        }
        let named = self.urls.parse_relay_token(&token, self.clock.now()).ok_or(HandshakeError::NoToken)?;
        let tenant_number = self.calls.find_recent_number(&named.called, Some(&named.tenant)).await?;
        let mut tenant_number =
            tenant_number.filter(|found| *found.scope.tenant() == named.tenant).ok_or(HandshakeError::NoToken)?;
        let credentials = self.calls.credentials(&mut tenant_number, None, None).await?;
        let query = format!("t={token}");
        let twilio = credentials.twilio()?;
        let tokens: Vec<_> = twilio.believed_at(self.clock.now()).collect();
        let form =
            verify_handshake(&tokens, self.url.as_str(), &query, &signature).map_err(|_| HandshakeError::NotSigned)?;
        info!(?form, call_sid = %named.call, "a WebSocket is open");
        let relay = RelayConnection { call: named.call.clone(), called: named.called, tenant: named.tenant };
        let now = self.clock.now();
        let (noted, connected) = tokio::join!(
            self.store.put_relay_connection(&connection, &relay, now),
            self.calls.connect_relay(&tenant_number, &named.call, &connection)
        );
        noted?;
        Ok(connected?)
    }
}

//! Posts messages to the connections of API Gateway. The request is signed and sent without an SDK (ADR 26).
//!
//! Source: AWS, "Use `@connections` commands in your backend service".

use std::time::Duration;

use calls::call_service::PostError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use platform::{
    aws::{
        SdkConfig,
        signature::{Signer, named},
    },
    clock::Clock,
    public_url::PublicUrl,
    telemetry::Metrics,
};
use reqwest::{Client, StatusCode};
use store::ConnectionId;
use twilio::relay::RelayCommand;
use url::Url;

use crate::POSTS_REFUSED;

/// API Gateway's name in signatures.
const SERVICE: &str = "execute-api";
const PATIENCE: Duration = Duration::from_secs(3);
/// What stands in a path as it is. Source: RFC 3986, 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The connections of the WebSocket API.
#[derive(Debug)]
pub(crate) struct ConnectionGateway {
    pub(crate) http: Client,
    pub(crate) aws: SdkConfig,
    pub(crate) endpoint: PublicUrl,
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
}

impl ConnectionGateway {
    /// Posts a message, and counts it if it was refused.
    pub(crate) async fn post(&self, connection: &ConnectionId, command: &RelayCommand) -> Result<(), PostError> {
        let posted = self.post_once(connection, command).await;
        if matches!(posted, Err(PostError::TooMany | PostError::Failed(_))) {
            self.metrics.put(self.clock.now(), &[(POSTS_REFUSED, 1.0)]);
        }
        posted
    }

    async fn post_once(&self, connection: &ConnectionId, command: &RelayCommand) -> Result<(), PostError> {
        let body = command.to_json();
        let path = format!("/@connections/{}", utf8_percent_encode(connection.as_str(), ESCAPED));
        let url: Url = self.endpoint.join(&path).parse().map_err(|error| PostError::Failed(Box::new(error)))?;
        let signer = Signer::of(&self.aws).await.map_err(|error| PostError::Failed(Box::new(error)))?;
        let signed = signer.sign_post(SERVICE, &url, ("application/json", body.as_bytes()));
        let signed = signed.map_err(|error| PostError::Failed(Box::new(error)))?;
        let request = named(&self.aws, self.http.post(url).headers(signed)).body(body).timeout(PATIENCE);
        let answer = request.send().await.map_err(|error| PostError::Failed(Box::new(error.without_url())))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::GONE => Err(PostError::Gone),
            StatusCode::TOO_MANY_REQUESTS => Err(PostError::TooMany),
            status => Err(PostError::Failed(format!("API Gateway answered with status {status}").into())),
        }
    }
}

//! Posts messages to the connections of API Gateway. The request is signed and sent without an SDK (ADR 26).
//!
//! Source: AWS, "Use `@connections` commands in your backend service".

use std::time::Duration;

use calls::call_service::{PostError, RelayPort};
use futures_util::future::BoxFuture;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use platform::{
    aws::{
        SdkConfig,
        signature::{Signer, named},
    },
    public_url::PublicUrl,
};
use reqwest::{Client, StatusCode};
use store::ConnectionId;
use twilio::relay::RelayCommand;
use url::Url;

/// API Gateway's name in signatures.
const SERVICE: &str = "execute-api";
const PATIENCE: Duration = Duration::from_secs(3);
/// What stands in a path as it is. Source: RFC 3986, 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The connections of the WebSocket API.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) http: Client,
    pub(crate) aws: SdkConfig,
    pub(crate) endpoint: PublicUrl,
}

impl Gateway {
    async fn post_to(&self, connection: &ConnectionId, command: &RelayCommand) -> Result<(), PostError> {
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

impl RelayPort for Gateway {
    fn post<'a>(
        &'a self,
        connection: &'a ConnectionId,
        command: &'a RelayCommand,
    ) -> BoxFuture<'a, Result<(), PostError>> {
        Box::pin(self.post_to(connection, command))
    }
}

//! Sends the AWS SDK's requests with reqwest, so that AWS and HTTP clients share one TLS stack.
//!
//! Knows no service. Bodies are in memory as a whole, as in the JSON protocols of DynamoDB, Secrets Manager and SQS; a
//! streamed body is rejected. The SDK's timeouts for attempts and operations end a slow request.

use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;

/// The HTTP client for AWS clients.
pub(super) fn http_client(client: reqwest::Client) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connector(client));
    http_client_fn(move |_, _| connector.clone())
}

#[derive(Debug)]
struct Connector(reqwest::Client);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move {
            let response = client.execute(to_reqwest(request)?).await.map_err(classify)?;
            from_reqwest(response).await
        })
    }
}

fn to_reqwest(request: HttpRequest) -> Result<reqwest::Request, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let (parts, body) = request.into_parts();
    let body = body.bytes().ok_or_else(|| ConnectorError::user("a streamed body".into()))?.to_vec();
    reqwest::Request::try_from(http::Request::from_parts(parts, body)).map_err(classify)
}

async fn from_reqwest(response: reqwest::Response) -> Result<HttpResponse, ConnectorError> {
    let headers = response.headers().clone();
    let status = StatusCode::try_from(response.status().as_u16());
    let status = status.map_err(|error| ConnectorError::other(error.into(), None))?;
    let body = response.bytes().await.map_err(classify)?;
    let mut answer = HttpResponse::new(status, SdkBody::from(body));
    *answer.headers_mut() = headers.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
    Ok(answer)
}

/// The SDK retries after a timeout or a failed connection, but not if the request itself is invalid.
fn classify(error: reqwest::Error) -> ConnectorError {
    if error.is_timeout() {
        ConnectorError::timeout(error.into())
    } else if error.is_builder() {
        ConnectorError::user(error.into())
    } else {
        ConnectorError::io(error.into())
    }
}

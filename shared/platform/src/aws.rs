//! The AWS clients of a function. They share one configuration with timeouts that suit a waiting caller, and the HTTP
//! client and TLS configuration of the process (ADR 13).

use std::time::Duration;

pub use aws_config::SdkConfig;
use aws_config::{BehaviorVersion, retry::RetryConfig, timeout::TimeoutConfig};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

mod connector;
pub mod tagged_role;

/// Twilio gives a webhook 15 seconds, and the model needs most of them.
const ATTEMPT: Duration = Duration::from_millis(1_500);
const OPERATION: Duration = Duration::from_secs(3);
const CONNECT: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 3;

/// Reads credentials, region and endpoint from the environment variables that AWS sets.
pub async fn from_environment() -> SdkConfig {
    // Loading credentials may use HTTP, so it needs the client too.
    let http = http_client();
    configure(aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone()).load().await, http)
}

/// The same configuration with our HTTP client, timeouts and retries.
#[must_use]
pub fn with_timeouts(config: SdkConfig) -> SdkConfig {
    configure(config, http_client())
}

fn http_client() -> SharedHttpClient {
    connector::http_client(crate::build_http_client(crate::tls::client_config(), CONNECT))
}

/// The same configuration with this HTTP client, for the tests of TLS.
#[cfg(test)]
pub(crate) fn on_http_client(config: SdkConfig, client: reqwest::Client) -> SdkConfig {
    configure(config, connector::http_client(client))
}

fn configure(config: SdkConfig, http: SharedHttpClient) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(Duration::from_millis(50));
    config.into_builder().http_client(http).timeout_config(timeouts).retry_config(retries).build()
}

/// A DynamoDB client.
#[must_use]
pub fn dynamodb(config: &SdkConfig) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(config)
}

/// A Secrets Manager client.
#[must_use]
pub fn secrets_manager(config: &SdkConfig) -> aws_sdk_secretsmanager::Client {
    aws_sdk_secretsmanager::Client::new(config)
}

/// An SQS client.
#[must_use]
pub fn sqs(config: &SdkConfig) -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client::new(config)
}

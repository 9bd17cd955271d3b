//! The AWS clients of a function. They share one configuration with timeouts that suit a waiting caller, and the HTTP
//! client and TLS configuration of the process (ADR 13).

use std::time::Duration;

pub use aws_config::SdkConfig;
use aws_config::{
    BehaviorVersion, Region, environment::EnvironmentVariableCredentialsProvider, identity::IdentityCache,
    retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_sdk_dynamodb::config::{SharedAsyncSleep, SharedCredentialsProvider};
use aws_smithy_async::{rt::sleep::TokioSleep, time::SystemTimeSource};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

mod connector;
pub mod signature;
pub mod tagged_role;

/// Twilio gives a webhook 15 seconds, and the model needs most of them.
const ATTEMPT: Duration = Duration::from_millis(1_500);
const OPERATION: Duration = Duration::from_secs(3);
const CONNECT: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 3;

/// Reads credentials, region and endpoint from the environment variables that Lambda sets. The SDK's chain of other sources
/// (profiles, containers, instances) is left out: a function has none of them, and the chain is half a megabyte.
#[must_use]
pub fn from_environment() -> SdkConfig {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(variable("AWS_REGION").map(Region::new))
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
        .identity_cache(IdentityCache::lazy().build())
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SystemTimeSource::new());
    config.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    with_timeouts(config.build())
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

//! What a process gives the functions that it runs.

use aws_config::{AppName, SdkConfig};

use crate::{clock::Clock, telemetry::Metrics};

/// The clients, the clock and the metrics sink of a function. A function is made from its settings and one of these, in AWS
/// as anywhere else.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// What AWS clients are made from.
    pub aws: SdkConfig,
    /// The HTTP client.
    pub http: reqwest::Client,
    /// The time of day.
    pub clock: Clock,
    /// Where metrics go.
    pub metrics: Metrics,
}

impl Runtime {
    /// As AWS runs a function: clients from the environment, the system's clock, metrics published.
    pub async fn of_process() -> Self {
        Self {
            aws: crate::aws::from_environment().await,
            http: crate::http_client(),
            clock: Clock::system(),
            metrics: Metrics::published(),
        }
    }

    /// The same, whose AWS clients carry the function's name, as its role identifies it in AWS.
    #[must_use]
    pub fn named(&self, function: &'static str) -> Self {
        let mut aws = self.aws.clone().into_builder();
        aws.set_app_name(AppName::new(function).ok());
        Self { aws: aws.build(), ..self.clone() }
    }
}

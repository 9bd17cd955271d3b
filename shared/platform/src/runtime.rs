//! The environment of the functions in a process.

use aws_config::{AppName, SdkConfig};

use crate::{clock::Clock, telemetry::Metrics, trace::TraceSource};

/// The clients, the clock and the metrics sink of a function. A function is constructed from its settings and a
/// `Runtime`, in AWS and elsewhere.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// The configuration of AWS clients.
    pub aws: SdkConfig,
    /// The HTTP client.
    pub http: reqwest::Client,
    /// The clock.
    pub clock: Clock,
    /// The metrics sink.
    pub metrics: Metrics,
    /// The source of the current trace.
    pub trace: TraceSource,
}

impl Runtime {
    /// The runtime of a function in AWS: clients from the environment, the system's clock, published metrics.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            aws: crate::aws::from_environment(),
            http: crate::http_client(),
            clock: Clock::system(),
            metrics: Metrics::published(),
            trace: TraceSource::of_invocation(),
        }
    }

    /// The same runtime, with the function's name in the requests of its AWS clients. In AWS, the function's role
    /// identifies it as well.
    #[must_use]
    pub fn named(&self, function: &'static str) -> Self {
        let mut aws = self.aws.clone().into_builder();
        aws.set_app_name(AppName::new(function).ok());
        Self { aws: aws.build(), ..self.clone() }
    }
}

//! Counts the usage of finished calls: one idempotent transaction a call. Stores the recordings that wait in the queue
//! ([`recordings`]). Only the messages that fail return to the queue;
//! after five failures, a message goes to the dead-letter queue.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::{money::MicroUsd, usage::PriceList};
use messages::{MessageError, PostCallMessage};
use platform::{
    clock::Clock,
    config::{ConfigError, Environment, PriceConfig, TableConfig},
    error_chain::ErrorChain,
    runtime::Runtime,
    telemetry::{Metric, Metrics},
};
use store::{Counted, Store, StoreError};
use tracing::{info, warn};

mod recordings;

const CALLS_COUNTED: Metric = Metric::count("CallsCounted");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 1] = [CALLS_COUNTED];

/// The function's clients, built once.
#[derive(Debug)]
pub struct UsageAggregator {
    store: Store,
    prices: PriceList,
    clock: Clock,
    metrics: Metrics,
}

/// Why a message was not counted.
#[derive(Debug, thiserror::Error)]
enum CountError {
    /// The message is not a finished call.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UsageAggregator {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Runtime { aws, clock, metrics, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), settings.table.table_name);
        Self { store, prices: settings.prices.prices, clock, metrics }
    }

    /// Counts a batch, and returns the messages that failed.
    pub async fn handle(&self, batch: SqsEvent) -> SqsBatchResponse {
        let mut failures = SqsBatchResponse::default();
        let mut counted = 0.0;
        for message in batch.records {
            match self.process(&message).await {
                Ok(Some(Counted::Now)) => counted += 1.0,
                Ok(Some(Counted::Corrected)) => info!("the call was counted before, and is longer"),
                Ok(Some(Counted::Before)) => info!("the call was counted before"),
                Ok(Some(Counted::TenantGone)) => info!("the company of the call was erased"),
                Ok(None) => info!("a recording was stored from the queue"),
                Err(error) => {
                    warn!(error = %ErrorChain(&error), "a message of the queue was not processed");
                    failures.add_failure(message.message_id.unwrap_or_default());
                }
            }
        }
        self.metrics.put(self.clock.now(), &[(CALLS_COUNTED, counted)]);
        failures
    }

    /// Counts a finished call, or stores a recording (`None`).
    async fn process(&self, message: &SqsMessage) -> Result<Option<Counted>, CountError> {
        let body = message.body.as_deref().unwrap_or_default();
        match PostCallMessage::from_body(body)? {
            PostCallMessage::FinishedCall(finished) => {
                let cost: MicroUsd = finished.price_micro_usd.unwrap_or_else(|| finished.usage.cost(&self.prices));
                Ok(Some(self.store.count_usage(&finished, cost).await?))
            }
            PostCallMessage::KeptRecording(recording) => {
                recordings::store(&self.store, recording).await?;
                Ok(None)
            }
        }
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    prices: PriceConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table: TableConfig::from(environment)?, prices: PriceConfig::from(environment)? })
    }
}

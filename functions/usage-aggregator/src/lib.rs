//! Counts the usage of finished calls: one idempotent transaction a call, then queues the jobs that follow the call. Stores the
//! recordings that wait in the queue ([`recordings`]). A counted call leaves the list of open calls, so the sweep does not
//! queue it again. Only the messages that fail return to the queue; [`failures`] decides which go to the dead-letter queue.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::{
    id::{CallSid, TenantId},
    usage::{PriceList, ProviderCosts},
};
use messages::{
    DeadLetterQueue, Failures, FinishedCall, FollowUpJob, FollowUpQueue, JobKind, MessageError, PostCallMessage,
    QueueError,
};
use platform::{
    clock::Clock,
    config::{ConfigError, DeadLetterConfig, Environment, FollowUpQueueConfig, PriceConfig, TableConfig},
    runtime::Runtime,
    telemetry::{Metric, Metrics},
    trace::TraceHeader,
};
use store::{Counted, Store, StoreError};
use tracing::{Instrument, Span, field::Empty, field::display, info, info_span};

mod failures;
mod recordings;

const CALLS_COUNTED: Metric = Metric::count("CallsCounted");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 1] = [CALLS_COUNTED];

/// The function's clients, built once.
#[derive(Debug)]
pub struct UsageAggregator {
    store: Store,
    follow_ups: FollowUpQueue,
    prices: PriceList,
    failures: Failures,
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
    /// The call is counted, and the jobs that follow it are not queued.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl UsageAggregator {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Runtime { aws, clock, metrics, trace, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), settings.table.table_name);
        let DeadLetterConfig { dead_letter_queue_url, max_receive_count } = settings.dead_letters;
        let dead_letters = DeadLetterQueue::new(platform::aws::sqs(&aws), dead_letter_queue_url);
        let failures = Failures::new(dead_letters, max_receive_count, clock.clone());
        let follow_ups = FollowUpQueue::new(platform::aws::sqs(&aws), settings.queue.follow_up_queue_url, trace);
        Self { store, follow_ups, prices: settings.prices.prices, failures, clock, metrics }
    }

    /// Counts a batch, and returns the messages that the queue must deliver again.
    pub async fn handle(&self, batch: SqsEvent) -> SqsBatchResponse {
        let mut failures = SqsBatchResponse::default();
        let mut counted = 0.0;
        for message in batch.records {
            let trace = TraceHeader::of_message(&message.attributes);
            let trace_id = trace.as_ref().map(TraceHeader::root);
            let span = info_span!("message", trace_id, tenant_id = Empty, call_sid = Empty);
            match self.process(&message).instrument(span.clone()).await {
                Ok(is_new) => counted += f64::from(u8::from(is_new)),
                Err(error) => {
                    let body = message.body.as_deref().unwrap_or_default();
                    if !self.failures.set_aside(body, &message.attributes, &error).instrument(span).await {
                        failures.add_failure(message.message_id.unwrap_or_default());
                    }
                }
            }
        }
        self.metrics.put(self.clock.now(), &[(CALLS_COUNTED, counted)]);
        failures
    }

    /// Counts a finished call, or stores a recording. Returns whether a call was counted that had not been counted before.
    async fn process(&self, message: &SqsMessage) -> Result<bool, CountError> {
        match PostCallMessage::from_body(message.body.as_deref().unwrap_or_default())? {
            PostCallMessage::FinishedCall(finished) => {
                name_call(&finished.tenant, &finished.call);
                self.count(&finished).await
            }
            PostCallMessage::KeptRecording(recording) => {
                name_call(&recording.tenant, &recording.call);
                let late = FollowUpJob::of_call(
                    recording.tenant.clone(),
                    recording.call.clone(),
                    JobKind::NotifyOfLateVoicemail,
                );
                recordings::store(&self.store, recording).await?;
                info!("a recording was stored from the queue");
                self.follow_ups.send(&[late]).await?;
                Ok(false)
            }
        }
    }

    async fn count(&self, finished: &FinishedCall) -> Result<bool, CountError> {
        let usage = &finished.usage;
        let spent = finished.price_micro_usd.map_or_else(|| usage.costs(&self.prices), ProviderCosts::of_telephone);
        // The company does not pay for callers who are not customers.
        let non_customer = finished.facts.as_ref().and_then(|facts| facts.non_customer);
        let costs = if non_customer.is_some() { ProviderCosts::default() } else { spent };
        let counted = Box::pin(self.store.count_usage(finished, costs)).await?;
        match counted {
            // The dashboard and the log queries read these fields.
            Counted::Now => info!(
                outcome = finished.facts.as_ref().map_or("unknown", |facts| facts.outcome.name()),
                cost_micro_usd = costs.total().get(),
                unbilled_micro_usd = spent.total().get() - costs.total().get(),
                call_seconds = usage.call_seconds,
                turns = usage.turns,
                model_requests = usage.model_requests,
                "a call was counted"
            ),
            Counted::Test => info!("a call in test mode was listed"),
            Counted::Corrected => info!("the call was counted before, and is longer"),
            Counted::Before => info!("the call was counted before"),
            Counted::TenantGone => info!("the company of the call was erased"),
        }
        // Also for a call that was counted before: its jobs may have been lost in a crash. A job that was done is not
        // done again.
        match counted {
            Counted::Now | Counted::Corrected | Counted::Before => self.follow_ups.send(&jobs_after(finished)).await?,
            Counted::Test => self.follow_ups.send(&[job_after(finished, JobKind::Index)]).await?,
            Counted::TenantGone => {}
        }
        // If this fails, the message is delivered again and finds the call counted.
        self.store.remove_counted_call(finished).await?;
        Ok(counted == Counted::Now)
    }
}

/// Adds a call to the log lines of its message.
fn name_call(tenant: &TenantId, call: &CallSid) {
    Span::current().record("tenant_id", display(tenant)).record("call_sid", display(call));
}

/// What follows a call.
fn jobs_after(finished: &FinishedCall) -> Vec<FollowUpJob> {
    let kinds = [JobKind::NotifyOfCall, JobKind::TextCaller, JobKind::Summary, JobKind::Index, JobKind::CallEvents];
    kinds.map(|kind| job_after(finished, kind)).into()
}

fn job_after(finished: &FinishedCall, kind: JobKind) -> FollowUpJob {
    FollowUpJob::of_call(finished.tenant.clone(), finished.call.clone(), kind)
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    queue: FollowUpQueueConfig,
    prices: PriceConfig,
    dead_letters: DeadLetterConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            queue: FollowUpQueueConfig::from(environment)?,
            prices: PriceConfig::from(environment)?,
            dead_letters: DeadLetterConfig::from(environment)?,
        })
    }
}

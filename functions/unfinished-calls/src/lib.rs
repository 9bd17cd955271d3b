//! Finishes the calls whose end was never told: a status callback that was lost, or one that a number is not set to send.
//! Runs on a schedule, asks Twilio about each call that has been open for long, and counts those that are over.
//!
//! What ending a call means is in `calls::call_end`; how one is looked at, in [`overdue`].

use std::time::{Duration, Instant};

use calls::call_end::CallEnd;
use connections::secrets::Secrets;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use messages::PostCallQueue;
use platform::{
    clock::Clock,
    config::{ConfigError, Environment, QueueConfig, SecretsConfig, TableConfig, TwilioConfig},
    runtime::Runtime,
    telemetry::{Metric, Metrics},
};
use serde::{Deserialize, Serialize};
use store::{LARGEST_PAGE, Store, StoreError};
use tracing::info;
use twilio::rest::RestClient;

mod overdue;

use overdue::{Found, Round};

/// The function's time-out at AWS, as in `template.yaml`. Not what Lambda says is left: not everything that invokes functions
/// says it right, and to be stopped half-way does no harm.
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// Calls that are looked at together.
const AT_ONCE: usize = 8;
/// What is left of the time for what has begun, when nothing more is begun: longer than Twilio is waited for.
const TO_FINISH: Duration = Duration::from_secs(15);

const ENDS_NOT_TOLD: Metric = Metric::count("EndsNotTold");
const LOOKED_TO_THE_END: Metric = Metric::count("LookedToTheEnd");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 2] = [ENDS_NOT_TOLD, LOOKED_TO_THE_END];

/// What the function needs; made once.
#[derive(Debug)]
pub struct UnfinishedCalls {
    store: Store,
    end: CallEnd,
    secrets: Secrets,
    twilio: RestClient,
    clock: Clock,
    metrics: Metrics,
}

/// What came of looking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether every call that has been open for long was looked at; if not, time ran out.
    pub complete: bool,
    /// Calls that had ended, and are counted now.
    pub finished: u32,
    /// Calls that go on.
    pub ongoing: u32,
    /// Calls that Twilio could not be asked about; they are looked at again.
    pub unknown: u32,
    /// Calls that there was nothing to do about: dealt with by somebody else meanwhile, or erased with their company.
    pub settled: u32,
    /// Calls that could not be dealt with; they are looked at again.
    pub failed: u32,
}

/// Why looking did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The list cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Some calls could not be dealt with; the log says why.
    #[error("{0} calls could not be dealt with")]
    Failed(u32),
}

impl UnfinishedCalls {
    /// A function with these settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, queue, secrets, twilio } = settings;
        let Runtime { aws, http, clock, metrics } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let queue = PostCallQueue::new(platform::aws::sqs(&aws), queue.post_call_queue_url);
        let secrets = Secrets::new(platform::aws::secrets_manager(&aws), secrets);
        let end = CallEnd::new(store.clone(), queue, clock.clone());
        Self { store, end, secrets, twilio: RestClient::new(http, &twilio.api_url), clock, metrics }
    }

    /// Looks at the calls that have been open for long, the oldest first, as far as `time` allows. What is not looked at
    /// now is looked at the next time.
    pub async fn look(&self, time: Duration) -> Result<Report, LookError> {
        let began = Instant::now();
        let there_is_time = || time.saturating_sub(began.elapsed()) > TO_FINISH;
        let now = self.clock.now();
        let round = Round::new(self, now);
        let (mut report, mut after) = (Report { complete: true, ..Report::default() }, None);
        loop {
            let page = self.store.list_open_calls(after.as_deref(), LARGEST_PAGE).await?;
            let listed = page.items.len();
            let overdue: Vec<_> = page.items.into_iter().take_while(|open| overdue::is_overdue(open, now)).collect();
            let (all_overdue, overdue_here) = (overdue.len() == listed, overdue.len());
            let found = stream::iter(overdue)
                .take_while(|_| std::future::ready(there_is_time()))
                .map(|open| round.look_at(open))
                .buffer_unordered(AT_ONCE);
            let before = report.looked_at();
            report = found.fold(report, async |report, found| report.with(found)).await;
            report.complete = report.looked_at() - before == overdue_here;
            after = page.next.filter(|_| all_overdue && report.complete);
            if after.is_none() {
                break;
            }
        }
        self.tell(report, now)
    }

    fn tell(&self, report: Report, now: Timestamp) -> Result<Report, LookError> {
        let Report { complete, finished, ongoing, unknown, settled, failed } = report;
        info!(
            complete,
            finished, ongoing, unknown, settled, failed, "looked at the calls that have been open for long"
        );
        let looked_to_the_end = if complete && failed == 0 { 1.0 } else { 0.0 };
        self.metrics.put(now, &[(ENDS_NOT_TOLD, f64::from(finished)), (LOOKED_TO_THE_END, looked_to_the_end)]);
        if failed > 0 { Err(LookError::Failed(failed)) } else { Ok(report) }
    }
}

impl Report {
    fn looked_at(&self) -> usize {
        [self.finished, self.ongoing, self.unknown, self.settled, self.failed].iter().sum::<u32>() as usize
    }

    fn with(mut self, found: Found) -> Self {
        let count = match found {
            Found::Finished => &mut self.finished,
            Found::Ongoing => &mut self.ongoing,
            Found::Unknown => &mut self.unknown,
            Found::Settled => &mut self.settled,
            Found::Failed => &mut self.failed,
        };
        *count += 1;
        self
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    queue: QueueConfig,
    secrets: SecretsConfig,
    twilio: TwilioConfig,
}

impl Settings {
    /// Reads them. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            queue: QueueConfig::from(environment)?,
            secrets: SecretsConfig::from(environment)?,
            twilio: TwilioConfig::from(environment)?,
        })
    }
}

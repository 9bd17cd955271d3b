//! Finds what Twilio's webhooks did not report. A schedule runs the sweep, in two parts, after it has texted the numbers of
//! dangers that were not paged ([`unpaged`]):
//!
//! 1. Calls that are not counted ([`overdue`]): it asks Twilio about each call that has been open for a quarter of an hour and
//!    has no end event, and counts those that are over. It queues the usage of an ended call again if it is not counted within
//!    an hour.
//! 2. Calls and recordings that the table does not know ([`accounts`]): once an hour, it lists the calls of each company's
//!    numbers at Twilio.
//!
//! `calls::call_end` owns what ending a call means.

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
use store::{AccountSweep, LARGEST_PAGE, OpenCall, Store, StoreError, TenantScope};
use tracing::info;
use twilio::rest::RestClient;

mod accounts;
mod lookup_order;
mod overdue;
mod recordings;
mod unknown_call;
mod unpaged;

use accounts::AccountSweeps;
pub use accounts::AccountsReport;
use lookup_order::OverdueCalls;
use overdue::{Sweep, SweepOutcome};

/// The function's time-out, as in `template.yaml`. The deadline that Lambda reports is not used: some emulators report it
/// wrongly. A sweep that is stopped half-way does no harm.
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// Calls that are looked up concurrently.
const AT_ONCE: usize = 8;
/// When less time than this is left, the sweep starts no further lookup. It is longer than the time-out of a request to Twilio.
const TO_FINISH: Duration = Duration::from_secs(15);

const END_EVENT_MISSING: Metric = Metric::count("EndEventMissing");
const SWEEP_COMPLETED: Metric = Metric::count("SweepCompleted");
const CALLS_FOUND: Metric = Metric::count("CallsFoundAtTwilio");
const RECORDINGS_FOUND: Metric = Metric::count("RecordingsFoundAtTwilio");
const ACCOUNTS_CUT_OFF: Metric = Metric::count("AccountsCutOff");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 5] = [END_EVENT_MISSING, SWEEP_COMPLETED, CALLS_FOUND, RECORDINGS_FOUND, ACCOUNTS_CUT_OFF];

/// The function's clients, built once.
#[derive(Debug)]
pub struct UnfinishedCalls {
    store: Store,
    queue: PostCallQueue,
    end: CallEnd,
    secrets: Secrets,
    twilio: RestClient,
    clock: Clock,
    metrics: Metrics,
}

/// The outcomes of one sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepReport {
    /// Whether every overdue call and every account was handled; if not, time ran out.
    pub complete: bool,
    /// Overdue calls of companies with more of them than a sweep looks up; the next sweep begins with them.
    #[serde(default)]
    pub left_over: u32,
    /// Calls that were over, and are counted now.
    pub finished: u32,
    /// Calls in progress.
    pub ongoing: u32,
    /// Calls that Twilio gave no state for; the next sweep retries them.
    pub unknown: u32,
    /// Calls that had ended, and are counted as longer now.
    #[serde(default)]
    pub corrected: u32,
    /// Calls that had ended and were not counted within an hour; their usage is queued again.
    #[serde(default)]
    pub requeued: u32,
    /// Calls that have ended and wait to be counted.
    #[serde(default)]
    pub uncounted: u32,
    /// Calls that needed nothing: their end event arrived meanwhile, or they were erased with their company.
    pub settled: u32,
    /// Calls and accounts that failed on our side; a later sweep retries them.
    pub failed: u32,
    /// Companies whose people on call got the number of dangers that were not paged.
    #[serde(default)]
    pub texted: u32,
    /// Recordings of finished calls that were not known.
    #[serde(default)]
    pub recordings: u32,
    /// The companies' Twilio accounts.
    #[serde(default)]
    pub accounts: AccountsReport,
}

/// Why a sweep fails.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The list of open calls cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Some calls or accounts failed; the log says why.
    #[error("{0} unfinished calls or accounts could not be handled")]
    Failed(u32),
}

impl UnfinishedCalls {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, queue, secrets, twilio } = settings;
        let Runtime { aws, http, clock, metrics, trace } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let queue = PostCallQueue::new(platform::aws::sqs(&aws), queue.post_call_queue_url, trace);
        let secrets = Secrets::new(platform::aws::secrets_manager(&aws), store.clone(), secrets);
        let end = CallEnd::new(store.clone(), queue.clone(), clock.clone());
        Self { store, queue, end, secrets, twilio: RestClient::new(http, &twilio.api_url), clock, metrics }
    }

    /// Handles the overdue calls, those of each company in turn, and then the accounts, until `time` runs out. The next
    /// sweep handles the rest.
    pub async fn run(&self, time: Duration) -> Result<SweepReport, SweepError> {
        let began = Instant::now();
        let there_is_time = || time.saturating_sub(began.elapsed()) > TO_FINISH;
        let now = self.clock.now();
        // Short, and people wait for it.
        let (texted, texts_failed) = unpaged::send_due(self, now, &there_is_time).await?;
        let sweep = Sweep::new(self, now);
        let mut overdue = self.list_overdue(now).await?;
        let crowded = overdue.crowded();
        for scope in &crowded {
            if let Some(last) = self.store.get_account_sweep(scope).await?.and_then(|sweep| sweep.looked_up) {
                overdue.continue_after(scope, &last);
            }
        }
        let (calls, left_over) = overdue.in_turn();
        let outcomes = stream::iter(calls.iter().cloned())
            .take_while(|_| std::future::ready(there_is_time()))
            .map(|open| sweep.look_up(open))
            .buffer_unordered(AT_ONCE);
        let mut report = outcomes.fold(SweepReport::default(), async |report, outcome| report.with(outcome)).await;
        let looked_up = report.handled();
        report.complete = looked_up == calls.len();
        report.left_over = u32::try_from(left_over).unwrap_or(u32::MAX);
        for scope in &crowded {
            self.note_looked_up(scope, &calls[..looked_up]).await?;
        }
        report.texted = texted;
        report.failed += texts_failed;
        report.recordings = sweep.recordings_found();
        let sweeps = AccountSweeps::new(self, now, sweep.failed_tenants());
        let (accounts, is_complete) = sweeps.run(&there_is_time).await?;
        report.accounts = accounts;
        report.failed += accounts.failed;
        report.complete &= is_complete;
        self.publish(report, now)
    }

    /// Lists the overdue calls, the oldest first.
    async fn list_overdue(&self, now: Timestamp) -> Result<OverdueCalls, StoreError> {
        let (mut overdue, mut after) = (OverdueCalls::default(), None);
        loop {
            let page = self.store.list_open_calls(after.as_deref(), LARGEST_PAGE).await?;
            for open in page.items {
                if !overdue::is_overdue(&open, now) {
                    return Ok(overdue);
                }
                overdue.push(open);
            }
            after = page.next;
            if after.is_none() {
                return Ok(overdue);
            }
        }
    }

    /// Notes which of a company's calls was looked up last. The next sweep continues after it.
    async fn note_looked_up(&self, scope: &TenantScope, calls: &[OpenCall]) -> Result<(), StoreError> {
        let Some(last) = lookup_order::last_of(calls, scope) else { return Ok(()) };
        let sweep = self.store.get_account_sweep(scope).await?.unwrap_or_default();
        self.store.put_account_sweep(scope, &AccountSweep { looked_up: Some(last), ..sweep }).await
    }

    fn publish(&self, report: SweepReport, now: Timestamp) -> Result<SweepReport, SweepError> {
        let SweepReport {
            complete, finished, ongoing, unknown, corrected, settled, failed, recordings, accounts, ..
        } = report;
        let SweepReport { requeued, uncounted, left_over, texted, .. } = report;
        info!(
            complete,
            left_over,
            texted,
            finished,
            ongoing,
            unknown,
            corrected,
            requeued,
            uncounted,
            settled,
            failed,
            "swept the unfinished calls"
        );
        let AccountsReport { asked, refused, cut_off, calls, relisted, .. } = accounts;
        let recordings = recordings + accounts.recordings;
        info!(asked, refused, cut_off, calls, relisted, recordings, "swept the Twilio accounts");
        let completed = if complete && failed == 0 { 1.0 } else { 0.0 };
        self.metrics.put(
            now,
            &[
                (END_EVENT_MISSING, f64::from(finished)),
                (SWEEP_COMPLETED, completed),
                (CALLS_FOUND, f64::from(calls)),
                (RECORDINGS_FOUND, f64::from(recordings)),
                (ACCOUNTS_CUT_OFF, f64::from(cut_off)),
            ],
        );
        if failed > 0 { Err(SweepError::Failed(failed)) } else { Ok(report) }
    }
}

impl SweepReport {
    fn handled(&self) -> usize {
        let Self { finished, ongoing, unknown, corrected, requeued, uncounted, settled, failed, .. } = self;
        [finished, ongoing, unknown, corrected, requeued, uncounted, settled, failed].into_iter().sum::<u32>() as usize
    }

    fn with(mut self, outcome: SweepOutcome) -> Self {
        let count = match outcome {
            SweepOutcome::Finished => &mut self.finished,
            SweepOutcome::Ongoing => &mut self.ongoing,
            SweepOutcome::Unknown => &mut self.unknown,
            SweepOutcome::Corrected => &mut self.corrected,
            SweepOutcome::Requeued => &mut self.requeued,
            SweepOutcome::Uncounted => &mut self.uncounted,
            SweepOutcome::Settled => &mut self.settled,
            SweepOutcome::Failed => &mut self.failed,
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
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            queue: QueueConfig::from(environment)?,
            secrets: SecretsConfig::from(environment)?,
            twilio: TwilioConfig::from(environment)?,
        })
    }
}

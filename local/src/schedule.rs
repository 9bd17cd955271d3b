//! Runs the sweep of unfinished calls, the check of calls and the queueing of due jobs on their schedules, in place of
//! `EventBridge` Scheduler.

use std::time::Duration;

use call_check::RETRY_AFTER;
use platform::error_chain::ErrorChain;
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};
use tracing::warn;
use unfinished_calls::TIMEOUT;

use crate::system::Functions;

/// The period of the sweep, as in `template.yaml`.
pub const SWEEP_EVERY: Duration = Duration::from_mins(15);
/// The period of the check, as in `template.yaml`.
pub const CHECK_EVERY: Duration = Duration::from_hours(24);

/// The period of the queueing of due jobs, as in `template.yaml`.
pub const DUE_EVERY: Duration = Duration::from_mins(1);

/// Runs until `stopped` is true. Each function runs one period after the start for the first time.
pub(crate) async fn run(functions: Functions, mut stopped: watch::Receiver<bool>) {
    let (mut sweeps, mut checks, mut minutes) = (every(SWEEP_EVERY), every(CHECK_EVERY), every(DUE_EVERY));
    loop {
        let due = tokio::select! {
            _ = stopped.wait_for(|stopping| *stopping) => return,
            _ = sweeps.tick() => Due::Sweep,
            _ = checks.tick() => Due::Check,
            _ = minutes.tick() => Due::Jobs,
        };
        match due {
            Due::Sweep => {
                if let Err(error) = functions.unfinished_calls.run(TIMEOUT).await {
                    warn!(error = %ErrorChain(&error), "the sweep of unfinished calls failed");
                }
            }
            Due::Check => {
                if let Err(error) = functions.call_check.run(RETRY_AFTER).await {
                    warn!(error = %ErrorChain(&error), "the check of calls failed");
                }
            }
            Due::Jobs => {
                if let Err(error) = functions.follow_up.queue_due().await {
                    warn!(error = %ErrorChain(&error), "the due jobs could not be queued");
                }
            }
        }
    }
}

enum Due {
    Sweep,
    Check,
    Jobs,
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}

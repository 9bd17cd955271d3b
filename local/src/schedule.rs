//! Runs the sweep of unfinished calls and the check of calls on their schedules, in place of `EventBridge` Scheduler.

use std::{sync::Arc, time::Duration};

use call_check::{CallCheck, RETRY_AFTER};
use platform::error_chain::ErrorChain;
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};
use tracing::warn;
use unfinished_calls::{TIMEOUT, UnfinishedCalls};

/// The period of the sweep, as in `template.yaml`.
pub const SWEEP_EVERY: Duration = Duration::from_mins(15);
/// The period of the check, as in `template.yaml`.
pub const CHECK_EVERY: Duration = Duration::from_hours(24);

/// Runs until `stopped` is true. Each function runs one period after the start for the first time.
pub(crate) async fn run(sweep: Arc<UnfinishedCalls>, check: Arc<CallCheck>, mut stopped: watch::Receiver<bool>) {
    let (mut sweeps, mut checks) = (every(SWEEP_EVERY), every(CHECK_EVERY));
    loop {
        let due = tokio::select! {
            _ = stopped.wait_for(|stopping| *stopping) => return,
            _ = sweeps.tick() => Due::Sweep,
            _ = checks.tick() => Due::Check,
        };
        match due {
            Due::Sweep => {
                if let Err(error) = sweep.run(TIMEOUT).await {
                    warn!(error = %ErrorChain(&error), "the sweep of unfinished calls failed");
                }
            }
            Due::Check => {
                if let Err(error) = check.run(RETRY_AFTER).await {
                    warn!(error = %ErrorChain(&error), "the check of calls failed");
                }
            }
        }
    }
}

enum Due {
    Sweep,
    Check,
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}

//! Runs the sweep of unfinished calls on a schedule, in place of `EventBridge` Scheduler.

use std::{sync::Arc, time::Duration};

use platform::error_chain::ErrorChain;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at},
};
use tracing::warn;
use unfinished_calls::{TIMEOUT, UnfinishedCalls};

/// The period of the schedule, as in `template.yaml`.
pub const EVERY: Duration = Duration::from_mins(15);

/// Runs until `stopped` is true. The first sweep is one period after the start.
pub(crate) async fn run(function: Arc<UnfinishedCalls>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stopping| *stopping) => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = function.run(TIMEOUT).await {
            warn!(error = %ErrorChain(&error), "the sweep of unfinished calls failed");
        }
    }
}

//! Waiting for an instant of a clock that tests move.

use jiff::Timestamp;
use platform::clock::Clock;
use tokio::sync::watch;

/// A clock, and the news that it may have moved.
#[derive(Debug)]
pub(crate) struct MovableTime {
    clock: Clock,
    moved: watch::Sender<()>,
}

impl MovableTime {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, moved: watch::Sender::new(()) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Makes everything that waits look at the clock.
    pub(crate) fn look(&self) {
        self.moved.send_replace(());
    }

    /// Waits until the clock shows `instant` or later.
    pub(crate) async fn wait_until(&self, instant: Timestamp) {
        let mut moved = self.moved.subscribe();
        while self.clock.now() < instant {
            if moved.changed().await.is_err() {
                return;
            }
        }
    }
}

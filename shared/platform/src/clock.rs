//! The clock. Everything that needs the current time gets it from a [`Clock`].

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp};

/// A source of the current time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::from_fn(Timestamp::now)
    }

    /// A clock that returns any other time, such as a fixed one.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that is ahead of this one by a duration, or behind it by a negative one.
    #[must_use]
    pub fn ahead_by(&self, duration: SignedDuration) -> Self {
        let clock = self.clone();
        Self::from_fn(move || {
            let now = clock.now();
            now.saturating_add(duration).unwrap_or(now)
        })
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

//! Where the time comes from. Everything that needs `now` gets it from a [`Clock`] it was given.

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp};

/// A source of the current instant.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::from_fn(Timestamp::now)
    }

    /// Any other source, such as a fixed instant.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that runs so far ahead of this one (behind it, if negative).
    #[must_use]
    pub fn ahead_by(&self, duration: SignedDuration) -> Self {
        let clock = self.clone();
        Self::from_fn(move || {
            let now = clock.now();
            now.saturating_add(duration).unwrap_or(now)
        })
    }

    /// The current instant.
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

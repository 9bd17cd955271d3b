//! Tries again what the table did not do: while it throttles, cannot be reached, or answers with an error of its own. A long import
//! outlives a restart of the table.

use std::time::{Duration, Instant};

use platform::error_chain::ErrorChain;
use store::{ImportFault, StoreError};

/// How long the same write is tried.
const LONGEST: Duration = Duration::from_mins(5);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// From this pause on, the user reads why it takes so long.
const SAID_FROM: Duration = Duration::from_secs(3);
/// What AWS answers that no repetition changes. Source: AWS, "DynamoDB error messages and codes".
const FINAL: [&str; 9] = [
    "ValidationException",
    "AccessDenied",
    "ResourceNotFound",
    "UnrecognizedClient",
    "IncompleteSignature",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "ExpiredToken",
    "credentials",
];

/// An error that may pass.
pub(crate) trait Passing {
    /// Whether the same request may succeed later.
    fn may_pass(&self) -> bool;
}

impl Passing for StoreError {
    fn may_pass(&self) -> bool {
        match self {
            Self::Unavailable(error) => {
                let text = ErrorChain(&**error).to_string();
                !FINAL.iter().any(|code| text.contains(code))
            }
            Self::Contended => true,
            _ => false,
        }
    }
}

impl Passing for ImportFault {
    fn may_pass(&self) -> bool {
        match self {
            Self::Overtaken => true,
            Self::TooLarge => false,
            Self::Store(error) => error.may_pass(),
        }
    }
}

/// How long something has been tried.
#[derive(Debug)]
pub(super) struct RetryTime {
    since: Instant,
    pause: Duration,
}

impl Default for RetryTime {
    fn default() -> Self {
        Self { since: Instant::now(), pause: FIRST_PAUSE }
    }
}

impl RetryTime {
    /// Waits before the next attempt. The error, if it does not pass or was tried long enough.
    pub(super) async fn wait<E: Passing + std::error::Error + 'static>(&mut self, error: E) -> Result<(), E> {
        if !error.may_pass() || self.since.elapsed() > LONGEST {
            return Err(error);
        }
        if self.pause >= SAID_FROM {
            eprintln!("{}; trying again in {} s", ErrorChain(&error), self.pause.as_secs());
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

/// Does something until it succeeds, or fails for good.
pub(crate) async fn patiently<T, E, Attempt>(mut attempt: impl FnMut() -> Attempt) -> Result<T, E>
where
    E: Passing + std::error::Error + 'static,
    Attempt: Future<Output = Result<T, E>>,
{
    let mut patience = RetryTime::default();
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(error) => patience.wait(error).await?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn error_that_may_pass_is_tried_again_and_another_one_is_not() {
        let mut attempts = 0;
        let done = patiently(|| {
            attempts += 1;
            std::future::ready(if attempts < 4 { Err(StoreError::Contended) } else { Ok(attempts) })
        });
        assert_eq!(done.await.expect("done"), 4);
        for error in ["ValidationException: no", "AccessDeniedException"] {
            let mut attempts = 0;
            let failed = patiently(|| {
                attempts += 1;
                std::future::ready(Err::<(), _>(StoreError::Unavailable(error.into())))
            });
            assert!(failed.await.is_err());
            assert_eq!(attempts, 1, "{error}");
        }
        assert!(StoreError::Unavailable("connection reset".into()).may_pass());
    }
}

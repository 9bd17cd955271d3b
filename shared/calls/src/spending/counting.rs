//! Requests to the counter of spend, which no call waits for long.

use std::time::Duration;

use platform::error_chain::ErrorChain;
use store::StoreError;
use tracing::warn;

/// The result of a request to the counter; `None` if it fails or takes too long.
pub(super) async fn in_time<T>(time: Duration, request: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
    match tokio::time::timeout(time, request).await {
        Ok(Ok(counted)) => Some(counted),
        Ok(Err(error)) => {
            warn!(error = %ErrorChain(&error), "the counter of spend failed");
            None
        }
        Err(_) => {
            warn!("the counter of spend was not reached in time");
            None
        }
    }
}

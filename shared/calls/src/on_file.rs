//! What is on file about the caller of a new call.

use std::time::Duration;

use domain::{attestation::Attestation, on_file::CallerOnFile, phone::Caller};
use jiff::Timestamp;
use platform::{boxed, error_chain::ErrorChain};
use store::{CustomerScope, Store, StoreError};
use tracing::warn;

/// How long a greeting waits for the visits and the earlier calls of the caller. Without them the model looks them up when it needs them.
const RECORD_TIME: Duration = Duration::from_millis(800);

/// Reads what is on file about a caller. Their visits and earlier calls are read only if the carrier attests their number.
#[boxed]
pub(crate) async fn on_file(
    store: &Store,
    customers: &CustomerScope,
    (caller, attestation): (&Caller, Attestation),
    now: Timestamp,
) -> Result<CallerOnFile, StoreError> {
    let Some(number) = caller.number() else { return Ok(CallerOnFile::default()) };
    if attestation.proves_number() {
        match tokio::time::timeout(RECORD_TIME, store.get_caller_on_file(customers, number, now)).await {
            Ok(Ok(on_file)) => return Ok(on_file),
            Ok(Err(error)) => warn!(error = %ErrorChain(&error), "what is on file about a caller could not be read"),
            Err(_) => warn!("what is on file about a caller was not read in time"),
        }
    }
    store.get_caller(customers, number).await
}

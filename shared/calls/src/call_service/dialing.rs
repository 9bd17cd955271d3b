//! The last check before a call is transferred to a number.

use std::time::Duration;

use domain::{
    conversation::{Transfer, TurnEnd},
    phone::PhoneNumber,
};
use platform::{boxed, error_chain::ErrorChain};
use store::ReplyEnd;
use tracing::warn;

use super::{CallService, TenantNumber, Turn};

/// The most time to find out whether this system answers a number.
const LOOKUP_TIME: Duration = Duration::from_millis(500);

impl Turn {
    /// The transfer that the turn ends with, if any.
    #[must_use]
    pub fn transfer(&self) -> Option<&Transfer> {
        match &self.reply.end {
            ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer)) => Some(transfer),
            _ => None,
        }
    }
}

impl CallService {
    /// Whether the number may be dialed for the company: its rules allow the number, and this system does not answer it.
    /// Configurations are checked when they are saved and published; rules and connected numbers change afterwards. A
    /// table that fails or is slow stops no transfer.
    #[must_use]
    #[boxed]
    pub async fn may_dial(&self, tenant_number: &TenantNumber, number: &PhoneNumber) -> bool {
        if let Err(error) = tenant_number.dialing.check(number) {
            warn!(%error, "a number is not dialed");
            return false;
        }
        match tokio::time::timeout(LOOKUP_TIME, self.store.get_number_route(number)).await {
            Ok(Ok(None)) => true,
            Ok(Ok(Some(_))) => {
                warn!("a number is not dialed: this system answers it");
                false
            }
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "the routes of a number could not be read; it is dialed");
                true
            }
            Err(_) => {
                warn!("reading the routes of a number timed out; it is dialed");
                true
            }
        }
    }
}

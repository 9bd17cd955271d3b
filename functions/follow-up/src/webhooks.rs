//! The jobs of webhooks: an event becomes a delivery for each endpoint that gets it, and each delivery is a job of its own.
//!
//! [`events`] finds what a call led to, [`fan_out`] makes the deliveries, [`deliver`] sends one, and [`data`] reads what an event is
//! about when it is sent: no queue and no delivery contains what a caller said.

mod data;
mod deliver;
mod events;
mod fan_out;

use messages::QueueError;
use platform::{key_ring::KeyRingError, telemetry::Metric};
use webhooks::{SealError, SecretError};

/// Attempts that a receiver accepted.
pub(crate) const DELIVERED: Metric = Metric::count("WebhooksDelivered");
/// Attempts that failed.
pub(crate) const ATTEMPTS_FAILED: Metric = Metric::count("WebhookAttemptsFailed");
/// Deliveries whose last attempt failed.
pub(crate) const UNDELIVERED: Metric = Metric::count("WebhooksUndelivered");

/// Why a job of webhooks failed. It is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeliveryError {
    /// The jobs that follow could not be queued.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The keys that encrypt secrets cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// A secret cannot be encrypted or decrypted.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A secret has an unexpected form.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// Something cannot be written as JSON.
    #[error("the payload could not be serialized")]
    Json(#[from] serde_json::Error),
    /// Another job is sending the same delivery, or stopped while it did.
    #[error("the delivery is being sent by another job")]
    Busy,
}

//! Outgoing webhooks by the Standard Webhooks specification: the address of a receiver, the signature, the payloads, and one
//! attempt to send. Source: standardwebhooks.com, specification 1.0.0.
//!
//! A receiver's address is a stranger's input, and the functions run where loopback is Lambda's own API. So [`WebhookUrl`] accepts
//! names only, and the [`Sender`] connects to public addresses only. Does not know endpoints, deliveries or when to try again.

mod address;
mod payload;
mod public_address;
mod resolver;
mod samples;
mod sealing;
mod sender;
mod signature;

pub use self::{
    address::{AddressRules, UrlError, WebhookUrl},
    payload::{
        AppointmentData, CallData, EmergencyData, EventData, MessageData, Payload, ReceivedMessageData, SummaryData,
        masked,
    },
    public_address::is_public,
    samples::sample,
    sender::{Attempt, ReceiverResponse, Sender, client_builder, failure},
    signature::{SecretError, SigningSecret, signatures},
};
pub use platform::sealing::SealError;

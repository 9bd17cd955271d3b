//! How the front desk touches the world: configuration, table, secrets, queue, Twilio, the model, time and telemetry.
//!
//! The rules of the trade are in `domain`; routes and TwiML are in the functions. Nothing here knows which function runs.

pub mod agent;
pub mod aws;
pub mod clock;
pub mod config;
pub mod engine;
pub mod front_desk;
pub mod openai;
pub mod public_url;
pub mod queue;
mod recent;
pub mod secrets;
pub mod store;
pub mod telemetry;
pub mod twilio;

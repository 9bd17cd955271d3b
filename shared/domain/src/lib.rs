//! What an HVAC company's front desk is: its configuration, its calendar, its safety rules and its conversation.
//!
//! Pure: nothing here reads a clock, an environment variable, a file or a socket, and nothing is random. `now` is an
//! argument. What Twilio, OpenAI and AWS look like on the wire is unknown here; `platform` translates.

pub mod id;
pub mod money;
pub mod phone;

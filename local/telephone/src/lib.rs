//! A telephone that behaves like Twilio towards a voice application. Terminals, scripts and tests use it to call the
//! application.
//!
//! A [`Call`] is placed with a [`CallSetup`]. It executes the TwiML of each response and asks a [`Party`] what the people
//! on the call do: the [`Terminal`](terminal::Terminal), a [`Script`](script::Script), or [`Steps`] in a test.
//! What happened is its [`Transcript`].
//!
//! It knows Twilio's side of the protocol only: no tenant, no conversation, no table. It plays no sound and has no clock:
//! the length of a call is computed from its words, pauses and timeouts.

pub mod call;
pub mod call_setup;
pub mod party;
pub mod script;
pub mod terminal;
pub mod transcript;
pub mod twiml;
pub mod wire;

pub use call::{Call, CallError, CallProgress};
pub use call_setup::{CallSetup, CallSetupError, StirVerstat, StirVerstatError};
pub use party::{CallerAction, Listens, MessageEnd, Party, PickUp, Steps, VoicemailAction};
pub use transcript::{Ending, Heard, Transcript};

#[cfg(test)]
mod application;

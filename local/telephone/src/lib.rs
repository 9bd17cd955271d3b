//! A telephone that behaves towards a voice application as Twilio does, so that the application can be called from a
//! terminal, from a script and from tests.
//!
//! A [`Call`] is placed on a [`Line`] and carries out whatever TwiML it is answered with, asking a [`Party`] what the
//! people on the line do: the [`Terminal`](terminal::Terminal), a [`Script`](script::Script), or [`Steps`] in a test.
//! What happened is its [`Transcript`].
//!
//! It knows Twilio's side of the protocol and nothing of the application's: no tenant, no conversation, no table. It
//! plays no sound and keeps no clock of its own: a call lasts as long as its words, pauses and timeouts would.

pub mod call;
pub mod line;
pub mod party;
pub mod script;
pub mod terminal;
pub mod transcript;
pub mod twiml;
pub mod wire;

pub use call::{Call, CallError, Progress};
pub use line::{Line, LineError};
pub use party::{CallerAction, Listens, Message, MessageEnd, Party, PickUp, Steps};
pub use transcript::{Ending, Heard, Transcript};

#[cfg(test)]
mod application;

//! Twilio's side of ConversationRelay: a client that connects to an application's WebSocket, speaks its text, listens to a caller and
//! reports both.
//!
//! [`CallerLine`] is pure: it knows what is spoken when, what was heard, and which messages follow. Time is an argument, in milliseconds
//! since the session began. [`RelayCall`] is a caller on such a line, over a real socket. Its time is simulated: it jumps to the end of what
//! is spoken, so a call takes as long as the application computes. With [`RelayPace::Live`] it is the time of the day, for a person at a
//! terminal.
//!
//! It knows the protocol only: no company, no conversation. Where Twilio does not say what happens, the harder case is emulated; the
//! fields of [`RelayAttributes`] and [`LineFaults`] say which.
//!
//! Sources: Twilio, "ConversationRelay", "ConversationRelay WebSocket messages"; the unpublished `info` messages as public applications log
//! them.

mod attributes;
mod caller_line;
mod faults;
mod from_application;
mod relay_call;
mod session_end;
mod speech;
mod target;
mod to_application;

pub use attributes::{InputKinds, RelayAttributes, RelayCallFacts};
pub use caller_line::{CallerLine, HeardEvent, HeardKind, LineOutput};
pub use faults::LineFaults;
pub use relay_call::{RelayCall, RelayCallError, RelayPace};
pub use session_end::{RelaySessionEnd, SessionOutcome};
pub use target::{RelayTarget, RelayTargetError};

//! API Gateway's WebSocket API on the loopback interface: it turns connections and messages into events of a function, and serves the
//! `@connections` routes by which the function answers.
//!
//! It knows AWS's side only: no product, no protocol inside the messages. What it emulates on purpose is what hurts: messages of one
//! connection are invoked side by side, a failed invocation writes an error frame into the socket, `@connections` answers 410 before
//! `$connect` has returned, and limits end connections.
//!
//! Time is the [`Clock`](platform::clock::Clock) of the options. Limits are looked at once a second, and at once when a test that moved its
//! clock calls [`WebSocketApi::clock_moved`].
//!
//! Sources: AWS, "API Gateway WebSocket APIs", "Quotas for WebSocket APIs", "Use @connections commands"; events as logged by public
//! applications.

mod connections;
mod errors;
mod events;
mod handshake;
mod invocation;
mod management;
mod movable_time;
mod options;
mod server;
mod session;
mod signature;

pub use invocation::{EventFunction, InvocationError, event_function};
pub use options::{GatewayLimits, InvocationJitter, ManagementKey, PostFault, PostFaults, WebSocketApiOptions};
pub use server::WebSocketApi;

#[cfg(test)]
mod tests;

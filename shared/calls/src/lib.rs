//! Calls: the agent, the engine that runs its conversation, a call from webhook to webhook, test calls, the end of a call.
//!
//! The rules of the conversation are in `domain`; HTTP routes are in the functions.

pub mod agent;
pub mod call_end;
pub mod call_service;
pub mod engine;
pub mod test_call;

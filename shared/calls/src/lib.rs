//! Calls: the agent, the engine of the conversation, the call service behind the webhooks, test calls, the end of a
//! call.
//!
//! `domain` contains the rules of the conversation; the functions contain the HTTP routes.

pub mod agent;
mod billed;
pub mod call_end;
pub mod call_service;
pub mod engine;
mod on_file;
pub mod single_request;
pub mod spending;
pub mod test_call;

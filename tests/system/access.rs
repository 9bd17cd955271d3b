//! Access to the APIs: authentication, authorization, rate limits, idempotency, request bodies and the audit log.

mod actors;
mod audit;
mod bodies;
mod credentials;
pub(crate) mod fixtures;
mod idempotency;
mod invalid_fields;
mod limits;
mod matrix;
pub(crate) mod operations;
mod operators;
mod prepared_request;
mod routes;

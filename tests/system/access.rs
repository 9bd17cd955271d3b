//! Who may do what, and what stands before every route: proof of who asks, limits, answers given once, bodies within
//! bounds, and a note of every change.

#[path = "access/askers.rs"]
mod askers;
#[path = "access/audit.rs"]
mod audit;
#[path = "access/bodies.rs"]
mod bodies;
#[path = "access/credentials.rs"]
mod credentials;
#[path = "access/limits.rs"]
mod limits;
#[path = "access/once.rs"]
mod once;
#[path = "access/operations.rs"]
pub(crate) mod operations;
#[path = "access/premises.rs"]
pub(crate) mod premises;
#[path = "access/routes.rs"]
mod routes;

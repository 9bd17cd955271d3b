//! Who may do what, and what stands before every route: proof of who asks, limits, answers given once, bodies within
//! bounds, and a note of every change.

mod askers;
mod audit;
mod bodies;
mod credentials;
mod limits;
mod once;
pub(crate) mod operations;
pub(crate) mod premises;
mod routes;

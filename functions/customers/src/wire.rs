//! The JSON of customers.

pub(crate) mod customer;
pub(crate) mod erasure;
pub(crate) mod export;

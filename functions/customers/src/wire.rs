//! The JSON of customers.

pub(crate) mod company_export;
pub(crate) mod customer;
pub(crate) mod erasure;
pub(crate) mod export;
pub(crate) mod retention;

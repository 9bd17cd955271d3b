//! The JSON of figures.

pub(crate) mod companies;
pub(crate) mod figures;
pub(crate) mod pulse;
pub(crate) mod range;

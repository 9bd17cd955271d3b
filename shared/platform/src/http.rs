//! What the functions' APIs have in common on the wire: problems and JSON bodies.

mod body;
mod problem;

pub use body::{JsonBody, LARGEST_BODY, Versioned, if_match};
pub use problem::{Kind, Problem};

//! What the functions' APIs have in common on the wire: problems, JSON bodies, lists, and their description.

pub mod access;
mod body;
mod fields;
mod list;
pub mod openapi;

pub use body::{IfMatch, JsonBody, LARGEST_BODY, Versioned};
pub use fields::{Within, instant};
pub use list::{Listed, PageQuery, StrictQuery, path_id};
pub use problem::{Problem, ProblemKind, no_such_route, wrong_method};

//! The HTTP conventions of the functions' APIs: authentication and authorization, JSON bodies, lists, and the OpenAPI
//! document. Does not know any operation.

pub mod access;
mod body;
pub mod csv;
mod fields;
mod if_match;
mod list;
pub mod openapi;
mod version;

pub use body::{JsonBody, LARGEST_BODY, WithTag, WithVersion};
pub use fields::{Within, instant};
pub use if_match::IfMatch;
pub use list::{Listed, PageQuery, PageSize, StrictQuery, path_id};
pub use problem::{Problem, ProblemKind, no_such_route, wrong_method};
pub use version::{WhichVersion, no_such_version};

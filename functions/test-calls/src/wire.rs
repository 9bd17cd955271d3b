//! The JSON that previews and test calls share.

use serde::Serialize;
use utoipa::ToSchema;

/// A part of a response that the caller lacks the permission to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Withheld {
    /// The customer of the calling number: name, address and visits. The caller is shown as a new one, whatever is on file.
    Customers,
}

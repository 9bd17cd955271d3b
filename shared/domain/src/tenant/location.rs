//! Where a company has its offices. Where it sends technicians is its service area, not this.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Text;

/// An office that callers may go to or ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// What it is called on the telephone.
    pub name: Text<60>,
    /// Where it is, as it is said.
    pub address: Text<160>,
    /// The cities it is the office for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub cities: Vec<Text<60>>,
}

//! The offices of a company. Its technicians work in the service area, which is separate.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// An office that callers may visit or ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Its name, as the agent says it.
    pub name: Text<60>,
    /// Its address, as the agent says it.
    pub address: Text<160>,
    /// The cities that it serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(max_items = 50))]
    pub cities: Vec<Text<60>>,
}

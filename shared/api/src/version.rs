//! A version of a configuration, as requests name it.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use store::TenantItem;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema, Type},
};

use crate::{Problem, ProblemKind};

/// A version by its number, or the version that is published or saved last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhichVersion {
    /// The version that new calls use.
    #[default]
    Published,
    /// The version saved last.
    Draft,
    /// The version with this number.
    Number(u32),
}

impl<'de> Deserialize<'de> for WhichVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let which = match Value::deserialize(deserializer)? {
            Value::String(name) => Self::named(&name),
            Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()).map(Self::Number),
            _ => None,
        };
        which.ok_or_else(|| de::Error::custom("must be `published`, `draft` or the number of a version"))
    }
}

impl PartialSchema for WhichVersion {
    fn schema() -> RefOr<Schema> {
        let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["published", "draft"]));
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        OneOfBuilder::new()
            .item(name)
            .item(number)
            .description(Some("A version by its number, or the version that is published or saved last."))
            .into()
    }
}

impl ToSchema for WhichVersion {}

impl WhichVersion {
    fn named(name: &str) -> Option<Self> {
        match name {
            "published" => Some(Self::Published),
            "draft" => Some(Self::Draft),
            _ => None,
        }
    }

    /// Reads it from a path or a query.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::named(text).or_else(|| text.parse().ok().map(Self::Number))
    }

    /// The number of the tenant's version.
    #[must_use]
    pub fn number(self, tenant: &TenantItem) -> u32 {
        match self {
            Self::Published => tenant.published_version,
            Self::Draft => tenant.latest_version,
            Self::Number(number) => number,
        }
    }
}

/// The problem for a version that the configuration does not have.
#[must_use]
pub fn no_such_version() -> Problem {
    Problem::new(ProblemKind::NotFound).with_detail("the configuration has no such version")
}

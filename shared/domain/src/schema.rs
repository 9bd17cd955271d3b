//! The JSON Schemas of this crate's types for the API. A schema describes the JSON that is read.
//!
//! Most types derive their schema. This module does not know which routes use them. Without the feature `schema` it is
//! empty: functions that serve no API do not link `utoipa`.

#[cfg(feature = "schema")]
pub(crate) use fields::ClockTime;
#[cfg(feature = "schema")]
pub(crate) use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, RefOr, Schema, Type},
};

/// The schemas that a schema refers to, by name.
#[cfg(feature = "schema")]
pub(crate) type NamedSchemas = Vec<(String, RefOr<Schema>)>;

/// Gives a type the schema of the type that it is read from.
macro_rules! described_as {
    ($type:ty, $name:literal, $written:ty) => {
        #[cfg(feature = "schema")]
        impl $crate::schema::PartialSchema for $type {
            fn schema() -> $crate::schema::RefOr<$crate::schema::Schema> {
                <$written as $crate::schema::PartialSchema>::schema()
            }
        }

        #[cfg(feature = "schema")]
        impl $crate::schema::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn schemas(named: &mut $crate::schema::NamedSchemas) {
                <$written as $crate::schema::ToSchema>::schemas(named);
            }
        }
    };
}

/// Gives a type the schema of text with a pattern.
macro_rules! described_as_text {
    ($type:ty, $description:literal, $pattern:literal, $example:literal) => {
        #[cfg(feature = "schema")]
        impl $crate::schema::PartialSchema for $type {
            fn schema() -> $crate::schema::RefOr<$crate::schema::Schema> {
                $crate::schema::Object::builder()
                    .schema_type($crate::schema::Type::String)
                    .description(Some($description))
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }

        #[cfg(feature = "schema")]
        impl $crate::schema::ToSchema for $type {}
    };
}

pub(crate) use {described_as, described_as_text};

#[cfg(feature = "schema")]
mod fields;
#[cfg(feature = "schema")]
#[cfg(test)]
mod tests;

//! How the JSON of this crate's types is described to whoever calls the API: always as it is read.
//!
//! Most types derive their description. Where they are used, and by which route, is not known here.

pub(crate) use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, RefOr, Schema, Type},
};

/// Schemas a schema refers to, by name.
pub(crate) type Named = Vec<(String, RefOr<Schema>)>;

/// Describes a type as what it is read from, whose fields are what a caller writes.
macro_rules! described_as {
    ($type:ty, $name:literal, $written:ty) => {
        impl $crate::schema::PartialSchema for $type {
            fn schema() -> $crate::schema::RefOr<$crate::schema::Schema> {
                <$written as $crate::schema::PartialSchema>::schema()
            }
        }

        impl $crate::schema::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn schemas(named: &mut $crate::schema::Named) {
                <$written as $crate::schema::ToSchema>::schemas(named);
            }
        }
    };
}

/// Describes a type that is text in a notation, although it holds something else.
macro_rules! described_as_text {
    ($type:ty, $description:literal, $pattern:literal, $example:literal) => {
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

        impl $crate::schema::ToSchema for $type {}
    };
}

pub(crate) use {described_as, described_as_text};

#[cfg(test)]
mod tests;

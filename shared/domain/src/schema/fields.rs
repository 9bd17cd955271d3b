//! Schemas of types with a JSON form that no derive produces.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Array, Object, Ref, RefOr, Schema, Type, schema::AdditionalProperties},
};

use crate::{
    hours::{Span, WeeklyHours},
    redaction::MaskedText,
    schema::NamedSchemas,
    text::Text,
};

/// The schema of a clock time: `jiff::civil::Time` belongs to another crate.
pub(crate) enum ClockTime {}

described_as_text!(
    ClockTime,
    "A clock time, with seconds only where there are any.",
    r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?$",
    "08:00"
);

impl PartialSchema for WeeklyHours {
    fn schema() -> RefOr<Schema> {
        let week = Object::builder()
            .description(Some("The hours of an ordinary week, by the day they start on; a missing day is closed."))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        let spans = Array::new(Ref::from_schema_name(Span::name()));
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        days.into_iter().fold(week, |week, day| week.property(day, spans.clone())).into()
    }
}

impl ToSchema for WeeklyHours {
    fn schemas(schemas: &mut NamedSchemas) {
        schemas.push((Span::name().into(), Span::schema()));
        Span::schemas(schemas);
    }
}

impl<const MAX: usize> PartialSchema for Text<MAX> {
    fn schema() -> RefOr<Schema> {
        Object::builder()
            .schema_type(Type::String)
            .description(Some("A line of text: outer spaces are trimmed, runs of white space made one space."))
            .min_length(Some(1))
            .max_length(Some(MAX))
            .pattern(Some(r"\S"))
            .into()
    }
}

impl<const MAX: usize> PartialSchema for MaskedText<MAX> {
    fn schema() -> RefOr<Schema> {
        Text::<MAX>::schema()
    }
}

impl<const MAX: usize> ToSchema for MaskedText<MAX> {
    fn name() -> Cow<'static, str> {
        Text::<MAX>::name()
    }
}

impl<const MAX: usize> ToSchema for Text<MAX> {
    fn name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }
}

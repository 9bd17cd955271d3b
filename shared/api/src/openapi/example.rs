//! The example of a body, as its schema gives it.

use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{Ref, RefOr, Schema},
};

/// A valid body: the schema's example. A field that the example leaves out gets the example of the field's own schema, if it
/// has one.
pub(crate) fn example<T: ToSchema>() -> Value {
    let RefOr::T(Schema::Object(object)) = T::schema() else { return Value::Null };
    let mut example = object.example.unwrap_or_default();
    let mut named = Vec::new();
    T::schemas(&mut named);
    if let Some(fields) = example.as_object_mut() {
        for (name, schema) in &object.properties {
            if let Some(of_field) = referred(schema).and_then(|schema| example_of(schema, &named)) {
                fields.entry(name).or_insert(of_field);
            }
        }
    }
    example
}

/// The schema that a field's schema refers to, where the field is required or optional.
fn referred(schema: &RefOr<Schema>) -> Option<&Ref> {
    match schema {
        RefOr::Ref(reference) => Some(reference),
        RefOr::T(Schema::OneOf(choices)) => choices.items.iter().find_map(referred),
        RefOr::T(_) => None,
    }
}

fn example_of(reference: &Ref, named: &[(String, RefOr<Schema>)]) -> Option<Value> {
    let name = reference.ref_location.rsplit('/').next()?;
    named.iter().find(|(schema, _)| schema == name).and_then(|(_, schema)| match schema {
        RefOr::T(Schema::Object(object)) => object.example.clone(),
        _ => None,
    })
}

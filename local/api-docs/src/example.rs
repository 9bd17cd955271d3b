//! Finds examples in an OpenAPI document: beside a body, in its schema, or in a schema that it refers to.

use serde_json::Value;

/// The value, or the part of the document that its `$ref` names.
#[must_use]
pub fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(value)
}

/// The example of a body: its own, the first of several, or that of its schema.
#[must_use]
pub fn example_of(document: &Value, content: &Value) -> Option<Value> {
    let several = content["examples"].as_object().and_then(|examples| examples.values().next());
    let beside = [&content["example"], several.map_or(&Value::Null, |first| &first["value"])];
    let own = beside.into_iter().find(|example| !example.is_null());
    own.cloned().or_else(|| of_schema(document, &content["schema"]))
}

fn of_schema(document: &Value, schema: &Value) -> Option<Value> {
    let schema = resolved(document, schema);
    let shown = [&schema["example"], &schema["examples"][0]];
    shown.into_iter().find(|example| !example.is_null()).cloned()
}

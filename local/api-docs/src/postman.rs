//! A Postman collection made from an OpenAPI document: a folder for each tag, a request with its example for each
//! operation. Source: Postman's schema of collections, version 2.1.0.
//!
//! The same document always gives the same collection. It knows no particular operation.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Map, Value, json};

use super::example::{example_of, resolved};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const ABOUT_VARIABLES: &str = "Set the variable `token` to an access token or an API key. `tenant` is `me`, one's own \
                               company; operators of the platform set it to a company's id.";

/// The collection of a document. `base_url` is the initial value of its variable.
#[must_use]
pub fn collection(document: &Value, base_url: &str) -> Value {
    let info = &document["info"];
    let folders = items(&document["tags"]).map(|tag| folder(document, tag)).collect::<Vec<_>>();
    json!({
        "info": {
            "_postman_id": id_of(&text(&info["title"])),
            "name": info["title"],
            "description": format!("{}\n\n{ABOUT_VARIABLES}", text(&info["description"])),
            "schema": SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [
            {"key": "base_url", "value": base_url, "type": "string"},
            {"key": "token", "value": "", "type": "string"},
            {"key": "tenant", "value": "me", "type": "string"},
        ],
        "item": folders,
    })
}

/// A UUID that depends on the name only (RFC 9562, version 8).
fn id_of(name: &str) -> String {
    let first = digest(&SHA256, name.as_bytes())
        .as_ref()
        .iter()
        .take(16)
        .fold(0, |id: u128, byte| (id << 8) | u128::from(*byte));
    let (version, variant) = (76, 62);
    let id = first & !(0xf << version) & !(0x3 << variant) | (0x8 << version) | (0x2 << variant);
    let digits = format!("{id:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits.get(range).unwrap_or_default());
    parts.join("-")
}

fn folder(document: &Value, tag: &Value) -> Value {
    let mut requests = Vec::new();
    for (path, item) in fields(&document["paths"]) {
        for method in METHODS {
            let operation = &item[method];
            if items(&operation["tags"]).any(|of| *of == tag["name"]) {
                requests.push(request(document, path, method, operation));
            }
        }
    }
    json!({"name": tag["name"], "description": tag["description"], "item": requests})
}

fn request(document: &Value, path: &str, method: &str, operation: &Value) -> Value {
    let mut asked = json!({
        "method": method.to_uppercase(),
        "header": headers(operation),
        "url": url(path, operation),
        "description": operation["description"],
    });
    if let Some((content_type, body)) = body(document, operation) {
        let sent = json!({"key": "Content-Type", "value": content_type});
        if let Some(headers) = asked["header"].as_array_mut() {
            headers.push(sent);
        }
        asked["body"] = json!({"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}});
    }
    json!({
        "id": operation["operationId"],
        "name": operation["summary"],
        "response": answers(document, operation, &asked),
        "request": asked,
    })
}

/// The headers of an operation. Optional ones are disabled.
fn headers(operation: &Value) -> Vec<Value> {
    let header = |parameter: &Value| {
        let optional = parameter["required"] != json!(true);
        let mut header = json!({
            "key": parameter["name"], "value": example(parameter), "description": parameter["description"],
        });
        // Postman generates a new value for each request.
        if parameter["name"] == "Idempotency-Key" {
            header["value"] = "{{$guid}}".into();
        } else if optional {
            header["disabled"] = true.into();
        }
        header
    };
    parameters(operation, "header").map(header).collect()
}

fn url(path: &str, operation: &Value) -> Value {
    let segments: Vec<String> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => segment.to_owned(),
        })
        .collect();
    let variable = |parameter: &Value| {
        let own = parameter["name"] == "tenant" && example(parameter) == "me";
        let value = if own { "{{tenant}}".to_owned() } else { example(parameter) };
        json!({"key": parameter["name"], "value": value, "description": parameter["description"]})
    };
    let query = |parameter: &Value| {
        let disabled = parameter["required"] != json!(true);
        let (value, description) = (example(parameter), &parameter["description"]);
        json!({"key": parameter["name"], "value": value, "description": description, "disabled": disabled})
    };
    let mut url = json!({
        "raw": format!("{{{{base_url}}}}/{}", segments.join("/")),
        "host": ["{{base_url}}"],
        "path": segments,
    });
    for (name, parts) in [
        ("query", parameters(operation, "query").map(query).collect::<Vec<_>>()),
        ("variable", parameters(operation, "path").map(variable).collect()),
    ] {
        if !parts.is_empty() {
            url[name] = parts.into();
        }
    }
    url
}

/// The body's content type and an example of it.
fn body(document: &Value, operation: &Value) -> Option<(String, String)> {
    let (content_type, content) = fields(&operation["requestBody"]["content"]).next()?;
    let example = example_of(document, content)?;
    Some((content_type.to_owned(), serde_json::to_string_pretty(&example).ok()?))
}

/// The successful responses.
fn answers(document: &Value, operation: &Value, asked: &Value) -> Vec<Value> {
    let well = fields(&operation["responses"]).filter(|(status, _)| status.starts_with('2'));
    let answer = |(status, response): (&str, &Value)| {
        let response = resolved(document, response);
        let content = fields(&response["content"]).next();
        let example = content.and_then(|(_, content)| example_of(document, content));
        let body = example.and_then(|example| serde_json::to_string_pretty(&example).ok());
        let headers: Vec<Value> =
            content.iter().map(|(kind, _)| json!({"key": "Content-Type", "value": kind})).collect();
        json!({
            "name": response["description"],
            "originalRequest": asked,
            "code": status.parse::<u16>().unwrap_or_default(),
            "header": headers,
            "body": body.unwrap_or_default(),
            "_postman_previewlanguage": "json",
        })
    };
    well.map(answer).collect()
}

fn parameters<'a>(operation: &'a Value, place: &'static str) -> impl Iterator<Item = &'a Value> {
    items(&operation["parameters"]).filter(move |parameter| parameter["in"] == place)
}

fn example(parameter: &Value) -> String {
    let example = [&parameter["example"], &parameter["schema"]["example"]].into_iter().find(|value| !value.is_null());
    example.map(text).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

fn items(list: &Value) -> std::slice::Iter<'_, Value> {
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn fields(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

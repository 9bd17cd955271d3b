//! The protocol's JSON, as far as the gateway reads and writes it.

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    Json,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use domain::usage::TokenCount;
use evaluations::recording::{PromptFingerprint, RecordedTool, RecordedTurn};
use serde_json::{Value, json};

/// The bytes of a hash that a fingerprint has.
const FINGERPRINT_BYTES: usize = 8;

/// What a request is based on: the messages before the conversation, and the tools without their descriptions.
pub(super) fn fingerprint(request: &Value) -> PromptFingerprint {
    let messages = request["messages"].as_array().cloned().unwrap_or_default();
    let is_prompt = |message: &&Value| message["role"] == "system" || message["role"] == "developer";
    let prompt: String =
        messages.iter().take_while(is_prompt).filter_map(|message| message["content"].as_str()).collect();
    let tools = request["tools"].as_array().cloned().unwrap_or_default();
    let described: String = tools.iter().map(Value::to_string).collect();
    let tools: Vec<Value> = tools.iter().map(|tool| without_descriptions(&tool["function"])).collect();
    PromptFingerprint { prompt: hash(&format!("{prompt}{described}")), tools: hash(&Value::from(tools).to_string()) }
}

fn without_descriptions(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, field)| *name != "description" || !field.is_string());
            kept.map(|(name, field)| (name.clone(), without_descriptions(field))).collect()
        }
        Value::Array(values) => values.iter().map(without_descriptions).collect(),
        other => other.clone(),
    }
}

fn hash(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    let (start, _) = digest.as_ref().split_at(FINGERPRINT_BYTES);
    start.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A recorded turn as the reply to a request.
pub(super) fn response(turn: &RecordedTurn, number: usize, stream: bool) -> Response {
    if let Some(status) = turn.fails {
        return StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    }
    let calls: Vec<Value> = turn.tools.iter().enumerate().map(|(index, tool)| tool_call(tool, number, index)).collect();
    let finish = if calls.is_empty() { "stop" } else { "tool_calls" };
    let usage = json!({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0});
    let message = json!({"role": "assistant", "content": turn.say, "tool_calls": calls});
    if !stream {
        let choice = json!({"index": 0, "message": message, "finish_reason": finish});
        return Json(json!({"object": "chat.completion", "choices": [choice], "usage": usage})).into_response();
    }
    let chunk = |delta: Value, finish: Option<&str>| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        format!("data: {}\n\n", json!({"object": "chat.completion.chunk", "choices": [choice]}))
    };
    let last = json!({"object": "chat.completion.chunk", "choices": [], "usage": usage});
    let body = [chunk(message, None), chunk(json!({}), Some(finish)), format!("data: {last}\n\ndata: [DONE]\n\n")];
    ([(CONTENT_TYPE, "text/event-stream")], body.concat()).into_response()
}

fn tool_call(tool: &RecordedTool, number: usize, index: usize) -> Value {
    let arguments = match &tool.arguments {
        Value::String(raw) => raw.clone(),
        Value::Null => "{}".to_owned(),
        arguments => arguments.to_string(),
    };
    json!({"index": index, "id": format!("call_{number}_{index}"), "type": "function",
        "function": {"name": tool.name, "arguments": arguments}})
}

/// The turn and the tokens in the body of a response, whole or streamed. What cannot be read is left out.
pub(super) fn read(body: &[u8]) -> (RecordedTurn, TokenCount) {
    let text = String::from_utf8_lossy(body);
    let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
    let mut parts: Vec<Value> = events.filter_map(|data| serde_json::from_str(data.trim()).ok()).collect();
    if parts.is_empty() {
        parts.extend(serde_json::from_str::<Value>(&text).ok());
    }
    let (mut say, mut calls, mut tokens) = (String::new(), Vec::<(String, String)>::new(), TokenCount::default());
    for part in &parts {
        let choice = &part["choices"][0];
        let delta = if choice["delta"].is_object() { &choice["delta"] } else { &choice["message"] };
        say.push_str(delta["content"].as_str().unwrap_or_default());
        for (position, call) in delta["tool_calls"].as_array().into_iter().flatten().enumerate() {
            let index = call["index"].as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(position);
            if calls.len() <= index {
                calls.resize(index + 1, Default::default());
            }
            let (name, arguments) = &mut calls[index];
            name.push_str(call["function"]["name"].as_str().unwrap_or_default());
            arguments.push_str(call["function"]["arguments"].as_str().unwrap_or_default());
        }
        if part["usage"].is_object() {
            tokens = token_count(&part["usage"]);
        }
    }
    let tools = calls.into_iter().map(|(name, arguments)| {
        // Arguments that are not JSON stay as they were written.
        let arguments = serde_json::from_str(&arguments).unwrap_or(Value::String(arguments));
        RecordedTool { name, arguments }
    });
    let turn = RecordedTurn { say: Some(say).filter(|say| !say.is_empty()), tools: tools.collect(), fails: None };
    (turn, tokens)
}

fn token_count(usage: &Value) -> TokenCount {
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    let details = &usage["prompt_tokens_details"];
    TokenCount {
        prompt_tokens: count(&usage["prompt_tokens"]),
        cached_tokens: count(&details["cached_tokens"]),
        cache_write_tokens: count(&details["cache_write_tokens"]),
        completion_tokens: count(&usage["completion_tokens"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_part_of_the_prompt_and_not_of_the_tools() {
        let request = |prompt: &str, description: &str, property: &str| {
            fingerprint(&json!({
                "messages": [{"role": "system", "content": prompt}, {"role": "user", "content": "Hello"}],
                "tools": [{"type": "function", "function": {"name": "cancel", "description": description,
                    "parameters": {"properties": {property: {"type": "string", "description": description}}}}}],
            }))
        };
        let one = request("You answer.", "Cancels.", "id");
        assert_eq!(one, request("You answer.", "Cancels.", "id"));
        let other_prompt = request("You reply.", "Cancels.", "id");
        assert!(other_prompt.tools == one.tools && other_prompt.prompt != one.prompt);
        let other_description = request("You answer.", "Calls off.", "id");
        assert!(other_description.tools == one.tools && other_description.prompt != one.prompt);
        let property = request("You answer.", "Cancels.", "description");
        assert!(property.tools != one.tools && property.prompt != one.prompt, "a property may have any name");
    }

    #[test]
    fn streamed_reply_is_read_as_a_turn() {
        let body = concat!(
            "data: {\"choices\":[{\"delta\":{\"content\":\"One \"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"moment.\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"cancel\",\"arguments\":\"{\\\"a\\\":\"}}]}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}}]}\n\n",
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\n",
            "data: [DONE]\n\n",
        );
        let (turn, tokens) = read(body.as_bytes());
        let cancel = RecordedTool { name: "cancel".to_owned(), arguments: json!({"a": 1}) };
        assert_eq!(turn, RecordedTurn { say: Some("One moment.".to_owned()), tools: vec![cancel], fails: None });
        assert_eq!((tokens.prompt_tokens, tokens.cached_tokens, tokens.completion_tokens), (10, 4, 2));
    }
}

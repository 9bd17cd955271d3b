//! The protocol's JSON, from the server's side.

use serde::Deserialize;
use serde_json::{Value, json};

use super::MODEL;

#[derive(Debug, Deserialize)]
pub(super) struct ChatCompletionRequest {
    pub(super) messages: Vec<Message>,
    #[serde(default)]
    pub(super) stream: bool,
    /// The schema of an answer in JSON.
    pub(super) response_format: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Message {
    pub(super) role: String,
    pub(super) content: Option<String>,
    #[serde(default)]
    pub(super) tool_calls: Vec<ToolCall>,
    pub(super) tool_call_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ToolCall {
    pub(super) id: String,
    pub(super) function: ToolFunction,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ToolFunction {
    pub(super) name: String,
    pub(super) arguments: String,
}

/// Words or one tool.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ChatReplyBody {
    Say(String),
    Call(&'static str, Value),
}

impl ChatReplyBody {
    fn finish_reason(&self) -> &'static str {
        match self {
            Self::Say(_) => "stop",
            Self::Call(..) => "tool_calls",
        }
    }

    fn message(&self) -> Value {
        match self {
            Self::Say(words) => json!({"role": "assistant", "content": words}),
            Self::Call(name, arguments) => {
                let function = json!({"name": name, "arguments": arguments.to_string()});
                let call = json!({"index": 0, "id": "call_fake", "type": "function", "function": function});
                json!({"role": "assistant", "content": null, "tool_calls": [call]})
            }
        }
    }
}

/// Estimated: four characters a token.
fn usage(request: &ChatCompletionRequest, reply: &ChatReplyBody) -> Value {
    let read: usize = request.messages.iter().map(|message| message.content.as_deref().unwrap_or_default().len()).sum();
    let (read, written) = (read / 4, reply.message().to_string().len() / 4);
    json!({"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": 0}})
}

pub(super) fn completion(request: &ChatCompletionRequest, reply: &ChatReplyBody) -> Value {
    let choice = json!({"index": 0, "message": reply.message(), "finish_reason": reply.finish_reason()});
    json!({"id": "chatcmpl-fake", "object": "chat.completion", "model": MODEL, "choices": [choice],
        "usage": usage(request, reply)})
}

/// Words come in pieces, as a model's do; the last chunk holds the usage.
pub(super) fn chunks(request: &ChatCompletionRequest, reply: &ChatReplyBody) -> Vec<Value> {
    let chunk = |choices: Value, usage: Value| json!({"id": "chatcmpl-fake", "object": "chat.completion.chunk", "model": MODEL, "choices": choices, "usage": usage});
    let piece = |delta: Value| chunk(json!([{"index": 0, "delta": delta, "finish_reason": null}]), Value::Null);
    let mut chunks = match reply {
        ChatReplyBody::Say(words) => words.split_inclusive(' ').map(|word| piece(json!({"content": word}))).collect(),
        ChatReplyBody::Call(..) => vec![piece(reply.message())],
    };
    chunks.push(chunk(json!([{"index": 0, "delta": {}, "finish_reason": reply.finish_reason()}]), Value::Null));
    chunks.push(chunk(json!([]), usage(request, reply)));
    chunks
}

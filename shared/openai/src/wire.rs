//! The JSON of the protocol. Source: OpenAI, API reference, "Chat".

use std::borrow::Cow;

use platform::config::ReasoningEffort;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{ChatReply, ChatRequest, ModelError, TokenUsage};

/// A message of a conversation. It borrows, so a request does not copy the call's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message<'a> {
    /// Instructions.
    System(Cow<'a, str>),
    /// The caller's words.
    User(Cow<'a, str>),
    /// The model's words and tool calls.
    Assistant {
        /// The words, if any.
        text: Option<Cow<'a, str>>,
        /// The tool calls.
        tool_calls: Vec<ToolCall>,
    },
    /// The result of a tool call.
    Tool {
        /// The id of the tool call.
        call_id: Cow<'a, str>,
        /// The result.
        content: Cow<'a, str>,
    },
}

/// A tool call that the model requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The id of the call.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// The model's text for the arguments. It should be JSON, but may be anything.
    pub arguments: String,
}

/// A tool that the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolDefinition {
    /// Its name.
    pub name: &'static str,
    /// When to call it.
    pub description: &'static str,
    /// The JSON Schema of its arguments, valid for strict mode.
    pub parameters: Value,
}

/// The schema of an answer in JSON. Source: OpenAI, "Structured model outputs".
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerSchema {
    /// Its name: letters, digits, `_` and `-`.
    pub name: &'static str,
    /// The JSON Schema, valid for strict mode.
    pub schema: Value,
}

#[derive(Serialize)]
struct JsonSchema<'a> {
    name: &'a str,
    strict: bool,
    schema: &'a Value,
}

#[derive(Serialize)]
struct ResponseFormat<'a> {
    r#type: &'static str,
    json_schema: JsonSchema<'a>,
}

#[derive(Serialize)]
struct FunctionBody<'a> {
    name: &'a str,
    arguments: &'a str,
}

#[derive(Serialize)]
struct OutgoingCall<'a> {
    id: &'a str,
    r#type: &'static str,
    function: FunctionBody<'a>,
}

#[derive(Serialize)]
struct OutgoingMessage<'a> {
    role: &'static str,
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<OutgoingCall<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'a str>,
}

impl Serialize for Message<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plain = |role, content| OutgoingMessage { role, content, tool_calls: Vec::new(), tool_call_id: None };
        match self {
            Self::System(text) => plain("system", Some(text)),
            Self::User(text) => plain("user", Some(text)),
            Self::Assistant { text, tool_calls } => {
                let tool_calls = tool_calls.iter().map(outgoing).collect();
                OutgoingMessage { tool_calls, ..plain("assistant", text.as_deref()) }
            }
            Self::Tool { call_id, content } => {
                OutgoingMessage { tool_call_id: Some(call_id), ..plain("tool", Some(content)) }
            }
        }
        .serialize(serializer)
    }
}

fn outgoing(call: &ToolCall) -> OutgoingCall<'_> {
    // Servers reject a history with arguments that are not JSON, even if a model wrote them.
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&call.arguments).is_ok();
    let arguments = if is_json { call.arguments.as_str() } else { "{}" };
    OutgoingCall { id: &call.id, r#type: "function", function: FunctionBody { name: &call.name, arguments } }
}

#[derive(Serialize)]
struct OutgoingFunction<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a Value,
    strict: bool,
}

#[derive(Serialize)]
struct OutgoingTool<'a> {
    r#type: &'static str,
    function: OutgoingFunction<'a>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// The options that all requests of a client share.
#[derive(Debug, Clone)]
pub(super) struct RequestOptions {
    pub(super) model: String,
    pub(super) stream: bool,
    pub(super) max_completion_tokens: u32,
    pub(super) reasoning_effort: Option<ReasoningEffort>,
    pub(super) prompt_cache_key: bool,
}

#[derive(Serialize)]
pub(super) struct RequestBody<'a> {
    model: &'a str,
    messages: &'a [Message<'a>],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<OutgoingTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    max_completion_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_key: Option<&'a str>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

impl<'a> RequestBody<'a> {
    pub(super) fn new(options: &'a RequestOptions, request: &ChatRequest<'a>) -> Self {
        let tool = |tool: &'a ToolDefinition| OutgoingTool {
            r#type: "function",
            function: OutgoingFunction {
                name: tool.name,
                description: tool.description,
                parameters: &tool.parameters,
                strict: true,
            },
        };
        let tools = request.tools.iter().map(tool).collect();
        let format = |answer: &'a AnswerSchema| ResponseFormat {
            r#type: "json_schema",
            json_schema: JsonSchema { name: answer.name, strict: true, schema: &answer.schema },
        };
        Self {
            model: &options.model,
            messages: request.messages,
            tools,
            response_format: request.answer.map(format),
            max_completion_tokens: options.max_completion_tokens,
            reasoning_effort: options.reasoning_effort.map(ReasoningEffort::as_str),
            prompt_cache_key: options.prompt_cache_key.then_some(request.cache_key),
            stream: options.stream,
            stream_options: options.stream.then_some(StreamOptions { include_usage: true }),
        }
    }
}

/// A part of a message, streamed or whole.
#[derive(Deserialize, Default)]
pub(super) struct MessageDelta {
    pub(super) content: Option<String>,
    pub(super) refusal: Option<String>,
    pub(super) tool_calls: Option<Vec<CallPiece>>,
}

#[derive(Deserialize)]
pub(super) struct CallPiece {
    pub(super) index: Option<usize>,
    pub(super) id: Option<String>,
    pub(super) function: Option<FunctionPiece>,
}

#[derive(Deserialize)]
pub(super) struct FunctionPiece {
    pub(super) name: Option<String>,
    pub(super) arguments: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default, alias = "message")]
    pub(super) delta: Option<MessageDelta>,
    pub(super) finish_reason: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
pub(super) struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
    prompt_tokens_details: Option<UsageDetails>,
}

#[derive(Deserialize, Default, Clone, Copy)]
struct UsageDetails {
    cached_tokens: Option<u64>,
    cache_write_tokens: Option<u64>,
}

impl From<Usage> for TokenUsage {
    fn from(usage: Usage) -> Self {
        let details = usage.prompt_tokens_details.unwrap_or_default();
        Self {
            prompt: usage.prompt_tokens,
            cached: details.cached_tokens.unwrap_or(0),
            cache_write: details.cache_write_tokens.unwrap_or(0),
            completion: usage.completion_tokens,
        }
    }
}

/// A chunk of a stream, or a whole completion. The two differ only in `delta` and `message`.
#[derive(Deserialize)]
pub(super) struct ChatCompletion {
    #[serde(default)]
    pub(super) choices: Vec<Choice>,
    pub(super) usage: Option<Usage>,
    pub(super) error: Option<serde::de::IgnoredAny>,
}

pub(super) fn read_completion(body: &[u8], sink: &mut impl super::WordSink) -> Result<ChatReply, ModelError> {
    let mut reply = super::accumulate::Accumulator::default();
    let body = std::str::from_utf8(body).map_err(|_| ModelError::InvalidResponse("the response is not text"))?;
    reply.add(body, sink)?;
    reply.finish()
}

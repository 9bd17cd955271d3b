//! The JSON of the protocol. Source: OpenAI, API reference, "Chat".

use std::borrow::Cow;

use platform::config::{ModelSetting, OutputLimit, ReasoningEffort, ServiceTier, Verbosity};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{
    ChatReply, ChatRequest, ModelError, TokenUsage,
    parameters::{Parameter, RefusedParameters},
};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    include_obfuscation: Option<bool>,
}

/// The options that all requests of a client share.
#[derive(Debug, Clone)]
pub(super) struct RequestOptions {
    pub(super) model: ModelSetting,
    pub(super) stream: bool,
    pub(super) refused: RefusedParameters,
}

#[derive(Serialize)]
pub(super) struct RequestBody<'a> {
    model: &'a str,
    messages: &'a [Message<'a>],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<OutgoingTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verbosity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parallel_tool_calls: Option<bool>,
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
        let RequestOptions { model, stream, refused } = options;
        let takes = |parameter| !refused.contains(parameter);
        let takes_newer = takes(Parameter::MaxCompletionTokens);
        let is_newer = match model.output_limit {
            OutputLimit::MaxCompletionTokens => takes_newer,
            OutputLimit::MaxTokens => takes_newer && !takes(Parameter::MaxTokens),
        };
        let has_tools = !request.tools.is_empty();
        let effort = if has_tools { model.effort_with_tools } else { model.reasoning_effort };
        let obfuscation = model.without_obfuscation && takes(Parameter::Obfuscation);
        let stream_options = StreamOptions { include_usage: true, include_obfuscation: obfuscation.then_some(false) };
        Self {
            model: &model.name,
            messages: request.messages,
            tools,
            response_format: request.answer.map(format),
            max_completion_tokens: is_newer.then_some(model.most_tokens),
            max_tokens: (!is_newer && takes(Parameter::MaxTokens)).then_some(model.most_tokens),
            reasoning_effort: effort.filter(|_| takes(Parameter::ReasoningEffort)).map(ReasoningEffort::as_str),
            verbosity: model.verbosity.filter(|_| takes(Parameter::Verbosity)).map(Verbosity::as_str),
            service_tier: model.service_tier.filter(|_| takes(Parameter::ServiceTier)).map(ServiceTier::as_str),
            parallel_tool_calls: model.parallel_tool_calls.filter(|_| has_tools && takes(Parameter::ParallelToolCalls)),
            prompt_cache_key: (model.prompt_cache_key && takes(Parameter::PromptCacheKey)).then_some(request.cache_key),
            stream: *stream,
            stream_options: (*stream && takes(Parameter::StreamOptions)).then_some(stream_options),
        }
    }

    /// The parameters that the request has and can do without.
    pub(super) fn optional(&self) -> Vec<Parameter> {
        let has = |parameter: &Parameter| match parameter {
            Parameter::ReasoningEffort => self.reasoning_effort.is_some(),
            Parameter::Verbosity => self.verbosity.is_some(),
            Parameter::ServiceTier => self.service_tier.is_some(),
            Parameter::ParallelToolCalls => self.parallel_tool_calls.is_some(),
            Parameter::PromptCacheKey => self.prompt_cache_key.is_some(),
            Parameter::MaxCompletionTokens => self.max_completion_tokens.is_some(),
            Parameter::MaxTokens => self.max_tokens.is_some(),
            Parameter::StreamOptions => self.stream_options.is_some(),
            Parameter::Obfuscation => {
                self.stream_options.as_ref().is_some_and(|options| options.include_obfuscation.is_some())
            }
        };
        Parameter::ALL.into_iter().filter(has).collect()
    }
}

/// A part of a message, streamed or whole.
#[derive(Deserialize, Default)]
pub(super) struct MessageDelta {
    pub(super) content: Option<Value>,
    pub(super) refusal: Option<Value>,
    pub(super) tool_calls: Option<Vec<CallPiece>>,
    /// The call of older servers.
    pub(super) function_call: Option<FunctionPiece>,
}

#[derive(Deserialize)]
pub(super) struct CallPiece {
    /// A number; some servers send it as text.
    pub(super) index: Option<Value>,
    pub(super) id: Option<String>,
    pub(super) function: Option<FunctionPiece>,
}

#[derive(Deserialize, Default)]
pub(super) struct FunctionPiece {
    pub(super) name: Option<String>,
    /// A part of a text; some servers send an object.
    pub(super) arguments: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    pub(super) index: Option<u64>,
    pub(super) delta: Option<MessageDelta>,
    pub(super) message: Option<MessageDelta>,
    pub(super) finish_reason: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
pub(super) struct Usage {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
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
            prompt: usage.prompt_tokens.unwrap_or(0),
            cached: details.cached_tokens.unwrap_or(0),
            cache_write: details.cache_write_tokens.unwrap_or(0),
            completion: usage.completion_tokens.unwrap_or(0),
        }
    }
}

/// A chunk of a stream, or a whole completion. The two differ only in `delta` and `message`.
#[derive(Deserialize)]
pub(super) struct ChatCompletion {
    pub(super) choices: Option<Vec<Choice>>,
    pub(super) usage: Option<Usage>,
    pub(super) error: Option<Value>,
}

pub(super) fn read_completion(body: &[u8], sink: &mut impl super::WordSink) -> Result<ChatReply, ModelError> {
    let mut reply = super::accumulate::Accumulator::default();
    let body = std::str::from_utf8(body).map_err(|_| ModelError::InvalidResponse("the response is not text"))?;
    reply.add(body, sink)?;
    reply.finish()
}

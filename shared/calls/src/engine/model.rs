//! Asks the model: the messages of a request, and what its reply or its failure means for the conversation.

use std::borrow::Cow;

use domain::{
    conversation::{Event, HistoryEntry, ModelTurn, ToolRequest},
    usage::TokenCount,
};
use openai::{ChatRequest, Message, ModelError, ToolCall};
use platform::error_chain::ErrorChain;
use tokio::time::Instant;
use tracing::warn;

use super::{Engine, TenantContext, speech::Listener};

impl Engine {
    /// Asks the model. There is no event if it exceeds the deadline and no part of its reply can be spoken.
    pub(super) async fn ask(
        &self,
        tenant: TenantContext<'_>,
        facts: &str,
        history: &[HistoryEntry],
        deadline: Instant,
        listener: &mut Listener<'_>,
    ) -> (Option<Event>, TokenCount) {
        let nothing = TokenCount::default();
        if !tenant.may_ask {
            return (Some(Event::ModelFailed), nothing);
        }
        let Some(api_key) = tenant.api_key else {
            warn!("no API key for the model");
            return (Some(Event::ModelFailed), nothing);
        };
        let estimate = || estimated(tenant.agent.prompt_bytes(history));
        let messages = messages(&tenant.agent.instructions, facts, history);
        let request = ChatRequest {
            messages: &messages,
            tools: &tenant.agent.tools,
            answer: None,
            cache_key: &tenant.agent.cache_key,
        };
        match self.model.chat(api_key, &request, deadline, listener).await {
            Ok(reply) => {
                listener.end();
                let tokens = TokenCount {
                    prompt_tokens: reply.usage.prompt,
                    cached_tokens: reply.usage.cached,
                    cache_write_tokens: reply.usage.cache_write,
                    completion_tokens: reply.usage.completion,
                };
                let billed = if tokens.prompt_tokens == 0 { estimate() } else { tokens };
                let tools = reply.tool_calls.into_iter().map(tool_request).collect();
                (Some(Event::ModelSaid(ModelTurn { text: reply.text, tools, tokens })), billed)
            }
            Err(ModelError::TooSlow) => {
                let text = listener.cut_off();
                warn!(partly_heard = text.is_some(), "the model exceeded the deadline");
                let turn = text.map(|text| ModelTurn { text: Some(text), tools: Vec::new(), tokens: nothing });
                (turn.map(Event::ModelSaid), estimate())
            }
            Err(error) => {
                warn!(error = %ErrorChain(&error), "the model failed");
                let billed = if matches!(error, ModelError::InvalidResponse(_)) { estimate() } else { nothing };
                (Some(Event::ModelFailed), billed)
            }
        }
    }
}

/// The tokens of a request whose count is unknown. Two bytes a token is more tokens than text usually has.
pub(crate) fn estimated(prompt_bytes: usize) -> TokenCount {
    TokenCount {
        prompt_tokens: prompt_bytes.div_ceil(2) as u64,
        completion_tokens: u64::from(openai::MAX_COMPLETION_TOKENS),
        ..TokenCount::default()
    }
}

/// The messages for the model: first the instructions, which are the same for every call and are served from the cache;
/// then the facts of this call; then the history.
fn messages<'a>(instructions: &'a str, facts: &'a str, history: &'a [HistoryEntry]) -> Vec<Message<'a>> {
    let mut messages = Vec::with_capacity(history.len() + 2);
    messages.push(Message::System(instructions.into()));
    messages.push(Message::System(facts.into()));
    messages.extend(history.iter().map(|entry| match entry {
        HistoryEntry::CallerSaid { text } => Message::User(text.into()),
        HistoryEntry::CallerKeyed { digits } => Message::User(format!("(pressed the keys {digits})").into()),
        HistoryEntry::AgentSaid { .. } => Message::Assistant { text: Some(heard(entry)), tool_calls: Vec::new() },
        HistoryEntry::ToolsRequested { requests } => {
            Message::Assistant { text: None, tool_calls: requests.iter().map(tool_call).collect() }
        }
        HistoryEntry::ToolReturned { id, content } => Message::Tool { call_id: id.into(), content: content.into() },
    }));
    messages
}

/// The agent's words that the caller heard. A dash marks an interruption.
fn heard(entry: &HistoryEntry) -> Cow<'_, str> {
    match entry.heard() {
        Some((words, true)) => words.into(),
        Some((words, false)) => format!("{words}—").into(),
        None => "".into(),
    }
}

fn tool_call(request: &ToolRequest) -> ToolCall {
    ToolCall { id: request.id.clone(), name: request.name.clone(), arguments: request.arguments.clone() }
}

fn tool_request(call: ToolCall) -> ToolRequest {
    ToolRequest { id: call.id, name: call.name, arguments: call.arguments }
}

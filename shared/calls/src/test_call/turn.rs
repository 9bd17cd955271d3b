//! A turn of a test call: what was said and decided, and how long it took.

use std::time::Duration;

use domain::{
    conversation::HistoryEntry,
    id::TestCallId,
    money::MicroUsd,
    triage::Hazard,
    usage::{CallUsage, TokenCount},
};
use store::Reply;

/// A turn of a test call.
#[derive(Debug, Clone, PartialEq)]
pub struct TestTurn {
    /// The call.
    pub test_call: TestCallId,
    /// The version of the configuration.
    pub version: u32,
    /// The number of this turn, from 0 for the greeting.
    pub turn: usize,
    /// The words, and what follows them.
    pub reply: Reply,
    /// Whether the call is over.
    pub ended: bool,
    /// The decisions in it.
    pub decided: Decided,
    /// Its latency.
    pub latency: Latency,
}

/// The decisions in a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The hazard that triage detected in the caller's words, before the model saw them.
    pub triage: Option<Hazard>,
    /// The hazard that the call newly reacts to. In a phone call, the people on call are paged now.
    pub emergency: Option<Hazard>,
    /// The tool calls of the model and their results, in order.
    pub tools: Vec<ToolUse>,
    /// Requests to the model.
    pub model_requests: u64,
    /// The name of the model that answered last; `None` if none answered.
    pub model: Option<String>,
    /// The billed tokens.
    pub tokens: TokenCount,
    /// What they cost.
    pub cost: MicroUsd,
}

/// A tool call of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolUse {
    /// Its name, as the model wrote it.
    pub name: String,
    /// Its arguments, as the model wrote them.
    pub arguments: String,
    /// The result for the model; `None` if the turn ended with the tool.
    pub result: Option<String>,
}

/// The latency of a turn, by stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// Reading the call, the agent and the API key.
    pub load: Duration,
    /// Waiting for the model.
    pub model: Duration,
    /// Running tools.
    pub tools: Duration,
    /// Saving the call.
    pub save: Duration,
    /// The whole turn.
    pub total: Duration,
}

pub(super) fn tokens_since(before: &CallUsage, after: &CallUsage) -> TokenCount {
    let (before, after) = (before.tokens, after.tokens);
    TokenCount {
        prompt_tokens: after.prompt_tokens - before.prompt_tokens,
        cached_tokens: after.cached_tokens - before.cached_tokens,
        cache_write_tokens: after.cache_write_tokens - before.cache_write_tokens,
        completion_tokens: after.completion_tokens - before.completion_tokens,
    }
}

pub(super) fn tools_used(history: &[HistoryEntry]) -> Vec<ToolUse> {
    let returned = |wanted: &str| {
        history.iter().find_map(|entry| match entry {
            HistoryEntry::ToolReturned { id, content } if id == wanted => Some(content.clone()),
            _ => None,
        })
    };
    let requested = history.iter().flat_map(|entry| match entry {
        HistoryEntry::ToolsRequested { requests } => requests.as_slice(),
        _ => &[],
    });
    requested
        .map(|request| ToolUse {
            name: request.name.clone(),
            arguments: request.arguments.clone(),
            result: returned(&request.id),
        })
        .collect()
}

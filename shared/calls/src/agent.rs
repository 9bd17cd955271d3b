//! A company's agent for the model: one version of its configuration, and what is derived from it.

use domain::{
    conversation::{HistoryEntry, ToolRequest},
    id::TenantId,
    prompt,
    tenant::TenantConfig,
    tool::{self},
};
use openai::ToolDefinition;

/// Built once per version of a configuration and cached, since every turn of every call uses it.
#[derive(Debug)]
pub struct Agent {
    /// The configuration.
    pub config: TenantConfig,
    /// Its version.
    pub config_version: u32,
    pub(crate) instructions: String,
    pub(crate) cache_key: String,
    pub(crate) tools: Vec<ToolDefinition>,
    /// The bytes of instructions and tools.
    constant_bytes: usize,
}

/// The bytes of a message beside its text.
const MESSAGE_BYTES: usize = 64;
/// The bytes of the facts of a call, at most.
const FACTS_BYTES: usize = 2 * 1024;

impl Agent {
    /// The agent of this version of a company's configuration.
    #[must_use]
    pub fn new(tenant: &TenantId, config: TenantConfig, config_version: u32) -> Self {
        let instructions = prompt::instructions(&config);
        let cache_key = format!("{tenant}/v{config_version}");
        let tools: Vec<ToolDefinition> = tool::definitions(&config)
            .into_iter()
            .map(|tool| ToolDefinition { name: tool.name, description: tool.description, parameters: tool.parameters })
            .collect();
        let of_tool = |tool: &ToolDefinition| {
            tool.name.len() + tool.description.len() + tool.parameters.to_string().len() + MESSAGE_BYTES
        };
        let constant_bytes = instructions.len() + tools.iter().map(of_tool).sum::<usize>() + FACTS_BYTES;
        Self { config, config_version, instructions, cache_key, tools, constant_bytes }
    }

    /// The bytes that a request to the model has with this history, at most.
    pub(crate) fn prompt_bytes(&self, history: &[HistoryEntry]) -> usize {
        self.constant_bytes + history.iter().map(bytes_of).sum::<usize>()
    }
}

fn bytes_of(entry: &HistoryEntry) -> usize {
    let content = match entry {
        HistoryEntry::CallerSaid { text } | HistoryEntry::AgentSaid { text, .. } => text.len(),
        HistoryEntry::CallerKeyed { digits } => digits.len(),
        HistoryEntry::ToolsRequested { requests } => requests
            .iter()
            .map(|ToolRequest { id, name, arguments }| id.len() + name.len() + arguments.len() + MESSAGE_BYTES)
            .sum(),
        HistoryEntry::ToolReturned { id, content } => id.len() + content.len(),
    };
    content + MESSAGE_BYTES
}

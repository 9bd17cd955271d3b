//! A company's agent for the model: one version of its configuration, and what is derived from it.

use domain::{
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
}

impl Agent {
    /// The agent of this version of a company's configuration.
    #[must_use]
    pub fn new(tenant: &TenantId, config: TenantConfig, config_version: u32) -> Self {
        let instructions = prompt::instructions(&config);
        let cache_key = format!("{tenant}/v{config_version}");
        let tools = tool::definitions(&config)
            .into_iter()
            .map(|tool| ToolDefinition { name: tool.name, description: tool.description, parameters: tool.parameters })
            .collect();
        Self { config, config_version, instructions, cache_key, tools }
    }
}

//! The history of a call: words and tools, in order. The model and the transcript use it.

use serde::{Deserialize, Serialize};

/// One entry of the history.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HistoryEntry {
    /// The caller spoke.
    CallerSaid {
        /// The words as recognised.
        text: String,
    },
    /// The caller pressed keys.
    CallerKeyed {
        /// The keys.
        digits: String,
    },
    /// The agent spoke.
    AgentSaid {
        /// The words.
        text: String,
    },
    /// The model asked for tools.
    ToolsRequested {
        /// The requests, in order.
        requests: Vec<ToolRequest>,
    },
    /// A tool's result, for the model.
    ToolReturned {
        /// The request's id.
        id: String,
        /// The text that the model reads.
        content: String,
    },
}

/// A tool call as the model wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRequest {
    /// The request's id.
    pub id: String,
    /// The tool's name; the model may have invented it.
    pub name: String,
    /// The arguments as JSON text; the model may have written anything.
    pub arguments: String,
}

impl HistoryEntry {
    fn kind(&self) -> &'static str {
        match self {
            Self::CallerSaid { .. } => "CallerSaid",
            Self::CallerKeyed { .. } => "CallerKeyed",
            Self::AgentSaid { .. } => "AgentSaid",
            Self::ToolsRequested { .. } => "ToolsRequested",
            Self::ToolReturned { .. } => "ToolReturned",
        }
    }
}

/// Shows the kind only: the rest is personal data.
impl std::fmt::Debug for HistoryEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

/// Shows nothing: even the tool's name comes from the model.
impl std::fmt::Debug for ToolRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToolRequest(…)")
    }
}

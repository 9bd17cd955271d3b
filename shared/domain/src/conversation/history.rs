//! What was said and done in a call, in order. It is what a model is shown and what a transcript is made of.

use serde::{Deserialize, Serialize};

/// One thing said or done.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
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
        /// What for, in order.
        requests: Vec<ToolRequest>,
    },
    /// A tool's result, for the model.
    ToolReturned {
        /// The request's id.
        id: String,
        /// What the model is told.
        content: String,
    },
}

/// A tool a model wants, as it wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRequest {
    /// The request's id.
    pub id: String,
    /// The tool's name; may be invented.
    pub name: String,
    /// Its arguments as JSON text; may be anything.
    pub arguments: String,
}

impl Entry {
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

/// Names the kind only: the rest is personal.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

/// Names nothing: even a tool's name is a model's invention.
impl std::fmt::Debug for ToolRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToolRequest(…)")
    }
}

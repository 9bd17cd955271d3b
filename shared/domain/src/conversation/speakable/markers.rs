//! The markers of models and their templates. A list per kind; what stands between two markers is not known here.

use crate::tool;

/// Tags around reasoning.
const REASONING: [&str; 22] = [
    "think",
    "thinking",
    "thought",
    "thoughts",
    "reasoning",
    "reason",
    "reflection",
    "reflect",
    "scratchpad",
    "analysis",
    "internal",
    "inner_monologue",
    "monologue",
    "plan",
    "planning",
    "begin_of_thought",
    "antthinking",
    "chain_of_thought",
    "cot",
    "deliberation",
    "notes",
    "system",
];

/// Tags around tool calls and what belongs to them, and code.
const TOOLS: [&str; 28] = [
    "tool_call",
    "tool_calls",
    "toolcall",
    "tool",
    "tools",
    "tool_use",
    "tool_code",
    "tool_response",
    "tool_result",
    "tool_results",
    "tool_output",
    "tool_input",
    "tool_name",
    "function",
    "functions",
    "function_call",
    "function_calls",
    "function_results",
    "function_response",
    "functioncall",
    "invoke",
    "parameter",
    "parameters",
    "arguments",
    "arg_key",
    "arg_value",
    "script",
    "style",
];

/// Whether a tag of this name holds reasoning.
pub(super) fn is_reasoning_tag(name: &str) -> bool {
    REASONING.contains(&name)
}

/// Whether a tag of this name holds tool calls or code.
pub(super) fn is_tool_tag(name: &str) -> bool {
    TOOLS.contains(&name)
}

/// Whether the name of a hidden tag begins with this.
pub(super) fn tags_begin_with(start: &str) -> bool {
    REASONING.iter().chain(&TOOLS).any(|name| name.starts_with(start))
}

/// The label at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// The agent's words follow.
    Answer,
    /// Reasoning or a tool call follows, up to the label of an answer.
    Thought,
    /// The model goes on with words of the caller.
    Caller,
}

const LABELS: [(Label, &[&str]); 3] = [
    (
        Label::Answer,
        &[
            "assistant",
            "agent",
            "ai",
            "ai assistant",
            "ai agent",
            "bot",
            "receptionist",
            "dispatcher",
            "representative",
            "answer",
            "final answer",
            "response",
            "final response",
            "spoken response",
            "reply",
            "output",
            "asistente",
            "agente",
            "recepcionista",
            "respuesta",
            "respuesta final",
        ],
    ),
    (
        Label::Thought,
        &[
            "thought",
            "thoughts",
            "thinking",
            "reasoning",
            "analysis",
            "action",
            "action input",
            "observation",
            "tool call",
            "function call",
            "internal",
            "system",
            "tool",
            "pensamiento",
            "razonamiento",
            "accion",
            "acción",
            "observación",
        ],
    ),
    (Label::Caller, &["caller", "user", "human", "customer", "cliente", "usuario", "llamante"]),
];

/// The label of this name, in lower case.
pub(super) fn label(name: &str) -> Option<Label> {
    LABELS.iter().find_map(|(label, names)| names.contains(&name).then_some(*label))
}

/// Whether a label begins with this.
pub(super) fn labels_begin_with(start: &str) -> bool {
    LABELS.iter().any(|(_, names)| names.iter().any(|name| name.starts_with(start)))
}

/// Whether this is the name of a tool, alone or in a namespace.
pub(super) fn is_call_name(name: &str) -> bool {
    let (space, last) = name.rsplit_once('.').unwrap_or(("", name));
    matches!(space, "functions" | "default_api" | "tools" | "tool" | "api") || tool::NAMES.contains(&last)
}

/// Whether a harmony message with this header is for the user.
pub(super) fn is_harmony_answer(header: &str) -> bool {
    let header = header.trim();
    header.is_empty() || header.starts_with("final") || header == "assistant"
}

/// A token of a template, such as `<|im_end|>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SpecialToken {
    /// A harmony message begins.
    Start,
    /// The channel of a harmony message follows.
    Channel,
    /// The content of a harmony message follows.
    Message,
    /// The role follows, to the end of the line.
    Line,
    /// A tool call follows, to the end of the text.
    Rest,
    /// A hidden part of this kind begins.
    Begin(String),
    /// A part of this kind ends; any part, if the kind is empty.
    End(String),
    /// Anything else.
    Other,
}

impl SpecialToken {
    /// Reads `<|…|>`.
    pub(super) fn parse(marker: &str) -> Option<Self> {
        let name = marker.strip_prefix("<|")?.strip_suffix("|>")?.to_ascii_lowercase();
        if name.contains('|') {
            return None;
        }
        Some(match name.as_str() {
            "start" => Self::Start,
            "channel" => Self::Channel,
            "message" => Self::Message,
            "im_start" => Self::Line,
            "python_tag" => Self::Rest,
            "end" | "return" | "call" | "im_end" | "eot_id" | "eom_id" | "eot" | "end_of_text" | "endoftext"
            | "end_of_turn" | "end_of_sentence" => Self::End(String::new()),
            _ => Self::part(&name),
        })
    }

    fn part(name: &str) -> Self {
        let ends = name.starts_with('/') || name.split('_').any(|word| word == "end");
        let kind: String = name
            .trim_start_matches('/')
            .split('_')
            .filter(|word| !matches!(*word, "begin" | "start" | "end" | "of" | "section"))
            .collect();
        let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
        match ends {
            true => Self::End(kind),
            false if has(&["tool", "function", "think", "thought", "reason", "header", "analysis"]) => {
                Self::Begin(kind)
            }
            false => Self::Other,
        }
    }

    /// Whether a part of this kind ends here.
    pub(super) fn ends(&self, kind: &str) -> bool {
        match self {
            Self::End(ended) => ended.is_empty() || ended == kind,
            Self::Start | Self::Channel => kind.is_empty(),
            _ => false,
        }
    }

    /// Whether the header of a message follows.
    pub(super) fn begins_message(&self) -> bool {
        matches!(self, Self::Start | Self::Channel)
    }
}

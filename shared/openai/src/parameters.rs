//! The optional parameters of a request, and which of them a server refuses.
//!
//! A server that does not know a parameter, or a value of it, answers with the status 400 and names it. The request is repeated without
//! it, and the parameter is left out from then on. Messages, tools, the schema of the answer and the model's name are never left out.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use serde_json::Value;

/// A parameter that a request can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    ReasoningEffort,
    Verbosity,
    ServiceTier,
    ParallelToolCalls,
    PromptCacheKey,
    MaxCompletionTokens,
    MaxTokens,
    Obfuscation,
    StreamOptions,
}

impl Parameter {
    pub(super) const ALL: [Self; 9] = [
        Self::ReasoningEffort,
        Self::Verbosity,
        Self::ServiceTier,
        Self::ParallelToolCalls,
        Self::PromptCacheKey,
        Self::MaxCompletionTokens,
        Self::MaxTokens,
        Self::Obfuscation,
        Self::StreamOptions,
    ];

    /// Its place in the request, with dots.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::ReasoningEffort => "reasoning_effort",
            Self::Verbosity => "verbosity",
            Self::ServiceTier => "service_tier",
            Self::ParallelToolCalls => "parallel_tool_calls",
            Self::PromptCacheKey => "prompt_cache_key",
            Self::MaxCompletionTokens => "max_completion_tokens",
            Self::MaxTokens => "max_tokens",
            Self::Obfuscation => "stream_options.include_obfuscation",
            Self::StreamOptions => "stream_options",
        }
    }

    /// Its name: the last part of its path.
    fn name(self) -> &'static str {
        self.path().rsplit('.').next().unwrap_or_else(|| self.path())
    }

    /// The parameter at a path of the request, or around it.
    fn at(path: &str, sent: &[Self]) -> Option<Self> {
        let is_at = |parameter: &Self| {
            let inside = path.strip_prefix(parameter.path());
            inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['.', '[']))
        };
        // The part of an option comes before the option.
        sent.iter().copied().find(is_at).or_else(|| sent.iter().copied().find(|parameter| parameter.name() == path))
    }

    fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// The parameters that a model on a server has refused since this process began. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct RefusedParameters(Arc<AtomicU16>);

impl RefusedParameters {
    pub(super) fn insert(&self, parameter: Parameter) {
        self.0.fetch_or(parameter.bit(), Ordering::Relaxed);
    }

    pub(super) fn contains(&self, parameter: Parameter) -> bool {
        self.0.load(Ordering::Relaxed) & parameter.bit() != 0
    }
}

/// What the message of a server says that names no parameter in a field of its own.
const REFUSALS: [&str; 10] = [
    "unsupported",
    "not supported",
    "not support",
    "unknown",
    "unrecognized",
    "not recognized",
    "unexpected",
    "not permitted",
    "not allowed",
    "invalid",
];

/// The parameter that the body of a refusal names, if the request had it. Nothing else is taken from the body: it may repeat the
/// caller's words.
pub(super) fn refused(body: &[u8], sent: &[Parameter]) -> Option<Parameter> {
    let body: Value = serde_json::from_slice(body).ok()?;
    // FastAPI's form.
    if let Some(problems) = body.get("detail").and_then(Value::as_array) {
        return problems.iter().find_map(|problem| at_location(problem, sent));
    }
    let error = body.get("error").unwrap_or(&body);
    if let Some(path) = error.get("param").and_then(Value::as_str).filter(|path| !path.is_empty()) {
        return Parameter::at(path, sent);
    }
    let message = error.get("message").unwrap_or(error).as_str()?;
    let lower = message.to_lowercase();
    if !REFUSALS.iter().any(|words| lower.contains(words)) {
        return None;
    }
    let named = sent.iter().filter_map(|parameter| Some((position(message, parameter.name())?, *parameter)));
    named.min_by_key(|(position, _)| *position).map(|(_, parameter)| parameter)
}

fn at_location(problem: &Value, sent: &[Parameter]) -> Option<Parameter> {
    let parts = problem.get("loc")?.as_array()?.iter().filter_map(Value::as_str);
    let path: Vec<&str> = parts.skip_while(|part| *part == "body").collect();
    Parameter::at(&path.join("."), sent)
}

/// Where a name stands in a text as a whole word.
fn position(text: &str, name: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, after) = (&text[..*at], &text[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(body: &Value) -> Option<&'static str> {
        let sent =
            Parameter::ALL.into_iter().filter(|parameter| *parameter != Parameter::MaxTokens).collect::<Vec<_>>();
        refused(body.to_string().as_bytes(), &sent).map(Parameter::path)
    }

    fn error(param: &Value, message: &str) -> Value {
        json!({"error": {"type": "invalid_request_error", "code": null, "param": param, "message": message}})
    }

    #[test]
    fn parameter_is_found_by_the_error_s_param() {
        for parameter in Parameter::ALL.into_iter().filter(|parameter| *parameter != Parameter::MaxTokens) {
            assert_eq!(found(&error(&json!(parameter.path()), "Unknown parameter.")), Some(parameter.path()));
        }
        assert_eq!(found(&error(&json!("stream_options.include_usage"), "no")), Some("stream_options"));
        assert_eq!(
            found(&error(&json!("max_tokens"), "max_completion_tokens is unsupported")),
            None,
            "it was not sent"
        );
        for needed in
            ["messages", "messages[1].content", "tools", "tools[0].function.strict", "model", "response_format"]
        {
            assert_eq!(found(&error(&json!(needed), "unsupported: verbosity")), None, "{needed}");
        }
    }

    #[test]
    fn parameter_is_found_in_the_message_of_a_server_without_param() {
        let cases = [
            ("Unrecognized request argument supplied: reasoning_effort", Some("reasoning_effort")),
            (
                "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead.",
                Some("max_completion_tokens"),
            ),
            ("Unknown field \"include_obfuscation\" in stream_options", Some("stream_options.include_obfuscation")),
            ("Extra inputs are not permitted: verbosity", Some("verbosity")),
            ("The caller's words named verbosity", None),
            ("Unknown parameter: my_verbosity", None),
            ("Invalid messages", None),
        ];
        for (message, expected) in cases {
            assert_eq!(found(&error(&Value::Null, message)), expected, "{message}");
        }
        assert_eq!(found(&json!({"error": "unknown argument verbosity"})), Some("verbosity"));
        assert_eq!(found(&json!({"object": "error", "message": "unexpected service_tier"})), Some("service_tier"));
    }

    #[test]
    fn parameter_is_found_by_its_location() {
        let at = |location: &Value| found(&json!({"detail": [{"type": "extra_forbidden", "loc": location}]}));
        assert_eq!(at(&json!(["body", "verbosity"])), Some("verbosity"));
        let obfuscation = json!(["body", "stream_options", "include_obfuscation"]);
        assert_eq!(at(&obfuscation), Some("stream_options.include_obfuscation"));
        assert_eq!(at(&json!(["body", "messages", 0, "content"])), None);
    }

    #[test]
    fn body_that_is_no_error_names_nothing() {
        let sent = &Parameter::ALL[..];
        for body in [
            "",
            "<html>unknown verbosity</html>",
            "[]",
            "null",
            "{}",
            r#"{"error": null}"#,
            r#"{"error": {"message": 4}}"#,
        ] {
            assert_eq!(refused(body.as_bytes(), sent), None, "{body}");
        }
    }
}

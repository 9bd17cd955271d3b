//! Recorded turns of a model, for a run without one.
//!
//! A recording by a run with a live model answers one prompt, so it holds a fingerprint of the prompt and of the tools. Turns that
//! were written by hand answer no prompt: they hold the fingerprint of the tools only.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::scenario::CallerAct;

/// The recorded turns of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelRecording {
    written: RecordedBy,
    /// The fingerprint of names and parameters of the tools; empty before it was ever stamped.
    #[serde(default)]
    tools: String,
    /// The fingerprint of the prompt, for turns of a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompt: Option<String>,
    /// What the caller did, if a model played them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    caller: Vec<CallerAct>,
    /// Whether the last turn is the reply to every further request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    repeats_last: bool,
    turns: Vec<RecordedTurn>,
}

/// Where recorded turns come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordedBy {
    /// A person wrote what a model may say.
    ByHand,
    /// A live model of this name said it.
    ByModel(String),
}

/// A reply of a model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordedTurn {
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub say: Option<String>,
    /// Its tool calls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<RecordedTool>,
    /// The HTTP status of a failure, in place of a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<u16>,
}

/// A tool call of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedTool {
    /// The tool.
    pub name: String,
    /// Its arguments. A text is sent as it is, so that it can be any text.
    #[serde(default)]
    pub arguments: Value,
}

/// What a request to a model is based on, as hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PromptFingerprint {
    /// The hash of the prompt.
    pub prompt: String,
    /// The hash of names and parameters of the tools.
    pub tools: String,
}

/// Why recorded turns are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// The tools are not those of the recording.
    #[error(
        "the recording is refused: the tools changed since ({recorded} recorded, {now} now). Record it again with a live model, or \
         read turns that were written by hand again and run `evaluate --stamp`"
    )]
    Tools {
        /// The recorded fingerprint.
        recorded: String,
        /// The fingerprint of the request.
        now: String,
    },
    /// The prompt is not that of the recording.
    #[error(
        "the recording is refused: the prompt changed since ({recorded} recorded, {now} now). Record it again with a live model"
    )]
    Prompt {
        /// The recorded fingerprint.
        recorded: String,
        /// The fingerprint of the request.
        now: String,
    },
}

impl ModelRecording {
    /// The turns that a live model of this name said, and what a played caller did.
    #[must_use]
    pub fn by_model(
        model: &str,
        fingerprint: PromptFingerprint,
        caller: Vec<CallerAct>,
        turns: Vec<RecordedTurn>,
    ) -> Self {
        let PromptFingerprint { prompt, tools } = fingerprint;
        let written = RecordedBy::ByModel(model.to_owned());
        Self { written, tools, prompt: Some(prompt), caller, repeats_last: false, turns }
    }

    /// Where the turns come from.
    #[must_use]
    pub fn written(&self) -> &RecordedBy {
        &self.written
    }

    /// What the caller did, if a model played them.
    #[must_use]
    pub fn caller(&self) -> &[CallerAct] {
        &self.caller
    }

    /// The turn for a request, after this number of earlier ones. `None` if the recording is over.
    #[must_use]
    pub fn turn_after(&self, earlier: usize) -> Option<&RecordedTurn> {
        self.turns.get(earlier).or_else(|| self.turns.last().filter(|_| self.repeats_last))
    }

    /// How many turns there are.
    #[must_use]
    pub fn turn_count(&self) -> usize {
        self.turns.len()
    }

    /// The fingerprint of the tools.
    #[must_use]
    pub fn tools(&self) -> &str {
        &self.tools
    }

    /// The same turns for tools of this fingerprint.
    #[must_use]
    pub fn stamped(self, tools: &str) -> Self {
        Self { tools: tools.to_owned(), ..self }
    }

    /// Fails if the request is not one that the turns answer.
    pub fn check(&self, now: &PromptFingerprint) -> Result<(), RecordingError> {
        if self.tools != now.tools {
            return Err(RecordingError::Tools { recorded: self.tools.clone(), now: now.tools.clone() });
        }
        match (&self.written, &self.prompt) {
            (RecordedBy::ByHand, _) => Ok(()),
            (RecordedBy::ByModel(_), Some(prompt)) if *prompt == now.prompt => Ok(()),
            (RecordedBy::ByModel(_), prompt) => {
                let recorded = prompt.clone().unwrap_or_default();
                Err(RecordingError::Prompt { recorded, now: now.prompt.clone() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(prompt: &str, tools: &str) -> PromptFingerprint {
        PromptFingerprint { prompt: prompt.to_owned(), tools: tools.to_owned() }
    }

    #[test]
    fn recording_of_a_model_is_refused_after_a_change_of_prompt_or_tools() {
        let recording = ModelRecording::by_model("some-model", fingerprint("p1", "t1"), Vec::new(), Vec::new());
        assert_eq!(recording.check(&fingerprint("p1", "t1")), Ok(()));
        let refused = recording.check(&fingerprint("p2", "t1")).expect_err("another prompt").to_string();
        assert!(refused.contains("the prompt changed since (p1 recorded, p2 now)"), "{refused}");
        let refused = recording.check(&fingerprint("p1", "t2")).expect_err("other tools").to_string();
        assert!(refused.contains("the tools changed since (t1 recorded, t2 now)"), "{refused}");
        assert!(recording.check(&fingerprint("", "t1")).is_err());
    }

    #[test]
    fn turns_written_by_hand_are_refused_after_a_change_of_the_tools_only() {
        let recording: ModelRecording =
            serde_json::from_str(r#"{"written": "by_hand", "tools": "t1", "turns": [{"say": "Hello"}]}"#)
                .expect("valid");
        assert_eq!(recording.check(&fingerprint("any", "t1")), Ok(()));
        assert!(recording.check(&fingerprint("any", "t2")).is_err());
        let unknown = r#"{"written": "by_hand", "turns": [{"says": "Hello"}]}"#;
        let refused = serde_json::from_str::<ModelRecording>(unknown).expect_err("unknown field").to_string();
        assert!(refused.contains("unknown field `says`"), "{refused}");
    }
}

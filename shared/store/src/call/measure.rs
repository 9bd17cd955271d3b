//! What is measured while a step of a call is answered, for people who ask later why the caller waited.

use domain::day_counts::LatencyStage;
use serde::{Deserialize, Serialize};

/// What was measured in a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepMeasure {
    /// How sure speech recognition was of the caller's words, in percent; `None` if nothing was said or Twilio gives no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// How long each stage took.
    #[serde(rename = "ms")]
    pub stages: StageTimes,
}

/// How long the stages of a step took, in milliseconds. The write that saves the step is not measured, because it contains them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTimes {
    /// From the first read to the reply, before it is saved.
    pub total: u32,
    /// Reading the call.
    pub table: u32,
    /// From the first request to the model to the first part of its answer; `None` if there was none.
    #[serde(default, rename = "first", skip_serializing_if = "Option::is_none")]
    pub first_part: Option<u32>,
    /// Waiting for the model, all requests together; `None` if it was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<u32>,
    /// Running tools; `None` if none ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<u32>,
    /// When the first words of the turn left; in the step in which they did, and only if the call was streamed.
    #[serde(default, rename = "words", skip_serializing_if = "Option::is_none")]
    pub first_words: Option<FirstWordsTimes>,
}

/// When the first words of a streamed turn left, and what the caller waited for until then, in milliseconds from the arrival of their
/// message. The steps before count too: tools may have run, and the call may have been saved with them, before the first word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstWordsTimes {
    /// Until they left. Words that code decides leave when the step is saved; for them, this ends before that write.
    pub left: u32,
    /// Claiming the turn and reading the call.
    pub table: u32,
    /// Waiting for the model: for the first part of the answer that left, and for all answers before it. `None` if it was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<u32>,
    /// Running tools; `None` if none ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<u32>,
    /// The caller pressed keys. Then the pause for the next key is in the time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_keys: bool,
}

impl FirstWordsTimes {
    /// The rest: the model's first sentence, our own code, and the other requests to the table.
    #[must_use]
    pub fn ours(&self) -> u32 {
        rest(self.left, [Some(self.table), self.model, self.tools])
    }
}

/// What parts leave of a total.
fn rest(total: u32, parts: [Option<u32>; 3]) -> u32 {
    parts.into_iter().flatten().fold(total, u32::saturating_sub)
}

impl StageTimes {
    /// The rest of the total: our own code, and the other writes before the reply.
    #[must_use]
    pub fn ours(&self) -> u32 {
        rest(self.total, [Some(self.table), self.model, self.tools])
    }

    /// The stages that were measured, in milliseconds.
    pub(super) fn by_stage(&self) -> Vec<(LatencyStage, u32)> {
        let stages = [
            (LatencyStage::Total, Some(self.total)),
            (LatencyStage::Table, Some(self.table)),
            (LatencyStage::FirstPart, self.first_part),
            (LatencyStage::Model, self.model),
            (LatencyStage::Tools, self.tools),
            (LatencyStage::Ours, Some(self.ours())),
        ];
        stages.into_iter().filter_map(|(stage, time)| Some((stage, time?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_part_is_what_the_other_stages_leave() {
        let stages = StageTimes {
            total: 900,
            table: 20,
            first_part: Some(300),
            model: Some(700),
            tools: Some(50),
            first_words: None,
        };
        assert_eq!(stages.ours(), 130);
        assert_eq!(StageTimes { total: 10, table: 20, ..stages }.ours(), 0, "clocks of stages are rounded");
        let words = FirstWordsTimes { left: 900, table: 20, model: Some(760), tools: None, after_keys: false };
        assert_eq!(words.ours(), 120);
    }

    #[test]
    fn step_of_an_earlier_release_has_no_first_words() {
        let stored = serde_json::json!({"total": 900, "table": 20});
        let stages: StageTimes = serde_json::from_value(stored.clone()).expect("stages");
        assert_eq!((stages.first_words, serde_json::to_value(stages).expect("JSON")), (None, stored));
    }
}

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
}

impl StageTimes {
    /// The rest of the total: our own code, and the other writes before the reply.
    #[must_use]
    pub fn ours(&self) -> u32 {
        let others = [Some(self.table), self.model, self.tools].into_iter().flatten();
        others.fold(self.total, u32::saturating_sub)
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
        let stages = StageTimes { total: 900, table: 20, first_part: Some(300), model: Some(700), tools: Some(50) };
        assert_eq!(stages.ours(), 130);
        assert_eq!(StageTimes { total: 10, table: 20, ..stages }.ours(), 0, "clocks of stages are rounded");
    }
}

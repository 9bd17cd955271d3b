//! What the engine spent on an event, for the metrics.

use std::{ops::AddAssign, time::Duration};

use platform::telemetry::Metric;

/// Requests to the model that failed or took too long.
pub const MODEL_ERRORS: Metric = Metric::count("ModelErrors");
/// Answers of a second model.
pub const MODEL_TAKEOVERS: Metric = Metric::count("ModelTakeovers");
/// Sentences of the model that were not spoken.
pub const MODEL_CAUGHT: Metric = Metric::count("ModelCaught");

/// The time and the failures of an event's actions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Time spent waiting for the model.
    pub model_time: Duration,
    /// From the first request to the model to the first part of its answer. `None` without one.
    pub first_part_time: Option<Duration>,
    /// Time spent running tools.
    pub tool_time: Duration,
    /// Requests to the model that failed, or exceeded the deadline without words to speak.
    pub model_errors: u32,
    /// Answers of a second model, because the first one failed before a word was said.
    pub takeovers: u32,
    /// Sentences of the model that were not spoken, because they may not be said. Also those that the call does not record.
    pub caught: u32,
}

impl Work {
    /// What happened to the model's answers, as metrics.
    #[must_use]
    pub fn counts(&self) -> [(Metric, f64); 3] {
        [(MODEL_ERRORS, self.model_errors), (MODEL_TAKEOVERS, self.takeovers), (MODEL_CAUGHT, self.caught)]
            .map(|(metric, count)| (metric, f64::from(count)))
    }
}

impl AddAssign for Work {
    /// What two parts of a turn took together.
    fn add_assign(&mut self, later: Self) {
        self.model_time += later.model_time;
        self.first_part_time = self.first_part_time.or(later.first_part_time);
        self.tool_time += later.tool_time;
        self.model_errors += later.model_errors;
        self.takeovers += later.takeovers;
        self.caught += later.caught;
    }
}

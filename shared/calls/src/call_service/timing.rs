//! Measures how long the stages of a step take.

use std::time::Duration;

use domain::conversation::Event;
use store::{FirstWordsTimes, StageTimes, StepMeasure};
use tokio::time::Instant;

use crate::engine::{TurnEvent, Work};

/// A step that is being measured, from the end of its reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    read_in: Duration,
    since: Instant,
}

/// A step that is being measured, with what is known of its event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measuring {
    timing: Timing,
    confidence: Option<u8>,
    first_words: Option<FirstWordsTimes>,
}

impl Measuring {
    /// The same with the first words of a streamed turn, if they leave in this step.
    pub(super) fn with_first_words(self, first_words: Option<FirstWordsTimes>) -> Self {
        Self { first_words, ..self }
    }

    /// What is measured when the reply is known.
    pub(super) fn end(self, work: &Work) -> StepMeasure {
        let mut measured = self.timing.measured(self.confidence, work);
        measured.stages.first_words = self.first_words;
        measured
    }
}

impl Timing {
    /// The timing of a step after its reads, which took this long.
    pub(super) fn after_reads(read_in: Duration) -> Self {
        Self { read_in, since: Instant::now() }
    }

    /// The timing of a step after its reads, which began at this instant.
    pub(super) fn reading_since(began: Instant) -> Self {
        Self::after_reads(began.elapsed())
    }

    /// The same with how sure recognition is of the words, in percent.
    pub(super) fn measuring(self, confidence: Option<u8>) -> Measuring {
        Measuring { timing: self, confidence, first_words: None }
    }

    /// What is measured when the reply is known.
    fn measured(self, confidence: Option<u8>, work: &Work) -> StepMeasure {
        let stages = StageTimes {
            total: milliseconds(self.read_in + self.since.elapsed()),
            table: milliseconds(self.read_in),
            first_part: work.first_part_time.map(milliseconds),
            model: spent(work.model_time),
            tools: spent(work.tool_time),
            first_words: None,
        };
        StepMeasure { confidence, stages }
    }
}

pub(super) fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// The milliseconds of a stage; `None` if there was none of it.
pub(super) fn spent(time: Duration) -> Option<u32> {
    (!time.is_zero()).then(|| milliseconds(time))
}

/// How sure recognition is of the words of an event, in percent.
pub(super) fn confidence(event: &TurnEvent) -> Option<u8> {
    let TurnEvent::Happened(Event::CallerSaid(speech)) = event else { return None };
    let percent = (speech.confidence?.clamp(0.0, 1.0) * 100.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is 0 to 100")]
    Some(percent as u8)
}

#[cfg(test)]
mod tests {
    use domain::conversation::Speech;

    use super::*;

    fn said(confidence: Option<f32>) -> TurnEvent {
        Event::CallerSaid(Speech { text: "yes".to_owned(), confidence }).into()
    }

    #[test]
    fn confidence_is_rounded_to_percent() {
        let percent = [Some(0.914), Some(0.0), Some(1.0), Some(7.5), Some(-1.0), Some(f32::NAN), None];
        let expected = [Some(91), Some(0), Some(100), Some(100), Some(0), Some(0), None];
        assert_eq!(percent.map(|value| confidence(&said(value))), expected);
        assert_eq!(confidence(&Event::CallerSilent.into()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn total_contains_the_reads_and_the_stages() {
        let began = Instant::now();
        tokio::time::advance(Duration::from_millis(20)).await;
        let timing = Timing::reading_since(began);
        tokio::time::advance(Duration::from_millis(800)).await;
        let work = Work { model_time: Duration::from_millis(700), ..Work::default() };
        let StepMeasure { confidence, stages } = timing.measured(Some(91), &work);
        let expected = StageTimes { total: 820, table: 20, model: Some(700), ..StageTimes::default() };
        assert_eq!((confidence, stages, stages.ours()), (Some(91), expected, 100));
    }
}

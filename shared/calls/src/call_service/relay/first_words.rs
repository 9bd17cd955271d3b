//! Measures when the first words of a turn leave, and what the caller waited for until then.

use std::time::Duration;

use store::{CallerInput, FirstWordsTimes};

use super::{
    super::timing::{milliseconds, spent},
    RelayCall,
};
use crate::engine::Work;

/// A turn whose first words are awaited.
#[derive(Debug)]
pub(super) struct FirstWordsWatch<'a> {
    relay: RelayCall<'a>,
    /// A caller waits for an answer.
    is_for_caller: bool,
    /// They have not left.
    is_awaited: bool,
    after_keys: bool,
    table: Duration,
    /// What the steps before took, in which no word left.
    before: Work,
}

impl<'a> FirstWordsWatch<'a> {
    /// Waits for the first words of a turn with this input. `table`: what its claim and its reads took.
    pub(super) fn new(relay: RelayCall<'a>, input: &CallerInput, table: Duration) -> Self {
        // Who was silent waits for nothing, and who asked in a turn that was lost has waited longer than is known.
        let is_for_caller = relay.connection.is_some() && *input != CallerInput::Silent;
        let after_keys = matches!(input, CallerInput::Keyed(_));
        Self { relay, is_for_caller, is_awaited: is_for_caller, after_keys, table, before: Work::default() }
    }

    /// Whether a caller waits for an answer.
    pub(super) fn is_for_caller(&self) -> bool {
        self.is_for_caller
    }

    /// The first words, if they leave in a step that is about to be saved. `left`: when words left, in this step or before,
    /// and whether they only filled the time until the model's. `more_leave`: words that code decided leave as soon as the step is saved.
    pub(super) fn at_save(
        &mut self,
        work: &Work,
        (left, is_filler): (Option<Duration>, bool),
        more_leave: bool,
    ) -> Option<FirstWordsTimes> {
        if !self.is_awaited {
            return None;
        }
        let (left, model_time, tool_time) = match left {
            Some(left) if is_filler => (left, self.relay.filler_after, Duration::ZERO),
            // The tools of an answer run after its words.
            Some(left) => (left, work.first_part_time.unwrap_or_default(), Duration::ZERO),
            None if more_leave => (self.relay.arrived.elapsed(), work.model_time, work.tool_time),
            None => {
                self.before += *work;
                return None;
            }
        };
        self.is_awaited = false;
        Some(FirstWordsTimes {
            left: milliseconds(left),
            table: milliseconds(self.table),
            model: spent(self.before.model_time + model_time),
            tools: spent(self.before.tool_time + tool_time),
            after_keys: self.after_keys,
        })
    }
}

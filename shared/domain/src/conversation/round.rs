//! The end of a round of tools: every result reaches the model, and the turn ends in one way.
//!
//! The model may ask for several things in one answer, and some of them may fail or exclude each other. This module alone
//! decides which of them ends the turn; a tool whose ending is not chosen returns an error that the model reads.

use serde::{Deserialize, Serialize};

use super::{Answer, Context, Conversation, Effects, Phase, Running, Then, ToolOutcome, ToolResult, words};
use crate::{booking::BookingRequest, triage::Hazard};

const NOT_DONE: &str = "error: not done, because another tool of the same answer had to come first. Ask again if it is \
     still wanted.";

/// A way to end the turn, and the id of the tool request that asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RequestedEnding {
    id: String,
    ending: Ending,
}

/// A way to end a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ending {
    /// The details of a visit are read back to the caller.
    ReadBack(BookingRequest),
    /// The caller hears the safety words, and the people on call are paged.
    Emergency(Hazard),
    /// The caller is connected to a person.
    Person,
    /// The call ends, after the model's goodbye if it has one.
    HangUp(Option<String>),
}

/// The end of a booking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum BookingEnd {
    /// The visit is booked; these words confirm it.
    Booked(String),
    /// Another caller took the slot.
    SlotFull(BookingRequest),
    /// The booking failed; it may or may not have been written.
    Failed,
}

impl Ending {
    /// Lower comes first. A danger comes before everything, and a call never ends while something else is wanted.
    fn rank(&self) -> u8 {
        match self {
            Self::Emergency(hazard) if hazard.is_life_threatening() => 0,
            Self::Emergency(_) => 1,
            Self::ReadBack(_) | Self::Person => 2,
            Self::HangUp(_) => 3,
        }
    }

    /// The result that the model reads if this ending is chosen.
    fn result(&self) -> &'static str {
        match self {
            Self::ReadBack(_) => "The details are being read back to the caller. Nothing is booked until they agree.",
            Self::Emergency(_) => "The caller is given the safety instructions, and whoever is on call is called.",
            Self::Person => "The caller is being connected.",
            Self::HangUp(_) => "The call is ending.",
        }
    }
}

impl Conversation {
    /// Notes an ending that a tool asks for. The request gets its result at the end of the round.
    pub(super) fn end_in(&mut self, id: String, ending: Ending) {
        self.turn.endings.push(RequestedEnding { id, ending });
    }

    /// Whether a tool of this answer reports a danger.
    pub(super) fn reports_emergency(&self) -> bool {
        self.turn.endings.iter().any(|requested| matches!(requested.ending, Ending::Emergency(_)))
    }

    /// Whether a tool of this answer books a visit already.
    pub(super) fn has_booking(&self) -> bool {
        let read_back = |requested: &RequestedEnding| matches!(requested.ending, Ending::ReadBack(_));
        self.turn.endings.iter().any(read_back) || self.turn.running.iter().any(Running::is_booking)
    }

    /// Takes the results of a round, all of them, and then ends it.
    pub(super) fn tools_finished(&mut self, mut results: Vec<ToolResult>, context: Context<'_>) -> Effects {
        let mut last = None;
        for Running { id, purpose } in std::mem::take(&mut self.turn.running) {
            let result = results.iter().position(|result| result.id == id).map(|at| results.swap_remove(at));
            let outcome = result.map_or(ToolOutcome::Failed, |result| result.outcome);
            // Only a round of one tool ends by itself: another slot to offer, or a voicemail.
            last = self.tool_finished(id, purpose, outcome, context).or(last);
        }
        last.unwrap_or_else(|| self.end_round(context))
    }

    /// Chooses how the round ends, and gives every request for an ending its result.
    pub(super) fn end_round(&mut self, context: Context<'_>) -> Effects {
        let mut endings = std::mem::take(&mut self.turn.endings);
        let booking = self.turn.booking.take();
        let failed = std::mem::take(&mut self.turn.tool_failed);
        endings.sort_by_key(|requested| requested.ending.rank());
        let first = (!endings.is_empty()).then(|| endings.remove(0));
        let chosen = first.filter(|requested| {
            let not_done = match (&requested.ending, &booking) {
                (Ending::Emergency(_), _) => false,
                (_, Some(BookingEnd::Failed)) => true,
                (Ending::Person, _) => false,
                (_, Some(BookingEnd::SlotFull(_))) => true,
                (Ending::HangUp(_), _) => failed,
                (Ending::ReadBack(_), _) => false,
            };
            if not_done {
                self.tell_model(requested.id.clone(), NOT_DONE.to_owned());
            }
            !not_done
        });
        for requested in endings {
            self.tell_model(requested.id, NOT_DONE.to_owned());
        }
        if let Some(RequestedEnding { id, ending }) = &chosen {
            self.tell_model(id.clone(), ending.result().to_owned());
        }
        match (chosen.map(|requested| requested.ending), booking) {
            (Some(Ending::Emergency(hazard)), _) => self.raise_emergency(hazard, context),
            (_, Some(BookingEnd::Failed)) => self.hand_over(context),
            (Some(ending), booking) => {
                match booking {
                    Some(BookingEnd::Booked(words)) => self.turn.say.push(words),
                    Some(BookingEnd::SlotFull(_)) => self.turn.say.push(words::SLOT_GONE.to_owned()),
                    Some(BookingEnd::Failed) | None => {}
                }
                self.end_turn_in(ending, failed, context)
            }
            (None, Some(BookingEnd::Booked(words))) => self.say_and_listen(format!("{words} {}", words::ANYTHING_ELSE)),
            (None, Some(BookingEnd::SlotFull(visit))) => self.look_for_next_best(visit, context),
            (None, None) => Effects::only(Then::AskModel),
        }
    }

    fn end_turn_in(&mut self, ending: Ending, failed: bool, context: Context<'_>) -> Effects {
        match ending {
            Ending::Emergency(hazard) => self.raise_emergency(hazard, context),
            Ending::Person if failed => self.hand_over(context),
            Ending::Person => self.connect_person_or_offer(context),
            Ending::ReadBack(visit) => {
                let words = words::read_back(&visit, &self.caller, context);
                self.phase = Phase::ReadingBack(visit);
                self.say_and_listen(words)
            }
            Ending::HangUp(goodbye) => {
                self.phase = Phase::Ended;
                let goodbye = goodbye.unwrap_or_else(|| words::GOODBYE.to_owned());
                let goodbye = if self.turn.say.is_empty() { goodbye } else { String::new() };
                self.finish_turn(goodbye, Answer::HangUp)
            }
        }
    }
}

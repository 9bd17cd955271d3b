//! The end of a round of tools: every result reaches the model, and the turn ends in one way.
//!
//! The model may ask for several things in one answer, and some of them may fail or exclude each other. This module
//! alone decides which of them ends the turn; a tool whose ending is not chosen returns an error that the model reads.
//! When other tools ran, the model first reports their results to the caller, and the ending follows its words.

use super::{
    BargeIn, Context, Conversation, Effects, NextStep, Phase, Proposal, Question, Running, ToolOutcome, ToolResult,
    TurnEnd, phrases,
};
use crate::{
    booking::BookingRequest,
    non_customer::NonCustomer,
    text_consent::TextPermission,
    triage::{Hazard, Suspicion},
};

const NOT_DONE: &str = "error: not done, because another tool of the same answer had to come first. Ask again if it is \
     still wanted.";

/// Follows the result of a tool that ends the turn before an ending that the model was promised in the same turn.
const PROMISE_BROKEN: &str = " What was to follow your words does not happen. Ask again if it is still wanted.";

const EMERGENCY: &str = "The caller is given the safety instructions, and the people on call are called.";

/// The state of one round: the requests and the results of the tools of one answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RoundState {
    /// The endings that tools ask for. One of them is chosen.
    endings: Vec<RequestedClosing>,
    /// Dangers that the tools report.
    dangers: Vec<ReportedDanger>,
    /// What came of the change that the caller agreed to, once its tool has run. It is alone in its round.
    pub(super) carried_out: Option<Completion>,
    /// A tool ran that reads something. The model reports its result to the caller.
    pub(super) ran: bool,
    /// A tool was refused before it ran.
    pub(super) refused: bool,
    /// A tool did not do what was asked.
    pub(super) failed: bool,
    /// Whether the company may text the caller about the visit that was booked or moved.
    pub(super) texts: TextPermission,
}

/// A way to end the turn, and the id of the tool request that asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RequestedClosing {
    id: String,
    ending: Closing,
}

/// A way to end a turn. Stored while a call is on hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Closing {
    /// A change is read back to the caller.
    ReadBack(Proposal),
    /// The caller is connected to a person.
    Person,
    /// The call ends, after the model's goodbye if it has one.
    HangUp(Option<String>),
    /// The slot of the booking was taken: the caller is offered this visit instead, or a message if no slot is left.
    NextBest(Option<BookingRequest>),
    /// The caller is not a customer: the call ends, or a message is taken, by the company's policy.
    Dismiss(NonCustomer),
    /// The caller is asked the question that settles a suspicion.
    Ask(Suspicion),
}

/// A danger that the model reports, and the id of its tool request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReportedDanger {
    id: String,
    hazard: Hazard,
}

/// What came of a change that the caller agreed to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Completion {
    /// The caller hears these words about the result.
    Answered(String),
    /// A visit was booked or moved, and these words confirm it.
    VisitStands(String),
    /// Another caller took the slot of a booking.
    SlotFull(BookingRequest),
    /// It failed, and may or may not be stored.
    Failed,
}

impl Closing {
    fn hangs_up(&self) -> bool {
        matches!(self, Self::HangUp(_) | Self::Dismiss(_))
    }

    /// The result that the model reads if this ending is chosen.
    fn result(&self) -> &'static str {
        match self {
            Self::ReadBack(_) => "It is being read back to the caller. Nothing is done until they agree.",
            Self::Person => "The caller is being connected.",
            Self::HangUp(_) => "The call is ending.",
            Self::NextBest(_) => "The caller is offered the next free slot.",
            Self::Dismiss(_) => "The call ends, or the caller leaves a message.",
            Self::Ask(_) => "The caller is being asked about it.",
        }
    }

    /// The result that the model reads if it speaks once more before this ending.
    fn result_before_words(&self) -> &'static str {
        match self {
            Self::ReadBack(_) => {
                "Not done yet. Say now what came of the other tools and ask nothing: this is read back to the caller \
                 right after your words."
            }
            Self::Person => {
                "Say now what came of the other tools and ask nothing: the caller is connected right after your words."
            }
            Self::HangUp(_) => {
                "Say now what came of the other tools and ask nothing: your goodbye follows and the call ends."
            }
            Self::NextBest(_) | Self::Dismiss(_) | Self::Ask(_) => self.result(),
        }
    }
}

impl Conversation {
    /// Notes an ending that a tool asks for. The request gets its result at the end of the round.
    pub(super) fn end_in(&mut self, id: String, ending: Closing) {
        self.turn.round.endings.push(RequestedClosing { id, ending });
    }

    /// Notes a danger that a tool reports. The request gets its result at the end of the round.
    pub(super) fn report_danger(&mut self, id: String, hazard: Hazard) {
        self.turn.round.dangers.push(ReportedDanger { id, hazard });
    }

    /// Takes all results of a round, and ends it.
    pub(super) fn tools_finished(&mut self, mut results: Vec<ToolResult>, context: Context<'_>) -> Effects {
        let mut last = None;
        for Running { id, purpose } in std::mem::take(&mut self.turn.running) {
            let result = results.iter().position(|result| result.id == id).map(|at| results.swap_remove(at));
            let outcome = result.map_or(ToolOutcome::Failed, |result| result.outcome);
            // Only a round of one tool ends here: the next free slot, or a voicemail.
            last = self.tool_finished(id, purpose, outcome, context).or(last);
        }
        last.unwrap_or_else(|| self.end_round(context))
    }

    /// Ends the round: the turn goes on with the model, or ends in one way.
    pub(super) fn end_round(&mut self, context: Context<'_>) -> Effects {
        let RoundState { endings, dangers, carried_out, ran, refused, failed, texts } =
            std::mem::take(&mut self.turn.round);
        if let Some(gravest) = dangers.iter().map(|danger| danger.hazard).min() {
            return self.end_in_emergency(gravest, dangers, endings, context);
        }
        match carried_out {
            Some(Completion::Answered(words)) => {
                return self.say_and_listen(format!("{words} {}", &*self.words().talk.anything_else));
            }
            Some(Completion::VisitStands(words)) => return self.confirm_visit(words, texts),
            Some(Completion::SlotFull(visit)) => return self.look_for_next_best(visit, context),
            Some(Completion::Failed) => return self.hand_over(context),
            None => {}
        }
        let pending = self.turn.pending.take();
        // An ending that was pending comes after this answer, without another question to the model about refusals.
        let speak_first = ran || (refused && pending.is_none());
        let may_be_chosen = |ending: &Closing| match (ending, &pending) {
            (Closing::Ask(_), _) => true,
            (_, Some(Closing::NextBest(_) | Closing::ReadBack(_))) => false,
            (Closing::Person, _) => true,
            (_, Some(Closing::Person)) => false,
            (Closing::HangUp(_) | Closing::Dismiss(_), _) => !failed && !refused,
            (Closing::ReadBack(_) | Closing::NextBest(_), _) => true,
        };
        let breaks_promise = !matches!(pending, None | Some(Closing::ReadBack(_)));
        let chosen = self.choose(endings, may_be_chosen, speak_first, breaks_promise);
        if let Some(Closing::Ask(suspicion)) = chosen {
            // Nothing comes between a suspicion and its question. A change that was to be read back is read back after it.
            let interrupted = match pending {
                Some(Closing::ReadBack(proposal)) => Some(proposal),
                _ => None,
            };
            return self.ask(Question { suspicion, repeated: false, interrupted });
        }
        let chosen = chosen.or(pending).filter(|ending| !(failed && ending.hangs_up()));
        match chosen {
            Some(Closing::Person) if failed => self.hand_over(context),
            Some(ending) if !speak_first => self.end_turn_in(ending, context),
            chosen => {
                self.turn.pending = chosen;
                Effects::only(NextStep::AskModel)
            }
        }
    }

    /// Chooses one of the endings, and gives every request for an ending its result. `breaks_promise`: a question comes instead of
    /// what the model was promised before.
    fn choose(
        &mut self,
        mut endings: Vec<RequestedClosing>,
        may_be_chosen: impl Fn(&Closing) -> bool,
        speak_first: bool,
        breaks_promise: bool,
    ) -> Option<Closing> {
        // A call does not end while something else is wanted.
        endings.sort_by_key(|requested| match requested.ending {
            Closing::Ask(_) => 0,
            Closing::HangUp(_) | Closing::Dismiss(_) => 2,
            _ => 1,
        });
        let mut chosen = None;
        for RequestedClosing { id, ending } in endings {
            let done = chosen.is_none() && may_be_chosen(&ending);
            let result = match (done, speak_first) {
                (false, _) => NOT_DONE,
                (true, false) => ending.result(),
                (true, true) => ending.result_before_words(),
            };
            let asks = done && matches!(ending, Closing::Ask(_));
            let broken = if asks && breaks_promise { PROMISE_BROKEN } else { "" };
            self.tell_model(id, format!("{result}{broken}"));
            if done {
                chosen = Some(ending);
            }
        }
        chosen
    }

    /// Ends the turn; if other tools of the round ran, the model reports their results first.
    pub(super) fn end_after_report(&mut self, ending: Closing, context: Context<'_>) -> Effects {
        if !std::mem::take(&mut self.turn.round.ran) {
            return self.end_turn_in(ending, context);
        }
        self.turn.pending = Some(ending);
        Effects::only(NextStep::AskModel)
    }

    /// Acts on the gravest danger that the round reports. Every danger gets its record, and no ending is chosen.
    fn end_in_emergency(
        &mut self,
        gravest: Hazard,
        dangers: Vec<ReportedDanger>,
        endings: Vec<RequestedClosing>,
        context: Context<'_>,
    ) -> Effects {
        let broken = if self.turn.pending.is_some() { PROMISE_BROKEN } else { "" };
        for ReportedDanger { id, .. } in &dangers {
            self.tell_model(id.clone(), format!("{EMERGENCY}{broken}"));
        }
        for RequestedClosing { id, .. } in endings {
            self.tell_model(id, NOT_DONE.to_owned());
        }
        let effects = self.raise_emergency(gravest, context);
        for ReportedDanger { hazard, .. } in dangers {
            self.record_hazard(hazard, context);
        }
        effects
    }

    /// Adds words to the turn. They are spoken at its end.
    pub(super) fn gather(&mut self, words: impl Into<String>) {
        self.turn.say.push(words.into());
        self.turn.model_spoke = false;
    }

    /// Ends the turn in this way, after the words that it has gathered.
    pub(super) fn end_turn_in(&mut self, ending: Closing, context: Context<'_>) -> Effects {
        match ending {
            Closing::Person => self.connect_person_or_offer(context),
            Closing::ReadBack(proposal) => self.read_back(proposal, 0, context),
            Closing::NextBest(Some(visit)) => {
                let words = phrases::slot_gone(&visit.slot, context.today(), self.language());
                self.phase = Phase::ReadingBack { proposal: Proposal::Book(visit), unclear: 0 };
                self.finish_turn(words, TurnEnd::Listen(BargeIn::KeysOnly))
            }
            Closing::Ask(suspicion) => self.ask(Question { suspicion, repeated: false, interrupted: None }),
            Closing::Dismiss(kind) => self.dismiss(kind, context),
            Closing::NextBest(None) => self.say_and_listen(&self.words().results.no_slot_left),
            Closing::HangUp(goodbye) => {
                self.phase = Phase::Ended;
                self.progress.concluded = true;
                let goodbye = goodbye.unwrap_or_else(|| String::from(&self.words().talk.goodbye));
                // A model that speaks in the same answer has said its goodbye already.
                self.finish_turn(if self.turn.model_spoke { String::new() } else { goodbye }, TurnEnd::HangUp)
            }
        }
    }
}

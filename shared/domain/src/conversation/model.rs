//! Events from the model: words, tool requests, failures.

use super::{
    Context, Conversation, DraftMessage, Effects, HistoryEntry, KnownVisit, ModelTurn, NextStep, Proposal, Purpose,
    Running, ToolAction, ToolRequest, ToolRound, ToolRun,
    agreement::refuses_person,
    danger::is_emergency_for,
    guard::{CatchKind, safe_words},
    proposal::is_same_visit,
    round::Closing,
    speakable::{speakable, whole_sentences},
    transfer::person_to_reach,
};
use crate::{
    booking::BookingRequest,
    dates::{DateRange, DaySet},
    id::AppointmentId,
    tool::{ReportLevel, Tool, ToolError, ToolScope},
    triage::Hazard,
    usage::PricedTokens,
};

/// The most answers of the model in one turn. A model that still requests tools after them is looping.
const MOST_ROUNDS: u8 = 5;
/// The most tools that are run from one answer.
const MOST_TOOLS: usize = 8;
/// The most tool requests of one answer that get a result at all.
const MOST_REQUESTS: usize = 32;
const UNSAFE: &str = "error: nothing is booked while there is danger; see that everyone is safe first.";
const BOOKED_ALREADY: &str = "error: not done; this visit is already booked in this call. A second booking has to be for \
     another address, job type or day. To change the time, use reschedule; otherwise tell the caller that it is booked.";
const TOO_MANY: &str = "error: not done; too many tools in one answer. Ask again if it is still wanted.";
const REFUSED_PERSON: &str =
    "error: the caller has just said that they do not want a person. Go on with what they want.";
const WATER: &str =
    "The caller hears how to stop the water. It is not an emergency for this company: go on as the instructions say.";
const ASKED_ALREADY: &str =
    "The caller was asked about it already. If it is a danger, report it again with level emergency.";

/// The words of an answer, checked.
enum CheckedWords {
    /// They may be said. Nothing, if the answer has none.
    Spoken(Option<String>),
    /// A sentence may not be said.
    Caught {
        /// What the caller hears already.
        heard: Option<String>,
        kind: CatchKind,
        /// Another sentence of this turn was caught before.
        again: bool,
    },
}

impl Conversation {
    /// The most requests to the model that one turn makes.
    pub const MOST_MODEL_REQUESTS: u8 = MOST_ROUNDS;
    /// The most characters of one answer that are spoken: about a minute.
    pub const LONGEST_ANSWER: usize = 900;

    /// Counts the tokens of an answer whose model has prices of its own, and whether a second model gave it. The answer itself is an
    /// event.
    pub fn count_model(&mut self, own_priced: PricedTokens, took_over: bool) {
        self.usage.own_priced += own_priced;
        self.usage.takeovers = self.usage.takeovers.saturating_add(u64::from(took_over));
    }

    pub(super) fn model_said(&mut self, answer: ModelTurn, context: Context<'_>) -> Effects {
        self.usage.model_requests = self.usage.model_requests.saturating_add(1);
        self.usage.tokens += answer.tokens;
        self.turn.rounds = self.turn.rounds.saturating_add(1);
        let asks_for_tools = !answer.tools.is_empty();
        let out_of_rounds = self.turn.rounds >= MOST_ROUNDS;
        let words = match self.checked_words(answer.text, answer.is_cut, answer.heard, context) {
            CheckedWords::Spoken(words) => words,
            // The tools run, and the model speaks after them. Nothing changes without the caller's yes, and a danger that it
            // reports cannot wait.
            CheckedWords::Caught { heard, .. } if asks_for_tools => heard,
            CheckedWords::Caught { heard, again: false, .. } if !out_of_rounds => {
                self.turn.say.extend(heard);
                return Effects::only(NextStep::AskModel);
            }
            CheckedWords::Caught { heard, kind, .. } => {
                self.turn.say.extend(heard);
                return match self.turn.pending.take() {
                    // What follows the words is a sentence of ours.
                    Some(ending) => self.end_turn_in(ending, context),
                    None => self.say_and_listen(safe_words(kind, self.language())),
                };
            }
        };
        match (asks_for_tools, words) {
            (false, Some(words)) => match self.turn.pending.take() {
                Some(ending) => {
                    self.gather(words);
                    self.end_turn_in(ending, context)
                }
                None => self.say_and_listen(words),
            },
            _ if out_of_rounds => self.hand_over(context),
            (false, None) => Effects::only(NextStep::AskModel),
            (true, words) => {
                self.turn.model_spoke = words.is_some();
                self.turn.say.extend(words);
                self.tools_requested(answer.tools, context)
            }
        }
    }

    /// Cleans and checks the words of an answer. Notes what is caught.
    fn checked_words(
        &mut self,
        text: Option<String>,
        is_cut: bool,
        heard: Option<String>,
        context: Context<'_>,
    ) -> CheckedWords {
        let cleaned = speakable(&text.unwrap_or_default(), self.language(), Self::LONGEST_ANSWER);
        let text = if is_cut { whole_sentences(&cleaned) } else { cleaned.as_str() };
        let heard = heard.filter(|heard| !heard.is_empty());
        let checked = self.guard(context).check(text);
        let Some((kind, sentence)) = checked.caught else {
            if !text.is_empty() && self.was_caught() {
                self.note_rephrased();
            }
            // Reasoning without an opening tag may have been heard before it was recognized.
            let words = match heard {
                Some(heard) if !text.starts_with(&heard) => format!("{heard} {text}"),
                _ => text.to_owned(),
            };
            return CheckedWords::Spoken(Some(words).filter(|words| !words.is_empty()));
        };
        let again = self.was_caught();
        self.note_caught(kind, sentence);
        CheckedWords::Caught { heard, kind, again }
    }

    /// The words gathered so far, which are spoken while the turn goes on; "One moment." if there are none.
    pub fn take_interim_words(&mut self) -> Vec<String> {
        let mut say = self.take_gathered_words();
        if say.is_empty() {
            say.push(String::from(&self.words().talk.one_moment));
            self.spoken(&say);
        }
        say
    }

    /// The words gathered so far, which are spoken while the turn goes on. There may be none.
    pub fn take_gathered_words(&mut self) -> Vec<String> {
        let mut say: Vec<String> = std::mem::take(&mut self.turn.confirmed);
        say.append(&mut self.turn.say);
        say.retain(|words| !words.is_empty());
        self.spoken(&say);
        say
    }

    fn tools_requested(&mut self, mut requests: Vec<ToolRequest>, context: Context<'_>) -> Effects {
        requests.truncate(MOST_REQUESTS);
        // Our own ids: a model's ids may be missing, repeated or very long.
        let turn = self.history.len();
        for (i, request) in requests.iter_mut().enumerate() {
            request.id = format!("call_{turn}_{i}");
        }
        self.history.push(HistoryEntry::ToolsRequested { requests: requests.clone() });
        let mut runs = Vec::new();
        let known: Vec<AppointmentId> = self.appointments.iter().map(|visit| visit.id.clone()).collect();
        for (i, request) in requests.into_iter().enumerate() {
            if i >= MOST_TOOLS {
                self.returned(request.id, TOO_MANY);
                continue;
            }
            let scope = ToolScope {
                config: context.config,
                today: context.today(),
                language: self.language(),
                caller: self.caller.number(),
                offered: &self.offered,
                appointments: &known,
            };
            let parsed = Tool::parse(&request.name, &request.arguments, scope);
            self.note_visit_request(&request, &parsed, context);
            match parsed {
                Ok(tool) => runs.extend(self.tool_requested(request.id, tool, context)),
                Err(error) => self.tool_refused(request.id, &error),
            }
        }
        match ToolRound::of(runs) {
            Some(round) => Effects::only(NextStep::RunTools(round)),
            None => self.end_round(context),
        }
    }

    fn tool_refused(&mut self, id: String, error: &ToolError) {
        self.turn.round.refused = true;
        self.tell_model(id, format!("error: {error}"));
    }

    /// Returns a run for a tool that needs input or output. Any other tool gets its result at once.
    fn tool_requested(&mut self, id: String, tool: Tool, context: Context<'_>) -> Option<ToolRun> {
        let (purpose, action) = match tool {
            Tool::CheckAvailability { days, part, .. } => {
                let read = ToolAction::ReadCapacity(days_to_read(&days, context));
                (Purpose::Offer { days, part }, read)
            }
            Tool::BookAppointment(visit) => return self.booking_requested(id, visit, context),
            Tool::Reschedule { appointment, slot } => {
                let visit = self.known_visit(appointment);
                return self.proposed(id, Proposal::Move { visit, to: slot });
            }
            Tool::Cancel { appointment } => {
                let visit = self.known_visit(appointment);
                return self.proposed(id, Proposal::Cancel(visit));
            }
            Tool::LookUpCustomer => match self.caller.number() {
                Some(number) if self.is_identified() => (Purpose::Inform, ToolAction::LookUpCustomer(number.clone())),
                Some(_) => return self.returned(id, self.not_identified()),
                None => return self.returned(id, "The caller's number is withheld, so nothing is known."),
            },
            Tool::TakeMessage { name, callback, message, urgent } => {
                return self.proposed(id, Proposal::Message(DraftMessage { name, callback, message, urgent }));
            }
            Tool::ReportEmergency { hazard, level: ReportLevel::Emergency } => {
                return self.emergency_reported(id, hazard, context);
            }
            Tool::ReportEmergency { hazard, level: ReportLevel::Suspect } => match self.suspicion_reported(hazard) {
                Some(suspicion) => {
                    self.end_in(id, Closing::Ask(suspicion));
                    return None;
                }
                None => return self.returned(id, ASKED_ALREADY),
            },
            Tool::TransferToPerson => return self.person_requested(id, context),
            Tool::NotACustomer(kind) => return self.non_customer_reported(id, kind),
            Tool::EndCall { goodbye } => {
                let goodbye = goodbye.and_then(|goodbye| self.checked_goodbye(&goodbye, context));
                self.end_in(id, Closing::HangUp(goodbye));
                return None;
            }
        };
        self.turn.round.ran = true;
        self.turn.running.push(Running { id: id.clone(), purpose });
        Some(ToolRun { id, tool: action })
    }

    /// The model's goodbye, if it may be said. If not, ours is said.
    fn checked_goodbye(&mut self, goodbye: &str, context: Context<'_>) -> Option<String> {
        match self.checked_words(Some(goodbye.to_owned()), false, None, context) {
            CheckedWords::Spoken(words) => words,
            CheckedWords::Caught { .. } => None,
        }
    }

    fn booking_requested(&mut self, id: String, visit: BookingRequest, context: Context<'_>) -> Option<ToolRun> {
        if self.booking_is_unsafe() {
            return self.returned(id, UNSAFE);
        }
        if self.booked.iter().any(|booked| is_same_visit(&booked.visit, &visit)) {
            return self.returned(id, BOOKED_ALREADY);
        }
        if let Some(unasked) = self.unasked(&visit, context) {
            return self.returned(id, &format!("error: {unasked}"));
        }
        self.proposed(id, Proposal::Book(visit))
    }

    /// Notes a change that is read back before it is made.
    fn proposed(&mut self, id: String, proposal: Proposal) -> Option<ToolRun> {
        self.end_in(id, Closing::ReadBack(proposal));
        None
    }

    fn known_visit(&self, id: AppointmentId) -> KnownVisit {
        let known = self.appointments.iter().find(|visit| visit.id == id).cloned();
        known.unwrap_or(KnownVisit { id, details: None })
    }

    fn emergency_reported(&mut self, id: String, hazard: Hazard, context: Context<'_>) -> Option<ToolRun> {
        if !is_emergency_for(context.config.water_policy, hazard) {
            self.say_how_to_stop_water();
            return self.returned(id, WATER);
        }
        if self.emergency.is_some_and(|known| known <= hazard) {
            self.lesser_danger_reported(hazard, context);
            return self.returned(
                id,
                "Already reported: the caller has heard the safety instructions, and the people on call have been notified.",
            );
        }
        self.report_danger(id, hazard);
        None
    }

    fn person_requested(&mut self, id: String, context: Context<'_>) -> Option<ToolRun> {
        if person_to_reach(context).is_none() && self.emergency.is_none() {
            return self.returned(
                id,
                "Nobody can come to the phone at this hour. Offer to book a visit or to take a message.",
            );
        }
        let last_words = self.history.iter().rev().find_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Some(text),
            _ => None,
        });
        if last_words.is_some_and(|words| refuses_person(words)) {
            return self.returned(id, REFUSED_PERSON);
        }
        self.end_in(id, Closing::Person);
        None
    }

    /// Returns a result at once, without a run.
    pub(super) fn returned(&mut self, id: String, content: &str) -> Option<ToolRun> {
        self.turn.round.refused = true;
        self.tell_model(id, content.to_owned());
        None
    }
}

/// The days from the first one asked about to the last bookable one, so that there are other slots to offer; every
/// bookable day if the first one lies beyond them.
fn days_to_read(days: &DaySet, context: Context<'_>) -> DateRange {
    let today = context.today();
    let last = context.config.arrival_windows.last_day(today);
    let first = Some(days.first()).filter(|first| *first <= last).unwrap_or(today);
    DateRange::new(first, last).unwrap_or(DateRange::day(first))
}

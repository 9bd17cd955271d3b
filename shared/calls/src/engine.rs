//! Performs the actions of a conversation until there is a reply.
//!
//! Knows the model and the table, and nothing of phones: the same engine serves phone calls and test calls. A sink that the
//! shell of the call passes in takes the model's words while the model still speaks.

use std::time::Duration;

use connections::secrets::{Secrets, TenantSecrets};
use domain::{
    conversation::{Context, Conversation, Effects, Event, ModelTurn, NextStep, SideEffect},
    prompt,
    triage::Language,
};
use openai::OpenAi;
use platform::{boxed, clock::Clock, config::ModelConfig, error_chain::ErrorChain};
use store::{CallRecord, CustomerScope, Reply, ReplyEnd, Store, TenantScope};
use tokio::time::Instant;
use tracing::warn;

mod dry_run;
mod model;
mod models;
mod speech;
mod tools;
mod work;

use model::AskedModel;
pub use models::ModelKeys;
use models::Models;
use speech::Listener;
pub use speech::{PartialReply, SpeechSink, WhileModelThinks, WholeReply};
pub use work::{MODEL_CAUGHT, MODEL_ERRORS, MODEL_TAKEOVERS, Work};

use crate::{agent::Agent, billed::Billed};

/// The conversation asks the model and runs tools for a few rounds at most. This limit stops it if a fault makes it
/// endless.
const MAX_ROUNDS: usize = 64;

/// An event for the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum TurnEvent {
    /// An event of the conversation.
    Happened(Event),
    /// The caller has heard the words of a hold.
    HoldFinished,
}

impl From<Event> for TurnEvent {
    fn from(event: Event) -> Self {
        Self::Happened(event)
    }
}

/// The result of an event.
#[derive(Debug)]
pub struct Advance {
    /// The words to speak, and what follows them.
    pub reply: Reply,
    /// The side effects to apply without making the caller wait.
    pub side_effects: Vec<SideEffect>,
    /// The time and the failures of its actions.
    pub work: Work,
    /// Something was booked, moved, cancelled or stored, and the reply tells the caller.
    pub changed: bool,
    /// The tokens that the models' servers may bill.
    pub billed: Billed,
    /// The name of the model that answered last; `None` if none answered.
    pub answered_by: Option<String>,
}

impl Advance {
    /// Puts what came of an earlier turn before the answer.
    pub(crate) fn prepend(&mut self, first: CaughtUp) {
        self.side_effects.splice(0..0, first.side_effects);
        self.reply.say.splice(0..0, first.say);
    }
}

/// The result of an event so far.
#[derive(Debug, Default)]
struct PartialAdvance {
    say: Vec<String>,
    side_effects: Vec<SideEffect>,
    work: Work,
    changed: bool,
    billed: Billed,
    answered_by: Option<String>,
}

impl PartialAdvance {
    /// Notes who answered, and at which prices.
    fn note(&mut self, asked: AskedModel, conversation: &mut Conversation) -> Option<Event> {
        let AskedModel { event, billed, answered_by, own_priced, took_over } = asked;
        self.billed += billed;
        self.answered_by = answered_by.or(self.answered_by.take());
        self.work.takeovers += u32::from(took_over);
        conversation.count_model(own_priced, took_over);
        event
    }

    fn finish(self, end: ReplyEnd, language: Language) -> Advance {
        let Self { say, side_effects, work, changed, billed, answered_by } = self;
        Advance { reply: Reply { say, language, end }, side_effects, work, changed, billed, answered_by }
    }
}

/// What came of a turn that was gone through again.
#[derive(Debug, Default)]
pub(crate) struct CaughtUp {
    /// The words that the caller has not heard yet.
    pub(crate) say: Vec<String>,
    /// The side effects to apply.
    pub(crate) side_effects: Vec<SideEffect>,
}

impl CaughtUp {
    /// Adds what came of a later turn.
    pub(crate) fn add(&mut self, later: Self) {
        self.say.extend(later.say);
        self.side_effects.extend(later.side_effects);
    }
}

/// Whether the bookings of a conversation are real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingMode {
    /// Bookings are stored.
    Real,
    /// Slots are read, but nothing is booked, moved, cancelled or stored.
    DryRun,
    /// Nothing is booked, and every slot of the configuration is free.
    EmptyCalendar,
}

impl BookingMode {
    /// The mode of a call.
    #[must_use]
    pub fn of(record: &CallRecord) -> Self {
        if record.test { Self::DryRun } else { Self::Real }
    }
}

/// Why an event could not be processed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The conversation and its tools never reached a reply.
    #[error("the conversation never reached a reply")]
    Endless,
    /// The shell of the call refused tools, because the caller's next turn has begun.
    #[error("the caller's next turn has begun")]
    Overtaken,
}

/// The tenant of a conversation, with everything the engine needs of it.
#[derive(Debug, Clone, Copy)]
pub struct TenantContext<'a> {
    /// The scope of its items.
    pub scope: &'a TenantScope,
    /// Its customers. `None` if the person at a test call may not read them: neither the conversation nor the model gets
    /// any.
    pub customers: Option<&'a CustomerScope>,
    /// Its agent.
    pub agent: &'a Agent,
    /// Its API keys for the models. Without the key of a model, every request to it fails.
    pub keys: &'a ModelKeys,
    /// Whether bookings are real.
    pub bookings: BookingMode,
    /// Whether the model may be asked. If not, the conversation goes on as if the model had failed.
    pub may_ask: bool,
}

/// The engine.
#[derive(Debug, Clone)]
pub struct Engine {
    store: Store,
    models: Models,
    clock: Clock,
    turn: Duration,
    held_turn: Duration,
}

impl Engine {
    /// An engine with these clients. `model` is that of the first model.
    #[must_use]
    pub fn new(store: Store, model: OpenAi, clock: Clock, config: &ModelConfig) -> Self {
        Self { store, models: Models::new(model, config), clock, turn: config.turn, held_turn: config.held_turn }
    }

    /// Reads a company's keys for the models.
    #[must_use]
    #[boxed]
    pub async fn keys(&self, secrets: &Secrets, own: &TenantSecrets) -> ModelKeys {
        ModelKeys::read(&self.models, secrets, own).await
    }

    /// The same engine with another clock.
    #[must_use]
    pub fn with_clock(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// Processes an event, and performs the actions of the conversation until there is a reply.
    ///
    /// `awaiting_model` belongs to the call: whether its latest reply was a hold. It is updated for the new reply. `speech`
    /// takes the model's words as they come; the reply has them too.
    pub async fn advance(
        &self,
        tenant: TenantContext<'_>,
        conversation: &mut Conversation,
        awaiting_model: &mut bool,
        event: TurnEvent,
        speech: &mut dyn SpeechSink,
    ) -> Result<Advance, EngineError> {
        let held = std::mem::take(awaiting_model) && event == TurnEvent::HoldFinished;
        let deadline = Instant::now() + if held { self.held_turn } else { self.turn };
        let mut partial = PartialAdvance::default();
        let mut effects = match event {
            TurnEvent::HoldFinished if held => Effects::ask_model(),
            TurnEvent::HoldFinished => self.step(tenant, conversation, Event::CallerSilent),
            TurnEvent::Happened(event) => {
                self.look_up_lost_booking(tenant, conversation, &event).await;
                self.step(tenant, conversation, event)
            }
        };
        for _ in 0..MAX_ROUNDS {
            partial.side_effects.append(&mut effects.side_effects);
            partial.say.append(&mut effects.say);
            effects = match effects.next {
                NextStep::EndTurn(end) => return Ok(partial.finish(ReplyEnd::TurnEnd(end), conversation.language())),
                NextStep::AskModel => {
                    let asked_at = Instant::now();
                    let facts = prompt::call_facts(&tenant.agent.config, conversation);
                    let context = Context { config: &tenant.agent.config, now: self.clock.now() };
                    let is_emergency = conversation.emergency().is_some();
                    speech.model_is_asked(WhileModelThinks { filler: conversation.next_filler(), is_emergency });
                    let mut listener = Listener::new(speech, conversation.guard(context));
                    let asked = self.ask(tenant, &facts, conversation, deadline, &mut listener).await;
                    listener.end_requests(asked.billed);
                    let first_part = listener.began_at().map(|began_at| began_at.duration_since(asked_at));
                    partial.work.first_part_time = partial.work.first_part_time.or(first_part);
                    partial.work.model_time += asked_at.elapsed();
                    if let Some(words) = speech.take_filler() {
                        conversation.fill(words.to_owned());
                    }
                    let event = partial.note(asked, conversation);
                    let failed = event.as_ref().is_none_or(|event| *event == Event::ModelFailed);
                    partial.work.model_errors += u32::from(failed && tenant.may_ask);
                    let caught_before = conversation.caught_now();
                    let next = event.map(|event| self.step(tenant, conversation, event));
                    partial.work.caught += conversation.caught_now().saturating_sub(caught_before);
                    match next {
                        Some(effects) => effects,
                        None if held => self.step(tenant, conversation, Event::ModelFailed),
                        None => {
                            *awaiting_model = true;
                            partial.say.extend(conversation.take_interim_words());
                            return Ok(partial.finish(ReplyEnd::Hold, conversation.language()));
                        }
                    }
                }
                NextStep::RunTools(round) => {
                    if !speech.may_run_tools(round.changes()).await {
                        return Err(EngineError::Overtaken);
                    }
                    let begun_at = Instant::now();
                    let results = self.run_all(tenant, conversation, round).await;
                    partial.work.tool_time += begun_at.elapsed();
                    partial.changed |= results.iter().any(|result| result.outcome.is_change());
                    let next = self.step(tenant, conversation, Event::ToolsFinished(results));
                    if next.next == NextStep::AskModel && speech.is_saved_after_tools() {
                        partial.side_effects.extend(next.side_effects);
                        partial.say.extend(next.say);
                        *awaiting_model = true;
                        partial.say.extend(conversation.take_gathered_words());
                        return Ok(partial.finish(ReplyEnd::Hold, conversation.language()));
                    }
                    next
                }
            };
        }
        Err(EngineError::Endless)
    }

    /// Goes again through a turn whose process was lost or stopped. `said` is what had left of its answer: it stands for what the model
    /// said. `event` is missing if the turn had been saved before its model spoke.
    pub(crate) async fn catch_up(
        &self,
        tenant: TenantContext<'_>,
        conversation: &mut Conversation,
        event: Option<Event>,
        said: &str,
    ) -> CaughtUp {
        let mut caught_up = CaughtUp::default();
        let mut said = Some(said).filter(|said| !said.is_empty());
        let is_unheard = said.is_none();
        let mut effects = match event {
            Some(event) => self.step(tenant, conversation, event),
            None => Effects::ask_model(),
        };
        for _ in 0..MAX_ROUNDS {
            caught_up.side_effects.append(&mut effects.side_effects);
            if is_unheard {
                caught_up.say.append(&mut effects.say);
            }
            effects = match effects.next {
                NextStep::EndTurn(_) => break,
                NextStep::AskModel => {
                    let Some(words) = said.take() else { break };
                    let answer = ModelTurn {
                        text: Some(words.to_owned()),
                        heard: Some(words.to_owned()),
                        ..ModelTurn::default()
                    };
                    let effects = self.step(tenant, conversation, Event::ModelSaid(answer));
                    // The turn counted its requests itself when it was overtaken.
                    conversation.uncount_request();
                    effects
                }
                NextStep::RunTools(round) => {
                    let results = self.run_all(tenant, conversation, round).await;
                    self.step(tenant, conversation, Event::ToolsFinished(results))
                }
            };
        }
        caught_up
    }

    /// Looks up a booking whose outcome the conversation does not know. If the look-up fails, a later turn tries again.
    async fn look_up_lost_booking(&self, tenant: TenantContext<'_>, conversation: &mut Conversation, event: &Event) {
        let context = Context { config: &tenant.agent.config, now: self.clock.now() };
        let Some(id) = conversation.booking_in_doubt(event, context) else { return };
        if tenant.bookings == BookingMode::DryRun {
            return;
        }
        match self.store.get_appointment(tenant.scope, &id).await {
            Ok(found) => conversation.booking_looked_up(found.as_ref(), context),
            Err(error) => warn!(error = %ErrorChain(&error), "a booking in doubt could not be looked up"),
        }
    }

    fn step(&self, tenant: TenantContext<'_>, conversation: &mut Conversation, event: Event) -> Effects {
        conversation.step(event, Context { config: &tenant.agent.config, now: self.clock.now() })
    }
}

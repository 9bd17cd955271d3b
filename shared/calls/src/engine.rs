//! Performs the actions of a conversation until there is a reply.
//!
//! Knows the model and the table, and nothing of phones: the same engine serves phone calls and test calls.

use std::{borrow::Cow, time::Duration};

use domain::{
    booking::{Appointment, BookingRequest, ChangedBy, Origin},
    conversation::{
        Context, Conversation, Effects, Event, HistoryEntry, ModelTurn, NextStep, SideEffect, ToolAction, ToolOutcome,
        ToolRequest, ToolResult, ToolRound, ToolRun,
    },
    id::AppointmentId,
    phone::PhoneNumber,
    prompt,
    slot::SlotId,
    usage::TokenCount,
};
use jiff::Timestamp;
use openai::{ChatRequest, Message, ModelError, OpenAi, ToolCall};
use platform::{clock::Clock, config::ModelConfig, error_chain::ErrorChain};
use secrecy::SecretString;
use store::{
    Booking, CallRecord, CustomerScope, Moved, Occasion, Reply, ReplyEnd, Store, StoreError, TenantScope,
    TextConsentItem,
};
use tokio::time::Instant;
use tracing::warn;

mod dry_run;
mod sentences;
mod work;

use sentences::Sentences;
pub use work::Work;

use crate::agent::Agent;

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
    /// The tokens that the model's server may bill. Those of a request without a reported count are estimated.
    pub billed: TokenCount,
}

/// The result of an event so far.
#[derive(Debug, Default)]
struct PartialAdvance {
    say: Vec<String>,
    side_effects: Vec<SideEffect>,
    work: Work,
    changed: bool,
    billed: TokenCount,
}

impl PartialAdvance {
    fn finish(self, end: ReplyEnd) -> Advance {
        let Self { say, side_effects, work, changed, billed } = self;
        Advance { reply: Reply { say, end }, side_effects, work, changed, billed }
    }
}

/// Whether the bookings of a conversation are real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingMode {
    /// Bookings are stored.
    Real,
    /// Slots are read, but nothing is booked, moved, cancelled or stored.
    DryRun,
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
    /// Its API key for the model. Without one, every request to the model fails.
    pub api_key: Option<&'a SecretString>,
    /// Whether bookings are real.
    pub bookings: BookingMode,
    /// Whether the model may be asked. If not, the conversation goes on as if the model had failed.
    pub may_ask: bool,
}

/// The engine.
#[derive(Debug, Clone)]
pub struct Engine {
    store: Store,
    model: OpenAi,
    clock: Clock,
    turn: Duration,
    held_turn: Duration,
}

impl Engine {
    /// An engine with these clients.
    #[must_use]
    pub fn new(store: Store, model: OpenAi, clock: Clock, config: &ModelConfig) -> Self {
        Self { store, model, clock, turn: config.turn, held_turn: config.held_turn }
    }

    /// The same engine with another clock.
    #[must_use]
    pub fn with_clock(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// Processes an event, and performs the actions of the conversation until there is a reply.
    ///
    /// `awaiting_model` belongs to the call: whether its latest reply was a hold. It is updated for the new reply.
    pub async fn advance(
        &self,
        tenant: TenantContext<'_>,
        conversation: &mut Conversation,
        awaiting_model: &mut bool,
        event: TurnEvent,
    ) -> Result<Advance, EngineError> {
        let held = std::mem::take(awaiting_model) && event == TurnEvent::HoldFinished;
        let deadline = Instant::now() + if held { self.held_turn } else { self.turn };
        let facts = prompt::call_facts(&tenant.agent.config, conversation);
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
                NextStep::EndTurn(end) => return Ok(partial.finish(ReplyEnd::TurnEnd(end))),
                NextStep::AskModel => {
                    let asked_at = Instant::now();
                    let mut sentences = Sentences::default();
                    let asked = self.ask(tenant, &facts, conversation.history(), deadline, &mut sentences).await;
                    let (event, billed) = asked;
                    partial.billed += billed;
                    let first_part = sentences.began_at().map(|began_at| began_at.duration_since(asked_at));
                    partial.work.first_part_time = partial.work.first_part_time.or(first_part);
                    partial.work.model_time += asked_at.elapsed();
                    let failed = event.as_ref().is_none_or(|event| *event == Event::ModelFailed);
                    partial.work.model_errors += u32::from(failed && tenant.may_ask);
                    match event {
                        Some(event) => self.step(tenant, conversation, event),
                        None if held => self.step(tenant, conversation, Event::ModelFailed),
                        None => {
                            *awaiting_model = true;
                            partial.say.extend(conversation.take_interim_words());
                            return Ok(partial.finish(ReplyEnd::Hold));
                        }
                    }
                }
                NextStep::RunTools(round) => {
                    let begun_at = Instant::now();
                    let results = self.run_all(tenant, conversation, round).await;
                    partial.work.tool_time += begun_at.elapsed();
                    partial.changed |= results.iter().any(|result| result.outcome.is_change());
                    self.step(tenant, conversation, Event::ToolsFinished(results))
                }
            };
        }
        Err(EngineError::Endless)
    }

    async fn run_all(
        &self,
        tenant: TenantContext<'_>,
        conversation: &Conversation,
        round: ToolRound,
    ) -> Vec<ToolResult> {
        let mut results = Vec::new();
        for ToolRun { id, tool } in round.into_runs() {
            let booking = match &tool {
                ToolAction::Book { id, .. } => Some(id.clone()),
                _ => None,
            };
            let outcome = self.run(tenant, conversation, tool).await;
            let outcome = match outcome {
                Ok(outcome) => outcome,
                Err(error) => {
                    warn!(error = %ErrorChain(&error), "a tool failed");
                    self.booked_after_all(tenant, booking.as_ref()).await
                }
            };
            results.push(ToolResult { id, outcome });
        }
        results
    }

    /// The outcome of a failed tool. The answer of a booking may have been lost after the visit was stored.
    async fn booked_after_all(&self, tenant: TenantContext<'_>, booking: Option<&AppointmentId>) -> ToolOutcome {
        let Some(id) = booking.filter(|_| tenant.bookings == BookingMode::Real) else { return ToolOutcome::Failed };
        match self.store.get_appointment(tenant.scope, id).await {
            Ok(Some(appointment)) => ToolOutcome::Booked(appointment),
            Ok(None) => ToolOutcome::Failed,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a failed booking could not be looked up");
                ToolOutcome::Failed
            }
        }
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

    /// Asks the model. There is no event if it exceeds the deadline and no part of its reply can be spoken.
    async fn ask(
        &self,
        tenant: TenantContext<'_>,
        facts: &str,
        history: &[HistoryEntry],
        deadline: Instant,
        sentences: &mut Sentences,
    ) -> (Option<Event>, TokenCount) {
        let nothing = TokenCount::default();
        if !tenant.may_ask {
            return (Some(Event::ModelFailed), nothing);
        }
        let Some(api_key) = tenant.api_key else {
            warn!("no API key for the model");
            return (Some(Event::ModelFailed), nothing);
        };
        let estimate = || estimated(tenant.agent.prompt_bytes(history));
        let messages = messages(&tenant.agent.instructions, facts, history);
        let request = ChatRequest {
            messages: &messages,
            tools: &tenant.agent.tools,
            answer: None,
            cache_key: &tenant.agent.cache_key,
        };
        match self.model.chat(api_key, &request, deadline, sentences).await {
            Ok(reply) => {
                let tokens = TokenCount {
                    prompt_tokens: reply.usage.prompt,
                    cached_tokens: reply.usage.cached,
                    cache_write_tokens: reply.usage.cache_write,
                    completion_tokens: reply.usage.completion,
                };
                let billed = if tokens.prompt_tokens == 0 { estimate() } else { tokens };
                let tools = reply.tool_calls.into_iter().map(tool_request).collect();
                (Some(Event::ModelSaid(ModelTurn { text: reply.text, tools, tokens })), billed)
            }
            Err(ModelError::TooSlow) => {
                let text = sentences.whole();
                warn!(partly_heard = text.is_some(), "the model exceeded the deadline");
                let turn = text.map(|text| ModelTurn { text: Some(text), tools: Vec::new(), tokens: nothing });
                (turn.map(Event::ModelSaid), estimate())
            }
            Err(error) => {
                warn!(error = %ErrorChain(&error), "the model failed");
                let billed = if matches!(error, ModelError::InvalidResponse(_)) { estimate() } else { nothing };
                (Some(Event::ModelFailed), billed)
            }
        }
    }

    async fn run(
        &self,
        tenant: TenantContext<'_>,
        conversation: &Conversation,
        action: ToolAction,
    ) -> Result<ToolOutcome, StoreError> {
        let scope = tenant.scope;
        let capacity = |slot: &SlotId| tenant.agent.config.arrival_windows.capacity(&slot.window).unwrap_or(0);
        let now: Timestamp = self.clock.now();
        if tenant.bookings == BookingMode::DryRun {
            return self.dry_run(tenant, capacity, now, conversation, action).await;
        }
        let occasion = Occasion { by: ChangedBy::Call(conversation.call().clone()), at: now };
        Ok(match action {
            ToolAction::ReadCapacity(days) => ToolOutcome::Capacity(self.store.read_capacity(scope, days).await?),
            ToolAction::Book { id, visit } => {
                let places = capacity(&visit.slot.id);
                let appointment = appointment(id, *visit, conversation, now);
                // A record that the person at the call may not read is not overwritten either.
                let file_under = tenant.customers.and_then(|_| conversation.number_to_file_under());
                match self.store.book(scope, &appointment, places, file_under).await? {
                    Booking::Booked(appointment) => ToolOutcome::Booked(appointment),
                    Booking::Full => ToolOutcome::SlotFull,
                }
            }
            ToolAction::Reschedule { id, slot } => {
                match self.store.reschedule(scope, &id, &slot, capacity(&slot.id), &occasion).await? {
                    Moved::Done(appointment) => ToolOutcome::Rescheduled(appointment),
                    Moved::Full => ToolOutcome::SlotFull,
                    Moved::Gone => ToolOutcome::NoSuchAppointment,
                }
            }
            ToolAction::Cancel { id } => match self.store.cancel(scope, &id, &occasion).await? {
                Moved::Done(appointment) => ToolOutcome::Cancelled(appointment),
                Moved::Full | Moved::Gone => ToolOutcome::NoSuchAppointment,
            },
            ToolAction::LookUpCustomer(number) => self.look_up_customer(tenant, &number).await?,
            ToolAction::StoreMessage(message) => {
                self.store.put_message(scope, &message).await?;
                ToolOutcome::MessageTaken
            }
            ToolAction::ReadTextPermission(number) => {
                ToolOutcome::TextPermission(self.store.text_permission(scope, &number).await?)
            }
            ToolAction::StoreTextConsent { number, consent } => {
                let item = TextConsentItem { number, call: conversation.call().clone(), consent: *consent };
                self.store.put_text_consent(scope, &item).await?;
                ToolOutcome::TextConsentStored
            }
        })
    }
}

impl Engine {
    /// The customer of a number. Where customers are withheld, every number is new.
    async fn look_up_customer(
        &self,
        tenant: TenantContext<'_>,
        number: &PhoneNumber,
    ) -> Result<ToolOutcome, StoreError> {
        let Some(customers) = tenant.customers else { return Ok(ToolOutcome::Customer(None, Vec::new())) };
        let (customer, appointments) = self.store.get_customer_with_visits(customers, number).await?;
        Ok(ToolOutcome::Customer(customer, appointments))
    }
}

/// The tokens of a request whose count is unknown. Two bytes a token is more tokens than text usually has.
pub(crate) fn estimated(prompt_bytes: usize) -> TokenCount {
    TokenCount {
        prompt_tokens: prompt_bytes.div_ceil(2) as u64,
        completion_tokens: u64::from(openai::MAX_COMPLETION_TOKENS),
        ..TokenCount::default()
    }
}

/// A visit that this call books.
fn appointment(id: AppointmentId, visit: BookingRequest, conversation: &Conversation, now: Timestamp) -> Appointment {
    let call = conversation.call().clone();
    let origin = Origin::Call { call, booked_by: Some(conversation.booked_by()) };
    Appointment::booked(id, origin, visit, now)
}

/// The messages for the model: first the instructions, which are the same for every call and are served from the cache;
/// then the facts of this call; then the history.
fn messages<'a>(instructions: &'a str, facts: &'a str, history: &'a [HistoryEntry]) -> Vec<Message<'a>> {
    let mut messages = Vec::with_capacity(history.len() + 2);
    messages.push(Message::System(instructions.into()));
    messages.push(Message::System(facts.into()));
    messages.extend(history.iter().map(|entry| match entry {
        HistoryEntry::CallerSaid { text } => Message::User(text.into()),
        HistoryEntry::CallerKeyed { digits } => Message::User(format!("(pressed the keys {digits})").into()),
        HistoryEntry::AgentSaid { .. } => Message::Assistant { text: Some(heard(entry)), tool_calls: Vec::new() },
        HistoryEntry::ToolsRequested { requests } => {
            Message::Assistant { text: None, tool_calls: requests.iter().map(tool_call).collect() }
        }
        HistoryEntry::ToolReturned { id, content } => Message::Tool { call_id: id.into(), content: content.into() },
    }));
    messages
}

/// The agent's words that the caller heard. A dash marks an interruption.
fn heard(entry: &HistoryEntry) -> Cow<'_, str> {
    match entry.heard() {
        Some((words, true)) => words.into(),
        Some((words, false)) => format!("{words}—").into(),
        None => "".into(),
    }
}

fn tool_call(request: &ToolRequest) -> ToolCall {
    ToolCall { id: request.id.clone(), name: request.name.clone(), arguments: request.arguments.clone() }
}

fn tool_request(call: ToolCall) -> ToolRequest {
    ToolRequest { id: call.id, name: call.name, arguments: call.arguments }
}

//! A call from one webhook to the next: it is found, loaded, advanced and saved.
//!
//! Every step of a call has a number. A step is processed once and its reply is stored, so a repeated or overtaken
//! webhook changes nothing and gets the same reply. Rendering the reply as TwiML is the webhook function's part.

use std::{sync::Arc, time::Duration};

use connections::secrets::{Secrets, SecretsError};
use domain::{
    conversation::TurnEnd,
    id::{CallSid, TenantId},
    phone::{Caller, PhoneNumber},
    triage::Language,
};
use messages::{PostCallQueue, QueueError};
use platform::{boxed, clock::Clock, config::CallLimits, error_chain::ErrorChain, ttl_cache::TtlCache};
use store::{
    CallRecord, LiveCall, NumberRoute, OpenCall, Reply, ReplyEnd, SaveError, Store, StoreError, TenantSessions,
};
use tokio::time::Instant;
use tracing::warn;
use twilio::rest::RestClient;

mod admission;
mod answer;
mod claim;
mod dialing;
mod finish;
mod model_budget;
mod new_call;
mod paging;
mod recording;
mod relay;
mod tenant_number;
mod texts;
mod timing;
mod whisper;
mod wrong_details;

use answer::{AnswerToSave, must_be_said};
use claim::StepClaim;
pub use recording::FinishedRecording;
pub use relay::{ClaimedTurn, PostError, RelayCall, RelayEnd, RelayPort, RelaySilence, RelayTurn, spoken_parts};
use tenant_number::LoadedCall;
pub use tenant_number::TenantNumber;
pub use texts::IncomingText;
use timing::Timing;
pub use whisper::Whisper;

use crate::{
    agent::Agent,
    call_end::CallEnd,
    engine::{BookingMode, CaughtUp, Engine, EngineError, TenantContext, TurnEvent, WholeReply, Work},
    spending::Spending,
};

/// The most consecutive steps that are spoken although they could not be saved.
const MOST_LOST_STEPS: usize = 3;

/// How long a greeting waits until its call is listed as open.
const LISTING_TIME: Duration = Duration::from_millis(500);

/// Why processing a webhook failed.
#[derive(Debug, thiserror::Error)]
pub enum CallServiceError {
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The company's credentials cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The configuration version of the number's route does not exist.
    #[error("the tenant has no configuration in this version")]
    NoConfig,
    /// The first step of a call took too long.
    #[error("the call could not begin in time")]
    TooSlow,
    /// Other webhooks of the same call kept changing it.
    #[error("the call kept changing")]
    Contended,
    /// The call is unknown and its number is no longer answered. Its company was erased during the call, or the call
    /// never reached this system.
    #[error("the call is unknown and its number is no longer answered")]
    Unknown,
}

/// A webhook's reply, with the context for rendering it.
#[derive(Debug)]
pub struct Turn {
    /// The reply.
    pub reply: Reply,
    /// The step of the reply.
    pub step: usize,
    /// The agent of the call.
    pub agent: Arc<Agent>,
    /// What the engine spent on it; nothing for a stored reply.
    pub work: Work,
    /// There is an emergency: nothing interrupts the words.
    pub is_emergency: bool,
}

impl Turn {
    /// Whether the call is rejected: it ends at once, without words.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        self.step == 0 && self.reply.is_silent_end()
    }
}

/// What becomes of an event.
enum Processed {
    /// The call is saved.
    Saved(Turn),
    /// The reply is spoken although the call could not be saved.
    Unsaved(Turn),
    /// Another webhook of the same call saved the step first.
    Overtaken,
}

/// Processes the webhooks of calls.
#[derive(Debug)]
pub struct CallService {
    store: Store,
    sessions: TenantSessions,
    secrets: Secrets,
    end: CallEnd,
    engine: Engine,
    twilio: RestClient,
    spending: Spending,
    limits: CallLimits,
    clock: Clock,
    routes: TtlCache<PhoneNumber, NumberRoute>,
    agents: TtlCache<(TenantId, u32), Agent>,
}

impl CallService {
    /// A service on these clients.
    #[must_use]
    pub fn new(
        (store, sessions): (Store, TenantSessions),
        secrets: Secrets,
        queue: PostCallQueue,
        engine: Engine,
        twilio: RestClient,
        (spending, limits): (Spending, CallLimits),
        clock: Clock,
    ) -> Self {
        let routes = TtlCache::new(tenant_number::MOST_ROUTES, tenant_number::ROUTE_LIFETIME);
        let agents = TtlCache::new(tenant_number::MOST_AGENTS, tenant_number::AGENT_LIFETIME);
        let end = CallEnd::new(store.clone(), queue, clock.clone());
        Self { store, sessions, secrets, end, engine, twilio, spending, limits, clock, routes, agents }
    }

    /// The clock of the service.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The companies' credentials.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Advances a call by an event. `step` is the step in the webhook's URL; without one it is the next step. `None` if the
    /// call is not stored and exceeds the limits of calls.
    #[must_use]
    #[boxed]
    pub async fn advance(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        caller: Caller,
        step: Option<usize>,
        event: TurnEvent,
    ) -> Result<Option<Turn>, CallServiceError> {
        let asks = model_budget::can_ask(&event);
        let (LoadedCall { record, agent, spend, read_in }, claim) = match &tenant_number.read_ahead {
            Some(ahead) if ahead.call == *call => (ahead.loaded.clone(), ahead.claim.filter(|_| step.is_some())),
            _ => {
                let claim = async {
                    match step.filter(|_| asks) {
                        Some(step) => Some(self.claim(tenant_number, call, step).await),
                        None => None,
                    }
                };
                let (loaded, claim) = tokio::join!(self.load(tenant_number, call), claim);
                (loaded?, claim)
            }
        };
        let timing = Timing::after_reads(read_in);
        let Some(mut record) = record else {
            return Box::pin(self.begin_late(tenant_number, (call, caller), agent, step, event)).await;
        };
        let next = record.next_step();
        let step = step.unwrap_or(next);
        // The replies to later steps were spoken, but the steps could not be saved.
        let lost_steps = step.saturating_sub(next);
        if step < next || lost_steps > MOST_LOST_STEPS || record.finished {
            return Ok(Some(stored_turn(record, step, agent)));
        }
        let claim = match claim {
            None if asks => Some(self.claim(tenant_number, call, step).await),
            claim => claim,
        };
        if claim == Some(StepClaim::Refused) {
            return self.reply_of_another(tenant_number, call, step).await.map(Some);
        }
        record.skip_lost_steps(step);
        let may_ask = self.may_ask(tenant_number, &mut record, &agent, spend, &event).await;
        let first = CaughtUp::default();
        let processed =
            Box::pin(self.process(tenant_number, (record, first, None), agent, (event, timing), may_ask)).await;
        if processed.is_err() && claim == Some(StepClaim::Claimed) {
            self.give_up(tenant_number, call, step).await;
        }
        match processed? {
            Processed::Saved(turn) | Processed::Unsaved(turn) => Ok(Some(turn)),
            Processed::Overtaken => self.repeat(tenant_number, call, step).await.map(Some),
        }
    }

    /// Loads a call for its next turn.
    async fn load(&self, tenant_number: &TenantNumber, call: &CallSid) -> Result<LoadedCall, CallServiceError> {
        let began = Instant::now();
        let spend = self.spending.read(&tenant_number.scope, tenant_number.allowance);
        let (loaded, spend) = tokio::join!(self.load_record(tenant_number, call), spend);
        let (record, agent) = loaded?;
        Ok(LoadedCall { record, agent, spend, read_in: began.elapsed() })
    }

    async fn load_record(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
    ) -> Result<(Option<CallRecord>, Arc<Agent>), CallServiceError> {
        let (record, agent) = tokio::try_join!(
            async { Ok::<_, CallServiceError>(self.store.get_call(&tenant_number.scope, call).await?) },
            self.agent(&tenant_number.scope, tenant_number.config_version)
        )?;
        // If another version was published during the call, the call keeps its own version.
        let agent = match &record {
            Some(record) if record.config_version != agent.config_version => {
                self.agent(&tenant_number.scope, record.config_version).await?
            }
            _ => agent,
        };
        Ok((record, agent))
    }

    /// Processes an event and saves the call. `first` comes before its answer. `live` is the state of the turn if it was claimed there.
    async fn process(
        &self,
        tenant_number: &TenantNumber,
        (mut record, first, live): (CallRecord, CaughtUp, Option<&LiveCall>),
        agent: Arc<Agent>,
        (event, timing): (TurnEvent, Timing),
        may_ask: bool,
    ) -> Result<Processed, CallServiceError> {
        let confidence = timing::confidence(&event);
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        let keys = self.engine.keys(&self.secrets, &secrets).await;
        let tenant = TenantContext {
            scope: &tenant_number.scope,
            customers: Some(&tenant_number.customers),
            agent: &agent,
            keys: &keys,
            bookings: BookingMode::of(&record),
            may_ask,
        };
        let step = record.next_step();
        let wrong_before = record.conversation.wrong_details();
        self.pause_recording(&secrets, &agent, &mut record, &event);
        let mut advance = self
            .engine
            .advance(tenant, &mut record.conversation, &mut record.awaiting_model, event, &mut WholeReply)
            .await?;
        advance.prepend(first);
        if record.test && step == 0 {
            // A customer who calls by mistake must not expect a technician.
            advance.reply.say.insert(0, String::from(record.conversation.language().words().test_mode()));
        }
        let answer = self.noted(&mut record, &agent, advance, timing.measuring(confidence));
        let saving = Box::pin(self.save_step(tenant_number, &record, step, live));
        let answer = AnswerToSave { answer, agent: &agent, secrets: &secrets, wrong_before };
        let (saved, work, changed) = self.save_with(saving, tenant_number, &record, answer).await;
        let reply = record.replies.pop().unwrap_or_else(silent_end);
        let is_emergency = record.conversation.emergency().is_some();
        let turn = Turn { reply, step, agent, work, is_emergency };
        match saved {
            Ok(()) => Ok(Processed::Saved(turn)),
            Err(SaveError::Overtaken) => Ok(Processed::Overtaken),
            Err(SaveError::Store(error)) if must_be_said(&record, changed) => {
                warn!(error = %ErrorChain(&error), "a call could not be saved");
                Ok(Processed::Unsaved(turn))
            }
            Err(SaveError::Store(error)) => Err(error.into()),
        }
    }

    /// Lists a call as open, so that it is counted even without an end event.
    async fn list_open_call(&self, tenant_number: &TenantNumber, record: &CallRecord) {
        let Some(open) = OpenCall::of(&tenant_number.scope, record) else { return };
        match tokio::time::timeout(LISTING_TIME, self.store.put_open_call(&open)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "a call could not be listed as open; it is counted if Twilio reports its end");
            }
            Err(_) => warn!("a call was not listed as open in time; it is counted if Twilio reports its end"),
        }
    }

    /// The stored reply of a step.
    async fn repeat(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        step: usize,
    ) -> Result<Turn, CallServiceError> {
        let (record, agent) = self.load_record(tenant_number, call).await?;
        record.map(|record| stored_turn(record, step, agent)).ok_or(CallServiceError::Contended)
    }
}

/// The stored reply of a step, or the latest reply if the step has none (yet).
fn stored_turn(record: CallRecord, step: usize, agent: Arc<Agent>) -> Turn {
    let step = step.min(record.next_step().saturating_sub(1));
    let is_emergency = record.conversation.emergency().is_some();
    let reply = record.replies.into_iter().nth(step).unwrap_or_else(silent_end);
    Turn { reply, step, agent, work: Work::default(), is_emergency }
}

/// The reply of a call that has none.
fn silent_end() -> Reply {
    Reply { say: Vec::new(), language: Language::FIRST, end: ReplyEnd::TurnEnd(TurnEnd::HangUp) }
}

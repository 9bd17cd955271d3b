//! A call from one webhook to the next: found, loaded, advanced, saved; the same webhook twice is answered the same.
//!
//! Every step of a call has a number. A step is dealt with once and its reply is kept, so that a repeated or overtaken
//! webhook changes nothing. How a reply becomes TwiML is not known here.

use std::{sync::Arc, time::Duration};

use connections::secrets::{Secrets, SecretsError, TenantSecrets};
use domain::{
    conversation::{Conversation, Event, SideEffect, TurnEnd},
    id::{CallSid, TenantId},
    phone::{Caller, PhoneNumber},
    triage::Hazard,
};
use messages::{PostCallQueue, QueueError};
use platform::{clock::Clock, error_chain::ErrorChain, ttl_cache::TtlCache};
use store::{CallRecord, NumberRoute, OpenCall, RecordingItem, Reply, ReplyEnd, SaveError, Store, StoreError};
use tracing::{info, warn};
use twilio::rest::RestClient;

mod paging;
mod tenant_number;

pub use tenant_number::TenantNumber;

use crate::{
    agent::Agent,
    call_end::{CallEnd, CallEndError},
    engine::{BookingMode, Engine, EngineError, Tenant, TurnEvent},
};

/// How often a call that others keep changing is loaded again before giving up.
const ATTEMPTS: usize = 4;

/// How long a greeting waits for its call to be listed as open.
const LISTING_TIME: Duration = Duration::from_millis(500);

/// The first words in test mode: a person who calls by mistake must not believe that a technician comes.
const TEST_MODE: &str = "This line is being tested: nothing will really be booked.";

/// Why a call could not be dealt with.
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
    /// The conversation failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The number is routed to a version of a configuration that is not there.
    #[error("the tenant has no configuration in this version")]
    NoConfig,
    /// Other webhooks of the same call kept changing it.
    #[error("the call kept changing")]
    Contended,
    /// Nothing is known of the call, and its number is answered no longer: its company was erased meanwhile, or never knew
    /// of it.
    #[error("the call is not known and its number is not answered any more")]
    Unknown,
}

/// A webhook's reply, with what it takes to put it into words.
#[derive(Debug)]
pub struct Turn {
    /// What was replied.
    pub reply: Reply,
    /// The step it replies to.
    pub step: usize,
    /// Who replied.
    pub agent: Arc<Agent>,
    /// Time spent waiting for the model; zero for a reply that was kept.
    pub model_time: Duration,
}

impl Turn {
    /// Whether the call is not answered at all: it ends at once, with no words.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        self.step == 0 && self.reply.is_silent_end()
    }
}

/// The way from a webhook to a call and back.
#[derive(Debug)]
pub struct CallService {
    store: Store,
    secrets: Secrets,
    end: CallEnd,
    engine: Engine,
    twilio: RestClient,
    clock: Clock,
    routes: TtlCache<PhoneNumber, NumberRoute>,
    agents: TtlCache<(TenantId, u32), Agent>,
}

impl CallService {
    /// A service on these clients.
    #[must_use]
    pub fn new(
        store: Store,
        secrets: Secrets,
        queue: PostCallQueue,
        engine: Engine,
        twilio: RestClient,
        clock: Clock,
    ) -> Self {
        let routes = TtlCache::new(tenant_number::MOST_ROUTES, tenant_number::ROUTE_LIFETIME);
        let agents = TtlCache::new(tenant_number::MOST_AGENTS, tenant_number::AGENT_LIFETIME);
        let end = CallEnd::new(store.clone(), queue, clock.clone());
        Self { store, secrets, end, engine, twilio, clock, routes, agents }
    }

    /// The clock everything here goes by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The companies' credentials.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// A call arrives: it is greeted, or, if it has been already, greeted with the same words.
    pub async fn answer(&self, line: &TenantNumber, call: &CallSid, caller: Caller) -> Result<Turn, CallServiceError> {
        let known = async {
            match caller.number() {
                Some(number) => self.store.get_customer(&line.scope, number).await,
                None => Ok(None),
            }
        };
        let (agent, customer) =
            tokio::try_join!(self.agent(&line.scope, line.config_version), async { Ok(known.await?) })?;
        let conversation = Conversation::new(call.clone(), caller, line.called.clone(), customer, self.clock.now());
        let record = new_record(conversation, line);
        match Box::pin(self.deal_with(line, record, agent, Event::CallStarted.into())).await? {
            Some(turn) => Ok(turn),
            None => self.repeat(line, call, 0).await,
        }
    }

    /// The next thing happened in a call. `step` is the one the webhook's URL was made for; without one it is the next.
    pub async fn advance(
        &self,
        line: &TenantNumber,
        call: &CallSid,
        caller: Caller,
        step: Option<usize>,
        event: TurnEvent,
    ) -> Result<Turn, CallServiceError> {
        let (record, agent) = match &line.read_ahead {
            Some(ahead) if ahead.call == *call => (ahead.record.clone(), ahead.agent.clone()),
            _ => self.load(line, call).await?,
        };
        let record = if let Some(record) = record {
            record
        } else {
            // A call whose greeting was answered from elsewhere: it begins here rather than being dropped, if calls begin
            // here at all. A company that was erased during the call must not come back with it.
            let active = match line.active {
                Some(active) => active,
                None => self.find_number(&line.called).await?.is_some_and(|now| now.scope == line.scope),
            };
            if !active {
                return Err(CallServiceError::Unknown);
            }
            let now = self.clock.now();
            new_record(Conversation::new(call.clone(), caller, line.called.clone(), None, now), line)
        };
        let next = record.next_step();
        let step = step.unwrap_or(next);
        let known_call = next > 0;
        if known_call && (step != next || record.finished) {
            return Ok(kept(record, step, agent));
        }
        match Box::pin(self.deal_with(line, record, agent, event)).await? {
            Some(turn) => Ok(turn),
            None => self.repeat(line, call, step).await,
        }
    }

    async fn load(
        &self,
        line: &TenantNumber,
        call: &CallSid,
    ) -> Result<(Option<CallRecord>, Arc<Agent>), CallServiceError> {
        let (record, agent) = tokio::try_join!(
            async { Ok::<_, CallServiceError>(self.store.get_call(&line.scope, call).await?) },
            self.agent(&line.scope, line.config_version)
        )?;
        // Published since the call began: the call keeps what it began with.
        let agent = match &record {
            Some(record) if record.config_version != agent.config_version => {
                self.agent(&line.scope, record.config_version).await?
            }
            _ => agent,
        };
        Ok((record, agent))
    }

    /// Deals with an event and saves the call; `None` if another webhook of the same call was quicker.
    async fn deal_with(
        &self,
        line: &TenantNumber,
        mut record: CallRecord,
        agent: Arc<Agent>,
        event: TurnEvent,
    ) -> Result<Option<Turn>, CallServiceError> {
        let secrets = self.secrets.get(&line.scope).await?;
        let key = self.secrets.model_key(&secrets).await.ok();
        let tenant =
            Tenant { scope: &line.scope, agent: &agent, api_key: key.as_ref(), bookings: BookingMode::of(&record) };
        let step = record.next_step();
        let mut advance =
            self.engine.advance(tenant, &mut record.conversation, &mut record.awaiting_model, event).await?;
        if record.test && step == 0 {
            advance.reply.say.insert(0, TEST_MODE.to_owned());
        }
        record.replies.push(advance.reply.clone());
        record.last_step_at = Some(self.clock.now());
        let (saved, (), ()) = tokio::join!(
            self.store.save_call(&line.scope, &record, step),
            self.write_down(line, &agent, &secrets, advance.side_effects),
            async {
                if step == 0 {
                    self.list(line, &record).await;
                }
            }
        );
        let turn = Turn { reply: advance.reply, step, agent, model_time: advance.model_time };
        match saved {
            Ok(()) => Ok(Some(turn)),
            Err(SaveError::Overtaken) => Ok(None),
            // The safety words are spoken and the people on call are rung, whatever can or cannot be written.
            Err(SaveError::Store(error)) if record.conversation.emergency().is_some() => {
                warn!(error = %ErrorChain(&error), "an emergency's call could not be saved");
                Ok(Some(turn))
            }
            Err(SaveError::Store(error)) => Err(error.into()),
        }
    }

    /// Lists a call as open, so that it is counted even if its end is never told.
    async fn list(&self, line: &TenantNumber, record: &CallRecord) {
        let Some(open) = OpenCall::of(&line.scope, record) else { return };
        match tokio::time::timeout(LISTING_TIME, self.store.put_open_call(&open)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "a call could not be listed as open; it is counted if Twilio reports its end");
            }
            Err(_) => warn!("a call was not listed as open in time; it is counted if Twilio reports its end"),
        }
    }

    /// The reply that was kept for a step.
    async fn repeat(&self, line: &TenantNumber, call: &CallSid, step: usize) -> Result<Turn, CallServiceError> {
        let (record, agent) = self.load(line, call).await?;
        record.map(|record| kept(record, step, agent)).ok_or(CallServiceError::Contended)
    }

    async fn write_down(
        &self,
        line: &TenantNumber,
        agent: &Agent,
        secrets: &TenantSecrets,
        side_effects: Vec<SideEffect>,
    ) {
        for side_effect in side_effects {
            if let SideEffect::Emergency(emergency) = side_effect {
                info!(hazard = ?emergency.hazard, "emergency heard");
                let (stored, ()) = tokio::join!(
                    self.store.put_emergency(&line.scope, &emergency),
                    self.page(line, agent, secrets, &emergency)
                );
                if let Err(error) = stored {
                    warn!(error = %ErrorChain(&error), "the emergency could not be stored");
                }
            }
        }
    }

    /// The danger someone on call is told of before they take a call.
    pub async fn hazard_of(&self, line: &TenantNumber, call: &CallSid) -> Result<Option<Hazard>, CallServiceError> {
        let record = self.store.get_call(&line.scope, call).await?;
        Ok(record.and_then(|record| record.conversation.emergency()))
    }

    /// Someone on call takes a call.
    pub async fn acknowledge(&self, line: &TenantNumber, call: &CallSid) -> Result<(), CallServiceError> {
        let record = self.store.get_call(&line.scope, call).await?;
        if let Some(emergency) = record.and_then(|record| record.conversation.emergency_id()) {
            self.store.acknowledge_emergency(&line.scope, &emergency, self.clock.now()).await?;
        }
        Ok(())
    }

    /// A recording is ready.
    pub async fn keep_recording(&self, line: &TenantNumber, recording: &RecordingItem) -> Result<(), CallServiceError> {
        Ok(self.store.put_recording(&line.scope, recording).await?)
    }

    /// The line is closed: what the call used is queued, once, before this returns.
    pub async fn finish(&self, line: &TenantNumber, call: &CallSid, seconds: u32) -> Result<(), CallServiceError> {
        for _ in 0..ATTEMPTS {
            let (record, agent) = self.load(line, call).await?;
            let Some(record) = record.filter(|record| !record.finished) else {
                return Ok(());
            };
            match self.end.finish(&line.scope, &agent.config, record, seconds).await {
                Ok(()) => return Ok(()),
                Err(CallEndError::Save(SaveError::Overtaken)) => {}
                Err(CallEndError::Save(SaveError::Store(error))) => return Err(error.into()),
                Err(CallEndError::Queue(error)) => return Err(error.into()),
            }
        }
        Err(CallServiceError::Contended)
    }
}

fn new_record(conversation: Conversation, line: &TenantNumber) -> CallRecord {
    CallRecord::new(conversation, line.config_version, line.test_mode)
}

/// The reply kept for a step; for one that is not there (yet), the latest.
fn kept(record: CallRecord, step: usize, agent: Arc<Agent>) -> Turn {
    let step = step.min(record.next_step().saturating_sub(1));
    let hang_up = Reply { say: Vec::new(), end: ReplyEnd::TurnEnd(TurnEnd::HangUp) };
    let reply = record.replies.into_iter().nth(step).unwrap_or(hang_up);
    Turn { reply, step, agent, model_time: Duration::ZERO }
}

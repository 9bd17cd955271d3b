//! Test calls: people of a company talk in text to a version of their agent, through the same engine as phone calls.
//!
//! No usage is counted, the people on call are not paged, and nothing is booked unless the test call asks for it. Each
//! turn returns the decisions in it and its latency.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use connections::secrets::{Secrets, SecretsError};
use domain::{
    attestation::Attestation,
    conversation::{Conversation, Event, SideEffect},
    id::{CallSid, TenantId, TestCallId},
    on_file::CallerOnFile,
    phone::{Caller, PhoneNumber},
    text::Text,
    triage,
};
use jiff::{SignedDuration, Timestamp};
use platform::{boxed, clock::Clock, ttl_cache::TtlCache};
use store::{
    CallRecord, CustomerScope, DraftPlace, Reservation, SaveError, Store, StoreError, TenantScope, TestCallItem,
};

mod rehearsal;
mod turn;
mod voice;

pub use rehearsal::Rehearsal;
pub use turn::{Decided, Latency, TestTurn, ToolUse};
pub use voice::VoiceTestTurn;

use turn::{tokens_since, tools_used};

use crate::{
    agent::Agent,
    engine::{BookingMode, Engine, EngineError, TenantContext, TurnEvent, WholeReply},
    on_file::on_file,
    spending::{Allowance, NoBudget, Settlement, Spending},
};

/// A revision of a version never changes, so an agent only leaves the cache to make room.
const AGENT_LIFETIME: Duration = Duration::from_hours(24);
const MOST_AGENTS: usize = 200;

/// Why a turn failed.
#[derive(Debug, thiserror::Error)]
pub enum TestCallError {
    /// The test call or the version does not exist.
    #[error("there is no such test call, or no such version of the configuration")]
    Missing,
    /// The call is over.
    #[error("the test call is over; begin another one")]
    Over,
    /// The call is too large for another turn.
    #[error(
        "the test call has {size} bytes; at most {} are allowed before a turn, and it has {} more. Hang up, and begin another \
         one",
        TestCallItem::LARGEST,
        size - TestCallItem::LARGEST
    )]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
    /// The test call reads customers, and the caller may not.
    #[error("this test call reads customers, which you may not; begin one of your own")]
    Withheld,
    /// Another turn of the same call was saved first.
    #[error("another turn of the same test call was saved first")]
    Overtaken,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The API key for the model cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The company's budget is spent, or what it has spent cannot be counted. The model was not asked.
    #[error(transparent)]
    NoBudget(#[from] NoBudget),
    /// The operating system provides no random numbers.
    #[error("no random id could be generated")]
    Randomness(#[from] getrandom::Error),
}

/// A new test call.
#[derive(Debug, Clone)]
pub struct NewTestCall {
    /// The version of the configuration.
    pub version: u32,
    /// The caller.
    pub caller: Caller,
    /// The attestation of the caller's number.
    pub attestation: Attestation,
    /// The called number.
    pub called: PhoneNumber,
    /// Whether its bookings are real.
    pub books: bool,
    /// The time at which the call starts; now by default.
    pub at: Option<Timestamp>,
}

/// The company whose agent is tested.
#[derive(Debug, Clone, Copy)]
pub struct TestedCompany<'a> {
    /// Its scope.
    pub scope: &'a TenantScope,
    /// The version of the configuration that was saved last. It may be replaced between two turns.
    pub draft: DraftPlace,
    /// The customers that the agent knows. Without them, each caller is new.
    pub customers: Option<&'a CustomerScope>,
    /// What it may spend on the model.
    pub allowance: Allowance,
    /// The credentials of all companies.
    pub secrets: &'a Secrets,
    /// The version of its credentials. An earlier key for the model is not used.
    pub credentials_version: u64,
    /// The model that answers, in place of the one that the version chooses.
    pub model: Option<&'a Text<100>>,
    /// Every slot counts as free, in a call that books nothing.
    pub empty_calendar: bool,
}

/// A test call before its next turn.
#[derive(Debug)]
pub struct LoadedTestCall {
    item: TestCallItem,
    began: Instant,
}

impl LoadedTestCall {
    /// Whether it reads customers.
    #[must_use]
    pub fn reads_customers(&self) -> bool {
        self.item.reads_customers
    }
}

/// A company, a version of its configuration, the version's revision if it can still change, and the model in place of the version's.
type AgentKey = (TenantId, u32, Option<u32>, Option<String>);

/// Runs test calls.
#[derive(Debug)]
pub struct TestCallService {
    store: Store,
    engine: Engine,
    spending: Spending,
    clock: Clock,
    agents: TtlCache<AgentKey, Agent>,
}

impl TestCallService {
    /// Test calls with these clients.
    #[must_use]
    pub fn new(store: Store, engine: Engine, spending: Spending, clock: Clock) -> Self {
        Self { store, engine, spending, clock, agents: TtlCache::new(MOST_AGENTS, AGENT_LIFETIME) }
    }

    /// Begins a test call. Its first turn is the greeting.
    #[must_use]
    #[boxed]
    pub async fn begin<'a>(&'a self, company: TestedCompany<'a>, new: NewTestCall) -> Result<TestTurn, TestCallError> {
        let begun = self.first(company, new).await?;
        Ok(Box::pin(self.take(company, begun, Event::CallStarted.into())).await?.0)
    }

    /// A test call before its greeting.
    async fn first(
        &self,
        company: TestedCompany<'_>,
        new: NewTestCall,
    ) -> Result<(TestCallItem, Instant), TestCallError> {
        let began = Instant::now();
        let test_call = TestCallId::parse(&format!("{}{}", TestCallId::PREFIX, platform::random::id_body()?))
            .map_err(|_| TestCallError::Missing)?;
        let now = self.clock.now();
        let at = new.at.unwrap_or(now);
        let known = match company.customers {
            Some(customers) => on_file(&self.store, customers, (&new.caller, new.attestation), at).await?,
            None => CallerOnFile::default(),
        };
        let call = CallSid::of_test_call(&test_call);
        let conversation = Conversation::new(call, new.caller, new.called, None, at)
            .with_attestation(new.attestation)
            .with_on_file(known);
        let record = CallRecord::new(conversation, new.version, !new.books);
        let ahead_seconds = at.duration_since(now).as_secs();
        let item = TestCallItem {
            test_call,
            record,
            books: new.books,
            reads_customers: company.customers.is_some(),
            ahead_seconds,
        };
        Ok((item, began))
    }

    /// Loads a test call for its next turn.
    #[must_use]
    #[boxed]
    pub async fn load(&self, scope: &TenantScope, test_call: &TestCallId) -> Result<LoadedTestCall, TestCallError> {
        let began = Instant::now();
        let item = self.store.get_test_call(scope, test_call).await?.ok_or(TestCallError::Missing)?;
        Ok(LoadedTestCall { item, began })
    }

    /// Advances a test call by an event. A test call that reads customers goes on with `customers` only.
    #[must_use]
    #[boxed]
    pub async fn turn<'a>(
        &'a self,
        company: TestedCompany<'a>,
        LoadedTestCall { item, began }: LoadedTestCall,
        event: TurnEvent,
    ) -> Result<TestTurn, TestCallError> {
        if item.record.conversation.has_ended() {
            return Err(TestCallError::Over);
        }
        let size = item.size()?;
        let hangs_up = matches!(event, TurnEvent::Happened(Event::CallEnded { .. }));
        if size > TestCallItem::LARGEST && !hangs_up {
            return Err(TestCallError::TooLarge { size });
        }
        let customers = company.customers.filter(|_| item.reads_customers);
        if item.reads_customers && customers.is_none() {
            return Err(TestCallError::Withheld);
        }
        Ok(Box::pin(self.take(TestedCompany { customers, ..company }, (item, began), event)).await?.0)
    }

    /// Takes a turn and saves it. Returns the call after it.
    async fn take(
        &self,
        company: TestedCompany<'_>,
        (mut item, began): (TestCallItem, Instant),
        event: TurnEvent,
    ) -> Result<(TestTurn, TestCallItem), TestCallError> {
        let TestedCompany { scope, customers, allowance, secrets, credentials_version, .. } = company;
        let (agent, keys) = tokio::try_join!(self.agent(company, item.record.config_version), async {
            let own = secrets.get(scope, credentials_version).await?;
            Ok(self.engine.keys(secrets, &own).await)
        })?;
        let reservation = self.reserve(scope, allowance, &agent, &item.record).await?;
        let load = began.elapsed();
        let triage = match &event {
            TurnEvent::Happened(Event::CallerSaid(speech)) => triage::assess(&speech.text).emergency(),
            _ => None,
        };
        let record = &mut item.record;
        let (heard, used, turn) =
            (record.conversation.history().len(), *record.conversation.usage(), record.next_step());
        let bookings = match BookingMode::of(record) {
            BookingMode::DryRun if company.empty_calendar => BookingMode::EmptyCalendar,
            mode => mode,
        };
        let tenant = TenantContext { scope, customers, agent: &agent, keys: &keys, bookings, may_ask: true };
        let ahead = SignedDuration::from_secs(item.ahead_seconds);
        let engine = self.engine.with_clock(self.clock.ahead_by(ahead));
        let awaiting_model = &mut record.awaiting_model;
        let advanced = engine.advance(tenant, &mut record.conversation, awaiting_model, event, &mut WholeReply).await;
        let spent = advanced.as_ref().map(|advance| self.spending.cost(advance.billed));
        // An engine that fails has paid the model at most the reservation.
        let spent = spent.unwrap_or(reservation.micro_usd);
        let settlement = Settlement { earlier: Some(reservation), spent, next: None };
        Box::pin(self.spending.settle(scope, allowance, settlement)).await;
        let advance = advanced?;
        record.replies.push(advance.reply.clone());
        let emergency = advance.side_effects.iter().find_map(|side_effect| match side_effect {
            SideEffect::Emergency(emergency) => Some(emergency.hazard),
            SideEffect::Ended { .. } => None,
        });
        let decided = Decided {
            triage,
            emergency,
            tools: tools_used(&record.conversation.history()[heard..]),
            model_requests: record.conversation.usage().model_requests - used.model_requests,
            model: advance.answered_by,
            tokens: tokens_since(&used, record.conversation.usage()),
            cost: spent,
        };
        let save_began = Instant::now();
        self.store.save_test_call(scope, &item, turn, self.clock.now()).await.map_err(|error| match error {
            SaveError::Overtaken => TestCallError::Overtaken,
            SaveError::Store(error) => error.into(),
        })?;
        let latency = Latency {
            load,
            model: advance.work.model_time,
            tools: advance.work.tool_time,
            save: save_began.elapsed(),
            total: began.elapsed(),
        };
        let ended = item.record.conversation.has_ended();
        let (test_call, version) = (item.test_call.clone(), item.record.config_version);
        Ok((TestTurn { test_call, version, turn, reply: advance.reply, ended, decided, latency }, item))
    }

    /// Reserves the most that a turn can cost.
    async fn reserve(
        &self,
        scope: &TenantScope,
        allowance: Allowance,
        agent: &Agent,
        record: &CallRecord,
    ) -> Result<Reservation, TestCallError> {
        let reservation = self.spending.reservation(agent, &record.conversation);
        self.spending.reserve_within(scope, allowance, reservation).await?;
        Ok(reservation)
    }

    async fn agent(&self, company: TestedCompany<'_>, version: u32) -> Result<Arc<Agent>, TestCallError> {
        let TestedCompany { scope, draft, model, .. } = company;
        let key = (scope.tenant().clone(), version, draft.revision_of(version), model.map(ToString::to_string));
        if let Some(agent) = self.agents.get(&key) {
            return Ok(agent);
        }
        let mut config = self.store.get_config(scope, version).await?.ok_or(TestCallError::Missing)?;
        if let Some(model) = model {
            config = config.with_model(model.clone());
        }
        Ok(self.agents.insert(key, Agent::new(scope.tenant(), config, version)))
    }
}

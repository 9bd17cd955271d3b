//! Makes the calls of scenario runs: each message is a scenario of a run. The calls are test calls, with the engine that answers the telephone;
//! they book nothing and page no one. A run's result is stored once, however often its message is delivered.
//!
//! Does not know which scenarios a company has to pass, nor what follows from a result.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use calls::{
    engine::Engine,
    spending::{BUDGET_EXHAUSTED, NoBudget, SPEND_WARNING, Spending, TRIALS_EXHAUSTED},
    test_call::{TestCallError, TestCallService, TestedCompany},
};
use connections::secrets::Secrets;
use domain::{scenario, text::Text};
use futures_util::future::join_all;
use messages::{DeadLetterQueue, Failures, MessageError, ScenarioJob};
use openai::OpenAi;
use platform::{
    clock::Clock,
    config::{
        BudgetConfig, ConfigError, DeadLetterConfig, Environment, ModelConfig, PriceConfig, SecretsConfig, TableConfig,
    },
    runtime::Runtime,
    telemetry::Metric,
    trace::TraceHeader,
};
use store::{DraftPlace, RunPurpose, ScenarioResult, ScenarioRunItem, Store, StoreError, TenantItem, TenantScope};
use tracing::{Instrument, Span, field::Empty, field::display, info, info_span, warn};

mod failures;
mod planning;

/// How often a call is tried.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The metrics that the function publishes.
pub const METRICS: [Metric; 3] = [SPEND_WARNING, BUDGET_EXHAUSTED, TRIALS_EXHAUSTED];

/// The function's clients, built once.
#[derive(Debug)]
pub struct ScenarioRuns {
    store: Store,
    secrets: Secrets,
    conversations: TestCallService,
    spending: Spending,
    failures: Failures,
    clock: Clock,
}

/// Why a message was not processed.
#[derive(Debug, thiserror::Error)]
enum ScenarioJobError {
    /// The message is no scenario of a run.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ScenarioRuns {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, secrets, model, prices, budgets, dead_letters } = settings;
        let Runtime { aws, http, clock, metrics, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let secrets = Secrets::new(platform::aws::secrets_manager(&aws), store.clone(), secrets);
        let engine = Engine::new(store.clone(), OpenAi::new(http, &model), clock.clone(), &model);
        let spending = Spending::new(store.clone(), (&prices, &model), budgets, clock.clone(), metrics);
        let conversations = TestCallService::new(store.clone(), engine, spending.clone(), clock.clone());
        let DeadLetterConfig { dead_letter_queue_url, max_receive_count } = dead_letters;
        let dead_letters = DeadLetterQueue::new(platform::aws::sqs(&aws), dead_letter_queue_url);
        let failures = Failures::new(dead_letters, max_receive_count, clock.clone());
        Self { store, secrets, conversations, spending, failures, clock }
    }

    /// Makes the calls of a batch, and returns the messages that the queue must deliver again.
    pub async fn handle(&self, batch: SqsEvent) -> SqsBatchResponse {
        let processed = join_all(batch.records.into_iter().map(|message| self.receive(message)));
        let mut failures = SqsBatchResponse::default();
        for failed in processed.await.into_iter().flatten() {
            failures.add_failure(failed);
        }
        failures
    }

    /// Processes a message. Returns its id if the queue must deliver it again.
    async fn receive(&self, message: SqsMessage) -> Option<String> {
        let trace = TraceHeader::of_message(&message.attributes);
        let trace_id = trace.as_ref().map(TraceHeader::root);
        let span = info_span!("message", trace_id, tenant_id = Empty, run = Empty);
        let body = message.body.as_deref().unwrap_or_default();
        let error = Box::pin(self.process(body)).instrument(span.clone()).await.err()?;
        let is_set_aside = self.failures.set_aside(body, &message.attributes, &error).instrument(span).await;
        (!is_set_aside).then(|| message.message_id.unwrap_or_default())
    }

    async fn process(&self, body: &str) -> Result<(), ScenarioJobError> {
        let job = ScenarioJob::from_body(body)?;
        Span::current().record("tenant_id", display(&job.tenant)).record("run", display(&job.run));
        let scope = TenantScope::of_scenario_job(&job);
        let (tenant, run) =
            tokio::try_join!(self.store.get_tenant(&scope), self.store.get_scenario_run(&scope, &job.run))?;
        let (Some(tenant), Some(run)) = (tenant, run) else {
            info!("the run or its company was erased");
            return Ok(());
        };
        if self.store.get_scenario_result(&scope, &job.run, job.nth).await?.is_some() {
            info!("the call was made before");
            return Ok(());
        }
        let result = self.result_of(&scope, &tenant, &run, job.nth).await?;
        let passed = result.has_passed();
        let is_new = self.store.put_scenario_result(&scope, &job.run, &result).await?;
        info!(nth = job.nth, passed, is_new, "the call of a scenario was made");
        Ok(())
    }

    /// Makes the call, and judges it.
    async fn result_of(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        run: &ScenarioRunItem,
        nth: u32,
    ) -> Result<ScenarioResult, ScenarioJobError> {
        let not_made =
            |why: &str| ScenarioResult::new(nth, vec![scenario::ScenarioFinding::not_run(why)], self.clock.now());
        let planned = match self.planned(scope, tenant, run, nth).await? {
            Ok(planned) => planned,
            Err(why) => return Ok(not_made(why)),
        };
        let model = run.model.as_deref().and_then(|model| Text::parse(model).ok());
        let company = TestedCompany {
            scope,
            draft: DraftPlace::of(tenant),
            customers: None,
            allowance: self.spending.allowance(tenant.approved, tenant.budget),
            secrets: &self.secrets,
            credentials_version: tenant.credentials_version,
            model: model.as_ref(),
            // A version is right or wrong however many visits are booked at the moment.
            empty_calendar: !matches!(run.purpose, RunPurpose::Replay(_)),
        };
        let Ok(called) = tenant.tested_number() else { return Ok(not_made("unavailable")) };
        for attempt in 0..ATTEMPTS {
            let made = self.conversations.rehearse(company, (run.version, called.clone()), &planned).await;
            let error = match made {
                Ok(made) => {
                    // A replay is there to be read. Whether it is right is the reader's decision.
                    let is_judged = !matches!(run.purpose, RunPurpose::Replay(_));
                    let findings = if is_judged { scenario::judge(&planned, &made.call) } else { Vec::new() };
                    let mut result = ScenarioResult::new(nth, findings, self.clock.now());
                    result.outcome = Some(made.call.facts.outcome);
                    result.test_call = Some(made.test_call);
                    result.turns = u32::try_from(made.turns).unwrap_or(u32::MAX);
                    result.cost = made.cost;
                    return Ok(result);
                }
                Err(error) => error,
            };
            let is_last = attempt + 1 == ATTEMPTS;
            warn!(error = failures::detail_of(&error), is_last, "the call of a scenario could not be made");
            match error {
                TestCallError::NoBudget(NoBudget::Spent(_) | NoBudget::TrialsSpent { .. }) => {
                    return Ok(not_made("budget_spent"));
                }
                TestCallError::TooLarge { .. } | TestCallError::Over | TestCallError::Missing => break,
                _ => tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(attempt)).await,
            }
        }
        Ok(not_made("unavailable"))
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    secrets: SecretsConfig,
    model: ModelConfig,
    prices: PriceConfig,
    budgets: BudgetConfig,
    dead_letters: DeadLetterConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            secrets: SecretsConfig::from(environment)?,
            model: ModelConfig::from(environment)?,
            prices: PriceConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            dead_letters: DeadLetterConfig::of_scenarios(environment)?,
        })
    }
}

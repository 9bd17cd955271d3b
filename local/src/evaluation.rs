//! Scenario evaluations: each scenario is a call on the telephone to a system of its own, and its final state is judged.
//!
//! The caller's words travel by `<Gather>` or through the WebSocket of `voice-stream`, and the final state must be the same.
//!
//! The model is the stand-in, a recording, or a live server. All three are behind a [`gateway`] that notes every request.

mod caller;
mod final_state;
mod gateway;
mod live;
mod stage;
mod suite;
mod ways;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::money::MicroUsd;
use evaluations::{
    judgement::judge,
    outcome::EvaluatedCall,
    recording::ModelRecording,
    report::{CallWay, EvaluationBackend, EvaluationReport, ScenarioRun},
};
use futures_util::{StreamExt as _, stream};

pub use live::LiveModel;
pub use suite::{Suite, SuiteError, SuiteScenario};

use caller::EvaluatedCaller;
use gateway::{GatewayBackend, ModelGateway};
use stage::Stage;

/// Why a run did not come to an end. It is a finding of the run.
pub(crate) type RunError = Box<dyn std::error::Error + Send + Sync>;

/// What an evaluation may spend at a model's server.
#[derive(Debug, Default)]
pub struct CostCeiling {
    spent_micro_usd: AtomicU64,
    most_micro_usd: Option<u64>,
}

impl CostCeiling {
    /// A ceiling; none if `most` is `None`.
    #[must_use]
    pub fn new(most: Option<MicroUsd>) -> Self {
        Self { spent_micro_usd: AtomicU64::new(0), most_micro_usd: most.map(MicroUsd::get) }
    }

    /// Counts a cost.
    pub(crate) fn spend(&self, cost: MicroUsd) {
        self.spent_micro_usd.fetch_add(cost.get(), Ordering::Relaxed);
    }

    /// Whether nothing more may be spent.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.most_micro_usd.is_some_and(|most| self.spent_micro_usd.load(Ordering::Relaxed) >= most)
    }
}

/// What answers in place of the model.
#[derive(Debug, Clone)]
pub enum RunModel {
    /// The stand-in.
    StandIn,
    /// The recording of the scenario.
    Recorded,
    /// A live model.
    Live(Arc<LiveModel>),
}

impl RunModel {
    fn backend(&self) -> EvaluationBackend {
        match self {
            Self::StandIn => EvaluationBackend::StandIn,
            Self::Recorded => EvaluationBackend::Recorded,
            Self::Live(_) => EvaluationBackend::Live,
        }
    }
}

/// One run to do.
#[derive(Debug, Clone)]
pub struct PlannedRun {
    /// The scenario.
    pub scenario: Arc<SuiteScenario>,
    /// What answers.
    pub model: RunModel,
    /// How the words travel.
    pub way: CallWay,
}

/// A run that is over.
#[derive(Debug)]
pub struct FinishedRun {
    /// The scenario.
    pub scenario: Arc<SuiteScenario>,
    /// The result.
    pub run: ScenarioRun,
    /// The turns of the model in it, if the model was asked.
    pub recording: Option<ModelRecording>,
    /// What the call left behind. `None` if the run came to no end.
    outcome: Option<EvaluatedCall>,
}

/// Does all runs, at most `parallel` at once, and passes each to `notice` as it ends. Runs after the cost ceiling are not begun.
pub async fn evaluate(
    plan: Vec<PlannedRun>,
    parallel: usize,
    ceiling: Arc<CostCeiling>,
    mut notice: impl FnMut(&FinishedRun),
) -> (EvaluationReport, Vec<FinishedRun>) {
    let model = plan.iter().find_map(|run| match &run.model {
        RunModel::Live(live) => Some(live.name().to_owned()),
        RunModel::StandIn | RunModel::Recorded => None,
    });
    let planned = plan.len();
    let runs = plan.into_iter().map(|planned| {
        let ceiling = Arc::clone(&ceiling);
        // A task of its own, so that runs use all processors.
        let task =
            async move { if ceiling.is_reached() { None } else { Some(Box::pin(run(planned, &ceiling)).await) } };
        async move { tokio::spawn(task).await.ok().flatten() }
    });
    let mut runs = stream::iter(runs).buffer_unordered(parallel.max(1));
    let mut finished = Vec::new();
    while let Some(run) = runs.next().await {
        if let Some(run) = run {
            notice(&run);
            finished.push(run);
        }
    }
    finished.sort_by(|one, other| {
        let key = |run: &FinishedRun| (run.run.topic.clone(), run.run.scenario.clone(), run.run.backend, run.run.way);
        key(one).cmp(&key(other))
    });
    ways::compare(&mut finished);
    let runs: Vec<ScenarioRun> = finished.iter().map(|run| run.run.clone()).collect();
    let not_begun = u32::try_from(planned - runs.len()).unwrap_or(u32::MAX);
    (EvaluationReport { model, runs, not_begun }, finished)
}

async fn run(planned: PlannedRun, ceiling: &Arc<CostCeiling>) -> FinishedRun {
    let PlannedRun { scenario, model, way } = planned;
    let attempted = attempt((&scenario, way), &model, ceiling).await;
    let ended = attempted.is_ok();
    let (outcome, cost, recording) = attempted.unwrap_or_else(|error| {
        let fault = format!("the run failed: {}", platform::error_chain::ErrorChain(&*error));
        (EvaluatedCall { faults: vec![fault], ..EvaluatedCall::default() }, MicroUsd::default(), None)
    });
    let findings = judge(scenario.scenario(), &outcome);
    let named = (scenario.topic(), scenario.scenario());
    let run = ScenarioRun::new(named, (model.backend(), way), &outcome, (findings, cost));
    FinishedRun { scenario, run, recording, outcome: ended.then_some(outcome) }
}

async fn attempt(
    (suite_scenario, way): (&SuiteScenario, CallWay),
    model: &RunModel,
    ceiling: &Arc<CostCeiling>,
) -> Result<(EvaluatedCall, MicroUsd, Option<ModelRecording>), RunError> {
    let scenario = suite_scenario.scenario();
    let backend = match model {
        RunModel::StandIn => GatewayBackend::stand_in().await?,
        RunModel::Recorded => {
            GatewayBackend::Recorded(suite_scenario.recording().cloned().ok_or("the scenario has no recording")?)
        }
        RunModel::Live(live) => GatewayBackend::live(live),
    };
    let gateway = ModelGateway::start(backend, Arc::clone(ceiling)).await?;
    let config = match model {
        RunModel::Live(live) => live.config_at(gateway.url()),
        RunModel::StandIn | RunModel::Recorded => gateway::offline_config(gateway.url()),
    };
    let stage = Box::pin(Stage::set((scenario, way), config)).await?;
    let mut caller = EvaluatedCaller::new((suite_scenario, way), model, &stage);
    let (ending, call) = Box::pin(stage.call(scenario, &mut caller)).await?;
    let mut outcome = Box::pin(stage.final_state()).await?;
    outcome.ending = ending;
    outcome.seconds = call.seconds();
    outcome.lines = caller::lines(call.transcript());
    let noted = gateway.into_noted();
    outcome.model = noted.model;
    outcome.faults = noted.faults;
    outcome.faults.extend(caller.faults());
    let mut cost = model_cost(model, &outcome);
    if let RunModel::Live(live) = model {
        let (judgements, judged) = Box::pin(live.judge(scenario, &outcome)).await?;
        outcome.judgements = judgements;
        let further = live.cost(caller.tokens()) + live.cost(judged);
        ceiling.spend(further);
        cost = cost + further;
    }
    let name = match model {
        RunModel::Live(live) => live.name(),
        RunModel::StandIn | RunModel::Recorded => fake_openai::MODEL,
    };
    let recording = noted
        .fingerprint
        .map(|fingerprint| ModelRecording::by_model(name, fingerprint, caller.played().to_vec(), noted.turns));
    Ok((outcome, cost, recording))
}

fn model_cost(model: &RunModel, outcome: &EvaluatedCall) -> MicroUsd {
    match model {
        RunModel::Live(live) => live.cost(outcome.model.tokens),
        RunModel::StandIn | RunModel::Recorded => MicroUsd::default(),
    }
}

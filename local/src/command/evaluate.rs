//! Evaluates scenarios: chooses the runs, shows their progress, and prints and stores the result.

#![allow(clippy::print_stdout, reason = "the result is what was asked for")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use domain::{money::MicroUsd, usage::PriceList};
use evaluations::{
    comparison::EvaluationComparison,
    junit::junit_xml,
    recording::RecordedBy,
    report::{CallWay, EvaluationBackend, EvaluationReport, ScenarioRun},
    table::EvaluationTable,
};
use indicatif::{ProgressBar, ProgressStyle};
use platform::config::{Environment, ModelConfig};

use super::{Failure, ServeOptions};
use crate::evaluation::{CostCeiling, FinishedRun, LiveModel, PlannedRun, RunModel, Suite, evaluate};

/// What is evaluated.
#[derive(Debug, Args)]
pub(super) struct EvaluateOptions {
    /// Only scenarios whose name or topic contains one of these
    #[arg(value_name = "PART")]
    parts: Vec<String>,
    /// The folder of the scenarios
    #[arg(long, value_name = "DIR", default_value = "tests/scenarios")]
    scenarios: PathBuf,
    /// Only this backend that needs no network, instead of both
    #[arg(long, value_enum, value_name = "BACKEND", conflicts_with = "model")]
    backend: Option<OfflineBackend>,
    /// How the callers' words travel; both if not given, and by `<Gather>` only with a live model, which costs money
    #[arg(long, value_enum, value_name = "WAY")]
    way: Option<ChosenWay>,
    /// Evaluate this model at `OPENAI_BASE_URL`, with `OPENAI_API_KEY`, instead of what needs no network
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// The model that plays callers; the same one if not given
    #[arg(long, value_name = "NAME", requires = "model")]
    caller_model: Option<String>,
    /// The model that answers the questions about words that rules cannot judge; without one they are not asked
    #[arg(long, value_name = "NAME", requires = "model")]
    judge_model: Option<String>,
    /// How often each scenario runs
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: u32,
    /// How many scenarios run at once
    #[arg(long, value_name = "N", default_value_t = 4)]
    parallel: usize,
    /// Begin no further run once this many dollars are spent
    #[arg(long, value_name = "DOLLARS", requires = "model")]
    max_cost: Option<f64>,
    /// Store the model's turns of each passed scenario as its recording, over one of a model
    #[arg(long, requires = "model")]
    record: bool,
    /// Store the current tools' fingerprint in the recordings that were written by hand, after they were read again
    #[arg(long, conflicts_with_all = ["model", "backend"])]
    stamp: bool,
    /// Store the result as `JUnit` XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Store the result as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Compare with the JSON of an earlier evaluation
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChosenWay {
    /// By `<Gather>`: a webhook for each turn
    Gather,
    /// Through the WebSocket of voice-stream
    Stream,
    /// Each scenario both ways; the final states must be the same
    Both,
}

impl ChosenWay {
    fn ways(self) -> &'static [CallWay] {
        match self {
            Self::Gather => &[CallWay::Gather],
            Self::Stream => &[CallWay::Stream],
            Self::Both => &[CallWay::Gather, CallWay::Stream],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OfflineBackend {
    StandIn,
    Recorded,
}

pub(super) async fn run(serve: ServeOptions, options: EvaluateOptions) -> Result<ExitCode, Failure> {
    let suite = Suite::read(&options.scenarios)?;
    // An unreadable file is reported before anything runs.
    let earlier = options.compare.as_deref().map(read_report).transpose()?;
    let live = options.model.as_ref().map(|name| live_model(name, &options, &serve)).transpose()?.map(Arc::new);
    let plan = plan(&suite, &options, live.as_ref());
    if plan.is_empty() {
        return Err("no scenario fits".into());
    }
    let ceiling = Arc::new(CostCeiling::new(options.max_cost.map(dollars)));
    let progress = ProgressBar::new(plan.len() as u64);
    progress.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} {msg}")?);
    let mut failed = 0;
    let (report, finished) = evaluate(plan, options.parallel, ceiling, |run| {
        failed += usize::from(!run.run.passed());
        progress.set_message(if failed == 0 { String::new() } else { format!("{failed} failed") });
        progress.inc(1);
    })
    .await;
    progress.finish_and_clear();
    if options.stamp {
        return stamp(&suite, &finished);
    }
    for run in report.runs.iter().filter(|run| !run.passed()) {
        print_failure(run);
    }
    print!("{}", EvaluationTable(&report));
    print_left_out(&report);
    if let Some(earlier) = &earlier {
        print!("\n{}", EvaluationComparison::between(earlier, &report));
    }
    if options.record {
        record(&suite, &finished)?;
    }
    if let Some(path) = &options.junit {
        std::fs::write(path, junit_xml(&report)?)?;
    }
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_vec_pretty(&report)?)?;
    }
    let passed = report.not_begun == 0 && report.runs.iter().all(ScenarioRun::passed);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_report(path: &Path) -> Result<EvaluationReport, Failure> {
    let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a ceiling of more dollars is none")]
fn dollars(dollars: f64) -> MicroUsd {
    MicroUsd::new((dollars.max(0.0) * 1_000_000.0) as u64)
}

/// The live model of the environment, with this name.
fn live_model(name: &str, options: &EvaluateOptions, serve: &ServeOptions) -> Result<LiveModel, Failure> {
    let lookup = |variable: &str| match variable {
        "OPENAI_MODEL" => Some(name.to_owned()),
        other => std::env::var(other).ok().filter(|value| !value.trim().is_empty()),
    };
    let config = ModelConfig::from(&Environment::from_fn(&lookup))?;
    // A server on this machine may need no key.
    let api_key = lookup("OPENAI_API_KEY");
    if api_key.is_none() && lookup("OPENAI_BASE_URL").is_none() {
        return Err("--model needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that needs no key".into());
    }
    let prices = serve.settings.iter().find(|(name, _)| name == "PRICES");
    let prices = prices.map(|(_, prices)| serde_json::from_str(prices)).transpose()?;
    let others = (options.caller_model.clone(), options.judge_model.clone());
    let api_key = api_key.unwrap_or_else(|| "none".to_owned()).into();
    Ok(LiveModel::new(config, api_key, prices.unwrap_or(PriceList::NOVEMBER_2026), others))
}

fn plan(suite: &Suite, options: &EvaluateOptions, live: Option<&Arc<LiveModel>>) -> Vec<PlannedRun> {
    let mut plan = Vec::new();
    // Recordings are of calls by `<Gather>`.
    let usual = if live.is_some() || options.stamp { ChosenWay::Gather } else { ChosenWay::Both };
    let ways = options.way.unwrap_or(usual).ways();
    for scenario in suite.scenarios() {
        let name = scenario.scenario().name();
        let is_chosen = |part: &String| name.contains(part) || scenario.topic().contains(part);
        if !options.parts.is_empty() && !options.parts.iter().any(is_chosen) {
            continue;
        }
        let models = match live {
            Some(live) => vec![RunModel::Live(Arc::clone(live))],
            None => scenario.offline_models(),
        };
        let wanted = |model: &RunModel| match (options.backend, model) {
            (Some(OfflineBackend::Recorded), RunModel::StandIn)
            | (Some(OfflineBackend::StandIn), RunModel::Recorded) => false,
            (_, RunModel::StandIn) => !options.stamp,
            _ => true,
        };
        let scenario = Arc::new(scenario.clone());
        for model in models.into_iter().filter(wanted) {
            for way in ways.iter().filter(|way| scenario.scenario().ways().contains(way)) {
                let run = PlannedRun { scenario: Arc::clone(&scenario), model: model.clone(), way: *way };
                plan.extend(std::iter::repeat_n(run, options.repeat as usize));
            }
        }
    }
    plan
}

fn print_failure(run: &ScenarioRun) {
    println!("FAILED {}/{}", run.topic, run.title());
    for finding in &run.findings {
        println!("  {finding}");
    }
    for line in &run.transcript {
        println!("    {line}");
    }
    println!();
}

/// Says which scenarios cannot run both ways, if both were asked for.
fn print_left_out(report: &EvaluationReport) {
    let names = |way| report.runs.iter().filter(move |run| run.way == way).map(|run| run.scenario.as_str());
    let streamed: BTreeSet<&str> = names(CallWay::Stream).collect();
    let left_out: BTreeSet<&str> = names(CallWay::Gather).filter(|name| !streamed.contains(name)).collect();
    if !streamed.is_empty() && !left_out.is_empty() {
        let names: Vec<&str> = left_out.into_iter().collect();
        println!("by gather only, for their unclear words: {}", names.join(", "));
    }
}

/// Stores the first passed run of each scenario. Turns that were written by hand stay.
fn record(suite: &Suite, finished: &[FinishedRun]) -> Result<(), Failure> {
    let mut stored = BTreeSet::new();
    for FinishedRun { scenario, run, recording, .. } in finished {
        let by_hand = scenario.recording().is_some_and(|recording| *recording.written() == RecordedBy::ByHand);
        if let Some(recording) = recording.as_ref().filter(|_| run.passed() && !by_hand)
            && stored.insert(run.scenario.as_str())
        {
            suite.write(&run.scenario, recording)?;
        }
    }
    println!("{} recordings stored", stored.len());
    Ok(())
}

fn stamp(suite: &Suite, finished: &[FinishedRun]) -> Result<ExitCode, Failure> {
    let mut stamped = 0;
    for FinishedRun { scenario, run, recording, .. } in finished {
        let Some(written) = scenario.recording().filter(|written| *written.written() == RecordedBy::ByHand) else {
            continue;
        };
        let Some(now) = recording.as_ref().filter(|_| run.backend == EvaluationBackend::Recorded) else { continue };
        if now.tools() != written.tools() {
            suite.write(&run.scenario, &written.clone().stamped(now.tools()))?;
            stamped += 1;
        }
    }
    println!("{stamped} recordings stamped; run the evaluation again");
    Ok(ExitCode::SUCCESS)
}

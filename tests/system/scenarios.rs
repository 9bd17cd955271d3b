//! The scenarios in `tests/scenarios` that need no network, and the evaluation of a live model against a server of this machine.

use std::{path::Path, sync::Arc, time::Duration};

use domain::{money::MicroUsd, usage::PriceList};
use evaluations::{
    recording::RecordedBy,
    report::{CallWay, EvaluationBackend, EvaluationReport, ScenarioRun},
    scenario::CallerAct,
};
use fake_openai::FakeOpenAi;
use local::evaluation::{CostCeiling, FinishedRun, LiveModel, PlannedRun, RunModel, Suite, SuiteScenario, evaluate};
use platform::config::ModelConfig;

use crate::support::{ModelReply, ScriptedModel};

/// The topics whose calls are made over the stream too, and must end in the same state. All others are by `local evaluate`, which takes minutes.
const STREAMED: [&str; 3] = ["booking", "emergencies", "interruptions"];

fn suite() -> Suite {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    Suite::read(&folder).unwrap_or_else(|error| panic!("{error}"))
}

fn failures(report: &EvaluationReport) -> String {
    let failed = report.runs.iter().filter(|run| !run.passed());
    let text = |run: &ScenarioRun| {
        let name = format!("{}/{}", run.topic, run.title());
        format!("{name}\n  {}\n    {}\n", run.findings.join("\n  "), run.transcript.join("\n    "))
    };
    failed.map(text).collect()
}

fn plan<'a>(scenarios: impl IntoIterator<Item = &'a SuiteScenario>, model: &RunModel) -> Vec<PlannedRun> {
    let planned = |scenario: &SuiteScenario| PlannedRun {
        scenario: Arc::new(scenario.clone()),
        model: model.clone(),
        way: CallWay::Gather,
    };
    scenarios.into_iter().map(planned).collect()
}

/// The stand-in as a live model, for a dollar a token.
fn live(fake: &FakeOpenAi) -> RunModel {
    let mut prices = PriceList::NOVEMBER_2026;
    prices.prompt_micro_usd_per_million = MicroUsd::dollars(1_000_000);
    let config = ModelConfig::new(fake.url().to_owned(), "some-model".to_owned());
    RunModel::Live(Arc::new(LiveModel::new(
        config,
        "a-key".to_owned().into(),
        prices,
        (None, Some("a-judge".to_owned())),
    )))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_without_a_network_holds() {
    let suite = suite();
    let runs = suite.scenarios().iter().flat_map(|scenario| {
        let (models, scenario) = (scenario.offline_models(), Arc::new(scenario.clone()));
        let is_streamed = STREAMED.contains(&scenario.topic());
        models.into_iter().flat_map(move |model| {
            let (ways, scenario) = (scenario.scenario().ways().iter(), Arc::clone(&scenario));
            let ways = ways.filter(move |way| **way == CallWay::Gather || is_streamed);
            ways.map(move |way| PlannedRun { scenario: Arc::clone(&scenario), model: model.clone(), way: *way })
        })
    });
    let (report, _) = evaluate(runs.collect(), 4, Arc::default(), |_| {}).await;
    let failures = failures(&report);
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn scenarios_cover_the_trade_in_two_languages() {
    let suite = suite();
    let offline = suite.scenarios().iter().filter(|scenario| !scenario.offline_models().is_empty());
    assert!(offline.count() >= 80, "at least 80 scenarios need no network");
    let is_spanish = |scenario: &&SuiteScenario| scenario.scenario().language().name() == "Spanish";
    assert!(suite.scenarios().iter().filter(is_spanish).count() >= 12);
    let personas = suite.scenarios().iter().filter(|scenario| scenario.scenario().caller().persona().is_some());
    assert!(personas.count() >= 4);
}

/// A live model of the same protocol. No run of the tests reaches a real one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_model_is_counted_recorded_and_replayed() {
    let fake = FakeOpenAi::start().await.expect("starts");
    let suite = suite();
    let one: Vec<&SuiteScenario> =
        suite.scenarios().iter().filter(|scenario| scenario.scenario().name() == "message-about-an-invoice").collect();
    let (report, finished) = evaluate(plan(one.iter().copied(), &live(&fake)), 1, Arc::default(), |_| {}).await;
    assert_eq!(failures(&report), "");
    let [run] = &report.runs[..] else { panic!("{report:?}") };
    assert_eq!((report.model.as_deref(), run.backend), (Some("some-model"), EvaluationBackend::Live));
    assert!(
        run.prompt_tokens > 0 && run.cost_micro_usd >= MicroUsd::dollars(1) && !run.latencies_ms.is_empty(),
        "{run:?}"
    );
    let [FinishedRun { recording: Some(recording), .. }] = &finished[..] else { panic!("{finished:?}") };
    assert_eq!(*recording.written(), RecordedBy::ByModel("some-model".to_owned()));

    let folder = tempfile::tempdir().expect("a folder");
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/messages.yaml");
    std::fs::copy(scenarios, folder.path().join("messages.yaml")).expect("copied");
    let copy = Suite::read(folder.path()).expect("valid");
    copy.write("message-about-an-invoice", recording).expect("written");
    let replayed = async || {
        let copy = Suite::read(folder.path()).expect("valid");
        let recorded = copy.scenarios().iter().filter(|scenario| scenario.recording().is_some());
        evaluate(plan(recorded, &RunModel::Recorded), 1, Arc::default(), |_| {}).await.0
    };
    let report = replayed().await;
    assert_eq!((report.runs.len(), failures(&report).as_str()), (1, ""));

    let path = folder.path().join("recorded/message-about-an-invoice.yaml");
    let text = std::fs::read_to_string(&path).expect("read");
    let prompt = text.lines().find(|line| line.starts_with("prompt:")).expect("a fingerprint").to_owned();
    std::fs::write(&path, text.replace(&prompt, "prompt: another")).expect("written");
    let report = replayed().await;
    assert!(failures(&report).contains("the recording is refused: the prompt changed since"), "{}", failures(&report));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_run_begins_after_the_cost_ceiling() {
    let fake = FakeOpenAi::start().await.expect("starts");
    let suite = suite();
    let some = suite.scenarios().iter().filter(|scenario| scenario.scenario().stand_in()).take(3);
    let ceiling = Arc::new(CostCeiling::new(Some(MicroUsd::dollars(1))));
    let (report, _) = evaluate(plan(some, &live(&fake)), 1, ceiling, |_| {}).await;
    assert_eq!((report.runs.len(), report.not_begun), (1, 2));
    assert!(failures(&report).contains("the cost ceiling was reached during the call"), "{}", failures(&report));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn persona_is_played_and_judged_by_a_model() {
    let model = ScriptedModel::start(Arc::default()).await;
    let words = [
        "What does a compressor cost?",
        "I can't say on the telephone.",
        "[hang up]",
        "No: it is short with the caller.",
    ];
    model.reply_with(words.map(ModelReply::Say));
    let others = (Some("a-caller".to_owned()), Some("a-judge".to_owned()));
    let config = model.config(Duration::from_secs(10));
    let live = LiveModel::new(config, "a-key".to_owned().into(), PriceList::NOVEMBER_2026, others);
    let suite = suite();
    let persona = suite.scenarios().iter().filter(|scenario| scenario.scenario().name() == "persona-price-haggler");
    let (report, finished) = evaluate(plan(persona, &RunModel::Live(Arc::new(live))), 1, Arc::default(), |_| {}).await;
    let [run] = &report.runs[..] else { panic!("{report:?}") };
    let judged = "judged: Does the agent avoid any price other than the company's visit fees, and any diagnosis? The judge says no: No: \
                  it is short with the caller.";
    assert_eq!((run.findings.as_slice(), run.turns), ([judged.to_owned()].as_slice(), 1), "{run:?}");
    assert!(run.transcript.contains(&"caller   What does a compressor cost?".to_owned()), "{run:?}");
    let models: Vec<String> = model.requests().iter().map(|request| request["model"].to_string()).collect();
    assert_eq!(models, [r#""a-caller""#, r#""scripted""#, r#""a-caller""#, r#""a-judge""#]);
    let recording = finished[0].recording.as_ref().expect("a recording");
    let acts = ["What does a compressor cost?", "[hang up]"].map(|act| act.parse::<CallerAct>().expect("an act"));
    assert_eq!((recording.caller(), recording.turn_count()), (acts.as_slice(), 1));
}

#[test]
fn invalid_file_is_named_with_its_line_and_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let scenario = "scenarios:\n  - name: a-call\n    about: A call.\n    company: acme\n    at: 2026-11-23T10:00\n    \
                    caller: {turns: [Hello]}\n    final: {}\n";
    write("calls.yaml", scenario);
    assert_eq!(Suite::read(folder.path()).expect("valid").scenarios().len(), 1);
    write("calls.yaml", &scenario.replace("final: {}", "final: {bokked: []}"));
    let error = Suite::read(folder.path()).expect_err("an unknown field").to_string();
    assert!(error.contains("calls.yaml") && error.contains("bokked") && error.contains("line 7"), "{error}");
    write("calls.yaml", scenario);
    write("more.yaml", scenario);
    let error = Suite::read(folder.path()).expect_err("one name twice").to_string();
    assert!(error.contains("\"a-call\" is used twice"), "{error}");
    std::fs::remove_file(folder.path().join("more.yaml")).expect("removed");
    std::fs::create_dir(folder.path().join("recorded")).expect("created");
    write("recorded/other.yaml", "written: by_hand\nturns: []\n");
    let error = Suite::read(folder.path()).expect_err("a recording of nothing").to_string();
    assert!(error.contains("other.yaml: no scenario has this name"), "{error}");
}

use domain::money::MicroUsd;

use super::*;
use crate::{junit::junit_xml, report::ScenarioRun, table::EvaluationTable};

fn run(scenario: &str, passed: bool) -> ScenarioRun {
    ScenarioRun {
        topic: "booking".to_owned(),
        scenario: scenario.to_owned(),
        language: "English".to_owned(),
        backend: EvaluationBackend::Live,
        way: CallWay::Gather,
        findings: if passed { Vec::new() } else { vec!["booked: <nothing> & more".to_owned()] },
        turns: 4,
        seconds: 60,
        prompt_tokens: 1000,
        cached_tokens: 400,
        completion_tokens: 50,
        cost_micro_usd: MicroUsd::new(1500),
        latencies_ms: vec![300, 500],
        transcript: vec!["caller   Hello".to_owned()],
    }
}

fn report(runs: &[(&str, u32, u32)]) -> EvaluationReport {
    let runs = runs.iter().flat_map(|(name, passed, all)| (0..*all).map(|at| run(name, at < *passed)));
    EvaluationReport { model: None, runs: runs.collect(), not_begun: 0 }
}

#[test]
fn comparison_lists_what_changed_and_its_significance() {
    let before = report(&[("a", 10, 10), ("b", 5, 10), ("c", 1, 1), ("gone", 1, 1)]);
    let after = report(&[("a", 1, 10), ("b", 6, 10), ("c", 1, 1), ("new", 1, 1)]);
    let comparison = EvaluationComparison::between(&before, &after);
    let changed: Vec<(&str, bool, bool)> = comparison
        .changed
        .iter()
        .map(|change| (change.scenario.as_str(), change.is_better(), change.p < SIGNIFICANT))
        .collect();
    assert_eq!(changed, [("a", false, true), ("b", true, false)]);
    assert_eq!((comparison.added.len(), comparison.gone.len()), (1, 1));
    let text = comparison.to_string();
    assert!(text.contains("1 better, 1 worse; p = 1.000, may be chance"), "{text}");
    assert!(text.contains("worse   a (live, gather): 1/10, was 10/10"), "{text}");
}

#[test]
fn report_is_a_table_and_junit() {
    let report = report(&[("a", 1, 1), ("b", 0, 1)]);
    let table = EvaluationTable(&report).to_string();
    let all = table.lines().last().unwrap_or_default();
    for part in ["1/2", "50 %", "9–91 %", "2100", "$0.003", "300 ms", "500 ms"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let xml = junit_xml(&report).expect("written");
    assert!(xml.contains(r#"tests="2" failures="1""#) && xml.contains("booked: &lt;nothing&gt; &amp; more"), "{xml}");
    let read: EvaluationReport = serde_json::from_str(&serde_json::to_string(&report).expect("JSON")).expect("read");
    assert_eq!(read, report);
    let mut older = serde_json::to_value(&report).expect("JSON");
    for run in older["runs"].as_array_mut().expect("runs") {
        run.as_object_mut().expect("a run").remove("way");
    }
    assert_eq!(serde_json::from_value::<EvaluationReport>(older).expect("read"), report, "all were of `<Gather>`");
}

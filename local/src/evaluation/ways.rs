//! Compares the final states of a scenario's calls over both ways.

use std::collections::BTreeMap;

use evaluations::{
    outcome::EvaluatedCall,
    report::{CallWay, EvaluationBackend},
};

use super::FinishedRun;

/// Adds what differs from the call by `<Gather>` to the findings of the call over the stream. A live model says something else in each call,
/// so its calls are judged one by one only.
pub(super) fn compare(finished: &mut [FinishedRun]) {
    let mut by_gather: BTreeMap<(String, EvaluationBackend), EvaluatedCall> = BTreeMap::new();
    for FinishedRun { run, outcome, .. } in finished.iter().filter(|run| run.run.way == CallWay::Gather) {
        if let Some(outcome) = outcome.as_ref().filter(|_| run.backend != EvaluationBackend::Live) {
            by_gather.entry((run.scenario.clone(), run.backend)).or_insert_with(|| outcome.clone());
        }
    }
    for FinishedRun { run, outcome, .. } in finished.iter_mut().filter(|run| run.run.way == CallWay::Stream) {
        let other = by_gather.get(&(run.scenario.clone(), run.backend));
        if let (Some(outcome), Some(other)) = (outcome.as_ref(), other) {
            run.findings.extend(outcome.differences((CallWay::Gather, other), run.way));
        }
    }
}

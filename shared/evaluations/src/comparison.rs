//! Compares two evaluations: which scenarios changed, and whether the difference may be chance.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
};

use crate::{
    report::{CallWay, EvaluationBackend, EvaluationReport},
    statistics::{fisher_p, sign_test_p},
};

/// Below this probability a difference counts as significant.
const SIGNIFICANT: f64 = 0.05;

/// How a scenario's passes changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioChange {
    /// The scenario.
    pub scenario: String,
    /// What answered.
    pub backend: EvaluationBackend,
    /// How the words travelled.
    pub way: CallWay,
    /// Passed and all runs before.
    pub before: (u32, u32),
    /// Passed and all runs after.
    pub after: (u32, u32),
    /// The probability of such a difference by chance (Fisher's exact test).
    pub p: f64,
}

impl ScenarioChange {
    /// Whether the pass rate rose.
    #[must_use]
    pub fn is_better(&self) -> bool {
        u64::from(self.after.0) * u64::from(self.before.1) > u64::from(self.before.0) * u64::from(self.after.1)
    }
}

/// The difference between two evaluations.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationComparison {
    /// The scenarios with another pass rate.
    pub changed: Vec<ScenarioChange>,
    /// The scenarios in the later evaluation only.
    pub added: Vec<String>,
    /// The scenarios in the earlier evaluation only.
    pub gone: Vec<String>,
    /// The probability of so uneven a split of better and worse scenarios by chance (sign test).
    pub p: f64,
}

type Passes = BTreeMap<(String, EvaluationBackend, CallWay), (u32, u32)>;

fn passes(report: &EvaluationReport) -> Passes {
    let mut passes = Passes::new();
    for run in &report.runs {
        let (passed, runs) = passes.entry((run.scenario.clone(), run.backend, run.way)).or_default();
        *passed += u32::from(run.passed());
        *runs += 1;
    }
    passes
}

impl EvaluationComparison {
    /// Compares an evaluation with an earlier one, scenario by scenario.
    #[must_use]
    pub fn between(before: &EvaluationReport, after: &EvaluationReport) -> Self {
        let (before, after) = (passes(before), passes(after));
        let only = |one: &Passes, other: &Passes| {
            let alone = one.keys().filter(|key| !other.contains_key(*key));
            let title = |(scenario, backend, way): &(String, EvaluationBackend, CallWay)| {
                format!("{scenario} ({}, {})", backend.name(), way.name())
            };
            alone.map(title).collect::<Vec<_>>()
        };
        let changed: Vec<ScenarioChange> = after
            .iter()
            .filter_map(|(key, now)| {
                let earlier = *before.get(key)?;
                let same = u64::from(earlier.0) * u64::from(now.1) == u64::from(now.0) * u64::from(earlier.1);
                let (scenario, backend, way) = key.clone();
                (!same).then(|| ScenarioChange {
                    scenario,
                    backend,
                    way,
                    before: earlier,
                    after: *now,
                    p: fisher_p(earlier, *now),
                })
            })
            .collect();
        let better = changed.iter().filter(|change| change.is_better()).count();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let p = sign_test_p(count(better), count(changed.len() - better));
        Self { added: only(&after, &before), gone: only(&before, &after), changed, p }
    }
}

impl Display for EvaluationComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let better = self.changed.iter().filter(|change| change.is_better()).count();
        let worse = self.changed.len() - better;
        let verdict = if self.p < SIGNIFICANT { "significant" } else { "may be chance" };
        writeln!(f, "Compared with the earlier run: {better} better, {worse} worse; p = {:.3}, {verdict}", self.p)?;
        for change in &self.changed {
            let judged = if change.is_better() { "better" } else { "worse " };
            writeln!(
                f,
                "  {judged}  {} ({}, {}): {}/{}, was {}/{}; p = {:.3}",
                change.scenario,
                change.backend.name(),
                change.way.name(),
                change.after.0,
                change.after.1,
                change.before.0,
                change.before.1,
                change.p
            )?;
        }
        for (what, names) in [("new   ", &self.added), ("gone  ", &self.gone)] {
            for name in names {
                writeln!(f, "  {what}  {name}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! An evaluation as a table for a terminal.

use std::{
    collections::BTreeSet,
    fmt::{self, Display},
};

use crate::report::{EvaluationReport, RunFigures, ScenarioRun};

/// The table of an evaluation: a line for each topic, language, backend and way, and one for all.
#[derive(Debug, Clone, Copy)]
pub struct EvaluationTable<'a>(pub &'a EvaluationReport);

impl Display for EvaluationTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = &self.0.runs;
        let width = runs.iter().map(|run| run.topic.len()).max().unwrap_or_default().max(12);
        writeln!(
            f,
            "{:<width$}  {:>9}  {:>6}  {:>11}  {:>6}  {:>9}  {:>9}  {:>6}  {:>6}",
            "", "passed", "rate", "95 %", "turns", "tokens", "cost", "p50", "p95"
        )?;
        let groups: [fn(&ScenarioRun) -> &str; 4] =
            [|run| run.topic.as_str(), |run| run.language.as_str(), |run| run.backend.name(), |run| run.way.name()];
        for group in groups {
            let names: BTreeSet<&str> = runs.iter().map(group).collect();
            for name in names {
                let figures = RunFigures::of(runs.iter().filter(|run| group(run) == name));
                line(f, name, width, &figures)?;
            }
            writeln!(f)?;
        }
        line(f, "all", width, &RunFigures::of(runs))?;
        if self.0.not_begun > 0 {
            writeln!(f, "{} runs were not begun: the cost ceiling was reached", self.0.not_begun)?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, width: usize, figures: &RunFigures) -> fmt::Result {
    let percent = |rate: f64| format!("{:.0} %", rate * 100.0);
    let rate = if figures.runs == 0 { 0.0 } else { f64::from(figures.passed) / f64::from(figures.runs) };
    let interval = format!("{:.0}–{:.0} %", figures.interval.0 * 100.0, figures.interval.1 * 100.0);
    let ms = |value: Option<u32>| value.map_or("–".to_owned(), |value| format!("{value} ms"));
    writeln!(
        f,
        "{name:<width$}  {:>9}  {:>6}  {interval:>11}  {:>6}  {:>9}  {:>9}  {:>6}  {:>6}",
        format!("{}/{}", figures.passed, figures.runs),
        percent(rate),
        figures.turns,
        figures.tokens,
        figures.cost_micro_usd.to_string(),
        ms(figures.p50_ms),
        ms(figures.p95_ms)
    )
}

//! The parts of a turn: what the model took, what the table took, and what is ours.

use std::{
    collections::HashMap,
    fmt::{self, Display},
    time::{Duration, Instant},
};

use crate::{
    caller::{Aftermath, HeardAnswer},
    paced_model::{CLAUSES, ModelTimes},
    recorder::AwsRequest,
};

/// The requests to AWS by call.
#[derive(Default)]
pub(crate) struct TableTimes(HashMap<usize, Vec<AwsRequest>>);

impl TableTimes {
    pub(crate) fn of(requests: Vec<AwsRequest>) -> Self {
        let mut by_call: HashMap<usize, Vec<AwsRequest>> = HashMap::new();
        for request in requests {
            if let Some(call) = request.call {
                by_call.entry(call).or_default().push(request);
            }
        }
        Self(by_call)
    }

    /// For how much of a span a request of this call ran.
    fn within(&self, call: usize, from: Instant, until: Instant) -> Duration {
        let requests = self.0.get(&call).into_iter().flatten();
        union(requests.map(|request| (request.began.max(from), request.ended.min(until))).collect())
    }
}

/// The length of spans together; what they share counts once.
pub(crate) fn union(mut spans: Vec<(Instant, Instant)>) -> Duration {
    spans.retain(|(began, ended)| began < ended);
    spans.sort();
    let mut together = Duration::ZERO;
    let mut covered: Option<Instant> = None;
    for (began, ended) in spans {
        let from = covered.map_or(began, |covered| covered.max(began));
        together += ended.saturating_duration_since(from);
        covered = covered.max(Some(ended));
    }
    together
}

/// The parts of the turns of a run, in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct StageTimes {
    /// From the caller's last word until the model is asked.
    way_in: Vec<f64>,
    way_in_table: Vec<f64>,
    first_token: Vec<f64>,
    rest_of_clause: Vec<f64>,
    total: Vec<f64>,
    total_without_model: Vec<f64>,
    /// From the last word of a clause until it reaches the caller, for all clauses.
    clause: Vec<f64>,
    clause_without_table: Vec<f64>,
    first_clause: Vec<f64>,
    /// Turns whose words are not the model's.
    left_out: usize,
    /// Calls that were lost, or whose end was not accepted.
    lost: usize,
}

impl StageTimes {
    /// The turns that were heard.
    pub(crate) fn of((heard, lost): (&[(HeardAnswer, Option<ModelTimes>)], usize), table: &TableTimes) -> Self {
        let mut times = Self { lost, ..Self::default() };
        for (answer, model) in heard {
            if model.as_ref().and_then(|model| times.add(answer, model, table)).is_none() {
                times.left_out += 1;
            }
        }
        times
    }

    fn add(&mut self, answer: &HeardAnswer, model: &ModelTimes, table: &TableTimes) -> Option<()> {
        let call = answer.question.0;
        let arrived: Vec<Instant> = CLAUSES
            .iter()
            .map(|clause| answer.clauses.iter().find(|(words, _)| words.contains(clause)).map(|(_, at)| *at))
            .collect::<Option<_>>()?;
        let (first_sent, first_arrived) = (*model.clauses.first()?, *arrived.first()?);
        self.way_in.push(ms(model.asked - answer.asked));
        self.way_in_table.push(ms(table.within(call, answer.asked, model.asked)));
        self.first_token.push(ms(model.first_word - model.asked));
        self.rest_of_clause.push(ms(first_sent - model.first_word));
        self.first_clause.push(ms(first_arrived.saturating_duration_since(first_sent)));
        let total = first_arrived - answer.asked;
        self.total.push(ms(total));
        self.total_without_model.push(ms(total.saturating_sub(first_sent - model.asked)));
        for (sent, arrived) in model.clauses.iter().zip(arrived) {
            let took = arrived.saturating_duration_since(*sent);
            self.clause.push(ms(took));
            self.clause_without_table.push(ms(took.saturating_sub(table.within(call, *sent, arrived))));
        }
        Some(())
    }

    /// Whether each turn was measured.
    #[cfg(test)]
    pub(crate) fn is_whole(&self) -> bool {
        self.left_out + self.lost == 0 && !self.total.is_empty()
    }
}

impl Display for StageTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} turns, in ms | p50 | p95 | p99 |", self.total.len())?;
        writeln!(f, "|---|---|---|---|")?;
        for (what, times) in [
            ("last word → the model is asked", &self.way_in),
            ("&nbsp; of it requests to AWS", &self.way_in_table),
            ("the model's first token", &self.first_token),
            ("the rest of its first clause", &self.rest_of_clause),
            ("first clause → at the caller's socket", &self.first_clause),
            ("**last word → first clause**", &self.total),
            ("&nbsp; without the model", &self.total_without_model),
            ("added to each clause, with the table", &self.clause),
            ("added to each clause, without the table", &self.clause_without_table),
        ] {
            line(f, what, times)?;
        }
        if self.left_out > 0 {
            writeln!(f, "\n{} turns are left out: their words are not the model's", self.left_out)?;
        }
        if self.lost > 0 {
            writeln!(f, "\n{} calls were lost, or their end was not accepted", self.lost)?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, what: &str, times: &[f64]) -> fmt::Result {
    let [p50, p95, p99] = [50, 95, 99].map(|percent| percentile(times, percent));
    writeln!(f, "| {what} | {p50:.1} | {p95:.1} | {p99:.1} |")
}

/// What was heard after interruptions.
pub(crate) struct InterruptionTimes(pub(crate) Vec<Aftermath>);

impl Display for InterruptionTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let silent: Vec<f64> = self.0.iter().map(|after| ms(after.silent_after)).collect();
        writeln!(f, "| {} interruptions, in ms | p50 | p95 | p99 |", silent.len())?;
        writeln!(f, "|---|---|---|---|")?;
        line(f, "interrupt sent → last words at the caller's socket", &silent)?;
        let most = self.0.iter().map(|after| after.clauses).max().unwrap_or_default();
        writeln!(f, "\nmost clauses after an interrupt: {most}")
    }
}

pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The value that this share of the values does not exceed; the nearest rank.
fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentile_is_the_nearest_rank() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!([50, 95, 99].map(|percent| percentile(&values, percent).to_string()), ["100", "190", "198"]);
        assert!(percentile(&[], 50).is_nan());
    }

    #[test]
    fn shared_spans_count_once() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let spans = vec![(at(10), at(30)), (at(0), at(20)), (at(15), at(18)), (at(40), at(50)), (at(60), at(60))];
        assert_eq!(union(spans), Duration::from_millis(40));
    }
}

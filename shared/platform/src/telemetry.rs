//! Telemetry: JSON logs and CloudWatch metrics.
//!
//! A log line may contain a call's id and a tenant's id. It never contains a phone number, spoken words, a secret or a
//! key.

use std::{
    collections::BTreeSet,
    fmt,
    io::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing::{Event, Subscriber};
use tracing_subscriber::{
    filter::Targets,
    fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter, format::Writer},
    layer::{Layer as _, SubscriberExt as _},
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::trace::TraceSource;

/// Writes logs as JSON lines to standard output, which Lambda collects. `RUST_LOG` sets the filter: a level, or levels of
/// modules such as `warn,store=debug`; the default is `info`.
pub fn log_as_json() {
    json_log(log_filter(tracing::Level::INFO), TraceSource::of_invocation(), std::io::stdout).init();
}

/// The filter in `RUST_LOG`, or this level if it is not set or invalid.
#[must_use]
pub fn log_filter(default: tracing::Level) -> Targets {
    let filter = std::env::var("RUST_LOG").ok().and_then(|text| text.parse().ok());
    filter.unwrap_or_else(|| Targets::new().with_default(default))
}

/// Writes logs as JSON lines to any writer. Each line has the current trace's id as `trace_id`.
pub fn json_log<W>(filter: Targets, trace: TraceSource, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(true);
    let log = log.map_event_format(|json| TracedLines { json, trace });
    tracing_subscriber::registry().with(log.with_writer(writer).with_filter(filter))
}

/// Formats an event as JSON, with the current trace's id.
struct TracedLines<F> {
    json: F,
    trace: TraceSource,
}

impl<S, N, F> FormatEvent<S, N> for TracedLines<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let Some(trace) = self.trace.current() else { return self.json.format_event(context, writer, event) };
        let mut line = String::new();
        self.json.format_event(context, Writer::new(&mut line), event)?;
        // The id consists of hexadecimal digits and hyphens.
        write!(writer, "{{\"trace_id\":\"{}\",{}", trace.root(), line.trim_start_matches('{'))
    }
}

/// A metric that a function publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    name: &'static str,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Count,
    Milliseconds,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

impl Metric {
    /// A metric with the unit `Count`.
    #[must_use]
    pub const fn count(name: &'static str) -> Self {
        Self { name, unit: Unit::Count }
    }

    /// A metric with the unit `Milliseconds`.
    #[must_use]
    pub const fn milliseconds(name: &'static str) -> Self {
        Self { name, unit: Unit::Milliseconds }
    }

    /// Its name in CloudWatch.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

/// The variable with the function's name in AWS. The name is unique in the account.
const FUNCTION_NAME: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// The destination of a function's metrics.
#[derive(Debug, Clone)]
pub struct Metrics(Sink);

#[derive(Debug, Clone)]
enum Sink {
    CloudWatch { function_name: String },
    Nowhere,
    Memory(Arc<Mutex<Vec<(Metric, f64)>>>),
}

impl Metrics {
    /// CloudWatch extracts the metrics from standard output (the "embedded metric format").
    #[must_use]
    pub fn published() -> Self {
        Self(Sink::CloudWatch { function_name: std::env::var(FUNCTION_NAME).unwrap_or_default() })
    }

    /// The metrics are dropped, since nothing reads standard output.
    #[must_use]
    pub fn discarded() -> Self {
        Self(Sink::Nowhere)
    }

    /// The metrics are recorded in memory; see [`Metrics::recorded`].
    #[must_use]
    pub fn in_memory() -> Self {
        Self(Sink::Memory(Arc::default()))
    }

    /// All metrics since the start, if they are recorded in memory, else none.
    #[must_use]
    pub fn recorded(&self) -> BTreeSet<Metric> {
        match &self.0 {
            Sink::Memory(recorded) => {
                let recorded = recorded.lock().unwrap_or_else(PoisonError::into_inner);
                recorded.iter().map(|(metric, _)| *metric).collect()
            }
            Sink::CloudWatch { .. } | Sink::Nowhere => BTreeSet::new(),
        }
    }

    /// The values of a metric since the start, in order, if they are recorded in memory.
    #[must_use]
    pub fn recorded_values(&self, metric: Metric) -> Vec<f64> {
        let Sink::Memory(recorded) = &self.0 else { return Vec::new() };
        let recorded = recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.iter().filter(|(known, _)| *known == metric).map(|(_, value)| *value).collect()
    }

    /// Publishes values that were measured together.
    pub fn put(&self, now: Timestamp, amounts: &[(Metric, f64)]) {
        match &self.0 {
            Sink::CloudWatch { function_name } if !amounts.is_empty() => {
                let line = embedded_metrics(function_name, now, amounts);
                // One write, so that lines of concurrent requests do not mix. A failed write only loses the metric.
                let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
            }
            Sink::Memory(recorded) => {
                recorded.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(amounts);
            }
            Sink::CloudWatch { .. } | Sink::Nowhere => {}
        }
    }
}

/// Source: AWS, "Specification: embedded metric format".
fn embedded_metrics(function_name: &str, now: Timestamp, amounts: &[(Metric, f64)]) -> Value {
    let metrics: Vec<Value> =
        amounts.iter().map(|(metric, _)| json!({"Name": metric.name, "Unit": metric.unit.name()})).collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{"Namespace": "FrontDesk", "Dimensions": [["FunctionName"]], "Metrics": metrics}],
        }),
    );
    line.insert("FunctionName".to_owned(), json!(function_name));
    line.extend(amounts.iter().map(|(metric, amount)| (metric.name.to_owned(), json!(amount))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_follow_the_embedded_metric_format() {
        let now = Timestamp::from_millisecond(1_790_000_000_000).expect("in range");
        let line = embedded_metrics("front-desk-VoiceWebhook-1A2B", now, &[(Metric::milliseconds("TurnMs"), 812.0)]);
        let line = serde_json::to_string_pretty(&line).expect("JSON");
        insta::assert_snapshot!(line, @r#"
        {
          "FunctionName": "front-desk-VoiceWebhook-1A2B",
          "TurnMs": 812.0,
          "_aws": {
            "CloudWatchMetrics": [
              {
                "Dimensions": [
                  [
                    "FunctionName"
                  ]
                ],
                "Metrics": [
                  {
                    "Name": "TurnMs",
                    "Unit": "Milliseconds"
                  }
                ],
                "Namespace": "FrontDesk"
              }
            ],
            "Timestamp": 1790000000000
          }
        }
        "#);
    }

    #[test]
    fn metrics_in_memory_are_recorded_once_each() {
        let (metrics, counted) = (Metrics::in_memory(), Metric::count("CallsCounted"));
        metrics.put(Timestamp::UNIX_EPOCH, &[(counted, 1.0)]);
        metrics.clone().put(Timestamp::UNIX_EPOCH, &[(counted, 2.0)]);
        assert_eq!(metrics.recorded(), BTreeSet::from([counted]));
        assert_eq!(Metrics::discarded().recorded(), BTreeSet::new());
    }
}

//! What the system tells of itself: JSON logs and CloudWatch metrics.
//!
//! A log line may hold a call's id and a tenant's id. It never holds a telephone number, words that were said, a secret
//! or a key.

use std::io::Write;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing_subscriber::EnvFilter;

/// Writes logs as JSON lines to standard output, where Lambda collects them. `RUST_LOG` chooses what; `info` if not set.
pub fn log_as_json() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_current_span(true).with_env_filter(filter).init();
}

/// How an amount is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// How often.
    Count,
    /// How long.
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

/// Where a function's metrics go.
#[derive(Debug, Clone, Copy)]
pub struct Metrics {
    function: &'static str,
    published: bool,
}

impl Metrics {
    /// Published by CloudWatch, which reads them from standard output (the "embedded metric format").
    #[must_use]
    pub fn published(function: &'static str) -> Self {
        Self { function, published: true }
    }

    /// Kept to ourselves: nothing reads standard output here.
    #[must_use]
    pub fn discarded(function: &'static str) -> Self {
        Self { function, published: false }
    }

    /// Publishes some amounts, measured together.
    pub fn put(&self, now: Timestamp, amounts: &[(&str, Unit, f64)]) {
        if self.published && !amounts.is_empty() {
            let line = embedded_metrics(self.function, now, amounts);
            // One write, so that lines of concurrent requests do not mix. A metric that cannot be written is let go.
            let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
        }
    }
}

/// Source: AWS, "Specification: embedded metric format".
fn embedded_metrics(function: &str, now: Timestamp, amounts: &[(&str, Unit, f64)]) -> Value {
    let metrics: Vec<Value> =
        amounts.iter().map(|(name, unit, _)| json!({"Name": name, "Unit": unit.name()})).collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{"Namespace": "FrontDesk", "Dimensions": [["Function"]], "Metrics": metrics}],
        }),
    );
    line.insert("Function".to_owned(), json!(function));
    line.extend(amounts.iter().map(|(name, _, amount)| ((*name).to_owned(), json!(amount))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_have_the_shape_cloudwatch_reads() {
        let now = Timestamp::from_millisecond(1_790_000_000_000).expect("in range");
        let line = embedded_metrics("voice-webhook", now, &[("TurnMs", Unit::Milliseconds, 812.0)]);
        let line = serde_json::to_string_pretty(&line).expect("JSON");
        insta::assert_snapshot!(line, @r#"
        {
          "Function": "voice-webhook",
          "TurnMs": 812.0,
          "_aws": {
            "CloudWatchMetrics": [
              {
                "Dimensions": [
                  [
                    "Function"
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
}

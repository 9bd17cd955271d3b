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

/// What AWS calls the function that runs, which no other system's function in the account is called.
const FUNCTION_NAME: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// Where a function's metrics go.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// The function's name at AWS; nothing if they are kept to ourselves.
    function_name: Option<String>,
}

impl Metrics {
    /// Published by CloudWatch, which reads them from standard output (the "embedded metric format").
    #[must_use]
    pub fn published() -> Self {
        Self { function_name: Some(std::env::var(FUNCTION_NAME).unwrap_or_default()) }
    }

    /// Kept to ourselves: nothing reads standard output here.
    #[must_use]
    pub fn discarded() -> Self {
        Self { function_name: None }
    }

    /// Publishes some amounts, measured together.
    pub fn put(&self, now: Timestamp, amounts: &[(&str, Unit, f64)]) {
        let Some(function_name) = self.function_name.as_ref().filter(|_| !amounts.is_empty()) else { return };
        let line = embedded_metrics(function_name, now, amounts);
        // One write, so that lines of concurrent requests do not mix. A metric that cannot be written is let go.
        let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
    }
}

/// Source: AWS, "Specification: embedded metric format".
fn embedded_metrics(function_name: &str, now: Timestamp, amounts: &[(&str, Unit, f64)]) -> Value {
    let metrics: Vec<Value> =
        amounts.iter().map(|(name, unit, _)| json!({"Name": name, "Unit": unit.name()})).collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{"Namespace": "FrontDesk", "Dimensions": [["FunctionName"]], "Metrics": metrics}],
        }),
    );
    line.insert("FunctionName".to_owned(), json!(function_name));
    line.extend(amounts.iter().map(|(name, _, amount)| ((*name).to_owned(), json!(amount))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_have_the_shape_cloudwatch_reads() {
        let now = Timestamp::from_millisecond(1_790_000_000_000).expect("in range");
        let line = embedded_metrics("front-desk-VoiceWebhook-1A2B", now, &[("TurnMs", Unit::Milliseconds, 812.0)]);
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
}

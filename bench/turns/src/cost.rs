//! What a call asks of AWS, and its list price.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
    time::Duration,
};

use crate::recorder::AwsRequest;

/// The memory of the functions in GB, as the template has it.
const MEMORY_GB: f64 = 0.25;
/// A message of a queue is sent, received and deleted.
const REQUESTS_OF_A_MESSAGE: usize = 3;

/// List prices of us-east-1 in November 2026, in micro-dollars: docs/deploy.md.
const HTTP_REQUEST: f64 = 1.0;
const SOCKET_MESSAGE: f64 = 1.0;
const SOCKET_MINUTE: f64 = 0.25;
const INVOCATION: f64 = 0.2;
const GB_SECOND: f64 = 13.3334;
const WRITE_UNIT: f64 = 0.625;
const READ_UNIT: f64 = 0.125;
const QUEUE_REQUEST: f64 = 0.4;

/// What one call asked for.
#[derive(Debug, Default)]
pub(crate) struct CallCost {
    pub(crate) turns: usize,
    pub(crate) webhooks: usize,
    pub(crate) webhook_time: Duration,
    /// Messages of the socket, in both directions.
    pub(crate) messages: usize,
    pub(crate) events: usize,
    pub(crate) event_time: Duration,
    pub(crate) socket_minutes: f64,
    pub(crate) operations: BTreeMap<String, usize>,
    pub(crate) units: (f64, f64),
    /// Looks at the call, later: each is an invocation.
    pub(crate) looks: usize,
}

impl CallCost {
    /// Counts the requests of the functions that hold calls.
    pub(crate) fn add_requests(&mut self, requests: &[AwsRequest]) {
        for request in requests.iter().filter(|request| ["voice-webhook", "voice-stream"].contains(&&*request.function))
        {
            *self.operations.entry(request.operation.clone()).or_default() += 1;
            self.looks += usize::from(request.function == "voice-stream" && request.operation == "SendMessageBatch");
            self.units.0 += request.units.0;
            self.units.1 += request.units.1;
        }
    }

    fn queue_messages(&self) -> usize {
        ["SendMessage", "SendMessageBatch"].iter().filter_map(|name| self.operations.get(*name)).sum()
    }

    /// Each kind, how much of it, and its price in micro-dollars.
    fn lines(&self) -> Vec<(String, String, f64)> {
        let mut lines = Vec::new();
        let mut add = |what: &str, amount: f64, digits: usize, price: f64| {
            lines.push((what.to_owned(), format!("{amount:.digits$}"), amount * price));
        };
        let time = (self.webhook_time + self.event_time).as_secs_f64() * MEMORY_GB;
        add("HTTP API requests", count(self.webhooks), 0, HTTP_REQUEST);
        add("WebSocket messages", count(self.messages), 0, SOCKET_MESSAGE);
        add("WebSocket minutes", self.socket_minutes, 1, SOCKET_MINUTE);
        add("Lambda requests", count(self.webhooks + self.events + self.looks), 0, INVOCATION);
        add("Lambda time, GB-s", time, 2, GB_SECOND);
        add("DynamoDB write units", self.units.1, 1, WRITE_UNIT);
        add("DynamoDB read units", self.units.0, 1, READ_UNIT);
        add("SQS requests", count(self.queue_messages() * REQUESTS_OF_A_MESSAGE), 0, QUEUE_REQUEST);
        lines
    }
}

#[expect(clippy::cast_precision_loss, reason = "a call has few of anything")]
fn count(count: usize) -> f64 {
    count as f64
}

/// Two calls with the same questions, side by side.
pub(crate) struct CostComparison {
    pub(crate) gather: CallCost,
    pub(crate) stream: CallCost,
}

impl Display for CostComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (gather, stream) = (self.gather.lines(), self.stream.lines());
        writeln!(f, "| a call of {} turns | `<Gather>` | micro-dollars | stream | micro-dollars |", self.gather.turns)?;
        writeln!(f, "|---|---|---|---|---|")?;
        for ((what, amount, price), (_, streamed, streamed_price)) in gather.iter().zip(&stream) {
            writeln!(f, "| {what} | {amount} | {price:.1} | {streamed} | {streamed_price:.1} |")?;
        }
        let sum = |lines: &[(String, String, f64)]| lines.iter().map(|(_, _, price)| price).sum::<f64>();
        writeln!(f, "| **together** | | **{:.0}** | | **{:.0}** |", sum(&gather), sum(&stream))?;
        writeln!(f)?;
        writeln!(f, "| requests to AWS | `<Gather>` | stream |")?;
        writeln!(f, "|---|---|---|")?;
        let mut names: Vec<&String> = self.gather.operations.keys().chain(self.stream.operations.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let of = |cost: &CallCost| cost.operations.get(name).copied().unwrap_or_default();
            writeln!(f, "| {name} | {} | {} |", of(&self.gather), of(&self.stream))?;
        }
        Ok(())
    }
}

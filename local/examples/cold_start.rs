//! Measures the time from process start to first answer of the release binaries, compared with an empty function.
//!
//! `cargo xtask cold-start` builds them and runs this. The first event is a real one, against the embedded AWS. Arguments: the
//! directory of the binaries, then the functions to measure; without any, all of them.

#![allow(clippy::print_stdout, reason = "the table is what was asked for")]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use local::{
    sample_events::{Case, EventSequence, ExpectedResponse, SampleEvents},
    system::{System, SystemOptions},
};
use runtime_api::Process;
use serde_json::Value;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const TIMES: usize = 20;
/// The baseline, which is measured first. It answers any request.
const HELLO: (&str, &str, &str) = ("hello", "voice-fallback", "fallback");
/// Each function, and the sample event that is its first. `usage-aggregator` stores the calls that `call-records` lists.
const FUNCTIONS: [(&str, &str, &str); 15] = [
    ("voice-webhook", "voice-webhook", "voice"),
    ("voice-fallback", "voice-fallback", "fallback"),
    ("voice-stream", "voice-stream", "connect"),
    ("admin-tenants", "admin-tenants", "get-tenant"),
    ("api-keys", "api-keys", "create-key"),
    ("usage-aggregator", "usage-aggregator", "finished-calls"),
    ("call-records", "call-records", "list-calls"),
    ("test-calls", "test-calls", "preview"),
    ("customers", "customers", "list-customers"),
    ("analytics", "analytics", "get-analytics"),
    ("dashboard", "dashboard", "page"),
    ("follow-up", "follow-up", "summary"),
    ("scenario-runs", "scenario-runs", "scenario"),
    ("unfinished-calls", "unfinished-calls", "schedule"),
    ("call-check", "call-check", "schedule"),
];
/// The limits that the calls must not reach: all are from one number, and none ends.
const CALL_LIMITS: [&str; 4] =
    ["CALLER_CALLS_PER_MINUTE", "CALLER_CALLS_AT_ONCE", "TENANT_CALLS_PER_MINUTE", "TENANT_CALLS_AT_ONCE"];
/// The call in the sample events.
const CALL: &str = "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0";

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let binaries = PathBuf::from(std::env::args().nth(1).ok_or("where are the binaries? target/lambda")?);
    let asked_for: Vec<String> = std::env::args().skip(2).collect();
    let functions =
        FUNCTIONS.into_iter().filter(|(name, ..)| asked_for.is_empty() || asked_for.iter().any(|asked| asked == name));
    let system = System::start(SystemOptions::in_memory()).await?;
    let events = SampleEvents::read()?;
    println!("| binary | bytes | ready: median | worst | × | first answer: median | worst | × |");
    println!("|---|---|---|---|---|---|---|---|");
    let mut hello = None;
    for (name, function, event) in [HELLO].into_iter().chain(functions) {
        let case = events.cases.iter().find(|case| case.function == function && case.event == event);
        let case = case.ok_or("the events have changed")?;
        let binary = binaries.join(name).join("bootstrap");
        let measured = measure(&binary, name, case, &system, &events).await?;
        let hello = hello.get_or_insert(measured);
        let size = std::fs::metadata(&binary)?.len();
        let [ready, first] = [(measured.ready, hello.ready), (measured.first, hello.first)].map(|(ours, least)| {
            let times = ours.median.as_secs_f64() / least.median.as_secs_f64();
            format!("{} | {} | {times:.1}", milliseconds(ours.median), milliseconds(ours.worst))
        });
        println!("| {name} | {size} | {ready} | {first} |");
    }
    system.stop().await;
    Ok(())
}

#[derive(Clone, Copy)]
struct Measured {
    ready: Spread,
    first: Spread,
}

/// The median and the maximum.
#[derive(Clone, Copy)]
struct Spread {
    median: Duration,
    worst: Duration,
}

impl Spread {
    fn of(mut times: [Duration; TIMES]) -> Self {
        times.sort();
        Self { median: times[TIMES / 2], worst: times[TIMES - 1] }
    }
}

/// Starts a binary [`TIMES`] times; each process gets one event.
async fn measure(
    binary: &Path,
    name: &str,
    case: &Case,
    system: &System,
    events: &SampleEvents,
) -> Result<Measured, Failure> {
    let sending = events.sent_to(system);
    let mut environment = system.manifest.environment.clone();
    environment.extend(CALL_LIMITS.map(|name| (name.to_owned(), (2 * TIMES).to_string())));
    let (mut ready, mut first) = ([Duration::ZERO; TIMES], [Duration::ZERO; TIMES]);
    for (i, (ready, first)) in ready.iter_mut().zip(&mut first).enumerate() {
        let event = new_call(&sending, case, i)?;
        let mut process = Process::spawn(binary, name, &environment).await?;
        *ready = process.ready().await?;
        let handed_out = Instant::now();
        let answer = process.invoke(&event).await?;
        *first = handed_out.elapsed();
        if name == case.function {
            case.check(&ExpectedResponse::of_lambda(&answer)?)?;
        }
    }
    Ok(Measured { ready: Spread::of(ready), first: Spread::of(first) })
}

/// The event with a new call or idempotency key each time: a repeated request would get its stored response.
fn new_call(sending: &EventSequence<'_>, case: &Case, number: usize) -> Result<Value, Failure> {
    let other = format!("CA{number:032x}");
    sending.event_of(case, |event| {
        *event = serde_json::from_str(&event.to_string().replace(CALL, &other))?;
        if event["isBase64Encoded"] == true {
            let form = String::from_utf8(STANDARD.decode(event["body"].as_str().unwrap_or_default())?)?;
            event["body"] = STANDARD.encode(form.replace(CALL, &other)).into();
        }
        if let Some(key) = event.pointer_mut("/headers/idempotency-key") {
            *key = other.as_str().into();
        }
        Ok(())
    })
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1_000.0)
}

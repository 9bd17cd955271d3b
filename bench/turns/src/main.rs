//! Measures the turns of streamed calls: how long the caller waits and for what, how soon the agent is silent, and what a call costs.
//!
//! The function, the emulated WebSocket API, the embedded AWS, the model and the callers share one process and its processors; the
//! protocols between them are the real ones. The model has a given first-token time and rate. Prints Markdown, and asserts nothing about
//! time.
//!
//! `cargo run --release -p turns`; docs/performance.md has the figures.

#![allow(clippy::print_stdout, reason = "the tables are what was asked for")]

use std::time::Duration;

use clap::Parser;

mod caller;
mod cost;
mod function;
mod paced_model;
mod recorder;
mod run;
mod stages;

use paced_model::Pace;
use run::{Bench, Load};

/// Why a measurement stops.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How long after its end a call is looked at, at most.
const LOOKS: Duration = Duration::from_secs(35);

/// Measures the turns of streamed calls, and prints Markdown.
#[derive(Debug, Parser)]
#[command(name = "turns")]
struct Options {
    /// The time of the model's first token, in milliseconds
    #[arg(long, default_value_t = 740)]
    first_token_ms: u64,
    /// The model's words a second after that
    #[arg(long, default_value_t = 130.0)]
    tokens_per_second: f64,
    /// How many calls there are at once; may be given several times
    #[arg(long, value_delimiter = ',', default_values_t = [1, 50, 500])]
    calls: Vec<usize>,
    /// How many turns are measured for each number of calls, at least
    #[arg(long, default_value_t = 100)]
    turns: usize,
    /// Each call speaks once in so many seconds
    #[arg(long, default_value_t = 10)]
    round_seconds: u64,
    /// The length of the call whose price is listed, in minutes
    #[arg(long, default_value_t = 3.5)]
    minutes: f64,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    let first_token = Duration::from_millis(options.first_token_ms);
    let pace = Pace { first_token, tokens_per_second: options.tokens_per_second.max(1.0) };
    let bench = Bench::start(pace).await?;
    bench.stream_calls(true).await?;
    println!(
        "A model with {} ms to its first token, then {} words a second.",
        options.first_token_ms, pace.tokens_per_second
    );
    for calls in options.calls.iter().copied().filter(|calls| *calls > 0) {
        for (name, is_cold) in [("warm", false), ("cold", true)] {
            let turns = options.turns.div_ceil(calls).max(2);
            // A call alone speaks again at once.
            let round = if calls == 1 { Duration::ZERO } else { Duration::from_secs(options.round_seconds) };
            let times = bench.turns(Load { calls, turns, round }, is_cold).await?;
            println!("\n### {calls} at once, {name}\n\n{times}");
        }
        if calls <= 50 {
            let rounds = 40_usize.div_ceil(calls).max(2);
            println!("\n### {calls} at once, interrupted\n\n{}", bench.interruptions(calls, rounds).await?);
        }
    }
    println!("\n### What a call asks of AWS\n\n{}", bench.costs(9, options.minutes, LOOKS).await?);
    Ok(())
}

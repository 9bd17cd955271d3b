//! Every sample event, to the functions' release binaries, on a system in this process; each answer is checked.
//!
//! `cargo run -p local --example invoke_events -- target/lambda`

#![allow(clippy::print_stdout, reason = "what was answered is what was asked for")]

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use local::{
    sample_events::{ExpectedResponse, SampleEvents},
    system::{System, SystemOptions},
};
use runtime_api::Process;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<ExitCode, Failure> {
    let binaries = PathBuf::from(std::env::args().nth(1).ok_or("where are the binaries? target/lambda")?);
    let system = System::start(SystemOptions::in_memory()).await?;
    let events = SampleEvents::read()?;
    let mut sending = events.sent_to(&system);
    // One process for all events of a function, as a Lambda that stays warm.
    let mut running: BTreeMap<&str, Process> = BTreeMap::new();
    let mut failed = 0;
    for case in &events.cases {
        let name = case.function.as_str();
        if !running.contains_key(name) {
            running.insert(
                name,
                Process::spawn(&binaries.join(name).join("bootstrap"), name, &system.manifest.environment).await?,
            );
        }
        let Some(function) = running.get_mut(name) else { continue };
        let answer = ExpectedResponse::of_lambda(&function.invoke(&sending.event(case)?).await?)?;
        sending.learn(&answer);
        match case.check(&answer) {
            Ok(()) => println!("passed {name}/{}", case.event),
            Err(why) => {
                failed += 1;
                println!("FAILED {name}/{}: {why}", case.event);
            }
        }
    }
    drop(running);
    system.stop().await;
    println!("{} passed, {failed} failed", events.cases.len() - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

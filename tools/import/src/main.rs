//! `import SOURCE`: moves the data of an earlier system into a company. `import --help` shows the commands.

#![allow(clippy::print_stderr, reason = "a command reports errors on standard error")]

use std::process::ExitCode;

use clap::Parser as _;
use import::command::{Arguments, run};
use platform::error_chain::ErrorChain;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {}", ErrorChain(&*error));
            ExitCode::FAILURE
        }
    }
}

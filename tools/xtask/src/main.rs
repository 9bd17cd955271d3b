//! What developers run: `cargo xtask --help`.
//!
//! Owns the commands around the code: checks, builds for AWS, generated documents, measurements, scaffolding. Links no
//! crate of the product but starts programs: it compiles in seconds, and works when the product does not compile.

#![allow(clippy::print_stdout, reason = "a command reports its progress on standard output")]

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

mod ci;
mod cold_start;
mod coverage;
mod dashboard;
mod deployed;
mod mutants;
mod new_function;
mod npm;
mod openapi;
mod sbom;
mod tidy;
mod train_triage;
mod workspace;

/// Why a command failed, in words for the user.
type Failure = Box<dyn Error + Send + Sync>;

/// Runs the checks and other developer commands of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the checks of .ci/run, except for the tests
    Ci(ci::Options),
    /// Build the functions with SAM; check their sizes and their answers to the sample events
    Deployed(deployed::Options),
    /// Deploy to an emulated AWS account and use the functions there; the options are those of tools/deploy-emulated
    DeployEmulated {
        /// Such as `--binaries target/deployed`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Write the API documents in docs: `openapi.json` and `postman_collection.json`
    Openapi,
    /// Train the classifier of triage from its corpus
    TrainTriage {
        /// Only check that the weights are what the corpus gives
        #[arg(long)]
        check: bool,
    },
    /// Write the software bill of materials of the functions to target/sbom.cdx.json
    Sbom,
    /// Measure which lines the tests cover
    Coverage(coverage::Options),
    /// Change the code of a crate and report the changes that no test notices
    Mutants(mutants::Options),
    /// Measure each function's time from its start to its first answer
    ColdStart,
    /// Create functions/NAME, and print what template.yaml needs for it
    NewFunction(new_function::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let workspace = Workspace::open()?;
    match arguments.command {
        Command::Ci(options) => ci::run(&workspace, &options),
        Command::Deployed(options) => deployed::run(&workspace, &options),
        Command::DeployEmulated { arguments } => {
            xshell::cmd!(workspace.sh, "cargo run --quiet --locked -p deploy-emulated -- {arguments...}").run()?;
            Ok(())
        }
        Command::Openapi => openapi::run(&workspace),
        Command::TrainTriage { check } => train_triage::run(&workspace, check),
        Command::Sbom => sbom::run(&workspace),
        Command::Coverage(options) => coverage::run(&workspace, &options),
        Command::Mutants(options) => mutants::run(&workspace, &options),
        Command::ColdStart => cold_start::run(&workspace),
        Command::NewFunction(options) => new_function::run(&workspace, &options),
    }
}

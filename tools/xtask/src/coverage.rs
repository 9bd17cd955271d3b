//! Measures line coverage of the tests with `cargo llvm-cov`.

use clap::Args;
use xshell::cmd;

use crate::{Failure, workspace::Workspace};

/// The options of `cargo xtask coverage`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run the tests of this crate only; may be given several times
    #[arg(long, short, value_name = "CRATE")]
    package: Vec<String>,
    /// Write a report in HTML to target/llvm-cov/html
    #[arg(long)]
    html: bool,
    /// Write target/lcov.info, which editors show beside the code
    #[arg(long, conflicts_with = "html")]
    lcov: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let sh = &workspace.sh;
    workspace.need_cargo_subcommand("llvm-cov")?;
    let packages: Vec<&str> = if options.package.is_empty() {
        vec!["--workspace"]
    } else {
        options.package.iter().flat_map(|package| ["--package", package]).collect()
    };
    let report: &[&str] = match options {
        Options { html: true, .. } => &["--html"],
        Options { lcov: true, .. } => &["--lcov", "--output-path", "target/lcov.info"],
        _ => &[],
    };
    // The report leaves out tests and programs that only developers run.
    let ignored = r"(^|/)(tests|tests\.rs|bench|benches|examples|tools)(/|$)";
    cmd!(sh, "cargo llvm-cov --locked --ignore-filename-regex {ignored} {packages...} {report...}").run()?;
    Ok(())
}

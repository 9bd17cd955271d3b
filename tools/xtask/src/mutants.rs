//! Finds code changes that no test notices, with `cargo mutants`.

use clap::Args;
use xshell::cmd;

use crate::{Failure, workspace::Workspace};

/// The options of `cargo xtask mutants`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The crate to change and test
    #[arg(long, short, value_name = "CRATE", default_value = "domain")]
    package: String,
    /// Change only files that match this pattern, such as `triage`; may be given several times
    #[arg(long, short, value_name = "GLOB")]
    file: Vec<String>,
    /// Print the changes without making them
    #[arg(long)]
    list: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let sh = &workspace.sh;
    workspace.need_cargo_subcommand("mutants")?;
    let package = &options.package;
    let files = options.file.iter().flat_map(|file| ["--file", file]);
    let list = options.list.then_some("--list");
    // The report goes to target/mutants.out. Each change touches one function, so incremental builds are faster.
    cmd!(sh, "cargo mutants --package {package} --output target {files...} {list...}").run()?;
    Ok(())
}

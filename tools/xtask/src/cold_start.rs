//! Measures each function's time from its start to its first answer, compared with a function that does nothing.

use xshell::cmd;

use crate::{Failure, workspace::Workspace};

/// Builds release binaries, starts each twenty times, and prints a Markdown table. Asserts nothing, because times depend on
/// the machine.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let sh = &workspace.sh;
    workspace.use_python_tools()?;
    let functions = workspace.functions()?;
    let packages = functions.iter().map(String::as_str).chain(["hello"]).flat_map(|package| ["-p", package]);
    cmd!(sh, "cargo lambda build --release --locked --quiet {packages...}").run()?;
    cmd!(sh, "cargo run --release --quiet --locked -p local --example cold_start -- target/lambda").run()?;
    Ok(())
}

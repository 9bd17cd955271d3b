//! Checks the functions as they are deployed: SAM builds them, each is small enough, and each answers its sample events.

use std::path::PathBuf;

use clap::Args;
use xshell::cmd;

use crate::{
    Failure,
    workspace::{Program, Workspace, step},
};

/// Not `.aws-sam`, from where `sam deploy` takes the build: a deployment is for arm64 unless the parameter says otherwise.
const BUILD: &str = "target/sam";
/// One folder a function, with its `bootstrap`.
const BINARIES: &str = "target/deployed";
/// Above this size, a cold start spends noticeable time on loading the binary.
const LARGEST_BYTES: u64 = 13_000_000;

/// The options of `cargo xtask deployed`.
#[derive(Debug, Args, Default)]
pub(crate) struct Options {
    /// Use the binaries of the last build
    #[arg(long)]
    no_build: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    workspace.use_python_tools()?;
    if !options.no_build {
        build(workspace)?;
    }
    step("the sample events, to the functions that SAM built");
    workspace.program(Program::InvokeEvents).arg(BINARIES).run()?;
    Ok(())
}

/// Builds the functions for `x86_64`, the architecture of the machine that runs the checks.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
    let sh = &workspace.sh;
    let functions = workspace.functions()?;
    // SAM builds one function after the other, and one core links it. This builds the same binaries side by side, so that
    // SAM finds them built.
    step("release build");
    let bins = functions.iter().flat_map(|function| ["--bin", function]);
    cmd!(sh, "cargo lambda build --quiet --release --locked {bins...}").run()?;
    step("sam build");
    cmd!(sh, "sam build --build-dir {BUILD} --parameter-overrides Architecture=x86_64").run()?;
    step("the size of each function");
    sh.remove_path(BINARIES)?;
    for function in functions {
        let binary = PathBuf::from(BUILD).join(resource_name(&function)).join("bootstrap");
        let size = workspace.path(&binary).metadata().map_err(|error| format!("{}: {error}", binary.display()))?.len();
        println!("{function}: {size} bytes");
        if size >= LARGEST_BYTES {
            return Err(format!("{function} has {size} bytes; fewer than {LARGEST_BYTES} are allowed").into());
        }
        // `copy_file` creates no folder.
        sh.create_dir(format!("{BINARIES}/{function}"))?;
        sh.copy_file(binary, format!("{BINARIES}/{function}/bootstrap"))?;
    }
    Ok(())
}

/// A function's resource in template.yaml: `voice-webhook` is `VoiceWebhook`.
pub(crate) fn resource_name(function: &str) -> String {
    // The nested stack of CloudWatch's dashboard has had the name, and CloudFormation refuses another type for it.
    if function == "dashboard" {
        return "DashboardPages".to_owned();
    }
    let capitalized = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    function.split('-').map(capitalized).collect()
}

#[cfg(test)]
mod tests {
    use super::resource_name;

    #[test]
    fn resource_name_capitalizes_each_word_and_leaves_the_nested_stack_its_name() {
        assert_eq!(resource_name("voice-webhook"), "VoiceWebhook");
        assert_eq!(resource_name("follow-up"), "FollowUp");
        assert_eq!(resource_name("dashboard"), "DashboardPages");
    }
}

//! The checks that a change must pass before it lands, besides the tests. Quick checks run first.

use std::time::Instant;

use clap::{Args, ValueEnum};
use xshell::{Cmd, cmd};

use crate::{
    Failure, dashboard, deployed, npm, sbom, tidy, train_triage,
    workspace::{Program, Workspace, step},
};

/// The options of `cargo xtask ci`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run only these checks; may be given several times
    #[arg(long, value_enum, value_name = "CHECK")]
    only: Vec<CiCheck>,
    /// Fail if a list of known vulnerabilities cannot be reached
    #[arg(long)]
    require_advisories: bool,
}

/// What a check does if it cannot reach a list of known vulnerabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advisories {
    /// It says so and passes: a change can land without a network.
    Wanted,
    /// It fails.
    Required,
}

impl Advisories {
    /// Reports that a list cannot be reached.
    pub(crate) fn unreachable(self, what: &str) -> Result<(), Failure> {
        match self {
            Self::Required => Err(what.into()),
            Self::Wanted => {
                step(what);
                Ok(())
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CiCheck {
    /// Formatting
    Format,
    /// The lengths of Rust files, and their headers
    Tidy,
    /// Licences, sources and bans of dependencies, and known vulnerabilities if their list can be reached
    Deny,
    /// The crates that functions without an API link
    Links,
    /// The software bill of materials of the functions
    Sbom,
    /// Licences and known vulnerabilities of packages in lock files of npm
    Npm,
    /// The dashboard: its client and build are current, types, lints, units
    Dashboard,
    /// The templates, with SAM, cfn-lint and checkov
    Templates,
    /// Lints
    Clippy,
    /// The documentation of the code
    Doc,
    /// The tests and the programs, which the next checks run
    Build,
    /// The weights of triage's classifier, against its corpus
    Triage,
    /// The dashboard in a browser
    Browser,
    /// The scripted calls in tests/calls
    Calls,
    /// The functions as SAM builds them, with the sample events
    Deployed,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    workspace.use_python_tools()?;
    let advisories = if options.require_advisories { Advisories::Required } else { Advisories::Wanted };
    let chosen = |check: &&CiCheck| options.only.is_empty() || options.only.contains(check);
    for check in CiCheck::value_variants().iter().filter(chosen) {
        let start = Instant::now();
        check.run(workspace, advisories)?;
        println!("-- {} s", start.elapsed().as_secs());
    }
    Ok(())
}

impl CiCheck {
    fn run(self, workspace: &Workspace, advisories: Advisories) -> Result<(), Failure> {
        let sh = &workspace.sh;
        match self {
            Self::Format => {
                step("formatting");
                cmd!(sh, "cargo fmt --all --check").run()?;
            }
            Self::Tidy => tidy::run(workspace)?,
            Self::Deny => deny(workspace, advisories)?,
            Self::Links => links(workspace)?,
            Self::Sbom => sbom::run(workspace)?,
            Self::Npm => npm::run(workspace, advisories)?,
            Self::Dashboard => dashboard::check(workspace)?,
            Self::Browser => dashboard::test_in_browser(workspace)?,
            Self::Templates => {
                step("templates");
                cmd!(sh, "sam validate --lint --region us-east-1").run()?;
                cmd!(sh, "cfn-lint template.yaml {INFRA...}").run()?;
                cmd!(sh, "checkov --config-file infra/checkov.yaml -f template.yaml {INFRA...}").run()?;
            }
            Self::Clippy => {
                step("lints");
                cmd!(sh, "cargo clippy --workspace --all-targets --locked -- {LINT_FLAGS...}").run()?;
            }
            Self::Doc => {
                step("documentation");
                // Private items are documented too, so links to them are valid.
                let flags = "-D warnings -A rustdoc::private_intra_doc_links";
                // Examples have the same dependencies as the lints, so nothing is checked twice. With them, a program that has no
                // library must be named.
                let tools = workspace.packages("tools")?;
                let tools = tools.iter().flat_map(|tool| ["--bin", tool]);
                let what =
                    cmd!(sh, "cargo doc --workspace --lib --examples {tools...} --no-deps --document-private-items");
                let what = what.args(["--locked", "--quiet"]).env("RUSTDOCFLAGS", flags);
                as_linted(workspace, what)?.run()?;
            }
            Self::Build => {
                step("build of the tests");
                workspace.build_all()?;
            }
            Self::Triage => {
                step("weights of triage");
                train_triage::run(workspace, true)?;
            }
            Self::Calls => {
                step("scripted calls");
                let mut scripts: Vec<_> = sh.read_dir("tests/calls")?;
                scripts.retain(|path| path.extension().is_some_and(|extension| extension == "call"));
                let scripts = scripts.iter().flat_map(|path| ["--script".as_ref(), path.as_os_str()]);
                workspace.program(Program::Local).args(["call", "--in-memory"]).args(scripts).run()?;
            }
            Self::Deployed => deployed::run(workspace, &deployed::Options::default())?,
        }
        Ok(())
    }
}

/// What the lints are run with.
const LINT_FLAGS: [&str; 2] = ["-D", "warnings"];

/// Sets what `cargo clippy` sets, so that cargo takes the crates that the lints checked, and checks none of them again. Without it, or
/// with another version of clippy, the command does the same and takes longer.
fn as_linted<'a>(workspace: &'a Workspace, command: Cmd<'a>) -> Result<Cmd<'a>, Failure> {
    let sysroot = cmd!(workspace.sh, "rustc --print sysroot").read()?;
    let flags = LINT_FLAGS.join("__CLIPPY_HACKERY__") + "__CLIPPY_HACKERY__";
    Ok(command.env("RUSTC_WORKSPACE_WRAPPER", format!("{sysroot}/bin/clippy-driver")).env("CLIPPY_ARGS", flags))
}

/// The templates beside the main one.
const INFRA: [&str; 3] = ["infra/alarms.yaml", "infra/dashboard.yaml", "infra/web-acl.yaml"];

/// The functions that serve an API. The others must not link its crates, which slow their start.
const SERVE_AN_API: [&str; 6] = ["admin-tenants", "analytics", "api-keys", "call-records", "test-calls", "customers"];

fn links(workspace: &Workspace) -> Result<(), Failure> {
    let sh = &workspace.sh;
    step("crates of the API in functions without one");
    for function in workspace.functions()?.iter().filter(|name| !SERVE_AN_API.contains(&name.as_str())) {
        let name = "{lib}";
        let tree = cmd!(sh, "cargo tree --locked -p {function} -e normal --prefix none -f {name}").read()?;
        if let Some(linked) = tree.lines().find(|linked| ["api", "utoipa", "jsonwebtoken"].contains(linked)) {
            return Err(format!("{function} links {linked}").into());
        }
    }
    Ok(())
}

fn deny(workspace: &Workspace, advisories: Advisories) -> Result<(), Failure> {
    let sh = &workspace.sh;
    step("bans, licences and sources of dependencies");
    cmd!(sh, "cargo deny --locked check bans licenses sources").run()?;
    let list = "https://github.com/RustSec/advisory-db";
    let reached = cmd!(sh, "timeout 20 git ls-remote --quiet {list} HEAD").env("GIT_TERMINAL_PROMPT", "0");
    if reached.quiet().ignore_stdout().ignore_stderr().run().is_err() {
        return advisories.unreachable(&format!("known vulnerabilities are NOT CHECKED: {list} cannot be reached"));
    }
    step("known vulnerabilities");
    cmd!(sh, "cargo deny --locked check advisories").run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_that_cannot_be_reached_fails_only_where_it_is_required() {
        assert!(Advisories::Wanted.unreachable("NOT CHECKED").is_ok());
        assert!(Advisories::Required.unreachable("NOT CHECKED").is_err());
    }
}

//! The weights of triage's classifier, which are generated from the corpus.

use xshell::cmd;

use crate::{Failure, workspace::Workspace};

const TRIAGE: &str = "shared/domain/src/triage";

pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    let corpora = ["english", "spanish"].map(|language| format!("{TRIAGE}/corpus/{language}.tsv"));
    let check: &[&str] = if check { &["--check"] } else { &[] };
    let output = format!("{TRIAGE}/classifier/weights.bin");
    // Built alone: together with the tests, the domain has their languages too.
    let train = cmd!(workspace.sh, "cargo run --quiet --locked -p train-triage --");
    train.args(corpora).args(["--output", &output]).args(check).run()?;
    Ok(())
}

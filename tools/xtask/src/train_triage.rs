//! The weights of triage's classifier, which are generated from the corpus.

use xshell::cmd;

use crate::{Failure, workspace::Workspace};

const TRIAGE: &str = "shared/domain/src/triage";

pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    let sh = &workspace.sh;
    let corpora = ["english", "spanish"].map(|language| format!("{TRIAGE}/corpus/{language}.tsv"));
    let check: &[&str] = if check { &["--check"] } else { &[] };
    let output = format!("{TRIAGE}/classifier/weights.bin");
    cmd!(sh, "cargo run --quiet --locked -p train-triage -- {corpora...} --output {output} {check...}").run()?;
    Ok(())
}

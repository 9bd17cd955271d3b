//! The weights of triage's classifier, which are generated from the corpus.

use crate::{
    Failure,
    workspace::{Program, Workspace},
};

const TRIAGE: &str = "shared/domain/src/triage";

pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    let corpora = ["english", "spanish"].map(|language| format!("{TRIAGE}/corpus/{language}.tsv"));
    let check: &[&str] = if check { &["--check"] } else { &[] };
    let output = format!("{TRIAGE}/classifier/weights.bin");
    workspace.program(Program::TrainTriage).args(corpora).args(["--output", &output]).args(check).run()?;
    Ok(())
}

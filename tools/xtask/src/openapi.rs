//! Writes the documents in `docs` that are generated from the code.

use xshell::cmd;

use crate::{Failure, workspace::Workspace};

/// The command of `local` that prints a document, and the file that contains it.
const DOCUMENTS: [(&str, &str); 2] = [("openapi", "docs/openapi.json"), ("postman", "docs/postman_collection.json")];

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let sh = &workspace.sh;
    for (command, file) in DOCUMENTS {
        let document = cmd!(sh, "cargo run --quiet -p local -- {command}").output()?.stdout;
        let is_changed = sh.read_binary_file(file).map_or(true, |before| before != document);
        sh.write_file(file, document)?;
        println!("{file}: {}", if is_changed { "changed" } else { "unchanged" });
    }
    Ok(())
}

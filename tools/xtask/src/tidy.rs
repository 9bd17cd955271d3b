//! The rules about Rust files that no lint has: a file is short, and says what it owns. There is no exception.

use xshell::cmd;

use crate::{
    Failure,
    workspace::{Workspace, step},
};

/// The most lines of a file.
const MOST_LINES: usize = 400;

/// Checks every Rust file of the repository, also one that is not committed yet.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    step("lengths and headers of files");
    let files = cmd!(workspace.sh, "git ls-files --cached --others --exclude-standard -- *.rs").quiet().read()?;
    let mut faults = Vec::new();
    // A deleted file is in the list until the deletion is committed.
    for file in files.lines().filter(|file| workspace.path(file).is_file()) {
        let source = workspace.sh.read_file(file)?;
        faults.extend(fault(file, &source).map(|fault| format!("{file}: {fault}")));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// What is wrong with a file.
fn fault(file: &str, source: &str) -> Option<String> {
    let lines = source.lines().count();
    if lines > MOST_LINES {
        return Some(format!("{lines} lines, and {MOST_LINES} are allowed: give its second concept a file of its own"));
    }
    let is_of_tests = file.ends_with("/tests.rs");
    (!is_of_tests && !source.starts_with("//!")).then(|| "does not begin with `//!` and what it owns".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_with_a_line_too_many_or_without_header_is_named() {
        let source = |lines: usize| format!("//! Owns calls.\n{}", "\n".repeat(lines - 1));
        assert_eq!(fault("a.rs", &source(400)), None);
        let long = fault("a.rs", &source(401)).expect("a fault");
        assert!(long.starts_with("401 lines"), "{long}");
        assert_eq!(fault("a/tests.rs", "use super::*;\n"), None);
        assert!(fault("a/tests.rs", &source(401)).is_some());
        let bare = fault("a.rs", "use std::fmt;\n").expect("a fault");
        assert!(bare.contains("`//!`"), "{bare}");
    }
}

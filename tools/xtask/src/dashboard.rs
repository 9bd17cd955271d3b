//! The checks of the dashboard: its generated client and its committed build are current, its code and its units pass, and it
//! works in a browser.
//!
//! Knows the scripts of `dashboard/package.json`, not what they check.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use xshell::cmd;

use crate::{
    Failure,
    workspace::{Program, Workspace, step},
};

const CLIENT: &str = "dashboard/src/api/generated";
const BUILD: &str = "dashboard/dist";

/// Checks the code: everything but what needs a browser.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let sh = &workspace.sh;
    install(workspace)?;
    let _folder = sh.push_dir("dashboard");
    step("client of the API");
    let client = workspace.path("target/dashboard-client");
    cmd!(sh, "npm run --silent client -- --output {client} --silent").run()?;
    same(&workspace.path(CLIENT), &client, "npm run client")?;
    step("types, lints and tests of the dashboard");
    for script in ["check", "lint", "test"] {
        cmd!(sh, "npm run --silent {script}").run()?;
    }
    step("build of the dashboard");
    let build = workspace.path("target/dashboard-build");
    cmd!(sh, "npm run --silent build -- --outDir {build} --emptyOutDir --logLevel warn").run()?;
    same(&workspace.path(BUILD), &build, "npm run build")
}

/// Runs the browser tests against the real `local`.
pub(crate) fn test_in_browser(workspace: &Workspace) -> Result<(), Failure> {
    install(workspace)?;
    let sh = &workspace.sh;
    step("the dashboard in a browser");
    let local = workspace.built(Program::Local)?;
    let _folder = sh.push_dir("dashboard");
    cmd!(sh, "npm run --silent test:browser").env("LOCAL_PROGRAM", local).run()?;
    Ok(())
}

/// Installs the packages of the lock file, unless they are installed.
fn install(workspace: &Workspace) -> Result<(), Failure> {
    let sh = &workspace.sh;
    let (wanted, installed) = ("dashboard/package-lock.json", "dashboard/node_modules/.installed.json");
    if sh.read_file(installed).ok() == Some(sh.read_file(wanted)?) {
        return Ok(());
    }
    step("packages of the dashboard");
    let folder = sh.push_dir("dashboard");
    cmd!(sh, "npm ci --engine-strict --no-audit --no-fund --loglevel error").run()?;
    drop(folder);
    // Last: an interrupted installation starts again.
    sh.copy_file(wanted, installed)?;
    Ok(())
}

/// Fails if two folders differ. The error names the command that writes the committed one.
fn same(committed: &Path, made: &Path, command: &str) -> Result<(), Failure> {
    let (committed, made) = (files(committed)?, files(made)?);
    let names = committed.keys().chain(made.keys());
    let differing: Vec<_> =
        names.filter(|name| committed.get(*name) != made.get(*name)).map(|name| name.display().to_string()).collect();
    match differing.first() {
        None => Ok(()),
        Some(first) => Err(format!("{first} is not current: run `{command}` in dashboard, and commit it").into()),
    }
}

/// The content of each file below a folder.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failure> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_differ_by_a_byte_a_missing_file_or_a_further_one() {
        let root = tempfile::tempdir().expect("a directory");
        let (one, other) = (root.path().join("one"), root.path().join("other"));
        for folder in [&one, &other] {
            fs::create_dir_all(folder.join("assets")).expect("created");
            fs::write(folder.join("assets/a.js"), "a").expect("written");
        }
        same(&one, &other, "npm run build").expect("equal");
        fs::write(one.join("assets/a.js"), "b").expect("written");
        let error = same(&one, &other, "npm run build").expect_err("another content").to_string();
        assert_eq!(error, "assets/a.js is not current: run `npm run build` in dashboard, and commit it");
        fs::write(one.join("assets/a.js"), "a").expect("written");
        fs::write(one.join("b.js"), "").expect("written");
        assert!(same(&one, &other, "npm run build").is_err(), "a further file");
        assert!(same(&other, &one, "npm run build").is_err(), "a missing file");
    }
}

//! The Python tools, each list in an environment of its own below `target`.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::process::Command;

use crate::{Failure, run};

const LONGEST_INSTALLATION: Duration = Duration::from_mins(10);

/// A list of packages and its environment.
pub(crate) struct Tools {
    requirements: &'static str,
    environment: &'static str,
}

/// The SAM CLI and cargo-lambda. `.ci/run` uses the same environment.
pub(crate) const SAM: Tools = Tools { requirements: "infra/requirements.txt", environment: "target/ci-venv" };
/// The emulator, which needs another version of botocore than SAM.
pub(crate) const EMULATOR: Tools = Tools { requirements: "infra/emulated.txt", environment: "target/emulated-venv" };

impl Tools {
    /// A program of the environment. Absolute: it is started in other directories.
    pub(crate) fn program(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = std::path::absolute(Path::new(self.environment).join("bin").join(name))?;
        if path.is_file() { Ok(path) } else { Err(format!("{} is missing", path.display()).into()) }
    }

    /// The `PATH` with the environment's programs first.
    pub(crate) fn path(&self) -> Result<OsString, Failure> {
        let programs = std::path::absolute(Path::new(self.environment).join("bin"))?;
        let before = std::env::var_os("PATH").unwrap_or_default();
        Ok(std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&before)))?)
    }
}

/// Installs the tools, unless this version of the list is installed.
pub(crate) async fn install(tools: &Tools) -> Result<(), Failure> {
    let requirements = fs::read(tools.requirements).map_err(|error| format!("{}: {error}", tools.requirements))?;
    let environment = Path::new(tools.environment);
    let installed = environment.join("installed.txt");
    if fs::read(&installed).is_ok_and(|list| list == requirements) {
        return Ok(());
    }
    if environment.exists() {
        fs::remove_dir_all(environment)?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(environment), LONGEST_INSTALLATION).await?;
    let mut pip = Command::new(tools.program("pip")?);
    // Each package must have one of the hashes in the list, and none is built here. The list is complete, so pip adds nothing: for a
    // package with extras, it would look in the registry again and refuse what it finds for lack of a hash.
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes"]);
    pip.arg("--no-deps");
    pip.args(["-r", tools.requirements]);
    run(&mut pip, LONGEST_INSTALLATION).await?;
    run(Command::new(tools.program("pip")?).args(["check", "--disable-pip-version-check"]), LONGEST_INSTALLATION)
        .await?;
    // Last: an interrupted installation starts again.
    fs::write(installed, requirements)?;
    Ok(())
}

//! Lays out the functions' code and the templates for `sam deploy`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::process::Command;

use crate::{Failure, differences, run, template, tools};

/// Not `.aws-sam`, from where `sam deploy` takes the build: a deployment is for arm64 unless the parameter says otherwise.
const BUILD: &str = "target/sam";
/// SAM builds one function after the other, each linked as one unit.
const LONGEST_BUILD: Duration = Duration::from_hours(1);

/// Where the functions' binaries come from.
pub(crate) struct Code {
    /// `<function>/bootstrap` below it; nothing if SAM builds them.
    pub(crate) binaries: Option<PathBuf>,
}

impl Code {
    /// Builds the functions for `x86_64`, which the emulator runs as processes of this machine.
    pub(crate) async fn build(&self) -> Result<(), Failure> {
        if self.binaries.is_some() {
            return Ok(());
        }
        let mut sam = Command::new(tools::SAM.program("sam")?);
        sam.args(["build", "--build-dir", BUILD, "--parameter-overrides", "Architecture=x86_64"]);
        // cargo-lambda is in the same place.
        sam.env("PATH", tools::SAM.path()?).env("SAM_CLI_TELEMETRY", "0");
        run(&mut sam, LONGEST_BUILD).await.map(|_| ())
    }

    /// Writes the template and the alarms with their differences, and copies each function's code.
    pub(crate) fn lay_out(&self, directory: &Path, endpoints: &differences::Endpoints<'_>) -> Result<(), Failure> {
        let template = fs::read_to_string("template.yaml")?;
        fs::write(directory.join("template.yaml"), differences::template(&template, endpoints)?)?;
        fs::create_dir(directory.join("infra"))?;
        let alarms = differences::alarms(&fs::read_to_string("infra/alarms.yaml")?)?;
        fs::write(directory.join("infra/alarms.yaml"), alarms)?;
        fs::copy("infra/dashboard.yaml", directory.join("infra/dashboard.yaml"))?;
        for function in template::functions(&template) {
            let code = directory.join("code").join(function.binary);
            fs::create_dir_all(&code)?;
            let built = match &self.binaries {
                Some(binaries) => binaries.join(function.binary),
                None => Path::new(BUILD).join(function.resource),
            };
            let built = built.join("bootstrap");
            fs::copy(&built, code.join("bootstrap")).map_err(|error| format!("{}: {error}", built.display()))?;
        }
        Ok(())
    }
}

/// Changes each function's code, as a new build does.
pub(crate) fn replace(directory: &Path) -> Result<(), Failure> {
    for function in fs::read_dir(directory.join("code"))? {
        fs::OpenOptions::new().append(true).open(function?.path().join("bootstrap"))?.write_all(b"\n")?;
    }
    Ok(())
}

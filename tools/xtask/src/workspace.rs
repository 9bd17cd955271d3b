//! The repository that the commands work on: its root, its functions, and the programs that run in it.

use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
};

use xshell::{Cmd, Shell, cmd};

use crate::Failure;

/// The Python tools in infra/requirements.txt, below the root.
const VENV: &str = "target/ci-venv";

/// A shell in the root of the repository.
pub(crate) struct Workspace {
    pub(crate) sh: Shell,
    root: PathBuf,
    /// The folder of the programs, once everything is built.
    built: OnceCell<PathBuf>,
}

/// A program of this repository that a command runs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Program {
    Local,
    InvokeEvents,
}

impl Workspace {
    pub(crate) fn open() -> Result<Self, Failure> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        Self::at(root)
    }

    pub(crate) fn at(root: PathBuf) -> Result<Self, Failure> {
        let sh = Shell::new()?;
        sh.change_dir(&root);
        Ok(Self { sh, root, built: OnceCell::new() })
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Builds the tests and the programs. Cargo chooses the features of dependencies for what it builds together, so a
    /// program that is built alone needs other builds of most dependencies.
    pub(crate) fn build_all(&self) -> Result<(), Failure> {
        let sh = &self.sh;
        cmd!(sh, "cargo build --quiet --workspace --lib --tests --examples --bin local --locked").run()?;
        let this = std::env::current_exe()?;
        let folder = this.parent().ok_or("this program is in no folder")?;
        self.built.get_or_init(|| folder.to_owned());
        Ok(())
    }

    /// The command that runs a program, and builds it if not everything is built.
    pub(crate) fn program(&self, program: Program) -> Cmd<'_> {
        let (path, selection): (_, &[&str]) = match program {
            Program::Local => ("local", &["-p", "local"]),
            Program::InvokeEvents => ("examples/invoke_events", &["-p", "local", "--example", "invoke_events"]),
        };
        if let Some(folder) = self.built.get() {
            return self.sh.cmd(folder.join(path));
        }
        cmd!(self.sh, "cargo run --quiet --locked {selection...} --")
    }

    /// The path of a program, which is built if not everything is.
    pub(crate) fn built(&self, program: Program) -> Result<PathBuf, Failure> {
        if self.built.get().is_none() {
            self.program(program).arg("--help").quiet().ignore_stdout().run()?;
        }
        let folder = self.built.get().cloned().unwrap_or_else(|| self.path("target/debug"));
        Ok(folder.join(match program {
            Program::Local => "local",
            Program::InvokeEvents => "examples/invoke_events",
        }))
    }

    /// The names of the functions.
    pub(crate) fn functions(&self) -> Result<Vec<String>, Failure> {
        self.packages("functions")
    }

    /// The packages in a folder, in alphabetical order.
    pub(crate) fn packages(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = self
            .sh
            .read_dir(folder)?
            .into_iter()
            .filter(|path| path.join("Cargo.toml").is_file())
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        names.sort();
        Ok(names)
    }

    /// Installs the tools in infra/requirements.txt, unless they are installed, and puts them on the `PATH`. Each package must
    /// have one of the hashes in the list, and none is built here.
    pub(crate) fn use_python_tools(&self) -> Result<(), Failure> {
        let (wanted, installed) = ("infra/requirements.txt", format!("{VENV}/installed.txt"));
        let is_current =
            self.sh.read_file(&installed).is_ok_and(|list| Ok(list) == self.sh.read_file(wanted).map_err(drop));
        if !is_current {
            step("the tools in infra/requirements.txt");
            self.sh.remove_path(VENV)?;
            cmd!(self.sh, "python3 -m venv {VENV}").run()?;
            let first = format!("{VENV}/uv.txt");
            self.sh.write_file(&first, pinned("uv", &self.sh.read_file(wanted)?)?)?;
            let pip = cmd!(self.sh, "{VENV}/bin/pip install --quiet --disable-pip-version-check --only-binary :all:");
            pip.args(["--require-hashes", "-r", &first]).run()?;
            let uv = cmd!(self.sh, "{VENV}/bin/uv pip install --quiet --no-build --python {VENV}/bin/python");
            uv.args(["--require-hashes", "-r", wanted]).run()?;
            // Last: an interrupted installation starts again.
            self.sh.copy_file(wanted, installed)?;
        }
        let before = self.sh.var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(self.path(VENV).join("bin")).chain(std::env::split_paths(&before));
        self.sh.set_var("PATH", std::env::join_paths(paths)?);
        self.sh.set_var("SAM_CLI_TELEMETRY", "0");
        Ok(())
    }

    /// Fails if a cargo subcommand is missing; the error names the command that installs it.
    pub(crate) fn need_cargo_subcommand(&self, name: &str) -> Result<(), Failure> {
        let is_there = cmd!(self.sh, "cargo {name} --version").quiet().ignore_stdout().ignore_stderr().run().is_ok();
        if is_there {
            return Ok(());
        }
        Err(format!("cargo-{name} is missing: cargo install --locked cargo-{name}").into())
    }
}

/// The entry of a package in a list with hashes: its line, and the indented ones after it.
fn pinned(package: &str, list: &str) -> Result<String, Failure> {
    let begins = format!("{package}==");
    let mut lines = list.lines().skip_while(|line| !line.starts_with(&begins));
    let first = lines.next().ok_or_else(|| format!("the list has no {package}"))?;
    let hashes = lines.take_while(|line| line.starts_with(' '));
    Ok(std::iter::once(first).chain(hashes).flat_map(|line| [line, "\n"]).collect())
}

/// Prints the title of the next step.
pub(crate) fn step(title: &str) {
    println!("\n== {title}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_of_a_package_has_its_version_and_hashes() {
        let list = "a==1 \\\n    --hash=sha256:aa\nuv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\nuvicorn==3 \\\n    --hash=sha256:dd\n";
        let expected = "uv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n";
        assert_eq!(pinned("uv", list).expect("an entry"), expected);
        assert!(pinned("pip", list).is_err());
    }
}

//! Prints what a function needs in its environment to run against the system that is running, for a shell to take over.

use std::io::Write;

use super::{Failure, ServeOptions};
use crate::manifest::Manifest;

pub(super) fn run(options: &ServeOptions) -> Result<(), Failure> {
    let running = Manifest::found_in(&options.data);
    let running = running.ok_or_else(|| format!("no system is running on {}", options.data.display()))?;
    let lines = running.environment.iter().map(|(name, value)| export(name, value));
    std::io::stdout().write_all(lines.collect::<String>().as_bytes())?;
    Ok(())
}

/// Nothing in single quotes means anything to a shell but their end.
fn export(name: &str, value: &str) -> String {
    format!("export {name}='{}'\n", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::export;

    #[test]
    fn a_shell_reads_a_value_as_it_is() {
        assert_eq!(export("PRICES", r#"{"a": "it's $1"}"#), "export PRICES='{\"a\": \"it'\\''s $1\"}'\n");
    }
}

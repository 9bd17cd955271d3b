//! Prints the environment variables that a function needs to run against the running system, in shell syntax.

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

/// Inside single quotes, a shell interprets only the closing quote.
fn export(name: &str, value: &str) -> String {
    format!("export {name}='{}'\n", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::export;

    #[test]
    fn exported_value_with_quotes_is_escaped() {
        assert_eq!(export("PRICES", r#"{"a": "it's $1"}"#), "export PRICES='{\"a\": \"it'\\''s $1\"}'\n");
    }
}

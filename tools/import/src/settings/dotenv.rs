//! Reads a `.env` file.

use std::collections::BTreeMap;

/// The variables of a `.env` file: `NAME=value`, `export NAME="value"`, comments. The last value of a name counts.
#[must_use]
pub fn variables(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let assigned = lines.filter_map(|line| line.strip_prefix("export ").unwrap_or(line).split_once('='));
    assigned
        .map(|(name, value)| (name.trim().to_owned(), unquoted(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inside, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inside.replace("\\n", "\n");
        }
    }
    // A comment begins after a space.
    value.split_once(" #").map_or(value, |(value, _)| value).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_comments_and_exports_are_read() {
        let read =
            variables("# a comment\nexport A=\"x # y\" # z\nB='two'\nC=three # four\nD=\nE=a=b\nnot a line\nA=last");
        let expected = [("A", "last"), ("B", "two"), ("C", "three"), ("E", "a=b")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }
}

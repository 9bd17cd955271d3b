//! Reads a `.env` file, as python-dotenv does.

use std::collections::BTreeMap;

/// The variables of a `.env` file: `NAME=value`, `export NAME="value"`, comments. A value in quotes may go over several lines. The last
/// value of a name counts.
#[must_use]
pub fn variables(text: &str) -> BTreeMap<String, String> {
    let (mut read, mut rest) = (BTreeMap::new(), text.trim_start_matches('\u{feff}'));
    while !rest.is_empty() {
        let line = rest.lines().next().unwrap_or_default();
        let assigned = line.trim_start();
        let assigned = assigned.strip_prefix("export ").unwrap_or(assigned);
        let after_line = rest.get(line.len()..).unwrap_or_default().trim_start_matches('\r');
        let after_line = after_line.strip_prefix('\n').unwrap_or(after_line);
        let Some((name, _)) = assigned.split_once('=').filter(|_| !assigned.starts_with('#')) else {
            rest = after_line;
            continue;
        };
        // The value begins in this line, and one in quotes ends where they do.
        let begins = line.find('=').map_or(line.len(), |place| place + 1);
        let value = rest.get(begins..).unwrap_or_default();
        let (value, left) = quoted(value).unwrap_or_else(|| (unquoted(&line[begins..]), after_line));
        if !value.is_empty() {
            read.insert(name.trim().to_owned(), value);
        }
        rest = left;
    }
    read
}

/// The value in quotes at the beginning of a text, and the lines after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.trim_start_matches([' ', '\t']);
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (mut value, mut escaped) = (String::new(), false);
    for (place, c) in inside.char_indices().skip(1) {
        match c {
            _ if escaped => {
                value.push_str(match (quote, c) {
                    ('"', 'n') => "\n",
                    ('"', 't') => "\t",
                    _ => "",
                });
                if !(quote == '"' && matches!(c, 'n' | 't')) {
                    value.push(c);
                }
                escaped = false;
            }
            '\\' => escaped = true,
            _ if c == quote => {
                let left = inside.get(place + 1..).unwrap_or_default();
                return Some((value, left.split_once('\n').map_or("", |(_, left)| left)));
            }
            _ => value.push(c),
        }
    }
    // The quotes never end: it is a value without quotes.
    None
}

fn unquoted(value: &str) -> String {
    // A comment begins after a space.
    value.split_once(" #").map_or(value, |(value, _)| value).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_comments_and_exports_are_read() {
        let read =
            variables("# a comment=no\nexport A=\"x # y\" # z\nB='two'\nC=three # four\nD=\nE=a=b\nnot a line\nA=last");
        let expected = [("A", "last"), ("B", "two"), ("C", "three"), ("E", "a=b")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }

    #[test]
    fn value_in_quotes_goes_over_several_lines() {
        let read = variables(
            "G=\"Thank you.\nHow = can I help?\"\r\nK='-----BEGIN\nabc=\n-----END'\nN=\"a\\nb \\\"c\\\"\"\nO=\"open\nL=last",
        );
        let expected = [
            ("G", "Thank you.\nHow = can I help?"),
            ("K", "-----BEGIN\nabc=\n-----END"),
            ("N", "a\nb \"c\""),
            ("O", "\"open"),
            ("L", "last"),
        ];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text: String) {
            let _ = variables(&text);
        }
    }
}

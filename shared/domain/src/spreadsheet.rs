//! Fields of CSV files that a spreadsheet opens without running anything in them.

/// A field that a spreadsheet takes for text. It takes a field that begins with certain characters for a formula; such a field gets an
/// apostrophe before it, which a spreadsheet does not show. Sources: OWASP, "CSV Injection"; a NUL ends some readers' check.
#[must_use]
pub fn inert(field: &str) -> String {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if is_formula { format!("'{field}") } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_that_begins_like_a_formula_is_text() {
        for first in ['=', '+', '-', '@', '\t', '\r', '\0'] {
            assert_eq!(inert(&format!("{first}1")), format!("'{first}1"));
        }
        assert_eq!((inert("a=b"), inert("")), ("a=b".to_owned(), String::new()));
    }
}

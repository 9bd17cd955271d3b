//! What someone types to find a customer: words of the name or the address, or digits of a number.

use std::fmt;

use search::plain;

use super::CustomerItem;

/// The fewest digits that are looked for in numbers. Almost every number has any two.
const FEWEST_DIGITS: usize = 3;

/// What to look for in the list of customers: every word is in the name, the street or the ZIP code, or the digits are in a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerQuery {
    words: Vec<String>,
    digits: Option<String>,
}

/// The text has nothing to look for, or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerQueryError;

impl fmt::Display for CustomerQueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "must be 1 to {} characters, not only spaces", CustomerQuery::MOST_CHARACTERS)
    }
}

impl std::error::Error for CustomerQueryError {}

impl CustomerQuery {
    /// The most characters of a query.
    pub const MOST_CHARACTERS: usize = 80;

    /// Reads a query.
    pub fn parse(text: &str) -> Result<Self, CustomerQueryError> {
        let words: Vec<String> = plain(text).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() || text.chars().count() > Self::MOST_CHARACTERS {
            return Err(CustomerQueryError);
        }
        let is_number = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "()+-.".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Ok(Self { words, digits: Some(digits).filter(|digits| is_number && digits.len() >= FEWEST_DIGITS) })
    }

    /// Whether a customer is one that is looked for.
    pub(super) fn fits(&self, item: &CustomerItem) -> bool {
        let name = item.name.as_ref().map(ToString::to_string);
        let street = item.street.as_ref().map(ToString::to_string);
        let zip = item.zip.as_ref().map(ToString::to_string);
        let text = plain(&[name, street, zip].map(Option::unwrap_or_default).join("\n"));
        let mut numbers = std::iter::once(&item.number).chain(item.merged.iter().map(|merged| &merged.number));
        self.words.iter().all(|word| text.contains(word))
            || self.digits.as_ref().is_some_and(|digits| numbers.any(|number| number.as_str().contains(digits)))
    }
}

//! Words that are looked for in a text.

use serde::{Deserialize, Serialize};

/// Words that a text must have, in any case and with any white space. Alternatives are separated by `|`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WordRule {
    written: String,
    alternatives: Vec<String>,
}

/// An alternative without words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("words are missing: {0:?}")]
pub struct WordRuleError(String);

impl TryFrom<String> for WordRule {
    type Error = WordRuleError;

    fn try_from(written: String) -> Result<Self, WordRuleError> {
        let alternatives: Vec<String> = written.split('|').map(plain).collect();
        if alternatives.iter().any(String::is_empty) {
            Err(WordRuleError(written))
        } else {
            Ok(Self { written, alternatives })
        }
    }
}

impl From<WordRule> for String {
    fn from(rule: WordRule) -> Self {
        rule.written
    }
}

impl WordRule {
    /// Whether a text has one of the alternatives.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let text = plain(text);
        self.alternatives.iter().any(|words| text.contains(words))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

fn plain(text: &str) -> String {
    let text = text.replace(['’', '‘'], "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

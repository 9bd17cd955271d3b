//! What callers answer to the company's questions.

use serde::{Deserialize, Serialize};

use crate::{tenant::QuestionId, text::Text};

/// The answer to one of the company's questions. The question is as it was when it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VisitAnswer {
    /// The id of the question.
    id: QuestionId,
    /// Its name in lists.
    label: Text<200>,
    /// The answer: words, `yes` or `no`, a number such as `12` or `2.5`, or the choice as the company wrote it. Missing if the caller did
    /// not know or did not want to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Text<300>>,
}

impl VisitAnswer {
    /// An answer; without one, the caller did not know it.
    #[must_use]
    pub fn new(id: QuestionId, label: Text<200>, answer: Option<Text<300>>) -> Self {
        Self { id, label, answer }
    }

    /// The id of the question.
    #[must_use]
    pub fn id(&self) -> &QuestionId {
        &self.id
    }

    /// The name of the question in lists.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The answer; `None` if the caller did not know it.
    #[must_use]
    pub fn answer(&self) -> Option<&str> {
        self.answer.as_deref()
    }
}

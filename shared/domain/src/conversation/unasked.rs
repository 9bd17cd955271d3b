//! A required question that the model says the caller cannot answer, and that the caller was never asked.
//!
//! The model may not skip the company's questions. It is refused once, with the words of the question; after that "not known" is an answer,
//! so that no caller is asked in circles.

use super::{Context, Conversation, HistoryEntry};
use crate::{
    booking::BookingRequest,
    tenant::AskedQuestion,
    tool::{ToolError, ToolScope},
};

impl Conversation {
    /// The first required question that the visit says is not known, and that was not asked.
    pub(super) fn unasked(&self, visit: &BookingRequest, context: Context<'_>) -> Option<ToolError> {
        let is_not_known = |question: &AskedQuestion<'_>| {
            visit.answers.iter().any(|answer| answer.id().as_str() == question.id() && answer.answer().is_none())
        };
        let questions = context.config.questions_asked();
        let mut skipped = questions.iter().filter(|question| question.is_required() && is_not_known(question));
        let unasked = skipped.find(|question| !self.was_asked(question))?;
        let scope = ToolScope {
            config: context.config,
            today: context.today(),
            language: self.language(),
            caller: self.caller.number(),
            offered: &self.offered,
            appointments: &[],
        };
        Some(scope.unanswered(unasked, ""))
    }

    /// Whether the agent's words contain most of the question's, or a tool's result said to ask it.
    fn was_asked(&self, question: &AskedQuestion<'_>) -> bool {
        let mark = format!("answers.{}: ", question.id());
        self.history.iter().any(|entry| match entry {
            HistoryEntry::ToolReturned { content, .. } => content.contains(&mark),
            HistoryEntry::AgentSaid { text, .. } => question.is_in(text),
            _ => false,
        })
    }
}

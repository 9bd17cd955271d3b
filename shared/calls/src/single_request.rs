//! A question to the model outside a conversation. The answer is JSON of a schema. It counts in the company's spend as a
//! turn does, and is not asked if the budget is spent.

use domain::usage::TokenCount;
use openai::{AnswerSchema, ChatRequest, Message, ModelError, OpenAi, Patience, WordSink};
use platform::{boxed, config::ModelKey};
use secrecy::SecretString;
use store::TenantScope;
use tokio::time::Instant;

use crate::{
    billed::{Billed, estimated},
    spending::{BudgetSpent, NoBudget, Spending},
};

/// A question.
#[derive(Debug, Clone, Copy)]
pub struct SingleRequest<'a> {
    /// The instructions for the model.
    pub instructions: &'a str,
    /// What it reads.
    pub content: &'a str,
    /// The schema of its answer.
    pub answer: &'a AnswerSchema,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SingleRequestError {
    /// The company's budget is spent. The model was not asked.
    #[error(transparent)]
    BudgetSpent(BudgetSpent),
    /// The companies in trial have spent their budget together. The model was not asked.
    #[error("the budget of the companies in trial is spent")]
    TrialsSpent,
    /// What the company has spent cannot be counted. The model was not asked.
    #[error("what the company has spent cannot be counted")]
    Uncounted,
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The model answered without text.
    #[error("the model answered nothing")]
    Empty,
}

impl From<NoBudget> for SingleRequestError {
    fn from(error: NoBudget) -> Self {
        match error {
            NoBudget::Spent(spent) => Self::BudgetSpent(spent),
            NoBudget::TrialsSpent { .. } => Self::TrialsSpent,
            NoBudget::Uncounted => Self::Uncounted,
        }
    }
}

/// Asks the model single questions.
#[derive(Debug)]
pub struct SingleRequests {
    model: OpenAi,
    spending: Spending,
}

/// No one hears the words as they come.
struct Unheard;

impl WordSink for Unheard {
    fn words(&mut self, _: &str) {}

    fn tools(&mut self) {}
}

impl SingleRequests {
    /// Asks this model, and counts what it costs.
    #[must_use]
    pub fn new(model: OpenAi, spending: Spending) -> Self {
        Self { model, spending }
    }

    /// The key that the model's server wants.
    #[must_use]
    pub fn key(&self) -> &ModelKey {
        &self.model.setting().key
    }

    /// Asks a company's question, and returns the text of the answer.
    #[must_use]
    #[boxed]
    pub async fn ask<'a>(
        &self,
        (scope, approved, own): (&TenantScope, bool, domain::budget::BudgetOverride),
        key: &'a SecretString,
        request: SingleRequest<'a>,
        deadline: Instant,
    ) -> Result<String, SingleRequestError> {
        let SingleRequest { instructions, content, answer } = request;
        let allowance = self.spending.allowance(approved, own);
        let bytes = instructions.len() + content.len() + answer.schema.to_string().len();
        let reservation = self.spending.begin(scope, allowance, bytes).await?;
        let messages = [Message::System(instructions.into()), Message::User(content.into())];
        let chat = ChatRequest { messages: &messages, tools: &[], answer: Some(answer), cache_key: answer.name };
        let answered = self.model.chat(key, &chat, Patience::until(deadline), &mut Unheard).await;
        let billed = match &answered {
            Ok(reply) if reply.usage.prompt > 0 => TokenCount {
                prompt_tokens: reply.usage.prompt,
                cached_tokens: reply.usage.cached,
                cache_write_tokens: reply.usage.cache_write,
                completion_tokens: reply.usage.completion,
            },
            Ok(_) | Err(ModelError::TooSlow | ModelError::InvalidResponse(_)) => estimated(bytes, self.model.setting()),
            Err(_) => TokenCount::default(),
        };
        self.spending.end(scope, allowance, reservation, Billed::of(&self.model, billed)).await;
        answered?.text.ok_or(SingleRequestError::Empty)
    }
}

//! Asks the model: the messages of a request, and what its reply or its failure means for the conversation.

use std::borrow::Cow;

use domain::{
    conversation::{Conversation, Event, HistoryEntry, ModelTurn, ToolRequest},
    usage::{PricedTokens, TokenCount},
};
use openai::{ChatReply, ChatRequest, Message, ModelError, OpenAi, Patience, ToolCall};
use platform::error_chain::ErrorChain;
use tokio::time::Instant;
use tracing::warn;

use super::{
    Engine, TenantContext,
    models::{self, LEAST_TIME},
    speech::Listener,
};
use crate::billed::{self, Billed, estimated};

/// What came of asking the models.
#[derive(Debug, Default)]
pub(super) struct AskedModel {
    /// `None` if the deadline passed and no part of the reply can be spoken.
    pub(super) event: Option<Event>,
    pub(super) billed: Billed,
    /// The name of the model whose words or tools are in the event.
    pub(super) answered_by: Option<String>,
    /// The tokens of the answer, if its model has prices of its own.
    pub(super) own_priced: PricedTokens,
    /// The second model answered.
    pub(super) took_over: bool,
}

impl AskedModel {
    fn failed(billed: Billed) -> Self {
        Self { event: Some(Event::ModelFailed), billed, ..Self::default() }
    }
}

/// Why a model has no reply.
enum NoReply {
    /// There is no key for its server.
    NoKey,
    /// It failed.
    Failed(ModelError),
}

impl Engine {
    /// Asks the company's model, and the second one in the same turn if that fails before the caller has heard a word.
    pub(super) async fn ask(
        &self,
        tenant: TenantContext<'_>,
        facts: &str,
        conversation: &Conversation,
        deadline: Instant,
        listener: &mut Listener<'_>,
    ) -> AskedModel {
        let history = conversation.history();
        if !tenant.may_ask {
            return AskedModel::failed(Billed::default());
        }
        let mut messages = messages(&tenant.agent.instructions, facts, history);
        messages.extend(conversation.correction().map(|correction| Message::System(correction.into())));
        let request = ChatRequest {
            messages: &messages,
            tools: &tenant.agent.tools,
            answer: None,
            cache_key: &tenant.agent.cache_key,
        };
        let prompt_bytes = tenant.agent.prompt_bytes(history);
        let model = self.models.chosen(tenant.agent.config.model.as_deref());
        let second = self.models.beside(model);
        let second = second.filter(|second| tenant.keys.get(&second.setting().key).is_some());
        let patience = models::patience(Instant::now(), deadline, second.is_some());
        listener.begin_request(model, prompt_bytes);
        let reply = chat(model, tenant, &request, patience, listener).await;
        if let (Err(problem), Some(second)) = (&reply, second)
            && can_be_taken_over(problem, (model, second), deadline, listener)
        {
            listener.begin_anew();
            listener.begin_request(second, prompt_bytes);
            let mut asked = {
                let reply = chat(second, tenant, &request, Patience::until(deadline), listener).await;
                asked(second, reply, prompt_bytes, listener)
            };
            asked.billed += billed_of_failure(model, problem, prompt_bytes);
            asked.took_over = asked.answered_by.is_some();
            return asked;
        }
        asked(model, reply, prompt_bytes, listener)
    }
}

async fn chat(
    model: &OpenAi,
    tenant: TenantContext<'_>,
    request: &ChatRequest<'_>,
    patience: Patience,
    listener: &mut Listener<'_>,
) -> Result<ChatReply, NoReply> {
    let key = tenant.keys.get(&model.setting().key).ok_or(NoReply::NoKey)?;
    model.chat(key, request, patience, listener).await.map_err(NoReply::Failed)
}

/// Whether a second model is asked: it may know better, there is time, and the caller has heard nothing yet.
fn can_be_taken_over(
    problem: &NoReply,
    (model, second): (&OpenAi, &OpenAi),
    deadline: Instant,
    listener: &Listener<'_>,
) -> bool {
    let (first, other) = (model.setting(), second.setting());
    let is_hopeless = matches!(problem, NoReply::Failed(ModelError::Unauthorized))
        && first.is_same_server(other)
        && first.key == other.key;
    let has_time = deadline.saturating_duration_since(Instant::now()) >= LEAST_TIME;
    let takes_over = !is_hopeless && has_time && listener.may_begin_anew();
    if takes_over {
        let error = match problem {
            NoReply::NoKey => "there is no key for it".to_owned(),
            NoReply::Failed(error) => ErrorChain(error).to_string(),
        };
        warn!(model = first.name, second = other.name, error, "the first model failed; the second one takes over");
    }
    takes_over
}

/// What a model's reply or its failure means.
fn asked(
    model: &OpenAi,
    reply: Result<ChatReply, NoReply>,
    prompt_bytes: usize,
    listener: &mut Listener<'_>,
) -> AskedModel {
    match reply {
        Ok(reply) => {
            let is_cut = reply.finish.is_cut();
            listener.end(is_cut);
            let tokens = TokenCount {
                prompt_tokens: reply.usage.prompt,
                cached_tokens: reply.usage.cached,
                cache_write_tokens: reply.usage.cache_write,
                completion_tokens: reply.usage.completion,
            };
            let billed = if tokens.prompt_tokens == 0 { estimated(prompt_bytes, model.setting()) } else { tokens };
            let tools = reply.tool_calls.into_iter().map(tool_request).collect();
            let turn = ModelTurn { text: reply.text, tools, tokens, is_cut, heard: listener.heard() };
            AskedModel {
                event: Some(Event::ModelSaid(turn)),
                billed: Billed::of(model, billed),
                answered_by: Some(model.setting().name.clone()),
                own_priced: billed::own_priced(model, tokens).unwrap_or_default(),
                took_over: false,
            }
        }
        Err(NoReply::Failed(ModelError::TooSlow)) => {
            let text = listener.cut_off();
            warn!(partly_heard = text.is_some(), "the model exceeded the deadline");
            let answered_by = text.as_ref().map(|_| model.setting().name.clone());
            let heard = listener.heard();
            let turn = text.map(|text| ModelTurn { text: Some(text), heard, ..ModelTurn::default() });
            let billed = Billed::of(model, estimated(prompt_bytes, model.setting()));
            AskedModel { event: turn.map(Event::ModelSaid), billed, answered_by, ..AskedModel::default() }
        }
        Err(problem) => {
            match &problem {
                NoReply::NoKey => warn!("no API key for the model"),
                NoReply::Failed(error) => warn!(error = %ErrorChain(error), "the model failed"),
            }
            AskedModel::failed(billed_of_failure(model, &problem, prompt_bytes))
        }
    }
}

/// What a failed request may be billed.
fn billed_of_failure(model: &OpenAi, problem: &NoReply, prompt_bytes: usize) -> Billed {
    match problem {
        NoReply::Failed(ModelError::TooSlow | ModelError::InvalidResponse(_)) => {
            Billed::of(model, estimated(prompt_bytes, model.setting()))
        }
        NoReply::NoKey | NoReply::Failed(_) => Billed::default(),
    }
}

/// The messages for the model: first the instructions, which are the same for every call and are served from the cache;
/// then the facts of this call; then the history.
fn messages<'a>(instructions: &'a str, facts: &'a str, history: &'a [HistoryEntry]) -> Vec<Message<'a>> {
    let mut messages = Vec::with_capacity(history.len() + 2);
    messages.push(Message::System(instructions.into()));
    messages.push(Message::System(facts.into()));
    messages.extend(history.iter().map(|entry| match entry {
        HistoryEntry::CallerSaid { text } => Message::User(text.into()),
        HistoryEntry::CallerKeyed { digits } => Message::User(format!("(pressed the keys {digits})").into()),
        HistoryEntry::AgentSaid { .. } => Message::Assistant { text: Some(heard(entry)), tool_calls: Vec::new() },
        HistoryEntry::ToolsRequested { requests } => {
            Message::Assistant { text: None, tool_calls: requests.iter().map(tool_call).collect() }
        }
        HistoryEntry::ToolReturned { id, content } => Message::Tool { call_id: id.into(), content: content.into() },
    }));
    messages
}

/// The agent's words that the caller heard. A dash marks what they did not hear.
fn heard(entry: &HistoryEntry) -> Cow<'_, str> {
    match entry.heard() {
        Some((words, true)) => words.into(),
        Some((words, false)) => format!("{words}—").into(),
        None => "".into(),
    }
}

fn tool_call(request: &ToolRequest) -> ToolCall {
    ToolCall { id: request.id.clone(), name: request.name.clone(), arguments: request.arguments.clone() }
}

fn tool_request(call: ToolCall) -> ToolRequest {
    ToolRequest { id: call.id, name: call.name, arguments: call.arguments }
}

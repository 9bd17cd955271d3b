//! The model's reply, assembled from the chunks of a stream.
//!
//! Servers and models break the protocol in many ways. Read right are: calls that share an index or have none, an index that does
//! not begin at 0, a name that is repeated or sent again longer, arguments that are an object, are sent twice or are encoded
//! twice, the older `function_call`, content in parts, an empty finish reason before the end, and a whole message after the parts.

use serde_json::Value;

use super::{
    ChatReply, FinishReason, ModelError, TokenUsage, ToolCall, WordSink,
    wire::{CallPiece, ChatCompletion, Choice, FunctionPiece, MessageDelta},
};

/// More tool calls than a useful reply has.
const MAX_TOOL_CALLS: usize = 16;

/// A tool call that is arriving, and the index that its chunks have.
#[derive(Debug)]
struct PartialCall {
    index: Option<u64>,
    call: ToolCall,
    /// The server gave the id.
    has_id: bool,
}

/// The chunks received so far.
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    text: String,
    calls: Vec<PartialCall>,
    usage: TokenUsage,
    finish: Option<FinishReason>,
}

impl Accumulator {
    /// Adds a chunk of a stream, or a whole completion.
    pub(super) fn add(&mut self, json: &str, sink: &mut impl WordSink) -> Result<(), ModelError> {
        let completion: ChatCompletion = serde_json::from_str(json)
            .map_err(|_| ModelError::InvalidResponse("the response is not the protocol's JSON"))?;
        if completion.error.is_some_and(|error| !error.is_null()) {
            return Err(ModelError::InvalidResponse("the stream ended in an error"));
        }
        if let Some(usage) = completion.usage {
            self.usage = usage.into();
        }
        // The last chunk of a stream has the usage and no choices. Of several answers the first one is read.
        let choices = completion.choices.unwrap_or_default();
        for choice in choices.into_iter().filter(|choice| choice.index.unwrap_or(0) == 0) {
            self.add_choice(choice, sink)?;
        }
        Ok(())
    }

    fn add_choice(&mut self, choice: Choice, sink: &mut impl WordSink) -> Result<(), ModelError> {
        let Choice { delta, message, finish_reason, .. } = choice;
        match finish_reason.as_deref().filter(|reason| !reason.is_empty()) {
            Some("error") => return Err(ModelError::InvalidResponse("the stream ended in an error")),
            Some(reason) => self.finish = Some(FinishReason::parse(reason)),
            None => {}
        }
        // Some servers end a stream with the whole message, which has come in parts.
        let has_come = !self.text.is_empty() || !self.calls.is_empty();
        let whole = message.filter(|_| !has_come);
        for part in [delta, whole].into_iter().flatten() {
            self.add_part(part, sink)?;
        }
        Ok(())
    }

    fn add_part(&mut self, part: MessageDelta, sink: &mut impl WordSink) -> Result<(), ModelError> {
        let MessageDelta { content, refusal, tool_calls, function_call } = part;
        for piece in [content, refusal].into_iter().flatten().map(|content| words(&content)) {
            if !piece.is_empty() {
                sink.words(&piece);
                self.text.push_str(&piece);
            }
        }
        let older = function_call.map(|function| CallPiece { index: None, id: None, function: Some(function) });
        let calls: Vec<CallPiece> = tool_calls.into_iter().flatten().chain(older).collect();
        if !calls.is_empty() {
            sink.tools();
        }
        for call in calls {
            self.add_call(call)?;
        }
        Ok(())
    }

    fn add_call(&mut self, piece: CallPiece) -> Result<(), ModelError> {
        let CallPiece { index, id, function } = piece;
        let index = index.and_then(|index| index.as_u64().or_else(|| index.as_str()?.parse().ok()));
        let id = id.filter(|id| !id.is_empty());
        let FunctionPiece { name, arguments } = function.unwrap_or_default();
        let name = name.filter(|name| !name.trim().is_empty());
        let starts_object = match &arguments {
            Some(Value::String(piece)) => piece.trim_start().starts_with('{'),
            Some(arguments) => arguments.is_object(),
            None => false,
        };
        let named = name.as_deref().map(|name| (name, starts_object));
        let at = if let Some(at) = self.place(index, id.as_deref(), named) {
            at
        } else {
            if self.calls.len() >= MAX_TOOL_CALLS {
                return Err(ModelError::InvalidResponse("too many tools at once"));
            }
            let call =
                ToolCall { id: format!("call_{}", self.calls.len()), name: String::new(), arguments: String::new() };
            self.calls.push(PartialCall { index, call, has_id: false });
            self.calls.len() - 1
        };
        let Some(PartialCall { call, has_id, .. }) = self.calls.get_mut(at) else { return Ok(()) };
        if let Some(id) = id {
            (call.id, *has_id) = (id, true);
        }
        if let Some(name) = name {
            if name.starts_with(&call.name) {
                // The whole name: the first time, again, or longer than before.
                call.name = name;
            } else {
                call.name.push_str(&name);
            }
        }
        match arguments {
            None | Some(Value::Null) => {}
            Some(Value::String(piece)) => call.arguments.push_str(&piece),
            // An object is whole.
            Some(object) => call.arguments = object.to_string(),
        }
        Ok(())
    }

    /// The call that a piece belongs to; nothing if it begins a new one.
    fn place(&self, index: Option<u64>, id: Option<&str>, name: Option<(&str, bool)>) -> Option<usize> {
        if let Some(id) = id
            && let Some(at) = self.calls.iter().position(|known| known.has_id && known.call.id == id)
        {
            // Some models give every call the same id: a name after whole arguments begins another.
            return Some(at).filter(|_| !self.begins_another(at, name) && self.calls[at].index == index);
        }
        let at = match index {
            // The latest call with this index.
            Some(_) => self.calls.iter().rposition(|known| known.index == index)?,
            None => self.calls.len().checked_sub(1)?,
        };
        // Another id, or a name after whole arguments: the calls share an index, or have none.
        let is_another = id.is_some() && self.calls[at].has_id;
        (!is_another && !self.begins_another(at, name)).then_some(at)
    }

    /// Whether a name, and whether an object begins after it, belong to another call than the one at this place.
    fn begins_another(&self, at: usize, name: Option<(&str, bool)>) -> bool {
        let call = &self.calls[at].call;
        let Some((name, starts_object)) = name else { return false };
        // A server that repeats the name in every piece repeats it in an empty last one, too.
        let is_whole = serde_json::from_str::<Value>(&call.arguments).is_ok_and(|value| value.is_object());
        is_whole && (name != call.name || starts_object)
    }

    /// Whether the reply has its finish reason.
    pub(super) fn is_complete(&self) -> bool {
        self.finish.is_some()
    }

    /// The complete reply.
    pub(super) fn finish(self) -> Result<ChatReply, ModelError> {
        let Some(mut finish) = self.finish else {
            return Err(ModelError::InvalidResponse("the response has no end"));
        };
        let calls = self.calls.into_iter().map(|partial| partial.call).filter(|call| !call.name.trim().is_empty());
        let mut tool_calls: Vec<ToolCall> = calls.map(normalized).collect();
        // A call whose arguments were cut was never requested.
        if finish == FinishReason::Length && tool_calls.last().is_some_and(|call| !is_json(&call.arguments)) {
            tool_calls.pop();
        }
        if !tool_calls.is_empty() && finish == FinishReason::Length {
            // The words came before the calls, and are whole.
            finish = FinishReason::Complete;
        }
        let text = Some(self.text).filter(|text| !text.trim().is_empty());
        Ok(ChatReply { text, tool_calls, usage: self.usage, finish })
    }
}

/// The words of content, which is a text or a list of parts. Parts with reasoning are left out.
fn words(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(words).collect(),
        Value::Object(part) => {
            let kind = part.get("type").and_then(Value::as_str).unwrap_or("text");
            let is_text = matches!(kind, "text" | "output_text" | "refusal");
            let text = part.get("text").or_else(|| part.get("refusal")).filter(|_| is_text);
            text.map(words).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn is_json(arguments: &str) -> bool {
    serde_json::from_str::<Value>(arguments).is_ok()
}

/// The call with the name of its function alone, and arguments in JSON if they can be made so.
fn normalized(call: ToolCall) -> ToolCall {
    let name = call.name.trim();
    let name = name.strip_prefix("functions.").or_else(|| name.strip_prefix("default_api.")).unwrap_or(name).to_owned();
    let arguments = object(&call.arguments).unwrap_or(call.arguments);
    ToolCall { id: call.id, name, arguments }
}

/// The object that arguments contain: alone, in a fence, as text in JSON, or sent twice.
fn object(arguments: &str) -> Option<String> {
    let bare = arguments.trim();
    if bare.is_empty() {
        return Some("{}".to_owned());
    }
    let bare = bare.strip_prefix("```json").or_else(|| bare.strip_prefix("```")).unwrap_or(bare);
    let bare = bare.strip_suffix("```").unwrap_or(bare).trim();
    let mut values = serde_json::Deserializer::from_str(bare).into_iter::<Value>();
    let first = values.next()?.ok()?;
    if values.any(|value| value.ok().as_ref() != Some(&first)) {
        return None;
    }
    match first {
        Value::Object(_) if bare == arguments && serde_json::from_str::<Value>(bare).is_ok() => None,
        Value::Object(_) => Some(first.to_string()),
        Value::Null => Some("{}".to_owned()),
        Value::String(inner) => serde_json::from_str::<Value>(&inner).ok().filter(Value::is_object).map(|_| inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

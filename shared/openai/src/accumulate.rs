//! The model's reply, assembled from the chunks of a stream.

use super::{
    ChatReply, ModelError, TokenUsage, ToolCall, WordSink,
    wire::{CallPiece, ChatCompletion, MessageDelta},
};

/// More tool calls than a useful reply has.
const MAX_TOOL_CALLS: usize = 16;

/// The chunks received so far.
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    text: String,
    calls: Vec<ToolCall>,
    usage: TokenUsage,
    finished: bool,
}

impl Accumulator {
    /// Adds a chunk of a stream, or a whole completion.
    pub(super) fn add(&mut self, json: &str, sink: &mut impl WordSink) -> Result<(), ModelError> {
        let completion: ChatCompletion = serde_json::from_str(json)
            .map_err(|_| ModelError::InvalidResponse("the response is not the protocol's JSON"))?;
        if completion.error.is_some() {
            return Err(ModelError::InvalidResponse("the stream ended in an error"));
        }
        if let Some(usage) = completion.usage {
            self.usage = usage.into();
        }
        // The last chunk of a stream has the usage and no choices.
        let Some(choice) = completion.choices.into_iter().next() else { return Ok(()) };
        self.finished |= choice.finish_reason.is_some();
        let MessageDelta { content, refusal, tool_calls } = choice.delta.unwrap_or_default();
        for piece in [content, refusal].into_iter().flatten().filter(|piece| !piece.is_empty()) {
            sink.words(&piece);
            self.text.push_str(&piece);
        }
        if tool_calls.as_ref().is_some_and(|calls| !calls.is_empty()) {
            sink.tools();
        }
        for (at, call) in tool_calls.into_iter().flatten().enumerate() {
            self.add_call(at, call)?;
        }
        Ok(())
    }

    /// After a call's first chunk, only `index` identifies the call. Whole completions have no `index`.
    fn add_call(&mut self, at: usize, piece: CallPiece) -> Result<(), ModelError> {
        let index = piece.index.unwrap_or(at);
        if index >= MAX_TOOL_CALLS {
            return Err(ModelError::InvalidResponse("too many tools at once"));
        }
        while self.calls.len() <= index {
            let id = format!("call_{}", self.calls.len());
            self.calls.push(ToolCall { id, name: String::new(), arguments: String::new() });
        }
        let Some(call) = self.calls.get_mut(index) else { return Ok(()) };
        if let Some(id) = piece.id.filter(|id| !id.is_empty()) {
            call.id = id;
        }
        if let Some(function) = piece.function {
            call.name.extend(function.name);
            call.arguments.extend(function.arguments);
        }
        Ok(())
    }

    /// Whether the reply has its finish reason.
    pub(super) fn is_complete(&self) -> bool {
        self.finished
    }

    /// The complete reply.
    pub(super) fn finish(self) -> Result<ChatReply, ModelError> {
        if !self.finished {
            return Err(ModelError::InvalidResponse("the response has no end"));
        }
        let tool_calls: Vec<_> = self.calls.into_iter().filter(|call| !call.name.is_empty()).collect();
        let text = Some(self.text).filter(|text| !text.trim().is_empty());
        Ok(ChatReply { text, tool_calls, usage: self.usage })
    }
}

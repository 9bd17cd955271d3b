//! Chunks of servers that break the protocol.

use serde_json::{Value, json};

use super::*;

/// Records the words.
#[derive(Default)]
struct Heard(String);

impl WordSink for Heard {
    fn words(&mut self, piece: &str) {
        self.0.push_str(piece);
    }

    fn tools(&mut self) {}
}

/// The reply of choices in chunks, followed by a finish reason.
fn reply_with(chunks: &[Value], finish: &str) -> ChatReply {
    let mut reply = Accumulator::default();
    let mut heard = Heard::default();
    let end = json!({"index": 0, "delta": {}, "finish_reason": finish});
    for choice in chunks.iter().chain([&end]) {
        reply.add(&json!({"choices": [choice]}).to_string(), &mut heard).expect("a chunk");
    }
    let reply = reply.finish().expect("a reply");
    assert_eq!(reply.text.clone().unwrap_or_default().trim(), heard.0.trim(), "the sink hears what the reply says");
    reply
}

/// The names and arguments of the tool calls that arrive in these pieces, one a chunk.
fn calls(pieces: &[Value]) -> Vec<(String, String)> {
    let chunks: Vec<Value> = pieces.iter().map(|piece| json!({"delta": {"tool_calls": [piece]}})).collect();
    let reply = reply_with(&chunks, "tool_calls");
    reply.tool_calls.into_iter().map(|call| (call.name, call.arguments)).collect()
}

fn two() -> Vec<(String, String)> {
    vec![("cancel".to_owned(), "{\"a\":1}".to_owned()), ("end_call".to_owned(), "{\"b\":2}".to_owned())]
}

#[test]
fn calls_that_share_an_index_are_two() {
    let piece = |index: Value, id: Value, name: Value, arguments: Value| json!({"index": index, "id": id, "function": {"name": name, "arguments": arguments}});
    let none = Value::Null;
    for index in [json!(0), json!("0"), none.clone()] {
        let of = |id: &str, name: &str, arguments: &str| piece(index.clone(), json!(id), json!(name), json!(arguments));
        let more = |arguments: &str| piece(index.clone(), none.clone(), none.clone(), json!(arguments));
        let whole = [of("a", "cancel", "{\"a\":1}"), of("b", "end_call", "{\"b\":2}")];
        let split = [of("a", "cancel", ""), more("{\"a\""), more(":1}"), of("b", "end_call", "{"), more("\"b\":2}")];
        let same_ids = [of("", "cancel", "{\"a\":1}"), of("", "end_call", "{\"b\":2}")];
        for pieces in [&whole[..], &split, &same_ids] {
            assert_eq!(calls(pieces), two(), "{pieces:?}");
        }
    }
}

#[test]
fn index_may_begin_anywhere_and_chunks_may_alternate() {
    let piece = |index: u64, name: Value, arguments: &str| json!({"index": index, "function": {"name": name, "arguments": arguments}});
    let pieces = [
        piece(1, json!("cancel"), "{\"a\""),
        piece(7, json!("end_call"), "{\"b\""),
        piece(1, Value::Null, ":1}"),
        piece(7, Value::Null, ":2}"),
    ];
    assert_eq!(calls(&pieces), two());
}

#[test]
fn name_in_every_chunk_is_read_once() {
    let piece = |name: &str, arguments: &str| json!({"index": 0, "id": "a", "function": {"name": name, "arguments": arguments}});
    let expected = [("book_appointment".to_owned(), "{\"a\":1}".to_owned())];
    for names in [["book_appointment"; 3], ["book", "book_appoint", "book_appointment"], ["book_", "appoint", "ment"]] {
        let pieces = [piece(names[0], "{\"a\""), piece(names[1], ":1"), piece(names[2], "}")];
        assert_eq!(calls(&pieces), expected, "{names:?}");
    }
    let repeated = [piece("book_appointment", "{\"a\":1}"), piece("book_appointment", "")];
    assert_eq!(calls(&repeated), expected);
    assert_eq!(calls(&[piece(" functions.book_appointment", "{\"a\":1}")]), expected);
}

#[test]
fn arguments_are_read_in_every_form() {
    let expected = [("cancel".to_owned(), "{\"a\":1}".to_owned())];
    for arguments in [
        json!({"a": 1}),
        json!("{\"a\":1}"),
        json!(json!("{\"a\":1}").to_string()),
        json!("```json\n{\"a\":1}\n```"),
        json!("{\"a\":1}{\"a\":1}"),
    ] {
        let piece = json!({"index": 0, "id": "x", "function": {"name": "cancel", "arguments": arguments}});
        assert_eq!(calls(&[piece]), expected, "{arguments}");
    }
    for arguments in [json!(""), json!(null), json!("null")] {
        let piece = json!({"index": 0, "function": {"name": "cancel", "arguments": arguments}});
        assert_eq!(calls(&[piece]), [("cancel".to_owned(), "{}".to_owned())], "{arguments}");
    }
    let broken = json!({"index": 0, "function": {"name": "cancel", "arguments": "{\"a\":"}});
    assert_eq!(calls(&[broken]), [("cancel".to_owned(), "{\"a\":".to_owned())], "the conversation refuses it");
}

#[test]
fn older_call_and_content_in_parts_are_read() {
    let older = [
        json!({"delta": {"function_call": {"name": "cancel", "arguments": ""}}}),
        json!({"delta": {"function_call": {"arguments": "{\"a\":1}"}}}),
    ];
    let reply = reply_with(&older, "function_call");
    assert_eq!((reply.tool_calls[0].name.as_str(), reply.tool_calls[0].arguments.as_str()), ("cancel", "{\"a\":1}"));
    let parts = json!([{"type": "thinking", "text": "secret"}, {"type": "text", "text": "Good "}, {"type": "text", "text": "morning."}]);
    let reply = reply_with(&[json!({"delta": {"content": parts, "reasoning_content": "secret"}})], "stop");
    assert_eq!(reply.text.as_deref(), Some("Good morning."));
}

#[test]
fn only_the_first_answer_is_read_and_a_repeated_message_once() {
    let chunks = [
        json!({"index": 0, "delta": {"content": "Hello."}, "finish_reason": ""}),
        json!({"index": 1, "delta": {"content": "Another."}}),
        json!({"index": 0, "delta": {}, "message": {"content": "Hello."}}),
    ];
    assert_eq!(reply_with(&chunks, "stop").text.as_deref(), Some("Hello."));
    let whole = [json!({"delta": null, "message": {"content": "Hello."}})];
    assert_eq!(reply_with(&whole, "stop").text.as_deref(), Some("Hello."));
}

#[test]
fn empty_finish_reason_is_none_and_an_error_is_an_error() {
    let mut reply = Accumulator::default();
    reply
        .add(r#"{"choices":[{"delta":{"content":"Hi"},"finish_reason":""}]}"#, &mut Heard::default())
        .expect("a chunk");
    assert!(!reply.is_complete());
    for broken in [r#"{"choices":[{"finish_reason":"error"}]}"#, r#"{"error":{"code":500}}"#, "[]"] {
        assert!(Accumulator::default().add(broken, &mut Heard::default()).is_err(), "{broken}");
    }
    for fine in [r#"{"choices":null,"usage":{"prompt_tokens":null}}"#, r#"{"error":null,"choices":[]}"#] {
        assert!(Accumulator::default().add(fine, &mut Heard::default()).is_ok(), "{fine}");
    }
}

#[test]
fn reply_says_whether_it_was_cut() {
    for (reason, finish) in [
        ("stop", FinishReason::Complete),
        ("eos", FinishReason::Complete),
        ("length", FinishReason::Length),
        ("max_tokens", FinishReason::Length),
        ("content_filter", FinishReason::ContentFilter),
    ] {
        assert_eq!(reply_with(&[json!({"delta": {"content": "We open at"}})], reason).finish, finish, "{reason}");
    }
    let call = json!({"delta": {"content": "One moment.", "tool_calls": [{"index": 0, "function": {"name": "cancel", "arguments": "{\"a"}}]}});
    let reply = reply_with(&[call], "length");
    assert_eq!((reply.tool_calls.len(), reply.finish), (0, FinishReason::Length), "a call that was cut is none");
}

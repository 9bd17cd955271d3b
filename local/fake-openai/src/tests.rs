//! The fake's protocol, through HTTP. The scripted calls test how it understands a caller.

use serde_json::{Value, json};

use super::*;

async fn ask(fake: &FakeOpenAi, body: &Value) -> (u16, String) {
    let url = format!("{}/chat/completions", fake.url());
    let answer = platform::http_client().post(url).bearer_auth("any").json(body).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

fn conversation(said: &[(&str, &str)]) -> Value {
    let messages: Vec<Value> = said.iter().map(|(role, content)| json!({"role": role, "content": content})).collect();
    json!({"model": "anything", "messages": messages})
}

#[tokio::test]
async fn completion_names_the_fake_model() {
    let fake = FakeOpenAi::start().await.expect("starts");
    let (status, body) = ask(&fake, &conversation(&[("user", "hello")])).await;
    let completion: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, completion["model"].as_str()), (200, Some(MODEL)));
    assert!(completion["usage"]["prompt_tokens"].is_u64());
}

#[tokio::test]
async fn callback_request_takes_message() {
    let fake = FakeOpenAi::start().await.expect("starts");
    for (said, tool) in [
        ("can you just have somebody call me, its about my bill", Some("take_message")),
        ("I have a question on an invoice", None),
    ] {
        let (_, body) = ask(&fake, &conversation(&[("user", said)])).await;
        let message = serde_json::from_str::<Value>(&body).expect("JSON")["choices"][0]["message"].take();
        assert_eq!(message.pointer("/tool_calls/0/function/name").and_then(Value::as_str), tool, "{said}: {message}");
        let asks = message["content"].as_str().is_some_and(|words| words.contains("What message shall I pass on?"));
        assert_eq!(asks, tool.is_none(), "{said}: {message}");
    }
}

#[tokio::test]
async fn streamed_answer_equals_whole_answer() {
    let fake = FakeOpenAi::start().await.expect("starts");
    let mut asked = conversation(&[("user", "My furnace is broken and I need a repair")]);
    let (_, whole) = ask(&fake, &asked).await;
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    asked["stream"] = json!(true);
    let (_, streamed) = ask(&fake, &asked).await;
    let events: Vec<&str> = streamed.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    assert_eq!(events.last(), Some(&"[DONE]"));
    let words = events.iter().filter_map(|event| {
        let chunk: Value = serde_json::from_str(event).ok()?;
        chunk.pointer("/choices/0/delta/content")?.as_str().map(str::to_owned)
    });
    let words: String = words.collect();
    assert_eq!(Some(words.as_str()), whole.pointer("/choices/0/message/content").and_then(Value::as_str));
}

#[tokio::test]
async fn invalid_request_returns_openai_error() {
    let fake = FakeOpenAi::start().await.expect("starts");
    let url = format!("{}/chat/completions", fake.url());
    let without_key = platform::http_client().post(url).json(&conversation(&[])).send().await.expect("an answer");
    assert_eq!(without_key.status().as_u16(), 401);
    let (status, body) = ask(&fake, &json!({"messages": "none"})).await;
    assert_eq!(status, 400);
    let refusal: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(refusal["error"]["type"], "invalid_request_error");
}

#[tokio::test]
async fn any_conversation_gets_answer() {
    let fake = FakeOpenAi::start().await.expect("starts");
    for said in [
        vec![],
        vec![("user", "")],
        vec![("tool", "{}")],
        vec![("assistant", "Is there anything else?"), ("user", "🔥\"<&>")],
        vec![("narrator", "once upon a time"), ("user", "what are your hours?")],
    ] {
        let (status, body) = ask(&fake, &conversation(&said)).await;
        assert_eq!(status, 200, "{said:?}: {body}");
    }
}

#[test]
fn phrase_matches_at_word_start_only() {
    let says = |text: &str, phrase: &str| hearing::CallerSentence::new(text).says(&[phrase]);
    assert!(!says("tomorrow afternoon", "noon"), "the slot at noon of another day is not chosen");
    assert!(says("at noon please", "noon") && says("a tune-up", "tune") && says("an installation", "install"));
}

/// A correction of the address in the read-back keeps the slot that the caller chose.
#[test]
fn corrected_address_keeps_chosen_slot() {
    let slots = json!({"slots": [
        {"slot_id": "first", "when": "Monday between 8 am and noon"},
        {"slot_id": "second", "when": "Monday between noon and 5 pm"},
    ]});
    let call = json!([{"id": "c1", "type": "function", "function": {"name": "check_availability", "arguments": "{}"}}]);
    let book = json!({"slot_id": "second", "street_address": "9 Cedar Court"}).to_string();
    let book = json!([{"id": "c2", "type": "function", "function": {"name": "book_appointment", "arguments": book}}]);
    for (correction, chosen) in [
        ("yes but it's 89 Cedar Court", "second"),
        ("yes but it's 8 Cedar Court", "second"),
        ("the street is 12 Noon Court", "second"),
        ("my number is 800 555 0142", "second"),
        ("can it be at 8 please", "first"),
    ] {
        let messages: Vec<wire::Message> = serde_json::from_value(json!([
            {"role": "user", "content": "my furnace is dead, 75201"},
            {"role": "assistant", "tool_calls": call},
            {"role": "tool", "tool_call_id": "c1", "content": slots.to_string()},
            {"role": "assistant", "content": "I have two. Which one suits you?"},
            {"role": "user", "content": "the second one"},
            {"role": "assistant", "tool_calls": book},
            {"role": "assistant", "content": "Noon to 5 PM at 9 Cedar Court. Is that all right?"},
            {"role": "user", "content": correction},
        ]))
        .expect("messages");
        let known = understanding::Understanding::of(&messages);
        assert_eq!(known.chosen.as_deref(), Some(chosen), "{correction}");
    }
}

#[tokio::test]
async fn spanish_call_is_answered_in_spanish() {
    let fake = FakeOpenAi::start().await.expect("starts");
    let mut asked = conversation(&[("user", "mi calefacción no calienta y necesito una reparación")]);
    let facts = json!({"role": "system", "content": "The call is in Spanish: every word you say is Spanish."});
    asked["messages"].as_array_mut().expect("messages").insert(0, facts);
    let (_, body) = ask(&fake, &asked).await;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let said = body.pointer("/choices/0/message/content").and_then(Value::as_str);
    assert_eq!(said, Some("¿Cuál es el código postal de la dirección?"));
}

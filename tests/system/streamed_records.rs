//! What the record of a streamed call has that another one lacks: how long the caller waited for the first sound of each answer.

use domain::conversation::ToolRequest;
use serde_json::{Value, json};

use super::streaming::{read_back, streaming};
use crate::support::{ACME, ModelReply, TestApp, TestCaller};

/// The record of a call.
async fn record_of(app: &TestApp, caller: &TestCaller) -> Value {
    app.person(ACME, "owner").get(&format!("/admin/tenants/me/calls/{}", caller.call_sid())).await.ok(200)
}

/// The turns that say how long the caller waited: their numbers, and what they say.
fn first_sounds(record: &Value) -> Vec<(u64, &Value)> {
    let turns = record["turns"].as_array().expect("turns").iter();
    let known = turns.filter(|turn| turn.get("first_sound").is_some());
    known.map(|turn| (turn["turn"].as_u64().expect("a number"), &turn["first_sound"])).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is a number"))
}

#[tokio::test]
async fn record_of_a_streamed_call_shows_how_long_the_caller_waited() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do. When suits you?")]);
    call.say("Do you tune furnaces?").await;
    read_back(&app, &mut call).await;
    call.send(&json!({"type": "dtmf", "digit": "#"})).await;
    call.spoken().await;

    let record = record_of(&app, &call.caller).await;
    let sounds = first_sounds(&record);
    let turns: Vec<u64> = sounds.iter().map(|(turn, _)| *turn).collect();
    // The greeting answers nothing. The second answer begins in the step that follows the tool.
    assert_eq!(turns, [1, 3, 4], "{record:#}");
    for (turn, sound) in &sounds {
        let (estimated, measured) = (&sound["estimated"], &sound["measured"]);
        let end_of_turn = if *turn == 4 { None } else { Some(&json!(400)) };
        assert_eq!(estimated.get("end_of_turn_ms"), end_of_turn, "a key has no end of words");
        let others = [&estimated["way_in_ms"], &estimated["speech_ms"], &estimated["line_ms"]].map(number);
        assert_eq!(others, [40, 200, 100]);
        let first_words = number(&measured["first_words_ms"]);
        let expected = end_of_turn.map_or(0, number) + others.iter().sum::<u64>() + first_words;
        assert_eq!(number(&sound["estimated_total_ms"]), expected);
        let parts = ["table_ms", "model_ms", "tools_ms"].map(|part| measured.get(part).map_or(0, number));
        assert_eq!(parts.iter().sum::<u64>() + number(&measured["ours_ms"]), first_words, "{sound}");
    }
    assert!(sounds[0].1["measured"].get("model_ms").is_some_and(Value::is_u64), "its words are the model's");
    assert!(sounds[0].1["measured"].get("tools_ms").is_none());
    assert!(sounds[1].1["measured"].get("tools_ms").is_some_and(Value::is_u64), "a tool ran before its words");
}

#[tokio::test]
async fn words_that_left_before_tools_count_and_those_after_them_do_not() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let look = tool_request("check_availability", &json!({"zip": "75201", "when": "tomorrow"}));
    app.model.reply_with([
        ModelReply::Mixture(Some("Let me look."), vec![look]),
        ModelReply::Say("Tomorrow morning is free."),
    ]);
    assert_eq!(call.say("When can you come?").await.clauses, ["Let me look.", "Tomorrow morning is free."]);
    let record = record_of(&app, &call.caller).await;
    let sounds = first_sounds(&record);
    assert_eq!(sounds.iter().map(|(turn, _)| *turn).collect::<Vec<_>>(), [1]);
    assert!(sounds[0].1["measured"].get("tools_ms").is_none(), "{:#}", sounds[0].1);
}

#[tokio::test]
async fn record_of_another_call_shows_no_wait() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    caller.say(&greeting, "Do you tune furnaces?").await;
    let record = record_of(&app, &caller).await;
    assert!(record["turns"].as_array().expect("turns").len() > 1);
    assert_eq!(first_sounds(&record), []);
}

fn tool_request(name: &str, arguments: &Value) -> ToolRequest {
    ToolRequest { id: "call_1".to_owned(), name: name.to_owned(), arguments: arguments.to_string() }
}

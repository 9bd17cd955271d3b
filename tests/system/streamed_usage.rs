//! What a streamed call costs: its sessions by the minute, the rest as in other calls, and the model also for answers that were overtaken.

use std::sync::{Arc, Mutex};

use domain::{
    money::MicroUsd,
    usage::{CallUsage, ProviderCosts, StreamedUsage},
};
use store::CountedCall;
use tokio::sync::mpsc::unbounded_channel;

use super::{spending::spent, streaming::streaming};
use crate::support::{ACME, ModelReply, TestApp, call as sid, relay_caller::RelayCaller};

/// Hangs up, and returns what the call used and cost.
async fn counted(app: TestApp, call: &RelayCaller) -> (CallUsage, ProviderCosts) {
    assert_eq!(call.caller.hang_up().await.status, 204);
    let (store, customers) = (app.store(), app.customers(ACME).await);
    app.system.stop().await;
    let counted = store.get_counted_call(&customers, &sid(&call.caller)).await.expect("read").expect("counted");
    let CountedCall { usage, cost_by_provider, cost_micro_usd, .. } = counted;
    let costs = cost_by_provider.expect("the parts");
    assert_eq!(costs.total(), cost_micro_usd);
    (usage, costs)
}

fn characters(words: &str) -> u64 {
    words.chars().count() as u64
}

#[tokio::test]
async fn streamed_call_costs_minutes_instead_of_recognition_and_speech() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    let answer = call.say("Do you repair heat pumps?").await;
    let spoken = characters(&call.greeting()) + characters(&answer.words());
    let (usage, costs) = counted(app, &call).await;
    assert_eq!(usage.streamed, StreamedUsage { seconds: 65, turns: 1, spoken_characters: spoken });
    assert_eq!((usage.turns, usage.spoken_characters), (1, spoken));
    // Two started minutes, as for the telephone.
    let parts = [costs.recognition, costs.speech, costs.streaming, costs.telephone].map(MicroUsd::get);
    assert_eq!(parts, [0, 0, 2 * 70_000, 2 * 8_500]);
}

#[tokio::test]
async fn call_that_goes_on_without_its_session_costs_both() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    let answer = call.say("Do you repair heat pumps?").await;
    let streamed = characters(&call.greeting()) + characters(&answer.words());
    let lost = |seconds| [("SessionStatus", "failed"), ("ErrorCode", "64105"), ("SessionDuration", seconds)];
    let again = call.request_action(&lost("21")).await;
    let call = RelayCaller::connect(call.caller, again).await.expect("the socket opens");
    let gather = call.request_action(&lost("9")).await;
    app.model.reply_with([ModelReply::Say("From 8 to 5.")]);
    assert_eq!(call.caller.say(&gather, "When are you open?").await.said(), "From 8 to 5.");

    let (usage, costs) = counted(app, &call).await;
    assert_eq!(usage.streamed, StreamedUsage { seconds: 30, turns: 1, spoken_characters: streamed });
    assert!(usage.turns > 1 && usage.spoken_characters > streamed, "{usage:?}");
    let parts = [costs.recognition, costs.speech, costs.streaming].map(MicroUsd::get);
    assert_eq!(parts, [(usage.turns - 1) * 20_000, (usage.spoken_characters - streamed) * 16, 70_000]);
}

#[tokio::test]
async fn tokens_of_an_answer_that_was_overtaken_are_counted() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let (pieces, answer) = unbounded_channel();
    let slow = ModelReply::Pieces(Arc::new(Mutex::new(answer)));
    app.model.reply_with([slow, ModelReply::Say("From 8 to 5.")]);
    call.begin_to_say("Do you repair heat pumps?").await;
    pieces.send("Yes, we do. ").expect("the model listens");
    while call.next().await.expect("a message")["token"].as_str().map(str::trim) != Some("Yes, we do.") {}
    assert_eq!(call.say("When are you open?").await.words(), "From 8 to 5.");
    let before = spent(&app, ACME).await.today;
    // The next sentence of the first answer finds the second turn.
    pieces.send("Since 1990. ").expect("the model listens");
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let overtaken = loop {
        let live = store.get_live_call(&scope, &sid(&call.caller)).await.expect("read").expect("live");
        match live.usage.overtaken() {
            overtaken if overtaken.requests > 0 => break overtaken,
            _ => tokio::task::yield_now().await,
        }
    };
    assert_eq!((overtaken.requests, overtaken.tokens.completion_tokens), (1, 12), "estimated: two bytes a token");
    assert!(overtaken.tokens.prompt_tokens > 1_000, "{overtaken:?}");
    while spent(&app, ACME).await.today.get() <= before.get() {
        tokio::task::yield_now().await;
    }

    let (usage, _) = counted(app, &call).await;
    assert_eq!(usage.model_requests, 2);
    assert_eq!(usage.tokens.prompt_tokens, overtaken.tokens.prompt_tokens + 1_000);
    assert_eq!(usage.tokens.completion_tokens, 12 + 20);
}

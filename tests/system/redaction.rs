//! Card numbers and social security numbers that a caller says are stored nowhere, queued nowhere, and sent to no one.

use serde_json::json;

use super::follow_up::{batch, summary_job};
use crate::support::{ACME, ModelReply, TestApp, TestCaller, call};

const SAID: [&str; 4] = [
    "My card is 4111 1111 1111 1111, and I need a repair",
    "cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno",
    "my social is one two three, um, 45 6789",
    "I smell gas, and the card is 4111-1111-1111-1111",
];
const NUMBERS: [&str; 6] = ["4111", "1111 1111", "uno uno uno", "123456789", "45 6789", "one two three"];

#[track_caller]
fn assert_masked(what: &str, text: &str) {
    for number in NUMBERS {
        assert!(!text.contains(number), "{what} has {number}: {text}");
    }
}

async fn tell(app: &TestApp) -> TestCaller {
    app.model.reply_always(ModelReply::Say("Please do not tell me such numbers."));
    let caller = app.caller(ACME);
    let mut heard = caller.ring().await;
    for words in SAID {
        heard = caller.say(&heard, words).await;
    }
    caller.hang_up().await;
    caller
}

#[tokio::test]
async fn numbers_that_a_caller_says_are_in_no_item_no_queue_and_no_request() {
    let app = TestApp::start().await;
    let caller = tell(&app).await;
    for message in app.queues().lose_messages().await {
        assert_masked("a message", &message);
        app.queues().send(&message).await;
    }
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    app.store().index_transcript(&app.customers(ACME).await, &call(&caller)).await.expect("indexed");
    app.system.functions.follow_up.handle(batch([summary_job(&app, &caller)])).await;
    for item in app.items().await {
        assert_masked(&item.sort, &item.text);
    }
    for request in app.model.requests().into_iter().chain(app.model.summary_requests()) {
        assert_masked("a request to the model", &request.to_string());
    }
    let owner = app.person(ACME, "owner");
    let shown = owner.get(&format!("/admin/tenants/me/calls/{}", caller.call_sid())).await.ok(200);
    assert_masked("the call", &shown.to_string());
    let found = owner.get("/admin/tenants/me/calls/search?q=4111").await.ok(200);
    assert_eq!(found["items"], json!([]));
}

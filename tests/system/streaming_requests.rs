//! How many requests to AWS a turn of a streamed call makes. docs/deploy.md, "What it costs", reckons with them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    aws_requests::{Counts, counts},
    configuration::publish,
};
use crate::support::{ACME, ModelReply, TestApp, relay_caller::RelayCaller};

/// The operations until so many delayed messages are sent, with the number of writes of a transaction.
async fn operations_until(app: &TestApp, messages: usize) -> Counts {
    let mut made: Vec<String> = Vec::new();
    let sending = async {
        while made.iter().filter(|operation| *operation == "SendMessageBatch").count() < messages {
            for request in app.aws.requests() {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                made.push(match body["TransactItems"].as_array() {
                    Some(writes) => format!("{} of {}", request.operation, writes.len()),
                    None => request.operation,
                });
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), sending).await.expect("the messages are sent");
    counts(made.iter().map(String::as_str))
}

#[tokio::test]
async fn streamed_turn_writes_its_claim_each_sentence_and_one_transaction() {
    let app = TestApp::start().await;
    publish(&app.person(ACME, "owner"), &json!({"streaming": true})).await;
    let mut call = RelayCaller::ring(app.caller(ACME)).await;
    // The look after the greeting.
    operations_until(&app, 1).await;
    // The first turn reads what the later ones have in memory.
    app.model.reply_with([ModelReply::Say("Yes, we do. When suits you?")]);
    call.say("Do you tune furnaces?").await;
    operations_until(&app, 2).await;
    app.model.reply_with([ModelReply::Say("From 8 to 5. On Saturdays too.")]);
    call.say("When are you open?").await;
    let expected = [
        // The connection, the live state, and what the company has spent.
        ("GetItem", 3),
        // The call.
        ("Query", 1),
        // The claim, two sentences, the spend.
        ("UpdateItem", 4),
        // The step, the one before it, and the live state.
        ("TransactWriteItems of 3", 1),
        ("model", 1),
        // A look if the turn is never answered, and one for a silent caller.
        ("SendMessageBatch", 2),
    ];
    let expected: Counts = expected.into_iter().map(|(operation, times)| (operation.to_owned(), times)).collect();
    assert_eq!(operations_until(&app, 2).await, expected);
}

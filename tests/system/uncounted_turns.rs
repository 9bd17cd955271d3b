//! Turns while the counter of a company's spend does not answer.

use domain::money::MicroUsd;
use serde_json::json;

use super::spending::{ANSWER, begin_test_call, spent};
use crate::support::{ACME, DESERT, TestApp};

#[tokio::test]
async fn turn_that_could_not_be_counted_is_counted_with_the_next_one() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    let answer = caller.say(&greeting, "My furnace needs a tune-up").await;
    app.aws.recover();
    assert_eq!(spent(&app, ACME).await.today, MicroUsd::ZERO);
    caller.say(&answer, "It is a Carrier").await;
    assert_eq!(spent(&app, ACME).await.today, MicroUsd::new(2 * ANSWER));
    caller.hang_up().await;
    assert_eq!(spent(&app, ACME).await.reserved, MicroUsd::ZERO, "the reservations are exact");
}

#[tokio::test]
async fn turns_of_a_company_that_are_not_counted_are_bounded() {
    let app = TestApp::start().await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    let mut answered = 0;
    for _ in 0..30 {
        let caller = app.caller(ACME);
        let greeting = caller.ring().await;
        let response = caller.say(&greeting, "My furnace needs a tune-up").await;
        assert!(response.has("Gather") || response.has("Dial"), "a caller is not dropped: {}", response.body);
        answered += usize::from(response.has("Gather"));
    }
    assert!((1..=20).contains(&answered), "{answered}");
    assert_eq!(app.model.requests().len(), answered);
    let other = app.caller(DESERT);
    let greeting = other.ring().await;
    assert!(other.say(&greeting, "My furnace needs a tune-up").await.has("Gather"), "another company");
    app.aws.recover();
    // The first write that succeeds counts what was missed.
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(caller.say(&greeting, "My furnace needs a tune-up").await.has("Gather"));
    assert!(spent(&app, ACME).await.today >= MicroUsd::new(u64::try_from(answered).expect("few") * ANSWER));
}

#[tokio::test]
async fn test_call_that_cannot_be_counted_is_refused_and_says_why() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let turns = begin_test_call(&owner).await;
    // The requests of the API have counters of their own; they come first.
    app.aws.fail_after(2, "DynamoDB_20120810.UpdateItem");
    let refused = owner.post(&turns, &json!({"say": "My furnace needs a tune-up"})).await;
    app.aws.recover();
    assert_eq!(refused.problem(503), "unavailable");
    let detail = refused.body["detail"].as_str().expect("a detail");
    assert!(detail.contains("cannot be counted"), "{detail}");
    assert!(app.model.requests().is_empty(), "the model was asked");
    owner.post(&turns, &json!({"say": "My furnace needs a tune-up"})).await.ok(200);
}

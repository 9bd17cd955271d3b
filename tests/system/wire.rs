//! What a turn costs in requests to AWS, counted at the wire.

use crate::support::{ACME, TestApp};

/// How many requests have to wait for one another: those that overlap count once.
fn in_sequence(requests: &[crate::support::Request]) -> usize {
    let (mut rounds, mut latest_end) = (0, None);
    for request in requests {
        if latest_end.is_none_or(|end| request.began >= end) {
            rounds += 1;
            latest_end = Some(request.ended);
        } else {
            latest_end = latest_end.max(Some(request.ended));
        }
    }
    rounds
}

#[tokio::test]
async fn a_warm_turn_is_one_read_before_the_model_and_one_write_after() {
    let app = TestApp::start().await;
    let line = app.line(ACME);
    let greeting = line.ring().await;
    let answer = line.say(&greeting, "hello").await;
    app.aws.forget();
    line.say(&answer, "My furnace is dead").await;
    let operations: Vec<_> = app.aws.requests().into_iter().map(|request| request.operation).collect();
    assert_eq!(operations, ["GetItem", "model", "PutItem"]);
}

#[tokio::test]
async fn a_cold_turn_waits_for_at_most_three_requests_before_the_model() {
    let app = TestApp::start().await;
    let line = app.line(ACME);
    // A webhook of a call this process knows nothing of: nothing is in memory.
    line.post("/twilio/turn?step=1", &[("SpeechResult", "My furnace is dead"), ("Confidence", "0.9")]).await;
    let requests = app.aws.requests();
    let model = requests.iter().position(|request| request.operation == "model").expect("asked");
    assert!(in_sequence(&requests[..model]) <= 3, "{requests:?}");
    assert_eq!(model, 4, "the route, the secret, the configuration and the call: {requests:?}");
}

#[tokio::test]
async fn a_warm_greeting_is_two_reads_and_one_write() {
    let app = TestApp::start().await;
    app.line(ACME).ring().await;
    app.aws.forget();
    app.line(ACME).ring().await;
    let operations: Vec<_> = app.aws.requests().into_iter().map(|request| request.operation).collect();
    assert_eq!(operations, ["GetItem", "GetItem", "PutItem"], "the number's route, the customer; the call");
}

//! How messages are invoked, and what a failure writes into the socket.

use tokio::sync::{Barrier, Semaphore};

use super::*;

/// Refuses nothing but messages.
fn only_messages(event: &Value) -> bool {
    event["requestContext"]["eventType"] == "MESSAGE"
}

#[tokio::test]
async fn messages_of_one_connection_are_invoked_side_by_side() {
    let both = Arc::new(Barrier::new(2));
    let function = move |event: Value| {
        let both = Arc::clone(&both);
        async move {
            if only_messages(&event) {
                both.wait().await;
            }
            Ok(accepted())
        }
    };
    let test = TestApi::with(function, |options| options.loses_disconnects = true).await;
    let (mut socket, connect) = test.connect().await;
    say(&mut socket, "one").await;
    say(&mut socket, "two").await;
    assert_eq!([test.events.next().await["body"].clone(), test.events.next().await["body"].clone()], ["one", "two"]);
    // Neither would end without the other. An answer is not sent.
    let answer = SignedRequest::new("POST", &test.url_of(&connect), b"after").send().await;
    assert_eq!((answer.status().as_u16(), heard(&mut socket).await.as_str()), (200, "after"));
}

#[tokio::test]
async fn jitter_changes_the_order() {
    let order = |seed| async move {
        let up_to = Duration::from_millis(40);
        let test =
            TestApi::with(|_| async { Ok(accepted()) }, |options| options.jitter = InvocationJitter { seed, up_to })
                .await;
        let (mut socket, _) = test.connect().await;
        for number in 0..8 {
            say(&mut socket, &number.to_string()).await;
        }
        let mut order = Vec::new();
        for _ in 0..8 {
            order.push(test.events.next().await["body"].as_str().expect("a body").to_owned());
        }
        order
    };
    let mut sorted = order(7).await;
    let first = sorted.clone();
    sorted.sort();
    assert_eq!(sorted, ["0", "1", "2", "3", "4", "5", "6", "7"]);
    assert_ne!(first, sorted);
}

#[tokio::test]
async fn failed_invocation_writes_an_error_frame() {
    let function = |event: Value| async move {
        match event["body"].as_str() {
            Some("fault") => Err(InvocationError::Fault("x".to_owned())),
            Some("throttled") => Err(InvocationError::Throttled),
            Some("panic") => panic!("the function panics"),
            Some("no status") => Ok(json!({"body": "x"})),
            Some("refused") => Ok(json!({"statusCode": 500})),
            _ => Ok(accepted()),
        }
    };
    let test = TestApi::with(function, |_| {}).await;
    let (mut socket, connect) = test.connect().await;
    for body in ["refused", "fault", "throttled", "panic", "no status"] {
        say(&mut socket, body).await;
        let event = test.events.next().await;
        // A status code is no failure: it is not heard of.
        if body != "refused" {
            let frame: Value = serde_json::from_str(&heard(&mut socket).await).expect("JSON");
            let expected = json!({
                "message": "Internal server error",
                "connectionId": connect["requestContext"]["connectionId"],
                "requestId": event["requestContext"]["requestId"],
            });
            assert_eq!(frame, expected, "{body}");
        }
    }
}

#[tokio::test]
async fn invocation_over_29_seconds_writes_an_error_frame_and_runs_on() {
    let go_on = Arc::new(Semaphore::new(0));
    let ended = Arc::new(Semaphore::new(0));
    let (gate, end) = (Arc::clone(&go_on), Arc::clone(&ended));
    let function = move |event: Value| {
        let (gate, end) = (Arc::clone(&gate), Arc::clone(&end));
        async move {
            if only_messages(&event) {
                gate.acquire().await.expect("open").forget();
                end.add_permits(1);
            }
            Ok(accepted())
        }
    };
    let test = TestApi::with(function, |_| {}).await;
    let (mut socket, connect) = test.connect().await;
    say(&mut socket, "slow").await;
    test.events.next().await;
    test.move_clock(Duration::from_millis(28_999));
    SignedRequest::new("POST", &test.url_of(&connect), b"first").send().await;
    assert_eq!(heard(&mut socket).await, "first");
    test.move_clock(Duration::from_millis(1));
    assert!(heard(&mut socket).await.starts_with(r#"{"connectionId":"#));
    go_on.add_permits(1);
    in_time(ended.acquire()).await.expect("it ran on").forget();
}

#[tokio::test]
async fn invocation_over_the_concurrency_is_throttled() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let function = move |event: Value| {
        let held = Arc::clone(&held);
        async move {
            if only_messages(&event) {
                held.acquire().await.expect("open").forget();
            }
            Ok(accepted())
        }
    };
    let test = TestApi::with(function, |options| options.limits.concurrency = Some(1)).await;
    let (mut socket, _) = test.connect().await;
    say(&mut socket, "held").await;
    test.events.next().await;
    say(&mut socket, "too many").await;
    assert!(heard(&mut socket).await.contains("Internal server error"));
    assert!(test.events.is_empty(), "a throttled event reached the function");
    gate.add_permits(1);
}

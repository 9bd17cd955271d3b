//! How connections end, and the DISCONNECT event.

use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

use super::*;

async fn disconnect(test: &TestApi) -> (u64, String) {
    let event = test.events.next().await;
    let context = &event["requestContext"];
    assert_eq!((&context["eventType"], &context["routeKey"]), (&json!("DISCONNECT"), &json!("$disconnect")));
    assert_eq!(event["headers"]["x-api-key"], "");
    assert_eq!(event["headers"]["X-Forwarded-For"], "");
    assert!(event["headers"]["Host"].as_str().is_some_and(|host| host.starts_with("127.0.0.1:")));
    assert!(test.api.connections().is_empty());
    let reason = context["disconnectReason"].as_str().expect("a reason").to_owned();
    (context["disconnectStatusCode"].as_u64().expect("a code"), reason)
}

#[tokio::test]
async fn client_that_closes_is_reported_once() {
    let test = TestApi::start().await;
    let (mut socket, _) = test.connect().await;
    let frame = CloseFrame { code: CloseCode::Normal, reason: "done".into() };
    socket.close(Some(frame)).await.expect("closed");
    while let Some(Ok(_)) = in_time(socket.next()).await {}
    assert_eq!(disconnect(&test).await, (1000, "done".to_owned()));
    assert!(test.events.is_empty());
}

#[tokio::test]
async fn client_that_gives_no_status_or_vanishes_is_reported() {
    let test = TestApi::start().await;
    let (mut socket, _) = test.connect().await;
    socket.close(None).await.expect("closed");
    assert_eq!(disconnect(&test).await, (1005, "Client-side close frame status not set".to_owned()));
    let (socket, _) = test.connect().await;
    drop(socket);
    assert_eq!(disconnect(&test).await.0, 1006);
}

#[tokio::test]
async fn disconnect_may_get_lost() {
    let test = TestApi::with(|_| async { Ok(accepted()) }, |options| options.loses_disconnects = true).await;
    let (mut socket, _) = test.connect().await;
    socket.close(None).await.expect("closed");
    while let Some(Ok(_)) = in_time(socket.next()).await {}
    in_time(async {
        while !test.api.connections().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(test.events.is_empty());
}

#[tokio::test]
async fn idle_connection_is_closed_and_an_active_one_is_not() {
    let test = TestApi::start().await;
    let (mut idle, _) = test.connect().await;
    let (mut active, connect) = test.connect().await;
    test.move_clock(Duration::from_mins(9));
    SignedRequest::new("POST", &test.url_of(&connect), b"still there").send().await;
    test.move_clock(Duration::from_mins(1));
    assert_eq!(closed(&mut idle).await, 1001);
    assert_eq!(disconnect_of_one(&test).await, 1001);
    assert_eq!(heard(&mut active).await, "still there");
    test.move_clock(Duration::from_mins(9));
    assert_eq!(closed(&mut active).await, 1001);
}

/// The code of the next DISCONNECT event, while another connection stays open.
async fn disconnect_of_one(test: &TestApi) -> u64 {
    let event = test.events.next().await;
    event["requestContext"]["disconnectStatusCode"].as_u64().expect("a code")
}

#[tokio::test]
async fn connection_ends_after_two_hours() {
    let test = TestApi::start().await;
    let (mut socket, _) = test.connect().await;
    for minute in 0..23 {
        test.move_clock(Duration::from_mins(5));
        say(&mut socket, "still here").await;
        assert_eq!(test.events.next().await["body"], "still here", "after {minute}");
    }
    test.move_clock(Duration::from_mins(5));
    assert_eq!(closed(&mut socket).await, 1001);
    assert_eq!(disconnect(&test).await, (1001, "Going away".to_owned()));
}

#[tokio::test]
async fn frame_over_32_kilobytes_closes_with_1009() {
    let test = TestApi::start().await;
    let (mut socket, _) = test.connect().await;
    let longest = "x".repeat(32 * 1024);
    say(&mut socket, &longest).await;
    assert_eq!(test.events.next().await["body"], longest.as_str());
    say(&mut socket, &format!("{longest}x")).await;
    assert_eq!(closed(&mut socket).await, 1009);
    assert_eq!(disconnect(&test).await.0, 1009);
}

#[tokio::test]
async fn binary_message_closes_with_1003() {
    let test = TestApi::start().await;
    let (mut socket, _) = test.connect().await;
    socket.send(Message::binary(vec![1, 2, 3])).await.expect("sent");
    assert_eq!(closed(&mut socket).await, 1003);
    assert_eq!(disconnect(&test).await.0, 1003);
}

#[tokio::test]
async fn dropped_api_closes_its_sockets() {
    let test = TestApi::start().await;
    let (mut socket, _) = test.connect().await;
    drop(test.api);
    assert!(!matches!(in_time(socket.next()).await, Some(Ok(Message::Text(_)))));
}

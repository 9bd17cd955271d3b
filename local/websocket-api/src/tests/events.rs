//! The JSON of events, and what a handshake's answer means.

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;

use super::*;

/// Each event must be what Rust functions deserialize.
fn parsed(event: &Value) -> ApiGatewayWebsocketProxyRequest {
    serde_json::from_value(event.clone()).expect("an event of API Gateway")
}

#[tokio::test]
async fn connect_event_has_headers_query_and_context() {
    let test = TestApi::start().await;
    let mut request = format!("{}/prod?t=a%2Bb&t=c&empty=", test.api.url()).into_client_request().expect("a request");
    request.headers_mut().insert("X-Twilio-Signature", "c2lnbmF0dXJl".parse().expect("a value"));
    let (_socket, _) = in_time(connect_async(request)).await.expect("connected");
    let event = test.events.next().await;
    let host = test.api.url().replace("ws://", "");
    let headers = event["headers"].as_object().expect("headers");
    let names: Vec<&str> = headers.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Host",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "X-Amzn-Trace-Id",
            "X-Forwarded-For",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
            "X-Twilio-Signature",
        ]
    );
    assert_eq!(headers["Host"], host.as_str());
    assert_eq!(event["multiValueHeaders"]["X-Twilio-Signature"], json!(["c2lnbmF0dXJl"]));
    assert_eq!(event["queryStringParameters"], json!({"t": "c", "empty": ""}));
    assert_eq!(event["multiValueQueryStringParameters"]["t"], json!(["a+b", "c"]));
    let context = &event["requestContext"];
    assert_eq!((&context["routeKey"], &context["eventType"]), (&json!("$connect"), &json!("CONNECT")));
    assert_eq!(context["requestTime"], "27/Nov/2026:06:31:13 +0000");
    assert_eq!(context["requestTimeEpoch"], 1_795_761_073_185_i64);
    assert_eq!(context["connectedAt"], 1_795_761_073_185_i64);
    assert_eq!((&context["stage"], &context["apiId"]), (&json!("prod"), &json!("local")));
    assert_eq!((&context["domainName"], &context["identity"]["sourceIp"]), (&json!(host), &json!("127.0.0.1")));
    let id = context["connectionId"].as_str().expect("an id");
    assert!(id.len() == 16 && id.ends_with('='), "{id}");
    assert_eq!(event["isBase64Encoded"], false);
    assert!(event.get("body").is_none());
    let read = parsed(&event);
    assert_eq!(read.headers["x-twilio-signature"], "c2lnbmF0dXJl");
    assert_eq!(read.request_context.connection_id.as_deref(), Some(id));
}

#[tokio::test]
async fn later_events_have_neither_headers_nor_query() {
    let test = TestApi::start().await;
    let (mut socket, connect) = test.connect().await;
    test.move_clock(Duration::from_secs(2));
    say(&mut socket, r#"{"type":"setup"}"#).await;
    let event = test.events.next().await;
    for absent in ["headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters"] {
        assert!(event.get(absent).is_none(), "{absent}");
    }
    let context = &event["requestContext"];
    assert_eq!(event["body"], r#"{"type":"setup"}"#);
    assert_eq!((&context["routeKey"], &context["eventType"]), (&json!("$default"), &json!("MESSAGE")));
    assert!(context["messageId"].is_string());
    assert_eq!(context["connectionId"], connect["requestContext"]["connectionId"]);
    assert_eq!(context["connectedAt"], 1_795_761_073_185_i64);
    assert_eq!(context["requestTimeEpoch"], 1_795_761_075_185_i64);
    assert_ne!(context["requestId"], connect["requestContext"]["requestId"]);
    assert_eq!(parsed(&event).body.as_deref(), Some(r#"{"type":"setup"}"#));
}

#[tokio::test]
async fn handshake_without_query_has_no_parameters() {
    let test = TestApi::start().await;
    let (_socket, _) = in_time(connect_async(test.api.url())).await.expect("connected");
    let event = test.events.next().await;
    assert!(event.get("queryStringParameters").is_none());
    parsed(&event);
}

#[tokio::test]
async fn connect_is_refused_as_the_function_answers() {
    for status in [401, 403, 404, 500] {
        let test = TestApi::with(move |_| async move { Ok(json!({"statusCode": status})) }, |_| {}).await;
        assert_eq!(test.refused_status().await, status);
        assert!(test.api.connections().is_empty());
    }
}

#[tokio::test]
async fn fault_in_connect_is_502() {
    let faults =
        [Err(InvocationError::Fault("x".to_owned())), Err(InvocationError::Throttled), Ok(json!({})), Ok(json!(null))];
    for fault in faults {
        let test = TestApi::with(move |_| std::future::ready(fault.clone()), |_| {}).await;
        assert_eq!(test.refused_status().await, 502);
    }
    let test = TestApi::with(|_| async { panic!("the function panics") }, |_| {}).await;
    assert_eq!(test.refused_status().await, 502);
}

#[tokio::test]
async fn other_paths_and_plain_requests_are_forbidden() {
    let test = TestApi::start().await;
    for path in ["/other", "/production", "/prod/more"] {
        match in_time(connect_async(format!("{}{path}", test.api.url()))).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    let plain = reqwest::get(test.api.management_url()).await.expect("an answer");
    assert_eq!(plain.status(), 403);
    assert!(test.events.is_empty());
}

//! Servers that refuse parameters, and servers whose first part comes late.

use platform::config::{OutputLimit, ReasoningEffort, ServiceTier, Verbosity};

use super::*;

fn refusal_of(parameter: &str) -> TestResponse {
    let message =
        format!("Unsupported parameter: '{parameter}' is not supported with this model. Dana Smith, 12 Oak Street");
    let error = json!({"error": {"type": "invalid_request_error", "code": "unsupported_parameter", "param": parameter, "message": message}});
    TestResponse::body(400, &error.to_string())
}

/// A model with every optional parameter.
fn talkative(server: &ModelServer) -> ModelSetting {
    ModelSetting {
        verbosity: Some(Verbosity::Low),
        service_tier: Some(ServiceTier::Fast),
        parallel_tool_calls: Some(false),
        without_obfuscation: true,
        ..ModelSetting::new(server.base_url.clone(), "a-model".to_owned())
    }
}

async fn start(responses: Vec<TestResponse>) -> (ModelServer, OpenAi) {
    let (server, _) = ModelServer::start(responses).await;
    let client = OpenAi::of(platform::http_client(), talkative(&server), true);
    (server, client)
}

fn sent(server: &ModelServer) -> Vec<Value> {
    server.received.lock().expect("unpoisoned").iter().map(|(_, request)| request.clone()).collect()
}

#[tokio::test]
async fn request_has_the_parameters_of_the_model() {
    let (server, client) = start(vec![TestResponse::stream(STREAM)]).await;
    chat(&client, PATIENT).await.expect("a reply");
    let request = sent(&server).remove(0);
    assert_eq!((&request["verbosity"], &request["service_tier"]), (&json!("low"), &json!("fast")));
    assert_eq!(request["parallel_tool_calls"], json!(false));
    assert_eq!(request["stream_options"], json!({"include_usage": true, "include_obfuscation": false}));
}

#[tokio::test]
async fn effort_of_a_request_with_tools_is_another_than_without() {
    let (server, _) = ModelServer::start(vec![TestResponse::stream(STREAM)]).await;
    let model = ModelSetting { reasoning_effort: Some(ReasoningEffort::High), ..talkative(&server) };
    let client = OpenAi::of(platform::http_client(), model, true);
    chat(&client, PATIENT).await.expect("a reply");
    let request = ChatRequest { messages: &[Message::User("Hi".into())], tools: &[], answer: None, cache_key: "a" };
    let patience = Patience::until(Instant::now() + PATIENT);
    client.chat(&"sk-secret".into(), &request, patience, &mut Pieces::default()).await.expect("a reply");
    let requests = sent(&server);
    assert_eq!(requests[0]["reasoning_effort"], json!("none"));
    assert_eq!((&requests[1]["reasoning_effort"], requests[1].get("parallel_tool_calls")), (&json!("high"), None));
}

#[tokio::test]
async fn refused_parameters_are_left_out_one_after_another_and_remembered() {
    let refused = ["reasoning_effort", "verbosity", "service_tier", "parallel_tool_calls", "prompt_cache_key"];
    let mut responses: Vec<_> = refused.into_iter().map(refusal_of).collect();
    responses.extend(["stream_options.include_obfuscation", "stream_options", "max_completion_tokens"].map(refusal_of));
    responses.push(TestResponse::stream(STREAM));
    let (server, client) = start(responses).await;
    chat(&client, PATIENT).await.expect("a reply without the parameters");
    let requests = sent(&server);
    assert_eq!(requests.len(), 9);
    for (at, parameter) in refused.into_iter().enumerate() {
        assert!(requests[at].get(parameter).is_some() && requests[at + 1].get(parameter).is_none(), "{parameter}");
    }
    assert_eq!(requests[6]["stream_options"], json!({"include_usage": true}));
    assert_eq!(requests[7].get("stream_options"), None);
    let last = &requests[8];
    assert_eq!((last.get("max_completion_tokens"), &last["max_tokens"]), (None, &json!(600)));
    for kept in ["model", "messages", "tools", "stream"] {
        assert_eq!(last[kept], requests[0][kept], "{kept} is never left out");
    }
    chat(&client.clone(), PATIENT).await.expect("a reply at once");
    assert_eq!((sent(&server).len(), &sent(&server)[9]), (10, last), "clones remember, too");
}

#[tokio::test]
async fn older_limit_is_sent_first_where_the_model_takes_it_and_neither_if_both_are_refused() {
    let responses = ["max_tokens", "max_completion_tokens"].map(refusal_of).into_iter();
    let (server, _) = ModelServer::start(responses.chain([TestResponse::stream(STREAM)]).collect()).await;
    let model = ModelSetting { output_limit: OutputLimit::MaxTokens, most_tokens: 300, ..talkative(&server) };
    chat(&OpenAi::of(platform::http_client(), model, true), PATIENT).await.expect("a reply");
    let limits = |request: &Value| (request.get("max_tokens").cloned(), request.get("max_completion_tokens").cloned());
    let requests = sent(&server);
    assert_eq!(limits(&requests[0]), (Some(json!(300)), None));
    assert_eq!(limits(&requests[1]), (None, Some(json!(300))));
    assert_eq!(limits(&requests[2]), (None, None));
}

#[tokio::test]
async fn refusal_of_what_a_request_needs_stays_a_refusal() {
    for needed in ["messages", "tools", "model", "tools[0].function.strict", "temperature"] {
        let (server, client) = start(vec![refusal_of(needed)]).await;
        let error = chat(&client, PATIENT).await.expect_err("a refusal");
        assert!(matches!(error, ModelError::Refused(400)) && server.requests() == 1, "{needed}: {error:?}");
        assert!(!format!("{error:?} {error}").contains("Dana"), "{needed}");
    }
    let (server, client) = start(vec![refusal_of("verbosity")]).await;
    let error = chat(&client, PATIENT).await.expect_err("it refuses a parameter that was not sent again");
    assert!(matches!(error, ModelError::Refused(400)) && server.requests() == 2, "{error:?}");
    let (server, client) = start(vec![TestResponse::body(401, r#"{"error": {"param": "verbosity"}}"#)]).await;
    assert!(matches!(chat(&client, PATIENT).await, Err(ModelError::Unauthorized)));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn refusal_that_does_not_end_is_too_slow() {
    let (_, client) = start(vec![refusal_of("verbosity").hanging()]).await;
    assert!(matches!(chat(&client, Duration::from_millis(80)).await, Err(ModelError::TooSlow)));
    let (server, client) = start(vec![TestResponse::body(400, &"x".repeat(MAX_RESPONSE_BYTES + 1))]).await;
    assert!(matches!(chat(&client, PATIENT).await, Err(ModelError::Refused(400))));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn first_part_has_a_deadline_of_its_own() {
    let words = STREAM.split("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool").next().expect("the words");
    let patience = |first: u64| Patience {
        deadline: Instant::now() + Duration::from_millis(600),
        first_part_by: Some(Instant::now() + Duration::from_millis(first)),
        retries: false,
    };
    let request = ChatRequest { messages: &[Message::User("Hi".into())], tools: &[], answer: None, cache_key: "a" };
    let empty = TestResponse::stream(": nothing yet\n\n").hanging();
    for (response, least, pieces) in [(empty, 50, 0), (TestResponse::stream(words).hanging(), 600, 2)] {
        let (_, client) = start(vec![response]).await;
        let (began, mut sink) = (Instant::now(), Pieces::default());
        let error = client.chat(&"sk-secret".into(), &request, patience(50), &mut sink).await.expect_err("too slow");
        assert!(matches!(error, ModelError::TooSlow) && sink.0.len() == pieces, "{error:?}");
        assert!(began.elapsed() >= Duration::from_millis(least), "it waited {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn request_without_retries_is_sent_once() {
    let (server, client) = start(vec![TestResponse::body(503, ""), TestResponse::stream(STREAM)]).await;
    let request = ChatRequest { messages: &[Message::User("Hi".into())], tools: &[], answer: None, cache_key: "a" };
    let patience = Patience { retries: false, ..Patience::until(Instant::now() + PATIENT) };
    let error = client.chat(&"sk-secret".into(), &request, patience, &mut Pieces::default()).await;
    assert!(matches!(error, Err(ModelError::ServerError(503))) && server.requests() == 1);
}

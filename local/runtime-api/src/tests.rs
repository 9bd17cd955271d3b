//! The API as a process meets it, with a shell script for a function.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;
use tempfile::TempDir;

use super::*;

/// A function that is a shell script; `$api` is where its invocations are.
fn script(text: &str) -> (TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("bootstrap");
    let api = "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime";
    std::fs::write(&path, format!("#!/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin\napi={api}\n{text}")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
    (directory, path)
}

async fn spawned(text: &str) -> (TempDir, Process) {
    let (directory, path) = script(text);
    let environment = BTreeMap::from([("GREETING".to_owned(), "hello".to_owned())]);
    let process = Process::spawn(&path, "a-function", &environment).await.expect("spawned");
    (directory, process)
}

/// Takes events for ever; what becomes of each is `$KIND`.
const LOOP: &str = r#"while true; do
    body="$(curl -s -D "$0.headers" "$api/invocation/next")"
    id="$(sed -n 's/^lambda-runtime-aws-request-id: \(.*\)\r$/\1/p' "$0.headers")"
    curl -s "$api/invocation/$id/$KIND" -d "{\"name\":\"$AWS_LAMBDA_FUNCTION_NAME\",\"said\":\"$GREETING\",\"event\":$body}"
done"#;

#[tokio::test]
async fn process_that_asks_for_event_is_ready_and_answers_events_in_order() {
    let (_directory, mut process) = spawned(&format!("KIND=response\n{LOOP}")).await;
    assert!(process.ready().await.expect("ready") > Duration::ZERO);
    for number in [1, 2] {
        let answer = process.invoke(&json!({"number": number})).await.expect("answered");
        assert_eq!(answer, json!({"name": "a-function", "said": "hello", "event": {"number": number}}));
    }
}

#[tokio::test]
async fn failed_invocation_returns_the_function_error() {
    let (_directory, mut process) = spawned(&format!("KIND=error\n{LOOP}")).await;
    let failed = process.invoke(&json!({})).await.expect_err("failed");
    assert!(matches!(&failed, InvokeError::Failed(words) if words.contains("a-function")), "{failed}");
}

#[tokio::test]
async fn exited_process_fails_invocation_at_once() {
    let (_directory, mut process) = spawned("curl -s \"$api/init/error\" -d '{}'\nexit 3").await;
    assert!(matches!(process.ready().await, Err(InvokeError::Stopped(status)) if status.code() == Some(3)));
    assert!(matches!(process.invoke(&json!({})).await, Err(InvokeError::Stopped(_))));
}

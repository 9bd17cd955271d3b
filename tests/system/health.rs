//! The health routes: one that needs nothing, and one for operators that names the part that fails.

use crate::support::{ACME, ApiClient, TestApp};

#[tokio::test]
async fn health_answers_anyone_without_a_request_to_aws() {
    let app = TestApp::start().await;
    app.aws.fail("");
    app.aws.clear_requests();
    let anonymous = ApiClient::with(&app.system, None);
    let response = anonymous.request(reqwest::Method::GET, "/health").send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.text().await.expect("text").as_str()), (200, "ok\n"));
    assert!(app.aws.requests().is_empty());
    assert_eq!(anonymous.get("/health/ready").await.problem(401), "unauthenticated");
}

#[tokio::test]
async fn readiness_names_the_part_that_fails_and_not_why() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let all = serde_json::json!({"reached": ["table", "secrets", "queue"]});
    assert_eq!(operator.get("/health/ready").await.ok(200), all);
    for (services, detail) in [
        (["DynamoDB"].as_slice(), "not reached: table"),
        (&["secretsmanager"], "not reached: secrets"),
        (&["AmazonSQS"], "not reached: queue"),
        (&["DynamoDB", "secretsmanager", "AmazonSQS"], "not reached: table, secrets, queue"),
    ] {
        for service in services {
            app.aws.fail(service);
        }
        let failing = operator.get("/health/ready").await;
        assert_eq!(failing.problem(503), "unavailable", "{detail}");
        assert_eq!(failing.body["detail"], detail);
        assert_eq!(failing.body.as_object().map(serde_json::Map::len), Some(4), "{}", failing.body);
        app.aws.recover();
    }
    assert_eq!(operator.get("/health/ready").await.ok(200), all);
}

#[tokio::test]
async fn readiness_writes_nothing_and_reads_no_secret() {
    let app = TestApp::start().await;
    let operator = app.operator();
    app.aws.clear_requests();
    operator.get("/health/ready").await.ok(200);
    let mut asked: Vec<_> = app.aws.requests().into_iter().map(|request| request.operation).collect();
    asked.sort_unstable();
    assert_eq!(asked, ["DescribeSecret", "GetItem", "GetQueueAttributes"]);
    assert_eq!(app.person(ACME, "owner").get("/health/ready").await.problem(403), "forbidden");
}

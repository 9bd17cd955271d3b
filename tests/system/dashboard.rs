//! The dashboard: its metrics are published, and its log queries read fields that the functions write. The same for the log
//! queries of the operations guide.

use std::collections::BTreeSet;

use aws_lambda_events::sqs::SqsEvent;
use serde_json::{Value, json};

use super::{
    alarms::OF_AWS,
    metrics::{post_with, published_by},
    traces::finished_call,
};
use crate::support::{
    ACME, ApiClient, CapturedLog, TestApp, read,
    template::{Template, text_of},
};

fn widgets() -> Vec<Value> {
    let body = &Template::dashboard().resource("Dashboard")["DashboardBody"]["Fn::Sub"];
    let body: Value = serde_json::from_str(body.as_str().expect("text")).expect("JSON");
    body["widgets"].as_array().expect("a list").clone()
}

/// A metric of a widget: namespace, name, and dimensions with their values.
type Shown = (String, String, Vec<(String, String)>);

/// The metrics of all widgets.
fn shown() -> Vec<Shown> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut shown = Vec::new();
    for widget in widgets().iter().filter(|widget| widget["type"] == "metric") {
        for metric in widget["properties"]["metrics"].as_array().expect("metrics") {
            let parts: Vec<_> = metric.as_array().expect("a list").iter().filter(|part| part.is_string()).collect();
            let dimensions = parts[2..].chunks(2).map(|pair| (text(pair[0]), text(pair[1]))).collect();
            shown.push((text(parts[0]), text(parts[1]), dimensions));
        }
    }
    shown
}

/// What the main template passes for `${parameter}`.
fn given(reference: &str) -> String {
    let parameter = reference.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).expect("a parameter");
    text_of(&Template::main().resource("Dashboard")["Parameters"][parameter])
}

#[test]
fn dashboard_stack_gets_every_parameter_it_declares_and_uses() {
    let declared: BTreeSet<_> = Template::dashboard().parameters().keys().cloned().collect();
    let given = Template::main().resource("Dashboard")["Parameters"].as_object().expect("parameters");
    assert_eq!(given.keys().cloned().collect::<BTreeSet<_>>(), declared);
    let text = read("infra/dashboard.yaml");
    for parameter in declared.iter().filter(|name| *name != "System") {
        assert!(text.contains(&format!("${{{parameter}}}")), "{parameter} is not used");
    }
}

#[test]
fn every_metric_of_ours_is_on_the_dashboard_with_its_function() {
    let shown: BTreeSet<_> = shown()
        .into_iter()
        .filter(|(namespace, ..)| namespace == "FrontDesk")
        .map(|(_, name, dimensions)| {
            let [(dimension, value)] = &dimensions[..] else { panic!("{name} has one dimension: {dimensions:?}") };
            assert_eq!(dimension, "FunctionName", "{name}");
            (given(value), name)
        })
        .collect();
    let mut published = BTreeSet::new();
    for function in Template::main().functions() {
        published.extend(published_by(function.name).iter().map(|it| (function.id.to_owned(), it.name().to_owned())));
    }
    assert_eq!(shown, published);
}

#[test]
fn metric_of_aws_on_the_dashboard_exists_with_these_dimensions() {
    for (namespace, name, dimensions) in shown().into_iter().filter(|(namespace, ..)| namespace != "FrontDesk") {
        let names: Vec<_> = dimensions.iter().map(|(name, _)| name.as_str()).collect();
        assert!(OF_AWS.contains(&(&namespace, &name, &names)), "AWS publishes no {namespace} {name} by {names:?}");
        let kind = match names[0] {
            "FunctionName" => "AWS::Serverless::Function",
            "QueueName" => "AWS::SQS::Queue",
            "TableName" => "AWS::DynamoDB::Table",
            "ApiId" => "AWS::ApiGatewayV2::Api",
            other => panic!("unexpected dimension {other}"),
        };
        let id = given(&dimensions[0].1);
        let id = id.trim_end_matches(".QueueName");
        let mut ids = Template::main().resources(kind).map(|(id, _)| if id == "Table" { "front-desk" } else { id });
        assert!(ids.any(|known| known == id), "{id} is no {kind}");
    }
}

#[test]
fn widgets_cover_the_grid_without_overlap() {
    let mut taken = BTreeSet::new();
    for widget in widgets() {
        let number = |name: &str| widget[name].as_u64().expect("a number");
        assert!(number("x") + number("width") <= 24, "{widget}");
        for x in number("x")..number("x") + number("width") {
            for y in number("y")..number("y") + number("height") {
                assert!(taken.insert((x, y)), "two widgets at {x}, {y}");
            }
        }
    }
    assert_eq!(taken.len() % 24, 0, "a gap");
}

/// A log query of CloudWatch Logs Insights.
struct Query(String);

/// The words of the language that are used.
const LANGUAGE: [&str; 24] = [
    "SOURCE",
    "and",
    "as",
    "asc",
    "bin",
    "by",
    "count",
    "desc",
    "display",
    "fields",
    "filter",
    "in",
    "ispresent",
    "like",
    "limit",
    "max",
    "min",
    "not",
    "or",
    "pct",
    "sort",
    "stats",
    "sum",
    "avg",
];

impl Query {
    /// The fields that it reads: names that are neither words of the language nor defined by the query.
    fn fields(&self) -> BTreeSet<String> {
        let (mut bare, mut quote) = (String::new(), None);
        for character in self.0.chars() {
            match quote {
                Some(end) if character == end => quote = None,
                Some(_) => {}
                None if "\"'".contains(character) => quote = Some(character),
                None => bare.push(character),
            }
        }
        let is_part = |character: char| character.is_ascii_alphanumeric() || "_.@".contains(character);
        let words: Vec<_> = bare.split(|character| !is_part(character)).filter(|word| !word.is_empty()).collect();
        let defined: BTreeSet<_> = words.windows(2).filter(|pair| pair[0] == "as").map(|pair| pair[1]).collect();
        let named = |word: &&str| !word.starts_with(|first: char| first.is_ascii_digit());
        let fields = words.into_iter().filter(named).filter(|word| !LANGUAGE.contains(word) && !defined.contains(word));
        fields.map(str::to_owned).collect()
    }
}

/// The queries of the dashboard and of the guide, with where they stand.
fn queries() -> Vec<(String, Query)> {
    let mut queries = Vec::new();
    for widget in widgets().iter().filter(|widget| widget["type"] == "log") {
        let text = |name: &str| widget["properties"][name].as_str().expect("text").to_owned();
        queries.push((text("title"), Query(text("query"))));
    }
    assert_eq!(queries.len(), 3);
    let guide = read("docs/operations.md");
    let (_, section) = guide.split_once("\n## Log queries\n").expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    for block in section.split("```\n").filter_map(|part| part.split_once("```sql\n")) {
        let title = block.0.trim().lines().last().unwrap_or_default().to_owned();
        queries.push((title, Query(block.1.to_owned())));
    }
    assert!(queries.len() > 10, "{}", queries.len());
    queries
}

/// The fields of log lines: of the functions' lines, of their metrics, of the API's access log and of CloudWatch itself.
async fn written_fields() -> BTreeSet<String> {
    let app = TestApp::start().await;
    let log = CapturedLog::of_a_trace();
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    app.aws.fail("DynamoDB");
    caller.say(&greeting, "Hello?").await;
    app.aws.recover();
    caller.hang_up().await;
    let viewer = app.person(ACME, "viewer");
    assert_eq!(viewer.get("/admin/tenants/me/people").await.status, 403);
    ApiClient::with(&app.system, Some("forged".to_owned())).get("/admin/me").await;
    let fallback = app.tenant(ACME).fallback_url.clone();
    let path = fallback.strip_prefix(&app.system.manifest.base_url).expect("below the public URL");
    post_with(&app.system.functions.voice_fallback, &caller, path, &[("ErrorCode", "11200")]).await;
    // The embedded queue drops the trace of a message.
    let mut batch = SqsEvent::default();
    batch.records = vec![finished_call(&app).await];
    app.other_process([]).usage_aggregator.handle(batch).await;
    app.system.stop().await;
    let mut fields: BTreeSet<_> = ["@timestamp", "@message", "@log", "@logStream"].map(str::to_owned).into();
    for line in log.take() {
        for (name, value) in line.as_object().expect("fields") {
            fields.insert(name.clone());
            let nested = value.as_object().into_iter().flatten();
            fields.extend(nested.map(|(below, _)| format!("{name}.{below}")));
        }
    }
    for function in Template::main().functions() {
        fields.extend(published_by(function.name).iter().map(|metric| metric.name().to_owned()));
    }
    let format = &Template::main().resource("ApiStage")["AccessLogSettings"]["Format"]["Fn::Sub"][0];
    let access: Value = serde_json::from_str(&format.as_str().expect("text").replace("${Address}", "")).expect("JSON");
    fields.extend(access.as_object().expect("fields").keys().cloned());
    fields
}

#[tokio::test]
async fn every_log_query_reads_fields_that_are_written() {
    let written = written_fields().await;
    for (place, query) in queries() {
        let fields = query.fields();
        assert!(!fields.is_empty(), "{place}");
        let unknown: Vec<_> = fields.difference(&written).collect();
        assert!(unknown.is_empty(), "{place}: no log line has {unknown:?}; they have {written:?}");
    }
}

#[test]
fn fields_of_a_query_are_neither_words_nor_its_own_names() {
    let query = "SOURCE 'a-b' | filter message = \"a webhook failed\" and ispresent(x_y)\n\
                 | stats sum(x_y) / 1000 as dollars by span.tenant_id, bin(5m) | sort dollars desc | limit 20";
    let fields: Vec<_> = Query(query.to_owned()).fields().into_iter().collect();
    assert_eq!(json!(fields), json!(["message", "span.tenant_id", "x_y"]));
}

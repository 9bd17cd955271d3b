//! Each alarm watches a metric that exists, notifies a topic, and has a section in the operations guide.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::metrics::published_by;
use crate::support::{
    read,
    template::{Template, text_of},
};

/// The alarms by their names without the system's prefix.
fn alarms() -> BTreeMap<&'static str, &'static Value> {
    let alarms = Template::alarms().resources("AWS::CloudWatch::Alarm").map(|(id, alarm)| {
        let name = alarm["AlarmName"]["Fn::Sub"].as_str().and_then(|name| name.strip_prefix("${System}-"));
        (name.unwrap_or_else(|| panic!("{id} is not named after the system")), alarm)
    });
    alarms.collect()
}

#[test]
fn operations_guide_has_one_section_for_every_alarm() {
    let text = read("docs/operations.md");
    let (_, section) = text.split_once("## Alarms\n").expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut documented = Vec::new();
    for subsection in section.split("### ").skip(1) {
        let (heading, text) = subsection.split_once('\n').expect("a heading");
        assert!(!text.trim().is_empty(), "the section {heading} is empty");
        documented.push(heading.trim().trim_matches('`'));
    }
    documented.sort_unstable();
    assert_eq!(documented, alarms().into_keys().collect::<Vec<_>>());
}

#[test]
fn every_alarm_notifies_a_subscribed_topic_on_alarm_and_ok() {
    for (name, alarm) in alarms() {
        for actions in ["AlarmActions", "OKActions"] {
            let topics = alarm[actions].as_array().unwrap_or_else(|| panic!("{name} has no {actions}"));
            let topics = topics.iter().map(text_of).map(|topic| Template::alarms().resource(&topic));
            assert!(topics.into_iter().any(|topic| topic.get("Subscription").is_some()), "{name}: {actions}");
        }
        assert!(alarm["AlarmDescription"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
    }
}

#[test]
fn alarm_stack_gets_every_parameter_it_declares() {
    let given = Template::main().resource("Alarms")["Parameters"].as_object().expect("parameters");
    let wanted = Template::alarms().parameters();
    assert_eq!(given.keys().collect::<BTreeSet<_>>(), wanted.keys().collect());
    for function in Template::main().functions() {
        assert_eq!(text_of(&given[&format!("{}Name", function.id)]), function.id, "a function has no alarms");
    }
    for (parameter, queue) in [
        ("PostCallQueueName", "PostCallQueue"),
        ("DeadLetterQueueName", "PostCallDeadLetters"),
        ("FollowUpQueueName", "FollowUpQueue"),
        ("FollowUpDeadLetterQueueName", "FollowUpDeadLetters"),
    ] {
        assert_eq!(text_of(&given[parameter]), format!("{queue}.QueueName"));
    }
}

/// The metrics of an alarm.
fn metrics(alarm: &'static Value) -> Vec<&'static Value> {
    let several = alarm["Metrics"].as_array().into_iter().flatten();
    let several = several.filter_map(|query| query.get("MetricStat")).map(|stat| &stat["Metric"]);
    alarm.get("MetricName").map(|_| alarm).into_iter().chain(several).collect()
}

/// The number before words of the costs.
fn documented(words: &str) -> usize {
    let text = read("docs/deploy.md");
    let (before, _) = text.split_once(words).unwrap_or_else(|| panic!("docs/deploy.md has no {words}"));
    let number = before.rsplit(' ').next().and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("no number before {words}"))
}

#[test]
fn costs_count_the_metrics_that_are_watched_and_published() {
    let watched: usize = alarms().into_values().map(|alarm| metrics(alarm).len()).sum();
    assert_eq!(documented(" metrics of alarms"), watched);
    let functions = Template::main().functions().into_iter();
    let published: usize = functions.map(|function| published_by(function.name).len()).sum();
    assert_eq!(documented(" custom metrics"), published);
}

#[test]
fn watched_metric_of_ours_is_published_by_its_function() {
    let given = &Template::main().resource("Alarms")["Parameters"];
    let mut watched = 0;
    for (name, alarm) in alarms() {
        let metrics = metrics(alarm);
        assert!(!metrics.is_empty(), "{name} watches nothing");
        for metric in metrics.into_iter().filter(|metric| metric["Namespace"] == "FrontDesk") {
            assert_eq!(
                dimensions(metric),
                ["FunctionName"],
                "{name}: metrics are published by function and nothing else"
            );
            let parameter = metric["Dimensions"][0]["Value"]["Ref"].as_str().expect("a parameter");
            let id = text_of(&given[parameter]);
            let functions = Template::main().functions().into_iter();
            let function = functions.into_iter().find(|function| function.id == id).expect("a function").name;
            let metric = metric["MetricName"].as_str().expect("a metric");
            let published = published_by(function).iter().any(|published| published.name() == metric);
            assert!(published, "{name}: {function} publishes no {metric}");
            watched += 1;
        }
    }
    assert!(watched > 0);
}

#[test]
fn summed_metric_without_data_counts_as_zero() {
    let mut sums = 0;
    for (name, alarm) in alarms() {
        let Some(queries) = alarm["Metrics"].as_array() else { continue };
        let expression = queries[0]["Expression"].as_str().unwrap_or_else(|| panic!("{name} has no expression first"));
        // Source: AWS, "CloudWatch service quotas": metrics of an alarm on an expression.
        assert!(queries.len() - 1 <= 10, "{name} sums too many metrics");
        let terms = queries[1..].iter().map(|query| format!("FILL({}, 0)", query["Id"].as_str().expect("an id")));
        assert_eq!(expression, terms.collect::<Vec<_>>().join(" + "), "{name}");
        sums += 1;
    }
    assert_eq!(sums, 10);
}

/// The AWS metrics in use, with the dimensions that AWS publishes them by. With other dimensions an alarm has no data. Sources:
/// AWS, "DynamoDB metrics and dimensions", "Working with metrics for HTTP APIs", "Lambda metrics", "Available CloudWatch
/// metrics for Amazon SQS".
pub(crate) const OF_AWS: [(&str, &str, &[&str]); 7] = [
    ("AWS/ApiGateway", "5xx", &["ApiId", "Stage"]),
    ("AWS/DynamoDB", "ReadThrottleEvents", &["TableName"]),
    ("AWS/DynamoDB", "WriteThrottleEvents", &["TableName"]),
    ("AWS/Lambda", "Errors", &["FunctionName"]),
    ("AWS/Lambda", "Throttles", &["FunctionName"]),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", &["QueueName"]),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", &["QueueName"]),
];

fn dimensions(metric: &Value) -> Vec<&str> {
    let dimensions = metric["Dimensions"].as_array().expect("dimensions");
    dimensions.iter().map(|dimension| dimension["Name"].as_str().expect("a name")).collect()
}

#[test]
fn watched_metric_of_aws_exists_with_these_dimensions() {
    let mut watched = BTreeSet::new();
    for (name, alarm) in alarms() {
        for metric in metrics(alarm).into_iter().filter(|metric| metric["Namespace"] != "FrontDesk") {
            let known = OF_AWS.into_iter().find(|(space, known, by)| {
                metric["Namespace"] == *space && metric["MetricName"] == *known && dimensions(metric) == *by
            });
            watched.insert(known.unwrap_or_else(|| panic!("{name}: AWS publishes no such metric: {metric}")));
        }
    }
    assert_eq!(watched, OF_AWS.into());
}

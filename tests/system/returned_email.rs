//! E-mail that comes back: SES's events become jobs, the person gets no more e-mail, and the office sees it and can allow it again.
//! The events are those that AWS documents; SES itself sent none of them.

use domain::{id::AppointmentId, notification::NotificationEvent};
use serde_json::{Value, json};

use super::{
    appointments::book_visit,
    notifications::{OWNER, deliver, notify},
};
use crate::support::{
    ACME, TestApp, read,
    template::{Template, text_of},
};

const UNDELIVERED: &str = "/admin/tenants/me/undelivered-notifications";
const SETTINGS: &str = "/admin/tenants/me/people/usr_acme_owner/notifications";

/// An event that SES sends to `EventBridge`. Source: AWS, "Monitoring SES events using `EventBridge`".
fn event(name: &str) -> Value {
    serde_json::from_str(&read(&format!("tests/fixtures/ses/{name}.json"))).expect("JSON")
}

/// Whether a rule's pattern matches an event. Source: AWS, "`EventBridge` event patterns".
fn matches(pattern: &Value, event: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) if !fields.contains_key("Ref") => {
            fields.iter().all(|(name, pattern)| matches(pattern, event.and_then(|event| event.get(name))))
        }
        Value::Array(accepted) => {
            let values = match event {
                Some(Value::Array(values)) => values.iter().map(Some).collect(),
                other => vec![other],
            };
            accepted.iter().any(|accepted| values.iter().any(|value| accepts(accepted, *value)))
        }
        other => panic!("not a pattern: {other}"),
    }
}

fn accepts(accepted: &Value, value: Option<&Value>) -> bool {
    match (&accepted["anything-but"], &accepted["exists"]) {
        (Value::String(other), _) => value.and_then(Value::as_str).is_some_and(|value| value != other),
        (_, Value::Bool(exists)) => value.is_some() == *exists,
        _ if accepted.is_null() => value.is_some_and(Value::is_null),
        _ => value.and_then(Value::as_str) == Some(&text_of(accepted)),
    }
}

/// The message that the template's rules put into the follow-up queue for an event. Source: AWS, "`EventBridge` input transformation".
fn message(event: &Value) -> Option<String> {
    let fitting = Template::main()
        .resources("AWS::Events::Rule")
        .map(|(_, rule)| rule)
        .filter(|rule| matches(&rule["EventPattern"], Some(event)));
    let mut messages = fitting.map(|rule| {
        let transformer = &rule["Targets"][0]["InputTransformer"];
        let paths = transformer["InputPathsMap"].as_object().expect("paths");
        let template = transformer["InputTemplate"].as_str().expect("a template").to_owned();
        paths.iter().fold(template, |text, (name, path)| {
            let pointer = path.as_str().expect("a path").trim_start_matches('$').replace("[0]", "/0").replace('.', "/");
            let value = event.pointer(&pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {event}"));
            text.replace(&format!("<{name}>"), value)
        })
    });
    let message = messages.next();
    assert!(messages.next().is_none(), "two rules match");
    message
}

/// Books a visit; returns the job that notifies the owner.
async fn booking(app: &TestApp, nth: u32) -> String {
    let id = book_visit(app, &app.scope(ACME).await, nth).await;
    notify(app, OWNER, NotificationEvent::Booked { appointment: AppointmentId::parse(&id).expect("an id") })
}

#[tokio::test]
async fn bounce_stops_e_mail_to_the_person_until_the_office_allows_it() {
    let app = TestApp::start().await;
    let (follow_up, manager) = (app.other_process([]).follow_up, app.person(ACME, "manager"));
    assert_eq!(manager.get(SETTINGS).await.ok(200).get("email_stopped"), None);
    let job = message(&event("email_bounced")).expect("a job");
    assert!(!job.contains("Dana"), "the subject of the e-mail is in the queue: {job}");
    for _ in 0..2 {
        assert!(deliver(&follow_up, &job).await);
    }
    let listed = manager.get(UNDELIVERED).await.ok(200);
    let advice = listed["items"][0]["advice"].as_str().expect("an advice").to_owned();
    assert!(advice.starts_with("The address takes no e-mail."), "{advice}");
    assert_eq!(
        listed["items"],
        json!([{
            "person_id": OWNER, "channel": "email", "kind": "booking", "about": "apt_00000000000000000000000000000001_0",
            "reason": "bounced", "advice": advice, "at": "2026-11-23T16:01:05.123Z",
        }])
    );
    assert_eq!(
        manager.get(SETTINGS).await.ok(200)["email_stopped"],
        json!({"reason": "bounced", "advice": advice, "since": "2026-11-23T16:01:05.123Z"})
    );
    assert!(deliver(&follow_up, &booking(&app, 1).await).await);
    assert_eq!(app.outbox().await, []);
    let listed = manager.get(UNDELIVERED).await.ok(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2), "{listed}");
    let stopped = format!("{SETTINGS}/email-stopped");
    manager.delete(&stopped).await.ok(204);
    manager.delete(&stopped).await.problem(404);
    assert!(deliver(&follow_up, &booking(&app, 2).await).await);
    assert_eq!(app.outbox().await.len(), 1);
}

#[tokio::test]
async fn complaint_stops_e_mail_and_a_correction_of_one_does_not() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    let mut complaint = event("email_complained");
    let job = message(&complaint).expect("a job");
    for (kind, is_one) in [(json!("not-spam"), false), (Value::Null, true), (json!("abuse"), true)] {
        complaint["detail"]["complaint"]["complaintFeedbackType"] = kind.clone();
        assert_eq!(message(&complaint).is_some(), is_one, "{kind}");
    }
    assert!(deliver(&follow_up, &job).await);
    assert!(deliver(&follow_up, &booking(&app, 1).await).await);
    assert_eq!(app.outbox().await, []);
    let mine = app.person(ACME, "owner").get("/admin/tenants/me/my-notifications").await.ok(200);
    assert_eq!(mine["email_stopped"]["reason"], "complained");
}

#[tokio::test]
async fn bounce_of_one_e_mail_is_shown_and_stops_no_other() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    assert!(deliver(&follow_up, &booking(&app, 1).await).await);
    let mut bounce = event("email_bounced");
    bounce["detail"]["bounce"]["bounceType"] = json!("Transient");
    // SES returns the tags of the e-mail that bounced.
    for (name, value) in &app.outbox().await[0].tags {
        bounce["detail"]["mail"]["tags"][name] = json!([value]);
    }
    assert!(deliver(&follow_up, &message(&bounce).expect("a job")).await);
    let listed = app.person(ACME, "owner").get(UNDELIVERED).await.ok(200);
    let id = app.items().await.into_iter().find_map(|item| Some(item.sort.strip_prefix("appointment#")?.to_owned()));
    assert_eq!(
        (&listed["items"][0]["reason"], &listed["items"][0]["about"]),
        (&json!("bounced_this_time"), &json!(id))
    );
    assert!(deliver(&follow_up, &booking(&app, 2).await).await);
    assert_eq!(app.outbox().await.len(), 2);
}

#[tokio::test]
async fn event_of_another_configuration_set_or_of_a_removed_person_changes_nothing() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    let mut bounce = event("email_bounced");
    bounce["detail"]["mail"]["tags"]["ses:configuration-set"] = json!(["another"]);
    assert_eq!(message(&bounce), None);
    let job = message(&event("email_bounced")).expect("a job");
    let of_dispatcher = job.replace(OWNER, "usr_acme_dispatcher");
    assert!(deliver(&follow_up, &of_dispatcher).await);
    let blocks = async || app.items().await.iter().filter(|item| item.sort.starts_with("no_email#")).count();
    assert_eq!(blocks().await, 1);
    app.person(ACME, "owner").delete("/admin/tenants/me/people/usr_acme_dispatcher").await.ok(204);
    assert_eq!(blocks().await, 0);
    assert!(deliver(&follow_up, &of_dispatcher).await);
    assert_eq!(blocks().await, 0);
}

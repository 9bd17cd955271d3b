//! What a call shows of what was sent because of it: to the company's people, to the customer, and to webhooks.

use std::time::Duration;

use domain::{
    id::{AppointmentId, PersonId},
    notification::{Channel, NotificationEvent, UndeliveredReason},
};
use serde_json::{Value, json};

use super::{
    caller_texts::{book_and_agree, texting},
    follow_up::wait_for_summary,
    notifications::OWNER,
    webhooks::register,
};
use crate::support::{ACME, Receiver, TestApp, TestCaller, tool};

async fn shown(app: &TestApp, caller: &TestCaller) -> Value {
    app.person(ACME, "dispatcher").get(&format!("/admin/tenants/me/calls/{}", caller.call_sid())).await.ok(200)
}

/// Waits until what followed a call has this many entries of each list.
async fn followed(app: &TestApp, caller: &TestCaller, counts: [usize; 3]) -> Value {
    let count = |followed: &Value, list: &str, settled: &str| {
        let list = followed[list].as_array().expect("a list").iter();
        list.filter(|each| each["state"] == settled).count()
    };
    let waiting = async {
        loop {
            let followed = shown(app, caller).await["followed"].take();
            let found = [("notifications", "sent"), ("texts", "sent"), ("webhooks", "delivered")]
                .map(|(list, settled)| count(&followed, list, settled));
            if found == counts {
                return followed;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("something did not follow")
}

/// One field of each entry of a list, in order of text.
fn each(followed: &Value, list: &str, field: &str) -> Vec<String> {
    let list = followed[list].as_array().expect("a list").iter();
    let mut found: Vec<_> = list.map(|each| each[field].as_str().expect("text").to_owned()).collect();
    found.sort();
    found
}

#[tokio::test]
async fn call_shows_the_notifications_texts_and_webhooks_that_followed_it() {
    let (app, receiver) = (texting().await, Receiver::start().await);
    let (webhook, _) = register(&app, &receiver.url, &["call.completed", "appointment.booked"]).await;
    let (caller, other) = (app.caller(ACME), app.caller(ACME).from("+12145550199"));
    book_and_agree(&app, &other).await;
    wait_for_summary(&app, &other).await;
    followed(&app, &other, [2, 1, 2]).await;
    let visit = book_and_agree(&app, &caller).await;
    let followed = followed(&app, &caller, [2, 1, 2]).await;
    assert_eq!(each(&followed, "notifications", "person_id"), ["usr_acme_manager", "usr_acme_owner"]);
    let [of_manager, of_owner] = [0, 1].map(|nth| followed["notifications"][nth].clone());
    for notification in [of_manager, of_owner] {
        assert_eq!(
            (&notification["kind"], &notification["channel"], &notification["at"]),
            (&json!("booking"), &json!("email"), &json!(app.clock().now()))
        );
    }
    let text = &followed["texts"][0];
    assert_eq!((&text["appointment_id"], &text["kind"]), (&json!(visit), &json!("booked")));
    let id = webhook.rsplit('/').next().expect("an id");
    assert!(each(&followed, "webhooks", "webhook_id").iter().all(|webhook| webhook == id), "{followed}");
    assert_eq!(each(&followed, "webhooks", "event"), ["appointment.booked", "call.completed"]);
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn call_that_moved_a_visit_shows_the_visit_and_what_followed_the_move_only() {
    let (app, receiver) = (texting().await, Receiver::start().await);
    let caller = app.caller(ACME);
    let visit = book_and_agree(&app, &caller).await;
    followed(&app, &caller, [2, 1, 0]).await;
    register(&app, &receiver.url, &["appointment.changed"]).await;
    let again = app.caller(ACME);
    let greeting = again.ring().await;
    app.model.reply_with([
        tool("look_up_customer", json!({"house_number": null, "zip": null, "name": null})),
        tool("check_availability", json!({"zip": null, "when": "Friday", "part_of_day": "morning"})),
        tool("reschedule", json!({"appointment_id": visit, "slot_id": "2026-11-27_morning"})),
    ]);
    let read_back = again.say(&greeting, "Move my visit to Friday morning").await;
    again.say(&read_back, "yes").await;
    again.hang_up().await;
    let followed_move = followed(&app, &again, [2, 1, 1]).await;
    assert_eq!(each(&followed_move, "notifications", "kind"), ["change", "change"]);
    assert_eq!(each(&followed_move, "texts", "kind"), ["moved"]);
    assert_eq!(each(&followed_move, "webhooks", "event"), ["appointment.changed"]);
    let call = shown(&app, &again).await;
    assert_eq!(
        (&call["appointments"][0]["appointment_id"], &call["appointments"][0]["call_id"]),
        (&json!(visit), &json!(caller.call_sid()))
    );
    let before = followed(&app, &caller, [2, 1, 0]).await;
    assert_eq!(
        (each(&before, "texts", "kind"), each(&before, "notifications", "kind")[0].as_str()),
        (vec!["booked".to_owned()], "booking")
    );
}

#[tokio::test]
async fn e_mail_that_came_back_is_shown_as_undeliverable_with_what_to_do() {
    let app = texting().await;
    let caller = app.caller(ACME);
    let appointment: AppointmentId = book_and_agree(&app, &caller).await;
    followed(&app, &caller, [2, 1, 0]).await;
    let (scope, owner) = (app.scope(ACME).await, PersonId::parse(OWNER).expect("an id"));
    let about = (Some(NotificationEvent::Booked { appointment }), &owner);
    let at = app.clock().now();
    app.store().note_undelivered(&scope, Channel::Email, about, UndeliveredReason::Bounced, at).await.expect("noted");
    let followed = followed(&app, &caller, [1, 1, 0]).await;
    let notifications = followed["notifications"].as_array().expect("a list");
    let returned = notifications.iter().find(|each| each["person_id"] == OWNER).expect("the owner's");
    assert_eq!((&returned["state"], &returned["reason"]), (&json!("undeliverable"), &json!("bounced")));
    assert_eq!(returned["advice"], UndeliveredReason::Bounced.advice());
}

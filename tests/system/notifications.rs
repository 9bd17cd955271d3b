//! The company's people hear of what happened: each once, in the way that they chose, whatever is delivered twice or fails.

use domain::{
    escalation::AcceptedBy,
    id::{AppointmentId, EmergencyId, PersonId},
    notification::{NotificationEvent, UndeliveredReason},
};
use follow_up::FollowUp;
use local_aws::{REJECTED_ADDRESS, SentEmail};
use messages::{FollowUpJob, JobKind};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::Notified;

use super::{
    appointments::book_visit,
    follow_up::{batch, booked_call, failed},
    webhooks::register,
};
use crate::support::{ACME, ApiResponse, Receiver, TestApp, call, tool};

const MINE: &str = "/admin/tenants/me/my-notifications";
pub(crate) const OWNER: &str = "usr_acme_owner";

fn recipients(emails: &[SentEmail]) -> Vec<&str> {
    emails.iter().flat_map(|email| &email.to).map(String::as_str).collect()
}

pub(crate) fn notify(app: &TestApp, person: &str, event: NotificationEvent) -> String {
    let kind = JobKind::Notify { person: PersonId::parse(person).expect("an id"), event };
    FollowUpJob::of_tenant(app.tenant(ACME).tenant_id.clone(), kind).to_body().expect("JSON")
}

#[tokio::test]
async fn booked_visit_is_e_mailed_to_owner_and_manager_who_chose_nothing() {
    let app = TestApp::start().await;
    let caller = booked_call(&app).await;
    let emails = app.wait_for_emails(2).await;
    assert_eq!(recipients(&emails), ["manager@acme.example", "owner@acme.example"]);
    let SentEmail { from, subject, text, html, .. } = &emails[1];
    assert_eq!(from, "Front desk <notifications@front-desk.example>");
    assert_eq!(subject, "New visit: Tuesday, November 24, between 8 AM and noon, Dana Smith");
    for shown in [
        "When: Tuesday, November 24, between 8 AM and noon\n",
        "Who: Dana Smith\n",
        &format!("tel:{}\n", caller.from),
        "Where: 12 Oak Street, Dallas 75201\n",
        "https://www.google.com/maps/search/?api=1&query=12%20Oak%20Street%2C%20Dallas%2075201\n",
        "Problem: The furnace is dead\n",
        "Access: Beware of the dog\n",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(html.contains(&format!("<a href=\"tel:{}\">", caller.from)), "{html}");
    assert!(html.contains("<td>Beware of the dog</td>"), "{html}");
}

#[tokio::test]
async fn notification_that_is_delivered_again_is_not_sent_again() {
    let app = TestApp::start().await;
    let caller = booked_call(&app).await;
    app.wait_for_emails(2).await;
    let follow_up = app.other_process([]).follow_up;
    let appointment = AppointmentId::of_call(&call(&caller), 0);
    let job = notify(&app, OWNER, NotificationEvent::Booked { appointment });
    assert_eq!(failed(follow_up.handle(batch([job.clone(), job])).await), Vec::<String>::new());
    assert_eq!(app.outbox().await.len(), 2);
}

/// A visit on the last day of 2026, and the job that notifies a person of its booking.
async fn booking(app: &TestApp, person: &str) -> (NotificationEvent, String) {
    let id = book_visit(app, &app.scope(ACME).await, 1).await;
    let event = NotificationEvent::Booked { appointment: AppointmentId::parse(&id).expect("an id") };
    (event.clone(), notify(app, person, event))
}

/// Delivers a job; returns whether it was done.
pub(crate) async fn deliver(follow_up: &FollowUp, job: &str) -> bool {
    failed(follow_up.handle(batch([job.to_owned()])).await).is_empty()
}

async fn mark(app: &TestApp, event: &NotificationEvent, person: &str) -> Option<Notified> {
    let person = PersonId::parse(person).expect("an id");
    app.store().get_notified(&app.scope(ACME).await, event, &person).await.expect("read")
}

#[tokio::test]
async fn crash_between_sending_and_marking_repeats_an_e_mail_once() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    let (event, job) = booking(&app, OWNER).await;
    for (now, sent) in [("2026-11-23T16:00:00Z", 1), ("2026-11-23T16:01:01Z", 2)] {
        app.set_now(now);
        // The claim is written, and nothing after it.
        app.aws.fail_after(1, "DynamoDB_20120810.TransactWriteItems");
        assert!(!deliver(&follow_up, &job).await);
        app.aws.recover();
        assert_eq!(app.outbox().await.len(), sent);
        // Another delivery does not know whether the first one is still at work.
        assert!(!deliver(&follow_up, &job).await);
        assert_eq!(app.outbox().await.len(), sent);
    }
    app.set_now("2026-11-23T16:02:02Z");
    assert!(deliver(&follow_up, &job).await);
    assert_eq!(app.outbox().await.len(), 2);
    assert_eq!(mark(&app, &event, OWNER).await.and_then(|mark| mark.provider_id), None);
}

#[tokio::test]
async fn e_mail_that_ses_does_not_accept_is_sent_later() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    let (event, job) = booking(&app, OWNER).await;
    app.aws.fail("sesv2");
    for _ in 0..4 {
        assert!(!deliver(&follow_up, &job).await);
    }
    app.aws.recover();
    assert!(deliver(&follow_up, &job).await);
    let emails = app.outbox().await;
    assert_eq!(emails.len(), 1);
    let provider_id = mark(&app, &event, OWNER).await.expect("a mark").provider_id;
    assert_eq!(provider_id.as_ref(), Some(&emails[0].id));
    let tag = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(emails[0].tags[..2], [tag("tenant", "ten_acme"), tag("person", OWNER)]);
}

#[tokio::test]
async fn e_mail_that_ses_rejects_is_never_tried_again() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    let owner = app.person(ACME, "owner");
    let invited = json!({"email": REJECTED_ADDRESS, "role": "manager"});
    let invited = owner.post("/admin/tenants/me/people", &invited).await.ok(201);
    let id = invited["person"]["person_id"].as_str().expect("an id");
    let (event, job) = booking(&app, id).await;
    // A person who has not signed in yet has no verified address.
    assert!(deliver(&follow_up, &job).await);
    assert_eq!(mark(&app, &event, id).await, None);
    let code = json!({"code": invited["code"]});
    app.signed_in(REJECTED_ADDRESS).post("/admin/invitations/accept", &code).await.ok(200);
    assert!(deliver(&follow_up, &job).await);
    assert!(deliver(&follow_up, &job).await);
    assert_eq!(app.outbox().await, []);
    assert_eq!(mark(&app, &event, id).await.and_then(|mark| mark.reason), Some(UndeliveredReason::Rejected));
}

#[tokio::test]
async fn without_a_domain_notifications_are_undeliverable_and_jobs_end() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([("NOTIFICATION_DOMAIN", "")]).follow_up;
    let (event, job) = booking(&app, OWNER).await;
    assert!(deliver(&follow_up, &job).await);
    assert_eq!(mark(&app, &event, OWNER).await.and_then(|mark| mark.reason), Some(UndeliveredReason::EmailNotSetUp));
}

#[tokio::test]
async fn visit_of_the_office_is_notified_to_the_others() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let visits = "/admin/tenants/me/appointments";
    let visit = json!({
        "slot": "2026-11-24_morning", "job_type": "repair", "name": "Lee Park", "callback": "+12145550177",
        "street": "9 Elm Street", "zip": "75201", "problem": "The furnace is dead",
    });
    let booked = owner.post(visits, &visit).await.ok(201);
    let path = format!("{visits}/{}", booked["appointment_id"].as_str().expect("an id"));
    let follow_up = app.other_process([]).follow_up;
    follow_up.queue_due().await.expect("queued");
    app.wait_for_emails(1).await;
    app.set_now("2026-11-23T16:05:00Z");
    let change = async |path: String, body: Value| {
        ApiResponse::of(owner.request(Method::POST, &path).header(IF_MATCH, "*").json(&body)).await.ok(200)
    };
    change(format!("{path}/move"), json!({"slot": "2026-11-25_morning", "notify_customer": false})).await;
    follow_up.queue_due().await.expect("queued");
    app.wait_for_emails(2).await;
    app.set_now("2026-11-23T16:10:00Z");
    change(format!("{path}/cancel"), json!({"reason": "Sold the <house>", "notify_customer": false})).await;
    follow_up.queue_due().await.expect("queued");
    app.wait_for_emails(3).await;
    let emails = app.outbox().await;
    // The owner did it.
    assert_eq!(recipients(&emails), ["manager@acme.example"; 3]);
    let subjects: Vec<_> = emails.iter().map(|email| email.subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "New visit: Tuesday, November 24, between 8 AM and noon, Lee Park",
            "Visit moved to Wednesday, November 25, between 8 AM and noon: Lee Park",
            "Visit cancelled: Wednesday, November 25, between 8 AM and noon, Lee Park",
        ]
    );
    assert!(emails[1].text.contains("Before: Tuesday, November 24, between 8 AM and noon\n"), "{}", emails[1].text);
    assert!(emails[2].html.contains("<td>Sold the &lt;house&gt;</td>"), "{}", emails[2].html);
}

#[tokio::test]
async fn quiet_hours_hold_a_booking_and_no_emergency() {
    let app = TestApp::start().await;
    // It is 10:00 in Dallas.
    let quiet = json!({"channels": {}, "quiet_hours": {"from": "09:00", "until": "12:00"}});
    app.person(ACME, "owner").put(MINE, &quiet).await.ok(200);
    app.person(ACME, "manager").put(MINE, &json!({"channels": {"booking": "none", "emergency": "none"}})).await.ok(200);
    booked_call(&app).await;
    let emergency = app.caller(ACME);
    let greeting = emergency.ring().await;
    emergency.say(&greeting, "I smell gas").await;
    emergency.hang_up().await;
    let emails = app.wait_for_emails(1).await;
    assert_eq!((recipients(&emails)[0], &emails[0].subject[..10]), ("owner@acme.example", "EMERGENCY:"));
    let follow_up = app.other_process([]).follow_up;
    let due = async |now: &str| {
        app.set_now(now);
        follow_up.queue_due().await.expect("queued").queued
    };
    // And the digest of the day, the look for a late voicemail of the emergency's call, its escalation, and its first notifications.
    app.wait_for_due(5).await;
    // The look finds no voicemail. The escalation pages the people on call at any hour, and its next step waits.
    assert_eq!(due("2026-11-23T16:10:59Z").await, 3);
    app.wait_for_due(3).await;
    assert_eq!(app.outbox().await.len(), 1);
    assert_eq!(due("2026-11-23T18:00:00Z").await, 2);
    let emails = app.wait_for_emails(2).await;
    assert_eq!(recipients(&emails), ["owner@acme.example"; 2]);
}

#[tokio::test]
async fn emergency_reaches_people_and_webhooks_before_its_call_ends_and_once() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["emergency.raised", "call.completed"]).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    let follow_up = app.other_process([]).follow_up;
    for _ in 0..2 {
        follow_up.queue_due().await.expect("queued");
        let raised = receiver.wait_for_event("emergency.raised").await;
        assert_eq!(raised["data"]["call_id"], caller.call_sid());
        let emails = app.wait_for_emails(2).await;
        assert!(emails.iter().all(|email| email.subject.starts_with("EMERGENCY: ")), "{emails:#?}");
    }
    caller.hang_up().await;
    receiver.wait_for_event("call.completed").await;
    // The escalation, the digest and the look for a late voicemail: the job that notifies of what came of the call is done.
    app.wait_for_due(3).await;
    assert_eq!((receiver.events("emergency.raised").len(), app.outbox().await.len()), (1, 2));
}

#[tokio::test]
async fn emergency_that_is_acknowledged_within_the_minute_is_raised_first() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["emergency.raised", "emergency.acknowledged"]).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    let id = EmergencyId::of_call(&call(&caller), 0);
    let by = AcceptedBy::Key { number: None };
    app.store().acknowledge_emergency(&app.scope(ACME).await, &id, &by, app.change().at).await.expect("written");
    let announced = app.due_jobs().await.into_iter().find(|job| job.contains("emergency_acknowledged"));
    assert!(deliver(&app.other_process([]).follow_up, &announced.expect("a job")).await);
    receiver.wait_for_event("emergency.acknowledged").await;
    receiver.wait_for_event("emergency.raised").await;
}

#[tokio::test]
async fn visit_that_a_caller_moves_and_cancels_is_notified() {
    let app = TestApp::start().await;
    app.person(ACME, "manager").put(MINE, &json!({"channels": {"change": "none", "booking": "none"}})).await.ok(200);
    let caller = booked_call(&app).await;
    app.wait_for_emails(1).await;
    let id = app.appointment(&caller).await.expect("booked").id;
    let returning = app.caller(ACME);
    let greeting = returning.ring().await;
    app.model.reply_with([
        tool("look_up_customer", json!({})),
        tool("check_availability", json!({"zip": null, "when": "Wednesday", "part_of_day": "afternoon"})),
        tool("reschedule", json!({"appointment_id": id, "slot_id": "2026-11-25_afternoon"})),
    ]);
    let read_back = returning.say(&greeting, "Move my visit to Wednesday afternoon").await;
    returning.say(&read_back, "yes").await;
    returning.hang_up().await;
    app.wait_for_emails(2).await;
    let cancelling = app.caller(ACME);
    let greeting = cancelling.ring().await;
    app.model.reply_with([tool("look_up_customer", json!({})), tool("cancel", json!({"appointment_id": id}))]);
    let read_back = cancelling.say(&greeting, "Cancel my visit").await;
    cancelling.say(&read_back, "yes").await;
    cancelling.hang_up().await;
    app.wait_for_emails(4).await;
    let emails = app.outbox().await;
    let of_owner: Vec<_> = emails.iter().filter(|email| email.to[0] == "owner@acme.example").collect();
    assert_eq!(of_owner.len(), 3, "{emails:#?}");
    assert!(of_owner[1].subject.starts_with("Visit moved to Wednesday, November 25"), "{}", of_owner[1].subject);
    assert!(of_owner[2].subject.starts_with("Visit cancelled: Wednesday, November 25"), "{}", of_owner[2].subject);
}

#[tokio::test]
async fn people_see_and_change_their_own_settings_and_managers_those_of_others() {
    let app = TestApp::start().await;
    let dispatcher = app.person(ACME, "dispatcher");
    let mine = dispatcher.get(MINE).await.ok(200);
    assert_eq!((&mine["person_id"], &mine["channels"]["booking"]), (&json!("usr_acme_dispatcher"), &json!("none")));
    let chosen = json!({"channels": {"booking": "text", "digest": "email"}, "mobile": "+12145550190"});
    let set = dispatcher.put(MINE, &chosen).await.ok(200);
    assert_eq!((&set["channels"]["booking"], &set["channels"]["message"]), (&json!("text"), &json!("none")));
    let theirs = "/admin/tenants/me/people/usr_acme_dispatcher/notifications";
    let manager = app.person(ACME, "manager");
    assert_eq!(manager.get(theirs).await.ok(200), dispatcher.get(MINE).await.ok(200));
    let set = manager.put(theirs, &json!({"channels": {"message": "email"}})).await.ok(200);
    assert_eq!(set, dispatcher.get(MINE).await.ok(200));
    assert_eq!((&set["channels"]["booking"], set.get("mobile")), (&json!("none"), None));
    for (body, field) in [
        (json!({"channels": {"booking": "text"}}), "/mobile"),
        (json!({"channels": {}, "mobile": "+11111111111"}), "/mobile"),
        (json!({"channels": {}, "quiet_hours": {"from": "08:00", "until": "08:00"}}), "/quiet_hours"),
        (json!({"channels": {"booking": "fax"}}), "/channels/booking"),
    ] {
        let refused = dispatcher.put(MINE, &body).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!(field)), "{}", refused.body);
    }
    let unknown = "/admin/tenants/me/people/usr_unknown/notifications";
    assert_eq!(manager.put(unknown, &json!({"channels": {}})).await.status, 404);
    // A removed person leaves no settings.
    app.person(ACME, "owner").delete("/admin/tenants/me/people/usr_acme_dispatcher").await.ok(204);
    assert!(app.items().await.iter().all(|item| item.sort != "notifications#usr_acme_dispatcher"));
}

/// Notifies the owner by e-mail and the dispatcher by a text, then by one that cannot be sent.
pub(crate) async fn notify_in_every_way(app: &TestApp, follow_up: &FollowUp, nth: u32) {
    const DISPATCHER: &str = "usr_acme_dispatcher";
    let dispatcher = app.person(ACME, "dispatcher");
    let texts = |mobile: &str| json!({"channels": {"booking": "text", "message": "text"}, "mobile": mobile});
    let id = book_visit(app, &app.scope(ACME).await, nth).await;
    let event = NotificationEvent::Booked { appointment: AppointmentId::parse(&id).expect("an id") };
    assert!(deliver(follow_up, &notify(app, OWNER, event.clone())).await);
    dispatcher.put(MINE, &texts("+12145550190")).await.ok(200);
    assert!(deliver(follow_up, &notify(app, DISPATCHER, event)).await);
    dispatcher.put(MINE, &texts("+19005550190")).await.ok(200);
    let id = book_visit(app, &app.scope(ACME).await, nth + 1).await;
    let event = NotificationEvent::Booked { appointment: AppointmentId::parse(&id).expect("an id") };
    assert!(deliver(follow_up, &notify(app, DISPATCHER, event.clone())).await);
    let reason = mark(app, &event, DISPATCHER).await.and_then(|mark| mark.reason);
    assert_eq!(reason, Some(UndeliveredReason::NumberNotAllowed));
    let bounced = include_str!("../fixtures/v1/messages/follow_up_email_bounced.json");
    assert!(deliver(follow_up, bounced).await);
}

#[tokio::test]
async fn person_who_chose_texts_gets_one_from_the_companys_number() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    notify_in_every_way(&app, &follow_up, 1).await;
    let texts = app.system.twilio.sent();
    let [text] = &texts[..] else { panic!("one text: {texts:?}") };
    assert_eq!((text.to.as_str(), text.from.as_str()), ("+12145550190", app.tenant(ACME).number.as_str()));
    assert!(text.body.starts_with("Acme Heating & Air: New visit: Thursday, December 31, "), "{}", text.body);
    let emails = app.outbox().await;
    assert_eq!(
        recipients(&emails),
        ["owner@acme.example", "dispatcher@acme.example"],
        "no text reaches the other number"
    );
}

#[tokio::test]
async fn owner_gets_the_digest_at_8_in_the_morning_once() {
    let app = TestApp::start().await;
    let mine = json!({"channels": {"booking": "none"}});
    for role in ["owner", "manager"] {
        app.person(ACME, role).put(MINE, &mine).await.ok(200);
    }
    booked_call(&app).await;
    app.wait_for_due(1).await;
    let follow_up = app.other_process([]).follow_up;
    app.set_now("2026-11-24T13:59:59Z");
    assert_eq!(follow_up.queue_due().await.expect("queued").queued, 0);
    app.set_now("2026-11-24T14:00:00Z");
    assert_eq!(follow_up.queue_due().await.expect("queued").queued, 1);
    let emails = app.wait_for_emails(1).await;
    assert_eq!(recipients(&emails), ["owner@acme.example"]);
    assert_eq!(emails[0].subject, "Monday, November 23: 1 call, 1 visit booked");
    assert!(emails[0].text.contains("Messages open now: 0\n"), "{}", emails[0].text);
    let day = "2026-11-23".parse().expect("a day");
    let digest = FollowUpJob::of_tenant(app.tenant(ACME).tenant_id.clone(), JobKind::Digest { day });
    assert!(deliver(&follow_up, &digest.to_body().expect("JSON")).await);
    assert!(deliver(&follow_up, &notify(&app, OWNER, NotificationEvent::DayOver { day })).await);
    assert_eq!(app.outbox().await.len(), 1);
}

//! Lists of calls, visits, messages and emergencies: each thing has an entry as soon as it exists, and a page is one query.

use domain::{
    booking::{AppointmentStatus, BookingRequest, CallerMessage, Emergency, MessageBody},
    dates::DateRange,
    escalation::AcceptedBy,
    id::{AppointmentId, CallSid, EmergencyId, MessageId},
    text::Text,
    triage::Hazard,
};
use jiff::{Timestamp, ToSpan, civil::date};
use serde_json::json;
use store::{CallFilter, MessageFilter, Moved, Page, StoreError};

use super::calls::up_to_read_back;
use crate::support::{ACME, DESERT, TestApp, call, tool};

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// The visits of one day that were not moved away.
async fn visits(app: &TestApp, company: usize, day: i8) -> Vec<(String, AppointmentStatus)> {
    let days = DateRange::new(date(2026, 11, day), date(2026, 11, day)).expect("a day");
    let page = app.store().list_visits(&app.customers(company).await, days, None, 10).await.expect("read");
    let here = page.items.into_iter().filter(|entry| entry.moved_to.is_none());
    here.map(|entry| (entry.slot.id.to_string(), entry.status)).collect()
}

#[tokio::test]
async fn booked_visit_is_listed_on_its_day_moves_with_it_and_stays_listed_when_cancelled() {
    let app = TestApp::start().await;
    let (caller, scope) = (app.caller(ACME), app.scope(ACME).await);
    let read_back = up_to_read_back(&app, &caller).await;
    assert_eq!(visits(&app, ACME, 24).await, []);
    caller.say(&read_back, "Yes, that's right").await;
    let morning = "2026-11-24_morning".to_owned();
    assert_eq!(visits(&app, ACME, 24).await, [(morning, AppointmentStatus::Booked)]);

    let appointment = app.appointment(&caller).await.expect("booked");
    let mut slot = appointment.visit.slot.clone();
    slot.id.date = date(2026, 11, 25);
    let moved = app.store().reschedule(&scope, &appointment.id, &slot, 3, &app.occasion()).await.expect("moved");
    assert!(matches!(moved, Moved::Done(_)), "{moved:?}");
    assert_eq!(visits(&app, ACME, 24).await, [], "the entry moves with the visit");
    let tuesday = DateRange::new(date(2026, 11, 24), date(2026, 11, 24)).expect("a day");
    let left =
        app.store().list_visits(&app.customers(ACME).await, tuesday, None, 10).await.expect("read").items.remove(0);
    assert_eq!(left.moved_to, Some(slot), "the day it left says where it is");
    let wednesday = "2026-11-25_morning".to_owned();
    assert_eq!(visits(&app, ACME, 25).await, [(wednesday.clone(), AppointmentStatus::Booked)]);

    app.store().cancel(&scope, &appointment.id, &app.occasion()).await.expect("cancelled");
    assert_eq!(visits(&app, ACME, 25).await, [(wednesday, AppointmentStatus::Cancelled)]);
    assert_eq!(visits(&app, DESERT, 25).await, [], "another company sees nothing");
}

#[tokio::test]
async fn visits_of_several_days_are_listed_by_time_of_arrival() {
    let app = TestApp::start().await;
    let (caller, scope) = (app.caller(ACME), app.scope(ACME).await);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let booked = app.appointment(&caller).await.expect("booked");
    let mut expected = vec!["2026-11-24_morning".to_owned()];
    for (nth, slot) in ["2026-11-24_afternoon", "2026-11-25_afternoon", "2026-11-25_morning"].into_iter().enumerate() {
        let mut visit: BookingRequest = booked.visit.clone();
        visit.slot.id = slot.parse().expect("a slot");
        if slot.ends_with("afternoon") {
            visit.slot.starts = jiff::civil::time(13, 0, 0, 0);
        }
        let id = AppointmentId::of_call(&CallSid::parse(&format!("CA{nth}")).expect("an id"), 0);
        let other = domain::booking::Appointment { id, visit, ..booked.clone() };
        app.store().book(&scope, &other, 3, None).await.expect("booked");
        expected.push(slot.to_owned());
    }
    expected.swap(2, 3);
    let days = DateRange::new(date(2026, 11, 23), date(2026, 11, 25)).expect("days");
    let mut listed = Vec::new();
    let mut after = None;
    let customers = app.customers(ACME).await;
    loop {
        app.aws.clear_requests();
        let page = app.store().list_visits(&customers, days, after.as_deref(), 3).await.expect("read");
        assert_eq!(app.aws.requests().len(), 1, "a page is one query");
        listed.extend(page.items.iter().map(|entry| entry.slot.id.to_string()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, expected);
    let before = DateRange::new(date(2026, 11, 25), date(2026, 11, 25)).expect("a day");
    let first = app.store().list_visits(&app.customers(ACME).await, days, None, 1).await.expect("read").next;
    let outside = app.store().list_visits(&app.customers(ACME).await, before, first.as_deref(), 10).await;
    assert!(matches!(outside, Err(StoreError::Cursor)), "a cursor of another list leads out of this one");
}

#[tokio::test]
async fn finished_call_is_listed_once_with_what_came_of_it() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    caller.say(&booked, "that's all").await;
    caller.hang_up().await;
    caller.hang_up().await;
    let (store, customers, call) = (app.store(), app.customers(ACME).await, call(&caller));
    app.system.stop().await;
    let Page { items, next } = store.list_calls(&customers, &CallFilter::default(), None, 10).await.expect("read");
    let [entry] = &items[..] else { panic!("one call: {items:?}") };
    assert_eq!((&entry.call, entry.caller.as_ref().map(ToString::to_string)), (&call, Some(caller.from.clone())));
    assert_eq!((entry.call_seconds, entry.turns, entry.appointments, entry.emergencies), (65, 3, 1, 0));
    assert_eq!(entry.ended_at(), instant("2026-11-23T16:01:05Z"));
    assert_eq!(next, None);
}

#[tokio::test]
async fn messages_are_listed_latest_first_and_each_once() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    let call = CallSid::parse("CA1").expect("an id");
    let words = "x".repeat(300);
    for (nth, left_at) in [(0, "2026-11-23T16:00:00Z"), (1, "2026-11-23T16:00:01Z"), (0, "2026-11-23T16:00:02Z")] {
        let message = CallerMessage {
            id: MessageId::of_call(&call, nth),
            call: Some(call.clone()),
            name: None,
            callback: None,
            body: MessageBody::Words(Text::parse(&words).expect("words")),
            urgent: nth == 1,
            left_at: instant(left_at),
        };
        app.store().put_message(&scope, &message).await.expect("stored");
    }
    let page =
        app.store().list_messages(&app.customers(ACME).await, MessageFilter::default(), None, 10).await.expect("read");
    let listed: Vec<_> = page.items.iter().map(|entry| (entry.message.clone(), entry.urgent)).collect();
    assert_eq!(listed, [(MessageId::of_call(&call, 1), true), (MessageId::of_call(&call, 0), false)]);
    assert_eq!(page.items[1].words.as_ref().map(String::len), Some(200));
    let stored = app.store().get_message(&scope, &MessageId::of_call(&call, 0)).await.expect("read").expect("stored");
    assert_eq!(stored.left_at, page.items[1].left_at, "the entry shows the stored time");
}

#[tokio::test]
async fn emergency_entry_shows_who_accepted_first() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    let call = CallSid::parse("CA1").expect("an id");
    let heard_at = instant("2026-11-23T16:00:00Z");
    let emergency = Emergency {
        id: EmergencyId::of_call(&call, 0),
        call: call.clone(),
        hazard: Hazard::GasLeak,
        callback: None,
        heard_at,
        day: None,
        report: domain::booking::DangerReport::default(),
    };
    app.store().put_emergency(&scope, &emergency).await.expect("stored");
    let entry = async || {
        app.store().list_emergencies(&app.customers(ACME).await, None, 10).await.expect("read").items.remove(0)
    };
    assert_eq!(entry().await.acknowledged_at, None);
    let (accepted_at, by) = (heard_at + 40.seconds(), AcceptedBy::Key { number: None });
    app.store().acknowledge_emergency(&scope, &emergency.id, &by, accepted_at).await.expect("written");
    app.store().acknowledge_emergency(&scope, &emergency.id, &by, accepted_at + 1.second()).await.expect("written");
    let entry = entry().await;
    assert_eq!((entry.hazard, entry.acknowledged_at), (Hazard::GasLeak, Some(accepted_at)));
    let stored = app.store().get_emergency(&scope, &emergency.id).await.expect("read").expect("stored");
    assert_eq!(stored.acknowledged_at, Some(accepted_at));
    // An emergency that is written again stays accepted.
    app.store().put_emergency(&scope, &emergency).await.expect("stored");
    let listed = app.store().list_emergencies(&app.customers(ACME).await, None, 10).await.expect("read").items;
    assert_eq!((listed.len(), listed[0].acknowledged_at), (1, Some(accepted_at)));
}

#[tokio::test]
async fn failed_booking_lists_nothing() {
    let app = TestApp::start().await;
    let (caller, scope) = (app.caller(ACME), app.scope(ACME).await);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let booked = app.appointment(&caller).await.expect("booked");
    let id = AppointmentId::of_call(&CallSid::parse("CA1").expect("an id"), 0);
    let other = domain::booking::Appointment { id, ..booked };
    let full = app.store().book(&scope, &other, 1, None).await.expect("answered");
    assert_eq!(full, store::Booking::Full);
    assert_eq!(visits(&app, ACME, 24).await.len(), 1);
}

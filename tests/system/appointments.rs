//! Visits by API: the calendar, what the office changes in it, and the places, which the office shares with the agent.

use std::collections::BTreeMap;

use domain::{
    booking::{Appointment, BookingRequest, Origin},
    id::{AppointmentId, CallSid},
    slot::SlotId,
};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::{Booking, Moved, TenantScope};

use super::{
    aws_requests::{counts, operations_of},
    calls::up_to_read_back,
    webhooks::register,
};
use crate::support::{ACME, ApiClient, ApiResponse, DESERT, Receiver, TestApp};

const APPOINTMENTS: &str = "/admin/tenants/me/appointments";
const TUESDAY: &str = "2026-11-24_morning";
const WEDNESDAY: &str = "2026-11-25_morning";

/// A visit of Dana Smith at this slot.
fn visit(slot: &str) -> BookingRequest {
    let (date, _) = slot.split_once('_').expect("a slot");
    let visit = json!({
        "slot": {"id": slot, "starts": "08:00", "ends": "12:00"}, "job_type": "repair", "name": "Dana Smith",
        "callback": "+12145550142", "street": "12 Oak Street", "zip": "75201", "problem": format!("No heat on {date}"),
    });
    serde_json::from_value(visit).expect("a visit")
}

fn booked_in_call(call: &str, slot: &str) -> Appointment {
    let call = CallSid::parse(&format!("CA{call}")).expect("an id");
    let id = AppointmentId::of_call(&call, 0);
    let at = "2026-11-23T12:00:00Z".parse().expect("an instant");
    Appointment::booked(id, Origin::Call { call, booked_by: None }, visit(slot), at)
}

/// Stores a visit that a caller booked, on a day that no other test uses; returns its id.
pub(crate) async fn book_visit(app: &TestApp, scope: &TenantScope, nth: u32) -> String {
    let appointment = booked_in_call(&format!("visit{nth}"), "2026-12-31_morning");
    app.store().book(scope, &appointment, u32::MAX, None).await.expect("booked");
    appointment.id.to_string()
}

fn body(slot: &str) -> Value {
    json!({
        "slot": slot, "job_type": "repair", "name": "Lee Park", "callback": "+12145550177", "street": "9 Elm Street",
        "zip": "75201", "problem": "The furnace is dead",
    })
}

/// A change of a visit, based on this version, or on any (`*`).
async fn change(client: &ApiClient, version: &str, method: Method, path: &str, body: &Value) -> ApiResponse {
    ApiResponse::of(client.request(method, path).header(IF_MATCH, version).json(body)).await
}

async fn post(client: &ApiClient, version: &str, path: &str, body: &Value) -> ApiResponse {
    change(client, version, Method::POST, path, body).await
}

/// The visits that were not moved away, on all pages: id, slot, status.
async fn listed(client: &ApiClient, query: &str) -> Vec<(String, String, String)> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{APPOINTMENTS}?{query}{cursor}")).await.ok(200);
        let rows = page["items"].as_array().expect("items").iter().filter(|row| row.get("moved_to").is_none());
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        found.extend(rows.map(|row| (text(&row["appointment_id"]), text(&row["slot"]["id"]), text(&row["status"]))));
        let Some(next) = page["next_cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

/// The places: booked, capacity, and whether one can be booked, by slot.
async fn places(client: &ApiClient, query: &str) -> BTreeMap<String, (u64, u64, bool)> {
    let shown = client.get(&format!("/admin/tenants/me/availability?{query}")).await.ok(200);
    let number = |places: &Value, name: &str| places[name].as_u64().expect("a number");
    let of = |places: &Value| {
        let (booked, capacity, left) = (number(places, "booked"), number(places, "capacity"), number(places, "left"));
        assert_eq!(left, capacity.saturating_sub(booked));
        let slot = places["slot"]["id"].as_str().expect("an id").to_owned();
        (slot, (booked, capacity, places["bookable"].as_bool().expect("a truth value")))
    };
    shown["items"].as_array().expect("items").iter().map(of).collect()
}

fn path(shown: &Value) -> String {
    format!("{APPOINTMENTS}/{}", shown["appointment_id"].as_str().expect("an id"))
}

#[tokio::test]
async fn office_books_moves_and_cancels_and_the_history_says_who_did_it() {
    let app = TestApp::start().await;
    let (dispatcher, manager) = (app.person(ACME, "dispatcher"), app.person(ACME, "manager"));
    let before = places(&dispatcher, "").await;
    let booked = dispatcher.post(APPOINTMENTS, &body(TUESDAY)).await;
    assert_eq!(booked.header("etag"), "\"1\"");
    let booked = booked.ok(201);
    assert_eq!((&booked["booked_by"], booked.get("call_id")), (&json!("usr_acme_dispatcher"), None));
    assert_eq!((&booked["slot"]["starts"], &booked["history"]), (&json!("08:00"), &json!([])));
    let id = path(&booked);
    let shown = dispatcher.get(&id).await;
    let mut with_texts = booked.clone();
    with_texts["texts"] = json!([]);
    assert_eq!((shown.header("etag"), &shown.body), ("\"1\"", &with_texts));
    assert_eq!(places(&dispatcher, "").await[TUESDAY].0, before[TUESDAY].0 + 1);

    let to = json!({"slot": WEDNESDAY, "notify_customer": true});
    let moved = post(&manager, "\"1\"", &format!("{id}/move"), &to).await.ok(200);
    assert_eq!((&moved["slot"]["id"], &moved["version"]), (&json!(WEDNESDAY), &json!(2)));
    let after = places(&dispatcher, "").await;
    assert_eq!((after[TUESDAY].0, after[WEDNESDAY].0), (before[TUESDAY].0, before[WEDNESDAY].0 + 1));
    let again = post(&manager, "\"2\"", &format!("{id}/move"), &to).await.ok(200);
    assert_eq!(again["version"], 2, "a move to the same slot changes nothing");

    let note = json!({"note": "Bring the long ladder", "access_notes": "Gate code 4711"});
    assert_eq!(change(&manager, "\"1\"", Method::PATCH, &id, &note).await.problem(412), "version-mismatch");
    let noted = change(&manager, "\"2\"", Method::PATCH, &id, &note).await.ok(200);
    assert_eq!((&noted["note"], &noted["access_notes"]), (&note["note"], &note["access_notes"]));
    let cancel = json!({"reason": "She fixed it herself", "notify_customer": false});
    assert_eq!(post(&manager, "\"2\"", &format!("{id}/cancel"), &cancel).await.problem(412), "version-mismatch");
    let cancelled = post(&manager, "\"3\"", &format!("{id}/cancel"), &cancel).await.ok(200);
    assert_eq!(cancelled["status"], "cancelled");
    let history = cancelled["history"].as_array().expect("a list");
    let kinds: Vec<_> = history.iter().map(|change| &change["change"]).collect();
    assert_eq!(kinds, ["moved", "noted", "cancelled"]);
    assert!(history.iter().all(|change| change["by"] == "usr_acme_manager"), "{cancelled}");
    assert_eq!((&history[0]["from"]["id"], &history[0]["notify_customer"]), (&json!(TUESDAY), &json!(true)));
    assert_eq!((&history[2]["reason"], &history[2]["notify_customer"]), (&cancel["reason"], &json!(false)));
    assert_eq!(places(&dispatcher, "").await, before, "the place is given back");
    for (verb, body) in [("cancel", &cancel), ("move", &to)] {
        let again = post(&manager, "*", &format!("{id}/{verb}"), body).await;
        assert_eq!(again.problem(409), "conflict", "{verb}");
    }
    assert_eq!(places(&dispatcher, "").await, before, "and only once");

    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("items").iter().rev();
    let entries = entries.filter(|entry| entry["about"] == booked["appointment_id"]);
    let actions: Vec<_> = entries.map(|entry| entry["action"].as_str().expect("an action")).collect();
    // All of them happened in the same second, so the log has no order.
    let mut changes: Vec<_> = actions.into_iter().filter(|action| *action != "appointment.read").collect();
    changes.sort_unstable();
    let all = ["appointment.booked", "appointment.cancelled", "appointment.moved", "appointment.noted"];
    assert_eq!(changes, all);
    for word in ["Lee", "Elm", "4711", "ladder", "fixed"] {
        assert!(!log.to_string().contains(word), "{word} in {log}");
    }
}

#[tokio::test]
async fn office_corrects_a_visit_its_row_the_customer_and_the_subscribers() {
    let app = TestApp::start().await;
    let office = app.person(ACME, "dispatcher");
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["appointment.changed"]).await;
    let id = path(&office.post(APPOINTMENTS, &body(TUESDAY)).await.ok(201));
    let customer = async || office.get("/admin/tenants/me/customers/+12145550177").await.ok(200)["street"].clone();
    assert_eq!(customer().await, "9 Elm Street");

    let wrong = json!({"job_type": "roofing", "zip": "10001"});
    let refused = change(&office, "\"1\"", Method::PATCH, &id, &wrong).await;
    assert_eq!(refused.problem(422), "invalid");
    let fields: Vec<_> = refused.body["errors"].as_array().expect("errors").iter().map(|each| &each["field"]).collect();
    assert_eq!(fields, ["/job_type", "/zip"]);

    let right = json!({
        "name": "Leigh Park", "street": "19 Elm Street", "city": "Dallas", "zip": "75202", "job_type": "tune-up",
        "problem": "The furnace is loud", "access_notes": "Gate code 4711",
    });
    let corrected = change(&office, "\"1\"", Method::PATCH, &id, &right).await.ok(200);
    for (field, value) in right.as_object().expect("an object") {
        assert_eq!(corrected[field], *value, "{field}");
    }
    assert_eq!((&corrected["slot"]["id"], &corrected["callback"]), (&json!(TUESDAY), &json!("+12145550177")));
    assert_eq!((&corrected["version"], &corrected["history"][0]["change"]), (&json!(2), &json!("corrected")));
    let row = &office.get(&format!("{APPOINTMENTS}?search=leigh")).await.ok(200)["items"][0];
    for field in ["name", "street", "zip", "job_type"] {
        assert_eq!(row[field], right[field], "{field}");
    }
    assert_eq!(customer().await, "19 Elm Street", "the record had the wrong address from this visit");
    let event = receiver.wait_for_event("appointment.changed").await;
    assert_eq!((&event["data"]["street"], event["data"].get("previous_slot")), (&json!("19 Elm Street"), None));

    let cancel = json!({"reason": "Snow", "notify_customer": false});
    post(&office, "\"2\"", &format!("{id}/cancel"), &cancel).await.ok(200);
    assert_eq!(change(&office, "\"3\"", Method::PATCH, &id, &right).await.problem(409), "conflict");
    change(&office, "\"3\"", Method::PATCH, &id, &json!({"note": "Called"})).await.ok(200);
}

#[tokio::test]
async fn correction_leaves_a_customer_record_with_another_address_as_it_is() {
    let app = TestApp::start().await;
    let office = app.person(ACME, "dispatcher");
    let first = path(&office.post(APPOINTMENTS, &body(TUESDAY)).await.ok(201));
    let mut later = body(WEDNESDAY);
    later["street"] = json!("40 Pine Road");
    office.post(APPOINTMENTS, &later).await.ok(201);
    change(&office, "\"1\"", Method::PATCH, &first, &json!({"street": "19 Elm Street"})).await.ok(200);
    let customer = office.get("/admin/tenants/me/customers/+12145550177").await.ok(200);
    assert_eq!(customer["street"], "40 Pine Road");
}

#[tokio::test]
async fn office_and_agent_see_and_change_the_same_visit() {
    let app = TestApp::start().await;
    let (caller, scope) = (app.caller(ACME), app.scope(ACME).await);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let visit = app.appointment(&caller).await.expect("booked");
    let office = app.person(ACME, "dispatcher");
    let id = format!("{APPOINTMENTS}/{}", visit.id);
    change(&office, "*", Method::PATCH, &id, &json!({"note": "Call before"})).await.ok(200);
    let mut slot = visit.visit.slot.clone();
    slot.id = WEDNESDAY.parse().expect("a slot");
    let moved = app.store().reschedule(&scope, &visit.id, &slot, 3, &app.occasion()).await.expect("moved");
    assert!(matches!(moved, Moved::Done(_)), "{moved:?}");
    let shown = office.get(&id).await.ok(200);
    assert_eq!((&shown["note"], &shown["slot"]["id"]), (&json!("Call before"), &json!(WEDNESDAY)));
    assert!(shown["call_id"].is_string() && shown.get("booked_by").is_none(), "{shown}");
    assert_eq!((&shown["history"][1]["change"], &shown["history"][1]["call_id"]), (&json!("moved"), &json!("CAtest")));
    assert_eq!(shown["history"][1].get("notify_customer"), None);
    let cancel = json!({"reason": "Double", "notify_customer": true});
    post(&office, "\"3\"", &format!("{id}/cancel"), &cancel).await.ok(200);
    let gone = app.store().cancel(&scope, &visit.id, &app.occasion()).await.expect("answered");
    assert_eq!(gone, Moved::Gone);
}

#[tokio::test]
async fn visit_that_the_agent_would_not_book_is_refused() {
    let app = TestApp::start().await;
    let office = app.person(ACME, "dispatcher");
    for (field, value) in [
        ("slot", "2026-11-22_morning"),
        ("slot", "2026-11-24_midnight"),
        ("slot", "2027-11-24_morning"),
        ("job_type", "roofing"),
        ("zip", "10001"),
        ("callback", "+12141110142"),
        ("name", ""),
    ] {
        let mut wrong = body(TUESDAY);
        wrong[field] = json!(value);
        let refused = office.post(APPOINTMENTS, &wrong).await;
        assert_eq!(refused.problem(422), "invalid", "{field} {value}");
        assert_eq!(refused.body["errors"][0]["field"], format!("/{field}"));
    }
    let booked = office.post(APPOINTMENTS, &body(TUESDAY)).await.ok(201);
    let to = json!({"slot": "2026-11-22_morning", "notify_customer": false});
    let refused = post(&office, "*", &format!("{}/move", path(&booked)), &to).await;
    assert_eq!((refused.problem(422), &refused.body["errors"][0]["field"]), ("invalid".to_owned(), &json!("/slot")));
    let unversioned = office.post(&format!("{}/move", path(&booked)), &to).await;
    assert_eq!(unversioned.problem(428), "version-required");
    assert_eq!(listed(&office, "").await.len(), 1);
}

#[tokio::test]
async fn repeated_booking_request_books_once() {
    let app = TestApp::start().await;
    let office = app.person(ACME, "dispatcher");
    let first = office.post_once("k", APPOINTMENTS, &body(TUESDAY)).await.ok(201);
    let again = office.post_once("k", APPOINTMENTS, &body(TUESDAY)).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first));
    assert_eq!(listed(&office, "").await.len(), 1);
}

#[tokio::test]
async fn booking_with_unstored_response_is_not_repeated() {
    let app = TestApp::start().await;
    let office = app.person(ACME, "dispatcher");
    // The first put marks the request as begun. The put of its response fails.
    app.aws.fail_after(1, "DynamoDB_20120810.PutItem");
    let first = office.post_once("k", APPOINTMENTS, &body(TUESDAY)).await.ok(201);
    app.aws.recover();
    // On Tuesday evening the window can no longer be booked, and the first attempt has been given up.
    app.set_now("2026-11-25T01:00:00Z");
    let office = app.person(ACME, "dispatcher");
    let again = office.post_once("k", APPOINTMENTS, &body(TUESDAY)).await;
    assert_eq!((again.status, again.header("idempotency-replayed"), again.header("etag")), (201, "", "\"1\""));
    assert_eq!(again.body, first);
    assert_eq!(office.post_once("l", APPOINTMENTS, &body(TUESDAY)).await.problem(422), "invalid");
    assert_eq!(listed(&office, "from=2026-11-24").await.len(), 1);
}

#[tokio::test]
async fn visits_are_listed_by_days_window_and_search() {
    let app = TestApp::start().await;
    let (office, scope) = (app.person(ACME, "dispatcher"), app.scope(ACME).await);
    for nth in 0..30 {
        let day = 24 + nth % 3;
        let appointment = booked_in_call(&format!("{nth:02}"), &format!("2026-11-{day}_morning"));
        app.store().book(&scope, &appointment, 100, None).await.expect("booked");
    }
    let ours = path(&office.post(APPOINTMENTS, &body("2026-11-25_afternoon")).await.ok(201));
    let ours = ours.rsplit('/').next().expect("an id").to_owned();
    for limit in ["limit=1", "limit=7", "limit=100"] {
        assert_eq!(listed(&office, limit).await.len(), 31);
        assert_eq!(listed(&office, &format!("from=2026-11-25&to=2026-11-25&{limit}")).await.len(), 11);
        for query in
            ["window=afternoon", "search=lee", "search=9%20elm", "search=555-0177", "from=2026-11-25&search=park"]
        {
            let found = listed(&office, &format!("{query}&{limit}")).await;
            assert_eq!(found.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), [&ours], "{query}");
        }
        assert_eq!(listed(&office, &format!("search=dana&{limit}")).await.len(), 30);
        assert_eq!(listed(&office, &format!("search=nobody&{limit}")).await, []);
    }
    app.aws.clear_requests();
    office.get(&format!("{APPOINTMENTS}?search=nobody&limit=1")).await.ok(200);
    // A search that finds nothing stops after 8 queries. The other requests authenticate the person and limit the rate.
    assert_eq!(operations_of(&app), counts(["GetItem"; 4].into_iter().chain(["UpdateItem"; 2]).chain(["Query"; 8])));
    assert_eq!(listed(&app.person(DESERT, "owner"), "").await, []);
    for wrong in ["from=tomorrow", "from=2026-11-25&to=2026-11-24", "to=2027-11-24", "window=A%20b", "limit=0", "x=1"] {
        assert_eq!(office.get(&format!("{APPOINTMENTS}?{wrong}")).await.problem(400), "malformed", "{wrong}");
    }
    for wrong in ["from=tomorrow", "to=2027-11-24", "limit=1"] {
        let path = format!("/admin/tenants/me/availability?{wrong}");
        assert_eq!(office.get(&path).await.problem(400), "malformed", "{wrong}");
    }
}

#[tokio::test]
async fn key_needs_the_scope_for_its_change() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let mut keys = Vec::new();
    for scope in ["customers:read", "appointments:write"] {
        let key = json!({"name": "Board", "scopes": [scope]});
        let key = owner.post("/admin/tenants/me/api-keys", &key).await.ok(201)["key"].as_str().map(str::to_owned);
        keys.push(ApiClient::with(&app.system, key));
    }
    assert_eq!(keys[0].post(APPOINTMENTS, &body(TUESDAY)).await.problem(403), "forbidden");
    let booked = keys[1].post(APPOINTMENTS, &body(TUESDAY)).await.ok(201);
    assert!(booked["booked_by"].as_str().is_some_and(|by| by.starts_with("key_")), "{booked}");
    assert_eq!(keys[1].get(&path(&booked)).await.problem(403), "forbidden");
    keys[0].get(&path(&booked)).await.ok(200);
}

#[tokio::test]
async fn concurrent_office_and_agent_never_exceed_the_places_and_give_each_back_once() {
    let app = TestApp::start().await;
    let (office, scope) = (app.person(ACME, "dispatcher"), app.scope(ACME).await);
    let (_, capacity, _) = places(&office, "").await[TUESDAY];
    let booking = (0..4).map(|nth| {
        let (office, store, scope) = (office.clone(), app.store(), scope.clone());
        async move {
            let agent = booked_in_call(&format!("agent{nth}"), TUESDAY);
            let capacity = u32::try_from(capacity).expect("small");
            let book = store.book(&scope, &agent, capacity, None);
            let body = body(TUESDAY);
            let (by_office, by_agent) = tokio::join!(office.post(APPOINTMENTS, &body), book);
            if by_office.status != 201 {
                assert_eq!(by_office.problem(409), "conflict");
                assert!(by_office.body["detail"].to_string().contains("last place"), "{}", by_office.body);
            }
            u64::from(by_office.status == 201) + u64::from(matches!(by_agent.expect("answered"), Booking::Booked(_)))
        }
    });
    let booked: u64 = futures_util::future::join_all(booking).await.into_iter().sum();
    assert_eq!(booked, capacity, "every place is taken, and none twice");
    assert_eq!(places(&office, "").await[TUESDAY], (capacity, capacity, false));

    // Both cancel all of them, at the same time.
    let all: Vec<_> = listed(&office, "").await;
    let cancelling = all.iter().map(|(id, ..)| {
        let (office, store, scope) = (office.clone(), app.store(), scope.clone());
        let occasion = app.occasion();
        async move {
            let (path, id) = (format!("{APPOINTMENTS}/{id}/cancel"), AppointmentId::parse(id).expect("an id"));
            let body = json!({"reason": "Snow", "notify_customer": true});
            let (by_office, by_agent) =
                tokio::join!(post(&office, "*", &path, &body), store.cancel(&scope, &id, &occasion));
            let by_agent = matches!(by_agent.expect("answered"), Moved::Done(_));
            assert_ne!(by_office.status == 200, by_agent, "one of them cancels it");
        }
    });
    futures_util::future::join_all(cancelling).await;
    let slot: SlotId = TUESDAY.parse().expect("a slot");
    let day = domain::dates::DateRange::day(slot.date);
    let taken = app.store().read_capacity(&scope, day).await.expect("read");
    assert_eq!(taken.get(&slot).copied(), Some(0));
    assert!(listed(&office, "").await.iter().all(|(.., status)| status == "cancelled"));
}

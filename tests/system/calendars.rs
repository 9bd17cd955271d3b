//! Calendars of visits: addresses that need no sign-in, what their readers see, and how they end.

use icalendar::{Calendar, CalendarComponent, Component};
use reqwest::{
    Method,
    header::{ETAG, IF_MATCH, IF_NONE_MATCH},
};
use serde_json::{Value, json};

use crate::support::{ACME, ApiClient, ApiResponse, DESERT, TestApp};

const FEEDS: &str = "/admin/tenants/me/calendar-feeds";
const APPOINTMENTS: &str = "/admin/tenants/me/appointments";

/// Makes a calendar; returns the path of its file.
async fn make(client: &ApiClient, body: &Value) -> String {
    let made = client.post(FEEDS, body).await.ok(201);
    let url = made["url"].as_str().expect("an address");
    let at = url.find("/calendar/cal_").unwrap_or_else(|| panic!("{url}"));
    url[at..].to_owned()
}

/// A reader without a credential.
fn reader(app: &TestApp) -> ApiClient {
    let mut reader = app.operator();
    reader.credential = None;
    reader
}

async fn read(app: &TestApp, path: &str) -> String {
    let response = reader(app).request(Method::GET, path).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/calendar; charset=utf-8");
    response.text().await.expect("text")
}

async fn status(app: &TestApp, path: &str) -> u16 {
    reader(app).request(Method::GET, path).send().await.expect("an answer").status().as_u16()
}

async fn book(client: &ApiClient, slot: &str, name: &str) -> Value {
    let body = json!({
        "slot": slot, "job_type": "repair", "name": name, "callback": "+12145550177", "street": "9 Elm Street; rear",
        "zip": "75201", "problem": "The furnace is dead", "access_notes": "Gate code 4711",
    });
    client.post(APPOINTMENTS, &body).await.ok(201)
}

async fn change(client: &ApiClient, visit: &Value, verb: &str, body: &Value) -> Value {
    let path = format!("{APPOINTMENTS}/{}/{verb}", visit["appointment_id"].as_str().expect("an id"));
    ApiResponse::of(client.request(Method::POST, &path).header(IF_MATCH, "*").json(body)).await.ok(200)
}

/// Makes and reads the calendar of a person, who is removed then.
pub(crate) async fn calendar_of_a_removed_person(app: &TestApp) {
    let owner = app.person(ACME, "owner");
    let path = make(&owner, &json!({"person": "usr_acme_dispatcher"})).await;
    assert_eq!(status(app, &path).await, 200);
    owner.delete("/admin/tenants/me/people/usr_acme_dispatcher").await.ok(204);
    assert_eq!(status(app, &path).await, 404);
}

/// The events as another library reads them: title, first instant, status, version.
fn events(file: &str) -> Vec<(String, String, String, String)> {
    let calendar: Calendar = file.parse().expect("a calendar");
    let event = |component: &CalendarComponent| {
        let CalendarComponent::Event(event) = component else { panic!("another component: {component:?}") };
        let text = |name: &str| event.property_value(name).unwrap_or_default().to_owned();
        assert!(event.get_uid().is_some_and(|uid| uid.ends_with("@front-desk")), "{event:?}");
        assert!(event.get_timestamp().is_some() && event.get_end().is_some(), "{event:?}");
        (event.get_summary().unwrap_or_default().to_owned(), text("DTSTART"), text("STATUS"), text("SEQUENCE"))
    };
    calendar.components.iter().map(event).collect()
}

#[tokio::test]
async fn calendar_shows_visits_as_they_are_booked_moved_and_cancelled() {
    let app = TestApp::start().await;
    let (manager, dispatcher) = (app.person(ACME, "manager"), app.person(ACME, "dispatcher"));
    let path = make(&manager, &json!({})).await;
    assert_eq!(events(&read(&app, &path).await), []);

    let visit = book(&dispatcher, "2026-11-24_morning", "José Peña, Jr.").await;
    let other = book(&dispatcher, "2026-11-25_morning", "Lee Park").await;
    let file = read(&app, &path).await;
    assert!(!file.contains("4711"), "access notes are not for calendars");
    assert!(file.contains("9 Elm Street\\; rear\\, 75201") && file.contains("+12145550177"), "{file}");
    let row = |title: &str, starts: &str, status: &str, sequence: &str| {
        (title.to_owned(), starts.to_owned(), status.to_owned(), sequence.to_owned())
    };
    let booked = [
        row("Heating or cooling repair: José Peña, Jr.", "20261124T140000Z", "CONFIRMED", "1"),
        row("Heating or cooling repair: Lee Park", "20261125T140000Z", "CONFIRMED", "1"),
    ];
    assert_eq!(events(&file), booked);

    change(&dispatcher, &visit, "move", &json!({"slot": "2026-11-27_morning", "notify_customer": false})).await;
    change(&dispatcher, &other, "cancel", &json!({"reason": "Sold the house", "notify_customer": false})).await;
    let changed = [
        row("Heating or cooling repair: Lee Park", "20261125T140000Z", "CANCELLED", "2"),
        row("Heating or cooling repair: José Peña, Jr.", "20261127T140000Z", "CONFIRMED", "2"),
    ];
    assert_eq!(events(&read(&app, &path).await), changed, "a moved visit is one event");
}

#[tokio::test]
async fn unchanged_calendar_is_not_sent_again() {
    let app = TestApp::start().await;
    let path = make(&app.person(ACME, "owner"), &json!({})).await;
    let first = reader(&app).request(Method::GET, &path).send().await.expect("an answer");
    let etag = first.headers()[ETAG].clone();
    let again = reader(&app).request(Method::GET, &path).header(IF_NONE_MATCH, &etag).send().await.expect("an answer");
    assert_eq!((again.status().as_u16(), &again.headers()[ETAG]), (304, &etag));
    assert_eq!(again.text().await.expect("text"), "");
    book(&app.person(ACME, "owner"), "2026-11-24_morning", "Lee Park").await;
    let changed =
        reader(&app).request(Method::GET, &path).header(IF_NONE_MATCH, &etag).send().await.expect("an answer");
    assert_eq!(changed.status(), 200);
}

#[tokio::test]
async fn address_ends_when_it_is_replaced_or_revoked_and_others_never_work() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (first, of_desert) = (make(&owner, &json!({})).await, make(&app.person(DESERT, "owner"), &json!({})).await);
    let second = make(&owner, &json!({})).await;
    assert_eq!((status(&app, &first).await, status(&app, &second).await), (404, 200));
    let listed = owner.get(FEEDS).await.ok(200);
    assert_eq!(listed["items"].as_array().expect("items").len(), 1, "{listed}");
    assert!(listed["items"][0]["last_read_at"].is_string(), "{listed}");
    assert!(!listed.to_string().contains(&second["/calendar/".len()..second.len() - ".ics".len()]));
    assert!(second.ends_with(&format!("{}.ics", listed["items"][0]["last_four"].as_str().expect("text"))));

    owner.delete(&format!("{FEEDS}/company")).await.ok(204);
    assert_eq!((status(&app, &second).await, status(&app, &of_desert).await), (404, 200));
    assert_eq!(owner.delete(&format!("{FEEDS}/company")).await.problem(404), "not-found");
    for wrong in ["/calendar/cal_.ics", &second.replace(".ics", ""), &second.replace("cal_", "CAL_")] {
        assert_eq!(status(&app, wrong).await, 404, "{wrong}");
    }
}

#[tokio::test]
async fn calendar_of_a_person_ends_with_their_right_to_read_customers() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let of_person = |person: &str| json!({"person": person});
    let path = make(&owner, &of_person("usr_acme_dispatcher")).await;
    assert_eq!(status(&app, &path).await, 200);
    let person = "/admin/tenants/me/people/usr_acme_dispatcher";
    owner.patch(person, &json!({"role": "viewer"})).await.ok(200);
    assert_eq!(status(&app, &path).await, 404);
    for person in ["usr_acme_dispatcher", "usr_acme_viewer", "usr_desert_owner", "usr_unknown"] {
        let refused = owner.post(FEEDS, &of_person(person)).await;
        assert_eq!(
            (refused.problem(422).as_str(), &refused.body["errors"][0]["field"]),
            ("invalid", &json!("/person"))
        );
    }
    owner.patch(person, &json!({"role": "dispatcher"})).await.ok(200);
    assert_eq!(status(&app, &path).await, 200);
    owner.delete(person).await.ok(204);
    assert_eq!(status(&app, &path).await, 404);
    assert_eq!(owner.get(FEEDS).await.ok(200)["items"], json!([]), "the removed person's calendar is gone");
}

#[tokio::test]
async fn reader_that_asks_all_the_time_is_slowed_down() {
    let app = TestApp::start().await;
    let path = make(&app.person(ACME, "owner"), &json!({})).await;
    for _ in 0..30 {
        assert_eq!(status(&app, &path).await, 200);
    }
    let over = reader(&app).request(Method::GET, &path).send().await.expect("an answer");
    assert_eq!((over.status().as_u16(), &over.headers()["retry-after"]), (429, &"60".parse().expect("a value")));
}

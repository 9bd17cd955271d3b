//! Lists of calls at Twilio that are longer than a sweep reads at once.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Json, Router,
    extract::Query,
    http::{StatusCode, Uri},
};
use localhost::Loopback;
use serde_json::json;
use unfinished_calls::{TIMEOUT, UnfinishedCalls};

use super::{
    account_sweep::{HALF_PAST, instant, swept},
    unfinished_calls::counted,
};
use crate::support::{ACME, TestApp};

/// Twilio's list of the calls to the first company's number: one call a page, one a minute before ten past four. The URLs of
/// its pages are noted. `known` is how many places Twilio still knows.
fn long_list(app: &TestApp, asked: Arc<Mutex<Vec<String>>>, known: Arc<AtomicUsize>) -> Router {
    let number = app.tenant(ACME).number.to_string();
    let answer = async move |uri: Uri, Query(query): Query<BTreeMap<String, String>>| {
        let of_calls = uri.path().ends_with("/Calls.json") && query.get("To").is_some_and(|to| *to == number);
        if !of_calls {
            return Ok(Json(json!({"calls": [], "recordings": [], "next_page_uri": null})));
        }
        let page: usize = query.get("Page").map_or(0, |page| page.parse().expect("a number"));
        if page > known.load(Ordering::SeqCst) {
            known.store(usize::MAX, Ordering::SeqCst);
            return Err(StatusCode::BAD_REQUEST);
        }
        asked.lock().expect("unpoisoned").push(page.to_string());
        let minutes = i64::try_from(page).expect("few");
        let started_at = instant("2026-11-23T16:10:00Z") - jiff::SignedDuration::from_mins(minutes);
        let call = json!({
            "sid": format!("CAe{page:031x}"), "from": "+12145550142", "to": number, "status": "completed", "duration": "9",
            "start_time": started_at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(), "price": null, "price_unit": "USD",
        });
        let next = format!("{}?To={}&Page={}&PageToken=PA{page}", uri.path(), number.replace('+', "%2B"), page + 1);
        Ok(Json(json!({"calls": [call], "next_page_uri": next})))
    };
    Router::new().fallback(answer)
}

/// `unfinished-calls` with such a list.
async fn with_long_list(app: &TestApp, asked: &Arc<Mutex<Vec<String>>>, known: usize) -> Arc<UnfinishedCalls> {
    let loopback = Loopback::bind(0).await.expect("a port");
    let function = app.other_process([("TWILIO_API_URL", loopback.url())]).unfinished_calls;
    let known = Arc::new(AtomicUsize::new(known));
    tokio::spawn(loopback.serve_forever(long_list(app, Arc::clone(asked), known)));
    function
}

fn pages(pages: std::ops::Range<usize>) -> Vec<String> {
    pages.map(|page| page.to_string()).collect()
}

#[tokio::test]
async fn long_list_of_calls_is_read_in_parts_and_goes_on_with_the_next_sweep() {
    let app = swept().await;
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let function = with_long_list(&app, &asked, usize::MAX).await;
    app.set_now(HALF_PAST);
    let report = function.run(TIMEOUT).await.expect("a completed sweep").accounts;
    assert_eq!((report.asked, report.cut_off, report.calls), (2, 1, 20), "{report:?}");
    assert_eq!(*asked.lock().expect("unpoisoned"), pages(0..20));
    // The next sweep goes on, although the hour is not over, and reads no further than to the last sweep before.
    app.set_now("2026-11-23T16:45:00Z");
    let report = function.run(TIMEOUT).await.expect("a completed sweep").accounts;
    // The calls from 15:50 to 15:30 are 21; the page of 15:29 is the last one that is read.
    assert_eq!((report.asked, report.cut_off, report.calls), (1, 1, 20), "{report:?}");
    app.set_now("2026-11-23T17:00:00Z");
    let report = function.run(TIMEOUT).await.expect("a completed sweep").accounts;
    assert_eq!((report.asked, report.cut_off, report.calls), (1, 0, 1), "{report:?}");
    assert_eq!(*asked.lock().expect("unpoisoned"), pages(0..42));
    app.set_now("2026-11-23T17:15:00Z");
    assert_eq!(function.run(TIMEOUT).await.expect("a completed sweep").accounts.asked, 0, "not within the hour");
    assert_eq!(counted(app, ACME).await.map(|usage| usage.calls), Some(41));
}

#[tokio::test]
async fn place_that_twilio_no_longer_knows_begins_the_list_again() {
    let app = swept().await;
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let function = with_long_list(&app, &asked, 19).await;
    app.set_now(HALF_PAST);
    function.run(TIMEOUT).await.expect("a completed sweep");
    app.set_now("2026-11-23T16:45:00Z");
    let report = function.run(TIMEOUT).await.expect("a completed sweep").accounts;
    assert_eq!((report.refused, report.cut_off), (0, 1), "{report:?}");
    assert_eq!(*asked.lock().expect("unpoisoned"), [pages(0..20), pages(0..20)].concat());
}

//! Search with the filters of the list of calls: it finds exactly the calls that fit both, with bounded reads.

use std::{cmp::Reverse, time::Duration};

use domain::triage::Language;
use jiff::Timestamp;
use messages::FinishedCall;
use search::{IndexedUtterance, SearchQuery, Speaker};
use serde_json::{Value, json};
use store::{CallFilter, FoundCalls};

use super::{
    aws_requests::{counts, operations_of},
    call_filters::{count, ended_at, filters, shows, varied},
    test_mode::set_test_mode,
};
use crate::support::{ACME, ModelReply, TestApp, tool};

const SEARCH: &str = "/admin/tenants/me/calls/search";

/// What is said in the `nth` call. Every word has a period of its own.
fn words(nth: usize) -> String {
    let words = [(2, "boiler"), (3, "furnaces"), (5, "leaking")];
    let said = words.iter().filter(|(period, _)| nth.is_multiple_of(*period)).map(|(_, word)| *word);
    said.collect::<Vec<_>>().join(" ")
}

/// Whether the `nth` call contains a query of the test.
fn contains(nth: usize, query: &str) -> bool {
    match query {
        "boiler" => nth.is_multiple_of(2),
        "furn* leaks" => nth.is_multiple_of(3) && nth.is_multiple_of(5),
        "\"boiler furnace\"" => nth.is_multiple_of(6),
        other => unreachable!("{other}"),
    }
}

async fn index(app: &TestApp, call: &FinishedCall, words: String) {
    let said = vec![IndexedUtterance { speaker: Speaker::Caller, words }];
    let (store, customers) = (app.store(), app.customers(ACME).await);
    store.index_call(&customers, &call.call, call.started_at, said).await.expect("indexed");
}

async fn search(app: &TestApp, query: &str, filter: &CallFilter, after: Option<&str>, limit: usize) -> FoundCalls {
    let query = SearchQuery::parse(query).expect("a query");
    let (store, customers) = (app.store(), app.customers(ACME).await);
    store.search_calls(&customers, (&query, filter), after, limit).await.expect("found")
}

#[tokio::test]
async fn search_with_any_filter_finds_exactly_the_calls_that_fit_both() {
    let app = TestApp::start().await;
    let calls: Vec<(usize, FinishedCall)> = (0..180).map(|nth| (nth, varied(&app, nth))).collect();
    for (nth, call) in &calls {
        count(&app, call).await;
        index(&app, call, words(*nth)).await;
    }
    let mut found_at_all = 0;
    let queries = ["boiler", "furn* leaks", "\"boiler furnace\""];
    for (filter, query) in filters().into_iter().step_by(5).zip(queries.into_iter().cycle()) {
        let mut expected: Vec<&FinishedCall> =
            calls.iter().filter(|(nth, call)| contains(*nth, query) && shows(&filter, call)).map(|(_, c)| c).collect();
        let mut shown = Vec::new();
        let mut after = None;
        loop {
            let FoundCalls { page, .. } = search(&app, query, &filter, after.as_deref(), 4).await;
            assert!(page.items.len() <= 4 && page.items.iter().all(|found| !found.snippets.is_empty()), "{page:?}");
            shown.extend(page.items.into_iter().map(|found| found.entry));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let is_newest_first = shown.is_sorted_by_key(|entry| Reverse(entry.started_at))
            || shown.is_sorted_by_key(|entry| Reverse(entry.ended_at()));
        assert!(is_newest_first, "{query} {filter:?}");
        let mut shown: Vec<_> = shown.into_iter().map(|entry| entry.call).collect();
        shown.sort_by_key(ToString::to_string);
        expected.sort_by_key(|call| (call.call.to_string(), ended_at(call)));
        assert_eq!(shown, expected.iter().map(|call| call.call.clone()).collect::<Vec<_>>(), "{query} {filter:?}");
        found_at_all += usize::from(!shown.is_empty());
    }
    assert!(found_at_all > 20, "the searches find nothing: {found_at_all}");
}

#[tokio::test]
async fn search_beyond_its_reads_reports_how_far_it_came_and_continues() {
    let app = TestApp::start().await;
    let oldest = FinishedCall { test: false, ..varied(&app, 0) };
    count(&app, &oldest).await;
    index(&app, &oldest, "attic".to_owned()).await;
    // Newer calls that were erased while they were being searched.
    let words = format!("{}#words", app.tenant(ACME).tenant_id);
    let began: Timestamp = "2026-11-24T00:00:00Z".parse().expect("an instant");
    let posting = |nth: i64| {
        let at = began.as_microsecond() + nth;
        json!({"tenant_id": words, "sk": format!("e.attic#{at:018}#CAerased{nth}"), "v": 1, "at": "AA=="})
    };
    app.put_items(&(0..1_100).map(posting).collect::<Vec<Value>>()).await;
    let facts = oldest.facts.as_ref().expect("facts");
    let filter = CallFilter { language: Some(facts.language), outcome: None, ..CallFilter::default() };
    app.aws.clear_requests();
    let FoundCalls { page, searched_back_to } = search(&app, "attic", &filter, None, 5).await;
    // A page stops after 10 times 100 calls that were checked. The word has a stem in each language.
    assert_eq!(
        operations_of(&app),
        counts(["GetItem"].into_iter().chain(["Query"; 10 + Language::ALL.len()]).chain(["BatchGetItem"; 10]))
    );
    assert_eq!((page.items.len(), searched_back_to), (0, Some(began + jiff::SignedDuration::from_micros(100))));
    let after = page.next.expect("a cursor");
    let FoundCalls { page, searched_back_to } = search(&app, "attic", &filter, Some(&after), 5).await;
    assert_eq!((page.items.len(), page.next, searched_back_to), (1, None, None));
}

#[tokio::test]
async fn cursor_of_a_search_belongs_to_its_filter_and_conditions_are_checked() {
    let app = TestApp::start().await;
    for nth in 0..40 {
        let call = FinishedCall { test: false, ..varied(&app, nth) };
        count(&app, &call).await;
        index(&app, &call, "boiler".to_owned()).await;
    }
    let dispatcher = app.person(ACME, "dispatcher");
    let found = async |query: &str| dispatcher.get(&format!("{SEARCH}?q=boiler&{query}")).await.ok(200);
    let page = found("after_hours=true&spam=false&limit=2").await;
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    assert!(page["items"].as_array().expect("items").iter().all(|item| item["call"]["facts"]["after_hours"] == true));
    found(&format!("after_hours=true&spam=false&limit=3&cursor={cursor}")).await;
    for other in ["limit=2", "after_hours=false&spam=false", "outcome=emergency", "day=2026-11-21"] {
        let refused = dispatcher.get(&format!("{SEARCH}?q=boiler&{other}&cursor={cursor}")).await;
        assert_eq!(refused.problem(400), "malformed", "{other}");
    }
    let refused = dispatcher.get(&format!("{SEARCH}?q=boiler&from=2026-11-23&to=2026-11-22")).await;
    assert_eq!(refused.problem(400), "malformed");
    let of_day = found("day=2026-11-21&limit=50").await;
    assert_eq!(of_day["items"].as_array().map(Vec::len), Some(39), "the first one began half a minute before the day");
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn call_in_test_mode_is_found_among_such_calls_only() {
    let app = TestApp::start().await;
    set_test_mode(&app, true).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.model.reply_with([ModelReply::Say("What is the ZIP code?")]);
    let asked = caller.say(&greeting, "my furnaces are squealing").await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    caller.say(&asked, "it is 75201").await;
    caller.hang_up().await;
    let dispatcher = app.person(ACME, "dispatcher");
    let ids = async |query: &str| {
        let page = dispatcher.get(&format!("{SEARCH}?q={query}")).await.ok(200);
        page["items"].as_array().expect("items").iter().map(|item| item["call"]["call_id"].clone()).collect::<Vec<_>>()
    };
    let indexed = async {
        while ids("squeal&test=true").await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), indexed).await.expect("the call was not indexed");
    assert_eq!(ids("furn*%20squeals&test=true").await, [json!(caller.call_sid())]);
    assert_eq!(ids("furnace").await, Vec::<Value>::new());
    assert_eq!(ids("boiler&test=true").await, Vec::<Value>::new());
}

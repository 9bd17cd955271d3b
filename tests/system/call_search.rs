//! Search of transcripts: every query finds exactly the calls that contain it, the newest first, page by page.

use std::time::Duration;

use domain::id::CallSid;
use jiff::{Timestamp, ToSpan};
use search::{IndexedUtterance, Speaker};
use serde_json::{Value, json};

use super::call_records::count_call;
use crate::support::{ACME, ApiClient, DESERT, ModelReply, TestApp, tool};

const SEARCH: &str = "/admin/tenants/me/calls/search";

/// Words without common forms.
const VOCABULARY: [&str; 10] =
    ["attic", "boiler", "copper", "duct", "filter", "garage", "kitchen", "pilot", "thermostat", "zip75201"];

/// A sequence of numbers that looks random and is the same in each run.
fn numbers(seed: u64) -> impl Iterator<Item = usize> {
    let next =
        |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(Some(seed), next).skip(3).filter_map(|state| usize::try_from(state >> 33).ok())
}

/// What is said in a call: a few turns of a few words.
fn words_of(nth: usize) -> Vec<Vec<&'static str>> {
    let mut numbers = numbers(u64::try_from(nth).expect("few") + 1);
    let mut next = |below: usize| numbers.next().expect("endless") % below;
    (0..=next(3)).map(|_| (0..=next(5)).map(|_| VOCABULARY[next(VOCABULARY.len())]).collect()).collect()
}

fn path(query: &str, more: &str) -> String {
    let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    format!("{SEARCH}?q={query}{more}")
}

async fn index(app: &TestApp, company: usize, nth: usize, turns: &[Vec<&str>]) -> String {
    let id = count_call(app, company, nth).await;
    let noon: Timestamp = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let started_at = noon + i64::try_from(nth).expect("few").minutes();
    let said = |turn: &Vec<&str>| IndexedUtterance { speaker: Speaker::Caller, words: turn.join(" ") };
    let (customers, call) = (app.customers(company).await, CallSid::parse(&id).expect("an id"));
    app.store().index_call(&customers, &call, started_at, turns.iter().map(said).collect()).await.expect("indexed");
    id
}

/// The calls that a search finds on all pages.
async fn found(client: &ApiClient, query: &str, limit: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&path(query, &format!("&limit={limit}{cursor}"))).await.ok(200);
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= limit);
        ids.extend(items.iter().map(|item| item["call"]["call_id"].as_str().expect("an id").to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { return ids };
        cursor = format!("&cursor={next}");
    }
}

/// Whether a call contains every part of a query, by comparing words.
fn contains(turns: &[Vec<&str>], query: &str) -> bool {
    let has = |phrase: &[&str]| turns.iter().any(|turn| turn.windows(phrase.len()).any(|words| words == phrase));
    query.split('"').enumerate().all(|(nth, part)| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let begins = |beginning: &str| turns.iter().flatten().any(|word| word.starts_with(beginning));
        words.is_empty()
            || if nth % 2 == 1 {
                has(&words)
            } else {
                words.iter().all(|word| word.strip_suffix('*').map_or_else(|| has(&[word]), begins))
            }
    })
}

#[tokio::test]
async fn every_query_finds_exactly_the_calls_that_contain_it_newest_first() {
    let app = TestApp::start().await;
    let mut calls = Vec::new();
    for nth in 0..80 {
        let turns = words_of(nth);
        calls.push((index(&app, ACME, nth, &turns).await, turns));
    }
    index(&app, DESERT, 0, &[VOCABULARY.to_vec()]).await;
    calls.reverse();
    let mut queries: Vec<String> = vec!["fil* duct".into(), "gar*".into(), "zip75*".into(), "nothing".into()];
    for (nth, first) in VOCABULARY.iter().enumerate() {
        let second = VOCABULARY[(nth + 3) % VOCABULARY.len()];
        queries.extend([
            (*first).to_owned(),
            format!("{first} {second}"),
            format!("\"{first} {second}\""),
            format!("\"{first} {second}\" {} ", VOCABULARY[(nth + 5) % VOCABULARY.len()]),
        ]);
    }
    let dispatcher = app.person(ACME, "dispatcher");
    let mut total = 0;
    for query in queries {
        let expected: Vec<&String> =
            calls.iter().filter(|(_, turns)| contains(turns, &query)).map(|(id, _)| id).collect();
        total += expected.len();
        assert_eq!(found(&dispatcher, &query, 7).await.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    assert!(total > 300, "the queries find too little to prove anything: {total}");
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn finished_call_is_found_by_what_was_said_in_it_but_not_by_a_card_number() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.model.reply_with([ModelReply::Say("What is the ZIP code?")]);
    let asked = caller.say(&greeting, "my furnaces are squealing and my card is 4111 1111 1111").await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    caller.say(&asked, "1111").await;
    caller.hang_up().await;
    let dispatcher = app.person(ACME, "dispatcher");
    let indexed = async {
        while found(&dispatcher, "squeal", 5).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), indexed).await.expect("the call was not indexed");
    for query in ["furnace squeals", "\"furnace are squealing\" card", "\"zip code\"", "squeal*", "squealing*"] {
        assert_eq!(found(&dispatcher, query, 5).await, [caller.call_sid()], "{query}");
    }
    for query in ["4111", "1111", "\"squealing furnace\""] {
        assert_eq!(found(&dispatcher, query, 5).await, Vec::<String>::new(), "{query}");
    }
    let page = dispatcher.get(&path("furnace", "")).await.ok(200);
    assert_eq!(page["items"][0]["snippets"][0]["pieces"][1], json!({"text": "furnaces", "found": true}));
    assert_eq!(found(&app.person(DESERT, "owner"), "furnace", 5).await, Vec::<String>::new());
}

#[tokio::test]
async fn longer_transcript_replaces_the_index_of_a_call() {
    let app = TestApp::start().await;
    let id = index(&app, ACME, 0, &[vec!["boiler"]]).await;
    let customers = app.customers(ACME).await;
    let started_at: Timestamp = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let call = CallSid::parse(&id).expect("an id");
    let said = vec![IndexedUtterance { speaker: Speaker::Agent, words: "the attic".to_owned() }];
    for _ in 0..2 {
        app.store().index_call(&customers, &call, started_at, said.clone()).await.expect("indexed");
    }
    let dispatcher = app.person(ACME, "dispatcher");
    assert_eq!(found(&dispatcher, "attic", 5).await, [id]);
    assert_eq!(found(&dispatcher, "boiler", 5).await, Vec::<String>::new());
}

#[tokio::test]
async fn search_with_a_bad_query_or_without_permission_is_refused() {
    let app = TestApp::start().await;
    let dispatcher = app.person(ACME, "dispatcher");
    for (query, more) in
        [("", ""), ("*", ""), ("fu*", ""), ("a b c d e f g h i", ""), ("gas", "&limit=51"), ("gas", "&x=1")]
    {
        assert_eq!(dispatcher.get(&path(query, more)).await.problem(400), "malformed", "{query} {more}");
    }
    assert_eq!(dispatcher.get(SEARCH).await.problem(400), "malformed");
    assert_eq!(dispatcher.get(&path("gas", "&cursor=%00")).await.problem(400), "malformed");
    assert_eq!(app.person(ACME, "viewer").get(&path("gas", "")).await.problem(403), "forbidden");
}

#[tokio::test]
async fn beginning_of_too_many_words_is_refused() {
    let app = TestApp::start().await;
    let words: Vec<String> = (b'a'..=b'r').map(|letter| format!("pre{}x", char::from(letter))).collect();
    index(&app, ACME, 0, &[words.iter().map(String::as_str).collect()]).await;
    let dispatcher = app.person(ACME, "dispatcher");
    assert_eq!(dispatcher.get(&path("pre*", "")).await.problem(422), "invalid");
    assert_eq!(found(&dispatcher, "prea*", 5).await.len(), 1);
}

#[tokio::test]
async fn erased_company_leaves_no_word() {
    let app = TestApp::start().await;
    index(&app, ACME, 0, &[vec!["boiler"]]).await;
    let owner = app.person(ACME, "owner");
    let before: Value = owner.get(&path("boiler", "")).await.ok(200);
    assert_eq!(before["items"][0]["snippets"][0]["pieces"], json!([{"text": "boiler", "found": true}]));
    owner.delete("/admin/tenants/me").await.ok(200);
    app.operator().post("/admin/tenants/ten_acme/erase", &json!({"confirm": "ten_acme"})).await.ok(200);
    assert!(app.items().await.iter().all(|item| !item.mentions("boiler")), "a word is left");
}

//! What the number of calls costs: searches, and pages of the list of calls, of a company with 100,000 calls in an embedded table.
//! Prints percentiles and the requests to the table of each, and asserts nothing about time.
//!
//! `cargo bench -p local --bench calls`; with `CALLS=2000` in the environment, on fewer calls.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failed measurement stops with its location"
)]

use std::time::{Duration, Instant};

use domain::{call_facts::Outcome, triage::Language};
use local_aws::{EmbeddedAws, Storage, provision};
use search::SearchQuery;
use store::{CallFilter, CustomerScope, Store};

mod copies;
mod templates;

use templates::{caller, day};

const CALLS: usize = 100_000;
const ROUNDS: usize = 60;

/// A measured operation: a search, or without words a page of the list.
struct Operation {
    title: &'static str,
    query: Option<&'static str>,
    filter: CallFilter,
}

fn operations() -> Vec<Operation> {
    let all = CallFilter::default;
    let search = |title, query, filter| Operation { title, query: Some(query), filter };
    let list = |title, filter| Operation { title, query: None, filter };
    vec![
        search("one word, in a third of the calls", "furnace", all()),
        search("one word, in one call of 500", "skylight", all()),
        search("two words, often together", "furnace leaks", all()),
        search("two words, seldom together", "warranty blower", all()),
        search("two words, never together", "skylight attic", all()),
        search("phrase", "\"furnace noise\"", all()),
        search("beginning of a word", "therm*", all()),
        search("one word, in Spanish", "calefacciones", all()),
        search("one word, on a day", "furnace", CallFilter { arrived: Some(day()), ..all() }),
        search("one word, booked calls", "furnace", CallFilter { outcome: Some(Outcome::Booked), ..all() }),
        search("one word, emergencies", "furnace", CallFilter { outcome: Some(Outcome::Emergency), ..all() }),
        search("one word, calls of a caller", "furnace", CallFilter { caller: Some(caller(7)), ..all() }),
        search(
            "two words, after hours in English without spam",
            "furnace heater",
            CallFilter { after_hours: Some(true), language: Some(Language::ENGLISH), spam: Some(false), ..all() },
        ),
        list("list, first page of 25", all()),
        list("list, of a day", CallFilter { arrived: Some(day()), ..all() }),
        list("list, emergencies", CallFilter { outcome: Some(Outcome::Emergency), ..all() }),
        list("list, of a caller", CallFilter { caller: Some(caller(7)), ..all() }),
        list("list, in Spanish after hours", {
            CallFilter { language: Some(Language::SPANISH), after_hours: Some(true), ..all() }
        }),
    ]
}

/// Carries out an operation. Returns how long it took and how many calls it found.
async fn run(store: &Store, customers: &CustomerScope, operation: &Operation) -> (Duration, usize) {
    let query = operation.query.map(|query| SearchQuery::parse(query).expect("a query"));
    let began = Instant::now();
    let found = match &query {
        Some(query) => {
            let found = store.search_calls(customers, (query, &operation.filter), None, 20).await;
            found.expect("found").page.items.len()
        }
        None => store.list_calls(customers, &operation.filter, None, 25).await.expect("a page").items.len(),
    };
    (began.elapsed(), found)
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)].as_secs_f64() * 1e3
}

#[tokio::main]
async fn main() {
    let calls = std::env::var("CALLS").ok().and_then(|calls| calls.parse().ok()).unwrap_or(CALLS);
    let (templates, customers) = templates::made().await;
    let folder = tempfile::tempdir().expect("a folder");
    let storage = || Storage::Directory(folder.path().to_owned());
    let aws = EmbeddedAws::start(storage()).await.expect("it starts");
    let table = provision(&aws.sdk_config()).await.expect("provisioned").table_name;
    drop(aws);
    let began = Instant::now();
    let items = copies::import(folder.path(), &table, &templates, calls);
    println!("{calls} calls ({items} items) imported in {:.0} s\n", began.elapsed().as_secs_f64());
    let aws = EmbeddedAws::start(storage()).await.expect("it starts again");
    let (requests, client) = copies::counting(&aws.sdk_config());
    let store = Store::new(client, table);
    println!("| | found | requests | p50 ms | p95 ms |\n|---|---|---|---|---|");
    for operation in operations() {
        let (_, found) = run(&store, &customers, &operation).await;
        let before = requests.count();
        let mut took = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            took.push(run(&store, &customers, &operation).await.0);
        }
        took.sort_unstable();
        let requests = (requests.count() - before) / ROUNDS;
        let (p50, p95) = (percentile(&took, 50), percentile(&took, 95));
        println!("| {} | {found} | {requests} | {p50:.0} | {p95:.0} |", operation.title);
    }
}

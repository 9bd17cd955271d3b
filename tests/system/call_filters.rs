//! The filters of the list of calls: what they show, page by page, and how much each page reads.

use std::collections::BTreeMap;

use domain::{
    booking::CallerIdentity,
    call_facts::{CallFacts, Outcome, Transfers},
    day_counts::TurnTimes,
    id::CallSid,
    money::MicroUsd,
    phone::PhoneNumber,
    tenant::JobTypeId,
    triage::Language,
    usage::{CallUsage, ProviderCosts},
};
use jiff::{Timestamp, ToSpan, civil::date, tz::TimeZone};
use messages::FinishedCall;
use serde_json::{Value, json};
use store::{CallEntry, CallFilter, Counted};

use super::{calls::up_to_read_back, test_mode::set_test_mode};
use crate::support::{ACME, ApiClient, DESERT, TestApp};

const CALLS: &str = "/admin/tenants/me/calls";
const DANA: &str = "+12145550142";
const LEE: &str = "+12145550143";

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("a number")
}

fn job_type(id: &str) -> JobTypeId {
    JobTypeId::parse(id).expect("a job type")
}

/// The `nth` of many calls: each property has a period of its own, so that all combinations occur.
pub(crate) fn varied(app: &TestApp, nth: usize) -> FinishedCall {
    let began: Timestamp = "2026-11-21T05:59:30Z".parse().expect("an instant");
    let started_at = began + i64::try_from(nth).expect("few").saturating_mul(17).minutes();
    let facts = CallFacts {
        outcome: Outcome::ALL[nth * 7 % Outcome::ALL.len()],
        job_types: [["repair"].as_slice(), &[], &["maintenance", "repair"]][nth % 3]
            .iter()
            .map(|id| job_type(id))
            .collect(),
        after_hours: nth.is_multiple_of(4),
        language: if nth.is_multiple_of(5) { Language::SPANISH } else { Language::ENGLISH },
        bookable: false,
        booked: Vec::new(),
        moved: Vec::new(),
        cancelled: Vec::new(),
        transfers: Transfers::default(),
        identity: CallerIdentity::Claimed,
        non_customer: None,
    };
    let test = nth.is_multiple_of(7);
    FinishedCall {
        tenant: app.tenant(ACME).tenant_id.clone(),
        call: CallSid::parse(&format!("CA{nth:032}")).expect("an id"),
        caller: [Some(number(DANA)), Some(number(LEE)), None][nth % 3].clone(),
        day: TimeZone::get("America/Chicago").expect("a zone").to_datetime(started_at).date(),
        started_at,
        usage: CallUsage { call_seconds: 60 * (nth as u64 % 11), ..CallUsage::default() },
        hour: Some(9),
        times: TurnTimes::default(),
        price_micro_usd: None,
        // Some calls are known to Twilio only.
        facts: (nth % 13 != 12).then_some(facts),
        test,
    }
}

pub(crate) async fn count(app: &TestApp, finished: &FinishedCall) -> Counted {
    app.store().count_usage(finished, ProviderCosts::of_telephone(MicroUsd::new(1_000))).await.expect("counted")
}

pub(crate) fn ended_at(call: &FinishedCall) -> Timestamp {
    call.started_at + i64::try_from(call.usage.call_seconds).expect("short").seconds()
}

/// Whether a filter shows a call.
pub(crate) fn shows(filter: &CallFilter, call: &FinishedCall) -> bool {
    let facts = call.facts.as_ref();
    let fact = |holds: &dyn Fn(&CallFacts) -> bool| facts.is_some_and(holds);
    filter.test == call.test
        && filter.arrived.is_none_or(|(from, until)| (from..until).contains(&call.started_at))
        && filter.caller.as_ref().is_none_or(|caller| call.caller.as_ref() == Some(caller))
        && filter.outcome.is_none_or(|outcome| fact(&|facts| facts.outcome == outcome))
        && filter.job_type.as_ref().is_none_or(|id| fact(&|facts| facts.job_types.contains(id)))
        && filter.after_hours.is_none_or(|after_hours| fact(&|facts| facts.after_hours == after_hours))
        && filter.language.is_none_or(|language| fact(&|facts| facts.language == language))
        && filter.spam.is_none_or(|spam| fact(&|facts| facts.is_spam()) == spam)
}

/// Every combination of a few values of each condition.
pub(crate) fn filters() -> Vec<CallFilter> {
    let instant = |text: &str| text.parse::<Timestamp>().expect("an instant");
    let day = (instant("2026-11-22T06:00:00Z"), instant("2026-11-23T06:00:00Z"));
    let mut filters = vec![CallFilter::default()];
    let mut vary = |variants: &[&dyn Fn(&mut CallFilter)]| {
        filters = filters
            .iter()
            .flat_map(|filter| {
                let varied = variants.iter().map(|change| {
                    let mut filter = filter.clone();
                    change(&mut filter);
                    filter
                });
                std::iter::once(filter.clone()).chain(varied.collect::<Vec<_>>())
            })
            .collect();
    };
    vary(&[&|filter| filter.test = true]);
    vary(&[&|filter| filter.arrived = Some(day)]);
    vary(&[&|filter| filter.caller = Some(number(LEE))]);
    vary(&[&|filter| filter.outcome = Some(Outcome::Booked), &|filter| filter.outcome = Some(Outcome::Emergency)]);
    vary(&[&|filter| filter.job_type = Some(job_type("maintenance"))]);
    vary(&[&|filter| filter.after_hours = Some(true), &|filter| filter.after_hours = Some(false)]);
    vary(&[&|filter| filter.language = Some(Language::SPANISH)]);
    vary(&[&|filter| filter.spam = Some(true), &|filter| filter.spam = Some(false)]);
    filters
}

#[tokio::test]
async fn walk_with_any_filter_shows_exactly_the_calls_that_fit_it() {
    let app = TestApp::start().await;
    let mut calls: Vec<FinishedCall> = (0..240).map(|nth| varied(&app, nth)).collect();
    for finished in &calls {
        count(&app, finished).await;
    }
    calls.sort_by_key(|call| (std::cmp::Reverse(ended_at(call)), std::cmp::Reverse(call.call.to_string())));
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let mut shown_at_all = 0;
    let mut pages = BTreeMap::new();
    for filter in filters() {
        let expected: Vec<_> = calls.iter().filter(|call| shows(&filter, call)).map(|call| call.call.clone()).collect();
        let (mut shown, mut after) = (Vec::new(), None);
        loop {
            app.aws.clear_requests();
            let page = store.list_calls(&customers, &filter, after.as_deref(), 60).await.expect("read");
            *pages.entry(app.aws.requests().len()).or_insert(0) += 1;
            assert!(page.items.len() <= 60);
            shown.extend(page.items.into_iter().map(|entry: CallEntry| entry.call));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(shown, expected, "{filter:?}");
        shown_at_all += usize::from(!shown.is_empty());
    }
    assert_eq!(pages, BTreeMap::from([(1, 873), (2, 7)]), "pages by their number of requests");
    assert!(shown_at_all > 100, "the filters show nothing: {shown_at_all}");
}

#[tokio::test]
async fn page_that_finds_nothing_in_its_reads_is_empty_and_leads_on() {
    let app = TestApp::start().await;
    count(&app, &FinishedCall { test: false, ..varied(&app, 0) }).await;
    let acme = app.tenant(ACME).tenant_id.to_string();
    let began: Timestamp = "2026-11-24T00:00:00Z".parse().expect("an instant");
    // Rows of 30 KB, so that a query reads few of them.
    let rows: Vec<Value> = (0..130)
        .map(|nth| {
            let started_at = began + nth.minutes();
            json!({
                "tenant_id": acme, "sk": format!("ended#{:018}#CAfat{nth}", started_at.as_microsecond()), "v": 1,
                "call": format!("CAfat{nth}"), "started_at": started_at, "call_seconds": 0, "turns": 0, "appointments": 0,
                "messages": 0, "emergencies": 0, "cost_micro_usd": 0, "padding": "x".repeat(30_000),
            })
        })
        .collect();
    app.put_items(&rows).await;
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let filter = CallFilter { after_hours: Some(true), ..CallFilter::default() };
    app.aws.clear_requests();
    let empty = store.list_calls(&customers, &filter, None, 1).await.expect("read");
    assert_eq!((empty.items.len(), app.aws.requests().len()), (0, 4));
    let next = empty.next.expect("the list goes on");
    let found = store.list_calls(&customers, &filter, Some(&next), 1).await.expect("read");
    assert_eq!(found.items.len(), 1, "{found:?}");
}

/// The ids on a page.
fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("items").iter().map(|item| item["call_id"].as_str().expect("an id")).collect()
}

async fn listed(client: &ApiClient, query: &str) -> Value {
    client.get(&format!("{CALLS}?{query}")).await.ok(200)
}

#[tokio::test]
async fn query_of_the_list_filters_it_and_its_cursor_belongs_to_it() {
    let app = TestApp::start().await;
    for nth in 0..60 {
        count(&app, &varied(&app, nth)).await;
    }
    let dispatcher = app.person(ACME, "dispatcher");
    let query = "outcome=booked&job_type=repair&after_hours=false&spam=false&language=english&limit=100";
    let page = listed(&dispatcher, query).await;
    let facts: Vec<_> = page["items"].as_array().expect("items").iter().map(|item| &item["facts"]).collect();
    let fits = |facts: &&Value| {
        facts["outcome"] == "booked"
            && facts["job_types"].as_array().is_some_and(|ids| ids.contains(&json!("repair")))
            && (&facts["after_hours"], &facts["spam"], &facts["language"])
                == (&json!(false), &json!(false), &json!("english"))
    };
    assert!(!facts.is_empty() && facts.iter().all(fits), "{page}");
    let of_lee = listed(&dispatcher, "caller=%2B12145550143&limit=100").await;
    assert!(of_lee["items"].as_array().is_some_and(|items| items.len() > 10), "{of_lee}");
    assert!(of_lee["items"].as_array().expect("items").iter().all(|item| item["caller"] == LEE), "{of_lee}");

    let first = listed(&dispatcher, "outcome=emergency&limit=1").await;
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    listed(&dispatcher, &format!("outcome=emergency&limit=2&cursor={cursor}")).await;
    for other in ["outcome=booked", "outcome=emergency&spam=false", "limit=1", "outcome=emergency&day=2026-11-21"] {
        let refused = dispatcher.get(&format!("{CALLS}?{other}&cursor={cursor}")).await;
        assert_eq!(refused.problem(400), "malformed", "{other}");
    }
}

#[tokio::test]
async fn day_is_the_one_on_which_the_call_arrived_in_the_zone_of_the_company() {
    let app = TestApp::start().await;
    // Two minutes before midnight in Chicago, over midnight; and a half second after midnight.
    let times = [(0, "2026-11-24T05:58:00Z", 600), (1, "2026-11-24T06:00:00.5Z", 5), (2, "2026-11-23T06:00:00Z", 5)];
    for (nth, started_at, call_seconds) in times {
        let usage = CallUsage { call_seconds, ..CallUsage::default() };
        let started_at = started_at.parse().expect("an instant");
        count(&app, &FinishedCall { started_at, usage, test: false, ..varied(&app, nth) }).await;
    }
    let dispatcher = app.person(ACME, "dispatcher");
    let id = |nth: usize| format!("CA{nth:032}");
    assert_eq!(ids(&listed(&dispatcher, "day=2026-11-23").await), [id(0), id(2)]);
    assert_eq!(ids(&listed(&dispatcher, "day=2026-11-24").await), [id(1)]);
    assert_eq!(ids(&listed(&dispatcher, "from=2026-11-23&to=2026-11-24").await), [id(0), id(1), id(2)]);
    assert_eq!(ids(&listed(&dispatcher, "from=2026-11-24").await), [id(1)]);
    assert_eq!(ids(&listed(&dispatcher, "to=2026-11-22").await), Vec::<&str>::new());
    let operator = app.operator().get("/admin/tenants/ten_nobody/calls?day=2026-11-23").await;
    assert_eq!(operator.problem(404), "not-found");
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

/// The keys under which a company's call is listed.
async fn keys(app: &TestApp, company: usize) -> Vec<String> {
    let tenant = app.tenant(company).tenant_id.to_string();
    let is_listed = |sort: &str| ["ended#", "by_caller#", "by_mark#"].iter().any(|list| sort.starts_with(list));
    let items = app.items().await.into_iter().filter(|item| item.partition == tenant && is_listed(&item.sort));
    items.map(|item| item.sort).collect()
}

#[tokio::test]
async fn corrected_call_moves_in_every_list_that_it_is_in() {
    let app = TestApp::start().await;
    let emergency = (0..60).map(|nth| varied(&app, nth)).find(|call| {
        !call.test
            && call.caller.is_some()
            && call.facts.as_ref().is_some_and(|facts| facts.outcome == Outcome::Emergency)
    });
    let shorter = emergency.expect("an emergency of a caller");
    let mut longer = FinishedCall { facts: None, ..shorter.clone() };
    longer.usage.call_seconds += 90;
    assert_eq!(count(&app, &shorter).await, Counted::Now);
    let before = keys(&app, ACME).await;
    assert_eq!(count(&app, &longer).await, Counted::Corrected);
    assert_eq!(count(&app, &shorter).await, Counted::Before);
    let after = keys(&app, ACME).await;
    assert_eq!((before.len(), after.len()), (3, 3), "{before:?} {after:?}");
    assert!(before.iter().all(|key| !after.contains(key)), "{before:?} {after:?}");
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let filter = CallFilter { outcome: Some(Outcome::Emergency), ..CallFilter::default() };
    let page = store.list_calls(&customers, &filter, None, 10).await.expect("read");
    let [entry] = &page.items[..] else { panic!("{page:?}") };
    assert_eq!((entry.call_seconds, &entry.facts), (longer.usage.call_seconds, &shorter.facts), "the facts stay");
    assert_eq!(keys(&app, DESERT).await, Vec::<String>::new());
}

#[tokio::test]
async fn call_in_test_mode_is_listed_for_itself_and_counted_nowhere() {
    let app = TestApp::start().await;
    set_test_mode(&app, true).await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    for _ in 0..2 {
        assert_eq!(caller.hang_up().await.status, 204);
    }
    let owner = app.person(ACME, "owner");
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let tests = CallFilter { test: true, ..CallFilter::default() };
    let waiting = async {
        while store.list_calls(&customers, &tests, None, 1).await.expect("read").items.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("listed");
    let page = listed(&owner, "test=true").await;
    assert_eq!(ids(&page), [caller.call_sid()]);
    let row = &page["items"][0];
    assert_eq!((&row["test"], &row["cost_micro_usd"]), (&json!(true), &json!(0)));
    assert_eq!(row["facts"]["outcome"], "booked", "what the call would have done");
    for query in ["", "test=false", "outcome=booked", "caller=%2B12145550142"] {
        assert_eq!(listed(&owner, query).await, json!({"items": []}), "{query}");
    }
    let call = owner.get(&format!("{CALLS}/{}", caller.call_sid())).await.ok(200);
    assert_eq!((&call["facts"]["outcome"], &call["ended_at"]), (&json!("booked"), &row["ended_at"]));
    assert_eq!((call.get("cost"), &call["appointments"]), (None, &json!([])));
    let scope = app.scope(ACME).await;
    app.system.stop().await;
    assert_eq!(store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read"), None);
}

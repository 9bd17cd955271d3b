//! Versions of a configuration: number, author, publisher, times, and differences.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use store::key::{PARTITION, SORT};

use super::configuration::{draft, untested};
use crate::support::{ACME, TestApp};

const VERSIONS: &str = "/admin/tenants/me/configuration/versions";

#[tokio::test]
async fn version_shows_its_number_author_publisher_and_times() {
    let app = TestApp::start().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    let id = async |client: &crate::support::ApiClient| client.get("/admin/me").await.ok(200)["person_id"].clone();
    app.set_now("2026-11-23T16:10:00Z");
    assert_eq!(draft(&manager, &json!({"greeting": "Second."})).await, 2);
    app.set_now("2026-11-23T16:20:00Z");
    let publish = untested(2);
    owner.post("/admin/tenants/me/configuration/publish", &publish).await.ok(200);
    assert_eq!(draft(&manager, &json!({"greeting": "Third."})).await, 3);

    let listed = owner.get(VERSIONS).await.ok(200);
    let numbers: Vec<_> =
        listed["items"].as_array().expect("a list").iter().map(|item| item["number"].clone()).collect();
    assert_eq!(numbers, [3, 2, 1], "the latest version is not first");
    let second = &listed["items"][1];
    assert_eq!(second["saved"], json!({"at": "2026-11-23T16:10:00Z", "by": id(&manager).await}));
    assert_eq!(second["published"], json!({"at": "2026-11-23T16:20:00Z", "by": id(&owner).await}));
    assert_eq!(listed["items"][0].get("published"), None);
    assert!(listed["items"].as_array().expect("a list").iter().all(|item| item.get("configuration").is_none()));
    let read = owner.get(&format!("{VERSIONS}/2")).await;
    assert_eq!(read.header("etag"), "\"2\"");
    assert_eq!(read.ok(200)["configuration"]["greeting"], "Second.");
    for none in ["4", "0", "latest", "-1", "4294967296"] {
        assert_eq!(owner.get(&format!("{VERSIONS}/{none}")).await.problem(404), "not-found", "{none}");
    }
}

#[tokio::test]
async fn versions_are_listed_in_pages() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for number in 2..=12 {
        assert_eq!(draft(&owner, &json!({"greeting": format!("Number {number}.")})).await, number);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{VERSIONS}?limit=5{cursor}")).await.ok(200);
        seen.extend(page["items"].as_array().expect("a list").iter().filter_map(|item| item["number"].as_u64()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, (1..=12).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn saving_an_unchanged_draft_creates_no_version() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let same = super::configuration::published(&owner).await;
    let saved = owner.put_at(1, "/admin/tenants/me/configuration/draft", &same).await.ok(200);
    assert_eq!(saved["number"], 1);
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200)["latest_version"], 1);
}

#[tokio::test]
async fn diff_of_two_versions_lists_changed_fields() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let patch = json!({"greeting": "Hello.", "after_hours_greeting": null, "hours": {"weekly": {"sat": null}}});
    draft(&owner, &patch).await;
    let diff = owner.get("/admin/tenants/me/configuration/diff").await.ok(200);
    assert_eq!((&diff["from"], &diff["to"]), (&json!(1), &json!(2)));
    let mut changes = diff["changes"].as_array().expect("a list").clone();
    changes.sort_by_key(|change| change["field"].to_string());
    let fields: Vec<_> = changes.iter().map(|change| change["field"].as_str().expect("a place")).collect();
    assert_eq!(fields, ["/after_hours_greeting", "/greeting", "/hours/weekly/sat"], "{diff}");
    assert_eq!(changes[1]["before"], "Thank you for calling Acme Heating & Air.");
    assert_eq!(changes[1]["after"], "Hello.");
    assert_eq!(changes[0].get("after"), None);
    let back = owner.get("/admin/tenants/me/configuration/diff?from=2&to=1").await.ok(200);
    assert_eq!(back["changes"].as_array().map(Vec::len), Some(3));
    let same = owner.get("/admin/tenants/me/configuration/diff?from=2&to=2").await.ok(200);
    assert_eq!(same["changes"], json!([]));
    let none = owner.get("/admin/tenants/me/configuration/diff?from=1&to=7").await;
    assert_eq!(none.problem(404), "not-found");
}

#[tokio::test]
async fn only_the_latest_hundred_drafts_are_kept() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(draft(&owner, &json!({"greeting": "Number 2."})).await, 2);
    owner.post("/admin/tenants/me/configuration/publish", &untested(2)).await.ok(200);
    for number in 3..=104 {
        assert_eq!(draft(&owner, &json!({"greeting": format!("Number {number}.")})).await, number);
    }
    let mut kept = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = owner.get(&format!("{VERSIONS}?limit=100{cursor}")).await.ok(200);
        kept.extend(page["items"].as_array().expect("a list").iter().filter_map(|item| item["number"].as_u64()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    // Versions 1 and 2 were published.
    assert_eq!(kept, (5..=104).rev().chain([2, 1]).collect::<Vec<_>>());
    assert_eq!(owner.get(&format!("{VERSIONS}/4")).await.problem(404), "not-found");
    let rolled_back = owner.post("/admin/tenants/me/configuration/roll-back", &json!({"version": 1})).await;
    assert_eq!(rolled_back.ok(200)["version"]["number"], 1);
}

/// Gives the latest version of ACME another number, as if the ones between had been saved and deleted.
async fn renumber_latest(app: &TestApp, from: u32, to: u32) {
    let (client, table) = (platform::aws::dynamodb(&app.system.runtime.aws), &app.system.resources.table_name);
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let number = AttributeValue::N(to.to_string());
    let sort = |number: u32| text(&format!("config#{number:06}"));
    let get = client.get_item().table_name(table).key(PARTITION, text("ten_acme")).key(SORT, sort(from));
    let mut version = get.send().await.expect("read").item.expect("a version");
    version.insert(SORT.to_owned(), sort(to));
    version.insert("number".to_owned(), number.clone());
    client.put_item().table_name(table).set_item(Some(version)).send().await.expect("written");
    let update = client.update_item().table_name(table).key(PARTITION, text("ten_acme")).key(SORT, text("tenant"));
    let update = update.update_expression("SET latest_version = :to").expression_attribute_values(":to", number);
    update.condition_expression("attribute_exists(sk)").send().await.expect("written");
}

#[tokio::test]
async fn published_versions_are_bounded_and_kept_for_a_day_at_least() {
    let app = TestApp::start().await;
    let publish = "/admin/tenants/me/configuration/publish";
    let owner = app.person(ACME, "owner");
    for number in [2, 3] {
        assert_eq!(draft(&owner, &json!({"greeting": format!("Number {number}.")})).await, number);
        owner.post(publish, &untested(number)).await.ok(200);
    }
    renumber_latest(&app, 3, 1001).await;
    let patch = json!({"greeting": "Too many."});
    let refused = owner.patch_at(1001, "/admin/tenants/me/configuration/draft", &patch).await;
    assert_eq!(refused.problem(409), "conflict");
    assert!(refused.body["detail"].to_string().contains("at most 1000 versions"), "{}", refused.body);
    owner.get(&format!("{VERSIONS}/2")).await.ok(200);

    app.set_now("2026-11-24T16:00:00Z");
    let owner = app.person(ACME, "owner");
    assert_eq!(draft(&owner, &json!({"greeting": "Number 1002."})).await, 1002);
    assert_eq!(owner.get(&format!("{VERSIONS}/2")).await.problem(404), "not-found");
    // New calls use version 3, which is kept.
    assert_eq!(draft(&owner, &json!({"greeting": "Number 1003."})).await, 1003);
    owner.get(&format!("{VERSIONS}/3")).await.ok(200);
}

//! The export of everything that a company owns: complete, without secrets, prepared in parts, and over after a day.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use domain::id::ExportId;
use follow_up::FollowUp;
use messages::{FollowUpJob, JobKind};
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{
    follow_up::{batch, failed},
    handling::leave_message,
};
use crate::support::{ACME, ApiClient, DESERT, TestApp, http_client};

const EXPORT: &str = "/admin/tenants/me/export";

fn job(app: &TestApp, id: &str, part: u32) -> String {
    let export = ExportId::parse(id).expect("an id");
    let kind = JobKind::ExportCompany { export, part };
    FollowUpJob::of_tenant(app.tenant(ACME).tenant_id.clone(), kind).to_body().expect("JSON")
}

/// Does the job of a part; returns whether it succeeded.
async fn does(app: &TestApp, follow_up: &FollowUp, id: &str, part: u32) -> bool {
    failed(follow_up.handle(batch([job(app, id, part)])).await).is_empty()
}

/// Begins an export of ACME; returns its id.
pub(crate) async fn begin(owner: &ApiClient) -> String {
    owner.post(EXPORT, &json!({})).await.ok(202)["export_id"].as_str().expect("an id").to_owned()
}

/// Does the jobs of an export until it is ready.
pub(crate) async fn finish(app: &TestApp, owner: &ApiClient, id: &str) -> Value {
    let follow_up = app.other_process([]).follow_up;
    for part in 0..20 {
        assert!(does(app, &follow_up, id, part).await);
        let export = owner.get(EXPORT).await.ok(200);
        if export["state"] == "ready" {
            return export;
        }
    }
    panic!("the export is not ready");
}

/// The files in an archive of an export, by name.
pub(crate) async fn fetch(owner: &ApiClient, id: &str, file: usize) -> BTreeMap<String, String> {
    let link = owner.get(&format!("{EXPORT}/{id}/files/{file}")).await.ok(200);
    let answer = http_client().get(link["url"].as_str().expect("a URL")).send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/zip".parse().expect("a value"))
    );
    let bytes = answer.bytes().await.expect("a body");
    assert_eq!(link["bytes"], bytes.len());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut content = String::new();
        file.read_to_string(&mut content).expect("text");
        files.insert(file.name().expect("UTF-8").into_owned(), content);
    }
    files
}

/// The JSON of each kind in an archive.
fn kinds_of(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &String)> {
    let kinds = files.iter().filter_map(|(name, content)| Some((name.strip_suffix(".json")?, content)));
    kinds.filter(|(kind, _)| *kind != "contents")
}

/// Exports ACME and fetches a file, in another process.
pub(crate) async fn use_export(app: &TestApp) {
    exported_files(app).await;
}

/// Exports ACME; returns the files in the first archive, by name.
pub(crate) async fn exported_files(app: &TestApp) -> BTreeMap<String, String> {
    let owner = app.person(ACME, "owner");
    let id = begin(&owner).await;
    finish(app, &owner, &id).await;
    fetch(&owner, &id, 1).await
}

/// The items of a company's partition that an export has.
async fn owned(app: &TestApp, company: usize) -> Vec<Value> {
    let tenant = app.tenant(company).tenant_id.as_str();
    let items = app.items_as_json().await.into_iter();
    items
        .filter(|item| {
            let sort = item["sk"].as_str().expect("a key");
            item["tenant_id"] == *tenant && store::exported(sort) == Some(store::Exported::Yes)
        })
        .collect()
}

#[tokio::test]
async fn export_has_every_item_of_the_company_and_no_secret() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let scope = app.scope(ACME).await;
    leave_message(&app, &scope, 1).await;
    leave_message(&app, &app.scope(DESERT).await, 2).await;
    let key = json!({"name": "=HYPERLINK(1)", "scopes": ["company:read"]});
    owner.post("/admin/tenants/me/api-keys", &key).await.ok(201);
    let webhook = json!({"url": "http://127.0.0.1:9/", "events": ["message.received"]});
    owner.post("/admin/tenants/me/webhooks", &webhook).await.ok(201);
    let id = begin(&owner).await;
    let expected = owned(&app, ACME).await;
    let export = finish(&app, &owner, &id).await;
    assert_eq!(export["files"].as_array().expect("files").len(), 1, "{export}");
    let files = fetch(&owner, &id, 1).await;

    let contents: Value = serde_json::from_str(&files["contents.json"]).expect("JSON");
    assert_eq!((&contents["export_id"], &contents["file"]), (&json!(id), &json!(1)));
    let mut keys = Vec::new();
    for (kind, content) in kinds_of(&files) {
        let items: Vec<Value> = serde_json::from_str(content).expect("JSON");
        assert_eq!(contents["items"][kind], items.len(), "{kind}");
        let mut table = csv::Reader::from_reader(files[&format!("{kind}.csv")].as_bytes());
        assert_eq!(table.records().filter_map(Result::ok).count(), items.len(), "{kind}");
        keys.extend(items.iter().map(|item| item["sk"].as_str().expect("a key").to_owned()));
    }
    let mut wanted: Vec<_> = expected.iter().map(|item| item["sk"].as_str().expect("a key").to_owned()).collect();
    keys.sort();
    wanted.sort();
    assert_eq!(keys, wanted);
    for kind in ["tenant", "config", "person", "message", "api_key", "webhook", "audit"] {
        assert!(files.contains_key(&format!("{kind}.json")), "{kind}");
    }
    let secrets: Vec<_> = expected.iter().flat_map(|item| [&item["hash"], &item["secret"]["sealed"]]).collect();
    let secrets: Vec<_> = secrets.into_iter().filter_map(Value::as_str).collect();
    assert!(secrets.len() >= 2, "a key and a webhook have secrets");
    for (name, content) in &files {
        assert!(secrets.iter().all(|secret| !content.contains(secret)), "{name} has a secret");
    }
    assert!(files["api_key.csv"].contains("'=HYPERLINK(1)"), "a spreadsheet would run it");
}

#[tokio::test]
async fn large_company_gets_several_files_and_each_item_once() {
    let app = TestApp::start().await;
    let (owner, tenant) = (app.person(ACME, "owner"), app.tenant(ACME).tenant_id.to_string());
    let notes: Vec<Value> = (0..24)
        .map(|nth| {
            let sort = format!("customer_note#+12145550142#{nth:020}#x");
            json!({"tenant_id": tenant, "sk": sort, "v": 1, "text": "x".repeat(300_000)})
        })
        .collect();
    for few in notes.chunks(4) {
        app.put_items(few).await;
    }
    let id = begin(&owner).await;
    let wanted = owned(&app, ACME).await.len();
    let export = finish(&app, &owner, &id).await;
    let files = export["files"].as_array().expect("files").len();
    assert!(files > 2, "{export}");
    let mut exported = 0;
    for file in 1..=files {
        let archive = fetch(&owner, &id, file).await;
        for (kind, content) in kinds_of(&archive) {
            exported +=
                serde_json::from_str::<Vec<Value>>(content).unwrap_or_else(|error| panic!("{kind}: {error}")).len();
        }
    }
    // The read of the first file has an entry in the audit log, which the walk may have passed.
    assert_eq!(exported, wanted);
}

#[tokio::test]
async fn job_that_fails_anywhere_is_completed_by_a_repeat() {
    let app = TestApp::start().await;
    let (owner, follow_up) = (app.person(ACME, "owner"), app.other_process([]).follow_up);
    app.aws.fail("s3.PutObject");
    let id = begin(&owner).await;
    assert!(!does(&app, &follow_up, &id, 0).await);
    assert_eq!(owner.get(EXPORT).await.ok(200)["state"], "preparing");
    app.aws.recover();
    for requests in 0.. {
        app.aws.fail_after(requests, "DynamoDB");
        let done = does(&app, &follow_up, &id, 0).await;
        app.aws.recover();
        if done {
            break;
        }
    }
    let ready = owner.get(EXPORT).await.ok(200);
    assert_eq!((&ready["state"], ready["files"].as_array().map(Vec::len)), (&json!("ready"), Some(1)));
    assert!(does(&app, &follow_up, &id, 0).await, "a message that is delivered again");
    assert_eq!(owner.get(EXPORT).await.ok(200), ready);
}

#[tokio::test]
async fn one_export_is_prepared_at_a_time_and_a_ready_one_is_replaced() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get(EXPORT).await.status, 404);
    let first = begin(&owner).await;
    assert_eq!(owner.post(EXPORT, &json!({})).await.problem(409), "conflict");
    assert_eq!(owner.get(&format!("{EXPORT}/{first}/files/1")).await.problem(409), "conflict");
    finish(&app, &owner, &first).await;
    let second = begin(&owner).await;
    assert_ne!(first, second);
    assert_eq!(owner.get(&format!("{EXPORT}/{first}/files/1")).await.status, 404, "the first one is replaced");
    assert!(does(&app, &app.other_process([]).follow_up, &first, 0).await, "a job of the first one does nothing");
    assert_eq!(owner.get(EXPORT).await.ok(200)["export_id"], second);
}

#[tokio::test]
async fn export_can_be_fetched_for_a_day() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let id = begin(&owner).await;
    finish(&app, &owner, &id).await;
    for path in [format!("{EXPORT}/{id}/files/0"), format!("{EXPORT}/{id}/files/2"), format!("{EXPORT}/{id}/files/x")] {
        assert_eq!(owner.get(&path).await.status, 404, "{path}");
    }
    let tomorrow = app.clock().now() + jiff::SignedDuration::from_hours(24);
    app.set_now(&tomorrow.to_string());
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get(EXPORT).await.ok(200)["state"], "over");
    assert_eq!(owner.get(&format!("{EXPORT}/{id}/files/1")).await.status, 404);
}

#[tokio::test]
async fn erasure_of_a_person_ends_an_export_that_may_have_them() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let ready = begin(&owner).await;
    finish(&app, &owner, &ready).await;
    let erase = json!({"confirm": "+12145550142"});
    let path = "/admin/tenants/me/customers/+12145550142/erasure";
    assert_eq!(owner.post(path, &erase).await.ok(200)["complete"], true);
    assert_eq!(owner.get(&format!("{EXPORT}/{ready}/files/1")).await.status, 404);
    let begun = begin(&owner).await;
    owner.post(path, &erase).await.ok(200);
    assert!(does(&app, &app.other_process([]).follow_up, &begun, 0).await);
    assert_eq!(owner.get(EXPORT).await.status, 404, "its job stops");
}

//! Companies: creation, changes, deactivation and reactivation.

use localhost::Loopback;
use serde_json::{Value, json};

use crate::support::{ACME, ApiClient, ApiResponse, Item, TestApp};

/// Signs up a new company; returns its owner and its id.
pub(crate) async fn sign_up(app: &TestApp, email: &str, name: &str) -> (ApiClient, String) {
    let owner = app.signed_in(email);
    let body = json!({"name": name, "time_zone": "America/Denver", "owner": {"email": email}});
    let created = owner.post("/admin/tenants", &body).await.ok(201);
    (owner, created["tenant"]["tenant_id"].as_str().expect("an id").to_owned())
}

/// An operator's request to create a company.
fn peak(number: &str) -> Value {
    json!({
        "name": "Peak Heating", "time_zone": "America/Denver", "number": number,
        "owner": {"email": "kim@peak.example", "name": "Kim Lee"},
    })
}

/// The items of the table, without those that every request can create.
async fn items_without_requests(app: &TestApp) -> Vec<Item> {
    app.items().await.into_iter().filter(|item| !item.is_of_a_request()).collect()
}

#[tokio::test]
async fn newcomer_creates_a_company_and_owns_it_at_once() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    assert_eq!(kim.get("/admin/me").await.ok(200)["kind"], "newcomer");
    let body = json!({"name": "Peak Heating", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let created = kim.post("/admin/tenants", &body).await.ok(201);
    let mine = kim.get("/admin/tenants/me").await.ok(200);
    assert_eq!(mine, created["tenant"]);
    assert_eq!(kim.get("/admin/me").await.ok(200)["role"], "owner");
    assert_eq!(kim.post("/admin/tenants", &body).await.problem(403), "forbidden");
}

#[tokio::test]
async fn operator_creates_a_company_for_an_invited_owner() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let created = operator.post("/admin/tenants", &peak("+13035550120")).await.ok(201);
    assert_eq!(created["owner"]["state"], "invited");
    assert_eq!(created["tenant"]["numbers"], json!(["+13035550120"]));
    let tenant = format!("/admin/tenants/{}", created["tenant"]["tenant_id"].as_str().expect("an id"));
    let version = operator.get(&format!("{tenant}/configuration/versions/published")).await.ok(200);
    assert_eq!(version["number"], 1);
    assert_eq!(version["configuration"]["time_zone"], "America/Denver");
    assert_eq!(version["configuration"]["hours"]["weekly"]["mon"][0]["opens"], "08:00");
    assert!(version["configuration"]["arrival_windows"]["windows"].as_array().is_some_and(|list| !list.is_empty()));

    let kim = app.signed_in("kim@peak.example");
    let accept = json!({"code": created["invitation_code"]});
    let accepted = kim.post("/admin/invitations/accept", &accept).await.ok(200);
    assert_eq!((&accepted["role"], &accepted["state"]), (&json!("owner"), &json!("active")));
    assert_eq!(kim.get("/admin/tenants/me").await.ok(200)["name"], "Peak Heating");
    assert_eq!(kim.get("/admin/tenants/me/people").await.ok(200)["items"], json!([accepted]));
    let log = kim.get("/admin/tenants/me/audit").await.ok(200);
    let actions: Vec<_> = log["items"].as_array().expect("a list").iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions.len(), 3, "{log}");
    for action in ["tenant.created", "person.accepted", "people.read"] {
        assert!(actions.contains(&&json!(action)), "{log}");
    }
}

#[tokio::test]
async fn creation_with_a_taken_number_leaves_no_item() {
    let app = TestApp::start().await;
    let before = items_without_requests(&app).await;
    let rejected = app.operator().post("/admin/tenants", &peak(app.tenant(ACME).number.as_str())).await;
    assert_eq!(rejected.problem(409), "conflict");
    assert!(!rejected.body.to_string().contains("cme"), "the error names the company: {}", rejected.body);
    assert_eq!(items_without_requests(&app).await, before);
}

#[tokio::test]
async fn concurrent_creation_with_one_number_succeeds_once() {
    let app = TestApp::start().await;
    let (operator, mut other) = (app.operator(), peak("+13035550120"));
    other["name"] = json!("Valley Cooling");
    let body = peak("+13035550120");
    let (one, two) = tokio::join!(operator.post("/admin/tenants", &body), operator.post("/admin/tenants", &other));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let items = items_without_requests(&app).await;
    assert_eq!(items.iter().filter(|item| item.partition == "number#+13035550120").count(), 1);
    let lost = if one.status == 201 { "Valley" } else { "Peak" };
    assert!(!items.iter().any(|item| item.mentions(lost)), "{items:?}");
}

#[tokio::test]
async fn concurrent_signup_of_one_person_creates_one_company() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    let body = json!({"name": "Peak Heating", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let (one, two) = tokio::join!(kim.post("/admin/tenants", &body), kim.post("/admin/tenants", &body));
    assert_eq!([one.status, two.status].iter().filter(|status| **status == 201).count(), 1, "{one:?} {two:?}");
    let profiles = items_without_requests(&app)
        .await
        .into_iter()
        .filter(|item| item.sort == "tenant" && item.mentions("Peak Heating"));
    assert_eq!(profiles.count(), 1);
}

#[tokio::test]
async fn newcomer_cannot_claim_a_number_or_an_unknown_time_zone() {
    let app = TestApp::start().await;
    let before = items_without_requests(&app).await;
    let kim = app.signed_in("kim@peak.example");
    let field = |rejected: ApiResponse| {
        assert_eq!(rejected.problem(422), "invalid");
        rejected.body["errors"][0]["field"].as_str().expect("a field").to_owned()
    };
    assert_eq!(field(kim.post("/admin/tenants", &peak("+13035550120")).await), "/number");
    let unknown_zone = json!({"name": "Peak", "time_zone": "Denver", "owner": {"email": "kim@peak.example"}});
    assert_eq!(field(kim.post("/admin/tenants", &unknown_zone).await), "/time_zone");
    let invalid_email = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim"}});
    assert_eq!(field(kim.post("/admin/tenants", &invalid_email).await), "/owner/email");
    let mut own_number = peak("+13035550120");
    let starter = app.person(ACME, "owner").get("/admin/tenants/me/configuration/versions/1").await.ok(200);
    own_number["configuration"] = starter["configuration"].clone();
    own_number["configuration"]["forwarding_number"] = json!("+13035550120");
    let rejected = app.operator().post("/admin/tenants", &own_number).await;
    assert_eq!(field(rejected), "/configuration/forwarding_number");
    assert_eq!(items_without_requests(&app).await, before);
}

#[tokio::test]
async fn patch_changes_named_fields_and_null_removes() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let before = owner.get("/admin/tenants/me").await;
    let version = before.body["version"].as_u64().expect("a version");
    assert_eq!(before.header("etag"), format!("\"{version}\""));

    let patch = json!({"contact_email": "office@acme.example", "reference": "C-4711"});
    let changed = owner.patch_at(version, "/admin/tenants/me", &patch).await;
    assert_eq!(changed.header("etag"), format!("\"{}\"", version + 1));
    let changed = changed.ok(200);
    assert_eq!((&changed["name"], &changed["reference"]), (&before.body["name"], &json!("C-4711")));
    let removed = owner.patch_at(version + 1, "/admin/tenants/me", &json!({"reference": null})).await.ok(200);
    assert_eq!((removed.get("reference"), &removed["contact_email"]), (None, &json!("office@acme.example")));

    for (wrong, field) in [
        (json!({"name": null}), "name"),
        (json!({"name": ""}), "name"),
        (json!({"contact_email": "nowhere"}), "contact_email"),
        (json!({"status": "inactive"}), "status"),
        (json!({"nmae": "Acme"}), "nmae"),
    ] {
        let rejected = owner.patch_at(version + 2, "/admin/tenants/me", &wrong).await;
        assert_eq!(rejected.problem(422), "invalid", "{wrong}");
        assert!(rejected.body["errors"].to_string().contains(field), "{wrong}: {}", rejected.body);
    }
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200), removed);
}

#[tokio::test]
async fn change_of_an_outdated_version_is_rejected() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let version = owner.get("/admin/tenants/me").await.ok(200)["version"].as_u64().expect("a version");
    let patch = json!({"reference": "one"});
    assert_eq!(owner.patch("/admin/tenants/me", &patch).await.problem(428), "version-required");
    owner.patch_at(version, "/admin/tenants/me", &patch).await.ok(200);
    let stale = owner.patch_at(version, "/admin/tenants/me", &json!({"reference": "two"})).await;
    assert_eq!(stale.problem(412), "version-mismatch");
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200)["reference"], "one");
}

#[tokio::test]
async fn concurrent_changes_of_one_version_succeed_once() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let version = owner.get("/admin/tenants/me").await.ok(200)["version"].as_u64().expect("a version");
    let patches: Vec<_> = (0..5).map(|i| json!({"reference": format!("R{i}")})).collect();
    let at_once = patches.iter().map(|patch| owner.patch_at(version, "/admin/tenants/me", patch));
    let responses = futures_util::future::join_all(at_once).await;
    let (won, lost): (Vec<_>, Vec<_>) = responses.into_iter().partition(|response| response.status == 200);
    assert_eq!(won.len(), 1, "{won:?}");
    assert!(lost.iter().all(|response| response.problem(412) == "version-mismatch"));
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200), won[0].body);
    let log = owner.get("/admin/tenants/me/audit").await.ok(200);
    let changes = log["items"].as_array().expect("a list").iter().filter(|entry| entry["action"] == "tenant.changed");
    assert_eq!(changes.count(), 1, "{log}");
}

#[tokio::test]
async fn deactivation_stops_new_calls_and_keeps_calls_in_progress() {
    let app = TestApp::start().await;
    let (owner, under_way) = (app.person(ACME, "owner"), app.caller(ACME));
    let greeting = under_way.ring().await;
    assert_eq!(owner.delete("/admin/tenants/me").await.ok(200)["status"], "inactive");
    for _ in 0..2 {
        let rejected = app.caller(ACME).ring().await;
        assert!(rejected.is_not_in_service(), "{}", rejected.body);
        // The second time, a new call has been rejected in between.
        let response = under_way.say(&greeting, "My furnace needs a tune-up").await;
        assert_eq!(response.said(), "Tell me more.", "{}", response.body);
    }
    assert_eq!(under_way.hang_up().await.status, 204);
    assert_eq!(owner.post("/admin/tenants/me/reactivate", &json!({})).await.ok(200)["status"], "active");
    assert!(app.caller(ACME).ring().await.said().contains("Acme"));
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    let usage = store.get_day_usage(&scope, jiff::civil::date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!(usage.calls, 1, "the call under way is counted");
}

#[tokio::test]
async fn call_of_an_inactive_tenant_continues_in_another_process() {
    let app = TestApp::start().await;
    let under_way = app.caller(ACME);
    let greeting = under_way.ring().await;
    app.person(ACME, "owner").delete("/admin/tenants/me").await.ok(200);
    let other_process = Loopback::bind(0).await.expect("a port");
    let address = other_process.url().to_owned();
    tokio::spawn(other_process.serve_forever(app.other_process([]).voice_webhook));
    let new = app.caller(ACME).reaching(&address);
    assert!(new.ring().await.is_not_in_service(), "a new call is not answered");
    let response = under_way.reaching(&address).say(&greeting, "Hello?").await;
    assert_eq!(response.said(), "Tell me more.");
    let unknown = new.say(&greeting, "Hello?").await;
    assert!(unknown.has("Dial") && !unknown.has("Gather"), "no call begins: {}", unknown.body);
}

#[tokio::test]
async fn stored_names_and_addresses_have_one_form() {
    let app = TestApp::start().await;
    let created = app
        .operator()
        .post(
            "/admin/tenants",
            &json!({
                "name": "\u{202e}Pen\u{303}a\u{200b} Heating\u{feff}", "time_zone": "America/Denver",
                "owner": {"email": "JOSE\u{301}@B\u{dc}CHER.example", "name": "Jose\u{301}\u{2066}"},
            }),
        )
        .await
        .ok(201);
    assert_eq!(created["tenant"]["name"], "Pe\u{f1}a Heating");
    assert_eq!(created["owner"]["email"], "jos\u{e9}@xn--bcher-kva.example");
    assert_eq!(created["owner"]["name"], "Jos\u{e9}");
    let tenant = created["tenant"]["tenant_id"].as_str().expect("an id");
    let people = format!("/admin/tenants/{tenant}/people");
    for same in ["jos\u{e9}@b\u{fc}cher.example", "jose\u{301}@xn--bcher-kva.example"] {
        let again = app.operator().post(&people, &json!({"email": same, "role": "viewer"})).await;
        assert_eq!(again.problem(409), "conflict", "{same}");
    }
    let hidden = app.operator().post(&people, &json!({"email": "da\u{200b}na@peak.example", "role": "viewer"})).await;
    assert_eq!(hidden.problem(422), "invalid");
}

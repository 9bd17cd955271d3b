//! A repeated import takes over what changed in the earlier system, and leaves alone what changed here.

use serde_json::json;

use super::{Import, assert_same, folder, text, without_batches};
use crate::support::{ACME, TestApp};

/// A folder with the tables of these names.
fn tables(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder(files[0].0, files[0].1);
    for (name, content) in &files[1..] {
        std::fs::write(folder.path().join(name), content).expect("written");
    }
    folder
}

const CALLS: &str = "id,call_sid,caller_phone,status,started_at,duration_seconds,transcript\n\
    1,CA1,2145550101,in-progress,2026-11-20 15:00:00,,Caller: My zeppelin hums.\n\
    2,CA2,2145550102,completed,2026-11-21 15:00:00,60,Caller: No heat.\n";
const VISITS: &str = "id,start_time,phone,name,status,created_at,call_sid\n\
    1,2026-11-24 09:00,2145550101,Dana,scheduled,2026-11-20 15:00:00,\n\
    2,2026-11-24 09:30,2145550102,Lee,scheduled,2026-11-20 16:00:00,\n\
    3,2026-11-24 10:00,555-0103,Kim,scheduled,2026-11-20 17:00:00,\n\
    4,2026-11-25 10:00,2145550104,Ann,scheduled,2026-11-20 18:00:00,\n";
/// Call 1 ended and lasted; call 2 booked visit 4, which moved and has another number; visit 1 is cancelled; visit 3 has a number now.
const CALLS_LATER: &str = "id,call_sid,caller_phone,status,started_at,duration_seconds,transcript\n\
    1,CA1,2145550101,completed,2026-11-20 15:00:00,95,Caller: My balloon hums.\n\
    2,CA2,2145550102,completed,2026-11-21 15:00:00,60,Caller: No heat.\n";
const VISITS_LATER: &str = "id,start_time,phone,name,status,created_at,call_sid\n\
    1,2026-11-24 09:00,2145550101,Dana,cancelled,2026-11-20 15:00:00,\n\
    2,2026-11-24 09:30,2145550102,Leo,scheduled,2026-11-20 16:00:00,\n\
    3,2026-11-24 10:00,2145550103,Kim,scheduled,2026-11-20 17:00:00,\n\
    4,2026-11-26 14:00,2145550105,Ann,scheduled,2026-11-20 18:00:00,CA2\n\
    5,2026-11-24 11:00,2145550106,Eve,scheduled,2026-11-22 18:00:00,\n";

#[tokio::test(flavor = "multi_thread")]
async fn repeated_import_writes_what_a_first_import_of_the_changed_source_writes() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let before = app.items().await;
    let (early, late) = (
        tables(&[("call_logs.csv", CALLS), ("appointments.csv", VISITS)]),
        tables(&[("call_logs.csv", CALLS_LATER), ("appointments.csv", VISITS_LATER)]),
    );
    import.succeed(&[text(late.path())]).await;
    let at_once = without_batches(app.items().await);
    import.succeed(&["undo"]).await;
    assert_same(&without_batches(app.items().await), &without_batches(before.clone()));

    import.succeed(&[text(early.path())]).await;
    let said = import.run(&[text(late.path())]).await;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("5 were written again because their row changed, and 1 were taken out"), "{said}");
    assert_same(&without_batches(app.items().await), &at_once);
    let verified = import.succeed(&["verify", text(late.path())]).await;
    assert!(!verified.contains("DIFFERS") && !verified.contains("MISCOUNTED"), "{verified}");
    let settled = app.items().await;
    import.succeed(&[text(late.path())]).await;
    assert_same(&app.items().await, &settled);
    import.succeed(&["undo"]).await;
    assert_same(&without_batches(app.items().await), &without_batches(before));
}

#[tokio::test(flavor = "multi_thread")]
async fn change_of_both_sides_stays_as_it_is_here_and_is_named() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let early = tables(&[("appointments.csv", VISITS)]);
    let late = tables(&[("appointments.csv", VISITS_LATER)]);
    import.succeed(&[text(early.path())]).await;
    let owner = app.person(ACME, "owner");
    let visits = owner.get("/admin/tenants/me/appointments?from=2026-11-25&to=2026-11-25").await.ok(200);
    let path =
        format!("/admin/tenants/me/appointments/{}", visits["items"][0]["appointment_id"].as_str().expect("an id"));
    owner.patch_at(1, &path, &json!({"note": "Bring a ladder"})).await.ok(200);
    let said = import.run(&[text(late.path())]).await;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("appointments 4 changed in the source, but was changed here too"), "{said}");
    let visits = owner.get("/admin/tenants/me/appointments?from=2026-11-25&to=2026-11-25").await.ok(200);
    assert_eq!(visits["items"].as_array().map(Vec::len), Some(1), "{visits}");
    let verified = import.succeed(&["verify", text(late.path())]).await;
    assert!(verified.contains("changed since appointments 4"), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_that_is_gone_from_the_source_stays_until_its_removal_is_asked_for() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let early = tables(&[("call_logs.csv", CALLS), ("appointments.csv", VISITS)]);
    let lines: Vec<&str> = VISITS.lines().filter(|line| !line.starts_with("2,")).collect();
    let late = tables(&[("call_logs.csv", CALLS), ("appointments.csv", &(lines.join("\n") + "\n"))]);
    import.succeed(&[text(early.path())]).await;
    let whole = app.items().await;
    let said = String::from_utf8_lossy(&import.run(&[text(late.path())]).await.stderr).into_owned();
    assert!(said.contains("no longer in the source: it stays"), "{said}");
    assert_same(&app.items().await, &whole);
    assert!(import.succeed(&["verify", text(late.path())]).await.contains("LEFT apt_imp_"));
    // A source without a table says nothing about its rows.
    let calls = tables(&[("call_logs.csv", CALLS)]);
    import.succeed(&[text(calls.path()), "--remove-gone"]).await;
    import.succeed(&[text(late.path()), "--remove-gone"]).await;
    let visits = "/admin/tenants/me/appointments?from=2026-11-24&to=2026-11-24";
    let visits = app.person(ACME, "owner").get(visits).await.ok(200);
    assert_eq!(visits["items"].as_array().map(Vec::len), Some(1), "{visits}");
    let verified = import.succeed(&["verify", text(late.path())]).await;
    assert!(!verified.contains("DIFFERS") && !verified.contains("MISCOUNTED"), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn import_and_undo_are_in_the_audit_log_with_counts_alone() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let source = tables(&[("call_logs.csv", CALLS), ("appointments.csv", VISITS)]);
    import.succeed(&[text(source.path())]).await;
    import.succeed(&["undo"]).await;
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit").await.ok(200);
    let entries: Vec<_> =
        log["items"].as_array().expect("entries").iter().filter(|entry| entry["actor"] == "operator:import").collect();
    let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().expect("text")).collect();
    let mut sorted = actions.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["import.begun", "import.finished", "import.undo_begun", "import.undone"], "{log}");
    let of = |action: &str| entries.iter().find(|entry| entry["action"] == action).expect("an entry")["after"].clone();
    assert_eq!(of("import.finished"), json!({"calls": 2, "visits": 3, "messages": 1}));
    assert_eq!(of("import.undone"), json!({"removed": 6}));
    assert!(entries.iter().all(|entry| entry["about"] == "legacy" && !entry.to_string().contains("Dana")), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_removes_the_company_and_the_draft_that_the_import_created() {
    let app = TestApp::start().await;
    let import = Import { tenant: "ten_default".to_owned(), ..Import::into(&app, ACME) };
    let (source, env) =
        (tables(&[("appointments.csv", VISITS)]), tables(&[("old.env", "COMPANY_NAME=Peak Heating\n")]));
    let env = env.path().join("old.env");
    let make =
        [text(source.path()), "--env", text(&env), "--owner", "dana@peak.example", "--time-zone", "America/Chicago"];
    let of_company = |items: &[crate::support::Item]| items.iter().filter(|item| item.mentions("ten_default")).count();
    import.succeed(&make).await;
    let draft = "/admin/tenants/ten_default/audit";
    let log = app.operator().get(draft).await.ok(200);
    let saved = log["items"].as_array().expect("entries").iter().find(|entry| entry["action"] == "configuration.saved");
    let origins = &saved.expect("an entry")["after"]["origins"];
    assert_eq!((&origins["company"], &origins["voice"]), (&json!(".env COMPANY_NAME"), &json!("default")), "{log}");
    let said = import.succeed(&["undo"]).await;
    assert!(said.contains("the company ten_default, which the import created, was removed"), "{said}");
    app.operator().get("/admin/tenants/ten_default").await.ok(404);
    // The platform's own log, and the job that deletes the files of the company, stay.
    let left = app.items().await;
    assert!(left.iter().filter(|item| item.partition.starts_with("ten_default")).count() == 0, "{}", of_company(&left));

    // A draft that was not touched goes from a company that others work in, and one that was published stays.
    let import = Import::into(&app, ACME);
    let before = without_batches(app.items().await);
    let versions = |item: &&crate::support::Item| item.sort.starts_with("config#") && item.partition == import.tenant;
    import.succeed(&[text(source.path()), "--env", text(&env)]).await;
    let said = import.succeed(&["undo"]).await;
    assert!(said.contains("the draft of the settings, which the import saved, was removed"), "{said}");
    let after = without_batches(app.items().await);
    assert_same(
        &after.iter().filter(versions).cloned().collect::<Vec<_>>(),
        &before.iter().filter(versions).cloned().collect::<Vec<_>>(),
    );
}

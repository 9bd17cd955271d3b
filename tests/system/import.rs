//! The import of an earlier system, through the real binary: what it writes, that it is repeatable, that it survives a kill, and that
//! its undo leaves no trace.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::call_records::count_call;
use crate::support::{ACME, DESERT, Item, TestApp};

mod changes;
mod postgres;

/// The instant that counts as now.
const NOW: &str = "2026-11-23T16:00:00Z";

/// The binary, built as this test is.
fn binary() -> PathBuf {
    // With the tests, so that nothing is built a second time with other features.
    let built = ["build", "--quiet", "--locked", "--workspace", "--tests", "--bin", "import"];
    let built = Command::new(env!("CARGO")).args(built).status();
    assert!(built.expect("cargo runs").success(), "the import is built");
    let tests = std::env::current_exe().expect("this test");
    tests.parent().and_then(Path::parent).expect("the folder of builds").join("import")
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("import")
}

/// The import of a company of a system.
struct Import<'a> {
    app: &'a TestApp,
    binary: PathBuf,
    tenant: String,
}

impl<'a> Import<'a> {
    fn into(app: &'a TestApp, company: usize) -> Self {
        Self { app, binary: binary(), tenant: app.tenant(company).tenant_id.to_string() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).args(["--tenant", &self.tenant, "--now", NOW]);
        command.envs(&self.app.system.manifest.environment).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end. The system answers it meanwhile.
    async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output()).await.expect("joined").expect("it runs")
    }

    async fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}\n{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).expect("text")
    }
}

/// The items without those that say how the import came about.
fn without_batches(items: Vec<Item>) -> Vec<Item> {
    let is_about = |item: &Item| item.sort.starts_with("import") || item.sort.starts_with("audit#");
    items.into_iter().filter(|item| !is_about(item)).collect()
}

/// The items without the audit log, which keeps that there was an import.
fn without_log(items: Vec<Item>) -> Vec<Item> {
    items.into_iter().filter(|item| !item.sort.starts_with("audit#")).collect()
}

fn assert_same(one: &[Item], other: &[Item]) {
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

/// A folder with one table of visits.
fn folder(name: &str, csv: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), csv).expect("written");
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn import_is_repeatable_and_its_undo_leaves_the_table_as_it_was() {
    let app = TestApp::start().await;
    // A day on which the product has counted a call too.
    count_call(&app, ACME, 1).await;
    let before = app.items().await;
    let import = Import::into(&app, ACME);
    for source in ["old.sqlite", "csv", "json"].map(|name| samples().join(name)) {
        import.succeed(&[text(&source)]).await;
        let imported = app.items().await;
        assert!(imported.len() > before.len() + 200, "{} items", imported.len());
        let is_elsewhere =
            |item: &&Item| !item.partition.starts_with(&import.tenant) && item.partition != "platform_days";
        let elsewhere = |items: &[Item]| items.iter().filter(is_elsewhere).cloned().collect::<Vec<_>>();
        assert_same(&elsewhere(&imported), &elsewhere(&before));

        let said = import.succeed(&["verify", text(&source)]).await;
        assert!(said.contains("appointments: ") && !said.contains("DIFFERS") && !said.contains("MISCOUNTED"), "{said}");
        import.succeed(&[text(&source)]).await;
        assert_same(&app.items().await, &imported);

        import.succeed(&["undo"]).await;
        assert_same(&without_log(app.items().await), &without_log(before.clone()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn import_that_is_killed_again_and_again_writes_what_one_run_writes() {
    let app = TestApp::start().await;
    let (import, source) = (Import::into(&app, ACME), samples().join("csv"));
    import.succeed(&[text(&source)]).await;
    let whole = app.items().await;
    import.succeed(&["undo"]).await;
    // The places of the kills look random and are the same in each run.
    for writes in [1, 2, 1, 3, 2, 5, 4, 9, 14, 30] {
        app.aws.clear_requests();
        let mut process = import.command(&[text(&source)]).spawn().expect("it runs");
        let mut seen = 0;
        while seen < writes && process.try_wait().expect("a status").is_none() {
            let is_write = |operation: &str| ["TransactWriteItems", "BatchWriteItem"].contains(&operation);
            seen += app.aws.requests().iter().filter(|request| is_write(&request.operation)).count();
            tokio::task::yield_now().await;
        }
        // SIGKILL: the process cannot finish what it does.
        process.kill().expect("killed");
        process.wait().expect("a status");
    }
    import.succeed(&[text(&source)]).await;
    assert_same(&without_batches(app.items().await), &without_batches(whole));
    assert!(import.succeed(&["verify", text(&source)]).await.contains("days are the same"));
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_with_more_visits_than_places_are_reported_and_keep_every_visit() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let rows: Vec<String> =
        (0..6).map(|nth| format!("{nth},2026-11-24 09:{nth}0,214-555-010{nth},Dana {nth}\n")).collect();
    let folder = folder("bookings.csv", &format!("id,start_time,phone,name\n{}", rows.concat()));
    import.succeed(&[text(folder.path())]).await;
    let said = import.succeed(&["verify", text(folder.path())]).await;
    assert!(said.contains("OVER-BOOKED 2026-11-24_morning: 6 visits"), "{said}");
    let visits =
        app.person(ACME, "owner").get("/admin/tenants/me/appointments?from=2026-11-24&to=2026-11-24").await.ok(200);
    assert_eq!(visits["items"].as_array().map(Vec::len), Some(6), "{visits}");
    let free =
        app.person(ACME, "owner").get("/admin/tenants/me/availability?from=2026-11-24&to=2026-11-24").await.ok(200);
    let morning =
        free["items"].as_array().expect("slots").iter().find(|slot| slot["slot"]["id"] == "2026-11-24_morning");
    assert_eq!(morning.map(|slot| (&slot["booked"], &slot["left"])), Some((&json!(6), &json!(0))), "{free}");
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_that_the_office_changed_since_outlives_the_undo() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let csv = "id,start_time,phone,name\n1,2026-11-24 09:00,2145550101,Dana\n2,2026-11-24 13:00,2145550102,Lee\n";
    let folder = folder("bookings.csv", csv);
    import.succeed(&[text(folder.path())]).await;
    let owner = app.person(ACME, "owner");
    let visits = owner.get("/admin/tenants/me/appointments?from=2026-11-24&to=2026-11-24").await.ok(200);
    let first = visits["items"][0]["appointment_id"].as_str().expect("an id").to_owned();
    let path = format!("/admin/tenants/me/appointments/{first}");
    owner.patch_at(1, &path, &json!({"note": "Bring a ladder"})).await.ok(200);
    let said = import.succeed(&["undo"]).await;
    assert!(said.contains("1 records were removed") && said.contains(&first), "{said}");
    let left = owner.get("/admin/tenants/me/appointments?from=2026-11-24&to=2026-11-24").await.ok(200);
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_run_writes_nothing_and_names_every_row_that_does_not_fit() {
    let app = TestApp::start().await;
    let before = app.items().await;
    let import = Import::into(&app, DESERT);
    let csv = samples().join("csv");
    let report = import.succeed(&[text(&csv), "--dry-run", "--format", "json"]).await;
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let visits = &report["tables"]["appointments"];
    let count = |name: &str| visits[name].as_u64().expect("a number");
    assert_eq!(count("read"), count("mapped") + count("noted") + count("rejected"), "{visits}");
    let of_row = |row: u64| {
        let entries = report["entries"].as_array().expect("entries").iter();
        let is_out =
            |entry: &&Value| entry["table"] == "appointments" && entry["row"] == row && entry["kind"] != "changed";
        entries.filter(is_out).map(|entry| entry["reason"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    assert!(of_row(7).contains(&"no time that can be read".to_owned()), "{:?}", of_row(7));
    assert!(of_row(25).contains(&"row 1 has the same key and content".to_owned()), "{:?}", of_row(25));
    assert!(
        import.succeed(&[text(&csv), "--dry-run"]).await.contains("rejected key: row 1 has the same key and content")
    );
    let lines = import.succeed(&[text(&csv), "--dry-run", "--format", "csv"]).await;
    assert!(lines.lines().any(|line| line.starts_with("appointments,7,7,noted,starts")), "{lines}");
    assert_same(&app.items().await, &before);
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_calls_are_listed_found_and_counted_and_cost_nothing() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let csv = "id,call_sid,caller_phone,status,started_at,duration_seconds,transcript\n\
               1,CA1,2145550101,completed,2026-11-20 15:00:00,95,\"Agent: Hello.\nCaller: My zeppelin hums.\"\n";
    let folder = folder("call_logs.csv", csv);
    import.succeed(&[text(folder.path())]).await;
    let owner = app.person(ACME, "owner");
    let calls = owner.get("/admin/tenants/me/calls").await.ok(200);
    let call = &calls["items"][0];
    assert_eq!((&call["cost_micro_usd"], &call["imported"]), (&json!(0), &json!(true)), "{calls}");
    let sid = call["call_id"].as_str().expect("an id").to_owned();
    assert!(sid.starts_with("CAimp_"), "{sid}");
    let found = owner.get("/admin/tenants/me/calls/search?q=zeppelin").await.ok(200);
    assert!(found.to_string().contains(&sid), "{found}");
    let shown = owner.get(&format!("/admin/tenants/me/calls/{sid}")).await.ok(200);
    assert!(shown.to_string().contains("My zeppelin hums."), "{shown}");
    let days = owner.get("/admin/tenants/me/analytics?from=2026-11-20&to=2026-11-20").await.ok(200);
    assert!(days.to_string().contains("\"calls\":1"), "{days}");
    import.succeed(&["undo"]).await;
    let found = owner.get("/admin/tenants/me/calls/search?q=zeppelin").await.ok(200);
    assert!(!found.to_string().contains(&sid), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn company_called_default_is_created_with_the_settings_as_a_draft() {
    let app = TestApp::start().await;
    let import = Import { tenant: "ten_default".to_owned(), ..Import::into(&app, ACME) };
    let (source, env) = (samples().join("csv"), samples().join("old.env"));
    let refused = import.run(&[text(&source)]).await;
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--owner"), "no company is made by accident");
    let output = import.run(&[text(&source), "--env", text(&env), "--owner", "dana@peak.example"]).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains(".env COMPANY_NAME") && said.contains("draft, version 2") && !said.contains("not-a-real-key"),
        "{said}"
    );
    let company = app.operator().get("/admin/tenants/ten_default").await.ok(200);
    assert_eq!(
        (&company["name"], &company["published_version"], &company["latest_version"]),
        (&json!("default"), &json!(1), &json!(2))
    );
    let draft = app.operator().get("/admin/tenants/ten_default/configuration/versions/2").await.ok(200);
    assert!(draft.to_string().contains("Peak Heating & Air"), "{draft}");
    let items = app.items().await;
    import.succeed(&[text(&source), "--env", text(&env)]).await;
    assert_same(&app.items().await, &items);
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_person_is_not_imported_again() {
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let csv = "id,start_time,phone,name\n1,2026-11-24 09:00,2145550199,Zelda Quux\n2,2026-11-24 13:00,2145550102,Lee\n";
    let folder = folder("bookings.csv", csv);
    import.succeed(&[text(folder.path())]).await;
    let erasure = "/admin/tenants/me/customers/+12145550199/erasure";
    let confirm = json!({"confirm": "+12145550199"});
    while app.person(ACME, "owner").post(erasure, &confirm).await.ok(200)["complete"] != true {}
    import.succeed(&[text(folder.path())]).await;
    let left: Vec<Item> = app.items().await.into_iter().filter(|item| item.mentions("Quux")).collect();
    assert_eq!(left, []);
    import.succeed(&["undo"]).await;
    assert!(app.items().await.iter().all(|item| !item.mentions("apt_imp_")));
}

#[test]
fn sample_dumps_are_those_of_their_script() {
    let made = tempfile::tempdir().expect("a folder");
    let script = samples().join("make_dumps.py");
    let ran = Command::new("python3").arg(script).arg(made.path()).status().expect("python3 runs");
    assert!(ran.success());
    for name in [
        "csv/appointments.csv",
        "csv/call_logs.csv",
        "json/appointments.json",
        "json/emergency_logs.json",
        "old.sql",
        "old.env",
    ] {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(name)).expect("a file");
        assert_eq!(read(made.path()), read(&samples()), "{name}: run tests/import/make_dumps.py");
    }
}

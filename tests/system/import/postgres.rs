//! The import of a real PostgreSQL server, in a temporary folder, with the types that such databases have, and over TLS.
//!
//! Without the server, the test fails in CI and is left out elsewhere, with a line that says so.

use std::{
    ffi::OsStr,
    fs,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::Value;
use tempfile::TempDir;

use super::{Import, text};
use crate::support::{ACME, TestApp};

/// The server does not run as root. This is the number of `nobody`.
const NOBODY: u32 = 65_534;

/// A schema of `SQLAlchemy`, with what differs from one database to the next.
const SQL: &str = r#"
CREATE SCHEMA hvac;
CREATE TYPE hvac.visit_status AS ENUM ('SCHEDULED', 'CANCELLED');
CREATE TABLE hvac.call_logs (
    id uuid PRIMARY KEY, call_sid text, caller_phone text, started_at timestamptz NOT NULL, duration_seconds numeric(8, 2),
    status text, transcript jsonb, tags text[], "Summary" text);
CREATE TABLE hvac.appointments (
    id uuid PRIMARY KEY, "Scheduled At" timestamp, "CustomerPhone" text, customer_name text, status hvac.visit_status,
    call_log_id uuid REFERENCES hvac.call_logs (id), deposit numeric, extra json, created_at timestamptz);
CREATE TABLE hvac.emergency_logs (id bigserial PRIMARY KEY, call_log_id uuid, emergency_type text, created_at timestamptz);
CREATE TABLE public.users (id serial, email text);
INSERT INTO hvac.call_logs VALUES
    ('a0000000-0000-0000-0000-000000000001', 'CA1', '+12145550101', '2026-11-20 09:00:00-06', 95.50, 'completed',
     '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": [{"type": "text", "text": "My zeppelin hums."}]}]',
     '{hot,"two words"}', 'A zeppelin'),
    ('a0000000-0000-0000-0000-000000000002', NULL, NULL, '2026-11-21 09:00:00.123456-06', NULL, NULL, NULL, NULL, NULL);
INSERT INTO hvac.appointments VALUES
    ('b0000000-0000-0000-0000-000000000001', '2026-11-24 09:00', '(214) 555-0101', 'Dana', 'SCHEDULED',
     'a0000000-0000-0000-0000-000000000001', 12.50, '{"gate": 7}', '2026-11-20 15:01:00+00'),
    ('b0000000-0000-0000-0000-000000000002', '2026-11-24 13:00', NULL, 'Lee', 'CANCELLED', NULL, NULL, NULL, NULL),
    ('b0000000-0000-0000-0000-000000000003', '2026-11-24 14:00', '214-555-0103', NULL, NULL, NULL, 'NaN', NULL, NULL);
INSERT INTO hvac.emergency_logs (call_log_id, emergency_type, created_at) VALUES
    ('a0000000-0000-0000-0000-000000000001', 'gas_leak', '2026-11-20 15:00:30+00');
"#;

/// The folder with the server's programs; `None` if it is not installed.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let of_path = std::env::split_paths(&path).map(|folder| folder.join("initdb"));
    let of_debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let all = of_path.chain(of_debian.map(|version| version.path().join("bin/initdb")));
    let found = all.filter_map(|program| program.canonicalize().ok()).find(|program| program.is_file())?;
    found.parent().map(Path::to_owned)
}

/// A server on a port of the loopback interface.
struct PostgresServer {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    is_root: bool,
}

impl PostgresServer {
    fn start(programs: PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a port").port();
        let server = Self { programs, folder, port, is_root };
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).expect("a key");
        fs::write(server.path("server.crt"), cert.pem()).expect("written");
        fs::write(server.path("server.key"), signing_key.serialize_pem()).expect("written");
        fs::create_dir(server.path("data")).expect("made");
        for path in ["", "data", "server.crt", "server.key"].map(|name| server.path(name)) {
            if is_root {
                chown(&path, Some(NOBODY), Some(NOBODY)).expect("given");
            }
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            fs::set_permissions(&path, mode).expect("private");
        }
        let data = server.path("data");
        server.run("initdb", ["-D", text(&data), "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c ssl=on \
             -c ssl_cert_file='{}' -c ssl_key_file='{}'",
            server.path("server.crt").display(),
            server.path("server.key").display()
        );
        let log = server.path("log");
        server.run("pg_ctl", ["-D", text(&data), "-w", "-t", "120", "-l", text(&log), "-o", &options, "start"]);
        server
    }

    fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() { self.folder.path().to_owned() } else { self.folder.path().join(name) }
    }

    fn command<Argument: AsRef<OsStr>>(&self, program: &str, arguments: impl IntoIterator<Item = Argument>) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir(self.folder.path());
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    fn run<Argument: AsRef<OsStr>>(&self, program: &str, arguments: impl IntoIterator<Item = Argument>) {
        // The server keeps the output of the program that starts it, so it must not be a pipe that is read to its end.
        let said = fs::File::create(self.path("said")).expect("a file");
        let status = self.command(program, arguments).stdout(said.try_clone().expect("a file")).stderr(said).status();
        let said = || fs::read_to_string(self.path("said")).unwrap_or_default();
        assert!(status.expect("it runs").success(), "{program}: {}", said());
    }

    fn sql(&self, sql: &str) {
        let port = self.port.to_string();
        let arguments =
            ["-h", "127.0.0.1", "-p", &port, "-U", "owner", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-c", sql];
        self.run("psql", arguments);
    }

    fn address(&self, host: &str, parameters: &str) -> String {
        format!("postgres://owner@{host}:{}/postgres{parameters}", self.port)
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        let data = self.path("data");
        let _ = self.command("pg_ctl", ["-D", text(&data), "-m", "immediate", "stop"]).output();
    }
}

/// The server; `None` without one, outside CI.
fn server() -> Option<PostgresServer> {
    match programs() {
        Some(programs) => Some(PostgresServer::start(programs)),
        None if std::env::var_os("CI").is_some() => panic!("PostgreSQL is not installed; .ci/run installs it"),
        None => {
            eprintln!("skipped: PostgreSQL is not installed (apt-get install postgresql)");
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn database_of_postgresql_is_imported_with_every_type_that_it_has() {
    let Some(server) = server() else { return };
    server.sql(SQL);
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let source = server.address("127.0.0.1", "");
    let report = import.succeed(&[&source, "--dry-run", "--format", "json"]).await;
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["other_tables"], serde_json::json!(["users"]), "{report}");
    import.succeed(&[&source]).await;
    let verified = import.succeed(&["verify", &source]).await;
    assert!(!verified.contains("DIFFERS") && !verified.contains("MISCOUNTED"), "{verified}");
    let owner = app.person(ACME, "owner");
    let visits = owner.get("/admin/tenants/me/appointments?from=2026-11-24&to=2026-11-24").await.ok(200);
    let first =
        visits["items"].as_array().expect("visits").iter().find(|visit| visit["name"] == "Dana").expect("Dana's");
    assert_eq!((&first["callback"], &first["slot"]["id"]), (&"+12145550101".into(), &"2026-11-24_morning".into()));
    let visit = owner
        .get(&format!("/admin/tenants/me/appointments/{}", first["appointment_id"].as_str().expect("an id")))
        .await;
    let visit = visit.ok(200).to_string();
    assert!(visit.contains("deposit: 12.50") && visit.contains("gate") && visit.contains("CAimp_"), "{visit}");
    assert_eq!(visits["items"].as_array().map(Vec::len), Some(2), "the visit without a number is a message: {visits}");
    let calls = owner.get("/admin/tenants/me/calls").await.ok(200);
    let call =
        calls["items"].as_array().expect("calls").iter().find(|call| call["caller"] == "+12145550101").expect("a call");
    let call =
        owner.get(&format!("/admin/tenants/me/calls/{}", call["call_id"].as_str().expect("an id"))).await.ok(200);
    for words in ["My zeppelin hums.", "Summary: A zeppelin", "two words", "2026-11-20T15:00:00Z"] {
        assert!(call.to_string().contains(words), "{words}: {call}");
    }
    // The move of a visit in the old system, seen by the next import.
    server.sql("UPDATE hvac.appointments SET \"Scheduled At\" = '2026-11-25 09:00' WHERE customer_name = 'Dana'");
    import.succeed(&[&source]).await;
    let visits = owner.get("/admin/tenants/me/appointments?from=2026-11-24&to=2026-11-24").await.ok(200);
    assert_eq!(visits["items"].as_array().map(Vec::len), Some(1), "{visits}");
    assert!(import.succeed(&["verify", &source]).await.contains("days are the same"));
}

#[tokio::test(flavor = "multi_thread")]
async fn connection_with_tls_checks_the_certificate_and_its_name() {
    let Some(server) = server() else { return };
    server.sql("CREATE TABLE appointments (id int PRIMARY KEY, start_time timestamp, phone text); INSERT INTO appointments VALUES (1, '2026-11-24 09:00', '2145550101')");
    // From here on, the server refuses what is not encrypted.
    fs::write(server.path("data/pg_hba.conf"), "hostssl all all all trust\n").expect("written");
    let data = server.path("data");
    server.run("pg_ctl", ["-D", text(&data), "reload"]);
    let app = TestApp::start().await;
    let import = Import::into(&app, ACME);
    let (roots, other) = (server.path("roots.pem"), server.path("other.pem"));
    fs::copy(server.path("server.crt"), &roots).expect("copied");
    let another = generate_simple_self_signed(["localhost".to_owned()]).expect("a key");
    fs::write(&other, another.cert.pem()).expect("written");
    for mode in ["require", "verify-ca", "verify-full"] {
        let source = server.address("localhost", &format!("?sslmode={mode}&sslrootcert={}", roots.display()));
        let said = import.succeed(&[&source, "--dry-run"]).await;
        assert!(said.contains("appointments"), "{said}");
        for refused in [
            // No root of this machine, and no other one, signed it; and it is of another name.
            server.address("localhost", &format!("?sslmode={mode}")),
            server.address("localhost", &format!("?sslmode={mode}&sslrootcert={}", other.display())),
            server.address("127.0.0.1", &format!("?sslmode={mode}&sslrootcert={}", roots.display())),
        ] {
            let output = import.run(&[&refused, "--dry-run"]).await;
            assert!(!output.status.success(), "{refused}");
        }
    }
    let output = import.run(&[&server.address("localhost", "?sslmode=disable"), "--dry-run"]).await;
    assert!(!output.status.success(), "the server refuses what is not encrypted");
}

//! The functions in `docs/webhooks.md` that verify a signature accept ours and no other. A language without an interpreter on this machine
//! is left out, but not in CI.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use http::HeaderMap;
use jiff::Timestamp;
use serde_json::{Value, json};
use webhooks::{SigningSecret, signatures};

use self::documented::verify;
use crate::support::read;

mod documented;

/// The code block of a language in the document.
fn code(language: &str) -> String {
    let document = read("docs/webhooks.md");
    let (_, code) = document.split_once(&format!("```{language}\n")).expect("a block");
    code.split_once("```").expect("its end").0.to_owned()
}

/// A request, and whether it must be accepted.
struct Case {
    secret: String,
    headers: Value,
    body: String,
    accepted: bool,
}

fn cases() -> Vec<Case> {
    let [old, new, other] = std::array::from_fn(|_| SigningSecret::random().expect("random"));
    let now = Timestamp::now().as_second();
    let body = r#"{"type":"message.taken","data":{"name":"José"}}"#;
    let case = |secret: &SigningSecret, seconds: i64, sent: &str, accepted| Case {
        secret: secret.expose().to_owned(),
        headers: json!({
            "webhook-id": "evt_1", "webhook-timestamp": seconds.to_string(),
            "webhook-signature": signatures(&[new.clone(), old.clone()], "evt_1", seconds, body).expect("signed"),
        }),
        body: sent.to_owned(),
        accepted,
    };
    vec![
        case(&new, now, body, true),
        case(&old, now, body, true),
        case(&other, now, body, false),
        case(&new, now, "{}", false),
        case(&new, now - 301, body, false),
    ]
}

/// Runs a program that reads the cases and writes its verdicts. `None` without its interpreter, which CI must have.
fn run(interpreter: &str, flag: &str, program: &str, cases: &[Case]) -> Option<Vec<bool>> {
    let input: Vec<_> =
        cases.iter().map(|case| json!({"secret": case.secret, "headers": case.headers, "body": case.body})).collect();
    let mut command = Command::new(interpreter);
    let spawned = command.arg(flag).arg(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = match spawned {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && std::env::var_os("CI").is_none() => return None,
        spawned => spawned.expect("it starts"),
    };
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(json!(input).to_string().as_bytes()).expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{interpreter}");
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[test]
fn documented_functions_accept_our_signatures_and_no_other() {
    let cases = cases();
    let expected: Vec<_> = cases.iter().map(|case| case.accepted).collect();
    let python = format!(
        "{}\nimport json, sys\nprint(json.dumps([verify(c[\"secret\"], c[\"headers\"], c[\"body\"].encode()) for c in json.load(sys.stdin)]))",
        code("python")
    );
    let node = format!(
        "{}\nconst cases = JSON.parse(require(\"fs\").readFileSync(0));\nconsole.log(JSON.stringify(cases.map((c) => verify(c.secret, c.headers, c.body))));",
        code("javascript")
    );
    let php = format!(
        "{}\n$cases = json_decode(stream_get_contents(STDIN), true);\necho json_encode(array_map(fn($c) => verify($c[\"secret\"], $c[\"headers\"], $c[\"body\"]), $cases));",
        code("php")
    );
    for (interpreter, flag, program) in [("python3", "-c", python), ("node", "-e", node), ("php", "-r", php)] {
        if let Some(accepted) = run(interpreter, flag, &program, &cases) {
            assert_eq!(accepted, expected, "{interpreter}");
        }
    }
}

#[test]
fn documented_function_in_rust_is_the_one_that_is_tested() {
    let source = read("tests/system/webhook_verification/documented.rs");
    assert_eq!(source.split_once("\n\n").map(|(_header, code)| code), Some(code("rust").as_str()));
    for case in cases() {
        let mut headers = HeaderMap::new();
        for (name, value) in case.headers.as_object().expect("headers") {
            let name: http::HeaderName = name.parse().expect("a name");
            headers.insert(name, value.as_str().expect("text").parse().expect("a value"));
        }
        assert_eq!(verify(&case.secret, &headers, case.body.as_bytes()), case.accepted);
    }
}

//! The commands of the guides: each guide runs as one script against a system of its own, and prints what the guide shows.

use std::{path::Path, process::Stdio};

use domain::phone::PhoneNumber;
use jiff::Timestamp;
use local::system::{Aws, Model, System, SystemOptions, Variables};
use local_aws::{EmbeddedAws, Storage, sdk_config_for};
use platform::clock::Clock;
use serde_json::Value;

use crate::support::AwsProxy;

/// The time in the guides: Monday, 23 November 2026, 10:00 in Dallas.
const NOW: &str = "2026-11-23T16:00:00Z";
/// Ends the output of a block. No output contains it.
const END: char = '\u{1e}';

/// A block of commands, and the output that the guide shows after it.
#[derive(Debug)]
struct Block {
    line: usize,
    commands: String,
    shown: Option<(String, String)>,
}

fn fences(text: &str) -> Vec<(usize, String, String)> {
    let mut fences = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (line, text) in text.lines().enumerate() {
        match (text.strip_prefix("```"), open.take()) {
            (Some(kind), None) => open = Some((line, kind.to_owned(), String::new())),
            (Some(_), Some(whole)) => fences.push(whole),
            (None, Some((began, kind, body))) => open = Some((began, kind, body + text + "\n")),
            (None, None) => {}
        }
    }
    fences
}

/// The commands of a guide. Only blank lines are between commands and their shown output.
fn blocks(text: &str) -> Vec<Block> {
    let fences = fences(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks: Vec<Block> = Vec::new();
    for (index, (line, kind, body)) in fences.iter().enumerate() {
        if kind != "sh" {
            continue;
        }
        let end = line + body.lines().count() + 2;
        let shown = fences.get(index + 1).filter(|(next, kind, _)| {
            let between = lines.get(end..*next).unwrap_or_default();
            matches!(kind.as_str(), "json" | "text") && between.iter().all(|line| line.trim().is_empty())
        });
        let shown = shown.map(|(_, kind, body)| (kind.clone(), body.clone()));
        blocks.push(Block { line: line + 2, commands: body.clone(), shown });
    }
    blocks
}

/// Replaces what differs between runs: ids, instants, secrets and durations.
fn normalize(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "latency_ms" | "last_four" => *value = "…".into(),
                    _ => normalize(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(normalize),
        Value::String(text) => *text = normalize_word(text),
        _ => {}
    }
}

fn normalize_word(word: &str) -> String {
    let marks = ["ten_", "usr_", "key_", "tst_", "inv_", "hv_live_"];
    if let Some(mark) = marks.into_iter().find(|mark| word.starts_with(mark) && !word.contains(' ')) {
        return format!("{mark}…");
    }
    if word.parse::<Timestamp>().is_ok() { "an instant".to_owned() } else { word.to_owned() }
}

fn normalize_text(text: &str) -> String {
    let line = |line: &str| line.split(' ').map(normalize_word).collect::<Vec<_>>().join(" ");
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

fn values(text: &str, place: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut values: Vec<Value> =
        values.map(|value| value.unwrap_or_else(|error| panic!("{place}: not JSON: {error}\n{text}"))).collect();
    values.iter_mut().for_each(normalize);
    values
}

/// A system behind an AWS proxy that enforces the template's policies.
struct RunningSystem {
    system: System,
    _aws: AwsProxy,
    _embedded: EmbeddedAws,
}

async fn system_in(directory: &Path) -> RunningSystem {
    let embedded = EmbeddedAws::start(Storage::InMemory).await.expect("AWS starts");
    let aws = AwsProxy::start(embedded.url().to_owned()).await;
    let now: Timestamp = NOW.parse().expect("an instant");
    let system = System::start(SystemOptions {
        port: 0,
        aws: Aws::Elsewhere(Box::new(sdk_config_for(aws.url()))),
        data_dir: Some(directory.to_owned()),
        model: Model::FakeOpenAi,
        public_url: None,
        real_number: None,
        clock: Clock::from_fn(move || now),
        settings: Variables::new(),
    })
    .await
    .expect("the system starts");
    RunningSystem { system, _aws: aws, _embedded: embedded }
}

fn require_program(program: &str) {
    let found = std::process::Command::new(program).arg("--version").stdout(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    assert!(found, "the commands in the guides need {program}: apt-get install -y {program}");
}

/// Runs a guide's commands; returns the system they ran against.
async fn run_guide(guide: &str) -> RunningSystem {
    for program in ["bash", "curl", "jq"] {
        require_program(program);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(guide);
    let blocks = blocks(&std::fs::read_to_string(path).expect("a guide"));
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join(".local");
    std::fs::create_dir(&data).expect("a directory");
    let running = system_in(&data).await;
    let script: Vec<String> = blocks.iter().map(|block| format!("{}\nprintf '{END}'\n", block.commands)).collect();
    let script = script.concat();
    let ran = tokio::task::spawn_blocking(move || {
        let mut bash = std::process::Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", &script]).current_dir(directory.path()).stdin(Stdio::null());
        bash.output().expect("bash runs")
    });
    let ran = ran.await.expect("joined");
    let printed = String::from_utf8(ran.stdout).expect("text");
    let errors = String::from_utf8_lossy(&ran.stderr);
    let printed: Vec<&str> = printed.split(END).collect();
    for (index, block) in blocks.iter().enumerate() {
        let place = format!("docs/{guide}, line {}", block.line);
        let is_over = index + 1 < printed.len();
        let printed = printed.get(index).copied().unwrap_or_default();
        assert!(is_over, "{place} failed: {errors}\n{printed}");
        let Some((kind, shown)) = &block.shown else { continue };
        if kind == "json" {
            assert_eq!(values(printed, &place), values(shown, &place), "{place}");
        } else {
            assert_eq!(normalize_text(printed), normalize_text(shown), "{place}");
        }
    }
    running
}

#[tokio::test]
async fn api_guide_commands_give_the_shown_output() {
    let RunningSystem { system, .. } = &run_guide("api.md").await;
    let number = PhoneNumber::parse("+12145550110").expect("a number");
    let route = system.store().get_number_route(&number).await.expect("read");
    assert!(route.is_some(), "the guide connects no number");
}

#[tokio::test]
async fn onboarding_guide_commands_connect_a_number() {
    let RunningSystem { system, .. } = &run_guide("onboarding.md").await;
    let number = PhoneNumber::parse("+12145550110").expect("a number");
    let route = system.store().get_number_route(&number).await.expect("read");
    assert!(route.is_some(), "the guide connects no number");
}

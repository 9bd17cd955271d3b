//! A language is a folder of data: French, which only tests have, takes whole calls, and no code names a language.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::triage::{Hazard, Language, safety_words};
use serde_json::json;

use super::{calls::visit, configuration::publish};
use crate::support::{ACME, TestApp, TestCaller, WebhookResponse, tool};

/// A call that has gone on in French.
async fn in_french(app: &TestApp, caller: &TestCaller) -> WebhookResponse {
    let spoken =
        json!({"languages": [{"language": "english"}, {"language": "french", "greeting": "Merci d'appeler Acme."}]});
    publish(&app.person(ACME, "owner"), &spoken).await;
    let greeting = caller.ring().await;
    assert!(greeting.said().contains("Pour le français, appuyez sur le 2."), "{}", greeting.said());
    let switched = caller.say(&greeting, "Parlez-vous français?").await;
    assert!(switched.said().contains("Comment puis-je vous aider aujourd'hui?"), "{}", switched.said());
    assert_eq!(switched.attribute("Gather", "language"), "fr-CA");
    assert_eq!(switched.attribute("Say", "language"), "fr-CA");
    switched
}

#[tokio::test]
async fn visit_is_read_back_and_booked_in_a_language_that_is_data() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let switched = in_french(&app, &caller).await;
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow morning", "part_of_day": "morning"})),
        tool("book_appointment", visit()),
    ]);
    let words = "Je voudrais une visite demain matin, c'est Dana Smith, 12 Oak Street, 75201";
    let read_back = caller.say(&switched, words).await;
    let said = read_back.said();
    for words in [
        "Je répète les détails.",
        "demain, mardi 24 novembre",
        "heures du matin",
        "code postal 7 5 2 0 1",
        "2 1 4, 5 5 5",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(said.ends_with("Est-ce que c'est bien?"), "{said}");
    assert_eq!(app.appointment(&caller).await, None, "nothing is booked before the caller agrees");
    let booked = caller.say(&read_back, "Oui, c'est bien.").await;
    let said = booked.said();
    assert!(said.contains("Votre visite est réservée pour demain, mardi 24 novembre"), "{said}");
    assert!(said.contains("La visite coûte 89 dollars."), "{said}");
    let appointment = app.appointment(&caller).await.expect("booked");
    assert_eq!(appointment.visit.name.to_string(), "Dana Smith");
}

#[tokio::test]
async fn danger_is_an_alarm_with_safety_words_in_a_language_that_is_data() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let switched = in_french(&app, &caller).await;
    let alarm = caller.say(&switched, "Ça sent le gaz dans le sous-sol").await;
    assert!(alarm.said().starts_with(safety_words(Hazard::GasLeak, Language::FRENCH)), "{}", alarm.said());
    assert!(app.model.requests().is_empty(), "the alarm waits for no model");
}

/// What may name languages: the stand-in for a model, which understands two, and what measures with calls of its own.
const MAY_NAME_LANGUAGES: [&str; 2] = ["local/fake-openai/", "local/benches/"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "tests" | "target" | "node_modules") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

/// The code of a file without comments and its tests.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_code_names_a_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut found = Vec::new();
    for folder in ["shared", "functions", "local"] {
        sources(&root.join(folder), &mut found);
    }
    assert!(found.len() > 300, "{}", found.len());
    let mut naming = Vec::new();
    for path in found {
        let place = path.strip_prefix(root).expect("within").display().to_string();
        let code = code_of(&fs::read_to_string(&path).expect("text"));
        let names = Language::ALL
            .iter()
            .any(|language| code.contains(&format!("Language::{}", language.name().to_uppercase())));
        if names && !MAY_NAME_LANGUAGES.iter().any(|allowed| place.starts_with(allowed)) {
            naming.push(place);
        }
    }
    assert_eq!(
        naming,
        Vec::<String>::new(),
        "a third language would need an edit there: use its data, or `Language::FIRST`"
    );
}

#[test]
fn release_has_no_language_of_the_tests() {
    let manifest = |path: &str| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        fs::read_to_string(root.join(path)).expect("a manifest")
    };
    for folder in ["shared", "functions", "local"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join(folder);
        for entry in fs::read_dir(root).expect("a folder") {
            let path = entry.expect("an entry").path().join("Cargo.toml");
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let needed = text.split("[dev-dependencies]").next().unwrap_or_default();
            let enables = needed.lines().any(|line| line.starts_with("domain") && line.contains("test-languages"));
            assert!(!enables, "{} is built for releases", path.display());
        }
    }
    assert!(manifest("tests/Cargo.toml").contains("test-languages"));
}

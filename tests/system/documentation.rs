//! The documentation: generated files are up to date, and the guides explain what the code can say.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use api::ProblemKind;
use connections::message::TEMPLATES;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

use crate::support::{TestApp, read};

#[track_caller]
fn assert_fresh(name: &str, command: &str, made: &str) {
    let kept = read(&format!("docs/{name}"));
    let line = 1 + kept.lines().zip(made.lines()).take_while(|(kept, made)| kept == made).count();
    let command = format!("cargo run -p local -- {command} > docs/{name}");
    assert!(kept == made, "docs/{name} is out of date from line {line} on: {command}");
}

#[test]
fn openapi_json_is_up_to_date() {
    assert_fresh("openapi.json", "openapi", &api_docs::openapi_text().expect("written"));
}

#[test]
fn postman_collection_is_up_to_date() {
    assert_fresh("postman_collection.json", "postman", &api_docs::postman_text().expect("written"));
}

#[test]
fn api_guide_lists_every_problem_type() {
    let guide = read("docs/api.md");
    for kind in ProblemKind::ALL {
        let row = format!("| `{}` | {} |", kind.name(), kind.status().as_u16());
        assert!(guide.contains(&row), "docs/api.md has no row that begins with {row}");
    }
}

#[test]
fn onboarding_guide_explains_every_connection_check_message() {
    let guide = read("docs/onboarding.md");
    for template in TEMPLATES {
        let parts: Vec<_> = template.text().split("{}").collect();
        let row = guide.lines().any(|line| line.starts_with("| ") && parts.iter().all(|part| line.contains(part)));
        assert!(row, "docs/onboarding.md does not explain: {}", template.text());
    }
}

#[tokio::test]
async fn manifest_holds_every_documented_setting() {
    let app = TestApp::start().await;
    let guide = read("docs/configuration.md");
    let settings = guide.split("\n## ").next().unwrap_or_default().lines().filter_map(|line| line.strip_prefix("| `"));
    let settings: Vec<&str> = settings.filter_map(|row| row.split('`').next()).collect();
    assert!(settings.len() > 10, "{settings:?}");
    let environment = &app.system.manifest.environment;
    for name in settings.iter().chain(&["AWS_REGION", "AWS_ENDPOINT_URL"]) {
        assert!(environment.get(*name).is_some_and(|value| !value.is_empty()), "the manifest lacks {name}");
    }
}

#[tokio::test]
async fn api_reference_page_is_served_without_external_resources() {
    let app = TestApp::start().await;
    let url = &app.system.manifest.admin_url;
    let get = async |path: &str| {
        let response = crate::support::http_client().get(format!("{url}{path}")).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("text"))
    };
    assert_eq!(app.system.manifest.docs_url, format!("{url}/docs"));
    let (status, page) = get("/docs/").await;
    assert!(status == 200 && page.contains("swagger-ui-bundle.js"), "{status} {page}");
    let elsewhere = ["src=\"http", "href=\"http", "src=\"//", "href=\"//"];
    assert!(!elsewhere.iter().any(|address| page.contains(address)), "the page loads external resources: {page}");
    assert_eq!(get("/docs/swagger-ui-bundle.js").await.0, 200);
    assert!(get("/docs/swagger-initializer.js").await.1.contains("/docs/openapi.json"));
    for path in ["/docs", "/docs/", "/docs/swagger-ui-bundle.js", "/docs/openapi.json", "/docs/nowhere"] {
        let response = crate::support::http_client().get(format!("{url}{path}")).send().await.expect("an answer");
        let policy = response.headers()["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{path}");
    }
    let (_, served) = get("/docs/openapi.json").await;
    assert_eq!(serde_json::from_str::<Value>(&served).expect("JSON"), api_docs::document().expect("JSON"));
    // Other routes still need authentication.
    assert_eq!(get("/admin/me").await.0, 401);
    assert_eq!(get("/admin/nowhere").await.0, 401);
}

/// Adds the names of the functions that are tests, also those in macros.
fn add_tests(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let mut is_test = false;
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                match group.delimiter() {
                    Delimiter::Brace => is_test = false,
                    Delimiter::Bracket => is_test |= is_test_attribute(group.stream()),
                    Delimiter::Parenthesis | Delimiter::None => {}
                }
                add_tests(group.stream(), names);
            }
            TokenTree::Ident(word) if word == "fn" => {
                names.extend(tokens.next().filter(|_| is_test).map(|name| name.to_string()));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Whether an attribute is `test`, or that of a library, such as `tokio::test`.
fn is_test_attribute(attribute: TokenStream) -> bool {
    let path = attribute.into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
    path.last().is_some_and(|name| name.to_string() == "test")
}

/// The names of all tests of the workspace.
fn test_names() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> =
        ["functions", "local", "shared", "tests", "tools"].iter().map(|name| root.join(name)).collect();
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("text");
                let tokens: TokenStream = source.parse().expect("tokens of Rust");
                add_tests(tokens, &mut names);
            }
        }
    }
    names
}

/// The threats of the guide, each with the tests and commands that it names.
fn threats(guide: &str) -> Vec<(&str, Vec<&str>)> {
    let rows = guide.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| threat"));
    let cells = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    cells.map(|cells| (cells[0], cells[2].split('`').skip(1).step_by(2).collect())).collect()
}

#[test]
fn every_threat_names_tests_that_exist() {
    let (guide, known) = (read("docs/security.md"), test_names());
    let threats = threats(&guide);
    assert!(threats.len() > 50, "{} threats", threats.len());
    for (threat, tests) in threats {
        assert!(!tests.is_empty(), "no test: {threat}");
        let missing: Vec<_> =
            tests.iter().filter(|test| !test.starts_with("cargo xtask ") && !known.contains(**test)).collect();
        assert!(missing.is_empty(), "{missing:?} do not exist: {threat}");
    }
}

#[test]
fn security_guide_has_each_kind_of_threat() {
    let guide = read("docs/security.md");
    for kind in [
        "Spoofed caller",
        "Forged webhook",
        "Replay",
        "Prompt injection",
        "## Toll fraud",
        "## Cost",
        "another company's item",
        "stolen key",
        "An insider",
        "## Supply chain",
    ] {
        assert!(guide.contains(kind), "docs/security.md says nothing about: {kind}");
    }
}

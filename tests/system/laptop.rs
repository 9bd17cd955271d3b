//! The laptop: who reaches the development issuer, and who can read the data directory.

use axum::http::header::HOST;
use fake_twilio::tone;
use local::system::{Aws, Model, System, SystemOptions, Variables};
use local_aws::Storage;
use platform::clock::Clock;
use reqwest::StatusCode;
use serde_json::{Value, json};
use telephone::{Call, CallProgress, CallSetup, CallerAction, Ending, Steps};
use twilio::signature::AuthToken;

use super::{
    configuration::publish, incoming_texts::send, notifications::notify_in_every_way, recordings::do_due,
    webhooks::attempt_webhook,
};
use crate::support::{ACME, TestApp, http_client};

#[tokio::test]
async fn issuer_answers_only_on_host_names_of_this_machine() {
    let app = TestApp::start().await;
    let url = &app.system.manifest.token_url;
    let port = url.split(':').nth(2).and_then(|rest| rest.split('/').next()).expect("a port");
    let token = async |host: &str| {
        let request = http_client().post(url).header(HOST, host).form(&[("email", "owner@acme.example")]);
        request.send().await.expect("an answer").status().as_u16()
    };
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(token(&format!("{host}:{port}")).await, 200, "{host}");
    }
    for host in ["rebound.example", "127.0.0.1.rebound.example", "0.0.0.0", "192.168.1.2"] {
        assert_eq!(token(&format!("{host}:{port}")).await, 421, "{host}");
    }
}

#[tokio::test]
async fn outbox_shows_every_e_mail_text_and_webhook_on_host_names_of_this_machine() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    notify_in_every_way(&app, &follow_up, 1).await;
    attempt_webhook(&app, &follow_up).await;
    send(&app.caller(ACME), 1, "Is <b>Tuesday</b> free?", &[]).await;
    let url = &app.system.manifest.outbox_url;
    let get = async |url: &str| http_client().get(url).send().await.expect("an answer");
    let page = get(url).await;
    assert!(page.headers()["content-security-policy"].to_str().expect("text").starts_with("default-src 'none'"));
    let page = page.text().await.expect("a page");
    for shown in [
        "E-mails (2)",
        "to owner@acme.example",
        "Texts (1)",
        "to +12145550190",
        "Acme Heating &amp; Air: New visit",
        "Texts received (1)",
        "Is &lt;b&gt;Tuesday&lt;/b&gt; free?",
        "Webhooks (1)",
        "message.taken: pending",
        "to http://127.0.0.1:9/",
        "unreachable after",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let sent: Value = get(&format!("{url}.json")).await.json().await.expect("JSON");
    assert_eq!(
        (&sent["texts"][0]["to"], &sent["emails"][1]["to"]),
        (&json!("+12145550190"), &json!(["owner@acme.example"]))
    );
    let (webhook, text) = (&sent["webhooks"][0], &sent["received_texts"][0]);
    assert_eq!((&webhook["url"], &webhook["event"]), (&json!("http://127.0.0.1:9/"), &json!("message.taken")));
    assert_eq!((&webhook["state"], &webhook["attempts"][0]["failure"]), (&json!("pending"), &json!("unreachable")));
    assert_eq!(
        (&text["body"], &text["to"]),
        (&json!("Is <b>Tuesday</b> free?"), &json!(app.tenant(ACME).number.to_string()))
    );
    let id = sent["emails"][0]["id"].as_str().expect("an id");
    let email = get(&format!("{url}/emails/{id}")).await.text().await.expect("a page");
    assert_eq!(email, sent["emails"][0]["html"].as_str().expect("HTML"));
    assert_eq!(get(&format!("{url}/emails/unknown")).await.status(), 404);
    let rebound = http_client().get(url).header(HOST, "rebound.example").send().await.expect("an answer");
    assert_eq!(rebound.status(), 421);
}

#[tokio::test]
async fn recording_of_a_call_with_the_telephone_is_played_in_ranges() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    publish(&owner, &json!({"disclosure": {"ai": true, "record_calls": true}})).await;
    let tenant = app.tenant(ACME);
    let (account, token) = (&tenant.twilio_account_sid, AuthToken::new(tenant.twilio_auth_token.as_str()));
    let setup = CallSetup::new("+12145550142", tenant.number.as_str(), account, token, &tenant.voice_url);
    let setup = setup.and_then(|setup| setup.with_status_callback(&tenant.status_url));
    let setup = setup.and_then(|setup| setup.with_fake_api(&app.system.manifest.twilio_api_url)).expect("URLs");
    let mut call = Call::place(setup).expect("placed");
    let steps = [CallerAction::Say("Do you repair furnaces?".to_owned()), CallerAction::HangUp];
    assert_eq!(call.run(&mut Steps::new(steps)).await, CallProgress::Over(Ending::Caller));
    let at_twilio = app.system.twilio.recordings();
    let [recording] = &at_twilio[..] else { panic!("{at_twilio:?}") };
    do_due(&app).await;
    assert_eq!(app.system.twilio.recordings(), [], "it is deleted at Twilio");
    let path = format!("/admin/tenants/me/calls/{}/recordings/{recording}", call.sid());
    let link = owner.get(&path).await.ok(200);
    let url = link["url"].as_str().expect("a URL");
    let sound = http_client().get(url).send().await.expect("an answer").bytes().await.expect("bytes");
    assert!(sound.len() >= tone(1).len() && sound.starts_with(&tone(1)), "{}", sound.len());
    let part = http_client().get(url).header("range", "bytes=100-199").send().await.expect("an answer");
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes().await.expect("bytes"), sound[100..200]);
}

#[cfg(unix)]
#[tokio::test]
async fn every_file_in_the_data_directory_is_private() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().expect("a directory");
    let data = parent.path().join("data");
    localhost::create_private_directory(&data, local::demo::CREDENTIALS_FILE).expect("created");
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let system = System::start(SystemOptions {
        port: 0,
        aws: Aws::Embedded(Storage::Directory(data.clone())),
        data_dir: Some(data.clone()),
        model: Model::FakeOpenAi,
        public_url: None,
        real_number: None,
        clock: Clock::system(),
        settings: Variables::new(),
    })
    .await
    .expect("the system starts");
    assert_eq!(mode(&data), 0o700);
    // What is in a folder is as private as the folder.
    let files: Vec<_> = std::fs::read_dir(&data).expect("read").map(|entry| entry.expect("an entry").path()).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in &files {
        assert_eq!(mode(file), if file.is_dir() { 0o700 } else { 0o600 }, "{}", file.display());
    }
    system.stop().await;
}

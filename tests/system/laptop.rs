//! The laptop: who reaches the development issuer, and who can read the data directory.

use axum::http::header::HOST;
use local::system::{Aws, Model, Options, System, Variables};
use local_aws::Storage;
use platform::clock::Clock;

use crate::support::{TestApp, http_client};

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

#[cfg(unix)]
#[tokio::test]
async fn every_file_in_the_data_directory_is_private() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().expect("a directory");
    let data = parent.path().join("data");
    localhost::create_private_directory(&data, local::demo::CREDENTIALS_FILE).expect("created");
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let system = System::start(Options {
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
    let files: Vec<_> = std::fs::read_dir(&data).expect("read").map(|entry| entry.expect("an entry").path()).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    system.stop().await;
}

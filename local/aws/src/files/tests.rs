use reqwest::StatusCode;

use super::*;
use crate::{CREDENTIAL, EmbeddedAws, Storage};

/// A client of the bucket.
struct TestBucket {
    base: String,
    http: reqwest::Client,
}

impl TestBucket {
    fn of(aws: &EmbeddedAws) -> Self {
        Self { base: format!("{}/files", aws.url()), http: platform::http_client() }
    }

    /// A URL signed for a method, with a certain age, secret and lifetime.
    fn signed_with(&self, method: &str, key: &str, (secret, age, lasts): (&str, u64, u64)) -> Url {
        let credentials = Credentials::new(CREDENTIAL, secret, None, None, "test");
        let at = SystemTime::now() - Duration::from_secs(age);
        let signer = Signer { credentials, region: REGION.to_owned(), at };
        let url = format!("{}/{key}", self.base).parse().expect("a URL");
        signer.presign(method, &url, Duration::from_secs(lasts)).expect("signed")
    }

    fn signed(&self, method: &str, key: &str) -> Url {
        self.signed_with(method, key, (CREDENTIAL, 0, 60))
    }

    async fn put(&self, key: &str, body: &'static str) -> StatusCode {
        self.http.put(self.signed("PUT", key)).body(body).send().await.expect("an answer").status()
    }

    async fn get(&self, url: Url, range: Option<&str>) -> (StatusCode, String) {
        let request = self.http.get(url);
        let request = match range {
            Some(range) => request.header("range", range),
            None => request,
        };
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }
}

#[tokio::test]
async fn object_is_stored_read_in_parts_listed_and_deleted() {
    let aws = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let bucket = TestBucket::of(&aws);
    assert_eq!(bucket.put("90d/ten_a/RE1.mp3", "0123456789").await, StatusCode::OK);
    assert_eq!(bucket.put("90d/ten_b/RE2.mp3", "other").await, StatusCode::OK);
    for (range, status, text) in [
        (None, 200, "0123456789"),
        (Some("bytes=2-4"), 206, "234"),
        (Some("bytes=7-"), 206, "789"),
        (Some("bytes=-3"), 206, "789"),
        (Some("bytes=7-99"), 206, "789"),
    ] {
        let (answered, body) = bucket.get(bucket.signed("GET", "90d/ten_a/RE1.mp3"), range).await;
        assert_eq!((answered.as_u16(), body.as_str()), (status, text), "{range:?}");
    }
    let (status, _) = bucket.get(bucket.signed("GET", "90d/ten_a/RE1.mp3"), Some("bytes=10-")).await;
    assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
    let head = bucket.http.head(bucket.signed("HEAD", "90d/ten_a/RE1.mp3")).send().await.expect("an answer");
    assert_eq!(head.headers()["content-length"], "10");
    let (_, listed) = bucket.get(bucket.signed("GET", "?list-type=2&prefix=90d%2Ften_a%2F"), None).await;
    assert!(listed.contains("<Key>90d/ten_a/RE1.mp3</Key>") && !listed.contains("RE2"), "{listed}");
    for _ in 0..2 {
        let deleted = bucket.http.delete(bucket.signed("DELETE", "90d/ten_a/RE1.mp3")).send().await;
        assert_eq!(deleted.expect("an answer").status(), StatusCode::NO_CONTENT);
    }
    let (status, _) = bucket.get(bucket.signed("GET", "90d/ten_a/RE1.mp3"), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn url_that_is_changed_old_or_signed_by_another_is_refused() {
    let aws = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let bucket = TestBucket::of(&aws);
    bucket.put("90d/ten_a/RE1.mp3", "mine").await;
    bucket.put("90d/ten_b/RE1.mp3", "theirs").await;
    let good = bucket.signed("GET", "90d/ten_a/RE1.mp3");
    assert_eq!(bucket.get(good.clone(), None).await.0, StatusCode::OK);
    let mut other = good.clone();
    other.set_path("/files/90d/ten_b/RE1.mp3");
    let mut longer = good.clone();
    longer.set_query(good.query().map(|query| query.replace("X-Amz-Expires=60", "X-Amz-Expires=600")).as_deref());
    let mut more = good.clone();
    more.query_pairs_mut().append_pair("response-content-type", "text/html");
    for (wrong, url) in [
        ("another object", other),
        ("a longer time", longer),
        ("another parameter", more),
        ("another method", bucket.signed("PUT", "90d/ten_a/RE1.mp3")),
        ("another secret", bucket.signed_with("GET", "90d/ten_a/RE1.mp3", ("guessed", 0, 60))),
        ("an old one", bucket.signed_with("GET", "90d/ten_a/RE1.mp3", (CREDENTIAL, 61, 60))),
        ("more than seven days", bucket.signed_with("GET", "90d/ten_a/RE1.mp3", (CREDENTIAL, 0, 700_000))),
    ] {
        assert_eq!(bucket.get(url, None).await.0, StatusCode::FORBIDDEN, "{wrong}");
    }
}

#[tokio::test]
async fn object_survives_restart_on_same_directory() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = Storage::Directory(directory.path().to_owned());
    let first = EmbeddedAws::start(storage.clone()).await.expect("starts");
    assert_eq!(TestBucket::of(&first).put("90d/ten_a/CA1/RE1.mp3", "kept").await, StatusCode::OK);
    for outside in ["90d/.hidden/x", "90d//x", "90d/a%2Fb"] {
        assert_ne!(TestBucket::of(&first).put(outside, "lost").await, StatusCode::OK, "{outside}");
    }
    drop(first);
    let second = EmbeddedAws::start(storage).await.expect("starts again");
    let bucket = TestBucket::of(&second);
    let (_, text) = bucket.get(bucket.signed("GET", "90d/ten_a/CA1/RE1.mp3"), None).await;
    assert_eq!(text, "kept");
}

//! What the number of companies costs: the same requests to systems of 100, 1,000 and 10,000 companies, through the real
//! APIs and the real table's client, each on an embedded AWS in memory. Prints percentiles and their ratios, and asserts
//! nothing about time.
//!
//! `cargo bench -p local --bench tenants`
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a failed measurement stops with its location")]

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use api::access::TokenVerifier;
use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use dev_oidc::DevIssuer;
use jiff::Timestamp;
use platform::config::IssuerConfig;
use reqwest::{Method, RequestBuilder, header::IF_MATCH};
use serde_json::{Value, json};

mod copies;
mod filled;

use filled::{Filled, answered};

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const ROUNDS: usize = 300;
const WARM_UP: usize = 60;
/// The lowest percentile shows the work itself, even on a busy machine.
const PERCENTILES: [usize; 3] = [10, 50, 99];

/// What is measured.
#[derive(Debug, Clone, Copy)]
enum Operation {
    ListFirstPage,
    ListMiddlePage,
    SearchManyFound,
    SearchOneFound,
    ResolveNumber,
    Get,
    Update,
    Publish,
    Greet,
}

impl Operation {
    const ALL: [(Self, &str); 9] = [
        (Self::ListFirstPage, "list, first page of 25"),
        (Self::ListMiddlePage, "list, a page in the middle"),
        (Self::SearchManyFound, "search, a word of every name"),
        (Self::SearchOneFound, "search, a word of one name"),
        (Self::ResolveNumber, "resolve a number (store)"),
        (Self::Get, "get one's company"),
        (Self::Update, "change a profile"),
        (Self::Publish, "publish a configuration"),
        (Self::Greet, "warm greeting"),
    ];
}

impl Filled {
    fn listed(&self, query: &str) -> RequestBuilder {
        self.asked(Method::GET, &format!("/admin/tenants?limit=25{query}"), &self.operator_token)
    }

    /// Carries out one round; how long it took.
    async fn run(&self, operation: Operation, round: usize) -> Duration {
        let sample = &self.samples[round % self.samples.len()];
        match operation {
            Operation::ListFirstPage => listed(self.listed(""), 25).await,
            Operation::ListMiddlePage => listed(self.listed(&format!("&cursor={}", self.middle)), 25).await,
            Operation::SearchManyFound => listed(self.listed("&search=heating"), 25).await,
            Operation::SearchOneFound => listed(self.listed(&format!("&search={}", sample.word)), 1).await,
            Operation::ResolveNumber => {
                let began = Instant::now();
                let route = self.store.get_number_route(&sample.number).await.expect("read");
                let took = began.elapsed();
                assert!(route.is_some_and(|route| route.active), "the number is routed");
                took
            }
            Operation::Get => timed(self.asked(Method::GET, "/admin/tenants/me", &sample.owner_token)).await.0,
            Operation::Update => {
                let known = answered(self.asked(Method::GET, "/admin/tenants/me", &sample.owner_token)).await;
                let version = known.headers()["etag"].clone();
                let change = json!({"reference": format!("round {round}")});
                let request = self.asked(Method::PATCH, "/admin/tenants/me", &sample.owner_token).json(&change);
                timed(request.header(IF_MATCH, version)).await.0
            }
            Operation::Publish => {
                // Now the one version, now the other.
                let version = 1 + (round / self.samples.len()) % 2;
                let path = "/admin/tenants/me/configuration/publish";
                let request = self.asked(Method::POST, path, &sample.owner_token);
                timed(request.json(&json!({"version": version}))).await.0
            }
            Operation::Greet => {
                let (took, twiml) = timed(self.ringing(sample, round)).await;
                assert!(twiml.contains("<Gather"), "a greeting: {twiml}");
                took
            }
        }
    }
}

/// From the request's first byte to the answer's last.
async fn timed(request: RequestBuilder) -> (Duration, String) {
    let began = Instant::now();
    let body = answered(request).await.text().await.expect("a body");
    (began.elapsed(), body)
}

async fn listed(request: RequestBuilder, expected: usize) -> Duration {
    let (took, body) = timed(request).await;
    let page: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(page["items"].as_array().map(Vec::len), Some(expected), "{body}");
    took
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// Runs each operation on each system in turn, in every round, so that other load on the machine affects all alike. Returns
/// the durations by operation and system.
async fn measure(systems: &[Filled]) -> Vec<Vec<Vec<Duration>>> {
    let mut took = vec![vec![Vec::with_capacity(ROUNDS); systems.len()]; Operation::ALL.len()];
    for round in 0..WARM_UP + ROUNDS {
        for ((operation, _), took) in Operation::ALL.iter().zip(&mut took) {
            for turn in 0..systems.len() {
                let which = (round + turn) % systems.len();
                let duration = systems[which].run(*operation, round).await;
                if round >= WARM_UP {
                    took[which].push(duration);
                }
            }
        }
    }
    took
}

/// A row of the table: the percentiles on each system, and their ratios to those on the first.
fn row(title: &str, took: &mut [Vec<Duration>]) -> String {
    let mut row = format!("| {title} |");
    let mut smallest = None;
    for durations in took {
        durations.sort_unstable();
        let ms = PERCENTILES.map(|percent| percentile(durations, percent).as_secs_f64() * 1e3);
        write!(row, " {} |", ms.map(|ms| format!("{ms:.2}")).join(" / ")).expect("written");
        match smallest {
            None => smallest = Some(ms),
            Some(least) => {
                let ratios: Vec<String> =
                    ms.iter().zip(least).map(|(ms, least)| format!("×{:.2}", ms / least)).collect();
                write!(row, " {} |", ratios.join(" / ")).expect("written");
            }
        }
    }
    row
}

/// Measures the cryptography of one request: verifying a token and sealing a stored response.
async fn measure_gate(filled: &Filled) {
    let oidc = IssuerConfig {
        issuer: filled.system.manifest.issuer_url.clone(),
        jwks_url: filled.system.issuer.jwks_url(),
        audience: DevIssuer::AUDIENCE.to_owned(),
    };
    let verifier = TokenVerifier::new(platform::http_client(), oidc);
    let key = RandomizedNonceKey::new(&AES_256_GCM, &[7; 32]).expect("a key");
    let (mut verified, mut sealed) = (Vec::new(), Vec::new());
    for round in 0..2_200 {
        let began = Instant::now();
        verifier.verify(&filled.samples[0].owner_token, Timestamp::now()).await.expect("believed");
        let believed = began.elapsed();
        let mut answer = vec![b'x'; 2_048];
        let began = Instant::now();
        key.seal_in_place_append_tag(Aad::from(b"context"), &mut answer).expect("sealed");
        if round >= 200 {
            verified.push(believed);
            sealed.push(began.elapsed());
        }
    }
    for (title, mut durations) in [("a token verified", verified), ("an answer of 2 KB sealed", sealed)] {
        durations.sort_unstable();
        let microseconds = |percent| percentile(&durations, percent).as_secs_f64() * 1e6;
        println!("{title}: {:.0} / {:.0} µs (p50 / p99)", microseconds(50), microseconds(99));
    }
}

#[tokio::main]
async fn main() {
    let mut systems = Vec::new();
    for size in SIZES {
        let filled = Filled::with(size).await;
        let (started, made) = (filled.starting.as_millis(), filled.filling.as_secs_f64());
        println!("started in {started} ms, {size} companies made in {made:.1} s");
        systems.push(filled);
    }
    println!("\np10 / p50 / p99 in ms of {ROUNDS} rounds, and their ratios to those of {} companies\n", SIZES[0]);
    println!("| | 100 | 1,000 | ratio | 10,000 | ratio |\n|---|---|---|---|---|---|");
    for ((_, title), mut took) in Operation::ALL.into_iter().zip(measure(&systems).await) {
        println!("{}", row(title, &mut took));
    }
    println!();
    measure_gate(&systems[0]).await;
}

//! What a tenant's session costs (ADR 17): the time to begin one, to enter a tenant whose session is in memory, and to read an
//! item with it, on the embedded AWS in memory. Prints medians and their ratios, and asserts nothing about time.
//!
//! `cargo run -p local --example session_cost`
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a failed measurement stops with its location")]

use std::time::{Duration, Instant};

use dev_oidc::DevIssuer;
use local::system::{System, SystemOptions};
use local_aws::ADMIN_TENANTS_ROLE;
use platform::aws::tagged_role::TaggedRole;
use store::{TENANT_TAG, TenantSessions};

const ROUNDS: usize = 300;
const WARM_UP: usize = 30;

#[tokio::main]
async fn main() {
    let system = System::start(SystemOptions::in_memory()).await.expect("the system starts");
    let (store, aws) = (system.store(), &system.runtime.aws);
    let owner = &system.manifest.tenants[0].people[0].email;
    let subject = store.get_subject(&DevIssuer::subject_of(owner)).await.expect("read").expect("a subject");
    let (mut begin, mut enter, mut read, mut read_without) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let route = store.get_number_route(&system.manifest.tenants[0].number).await.expect("read").expect("a route");
    for round in 0..ROUNDS + WARM_UP {
        let role = TaggedRole::new(aws, ADMIN_TENANTS_ROLE.to_owned(), TENANT_TAG);
        let sessions = TenantSessions::new(role, system.runtime.clock.clone());
        let began = Instant::now();
        let scope = subject.enter(&sessions).await.expect("a session");
        let begun = Instant::now();
        subject.enter(&sessions).await.expect("a session");
        let entered = Instant::now();
        store.get_tenant(&scope).await.expect("read").expect("a tenant");
        let was_read = Instant::now();
        store.get_tenant(&route.scope()).await.expect("read").expect("a tenant");
        let was_read_without = Instant::now();
        if round >= WARM_UP {
            begin.push(begun - began);
            enter.push(entered - begun);
            read.push(was_read - entered);
            read_without.push(was_read_without - was_read);
        }
    }
    let base = median(&mut read_without);
    for (what, times) in [
        ("a read with the function's own client", &mut read_without),
        ("a read with the client of a new session", &mut read),
        ("a tenant entered, its session in memory", &mut enter),
        ("a session begun", &mut begin),
    ] {
        let median = median(times);
        println!("{what}: {:.3} ms, ×{:.2}", median.as_secs_f64() * 1e3, median.as_secs_f64() / base.as_secs_f64());
    }
    system.stop().await;
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

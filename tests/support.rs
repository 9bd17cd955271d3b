//! Support for the tests: a system for each test, clients and callers of it, a scripted model, and a proxy in front of AWS.

mod api_client;
mod app;
mod aws_proxy;
pub(crate) mod forger;
mod log;
mod model;
pub(crate) mod policy;
mod queues;
mod receiver;
pub(crate) mod relay_caller;
mod table;
pub(crate) mod template;
mod test_caller;
mod twilio_account;

pub(crate) use api_client::{ApiClient, ApiResponse};
pub(crate) use app::{ACME, DESERT, TestApp, call};
pub(crate) use aws_proxy::{AwsProxy, Request};
pub(crate) use forger::Forger;
pub(crate) use log::CapturedLog;
pub(crate) use model::{ModelReply, ScriptedModel, tool};
pub(crate) use queues::{DeadLetterFound, Queues};
pub(crate) use receiver::{Receiver, ReceiverAnswer};
pub(crate) use table::Item;
pub(crate) use test_caller::{CALLER, RECORDING, TestCaller, WebhookResponse};
pub(crate) use twilio_account::TwilioAccount;

/// The text of a file of the repository.
pub(crate) fn read(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An HTTP client for the loopback interface. It loads no root certificates, which would take most of a test's time.
pub(crate) fn http_client() -> reqwest::Client {
    let builder = reqwest::Client::builder().tls_certs_only([]).redirect(reqwest::redirect::Policy::none());
    builder.build().expect("a client")
}

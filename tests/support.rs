//! What the tests stand on: a system of one's own, a line to it, a model that answers as told, and a way to AWS that can
//! be watched and broken.

mod app;
mod aws_proxy;
pub(crate) mod forger;
mod line;
mod model;
mod office;
pub(crate) mod policy;
pub(crate) mod request;
mod table;
pub(crate) mod template;

pub(crate) use app::{ACME, DESERT, TestApp, call};
pub(crate) use aws_proxy::{AwsProxy, Request};
pub(crate) use forger::Forger;
pub(crate) use line::{Answer, Line};
pub(crate) use model::{ScriptedModel, Told, tool};
pub(crate) use office::{Answered, Office};
pub(crate) use table::Item;

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

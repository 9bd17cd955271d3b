//! What the tests stand on: a system of one's own, a line to it, a model that answers as told, and a way to AWS that can
//! be watched and broken.

mod app;
mod aws_proxy;
pub(crate) mod forger;
mod line;
mod model;
mod office;
mod table;

pub(crate) use app::{ACME, DESERT, TestApp};
pub(crate) use aws_proxy::Request;
pub(crate) use forger::Forger;
pub(crate) use line::{Answer, Line};
pub(crate) use model::{ScriptedModel, Told, tool};
pub(crate) use office::{Answered, Office};
pub(crate) use table::Item;

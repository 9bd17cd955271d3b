//! Imports many copies of the templates, with other ids and times; counts requests to the table.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    config::{Builder, ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextRef},
    error::BoxError,
    types::AttributeValue,
};
use dynoxide::{AttributeValue as Stored, Database, ImportOptions, Item};

use super::templates::{CallTemplate, start_of};

/// The calls that are imported at once.
const AT_ONCE: usize = 2_000;

/// Imports copies of the templates into the table of a folder. Returns the number of items.
pub(crate) fn import(folder: &Path, table: &str, templates: &[CallTemplate], calls: usize) -> usize {
    let database = Database::new(&folder.join("dynamodb.sqlite").to_string_lossy()).expect("the database");
    database.enable_bulk_loading().expect("settings");
    let (mut items, mut imported) = (Vec::new(), 0);
    for nth in 0..calls {
        let template = &templates[nth % templates.len()];
        items.extend(copies(template, nth));
        if nth % AT_ONCE == AT_ONCE - 1 || nth + 1 == calls {
            imported += items.len();
            database.import_items(table, std::mem::take(&mut items), ImportOptions::default()).expect("imported");
        }
    }
    database.disable_bulk_loading().expect("settings");
    imported
}

/// The items of the `nth` call.
fn copies(template: &CallTemplate, nth: usize) -> impl Iterator<Item = Item> {
    let starts = start_of(nth);
    let ends = starts + template.ended_at().duration_since(template.started_at);
    let microseconds = |at: jiff::Timestamp| format!("{:018}", at.as_microsecond());
    let swaps = [
        (template.call.clone(), format!("CA{nth:032}")),
        (microseconds(template.started_at), microseconds(starts)),
        (microseconds(template.ended_at()), microseconds(ends)),
        (template.started_at.to_string(), starts.to_string()),
    ];
    template
        .items
        .iter()
        .map(move |item| item.iter().map(|(name, value)| (name.clone(), swapped(value, &swaps))).collect())
}

fn swapped(value: &AttributeValue, swaps: &[(String, String)]) -> Stored {
    let each = |value| swapped(value, swaps);
    match value {
        AttributeValue::S(text) => {
            Stored::S(swaps.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new)))
        }
        AttributeValue::N(number) => Stored::N(number.clone()),
        AttributeValue::Bool(value) => Stored::BOOL(*value),
        AttributeValue::Null(value) => Stored::NULL(*value),
        AttributeValue::L(list) => Stored::L(list.iter().map(each).collect()),
        AttributeValue::M(map) => Stored::M(map.iter().map(|(name, value)| (name.clone(), each(value))).collect()),
        other => panic!("no item of a call has such a value: {other:?}"),
    }
}

/// Counts the requests of a client.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requests(Arc<AtomicUsize>);

impl Requests {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Intercept for Requests {
    fn name(&self) -> &'static str {
        "Requests"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// A client whose requests are counted.
pub(crate) fn counting(config: &SdkConfig) -> (Requests, Client) {
    let requests = Requests::default();
    let client = Client::from_conf(Builder::from(config).interceptor(requests.clone()).build());
    (requests, client)
}

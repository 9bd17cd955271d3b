//! Creates many companies as copies of one company from the store, with other ids, names, numbers and owners. Each
//! transaction of the embedded DynamoDB checks all transactions of the last ten minutes. With one transaction a company,
//! the benchmark would measure that check.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, PutRequest, WriteRequest},
};
use dev_oidc::DevIssuer;
use domain::{
    access::{EmailAddress, Subject},
    id::{PersonId, TenantId},
    phone::PhoneNumber,
    text::Text,
};
use futures_util::StreamExt;
use jiff::Timestamp;
use local::demo::companies;
use store::{
    Actor, ChangeContext, Founder, FounderProof, NewTenant, Profile, Store,
    key::{PARTITION, SORT},
};

type TableItem = HashMap<String, AttributeValue>;

/// The most items of a batch write.
const LARGEST_BATCH: usize = 25;
const AT_ONCE: usize = 4;

/// The unique word in a company's name and ids.
pub(crate) fn word(at: usize) -> String {
    format!("unit{at:05}")
}

pub(crate) fn tenant(at: usize) -> TenantId {
    TenantId::parse(&format!("ten_{}", word(at))).expect("an id")
}

pub(crate) fn number(at: usize) -> PhoneNumber {
    PhoneNumber::parse(&format!("+1{}55501{:02}", 300 + at / 100, at % 100)).expect("a number")
}

pub(crate) fn owner(at: usize) -> String {
    format!("owner.{}@companies.example", word(at))
}

fn subject(at: usize) -> String {
    DevIssuer::subject_of(&owner(at))
}

fn first() -> NewTenant {
    let [acme, _] = companies().expect("valid");
    NewTenant {
        tenant: tenant(0),
        profile: Profile {
            name: Text::parse(&format!("{} Heating and Air", word(0))).expect("a name"),
            contact_email: None,
            reference: None,
        },
        config: acme.config,
        numbers: [number(0)].into(),
        founder: Founder {
            person: PersonId::parse(&format!("usr_{}", word(0))).expect("an id"),
            email: EmailAddress::parse(&owner(0)).expect("an address"),
            name: None,
            proof: FounderProof::Subject(Subject::parse(&subject(0)).expect("a subject")),
        },
        approved: true,
        founded_by: None,
    }
}

/// Creates `size` companies.
pub(crate) async fn make(store: &Store, dynamodb: &Client, table: &str, size: usize) {
    let change =
        ChangeContext { actor: Actor { name: "operator:bench".to_owned(), address: None }, at: Timestamp::now() };
    store.create_tenant(first(), &change).await.expect("created");
    let scanned = dynamodb.scan().table_name(table).send().await.expect("read");
    assert!(scanned.last_evaluated_key.is_none(), "one page holds what there is so far");
    let mut originals: Vec<TableItem> = scanned.items.unwrap_or_default();
    originals.retain(|item| item.values().any(|value| holds(value, &word(0))));
    let copies: Vec<WriteRequest> =
        (1..size).flat_map(|at| originals.iter().map(move |item| copied(item, at))).collect();
    let written = copies.chunks(LARGEST_BATCH).map(|batch| async {
        let answer = dynamodb.batch_write_item().request_items(table, batch.to_vec()).send().await.expect("written");
        assert!(answer.unprocessed_items.is_none_or(|left| left.is_empty()), "all of them");
    });
    futures_util::stream::iter(written).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
}

fn copied(item: &TableItem, at: usize) -> WriteRequest {
    let swaps = [(word(0), word(at)), (subject(0), subject(at)), (number(0).to_string(), number(at).to_string())];
    let mut copy: TableItem = item.iter().map(|(name, value)| (name.clone(), swapped(value, &swaps))).collect();
    // The platform's audit log is one partition: the sort key must distinguish the copies of an entry.
    if let (Some(AttributeValue::S(partition)), Some(AttributeValue::S(sort))) =
        (item.get(PARTITION), copy.get_mut(SORT))
        && partition == "platform"
    {
        sort.push_str(&word(at));
    }
    WriteRequest::builder().put_request(PutRequest::builder().set_item(Some(copy)).build().expect("whole")).build()
}

fn holds(value: &AttributeValue, text: &str) -> bool {
    value.as_s().is_ok_and(|value| value.contains(text))
}

fn swapped(value: &AttributeValue, swaps: &[(String, String)]) -> AttributeValue {
    let each = |value| swapped(value, swaps);
    match value {
        AttributeValue::S(text) => {
            AttributeValue::S(swaps.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new)))
        }
        AttributeValue::L(list) => AttributeValue::L(list.iter().map(each).collect()),
        AttributeValue::M(map) => {
            AttributeValue::M(map.iter().map(|(name, value)| (name.clone(), each(value))).collect())
        }
        other => other.clone(),
    }
}

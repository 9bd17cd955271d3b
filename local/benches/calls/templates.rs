//! A few hundred calls of a company, written by the store itself: what is said and what came of each differs.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    access::{EmailAddress, Subject},
    booking::CallerIdentity,
    call_facts::{CallFacts, Outcome, Transfers},
    day_counts::TurnTimes,
    id::{CallSid, PersonId, TenantId},
    money::MicroUsd,
    phone::PhoneNumber,
    tenant::JobTypeId,
    text::Text,
    triage::Language,
    usage::{CallUsage, ProviderCosts},
};
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use local::demo::companies;
use local_aws::{EmbeddedAws, Storage, provision};
use messages::{FinishedCall, FollowUpJob, JobKind};
use search::{IndexedUtterance, Speaker};
use store::{Actor, ChangeContext, CustomerScope, Founder, FounderProof, NewTenant, Profile, Store};

pub(crate) type TableItem = HashMap<String, AttributeValue>;

/// The number of templates. A word that is said in one of them is said in one call of so many.
pub(crate) const TEMPLATES: usize = 500;
const SECONDS: u64 = 180;

/// Words, and in how many calls each is said: in one of so many.
const WORDS: [(&str, usize); 14] = [
    ("furnace", 3),
    ("heater", 4),
    ("leaking", 5),
    ("noise", 6),
    ("thermostat", 8),
    ("upstairs", 12),
    ("filter", 20),
    ("thermometer", 30),
    ("warranty", 41),
    ("blower", 59),
    ("boiler", 100),
    ("thermal", 250),
    ("skylight", 500),
    ("calefacción", 10),
];
/// Words of every call.
const USUAL: &str = "hello this is about my house please send someone tomorrow morning the address is on oak street";

/// A call and its items.
pub(crate) struct CallTemplate {
    pub(crate) call: String,
    pub(crate) started_at: Timestamp,
    pub(crate) items: Vec<TableItem>,
}

impl CallTemplate {
    pub(crate) fn ended_at(&self) -> Timestamp {
        self.started_at + SignedDuration::from_secs(SECONDS.cast_signed())
    }
}

/// When a call of the imported ones begins, by its number.
pub(crate) fn start_of(nth: usize) -> Timestamp {
    let first: Timestamp = "2026-01-01T00:00:00Z".parse().expect("an instant");
    first + SignedDuration::from_mins(5 * i64::try_from(nth).expect("few"))
}

/// A day on which calls began.
pub(crate) fn day() -> (Timestamp, Timestamp) {
    let midnight = |day| TimeZone::UTC.to_timestamp(date(2026, 1, day).into()).expect("an instant");
    (midnight(5), midnight(6))
}

pub(crate) fn caller(nth: usize) -> PhoneNumber {
    PhoneNumber::parse(&format!("+1214555{:04}", nth % TEMPLATES)).expect("a number")
}

fn said(nth: usize) -> Vec<IndexedUtterance> {
    let words = WORDS.iter().enumerate().filter(|(at, (_, often))| (nth + at).is_multiple_of(*often));
    let words: Vec<&str> = words.map(|(_, (word, _))| *word).collect();
    let caller = IndexedUtterance { speaker: Speaker::Caller, words: format!("{USUAL} {}", words.join(" ")) };
    vec![
        caller,
        IndexedUtterance { speaker: Speaker::Agent, words: "what is your zip code and phone number".to_owned() },
    ]
}

fn finished(nth: usize, tenant: &domain::id::TenantId) -> FinishedCall {
    let often = [Outcome::Booked, Outcome::Message, Outcome::Information, Outcome::Abandoned];
    let outcome = if nth.is_multiple_of(100) { Outcome::Emergency } else { often[nth % often.len()] };
    let started_at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000 + 7 * i64::try_from(nth).expect("few"));
    let facts = CallFacts {
        outcome,
        job_types: JobTypeId::parse("repair").into_iter().collect(),
        after_hours: nth.is_multiple_of(3),
        language: if nth.is_multiple_of(10) { Language::SPANISH } else { Language::ENGLISH },
        bookable: true,
        booked: Vec::new(),
        moved: Vec::new(),
        cancelled: Vec::new(),
        transfers: Transfers::default(),
        identity: CallerIdentity::Claimed,
        non_customer: None,
    };
    FinishedCall {
        tenant: tenant.clone(),
        call: CallSid::parse(&format!("CAf{nth:031}")).expect("an id"),
        caller: Some(caller(nth)),
        day: date(1970, 1, 1),
        hour: Some(9),
        started_at,
        usage: CallUsage { call_seconds: SECONDS, turns: 6, ..CallUsage::default() },
        price_micro_usd: None,
        facts: Some(facts),
        times: TurnTimes::default(),
        test: false,
    }
}

/// Writes the calls into a table of their own, and reads their items.
pub(crate) async fn made() -> (Vec<CallTemplate>, CustomerScope) {
    let aws = EmbeddedAws::start(Storage::InMemory).await.expect("it starts");
    let config = aws.sdk_config();
    let table = provision(&config).await.expect("provisioned").table_name;
    let client = platform::aws::dynamodb(&config);
    let store = Store::new(client.clone(), table.clone());
    let actor = Actor { name: "operator:bench".to_owned(), address: None };
    let [acme, _] = companies().expect("valid");
    let tenant = TenantId::parse("ten_bench").expect("an id");
    let company = NewTenant {
        tenant: tenant.clone(),
        profile: Profile { name: Text::parse("Bench").expect("a name"), contact_email: None, reference: None },
        config: acme.config,
        numbers: [caller(0)].into(),
        founder: Founder {
            person: PersonId::parse("usr_bench").expect("an id"),
            email: EmailAddress::parse("owner@bench.example").expect("an address"),
            name: None,
            proof: FounderProof::Subject(Subject::parse("bench").expect("a subject")),
        },
        approved: true,
        founded_by: None,
    };
    store.create_tenant(company, &ChangeContext { actor, at: Timestamp::now() }).await.expect("created");
    let customers = CustomerScope::of_follow_up(&FollowUpJob::of_tenant(tenant.clone(), JobKind::Summary));
    let mut templates: HashMap<String, CallTemplate> = HashMap::new();
    for nth in 0..TEMPLATES {
        let finished = finished(nth, &tenant);
        let cost = ProviderCosts::of_telephone(MicroUsd::new(60_000));
        store.count_usage(&finished, cost).await.expect("counted");
        store.index_call(&customers, &finished.call, finished.started_at, said(nth)).await.expect("indexed");
        let (call, started_at) = (finished.call.to_string(), finished.started_at);
        templates.insert(call.clone(), CallTemplate { call, started_at, items: Vec::new() });
    }
    let mut items = client.scan().table_name(table).into_paginator().items().send();
    while let Some(item) = items.next().await {
        let item = item.expect("an item");
        let call = item.get("call").or_else(|| item.get("sk")).and_then(|value| value.as_s().ok());
        let call = call.and_then(|call| call.rsplit('#').next());
        if let Some(template) = call.and_then(|call| templates.get_mut(call)) {
            template.items.push(item);
        }
    }
    let mut templates: Vec<CallTemplate> = templates.into_values().collect();
    templates.sort_by(|one, other| one.call.cmp(&other.call));
    (templates, customers)
}

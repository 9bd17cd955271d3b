//! The keys of all items. Only this module formats a key.
//!
//! | item | partition key `tenant_id` | sort key `sk` |
//! |---|---|---|
//! | the route of a number to its tenant | `number#+12145550100` | `route` |
//! | the person of a subject | `subject#…` | `person` |
//! | the mark of a person who has founded a company | `founder#<hash>` | `company` |
//! | the person of an invitation code | `invitation#<hash>` | `person` |
//! | the holder of an API key | `api_key#<hash>` | `holder` |
//! | a tenant in service, by name | `tenants#active` | `name#acme heating air#ten_…` |
//! | a tenant in service, by a word of its name | `tenants#active` | `word#heating air#ten_…` |
//! | the holder of a calendar's secret | `calendar#<hash>` | `holder` |
//! | the call of a WebSocket | `connection#…` | `call` |
//! | an entry in the platform's audit log | `platform` | `audit#<microseconds>#aud_…` |
//! | what the companies in trial have spent in a day | `trials` | `spent#2026-11-23` |
//! | an alarm of the deployment and its state | `alarms` | `alarm#front-desk-api-errors` |
//! | the counters of all companies for a day, a part of them | `platform_days` | `2026-11-23#07` |
//! | the calls that arrive in a half hour and are open | `ten_…` | `arrivals#<half hour>` |
//! | a call that is not counted yet | `open_calls` | `started#<microseconds>#ten_…#CA…` |
//! | a job that is queued at a time | `due` | `at#<microseconds>#ten_…#<id>` |
//! | dangers that were not paged, until the people on call know their number | `open_calls` | `unpaged#<microseconds>#ten_…` |
//! | a tenant: its state, its numbers, its versions | `ten_…` | `tenant` |
//! | a version of the configuration | `ten_…` | `config#000001` |
//! | the state of the credentials, not the credentials themselves | `ten_…` | `credentials` |
//! | how far the sweep of the Twilio account has come | `ten_…` | `account_sweep` |
//! | how long the data is kept | `ten_…` | `retention` |
//! | the lease for changing the credentials | `ten_…` | `lease#credentials` |
//! | a person | `ten_…` | `person#usr_…` |
//! | the uniqueness of an e-mail address in a tenant | `ten_…` | `mailbox#dana@example.com` |
//! | how a person wants to be notified | `ten_…` | `notifications#usr_…` |
//! | that a person gets no e-mail | `ten_…` | `no_email#usr_…` |
//! | a notification that did not reach its person | `ten_…` | `undelivered#<microseconds>#booking#apt_…#usr_…` |
//! | a text that did not reach a customer | `ten_…` | `undelivered#<microseconds>#customer_text#apt_…#<microseconds>` |
//! | that a person was notified of something | `ten_…` | `notified#booking#apt_…#usr_…`; with `#email` at the end, by e-mail in place of a text |
//! | an API key, not the key itself | `ten_…` | `api_key#key_…` |
//! | a calendar of the company or of a person, not its secret | `ten_…` | `calendar#company`, `calendar#usr_…` |
//! | an entry in the tenant's audit log | `ten_…` | `audit#<microseconds>#…` |
//! | a test call between two turns | `ten_…` | `test_call#tst_…` |
//! | a test call, in their list | `ten_…` | `test_at#<microseconds>#tst_…` |
//! | a scenario of the company | `ten_…` | `scenario#scn_…` |
//! | a run of scenarios, by time | `ten_…` | `scenario_run#run_…` |
//! | the result of a scenario in a run | `ten_…` | `scenario_result#run_…#003` |
//! | the number of requests in a minute | `ten_…`, or `person#…` without a tenant | `requests#<who>#<minute>` |
//! | the stored response for an `Idempotency-Key` | `ten_…`, or `person#…` without a tenant | `answer#<who>#<hash>` |
//! | the first step of a call; all of a call that version 0.1.0 stored | `ten_…` | `call#CA…` |
//! | a later step of a call | `ten_…` | `call#CA…#0001` |
//! | the live state of a call whose speech goes through a WebSocket | `ten_…` | `live#CA…` |
//! | a recording of a call | `ten_…` | `recording#CA…#RE…` |
//! | the summary of a call | `ten_…` | `summary#CA…` |
//! | the number of visits in a slot | `ten_…` | `capacity#2026-11-24_morning` |
//! | an appointment | `ten_…` | `appointment#apt_…` |
//! | the customer of a phone number | `ten_…` | `customer#+12145550142` |
//! | the export of everything that a company owns | `ten_…` | `export` |
//! | how far the erasure of a person has come | `ten_…` | `erasing#<hash>` |
//! | that an erased person must not be contacted | `ten_…` | `no_contact#<hash>` |
//! | a note about a customer | `ten_…` | `customer_note#+12145550142#<microseconds>#…` |
//! | a text to a customer about a change of a visit | `ten_…` | `texted#apt_…#<microseconds>` |
//! | the latest text to a number | `ten_…` | `latest_text#+12145550142` |
//! | that the holder of a number agreed to texts | `ten_…` | `text_consent#+12145550142` |
//! | the text to a caller who hung up, of a number and a day | `ten_…` | `text_back#+12145550142#2026-11-23` |
//! | whether a number wants texts | `ten_…` | `opt_out#+12145550142` |
//! | a message | `ten_…` | `message#msg_…` |
//! | an emergency | `ten_…` | `emergency#emg_…` |
//! | a text or a ring about an emergency | `ten_…` | `paged#emg_…#01#ring#+12145550171#0` |
//! | the latest page about a kind of danger from a caller, or from a call without a number | `ten_…` | `page#gas_leak#+12145550142` |
//! | the number of pages in ten minutes | `ten_…` | `pages#<ten minutes>` |
//! | the list entry of a call that ended, by time | `ten_…` | `ended#<microseconds>#CA…` |
//! | the same entry, by caller and time | `ten_…` | `by_caller#+12145550142#<microseconds>#CA…` |
//! | the same entry, by a rare mark and time | `ten_…` | `by_mark#emergency#<microseconds>#CA…` |
//! | the list entry of a visit, by day and time | `ten_…` | `visit#2026-11-24#0800#apt_…` |
//! | the list entry of a message, by time | `ten_…` | `msg_at#<microseconds>#msg_…` |
//! | the list entry of an emergency, by time | `ten_…` | `emg_at#<microseconds>#emg_…` |
//! | that a job of the tenant is queued at a time | `ten_…` | `due#<microseconds>#<id>` |
//! | the usage of a call, counted once | `ten_…` | `usage#call#CA…` |
//! | when an emergency was acknowledged, counted once | `ten_…` | `usage#acknowledged#2026-11-23#emg_…` |
//! | what was spent on the model in a month, and reserved on its days | `ten_…` | `spend#2026-11` |
//! | the counters of a day: usage, outcomes, times | `ten_…` | `usage#day#2026-11-23` |
//! | an endpoint of webhooks | `ten_…` | `webhook#whe_…` |
//! | the delivery of an event to an endpoint, by time | `ten_…` | `delivery#whe_…#dlv_…` |
//! | what a batch of an import wrote | `ten_…` | `import#legacy#00000001` |
//! | how far the words of an import can be found | `ten_…` | `import_index#legacy` |
//! | the places of a word's stem in a call | `ten_…#words` | `<stem>#<microseconds>#CA…` |
//! | what is indexed of a call | `ten_…#words` | `call#CA…` |
//!
//! Items that belong to no tenant, or that are read before the tenant is known, have a partition key that cannot be a
//! tenant's id. A policy on `dynamodb:LeadingKeys` can distinguish the two.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    access::EmailAddress,
    id::{
        ApiKeyId, AppointmentId, AuditEntryId, CallSid, DeliveryId, EmergencyId, MessageId, PersonId, RecordingSid,
        ScenarioId, ScenarioRunId, TestCallId, WebhookEndpointId,
    },
    notification::NotificationEvent,
    phone::PhoneNumber,
    slot::{Slot, SlotId},
    triage::Hazard,
};
use jiff::Timestamp;
use search::Stem;

use super::{CalendarOf, CallMark, CustomerTextAbout, EmergencyPageId, NotificationAttempt, TenantScope};

mod calls;
mod days;
mod imports;
mod parts;
mod subject;
mod without_tenant;

pub(super) use imports::import_batches;
pub(super) use parts::*;
pub use subject::RateLimitSubject;

/// The partition key's attribute.
pub const PARTITION: &str = "tenant_id";
/// The sort key's attribute.
pub const SORT: &str = "sk";
/// The attribute for DynamoDB's time to live.
pub const EXPIRES_AT: &str = "expires_at";

/// The full key of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    partition: String,
    sort: String,
}

impl Key {
    fn of(scope: &TenantScope, sort: String) -> Self {
        Self { partition: scope.tenant().to_string(), sort }
    }

    /// The key of an item that was read from a tenant's partition.
    pub(super) fn found(scope: &TenantScope, sort: &str) -> Self {
        Self::of(scope, sort.to_owned())
    }

    pub(super) fn tenant(scope: &TenantScope) -> Self {
        Self::of(scope, "tenant".to_owned())
    }

    pub(super) fn credentials(scope: &TenantScope) -> Self {
        Self::of(scope, "credentials".to_owned())
    }

    pub(super) fn credentials_lease(scope: &TenantScope) -> Self {
        Self::of(scope, "lease#credentials".to_owned())
    }

    pub(super) fn account_sweep(scope: &TenantScope) -> Self {
        Self::of(scope, "account_sweep".to_owned())
    }

    pub(super) fn person(scope: &TenantScope, person: &PersonId) -> Self {
        Self::of(scope, format!("{PERSON}{person}"))
    }

    pub(super) fn notification_preferences(scope: &TenantScope, person: &PersonId) -> Self {
        Self::of(scope, format!("{NOTIFICATION_PREFERENCES}{person}"))
    }

    pub(super) fn notified(
        scope: &TenantScope,
        event: &NotificationEvent,
        person: &PersonId,
        attempt: NotificationAttempt,
    ) -> Self {
        let sort = notified_sort(event, person);
        match attempt {
            NotificationAttempt::Chosen => Self::of(scope, sort),
            NotificationAttempt::InPlaceOfText => Self::of(scope, format!("{sort}#email")),
        }
    }

    pub(super) fn email_block(scope: &TenantScope, person: &PersonId) -> Self {
        Self::of(scope, format!("no_email#{person}"))
    }

    pub(super) fn undelivered(
        scope: &TenantScope,
        at: Timestamp,
        event: &NotificationEvent,
        person: &PersonId,
    ) -> Self {
        Self::of(scope, format!("{UNDELIVERED}{}#{}", microseconds(at), notification(event, person)))
    }

    pub(super) fn undelivered_to_customer(scope: &TenantScope, at: Timestamp, about: &CustomerTextAbout) -> Self {
        let about = match about {
            CustomerTextAbout::Visit { appointment, change } => format!("{appointment}#{}", microseconds(*change)),
            CustomerTextAbout::MissedCall { call } => call.to_string(),
        };
        Self::of(scope, format!("{UNDELIVERED}{}#customer_text#{about}", microseconds(at)))
    }

    pub(super) fn mailbox(scope: &TenantScope, address: &EmailAddress) -> Self {
        Self::of(scope, format!("mailbox#{}", address.as_str()))
    }

    pub(super) fn api_key(scope: &TenantScope, key: &ApiKeyId) -> Self {
        Self::of(scope, format!("{API_KEY}{key}"))
    }

    pub(super) fn calendar(scope: &TenantScope, of: &CalendarOf) -> Self {
        Self::of(scope, format!("{CALENDAR}{of}"))
    }

    pub(super) fn retention(scope: &TenantScope) -> Self {
        Self::of(scope, "retention".to_owned())
    }

    /// The id distinguishes entries of the same microsecond.
    pub(super) fn audit(scope: &TenantScope, at: Timestamp, entry: &AuditEntryId) -> Self {
        Self::of(scope, audit_sort(at, entry))
    }

    pub(super) fn webhook(scope: &TenantScope, endpoint: &WebhookEndpointId) -> Self {
        Self::of(scope, format!("{WEBHOOK}{endpoint}"))
    }

    /// Ids of deliveries are in order of time.
    pub(super) fn delivery(scope: &TenantScope, endpoint: &WebhookEndpointId, delivery: &DeliveryId) -> Self {
        Self::of(scope, format!("{}{delivery}", deliveries_to(endpoint)))
    }

    pub(super) fn test_call_entry(scope: &TenantScope, at: Timestamp, test_call: &TestCallId) -> Self {
        Self::of(scope, format!("{TEST_CALL_ENTRY}{}#{test_call}", microseconds(at)))
    }

    pub(super) fn scenario(scope: &TenantScope, scenario: &ScenarioId) -> Self {
        Self::of(scope, format!("{SCENARIO}{scenario}"))
    }

    /// Ids of runs are in order of time.
    pub(super) fn scenario_run(scope: &TenantScope, run: &ScenarioRunId) -> Self {
        Self::of(scope, format!("{SCENARIO_RUN}{run}"))
    }

    pub(super) fn scenario_result(scope: &TenantScope, run: &ScenarioRunId, nth: u32) -> Self {
        Self::of(scope, format!("{}{nth:03}", results_of(run)))
    }

    pub(super) fn test_call(scope: &TenantScope, test_call: &TestCallId) -> Self {
        Self::of(scope, format!("test_call#{test_call}"))
    }

    pub(super) fn requests(subject: &RateLimitSubject<'_>, minute: i64) -> Self {
        Self { partition: subject.partition(), sort: format!("requests#{}#{minute}", subject.name) }
    }

    pub(super) fn stored_response(subject: &RateLimitSubject<'_>, hash: &str) -> Self {
        Self { partition: subject.partition(), sort: format!("answer#{}#{hash}", subject.name) }
    }

    pub(super) fn config(scope: &TenantScope, version: u32) -> Self {
        Self::of(scope, format!("{CONFIG}{version:06}"))
    }

    pub(super) fn recording(scope: &TenantScope, call: &CallSid, recording: &RecordingSid) -> Self {
        Self::of(scope, format!("{}{recording}", recordings_of(call)))
    }

    pub(super) fn summary(scope: &TenantScope, call: &CallSid) -> Self {
        Self::of(scope, format!("summary#{call}"))
    }

    pub(super) fn capacity(scope: &TenantScope, slot: &SlotId) -> Self {
        Self::of(scope, format!("{CAPACITY}{slot}"))
    }

    pub(super) fn appointment(scope: &TenantScope, id: &AppointmentId) -> Self {
        Self::of(scope, format!("appointment#{id}"))
    }

    pub(super) fn customer(scope: &TenantScope, number: &PhoneNumber) -> Self {
        Self::of(scope, format!("{CUSTOMER}{number}"))
    }

    /// `unique` distinguishes notes of the same microsecond.
    pub(super) fn customer_note(scope: &TenantScope, number: &PhoneNumber, at: Timestamp, unique: &str) -> Self {
        Self::of(scope, format!("{}{}#{unique}", notes_of_customer(number), microseconds(at)))
    }

    pub(super) fn company_export(scope: &TenantScope) -> Self {
        Self::of(scope, "export".to_owned())
    }

    pub(super) fn erasing(scope: &TenantScope, hash: &str) -> Self {
        Self::of(scope, format!("erasing#{hash}"))
    }

    pub(super) fn no_contact(scope: &TenantScope, hash: &str) -> Self {
        Self::of(scope, format!("no_contact#{hash}"))
    }

    pub(super) fn customer_text(scope: &TenantScope, appointment: &AppointmentId, change: Timestamp) -> Self {
        Self::of(scope, format!("{}{}", texts_about(appointment), microseconds(change)))
    }

    pub(super) fn latest_text(scope: &TenantScope, number: &PhoneNumber) -> Self {
        Self::of(scope, format!("latest_text#{number}"))
    }

    pub(super) fn text_consent(scope: &TenantScope, number: &PhoneNumber) -> Self {
        Self::of(scope, format!("text_consent#{number}"))
    }

    pub(super) fn text_back(scope: &TenantScope, number: &PhoneNumber, day: jiff::civil::Date) -> Self {
        Self::of(scope, format!("{}{day}", texts_back_to(number)))
    }

    pub(super) fn opt_out(scope: &TenantScope, number: &PhoneNumber) -> Self {
        Self::of(scope, format!("opt_out#{number}"))
    }

    pub(super) fn message(scope: &TenantScope, id: &MessageId) -> Self {
        Self::of(scope, format!("message#{id}"))
    }

    pub(super) fn emergency(scope: &TenantScope, id: &EmergencyId) -> Self {
        Self::of(scope, format!("emergency#{id}"))
    }

    pub(super) fn emergency_page(scope: &TenantScope, id: &EmergencyPageId) -> Self {
        let EmergencyPageId { emergency, step, way, number, call_step } = id;
        let (pages, way) = (pages_of_emergency(emergency), way.name());
        Self::of(scope, format!("{pages}{:02}#{way}#{number}#{call_step}", step.number()))
    }

    /// `from` is the caller's number; a call's id if the number is withheld.
    pub(super) fn page(scope: &TenantScope, hazard: Hazard, from: &str) -> Self {
        Self::of(scope, format!("page#{}#{from}", hazard.name()))
    }

    /// The counter of these ten minutes, counted from the Unix epoch.
    pub(super) fn pages(scope: &TenantScope, ten_minutes: i64) -> Self {
        Self::of(scope, format!("pages#{ten_minutes}"))
    }

    pub(super) fn call_entry(scope: &TenantScope, ended_at: Timestamp, call: &CallSid) -> Self {
        Self::of(scope, format!("{CALL_ENTRY}{}#{call}", microseconds(ended_at)))
    }

    pub(super) fn call_of_caller(
        scope: &TenantScope,
        caller: &PhoneNumber,
        ended_at: Timestamp,
        call: &CallSid,
    ) -> Self {
        Self::of(scope, format!("{}{}#{call}", calls_of_caller(caller), microseconds(ended_at)))
    }

    pub(super) fn call_with_mark(scope: &TenantScope, mark: CallMark, ended_at: Timestamp, call: &CallSid) -> Self {
        Self::of(scope, format!("{}{}#{call}", calls_with_mark(mark), microseconds(ended_at)))
    }

    /// A slot's id begins with its day.
    pub(super) fn visit_entry(scope: &TenantScope, slot: &Slot, id: &AppointmentId) -> Self {
        Self::of(scope, format!("{VISIT_ENTRY}{}#{}#{id}", slot.id.date, slot.starts.strftime("%H%M")))
    }

    pub(super) fn message_entry(scope: &TenantScope, left_at: Timestamp, id: &MessageId) -> Self {
        Self::of(scope, format!("{MESSAGE_ENTRY}{}#{id}", microseconds(left_at)))
    }

    pub(super) fn emergency_entry(scope: &TenantScope, heard_at: Timestamp, id: &EmergencyId) -> Self {
        Self::of(scope, format!("{EMERGENCY_ENTRY}{}#{id}", microseconds(heard_at)))
    }

    pub(super) fn posting(scope: &TenantScope, stem: &Stem, started_at: Timestamp, call: &CallSid) -> Self {
        Self { partition: words(scope), sort: format!("{stem}#{}", place_in_time(started_at, call)) }
    }

    pub(super) fn indexed_call(scope: &TenantScope, call: &CallSid) -> Self {
        Self { partition: words(scope), sort: format!("call#{call}") }
    }

    /// The key of an item that was read from a tenant's partition of words.
    pub(super) fn found_in_words(scope: &TenantScope, sort: &str) -> Self {
        Self { partition: words(scope), sort: sort.to_owned() }
    }

    /// The key in DynamoDB's form.
    pub(super) fn attributes(self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PARTITION.to_owned(), AttributeValue::S(self.partition)),
            (SORT.to_owned(), AttributeValue::S(self.sort)),
        ])
    }
}

//! A call's appointments, messages and emergencies in the table, as text that a script compares.
//!
//! Only reads.

use domain::{
    booking::MessageBody,
    id::{AppointmentId, CallSid, EmergencyId, IdError},
    phone::PhoneNumber,
    spoken,
    triage::Language,
};
use jiff::ToSpan;
use store::{CustomerScope, MessageFilter, Store, StoreError, TenantScope};
use telephone::script::ScriptReport;

/// Why a call's report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CallReportError {
    /// The id is not a Twilio call id.
    #[error("the call's id is not valid")]
    CallSid(#[from] IdError),
    /// The table cannot be read.
    #[error("the table cannot be read")]
    Store(#[from] StoreError),
    /// A hazard cannot be serialized.
    #[error("an emergency's hazard cannot be written")]
    Hazard(#[from] serde_json::Error),
}

/// The stored results of a call to `number`. Empty if no company has the number.
pub async fn read(store: &Store, number: &PhoneNumber, call: &str) -> Result<ScriptReport, CallReportError> {
    let call = CallSid::parse(call)?;
    let Some(route) = store.get_number_route(number).await? else { return Ok(ScriptReport::default()) };
    let scope = route.scope();
    Ok(ScriptReport {
        booked: booked(store, &scope, &call).await?,
        messages: messages(store, (&scope, &route.customers()), &call).await?,
        emergencies: emergencies(store, &scope, &call).await?,
    })
}

async fn booked(store: &Store, scope: &TenantScope, call: &CallSid) -> Result<Vec<String>, CallReportError> {
    let mut booked = Vec::new();
    while let Some(found) = store.get_appointment(scope, &AppointmentId::of_call(call, count(&booked))).await? {
        let visit = found.visit;
        // Formatted as of a week before, so the date is neither "today" nor "tomorrow".
        let when = spoken::slot(&visit.slot, visit.slot.id.date.saturating_sub(7.days()), Language::OF_STAFF);
        booked.push(format!("{}: {when}; {}, {}, {}", visit.job_type.as_str(), visit.name, visit.street, visit.zip));
    }
    Ok(booked)
}

/// The latest messages of a company that are searched for those of a call.
const LATEST_MESSAGES: usize = 100;

async fn messages(
    store: &Store,
    (scope, customers): (&TenantScope, &CustomerScope),
    call: &CallSid,
) -> Result<Vec<String>, CallReportError> {
    // A voicemail's id comes from its recording, so the list has to be read.
    let listed = store.list_messages(customers, MessageFilter::default(), None, LATEST_MESSAGES).await?;
    let mut messages = Vec::new();
    for entry in listed.items.iter().rev().filter(|entry| entry.call.as_ref() == Some(call)) {
        let Some(found) = store.get_message(scope, &entry.message).await? else { continue };
        messages.push(match found.body {
            MessageBody::Words(words) => words.to_string(),
            MessageBody::Received(text) => text.words.to_string(),
            MessageBody::Voicemail(voicemail) => format!("voicemail of {} seconds", voicemail.duration_seconds),
        });
    }
    Ok(messages)
}

async fn emergencies(store: &Store, scope: &TenantScope, call: &CallSid) -> Result<Vec<String>, CallReportError> {
    let mut emergencies = Vec::new();
    while let Some(found) = store.get_emergency(scope, &EmergencyId::of_call(call, count(&emergencies))).await? {
        let hazard = serde_json::to_value(found.emergency.hazard)?;
        let taken = if found.acknowledged_at.is_some() { ", taken by someone on call" } else { "" };
        emergencies.push(format!("{}{taken}", hazard.as_str().unwrap_or_default()));
    }
    Ok(emergencies)
}

fn count(found: &[String]) -> u32 {
    u32::try_from(found.len()).unwrap_or(u32::MAX)
}

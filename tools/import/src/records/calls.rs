//! Calls.

use std::collections::HashMap;

use domain::{
    booking::CallerIdentity,
    call_facts::{CallFacts, Outcome, Transfers},
    conversation::HistoryEntry,
    day_counts::TurnTimes,
    hours::OpenStatus,
    id::CallSid,
    phone::PhoneNumber,
    triage::Language,
    usage::CallUsage,
};
use jiff::{SignedDuration, Timestamp};
use messages::FinishedCall;
use store::{ImportedCall, ImportedRecord};

use super::{CallLinks, MappingContext, ReferencesToCall, RowReader, TablePart, call_id, each_row, reader::Misfitting};
use crate::{
    mapping::{EarlierStatus, Words},
    parse::{
        self,
        number::{self, ReadNumber},
        transcript,
    },
    report::{Report, RowFate},
    row::{Row, Table},
};

/// The longest call: Twilio ends one after a day. Source: Twilio, "Call resource", `timeLimit`.
const LONGEST: u64 = 86_400;
/// The most bytes of what has no field.
const MOST_REST: usize = 20_000;
/// What stands for the number that was called, if nothing says it.
const FICTIONAL: &str = "+12025550100";

/// What other tables need to know of a call.
#[derive(Debug, Clone)]
pub(super) struct KnownCall {
    pub(super) call: CallSid,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) started: Option<Timestamp>,
}

/// The calls by the earlier system's ids of them: Twilio's, and its own key.
pub(super) fn links(context: &MappingContext<'_>, rows: &[Row], report: &Report) -> CallLinks {
    let columns = report.tables.get(&Table::CallLogs).map(|table| table.columns.clone()).unwrap_or_default();
    let mut links = CallLinks::default();
    for row in rows {
        let mut reader = RowReader::new(Table::CallLogs, row, &columns);
        let Ok(call) = call_id(context.target, &reader.key) else { continue };
        let phone = reader.get("phone").and_then(|text| match number::read(text) {
            ReadNumber::Number { number, .. } => Some(number),
            ReadNumber::Withheld | ReadNumber::Unreadable => None,
        });
        let started = started(context, &mut reader).ok();
        let sid = reader.get("call").map(str::to_owned);
        let known = KnownCall { call, phone, started };
        if let Some(sid) = sid {
            links.by_sid.entry(sid).or_insert_with(|| known.clone());
        }
        links.by_key.entry(reader.key).or_insert(known);
    }
    links
}

fn started(context: &MappingContext<'_>, reader: &mut RowReader<'_>) -> Result<Timestamp, Box<Misfitting>> {
    let options = &context.mapping.options;
    let zone = context.zone(context.log_zone.as_ref(), reader.get("location"));
    let started = reader.instant("started", &zone, options.unclear_times, options.unreadable)?;
    started.ok_or_else(|| reader.misfit("started", "the call has no start", options.unreadable))
}

pub(super) fn make(
    context: &MappingContext<'_>,
    rows: &[Row],
    of_calls: &HashMap<CallSid, ReferencesToCall>,
    report: &mut Report,
) -> TablePart {
    let nothing = ReferencesToCall::default();
    each_row((Table::CallLogs, context.mapping.options.unreadable), rows, report, |reader| {
        let id = call_id(context.target, &reader.key).ok();
        call(context, reader, id.and_then(|id| of_calls.get(&id)).unwrap_or(&nothing))
    })
}

fn call(
    context: &MappingContext<'_>,
    reader: &mut RowReader<'_>,
    of_call: &ReferencesToCall,
) -> Result<(Timestamp, ImportedRecord), Box<Misfitting>> {
    let options = &context.mapping.options;
    let config = &context.target.config;
    let started_at = started(context, reader)?;
    let call = call_id(context.target, &reader.key).map_err(|_| reader.misfit("key", "no id", options.unreadable))?;
    let caller = reader.number("phone").map(|(number, _)| number);
    let called = reader.number("called").map(|(number, _)| number).or_else(|| called(context));
    let called = called.ok_or_else(|| reader.misfit("called", "no number was called", options.unreadable))?;
    let transcript = reader.get("transcript").map(transcript::read).unwrap_or_default();
    if transcript.has_no_speakers {
        reader.say(
            RowFate::Listed,
            "transcript",
            "does not say who speaks; all of it stands as the caller's words",
            None,
            None,
        );
    }
    if transcript.is_cut {
        reader.say(RowFate::Listed, "transcript", "too long; its end is left out", None, None);
    }
    if is_deleted(reader) {
        reader.say(
            RowFate::Listed,
            "deleted",
            "deleted in the earlier system; imported all the same",
            reader.get("deleted"),
            None,
        );
    }
    let turns = transcript.entries.iter().filter(|entry| matches!(entry, HistoryEntry::CallerSaid { .. })).count();
    let usage = CallUsage {
        call_seconds: call_seconds(context, reader, started_at),
        turns: turns as u64,
        appointments: of_call.visits.len() as u64,
        emergencies: of_call.emergencies,
        ..CallUsage::default()
    };
    let facts = facts(context, reader, (started_at, caller.is_some()), of_call);
    let local = config.time_zone.to_datetime(started_at);
    let finished = FinishedCall {
        tenant: context.target.tenant.clone(),
        call,
        caller,
        day: local.date(),
        hour: u8::try_from(local.hour()).ok(),
        started_at,
        usage,
        price_micro_usd: None,
        facts: Some(facts),
        times: TurnTimes::default(),
        test: false,
    };
    let config_version = context.target.config_version;
    let mut history = transcript.entries;
    history.extend(rest(reader));
    let call = ImportedCall { finished, called, history, config_version };
    Ok((started_at, ImportedRecord::Call(Box::new(call))))
}

/// What has no field of a call, at the end of its transcript, where it is shown and found.
fn rest(reader: &RowReader<'_>) -> Option<HistoryEntry> {
    let status = reader.get("status").map(|status| format!("status: {status}"));
    let parts: Vec<String> = status.into_iter().chain(reader.unmapped_text()).collect();
    let text = format!("[Not said. In the earlier system: {}]", parts.join(". "));
    (!parts.is_empty()).then(|| HistoryEntry::agent_said(domain::redaction::redacted(&cut(&text)).into_owned()))
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(MOST_REST)].to_owned()
}

/// Whether the earlier system marks a row as deleted: a truth value, or the time.
pub(super) fn is_deleted(reader: &mut RowReader<'_>) -> bool {
    truth(reader, "deleted")
}

/// The number that stands for the one that was called.
fn called(context: &MappingContext<'_>) -> Option<PhoneNumber> {
    let fill = &context.mapping.fill.called;
    PhoneNumber::parse(if fill.is_empty() { FICTIONAL } else { fill }).ok()
}

fn call_seconds(context: &MappingContext<'_>, reader: &mut RowReader<'_>, started_at: Timestamp) -> u64 {
    if let Some(text) = reader.get("seconds") {
        if let Some(seconds) = parse::seconds(text).filter(|seconds| *seconds <= LONGEST) {
            return seconds;
        }
        reader.say(RowFate::Listed, "seconds", "no length of a call; the end counts, else 0", Some(text), None);
    }
    let zone = context.zone(context.log_zone.as_ref(), reader.get("location"));
    let options = &context.mapping.options;
    let Ok(ended) = reader.instant("ended", &zone, options.unclear_times, options.unreadable) else {
        reader.say(RowFate::Listed, "ended", "cannot be read; the length counts as 0", None, None);
        return 0;
    };
    let length = ended.map_or(SignedDuration::ZERO, |ended| ended.duration_since(started_at));
    if let Ok(seconds) = u64::try_from(length.as_secs())
        && seconds <= LONGEST
    {
        return seconds;
    }
    reader.say(RowFate::Listed, "ended", "lies before the start or a day after it; the length counts as 0", None, None);
    0
}

fn facts(
    context: &MappingContext<'_>,
    reader: &mut RowReader<'_>,
    (started_at, has_number): (Timestamp, bool),
    of_call: &ReferencesToCall,
) -> CallFacts {
    let config = &context.target.config;
    let status = status(context, reader);
    let transferred = truth(reader, "transferred") || of_call.transferred || status == Some(EarlierStatus::Transferred);
    let booked: Vec<_> = of_call.visits.iter().map(|visit| visit.id.clone()).collect();
    let outcome = match status {
        Some(EarlierStatus::Spam) if booked.is_empty() && of_call.emergencies == 0 => Outcome::Spam,
        _ if of_call.emergencies > 0 => Outcome::Emergency,
        _ if !booked.is_empty() => Outcome::Booked,
        _ if transferred => Outcome::Transferred,
        Some(EarlierStatus::Message) => Outcome::Message,
        Some(EarlierStatus::Abandoned) => Outcome::Abandoned,
        _ => Outcome::Information,
    };
    CallFacts {
        outcome,
        job_types: of_call.visits.iter().map(|visit| visit.job_type.clone()).collect(),
        after_hours: matches!(config.hours.status(started_at, &config.time_zone), OpenStatus::Closed { .. }),
        language: Language::ENGLISH,
        bookable: !booked.is_empty(),
        booked,
        moved: Vec::new(),
        // The office cancelled visits later, not the caller in the call.
        cancelled: Vec::new(),
        transfers: Transfers { reached: transferred.into(), missed: 0 },
        identity: if has_number { CallerIdentity::Claimed } else { CallerIdentity::Withheld },
        non_customer: None,
    }
}

fn status(context: &MappingContext<'_>, reader: &mut RowReader<'_>) -> Option<EarlierStatus> {
    let text = reader.get("status")?;
    let status = Words::meaning(&context.mapping.words.call_status, text);
    if status.is_none() {
        reader.say(RowFate::Listed, "status", "no known status; the call counts as information", Some(text), None);
    }
    status
}

/// A truth value; one that cannot be read is listed, and counts as false.
pub(super) fn truth(reader: &mut RowReader<'_>, field: &'static str) -> bool {
    let Some(text) = reader.get(field) else { return false };
    // The time at which it became true says so too.
    let read = parse::truth(text).or_else(|| parse::time::read(text).map(|_| true));
    if read.is_none() {
        reader.say(RowFate::Listed, field, "neither true nor false; it counts as false", Some(text), None);
    }
    read.unwrap_or(false)
}

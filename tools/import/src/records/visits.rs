//! Visits.

use domain::{
    booking::{Appointment, AppointmentStatus, BookingRequest, Origin, VisitLog},
    id::{AppointmentId, CallSid},
    redaction::MaskedText,
    slot::{Slot, SlotId, WindowId},
    tenant::{JobTypeId, Zip},
    text::Text,
};
use jiff::{SignedDuration, Timestamp, civil::Time};
use store::ImportedRecord;

use super::{CallLinks, MappingContext, RowReader, TablePart, calls, each_row, reader::Misfitting, row_hash};
use crate::{
    mapping::{Misfit, VisitStatus, Words},
    parse::time::{self, ReadTime},
    report::{Report, RowFate},
    row::{Row, Table},
};

/// How long a slot of a visit outside every window is.
const OWN_SLOT: SignedDuration = SignedDuration::from_hours(1);

/// A visit of a call.
#[derive(Debug, Clone)]
pub(super) struct VisitOfCall {
    pub(super) call: CallSid,
    pub(super) id: AppointmentId,
    pub(super) job_type: JobTypeId,
}

/// The visits, and those that calls booked.
pub(super) struct Visits {
    pub(super) part: TablePart,
    pub(super) of_calls: Vec<VisitOfCall>,
}

pub(super) fn make(context: &MappingContext<'_>, rows: &[Row], links: &CallLinks, report: &mut Report) -> Visits {
    let mut of_calls = Vec::new();
    let part = each_row((Table::Appointments, context.mapping.options.unreadable), rows, report, |reader| {
        let visit = visit(context, reader, links)?;
        if let Origin::Call { call, .. } = &visit.origin {
            let (call, job_type) = (call.clone(), visit.visit.job_type.clone());
            of_calls.push(VisitOfCall { call, id: visit.id.clone(), job_type });
        }
        Ok((visit.booked_at, ImportedRecord::Visit(Box::new(visit))))
    });
    Visits { part, of_calls }
}

fn visit(
    context: &MappingContext<'_>,
    reader: &mut RowReader<'_>,
    links: &CallLinks,
) -> Result<Appointment, Box<Misfitting>> {
    let options = &context.mapping.options;
    let fill = &context.mapping.fill;
    let id = AppointmentId::parse(&format!("apt_imp_{}", row_hash(context.target, reader.table, &reader.key)));
    let id = id.map_err(|_| reader.misfit("key", "no id", options.unreadable))?;
    let known = links.of(reader);
    let starts = starts(context, reader)?;
    let booked_at = booked_at(context, reader)?.or(known.and_then(|call| call.started)).unwrap_or(starts);
    let of_row = reader.number("phone");
    let of_call = known.and_then(|call| call.phone.clone()).filter(|_| of_row.is_none());
    if let Some(number) = &of_call {
        let reason = "not in the row; the number of its call";
        reader.say(RowFate::Filled, "phone", reason, None, Some(number.to_string()));
    }
    let Some((callback, extension)) = of_row.or(of_call.map(|number| (number, None))) else {
        let misfit = reader.misfit("phone", "no telephone number that can be read", no_keep(options.no_number));
        return Err(misfit.left_at(booked_at));
    };
    let status = status(context, reader, booked_at)?;
    let slot = slot(context, reader, starts, booked_at)?;
    let visit = BookingRequest {
        slot,
        job_type: job_type(context, reader).ok_or_else(|| reader.misfit("job_type", "no job type", Misfit::Note))?,
        name: reader.text_or("name", &fill.name),
        callback,
        street: reader.text_or("street", &fill.street),
        city: reader.text("city"),
        zip: zip(context, reader).ok_or_else(|| reader.misfit("zip", "the fill is no ZIP code", Misfit::Note))?,
        problem: reader.text_or("problem", &fill.problem),
        access_notes: None,
        answers: Vec::new(),
    };
    let origin = match known {
        Some(known) => Origin::Call { call: known.call.clone(), booked_by: None },
        None => Origin::Office { office: "import".to_owned() },
    };
    let log = VisitLog { note: note(context, reader, extension.as_deref()), ..VisitLog::default() };
    Ok(Appointment { id, origin, visit, status, booked_at, log })
}

/// A choice that keeps nothing as it is.
fn no_keep(choice: Misfit) -> Misfit {
    if choice == Misfit::Keep { Misfit::Note } else { choice }
}

fn booked_at(context: &MappingContext<'_>, reader: &mut RowReader<'_>) -> Result<Option<Timestamp>, Box<Misfitting>> {
    let options = &context.mapping.options;
    let zone = context.zone(context.log_zone.as_ref(), reader.get("location"));
    reader.instant("created", &zone, options.unclear_times, options.unreadable)
}

/// When the visit begins: from one column, or from a day and a time.
fn starts(context: &MappingContext<'_>, reader: &mut RowReader<'_>) -> Result<Timestamp, Box<Misfitting>> {
    let options = &context.mapping.options;
    let zone = context.zone(context.visit_zone.as_ref(), reader.get("location"));
    let text = reader.get("starts");
    let is_day = text.is_some_and(|text| matches!(time::read(text), Some(ReadTime::Day(_))));
    // A column may have the day alone, beside one with the time; or the time alone, beside one with the day.
    let is_time = text.is_some_and(|text| time::read(text).is_none() && time_in(context, text).is_some());
    let is_whole = !(is_day && reader.get("time").is_some() || is_time && reader.get("date").is_some());
    if text.is_some() && is_whole {
        let starts = reader.instant("starts", &zone, options.unclear_times, options.unreadable)?;
        return starts.ok_or_else(|| reader.misfit("starts", "the visit has no time", options.unreadable));
    }
    // A column of days may have the times in it.
    let has_time = |text: &str| matches!(time::read(text), Some(ReadTime::Instant(_) | ReadTime::Local(_)));
    if reader.get("time").is_none() && !is_time && reader.get("date").is_some_and(has_time) {
        let starts = reader.instant("date", &zone, options.unclear_times, options.unreadable)?;
        return starts.ok_or_else(|| reader.misfit("date", "the visit has no time", options.unreadable));
    }
    let day = reader.get("date").or(text).and_then(time::day);
    let of_time = reader.get("time").filter(|time| !is_time || time_in(context, time).is_some());
    let at = of_time.or(text.filter(|_| is_time)).and_then(|text| Some((text, time_in(context, text)?)));
    match (day, at) {
        (Some(day), Some((text, (at, why)))) => {
            if let Some(why) = why {
                reader.say(RowFate::Listed, "time", why, Some(text), Some(at.to_string()));
            }
            reader.placed("time", day.to_datetime(at), &zone, options.unclear_times)
        }
        (None, _) => Err(reader.misfit("date", "no day that can be read", options.unreadable)),
        (_, None) => Err(reader.misfit("time", "no time that can be read", options.unreadable)),
    }
}

/// The time of day in a text, and why it is not just that: a time, the beginning of a range, or a part of the day.
fn time_in(context: &MappingContext<'_>, text: &str) -> Option<(Time, Option<&'static str>)> {
    if let Some(at) = time::time_of_day(text) {
        return Some((at, None));
    }
    if let Some(at) = time::range_start(text) {
        return Some((at, Some("a range; its beginning counts")));
    }
    let word = crate::parse::folded(text);
    let mut windows = context.target.config.arrival_windows.windows().iter();
    let of_window = windows.find(|window| window.id().as_str() == word).map(domain::slot::ArrivalWindow::starts);
    let of_word = || Words::meaning(&context.mapping.words.times, text).and_then(|at| time::time_of_day(&at));
    Some((of_window.or_else(of_word)?, Some("a part of the day; its beginning counts")))
}

fn status(
    context: &MappingContext<'_>,
    reader: &mut RowReader<'_>,
    booked_at: Timestamp,
) -> Result<AppointmentStatus, Box<Misfitting>> {
    let is_deleted = calls::is_deleted(reader);
    if is_deleted {
        let reason = "deleted in the earlier system; the visit is cancelled";
        reader.say(RowFate::Listed, "deleted", reason, reader.get("deleted"), None);
    }
    let is_cancelled = calls::truth(reader, "cancelled") || is_deleted;
    let Some(text) = reader.get("status") else { return Ok(status_of(is_cancelled)) };
    match Words::meaning(&context.mapping.words.visit_status, text) {
        Some(VisitStatus::Cancelled) => Ok(AppointmentStatus::Cancelled),
        Some(VisitStatus::Booked) => {
            if is_cancelled {
                reader.say(RowFate::Listed, "status", "contradicts the cancellation, which counts", Some(text), None);
            }
            Ok(status_of(is_cancelled))
        }
        None if is_cancelled => Ok(AppointmentStatus::Cancelled),
        // "Cancelled by customer", "cancelled_by_office"
        None if crate::parse::folded(text).starts_with("cancel") => {
            reader.say(RowFate::Listed, "status", "begins with \"cancel\"; the visit is cancelled", Some(text), None);
            Ok(AppointmentStatus::Cancelled)
        }
        None if context.mapping.options.unknown_status == Misfit::Keep => {
            reader.say(RowFate::Listed, "status", "no known status; the visit is booked", Some(text), None);
            Ok(AppointmentStatus::Booked)
        }
        None => {
            let misfit = reader.misfit("status", "no known status", context.mapping.options.unknown_status);
            Err(misfit.left_at(booked_at))
        }
    }
}

fn status_of(is_cancelled: bool) -> AppointmentStatus {
    if is_cancelled { AppointmentStatus::Cancelled } else { AppointmentStatus::Booked }
}

/// The slot of a visit: the narrowest window that has its time, or one of its own.
fn slot(
    context: &MappingContext<'_>,
    reader: &mut RowReader<'_>,
    starts: Timestamp,
    booked_at: Timestamp,
) -> Result<Slot, Box<Misfitting>> {
    let config = &context.target.config;
    let local = config.time_zone.to_datetime(starts);
    let (date, at) = (local.date(), local.time());
    let windows = config.arrival_windows.windows().iter();
    let fitting = windows.filter(|window| window.works_on(date) && window.starts() <= at && at < window.ends());
    let narrowest =
        fitting.min_by_key(|window| (window.ends().duration_since(window.starts()), window.starts(), window.id()));
    if let Some(slot) =
        narrowest.and_then(|window| config.arrival_windows.slot(&SlotId { date, window: window.id().clone() }))
    {
        return Ok(slot);
    }
    let reason = "outside every arrival window";
    let choice = context.mapping.options.outside_windows;
    if choice != Misfit::Keep {
        let misfit = reader.misfit("starts", reason, choice);
        return Err(misfit.left_at(booked_at));
    }
    reader.say(RowFate::Listed, "starts", reason, reader.get("starts"), Some(local.to_string()));
    let minute = at.with().second(0).subsec_nanosecond(0).build().unwrap_or(at);
    let last = Time::constant(23, 59, 0, 0);
    let ends = if last.duration_since(minute) < OWN_SLOT { last } else { minute.saturating_add(OWN_SLOT) };
    let window = WindowId::parse(&format!("imported-{}", minute.strftime("%H%M")));
    let window = window.map_err(|_| reader.misfit("starts", reason, Misfit::Note))?;
    Ok(Slot { id: SlotId { date, window }, starts: minute, ends })
}

fn job_type(context: &MappingContext<'_>, reader: &mut RowReader<'_>) -> Option<JobTypeId> {
    let config = &context.target.config;
    if let Some(text) = reader.get("job_type") {
        let mapped = Words::meaning(&context.mapping.words.job_types, text);
        let by_id = |id: &str| config.job_types.iter().find(|job| job.id.as_str() == id).map(|job| job.id.clone());
        let by_name =
            || config.job_types.iter().find(|job| crate::parse::folded(&job.name) == crate::parse::folded(text));
        let found =
            mapped.as_deref().and_then(by_id).or_else(|| by_id(text)).or_else(|| by_name().map(|job| job.id.clone()));
        if found.is_some() {
            return found;
        }
        reader.say(RowFate::Listed, "job_type", "no job type of the company; the usual one is used", Some(text), None);
    }
    let fill = &context.mapping.fill.job_type;
    if fill.is_empty() { config.job_types.first().map(|job| job.id.clone()) } else { JobTypeId::parse(fill).ok() }
}

fn zip(context: &MappingContext<'_>, reader: &mut RowReader<'_>) -> Option<Zip> {
    let fill = &context.mapping.fill.zip;
    if let Some(text) = reader.get("zip") {
        // A spreadsheet drops the zeros at the beginning.
        let padded = if text.len() < 5 && text.len() > 2 && text.bytes().all(|b| b.is_ascii_digit()) {
            format!("{text:0>5}")
        } else {
            text.to_owned()
        };
        match Zip::parse(&padded) {
            Ok(zip) => {
                if zip.as_str() != text {
                    let after = zip.to_string();
                    reader.say(RowFate::Changed, "zip", "written as five digits", Some(text), Some(after));
                }
                return Some(zip);
            }
            Err(_) => reader.say(RowFate::Listed, "zip", "no ZIP code; it stands in the note", Some(text), None),
        }
    }
    if let Some(zip) = reader.get("street").and_then(zip_of_address) {
        reader.say(RowFate::Changed, "zip", "taken from the address", reader.get("street"), Some(zip.to_string()));
        return Some(zip);
    }
    reader.say(RowFate::Filled, "zip", "not in the earlier system", None, Some(fill.clone()));
    Zip::parse(fill).ok()
}

/// The ZIP code after the two letters of a state, at the end of an address.
fn zip_of_address(address: &str) -> Option<Zip> {
    let mut words = address.split([' ', ',', '\n']).filter(|word| !word.is_empty()).rev();
    let (zip, state) = (words.next()?, words.next()?);
    let is_state = state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase());
    let five = zip.split('-').next().filter(|five| five.len() == 5)?;
    is_state.then(|| Zip::parse(five).ok()).flatten()
}

/// The office's note: the time that the customer knows, since the visit stands in a window here, and what has no field of its own.
fn note(context: &MappingContext<'_>, reader: &mut RowReader<'_>, extension: Option<&str>) -> Option<MaskedText<1000>> {
    let mut parts = Vec::new();
    let time: Vec<String> =
        ["date", "starts", "time"].iter().filter_map(|field| reader.get(field)).map(time::shown).collect();
    parts.push(format!("Time in the earlier system: {}", time.join(" ")));
    let office = reader.get("location").map(|code| context.offices.get(code).map_or(code, String::as_str));
    parts.extend(office.map(|office| format!("Location: {office}")));
    parts.extend(reader.get("notes").map(str::to_owned));
    parts.extend(reader.get("status").map(|status| format!("Status in the earlier system: {status}")));
    parts.extend(reader.get("job_type").map(|kind| format!("Job type in the earlier system: {kind}")));
    parts.extend(extension.map(|extension| format!("Extension: {extension}")));
    parts.extend(reader.get("zip").filter(|text| Zip::parse(text).is_err()).map(|text| format!("ZIP: {text}")));
    let long = reader.get("problem").filter(|problem| Text::<500>::parse(problem).is_err());
    parts.extend(long.map(|problem| format!("Problem: {problem}")));
    parts.extend(reader.unmapped().map(|(column, value)| format!("{column}: {value}")));
    if parts.is_empty() {
        return None;
    }
    let text = parts.join(". ");
    if Text::<1000>::parse(&text).is_err() {
        reader.say(RowFate::Listed, "notes", "cut to 1000 characters", Some(&text), None);
    }
    Text::<1000>::cut(&text).map(MaskedText::from)
}

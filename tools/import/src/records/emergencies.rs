//! Emergencies. They were over when they were imported: the office has nothing to do about them, and no one is paged.

use std::collections::HashMap;

use domain::{
    booking::{DangerReport, Emergency},
    id::{CallSid, EmergencyId},
    text::Text,
};
use store::{EmergencyItem, Handling, ImportedRecord};

use super::{CallLinks, MappingContext, RowReader, TablePart, call_id, calls, each_row, reader::Misfitting};
use crate::{
    mapping::{Misfit, Words},
    report::{Report, RowFate},
    row::{Row, Table},
};

/// The emergencies, and for each call in the call log whether it was transferred.
pub(super) struct Emergencies {
    pub(super) part: TablePart,
    pub(super) of_calls: Vec<(CallSid, bool)>,
}

pub(super) fn make(context: &MappingContext<'_>, rows: &[Row], links: &CallLinks, report: &mut Report) -> Emergencies {
    let (mut of_calls, mut counts) = (Vec::new(), HashMap::new());
    let part = each_row((Table::EmergencyLogs, context.mapping.options.unreadable), rows, report, |reader| {
        let transferred = calls::truth(reader, "transferred");
        let (item, is_in_log) = emergency(context, reader, links, &mut counts)?;
        if is_in_log {
            of_calls.push((item.emergency.call.clone(), transferred));
        }
        Ok((item.emergency.heard_at, ImportedRecord::Emergency(Box::new(item))))
    });
    Emergencies { part, of_calls }
}

/// The emergency, and whether its call is in the call log.
fn emergency(
    context: &MappingContext<'_>,
    reader: &mut RowReader<'_>,
    links: &CallLinks,
    counts: &mut HashMap<String, u32>,
) -> Result<(EmergencyItem, bool), Box<Misfitting>> {
    let options = &context.mapping.options;
    let known = links.of(reader);
    let zone = context.zone(context.log_zone.as_ref(), None);
    let at = reader.instant("at", &zone, options.unclear_times, options.unreadable)?;
    let heard_at = at.or(known.and_then(|call| call.started));
    let heard_at = heard_at.ok_or_else(|| reader.misfit("at", "the emergency has no time", options.unreadable))?;
    let hazard = reader.get("hazard").and_then(|text| Words::meaning(&context.mapping.words.hazards, text));
    let Some(hazard) = hazard else {
        let choice = if options.unknown_hazard == Misfit::Refuse { Misfit::Refuse } else { Misfit::Note };
        let misfit = reader.misfit("hazard", "no known kind of emergency", choice);
        return Err(misfit.left_at(heard_at));
    };
    // An emergency belongs to a call. One that the call log does not have gets the id that its call would have.
    let id = match (known, reader.get("call")) {
        (Some(known), _) => Ok(known.call.clone()),
        (None, call) => call_id(context.target, call.unwrap_or(&format!("emergency {}", reader.key))),
    };
    let call = id.map_err(|_| reader.misfit("call", "no id", options.unreadable))?;
    let nth = counts.entry(call.to_string()).or_default();
    let id = EmergencyId::of_call(&call, *nth);
    *nth += 1;
    let callback =
        reader.number("phone").map(|(number, _)| number).or_else(|| known.and_then(|call| call.phone.clone()));
    let report = DangerReport { heard: heard(reader), name: reader.text("name"), place: reader.text("place") };
    let day = Some(context.target.config.time_zone.to_datetime(heard_at).date());
    let emergency = Emergency { id, call, hazard, callback, heard_at, day, report };
    let handling = Handling::of_import(heard_at);
    Ok((EmergencyItem { emergency, acknowledged_at: None, acknowledged_by: None, handling }, known.is_some()))
}

/// What was said, and what has no field of an emergency.
fn heard<const MAX: usize>(reader: &mut RowReader<'_>) -> Option<Text<MAX>> {
    let Some(rest) = reader.unmapped_text() else { return reader.text("words") };
    let words = reader.get("words").map(|words| format!("{words} ")).unwrap_or_default();
    let text = domain::redaction::redacted(&format!("{words}[In the earlier system: {rest}]")).into_owned();
    if Text::<MAX>::parse(&text).is_err() {
        reader.say(RowFate::Listed, "words", &format!("cut to {MAX} characters"), Some(&text), None);
    }
    Text::cut(&text)
}

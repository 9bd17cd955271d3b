//! Rows that become a message to the office, so that nothing is lost, and rows that are refused.

use std::collections::BTreeMap;

use domain::{
    booking::{CallerMessage, MessageBody},
    id::MessageId,
    text::Text,
};
use jiff::Timestamp;
use store::ImportedRecord;

use super::{Made, MappingContext, RowReader, reader::Misfitting, row_hash};
use crate::{
    mapping::Misfit,
    parse::time,
    report::{Report, RowFate},
};

/// The message that a row becomes; `None` if it is refused.
pub(super) fn note(
    context: &MappingContext<'_>,
    misfit: &Misfitting,
    latest: Timestamp,
    report: &mut Report,
) -> Option<Made> {
    let Misfitting { table, row, key, field, reason, becomes, name, phone, at } = misfit;
    let columns: BTreeMap<&'static str, String> = report.table(*table).columns.clone();
    let id = MessageId::parse(&format!("msg_imp_{}", row_hash(context.target, *table, key))).ok();
    let values: Vec<String> =
        row.values.iter().map(|(column, value)| format!("{column}: {}", time::shown(value))).collect();
    let words = format!("From the earlier system, {table} {key}: {reason}. {}", values.join("; "));
    let masked = domain::redaction::redacted(&words).into_owned();
    let (is_masked, is_cut) = (masked != words, Text::<1000>::parse(&masked).is_err());
    let words = Text::<1000>::cut(&masked);
    let (kind, made) = match (becomes, id, words) {
        (Misfit::Keep | Misfit::Note, Some(id), Some(words)) => {
            let message = CallerMessage {
                id,
                call: None,
                name: name.clone(),
                callback: phone.clone(),
                body: MessageBody::Words(words),
                urgent: false,
                left_at: at.unwrap_or(latest),
            };
            let record = ImportedRecord::Note(Box::new(message));
            (RowFate::Noted, Some(Made { table: *table, key: key.clone(), record }))
        }
        _ => (RowFate::Rejected, None),
    };
    let mut reader = RowReader::new(*table, row, &columns);
    reader.key.clone_from(key);
    report.push(reader.entry(kind, field, reason.clone()));
    if made.is_some() && is_masked {
        reader.say(RowFate::Changed, "message", "card or social security number masked", None, None);
    }
    if made.is_some() && is_cut {
        reader.say(RowFate::Listed, "message", "cut to 1000 characters", Some(&masked), None);
    }
    for entry in reader.entries.into_iter().filter(|entry| entry.field == "message") {
        report.push(entry);
    }
    made
}

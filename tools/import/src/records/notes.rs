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
    let values: Vec<String> = row.values.iter().map(|(column, value)| format!("{column}: {value}")).collect();
    let words = format!("From the earlier system, {table} {key}: {reason}. {}", values.join("; "));
    let words = Text::<1000>::cut(&domain::redaction::redacted(&words));
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
    made
}

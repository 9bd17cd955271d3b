//! Reads a configuration that a person or a program wrote, and tells everything that is wrong with it, field by field.

use serde_json::{Value, map::Entry};

use super::{
    FieldProblem, InvalidConfig, TenantConfig, TenantFields,
    example::example,
    reading::{Step, Wrong, read},
};

/// The most problems told at once, and the most of them in one field of the configuration.
const TOLD: usize = 100;
const TOLD_IN_A_FIELD: usize = 20;

/// Reads a configuration; every wrong place is told at once, with its path.
///
/// What is told first is put right with a part of the [`example`], and the whole is read again, so that one mistake hides
/// no other. What can only be checked across fields is checked once each of them is right.
pub fn read_config(written: &Value) -> Result<TenantConfig, InvalidConfig> {
    let right = example();
    let mut tried = written.clone();
    let mut told: Vec<(Vec<Step>, FieldProblem)> = Vec::new();
    // A place put right is never wrong again, so this ends by itself; the bound is for documents that are all mistakes.
    for _ in 0..2 * TOLD {
        let refusal = match read::<TenantFields>(&tried) {
            Ok(fields) if told.is_empty() => return TenantConfig::try_from(fields),
            Ok(_) => break,
            Err(refusal) => refusal,
        };
        let place = &refusal.place[..];
        let unknown = matches!(refusal.wrong, Wrong::Unknown(_));
        let in_field = told.iter().filter(|(earlier, _)| earlier.first() == place.first()).count();
        if in_field == TOLD_IN_A_FIELD {
            put_right(&mut tried, &place[..1], false, &right);
            continue;
        }
        put_right(&mut tried, place, unknown, &right);
        // A whole with a part put right may be wrong for that alone: two windows now have the same id.
        if !told.iter().any(|(earlier, _)| earlier.starts_with(place)) {
            told.push((place.to_vec(), refusal.problem()));
        }
        if told.len() == TOLD {
            break;
        }
    }
    Err(InvalidConfig(told.into_iter().map(|(_, problem)| problem).collect()))
}

/// Makes a place right: what is not known is dropped, and all else replaced with the example's value of the same place or,
/// where the example has none, of the nearest around it.
fn put_right(tried: &mut Value, place: &[Step], unknown: bool, right: &Value) {
    match (place, &mut *tried) {
        ([Step::Field(name)], Value::Object(fields)) if unknown => {
            fields.remove(name);
            return;
        }
        ([Step::Field(name), rest @ ..], Value::Object(fields)) => {
            if let Some(right) = right.get(name) {
                match fields.entry(name.clone()) {
                    Entry::Occupied(mut field) => put_right(field.get_mut(), rest, unknown, right),
                    Entry::Vacant(field) => _ = field.insert(right.clone()),
                }
                return;
            }
        }
        ([Step::Item(index), rest @ ..], Value::Array(items)) => {
            if let (Some(item), Some(right)) = (items.get_mut(*index), right.get(0)) {
                put_right(item, rest, unknown, right);
                return;
            }
        }
        _ => {}
    }
    *tried = right.clone();
}

#[cfg(test)]
mod tests;

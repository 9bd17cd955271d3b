//! Reads a configuration and reports all its problems, field by field.

use serde_json::{Value, map::Entry};

use super::{
    FieldProblem, InvalidConfig, TenantConfig, TenantFields,
    example::example,
    reading::{PathStep, ReadErrorKind, read},
};

/// The most problems that are reported, and the most of one field of the configuration.
const MOST_PROBLEMS: usize = 100;
const MOST_PROBLEMS_OF_A_FIELD: usize = 20;

/// Reads a configuration. All its problems are reported at once, each with its path.
///
/// After a problem, its value is replaced with one from the [`example`] and the document is read again, so that no
/// problem hides another. The checks across fields run once every field is valid.
///
/// ```
/// let error = domain::tenant::read_config(&serde_json::json!({"company": ""})).expect_err("most fields are missing");
/// assert!(error.0.iter().any(|problem| problem.field == "greeting" && problem.message == "is missing"));
/// assert!(error.0.iter().any(|problem| problem.field == "company" && problem.message == "must not be empty"));
/// ```
pub fn read_config(written: &Value) -> Result<TenantConfig, InvalidConfig> {
    let right = example();
    let mut tried = written.clone();
    let mut problems: Vec<(Vec<PathStep>, FieldProblem)> = Vec::new();
    // A replaced value is valid, so the loop ends; the bound is for documents with very many problems.
    for _ in 0..2 * MOST_PROBLEMS {
        let error = match read::<TenantFields>(&tried) {
            Ok(fields) if problems.is_empty() => return TenantConfig::try_from(fields),
            Ok(_) => break,
            Err(error) => error,
        };
        let place = &error.place[..];
        let unknown = matches!(error.wrong, ReadErrorKind::Unknown(_));
        let in_field = problems.iter().filter(|(earlier, _)| earlier.first() == place.first()).count();
        if in_field == MOST_PROBLEMS_OF_A_FIELD {
            repair(&mut tried, &place[..1], false, &right);
            continue;
        }
        repair(&mut tried, place, unknown, &right);
        // A list with a replaced part may be invalid for that reason alone: two windows now have the same id.
        if !problems.iter().any(|(earlier, _)| earlier.starts_with(place)) {
            problems.push((place.to_vec(), error.problem()));
        }
        if problems.len() == MOST_PROBLEMS {
            break;
        }
    }
    Err(InvalidConfig(problems.into_iter().map(|(_, problem)| problem).collect()))
}

/// Repairs a place: removes an unknown field, and replaces any other value with the example's value of the same place
/// or, if the example has none, of the nearest place around it.
fn repair(tried: &mut Value, place: &[PathStep], unknown: bool, right: &Value) {
    match (place, &mut *tried) {
        ([PathStep::Field(name)], Value::Object(fields)) if unknown => {
            fields.remove(name);
            return;
        }
        ([PathStep::Field(name), rest @ ..], Value::Object(fields)) => {
            if let Some(right) = right.get(name) {
                match fields.entry(name.clone()) {
                    Entry::Occupied(mut field) => repair(field.get_mut(), rest, unknown, right),
                    Entry::Vacant(field) => _ = field.insert(right.clone()),
                }
                return;
            }
        }
        ([PathStep::Item(index), rest @ ..], Value::Array(items)) => {
            if let (Some(item), Some(right)) = (items.get_mut(*index), right.get(0)) {
                repair(item, rest, unknown, right);
                return;
            }
        }
        _ => {}
    }
    *tried = right.clone();
}

#[cfg(test)]
mod tests;

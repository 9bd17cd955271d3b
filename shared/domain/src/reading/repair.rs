//! Reads a document and reports all its problems, field by field.

use serde::de::DeserializeOwned;
use serde_json::{Value, map::Entry};

use super::{FieldProblem, PathStep, ReadErrorKind, read_once};

/// The most problems that are reported, and the most of one field of the document.
pub(crate) const MOST_PROBLEMS: usize = 100;
pub(crate) const MOST_PROBLEMS_OF_A_FIELD: usize = 20;

/// Reads a document. All its problems are reported at once, one per place. `example` is a valid document.
///
/// After a problem, its value is replaced with one from the example and the document is read again, so that no problem
/// hides another. A field that the example does not have is optional, and is removed instead.
///
/// ```
/// use serde_json::json;
///
/// #[derive(Debug, serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Visit {
///     hours: Vec<u8>,
///     note: Option<String>,
/// }
///
/// let problems = domain::reading::read::<Visit>(&json!({"hours": [8, "ten"], "note": 7}), || json!({"hours": [9]}))
///     .expect_err("two fields are invalid");
/// let problems: Vec<_> = problems.iter().map(|problem| (&*problem.field, &*problem.message)).collect();
/// assert_eq!(problems, [("/hours/1", "must be a whole number, 0 or more"), ("/note", "must be text")]);
/// ```
pub fn read<T: DeserializeOwned>(written: &Value, example: impl FnOnce() -> Value) -> Result<T, Vec<FieldProblem>> {
    let mut error = match read_once::<T>(written) {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    let right = example();
    let mut tried = written.clone();
    let mut problems: Vec<(Vec<PathStep>, FieldProblem)> = Vec::new();
    // A repaired value is valid, so the loop ends; the bound is for documents with very many problems.
    for _ in 0..2 * MOST_PROBLEMS {
        let place = &error.place[..];
        let unknown = matches!(error.wrong, ReadErrorKind::Unknown(_));
        let in_field = problems.iter().filter(|(earlier, _)| earlier.first() == place.first()).count();
        if in_field == MOST_PROBLEMS_OF_A_FIELD {
            repair(&mut tried, &place[..1], false, &right);
        } else {
            repair(&mut tried, place, unknown, &right);
            // A list with a repaired part may be invalid for that reason alone: two windows now have the same id.
            if !problems.iter().any(|(earlier, _)| earlier.starts_with(place)) {
                problems.push((place.to_vec(), error.problem()));
            }
        }
        if problems.len() == MOST_PROBLEMS {
            break;
        }
        match read_once::<T>(&tried) {
            Ok(_) => break,
            Err(next) => error = next,
        }
    }
    Err(problems.into_iter().map(|(_, problem)| problem).collect())
}

/// Repairs a place: removes a field that is unknown or that the example does not have, and replaces any other value
/// with the example's value of the same place or, if the example has none, of the nearest place around it.
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
            if right.is_object() && fields.remove(name).is_some() {
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

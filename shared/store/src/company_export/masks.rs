//! Masks the card numbers and social security numbers in the items of an export.
//!
//! An earlier release stored what callers said and what the office typed as they were, and a number that is spread over the turns of a call
//! is known only when they are read together. Every other reader masks them, so an export does.

use domain::redaction::{mask_turns, redacted};
use serde_json::Value;

use super::kinds::kind_of;
use crate::key::SORT;

/// The kinds with words of callers, customers and the office.
const WITH_WORDS: [&str; 12] = [
    "appointment",
    "call",
    "customer",
    "customer_note",
    "emergency",
    "message",
    "paged",
    "summary",
    "test_call",
    "text_back",
    "text_consent",
    "texted",
];

/// Where an item has the history of a call: a step, a call that version 0.1.0 stored, and a test call.
const HISTORIES: [&str; 3] = ["/history", "/conversation/history", "/record/conversation/history"];

/// Ends a part before a call whose other steps the next part has: its turns have to be read together. A part that has nothing else keeps
/// what it has. `after` is the last sort key of the part.
pub(super) fn end_before_a_call(items: &mut Vec<(String, Value)>, after: &mut String) {
    let Some(call) = call_of(after) else { return };
    let Some(first) = items.iter().position(|(sort, _)| call_of(sort) == Some(call)) else { return };
    if let Some((before, _)) = first.checked_sub(1).and_then(|before| items.get(before)) {
        let before = before.clone();
        items.truncate(first);
        *after = before;
    }
}

/// Masks the numbers in items, which are in the order of their keys.
pub(super) fn mask(items: &mut [(String, Value)]) {
    for call in items.chunk_by_mut(|(one, _), (next, _)| call_of(one).is_some() && call_of(one) == call_of(next)) {
        let _known = mask_turns(call.iter_mut().flat_map(|(_, item)| said_in(item)).collect());
    }
    for (_, item) in items.iter_mut().filter(|(sort, _)| WITH_WORDS.contains(&kind_of(sort))) {
        mask_each(item);
    }
}

/// The call of a step.
fn call_of(sort: &str) -> Option<&str> {
    sort.strip_prefix("call#")?.split('#').next()
}

/// What the caller said and keyed, in order.
fn said_in(item: &mut Value) -> Vec<&mut String> {
    let Some(path) = HISTORIES.into_iter().find(|path| item.pointer(path).is_some()) else { return Vec::new() };
    let entries = item.pointer_mut(path).and_then(Value::as_array_mut).into_iter().flatten();
    let words = entries.filter_map(|entry| match entry["kind"].as_str()? {
        "caller_said" => entry.get_mut("text"),
        "caller_keyed" => entry.get_mut("digits"),
        _ => None,
    });
    words.filter_map(|words| if let Value::String(words) = words { Some(words) } else { None }).collect()
}

/// Masks each text on its own. A sort key has times with as many digits as a card.
fn mask_each(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.iter_mut().filter(|(name, _)| *name != SORT).for_each(|(_, value)| mask_each(value));
        }
        Value::Array(elements) => elements.iter_mut().for_each(mask_each),
        Value::String(text) => *text = redacted(text).into_owned(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(nth: usize, words: &str) -> (String, Value) {
        let sort = format!("call#CA1#{nth:04}");
        (sort.clone(), json!({"sk": sort, "history": [{"kind": "caller_said", "text": words}]}))
    }

    #[test]
    fn number_that_is_spread_over_steps_is_masked_in_each() {
        let note = json!({"sk": "customer_note#+12145550142#1111111111111117", "text": "4111 1111 1111 1111"});
        let mut items = vec![
            step(1, "it is 4111 1111"),
            (
                "call#CA1#0002".to_owned(),
                json!({"conversation": {"history": [{"kind": "caller_keyed", "digits": "11111111"}]}}),
            ),
            ("customer_note#1".to_owned(), note),
            ("config#1".to_owned(), json!({"greeting": "4111 1111 1111 1111"})),
        ];
        mask(&mut items);
        let masked: Vec<_> = items.iter().map(|(_, item)| item.to_string()).collect();
        assert!(masked[0].contains("it is [card number]"), "{}", masked[0]);
        assert!(masked[1].contains("\"[card number]\""), "{}", masked[1]);
        assert!(masked[2].contains("[card number]") && masked[2].contains("#1111111111111117"), "{}", masked[2]);
        assert!(masked[3].contains("4111"), "words of the company's own");
    }

    #[test]
    fn part_ends_before_a_call_that_goes_on_in_the_next_one() {
        let mut items = vec![("audit#9".to_owned(), json!({})), step(0, "one"), step(1, "two")];
        let mut after = "call#CA1#0001".to_owned();
        end_before_a_call(&mut items, &mut after);
        assert_eq!((items.len(), after.as_str()), (1, "audit#9"));
        let mut alone = vec![step(0, "one"), step(1, "two")];
        let mut after = "call#CA1#0001".to_owned();
        end_before_a_call(&mut alone, &mut after);
        assert_eq!((alone.len(), after.as_str()), (2, "call#CA1#0001"), "the next part would be this one again");
        let mut after = "capacity#1".to_owned();
        end_before_a_call(&mut items, &mut after);
        assert_eq!((items.len(), after.as_str()), (1, "capacity#1"));
    }
}

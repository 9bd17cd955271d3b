//! Which of a company's items an export has.

use serde_json::Value;

use crate::key::PARTITION;

/// Whether an export has the items of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// It has them.
    Yes,
    /// They repeat other items, as the entries of lists do, or only keep requests in order, as leases do.
    No,
}

/// Whether an export has an item with this sort key. `None` for a kind that this release does not know.
#[must_use]
pub fn exported(sort: &str) -> Option<Exported> {
    Some(match kind_of(sort) {
        "tenant" | "config" | "credentials" | "person" | "notifications" | "no_email" | "undelivered" | "api_key"
        | "calendar" | "audit" | "call" | "recording" | "summary" | "appointment" | "customer" | "customer_note"
        | "text_consent" | "text_back" | "texted" | "opt_out" | "no_contact" | "message" | "emergency" | "paged"
        | "usage" | "retention" | "spend" | "webhook" | "delivery" | "test_call" | "scenario" | "scenario_run"
        | "scenario_result" => Exported::Yes,
        "account_sweep" | "lease" | "mailbox" | "notified" | "requests" | "answer" | "capacity" | "export"
        | "erasing" | "latest_text" | "texts" | "wrong_details" | "page" | "pages" | "ended" | "by_caller"
        | "by_mark" | "live" | "visit" | "test_at" | "msg_at" | "emg_at" | "due" | "arrivals" | "import"
        | "import_index" => Exported::No,
        _ => return None,
    })
}

/// The kind of an item with this sort key.
pub(super) fn kind_of(sort: &str) -> &str {
    sort.split('#').next().unwrap_or_default()
}

/// The attributes that hold a secret or stand for one, at any depth. An export leaves the platform, and its reader has no use for them.
const SECRETS: [&str; 3] = ["hash", "secret", "sealed"];

/// An item without secrets and without the partition key, which is the company's id.
pub(super) fn without_secrets(mut item: Value) -> Value {
    if let Value::Object(attributes) = &mut item {
        attributes.remove(PARTITION);
    }
    remove_secrets(&mut item);
    item
}

fn remove_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !SECRETS.contains(&name.as_str()));
            fields.values_mut().for_each(remove_secrets);
        }
        Value::Array(elements) => elements.iter_mut().for_each(remove_secrets),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_removed_at_any_depth() {
        let item = json!({
            "tenant_id": "ten_acme", "sk": "api_key#key_1", "hash": "00", "previous": {"hash": "11", "last_four": "abcd"},
            "list": [{"secret": {"sealed": "22"}, "kept": 1}],
        });
        let kept = json!({"sk": "api_key#key_1", "previous": {"last_four": "abcd"}, "list": [{"kept": 1}]});
        assert_eq!(without_secrets(item), kept);
    }
}

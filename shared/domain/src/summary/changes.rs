//! The visits that a call moved and cancelled. They belong to the calls that booked them, so this call has only the results of
//! its tools.

use serde_json::Value;

use crate::conversation::HistoryEntry;

/// What happened to a visit of another call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct VisitChanges {
    /// When each moved visit is now.
    pub(super) moved: Vec<String>,
    /// When each cancelled visit was.
    pub(super) cancelled: Vec<String>,
}

/// The changes of a call. Only our own code writes the result of a tool.
pub(super) fn made_in(history: &[HistoryEntry]) -> VisitChanges {
    let mut changes = VisitChanges::default();
    for entry in history {
        let HistoryEntry::ToolReturned { content, .. } = entry else { continue };
        let Ok(Value::Object(result)) = serde_json::from_str(content) else { continue };
        for (name, kind) in [("moved", &mut changes.moved), ("cancelled", &mut changes.cancelled)] {
            if let Some(visit) = result.get(name) {
                kind.push(absolute(visit["when"].as_str().unwrap_or("another time")).to_owned());
            }
        }
    }
    changes
}

/// A summary is read on another day than the call's.
fn absolute(when: &str) -> &str {
    let day = when.strip_prefix("today, ").or_else(|| when.strip_prefix("tomorrow, "));
    day.unwrap_or(when)
}

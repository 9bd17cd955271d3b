//! Which entries of an audit log a list shows.

use jiff::Timestamp;

use super::AuditEntry;

/// Which entries of an audit log a list shows. All conditions must hold; the default is all entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Entries of this author: an id, or a kind of author. `operator` is every operator, and `key` every API key.
    pub actor: Option<String>,
    /// Entries with one of these actions. An action without a point is the first part of actions: `person` is `person.role` too.
    pub actions: Vec<String>,
    /// Only reads of personal data, or only changes.
    pub reads: Option<bool>,
    /// Entries from this instant on.
    pub from: Option<Timestamp>,
    /// Entries before this instant.
    pub until: Option<Timestamp>,
}

impl AuditFilter {
    /// Whether an entry is shown, apart from its time.
    pub(super) fn fits(&self, AuditEntry { actor, action, .. }: &AuditEntry) -> bool {
        let is_by = |wanted: &String| {
            let rest = actor.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(':') || (wanted == "key" && rest.starts_with('_'))
            })
        };
        let is_one = |wanted: &String| {
            let rest = action.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || (!wanted.contains('.') && rest.starts_with('.')))
        };
        let is_read = matches!(action.rsplit('.').next(), Some("read" | "exported"));
        self.actor.as_ref().is_none_or(is_by)
            && (self.actions.is_empty() || self.actions.iter().any(is_one))
            && self.reads.is_none_or(|reads| reads == is_read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(actor: &str, action: &str) -> AuditEntry {
        let at = "2026-11-23T16:00:00Z".parse().expect("an instant");
        let (actor, action) = (actor.to_owned(), action.to_owned());
        AuditEntry {
            at,
            actor,
            address: None,
            action,
            about: None,
            before: serde_json::Value::Null,
            after: serde_json::Value::Null,
        }
    }

    #[test]
    fn entry_fits_when_all_conditions_hold() {
        let role = entry("usr_dana", "person.role");
        let by = |actor: &str| AuditFilter { actor: Some(actor.to_owned()), ..AuditFilter::default() };
        let of = |action: &str| AuditFilter {
            actions: vec!["number".to_owned(), action.to_owned()],
            ..AuditFilter::default()
        };
        assert!(AuditFilter::default().fits(&role));
        assert!(by("usr_dana").fits(&role) && !by("usr_dan").fits(&role) && !by("key").fits(&role));
        assert!(
            by("operator").fits(&entry("operator:sub", "tenant.read"))
                && !by("operator").fits(&entry("operators", "a"))
        );
        assert!(by("key").fits(&entry("key_1", "a")) && !by("usr").fits(&role));
        assert!(of("person").fits(&role) && of("person.role").fits(&role));
        assert!(!of("person.rol").fits(&role) && !of("pers").fits(&role) && !of("people").fits(&role));
        let reads = |reads| AuditFilter { reads: Some(reads), ..AuditFilter::default() };
        assert!(reads(false).fits(&role) && !reads(true).fits(&role));
        assert!(
            reads(true).fits(&entry("usr_dana", "calls.read"))
                && reads(true).fits(&entry("usr_dana", "customer.exported"))
        );
        let both = AuditFilter { reads: Some(true), ..of("person") };
        assert!(!both.fits(&role));
    }
}

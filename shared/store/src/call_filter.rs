//! Which calls a list shows, and from which keys they are read.
//!
//! The narrowest list is read: the calls of the caller, else those with a rare mark, else all rows; each within the time asked
//! for. What its keys do not decide, DynamoDB decides for each row that it reads.

use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    call_facts::{CallFacts, Outcome},
    phone::PhoneNumber,
    tenant::JobTypeId,
    triage::Language,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;

use super::{
    CallEntry, CallMark, CustomerScope, Page, Store, StoreError,
    key::{self, microseconds},
    page::{Condition, Range, cursor_of, rest_of_cursor},
};

/// Twilio ends a call after four hours; half a minute is for the difference of clocks.
const LONGEST_CALL: SignedDuration = SignedDuration::from_secs(4 * 60 * 60 + 30);
/// How much of the hash of a filter is in its cursors. It distinguishes filters, and protects nothing.
const FINGERPRINT_BYTES: usize = 6;

/// Which calls a list shows. The default is all calls but those in test mode.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Calls that arrived from the first instant on, and before the second one; in whole seconds.
    pub arrived: Option<(Timestamp, Timestamp)>,
    /// Calls with this outcome.
    pub outcome: Option<Outcome>,
    /// Calls of this number.
    pub caller: Option<PhoneNumber>,
    /// Calls in which this kind of visit was asked for.
    pub job_type: Option<JobTypeId>,
    /// Calls that arrived outside, or within, the opening hours.
    pub after_hours: Option<bool>,
    /// Calls that are known to be spam, or all others.
    pub spam: Option<bool>,
    /// Calls in this language.
    pub language: Option<Language>,
    /// Calls in test mode instead of the real ones.
    pub test: bool,
}

impl CallFilter {
    /// The part that the sort keys of the list to read share.
    fn prefix(&self) -> String {
        let spam = (self.spam == Some(true)).then_some(CallMark::Spam);
        let mark = self.outcome.and_then(CallMark::of).or(spam).or(self.test.then_some(CallMark::Test));
        match (&self.caller, mark) {
            (Some(caller), _) => key::calls_of_caller(caller),
            (None, Some(mark)) => key::calls_with_mark(mark),
            (None, None) => key::CALL_ENTRY.to_owned(),
        }
    }

    /// Whether the list to read is that of a caller or of a rare mark.
    pub(super) fn has_short_list(&self) -> bool {
        self.prefix() != key::CALL_ENTRY
    }

    /// The condition on a row. The facts of a row may be missing: then no filter by a fact shows it.
    fn condition(&self) -> Result<Condition, StoreError> {
        let mut condition = Condition::default();
        condition.require(if self.test { "#test = :test" } else { "attribute_not_exists(#test)" });
        condition.name("test");
        if self.test {
            condition.value("test", true)?;
        }
        if let Some((from, until)) = &self.arrived {
            // Stored times may have a fraction of a second, so they are compared without the letter behind the second.
            condition.require("#started_at >= :from AND #started_at < :until");
            condition.name("started_at");
            condition.value("from", whole_second(*from))?;
            condition.value("until", whole_second(*until))?;
        }
        if self.spam == Some(false) {
            condition.require("(attribute_not_exists(#facts) OR #facts.#outcome <> :spam)");
            condition.name("facts");
            condition.name("outcome");
            condition.value("spam", Outcome::Spam)?;
        }
        if self.spam == Some(true) {
            condition.require_fact("outcome", "only_spam", Outcome::Spam)?;
        }
        if let Some(outcome) = self.outcome {
            condition.require_fact("outcome", "outcome", outcome)?;
        }
        if let Some(after_hours) = self.after_hours {
            condition.require_fact("after_hours", "after_hours", after_hours)?;
        }
        if let Some(language) = self.language {
            condition.require_fact("language", "language", language)?;
        }
        if let Some(job_type) = &self.job_type {
            condition.require("contains(#facts.#job_types, :job_type)");
            condition.name("facts");
            condition.name("job_types");
            condition.value("job_type", job_type)?;
        }
        Ok(condition)
    }

    /// Whether it shows a call.
    pub(super) fn shows(&self, entry: &CallEntry) -> bool {
        let Self { arrived, outcome, caller, job_type, after_hours, spam, language, test } = self;
        let fact = |holds: &dyn Fn(&CallFacts) -> bool| entry.facts.as_ref().is_some_and(holds);
        *test == entry.test
            && arrived.is_none_or(|(from, until)| (from..until).contains(&entry.started_at))
            && caller.as_ref().is_none_or(|caller| entry.caller.as_ref() == Some(caller))
            && outcome.is_none_or(|outcome| fact(&|facts| facts.outcome == outcome))
            && job_type.as_ref().is_none_or(|id| fact(&|facts| facts.job_types.contains(id)))
            && after_hours.is_none_or(|after_hours| fact(&|facts| facts.after_hours == after_hours))
            && spam.is_none_or(|spam| fact(&CallFacts::is_spam) == spam)
            && language.is_none_or(|language| fact(&|facts| facts.language == language))
    }

    /// The cursor at a place of a list.
    pub(super) fn cursor_at(&self, place: &str) -> String {
        cursor_of(&format!("{}#{place}", self.fingerprint()))
    }

    /// The place of a cursor of this filter.
    pub(super) fn place_of(&self, cursor: &str) -> Result<String, StoreError> {
        let rest = rest_of_cursor(cursor)?;
        let place = rest.strip_prefix(&self.fingerprint()).and_then(|rest| rest.strip_prefix('#'));
        place.map(str::to_owned).ok_or(StoreError::Cursor)
    }

    /// What distinguishes the cursors of this filter from those of others.
    fn fingerprint(&self) -> String {
        let Self { arrived, outcome, caller, job_type, after_hours, spam, language, test } = self;
        let caller = caller.as_ref().map(PhoneNumber::as_str);
        let written =
            format!("{arrived:?}{outcome:?}{caller:?}{job_type:?}{after_hours:?}{spam:?}{language:?}{test:?}");
        hex::encode(&digest(&SHA256, written.as_bytes()).as_ref()[..FINGERPRINT_BYTES])
    }

    /// Whether the filter needs the facts of a call, because the keys of postings do not contain what it compares.
    pub(super) fn depends_on_facts(&self) -> bool {
        *self != Self { arrived: self.arrived, ..Self::default() }
    }

    /// Whether it shows most of the rows that it reads.
    fn shows_most(&self) -> bool {
        let Self { arrived, outcome, caller: _, job_type, after_hours, spam, language, test: _ } = self;
        let narrow = outcome.as_ref().is_some_and(|outcome| CallMark::of(*outcome).is_none());
        arrived.is_none()
            && !narrow
            && job_type.is_none()
            && after_hours.is_none()
            && spam.is_none()
            && language.is_none()
    }
}

/// A time as rows contain it, up to its second.
fn whole_second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

impl Store {
    /// Lists the calls that ended and fit the filter, the latest first. A page may be short, or even empty, and have a next one:
    /// its reads are bounded. A cursor is valid for its filter only.
    #[must_use]
    #[boxed]
    pub async fn list_calls(
        &self,
        customers: &CustomerScope,
        filter: &CallFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CallEntry>, StoreError> {
        let scope = customers.tenant_scope();
        let prefix = filter.prefix();
        let mut range = Range::newest_first(scope.tenant().as_str(), &prefix);
        if let Some((from, until)) = filter.arrived {
            // The keys have the time of the end.
            let ended = until.saturating_add(LONGEST_CALL).unwrap_or(until);
            range = range.between(microseconds(from), microseconds(ended));
        }
        let condition = filter.condition()?.for_cursors(filter.fingerprint()).showing_most(filter.shows_most());
        self.within(scope).page_matching(&range, &condition, after, limit).await
    }
}

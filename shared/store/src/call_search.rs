//! Finds calls by their words, the newest first.
//!
//! Most searches walk along the postings of their words ([`postings`]), and read what is known about each call to filter it.
//! The calls of a caller and those with a rare mark have a list of their own, which is shorter: such a search reads that list, and
//! compares the words of each of its calls. A page has a bounded number of reads; when they run out, the cursor says how far back
//! the search came.

use std::collections::{BTreeSet, HashMap};

use domain::id::CallSid;
use jiff::Timestamp;
use platform::boxed;
use search::{CallIndex, SearchQuery, Snippet, Stem};

use super::{
    CallEntry, CallFilter, CountedCall, CustomerScope, Page, Store, StoreError, TenantScope, form,
    indexed_call::IndexedCallForm,
    key::{Key, microseconds},
};

mod postings;

use postings::{PartEnd, Walk, WalkPart};

/// The most calls of a page.
pub const MOST_FOUND: usize = 50;
/// The most words that the beginning of a word stands for.
const MOST_ENDINGS: usize = 16;
/// The calls whose facts, or whose words, are read at once.
const CHECKED_AT_ONCE: usize = 100;
/// The most parts of a page that are checked.
const MOST_CHECKS: usize = 10;

/// The stems of each word of a phrase.
type StemSets = Vec<BTreeSet<Stem>>;

/// A call that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCall {
    /// The call, as the list of calls has it.
    pub entry: CallEntry,
    /// What was found in it.
    pub snippets: Vec<Snippet>,
}

/// A page of calls that were found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCalls {
    /// The calls, the newest first. A page may be short, or even empty, and have a next one.
    pub page: Page<FoundCall>,
    /// How far back the search came, if it stopped before the page was full and before the first call.
    pub searched_back_to: Option<Timestamp>,
}

/// Why a search found nothing.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Too many words begin with the letters before a `*`.
    #[error("more than {MOST_ENDINGS} words begin with the letters before a `*`; add letters")]
    TooManyEndings,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Finds the calls that contain every word and phrase of a query and fit a filter. A cursor is valid for its filter only.
    #[must_use]
    #[boxed]
    pub async fn search_calls(
        &self,
        customers: &CustomerScope,
        (query, filter): (&SearchQuery, &CallFilter),
        after: Option<&str>,
        limit: usize,
    ) -> Result<FoundCalls, SearchError> {
        let limit = limit.clamp(1, MOST_FOUND);
        if filter.has_short_list() {
            Ok(self.search_list(customers, (query, filter), after, limit).await?)
        } else {
            self.search_postings(customers.tenant_scope(), (query, filter), after, limit).await
        }
    }

    /// Walks along the postings, and reads what is known about the calls.
    async fn search_postings(
        &self,
        scope: &TenantScope,
        (query, filter): (&SearchQuery, &CallFilter),
        after: Option<&str>,
        limit: usize,
    ) -> Result<FoundCalls, SearchError> {
        let (mut from, mut oldest) = ("~".to_owned(), String::new());
        if let Some((arrived_from, until)) = filter.arrived {
            (from, oldest) = (microseconds(until), microseconds(arrived_from));
        }
        if let Some(after) = after {
            from = from.min(filter.place_of(after)?);
        }
        let mut phrases = Vec::new();
        for phrase in query.phrases() {
            phrases.push(self.stems_of(scope, phrase).await?);
        }
        let mut walk = Walk::new((self, scope), &phrases, (from, oldest));
        let (mut shown, mut next, mut is_stopped) = (Vec::new(), None, false);
        for _ in 0..MOST_CHECKS {
            let wanted = if filter.depends_on_facts() { CHECKED_AT_ONCE } else { limit - shown.len() };
            let WalkPart { places, end } = walk.go_on(wanted).await?;
            let last = places.last().cloned();
            shown.extend(self.entries_at(scope, places, filter).await?);
            let goes_on = matches!(end, PartEnd::Full) && shown.len() < limit;
            next = match end {
                PartEnd::Full => last,
                PartEnd::Whole => None,
                PartEnd::OutOfReads(here) => Some(here),
            };
            is_stopped = next.is_some();
            if shown.len() >= limit {
                shown.truncate(limit);
                (next, is_stopped) = (shown.last().map(|(place, _)| place.clone()), false);
            }
            if !goes_on {
                break;
            }
        }
        let searched_back_to = next.as_deref().filter(|_| is_stopped).and_then(time_of);
        let shown = shown.into_iter().map(|(_, entry)| entry).collect();
        let items = self.with_snippets(scope, &phrases, shown).await?;
        Ok(FoundCalls { page: Page { items, next: next.map(|place| filter.cursor_at(&place)) }, searched_back_to })
    }

    /// The calls at these places that a filter shows, in order. One that was erased meanwhile is missing.
    async fn entries_at(
        &self,
        scope: &TenantScope,
        places: Vec<String>,
        filter: &CallFilter,
    ) -> Result<Vec<(String, CallEntry)>, StoreError> {
        let keys = places.iter().filter_map(|place| call_of(place)).map(|call| Key::call_usage(scope, &call));
        let mut counted = HashMap::new();
        for item in self.read_in_batches(scope, keys.collect()).await? {
            let item: CountedCall = form::read(item)?;
            counted.insert(item.call.clone(), CallEntry::of_counted(&item));
        }
        let entry = |place: String| Some((counted.remove(&call_of(&place)?)?, place));
        let shown = places.into_iter().filter_map(entry).filter(|(entry, _)| filter.shows(entry));
        Ok(shown.map(|(entry, place)| (place, entry)).collect())
    }

    /// Adds to each call what was found in it. One that was erased meanwhile is missing.
    async fn with_snippets(
        &self,
        scope: &TenantScope,
        phrases: &[StemSets],
        entries: Vec<CallEntry>,
    ) -> Result<Vec<FoundCall>, StoreError> {
        let mut indexed = self.indexed_calls(scope, &entries).await?;
        let found = entries.into_iter().filter_map(|entry| {
            let snippets = search::snippets(&indexed.remove(&entry.call)?.utterances, phrases);
            Some(FoundCall { entry, snippets })
        });
        Ok(found.collect())
    }

    async fn indexed_calls(
        &self,
        scope: &TenantScope,
        entries: &[CallEntry],
    ) -> Result<HashMap<CallSid, IndexedCallForm>, StoreError> {
        let keys = entries.iter().map(|entry| Key::indexed_call(scope, &entry.call));
        let mut indexed = HashMap::new();
        for item in self.read_in_batches(scope, keys.collect()).await? {
            let item: IndexedCallForm = form::read(item)?;
            indexed.insert(item.call.clone(), item);
        }
        Ok(indexed)
    }

    /// Reads the filter's list, and compares the words of its calls.
    async fn search_list(
        &self,
        customers: &CustomerScope,
        (query, filter): (&SearchQuery, &CallFilter),
        after: Option<&str>,
        limit: usize,
    ) -> Result<FoundCalls, StoreError> {
        let (mut found, mut next) = (Vec::new(), after.map(str::to_owned));
        for _ in 0..MOST_CHECKS {
            let page = self.list_calls(customers, filter, next.as_deref(), CHECKED_AT_ONCE).await?;
            let mut indexed = self.indexed_calls(customers.tenant_scope(), &page.items).await?;
            next = page.next;
            for entry in page.items {
                let place = entry.place();
                let Some(IndexedCallForm { utterances, .. }) = indexed.remove(&entry.call) else { continue };
                let Some(phrases) = CallIndex::of(&utterances).find(query) else { continue };
                found.push(FoundCall { entry, snippets: search::snippets(&utterances, &phrases) });
                if found.len() == limit {
                    let page = Page { items: found, next: Some(filter.cursor_at(&place)) };
                    return Ok(FoundCalls { page, searched_back_to: None });
                }
            }
            if next.is_none() {
                break;
            }
        }
        let place = next.as_deref().map(|next| filter.place_of(next)).transpose()?;
        let searched_back_to = place.as_deref().and_then(time_of);
        Ok(FoundCalls { page: Page { items: found, next }, searched_back_to })
    }
}

fn call_of(place: &str) -> Option<CallSid> {
    CallSid::try_from(place.split_once('#')?.1.to_owned()).ok()
}

fn time_of(place: &str) -> Option<Timestamp> {
    Timestamp::from_microsecond(place.split(['#', '~']).next()?.parse().ok()?).ok()
}

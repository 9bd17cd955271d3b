//! Finds calls by their words, the newest first.
//!
//! Each stem of the query has a list of postings in the order of the calls. The lists are read side by side: while they stand
//! at different calls, those that are ahead skip to the oldest of them. A page has a bounded number of rounds of reads; when
//! they run out, the cursor says how far back the search came.

use std::collections::{BTreeSet, HashMap, VecDeque};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::id::CallSid;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use platform::boxed;
use search::{Phrase, Positions, SearchQuery, Snippet, Stem, Word};

use super::{
    CallEntry, CountedCall, CustomerScope, Page, Store, StoreError, TenantScope,
    form::{self, read},
    indexed_call::{IndexedCallForm, PostingForm},
    key::{self, Key, PARTITION, SORT},
    page::{cursor_of, rest_of_cursor},
};

/// The most calls of a page.
pub const MOST_FOUND: usize = 50;
/// The most rounds of reads for a page. The lists of a round are read at once.
const MOST_ROUNDS: usize = 24;
/// The postings that are read of a list at once.
const POSTINGS: usize = 100;
/// The most words that the beginning of a word stands for.
const MOST_ENDINGS: usize = 16;

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

/// A posting. The place is that of the call in the order of time.
#[derive(Debug)]
struct Posting {
    place: String,
    positions: Positions,
}

/// The postings of a stem, from some place back in time.
struct StemList {
    stem: Stem,
    /// What was read and not passed yet, the newest first.
    read: VecDeque<Posting>,
    /// Only older places are still to be read.
    before: String,
    is_read_whole: bool,
}

/// The lists of all stems of a word.
struct WordLists(Vec<StemList>);

impl StemList {
    fn new(stem: Stem, before: String) -> Self {
        Self { stem, read: VecDeque::new(), before, is_read_whole: false }
    }

    fn needs_read(&self) -> bool {
        self.read.is_empty() && !self.is_read_whole
    }

    /// Passes the postings at `place` and newer ones.
    fn pass(&mut self, place: &str) {
        while self.read.front().is_some_and(|posting| posting.place.as_str() >= place) {
            self.read.pop_front();
        }
        if self.before.as_str() > place {
            place.clone_into(&mut self.before);
        }
    }
}

impl WordLists {
    /// The place of the newest posting. `None` if there is none left.
    fn place(&self) -> Option<&str> {
        self.0.iter().filter_map(|list| Some(list.read.front()?.place.as_str())).max()
    }

    fn positions_at(&self, place: &str) -> Positions {
        let here = self.0.iter().filter_map(|list| list.read.front()).filter(|posting| posting.place == place);
        Positions::of_any(&here.map(|posting| &posting.positions).collect::<Vec<_>>())
    }

    fn pass(&mut self, place: &str) {
        self.0.iter_mut().for_each(|list| list.pass(place));
    }
}

/// The place just newer than another one.
fn newer_than(place: &str) -> String {
    format!("{place}~")
}

impl Store {
    /// Finds the calls that contain every word and phrase of a query.
    #[must_use]
    #[boxed]
    pub async fn search_calls(
        &self,
        customers: &CustomerScope,
        query: &SearchQuery,
        after: Option<&str>,
        limit: usize,
    ) -> Result<FoundCalls, SearchError> {
        let scope = customers.tenant_scope();
        let from = match after {
            None => "~".to_owned(),
            Some(cursor) => rest_of_cursor(cursor)?,
        };
        let mut phrases = Vec::new();
        for phrase in query.phrases() {
            phrases.push(self.stems_of(scope, phrase).await?);
        }
        let limit = limit.clamp(1, MOST_FOUND);
        let Walked { places, next, is_stopped } = self.walk(scope, &phrases, from, limit).await?;
        let calls = self.found_calls(scope, &phrases, &places).await?;
        let searched_back_to = next.as_deref().filter(|_| is_stopped).and_then(time_of);
        Ok(FoundCalls { page: Page { items: calls, next: next.as_deref().map(cursor_of) }, searched_back_to })
    }

    /// The stems of each word of a phrase.
    async fn stems_of(&self, scope: &TenantScope, phrase: &Phrase) -> Result<Vec<BTreeSet<Stem>>, SearchError> {
        let mut stems = Vec::new();
        for word in phrase.words() {
            stems.push(match word {
                Word::Forms(forms) => forms.iter().cloned().collect(),
                Word::Beginning { beginnings, forms } => {
                    let found = beginnings.iter().map(|beginning| self.stems_that_begin(scope, beginning));
                    let found: BTreeSet<Stem> = try_join_all(found).await?.into_iter().flatten().collect();
                    if found.len() > MOST_ENDINGS {
                        return Err(SearchError::TooManyEndings);
                    }
                    found.into_iter().chain(forms.iter().cloned()).collect()
                }
            });
        }
        Ok(stems)
    }

    /// The stems in the index that begin so; one more than counts, at most. Each read skips all postings of a stem.
    async fn stems_that_begin(&self, scope: &TenantScope, beginning: &str) -> Result<Vec<Stem>, StoreError> {
        let (mut stems, mut first, last) = (Vec::new(), beginning.to_owned(), format!("{beginning}~"));
        while stems.len() <= MOST_ENDINGS {
            let query = self.postings_between(scope, first, last.clone(), true).projection_expression(SORT).limit(1);
            let found = query.send().await?.items.unwrap_or_default();
            let Some(sort) = found.first().and_then(|item| item.get(SORT)?.as_s().ok()) else { break };
            let Some((stem, _)) = sort.split_once('#') else { break };
            first = format!("{stem}$"); // `$` follows `#`
            stems.extend(Stem::parse(stem));
        }
        Ok(stems)
    }

    /// Walks the lists of all words back in time.
    async fn walk(
        &self,
        scope: &TenantScope,
        phrases: &[Vec<BTreeSet<Stem>>],
        from: String,
        limit: usize,
    ) -> Result<Walked, StoreError> {
        let list = |stem: &Stem| StemList::new(stem.clone(), from.clone());
        let mut lists: Vec<Vec<WordLists>> = phrases
            .iter()
            .map(|words| words.iter().map(|stems| WordLists(stems.iter().map(list).collect())).collect())
            .collect();
        let (mut walked, mut rounds) = (Walked { places: Vec::new(), next: None, is_stopped: false }, 0);
        let mut here = from;
        loop {
            let all = || lists.iter().flatten();
            if all().flat_map(|word| &word.0).any(StemList::needs_read) {
                if rounds == MOST_ROUNDS {
                    return Ok(Walked { next: Some(here), is_stopped: true, ..walked });
                }
                rounds += 1;
                let unread = lists.iter_mut().flatten().flat_map(|word| &mut word.0).filter(|list| list.needs_read());
                try_join_all(unread.map(|list| self.read_list(scope, list))).await?;
                continue;
            }
            let Some(places) = all().map(WordLists::place).collect::<Option<Vec<_>>>() else { return Ok(walked) };
            let Some(oldest) = places.iter().min().map(|place| (*place).to_owned()) else { return Ok(walked) };
            if places.iter().all(|place| *place == oldest) {
                if lists.iter().all(|words| holds(words, &oldest)) {
                    walked.places.push(oldest.clone());
                }
                lists.iter_mut().flatten().for_each(|word| word.pass(&oldest));
                if walked.places.len() == limit {
                    return Ok(Walked { next: Some(oldest), ..walked });
                }
                here = oldest;
            } else {
                here = newer_than(&oldest);
                lists.iter_mut().flatten().for_each(|word| word.pass(&here));
            }
        }
    }

    /// Reads the next part of a list.
    async fn read_list(&self, scope: &TenantScope, list: &mut StemList) -> Result<(), StoreError> {
        let stem = &list.stem;
        let (first, last) = (format!("{stem}#"), format!("{stem}#{}", list.before));
        let query = self.postings_between(scope, first, last, false);
        let answer = query.limit(i32::try_from(POSTINGS).unwrap_or(i32::MAX)).send().await?;
        list.is_read_whole = answer.last_evaluated_key.is_none();
        for item in answer.items.unwrap_or_default() {
            let sort = item.get(SORT).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            let place = sort.get(stem.as_str().len() + 1..).unwrap_or_default().to_owned();
            let positions = read::<PostingForm>(item)?.positions();
            // The bounds of a query include the last place that was read.
            if place < list.before {
                list.before.clone_from(&place);
                list.read.push_back(Posting { place, positions });
            }
        }
        Ok(())
    }

    fn postings_between(
        &self,
        scope: &TenantScope,
        first: String,
        last: String,
        forward: bool,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        self.client_of(scope)
            .query()
            .table_name(&self.table)
            .key_condition_expression(format!("{PARTITION} = :words AND {SORT} BETWEEN :first AND :last"))
            .expression_attribute_values(":words", AttributeValue::S(key::words(scope)))
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(last))
            .scan_index_forward(forward)
    }

    /// Reads the calls at these places. One that was erased meanwhile is missing.
    async fn found_calls(
        &self,
        scope: &TenantScope,
        phrases: &[Vec<BTreeSet<Stem>>],
        places: &[String],
    ) -> Result<Vec<FoundCall>, StoreError> {
        let calls: Vec<CallSid> = places.iter().filter_map(|place| call_of(place)).collect();
        let keys = calls.iter().flat_map(|call| [Key::indexed_call(scope, call), Key::call_usage(scope, call)]);
        let (mut indexed, mut counted) = (HashMap::new(), HashMap::new());
        let words = key::words(scope);
        for item in self.read_in_batches(scope, keys.collect()).await? {
            if item.get(PARTITION).and_then(|value| value.as_s().ok()) == Some(&words) {
                let item: IndexedCallForm = form::read(item)?;
                indexed.insert(item.call.clone(), item);
            } else {
                let item: CountedCall = form::read(item)?;
                counted.insert(item.call.clone(), item);
            }
        }
        let found = calls.into_iter().filter_map(|call| {
            let snippets = search::snippets(&indexed.remove(&call)?.utterances, phrases);
            Some(FoundCall { entry: CallEntry::of_counted(&counted.remove(&call)?), snippets })
        });
        Ok(found.collect())
    }
}

/// What a walk found.
struct Walked {
    /// The places of the calls.
    places: Vec<String>,
    /// Where to go on: only older places are left. `None` if none are.
    next: Option<String>,
    /// The reads ran out.
    is_stopped: bool,
}

/// Whether the words of a phrase stand one after another in the call at a place.
fn holds(words: &[WordLists], place: &str) -> bool {
    words.len() == 1
        || Positions::are_consecutive(&words.iter().map(|word| word.positions_at(place)).collect::<Vec<_>>())
}

fn call_of(place: &str) -> Option<CallSid> {
    CallSid::try_from(place.split_once('#')?.1.to_owned()).ok()
}

fn time_of(place: &str) -> Option<Timestamp> {
    Timestamp::from_microsecond(place.split(['#', '~']).next()?.parse().ok()?).ok()
}

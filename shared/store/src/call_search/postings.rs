//! The walk along the postings of a query's words, back in time.
//!
//! Each stem of the query has a list of postings in the order of the calls. The lists are read side by side: while they stand
//! at different calls, those that are ahead skip to the oldest of them.

use std::collections::{BTreeSet, HashMap, VecDeque};

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};
use futures_util::future::try_join_all;
use search::{Phrase, Positions, QueryWord, Stem};

use super::{MOST_ENDINGS, SearchError, StemSets};
use crate::{
    Store, StoreError, TenantScope,
    form::read,
    indexed_call::PostingForm,
    key::{self, PARTITION, SORT},
};

/// The most rounds of reads of a walk. The lists of a round are read at once.
const MOST_ROUNDS: usize = 24;
/// The postings that are read of a list at once.
const POSTINGS: usize = 100;

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

/// Whether the words of a phrase stand one after another in the call at a place.
fn holds(words: &[WordLists], place: &str) -> bool {
    words.len() == 1
        || Positions::are_consecutive(&words.iter().map(|word| word.positions_at(place)).collect::<Vec<_>>())
}

/// A walk along the lists of all words.
pub(super) struct Walk<'a> {
    store: &'a Store,
    scope: &'a TenantScope,
    lists: Vec<Vec<WordLists>>,
    /// Where the walk stands: only older places are left.
    here: String,
    /// No older place is read.
    oldest: String,
    rounds: usize,
}

/// A part of a walk.
pub(super) struct WalkPart {
    /// The places of the calls that contain the query, the newest first.
    pub(super) places: Vec<String>,
    /// Why the part is over.
    pub(super) end: PartEnd,
}

/// Why a part of a walk is over.
pub(super) enum PartEnd {
    /// It has as many places as were asked for.
    Full,
    /// There are no more.
    Whole,
    /// The reads ran out here: only older places are left.
    OutOfReads(String),
}

impl<'a> Walk<'a> {
    /// Begins a walk at the newest place before `from`. It ends before it comes to a place older than `oldest`.
    pub(super) fn new(
        (store, scope): (&'a Store, &'a TenantScope),
        phrases: &[StemSets],
        (from, oldest): (String, String),
    ) -> Self {
        let list = |stem: &Stem| StemList::new(stem.clone(), from.clone());
        let of_word = |stems: &BTreeSet<Stem>| WordLists(stems.iter().map(list).collect());
        let lists = phrases.iter().map(|words| words.iter().map(of_word).collect()).collect();
        Self { store, scope, lists, here: from, oldest, rounds: 0 }
    }

    /// Goes on until it has found some places.
    pub(super) async fn go_on(&mut self, wanted: usize) -> Result<WalkPart, StoreError> {
        let mut places = Vec::new();
        while places.len() < wanted {
            if self.needs_read() {
                if self.rounds == MOST_ROUNDS {
                    return Ok(WalkPart { places, end: PartEnd::OutOfReads(self.here.clone()) });
                }
                self.rounds += 1;
                self.read().await?;
                continue;
            }
            let at: Option<Vec<_>> = self.lists.iter().flatten().map(WordLists::place).collect();
            let oldest = at.as_ref().and_then(|at| at.iter().min()).map(|place| (*place).to_owned());
            let (Some(at), Some(oldest)) = (at, oldest) else { return Ok(WalkPart { places, end: PartEnd::Whole }) };
            if at.iter().all(|place| *place == oldest) {
                if self.lists.iter().all(|words| holds(words, &oldest)) {
                    places.push(oldest.clone());
                }
                self.here = oldest;
            } else {
                self.here = newer_than(&oldest);
            }
            self.lists.iter_mut().flatten().for_each(|word| word.pass(&self.here));
        }
        Ok(WalkPart { places, end: PartEnd::Full })
    }

    fn needs_read(&self) -> bool {
        self.lists.iter().flatten().flat_map(|word| &word.0).any(StemList::needs_read)
    }

    /// Reads the next part of each list that needs it.
    async fn read(&mut self) -> Result<(), StoreError> {
        let (store, scope, oldest) = (self.store, self.scope, self.oldest.as_str());
        let lists = self.lists.iter_mut().flatten().flat_map(|word| &mut word.0);
        try_join_all(lists.filter(|list| list.needs_read()).map(|list| store.read_list(scope, list, oldest))).await?;
        Ok(())
    }
}

impl Store {
    /// The stems of each word of a phrase.
    pub(super) async fn stems_of(&self, scope: &TenantScope, phrase: &Phrase) -> Result<StemSets, SearchError> {
        let mut stems = Vec::new();
        for word in phrase.words() {
            stems.push(match word {
                QueryWord::Forms(forms) => forms.iter().cloned().collect(),
                QueryWord::Beginning { beginnings, forms } => {
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

    /// Reads the next part of a list.
    async fn read_list(&self, scope: &TenantScope, list: &mut StemList, oldest: &str) -> Result<(), StoreError> {
        let stem = &list.stem;
        let (first, last) = (format!("{stem}#{oldest}"), format!("{stem}#{}", list.before));
        // DynamoDB refuses such bounds.
        if first > last {
            list.is_read_whole = true;
            return Ok(());
        }
        let query = self.postings_between(scope, first, last, false);
        let answer = query.limit(i32::try_from(POSTINGS).unwrap_or(i32::MAX)).send().await?;
        list.is_read_whole = answer.last_evaluated_key.is_none();
        for item in answer.items.unwrap_or_default() {
            let sort = sort_of(&item);
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

    fn postings_between(&self, scope: &TenantScope, first: String, last: String, forward: bool) -> QueryFluentBuilder {
        self.client_of(scope)
            .query()
            .table_name(&self.table)
            .key_condition_expression(format!("{PARTITION} = :words AND {SORT} BETWEEN :first AND :last"))
            .expression_attribute_values(":words", AttributeValue::S(key::words(scope)))
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(last))
            .scan_index_forward(forward)
    }
}

fn sort_of(item: &HashMap<String, AttributeValue>) -> String {
    item.get(SORT).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

//! The JSON of a search of transcripts.

use api::Within;
use jiff::Timestamp;
use search::{Piece, QueryError, SearchQuery, Snippet};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{FoundCall, FoundCalls, MOST_FOUND};
use utoipa::{IntoParams, ToSchema};

use super::{
    call::{CallView, row_example},
    call_query::query_of_calls,
    transcript::SpeakerView,
};

/// The number of calls of a page without `limit`.
const USUAL_PAGE: usize = 20;

const _: () = assert!(MOST_FOUND == 50);

query_of_calls! {
    /// What to look for, and in which calls. All conditions must hold.
    #[derive(Debug, Deserialize, IntoParams)]
    #[serde(deny_unknown_fields)]
    #[into_params(parameter_in = Query)]
    struct SearchParameters {
        /// Up to eight words, phrases and beginnings of words.
        #[param(value_type = String, example = "\"rotten eggs\" furn*")]
        pub(crate) q: QueryText,
        /// `next_cursor` of the page before, which had the same conditions. The first page if missing.
        #[param(example = "bmFtZQ")]
        pub(crate) cursor: Option<String>,
        /// The most calls of the page: 1 to 50, 20 if missing.
        #[param(value_type = Option<usize>, minimum = 1, maximum = 50, example = 20)]
        limit: Option<Within<1, 50>>,
    }
}

impl SearchParameters {
    pub(crate) fn limit(&self) -> usize {
        self.limit.map_or(USUAL_PAGE, |limit| limit.get() as usize)
    }
}

/// The text of a query.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct QueryText(SearchQuery);

impl QueryText {
    pub(crate) fn query(&self) -> &SearchQuery {
        &self.0
    }
}

impl TryFrom<String> for QueryText {
    type Error = QueryError;

    fn try_from(text: String) -> Result<Self, QueryError> {
        SearchQuery::parse(&text).map(Self)
    }
}

/// A page of calls that were found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundCalls, example = example)]
pub(crate) struct FoundCallsView {
    /// The calls, the latest first.
    items: Vec<FoundCallView>,
    /// The cursor of the next page: send it as `cursor`. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// If the search stopped before the page was full: calls that began after this time are searched. The next page goes on
    /// from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    searched_back_to: Option<Timestamp>,
}

/// A call that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundCall)]
struct FoundCallView {
    /// The call.
    call: CallView,
    /// The first turns in which something was found, three at most.
    snippets: Vec<SnippetView>,
}

/// A part of a turn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Snippet, example = json!({
    "speaker": "caller",
    "pieces": [{"text": "it smells like ", "found": false}, {"text": "rotten eggs", "found": true}],
}))]
struct SnippetView {
    /// Who spoke.
    speaker: SpeakerView,
    /// The words, in order; `…` stands for what is left out.
    pieces: Vec<PieceView>,
}

/// A piece of a turn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SnippetPiece)]
struct PieceView {
    /// The words.
    text: String,
    /// Whether the query found them.
    found: bool,
}

impl From<FoundCalls> for FoundCallsView {
    fn from(FoundCalls { page, searched_back_to }: FoundCalls) -> Self {
        let items = page.items.into_iter().map(FoundCallView::from).collect();
        Self { items, next_cursor: page.next, searched_back_to }
    }
}

impl From<FoundCall> for FoundCallView {
    fn from(FoundCall { entry, snippets }: FoundCall) -> Self {
        Self { call: entry.into(), snippets: snippets.into_iter().map(SnippetView::from).collect() }
    }
}

impl From<Snippet> for SnippetView {
    fn from(Snippet { speaker, pieces }: Snippet) -> Self {
        let piece = |Piece { text, is_match }| PieceView { text, found: is_match };
        Self { speaker: speaker.into(), pieces: pieces.into_iter().map(piece).collect() }
    }
}

/// A page with one call.
fn example() -> serde_json::Value {
    let found = |text: &str, found: bool| json!({"text": text, "found": found});
    let pieces = [found("it smells like ", false), found("rotten eggs", true)];
    json!({
        "items": [{"call": row_example(), "snippets": [{"speaker": "caller", "pieces": pieces}]}],
        "next_cursor": "MDAxNzk1NDQ2MjQ1MDAwMDAwI0NBN2YxYw",
    })
}

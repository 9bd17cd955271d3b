//! Search of transcripts: which words of a call can be found, and what a query finds in them.
//!
//! Words are found by their stem, in English and Spanish: "leaking" finds "leaks", "fugas" finds "fuga". Case and accents do
//! not matter. Pure: the table's items are the business of `store`.

mod index;
mod plain;
mod query;
mod snippet;
mod stem;
mod token;

pub use index::{CallIndex, IndexedUtterance, LONGEST_TRANSCRIPT, Positions, Speaker, indexed_part};
pub use plain::plain;
pub use query::{Phrase, QueryError, QueryWord, SearchQuery};
pub use snippet::{Piece, Snippet, snippets};
pub use stem::Stem;

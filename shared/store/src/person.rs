//! Everything that a tenant holds of one person, by their numbers: exported page by page, and erased.
//!
//! What an item of each kind has to do with a person is decided in [`kinds`] alone.

mod erased_items;
mod erasure;
mod kinds;
mod texts;

pub(crate) use erased_items::VisitsOfCall;
pub use erasure::{MOST_PAGES, PersonErasure};
pub(crate) use erasure::{NoContactForm, hash_of};
pub use kinds::{HeldKind, held_kind};
pub use texts::continues_texts;

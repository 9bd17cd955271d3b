//! The JSON of what the model was not allowed to say.

use domain::conversation::{CatchKind, CaughtSentence};
use serde::Serialize;
use utoipa::ToSchema;

/// A sentence of the model that the caller did not hear.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaughtSentence)]
pub(crate) struct CaughtSentenceView {
    /// Why. `safety`: it says that something or someone is safe. `booking`: it says that something is booked, moved, cancelled or
    /// passed on, and it was not. `arrival`: it promises when someone arrives. `diagnosis`: it says what is wrong with the
    /// equipment. `price`: it names a price that is in no configuration. `never_say`: it is about a subject that the company never
    /// talks about.
    kind: CatchKind,
    /// The sentence. Its numbers are masked.
    #[schema(example = "It's probably the capacitor.")]
    sentence: String,
    /// The turn of the call; 1 is the caller's first.
    turn: u64,
    /// Whether the caller heard other words of the model instead; if not, a fixed sentence.
    rephrased: bool,
}

impl From<&CaughtSentence> for CaughtSentenceView {
    fn from(caught: &CaughtSentence) -> Self {
        let CaughtSentence { kind, sentence, turn, rephrased } = caught.clone();
        Self { kind, sentence, turn, rephrased }
    }
}

/// A price that the model named in another way at its second attempt.
pub(super) fn example() -> serde_json::Value {
    serde_json::json!([{"kind": "price", "sentence": "That would be about ### dollars.", "turn": 2, "rephrased": true}])
}

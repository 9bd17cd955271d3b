//! The JSON of how long the caller waited for the first sound of a streamed answer.

use domain::first_sound::{FirstSound, LINE_MS, SPEECH_MS, WAY_IN_MS};
use serde::Serialize;
use serde_json::{Value, json};
use store::FirstWordsTimes;
use utoipa::ToSchema;

/// How long the caller of a streamed call waited, from the end of their words to the first sound of the answer. An estimate: a part of it
/// happens at Twilio and in the telephone network, which report no time.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallTurnFirstSound)]
pub(crate) struct FirstSoundView {
    /// The sum of the parts, in milliseconds.
    estimated_total_ms: u32,
    /// The parts that are estimates: the same in each turn.
    estimated: EstimatedPartsView,
    /// The part that was measured.
    measured: FirstWordsView,
}

/// The parts of the wait that are estimates, in milliseconds.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallTurnEstimatedParts)]
#[expect(clippy::struct_field_names, reason = "each name in JSON says its unit")]
struct EstimatedPartsView {
    /// Until the end of the caller's words is noticed. Missing after keys: the pause for the next key is in `first_words_ms`.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_of_turn_ms: Option<u32>,
    /// The way of the message from Twilio to us.
    way_in_ms: u32,
    /// From our words to the first sound of the voice.
    speech_ms: u32,
    /// The way of the sound to the caller.
    line_ms: u32,
}

/// What was measured, in milliseconds: from the arrival of the caller's message to the first words that left, and the parts of it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallTurnFirstWords)]
#[expect(clippy::struct_field_names, reason = "each name in JSON says its unit")]
struct FirstWordsView {
    /// The sum of the parts.
    first_words_ms: u32,
    /// Claiming the turn and reading the call.
    table_ms: u32,
    /// Waiting for the model: for the first part of the answer that left, and for all answers before it. Missing if it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    model_ms: Option<u32>,
    /// Running tools before the first words; missing if none ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    tools_ms: Option<u32>,
    /// The rest: the model's first sentence, our own code, and the writes before the words.
    ours_ms: u32,
}

impl From<FirstWordsTimes> for FirstSoundView {
    fn from(words: FirstWordsTimes) -> Self {
        let sound =
            if words.after_keys { FirstSound::after_keys(words.left) } else { FirstSound::after_words(words.left) };
        Self {
            estimated_total_ms: sound.total_ms(),
            estimated: EstimatedPartsView {
                end_of_turn_ms: sound.end_of_turn_ms,
                way_in_ms: WAY_IN_MS,
                speech_ms: SPEECH_MS,
                line_ms: LINE_MS,
            },
            measured: FirstWordsView {
                first_words_ms: words.left,
                table_ms: words.table,
                model_ms: words.model,
                tools_ms: words.tools,
                ours_ms: words.ours(),
            },
        }
    }
}

/// The wait for an answer of the model.
pub(super) fn example() -> Value {
    json!({
        "estimated_total_ms": 1_592,
        "estimated": {"end_of_turn_ms": 400, "way_in_ms": 40, "speech_ms": 200, "line_ms": 100},
        "measured": {"first_words_ms": 852, "table_ms": 31, "model_ms": 712, "ours_ms": 109},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_is_what_the_api_answers() {
        let words = FirstWordsTimes { left: 852, table: 31, model: Some(712), tools: None, after_keys: false };
        assert_eq!(serde_json::to_value(FirstSoundView::from(words)).expect("JSON"), example());
    }

    #[test]
    fn wait_after_keys_has_no_end_of_words() {
        let words = FirstWordsTimes { left: 1_400, table: 30, model: None, tools: None, after_keys: true };
        let sound = serde_json::to_value(FirstSoundView::from(words)).expect("JSON");
        assert_eq!((&sound["estimated_total_ms"], sound["estimated"].get("end_of_turn_ms")), (&json!(1_740), None));
    }
}

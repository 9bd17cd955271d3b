//! When the recording of a call pauses: while the caller gives the number of a payment card.
//!
//! The words of a turn are known after they were spoken, so the announcement of a card pauses already. The recording goes on after a turn
//! with no word of a card and no digits that may belong to one. Does not know how a recording is paused.

use crate::{
    numerals::fold,
    redaction::{CARD_NUMBER, longest_run, redacted},
};

/// Words that announce a card, folded.
const CARD_WORDS: [&str; 16] = [
    "american express",
    "amex",
    "card number",
    "credit card",
    "cvc",
    "cvv",
    "debit card",
    "expiration date",
    "expires",
    "mastercard",
    "my card",
    "on the card",
    "security code",
    "tarjeta",
    "the card",
    "visa",
];
/// More digits in a row than a telephone number has.
const MORE_THAN_A_TELEPHONE: usize = 12;
/// The fewest digits that may belong to a card once one was announced: those of its security code.
const SECURITY_CODE: usize = 3;

/// What happens to a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseChange {
    /// It pauses, also if it is paused: an earlier request may have failed.
    Pause,
    /// It goes on.
    Resume,
}

/// What a caller's words, or the keys that they pressed, do to a recording that is paused or not.
///
/// ```
/// use domain::recording_pause::{PauseChange, pause_change};
///
/// assert_eq!(pause_change(false, "Can I pay with my credit card?"), Some(PauseChange::Pause));
/// assert_eq!(pause_change(true, "it's four one one one"), Some(PauseChange::Pause));
/// assert_eq!(pause_change(true, "Thanks. When do you come?"), Some(PauseChange::Resume));
/// assert_eq!(pause_change(false, "My number is 214 555 0142"), None);
/// ```
#[must_use]
pub fn pause_change(paused: bool, words: &str) -> Option<PauseChange> {
    let run = longest_run(words);
    let least = if paused { SECURITY_CODE } else { MORE_THAN_A_TELEPHONE };
    if run >= least || redacted(words).contains(CARD_NUMBER) || announces_card(words) {
        Some(PauseChange::Pause)
    } else {
        paused.then_some(PauseChange::Resume)
    }
}

/// Whether one of the words stands in the text, not as a part of another word.
fn announces_card(text: &str) -> bool {
    let folded: String = fold(text).chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let spaced = format!(" {} ", folded.split_whitespace().collect::<Vec<_>>().join(" "));
    CARD_WORDS.iter().any(|words| spaced.contains(&format!(" {words} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_pauses_in_digits_in_words_by_its_announcement_and_in_part() {
        for words in [
            "4111 1111 1111 1111",
            "it's four one one one, one one one one, one one one one, one one one one",
            "4111 1111 1111",
            "You can charge my card.",
            "Mi tarjeta de crédito es",
            "It's a VISA",
            "the C V V, I mean the cvv",
            "4111111111111111",
        ] {
            assert_eq!(pause_change(false, words), Some(PauseChange::Pause), "{words}");
        }
    }

    #[test]
    fn everything_else_is_recorded() {
        for words in [
            "My furnace is dead",
            "Call me at +1 214 555 0142",
            "12 Oak Street, 75201",
            "I need advice, I advised him",
            "The cardinal is at the window",
            "",
        ] {
            assert_eq!(pause_change(false, words), None, "{words}");
            assert_ne!(pause_change(true, words), None, "{words}");
        }
    }

    #[test]
    fn pause_holds_until_a_turn_without_card_and_digits() {
        for (words, change) in [
            ("four one one one", PauseChange::Pause),
            ("12 27", PauseChange::Pause),
            ("and the code is 123", PauseChange::Pause),
            ("That's all, thank you", PauseChange::Resume),
            ("at 8 in the morning", PauseChange::Resume),
        ] {
            assert_eq!(pause_change(true, words), Some(change), "{words}");
        }
    }
}

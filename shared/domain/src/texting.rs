//! What a text message to a company means: a keyword that the law or the carriers define, an answer to something that was asked, or
//! words for the office. Does not know who sent it.

use std::sync::LazyLock;

use crate::{language::phrases, triage::language::plain_words};

/// The most words of a text that is read as a keyword with politeness around it: "Stop, please".
const MOST_WORDS: usize = 3;

/// The kind of a text according to Twilio's Advanced Opt-Out, which has keywords of its own in each language and answers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOutType {
    /// The sender wants no more texts.
    Stop,
    /// The sender wants texts again.
    Start,
    /// The sender asks who this is.
    Help,
}

impl OptOutType {
    /// The value of Twilio's parameter `OptOutType`. Source: Twilio, "Advanced Opt-Out for Messaging Services".
    #[must_use]
    pub fn from_twilio(value: &str) -> Option<Self> {
        match value {
            "STOP" => Some(Self::Stop),
            "START" => Some(Self::Start),
            "HELP" => Some(Self::Help),
            _ => None,
        }
    }
}

/// What a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMeaning {
    /// The sender wants no more texts.
    Stop,
    /// The sender wants texts again.
    Start,
    /// The sender asks who this is. `answered` if Twilio has answered.
    Help {
        /// Whether Twilio has answered.
        answered: bool,
    },
    /// Yes: a person accepts an emergency. Someone who wants no texts wants them again, as Twilio reads it.
    Yes,
    /// Confirms a visit.
    Confirm,
    /// Asks for another time.
    AnotherTime,
    /// Anything else: for the office.
    Words,
}

/// Twilio's own keywords, and the Spanish ones. Source: Twilio, "Twilio support for opt-out keywords"; FCC 24-24: `stop`, `quit`,
/// `end`, `revoke`, `opt out`, `cancel` and `unsubscribe` are reasonable means.
const STOP: [&str; 13] = [
    "stop",
    "stopall",
    "stop all",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "optout",
    "opt out",
    "revoke",
    "alto",
    "parar",
    "basta",
];
/// Other ways to say it. FCC 24-24: any reasonable means. A wrong reading costs a text, a missed one breaks the law.
const STOP_PHRASES: [&str; 13] = [
    "stop texting",
    "stop messaging",
    "stop sending",
    "stop these",
    "stop contacting",
    "no more texts",
    "no more messages",
    "do not text",
    "dont text",
    "take me off",
    "remove me",
    "no me escriban",
    "no mas mensajes",
];
const START: [&str; 3] = ["start", "unstop", "resume"];
const HELP: [&str; 3] = ["help", "info", "ayuda"];
const YES: [&str; 12] = ["1", "yes", "y", "ok", "okay", "accept", "accepted", "on it", "on my way", "omw", "si", "voy"];
const CONFIRM: [&str; 5] = ["c", "confirm", "confirmed", "confirmo", "confirmar"];
const ANOTHER_TIME: [&str; 3] = ["r", "reschedule", "reprogramar"];
/// Words around a keyword that change nothing.
const POLITE: [&str; 6] = ["please", "pls", "thanks", "thank", "you", "gracias"];

/// The words of texts in the languages' lists.
struct ListedTexts {
    stop: Vec<&'static str>,
    stop_phrases: Vec<&'static str>,
    help: Vec<&'static str>,
    yes: Vec<&'static str>,
    confirm: Vec<&'static str>,
    another_time: Vec<&'static str>,
    polite: Vec<&'static str>,
}

static LISTED: LazyLock<ListedTexts> = LazyLock::new(|| ListedTexts {
    stop: phrases("texts stop"),
    stop_phrases: phrases("texts stop_phrases"),
    help: phrases("texts help"),
    yes: phrases("texts yes"),
    confirm: phrases("texts confirm"),
    another_time: phrases("texts another_time"),
    polite: phrases("texts polite"),
});

/// Reads a text. Twilio's own reading goes first.
///
/// ```
/// use domain::texting::{TextMeaning, meaning};
///
/// assert_eq!(meaning("Stop.", None), TextMeaning::Stop);
/// assert_eq!(meaning("please stop texting me", None), TextMeaning::Stop);
/// assert_eq!(meaning("Can you stop by at 3?", None), TextMeaning::Words);
/// assert_eq!(meaning(" c ", None), TextMeaning::Confirm);
/// ```
#[must_use]
pub fn meaning(body: &str, opt_out: Option<OptOutType>) -> TextMeaning {
    match opt_out {
        Some(OptOutType::Stop) => return TextMeaning::Stop,
        Some(OptOutType::Start) => return TextMeaning::Start,
        Some(OptOutType::Help) => return TextMeaning::Help { answered: true },
        None => {}
    }
    let words = plain_words(body);
    let all = words.join(" ");
    if STOP_PHRASES.iter().chain(&LISTED.stop_phrases).any(|phrase| format!(" {all} ").contains(&format!(" {phrase} ")))
    {
        return TextMeaning::Stop;
    }
    if words.len() > MOST_WORDS + POLITE.len() {
        return TextMeaning::Words;
    }
    let kept: Vec<&str> = words
        .iter()
        .map(AsRef::as_ref)
        .filter(|word| !POLITE.contains(word) && !LISTED.polite.contains(word))
        .collect();
    let said = kept.join(" ");
    let is = |list: &[&str], listed: &[&str]| list.contains(&said.as_str()) || listed.contains(&said.as_str());
    if is(&STOP, &LISTED.stop) {
        TextMeaning::Stop
    } else if is(&START, &[]) {
        TextMeaning::Start
    } else if is(&HELP, &LISTED.help) {
        TextMeaning::Help { answered: false }
    } else if is(&YES, &LISTED.yes) {
        TextMeaning::Yes
    } else if is(&CONFIRM, &LISTED.confirm) {
        TextMeaning::Confirm
    } else if is(&ANOTHER_TIME, &LISTED.another_time) {
        TextMeaning::AnotherTime
    } else {
        TextMeaning::Words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_read_in_any_case_and_with_politeness() {
        for (meant, texts) in [
            (
                TextMeaning::Stop,
                &["STOP", "stop", "Stop!", "Stop please", "UNSUBSCRIBE", "opt-out", "End", "alto", "quit"][..],
            ),
            (
                TextMeaning::Stop,
                &["Please don't text me again", "no more texts from you", "take me off your list", "No más mensajes"],
            ),
            (TextMeaning::Start, &["START", "unstop"]),
            (TextMeaning::Help { answered: false }, &["help", "INFO", "ayuda"]),
            (TextMeaning::Yes, &["1", "1.", "ok", "On it", "Sí", "yes please", "OMW"]),
            (TextMeaning::Confirm, &["C", "c.", "Confirmed, thank you"]),
            (TextMeaning::AnotherTime, &["r", "Reschedule please"]),
        ] {
            for text in texts {
                assert_eq!(meaning(text, None), meant, "{text}");
            }
        }
    }

    #[test]
    fn sentences_are_words_for_the_office() {
        for text in [
            "Can you stop by at 3?",
            "Cancel my visit on Friday",
            "I can't, I'm sick",
            "not ok",
            "Yes but only after 5",
            "Call me",
            "When will he start the work?",
            "",
            "🙂",
            "I need help with the furnace",
            "The end of the street, the last house",
        ] {
            assert_eq!(meaning(text, None), TextMeaning::Words, "{text}");
        }
    }

    #[test]
    fn twilios_own_reading_goes_first() {
        let of = |value| meaning("Baja", OptOutType::from_twilio(value));
        assert_eq!(of("STOP"), TextMeaning::Stop);
        assert_eq!(of("START"), TextMeaning::Start);
        assert_eq!(of("HELP"), TextMeaning::Help { answered: true });
        assert_eq!(of("OTHER"), TextMeaning::Words);
    }
}

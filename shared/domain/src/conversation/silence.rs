//! Replies to silence, and to words that recognition could not read.
//!
//! Each reply differs from the one before, is shorter, and ends in what the caller was being asked, so that nothing is lost. A person is
//! offered only if one can be reached. What was asked is read from the history: this module stores nothing.

use super::{
    Context, Conversation, Effects, HistoryEntry, Phase, Proposal, Question, TextQuestion, TurnEnd, phrases,
    transfer::person_to_reach,
};
use crate::triage::Language;

/// The most characters of a question that is asked again word for word.
const LONGEST_QUESTION: usize = 240;

/// Why the caller's words are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// The caller said nothing.
    Silence,
    /// The caller said something that recognition could not read.
    Unclear,
}

impl Conversation {
    pub(super) fn caller_silent(&mut self, context: Context<'_>) -> Effects {
        self.begin_turn();
        self.silences = self.silences.saturating_add(1);
        match (&self.phase, self.silences) {
            (Phase::AskingIfSafe(hazard), _) => {
                let hazard = *hazard;
                self.silent_in_danger(hazard, context)
            }
            (Phase::AskingAbout(question), 1) => {
                let question = Question { repeated: true, ..question.clone() };
                self.ask(question)
            }
            (Phase::ReadingBack { proposal, unclear }, 1) => {
                let (proposal, unclear) = (proposal.clone(), *unclear);
                self.read_back_briefly(proposal, unclear, context)
            }
            // The caller has heard their message and did not object. The office gets it.
            (Phase::ReadingBack { proposal: message @ Proposal::Message(_), .. }, 3) => {
                let message = message.clone();
                self.phase = Phase::Talking;
                self.carry_out(message, context)
            }
            (Phase::AskingToText(question), 1) => {
                let question = TextQuestion { repeated: true, ..question.clone() };
                self.ask_to_text(question)
            }
            // A yes after other words would be no yes to texts.
            (Phase::AskingToText(_), _) => {
                self.phase = Phase::Talking;
                self.say_and_listen(phrases::ANYTHING_ELSE)
            }
            (_, nth) if nth >= 2 && self.has_nothing_left_to_ask() => self.say_goodbye(),
            (_, nth @ 1..=2) => self.ask_again_for(Missing::Silence, nth),
            (_, 3) => self.offer_person(context),
            _ => self.take_voicemail(phrases::VOICEMAIL),
        }
    }

    /// Asks the caller to say it again, twice at most.
    pub(super) fn ask_to_repeat(&mut self, context: Context<'_>) -> Effects {
        self.unclear.asked = self.unclear.asked.saturating_add(1);
        match self.unclear.asked {
            nth @ 1..=2 => self.ask_again_for(Missing::Unclear, nth),
            _ => self.offer_person(context),
        }
    }

    fn ask_again_for(&mut self, missing: Missing, nth: u8) -> Effects {
        let language = self.findings.language();
        let question = self.asked_last().unwrap_or_else(|| default_question(missing, language).to_owned());
        let apology = apology(missing, nth, language);
        let words = format!("{apology} {question}");
        match &self.phase {
            // The caller can still not interrupt what they are asked to agree to.
            Phase::ReadingBack { .. } => self.finish_turn(words, TurnEnd::Listen(super::BargeIn::KeysOnly)),
            _ => self.say_and_listen(words),
        }
    }

    /// What the caller was asked last: the last question of the agent's latest words.
    fn asked_last(&self) -> Option<String> {
        let latest = self.history.iter().rev().map_while(|entry| match entry {
            HistoryEntry::AgentSaid { text, .. } => Some(text),
            _ => None,
        });
        latest.into_iter().find_map(|text| last_question(text)).map(str::to_owned)
    }

    /// The caller got what they called for, and was only asked whether there is anything else.
    fn has_nothing_left_to_ask(&self) -> bool {
        let progress = &self.progress;
        let served = !self.booked.is_empty()
            || !progress.moved.is_empty()
            || !progress.cancelled.is_empty()
            || progress.message_left;
        served
            && matches!(self.phase, Phase::Talking)
            && self.asked_last().is_some_and(|asked| is_anything_else(&asked))
    }

    fn say_goodbye(&mut self) -> Effects {
        self.phase = Phase::Ended;
        self.progress.concluded = true;
        self.finish_turn(phrases::GOODBYE, TurnEnd::HangUp)
    }

    fn offer_person(&mut self, context: Context<'_>) -> Effects {
        let unchanged = match &self.phase {
            Phase::ReadingBack { proposal: Proposal::Message(_), .. } => None,
            Phase::ReadingBack { proposal: Proposal::Book(_), .. } => Some(phrases::NOT_BOOKED),
            Phase::ReadingBack { .. } => Some(phrases::NOT_CHANGED),
            _ => None,
        };
        if let Some(unchanged) = unchanged {
            self.gather(unchanged);
        }
        let can_reach_person = person_to_reach(context).is_some();
        self.phase = Phase::OfferingPerson;
        self.say_and_listen(if can_reach_person { phrases::OFFER_PERSON } else { phrases::OFFER_MESSAGE })
    }
}

/// The words before a question that is asked again.
fn apology(missing: Missing, nth: u8, language: Language) -> &'static str {
    match (missing, nth, language) {
        (Missing::Silence, ..=1, Language::English) => "Sorry, I didn't hear anything.",
        (Missing::Silence, 2.., Language::English) => "I still can't hear you.",
        (Missing::Unclear, ..=1, Language::English) => "Sorry, I didn't catch that.",
        (Missing::Unclear, 2.., Language::English) => "Once more, slowly:",
        (Missing::Silence, ..=1, Language::Spanish) => "Disculpe, no escuché nada.",
        (Missing::Silence, 2.., Language::Spanish) => "Todavía no le escucho.",
        (Missing::Unclear, ..=1, Language::Spanish) => "Disculpe, no le entendí bien.",
        (Missing::Unclear, 2.., Language::Spanish) => "Otra vez, más despacio:",
    }
}

/// The question if the agent has asked none.
fn default_question(missing: Missing, language: Language) -> &'static str {
    match (missing, language) {
        (Missing::Silence, Language::English) => "How can I help you?",
        (Missing::Unclear, Language::English) => "Could you say it again?",
        (Missing::Silence, Language::Spanish) => "¿En qué le puedo ayudar?",
        (Missing::Unclear, Language::Spanish) => "¿Me lo puede repetir?",
    }
}

fn is_anything_else(question: &str) -> bool {
    question == phrases::ANYTHING_ELSE || question == phrases::ANYTHING_ELSE_SPANISH
}

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "ave", "blvd", "rd", "apt", "no", "sr", "sra", "av", "a.m", "p.m", "n", "s", "e",
    "w",
];

/// The last sentence of a text that ends in a question mark, without what comes after it.
fn last_question(text: &str) -> Option<&str> {
    let end = text.rfind('?')? + 1;
    let before = text.get(..end)?;
    let start = sentence_start(before);
    let question = before.get(start..)?.trim();
    (question.chars().count() <= LONGEST_QUESTION && question.chars().any(char::is_alphanumeric)).then_some(question)
}

/// Where the last sentence of a text begins. The mark at its end is not looked at.
fn sentence_start(text: &str) -> usize {
    let mut end_of_mark = None;
    let body = text.get(..text.len() - 1).unwrap_or_default();
    for (at, mark) in body.char_indices().rev() {
        let follows = body.get(at + mark.len_utf8()..).unwrap_or_default();
        match mark {
            '¿' => return at,
            '!' | '?' | '…' | '\n' => end_of_mark = Some(at + mark.len_utf8()),
            '.' | ':' if follows.starts_with(char::is_whitespace) && !ends_in_abbreviation(&body[..at]) => {
                end_of_mark = Some(at + mark.len_utf8());
            }
            _ => {}
        }
        if let Some(start) = end_of_mark {
            return start;
        }
    }
    0
}

fn ends_in_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn last_question_is_found_in_what_the_agent_says() {
        for (text, question) in [
            ("Thank you for calling Acme. How can I help you today?", "How can I help you today?"),
            ("We have two. Which one? Take your time.", "Which one?"),
            ("Is it at 12 N. Oak St. near the mall? ", "Is it at 12 N. Oak St. near the mall?"),
            ("It costs $89.50. Shall I book it?", "Shall I book it?"),
            ("Shall I come at 8 a.m. or at noon?", "Shall I come at 8 a.m. or at noon?"),
            ("Lo siento mucho. ¿Quiénes están en casa?", "¿Quiénes están en casa?"),
            ("Once more, slowly: What is your ZIP code?", "What is your ZIP code?"),
            ("Oh no! Is anyone hurt?", "Is anyone hurt?"),
        ] {
            assert_eq!(last_question(text), Some(question), "{text}");
        }
        for text in ["One moment, please.", "", "?", " ?!"] {
            assert_eq!(last_question(text), None, "{text}");
        }
    }

    proptest! {
        /// The question stands in the text, and asking again by any apology finds the same question.
        #[test]
        fn question_survives_being_asked_again(text in "\\PC{0,80}", nth in 1_u8..3, silent: bool, spanish: bool) {
            let missing = if silent { Missing::Silence } else { Missing::Unclear };
            let language = if spanish { Language::Spanish } else { Language::English };
            if let Some(question) = last_question(&text) {
                prop_assert!(text.contains(question));
                let again = format!("{} {question}", apology(missing, nth, language));
                prop_assert_eq!(last_question(&again), Some(question));
            }
        }
    }
}

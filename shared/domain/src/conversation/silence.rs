//! Replies to silence, and to words that recognition could not read.
//!
//! Each reply differs from the one before, is shorter, and ends in what the caller was being asked, so that nothing is lost. A person is
//! offered only if one can be reached. What was asked is read from the history: this module stores nothing.

use super::{
    Context, Conversation, Effects, HistoryEntry, Phase, Proposal, Question, TextQuestion, TurnEnd,
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
                if self.has_heard_details(context) {
                    self.read_back_briefly(proposal, unclear, context)
                } else {
                    self.read_back(proposal, unclear, context)
                }
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
                self.say_and_listen(&self.words().talk.anything_else)
            }
            (_, nth) if nth >= 2 && self.has_nothing_left_to_ask() => self.say_goodbye(),
            (_, nth @ 1..=2) => self.ask_again_for(Missing::Silence, nth),
            (_, 3) => self.offer_person(context),
            _ => self.take_voicemail(&self.words().talk.voicemail),
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
        let words = &self.words().talk;
        let (apology, usual) = match (missing, nth) {
            (Missing::Silence, ..=1) => (&words.silent_once, &words.how_can_i_help),
            (Missing::Silence, 2..) => (&words.silent_twice, &words.how_can_i_help),
            (Missing::Unclear, ..=1) => (&words.unclear_once, &words.say_it_again),
            (Missing::Unclear, 2..) => (&words.unclear_twice, &words.say_it_again),
        };
        let question = self.asked_last().unwrap_or_else(|| String::from(usual));
        let words = format!("{} {question}", &**apology);
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
        self.finish_turn(&self.words().talk.goodbye, TurnEnd::HangUp)
    }

    pub(super) fn offer_person(&mut self, context: Context<'_>) -> Effects {
        let words = self.words();
        let unchanged = match &self.phase {
            Phase::ReadingBack { proposal: Proposal::Message(_), .. } => None,
            Phase::ReadingBack { proposal: Proposal::Book(_), .. } => Some(&words.results.not_booked),
            Phase::ReadingBack { .. } => Some(&words.results.not_changed),
            _ => None,
        };
        if let Some(unchanged) = unchanged {
            self.gather(unchanged);
        }
        let can_reach_person = person_to_reach(context).is_some();
        self.phase = Phase::OfferingPerson;
        self.say_and_listen(if can_reach_person { &words.talk.offer_person } else { &words.talk.offer_message })
    }
}

fn is_anything_else(question: &str) -> bool {
    Language::ALL.into_iter().any(|language| *question == *language.words().talk.anything_else)
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
        fn question_survives_being_asked_again(text in "\\PC{0,80}", language in 0..2_usize) {
            let words = &Language::ALL[language].words().talk;
            if let Some(question) = last_question(&text) {
                prop_assert!(text.contains(question));
                for apology in [&words.silent_once, &words.silent_twice, &words.unclear_once, &words.unclear_twice] {
                    let again = format!("{} {question}", &**apology);
                    prop_assert_eq!(last_question(&again), Some(question));
                }
            }
        }
    }
}

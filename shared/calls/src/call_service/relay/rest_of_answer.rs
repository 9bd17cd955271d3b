//! What is left to say of an answer once its step is saved.

use domain::triage::Language;
use store::ReplyEnd;

use crate::engine::Advance;

/// What is left to say of an answer whose sentences were sent while the model spoke.
pub(super) struct RestOfAnswer {
    pub(super) words: Vec<String>,
    pub(super) language: Language,
    /// The words are spoken by the `action`, and the session ends.
    pub(super) ends_session: bool,
    pub(super) goes_on: bool,
}

impl RestOfAnswer {
    /// What `sent` leaves of an answer. The `action` speaks what has not left, and nothing twice.
    pub(super) fn of(advance: &mut Advance, sent: &str) -> Self {
        let words = not_sent(&advance.reply.say, sent);
        let ends_session = advance.reply.end.ends_session();
        if ends_session {
            advance.reply.say.clone_from(&words);
        }
        Self { words, language: advance.reply.language, ends_session, goes_on: advance.reply.end == ReplyEnd::Hold }
    }

    /// The characters that the `action` speaks, and the session does not.
    pub(super) fn characters_of_action(&self) -> usize {
        let of_action = self.ends_session.then_some(&self.words);
        of_action.into_iter().flatten().map(|words| words.chars().count()).sum()
    }
}

/// The parts of an answer that were not sent. What was sent is the beginning of the answer, clause by clause.
fn not_sent(say: &[String], sent: &str) -> Vec<String> {
    let mut sent = sent.trim();
    let mut rest = Vec::new();
    for words in say {
        match sent.strip_prefix(words.trim()) {
            Some(after) => sent = after.trim_start(),
            None => match words.trim().strip_prefix(sent).filter(|_| !sent.is_empty()) {
                Some(unsent) => {
                    sent = "";
                    rest.push(unsent.trim_start().to_owned());
                }
                None => rest.push(words.clone()),
            },
        }
    }
    rest.retain(|words| !words.is_empty());
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(say: &[&str], sent: &str) -> Vec<String> {
        not_sent(&say.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>(), sent)
    }

    #[test]
    fn parts_that_have_left_are_not_sent_again() {
        assert_eq!(rest(&["We can. When suits you?"], "We can. When suits you?"), Vec::<String>::new());
        assert_eq!(rest(&["We can. When suits you?"], "We can."), ["When suits you?"]);
        assert_eq!(rest(&["One moment.", "You're booked."], "One moment."), ["You're booked."]);
        assert_eq!(
            rest(&["You're booked for Tuesday.", "Is there anything else?"], "Is there anything else?"),
            ["You're booked for Tuesday."]
        );
        assert_eq!(rest(&["Hello."], ""), ["Hello."]);
        assert_eq!(rest(&["Good. ", "Goodbye."], "Good. Goodbye."), Vec::<String>::new());
    }
}

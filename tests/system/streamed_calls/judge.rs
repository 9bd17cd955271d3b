//! Judges a call by its trace, its transcript and its bookings.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    call::Agreed,
    dice::{ANSWER, SENTENCE, plain, words_in},
    trace::{Ask, Note},
    world::answer_to,
};

/// What is judged.
pub(super) struct Case {
    pub(super) notes: Vec<Note>,
    /// The transcript: whether the agent spoke, and the words, as far as they were heard.
    pub(super) transcript: Vec<(bool, String)>,
    pub(super) appointments: usize,
    pub(super) agreed: Agreed,
}

impl Case {
    /// Everything that is wrong.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self
            .notes
            .iter()
            .filter_map(|note| if let Note::Fault(text) = note { Some(text.clone()) } else { None })
            .collect();
        self.error_frames(&mut faults);
        self.sentences(&mut faults);
        self.fences(&mut faults);
        self.histories(&mut faults);
        self.words_of_the_agent("the transcript", self.notes.len(), &self.transcript, &mut faults);
        self.bookings(&mut faults);
        faults
    }

    /// What is wrong with the visits and with what was written to Twilio: never a matter of chance.
    pub(super) fn serious_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.error_frames(&mut faults);
        self.bookings(&mut faults);
        faults
    }

    /// Error frames are written for killed processes only.
    fn error_frames(&self, faults: &mut Vec<String>) {
        let count = |is: fn(&Note) -> bool| self.notes.iter().filter(|note| is(note)).count();
        let frames = count(|note| matches!(note, Note::ErrorFrame(_)));
        if frames > count(|note| matches!(note, Note::Killed(_))) {
            faults.push(format!("{frames} error frames"));
        }
        for note in &self.notes {
            if let Note::Posted(message, _) = note
                && !["text", "end", "language"].iter().any(|kind| message["type"] == *kind)
            {
                faults.push(format!("a message that Twilio does not know: {message}"));
            }
        }
    }

    fn asks(&self) -> impl Iterator<Item = (usize, &Ask)> {
        self.notes
            .iter()
            .enumerate()
            .filter_map(|(at, note)| if let Note::Asked(ask) = note { Some((at, ask)) } else { None })
    }

    /// The posts with the words of an answer: where, and whether they were taken.
    fn posts(&self, answer: &str) -> Vec<(usize, bool, String)> {
        let posts = self.notes.iter().enumerate().filter_map(|(at, note)| match note {
            Note::Posted(message, fault) => Some((at, fault.is_none(), message["token"].as_str()?.to_owned())),
            _ => None,
        });
        posts.filter(|(_, _, token)| words_in(ANSWER, token).iter().any(|word| word == answer)).collect()
    }

    /// Each sentence is in the transcript once, and answered once.
    fn sentences(&self, faults: &mut Vec<String>) {
        let mut said = Vec::new();
        for note in &self.notes {
            if let Note::Sent(_, message) = note {
                for word in words_in(SENTENCE, message["voicePrompt"].as_str().unwrap_or_default()) {
                    if !said.contains(&word) {
                        said.push(word);
                    }
                }
            }
        }
        for sentence in said {
            let times: usize = self
                .transcript
                .iter()
                .filter(|(is_agent, _)| !is_agent)
                .map(|(_, text)| text.to_lowercase().matches(sentence.as_str()).count())
                .sum();
            if times != 1 && !(times == 0 && self.is_lost(&sentence)) {
                faults.push(format!("the sentence {sentence} is {times} times in the transcript"));
            }
            let answers: BTreeSet<&str> = self
                .asks()
                .filter(|(_, ask)| ask.speaks && ask.sentences.contains(&sentence))
                .filter(|(_, ask)| self.posts(&ask.word).iter().any(|(_, is_taken, _)| *is_taken))
                .map(|(_, ask)| ask.word.as_str())
                .collect();
            let is_booking = |note: &Note| {
                matches!(note, Note::Sent(_, message) if {
                    let words = message["voicePrompt"].as_str().unwrap_or_default();
                    words.contains(&sentence) && words.contains("book a tune-up")
                })
            };
            let was_killed = self.notes.iter().any(|note| matches!(note, Note::Killed(_)));
            if answers.is_empty() && !was_killed && !self.is_lost(&sentence) && !self.notes.iter().any(is_booking) {
                faults.push(format!("the sentence {sentence} is never answered"));
            }
            if answers.len() > 1 {
                faults.push(format!("the sentence {sentence} is answered by {answers:?}"));
            }
        }
    }

    /// The number of the newest sentence of a request.
    fn order(&self, ask: &Ask) -> usize {
        let at = |word: &String| {
            self.notes.iter().position(|note| {
                matches!(note, Note::Sent(_, message) if message["voicePrompt"].as_str().is_some_and(|text| text.contains(word.as_str())))
            })
        };
        ask.sentences.iter().filter_map(at).max().unwrap_or_default()
    }

    /// After a newer turn has asked, or after an interruption was handled, at most one clause of an answer leaves.
    fn fences(&self, faults: &mut Vec<String>) {
        for (_, ask) in self.asks().filter(|(_, ask)| ask.speaks) {
            let order = self.order(ask);
            let newer = self.asks().find(|(_, other)| self.order(other) > order).map(|(at, _)| at);
            let interrupted =
                self.interruption(&ask.word).and_then(|heard| self.handled("interrupt", &heard, self.notes.len()));
            let Some(fence) = [newer, interrupted].into_iter().flatten().min() else { continue };
            let after = self.posts(&ask.word).iter().filter(|(at, is_taken, _)| *at > fence && *is_taken).count();
            if after > 1 {
                faults.push(format!("{after} clauses of {} leave after its fence (note {fence})", ask.word));
            }
        }
    }

    /// What the caller heard of an answer, if they cut it off.
    fn interruption(&self, answer: &str) -> Option<String> {
        self.notes.iter().find_map(|note| match note {
            Note::Cut { heard, arrived } if words_in(ANSWER, arrived).iter().any(|word| word == answer) => {
                Some(heard.clone())
            }
            _ => None,
        })
    }

    /// Where a message with these words was handled to its end before a note.
    fn handled(&self, kind: &str, words: &str, before: usize) -> Option<usize> {
        let plain_words = plain(words);
        let began = self.notes.iter().take(before).find_map(|note| match note {
            Note::Began(id, what) => {
                let message: Value = serde_json::from_str(what).ok()?;
                let text = message["utteranceUntilInterrupt"].as_str().or(message["voicePrompt"].as_str())?;
                (message["type"] == kind && plain(text) == plain_words).then_some(*id)
            }
            _ => None,
        })?;
        self.notes.iter().take(before).position(|note| matches!(note, Note::Ended(id) if *id == began))
    }

    /// Where the handling of the newest sentence of a request began first.
    fn prompt_began(&self, ask: &Ask, at: usize) -> usize {
        ask.sentences.iter().filter_map(|word| self.first_handled(word)).max().unwrap_or(at)
    }

    /// Where the handling of a sentence began first.
    fn first_handled(&self, sentence: &str) -> Option<usize> {
        self.notes.iter().position(|note| matches!(note, Note::Began(_, what) if what.contains(sentence)))
    }

    /// Whether a sentence never reached the function, or only processes that were killed before they asked the model.
    fn is_lost(&self, sentence: &str) -> bool {
        let killed = |id: &u64| self.notes.iter().any(|note| matches!(note, Note::Killed(other) if other == id));
        let survives = |note: &Note| matches!(note, Note::Began(id, what) if what.contains(sentence) && !killed(id));
        let was_asked = self.asks().any(|(_, ask)| ask.sentences.iter().any(|word| word == sentence));
        !was_asked && !self.notes.iter().any(survives)
    }

    /// A request to the model has what was said and heard.
    fn histories(&self, faults: &mut Vec<String>) {
        for (at, ask) in self.asks() {
            let of_agent: Vec<_> = ask.history.iter().map(|(role, text)| (role == "assistant", text.clone())).collect();
            let what = format!("the request {} (note {at})", ask.word);
            self.words_of_the_agent(&what, self.prompt_began(ask, at), &of_agent, faults);
            let mut seen = BTreeSet::new();
            for word in
                ask.history.iter().filter(|(role, _)| role == "user").flat_map(|(_, text)| words_in(SENTENCE, text))
            {
                if !seen.insert(word.clone()) {
                    faults.push(format!("{what} has the sentence {word} twice"));
                }
            }
        }
    }

    /// The agent's words are those that were heard, if an interruption was handled before a note; else not more than was sent.
    fn words_of_the_agent(&self, what: &str, before: usize, entries: &[(bool, String)], faults: &mut Vec<String>) {
        let is_disturbed = |note: &Note| matches!(note, Note::Killed(_) | Note::Lost | Note::Posted(_, Some(_)));
        let was_disturbed = self.notes.iter().any(is_disturbed);
        let mut seen = BTreeSet::new();
        for (is_agent, text) in entries {
            let Some(answer) = words_in(ANSWER, text).first().cloned().filter(|_| *is_agent) else { continue };
            if !seen.insert(answer.clone()) {
                faults.push(format!("{what} has the answer {answer} twice"));
            }
            let noted = plain(text);
            let tokens: Vec<(bool, String)> =
                self.posts(&answer).iter().map(|(_, is_taken, token)| (*is_taken, plain(token))).collect();
            let taken: String =
                tokens.iter().filter(|(is_taken, _)| *is_taken).map(|(_, token)| token.as_str()).collect();
            let posted = Self::with_next_clause(&answer, &taken);
            let heard = self.interruption(&answer);
            let is_known = heard.as_ref().is_some_and(|heard| self.handled("interrupt", heard, before).is_some());
            match heard {
                // A process may know of it before the one that handles it has ended.
                Some(heard) if noted == plain(&heard) => {}
                Some(heard) if is_known => {
                    faults.push(format!("{what} has {text:?}, but {heard:?} was heard"));
                }
                _ if !(if was_disturbed { &posted } else { &taken }).starts_with(&noted) => {
                    faults.push(format!("{what} has {text:?}, but only {taken:?} was sent"));
                }
                None if before == self.notes.len() && !was_disturbed && noted != taken => {
                    let is_newer =
                        self.notes.iter().any(|note| matches!(note, Note::Heard(text) if text.contains(&answer)));
                    if is_newer {
                        faults.push(format!("{what} has only {text:?} of {taken:?}, which was heard"));
                    }
                }
                _ => {}
            }
        }
        if before == self.notes.len() {
            for (_, ask) in self.asks().filter(|(_, ask)| ask.speaks && !seen.contains(&ask.word)) {
                let was_heard = self.notes.iter().any(|note| match note {
                    Note::Heard(text) | Note::Cut { heard: text, .. } => text.contains(&ask.word),
                    _ => false,
                });
                if was_heard {
                    faults.push(format!("{what} lacks the answer {}, which was heard", ask.word));
                }
            }
        }
    }

    /// The words that were sent, and the one clause that is noted before it is sent.
    fn with_next_clause(answer: &str, taken: &str) -> String {
        let whole = answer_to(answer);
        let mut length = 0;
        for sentence in whole.split_inclusive(". ") {
            length += plain(sentence).len();
            if length > taken.len() {
                break;
            }
        }
        plain(&whole)[..length.max(taken.len())].to_owned()
    }

    fn bookings(&self, faults: &mut Vec<String>) {
        if self.appointments > 1 {
            faults.push(format!("{} visits are booked", self.appointments));
        }
        if self.appointments > 0 && !self.agreed.may_be_booked {
            faults.push("a visit is booked by a yes to details that were not heard".to_owned());
        }
        if self.appointments == 0 && self.agreed.heard_booked {
            faults.push("the caller heard of a booking that does not exist".to_owned());
        }
        // What changed something is known to the model.
        let booked = self.notes.iter().position(
            |note| matches!(note, Note::Posted(message, _) if message["token"].as_str().is_some_and(|text| text.contains("You're booked"))),
        );
        for (at, ask) in
            self.asks().filter(|(at, _)| booked.is_some_and(|booked| self.prompt_began_after(*at) > booked))
        {
            if !ask.history.iter().any(|(_, text)| text.to_lowercase().contains("booked")) {
                faults.push(format!("the request {} (note {at}) does not know of the booking", ask.word));
            }
        }
    }

    fn prompt_began_after(&self, at: usize) -> usize {
        self.notes.iter().take(at).rposition(|note| matches!(note, Note::Began(..))).unwrap_or_default()
    }
}

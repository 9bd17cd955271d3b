//! `<Gather>`: which of the caller's actions count as input, and where the input is sent.

use super::super::party::{CallerAction, Listens, Party};
use super::super::transcript::{Ending, Heard};
use super::super::twiml::{Gather, Verb};
use super::{Call, Params, params, spoken_seconds};

/// What Twilio reports for clear speech.
const CLEAR: f32 = 0.93;

impl Call {
    /// Returns whether the party wants to wait.
    pub(super) async fn gather<P: Party>(&mut self, mut gather: Gather, party: &mut P) -> bool {
        for prompt in std::mem::take(&mut gather.prompts) {
            self.play(prompt, party);
        }
        let action = party.respond(Listens { speech: gather.speech, keys: gather.keys }).await;
        let mut result = Params::new();
        match action {
            CallerAction::Wait => {
                self.pending.push_front(Verb::Gather(gather));
                return true;
            }
            CallerAction::HangUp => {
                self.hang_up(Ending::Caller, party).await;
                return false;
            }
            CallerAction::Say(words) | CallerAction::Interrupt { words, .. } => {
                self.speak(&gather, words, CLEAR, &mut result, party);
            }
            CallerAction::SayUnclear(words, confidence) => self.speak(&gather, words, confidence, &mut result, party),
            CallerAction::Key(keys) => {
                self.note(Heard::Keyed(keys.clone()), party);
                if gather.keys {
                    result = digits(&gather, &keys);
                }
            }
            CallerAction::Silence => self.note(Heard::Silence, party),
        }
        if result.is_empty() {
            self.seconds += gather.timeout_s;
            if !gather.action_on_empty {
                return false;
            }
            result = params(&[("Digits", ""), ("FinishedOnKey", ""), ("msg", "Gather End")]);
        }
        self.follow(&gather.action, result, party).await;
        false
    }

    /// Speech counts only if the application listens for it.
    fn speak<P: Party>(&mut self, gather: &Gather, words: String, confidence: f32, result: &mut Params, party: &mut P) {
        self.seconds += spoken_seconds(&words);
        if words.trim().is_empty() {
            return self.note(Heard::Silence, party);
        }
        if gather.speech {
            let confidence = confidence.clamp(0.0, 1.0).to_string();
            *result =
                params(&[("SpeechResult", words.trim()), ("Confidence", &confidence), ("Language", &gather.language)]);
        }
        self.note(Heard::Caller(words), party);
    }
}

/// The digits that `<Gather>` takes from the pressed keys. A finish key alone is no input.
fn digits(gather: &Gather, keys: &str) -> Params {
    let wanted = gather.num_digits.unwrap_or(usize::MAX);
    let taken: String = keys.chars().take_while(|key| Some(*key) != gather.finish_on_key).take(wanted).collect();
    if taken.is_empty() {
        return Params::new();
    }
    let finished = keys
        .chars()
        .nth(taken.chars().count())
        .filter(|key| taken.len() < wanted && Some(*key) == gather.finish_on_key);
    params(&[
        ("Digits", &taken),
        ("FinishedOnKey", &finished.map(String::from).unwrap_or_default()),
        ("msg", "Gather End"),
    ])
}

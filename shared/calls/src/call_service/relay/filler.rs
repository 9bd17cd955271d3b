//! A few words in a streamed turn whose model is slow, so that the caller does not hear nothing.

use std::sync::{Arc, Mutex, PoisonError};

/// The filler of a turn. What takes the model's words and what sends them decide together whether it is said; at most once.
#[derive(Debug, Clone, Default)]
pub(super) struct Filler(Arc<Mutex<FillerState>>);

#[derive(Debug, Default, Clone, Copy)]
enum FillerState {
    /// The model was not asked.
    #[default]
    Unasked,
    /// It is said if the model is slow.
    Waiting(&'static str),
    /// It leaves.
    Said(&'static str),
    /// It is too late for it.
    Over,
}

impl Filler {
    /// These words may be said. `false` if it is too late, or there are none.
    pub(super) fn wait(&self, words: Option<&'static str>) -> bool {
        self.change(|state| match (state, words) {
            (FillerState::Unasked, Some(words)) => (FillerState::Waiting(words), true),
            (FillerState::Unasked, None) => (FillerState::Unasked, false),
            (state, _) => (state, false),
        })
    }

    /// The words to say, if it is not too late.
    pub(super) fn say(&self) -> Option<&'static str> {
        self.change(|state| match state {
            FillerState::Waiting(words) => (FillerState::Said(words), Some(words)),
            state => (state, None),
        })
    }

    /// Other words leave: it is too late.
    pub(super) fn end(&self) {
        self.change(|state| match state {
            FillerState::Said(words) => (FillerState::Said(words), ()),
            _ => (FillerState::Over, ()),
        });
    }

    /// The words that have left or leave now; once.
    pub(super) fn take_said(&self) -> Option<&'static str> {
        self.change(|state| match state {
            FillerState::Said(words) => (FillerState::Over, Some(words)),
            FillerState::Waiting(_) => (FillerState::Unasked, None),
            state => (state, None),
        })
    }

    fn change<Answer>(&self, next: impl FnOnce(FillerState) -> (FillerState, Answer)) -> Answer {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (changed, answer) = next(*state);
        *state = changed;
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "Let me see.";

    #[test]
    fn filler_is_said_once_and_only_before_the_model_answers() {
        let filler = Filler::default();
        assert!(filler.wait(Some(WORDS)));
        assert_eq!(
            (filler.say(), filler.say(), filler.take_said(), filler.take_said()),
            (Some(WORDS), None, Some(WORDS), None)
        );
        assert!(!filler.wait(Some(WORDS)), "once in a turn");
        let filler = Filler::default();
        filler.wait(Some(WORDS));
        filler.end();
        assert_eq!((filler.say(), filler.take_said()), (None, None));
    }

    #[test]
    fn filler_may_be_said_when_the_model_is_asked_again() {
        let filler = Filler::default();
        assert!(filler.wait(Some(WORDS)));
        assert_eq!(filler.take_said(), None, "the model asked for tools at once");
        assert!(filler.wait(Some(WORDS)));
        assert_eq!(filler.say(), Some(WORDS));
    }
}

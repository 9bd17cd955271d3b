//! What the caller does: words and keys, and whether they interrupt the agent and reach the application.

use std::collections::VecDeque;

use super::{CallerLine, HeardKind};
use crate::{
    speech::{is_backchannel, spoken_ms},
    to_application,
};

/// A partial prompt comes after so many words.
const PARTIAL_WORDS: usize = 3;

/// Words that the caller is saying.
#[derive(Debug)]
pub(super) struct CallerSpeech {
    words: String,
    began_ms: u64,
    ends_ms: u64,
    is_reported: bool,
    /// When partial prompts come, with their words.
    partial: VecDeque<(u64, String)>,
}

impl CallerSpeech {
    fn new(words: &str, began_ms: u64, is_reported: bool, has_partial: bool) -> Self {
        let ends_ms = began_ms + spoken_ms(words);
        let spoken: Vec<&str> = words.split_whitespace().collect();
        let mut partial = VecDeque::new();
        if is_reported && has_partial {
            for count in (PARTIAL_WORDS..spoken.len()).step_by(PARTIAL_WORDS) {
                let so_far = spoken.iter().take(count).copied().collect::<Vec<_>>().join(" ");
                partial.push_back((began_ms + spoken_ms(&so_far), so_far));
            }
        }
        Self { words: words.to_owned(), began_ms, ends_ms, is_reported, partial }
    }

    pub(super) fn ends_ms(&self) -> u64 {
        self.ends_ms
    }

    pub(super) fn next_ms(&self) -> u64 {
        self.partial.front().map_or(self.ends_ms, |(at, _)| *at)
    }
}

impl CallerLine {
    /// The caller begins to say something, now. The prompt comes when it has been said, as time passes.
    pub fn say(&mut self, words: &str) {
        if let Some(before) = &self.caller {
            let ends_ms = before.ends_ms;
            self.advance(ends_ms);
        }
        if self.end.is_some() || words.trim().is_empty() {
            return;
        }
        let mut is_reported = true;
        let speaks_over = self.playback.speaks();
        if speaks_over && self.attributes.ignore_backchannel && is_backchannel(words) {
            is_reported = false;
        } else if speaks_over && self.playback.interruptible().speech {
            self.interrupt();
        } else if speaks_over {
            is_reported = self.attributes.report_input_during_agent_speech.speech;
        }
        self.report_speaker("clientSpeaking", "on");
        let has_partial = self.attributes.partial_prompts;
        self.caller = Some(CallerSpeech::new(words.trim(), self.now_ms, is_reported, has_partial));
    }

    /// The caller presses a key, now.
    pub fn press(&mut self, digit: char) {
        if self.end.is_some() {
            return;
        }
        self.note(self.now_ms, HeardKind::Key(digit));
        if !self.attributes.dtmf_detection {
            return;
        }
        let speaks_over = self.playback.speaks();
        if speaks_over && self.playback.interruptible().dtmf {
            self.interrupt();
        } else if speaks_over && !self.attributes.report_input_during_agent_speech.dtmf {
            return;
        }
        self.expect_reply();
        self.send(&to_application::dtmf(digit));
    }

    /// Stops what is spoken, and reports what was heard of it. What may not be interrupted is spoken later.
    fn interrupt(&mut self) {
        let (utterance, duration_ms) = self.playback.spoken(self.now_ms);
        let cut = self.playback.cut(self.now_ms, |segment| segment.interruptible != crate::InputKinds::NONE);
        self.note_cut(cut);
        let message = to_application::interrupt(&self.attributes, &utterance, duration_ms);
        self.send(&message);
    }

    /// Reports what the caller has said by now.
    pub(super) fn listen(&mut self) {
        while let Some((_, words)) = self.caller.as_mut().and_then(|caller| {
            let is_due = caller.partial.front().is_some_and(|(at, _)| *at <= self.now_ms);
            if is_due { caller.partial.pop_front() } else { None }
        }) {
            let prompt = to_application::prompt(&words, &self.attributes.transcription_language, false);
            self.send(&prompt);
        }
        let Some(caller) = self.caller.take_if(|caller| caller.ends_ms <= self.now_ms) else { return };
        let CallerSpeech { words, began_ms, is_reported, .. } = caller;
        self.report_speaker("clientSpeaking", "off");
        self.note(began_ms, HeardKind::Caller { words: words.clone(), is_reported });
        if is_reported {
            self.expect_reply();
            let prompt = to_application::prompt(&words, &self.attributes.transcription_language, true);
            self.send(&prompt);
            if self.delivery.fails_provider() {
                self.fail_provider();
            }
        }
    }

    fn expect_reply(&mut self) {
        self.awaits_reply = true;
        self.playback.mark();
    }
}

//! What is played to the caller: talk cycles one after the other, each text from 200 ms after it came.

use std::collections::VecDeque;

use super::{CallerLine, HeardKind};
use crate::{
    InputKinds,
    speech::{SegmentSound, SpokenSegment, VOICE_DELAY_MS, time_of_word},
    to_application,
};

/// What was cut off: when it began, and the words that were spoken.
#[derive(Debug)]
pub(super) struct CutSpeech {
    from_ms: u64,
    words: String,
    language: String,
}

/// A piece that the application sent.
#[derive(Debug)]
pub(super) struct NewPiece {
    pub(super) sound: SegmentSound,
    pub(super) language: String,
    pub(super) interruptible: InputKinds,
    pub(super) preemptible: bool,
}

#[derive(Debug, Default)]
pub(super) struct Playback {
    queue: VecDeque<SpokenSegment>,
    /// The talk cycle that takes the next text, if one is open.
    open_cycle: Option<u64>,
    cycles: u64,
    /// The talk cycle that is played or was played last: when it began, and what was spoken of it in whole texts.
    current: Option<CurrentCycle>,
    /// The words of whole texts that were spoken since the caller's last words or key.
    words_since_mark: usize,
}

#[derive(Debug)]
struct CurrentCycle {
    id: u64,
    began_ms: u64,
    spoken: String,
}

/// Something that begins or ends in the playback.
enum PlaybackEvent {
    Started,
    Ended(SpokenSegment),
}

impl Playback {
    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether a text would begin a talk cycle.
    pub(super) fn begins_cycle(&self) -> bool {
        self.open_cycle.is_none()
    }

    /// Adds a piece to the open talk cycle, or begins one.
    pub(super) fn add(&mut self, now_ms: u64, piece: NewPiece) {
        let NewPiece { sound, language, interruptible, preemptible } = piece;
        let cycle = self.open_cycle.unwrap_or_else(|| {
            self.cycles += 1;
            self.cycles
        });
        self.open_cycle = Some(cycle);
        let ready_ms = now_ms + VOICE_DELAY_MS;
        let starts_ms = ready_ms.max(self.queue.back().map_or(0, SpokenSegment::ends_ms));
        let has_started = false;
        self.queue.push_back(SpokenSegment {
            sound,
            language,
            cycle,
            interruptible,
            preemptible,
            ready_ms,
            starts_ms,
            has_started,
        });
    }

    /// Ends the open talk cycle. Returns whether there was one: one with words.
    pub(super) fn close_cycle(&mut self) -> bool {
        self.open_cycle.take().is_some()
    }

    /// Whether the agent speaks, or pauses within a talk cycle that has begun.
    pub(super) fn speaks(&self) -> bool {
        let begun = self.current.as_ref().map(|cycle| cycle.id);
        self.queue.front().is_some_and(|front| front.has_started || Some(front.cycle) == begun)
    }

    /// What interrupts the piece that is played.
    pub(super) fn interruptible(&self) -> InputKinds {
        self.queue.front().map_or(InputKinds::ANY, |front| front.interruptible)
    }

    /// The words of the talk cycle that were spoken by now, and the milliseconds since it began.
    pub(super) fn spoken(&self, now_ms: u64) -> (String, u64) {
        let Some(current) = &self.current else { return (String::new(), 0) };
        let front = self.queue.front().filter(|front| front.cycle == current.id);
        let part = front.map_or("", |front| front.words_by(now_ms));
        let words = format!("{}{part}", current.spoken);
        (words.trim_end().to_owned(), now_ms.saturating_sub(current.began_ms))
    }

    /// Takes out the pieces that `goes` names. Returns what was being spoken, if it goes.
    pub(super) fn cut(&mut self, now_ms: u64, goes: impl Fn(&SpokenSegment) -> bool) -> Option<CutSpeech> {
        let cut = self.queue.front().filter(|front| front.has_started && goes(front)).map(|front| CutSpeech {
            from_ms: front.starts_ms,
            words: front.words_by(now_ms).to_owned(),
            language: front.language.clone(),
        });
        // Texts that still come for a talk cycle that was cut begin a new one.
        if self.queue.iter().any(|segment| Some(segment.cycle) == self.open_cycle && goes(segment)) {
            self.open_cycle = None;
        }
        self.queue.retain(|segment| !goes(segment));
        let mut free_ms = now_ms;
        for segment in &mut self.queue {
            if !segment.has_started {
                segment.starts_ms = segment.ready_ms.max(free_ms);
            }
            free_ms = segment.ends_ms();
        }
        cut
    }

    /// The caller did something: words are counted from here.
    pub(super) fn mark(&mut self) {
        self.words_since_mark = 0;
    }

    pub(super) fn time_of_word(&self, words: usize) -> Option<u64> {
        let mut left = words.saturating_sub(self.words_since_mark);
        if left == 0 {
            return Some(0);
        }
        for segment in &self.queue {
            let SegmentSound::Words(text) = &segment.sound else { continue };
            match time_of_word(text, left) {
                Ok(ms) => return Some(segment.starts_ms + ms),
                Err(words) => left -= words,
            }
        }
        None
    }

    pub(super) fn next_ms(&self) -> Option<u64> {
        let front = self.queue.front()?;
        Some(if front.has_started { front.ends_ms() } else { front.starts_ms })
    }

    fn next_event(&mut self, now_ms: u64) -> Option<PlaybackEvent> {
        let front = self.queue.front_mut()?;
        if !front.has_started && front.starts_ms <= now_ms {
            front.has_started = true;
            let (id, began_ms) = (front.cycle, front.starts_ms);
            if self.current.as_ref().is_none_or(|current| current.id != id) {
                self.current = Some(CurrentCycle { id, began_ms, spoken: String::new() });
            }
            return Some(PlaybackEvent::Started);
        }
        if front.has_started && front.ends_ms() <= now_ms {
            let ended = self.queue.pop_front()?;
            if let SegmentSound::Words(words) = &ended.sound {
                self.words_since_mark += words.split_whitespace().count();
                if let Some(current) = &mut self.current {
                    current.spoken.push_str(words);
                }
            }
            return Some(PlaybackEvent::Ended(ended));
        }
        None
    }
}

impl CallerLine {
    /// Plays what begins and ends by now.
    pub(super) fn play(&mut self) {
        let mut was_playing = self.playback.queue.front().is_some_and(|front| front.has_started);
        while let Some(event) = self.playback.next_event(self.now_ms) {
            match event {
                PlaybackEvent::Started => {
                    if !was_playing {
                        self.report_speaker("agentSpeaking", "on");
                    }
                    was_playing = true;
                }
                PlaybackEvent::Ended(segment) => {
                    self.note_played(segment);
                    let goes_on = self.playback.queue.front().is_some_and(|next| next.starts_ms <= self.now_ms);
                    if !goes_on {
                        self.report_speaker("agentSpeaking", "off");
                        was_playing = false;
                    }
                }
            }
        }
    }

    fn note_played(&mut self, segment: SpokenSegment) {
        let SpokenSegment { sound, language, starts_ms: from_ms, .. } = segment;
        match sound {
            SegmentSound::Words(words) => {
                if self.attributes.tokens_played {
                    let played = to_application::info("tokensPlayed", &words, self.now_ms);
                    self.send(&played);
                }
                self.note(from_ms, HeardKind::Agent { words, language, is_cut: false });
            }
            SegmentSound::Sound(source) => self.note(from_ms, HeardKind::Sound(source)),
        }
    }

    /// Notes speech that was cut off.
    pub(super) fn note_cut(&mut self, cut: Option<CutSpeech>) {
        let Some(CutSpeech { from_ms, words, language }) = cut else { return };
        self.note(from_ms, HeardKind::Agent { words, language, is_cut: true });
        self.report_speaker("agentSpeaking", "off");
    }

    /// Reports who speaks, if the application asked for it.
    pub(super) fn report_speaker(&mut self, name: &str, value: &str) {
        if self.attributes.speaker_events {
            let info = to_application::info(name, value, self.now_ms);
            self.send(&info);
        }
    }
}

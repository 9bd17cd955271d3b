//! Speech in time: how long words take, and which of them were spoken by an instant.

use crate::InputKinds;

/// Characters a second, for the agent and the caller.
const CHARACTERS_PER_SECOND: usize = 15;
/// How long the voice takes to begin with a text.
pub(crate) const VOICE_DELAY_MS: u64 = 200;
/// How long a sound plays.
pub(crate) const SOUND_MS: u64 = 1_000;

/// How long a text takes to speak.
pub(crate) fn spoken_ms(text: &str) -> u64 {
    characters_ms(text.chars().count())
}

fn characters_ms(characters: usize) -> u64 {
    u64::try_from(characters * 1_000 / CHARACTERS_PER_SECOND).unwrap_or(u64::MAX)
}

/// When each word has been spoken, in milliseconds after the beginning of the text, and where it ends in the text.
fn word_ends(text: &str) -> impl Iterator<Item = (u64, usize)> {
    let mut characters = 0;
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let mut in_word = false;
        while let Some((at, letter)) = letters.next() {
            characters += 1;
            in_word |= !letter.is_whitespace();
            let ends = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
            if in_word && ends {
                return Some((characters_ms(characters), at + letter.len_utf8()));
            }
        }
        None
    })
}

/// The whole words of a text that were spoken after a time, as the text has them.
pub(crate) fn spoken_after(text: &str, ms: u64) -> &str {
    let end = word_ends(text).take_while(|(at, _)| *at <= ms).last().map_or(0, |(_, end)| end);
    text.get(..end).unwrap_or_default()
}

/// When a number of words of a text has been spoken. `Err` with the number of its words if it has fewer.
pub(crate) fn time_of_word(text: &str, words: usize) -> Result<u64, usize> {
    let Some(before) = words.checked_sub(1) else { return Ok(0) };
    word_ends(text).nth(before).map(|(at, _)| at).ok_or_else(|| text.split_whitespace().count())
}

/// Whether an utterance only shows that the caller listens.
pub(crate) fn is_backchannel(words: &str) -> bool {
    const BACKCHANNEL: [&str; 14] = [
        "uh-huh", "uh huh", "mm-hmm", "mm hmm", "mhm", "hmm", "yeah", "yep", "okay", "ok", "right", "i see", "sure",
        "ajá",
    ];
    let words = words.trim().trim_end_matches(['.', '!', ',', '…']).to_lowercase();
    BACKCHANNEL.contains(&words.as_str())
}

/// What is played in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SegmentSound {
    Words(String),
    Sound(String),
}

/// A piece of a talk cycle: one text, or one sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpokenSegment {
    pub(crate) sound: SegmentSound,
    pub(crate) language: String,
    pub(crate) cycle: u64,
    pub(crate) interruptible: InputKinds,
    pub(crate) preemptible: bool,
    /// The earliest beginning.
    pub(crate) ready_ms: u64,
    pub(crate) starts_ms: u64,
    pub(crate) has_started: bool,
}

impl SpokenSegment {
    pub(crate) fn ends_ms(&self) -> u64 {
        let lasts = match &self.sound {
            SegmentSound::Words(words) => spoken_ms(words),
            SegmentSound::Sound(_) => SOUND_MS,
        };
        self.starts_ms + lasts
    }

    /// The words that were spoken by an instant.
    pub(crate) fn words_by(&self, now_ms: u64) -> &str {
        match &self.sound {
            SegmentSound::Words(words) if self.has_started => {
                spoken_after(words, now_ms.saturating_sub(self.starts_ms))
            }
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spoken_at_15_characters_a_second() {
        let text = "We can come on Tuesday.";
        assert_eq!(spoken_ms(text), 1_533);
        assert_eq!(spoken_after(text, 0), "");
        assert_eq!(spoken_after(text, 132), "");
        assert_eq!(spoken_after(text, 133), "We");
        assert_eq!(spoken_after(text, 1_532), "We can come on");
        assert_eq!(spoken_after(text, 1_533), text);
        assert_eq!(time_of_word(text, 0), Ok(0));
        assert_eq!(time_of_word(text, 1), Ok(133));
        assert_eq!(time_of_word(text, 5), Ok(1_533));
        assert_eq!(time_of_word(text, 6), Err(5));
        assert_eq!(spoken_after("  ¿Está bien?  ", 10_000), "  ¿Está bien?");
    }

    #[test]
    fn backchannel_is_told_from_words() {
        for words in ["Uh-huh.", "okay", " Yeah! "] {
            assert!(is_backchannel(words), "{words}");
        }
        for words in ["okay stop", "no", "yes", ""] {
            assert!(!is_backchannel(words), "{words}");
        }
    }
}

//! How long a caller of a streamed call waits from the end of their words to the first sound of the answer.
//!
//! Twilio notices the end of the words, speaks ours and carries both, and reports the time of none of it. So these parts are estimates;
//! what happens here, from the arrival of the message to the first words that leave, is measured. Does not know how.

/// Until the end of the caller's words is noticed, in milliseconds. An estimate, and the largest one: `flux` needs 300 ms to be wrong in
/// about one of eight pauses, and 550 ms in one of ten (the eot-bench figures in its model card, October 2026); the slow case is 900 ms.
pub const END_OF_TURN_MS: u32 = 400;
/// From Twilio through API Gateway to our code, in milliseconds. An estimate for a socket that is open and a function that is warm, in one
/// Region; neither vendor gives a figure. The slow case is 90 ms.
pub const WAY_IN_MS: u32 = 40;
/// From our words to the first sound of their voice, in milliseconds. An estimate, since Twilio reports none; the slow case is 350 ms.
pub const SPEECH_MS: u32 = 200;
/// From Twilio to the caller's ear, in milliseconds. An estimate for a telephone network in one country; the slow case is 150 ms.
pub const LINE_MS: u32 = 100;

/// The estimate of a turn, in milliseconds.
///
/// ```
/// use domain::first_sound::FirstSound;
///
/// let spoken = FirstSound::after_words(860);
/// assert_eq!((spoken.total_ms(), spoken.end_of_turn_ms), (1_600, Some(400)));
///
/// // We wait for the next key ourselves, and that is measured.
/// assert_eq!(FirstSound::after_keys(1_400).total_ms(), 1_740);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSound {
    /// Estimated: until the end of the words is noticed. `None` after keys.
    pub end_of_turn_ms: Option<u32>,
    /// Measured: from the arrival of the message to the first words that leave.
    pub first_words_ms: u32,
}

impl FirstSound {
    /// The estimate for an answer to words.
    #[must_use]
    pub const fn after_words(first_words_ms: u32) -> Self {
        Self { end_of_turn_ms: Some(END_OF_TURN_MS), first_words_ms }
    }

    /// The estimate for an answer to keys.
    #[must_use]
    pub const fn after_keys(first_words_ms: u32) -> Self {
        Self { end_of_turn_ms: None, first_words_ms }
    }

    /// From the end of the words, or from the last key, to the first sound of the answer.
    #[must_use]
    pub fn total_ms(&self) -> u32 {
        let estimated = [self.end_of_turn_ms.unwrap_or(0), WAY_IN_MS, SPEECH_MS, LINE_MS];
        estimated.into_iter().fold(self.first_words_ms, u32::saturating_add)
    }
}

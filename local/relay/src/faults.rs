//! What goes wrong on the way to the application, at random from a seed.

/// Faults of the line. Chances are in thousandths for each message; `setup` always arrives first and once. The default has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineFaults {
    /// Where the random numbers begin. The same seed gives the same faults.
    pub seed: u64,
    /// A message comes twice.
    pub doubled: u64,
    /// A message comes after the next one, or a second later.
    pub swapped: u64,
    /// A message comes up to two seconds late, so that later ones overtake it.
    pub late: u64,
    /// The socket is lost after a message.
    pub dropped: u64,
    /// The provider of speech recognition fails after a prompt, which ends the session with 64114.
    pub provider_error: u64,
}

/// The fault of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageFate {
    Arrives,
    Doubled,
    Swapped,
    Late { ms: u64 },
}

impl LineFaults {
    /// What happens to the next message.
    pub(crate) fn fate(&mut self) -> MessageFate {
        let number = self.below(1_000);
        let (doubled, swapped) = (self.doubled, self.doubled + self.swapped);
        match number {
            number if number < doubled => MessageFate::Doubled,
            number if number < swapped => MessageFate::Swapped,
            number if number < swapped + self.late => MessageFate::Late { ms: 1 + self.below(2_000) },
            _ => MessageFate::Arrives,
        }
    }

    /// Whether the socket is lost after this message.
    pub(crate) fn drops(&mut self) -> bool {
        self.below(1_000) < self.dropped
    }

    /// Whether the provider fails after this prompt.
    pub(crate) fn fails_provider(&mut self) -> bool {
        self.below(1_000) < self.provider_error
    }

    /// A random number below `most`: the generator `SplitMix64`.
    fn below(&mut self, most: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % most
    }
}

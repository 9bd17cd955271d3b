//! What is random, from a seed; and words that occur nowhere else.

/// The generator `SplitMix64`.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut dice = Self(seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A number from the first to the last one.
    pub(super) fn between(&mut self, first: usize, last: usize) -> usize {
        first + usize::try_from(self.below((last.max(first) - first + 1) as u64)).expect("small")
    }

    /// True in this percentage of cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// The kinds of words by their first letters.
pub(super) const CALL: &str = "za";
pub(super) const SENTENCE: &str = "mi";
pub(super) const ANSWER: &str = "fo";

const CONSONANTS: &[u8] = b"bdklmnprtv";
const VOWELS: &[u8] = b"aeiou";

/// The word of a kind with this number, such as `mibababadi`.
pub(super) fn word(kind: &str, number: u64) -> String {
    let mut word = kind.to_owned();
    let mut left = number;
    for _ in 0..4 {
        let syllable = usize::try_from(left % 50).expect("small");
        word.push(char::from(CONSONANTS[syllable / 5]));
        word.push(char::from(VOWELS[syllable % 5]));
        left /= 50;
    }
    word
}

/// The words of a kind in a text, in order, each once.
pub(super) fn words_in(kind: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let part = part.to_ascii_lowercase();
        if part.len() == 10 && part.starts_with(kind) && !found.contains(&part) {
            found.push(part);
        }
    }
    found
}

/// The letters and digits of a text.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The first words of a text.
pub(super) fn first_words(text: &str, count: usize) -> String {
    text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
}

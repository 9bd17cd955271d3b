//! Finds numbers whose groups stand apart: "4242, uh, let me see, 4242, wait, 4242 4242", or in turns with other turns between them.
//!
//! Which words stand between the groups does not matter. What matters is that the groups make a card number together (the check digit, the
//! beginning and the length of a network), or the nine digits of a social security number after its name; and that no group is a number of
//! another kind: a telephone number, a ZIP code, a house number, a price, a time.

use std::ops::Range;

use super::{
    CARD_DIGITS, CARD_NUMBER, DigitPiece, FILLERS, FoldedWord, MASK_WORD, SOCIAL_SECURITY_NUMBER, SSN_DIGITS, is_card,
    kinds::{self, DigitsKind, kind, named_before},
    piece, run_at,
};

/// Of how many turns of the caller in a row the groups may be.
pub(super) const MOST_TURNS: usize = 8;
/// How many words of one turn may stand between two groups of a card number.
const WORDS_WITHIN_CARD: usize = 40;
/// How many words of one turn may stand between two groups of a social security number.
const WORDS_WITHIN_SSN: usize = 12;
/// How many words before a number may name the card.
pub(super) const WORDS_AFTER_CARD: usize = 60;
/// How many words before a number may name the social security number.
const WORDS_AFTER_SSN: usize = 12;
/// How many other numbers may stand between the groups.
const MOST_PASSED: u8 = 4;
/// How many readings of one place are tried. A call has a few; a text made for it could have millions.
const MOST_TRIED: u32 = 4_000;
/// The most readings of a text that are tried.
const MOST_TRIED_IN_ALL: u32 = 200_000;

/// How many readings that are a number are kept of one place.
const MOST_FOUND: usize = 16;

/// A number whose groups stand apart.
pub(super) struct FoundNumber {
    /// Its pieces, in order.
    pub(super) pieces: Vec<DigitPiece>,
    /// What stands in its place.
    pub(super) mask: &'static str,
}

/// Digits in a row, in one turn.
struct Group {
    words: Range<usize>,
    kind: DigitsKind,
}

/// The numbers whose groups stand apart. Where it is not certain which digits are the number's, all that may be are found.
pub(super) fn found_apart(words: &[FoldedWord]) -> Vec<FoundNumber> {
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let groups = groups(words, &folded);
    let (mut found, mut left) = (Vec::new(), MOST_TRIED_IN_ALL);
    for (nth, group) in groups.iter().enumerate().filter(|(_, group)| group.kind != DigitsKind::Other) {
        for start in group.words.clone() {
            let mut search = Search::new(words, &folded, &groups, start);
            (search.starts_group, search.left) = (start == group.words.start, left.min(MOST_TRIED));
            let allowed = search.left;
            search.go_on(nth, start, &mut Path::default());
            left -= allowed - search.left;
            found.append(&mut search.found);
        }
    }
    found
}

fn groups(words: &[FoldedWord], folded: &[&str]) -> Vec<Group> {
    let (mut groups, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let turn = words[at].turn;
        let of_turn = at + words[at..].iter().take_while(|word| word.turn == turn).count();
        let (end, _) = run_at(&folded[..of_turn], at);
        if end > at {
            groups.push(Group { words: at..end, kind: kind(words, at..end) });
        }
        at = end.max(at + 1);
    }
    groups
}

/// The groups that were taken so far.
#[derive(Default)]
struct Path {
    pieces: Vec<DigitPiece>,
    digits: String,
    /// After how many digits other words stand.
    gaps: Vec<usize>,
    /// The most words of one turn in a gap.
    widest: usize,
    /// The numbers that were left out.
    passed: u8,
}

/// The search for a number that begins at a word.
struct Search<'a> {
    words: &'a [FoldedWord],
    folded: &'a [&'a str],
    groups: &'a [Group],
    /// The first word.
    start: usize,
    /// Whether it is the first word of its group.
    starts_group: bool,
    card_is_named_before: bool,
    ssn_is_named: bool,
    /// How many more readings may be tried.
    left: u32,
    found: Vec<FoundNumber>,
}

impl<'a> Search<'a> {
    fn new(words: &'a [FoldedWord], folded: &'a [&'a str], groups: &'a [Group], start: usize) -> Self {
        Self {
            words,
            folded,
            groups,
            start,
            card_is_named_before: named_before(words, start, WORDS_AFTER_CARD, &kinds::CARD_NAMES),
            ssn_is_named: named_before(words, start, WORDS_AFTER_SSN, &kinds::SSN_NAMES),
            starts_group: false,
            left: 0,
            found: Vec::new(),
        }
    }

    /// Tries every reading from a word of a group on.
    fn go_on(&mut self, nth: usize, at: usize, path: &mut Path) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        let group = self.groups[nth].words.clone();
        if at >= group.end {
            self.judge(nth, true, path);
            self.next_groups(nth, path);
            return;
        }
        if !path.pieces.is_empty() {
            self.judge(nth, false, path);
        }
        let mut before = None;
        for split in [false, true] {
            let said = piece(&self.folded[at..group.end], split).filter(|(digits, _)| !digits.is_empty());
            let Some((digits, used)) = said else { continue };
            if before == Some(used) || path.digits.len() + digits.len() > *CARD_DIGITS.end() {
                continue;
            }
            before = Some(used);
            path.digits.push_str(&digits);
            path.pieces.push(DigitPiece { digits, words: at..at + used });
            if matches!(path.digits.as_bytes().first(), Some(b'2'..=b'6')) || self.ssn_is_named {
                self.go_on(nth, at + used, path);
            }
            if let Some(piece) = path.pieces.pop() {
                path.digits.truncate(path.digits.len() - piece.digits.len());
            }
        }
        if before.is_none() && !path.pieces.is_empty() {
            // A filler.
            self.go_on(nth, at + 1, path);
        }
    }

    /// Goes on with a group behind this one.
    fn next_groups(&mut self, nth: usize, path: &mut Path) {
        let passed = path.passed;
        for next in nth + 1..self.groups.len() {
            let (end, group) = (self.groups[nth].words.end, &self.groups[next]);
            let (turn, last_turn) = (self.words[group.words.start].turn, self.words[end - 1].turn);
            if turn >= self.words[self.start].turn + MOST_TURNS {
                break;
            }
            let between = &self.words[end..group.words.start];
            if between.iter().any(|word| word.folded == MASK_WORD) {
                break;
            }
            let in_turn = |of: usize| between.iter().filter(|word| word.turn == of).count();
            let width = in_turn(turn).max(in_turn(last_turn));
            if width > WORDS_WITHIN_CARD {
                break;
            }
            if group.kind != DigitsKind::Other {
                let is_apart = between.iter().any(|word| !FILLERS.contains(&word.folded.as_str()));
                let widest = path.widest;
                if is_apart {
                    path.gaps.push(path.digits.len());
                    path.widest = widest.max(width);
                }
                let (first, end) = (group.words.start, group.words.end);
                self.go_on(next, first, path);
                // "The second four 4242": the first digit is none of the number's.
                let counted = piece(&self.folded[first..end], true)
                    .filter(|(digits, used)| digits.len() == 1 && first + used < end);
                if let Some((_, used)) = counted {
                    path.passed += 1;
                    self.go_on(next, first + used, path);
                    path.passed -= 1;
                }
                if is_apart {
                    path.gaps.pop();
                    path.widest = widest;
                }
            }
            path.passed += 1;
            if group.kind == DigitsKind::Whole || path.passed > MOST_PASSED {
                break;
            }
        }
        path.passed = passed;
    }

    /// Keeps the path if it is a number.
    fn judge(&mut self, nth: usize, ends_group: bool, path: &Path) {
        if path.gaps.is_empty() || self.found.len() >= MOST_FOUND {
            return;
        }
        let is_whole = self.starts_group && ends_group;
        let mask = if self.is_card(nth, is_whole, path) {
            CARD_NUMBER
        } else if is_whole && self.is_ssn(path) {
            SOCIAL_SECURITY_NUMBER
        } else {
            return;
        };
        self.found.push(FoundNumber { pieces: path.pieces.clone(), mask });
    }

    /// Whether the digits are a card number. Without the name of a card near them, the other words have to stand where the digits on a card
    /// have spaces.
    fn is_card(&self, nth: usize, is_whole: bool, path: &Path) -> bool {
        if !is_card(&path.digits) {
            return false;
        }
        let spaces: &[usize] = match path.digits.len() {
            16 => &[4, 8, 12],
            14 | 15 => &[4, 10],
            _ => &[],
        };
        let named_within = || {
            let (start, end) = (self.start, self.groups[nth].words.end);
            self.words[start..end].iter().any(|word| kinds::CARD_NAMES.contains(&word.folded.as_str()))
        };
        is_whole && path.gaps.iter().all(|gap| spaces.contains(gap)) || self.card_is_named_before || named_within()
    }

    /// Whether the digits are a social security number: three, two and four, or in other parts close to each other.
    fn is_ssn(&self, path: &Path) -> bool {
        let in_parts = path.gaps.iter().all(|gap| matches!(gap, 3 | 5));
        let is_close = path.widest <= WORDS_WITHIN_SSN;
        path.digits.len() == SSN_DIGITS && self.ssn_is_named && is_close && (in_parts || path.passed == 0)
    }
}

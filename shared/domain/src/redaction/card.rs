//! The digits of a card number: how many, their beginning, and the check digit.

/// The digits of a card number. Source: ISO/IEC 7812-1, up to 19; the shortest in use has 13.
pub(super) const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// Whether a recogniser has joined a card number with other digits.
pub(super) fn has_card(digits: &str) -> bool {
    let starts = 0..digits.len();
    starts.into_iter().any(|start| {
        let lengths = CARD_DIGITS.filter_map(|length| digits.get(start..start + length));
        lengths.into_iter().any(is_card)
    })
}

/// Whether digits among others are a card number of a network. One number in ten passes the check by chance, so the beginning and
/// the length have to fit too. Source: Wikipedia, "Payment card number", issuer identification numbers.
pub(super) fn is_card(digits: &str) -> bool {
    let beginning = |length| digits.get(..length).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or_default();
    let fits = match (beginning(1), beginning(2), digits.len()) {
        (4, _, 13 | 16 | 19) | (_, 51..=55, 16) | (_, 34 | 37, 15) | (6, ..) | (_, 50 | 56..=58, _) => true,
        (_, 30 | 36 | 38 | 39, length) => length >= 14,
        (_, 35, length) => length >= 16,
        (2, _, 16) => (2221..=2720).contains(&beginning(4)),
        _ => false,
    };
    fits && CARD_DIGITS.contains(&digits.len()) && passes_luhn(digits)
}

/// The check digit of a card number. Source: ISO/IEC 7812-1, annex B.
pub(super) fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(nth, digit)| {
            let digit = u32::from(digit - b'0');
            match digit * (1 + u32::try_from(nth % 2).unwrap_or_default()) {
                twice if twice > 9 => twice - 9,
                digit => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

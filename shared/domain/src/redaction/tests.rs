//! Numbers as callers say them, and words that are none.

use proptest::prelude::*;

use super::*;

const ENGLISH: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const SPANISH: [&str; 10] = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
const ENGLISH_TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SPANISH_TENS: [&str; 8] =
    ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];

#[test]
fn card_numbers_are_masked_in_digits_and_words() {
    for said in [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111111111111111",
        "４１１１ １１１１ １１１１ １１１１",
        "378282246310005",
        "four one one one, one one one one, one one one one, one one one one",
        "four triple one double one double one um one one one one then double one double one",
        "forty one eleven eleven eleven eleven eleven eleven eleven",
        "forty one hundred double oh double oh, okay, double oh double oh, and double oh oh one",
        "cuatro uno uno uno este uno uno uno uno luego uno uno uno uno y uno uno uno uno",
        "cuatro triple uno doble uno doble uno, eh, doble uno doble uno, doble uno doble uno",
        "cuarenta y uno once once once once once once once",
    ] {
        assert_eq!(redacted(&format!("My card is {said}, okay?")), "My card is [card number], okay?", "{said}");
    }
}

#[test]
fn social_security_numbers_are_masked_after_their_name() {
    for said in [
        "123456789",
        "123 45 6789",
        "one two three four five six seven eight nine",
        "uno dos tres cuatro cinco seis siete ocho nueve",
    ] {
        for name in ["my social is", "SSN:", "mi número de seguro social es el", "mi seguro es"] {
            assert_eq!(redacted(&format!("{name} {said}.")), format!("{name} [social security number]."));
        }
    }
    assert_eq!(redacted("it's 123-45-6789"), "it's [social security number]");
    assert_eq!(redacted("my social is 123 45 6789 2145550142"), "my social is [social security number] 2145550142");
}

#[test]
fn other_numbers_stay() {
    for said in [
        "",
        "My number is 214 555 0142",
        "my number is two one four, five five five, oh one four two, zip seven five two oh one",
        "I'm at 2150 Oak Street, 75201, between 8 and 12",
        "The serial number is 123456789",
        "Estoy seguro, mi número es 214 555 0142",
        "I called the social worker at two one four five five five zero one four two",
        "it was one thing and two or three others",
        "4111 1111 1111 1112",
    ] {
        assert_eq!(redacted(said), said);
    }
}

#[test]
fn number_that_is_spread_over_turns_is_masked_in_each() {
    let turns =
        ["It's four one one one", "one one one one, uh", "one one one one", "and one one one one. Thanks", "Bye"];
    let expected = ["It's [card number]", "[card number], uh", "[card number]", "and [card number]. Thanks", "Bye"];
    assert_eq!(redacted_turns(&turns), expected);
    let turns = ["My social is", "123", "45", "6789"];
    let mask = SOCIAL_SECURITY_NUMBER;
    assert_eq!(redacted_turns(&turns), ["My social is", mask, mask, mask]);
}

#[test]
fn card_number_beside_other_digits_is_masked() {
    let said = "My number is 214 555 0142 and 4111 1111 1111 1111";
    assert_eq!(redacted(said), "My number is 214 555 0142 and [card number]");
    assert_eq!(redacted("It's 21455501424111111111111111"), "It's [card number]");
}

/// The digits of a card number: 12 to 18, and the check digit.
fn card() -> impl Strategy<Value = Vec<u8>> {
    let digits = (2_u8..=6, proptest::collection::vec(0_u8..10, 11..=17));
    digits.prop_map(|(first, rest)| {
        let mut digits = vec![first];
        digits.extend(rest);
        let text = |check: u8| digits.iter().chain([&check]).map(u8::to_string).collect::<String>();
        let check = (0..10).find(|check| passes_luhn(&text(*check))).expect("one of ten passes");
        digits.push(check);
        digits
    })
}

/// How a caller says digits.
#[derive(Debug, Clone, Copy)]
enum Style {
    Digits,
    Words { spanish: bool },
    Pairs { spanish: bool },
}

fn style() -> impl Strategy<Value = Style> {
    prop_oneof![
        Just(Style::Digits),
        any::<bool>().prop_map(|spanish| Style::Words { spanish }),
        any::<bool>().prop_map(|spanish| Style::Pairs { spanish }),
    ]
}

fn single(digit: u8, spanish: bool) -> String {
    (if spanish { SPANISH } else { ENGLISH })[usize::from(digit)].to_owned()
}

/// The parts of the number as they are said.
fn said(digits: &[u8], style: Style) -> Vec<String> {
    match style {
        Style::Digits => digits.iter().map(u8::to_string).collect(),
        Style::Words { spanish } => {
            let (mut parts, mut at) = (Vec::new(), 0);
            while at < digits.len() {
                let double = digits.get(at + 1) == Some(&digits[at]);
                let word = if digits[at] == 0 && !spanish { "oh".to_owned() } else { single(digits[at], spanish) };
                parts.push(match (double, spanish) {
                    (true, true) => format!("doble {word}"),
                    (true, false) => format!("double {word}"),
                    (false, _) => word,
                });
                at += 1 + usize::from(double);
            }
            parts
        }
        Style::Pairs { spanish } => {
            let (first, pairs) = digits.split_at(digits.len() % 2);
            let mut parts: Vec<_> = first.iter().map(|digit| single(*digit, spanish)).collect();
            for pair in pairs.chunks(2) {
                let unit = single(pair[1], spanish);
                parts.push(match (pair[0], pair[1]) {
                    (0 | 1, _) => format!("{} {unit}", single(pair[0], spanish)),
                    (tens, 0) => (if spanish { SPANISH_TENS } else { ENGLISH_TENS })[usize::from(tens) - 2].to_owned(),
                    (tens, _) if spanish => format!("{} y {unit}", SPANISH_TENS[usize::from(tens) - 2]),
                    (tens, _) => format!("{} {unit}", ENGLISH_TENS[usize::from(tens) - 2]),
                });
            }
            parts
        }
    }
}

const BETWEEN: [&str; 6] = [" ", ", ", "-", " um ", " y luego ", " okay and "];

proptest! {
    #[test]
    fn card_number_is_masked_however_it_is_said(
        digits in card(), style in style(), between in 0..BETWEEN.len(), cut in 0_usize..20,
    ) {
        let parts = said(&digits, style);
        let cut = cut.min(parts.len());
        let turns = [format!("My card: {}", parts[..cut].join(BETWEEN[between])), format!("{} thanks", parts[cut..].join(BETWEEN[between]))];
        let shown = redacted_turns(&[&turns[0], &turns[1]]);
        let expected = [
            if cut == 0 { "My card: ".to_owned() } else { format!("My card: {CARD_NUMBER}") },
            if cut == parts.len() { " thanks".to_owned() } else { format!("{CARD_NUMBER} thanks") },
        ];
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn words_without_numbers_stay(text in "([a-df-hj-km-np-rt-x]{1,3}[ ,.]{1,2}){0,12}") {
        let has_number = text.split([' ', ',', '.']).any(|word| !word.is_empty() && digits::piece(&[word]).is_some());
        prop_assume!(!has_number);
        prop_assert_eq!(&redacted(&text), &text);
    }

    #[test]
    fn any_text_is_redacted_without_panic_and_once(text in "\\PC{0,60}", more in "[0-9 a-z-]{0,60}") {
        let shown = redacted_turns(&[&text, &more]).into_iter().map(Cow::into_owned).collect::<Vec<_>>();
        let again: Vec<_> = shown.iter().map(String::as_str).collect();
        prop_assert_eq!(redacted_turns(&again), shown.clone());
    }
}

#[test]
fn beginning_of_a_number_with_a_masked_end_is_masked() {
    for (turns, shown) in [
        (["my card is 4111 1111 1111", "[card number]"], "my card is [card number]"),
        (["my card is four one one one, um", "[card number], thanks"], "my card is [card number], um"),
        (["My social is one two three", "[social security number]"], "My social is [social security number]"),
        (["I live at 12 Oak Street", "[card number]"], "I live at 12 Oak Street"),
        (["call me at 214 555 0142", "it is [card number]"], "call me at 214 555 0142"),
    ] {
        assert_eq!(redacted_turns(&turns)[0], shown);
    }
    assert_eq!(redacted_turns(&["4111", "1111 1111", "[card number]"]), ["[card number]"; 3]);
}

mod apart;

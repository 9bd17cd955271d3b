//! Numbers with other words, and other turns, between their groups; and the numbers of ordinary calls, which stay.

use super::*;
use crate::redaction::apart::MOST_TURNS;

#[track_caller]
fn assert_masked(turns: &[&str], number: &[&str]) {
    let shown = redacted_turns(turns).join(" / ");
    for part in number {
        assert!(!shown.contains(part), "{shown}");
    }
    assert!(shown.contains(CARD_NUMBER) || shown.contains(SOCIAL_SECURITY_NUMBER), "{shown}");
}

#[test]
fn other_words_between_the_groups_do_not_matter() {
    for said in [
        "my card is 4242 um 4242 uh let me see 4242 and then 4242",
        "card 4242 4242 wait 4242 4242",
        "4242 let me turn the light on 4242 where was I 4242 almost done 4242",
        "my visa, the first four are 4242, second four 4242, hold on one second, 4242 4242",
        "mi tarjeta es 4242 a ver espere un momento 4242 ya casi 4242 perdón 4242",
        "the card is forty two forty two let me find my glasses forty two forty two forty two forty two forty two forty two",
    ] {
        assert_masked(&[said], &["4242", "forty"]);
    }
    assert_eq!(
        redacted("my card is 4242 um 4242 uh let me see 4242 and then 4242"),
        "my card is [card number] uh let me see [card number]"
    );
}

#[test]
fn other_turns_between_the_groups_do_not_matter() {
    for turns in [
        &["my card is 4242 4242", "sorry, are you there?", "4242 4242"][..],
        &["it's 4242 4242 4242", "hold on one second", "4242"],
        &["my card is four two four two", "what?", "four two four two four two", "hello?", "42 4242"],
    ] {
        assert_masked(turns, &["4242", "four two", "42 "]);
    }
    let far = ["4242 4242", "a", "b", "c", "d", "e", "f", "g", "4242 4242"];
    assert_eq!(redacted_turns(&far), far, "nine turns");
    assert_masked(&[&far[..1], &far[2..]].concat(), &["4242"]);
}

#[test]
fn ten_digits_of_a_card_that_is_read_with_pauses_are_no_telephone_number() {
    let said = "mi tarjeta es five three espere un momento por favor oh double five espere un momento por favor \
                two oh oh two oh double oh double oh oh let me see four";
    assert_masked(&[said], &["five three", "double five", "two oh", "four"]);
    let address = ["Can I pay by card? I live at 4521 Oak Street", "so the best number for me is 469 555 0142"];
    assert_eq!(redacted_turns(&address), address);
}

#[test]
fn social_security_number_with_words_between_its_parts_is_masked() {
    for turns in [
        &["my social security number is 512 and then the middle is 44 and the last four are 6789"][..],
        &[
            "my social is the first three are five one two the middle two are forty four and the last four are sixty seven eighty nine",
        ],
        &["mi seguro social empieza con 512 luego en medio 44 y termina en 6789"],
        &["my social is 512", "hold on one second", "44", "are you there", "6789"],
    ] {
        assert_masked(turns, &["512", "44", "6789", "five one two", "forty", "sixty"]);
    }
}

#[test]
fn details_of_a_visit_stay() {
    for turns in [
        &["Can I pay by credit card? I'm at 4521 Oak Street, 75201", "my number is 469 555 0142", "between 8 and 12"][..],
        &["682 555 0142", "75201"],
        &["four six nine five five five oh one four two", "zip seven five two oh one", "4521 Elm"],
        &["the unit is from 2015, serial number 4123 4567 8901, it costs 5100 dollars", "call me at 512 555 0199"],
        &["Estoy seguro, a las 3 de la tarde, calle 512, 44 dólares, 6789 Main Street"],
    ] {
        assert_eq!(redacted_turns(turns), turns);
    }
}

/// The number of a card of a network: its first digits, and its length.
fn network_card() -> impl Strategy<Value = Vec<u8>> {
    let networks = prop_oneof![
        Just((vec![4], 16)),
        Just((vec![5, 3], 16)),
        Just((vec![3, 7], 15)),
        Just((vec![6, 0, 1, 1], 16)),
        Just((vec![2, 2, 3, 1], 16)),
    ];
    (networks, proptest::collection::vec(0_u8..10, 16)).prop_map(|((mut digits, length), more)| {
        digits.extend(more);
        digits.truncate(length - 1);
        let text = |check: u8| digits.iter().chain([&check]).map(u8::to_string).collect::<String>();
        let check = (0..10).find(|check| passes_luhn(&text(*check))).expect("one of ten passes");
        digits.push(check);
        digits
    })
}

/// What callers say between the groups. None of it is a filler of a list.
const ASIDES: [&str; 14] = [
    "let me see",
    "hold on one second",
    "wait",
    "sorry my dog is barking",
    "where was I",
    "I can hardly read it",
    "give me two minutes please",
    "a ver",
    "espere un momento por favor",
    "no veo bien sin lentes",
    "the next ones are",
    "ya casi",
    "almost there thank you for waiting",
    "it is worn off here",
];

fn grouped(digits: &[u8], groups: &[usize], style: Style) -> Vec<String> {
    let (mut rest, mut shown, mut sizes) = (digits, Vec::new(), groups.iter().cycle());
    while !rest.is_empty() {
        let (group, more) = rest.split_at(*sizes.next().unwrap_or(&4).min(&rest.len()));
        let parts = said(group, style);
        shown.push(parts.join(if matches!(style, Style::Digits) { "" } else { " " }));
        rest = more;
    }
    shown
}

proptest! {
    #[test]
    fn card_number_is_masked_with_any_words_and_turns_between_its_groups(
        digits in network_card(), style in style(), sizes in proptest::collection::vec(2_usize..=6, 1..4),
        asides in proptest::collection::vec((0..ASIDES.len(), 0_usize..3), 12), spanish in any::<bool>(),
    ) {
        let groups = grouped(&digits, &sizes, style);
        let mut turns = vec![if spanish { "mi tarjeta es ".to_owned() } else { "my card is ".to_owned() }];
        for (group, (aside, how)) in groups.iter().zip(&asides) {
            let latest = turns.last_mut().expect("one");
            latest.push_str(group);
            let more = match how {
                0 => { latest.extend([" ", ASIDES[*aside], " "]); None }
                1 => { latest.extend([", ", ASIDES[*aside]]); Some(String::new()) }
                _ => { latest.push(' '); None }
            };
            // A number is found over a few turns.
            if turns.len() < MOST_TURNS { turns.extend(more) } else if let (Some(_), Some(latest)) = (more, turns.last_mut()) { latest.push(' ') }
        }
        let texts: Vec<&str> = turns.iter().map(String::as_str).collect();
        let shown = redacted_turns(&texts).join(" / ");
        let left = longest_run(&shown);
        prop_assert!(left < 2 && shown.contains(CARD_NUMBER), "{texts:?}: {shown}");
    }

    #[test]
    fn details_of_ordinary_calls_stay(
        area in 201_u32..990, exchange in 200_u32..1000, line in 0_u32..10_000, house in 1_u32..10_000, zip in 10_000_u32..99_999,
        price in 49_u32..9_000, hour in 1_u32..13, words in any::<bool>(), together in any::<bool>(), card in any::<bool>(),
    ) {
        let spoken = |text: &str| if words { said(&text.bytes().map(|digit| digit - b'0').collect::<Vec<_>>(), Style::Words { spanish: false }).join(" ") } else { text.to_owned() };
        let phone = if words { spoken(&format!("{area}{exchange}{line:04}")) } else { format!("{area} {exchange} {line:04}") };
        let turns = [
            if card { "Can I pay by credit card?".to_owned() } else { "My heat is out".to_owned() },
            format!("I am at {house} Oak Street"),
            format!("the zip is {}", spoken(&zip.to_string())),
            format!("call me at {phone}"),
            format!("can you come at {hour} pm or between 8 and 12"),
            format!("it was ${price} last year, or {price} dollars"),
        ];
        let turns = if together { vec![turns.join(", ")] } else { turns.to_vec() };
        let texts: Vec<&str> = turns.iter().map(String::as_str).collect();
        prop_assert_eq!(redacted_turns(&texts), texts);
    }

    #[test]
    fn answers_that_are_numbers_alone_stay(area in 201_u32..990, exchange in 200_u32..1000, line in 0_u32..10_000, zip in 10_000_u32..99_999) {
        let turns = [format!("{area} {exchange} {line:04}"), zip.to_string()];
        let texts: Vec<&str> = turns.iter().map(String::as_str).collect();
        prop_assert_eq!(redacted_turns(&texts), texts);
        let together = turns.join(" ");
        prop_assert!([34, 37].contains(&(area / 10)) || redacted(&together) == together, "{}", together);
    }

    #[test]
    fn social_security_number_is_masked_with_any_words_between_its_parts(
        digits in proptest::collection::vec(0_u8..10, 9), style in style(), asides in proptest::collection::vec((0..ASIDES.len(), any::<bool>()), 2),
    ) {
        let parts = [&digits[..3], &digits[3..5], &digits[5..]].map(|part| grouped(part, &[part.len()], style).concat());
        let mut turns = vec![format!("my social is {}", parts[0])];
        for (part, (aside, turn)) in parts[1..].iter().zip(asides) {
            if turn {
                turns.push(ASIDES[aside].to_owned());
                turns.push(part.clone());
            } else if let Some(latest) = turns.last_mut() {
                latest.extend([" ", ASIDES[aside], " ", part]);
            }
        }
        let texts: Vec<&str> = turns.iter().map(String::as_str).collect();
        let shown = redacted_turns(&texts).join(" / ");
        prop_assert!(longest_run(&shown) < 2 && shown.contains(SOCIAL_SECURITY_NUMBER), "{texts:?}: {shown}");
    }
}

#[test]
fn text_with_very_many_readings_ends_soon() {
    for word in ["42 a ", "forty two a ", "4 ", "forty two ", "card 4 one "] {
        let text = word.repeat(2_000 / word.len());
        let turns = [text.as_str(); MOST_TURNS];
        assert_eq!(redacted_turns(&turns).len(), MOST_TURNS);
    }
}

//! Emergencies of the test part, changed as callers and speech recognition change them. A change loses an emergency if it was
//! at least suspect before and is nothing after.

use super::*;

/// The share of emergencies that a change loses, in thousandths.
fn lost(test_part: &[Judged], change: impl Fn(usize, &str) -> String) -> usize {
    let heard = test_part.iter().filter(|judged| judged.is_suspect && judged.example.level == Level::Emergency);
    let heard: Vec<&str> = heard.map(|judged| judged.example.text).collect();
    let lost = heard.iter().enumerate().filter(|(number, text)| !is_suspect(&change(*number, text))).count();
    lost * 1000 / heard.len().max(1)
}

/// Inserts a filler after every fourth word.
fn with_fillers(text: &str, fillers: &[&str]) -> String {
    let insert = |(at, word): (usize, &str)| {
        if at % 4 == 1 { format!("{word} {}", fillers[at / 4 % fillers.len()]) } else { word.to_owned() }
    };
    text.split(' ').enumerate().map(insert).collect::<Vec<_>>().join(" ")
}

/// Drops one word of a text of more than three.
fn without_a_word(number: usize, text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() < 4 {
        return text.to_owned();
    }
    let dropped = number % words.len();
    let kept = words.iter().enumerate().filter(|(at, _)| *at != dropped);
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

/// Swaps words for what sounds like them.
fn misheard(text: &str, sounds: &[(&str, &str)]) -> String {
    let swap = |word: &str| sounds.iter().find(|(said, _)| *said == word).map_or(word, |(_, heard)| *heard).to_owned();
    text.split(' ').map(swap).collect::<Vec<_>>().join(" ")
}

const ENGLISH_FILLERS: [&str; 4] = ["um", "uh", "like", "you know"];
const SPANISH_FILLERS: [&str; 4] = ["este", "eh", "pues", "o sea"];
const ENGLISH_SOUNDS: [(&str, &str); 9] = [
    ("leak", "leek"),
    ("leaking", "leeking"),
    ("furnace", "furnish"),
    ("flue", "flu"),
    ("there's", "theirs"),
    ("air", "heir"),
    ("our", "are"),
    ("you're", "your"),
    ("here", "hear"),
];
const SPANISH_SOUNDS: [(&str, &str); 6] = [
    ("huele", "guele"),
    ("hay", "ay"),
    ("hace", "ase"),
    ("calefacción", "calefaccion"),
    ("está", "esta"),
    ("llave", "yave"),
];

/// The most emergencies that may be lost, in thousandths, in English and Spanish.
fn assert_lost(losses: [usize; 2], measured: [usize; 2]) {
    assert!(losses[0] <= measured[0] && losses[1] <= measured[1], "{losses:?}");
}

#[test]
fn fillers_lose_no_more_emergencies_than_measured() {
    let english = lost(&ENGLISH, |_, text| with_fillers(text, &ENGLISH_FILLERS));
    let spanish = lost(&SPANISH, |_, text| with_fillers(text, &SPANISH_FILLERS));
    assert_lost([english, spanish], [0, 5]);
}

#[test]
fn dropped_words_lose_no_more_emergencies_than_measured() {
    assert_lost([lost(&ENGLISH, without_a_word), lost(&SPANISH, without_a_word)], [23, 24]);
}

#[test]
fn misheard_words_lose_no_more_emergencies_than_measured() {
    let english = lost(&ENGLISH, |_, text| misheard(text, &ENGLISH_SOUNDS));
    let spanish = lost(&SPANISH, |_, text| misheard(text, &SPANISH_SOUNDS));
    assert_lost([english, spanish], [3, 3]);
}

#[test]
fn joined_sentences_lose_no_more_emergencies_than_measured() {
    let english = |_, text: &str| format!("hi i'm calling about my system {text} and my zip is seven five two oh one");
    let spanish = |_, text: &str| format!("hola le llamo por mi sistema {text} y vivo en la calle olmo");
    assert_lost([lost(&ENGLISH, english), lost(&SPANISH, spanish)], [5, 3]);
}

//! The words of a sentence as the patterns have them: lower case, without accents and apostrophes. Commas stay, since a statement
//! does not go on behind every comma.

use crate::numerals::fold;

/// Words that keep their `'s`: they have entries of their own.
const KEEP_S: [&str; 11] = ["it", "that", "he", "she", "there", "what", "who", "here", "let", "how", "where"];
/// Words that go on with what stands before their comma.
const GOES_ON: [&str; 20] = [
    "whether", "if", "that", "what", "when", "how", "or", "and", "for", "at", "based", "until", "because", "which",
    "where", "si", "que", "o", "y", "cuando",
];
/// Words that begin another statement.
const BREAKS: [&str; 12] = [
    "but",
    "pero",
    "however",
    "although",
    "though",
    "aunque",
    "so",
    "still",
    "anyway",
    "because",
    "porque",
    "otherwise",
];
/// Questions that follow a statement and do not make it one.
const TAGS: [&str; 22] = [
    "okay",
    "ok",
    "all right",
    "alright",
    "right",
    "sound good",
    "sounds good",
    "does that work",
    "is that okay",
    "is that ok",
    "is that all right",
    "is that right",
    "does that sound good",
    "does that help",
    "vale",
    "de acuerdo",
    "esta bien",
    "verdad",
    "si",
    "yes",
    "le parece",
    "le parece bien",
];

/// The words of a sentence.
pub(super) fn words(sentence: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in fold(sentence).split_whitespace() {
        let token = token.trim_start_matches(['(', '"', '“', '¿', '¡', '\'', '…', '-', '—', '*']);
        let core = token.trim_end_matches([',', '.', ';', ':', '!', '?', ')', '"', '”', '\'', '…', '—', '-']);
        push_word(&mut words, core);
        if token[core.len()..].contains([',', ';', ':', '—', '…', '.', '!', '?'])
            || (core.is_empty() && !token.is_empty())
        {
            words.push(",".to_owned());
        }
    }
    words
}

fn push_word(words: &mut Vec<String>, word: &str) {
    if word.is_empty() {
        return;
    }
    if let Some((base, end)) = word.rsplit_once('\'') {
        let base_plain = base.replace('\'', "");
        let splits = end == "ll" || end == "d" || (end == "s" && !KEEP_S.contains(&base_plain.as_str()));
        if splits {
            words.push(base_plain);
            words.push(end.to_owned());
            return;
        }
    }
    let plain = word.replace('\'', "");
    // "Tune-up" is two words, a telephone number is one.
    if plain.contains('-') && !plain.contains(|c: char| c.is_ascii_digit()) {
        words.extend(plain.split('-').filter(|part| !part.is_empty()).map(str::to_owned));
    } else {
        words.push(plain);
    }
}

/// The parts of a sentence that state something of their own.
pub(super) fn parts(words: &[String]) -> Vec<&[String]> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 1..words.len() {
        let after_comma = words[at - 1] == "," && !GOES_ON.contains(&words[at].as_str());
        if after_comma || BREAKS.contains(&words[at].as_str()) {
            parts.push(&words[from..at]);
            from = at;
        }
    }
    parts.push(&words[from..]);
    parts
}

/// Whether the sentence asks. "He'll be there in an hour, okay?" does not.
pub(super) fn is_question(sentence: &str) -> bool {
    let sentence = sentence.trim_end_matches(['"', '”', '\'', ')', ' ']);
    if !sentence.ends_with('?') {
        return false;
    }
    let last = sentence.rsplit([',', '—', ';', ':']).next().unwrap_or(sentence);
    let has_more = last.len() < sentence.len();
    !(has_more
        && TAGS.contains(&words(last).into_iter().filter(|word| word != ",").collect::<Vec<_>>().join(" ").as_str()))
}

//! Where sentences and clauses end.

/// What ends a clause, if a space follows.
const MARKS: [char; 8] = ['.', '!', '?', ',', ';', ':', '…', '—'];
/// What ends a sentence, if a space follows.
const SENTENCE_MARKS: [char; 4] = ['.', '!', '?', '…'];
/// What may stand between the mark and the space.
const CLOSING: [char; 8] = ['"', '\'', '”', '’', ')', '*', '_', '»'];
/// The fewest characters that are worth speaking on their own.
const SHORTEST: usize = 8;
/// The longest part in brackets that is kept together.
const LONGEST_PART: usize = 200;

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 26] = [
    "dr", "mr", "mrs", "ms", "st", "ave", "blvd", "rd", "no", "approx", "vs", "e.g", "i.e", "jr", "sr", "inc", "co",
    "sra", "srta", "dra", "av", "núm", "aprox", "apt", "ste", "ext",
];

/// The length in bytes of the first clause, if it is complete: what follows its mark has come too. "2:30" and "$89.50" are in one
/// clause. A line of a list is a clause, and so is a row of a table.
pub(super) fn clause_length(text: &str) -> Option<usize> {
    let mut line = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_whitespace()) {
        let end = at + c.len_utf8();
        let is_end = c == '\n'
            || (text[..at].trim_end_matches(CLOSING).ends_with(MARKS)
                && !text[line..at].trim_start().starts_with('|')
                && !is_open(&text[line..at]));
        if is_end && text[..at].trim().chars().count() >= SHORTEST {
            return Some(end);
        }
        if c == '\n' {
            line = end;
        }
    }
    None
}

/// A bracket or an asterisk is open.
fn is_open(text: &str) -> bool {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST_PART))..];
    let open = |open: char, close: char| near.rfind(open).is_some_and(|at| !near[at..].contains(close));
    let emphasis = near.replace("**", "");
    open('[', ']') || open('(', ')') || emphasis.matches('*').count() % 2 == 1
}

/// Whether a sentence ends at the end of this text.
#[must_use]
pub fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(CLOSING);
    let Some(before) = text.strip_suffix(SENTENCE_MARKS) else { return false };
    if !text.ends_with('.') {
        return true;
    }
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches(['(', '"', '¿', '¡']);
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let is_half_of_day = word.eq_ignore_ascii_case("a.m") || word.eq_ignore_ascii_case("p.m");
    !(is_initial || is_half_of_day || ABBREVIATIONS.contains(&word.to_lowercase().as_str()))
}

/// The sentences of a text of one line; the last one may be unfinished.
pub(in super::super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        if ends_sentence(&text[from..at]) {
            sentences.push(&text[from..at]);
            from = at + 1;
        }
    }
    sentences.push(&text[from..]);
    sentences.retain(|sentence| !sentence.trim().is_empty());
    sentences
}

/// The whole sentences of a text of one line that was cut.
#[must_use]
pub fn whole_sentences(text: &str) -> &str {
    let text = text.trim_end();
    let last = sentences(text).pop().unwrap_or_default();
    // "8 a.m." may be the end.
    let bare = last.trim_end_matches(CLOSING);
    // "It costs $89." may go on with cents.
    let is_number = bare.strip_suffix('.').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let is_whole = bare.ends_with(SENTENCE_MARKS) && !is_number;
    if is_whole { text } else { text[..text.len() - last.len()].trim_end() }
}

/// At most `most` characters of a text of one line, up to the end of a sentence; of a clause or a word, if the first sentence
/// is longer.
#[must_use]
pub fn shortened(text: &str, most: usize) -> &str {
    let Some((end, next)) = text.char_indices().nth(most) else { return text };
    let kept = if next == ' ' { &text[..end] } else { &text[..text[..end].rfind(' ').unwrap_or(end)] };
    let mut whole = 0;
    for sentence in sentences(kept) {
        let until = sentence.as_ptr() as usize - kept.as_ptr() as usize + sentence.len();
        if ends_sentence(sentence) {
            whole = until;
        }
    }
    if whole > 0 {
        return &text[..whole];
    }
    kept.rfind([',', ';', ':']).map_or(kept, |clause| &kept[..clause])
}

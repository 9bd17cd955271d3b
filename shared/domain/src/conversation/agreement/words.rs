//! An answer as comparable words, and the patterns that are searched for in it.
//!
//! What a pattern means is not known here.

use super::lexicon::WordPattern;

/// The words of an answer: lower case, without accents, contractions written out, without punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AnswerWords {
    words: Vec<String>,
    /// Recognition or a person wrote a question mark, or a Spanish question word with its accent.
    pub(super) asks: bool,
}

/// Contractions without an apostrophe, as speech recognition may write them, and words that stand for several.
const CONTRACTIONS: &[(&str, &str)] = &[
    ("ain't", "not"),
    ("aint", "not"),
    ("ok", "okay"),
    ("okey", "okay"),
    ("alright", "all right"),
    ("cannot", "can not"),
    ("can't", "can not"),
    ("won't", "will not"),
    ("shan't", "shall not"),
    ("let's", "let us"),
    ("dunno", "do not know"),
    ("gonna", "going to"),
    ("gotta", "have to"),
    ("wanna", "want to"),
    ("lemme", "let me"),
    ("gimme", "give me"),
    ("nevermind", "never mind"),
    ("ma'am", "maam"),
    ("y'all", "you"),
    ("yall", "you"),
    ("porfa", "por favor"),
    ("porfis", "por favor"),
    ("porfavor", "por favor"),
    ("uhhuh", "uh huh"),
    ("mmhmm", "mm hmm"),
    ("yessir", "yes sir"),
    ("thatll", "that will"),
    ("thatd", "that would"),
    ("lets", "let us"),
    ("thats", "that is"),
    ("its", "it is"),
    ("im", "i am"),
    ("ive", "i have"),
    ("youre", "you are"),
    ("whats", "what is"),
    ("cant", "can not"),
    ("wont", "will not"),
    ("dont", "do not"),
    ("doesnt", "does not"),
    ("didnt", "did not"),
    ("isnt", "is not"),
    ("arent", "are not"),
    ("wasnt", "was not"),
    ("werent", "were not"),
    ("couldnt", "could not"),
    ("wouldnt", "would not"),
    ("shouldnt", "should not"),
    ("havent", "have not"),
    ("hasnt", "has not"),
    ("hadnt", "had not"),
];

/// What follows an apostrophe, written out.
const ENDINGS: &[(&str, &str)] =
    &[("n't", "not"), ("'ll", "will"), ("'s", "is"), ("'re", "are"), ("'m", "am"), ("'ve", "have"), ("'d", "would")];

/// Question words whose accent distinguishes them from other words.
const ACCENTED_QUESTION_WORDS: &[&str] = &[
    "qué", "cuánto", "cuánta", "cuántos", "cuántas", "cuándo", "dónde", "adónde", "quién", "quiénes", "cuál", "cuáles",
];

/// What follows "qué" in an exclamation: "qué bueno", "qué caro".
const EXCLAIMED: &[&str] =
    &["bueno", "buena", "bien", "alivio", "amable", "maravilla", "caro", "cara", "lástima", "pena", "robo"];

impl AnswerWords {
    pub(super) fn of(answer: &str) -> Self {
        let is_combining_accent = |c: char| matches!(c, '\u{300}'..='\u{36f}');
        let lower = answer.to_lowercase().replace(['’', '‘', '`', '´'], "'");
        let mut asks = lower.contains(['?', '¿']);
        let mut words = Vec::new();
        let lower = lower.replace(is_combining_accent, "");
        let split = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'')).map(|word| word.trim_matches('\''));
        let split: Vec<&str> = split.filter(|word| !word.is_empty()).collect();
        for (at, &word) in split.iter().enumerate() {
            let exclaims = word == "qué" && split.get(at + 1).is_some_and(|next| EXCLAIMED.contains(next));
            asks |= ACCENTED_QUESTION_WORDS.contains(&word) && !exclaims;
            expand(&word.chars().map(unaccented).collect::<String>(), &mut words);
        }
        Self { words, asks }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at a place; empty beyond the last one.
    pub(super) fn at(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether one of the patterns matches somewhere.
    pub(super) fn has(&self, patterns: &[WordPattern]) -> bool {
        (0..self.len()).any(|at| self.has_at(at, patterns))
    }

    /// Whether one of the patterns matches from `at` on.
    pub(super) fn has_at(&self, at: usize, patterns: &[WordPattern]) -> bool {
        patterns.iter().any(|pattern| self.matched(at, pattern).is_some())
    }

    /// The number of words that the pattern covers from `at` on.
    pub(super) fn matched(&self, at: usize, pattern: &WordPattern) -> Option<usize> {
        let mut end = at;
        for part in &pattern.0 {
            let fits = self.words.get(end).is_some_and(|word| part.fits(word));
            match (fits, part.optional) {
                (true, _) => end += 1,
                (false, true) => {}
                (false, false) => return None,
            }
        }
        (end > at).then_some(end - at)
    }
}

fn expand(word: &str, words: &mut Vec<String>) {
    if let Some((_, whole)) = CONTRACTIONS.iter().find(|(short, _)| *short == word) {
        words.extend(whole.split(' ').map(str::to_owned));
        return;
    }
    for (ending, whole) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            words.extend([stem.to_owned(), (*whole).to_owned()]);
            return;
        }
    }
    words.push(word.replace('\'', ""));
}

fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ü' | 'ù' | 'û' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

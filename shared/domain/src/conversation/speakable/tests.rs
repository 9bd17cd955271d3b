//! Texts as models write them, and properties of all texts.

use proptest::prelude::*;

use super::*;

/// Texts with what is spoken of them: language, family, text, words. `\n` is a line break.
const CORPUS: &str = include_str!("corpus.tsv");

fn words(text: &str) -> String {
    speakable(text, Language::ENGLISH, usize::MAX)
}

fn corpus() -> impl Iterator<Item = (Language, String, &'static str)> {
    CORPUS.lines().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [language, _, text, words] = fields[..] else { panic!("{line}") };
        let language = if language == "es" { Language::SPANISH } else { Language::ENGLISH };
        (language, text.replace("\\n", "\n"), words)
    })
}

/// The words of a text that arrives in these pieces; what came before an unopened closing tag is left out.
fn in_pieces<'a>(language: Language, pieces: impl IntoIterator<Item = &'a str>) -> String {
    let mut cleaner = Cleaner::new(language);
    let mut all: Vec<String> = Vec::new();
    let mut add = |cleaned: Cleaned| {
        if cleaned.forget {
            all.clear();
        }
        all.extend(cleaned.clauses);
    };
    for piece in pieces {
        add(cleaner.push(piece));
    }
    add(cleaner.end());
    all.join(" ")
}

#[test]
fn sign_without_words_is_not_spoken_wherever_it_stands() {
    for (text, spoken) in [
        ("Heating & cooling", "Heating and cooling"),
        ("- one\n& , two", "one. and, two"),
        ("- bold\n# , $", "bold."),
        ("It is 5 % off.", "It is 5 % off."),
    ] {
        assert_eq!(words(text), spoken, "{text}");
        assert_eq!(words(spoken), spoken, "{text}");
    }
}

#[test]
fn corpus_is_spoken_as_written_down() {
    let wrong: Vec<_> = corpus()
        .filter_map(|(language, text, expected)| {
            let spoken = speakable(&text, language, usize::MAX);
            (spoken != expected).then_some((text, spoken, expected))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn corpus_in_pieces_gives_the_same_words() {
    for (language, text, expected) in corpus() {
        for size in [1, 2, 3, 5, 8, 13] {
            let letters: Vec<char> = text.chars().collect();
            let pieces: Vec<String> = letters.chunks(size).map(|piece| piece.iter().collect()).collect();
            assert_eq!(in_pieces(language, pieces.iter().map(String::as_str)), expected, "{text} by {size}");
        }
    }
}

#[test]
fn corpus_spoken_twice_is_spoken_the_same() {
    for (language, _, words) in corpus() {
        assert_eq!(speakable(words, language, usize::MAX), words);
    }
}

/// A part that is hidden leaves no word early, wherever the stream is when the words are handed over.
#[test]
fn no_clause_has_a_hidden_word_at_any_time() {
    let opened = [
        "<think>secret words, and more. ",
        "<thinking type=\"x\">secret. ",
        "<Reasoning>\nsecret, ",
        "[THINK]secret, one. ",
        "<|channel|>analysis<|message|>secret, the user. ",
        "<tool_call>{\"name\": \"secret, now. ",
        "{\"secret\": \"one, two. ",
        "<function=secret>\n{\"a\": 1, \"b\": 2. ",
        "[TOOL_CALLS] secret, one. ",
        "functions.book_appointment({\"secret\": 1, 2. ",
        "```json\n{\"secret\": 1, 2. ",
        "◁think▷secret, one. ",
        "<｜tool▁calls▁begin｜>secret, one. ",
        "&lt;think&gt;secret, one. ",
        "<｜DSML｜function_calls>secret, one. ",
        "<invoke name=\"secret\">secret, one. ",
        "Caller: secret, one. ",
        "<|python_tag|>secret, one. ",
        "Thought: secret, one. \nAction: secret, two. ",
        "<!-- secret, one. ",
    ];
    for text in opened {
        for size in 1..6 {
            let mut cleaner = Cleaner::new(Language::ENGLISH);
            let letters: Vec<char> = text.chars().collect();
            for piece in letters.chunks(size) {
                let clauses = cleaner.push(&piece.iter().collect::<String>()).clauses;
                assert!(clauses.is_empty(), "{text}: {clauses:?}");
            }
            assert_eq!(cleaner.end().clauses, [""; 0], "{text}");
        }
    }
}

#[test]
fn long_text_is_shortened_at_a_sentence() {
    let spoken = |text: &str, most| speakable(text, Language::ENGLISH, most);
    assert_eq!(spoken("One sentence. Another that is too long", 20), "One sentence.");
    assert_eq!(spoken("We see Dr. Smith today. Another that is too long", 30), "We see Dr. Smith today.");
    assert_eq!(spoken("It costs $89.50 for the visit, and more of it", 35), "It costs $89.50 for the visit");
    assert_eq!(spoken("no mark in this long text", 12), "no mark in");
    assert_eq!(spoken("Exactly.", 8), "Exactly.");
    assert_eq!(spoken(" \n\u{0} ", 20), "");
}

#[test]
fn cut_text_keeps_its_whole_sentences() {
    for (text, whole) in [
        ("We open at 8. On Saturdays we", "We open at 8."),
        ("We open at 8 a.m. On Sat", ""),
        ("We open at 8 a.m.", "We open at 8 a.m."),
        ("It is booked. It costs $89.", "It is booked."),
        ("Half a sentence", ""),
        ("Yes! Dr. Smith is", "Yes!"),
    ] {
        assert_eq!(whole_sentences(text), whole, "{text}");
    }
}

fn numbers(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).map(str::to_owned).collect()
}

/// A word of a plain sentence.
fn plain_word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}",
        "[1-9][0-9]{0,4}",
        "\\$[1-9][0-9]{0,3}(\\.[0-9]{2})?",
        "[1-9]:[0-5][0-9]",
        "[1-9]-[1-9]",
        "[1-9][0-9]%",
        "[6-9][0-9]°F",
        "\\$[1-9][0-9]–[1-9][0-9]{2}",
        "[2-9][0-9]{2}-[0-9]{3}-[0-9]{4}",
        "752[0-9]{2}-[0-9]{4}",
        "R-410A",
    ]
}

/// A part of a text of a model, with every kind of markup.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        plain_word(),
        "[,.!?:;] ",
        Just("\n- ".to_owned()),
        Just("\n1. ".to_owned()),
        Just("\n## ".to_owned()),
        Just("\n| a | b |\n|---|---|\n".to_owned()),
        Just(" **bold** ".to_owned()),
        Just(" [text, here](https://acme.com/x) ".to_owned()),
        Just("<think>hidden, words. </think>".to_owned()),
        Just("<br>".to_owned()),
        Just("{\"a\": [1, 2]}".to_owned()),
        Just("👩‍🔧".to_owned()),
        Just("&amp;".to_owned()),
        "[&#$] ",
        Just("\"quoted\"".to_owned()),
        Just(" info@acme.com ".to_owned()),
        Just("<tool_call>{}</tool_call>".to_owned()),
        Just("\nAgent: ".to_owned()),
    ]
}

proptest! {
    #[test]
    fn spoken_text_is_one_bounded_line(text: String, most in 1..200_usize) {
        let spoken = speakable(&text, Language::ENGLISH, most);
        prop_assert!(spoken.chars().count() <= most);
        prop_assert!(!spoken.contains(char::is_control));
        prop_assert!(!spoken.contains("  "));
    }

    #[test]
    fn text_in_pieces_gives_the_words_of_the_whole(parts in prop::collection::vec(part(), 0..14), sizes in prop::collection::vec(1..9_usize, 1..60)) {
        let text = parts.concat();
        let letters: Vec<char> = text.chars().collect();
        let (mut pieces, mut at) = (Vec::new(), 0);
        for size in sizes.iter().cycle() {
            if at >= letters.len() { break }
            pieces.push(letters[at..letters.len().min(at + size)].iter().collect::<String>());
            at += size;
        }
        prop_assert_eq!(in_pieces(Language::ENGLISH, pieces.iter().map(String::as_str)), words(&text));
    }

    #[test]
    fn any_text_in_pieces_gives_the_words_of_the_whole(text in "[a-c0-9 ,.!?:\n<>/|*\\[\\]{}`&;#_()-]{0,60}") {
        let pieces: Vec<String> = text.chars().map(String::from).collect();
        prop_assert_eq!(in_pieces(Language::ENGLISH, pieces.iter().map(String::as_str)), words(&text));
    }

    #[test]
    fn words_are_spoken_again_as_they_are(parts in prop::collection::vec(part(), 0..14)) {
        let once = words(&parts.concat());
        prop_assert_eq!(words(&once), once);
    }

    #[test]
    fn numbers_of_a_plain_sentence_survive(words_of in prop::collection::vec(plain_word(), 1..12)) {
        let sentence = format!("We say {}.", words_of.join(" "));
        prop_assert_eq!(numbers(&words(&sentence)), numbers(&sentence), "{}", words(&sentence));
    }
}

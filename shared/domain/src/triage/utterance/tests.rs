use super::*;

#[test]
fn words_are_normalized_and_sentences_end() {
    for (text, expected) in [
        ("It's ON. No!", "its on . no ,"),
        ("gas? No", "gas ? no"),
        ("gas?no", "gas ? no"),
        ("gas.no", "gas no"),
        ("gas.", "gas ."),
        ("gas… no", "gas . no"),
        ("The C.O. alarm", "the c o alarm"),
        ("at 2 a.m. today", "at 2 a m today"),
        ("a 2.5 ton unit", "a 2 5 ton unit"),
        ("one, two; three: (four) – five — six", "one , two , three , , four , , five , six"),
        ("áàâäã éèêë íìîï óòôöõ úùûü ñ ç", "aaaaa eeee iiii ooooo uuuu n c"),
        ("e\u{301}l", "el"),
        ("don’t ‘quote’ `it´", "dont quote it"),
        ("well-known/other", "well known other"),
    ] {
        assert_eq!(words(text).join(" "), expected, "{text:?}");
    }
}

#[test]
fn sentence_around_a_word_ends_at_its_stops_or_at_the_longest_distance() {
    let text = format!("{}. gas leak here. {}", "word ".repeat(59).trim(), "word ".repeat(60).trim());
    let utterance = Utterance::new(&text);
    assert_eq!(utterance.words[59], STOP);
    for at in 60..63 {
        assert_eq!(utterance.around(at, ends_sentence), 60..63);
    }
    assert_eq!(utterance.around(45, ends_sentence), 5..59);
    assert_eq!(utterance.around(80, ends_sentence), 64..120);
    assert_eq!(utterance.around(0, ends_sentence), 0..LONGEST);
}

#[test]
fn marks_in_a_range_begin_within_it() {
    let utterance = Utterance::new("gas and water and gas");
    let starts = |range: Range<usize>| utterance.marks_in(&range).map(|mark| mark.start).collect::<Vec<_>>();
    let all = starts(0..utterance.words.len());
    assert!(all.contains(&0) && all.contains(&2) && all.contains(&4), "{all:?}");
    assert!(!starts(1..4).contains(&4) && !starts(1..4).contains(&0) && starts(1..4).contains(&2));
}

#[test]
fn word_beyond_either_end_is_a_stop() {
    let utterance = Utterance::new("gas leak");
    assert_eq!(
        (utterance.before(0), utterance.before(1), utterance.word(1), utterance.word(2)),
        (STOP, "gas", "leak", STOP)
    );
}

#[test]
fn clause_ends_at_conjunctions_and_pauses() {
    for word in [STOP, ASKED, PAUSE, "and", "but", "so", "because", "y", "pero", "porque"] {
        assert!(ends_clause(word), "{word}");
    }
    assert!(!ends_clause("gas") && !ends_sentence(PAUSE));
}

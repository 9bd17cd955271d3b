//! Words while the model thinks.

use super::*;

#[test]
fn fillers_take_turns_and_none_stands_before_words_of_an_emergency() {
    let mut call = call();
    let mut said: Vec<&str> = Vec::new();
    for _ in 0..4 {
        let words = call.next_filler().expect("words");
        assert!(is_filler(words));
        call.fill(words.to_owned());
        call.history.push(HistoryEntry::agent_said("We open at 8."));
        said.push(words);
    }
    assert!(said.windows(2).all(|pair| pair[0] != pair[1]), "{said:?}");
    assert_eq!(said[3], said[0], "they come again");
    let _ = until_answered(&mut call, self::said("I smell gas"), &model(None, &[]), true);
    assert_eq!(call.next_filler(), None);
    assert!(!is_filler("We open at 8."));
}

#[test]
fn every_language_has_several() {
    for language in Language::ALL {
        assert!(language.words().talk.fillers.len() > 1, "{language:?}");
    }
}

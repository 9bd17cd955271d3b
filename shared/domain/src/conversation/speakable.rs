//! Turns a model's text into text for speech.

/// A model's text for speech: no markup, one line, at most `most` characters, cut at the end of a sentence.
#[must_use]
pub fn speakable(text: &str, most: usize) -> String {
    let mut spoken = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['#', '>', '•']).trim_start();
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
        for word in line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
            let from = spoken.len();
            if from > 0 {
                spoken.push(' ');
            }
            spoken.extend(word.chars().filter(|c| !matches!(c, '*' | '_' | '`')));
            if spoken[from..].trim().is_empty() {
                spoken.truncate(from);
            }
        }
    }
    match spoken.char_indices().nth(most) {
        None => spoken,
        Some((end, _)) => {
            let kept = &spoken[..end];
            let sentence = kept.rfind(['.', '!', '?']).map_or(kept, |stop| &kept[..=stop]);
            sentence.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_is_removed() {
        assert_eq!(
            speakable("## Hi\n- **Dana**, we have `two` slots.\n* Which?", 200),
            "Hi Dana, we have two slots. Which?"
        );
        assert_eq!(speakable("One sentence. Another that is too long", 20), "One sentence.");
        assert_eq!(speakable(" \n\u{0} ", 20), "");
    }

    proptest! {
        #[test]
        fn spoken_text_is_one_bounded_line(text: String, most in 1..200_usize) {
            let spoken = speakable(&text, most);
            prop_assert!(spoken.chars().count() <= most);
            prop_assert!(!spoken.contains(char::is_control));
        }
    }
}

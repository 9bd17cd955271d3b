//! Reads the answer to "is that right?".
//!
//! A yes books a visit without asking the model, so only a plain yes counts. An answer with a correction goes to the
//! model.

/// The meaning of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// A plain yes.
    Yes,
    /// A no, or a correction.
    No,
    /// Neither.
    Unclear,
}

const YES: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "yup",
    "yea",
    "ya",
    "sure",
    "correct",
    "right",
    "ok",
    "okay",
    "absolutely",
    "definitely",
    "perfect",
    "exactly",
    "affirmative",
    "great",
    "good",
    "fine",
    "please",
    "si",
    "claro",
    "correcto",
    "vale",
    "uh-huh",
    "mhm",
    "course",
];
const NO: &[&str] = &[
    "no",
    "nope",
    "nah",
    "not",
    "wrong",
    "incorrect",
    "actually",
    "wait",
    "but",
    "except",
    "change",
    "instead",
    "rather",
    "cancel",
    "don't",
    "dont",
    "isn't",
    "isnt",
    "different",
    "mistake",
    "pero",
    "hold",
];
/// Words that carry no information of their own.
const FILLER: &[&str] = &[
    "that",
    "that's",
    "thats",
    "is",
    "it",
    "it's",
    "its",
    "sounds",
    "looks",
    "the",
    "all",
    "book",
    "go",
    "ahead",
    "do",
    "thank",
    "thanks",
    "you",
    "very",
    "much",
    "so",
    "works",
    "for",
    "me",
    "and",
    "a",
    "one",
    "everything",
    "this",
    "uh",
    "um",
    "oh",
    "well",
    "i",
    "think",
    "of",
    "let's",
    "lets",
    "with",
    "bien",
    "está",
    "esta",
];

/// Reads the answer to "is that right?".
#[must_use]
pub fn agreement(answer: &str) -> Agreement {
    let answer = answer.to_lowercase().replace('’', "'").replace('í', "i");
    let words: Vec<&str> = answer
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    if words == ["no", "problem"] {
        return Agreement::Yes;
    }
    if any(NO) {
        return Agreement::No;
    }
    if !any(YES) {
        return Agreement::Unclear;
    }
    let only_agreement = words.iter().all(|word| YES.contains(word) || FILLER.contains(word));
    if only_agreement { Agreement::Yes } else { Agreement::Unclear }
}

/// Whether the answer to "is everyone out?" is a yes: it contains no no, and it agrees or says "out".
#[must_use]
pub fn everyone_is_out(answer: &str) -> bool {
    let out = answer
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| ["out", "outside", "afuera"].contains(&word));
    match agreement(answer) {
        Agreement::Yes => true,
        Agreement::No => false,
        Agreement::Unclear => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agreement_of_plain_answers_is_read() {
        for yes in [
            "Yes.",
            "yeah that's right",
            "Yep, sounds good",
            "correct",
            "Sí, claro",
            "OK go ahead",
            "Yes please book it",
        ] {
            assert_eq!(agreement(yes), Agreement::Yes, "{yes}");
        }
        for no in
            ["No.", "no, that's wrong", "yes but the street is Oak", "Actually it's 14", "that's not right", "wait"]
        {
            assert_eq!(agreement(no), Agreement::No, "{no}");
        }
        for unclear in ["", "what?", "yes 75204", "my name is Dana", "could you repeat that", "right side of the house"]
        {
            assert_eq!(agreement(unclear), Agreement::Unclear, "{unclear}");
        }
    }

    #[test]
    fn everyone_is_out_unless_the_answer_contains_a_no() {
        for out in ["yes", "Yes, we're all out", "we are outside", "everybody's out on the lawn"] {
            assert!(everyone_is_out(out), "{out}");
        }
        for not in ["no", "not yet", "my husband isn't out", "we can't get out but", "what?", "the kids are inside"] {
            assert!(!everyone_is_out(not), "{not}");
        }
    }

    proptest! {
        #[test]
        fn yes_with_a_correction_is_a_no(correction in "(no|but|wrong|actually) [a-z ]{0,20}") {
            prop_assert_eq!(agreement(&format!("yes {correction}")), Agreement::No);
        }

        #[test]
        fn yes_with_a_number_is_not_a_plain_yes(number in 0..99999_u32) {
            prop_assert_ne!(agreement(&format!("yes {number}")), Agreement::Yes);
        }
    }
}

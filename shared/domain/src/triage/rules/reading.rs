//! What a detector reads: parts per million of carbon monoxide.

use super::{
    Candidate, Class, Language, Mark, Strength, Utterance, denied, doubt::is_doubtful, over, statement::is_among,
};
use crate::triage::{lexicon::Classes, numbers::reading_at};

/// "el detector marca ochenta y cinco", "el de monóxido dice ciento veinte": parts per million.
pub(super) fn reading_of_a_detector(utterance: &Utterance) -> Option<(Strength, Language)> {
    const READ: &str = "marca marcando marco dice diciendo sale salio numero lee a en reads says at reading readin showing \
         shows hit hits read displays display of to";
    const DANGEROUS: std::ops::RangeInclusive<u32> = 30..=999;
    const FAR: usize = 8;
    for at in 1..utterance.words.len() {
        let number = reading_at(&utterance.words[at..]).filter(|number| DANGEROUS.contains(&number.value));
        let Some(number) = number else { continue };
        let after_number = at + number.words;
        let after = utterance.word(after_number);
        let in_parts = matches!(after, "ppm" | "partes")
            || (after == "parts" && is_among("per in at by on and", utterance.word(after_number + 1)));
        let is_other =
            matches!(after, "anos" | "years" | "dolares" | "grados" | "degrees" | "dollars" | "main" | "street");
        if is_other || !(in_parts || is_among(READ, utterance.before(at))) {
            continue;
        }
        // "It reads eighty seven and climbing".
        let rises = utterance.word(after_number) == "and"
            && is_among("climbing rising going counting up higher", utterance.word(after_number + 1))
            || (after == "y" && is_among("va sigue subiendo sube", utterance.word(after_number + 1)));
        let near = at.saturating_sub(FAR)..after_number + FAR;
        let measures = |mark: &&Mark| {
            [Class::CarbonMonoxide, Class::CoDetector, Class::Detector].iter().any(|class| mark.is(*class))
        };
        // Parts per million are of carbon monoxide beside what burns, but not in water.
        let burns = |mark: &&Mark| in_parts && mark.is(Class::Burner);
        let number = Mark { classes: Classes::NONE, language: Language::FIRST, start: at, end: after_number };
        let is_of_the_air = after == "ppm" && !utterance.has(Class::Water);
        let detector = utterance.marks_in(&near).find(measures).or_else(|| utterance.marks.iter().find(burns));
        let Some(mark) = detector.or(is_of_the_air.then_some(&number)) else { continue };
        let candidate = Candidate { first: mark, second: None };
        // "Should I worry if it says seventy five": it says so now.
        let is_read_now = is_among(READ, utterance.before(at)) && utterance.before(at) != "read";
        let is_past = utterance.marks.iter().any(|mark| mark.is(Class::Past));
        if denied(&candidate, utterance) || (over(&candidate, utterance) && (is_past || !is_read_now)) {
            continue;
        }
        // A sensor may measure something else.
        let is_certain = in_parts || rises || !mark.is(Class::Detector);
        let certain = is_certain && utterance.word(mark.start) != "sensor" && !is_doubtful(&candidate, utterance);
        let is_strong = certain || (is_read_now && !mark.is(Class::Detector));
        return Some((if is_strong { Strength::Strong } else { Strength::Weak }, mark.language));
    }
    None
}

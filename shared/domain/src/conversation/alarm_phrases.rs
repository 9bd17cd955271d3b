//! What a caller hears after the alarm: while telephones ring, until everyone is out, and when the caller takes the alarm back.
//! Nothing is said twice in a row, and nothing that may be untrue. The sentences are in the translation file of each language.

use super::{Context, Reason, phrases::has_on_call};
use crate::triage::{Hazard, Language};

/// What the caller hears before a telephone rings. `attempt` counts the telephones of this call that rang before, and
/// `again` says that all of them rang already.
pub(super) fn ringing(reason: Reason, attempt: u8, again: bool, language: Language) -> String {
    let words = &language.words().alarm;
    let before = match attempt {
        0 => None,
        1 => Some(String::from(&words.first_not_reached)),
        2 => Some(String::from(&words.second_not_reached)),
        _ => Some(words.not_reached_after.with(&attempt.to_string())),
    };
    let is_office = matches!(reason, Reason::Office(_));
    let now: &str = match (is_office, again, attempt) {
        (true, false, _) => &words.ringing_office,
        (true, true, _) => &words.ringing_office_again,
        (false, false, 0) => &words.ringing_on_call,
        (false, false, _) => &words.ringing_next_on_call,
        (false, true, _) => &words.ringing_on_call_again,
    };
    before.map_or_else(|| now.to_owned(), |before| format!("{before} {now}"))
}

/// The different warnings to a caller whose people are not all out.
pub(super) const WARNINGS: u8 = 6;

/// What a caller hears until everyone is out: the warning, 911, and the question. Each of the first [`WARNINGS`] is
/// different.
pub(super) fn warning(nth: u8, language: Language, context: Context<'_>) -> String {
    let words = &language.words().alarm;
    let promise =
        if nth == 0 && has_on_call(context) { format!(" {}", &*words.warning_promise) } else { String::new() };
    let question = &words.is_everyone_out[usize::from(nth % 3)];
    // The first warning is not repeated: it fits only when the people on call were not reached.
    let at = if nth < WARNINGS { nth } else { 1 + (nth - 1) % (WARNINGS - 1) };
    format!("{}{promise} {}", &*words.warnings[usize::from(at)], &**question)
}

/// What a caller hears once everyone is out.
pub(super) fn safe_now(language: Language) -> String {
    let words = &language.words().alarm;
    format!("{} {}", &*words.safe_now, &*words.what_else)
}

/// A caller takes back an alarm of gas, carbon monoxide or fire: the advice stands, and a person still calls back.
/// `asks` adds the question whether everyone is out.
pub(super) fn advice_stands(nth: u8, asks: bool, language: Language) -> String {
    let words = &language.words().alarm;
    let advice = if nth == 0 { &words.advice_stands } else { &words.advice_stands_again };
    let question = if asks { &words.is_everyone_out[0] } else { &words.what_else };
    format!("{} {}", &**advice, &**question)
}

/// A caller takes back any other alarm: the call goes on.
pub(super) fn alarm_is_off(language: Language, context: Context<'_>) -> &'static str {
    let words = &language.words().alarm;
    if has_on_call(context) { &words.alarm_is_off_on_call } else { &words.alarm_is_off }
}

/// What a caller hears if no person was reached in an emergency that does not clear the building.
pub(super) fn not_reached(hazard: Hazard, language: Language, context: Context<'_>) -> String {
    let words = &language.words().alarm;
    let first = match hazard {
        Hazard::Medical => Some(&words.call_911),
        Hazard::Refrigerant => Some(&words.fresh_air),
        _ => None,
    };
    let result = if has_on_call(context) { &words.on_call_not_reached } else { &words.noted_as_urgent };
    let offer = if hazard == Hazard::Medical { &words.anything_to_know } else { &words.offer_visit };
    let sentences = first.into_iter().chain([result, offer]);
    sentences.map(|sentence| &**sentence).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tenant::tests::acme, triage::language_of};

    fn all(language: Language) -> Vec<String> {
        let config = acme();
        let context = Context { config: &config, now: jiff::Timestamp::UNIX_EPOCH };
        let mut all: Vec<String> = (0..20).map(|nth| warning(nth, language, context)).collect();
        for attempt in 0..8 {
            for reason in [Reason::OnCall(Hazard::Fire), Reason::Office(Hazard::Fire)] {
                all.extend([false, true].map(|again| ringing(reason, attempt, again, language)));
            }
        }
        for asks in [false, true] {
            all.extend([0, 1].map(|nth| advice_stands(nth, asks, language)));
        }
        all.extend(Hazard::ALL.map(|hazard| not_reached(hazard, language, context)));
        all.push(safe_now(language));
        all.extend(
            [alarm_is_off(language, context), &language.words().alarm.passed_on, &language.words().alarm.still_silent]
                .map(str::to_owned),
        );
        all
    }

    #[test]
    fn words_have_the_language_that_they_are_asked_for_in() {
        for language in Language::ALL {
            for words in all(language) {
                assert_eq!(language_of(&words), Some(language), "{words}");
            }
        }
    }

    #[test]
    fn warnings_differ_name_911_and_ask() {
        let config = acme();
        let context = Context { config: &config, now: jiff::Timestamp::UNIX_EPOCH };
        for language in Language::ALL {
            let warnings: Vec<String> = (0..WARNINGS).map(|nth| warning(nth, language, context)).collect();
            assert!(warnings.iter().all(|words| words.contains("911") && words.ends_with('?')), "{warnings:?}");
            let different: std::collections::BTreeSet<&String> = warnings.iter().collect();
            assert_eq!(different.len(), warnings.len());
            for nth in 0..u8::MAX {
                assert_ne!(warning(nth, language, context), warning(nth + 1, language, context), "{nth}");
            }
        }
    }

    #[test]
    fn every_attempt_to_reach_a_person_has_its_own_words() {
        for language in Language::ALL {
            let reason = Reason::OnCall(Hazard::GasLeak);
            let said: std::collections::BTreeSet<_> =
                (0..30).map(|attempt| ringing(reason, attempt, attempt > 2, language)).collect();
            assert_eq!(said.len(), 30);
        }
    }
}

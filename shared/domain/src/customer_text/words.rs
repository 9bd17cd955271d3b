//! The words of the texts, from the translation file of each language.

use jiff::{Timestamp, tz::TimeZone};

use super::CustomerTextKind;
use crate::{
    booking::Appointment,
    phone::PhoneNumber,
    spoken,
    triage::{Hazard, Language, safety_words},
};

/// Who sends a text.
#[derive(Debug, Clone, Copy)]
pub struct TextSender<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The number to call.
    pub number: &'a PhoneNumber,
}

impl CustomerTextKind {
    /// The text.
    #[must_use]
    pub fn words(
        self,
        language: Language,
        TextSender { company, number }: TextSender<'_>,
        visit: &Appointment,
        (now, zone): (Timestamp, &TimeZone),
    ) -> String {
        let words = &language.words().texts;
        let when = spoken::slot_in_text(&visit.visit.slot, zone.to_datetime(now).date(), language);
        match self {
            Self::Booked => words.booked.with(company, &when),
            Self::Moved => words.moved.with(company, &when),
            Self::Reminder => words.reminder.with(company, &when),
            Self::Cancelled => words.cancelled.with(company, &when, number.as_str()),
        }
    }
}

/// The text to a caller who hung up before anything was agreed.
#[must_use]
pub fn text_back_words(language: Language, TextSender { company, number }: TextSender<'_>) -> String {
    language.words().texts.missed_call.with(company, number.as_str())
}

/// The answer to HELP.
#[must_use]
pub fn help_words(language: Language, TextSender { company, number }: TextSender<'_>) -> String {
    language.words().texts.help.with(company, number.as_str())
}

/// The answer to a customer who confirms their visit, or who asks for another time.
#[must_use]
pub fn answer_words(language: Language, confirms: bool) -> String {
    let words = &language.words().texts;
    String::from(if confirms { &words.confirmed } else { &words.another_time })
}

/// The answer to a text that reports a danger: the safety words, and the number to call, because a text may be read late.
#[must_use]
pub fn warning_words(hazard: Hazard, language: Language, number: &PhoneNumber) -> String {
    language.words().texts.danger.with(safety_words(hazard, language), number.as_str())
}

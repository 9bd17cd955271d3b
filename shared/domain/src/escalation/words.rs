//! What the people who are paged read and hear.

use jiff::Timestamp;

use super::EscalationStep;
use crate::{
    booking::{DangerReport, Emergency},
    phone::PhoneNumber,
    spoken,
};

/// The text: who calls, from where, and what was heard. Later steps say since when no one has accepted it.
#[must_use]
pub fn page_text(company: &str, emergency: &Emergency, step: EscalationStep) -> String {
    let DangerReport { heard, name, place } = &emergency.report;
    let name = name.as_ref().map(|name| format!("{name}, ")).unwrap_or_default();
    let number = emergency.callback.as_ref().map_or("number withheld", PhoneNumber::as_str);
    let place = place.as_ref().map_or("address not known yet", |place| place);
    let heard = heard.as_ref().map(|heard| format!(" Heard: \"{heard}\".")).unwrap_or_default();
    let hazard = spoken::hazard(emergency.hazard);
    let (waiting, next) = if step == EscalationStep::OF_CALL {
        (String::new(), "We are calling you to connect them; call them back if you miss it.")
    } else {
        (format!("NOT ACCEPTED for {} minutes: ", minutes(emergency.heard_at, step)), "Call them back now.")
    };
    format!("{company}: {waiting}{hazard}. Caller: {name}{number}. Place: {place}.{heard} {next} Reply 1 to accept.")
}

/// What a person hears who is rung after the call.
#[must_use]
pub fn ring_words(company: &str, emergency: &Emergency, step: EscalationStep) -> String {
    let DangerReport { heard, name, place } = &emergency.report;
    let name = name.as_ref().map(|name| format!(" The caller is {name}.")).unwrap_or_default();
    let place = place.as_ref().map(|place| format!(" The place is {place}.")).unwrap_or_default();
    let heard = heard.as_ref().map(|heard| format!(" They said: {heard}.")).unwrap_or_default();
    let hazard = spoken::hazard(emergency.hazard);
    let minutes = minutes(emergency.heard_at, step);
    format!(
        "This is the front desk of {company}. There is {hazard}, and no one has accepted it for {minutes} minutes.{name}{place}\
         {heard} Press 1 to accept it."
    )
}

/// The answer to a reply that accepted these emergencies.
#[must_use]
pub fn accepted_text(emergencies: &[Emergency]) -> String {
    let each: Vec<String> = emergencies
        .iter()
        .map(|emergency| {
            let number = emergency.callback.as_ref().map_or("number withheld", PhoneNumber::as_str);
            format!("{}, {number}", spoken::hazard(emergency.hazard))
        })
        .collect();
    format!("You have accepted: {}. Call back now.", each.join("; "))
}

/// What a person hears who has accepted.
#[must_use]
pub fn accepted_words(emergency: &Emergency) -> String {
    match &emergency.callback {
        Some(number) => {
            let number = by_digit(number);
            format!("Thank you. You have accepted it. Call the caller now, at {number}. Again: {number}.")
        }
        None => "Thank you. You have accepted it. The caller's number is withheld.".to_owned(),
    }
}

fn minutes(heard_at: Timestamp, step: EscalationStep) -> i64 {
    step.due_at(heard_at).duration_since(heard_at).as_mins()
}

/// A number as a voice reads it. A number of the USA or Canada has no country code.
fn by_digit(number: &PhoneNumber) -> String {
    let digits = number.as_str().trim_start_matches('+');
    let digits = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(digits);
    let digits: Vec<String> = digits.chars().map(String::from).collect();
    digits.join(" ")
}

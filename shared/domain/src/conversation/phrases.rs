//! The agent's fixed phrases: what it says without a model. The sentences are in the translation file of each language; this module
//! chooses among them and fills them in.

use jiff::civil::Date;

use crate::{
    booking::{Appointment, BookingRequest},
    conversation::{Context, Conversation, Proposal},
    dictation::name,
    hours::OpenStatus,
    phone::{Caller, PhoneNumber},
    slot::Slot,
    spoken,
    tenant::TenantConfig,
    triage::{Language, Suspicion, language_of},
};

/// The question that settles a suspicion; in other words when it is asked again.
pub(super) fn question(suspicion: Suspicion, repeated: bool, language: Language) -> &'static str {
    let words = &language.words().questions;
    match (suspicion, repeated) {
        (Suspicion::Danger, false) => &words.danger,
        (Suspicion::Danger, true) => &words.danger_again,
        (Suspicion::Symptoms, false) => &words.symptoms,
        (Suspicion::Symptoms, true) => &words.symptoms_again,
        (Suspicion::Comfort, false) => &words.comfort,
        (Suspicion::Comfort, true) => &words.comfort_again,
    }
}

/// The language of a question about texts that the caller was asked, which may be that of an earlier release.
pub(super) fn language_of_text_question(wording: &str) -> Language {
    let asked = Language::ALL.into_iter().find(|language| &*language.words().talk.text_question == wording);
    asked.or_else(|| language_of(wording)).unwrap_or_default()
}

/// What follows the safety words of a danger that is not the gravest of the call.
pub(super) fn further_danger(context: Context<'_>, language: Language) -> &'static str {
    let words = &language.words().alarm;
    if has_on_call(context) { &words.further_danger_on_call } else { &words.further_danger }
}

pub(super) fn has_on_call(context: Context<'_>) -> bool {
    !context.config.on_call.people.is_empty()
}

/// The greeting, before its last sentence and its last sentence: the company's own with the disclosures and the caller's first name if
/// they are a customer; an offer of each further language, in that language; and the question how to help, or whether the call is about a
/// visit of theirs.
pub(super) fn greeting(conversation: &Conversation, context: Context<'_>) -> (Vec<String>, String) {
    let (config, language) = (context.config, conversation.language());
    let welcome = first_name(conversation).map(|name| language.words().greeting.welcome_back.with(name));
    let before = greeting_with(config.greeting_in(language, is_open(context)), config, welcome.as_deref(), language);
    let about_visit = conversation.question_about_visit(context);
    let question = about_visit.as_deref().unwrap_or(&language.words().greeting.how_can_i_help);
    let offers: Vec<String> = offers(config).collect();
    match (before, offers.is_empty()) {
        (before, true) => (Vec::new(), joined([before.as_deref(), Some(question)])),
        (before, false) => (before.into_iter().chain(offers).collect(), question.to_owned()),
    }
}

/// What a caller hears who has just chosen another language: the company's greeting in it, the disclosures, and the question of
/// [`greeting`].
pub(super) fn greeting_after_switch(conversation: &Conversation, context: Context<'_>) -> String {
    let language = conversation.language();
    let own = Some(context.config).filter(|config| language != config.first_language());
    let own = own.and_then(|config| config.greeting_in(language, is_open(context)));
    let before = greeting_with(own, context.config, None, language);
    let switched = own.is_none().then_some(&*language.words().switching.switched);
    let about_visit = conversation.question_about_visit(context);
    let question = about_visit.as_deref().unwrap_or(&language.words().greeting.how_can_i_help);
    joined([switched, before.as_deref(), Some(question)])
}

/// The greeting that a caller who is not on file hears during opening hours.
pub(crate) fn usual_greeting(config: &TenantConfig, language: Language) -> String {
    let before = greeting_with(config.greeting_in(language, true), config, None, language);
    joined([before.as_deref(), Some(&*language.words().greeting.how_can_i_help)])
}

fn greeting_with(
    own: Option<&str>,
    config: &TenantConfig,
    welcome: Option<&str>,
    language: Language,
) -> Option<String> {
    let words = &language.words().greeting;
    let disclosed = match (config.disclosure.ai, config.disclosure.record_calls) {
        (true, true) => Some(words.ai_and_recorded.with(&config.agent_name)),
        (true, false) => Some(words.ai.with(&config.agent_name)),
        (false, true) => Some(String::from(&words.recorded)),
        (false, false) => None,
    };
    let greeting = joined([own, disclosed.as_deref(), welcome]);
    Some(greeting).filter(|greeting| !greeting.is_empty())
}

/// The sentences that offer the company's further languages, each in its own.
fn offers(config: &TenantConfig) -> impl Iterator<Item = String> + '_ {
    config.offered_languages().map(|(key, language)| language.words().switching.press.with(&key))
}

fn joined<const N: usize>(sentences: [Option<&str>; N]) -> String {
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn is_open(context: Context<'_>) -> bool {
    matches!(context.config.hours.status(context.now, context.zone()), OpenStatus::Open { .. })
}

/// The languages that the company speaks, named in `language`.
pub(super) fn languages_of(config: &TenantConfig, language: Language) -> String {
    let words = &language.words().switching;
    let names: Vec<&str> = config.spoken_languages().map(|spoken| words.name_of(spoken)).collect();
    spoken::choice(&names, language)
}

fn first_name(conversation: &Conversation) -> Option<&str> {
    name::first_name(&conversation.customer()?.name)
}

/// A change, read back for the caller's agreement.
pub(super) fn read_back(proposal: &Proposal, caller: &Caller, language: Language, context: Context<'_>) -> String {
    let words = &language.words().read_back;
    let when = |slot: &Slot| spoken::slot(slot, context.today(), language);
    match proposal {
        Proposal::Book(visit) => read_back_visit(visit, caller, language, context),
        Proposal::Move { visit, to } => match visit.slot() {
            Some(from) => words.move_from.with(&when(from), &when(to)),
            None => words.move_to.with(&when(to)),
        },
        Proposal::Cancel(visit) => {
            let job = visit.details.as_ref().and_then(|(job, _)| context.config.job_type(job));
            let job: &str = job.map_or(&*words.your_visit, |job| &job.name);
            match visit.slot() {
                Some(slot) => words.cancel_on.with(job, &when(slot)),
                None => words.cancel.with(job),
            }
        }
        Proposal::Message(draft) => {
            let reached = match &draft.callback {
                Some(number) => words.call_back.with(&reached_at(number, caller, language)),
                None => String::from(&words.no_number),
            };
            let message = draft.message.trim_end_matches('.');
            match &draft.name {
                Some(name) => words.message_from.with(name, message, &reached),
                None => words.message.with(message, &reached),
            }
        }
    }
}

/// The point of a change, for a caller who has heard all of it.
pub(super) fn read_back_briefly(proposal: &Proposal, language: Language, context: Context<'_>) -> String {
    let words = &language.words().read_back;
    let when = |slot: &Slot| spoken::slot(slot, context.today(), language);
    match proposal {
        Proposal::Book(visit) => words.brief_visit.with(&when(&visit.slot), &visit.street),
        Proposal::Move { to, .. } => words.brief_move.with(&when(to)),
        Proposal::Cancel(_) => String::from(&words.brief_cancel),
        Proposal::Message(_) => String::from(&words.brief_message),
    }
}

fn reached_at(number: &PhoneNumber, caller: &Caller, language: Language) -> String {
    let words = &language.words().read_back;
    if caller.number() == Some(number) {
        words.at_this_number.with(&number.spoken())
    } else {
        words.at_number.with(&number.spoken())
    }
}

fn read_back_visit(visit: &BookingRequest, caller: &Caller, language: Language, context: Context<'_>) -> String {
    let words = &language.words().read_back;
    let job: &str = context.config.job_type(&visit.job_type).map_or(&*words.a_visit, |job| &job.name);
    let zip = spoken::zip(visit.zip.as_str());
    let place = match &visit.city {
        Some(city) => words.place_in_city.with(&visit.street, city, &zip),
        None => words.place.with(&visit.street, &zip),
    };
    let when = spoken::slot(&visit.slot, context.today(), language);
    words.visit.with(job, &when, &visit.name, &place, &reached_at(&visit.callback, caller, language))
}

/// Confirms a booked visit.
pub(super) fn booked(appointment: &Appointment, language: Language, context: Context<'_>) -> String {
    let words = &language.words().results;
    let booked = words.booked.with(&spoken::slot(&appointment.visit.slot, context.today(), language));
    let job = context.config.job_type(&appointment.visit.job_type).filter(|job| job.fee_micro_usd.get() > 0);
    let Some(job) = job else { return booked };
    let fee = words.visit_fee.with(&spoken::price(job.fee_micro_usd, language));
    let saved = Some(job.member_discount_percent).filter(|percent| *percent > 0 && appointment.visit.is_of_member());
    let saved = saved.map(|percent| words.member_fee.with(&percent.to_string()));
    joined([Some(&booked), Some(&fee), saved.as_deref()])
}

/// Confirms a moved visit.
pub(super) fn moved(slot: &Slot, today: Date, language: Language) -> String {
    language.words().results.moved.with(&spoken::slot(slot, today, language))
}

/// Another caller took the slot that a visit was to move to.
pub(super) fn not_moved(old: Option<&Slot>, today: Date, language: Language) -> String {
    let words = &language.words().results;
    match old {
        Some(old) => words.not_moved.with(&spoken::slot(old, today, language)),
        None => String::from(&words.not_moved_from_there),
    }
}

/// Confirms a cancelled visit.
pub(super) fn cancelled(slot: &Slot, today: Date, language: Language) -> String {
    language.words().results.cancelled.with(&spoken::slot(slot, today, language))
}

/// Another caller took the slot. Offers the next one.
pub(super) fn slot_gone(next: &Slot, today: Date, language: Language) -> String {
    language.words().results.slot_gone_next.with(&spoken::slot(next, today, language))
}

//! The agent's fixed phrases: what it says without a model.

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

pub(super) const OFFER_PERSON: &str =
    "I can't hear you. To speak with a person, press 1 or say person. To leave a message, press 2 or say message.";
pub(super) const OFFER_MESSAGE: &str = "I can't hear you. To leave a message, press 2 or say message.";
pub(super) const ONE_MOMENT: &str = "One moment, please, while I look into that.";
pub(super) const TROUBLE: &str = "I'm sorry, I'm having trouble on my side. Let me connect you with someone.";
pub(super) const TROUBLE_VOICEMAIL: &str = "I'm sorry, I'm having trouble on my side. Please leave your name, your number \
     and what you need after the tone, and someone will call you back.";
pub(super) const VOICEMAIL: &str =
    "Please leave your name, your number and what you need after the tone. Press the pound key when you are done.";
pub(super) const CONNECTING: &str = "One moment, I'll connect you.";
pub(super) const NOBODY_FREE: &str = "I'm sorry, nobody can come to the phone right now. I can book a visit for you or \
     take a message. Which would you like?";
/// Nobody came to the phone twice in the call.
pub(super) const NOBODY_PICKS_UP: &str =
    "I'm sorry, nobody picks up. What should I pass on? I'll take a message, and someone will call you back.";
pub(super) const NOT_REACHED_VOICEMAIL: &str =
    "I'm sorry, nobody could come to the phone. Please leave a message after the tone, and someone will call you back.";
pub(super) const VOICEMAIL_THANKS: &str =
    "Thank you. Your message has been recorded, and someone will call you back. Goodbye.";
pub(super) const VOICEMAIL_LOST: &str = "I'm sorry, I couldn't keep your message. Please call us again. Goodbye.";
pub(super) const VOICEMAIL_EMPTY: &str = "I didn't get a message. Please call again if you need us. Goodbye.";
pub(super) const ANYTHING_ELSE: &str = "Is there anything else I can help you with?";
pub(super) const ANYTHING_ELSE_SPANISH: &str = "¿Hay algo más en que le pueda ayudar?";
pub(super) const TEXT_AGREED: &str = "Thank you. I'll text you the confirmation.";
pub(super) const TEXT_NOT_AGREED: &str = "I'm sorry, I can't text you right now, but your visit stands.";
pub(super) const TEXT_FOLLOWS: &str = "I'll text you the confirmation.";
const TEXT_QUESTION: &str = "Message and data rates may apply, and you can reply STOP at any time. May I text you the \
     confirmation and a reminder to the number you're calling from?";
const TEXT_QUESTION_SPANISH: &str = "Pueden aplicar tarifas de mensajes y datos, y puede responder STOP en cualquier \
     momento. ¿Le puedo mandar por mensaje de texto la confirmación y un recordatorio al número del que llama?";
pub(super) const GOODBYE: &str = "Thank you for calling. Goodbye.";

/// The question that settles a suspicion; in other words when it is asked again.
pub(super) fn question(suspicion: Suspicion, repeated: bool, language: Language) -> &'static str {
    match (suspicion, repeated, language) {
        (Suspicion::Danger, false, Language::English) => {
            "Let me make sure you're safe first. Do you smell rotten eggs or gas, is anything burning, or is an alarm sounding?"
        }
        (Suspicion::Danger, true, Language::English) => {
            "Please tell me yes or no: do you smell gas or rotten eggs, is anything burning, or is an alarm sounding?"
        }
        (Suspicion::Danger, false, Language::Spanish) => {
            "Primero quiero asegurarme de que estén a salvo. ¿Huele a huevo podrido o a gas, se está quemando algo, o está \
             sonando una alarma?"
        }
        (Suspicion::Danger, true, Language::Spanish) => {
            "Dígame sí o no, por favor: ¿huele a gas o a huevo podrido, se quema algo, o suena una alarma?"
        }
        (Suspicion::Symptoms, false, Language::English) => {
            "Carbon monoxide has no smell, so I have one more question. Does more than one of you feel ill, or do you feel \
             better when you go outside?"
        }
        (Suspicion::Symptoms, true, Language::English) => {
            "Please tell me yes or no: does more than one of you feel ill, or do you feel better outside?"
        }
        (Suspicion::Symptoms, false, Language::Spanish) => {
            "El monóxido de carbono no tiene olor, así que le hago otra pregunta. ¿Se siente mal más de una persona, o se \
             sienten mejor cuando salen?"
        }
        (Suspicion::Symptoms, true, Language::Spanish) => {
            "Dígame sí o no, por favor: ¿se siente mal más de una persona, o se sienten mejor afuera?"
        }
        (Suspicion::Comfort, false, Language::English) => "I'm sorry about that. Who is at home, and how warm is it?",
        (Suspicion::Comfort, true, Language::English) => {
            "Is anyone there very young, older, pregnant or ill, and about how warm is it inside?"
        }
        (Suspicion::Comfort, false, Language::Spanish) => {
            "Lo siento mucho. ¿Quiénes están en casa, y a qué temperatura está?"
        }
        (Suspicion::Comfort, true, Language::Spanish) => {
            "¿Hay niños pequeños, personas mayores, embarazadas o enfermas, y más o menos a qué temperatura está adentro?"
        }
    }
}

/// The question whether the company may text the caller.
pub(super) fn text_question(language: Language) -> &'static str {
    match language {
        Language::English => TEXT_QUESTION,
        Language::Spanish => TEXT_QUESTION_SPANISH,
    }
}

/// The language of a question about texts that the caller was asked, which may be that of an earlier release.
pub(super) fn language_of_text_question(wording: &str) -> Language {
    if wording == TEXT_QUESTION { Language::English } else { language_of(wording).unwrap_or(Language::English) }
}

/// What follows the safety words of a danger that is not the gravest of the call.
pub(super) fn further_danger(context: Context<'_>, language: Language) -> &'static str {
    match (has_on_call(context), language) {
        (true, Language::English) => "I have added that for our on-call technician. What else can I do for you?",
        (true, Language::Spanish) => "Ya se lo avisé a nuestro técnico de guardia. ¿En qué más le puedo ayudar?",
        (false, Language::English) => "I have noted that too. What else can I do for you?",
        (false, Language::Spanish) => "También lo anoté. ¿En qué más le puedo ayudar?",
    }
}

pub(super) fn has_on_call(context: Context<'_>) -> bool {
    !context.config.on_call.people.is_empty()
}

/// The greeting: the company's own, the disclosures, and the caller's first name if they are a customer.
pub(super) fn greeting(conversation: &Conversation, context: Context<'_>) -> String {
    let config = context.config;
    let open = matches!(config.hours.status(context.now, context.zone()), OpenStatus::Open { .. });
    let after_hours = config.after_hours_greeting.as_ref().filter(|_| !open);
    let welcome = first_name(conversation).map(|name| format!(" Welcome back, {name}.")).unwrap_or_default();
    greeting_with(config, after_hours.unwrap_or(&config.greeting), &welcome)
}

/// The greeting that a caller who is not on file hears during opening hours.
pub(crate) fn usual_greeting(config: &TenantConfig) -> String {
    greeting_with(config, &config.greeting, "")
}

fn greeting_with(config: &TenantConfig, greeting: &str, welcome: &str) -> String {
    let agent = &config.agent_name;
    let disclosed = match (config.disclosure.ai, config.disclosure.record_calls) {
        (true, true) => format!(" I'm {agent}, an AI assistant, and this call is recorded."),
        (true, false) => format!(" I'm {agent}, an AI assistant."),
        (false, true) => " This call is recorded.".to_owned(),
        (false, false) => String::new(),
    };
    format!("{greeting}{disclosed}{welcome} How can I help you today?")
}

fn first_name(conversation: &Conversation) -> Option<&str> {
    name::first_name(&conversation.customer()?.name)
}

pub(super) const WHAT_TO_CHANGE: &str = "Is all of that right? Please say yes, or say what I should change.";

/// A change, read back for the caller's agreement.
pub(super) fn read_back(proposal: &Proposal, caller: &Caller, context: Context<'_>) -> String {
    match proposal {
        Proposal::Book(visit) => read_back_visit(visit, caller, context),
        Proposal::Move { visit, to } => {
            let from = from_slot(visit.slot(), context.today());
            format!(
                "Let me read that back. I'd move your visit{from} to {}. Is that all right?",
                spoken::slot(to, context.today())
            )
        }
        Proposal::Cancel(visit) => {
            let job = visit.details.as_ref().and_then(|(job, _)| context.config.job_type(job));
            let job = job.map_or("your visit", |job| &job.name);
            let from = from_slot(visit.slot(), context.today());
            format!("Let me read that back. I'd cancel {job}{}. Shall I cancel it?", from.trim_end_matches(','))
        }
        Proposal::Message(draft) => {
            let name = draft.name.as_ref().map(|name| format!(" from {name}")).unwrap_or_default();
            let reached = match &draft.callback {
                Some(number) => format!("We'd call you back {}.", reached_at(number, caller)),
                None => "I have no number to call you back on.".to_owned(),
            };
            format!(
                "Let me read your message{name} back: {}. {reached} Shall I pass it on?",
                draft.message.trim_end_matches('.')
            )
        }
    }
}

/// The point of a change, for a caller who has heard all of it.
pub(super) fn read_back_briefly(proposal: &Proposal, context: Context<'_>) -> String {
    let on = |slot: &Slot| spoken::slot(slot, context.today());
    match proposal {
        Proposal::Book(visit) => {
            format!("Sorry, I didn't hear anything. {}, at {}: shall I book it?", on(&visit.slot), visit.street)
        }
        Proposal::Move { to, .. } => {
            format!("Sorry, I didn't hear anything. Shall I move your visit to {}?", on(to))
        }
        Proposal::Cancel(_) => "Sorry, I didn't hear anything. Shall I cancel your visit?".to_owned(),
        Proposal::Message(_) => "Sorry, I didn't hear anything. Shall I pass your message on?".to_owned(),
    }
}

fn from_slot(slot: Option<&Slot>, today: Date) -> String {
    slot.map(|slot| format!(" on {},", spoken::slot(slot, today))).unwrap_or_default()
}

fn reached_at(number: &PhoneNumber, caller: &Caller) -> String {
    if caller.number() == Some(number) {
        format!("at the number you're calling from, {}", number.spoken())
    } else {
        format!("at {}", number.spoken())
    }
}

fn read_back_visit(visit: &BookingRequest, caller: &Caller, context: Context<'_>) -> String {
    let job = context.config.job_type(&visit.job_type).map_or("a visit", |job| &job.name);
    let place = match &visit.city {
        Some(city) => format!("{}, {city}, ZIP code {}", visit.street, spoken::zip(visit.zip.as_str())),
        None => format!("{}, ZIP code {}", visit.street, spoken::zip(visit.zip.as_str())),
    };
    let reached = reached_at(&visit.callback, caller);
    format!(
        "Let me read that back. {job}, {}, for {}, at {place}. We'd reach you {reached}. Is that all right?",
        spoken::slot(&visit.slot, context.today()),
        visit.name
    )
}

/// Confirms a booked visit.
pub(super) fn booked(appointment: &Appointment, context: Context<'_>) -> String {
    let fee = context.config.job_type(&appointment.visit.job_type).map(|job| job.fee_micro_usd);
    let fee = fee.filter(|fee| fee.get() > 0).map(|fee| format!(" The visit fee is {fee}.")).unwrap_or_default();
    format!("You're booked for {}.{fee}", spoken::slot(&appointment.visit.slot, context.today()))
}

/// Confirms a moved visit.
pub(super) fn moved(slot: &Slot, today: Date) -> String {
    format!("Your visit is moved to {}.", spoken::slot(slot, today))
}

/// Another caller took the slot that a visit was to move to.
pub(super) fn not_moved(old: Option<&Slot>, today: Date) -> String {
    let old = old.map_or_else(|| "where it was".to_owned(), |old| spoken::slot(old, today));
    format!("I'm sorry, that time was taken just now, so your visit stays {old}.")
}

/// Confirms a cancelled visit.
pub(super) fn cancelled(slot: &Slot, today: Date) -> String {
    format!("Your visit {} is cancelled.", spoken::slot(slot, today))
}

pub(super) const NOT_BOOKED: &str = "Your visit is not booked yet.";
pub(super) const NOT_CHANGED: &str = "Your visit is not changed.";
pub(super) const NO_SUCH_VISIT: &str = "That visit is not on our schedule any more, so there is nothing to change.";
pub(super) const MESSAGE_TAKEN: &str = "I've passed your message on.";

/// Another caller took the slot, and no other slot is offered.
pub(super) const SLOT_GONE: &str = "I'm sorry, that time was taken just now, so nothing is booked yet.";

/// Another caller took the slot. Offers the next one.
pub(super) fn slot_gone(next: &Slot, today: Date) -> String {
    format!(
        "I'm sorry, that time was taken just now. The next one I have is {}. Shall I book that instead?",
        spoken::slot(next, today)
    )
}

/// Another caller took the slot, and no slot is left.
pub(super) const NO_SLOT_LEFT: &str = "I'm sorry, that was our last free time and it was taken just now. I can take a \
     message so that someone calls you about the next one. Would you like that?";

//! What a person who takes a transferred call hears first: who calls, why, and what was agreed.
//!
//! The company's people hear it, not the caller, so it is in the company's language.

use super::{Context, Conversation, HistoryEntry, Reason};
use crate::{
    id::AppointmentId,
    slot::Slot,
    spoken,
    triage::{Hazard, Language},
};

const LANGUAGE: Language = Language::OF_STAFF;
/// The most characters of the caller's own words.
const LONGEST_QUOTE: usize = 160;
/// The fewest words of an utterance that says what a call is about.
const FEWEST_WORDS: usize = 4;

/// What a person whom a transfer rings hears before they press 1. `notice` says who calls, why, and what was agreed.
#[must_use]
pub fn whisper(hazard: Option<Hazard>, notice: Option<&str>) -> String {
    let words = &LANGUAGE.words().handover;
    let danger = hazard.map(|hazard| words.there_is.with(spoken::hazard(hazard)));
    let notice = notice.unwrap_or(&words.needs_you);
    let parts = [Some(&*words.front_desk), danger.as_deref(), Some(notice), Some(&*words.press_to_take)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl Conversation {
    /// What the person whom a transfer rings hears before the two are connected. A danger is said before it.
    pub(super) fn notice_for_person(&self, reason: Reason, context: Context<'_>) -> String {
        let words = &LANGUAGE.words().handover;
        let name = self.booked.last().map(|booked| &booked.visit.name);
        let name = name.or_else(|| self.customer().map(|customer| &customer.name));
        let name = name.map_or(&*words.a_caller, |name| name);
        let who = match reason {
            Reason::Asked => words.asked_for_person.with(name),
            Reason::HandOver => words.agent_cannot_go_on.with(name),
            Reason::OnCall(_) | Reason::Office(_) => words.on_the_line.with(name),
        };
        let about = self.first_words_of_caller().map(|said| words.said.with(&said));
        [Some(who), about, Some(self.agreed_so_far(context))].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What was agreed in this call, and what may have been.
    fn agreed_so_far(&self, context: Context<'_>) -> String {
        let words = &LANGUAGE.words().handover;
        let on = |slot: &Slot| spoken::slot(slot, context.today(), LANGUAGE);
        let progress = &self.progress;
        let slot_of = |id: &AppointmentId| self.appointments.iter().find(|visit| visit.id == *id)?.slot();
        let booked = self.booked.iter().filter(|booked| !progress.moved.contains(&booked.id));
        let booked = booked.filter(|booked| !progress.cancelled.contains(&booked.id));
        let booked = booked.map(|booked| words.booked.with(&on(&booked.visit.slot)));
        let moved = progress.moved.iter().filter(|id| !progress.cancelled.contains(id));
        let moved = moved.map(|id| match slot_of(id) {
            Some(slot) => words.moved.with(&on(slot)),
            None => String::from(&words.moved_in_this_call),
        });
        let cancelled = progress.cancelled.iter().map(|id| match slot_of(id) {
            Some(slot) => words.cancelled.with(&on(slot)),
            None => String::from(&words.cancelled_in_this_call),
        });
        let in_doubt = self.in_doubt.iter().map(|visit| words.in_doubt.with(&on(&visit.slot)));
        let message = progress.message_left.then(|| String::from(&words.message_left));
        let agreed: Vec<String> = booked.chain(moved).chain(cancelled).chain(in_doubt).chain(message).collect();
        if agreed.is_empty() { String::from(&words.nothing_agreed) } else { agreed.join(" ") }
    }

    /// The first words of the caller that say what the call is about, cut at a word.
    fn first_words_of_caller(&self) -> Option<String> {
        let said = self.history.iter().find_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } if text.split_whitespace().count() >= FEWEST_WORDS => Some(text),
            _ => None,
        })?;
        let mut quote = String::new();
        for word in said.split_whitespace() {
            if quote.chars().count() + word.chars().count() > LONGEST_QUOTE {
                break;
            }
            if !quote.is_empty() {
                quote.push(' ');
            }
            quote.push_str(word);
        }
        Some(quote.trim_end_matches(['.', ',', ';', ':']).to_owned()).filter(|quote| !quote.is_empty())
    }
}

//! What a person who takes a transferred call hears first: who calls, why, and what was agreed.
//!
//! It is English: the company's people hear it, not the caller.

use super::{Context, Conversation, HistoryEntry, Reason};
use crate::{id::AppointmentId, slot::Slot, spoken};

/// The most characters of the caller's own words.
const LONGEST_QUOTE: usize = 160;
/// The fewest words of an utterance that says what a call is about.
const FEWEST_WORDS: usize = 4;

impl Conversation {
    /// What the person whom a transfer rings hears before the two are connected. A danger is said before it.
    pub(super) fn notice_for_person(&self, reason: Reason, context: Context<'_>) -> String {
        let name = self.booked.last().map(|booked| &booked.visit.name);
        let name = name.or_else(|| self.customer().map(|customer| &customer.name));
        let who = name.map_or_else(|| "A caller is on the line".to_owned(), |name| format!("{name} is on the line"));
        let why = match reason {
            Reason::Asked => " and asked for a person.",
            Reason::HandOver => ". The agent could not go on.",
            Reason::OnCall(_) | Reason::Office(_) => ".",
        };
        let about = self.first_words_of_caller().map(|words| format!(" They said: {words}.")).unwrap_or_default();
        format!("{who}{why}{about} {}", self.agreed_so_far(context))
    }

    /// What was agreed in this call, and what may have been.
    fn agreed_so_far(&self, context: Context<'_>) -> String {
        let on = |slot: &Slot| spoken::slot(slot, context.today());
        let progress = &self.progress;
        let slot_of =
            |id: &AppointmentId| self.appointments.iter().find(|visit| visit.id == *id).and_then(|visit| visit.slot());
        let booked = self.booked.iter().filter(|booked| !progress.moved.contains(&booked.id));
        let booked = booked.filter(|booked| !progress.cancelled.contains(&booked.id));
        let booked = booked.map(|booked| format!("This caller is booked for {}.", on(&booked.visit.slot)));
        let moved = progress.moved.iter().filter(|id| !progress.cancelled.contains(id));
        let moved = moved.map(|id| match slot_of(id) {
            Some(slot) => format!("Their visit is moved to {}.", on(slot)),
            None => "Their visit was moved in this call.".to_owned(),
        });
        let cancelled = progress.cancelled.iter().map(|id| match slot_of(id) {
            Some(slot) => format!("Their visit {} is cancelled.", on(slot)),
            None => "Their visit was cancelled in this call.".to_owned(),
        });
        let in_doubt = self.in_doubt.iter().map(|visit| {
            format!("Please check whether this caller's visit for {} is booked: the answer was lost.", on(&visit.slot))
        });
        let message = progress.message_left.then(|| "They left a message.".to_owned());
        let agreed: Vec<String> = booked.chain(moved).chain(cancelled).chain(in_doubt).chain(message).collect();
        if agreed.is_empty() { "Nothing is agreed yet.".to_owned() } else { agreed.join(" ") }
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

//! A caller who has called before: what is on file is known before their first words, and the greeting asks whether the call is about a
//! visit.
//!
//! Only a caller whose number is attested gets anything of it. The model reads it as the result of a look-up that it did not have to ask
//! for, so words of earlier calls reach it as results of tools do. Nothing here says the address.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{Context, Conversation, HistoryEntry, KnownVisit, ToolRequest, identity::LOOK_UP};
use crate::{
    booking::{Appointment, AppointmentStatus},
    on_file::{CallerOnFile, EarlierCall},
    slot::Slot,
    spoken,
};

/// For so many days after a visit, a call of its customer is likely to be about it.
const VISIT_RECENT_DAYS: i32 = 30;
/// The id of the look-up that comes before the greeting.
const AT_START: &str = "call_0_0";

const RECORD: &str = "Ask for the address of a visit as you ask a new customer. All of this is on record: do not ask for it, nor when or \
why they called before. 'I called this morning' means one of the earlier calls. A problem after the last visit: book a visit whose \
problem begins with 'Follow-up' and the day of that visit.";
const ASK_ABOUT: &str = " If the caller has not said what the call is about, ask once whether it is about the next of the appointments, \
or else the last visit.";

impl Conversation {
    /// Looks a proven caller up before the greeting, in what was read with the call.
    pub(super) fn recall(&mut self, context: Context<'_>) {
        let (visits, calls) = std::mem::take(&mut self.read_with_customer);
        if !self.is_identified() || (visits.is_empty() && calls.is_empty()) {
            return;
        }
        let on_file = CallerOnFile { customer: self.customer.clone(), blocked: self.blocked, visits, calls };
        let request = ToolRequest { id: AT_START.to_owned(), name: LOOK_UP.to_owned(), arguments: "{}".to_owned() };
        self.history.push(HistoryEntry::ToolsRequested { requests: vec![request] });
        let content = self.customer_found(&on_file, context);
        self.tell_model(AT_START.to_owned(), content);
    }

    /// Whether the caller was looked up before the greeting. It stays the same during a call.
    #[must_use]
    pub fn was_recalled(&self) -> bool {
        let first = self.history.first();
        first.is_some_and(|entry| {
            matches!(entry, HistoryEntry::ToolsRequested { requests } if requests.iter().any(|tool| tool.id == AT_START))
        })
    }

    /// The question whether the call is about a visit on file: the next one, or one of the last weeks.
    pub(super) fn question_about_visit(&self, context: Context<'_>) -> Option<String> {
        let (words, today) = (&self.words().greeting, context.today());
        let next = self.appointments.iter().filter_map(KnownVisit::slot).min_by_key(|slot| time_of(slot));
        match (next, self.appointments.len()) {
            (Some(slot), 1) => Some(words.about_visit.with(&spoken::slot(slot, today, self.language()))),
            (Some(slot), count) => {
                Some(words.about_visits.with(&count.to_string(), &spoken::slot(slot, today, self.language())))
            }
            (None, _) => {
                let last = self.progress.last_visit.filter(|day| is_recent(*day, today))?;
                Some(words.about_last_visit.with(&spoken::date(last, today, self.language())))
            }
        }
    }

    /// What the model reads of a proven caller.
    pub(super) fn customer_found(&mut self, on_file: &CallerOnFile, context: Context<'_>) -> String {
        let (today, at_start) = (context.today(), self.was_recalled() && self.appointments.is_empty());
        let booked = on_file.visits.iter().filter(|visit| visit.status == AppointmentStatus::Booked);
        let (mut standing, past): (Vec<_>, Vec<_>) = booked.partition(|visit| visit.visit.slot.id.date >= today);
        standing.sort_by_key(|visit| time_of(&visit.visit.slot));
        self.appointments = standing.iter().map(|visit| super::tool_results::known(visit)).collect();
        let last = past.into_iter().max_by_key(|visit| time_of(&visit.visit.slot));
        self.progress.last_visit = last.map(|visit| visit.visit.slot.id.date);
        let standing: Vec<Value> = standing
            .into_iter()
            .map(|visit| {
                let mut described = self.described(visit, context);
                described["appointment_id"] = json!(visit.id);
                described
            })
            .collect();
        let mut found = json!({"appointments": standing});
        if let Some(visit) = last {
            found["last_visit"] = self.described(visit, context);
        }
        if !on_file.calls.is_empty() {
            found["earlier_calls"] = on_file.calls.iter().map(|call| self.described_call(call, context)).collect();
        }
        let ask = if at_start { "" } else { ASK_ABOUT };
        // The address stays out: it is asked for, and compared, and never read out.
        found["name"] = json!(on_file.customer.as_ref().map(|customer| &customer.name));
        found["note"] = if on_file.customer.is_some() {
            found["matched"] = json!(true);
            json!(format!("{RECORD}{ask}"))
        } else if on_file.calls.is_empty() {
            json!("This number has not called before.")
        } else {
            json!("No visit was booked from this number. Do not ask when or why they called before.")
        };
        found.to_string()
    }

    fn described(&self, visit: &Appointment, context: Context<'_>) -> Value {
        json!({
            "job_type": visit.visit.job_type,
            "when": spoken::slot(&visit.visit.slot, context.today(), self.language()),
            "problem": self.without_address(&visit.visit.problem),
        })
    }

    fn described_call(&self, call: &EarlierCall, context: Context<'_>) -> Value {
        let at = context.zone().to_datetime(call.at);
        let day = spoken::date(at.date(), context.today(), self.language());
        json!({
            "when": format!("{day}, {}", spoken::time(at.time(), self.language())),
            "outcome": call.outcome.name(),
            "about": call.about.as_deref().and_then(|about| self.without_address(about)),
        })
    }

    /// Words of an earlier call, unless they may name the address.
    fn without_address<'a>(&self, words: &'a str) -> Option<&'a str> {
        Some(words).filter(|words| !self.name_address_on_file(words))
    }
}

fn time_of(slot: &Slot) -> (Date, jiff::civil::Time) {
    (slot.id.date, slot.starts)
}

fn is_recent(day: Date, today: Date) -> bool {
    day.saturating_add(VISIT_RECENT_DAYS.days()) >= today
}

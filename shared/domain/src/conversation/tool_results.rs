//! The results of tools: slots to offer, booked visits, stored messages.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{
    BookingEnd, Context, Conversation, Effects, HistoryEntry, NextStep, Phase, Purpose, Running, ToolAction,
    ToolOutcome, ToolRequest, ToolRound, ToolRun, TurnEnd, phrases, round::Closing,
};
use crate::{
    booking::{Appointment, AppointmentStatus, BookingRequest, Customer},
    dates::{DateRange, DaySet, PartOfDay},
    id::AppointmentId,
    slot::{Slot, SlotQuery, Taken},
    spoken,
};

/// How many slots are offered at a time. Callers cannot remember more.
const SLOTS_OFFERED: usize = 3;
/// How many offered slots stay bookable in a call; the oldest are dropped.
const SLOTS_REMEMBERED: usize = 12;
const INTERNAL: &str =
    "error: this did not work for an internal reason. Apologise, and offer to take a message or to connect a person.";

impl Conversation {
    /// Books the visit that the caller agreed to. The history shows it as a request of the model.
    pub(super) fn book(&mut self, visit: BookingRequest) -> Effects {
        let id = format!("call_{}_0", self.history.len());
        let arguments = json!({
            "slot_id": visit.slot.id.to_string(), "job_type": visit.job_type, "name": visit.name,
            "callback_number": visit.callback, "street_address": visit.street, "city": visit.city, "zip": visit.zip,
            "problem": visit.problem, "access_notes": visit.access_notes,
        });
        let request =
            ToolRequest { id: id.clone(), name: "book_appointment".to_owned(), arguments: arguments.to_string() };
        self.history.push(HistoryEntry::ToolsRequested { requests: vec![request] });
        let run = self.book_run(id, visit);
        Effects::only(NextStep::RunTools(ToolRound::one(run)))
    }

    pub(super) fn book_run(&mut self, id: String, visit: BookingRequest) -> ToolRun {
        let nth = u32::try_from(self.usage.appointments).unwrap_or(u32::MAX);
        let appointment = AppointmentId::of_call(&self.call, nth);
        self.turn.running.push(Running { id: id.clone(), purpose: Purpose::Book(visit.clone()) });
        ToolRun { id, tool: ToolAction::Book { id: appointment, visit: Box::new(visit) } }
    }

    /// Takes the outcome of one tool. Returns effects only for a tool that is alone in its round and ends it.
    pub(super) fn tool_finished(
        &mut self,
        id: String,
        purpose: Purpose,
        outcome: ToolOutcome,
        context: Context<'_>,
    ) -> Option<Effects> {
        let done = !matches!(outcome, ToolOutcome::SlotFull | ToolOutcome::NoSuchAppointment | ToolOutcome::Failed);
        self.turn.round.failed |= !done;
        let content = match (purpose, outcome) {
            (Purpose::Voicemail, outcome) => {
                let stored = outcome == ToolOutcome::MessageTaken;
                let words = if stored { phrases::VOICEMAIL_THANKS } else { phrases::VOICEMAIL_LOST };
                return Some(self.finish_turn(words, TurnEnd::HangUp));
            }
            (Purpose::NextBest(visit), ToolOutcome::Capacity(taken)) => {
                return Some(self.offer_next_best(visit, &taken, context));
            }
            (Purpose::NextBest(_), _) => {
                self.gather(phrases::SLOT_GONE);
                return Some(self.hand_over(context));
            }
            (Purpose::Book(_), ToolOutcome::Booked(appointment)) => self.booked(&appointment, context),
            (Purpose::Book(visit), ToolOutcome::SlotFull) => self.slot_full(visit),
            (Purpose::Book(_), _) => {
                self.turn.round.booking = Some(BookingEnd::Failed);
                INTERNAL.to_owned()
            }
            (Purpose::Offer { days, part }, ToolOutcome::Capacity(taken)) => self.offer(&days, part, &taken, context),
            (_, outcome) => self.inform(outcome, context),
        };
        self.tell_model(id, content);
        None
    }

    pub(super) fn tell_model(&mut self, id: String, content: String) {
        self.history.push(HistoryEntry::ToolReturned { id, content });
    }

    fn booked(&mut self, appointment: &Appointment, context: Context<'_>) -> String {
        self.usage.appointments = self.usage.appointments.saturating_add(1);
        self.appointments.push(appointment.id.clone());
        self.phase = Phase::Talking;
        self.turn.round.booking = Some(BookingEnd::Booked(phrases::booked(appointment, context)));
        json!({
            "booked": describe(appointment, context),
            "note": "The caller hears this confirmation before your words; do not repeat it.",
        })
        .to_string()
    }

    fn slot_full(&mut self, visit: BookingRequest) -> String {
        self.offered.retain(|slot| slot.id != visit.slot.id);
        self.turn.round.booking = Some(BookingEnd::SlotFull(visit));
        "error: someone else has just taken this slot; nothing was booked. The caller hears so, with what is \
         free next; offer nothing yourself."
            .to_owned()
    }

    /// Reads which slots are free, because another caller took the slot of this visit.
    pub(super) fn look_for_next_best(&mut self, visit: BookingRequest, context: Context<'_>) -> Effects {
        let horizon = context.config.arrival_windows.last_day(context.today());
        let day = visit.slot.id.date;
        let Ok(days) = DateRange::new(day, day.max(horizon)) else {
            return self.end_after_report(Closing::NextBest(None), context);
        };
        let id = format!("next_best_{}", self.history.len());
        self.turn.running.push(Running { id: id.clone(), purpose: Purpose::NextBest(visit) });
        Effects::only(NextStep::RunTools(ToolRound::one(ToolRun { id, tool: ToolAction::ReadCapacity(days) })))
    }

    fn offer_next_best(&mut self, visit: BookingRequest, taken: &Taken, context: Context<'_>) -> Effects {
        let day = visit.slot.id.date;
        let horizon = context.config.arrival_windows.last_day(context.today());
        let next = DateRange::new(day, day.max(horizon)).ok().and_then(|days| {
            openings(&days.into(), PartOfDay::Any, taken, context).into_iter().find(|slot| slot.id != visit.slot.id)
        });
        if let Some(next) = &next {
            self.remember_offer(std::slice::from_ref(next));
        }
        let visit = next.map(|slot| BookingRequest { slot, ..visit });
        self.end_after_report(Closing::NextBest(visit), context)
    }

    fn remember_offer(&mut self, slots: &[Slot]) {
        self.offered.retain(|known| !slots.contains(known));
        self.offered.extend_from_slice(slots);
        let forgotten = self.offered.len().saturating_sub(SLOTS_REMEMBERED);
        self.offered.drain(..forgotten);
    }

    /// Offers the slots asked for or, if none of them is free, the next free ones.
    fn offer(&mut self, days: &DaySet, part: PartOfDay, taken: &Taken, context: Context<'_>) -> String {
        let mut slots = openings(days, part, taken, context);
        let mut answer = json!({});
        if slots.is_empty() {
            let horizon = context.config.arrival_windows.last_day(context.today());
            let asked = days.first();
            let later = DateRange::new(if asked > horizon { context.today() } else { asked }, horizon);
            slots = later.map(|later| openings(&later.into(), PartOfDay::Any, taken, context)).unwrap_or_default();
            answer["note"] = json!(match (asked > horizon, slots.is_empty()) {
                (false, true) => "Nothing is free. Offer to take a message.".to_owned(),
                (false, false) => "Nothing is free then. These are the next free slots.".to_owned(),
                (true, true) => format!("{} Nothing else is free. Offer to take a message.", too_far(asked, context)),
                (true, false) => format!("{} Say so. These are the next free slots.", too_far(asked, context)),
            });
        }
        self.remember_offer(&slots);
        let today = context.today();
        answer["slots"] = slots
            .iter()
            .map(|slot| json!({"slot_id": slot.id.to_string(), "when": spoken::slot(slot, today)}))
            .collect();
        answer.to_string()
    }

    fn inform(&mut self, outcome: ToolOutcome, context: Context<'_>) -> String {
        match outcome {
            ToolOutcome::Customer(customer, appointments) => {
                self.customer_found(customer.as_ref(), &appointments, context)
            }
            ToolOutcome::Rescheduled(appointment) => json!({"moved": describe(&appointment, context)}).to_string(),
            ToolOutcome::Cancelled(appointment) => json!({"cancelled": describe(&appointment, context)}).to_string(),
            ToolOutcome::SlotFull => "error: that slot has just been taken; call check_availability again.".to_owned(),
            ToolOutcome::NoSuchAppointment => "error: that appointment no longer stands.".to_owned(),
            ToolOutcome::MessageTaken => "The message is stored.".to_owned(),
            ToolOutcome::Capacity(_) | ToolOutcome::Booked(_) | ToolOutcome::Failed => INTERNAL.to_owned(),
        }
    }

    fn customer_found(
        &mut self,
        customer: Option<&Customer>,
        appointments: &[Appointment],
        context: Context<'_>,
    ) -> String {
        let standing: Vec<&Appointment> = appointments
            .iter()
            .filter(|appointment| appointment.status == AppointmentStatus::Booked)
            .filter(|appointment| appointment.visit.slot.id.date >= context.today())
            .collect();
        self.appointments = standing.iter().map(|appointment| appointment.id.clone()).collect();
        let standing: Vec<Value> = standing.iter().map(|appointment| describe(appointment, context)).collect();
        match customer {
            Some(known) => json!({
                "name": known.name, "street_address": known.street, "zip": known.zip, "appointments": standing,
            }),
            None => json!({"name": null, "note": "This number has not called before.", "appointments": standing}),
        }
        .to_string()
    }
}

fn describe(appointment: &Appointment, context: Context<'_>) -> Value {
    json!({
        "appointment_id": appointment.id,
        "job_type": appointment.visit.job_type,
        "when": spoken::slot(&appointment.visit.slot, context.today()),
    })
}

/// Why a day cannot be booked yet, and from when it can.
fn too_far(asked: Date, context: Context<'_>) -> String {
    let (windows, today) = (&context.config.arrival_windows, context.today());
    let opens = asked.saturating_sub(i32::from(windows.horizon_days()).days());
    format!(
        "That is too far ahead: {} can be booked from {} on, and today the last day that can be booked is {}.",
        spoken::date(asked, today),
        spoken::date(opens, today),
        spoken::date(windows.last_day(today), today)
    )
}

fn openings(days: &DaySet, part: PartOfDay, taken: &Taken, context: Context<'_>) -> Vec<Slot> {
    let config = context.config;
    let query = SlotQuery { days: days.clone(), part, limit: SLOTS_OFFERED };
    config.arrival_windows.openings(&query, taken, &config.hours, context.zone(), context.now)
}

//! The results of tools: slots to offer, and what came of the changes that the caller agreed to.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{
    BookedVisit, Completion, Context, Conversation, Effects, Event, HistoryEntry, KnownVisit, NextStep, Phase,
    Proposal, Purpose, Running, ToolAction, ToolOutcome, ToolRequest, ToolRound, ToolRun, TurnEnd,
    agreement::Agreement, phrases, round::Closing,
};
use crate::{
    booking::{Appointment, AppointmentStatus, BookingRequest, CallerMessage, MessageBody},
    dates::{DateRange, DaySet, PartOfDay},
    id::AppointmentId,
    slot::{Slot, SlotQuery, Taken},
    spoken,
    tenant::NOT_KNOWN,
    triage::Language,
};

/// How many slots are offered at a time. Callers cannot remember more.
const SLOTS_OFFERED: usize = 3;
/// How many offered slots stay bookable in a call; the oldest are dropped.
const SLOTS_REMEMBERED: usize = 12;
const INTERNAL: &str =
    "error: this did not work for an internal reason. Apologise, and offer to take a message or to connect a person.";

impl Conversation {
    /// Does what the caller agreed to. The history shows it as a request of the model.
    pub(super) fn carry_out(&mut self, proposal: Proposal, context: Context<'_>) -> Effects {
        let (name, arguments, tool) = match &proposal {
            Proposal::Book(visit) => {
                let mut arguments = json!({
                    "slot_id": visit.slot.id.to_string(), "job_type": visit.job_type, "name": visit.name,
                    "callback_number": visit.callback, "street_address": visit.street, "city": visit.city,
                    "zip": visit.zip, "problem": visit.problem, "access_notes": visit.access_notes,
                });
                if !visit.answers.is_empty() {
                    let answers =
                        visit.answers.iter().map(|one| (one.id().as_str(), one.answer().unwrap_or(NOT_KNOWN)));
                    arguments["answers"] = answers.map(|(id, answer)| (id.to_owned(), json!(answer))).collect();
                }
                let book = ToolAction::Book { id: self.next_appointment_id(), visit: Box::new(visit.clone()) };
                ("book_appointment", arguments, book)
            }
            Proposal::Move { visit, to } => {
                let arguments = json!({"appointment_id": visit.id, "slot_id": to.id.to_string()});
                ("reschedule", arguments, ToolAction::Reschedule { id: visit.id.clone(), slot: to.clone() })
            }
            Proposal::Cancel(visit) => {
                ("cancel", json!({"appointment_id": visit.id}), ToolAction::Cancel { id: visit.id.clone() })
            }
            Proposal::Message(draft) => {
                let arguments = json!({
                    "name": draft.name, "callback_number": draft.callback, "message": draft.message,
                    "urgent": draft.urgent,
                });
                let message = CallerMessage {
                    id: self.next_message_id(),
                    call: Some(self.call.clone()),
                    name: draft.name.clone(),
                    callback: draft.callback.clone(),
                    body: MessageBody::Words(draft.message.clone()),
                    urgent: draft.urgent,
                    left_at: context.now,
                };
                ("take_message", arguments, ToolAction::StoreMessage(Box::new(message)))
            }
        };
        let id = format!("call_{}_0", self.history.len());
        let request = ToolRequest { id: id.clone(), name: name.to_owned(), arguments: arguments.to_string() };
        self.history.push(HistoryEntry::ToolsRequested { requests: vec![request] });
        let leaves_visit = matches!(proposal, Proposal::Book(_) | Proposal::Move { .. });
        self.turn.running.push(Running { id: id.clone(), purpose: Purpose::CarryOut(proposal) });
        let then = if leaves_visit { self.read_text_permission(context) } else { None };
        Effects::only(NextStep::RunTools(ToolRound::with(ToolRun { id, tool }, then)))
    }

    /// The id of the next booking. It stays the same until a booking is known to have succeeded.
    fn next_appointment_id(&self) -> AppointmentId {
        let nth = u32::try_from(self.usage.appointments).unwrap_or(u32::MAX);
        AppointmentId::of_call(&self.call, nth)
    }

    /// Takes the outcome of one tool. Returns effects only for a tool that is alone in its round and ends it.
    pub(super) fn tool_finished(
        &mut self,
        id: String,
        purpose: Purpose,
        outcome: ToolOutcome,
        context: Context<'_>,
    ) -> Option<Effects> {
        match purpose {
            Purpose::TextPermission => {
                self.text_permission_read(&outcome);
                return None;
            }
            Purpose::TextConsent(consent) => return Some(self.text_consent_stored(consent, &outcome)),
            _ => {}
        }
        let done = !matches!(outcome, ToolOutcome::SlotFull | ToolOutcome::NoSuchAppointment | ToolOutcome::Failed);
        self.turn.round.failed |= !done;
        let content = match (purpose, outcome) {
            (Purpose::Voicemail, outcome) => {
                let stored = outcome == ToolOutcome::MessageTaken;
                let talk = &self.words_for_message(context).talk;
                let words = if stored { &talk.voicemail_thanks } else { &talk.voicemail_lost };
                return Some(self.finish_turn(words, TurnEnd::HangUp));
            }
            (Purpose::NextBest(visit), ToolOutcome::Capacity(taken)) => {
                return Some(self.offer_next_best(visit, &taken, context));
            }
            (Purpose::NextBest(_), _) => {
                self.gather(&self.words().results.slot_gone);
                return Some(self.hand_over(context));
            }
            (Purpose::CarryOut(proposal), outcome) => {
                let (completion, content) = self.carried_out(proposal, outcome, context);
                self.turn.round.carried_out = Some(completion);
                content
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

    /// What came of a change: what the caller hears, and what the model reads.
    fn carried_out(&mut self, proposal: Proposal, outcome: ToolOutcome, context: Context<'_>) -> (Completion, String) {
        match (proposal, outcome) {
            (Proposal::Book(_), ToolOutcome::Booked(appointment)) => {
                let words = self.booked(&appointment, context);
                (
                    Completion::VisitStands(words),
                    json!({"booked": describe(&appointment, self.language(), context)}).to_string(),
                )
            }
            (Proposal::Book(visit), ToolOutcome::SlotFull) => {
                self.offered.retain(|slot| slot.id != visit.slot.id);
                let content = "error: someone else has just taken this slot; nothing was booked. The caller hears so, \
                               with what is free next; offer nothing yourself.";
                (Completion::SlotFull(visit), content.to_owned())
            }
            (Proposal::Move { visit, .. }, ToolOutcome::Rescheduled(appointment)) => {
                let slot = appointment.visit.slot.clone();
                for booked in self.booked.iter_mut().filter(|booked| booked.id == visit.id) {
                    booked.visit.slot = slot.clone();
                }
                let words = phrases::moved(&slot, context.today(), self.language());
                self.note_moved(&appointment);
                self.remember_visit(&appointment);
                (
                    Completion::VisitStands(words),
                    json!({"moved": describe(&appointment, self.language(), context)}).to_string(),
                )
            }
            (Proposal::Move { visit, to }, ToolOutcome::SlotFull) => {
                self.offered.retain(|slot| slot.id != to.id);
                let words = phrases::not_moved(visit.slot(), context.today(), self.language());
                let content = "error: that slot has just been taken; call check_availability again.";
                (Completion::Answered(words), content.to_owned())
            }
            (Proposal::Cancel(visit), ToolOutcome::Cancelled(appointment)) => {
                self.forget_visit(&visit.id);
                self.note_cancelled(&appointment);
                let words = phrases::cancelled(&appointment.visit.slot, context.today(), self.language());
                (
                    Completion::Answered(words),
                    json!({"cancelled": describe(&appointment, self.language(), context)}).to_string(),
                )
            }
            (Proposal::Move { visit, .. } | Proposal::Cancel(visit), ToolOutcome::NoSuchAppointment) => {
                self.forget_visit(&visit.id);
                let content = "error: that appointment no longer stands.";
                (Completion::Answered(String::from(&self.words().results.no_such_visit)), content.to_owned())
            }
            (Proposal::Message(_), ToolOutcome::MessageTaken) => {
                self.progress.message_left = true;
                (
                    Completion::Answered(String::from(&self.words().results.message_taken)),
                    "The message is stored.".to_owned(),
                )
            }
            (proposal, _) => {
                if let Proposal::Book(visit) = proposal {
                    self.in_doubt = Some(visit);
                }
                (Completion::Failed, INTERNAL.to_owned())
            }
        }
    }

    /// Notes a booked visit. Returns the words that confirm it.
    fn booked(&mut self, appointment: &Appointment, context: Context<'_>) -> String {
        self.usage.appointments = self.usage.appointments.saturating_add(1);
        self.in_doubt = None;
        self.booked.push(BookedVisit { id: appointment.id.clone(), visit: appointment.visit.clone() });
        self.remember_visit(appointment);
        phrases::booked(appointment, self.language(), context)
    }

    fn remember_visit(&mut self, appointment: &Appointment) {
        self.appointments.retain(|visit| visit.id != appointment.id);
        self.appointments.push(known(appointment));
    }

    fn forget_visit(&mut self, id: &AppointmentId) {
        self.appointments.retain(|visit| visit.id != *id);
        self.booked.retain(|visit| visit.id != *id);
    }

    /// The booking whose outcome this conversation does not know: it failed, or the turn that made it was lost before it
    /// was saved. An answer that books it, or books it again, needs no look-up, because its id stays the same.
    #[must_use]
    pub fn booking_in_doubt(&self, event: &Event, context: Context<'_>) -> Option<AppointmentId> {
        let in_doubt = match (&self.phase, event) {
            (Phase::ReadingBack { proposal: Proposal::Book(_), .. }, Event::KeyPressed(keys)) if keys == "1" => false,
            (Phase::ReadingBack { proposal: proposal @ Proposal::Book(_), .. }, Event::CallerSaid(speech)) => {
                proposal.judge(&speech.text, context.today()) != Agreement::Yes
            }
            (Phase::ReadingBack { proposal: Proposal::Book(_), .. }, _) => true,
            _ => false,
        };
        (in_doubt || self.in_doubt.is_some()).then(|| self.next_appointment_id())
    }

    /// The outcome of the look-up of [`Self::booking_in_doubt`]: the visit, if it is booked. The next words of the turn
    /// begin with it.
    pub fn booking_looked_up(&mut self, found: Option<&Appointment>, context: Context<'_>) {
        let failed = self.in_doubt.take().is_some();
        let words = &self.words().results;
        let Some(appointment) = found.filter(|appointment| appointment.status == AppointmentStatus::Booked) else {
            self.turn.confirmed.extend(failed.then(|| String::from(&words.not_booked)));
            return;
        };
        if matches!(self.phase, Phase::ReadingBack { proposal: Proposal::Book(_), .. }) {
            self.phase = Phase::Talking;
        }
        let id = format!("call_{}_0", self.history.len());
        let arguments = json!({"slot_id": appointment.visit.slot.id.to_string()}).to_string();
        let request = ToolRequest { id: id.clone(), name: "book_appointment".to_owned(), arguments };
        self.history.push(HistoryEntry::ToolsRequested { requests: vec![request] });
        let note = "The caller hears this confirmation before your words; do not repeat it.";
        self.tell_model(
            id,
            json!({"booked": describe(appointment, self.language(), context), "note": note}).to_string(),
        );
        let words = self.booked(appointment, context);
        self.turn.confirmed.push(words);
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
            .map(|slot| json!({"slot_id": slot.id.to_string(), "when": spoken::slot(slot, today, self.language())}))
            .collect();
        answer.to_string()
    }

    fn inform(&mut self, outcome: ToolOutcome, context: Context<'_>) -> String {
        match outcome {
            ToolOutcome::Customer(on_file) => self.customer_found(&on_file, context),
            _ => INTERNAL.to_owned(),
        }
    }
}

pub(super) fn known(appointment: &Appointment) -> KnownVisit {
    let details = Some((appointment.visit.job_type.clone(), appointment.visit.slot.clone()));
    KnownVisit { id: appointment.id.clone(), details }
}

fn describe(appointment: &Appointment, language: Language, context: Context<'_>) -> Value {
    json!({
        "appointment_id": appointment.id,
        "job_type": appointment.visit.job_type,
        "when": spoken::slot(&appointment.visit.slot, context.today(), language),
    })
}

/// Why a day cannot be booked yet, and from when it can.
fn too_far(asked: Date, context: Context<'_>) -> String {
    let (windows, today) = (&context.config.arrival_windows, context.today());
    let opens = asked.saturating_sub(i32::from(windows.horizon_days()).days());
    format!(
        "That is too far ahead: {} can be booked from {} on, and today the last day that can be booked is {}.",
        spoken::date(asked, today, Language::OF_STAFF),
        spoken::date(opens, today, Language::OF_STAFF),
        spoken::date(windows.last_day(today), today, Language::OF_STAFF)
    )
}

fn openings(days: &DaySet, part: PartOfDay, taken: &Taken, context: Context<'_>) -> Vec<Slot> {
    let config = context.config;
    let query = SlotQuery { days: days.clone(), part, limit: SLOTS_OFFERED };
    config.arrival_windows.openings(&query, taken, &config.hours, context.zone(), context.now)
}

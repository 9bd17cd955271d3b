//! The state that a call left in the table, as facts.

use std::collections::BTreeMap;

use domain::{
    booking::{Appointment, AppointmentStatus, MessageBody},
    dates::DateRange,
    id::AppointmentId,
    phone::PhoneNumber,
    tenant::NOT_KNOWN,
};
use evaluations::outcome::{EmergencyFact, EvaluatedCall, MessageFact, MoveFact, VisitFact};
use jiff::ToSpan as _;
use store::{LARGEST_PAGE, MessageFilter};

use super::{RunError, stage::Stage};

impl Stage {
    /// What the call changed. Its course is not part of it.
    pub(super) async fn final_state(&self) -> Result<EvaluatedCall, RunError> {
        let mut outcome = EvaluatedCall::default();
        self.changes_on_file(&mut outcome).await?;
        for appointment in self.new_visits().await? {
            match appointment.status {
                AppointmentStatus::Booked => outcome.booked.push(visit(appointment)),
                AppointmentStatus::Cancelled => outcome.cancelled.push(appointment.visit.slot.id),
            }
        }
        let messages = self.store.list_messages(&self.customers, MessageFilter::default(), None, LARGEST_PAGE).await?;
        for entry in messages.items.iter().rev() {
            let Some(message) = self.store.get_message(&self.scope, &entry.message).await? else { continue };
            let (words, voicemail) = match message.body {
                MessageBody::Words(words) => (words.to_string(), false),
                MessageBody::Received(text) => (text.words.to_string(), false),
                MessageBody::Voicemail(_) => (String::new(), true),
            };
            outcome.messages.push(MessageFact { words, callback: message.callback, urgent: message.urgent, voicemail });
        }
        let emergencies = self.store.list_emergencies(&self.customers, None, LARGEST_PAGE).await?;
        let fact = |entry: &store::EmergencyEntry| EmergencyFact {
            hazard: entry.hazard,
            taken: entry.acknowledged_at.is_some(),
        };
        outcome.emergencies = emergencies.items.iter().rev().map(fact).collect();
        if let Some(number) = &self.from {
            outcome.customer = self.customer(number).await?;
        }
        Ok(outcome)
    }

    async fn changes_on_file(&self, outcome: &mut EvaluatedCall) -> Result<(), RunError> {
        for before in &self.on_file {
            let after = self.store.get_appointment(&self.scope, &before.id).await?.ok_or("a visit on file is gone")?;
            let (from, to) = (before.visit.slot.id.clone(), after.visit.slot.id);
            if after.status == AppointmentStatus::Cancelled {
                outcome.cancelled.push(to);
            } else if from != to {
                outcome.moved.push(MoveFact { from, to });
            }
        }
        Ok(())
    }

    /// The visits that were not on file, in any state.
    async fn new_visits(&self) -> Result<Vec<Appointment>, RunError> {
        let today = self.config.time_zone.to_datetime(self.began_at).date();
        let days = DateRange::new(today.saturating_sub(1.day()), today.saturating_add(60.days()))?;
        let on_file = self.ids_on_file();
        let mut ids: Vec<AppointmentId> = Vec::new();
        let mut after = None;
        loop {
            let page = self.store.list_visits(&self.customers, days, after.as_deref(), LARGEST_PAGE).await?;
            for entry in page.items {
                if !on_file.contains(&entry.appointment) && !ids.contains(&entry.appointment) {
                    ids.push(entry.appointment);
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut visits = Vec::new();
        for id in ids {
            visits.extend(self.store.get_appointment(&self.scope, &id).await?);
        }
        Ok(visits)
    }

    async fn customer(&self, number: &PhoneNumber) -> Result<Option<VisitFact>, RunError> {
        let found = self.store.get_caller(&self.customers, number).await?.customer;
        Ok(found.map(|customer| VisitFact {
            slot: None,
            job_type: None,
            name: customer.name.to_string(),
            street: customer.street.to_string(),
            zip: customer.zip,
            callback: customer.number,
            problem: String::new(),
            answers: BTreeMap::new(),
        }))
    }
}

fn visit(Appointment { visit, .. }: Appointment) -> VisitFact {
    VisitFact {
        slot: Some(visit.slot.id),
        job_type: Some(visit.job_type),
        name: visit.name.to_string(),
        street: visit.street.to_string(),
        zip: visit.zip,
        callback: visit.callback,
        problem: visit.problem.to_string(),
        answers: visit
            .answers
            .iter()
            .map(|one| (one.id().as_str().to_owned(), one.answer().unwrap_or(NOT_KNOWN).to_owned()))
            .collect(),
    }
}

//! What the facts of a call say by themselves: its reason, its urgency and the intake.

use std::borrow::Cow;

use super::{Intake, SummaryInput, Urgency};
use crate::{
    booking::{Appointment, AppointmentStatus, CallerMessage, MessageBody},
    conversation::HistoryEntry,
    redaction::{redacted, redacted_turns},
    spoken,
    text::Text,
    triage,
};

impl<'a> SummaryInput<'a> {
    /// The visits that stand.
    pub(super) fn booked(&self) -> impl Iterator<Item = &'a Appointment> {
        self.appointments.iter().filter(|appointment| appointment.status == AppointmentStatus::Booked)
    }

    /// The latest visit that stands, else the latest one.
    fn visit(&self) -> Option<&'a Appointment> {
        self.booked().last().or(self.appointments.last())
    }

    /// The messages in words.
    pub(super) fn messages_in_words(&self) -> impl Iterator<Item = (&'a CallerMessage, &'a Text<1000>)> {
        self.messages.iter().filter_map(|message| match &message.body {
            MessageBody::Words(words) => Some((message, words)),
            MessageBody::Voicemail(_) | MessageBody::Received(_) => None,
        })
    }

    /// What the caller said, in order.
    pub(super) fn caller_words(&self) -> impl Iterator<Item = &'a str> {
        self.history.unwrap_or_default().iter().filter_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Some(text.as_str()).filter(|text| !text.trim().is_empty()),
            _ => None,
        })
    }

    /// What the caller said first, without numbers of cards and social security. One may go on in later turns.
    pub(super) fn first_words(&self) -> Option<String> {
        let words: Vec<&str> = self.caller_words().collect();
        redacted_turns(&words).into_iter().next().map(Cow::into_owned)
    }

    pub(super) fn reason(&self) -> Option<Text<500>> {
        let danger = self.emergencies.first().map(|emergency| spoken::hazard(emergency.hazard));
        let problem = self.visit().map(|visit| &*visit.visit.problem);
        let message = self.messages_in_words().next().map(|(_, words)| &**words);
        let first = || self.first_words();
        let reason = danger.or(problem).or(message).map(|reason| redacted(reason).into_owned()).or_else(first);
        Text::cut(&reason?)
    }

    pub(super) fn urgency(&self) -> Urgency {
        let fails = self.findings.hazards.iter().any(|hazard| hazard.is_comfort());
        if !self.emergencies.is_empty() || self.findings.emergency().is_some() {
            Urgency::Emergency
        } else if fails || self.findings.vulnerable || self.messages.iter().any(|message| message.urgent) {
            Urgency::Urgent
        } else {
            Urgency::Routine
        }
    }

    pub(super) fn intake(&self) -> Intake {
        let visit = self.visit().map(|appointment| &appointment.visit);
        let message = self.messages.iter().find(|message| message.name.is_some()).or(self.messages.first());
        let danger = self.emergencies.iter().find(|emergency| emergency.report.name.is_some());
        let danger = danger.or(self.emergencies.first());
        let callback = visit.map(|visit| visit.callback.clone());
        let callback = callback.or(message.and_then(|message| message.callback.clone()));
        let place = danger.and_then(|danger| danger.report.place.clone());
        let words = self.caller_words().collect::<Vec<_>>().join(" ");
        Intake {
            name: visit
                .map(|visit| visit.name.clone())
                .or(message.and_then(|message| message.name.clone()))
                .or(danger.and_then(|danger| danger.report.name.clone())),
            callback: callback.or(danger.and_then(|danger| danger.callback.clone())).or(self.caller.cloned()),
            street: visit.and_then(|visit| Text::cut(&visit.street)).or(place),
            city: visit.and_then(|visit| visit.city.clone()),
            zip: visit.map(|visit| visit.zip.clone()),
            job_type: visit.map(|visit| visit.job_type.clone()),
            problem: visit.and_then(|visit| Text::cut(&redacted(&visit.problem))),
            access_notes: visit
                .and_then(|visit| visit.access_notes.as_ref())
                .and_then(|notes| Text::cut(&redacted(notes))),
            language: triage::language_of(&words),
        }
    }
}

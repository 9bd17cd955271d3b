//! Transfers: to the office, to the people on call, to a voicemail; and the alarm before them.

use super::{
    Context, Conversation, Dialed, Effects, NextStep, Phase, Purpose, RecordedHazard, Running, SideEffect, ToolAction,
    ToolRound, ToolRun, Transfer, TurnEnd, round::Closing,
};
use crate::{
    booking::{CallerMessage, Emergency, MessageBody, Voicemail},
    call_facts::Transfers,
    hours::OpenStatus,
    id::{EmergencyId, MessageId},
    phone::PhoneNumber,
    tenant::AfterHours,
    triage::{self, Hazard},
};

/// How long the office's telephone rings.
const OFFICE_RING_SECONDS: u8 = 25;
/// After this many unanswered transfers, the office is not rung again for a caller who asks for a person.
const MOST_MISSED_TRANSFERS: u8 = 2;

/// A number to dial, and the reason. The reason decides what the caller hears if the call is not answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Destination {
    /// The number.
    pub number: PhoneNumber,
    /// The reason.
    pub reason: Reason,
}

/// Why a number is dialed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The caller asked for a person.
    Asked,
    /// A danger: this is a person on call.
    OnCall(Hazard),
    /// A danger: no person on call was reached, and this is the office.
    Office(Hazard),
    /// The agent cannot go on.
    HandOver,
}

impl Conversation {
    /// Connects the caller to the office if it takes calls now. Otherwise offers a visit or a message.
    pub(super) fn connect_person_or_offer(&mut self, context: Context<'_>) -> Effects {
        if let Some(hazard) = self.emergency
            && let Some(effects) = self.ring_for_help(hazard, context)
        {
            return effects;
        }
        match person_to_reach(context) {
            Some(_) if self.progress.transfers.missed >= MOST_MISSED_TRANSFERS => {
                self.say_and_listen(&self.words().talk.nobody_picks_up)
            }
            Some(number) => self.ring_one(
                &self.words().talk.connecting,
                Destination { number, reason: Reason::Asked },
                Vec::new(),
                context,
            ),
            None => self.say_and_listen(&self.words().talk.nobody_free),
        }
    }

    /// Hands the call to a person, at any hour, or to a voicemail: the agent cannot go on.
    pub(super) fn hand_over(&mut self, context: Context<'_>) -> Effects {
        if matches!(self.turn.pending, Some(Closing::NextBest(_))) {
            self.gather(&self.words().results.slot_gone);
        }
        match context.config.forwarding_number.clone() {
            Some(number) => self.ring_one(
                &self.words().talk.trouble,
                Destination { number, reason: Reason::HandOver },
                Vec::new(),
                context,
            ),
            None => self.take_voicemail(&self.words().talk.trouble_voicemail),
        }
    }

    /// Acts on a danger: the safety words, then the people on call, then the office.
    pub(super) fn raise_emergency(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        self.record_hazard(hazard, context);
        self.emergency = Some(hazard);
        self.everyone_out = false;
        self.alarm.retractions = 0;
        self.silences = 0;
        // Nothing comes before the safety words. What was booked is said after them.
        let confirmed = std::mem::take(&mut self.turn.confirmed);
        self.turn.say.clear();
        self.turn.say.push(triage::safety_words(hazard, self.language_of_danger()).to_owned());
        self.turn.say.extend(confirmed);
        match self.ring_for_help(hazard, context) {
            Some(effects) => effects,
            None => self.nobody_reached(hazard, context),
        }
    }

    /// Records a danger, once in a call.
    pub(super) fn record_hazard(&mut self, hazard: Hazard, context: Context<'_>) {
        if self.emergency == Some(hazard) || self.recorded.iter().any(|recorded| recorded.hazard == hazard) {
            return;
        }
        let nth = u32::try_from(self.usage.emergencies).unwrap_or(u32::MAX);
        self.usage.emergencies = self.usage.emergencies.saturating_add(1);
        self.recorded.push(RecordedHazard { hazard, nth });
        self.side_effects.push(SideEffect::Emergency(Emergency {
            id: EmergencyId::of_call(&self.call, nth),
            call: self.call.clone(),
            hazard,
            callback: self.caller.number().cloned(),
            heard_at: context.now,
            day: Some(context.config.time_zone.to_datetime(context.now).date()),
            report: self.danger_report(),
        }));
    }

    /// Rings a number; the caller hears `announce` before.
    pub(super) fn ring_one(
        &mut self,
        announce: &str,
        ringing: Destination,
        next: Vec<Destination>,
        context: Context<'_>,
    ) -> Effects {
        let is_on_call = matches!(ringing.reason, Reason::OnCall(_));
        let ring_seconds = if is_on_call { context.config.on_call.ring_seconds } else { OFFICE_RING_SECONDS };
        // In an emergency neither an answering machine nor a telephone menu counts as a person.
        let must_accept = self.emergency.is_some() || context.config.ask_to_accept_transfers;
        let notice = Some(self.notice_for_person(ringing.reason, context));
        let transfer = Transfer { number: ringing.number.clone(), ring_seconds, must_accept, notice };
        self.phase = Phase::Transferring { ringing, next };
        self.finish_turn(announce, TurnEnd::Transfer(transfer))
    }

    pub(super) fn transfer_finished(&mut self, dialed: Dialed, seconds: u32, context: Context<'_>) -> Effects {
        // The transfers of a call follow each other, so together they are not longer than the call.
        let total = self.usage.transfer_seconds.saturating_add(u64::from(seconds));
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        self.usage.transfer_seconds = u64::from(self.possible_seconds(total, context.now));
        let Phase::Transferring { ringing, mut next } = std::mem::replace(&mut self.phase, Phase::Talking) else {
            return self.caller_silent(context);
        };
        let Transfers { reached, missed } = &mut self.progress.transfers;
        let count = if dialed == Dialed::Connected { reached } else { missed };
        *count = count.saturating_add(1);
        if dialed == Dialed::Connected {
            self.phase = Phase::Ended;
            return self.finish_turn("", TurnEnd::HangUp);
        }
        if !next.is_empty() {
            let ringing = next.remove(0);
            return self.ring_for_danger(ringing, next, context);
        }
        match ringing.reason {
            Reason::Asked if self.progress.transfers.missed >= MOST_MISSED_TRANSFERS => {
                self.say_and_listen(&self.words().talk.nobody_picks_up)
            }
            Reason::Asked => self.say_and_listen(&self.words().talk.nobody_free),
            Reason::HandOver => self.take_voicemail(&self.words().talk.not_reached_voicemail),
            Reason::OnCall(hazard) | Reason::Office(hazard) => self.nobody_reached(hazard, context),
        }
    }

    pub(super) fn take_voicemail(&mut self, announce: &str) -> Effects {
        self.phase = Phase::Voicemail;
        self.finish_turn(announce, TurnEnd::TakeVoicemail)
    }

    pub(super) fn voicemail_finished(&mut self, recorded: Option<Voicemail>, context: Context<'_>) -> Effects {
        self.phase = Phase::Ended;
        let Some(mut voicemail) = recorded else {
            return self.finish_turn(&self.words_for_message(context).talk.voicemail_empty, TurnEnd::HangUp);
        };
        voicemail.duration_seconds = self.possible_seconds(voicemail.duration_seconds, context.now);
        let message = CallerMessage {
            id: MessageId::of_recording(&voicemail.recording),
            call: Some(self.call.clone()),
            name: None,
            callback: self.caller.number().cloned(),
            body: MessageBody::Voicemail(voicemail),
            urgent: self.emergency.is_some(),
            left_at: context.now,
        };
        self.usage.messages = self.usage.messages.saturating_add(1);
        self.progress.message_left = true;
        let id = "voicemail".to_owned();
        self.turn.running.push(Running { id: id.clone(), purpose: Purpose::Voicemail });
        let run = ToolRun { id, tool: ToolAction::StoreMessage(Box::new(message)) };
        Effects::only(NextStep::RunTools(ToolRound::one(run)))
    }

    pub(super) fn next_message_id(&mut self) -> MessageId {
        let nth = u32::try_from(self.usage.messages).unwrap_or(u32::MAX);
        self.usage.messages = self.usage.messages.saturating_add(1);
        MessageId::of_call(&self.call, nth)
    }
}

/// The forwarding number, if it takes calls at this hour.
pub(super) fn person_to_reach(context: Context<'_>) -> Option<PhoneNumber> {
    let config = context.config;
    let open = matches!(config.hours.status(context.now, context.zone()), OpenStatus::Open { .. });
    let takes_calls = open || config.after_hours == AfterHours::Forward;
    config.forwarding_number.clone().filter(|_| takes_calls)
}

//! Transfers: to the office, to the people on call, to a voicemail; and the emergency steps before them.

use super::{
    Context, Conversation, Dialed, Effects, NextStep, Phase, Purpose, RecordedHazard, Running, SideEffect, ToolAction,
    ToolRound, ToolRun, Transfer, TurnEnd, phrases, round::Closing,
};
use crate::{
    booking::{CallerMessage, Emergency, MessageBody, Voicemail},
    hours::OpenStatus,
    id::{EmergencyId, MessageId},
    phone::PhoneNumber,
    tenant::AfterHours,
    triage::{self, Hazard},
};

/// How long the office's telephone rings.
const OFFICE_RING_SECONDS: u8 = 25;

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
        match person_to_reach(context) {
            Some(number) => {
                self.ring(phrases::CONNECTING, vec![Destination { number, reason: Reason::Asked }], context)
            }
            None => self.say_and_listen(phrases::NOBODY_FREE),
        }
    }

    /// Hands the call to a person, at any hour, or to a voicemail: the agent cannot go on.
    pub(super) fn hand_over(&mut self, context: Context<'_>) -> Effects {
        if matches!(self.turn.pending, Some(Closing::NextBest(_))) {
            self.gather(phrases::SLOT_GONE);
        }
        match context.config.forwarding_number.clone() {
            Some(number) => {
                self.ring(phrases::TROUBLE, vec![Destination { number, reason: Reason::HandOver }], context)
            }
            None => self.take_voicemail(phrases::TROUBLE_VOICEMAIL),
        }
    }

    /// Acts on a danger: the safety words, then the people on call, then the office.
    pub(super) fn raise_emergency(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        self.record_hazard(hazard, context);
        self.emergency = Some(hazard);
        self.everyone_out = false;
        self.silences = 0;
        // Nothing comes before the safety words. What was booked is said after them.
        let confirmed = std::mem::take(&mut self.turn.confirmed);
        self.turn.say.clear();
        let on_call = context
            .config
            .on_call
            .people
            .iter()
            .map(|person| Destination { number: person.number.clone(), reason: Reason::OnCall(hazard) });
        let office = context.config.forwarding_number.clone();
        let office = office.map(|number| Destination { number, reason: Reason::Office(hazard) });
        let destinations: Vec<Destination> = on_call.chain(office).collect();
        let safety = triage::safety_words(hazard, self.findings.language());
        self.turn.say.push(safety.to_owned());
        self.turn.say.extend(confirmed);
        if destinations.is_empty() {
            self.check_on_caller("", hazard, context)
        } else {
            self.ring("", destinations, context)
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
        }));
    }

    /// Repeats what to do in this danger, and asks whether everyone is out.
    pub(super) fn remind_of_danger(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        self.phase = Phase::AskingIfSafe(hazard);
        self.say_and_listen(phrases::stay_out(context))
    }

    fn check_on_caller(&mut self, first: &str, hazard: Hazard, context: Context<'_>) -> Effects {
        if hazard.is_life_threatening() {
            self.phase = Phase::AskingIfSafe(hazard);
            self.turn.say.push(first.to_owned());
            self.say_and_listen(phrases::stay_out(context))
        } else {
            self.phase = Phase::Talking;
            self.turn.say.push(first.to_owned());
            self.say_and_listen(phrases::nobody_on_the_phone(context))
        }
    }

    fn ring(&mut self, announce: &str, mut destinations: Vec<Destination>, context: Context<'_>) -> Effects {
        let ringing = destinations.remove(0);
        let must_accept = matches!(ringing.reason, Reason::OnCall(_));
        let ring_seconds = if must_accept { context.config.on_call.ring_seconds } else { OFFICE_RING_SECONDS };
        let notice = phrases::takeover_notice(&self.booked, self.in_doubt.as_ref(), context).filter(|_| !must_accept);
        let transfer = Transfer { number: ringing.number.clone(), ring_seconds, must_accept, notice };
        self.phase = Phase::Transferring { ringing, next: destinations };
        self.finish_turn(announce, TurnEnd::Transfer(transfer))
    }

    pub(super) fn transfer_finished(&mut self, dialed: Dialed, seconds: u32, context: Context<'_>) -> Effects {
        self.usage.transfer_seconds = self.usage.transfer_seconds.saturating_add(u64::from(seconds));
        let Phase::Transferring { ringing, next } = std::mem::replace(&mut self.phase, Phase::Talking) else {
            return self.caller_silent(context);
        };
        if dialed == Dialed::Connected {
            self.phase = Phase::Ended;
            return self.finish_turn("", TurnEnd::HangUp);
        }
        if !next.is_empty() {
            return self.ring(phrases::CONNECTING, next, context);
        }
        match ringing.reason {
            Reason::Asked => self.say_and_listen(phrases::NOBODY_FREE),
            Reason::HandOver => self.take_voicemail(phrases::NOT_REACHED_VOICEMAIL),
            Reason::OnCall(hazard) | Reason::Office(hazard) => self.check_on_caller("", hazard, context),
        }
    }

    pub(super) fn take_voicemail(&mut self, announce: &str) -> Effects {
        self.phase = Phase::Voicemail;
        self.finish_turn(announce, TurnEnd::TakeVoicemail)
    }

    pub(super) fn voicemail_finished(&mut self, recorded: Option<Voicemail>, context: Context<'_>) -> Effects {
        self.phase = Phase::Ended;
        let Some(voicemail) = recorded else {
            return self.finish_turn(phrases::VOICEMAIL_EMPTY, TurnEnd::HangUp);
        };
        let message = CallerMessage {
            id: self.next_message_id(),
            call: self.call.clone(),
            name: None,
            callback: self.caller.number().cloned(),
            body: MessageBody::Voicemail(voicemail),
            urgent: self.emergency.is_some(),
            left_at: context.now,
        };
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

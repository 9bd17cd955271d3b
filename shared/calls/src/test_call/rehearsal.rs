//! Rehearsals: test calls that a planned caller makes, from the greeting to the end.

use std::time::{Duration, Instant};

use domain::{
    attestation::Attestation,
    conversation::{Dialed, Event, Speech, TurnEnd},
    id::TestCallId,
    money::MicroUsd,
    phone::{Caller, PhoneNumber},
    scenario::{CallerAct, CallerScript, PlannedCall, RehearsedCall, RehearsedTurn},
};
use platform::boxed;
use store::{Reply, ReplyEnd, TestCallItem};

use super::{NewTestCall, TestCallError, TestCallService, TestTurn, TestedCompany};
use crate::{engine::TurnEvent, spending::NoBudget};

/// The most steps of a call, with holds and transfers. One that needs more goes in circles.
const MOST_STEPS: usize = 80;
/// The most turns of the caller.
const MOST_TURNS: usize = 45;
/// The caller's words that are hard to understand have this confidence.
const UNCLEAR: f32 = 0.2;

/// The pauses before a turn without budget is tried again.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(900), Duration::from_millis(2_700)];

/// The longest pause for a budget that is reserved or spent.
const PATIENCE: Duration = Duration::from_millis(500);

/// A call that was rehearsed.
#[derive(Debug)]
pub struct Rehearsal {
    /// What came of it.
    pub call: RehearsedCall,
    /// The test call, which has what was said for a day.
    pub test_call: TestCallId,
    /// The caller's turns.
    pub turns: usize,
    /// What the model cost.
    pub cost: MicroUsd,
}

/// What happens after a reply.
enum Then {
    /// The caller does something.
    Caller,
    /// The system goes on by itself.
    Event(TurnEvent),
    /// A telephone rings, and its owner takes the call.
    Rings(PhoneNumber),
    /// The call is over.
    Over,
}

impl TestCallService {
    /// Makes a planned call against a version of the configuration. It books nothing and pages no one; each telephone that rings is
    /// answered. The caller is new to the agent.
    #[must_use]
    #[boxed]
    pub async fn rehearse<'a>(
        &'a self,
        company: TestedCompany<'a>,
        (version, called): (u32, PhoneNumber),
        planned: &'a PlannedCall,
    ) -> Result<Rehearsal, TestCallError> {
        let caller = Caller::from_twilio(planned.from.as_ref().map_or("", PhoneNumber::as_str));
        let at = Some(planned.at);
        let new = NewTestCall { version, caller, attestation: Attestation::Full, called, books: false, at };
        let company = TestedCompany { customers: None, ..company };
        let mut begun = self.first(company, new).await?;
        // The words of a real caller are for those who may read customers.
        begun.0.reads_customers = matches!(planned.caller, CallerScript::Acts(_));
        let (mut event, mut act) = (TurnEvent::from(Event::CallStarted), None);
        let (mut acts, mut turns, mut hazards) = (Vec::new(), Vec::<RehearsedTurn>::new(), Vec::new());
        let (mut cost, mut ended) = (MicroUsd::ZERO, false);
        for _ in 0..MOST_STEPS {
            let (turn, item) = Box::pin(self.take_patiently(company, begun, event)).await?;
            begun = (item, Instant::now());
            hazards.extend(turn.decided.emergency);
            cost = cost + turn.decided.cost;
            let then = after(&turn.reply, turn.ended);
            let rang = if let Then::Rings(number) = &then { Some(number.clone()) } else { None };
            match turns.last_mut() {
                // What follows a hold belongs to the same turn.
                Some(last) if act.is_none() && last.rang.is_none() => {
                    last.agent.extend(turn.reply.say);
                    last.rang = rang;
                }
                _ => turns.push(RehearsedTurn { caller: act.take(), agent: turn.reply.say, rang }),
            }
            event = match then {
                Then::Over => {
                    ended = true;
                    break;
                }
                Then::Event(event) => event,
                Then::Rings(_) => Event::TransferFinished { dialed: Dialed::Connected, seconds: 0 }.into(),
                Then::Caller if acts.len() >= MOST_TURNS => break,
                Then::Caller => {
                    let words = turns.last().map(|turn| turn.agent.join(" ")).unwrap_or_default();
                    let next = planned.caller.next(&acts, &words);
                    acts.push(next.clone());
                    act = Some(next.clone());
                    event_of(next)
                }
            };
        }
        let (item, _) = begun;
        let agent = self.agent(company, version).await?;
        let facts = item.record.conversation.facts(&agent.config);
        let call = RehearsedCall { turns, hazards, facts, ended };
        Ok(Rehearsal { call, test_call: item.test_call, turns: acts.len(), cost })
    }
}

impl TestCallService {
    /// Takes a turn. The calls of a run reserve the budget and update its counter at the same time, so one waits for the others.
    async fn take_patiently(
        &self,
        company: TestedCompany<'_>,
        (item, began): (TestCallItem, Instant),
        event: TurnEvent,
    ) -> Result<(TestTurn, TestCallItem), TestCallError> {
        for pause in PAUSES {
            match Box::pin(self.take(company, (item.clone(), began), event.clone())).await {
                Err(TestCallError::NoBudget(NoBudget::Uncounted)) => tokio::time::sleep(pause).await,
                // What other calls have reserved is free again soon; what is spent is not.
                Err(TestCallError::NoBudget(_)) if pause < PATIENCE => tokio::time::sleep(pause).await,
                taken => return taken,
            }
        }
        Box::pin(self.take(company, (item, began), event)).await
    }
}

fn after(reply: &Reply, ended: bool) -> Then {
    match &reply.end {
        _ if ended => Then::Over,
        ReplyEnd::Hold => Then::Event(TurnEvent::HoldFinished),
        ReplyEnd::TurnEnd(TurnEnd::Listen(_)) => Then::Caller,
        ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer)) => Then::Rings(transfer.number.clone()),
        ReplyEnd::TurnEnd(TurnEnd::TakeVoicemail) => Then::Event(Event::VoicemailFinished(None).into()),
        ReplyEnd::TurnEnd(TurnEnd::HangUp) => Then::Event(Event::CallEnded { seconds: 0 }.into()),
    }
}

fn event_of(act: CallerAct) -> TurnEvent {
    let said = |text, confidence| Event::CallerSaid(Speech { text, confidence });
    match act {
        CallerAct::Says(text) => said(text, None),
        CallerAct::SaysUnclearly(text) => said(text, Some(UNCLEAR)),
        CallerAct::Keys(keys) => Event::KeyPressed(keys),
        CallerAct::Silence => Event::CallerSilent,
        CallerAct::HangsUp => Event::CallEnded { seconds: 0 },
    }
    .into()
}

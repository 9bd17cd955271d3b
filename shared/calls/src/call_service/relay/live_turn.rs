//! One turn at a socket: what happened before it, its steps, and the words that leave.

use std::time::Duration;

use domain::conversation::{Conversation, TurnEnd};
use platform::error_chain::ErrorChain;
use store::{ArrivedInput, CallRecord, CallerInput, LiveCall, LiveSave, ReplyEnd, SaveError, StepOfTurn};
use tokio::{sync::mpsc::unbounded_channel, time::Instant};
use tracing::warn;
use twilio::relay::{Handoff, RelayCommand};

use super::{
    super::{AnswerToSave, CallService, CallServiceError, TenantNumber, must_be_said, timing::Timing},
    ATTEMPTS, ClaimedTurn, RelayCall, RelayTurn,
    first_words::FirstWordsWatch,
    lost_turn::{AnsweredCall, Resumed, context},
    speaker::{ClauseSender, RelaySpeaker},
};
use crate::{
    billed::RequestMeter,
    engine::{Advance, BookingMode, EngineError, TurnEvent, Work},
};

/// The most pauses of a turn after tools: one for each answer of the model.
const MOST_STEPS: usize = 16;

/// What came of a step.
enum Stepped {
    Advanced(Box<Advance>),
    /// Another turn has begun.
    Fenced,
    /// The caller had heard less of the question than was known.
    HeardLess,
}

/// What came of a claimed turn.
pub(super) enum AnsweredTurn {
    Done(RelayTurn),
    /// It has to begin anew with this input.
    Anew(ArrivedInput),
}

/// What a step took up that was noted since its turn began.
struct TakenUp {
    conversation: Conversation,
    live: Box<LiveCall>,
}

impl CallService {
    /// Answers a claimed turn.
    pub(super) async fn answer_live(
        &self,
        relay: RelayCall<'_>,
        ClaimedTurn { generation, input, mut live, claimed_in }: ClaimedTurn,
    ) -> Result<AnsweredTurn, CallServiceError> {
        let began = Instant::now();
        let tenant_number = relay.tenant_number;
        if live.connected_at > live.said_at {
            live = self.settled(tenant_number, relay.call, live).await;
        }
        let loaded = self.load(tenant_number, relay.call).await?;
        let Some(record) = loaded.record.filter(|record| !record.finished && !record.conversation.has_ended()) else {
            return Ok(AnsweredTurn::Done(RelayTurn::Overtaken));
        };
        if input.input == CallerInput::Silent && !record.awaiting_model && live.unheard_answer(generation).is_some() {
            return self.say_again(relay, &record, &live).await.map(AnsweredTurn::Done);
        }
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        let keys = self.engine.keys(&self.secrets, &secrets).await;
        let mut call = AnsweredCall { record, agent: loaded.agent, secrets, keys };
        let mut before = *call.record.conversation.usage();
        let Resumed { mut event, mut first } =
            self.after_lost_turns(tenant_number, &mut call, (&live, generation), input.clone()).await;
        let mut first_words = FirstWordsWatch::new(relay, &input.input, claimed_in + began.elapsed());
        // Once a step is saved, the call has the input, and the model goes on.
        let mut again = input;
        let connection = relay.connection.unwrap_or(&live.connection).clone();
        let mut speaker = RelaySpeaker::new(self, relay, generation, connection, relay.arrived);
        let mut timing = Timing::after_reads(began.elapsed());
        let mut spend = loaded.spend;
        let mut work = Work::default();
        for _ in 0..MOST_STEPS {
            let wrong_before = call.record.conversation.wrong_details();
            let sent_before = speaker.said().len();
            let language_before = call.record.conversation.language();
            let may_ask = self.may_ask(tenant_number, &mut call.record, &call.agent, spend, &event).await;
            let asked = *call.record.conversation.usage();
            let stepped = self.step_live(relay, &mut call, (event, may_ask, &live), &mut speaker).await?;
            let mut advance = match stepped {
                Stepped::Advanced(advance) => *advance,
                Stepped::Fenced => return Ok(AnsweredTurn::Done(RelayTurn::Overtaken)),
                Stepped::HeardLess => return Ok(AnsweredTurn::Anew(again)),
            };
            advance.prepend(std::mem::take(&mut first));
            let rest = not_sent(&advance.reply.say, speaker.said().get(sent_before..).unwrap_or_default());
            let end = advance.reply.end.clone();
            let leaves =
                !matches!(end, ReplyEnd::TurnEnd(TurnEnd::Transfer(_) | TurnEnd::TakeVoicemail | TurnEnd::HangUp));
            if !leaves {
                // The `action` speaks what has not left, and nothing twice.
                advance.reply.say.clone_from(&rest);
            }
            let language = advance.reply.language;
            let said = if leaves { speaker.with(&rest) } else { speaker.said().to_owned() };
            let step = call.record.next_step();
            call.record.conversation.count_streamed(&before, if leaves { 0 } else { characters(&rest) });
            let words = first_words.at_save(&advance.work, speaker.first_words(), leaves && !rest.is_empty());
            let measuring = timing.measuring(None).with_first_words(words);
            let answer = self.noted(&mut call.record, &call.agent, advance, measuring);
            let goes_on = end == ReplyEnd::Hold;
            let turn = StepOfTurn { generation, live: &live, said: &said, goes_on, now: self.clock.now() };
            let mut taken_up = None;
            let saving = Box::pin(self.save_live(tenant_number, &call.record, (step, turn), &mut taken_up));
            let to_save = AnswerToSave { answer, agent: &call.agent, secrets: &call.secrets, wrong_before };
            let (saved, spent, changed) = self.save_with(saving, tenant_number, &call.record, to_save).await;
            work += spent;
            match saved {
                Ok(()) => {}
                Err(SaveError::Overtaken) => {
                    // Their cost is counted, though the step is not saved.
                    self.note_overtaken(relay, call.record.conversation.usage().requests_since(&asked)).await;
                    return Ok(AnsweredTurn::Done(RelayTurn::Overtaken));
                }
                Err(SaveError::Store(error)) if must_be_said(&call.record, changed) => {
                    warn!(error = %ErrorChain(&error), "a turn could not be saved");
                }
                Err(SaveError::Store(error)) => return Err(error.into()),
            }
            if let Some(TakenUp { conversation, live: newer }) = taken_up {
                (call.record.conversation, live) = (conversation, newer);
            }
            call.record.mark_saved(step);
            before = *call.record.conversation.usage();
            again.input = CallerInput::Silent;
            if language != language_before {
                speaker.post(&RelayCommand::in_language(language)).await;
            }
            if !leaves {
                speaker.post(&RelayCommand::end(Handoff { step: Some(step) })).await;
                return Ok(AnsweredTurn::Done(RelayTurn::Ended));
            }
            let is_safety = call.record.conversation.emergency().is_some();
            if !goes_on {
                let characters = speaker.with(&rest).chars().count();
                let leaving = async {
                    speaker.speak_saved(&rest, language, !is_safety).await;
                    speaker.post(&RelayCommand::end_of_words(language)).await;
                };
                // Before the words have left: if this process is lost among them, the caller is asked again.
                tokio::join!(relay.port.listen_after(relay, generation, characters), leaving);
                let first_words = speaker.first_words().unwrap_or_else(|| relay.arrived.elapsed());
                return Ok(AnsweredTurn::Done(RelayTurn::Listening { first_words, work }));
            }
            speaker.speak_saved(&rest, language, !is_safety).await;
            (event, spend, timing) = (TurnEvent::HoldFinished, None, Timing::after_reads(Duration::ZERO));
        }
        Err(EngineError::Endless.into())
    }
}

impl CallService {
    /// Saves a step that is spoken without the WebSocket, or at the next one.
    pub(in super::super) async fn save_step(
        &self,
        tenant_number: &TenantNumber,
        record: &CallRecord,
        step: usize,
        live: Option<&LiveCall>,
    ) -> Result<(), SaveError> {
        let Some(live) = live else { return self.store.save_call(&tenant_number.scope, record, step).await };
        let said = record.replies.last().map(|reply| reply.say.join(" ")).unwrap_or_default();
        let (generation, now) = (live.generation, self.clock.now());
        let turn = StepOfTurn { generation, live, said: &said, goes_on: false, now };
        self.save_live(tenant_number, record, (step, turn), &mut None).await
    }

    /// Saves a step. What the caller heard of earlier answers, as far as it was noted since the turn began, is saved with it.
    async fn save_live(
        &self,
        tenant_number: &TenantNumber,
        record: &CallRecord,
        (step, turn): (usize, StepOfTurn<'_>),
        taken_up: &mut Option<TakenUp>,
    ) -> Result<(), SaveError> {
        let StepOfTurn { generation, said, goes_on, now, .. } = turn;
        let mut interrupted = match self.store.save_live_step(&tenant_number.scope, record, step, turn).await? {
            LiveSave::Saved => return Ok(()),
            LiveSave::Overtaken => return Err(SaveError::Overtaken),
            LiveSave::Interrupted(live) => live,
        };
        for _ in 0..ATTEMPTS {
            let mut record = record.clone();
            for turn in interrupted.turns_before(generation) {
                if let Some(heard) = turn.heard_in_history() {
                    record.conversation.interrupted(heard);
                }
            }
            let turn = StepOfTurn { generation, live: &interrupted, said, goes_on, now };
            match self.store.save_live_step(&tenant_number.scope, &record, step, turn).await? {
                LiveSave::Saved => {
                    *taken_up = Some(TakenUp { conversation: record.conversation, live: interrupted });
                    return Ok(());
                }
                LiveSave::Overtaken => break,
                LiveSave::Interrupted(live) => interrupted = live,
            }
        }
        Err(SaveError::Overtaken)
    }

    /// Runs one step of the engine, and sends the model's words beside it.
    async fn step_live(
        &self,
        relay: RelayCall<'_>,
        call: &mut AnsweredCall,
        (event, may_ask, live): (TurnEvent, bool, &LiveCall),
        speaker: &mut RelaySpeaker<'_>,
    ) -> Result<Stepped, CallServiceError> {
        let (clauses, taken) = unbounded_channel();
        let generation = speaker.generation();
        let (interruptions, is_early) = (live.interruptions, live.is_answered_early(generation));
        let (heard_less, meter) = (false, RequestMeter::default());
        let mut sink =
            ClauseSender { clauses, service: self, relay, generation, interruptions, is_early, heard_less, meter };
        let before = *call.record.conversation.usage();
        self.pause_recording(&call.secrets, &call.agent, &mut call.record, &event);
        let language = call.record.conversation.language();
        let bookings = BookingMode::of(&call.record);
        let tenant = context(relay.tenant_number, (&call.agent, &call.keys), bookings, may_ask);
        let (conversation, awaiting) = (&mut call.record.conversation, &mut call.record.awaiting_model);
        let (stepped, meter) = {
            let mut speaking = std::pin::pin!(speaker.speak(taken, language));
            let mut advancing = Box::pin(self.engine.advance(tenant, conversation, awaiting, event, &mut sink));
            let advanced = tokio::select! {
                biased;
                spoken = &mut speaking => {
                    // The words end before their answer only if another turn has begun.
                    spoken?;
                    None
                }
                advanced = &mut advancing => Some(advanced),
            };
            drop(advancing);
            let ClauseSender { clauses, heard_less, meter, .. } = sink;
            drop(clauses);
            let stepped = match advanced {
                Some(Err(EngineError::Overtaken)) if heard_less => Stepped::HeardLess,
                None | Some(Err(EngineError::Overtaken)) => Stepped::Fenced,
                Some(Err(error)) => return Err(error.into()),
                Some(Ok(_)) if !speaking.await? => Stepped::Fenced,
                Some(Ok(advance)) => return Ok(Stepped::Advanced(Box::new(advance))),
            };
            (stepped, meter)
        };
        self.count_overtaken(relay, (&before, call.record.conversation.usage()), &meter).await;
        Ok(stepped)
    }
}

/// The characters of words.
fn characters(words: &[String]) -> usize {
    words.iter().map(|words| words.chars().count()).sum()
}

/// The parts of an answer that have not been sent. What was sent is the beginning of the answer, clause by clause.
fn not_sent(say: &[String], sent: &str) -> Vec<String> {
    let mut sent = sent.trim();
    let mut rest = Vec::new();
    for words in say {
        match sent.strip_prefix(words.trim()) {
            Some(after) => sent = after.trim_start(),
            None => match words.trim().strip_prefix(sent).filter(|_| !sent.is_empty()) {
                Some(unsent) => {
                    sent = "";
                    rest.push(unsent.trim_start().to_owned());
                }
                None => rest.push(words.clone()),
            },
        }
    }
    rest.retain(|words| !words.is_empty());
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(say: &[&str], sent: &str) -> Vec<String> {
        not_sent(&say.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>(), sent)
    }

    #[test]
    fn parts_that_have_left_are_not_sent_again() {
        assert_eq!(rest(&["We can. When suits you?"], "We can. When suits you?"), Vec::<String>::new());
        assert_eq!(rest(&["We can. When suits you?"], "We can."), ["When suits you?"]);
        assert_eq!(rest(&["One moment.", "You're booked."], "One moment."), ["You're booked."]);
        assert_eq!(
            rest(&["You're booked for Tuesday.", "Is there anything else?"], "Is there anything else?"),
            ["You're booked for Tuesday."]
        );
        assert_eq!(rest(&["Hello."], ""), ["Hello."]);
        assert_eq!(rest(&["Good. ", "Goodbye."], "Good. Goodbye."), Vec::<String>::new());
    }
}

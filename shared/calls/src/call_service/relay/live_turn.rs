//! One turn at a socket: what happened before it, its steps, and the words that leave.

use std::time::Duration;

use domain::{budget::Spend, conversation::Conversation, triage::Language, usage::CallUsage};
use platform::error_chain::ErrorChain;
use store::{ArrivedInput, CallRecord, CallerInput, LiveCall, LiveSave, SaveError, StepOfTurn};
use tokio::{sync::mpsc::unbounded_channel, time::Instant};
use tracing::warn;
use twilio::relay::RelayCommand;

use super::{
    super::{AnswerToSave, CallService, CallServiceError, TenantNumber, must_be_said, timing::Timing},
    ClaimedTurn, RelayCall, RelayTurn,
    filler::Filler,
    first_words::FirstWordsWatch,
    lost_turn::{AnsweredCall, Resumed, context},
    rest_of_answer::RestOfAnswer,
    speaker::{ClauseSender, RelaySpeaker},
};
use crate::{
    billed::RequestMeter,
    engine::{Advance, BookingMode, EngineError, TurnEvent, Work},
};

/// The most pauses of a turn after tools: one for each answer of the model.
const MOST_STEPS: usize = 16;

/// How often a step is saved, because it was noted meanwhile what the caller heard.
const MOST_SAVES: usize = 3;

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

/// What was noted meanwhile, and saved with a step.
struct TakenUp {
    conversation: Conversation,
    live: Box<LiveCall>,
}

/// A turn that is being answered.
struct RunningTurn<'a> {
    relay: RelayCall<'a>,
    call: AnsweredCall,
    /// The state of the call that the turn knows.
    live: Box<LiveCall>,
    speaker: RelaySpeaker<'a>,
    first_words: FirstWordsWatch<'a>,
    timing: Timing,
    /// What the company has spent, as read with the call.
    spend: Option<Spend>,
    /// The usage with which the call was saved last.
    usage_saved: CallUsage,
    work: Work,
    filler: Filler,
    /// The caller answered before the question can have been spoken. Only the first step is their answer.
    is_early: bool,
    /// The answer before, if the caller spoke before it can have left.
    came_later: Option<u64>,
    /// The language in which Twilio recognizes the caller, as the call was saved last.
    recognized: Language,
}

/// What came of the beginning of a turn.
enum Begun<'a> {
    Running(Box<RunningTurn<'a>>, Resumed),
    /// There is nothing more to answer.
    Done(RelayTurn),
}

impl CallService {
    /// Answers a claimed turn.
    pub(super) async fn answer_live(
        &self,
        relay: RelayCall<'_>,
        claimed: ClaimedTurn,
    ) -> Result<AnsweredTurn, CallServiceError> {
        // Once a step is saved, the call has the input, and the model goes on.
        let mut again = claimed.input.clone();
        let (mut turn, Resumed { mut event, mut first }) = match self.begin_turn(relay, claimed).await? {
            Begun::Running(turn, resumed) => (turn, resumed),
            Begun::Done(turn) => return Ok(AnsweredTurn::Done(turn)),
        };
        for _ in 0..MOST_STEPS {
            let wrong_before = turn.call.record.conversation.wrong_details();
            let usage_before = *turn.call.record.conversation.usage();
            let said_before = turn.speaker.said().len();
            let mut advance = match self.step_live(&mut turn, event).await? {
                Stepped::Advanced(advance) => *advance,
                Stepped::Fenced => return Ok(AnsweredTurn::Done(RelayTurn::Overtaken)),
                Stepped::HeardLess => return Ok(AnsweredTurn::Anew(again)),
            };
            advance.prepend(std::mem::take(&mut first));
            let rest = RestOfAnswer::of(&mut advance, turn.speaker.answered_since(said_before));
            let Some(step) = self.save_turn(&mut turn, advance, &rest, (wrong_before, &usage_before)).await? else {
                return Ok(AnsweredTurn::Done(RelayTurn::Overtaken));
            };
            again.input = CallerInput::Silent;
            let RunningTurn { speaker, call, first_words, work, timing, recognized, .. } = &mut *turn;
            let generation = speaker.generation();
            if std::mem::replace(recognized, rest.language) != rest.language {
                speaker.post(&RelayCommand::in_language(rest.language)).await;
            }
            if rest.ends_session {
                end_session(relay, speaker, step).await;
                return Ok(AnsweredTurn::Done(RelayTurn::Ended));
            }
            let interruptible = call.record.conversation.emergency().is_none();
            if !rest.goes_on {
                let characters = speaker.with(&rest.words).chars().count();
                let leaving = speaker.finish(&rest.words, rest.language, interruptible);
                // Beside the words: if this process is lost among them, the caller is asked again.
                tokio::join!(relay.port.listen_after(relay, generation, characters), leaving);
                let first_words = speaker.first_words().filter(|_| first_words.is_for_caller());
                return Ok(AnsweredTurn::Done(RelayTurn::Listening { first_words, work: *work }));
            }
            speaker.speak_saved(&rest.words, rest.language, interruptible).await;
            *timing = Timing::after_reads(Duration::ZERO);
            event = TurnEvent::HoldFinished;
        }
        Err(EngineError::Endless.into())
    }

    /// Reads the call of a claimed turn, and brings it to what the caller knows.
    async fn begin_turn<'a>(
        &'a self,
        relay: RelayCall<'a>,
        ClaimedTurn { generation, input, mut live, claimed_in }: ClaimedTurn,
    ) -> Result<Begun<'a>, CallServiceError> {
        let began = Instant::now();
        let tenant_number = relay.tenant_number;
        // The end of a call and the way to a new session settle always. Here a caller waits, so only if words may be lost.
        if live.was_reconnected_since_words() {
            live = self.settled(tenant_number, relay.call, live).await;
        }
        let loaded = self.load(tenant_number, relay.call).await?;
        let Some(mut record) = loaded.record.filter(|record| !record.finished) else {
            return Ok(Begun::Done(RelayTurn::Overtaken));
        };
        let connection = live.connection.clone();
        if let Some(step) = record.step_of_session_end()
            && !(record.conversation.emergency().is_none() && input.input.has_danger())
        {
            // What follows is decided and saved. What the caller says until then reaches the call when it ends.
            end_session(relay, &mut RelaySpeaker::new(self, relay, generation, connection), step).await;
            return Ok(Begun::Done(RelayTurn::Ended));
        }
        if input.input == CallerInput::Silent && !record.awaiting_model && live.unheard_answer(generation).is_some() {
            return self.say_again(relay, &record, &live).await.map(Begun::Done);
        }
        if record.conversation.awaits_agreement()
            && let Some(cut) = live.answer_cut_by_reconnect(generation)
        {
            record.conversation.interrupted(cut);
        }
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        let keys = self.engine.keys(&self.secrets, &secrets).await;
        let mut call = AnsweredCall { record, agent: loaded.agent, secrets, keys };
        let usage_saved = *call.record.conversation.usage();
        let recognized = call.record.conversation.language();
        let resumed = self.after_lost_turns(tenant_number, &mut call, (&live, generation), input.clone()).await;
        let first_words = FirstWordsWatch::new(relay, &input.input, claimed_in + began.elapsed());
        let speaker = RelaySpeaker::new(self, relay, generation, connection);
        let timing = Timing::after_reads(began.elapsed());
        let (spend, work) = (loaded.spend, Work::default());
        let (is_early, came_later) = (live.is_answered_early(generation), live.answer_that_came_later(generation));
        let turn = RunningTurn {
            relay,
            call,
            live,
            speaker,
            first_words,
            timing,
            spend,
            usage_saved,
            work,
            filler: Filler::default(),
            is_early,
            came_later,
            recognized,
        };
        Ok(Begun::Running(Box::new(turn), resumed))
    }

    /// Saves a step, and returns its number. `None` if another turn has begun.
    async fn save_turn(
        &self,
        turn: &mut RunningTurn<'_>,
        advance: Advance,
        rest: &RestOfAnswer,
        (wrong_before, usage_before): (usize, &CallUsage),
    ) -> Result<Option<usize>, CallServiceError> {
        let RunningTurn { relay, call, live, speaker, first_words, timing, usage_saved, work, .. } = turn;
        let tenant_number = relay.tenant_number;
        let leaves = !rest.ends_session;
        let said = if leaves { speaker.with(&rest.words) } else { speaker.said().to_owned() };
        let step = call.record.next_step();
        call.record.conversation.count_streamed(usage_saved, rest.characters_of_action());
        let words = first_words.at_save(
            &advance.work,
            (speaker.first_words(), speaker.is_filled()),
            leaves && !rest.words.is_empty(),
        );
        let measuring = timing.measuring(None).with_first_words(words);
        let answer = self.noted(&mut call.record, &call.agent, advance, measuring);
        let (generation, goes_on) = (speaker.generation(), rest.goes_on);
        let step_of_turn = StepOfTurn { generation, live, said: &said, goes_on, now: self.clock.now() };
        let mut taken_up = None;
        let saving = Box::pin(self.save_live(tenant_number, &call.record, (step, step_of_turn), &mut taken_up));
        let to_save = AnswerToSave { answer, agent: &call.agent, secrets: &call.secrets, wrong_before };
        let (saved, spent, changed) = self.save_with(saving, tenant_number, &call.record, to_save).await;
        *work += spent;
        match saved {
            Ok(()) => {}
            Err(SaveError::Overtaken) => {
                // Their cost is counted, though the step is not saved.
                self.note_overtaken(*relay, call.record.conversation.usage().requests_since(usage_before)).await;
                return Ok(None);
            }
            Err(SaveError::Store(error)) if must_be_said(&call.record, changed) => {
                warn!(error = %ErrorChain(&error), "a turn could not be saved");
            }
            Err(SaveError::Store(error)) => return Err(error.into()),
        }
        if let Some(TakenUp { conversation, live: newer }) = taken_up {
            (call.record.conversation, *live) = (conversation, newer);
        }
        call.record.mark_saved(step);
        *usage_saved = *call.record.conversation.usage();
        Ok(Some(step))
    }
}

/// Ends the session. If the message is lost, or this process before it, it is sent again after a silence.
async fn end_session(relay: RelayCall<'_>, speaker: &mut RelaySpeaker<'_>, step: usize) {
    let generation = speaker.generation();
    tokio::join!(relay.port.listen_after(relay, generation, 0), speaker.end(step));
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
        for _ in 0..MOST_SAVES {
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
    async fn step_live(&self, turn: &mut RunningTurn<'_>, event: TurnEvent) -> Result<Stepped, CallServiceError> {
        let RunningTurn { relay, call, live, speaker, spend, filler, is_early, came_later, .. } = turn;
        let (relay, spend) = (*relay, *spend);
        let may_ask = self.may_ask(relay.tenant_number, &mut call.record, &call.agent, spend, &event).await;
        let (clauses, taken) = unbounded_channel();
        let generation = speaker.generation();
        let mut sink = ClauseSender {
            clauses,
            filler: filler.clone(),
            service: self,
            relay,
            generation,
            interruptions: live.interruptions,
            is_early: std::mem::take(is_early),
            came_later: came_later.take(),
            failed: None,
            heard_less: false,
            meter: RequestMeter::default(),
        };
        let before = *call.record.conversation.usage();
        self.pause_recording(&call.secrets, &call.agent, &mut call.record, &event);
        let language = call.record.conversation.language();
        let bookings = BookingMode::of(&call.record);
        let tenant = context(relay.tenant_number, (&call.agent, &call.keys), bookings, may_ask);
        let (conversation, awaiting) = (&mut call.record.conversation, &mut call.record.awaiting_model);
        let (stepped, meter) = {
            let mut speaking = std::pin::pin!(speaker.speak(taken, filler, language));
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
            let ClauseSender { clauses, heard_less, failed, meter, .. } = sink;
            drop(clauses);
            if let Some(error) = failed {
                return Err(error.into());
            }
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

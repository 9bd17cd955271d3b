//! The people on an evaluated call: a scripted or a played caller, and the persons who are dialed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{phone::PhoneNumber, usage::TokenCount};
use evaluations::{
    outcome::CallLine,
    scenario::{CallerAct, PickUpAnswer},
};
use telephone::{
    party::{CallerAction, Listens, Party, PickUp, VoicemailAction},
    transcript::{Heard, Transcript},
};

use super::{RunModel, live::PlayedCaller, stage::Stage, suite::SuiteScenario};

/// The recognition confidence of words that are hard to understand.
const UNCLEAR: f32 = 0.21;
/// How long a silence lasts.
const SILENCE_SECONDS: i64 = 5;

enum TurnSource {
    Scripted { turns: Vec<CallerAct>, next: usize },
    Played(Box<PlayedCaller>),
}

/// The people on a call.
pub(super) struct EvaluatedCaller {
    source: TurnSource,
    answers: BTreeMap<PhoneNumber, PickUpAnswer>,
    clock: Arc<AtomicI64>,
    /// What the agent said since the caller's last turn.
    heard: Vec<String>,
    faults: Vec<String>,
    /// Whether the call must last until the last scripted turn. A live model may need fewer.
    must_finish: bool,
}

impl EvaluatedCaller {
    /// The people of a scenario. A live model plays the persona, if there is one.
    pub(super) fn new(suite_scenario: &SuiteScenario, model: &RunModel, stage: &Stage) -> Self {
        let scenario = suite_scenario.scenario();
        let recorded = suite_scenario.recording().map(evaluations::recording::ModelRecording::caller);
        let source = match (model, scenario.caller().persona(), recorded) {
            (RunModel::Live(live), Some(persona), _) => TurnSource::Played(Box::new(live.play(persona))),
            (RunModel::Recorded, _, Some(turns)) if !turns.is_empty() => {
                TurnSource::Scripted { turns: turns.to_vec(), next: 0 }
            }
            _ => TurnSource::Scripted { turns: scenario.caller().turns().to_vec(), next: 0 },
        };
        Self {
            source,
            answers: scenario.answers().clone(),
            clock: stage.clock(),
            heard: Vec::new(),
            faults: Vec::new(),
            must_finish: !matches!(model, RunModel::Live(_)),
        }
    }

    async fn next_act(&mut self) -> CallerAct {
        let heard = std::mem::take(&mut self.heard);
        match &mut self.source {
            TurnSource::Scripted { turns, next } => {
                *next += 1;
                turns.get(*next - 1).cloned().unwrap_or(CallerAct::HangsUp)
            }
            TurnSource::Played(caller) => match caller.next_act(&heard.join(" ")).await {
                Ok(act) => act,
                Err(error) => {
                    self.faults.push(format!("the model that plays the caller failed: {error}"));
                    CallerAct::HangsUp
                }
            },
        }
    }

    /// What went wrong on the caller's side.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = self.faults.clone();
        if let TurnSource::Scripted { turns, next } = &self.source
            && self.must_finish
            && let Some(left) = turns.get(*next).filter(|left| **left != CallerAct::HangsUp)
        {
            faults.push(format!("the call was over before the caller's turn {}: {left}", next + 1));
        }
        faults
    }

    /// What a played caller did.
    pub(super) fn played(&self) -> &[CallerAct] {
        match &self.source {
            TurnSource::Played(caller) => caller.acts(),
            TurnSource::Scripted { .. } => &[],
        }
    }

    /// The tokens of the model that plays the caller.
    pub(super) fn tokens(&self) -> TokenCount {
        match &self.source {
            TurnSource::Played(caller) => caller.tokens(),
            TurnSource::Scripted { .. } => TokenCount::default(),
        }
    }
}

fn action(act: CallerAct) -> CallerAction {
    match act {
        CallerAct::Says(words) => CallerAction::Say(words),
        CallerAct::SaysUnclearly(words) => CallerAction::SayUnclear(words, UNCLEAR),
        CallerAct::Keys(keys) => CallerAction::Key(keys),
        CallerAct::Silence => CallerAction::Silence,
        CallerAct::HangsUp => CallerAction::HangUp,
    }
}

impl Party for EvaluatedCaller {
    fn notice(&mut self, event: &Heard) {
        let seconds = match event {
            Heard::Said(words) | Heard::Caller(words) => words.split_whitespace().count() * 2 / 5,
            _ => 0,
        };
        let seconds = i64::try_from(seconds).unwrap_or(0);
        let silent = if matches!(event, Heard::Silence) { SILENCE_SECONDS } else { 0 };
        self.clock.fetch_add(seconds + silent, Ordering::Relaxed);
        if let Heard::Said(words) = event {
            self.heard.push(words.clone());
        }
    }

    async fn respond(&mut self, _listens: Listens) -> CallerAction {
        action(self.next_act().await)
    }

    async fn leave_message(&mut self) -> VoicemailAction {
        let act = self.next_act().await;
        let then_hangs_up = match &self.source {
            TurnSource::Scripted { turns, next } => turns.get(*next) == Some(&CallerAct::HangsUp),
            TurnSource::Played(_) => false,
        };
        VoicemailAction::of(action(act), then_hangs_up)
    }

    async fn pick_up(&mut self, number: &str) -> PickUp {
        let answer = PhoneNumber::parse(number).ok().and_then(|number| self.answers.get(&number).copied());
        match answer {
            Some(PickUpAnswer::Accepts) => PickUp::Accepts,
            Some(PickUpAnswer::Declines) => PickUp::Declines,
            Some(PickUpAnswer::Busy) => PickUp::Busy,
            Some(PickUpAnswer::NoAnswer) | None => PickUp::NoAnswer,
        }
    }
}

/// The course of a call. A call that the agent's system could not serve has an error in it.
pub(super) fn lines(transcript: &Transcript) -> Vec<CallLine> {
    let line = |event: &Heard| match event {
        Heard::Said(words) => Some(CallLine::Agent(words.clone())),
        Heard::Caller(words) => Some(CallLine::Caller(words.clone())),
        Heard::Keyed(keys) => Some(CallLine::Caller(format!("[keys {keys}]"))),
        Heard::Silence => Some(CallLine::Caller("[silence]".to_owned())),
        Heard::Recorded(words) => Some(CallLine::Caller(format!("[after the tone] {words}"))),
        Heard::Rang { number, pick_up } => {
            let what = match pick_up {
                PickUp::Accepts => "accepts",
                PickUp::Declines => "declines",
                PickUp::Busy => "busy",
                PickUp::NoAnswer => "no answer",
            };
            Some(CallLine::Dialed(number.clone(), what))
        }
        Heard::Whispered(words) => Some(CallLine::Note(format!("says to the dialed person: {words}"))),
        Heard::Failed { code, reason } => Some(CallLine::Note(format!("error {code}: {reason}"))),
        Heard::Played(_) | Heard::Requested { .. } | Heard::Ended(_) => None,
    };
    transcript.events().iter().filter_map(line).collect()
}

//! The people on an evaluated call: a scripted or a played caller, and the persons who are dialed.

use std::{collections::BTreeMap, time::Duration};

use domain::{phone::PhoneNumber, usage::TokenCount};
use evaluations::{
    outcome::CallLine,
    report::CallWay,
    scenario::{CallerAct, PickUpAnswer, ScenarioTurn},
};
use telephone::{
    party::{CallerAction, Listens, Party, PickUp, VoicemailAction},
    transcript::{Heard, Transcript},
};

use super::{
    RunModel,
    live::PlayedCaller,
    stage::{SimulatedTime, Stage},
    suite::SuiteScenario,
};

/// The recognition confidence of words that are hard to understand.
const UNCLEAR: f32 = 0.21;
/// How long a silence lasts.
const SILENCE: Duration = Duration::from_secs(5);
/// How much longer it lasts on a stream. The application measures it from the moment at which it has sent its words, which the simulated call
/// may have passed by then.
const LONGER_SILENCE: Duration = Duration::from_secs(25);

/// What a scripted caller does after their last turn.
const HANGS_UP: ScenarioTurn = ScenarioTurn::Act(CallerAct::HangsUp);

enum TurnSource {
    Scripted { turns: Vec<ScenarioTurn>, next: usize },
    Played(Box<PlayedCaller>),
}

/// The people on a call.
pub(super) struct EvaluatedCaller {
    source: TurnSource,
    answers: BTreeMap<PhoneNumber, PickUpAnswer>,
    clock: SimulatedTime,
    way: CallWay,
    /// What the agent said since the caller's last turn.
    heard: Vec<String>,
    faults: Vec<String>,
    /// Whether the call must last until the last scripted turn. A live model may need fewer.
    must_finish: bool,
}

impl EvaluatedCaller {
    /// The people of a scenario. A live model plays the persona, if there is one.
    pub(super) fn new((suite_scenario, way): (&SuiteScenario, CallWay), model: &RunModel, stage: &Stage) -> Self {
        let scenario = suite_scenario.scenario();
        let recorded = suite_scenario.recording().map(evaluations::recording::ModelRecording::caller);
        let source = match (model, scenario.caller().persona(), recorded) {
            (RunModel::Live(live), Some(persona), _) => TurnSource::Played(Box::new(live.play(persona))),
            (RunModel::Recorded, _, Some(turns)) if !turns.is_empty() => {
                TurnSource::Scripted { turns: turns.iter().cloned().map(ScenarioTurn::Act).collect(), next: 0 }
            }
            _ => TurnSource::Scripted { turns: scenario.caller().turns().to_vec(), next: 0 },
        };
        Self {
            source,
            answers: scenario.answers().clone(),
            clock: stage.clock(),
            way,
            heard: Vec::new(),
            faults: Vec::new(),
            must_finish: !matches!(model, RunModel::Live(_)),
        }
    }

    async fn next_turn(&mut self) -> ScenarioTurn {
        let heard = std::mem::take(&mut self.heard);
        match &mut self.source {
            TurnSource::Scripted { turns, next } => {
                *next += 1;
                turns.get(*next - 1).cloned().unwrap_or(HANGS_UP)
            }
            TurnSource::Played(caller) => match caller.next_act(&heard.join(" ")).await {
                Ok(act) => ScenarioTurn::Act(act),
                Err(error) => {
                    self.faults.push(format!("the model that plays the caller failed: {error}"));
                    HANGS_UP
                }
            },
        }
    }

    /// What went wrong on the caller's side.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = self.faults.clone();
        if let TurnSource::Scripted { turns, next } = &self.source
            && self.must_finish
            && let Some(left) = turns.get(*next).filter(|left| **left != HANGS_UP)
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

fn action(turn: ScenarioTurn) -> CallerAction {
    let act = match turn {
        ScenarioTurn::Act(act) => act,
        ScenarioTurn::Interrupts { after_words, words } => return CallerAction::Interrupt { after_words, words },
    };
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
        let words = |words: &str| Duration::from_secs((words.split_whitespace().count() * 2 / 5) as u64);
        self.clock.pass(match (event, self.way) {
            (Heard::Silence, CallWay::Gather) => SILENCE,
            (Heard::Silence, CallWay::Stream) => LONGER_SILENCE,
            (Heard::Said(said) | Heard::Caller(said), CallWay::Gather) => words(said),
            // The telephone moves the clock.
            _ => Duration::ZERO,
        });
        if let Heard::Said(words) = event {
            self.heard.push(words.clone());
        }
    }

    async fn respond(&mut self, _listens: Listens) -> CallerAction {
        action(self.next_turn().await)
    }

    fn interruption(&mut self) -> Option<(usize, String)> {
        let TurnSource::Scripted { turns, next } = &mut self.source else { return None };
        let ScenarioTurn::Interrupts { after_words, words } = turns.get(*next)? else { return None };
        *next += 1;
        self.heard.clear();
        Some((*after_words, words.clone()))
    }

    async fn leave_message(&mut self) -> VoicemailAction {
        let turn = self.next_turn().await;
        let then_hangs_up = match &self.source {
            TurnSource::Scripted { turns, next } => turns.get(*next) == Some(&HANGS_UP),
            TurnSource::Played(_) => false,
        };
        VoicemailAction::of(action(turn), then_hangs_up)
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
        Heard::Keyed(_) | Heard::Played(_) | Heard::Requested { .. } | Heard::Ended(_) => None,
    };
    let mut lines: Vec<CallLine> = Vec::new();
    let mut events = transcript.events().iter().peekable();
    while let Some(event) = events.next() {
        let Heard::Keyed(keys) = event else {
            lines.extend(line(event));
            continue;
        };
        // On a stream each key is an event of its own.
        let mut keys = keys.clone();
        while let Some(Heard::Keyed(next)) = events.next_if(|next| matches!(next, Heard::Keyed(_))) {
            keys.push_str(next);
        }
        lines.push(CallLine::Caller(format!("[keys {keys}]")));
    }
    lines
}

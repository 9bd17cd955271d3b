//! Danger in what the caller says and in what the model reports: which words follow, what is recorded, and the questions
//! that settle a suspicion. What counts as a danger is decided by [`triage`].

use super::{Context, Conversation, Effects, HistoryEntry, Phase, Question, phrases};
use crate::{
    tenant::WaterPolicy,
    triage::{self, Findings, FixedAnswer, Hazard, Suspicion},
};

/// How many of the caller's utterances a later one may complete.
const EARLIER_UTTERANCES: usize = 4;
/// How often a call asks about gas, fire and alarms. A question that is repeated because it was not answered counts once.
const MOST_ABOUT_DANGER: u8 = 2;
/// How often a call asks about the people at home and the temperature.
const MOST_ABOUT_COMFORT: u8 = 1;

impl Conversation {
    /// Triage: acts on a danger or a suspicion in the caller's words before the model sees them. `None` if there is
    /// nothing to act on.
    pub(super) fn heed_danger(&mut self, text: &str, is_doubtful: bool, context: Context<'_>) -> Option<Effects> {
        if let Some(language) = triage::language_of(text) {
            self.findings.language = language;
        }
        let earlier = self.earlier_caller_words();
        let asked = match &self.phase {
            Phase::AskingAbout(question) => Some(question.suspicion),
            _ => None,
        };
        let (heard, is_settled) = match asked {
            None => (triage::assess_after(&earlier, text), false),
            Some(suspicion) => match triage::judge_answer(suspicion, &earlier, text) {
                FixedAnswer::Danger(findings) | FixedAnswer::Unclear(findings) => (findings, false),
                FixedAnswer::Settled(findings) => (findings, true),
            },
        };
        if !heard.hazards.is_empty() || heard.suspicion().is_some() {
            self.follow_language_of_danger(context);
        }
        if let Some(effects) = self.heed_retraction(text, &heard, context) {
            return Some(effects);
        }
        if let Some(effects) = self.act_on(&heard, text, context) {
            return Some(effects);
        }
        if is_settled {
            self.findings.suspicion = None;
        }
        // The caller is asked to repeat doubtful words about comfort. Doubtful words that name a danger lead to the question.
        let suspected = heard
            .suspicion()
            .filter(|suspicion| !is_doubtful || *suspicion != Suspicion::Comfort)
            .or((is_doubtful && triage::names_danger(text)).then_some(Suspicion::Danger));
        let another = suspected.filter(|suspicion| Some(*suspicion) != asked);
        let suspicion = if is_settled { another } else { asked.or(another) };
        self.ask_about(suspicion?, text, context)
    }

    /// Acts on the dangers of an utterance.
    fn act_on(&mut self, heard: &Findings, text: &str, context: Context<'_>) -> Option<Effects> {
        let policy = context.config.water_policy;
        if heard.hazards.contains(&Hazard::Water) && !is_emergency_for(policy, Hazard::Water) {
            self.say_how_to_stop_water();
        }
        self.findings.merge(heard);
        let worst = emergency(&self.findings, policy);
        // The model may have reported a graver danger than triage heard. The gravest one counts.
        if let Some(hazard) = worst.filter(|hazard| self.emergency.is_none_or(|known| *hazard < known)) {
            self.note_caller_words(text, context.config);
            return Some(self.raise_emergency(hazard, context));
        }
        let heard_now = emergency(heard, policy);
        if let Some(lesser) = heard_now.filter(|hazard| self.emergency.is_some() && !self.has_recorded(*hazard)) {
            self.note_caller_words(text, context.config);
            return Some(self.further_danger(lesser, context));
        }
        if let Some(repeated) = heard_now.filter(|hazard| hazard.is_life_threatening()) {
            self.note_caller_words(text, context.config);
            self.everyone_out = false;
            return Some(self.remind_of_danger(repeated, context));
        }
        if heard_now == Some(Hazard::Medical) {
            self.note_caller_words(text, context.config);
            return Some(self.remind_to_call_911(context));
        }
        None
    }

    /// The caller hears how to stop water, once, also if it is no emergency for the company.
    pub(super) fn say_how_to_stop_water(&mut self) {
        if self.findings.hazards.insert(Hazard::Water) {
            self.say_words_of_a_lesser(Hazard::Water);
        }
    }

    /// The safety words of a danger beside a graver one. During an evacuation no one is sent to a valve or into a warm room.
    fn say_words_of_a_lesser(&mut self, hazard: Hazard) {
        let language = self.language_of_danger();
        let leave = self.emergency.is_some_and(Hazard::is_life_threatening) && hazard.is_handled_inside();
        let words: &str =
            if leave { &language.words().alarm.passed_on } else { triage::safety_words(hazard, language) };
        self.turn.say.push(words.to_owned());
    }

    /// A danger of another kind than the one that was acted on, and not a graver one: its words are spoken, and the graver
    /// one keeps the call.
    fn further_danger(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        self.record_hazard(hazard, context);
        self.say_words_of_a_lesser(hazard);
        match self.emergency.filter(|known| known.is_life_threatening() && !self.everyone_out) {
            Some(known) => self.remind_of_danger(known, context),
            None if hazard == Hazard::Medical => match self.ring_for_help(hazard, context) {
                Some(effects) => effects,
                None => self.nobody_reached(hazard, context),
            },
            None => self.say_and_listen(phrases::further_danger(context, self.language_of_danger())),
        }
    }

    /// Asks the fixed question that settles a suspicion, unless it was asked before.
    fn ask_about(&mut self, suspicion: Suspicion, text: &str, context: Context<'_>) -> Option<Effects> {
        if self.emergency.is_some() {
            return None;
        }
        let (repeated, interrupted) = match &self.phase {
            Phase::AskingAbout(question) if question.suspicion == suspicion => {
                if question.repeated {
                    return None;
                }
                (true, question.interrupted.clone())
            }
            _ if !self.asked.may_ask(suspicion) => return None,
            Phase::AskingAbout(question) => (false, question.interrupted.clone()),
            Phase::ReadingBack { proposal, .. } => (false, Some(proposal.clone())),
            _ => (false, None),
        };
        self.note_caller_words(text, context.config);
        self.unclear.asked = 0;
        self.silences = 0;
        Some(self.ask(Question { suspicion, repeated, interrupted }))
    }

    /// Ends the turn with a question that settles a suspicion.
    pub(super) fn ask(&mut self, question: Question) -> Effects {
        if !question.repeated {
            self.asked.count(question.suspicion);
        }
        let words = phrases::question(question.suspicion, question.repeated, self.language_of_danger());
        self.phase = Phase::AskingAbout(question);
        self.say_and_listen(words)
    }

    /// A suspicion that the model reports. `None` if its question was asked already.
    pub(super) fn suspicion_reported(&mut self, hazard: Hazard) -> Option<Suspicion> {
        let suspicion = if hazard.is_comfort() { Suspicion::Comfort } else { Suspicion::Danger };
        if hazard.is_comfort() {
            // A person at risk who is mentioned later makes it an emergency.
            self.findings.hazards.insert(hazard);
        }
        (self.emergency.is_none() && self.asked.may_ask(suspicion)).then_some(suspicion)
    }

    /// The model reports a danger that is no graver than the one that was acted on. A further danger gets its words and its
    /// record; the call goes on.
    pub(super) fn lesser_danger_reported(&mut self, hazard: Hazard, context: Context<'_>) {
        if !self.has_recorded(hazard) {
            self.record_hazard(hazard, context);
            self.say_words_of_a_lesser(hazard);
        }
    }

    fn has_recorded(&self, hazard: Hazard) -> bool {
        self.emergency == Some(hazard) || self.recorded.iter().any(|recorded| recorded.hazard == hazard)
    }

    /// The caller's earlier words that a danger may begin with: the latest that raised a suspicion, else the latest that are
    /// half of a danger, else the last ones. What the caller has denied since does not count.
    fn earlier_caller_words(&self) -> String {
        let said = self.history.iter().rev().filter_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Some(text),
            _ => None,
        });
        let latest: Vec<&String> =
            said.take(EARLIER_UTTERANCES).take_while(|words| !triage::is_denial(words)).collect();
        let suspicious = latest.iter().find(|words| triage::assess(words).suspicion().is_some());
        let half = || latest.iter().find(|words| triage::is_half_of_a_danger(words));
        suspicious.or_else(half).or(latest.first()).map(|words| (*words).clone()).unwrap_or_default()
    }
}

/// How often each question was asked, without repeats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// The question about gas, fire and alarms.
    pub danger: u8,
    /// The question about the people at home and the temperature.
    pub comfort: u8,
}

impl Asked {
    fn may_ask(self, suspicion: Suspicion) -> bool {
        match suspicion {
            Suspicion::Danger => self.danger < MOST_ABOUT_DANGER,
            // Only a no to the question about danger leads to it.
            Suspicion::Symptoms => true,
            Suspicion::Comfort => self.comfort < MOST_ABOUT_COMFORT,
        }
    }

    fn count(&mut self, suspicion: Suspicion) {
        let count = match suspicion {
            Suspicion::Danger => &mut self.danger,
            Suspicion::Symptoms => return,
            Suspicion::Comfort => &mut self.comfort,
        };
        *count = count.saturating_add(1);
    }
}

/// Whether a danger is an emergency under the company's policy for water.
pub(super) fn is_emergency_for(policy: WaterPolicy, hazard: Hazard) -> bool {
    hazard != Hazard::Water || policy == WaterPolicy::Emergency
}

/// The gravest emergency, under the company's policy for water.
fn emergency(findings: &Findings, policy: WaterPolicy) -> Option<Hazard> {
    let mut findings = findings.clone();
    findings.hazards.retain(|hazard| is_emergency_for(policy, *hazard));
    findings.emergency()
}

//! The JSON of a call's turns: what was said and done in each, and what triage found in it.

use std::collections::{BTreeSet, HashMap};

use domain::{
    conversation::{HistoryEntry, ToolRequest},
    triage::{Findings, Hazard, Suspicion},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{CallStep, StageTimes};
use utoipa::ToSchema;

use super::first_sound::{self, FirstSoundView};

/// A turn of a call: what one webhook added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallTurn)]
pub(crate) struct CallTurnView {
    /// The turn's number; 0 is the greeting. A call of release 0.1.0 has one turn for all of them.
    turn: usize,
    /// When the turn was answered; missing for a call of release 0.1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// How sure speech recognition was of the caller's words, from 0 to 1; missing if nothing was said, or Twilio gave no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    /// How long the stages of the answer took; missing for a call of an earlier release.
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<StagesView>,
    /// How long the caller waited for the first sound of the answer, in the turn in which it began. Missing if the call was not streamed,
    /// if the caller had said nothing, and for a call of an earlier release.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_sound: Option<FirstSoundView>,
    /// The model that answered; missing if none did, and for a call of an earlier release.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// What was said and done, in order.
    entries: Vec<TurnEntryView>,
    /// What triage found in this turn for the first time; missing if it found nothing new.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<FindingsView>,
}

/// How long the stages of an answer took, in milliseconds.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallTurnStages)]
#[expect(clippy::struct_field_names, reason = "each name in JSON says its unit")]
pub(crate) struct StagesView {
    /// From the first read to the reply, before it is saved.
    total_ms: u32,
    /// Reading the call from the table.
    table_ms: u32,
    /// From the request to the model to the first part of its answer; missing if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    model_first_token_ms: Option<u32>,
    /// Waiting for the model; missing if it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    model_ms: Option<u32>,
    /// Running tools; missing if none ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    tools_ms: Option<u32>,
    /// The rest: our own code, and the other writes before the reply.
    ours_ms: u32,
}

impl From<StageTimes> for StagesView {
    fn from(stages: StageTimes) -> Self {
        let ours_ms = stages.ours();
        let StageTimes { total: total_ms, table: table_ms, first_part, model: model_ms, tools: tools_ms, .. } = stages;
        Self { total_ms, table_ms, model_first_token_ms: first_part, model_ms, tools_ms, ours_ms }
    }
}

/// Something that was said or done in a call.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = CallTurnEntry)]
pub(crate) enum TurnEntryView {
    /// Someone spoke.
    Said {
        /// Who spoke.
        speaker: SpeakerView,
        /// The words: those of the caller as they were recognised.
        words: String,
        /// The part that the caller heard, if they interrupted the agent and the telephone reports where. Missing
        /// otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        heard: Option<String>,
    },
    /// The caller pressed keys.
    Keyed {
        /// The keys.
        keys: String,
    },
    /// The model used a tool.
    UsedTool {
        /// The tool's name, as the model wrote it.
        name: String,
        /// The arguments as JSON, or as the model's text if that is not JSON.
        arguments: Value,
        /// The result that the model read; missing if the turn ended with the tool.
        #[serde(skip_serializing_if = "Option::is_none")]
        result: Option<String>,
    },
}

/// Who spoke.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Speaker)]
pub(crate) enum SpeakerView {
    /// The caller.
    Caller,
    /// The agent.
    Agent,
}

impl From<search::Speaker> for SpeakerView {
    fn from(speaker: search::Speaker) -> Self {
        match speaker {
            search::Speaker::Caller => Self::Caller,
            search::Speaker::Agent => Self::Agent,
        }
    }
}

/// What triage found. Code finds it, before the model reads the words.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallFindings)]
pub(crate) struct FindingsView {
    /// The dangers. A lack of heat or cooling is an emergency only with a risk.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    hazards: BTreeSet<Hazard>,
    /// A suspicion that a question should settle.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspicion: Option<Suspicion>,
    /// A person at risk is in the building.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    vulnerable: bool,
    /// It is freezing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    freezing: bool,
    /// It is dangerously hot.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sweltering: bool,
}

impl FindingsView {
    /// What is in `now` and was not in `before`. `None` if there is nothing.
    fn added(before: &Findings, now: &Findings) -> Option<Self> {
        let added = Self {
            hazards: now.hazards.difference(&before.hazards).copied().collect(),
            suspicion: now.suspicion.filter(|suspicion| before.suspicion != Some(*suspicion)),
            vulnerable: now.vulnerable && !before.vulnerable,
            freezing: now.freezing && !before.freezing,
            sweltering: now.sweltering && !before.sweltering,
        };
        let nothing =
            Self { hazards: BTreeSet::new(), suspicion: None, vulnerable: false, freezing: false, sweltering: false };
        (added != nothing).then_some(added)
    }
}

/// The turns of a call.
pub(crate) fn turns(steps: Vec<CallStep>) -> Vec<CallTurnView> {
    let findings: Vec<_> = steps.iter().map(|step| step.findings.clone()).collect();
    let before = std::iter::once(Findings::default()).chain(findings);
    let added: Vec<_> = before.zip(&steps).map(|(before, step)| FindingsView::added(&before, &step.findings)).collect();
    // From the end: a request gets the nearest result behind it, since a model may use an id twice.
    let mut results = HashMap::new();
    let mut turns: Vec<_> =
        steps.into_iter().zip(added).rev().map(|(step, findings)| turn(step, findings, &mut results)).collect();
    turns.reverse();
    // The end of a call is a step of its own, without speech.
    turns.retain(|turn| !turn.entries.is_empty() || turn.findings.is_some());
    turns
}

fn turn(step: CallStep, findings: Option<FindingsView>, results: &mut HashMap<String, String>) -> CallTurnView {
    let mut entries = Vec::new();
    for entry in step.entries.into_iter().rev() {
        match entry {
            HistoryEntry::ToolReturned { id, content } => {
                results.insert(id, content);
            }
            HistoryEntry::ToolsRequested { requests } => {
                entries.extend(requests.into_iter().rev().map(|request| used_tool(request, results)));
            }
            HistoryEntry::CallerKeyed { digits } => entries.push(TurnEntryView::Keyed { keys: digits }),
            HistoryEntry::CallerSaid { text } => {
                entries.push(TurnEntryView::Said { speaker: SpeakerView::Caller, words: text, heard: None });
            }
            HistoryEntry::AgentSaid { text, heard } => {
                let heard = heard.map(|heard| text.get(heard).unwrap_or(&text).to_owned());
                entries.push(TurnEntryView::Said { speaker: SpeakerView::Agent, words: text, heard });
            }
        }
    }
    entries.reverse();
    let confidence = step.measured.and_then(|measured| measured.confidence).map(|percent| f64::from(percent) / 100.0);
    let stages = step.measured.map(|measured| measured.stages);
    CallTurnView {
        turn: step.step,
        at: step.at,
        confidence,
        stages: stages.map(StagesView::from),
        first_sound: stages.and_then(|stages| stages.first_words).map(FirstSoundView::from),
        model: step.model,
        entries,
        findings,
    }
}

fn used_tool(ToolRequest { id, name, arguments }: ToolRequest, results: &mut HashMap<String, String>) -> TurnEntryView {
    let arguments = serde_json::from_str(&arguments).unwrap_or(Value::String(arguments));
    TurnEntryView::UsedTool { name, arguments, result: results.remove(&id) }
}

/// The first turns of a call.
pub(super) fn example() -> Value {
    json!([
        {"turn": 0, "at": "2026-11-23T15:04:05Z", "entries": [
            {"kind": "said", "speaker": "agent", "words": "Thank you for calling Acme Heating & Air. How can I help you today?"},
        ]},
        {"turn": 1, "at": "2026-11-23T15:04:20Z", "confidence": 0.91, "stages": {
            "total_ms": 930, "table_ms": 12, "model_first_token_ms": 310, "model_ms": 870, "tools_ms": 21, "ours_ms": 27,
        }, "model": "gpt-6-luna", "entries": [
            {"kind": "said", "speaker": "caller", "words": "My furnace is dead and my mother is 82"},
            {"kind": "used_tool", "name": "check_availability", "arguments": {"zip": "75201", "when": "tomorrow"},
             "result": "2026-11-24_morning: tomorrow, Tuesday, November 24, between 8 and 12"},
            {"kind": "said", "speaker": "agent", "words": "I can send someone tomorrow between 8 and 12."},
        ], "findings": {"vulnerable": true}},
        {"turn": 2, "at": "2026-11-23T15:04:31Z", "stages": {
            "total_ms": 1_020, "table_ms": 14, "model_first_token_ms": 712, "model_ms": 940, "ours_ms": 66,
        }, "first_sound": first_sound::example(), "model": "gpt-6-luna", "entries": [
            {"kind": "said", "speaker": "caller", "words": "Is it the same price in the afternoon?"},
            {"kind": "said", "speaker": "agent", "words": "Yes, the visit costs the same all day. Shall I book the morning?"},
        ]},
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> HistoryEntry {
        HistoryEntry::CallerSaid { text: text.to_owned() }
    }

    fn requested(arguments: &str) -> HistoryEntry {
        let request =
            ToolRequest { id: "call_1".to_owned(), name: "look_up".to_owned(), arguments: arguments.to_owned() };
        HistoryEntry::ToolsRequested { requests: vec![request] }
    }

    fn returned(content: &str) -> HistoryEntry {
        HistoryEntry::ToolReturned { id: "call_1".to_owned(), content: content.to_owned() }
    }

    fn step(step: usize, entries: Vec<HistoryEntry>, findings: Findings) -> CallStep {
        CallStep { step, at: None, measured: None, model: None, entries, findings }
    }

    #[test]
    fn repeated_tool_id_gets_the_result_that_follows_it() {
        let entries = vec![requested("1"), returned("first"), requested("not JSON"), returned("second")];
        let last = vec![requested("{}")];
        let turns = turns(vec![step(0, entries, Findings::default()), step(1, last, Findings::default())]);
        let entries = serde_json::to_value(&turns).expect("JSON");
        assert_eq!(
            entries,
            json!([
                {"turn": 0, "entries": [
                    {"kind": "used_tool", "name": "look_up", "arguments": 1, "result": "first"},
                    {"kind": "used_tool", "name": "look_up", "arguments": "not JSON", "result": "second"},
                ]},
                {"turn": 1, "entries": [{"kind": "used_tool", "name": "look_up", "arguments": {}}]},
            ])
        );
    }

    #[test]
    fn result_in_a_later_turn_belongs_to_its_request() {
        let steps = vec![
            step(1, vec![said("hello"), requested("{}")], Findings::default()),
            step(2, vec![returned("late"), HistoryEntry::agent_said("Here it is.")], Findings::default()),
        ];
        let turns = serde_json::to_value(turns(steps)).expect("JSON");
        assert_eq!(turns[0]["entries"][1]["result"], "late");
        assert_eq!(turns[1]["entries"], json!([{"kind": "said", "speaker": "agent", "words": "Here it is."}]));
    }

    #[test]
    fn step_without_words_and_findings_is_no_turn() {
        let steps = vec![step(0, vec![said("hello")], Findings::default()), step(1, vec![], Findings::default())];
        assert_eq!(turns(steps).iter().map(|turn| turn.turn).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn finding_is_shown_in_the_turn_that_adds_it() {
        let gas = Findings { hazards: [Hazard::GasLeak].into(), ..Findings::default() };
        let risk = Findings { vulnerable: true, suspicion: Some(Suspicion::Danger), ..gas.clone() };
        let steps = [Findings::default(), gas, risk.clone(), risk];
        let turns = turns(steps.into_iter().enumerate().map(|(nth, found)| step(nth, vec![], found)).collect());
        let found: Vec<_> = turns.iter().map(|turn| (turn.turn, json!(turn.findings))).collect();
        let added = json!({"suspicion": "danger", "vulnerable": true});
        assert_eq!(found, [(1, json!({"hazards": ["gas_leak"]})), (2, added)]);
    }

    #[test]
    fn interrupted_words_show_what_was_heard() {
        let words = HistoryEntry::AgentSaid { text: "One moment, please.".to_owned(), heard: Some(0..10) };
        let turns = serde_json::to_value(turns(vec![step(1, vec![words], Findings::default())])).expect("JSON");
        assert_eq!(turns[0]["entries"][0]["heard"], "One moment");
    }
}

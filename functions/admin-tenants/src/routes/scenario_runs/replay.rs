//! A replay beside its call: what was said then and now, turn by turn.

use api::{Problem, access::Authorized};
use domain::{call_facts::Outcome, conversation::HistoryEntry, id::CallSid};
use serde::Serialize;
use store::{PersonalData, ScenarioResult};
use utoipa::ToSchema;

use crate::AdminTenants;

/// A call and its replay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Replay, example = json!({
    "outcome_then": "message", "outcome_now": "booked",
    "turns": [{"caller": "I'd like a tune-up.", "then": ["What is your name?"], "now": ["We can come tomorrow."]}],
}))]
pub(crate) struct ReplayView {
    /// What came of the call.
    outcome_then: Outcome,
    /// What came of the replay; missing until its call is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_now: Option<Outcome>,
    /// The turns, in order. The first one is the greeting.
    turns: Vec<ReplayTurn>,
}

/// A turn of the caller, with what the agent said after it.
#[derive(Debug, Serialize, ToSchema)]
struct ReplayTurn {
    /// The caller's words or keys; missing for the greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<String>,
    /// What the agent said in the call.
    then: Vec<String>,
    /// What the tools that the agent used in the call are called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools_then: Vec<String>,
    /// What the agent says in the replay.
    now: Vec<String>,
    /// What the tools that the agent uses in the replay are called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools_now: Vec<String>,
}

/// What the agent did after a turn of the caller.
#[derive(Debug, Default, PartialEq, Eq)]
struct AgentTurn {
    caller: Option<String>,
    said: Vec<String>,
    tools: Vec<String>,
}

impl AdminTenants {
    /// A past call and its replay, once the audit log says who reads the call.
    pub(super) async fn compared<P>(
        &self,
        may: &Authorized<P>,
        call: &CallSid,
        result: Option<&ScenarioResult>,
    ) -> Result<ReplayView, Problem> {
        let past = self.past_call(may, call).await?;
        let (_, facts) = self.facts_of(&may.scope, &past).await?;
        let then = turns_of(past.conversation.history());
        let now = match result.and_then(|result| result.test_call.as_ref()) {
            Some(test_call) => {
                self.access.disclose(may, PersonalData::TestCall(test_call)).await?;
                let found = self.store.get_test_call(&may.scope, test_call).await?;
                found.map(|found| turns_of(found.record.conversation.history())).unwrap_or_default()
            }
            None => Vec::new(),
        };
        Ok(ReplayView {
            outcome_then: facts.outcome,
            outcome_now: result.and_then(|result| result.outcome),
            turns: beside(then, now),
        })
    }
}

/// The turns of two calls of one caller. The replay may end earlier, and never has more turns.
fn beside(then: Vec<AgentTurn>, now: Vec<AgentTurn>) -> Vec<ReplayTurn> {
    let mut now = now.into_iter();
    let turn = |then: AgentTurn| {
        let now = now.next().unwrap_or_default();
        ReplayTurn { caller: then.caller, then: then.said, tools_then: then.tools, now: now.said, tools_now: now.tools }
    };
    then.into_iter().map(turn).collect()
}

fn turns_of(history: &[HistoryEntry]) -> Vec<AgentTurn> {
    let mut turns = vec![AgentTurn::default()];
    for entry in history {
        if let Some(words) = entry.of_caller() {
            turns.push(AgentTurn { caller: Some(words.to_owned()), ..AgentTurn::default() });
            continue;
        }
        let Some(turn) = turns.last_mut() else { continue };
        match entry {
            HistoryEntry::AgentSaid { text, .. } => turn.said.push(text.clone()),
            HistoryEntry::ToolsRequested { requests } => {
                turn.tools.extend(requests.iter().map(|request| request.name.clone()));
            }
            _ => {}
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(text: &str) -> HistoryEntry {
        HistoryEntry::CallerSaid { text: text.to_owned() }
    }

    #[test]
    fn turns_of_a_call_and_its_replay_stand_side_by_side() {
        let then = [
            HistoryEntry::agent_said("Hello."),
            caller("I smell gas"),
            HistoryEntry::agent_said("Leave now."),
            caller("ok"),
        ];
        let now = [HistoryEntry::agent_said("Hi."), caller("I smell gas"), HistoryEntry::agent_said("Get out.")];
        let turns = beside(turns_of(&then), turns_of(&now));
        let shown: Vec<_> = turns.iter().map(|turn| (turn.caller.as_deref(), &turn.then[..], &turn.now[..])).collect();
        let words = |text: &str| vec![text.to_owned()];
        assert_eq!(
            shown,
            [
                (None, &words("Hello.")[..], &words("Hi.")[..]),
                (Some("I smell gas"), &words("Leave now."), &words("Get out.")),
                (Some("ok"), &[], &[]),
            ]
        );
    }
}

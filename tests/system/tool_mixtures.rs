//! A model server that sends any mixture of tools: each webhook gets one answer, each tool call gets one result, and each
//! result says what happened to the caller and to the table.

use std::collections::BTreeSet;

use domain::{
    booking::AppointmentStatus,
    conversation::ToolRequest,
    id::EmergencyId,
    tool,
    triage::{Hazard, Language, safety_words},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

use self::{
    mixed_call::{EARLIER_SLOT, EVENING, MixedCall},
    mixture::{Arguments, Mixture, Taken, Tool, any_mixture},
};
use super::configuration::publish;
use crate::support::{DESERT, ModelReply, TestApp, WebhookResponse, call};

mod mixed_call;
mod mixture;

/// The number of calls. Every run makes the same ones.
const CALLS: usize = 60;

/// What the mixture's turn comes to, by the results that the model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Emergency,
    Question,
    ReadBack,
    Person,
    HangUp,
}

impl Ending {
    fn of(result: &str) -> Option<Self> {
        let says = |words: &[&str]| words.iter().any(|words| result.contains(words));
        match result {
            _ if says(&["is given the safety instructions"]) => Some(Self::Emergency),
            _ if says(&["The caller is being asked about it"]) => Some(Self::Question),
            _ if says(&["is being read back", "is read back to the caller right after"]) => Some(Self::ReadBack),
            _ if says(&["is being connected", "is connected right after"]) => Some(Self::Person),
            _ if says(&["The call is ending", "your goodbye follows"]) => Some(Self::HangUp),
            _ => None,
        }
    }

    /// Whether the answer to the caller is this ending.
    fn is(self, answer: &WebhookResponse) -> bool {
        let said = answer.said();
        match self {
            Self::Emergency => said.starts_with(safety_words(Hazard::GasLeak, Language::ENGLISH)),
            Self::Question => answer.has("Gather") && said.contains("Do you smell rotten eggs"),
            Self::ReadBack => {
                answer.has("Gather") && answer.body.contains("bargeIn=\"false\"") && said.contains("Let me read")
            }
            Self::Person => answer.has("Dial"),
            Self::HangUp => answer.has("Hangup"),
        }
    }
}

/// The elements of the response in order; asserts that it is TwiML with exactly one way to go on.
fn check_twiml(answer: &WebhookResponse) {
    assert!(!answer.said().contains("trouble on my side"), "{}", answer.body);
    let (mut reader, mut depth, mut verbs, mut roots) = (Reader::from_str(&answer.body), 0_u32, Vec::new(), 0);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(element) => {
                match depth {
                    0 => roots += u32::from(element.name().as_ref() == "Response"),
                    1 => verbs.push(element.name().as_ref().to_owned()),
                    _ => {}
                }
                depth += 1;
            }
            Event::Empty(element) if depth == 1 => verbs.push(element.name().as_ref().to_owned()),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((roots, depth), (1, 0), "{}", answer.body);
    let ways = verbs.iter().filter(|verb| ["Gather", "Dial", "Record", "Hangup"].contains(&verb.as_str())).count();
    assert_eq!(ways, 1, "{}", answer.body);
}

/// OpenAI refuses a request in which a tool call has no result, two results, or one that comes later; or in which a result has no
/// tool call.
fn check_protocol(request: &Value) {
    let (mut open, mut ids) = (Vec::new(), BTreeSet::new());
    for message in request["messages"].as_array().expect("messages") {
        if message["role"] == "tool" {
            let id = message["tool_call_id"].as_str().expect("an id");
            let at = open.iter().position(|open| *open == id);
            open.remove(at.unwrap_or_else(|| panic!("a result without an open tool call: {message}")));
            continue;
        }
        assert!(open.is_empty(), "{open:?} have no result before {message}");
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            let id = call["id"].as_str().filter(|id| !id.is_empty()).expect("an id");
            assert!(ids.insert(id), "two tool calls have the id {id}");
            open.push(id);
        }
    }
    assert!(open.is_empty(), "{open:?} have no result");
}

/// The names and arguments of the tool calls in a request, in order, each with its result.
fn calls_and_results(request: &Value) -> Vec<[String; 3]> {
    let messages = request["messages"].as_array().expect("messages");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let result = |id: &Value| {
        let returned = messages.iter().find(|message| message["tool_call_id"] == *id);
        text(&returned.expect("a result")["content"])
    };
    let calls = messages.iter().filter_map(|message| message["tool_calls"].as_array()).flatten();
    calls
        .map(|call| {
            let function = &call["function"];
            [text(&function["name"]), text(&function["arguments"]), result(&call["id"])]
        })
        .collect()
}

/// The rounds of the mixture that ran, each with its tools and their results. They are stored as the model sent them.
async fn results(of: &MixedCall<'_>, mixture: &Mixture) -> Vec<Vec<(Tool, Arguments, String)>> {
    let stored = of.stored_rounds().await;
    assert!(!stored.is_empty() && stored.len() <= mixture.rounds.len(), "{} rounds are stored", stored.len());
    let mut rounds = Vec::new();
    for (nth, round) in stored.iter().enumerate() {
        let sent = of.tool_calls(nth);
        assert_eq!(round.len(), sent.len(), "a tool call is missing");
        let mut results = Vec::new();
        for ((stored, results_of_call), (sent, (tool, arguments))) in
            round.iter().zip(sent.iter().zip(&mixture.rounds[nth]))
        {
            // No arguments are an empty object.
            let arguments_sent = if sent.arguments.is_empty() { "{}" } else { sent.arguments.as_str() };
            assert_eq!((&stored.name, stored.arguments.as_str()), (&sent.name, arguments_sent));
            let [result] = results_of_call.as_slice() else { panic!("not one result: {results_of_call:?}") };
            results.push((*tool, *arguments, result.clone()));
        }
        rounds.push(results);
    }
    rounds
}

/// In every request, the model sees each tool call with its one result; in the last one, all of the call.
async fn check_requests(of: &MixedCall<'_>) {
    let requests = of.requests();
    requests.iter().for_each(check_protocol);
    let seen = calls_and_results(requests.last().expect("asked"));
    let stored: Vec<[String; 3]> = of.stored_rounds().await.into_iter().flatten().map(called).collect();
    eprintln!("{}\n{stored:#?}", of.said());
    if !of.latest().has("Hangup") && !of.latest().has("Record") {
        // The first is what is on file, and the next two are the look-up before the mixture.
        assert_eq!(seen.get(3..), Some(stored.as_slice()), "the model does not see every result");
    }
}

/// A stored tool call as the model sees it. Servers refuse arguments that are not JSON.
fn called((request, results): (ToolRequest, Vec<String>)) -> [String; 3] {
    let is_json = serde_json::from_str::<Value>(&request.arguments).is_ok();
    let arguments = if is_json { request.arguments } else { "{}".to_owned() };
    [request.name, arguments, results.join("; ")]
}

/// The results that the model gets agree with the answer that the caller gets.
fn check_ending(answer: &WebhookResponse, rounds: &[Vec<(Tool, Arguments, String)>]) -> Option<Ending> {
    let endings = |round: &[(Tool, Arguments, String)]| -> Vec<Ending> {
        round.iter().filter_map(|(_, _, result)| Ending::of(result)).collect()
    };
    for round in rounds {
        let chosen: BTreeSet<Ending> = endings(round).into_iter().collect();
        assert!(chosen.len() <= 1, "one round ends in one way: {round:?}");
        let wanted = round.iter().any(|(tool, arguments, _)| {
            *arguments == Arguments::Valid && (tool.is_change() || *tool == Tool::Person || tool.is_danger())
        });
        assert!(!wanted || rounds.len() > 1 || !chosen.is_empty(), "nothing comes of {round:?}");
        for (tool, arguments, result) in round {
            let undone = tool.is_change() && Ending::of(result).is_none();
            assert!(!undone || result.starts_with("error:"), "the model does not learn that {tool:?} is not done");
            assert!(
                *arguments != Arguments::Foreign || !tool.is_change() || *tool == Tool::Message || undone,
                "{tool:?}"
            );
        }
    }
    let all: Vec<Ending> = rounds.iter().flat_map(|round| endings(round)).collect();
    let ending = all.iter().min().copied();
    match ending {
        // A later answer of the model may ask for something, so that the call does not end yet.
        Some(Ending::HangUp) if rounds.len() > 1 => assert!(answer.has("Hangup") || answer.has("Gather")),
        Some(ending) => assert!(ending.is(answer), "{ending:?}: {}", answer.body),
        None => assert!(answer.has("Gather") && !answer.said().is_empty(), "{}", answer.body),
    }
    ending
}

/// What was read back, once the caller has agreed.
fn agreed(rounds: &[Vec<(Tool, Arguments, String)>], ending: Option<Ending>) -> Option<Tool> {
    let read_back = |result: &str| Ending::of(result) == Some(Ending::ReadBack);
    let found = rounds.iter().flatten().find(|(_, _, result)| read_back(result)).map(|(tool, _, _)| *tool);
    // A question about danger comes first.
    found.filter(|_| matches!(ending, Some(Ending::ReadBack | Ending::Question)))
}

/// The table has exactly what the caller agreed to, and the caller has heard so.
async fn check_table(of: &MixedCall<'_>, agreed: Option<Tool>, taken: bool) {
    let said = of.said();
    let heard = |words: &str, expected: bool| assert_eq!(said.contains(words), expected, "{words:?} in {said}");
    let wants_evening = matches!(agreed, Some(Tool::Book | Tool::Reschedule));
    heard("taken just now", taken && wants_evening);
    heard("The next one I have is", taken && agreed == Some(Tool::Book));

    let booked = of.app.appointment(&of.caller).await;
    assert_eq!(booked.is_some(), agreed == Some(Tool::Book), "{booked:?}");
    heard("You're booked for", booked.is_some());
    if let Some(booked) = booked {
        assert_eq!(booked.visit.slot.id.to_string() == EVENING, !taken);
        assert_eq!(booked.visit.street.to_string(), "14 Elm Street");
    }
    let earlier = of.earlier_visit().await;
    let moved = agreed == Some(Tool::Reschedule) && !taken;
    assert_eq!(earlier.visit.slot.id.to_string(), if moved { EVENING } else { EARLIER_SLOT });
    heard("is moved to", moved);
    assert_eq!(earlier.status == AppointmentStatus::Cancelled, agreed == Some(Tool::Cancel));
    heard("is cancelled", agreed == Some(Tool::Cancel));
    let message = of.app.message(&of.caller).await;
    assert_eq!(message.is_some(), agreed == Some(Tool::Message));
    assert_eq!(of.listed_messages().await, usize::from(agreed == Some(Tool::Message)));
    heard("passed your message on", agreed == Some(Tool::Message));
}

async fn check_emergency(of: &MixedCall<'_>, ending: Option<Ending>) {
    let (store, scope) = (of.app.store(), of.app.scope(DESERT).await);
    let stored = store.get_emergency(&scope, &EmergencyId::of_call(&call(&of.caller), 0)).await.expect("read");
    assert_eq!(
        stored.map(|item| item.emergency.hazard),
        (ending == Some(Ending::Emergency)).then_some(Hazard::GasLeak)
    );
}

/// Makes a call with a mixture. Returns how the mixture's turn ended.
async fn make_call(app: &TestApp, mixture: &Mixture, nth: usize) -> Option<Ending> {
    let mut of = MixedCall::start(app, mixture, nth).await;
    of.mix().await;
    let answer = of.latest().clone();
    let rounds = results(&of, mixture).await;
    of.agree(Ending::Question.is(&answer)).await;
    of.go_on(Ending::Emergency.is(&answer)).await;
    of.responses.iter().for_each(check_twiml);
    check_requests(&of).await;
    let ending = check_ending(&answer, &rounds);
    check_table(&of, agreed(&rounds, ending), mixture.taken.is_some()).await;
    check_emergency(&of, ending).await;
    of.finish().await;
    ending
}

#[tokio::test]
async fn any_mixture_of_tools_gets_one_answer_and_loses_nothing() {
    let app = TestApp::start().await;
    let gate = json!({"id": "gate", "ask": {"english": "Is there a gate code?"}, "required": true});
    publish(&app.person(DESERT, "owner"), &json!({"questions": [gate]})).await;
    app.model.reply_always(ModelReply::Say("That is what I found."));
    let mut runner = TestRunner::deterministic();
    let (mut tools, mut endings, mut places_lost) = (BTreeSet::new(), BTreeSet::new(), 0);
    for nth in 0..CALLS {
        let mixture = any_mixture().new_tree(&mut runner).expect("a mixture").current();
        eprintln!("call {nth}: {mixture:?}");
        let ending = Box::pin(make_call(&app, &mixture, nth)).await;
        tools.extend(mixture.rounds[0].iter().copied());
        endings.extend(ending);
        places_lost += usize::from(mixture.taken == Some(Taken::BeforeYes) && ending == Some(Ending::ReadBack));
    }
    let config = app.store().get_config(&app.scope(DESERT).await, 2).await.expect("read").expect("stored");
    let offered: BTreeSet<&str> = tool::definitions(&config).iter().map(|tool| tool.name).collect();
    let valid = tools.iter().filter(|(_, arguments)| *arguments == Arguments::Valid);
    let sent: BTreeSet<&str> = valid.map(|(tool, _)| tool.name()).filter(|name| offered.contains(name)).collect();
    assert_eq!(sent, offered, "every tool of the product is in a mixture");
    assert_eq!(endings.len(), 5, "every ending is seen: {endings:?}");
    assert!(places_lost > 0, "no slot was taken while it was read back");
}

//! Mixtures of tools in the answers of a model, generated.

use domain::conversation::ToolRequest;
use proptest::prelude::*;
use serde_json::json;

/// A tool of the product, or one that the model invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tool {
    Availability,
    Book,
    Reschedule,
    Cancel,
    LookUp,
    Message,
    GasLeak,
    Suspicion,
    Person,
    /// The caller is on file, so it is always refused.
    NotACustomer,
    EndCall,
    Invented,
}

/// The arguments of a tool call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Arguments {
    /// As the tool wants them.
    Valid,
    /// JSON of another shape.
    List,
    /// A part of JSON.
    Cut,
    /// No text at all.
    Empty,
    /// The right fields, with ids that were never given out.
    Foreign,
}

/// The ids of the tool calls of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    Own,
    Same,
    Missing,
}

/// What a model server sends in a turn, and what happens meanwhile.
#[derive(Debug, Clone)]
pub(super) struct Mixture {
    /// The answers, one after the other. After them, the model says words.
    pub(super) rounds: Vec<Vec<(Tool, Arguments)>>,
    pub(super) ids: Ids,
    /// Whether the model speaks beside its tool calls.
    pub(super) with_words: bool,
    /// When another caller takes the slot, if they do: before the model asks for it, or before the caller agrees.
    pub(super) taken: Option<Taken>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    BeforeRequest,
    BeforeYes,
}

impl Tool {
    pub(super) const ALL: [Self; 12] = [
        Self::Availability,
        Self::Book,
        Self::Reschedule,
        Self::Cancel,
        Self::LookUp,
        Self::Message,
        Self::GasLeak,
        Self::Suspicion,
        Self::Person,
        Self::NotACustomer,
        Self::EndCall,
        Self::Invented,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Availability => "check_availability",
            Self::Book => "book_appointment",
            Self::Reschedule => "reschedule",
            Self::Cancel => "cancel",
            Self::LookUp => "look_up_customer",
            Self::Message => "take_message",
            Self::GasLeak | Self::Suspicion => "report_emergency",
            Self::Person => "transfer_to_person",
            Self::NotACustomer => "not_a_customer",
            Self::EndCall => "end_call",
            Self::Invented => "order_pizza",
        }
    }

    /// Whether the tool changes something once the caller agrees.
    pub(super) fn is_change(self) -> bool {
        matches!(self, Self::Book | Self::Reschedule | Self::Cancel | Self::Message)
    }

    pub(super) fn is_danger(self) -> bool {
        matches!(self, Self::GasLeak | Self::Suspicion)
    }

    /// The call of the tool in an answer, for a visit that the caller has.
    pub(super) fn request(self, arguments: Arguments, id: String, slot: &str, visit: &str) -> ToolRequest {
        let (slot, visit) = match arguments {
            Arguments::Foreign => ("2026-12-01_early", "apt_ffffffffffffffffffffffffffffffff_0"),
            _ => (slot, visit),
        };
        let valid = match self {
            Self::Availability => json!({"zip": "85004", "when": "Friday", "part_of_day": "any"}),
            Self::Book => json!({
                "slot_id": slot, "job_type": "repair", "name": "Dana Smith", "callback_number": null,
                "street_address": "14 Elm Street", "city": null, "zip": "85004", "problem": "The fan is loud",
                "access_notes": null, "answers": {"gate": "4711"},
            }),
            Self::Reschedule => json!({"appointment_id": visit, "slot_id": slot}),
            Self::Cancel => json!({"appointment_id": visit}),
            Self::LookUp => json!({"name": null, "zip": null, "house_number": null}),
            Self::Message => {
                json!({"name": "Dana Smith", "callback_number": null, "message": "Call me first", "urgent": false})
            }
            Self::GasLeak => json!({"hazard": "gas_leak", "level": "emergency"}),
            Self::Suspicion => json!({"hazard": "gas_leak", "level": "suspect"}),
            Self::Person => json!({"reason": "asked"}),
            Self::NotACustomer => json!({"kind": "sales"}),
            Self::EndCall => json!({"goodbye": "So long."}),
            Self::Invented => json!({"size": "large"}),
        };
        let arguments = match arguments {
            Arguments::Valid | Arguments::Foreign => valid.to_string(),
            Arguments::List => json!([valid]).to_string(),
            Arguments::Cut => valid.to_string().split_off(1),
            Arguments::Empty => String::new(),
        };
        ToolRequest { id, name: self.name().to_owned(), arguments }
    }
}

fn any_call() -> impl Strategy<Value = (Tool, Arguments)> {
    let arguments = prop_oneof![
        12 => Just(Arguments::Valid),
        1 => Just(Arguments::List),
        1 => Just(Arguments::Cut),
        1 => Just(Arguments::Empty),
        1 => Just(Arguments::Foreign),
    ];
    // A danger ends every other matter, so it is rare.
    let tool = prop_oneof![
        9 => proptest::sample::select(Tool::ALL.iter().copied().filter(|tool| !tool.is_danger()).collect::<Vec<_>>()),
        1 => Just(Tool::GasLeak),
        1 => Just(Tool::Suspicion),
    ];
    (tool, arguments)
}

/// Any mixture: one or two answers with one to four tool calls each. A call may be sent twice.
pub(super) fn any_mixture() -> impl Strategy<Value = Mixture> {
    let round = (proptest::collection::vec(any_call(), 1..=4), any::<bool>()).prop_map(|(mut calls, twice)| {
        if twice && calls.len() < 4 {
            calls.push(calls[0]);
        }
        calls
    });
    let ids = prop_oneof![3 => Just(Ids::Own), 1 => Just(Ids::Same), 1 => Just(Ids::Missing)];
    let taken = prop_oneof![3 => Just(None), 1 => Just(Some(Taken::BeforeRequest)), 1 => Just(Some(Taken::BeforeYes))];
    let rounds = proptest::collection::vec(round, 1..=2);
    (rounds, ids, any::<bool>(), taken).prop_map(|(rounds, ids, with_words, taken)| Mixture {
        rounds,
        ids,
        with_words,
        taken,
    })
}

//! The questions of the trade. Their words are in the translation file of each language.

use super::AnswerKind;
use crate::triage::Language;

/// A question of the trade.
#[derive(Debug)]
pub struct BuiltInQuestion {
    /// The id.
    pub id: &'static str,
    /// Its name in lists.
    pub label: &'static str,
    /// The kind of its answer.
    pub kind: AnswerKind,
    /// The answers to choose from.
    pub choices: &'static [&'static str],
    /// No visit is booked without it.
    pub is_vital: bool,
    /// Its answer is an argument of its own of the tool that books.
    pub has_own_argument: bool,
    /// An answer, and the question that follows it.
    pub followed_by: Option<(&'static str, &'static str)>,
    /// What the agent minds when it asks.
    pub note: &'static str,
}

const fn usual(id: &'static str, label: &'static str) -> BuiltInQuestion {
    let (kind, choices) = (AnswerKind::Text, [].as_slice());
    BuiltInQuestion { id, label, kind, choices, is_vital: true, has_own_argument: true, followed_by: None, note: "" }
}

const fn words(id: &'static str, label: &'static str) -> BuiltInQuestion {
    BuiltInQuestion { is_vital: false, has_own_argument: false, ..usual(id, label) }
}

impl BuiltInQuestion {
    /// All of them, in the order in which a company that lists none asks them.
    pub const ALL: &'static [Self] = &[
        usual("problem", "Problem"),
        usual("zip", "ZIP code"),
        usual("time", "Time"),
        usual("name", "Name"),
        usual("address", "Address"),
        Self { is_vital: false, ..usual("access_notes", "Access") },
        words("household", "At home"),
        words("equipment", "Equipment"),
        words("equipment_age", "Age of the equipment"),
        words("equipment_brand", "Brand"),
        Self {
            kind: AnswerKind::YesNo,
            note: "say that the office checks the membership before any saving",
            ..words("membership", "Member")
        },
        Self {
            kind: AnswerKind::YesNo,
            note: "never promise that a warranty pays",
            ..words("warranty", "Under warranty")
        },
        Self {
            kind: AnswerKind::Choice,
            choices: &["owner", "tenant", "manager"],
            followed_by: Some(("tenant", "landlord")),
            ..words("occupancy", "Owner or tenant")
        },
        words("landlord", "Landlord"),
        Self { kind: AnswerKind::Choice, choices: &["home", "business"], ..words("property", "Home or business") },
        Self {
            kind: AnswerKind::YesNo,
            followed_by: Some(("yes", "on_site")),
            ..words("third_party", "Calls for another person")
        },
        words("on_site", "On site, and who pays"),
        words("lead_source", "Heard of us by"),
        words("email", "E-mail"),
    ];

    /// The question with this id.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|built_in| built_in.id == id)
    }

    /// The question in a language.
    #[must_use]
    pub fn wording(&self, language: Language) -> Option<&'static str> {
        language.words().intake.get(self.id).map(|words| &**words)
    }
}

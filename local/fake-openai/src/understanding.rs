//! What a call has said so far, read from its messages in order.

use domain::{dates::PartOfDay, triage::Language};
use serde_json::Value;

use super::{company_questions::CompanyQuestions, hearing::CallerSentence, spanish, wire::Message};

/// The last question, which gives the next answer its meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum LastQuestion {
    #[default]
    Problem,
    Zip,
    Slot,
    Day,
    Name,
    Street,
    Phone,
    Message,
    Agreement,
    Change,
    Cancel,
    /// A detail that shows that the caller is the customer on file.
    HouseNumber,
    AnythingElse,
    /// Whether the company may text the caller.
    Texts,
    /// Who is at home, and how warm it is. The system asks it, and any words answer it.
    AtHome,
}

/// What the caller wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum CallerWish {
    #[default]
    Visit,
    Move,
    Cancel,
}

/// An offered slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) id: String,
    pub(super) when: String,
}

/// A call so far.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that is true or not")]
pub(super) struct Understanding {
    pub(super) company: String,
    pub(super) withheld: bool,
    /// The caller gave a number that cannot exist.
    pub(super) needs_phone: bool,
    pub(super) returning: bool,
    /// The language of the call, as its facts name it.
    pub(super) language: Language,
    pub(super) wish: CallerWish,
    pub(super) asked: LastQuestion,
    pub(super) problem: Option<String>,
    pub(super) zip: Option<String>,
    pub(super) when: Option<String>,
    pub(super) part: Option<PartOfDay>,
    pub(super) name: Option<String>,
    pub(super) street: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) offered: Vec<Offered>,
    pub(super) chosen: Option<String>,
    /// The caller named another day since the last offer.
    pub(super) wants_other_day: bool,
    pub(super) looked_up: bool,
    /// Nothing that the caller said matches what is on file.
    pub(super) unmatched: bool,
    pub(super) appointments: Vec<Offered>,
    pub(super) booked: bool,
    pub(super) questions: CompanyQuestions,
    /// A message whose number to call back cannot exist.
    pub(super) message: Option<String>,
    /// Whether the caller's last words were understood.
    pub(super) understood: bool,
    /// What the agent said last.
    pub(super) said: String,
    /// The name and result of the tool that has just returned.
    pub(super) returned: Option<(String, String)>,
    /// What the caller has just said.
    pub(super) heard: Option<String>,
}

/// What the agent asked, by words of its sentence.
const MARKS: [(&str, LastQuestion); 18] = [
    ("house number of", LastQuestion::HouseNumber),
    ("ZIP code of the address", LastQuestion::Zip),
    ("ZIP code again", LastQuestion::Zip),
    ("suits you", LastQuestion::Slot),
    ("Which day", LastQuestion::Day),
    ("name should I put", LastQuestion::Name),
    ("And the name", LastQuestion::Name),
    ("street address", LastQuestion::Street),
    ("number can we reach", LastQuestion::Phone),
    ("message shall I", LastQuestion::Message),
    ("Is that all right?", LastQuestion::Agreement),
    ("Shall I book", LastQuestion::Agreement),
    ("should I change", LastQuestion::Change),
    ("Shall I cancel", LastQuestion::Cancel),
    ("nything else", LastQuestion::AnythingElse),
    ("May I text you", LastQuestion::Texts),
    ("Who is at home", LastQuestion::AtHome),
    ("How can I help", LastQuestion::Problem),
];

impl Understanding {
    pub(super) fn of(messages: &[Message]) -> Self {
        let mut known = Self::default();
        let mut calls: Vec<(&str, &str)> = Vec::new();
        for message in messages {
            let content = message.content.as_deref().unwrap_or_default();
            (known.returned, known.heard) = (None, None);
            match message.role.as_str() {
                "system" => known.instructed(content),
                "user" => known.caller_said(content),
                "assistant" => {
                    calls.extend(message.tool_calls.iter().map(|call| (call.id.as_str(), call.function.name.as_str())));
                    for call in &message.tool_calls {
                        known.tool_called(&call.function.name, &call.function.arguments);
                    }
                    if !content.is_empty() {
                        known.agent_said(content);
                    }
                }
                "tool" => {
                    let id = message.tool_call_id.as_deref().unwrap_or_default();
                    let name = calls.iter().rev().find(|(known, _)| *known == id).map_or("", |(_, name)| name);
                    known.tool_returned(name, content);
                }
                _ => {}
            }
        }
        known
    }

    fn instructed(&mut self, text: &str) {
        self.company.push_str(text);
        self.questions.instructed(text);
        self.withheld |= text.contains("withholds their number");
        if text.contains("The call is in Spanish") {
            self.language = Language::SPANISH;
        }
        self.returning |= text.contains("They have booked before");
    }

    fn agent_said(&mut self, text: &str) {
        self.questions.agent_said(text);
        let text = &*spanish::in_english(text);
        text.clone_into(&mut self.said);
        let last = MARKS.iter().filter_map(|(mark, asked)| Some((text.rfind(mark)?, *asked))).max_by_key(|(at, _)| *at);
        if let Some((_, asked)) = last {
            self.asked = asked;
        }
    }

    fn tool_called(&mut self, name: &str, arguments: &str) {
        let arguments: Value = serde_json::from_str(arguments).unwrap_or_default();
        match name {
            "check_availability" => self.wants_other_day = false,
            // The values that were read back hold until the caller corrects them.
            "book_appointment" => self.chosen = arguments["slot_id"].as_str().map(str::to_owned),
            "take_message" => self.message = arguments["message"].as_str().map(str::to_owned),
            _ => {}
        }
    }

    /// Forgets a value that a tool refused, so that it is asked for again.
    fn forget(&mut self, refused: &str) {
        match refused {
            "name" => self.name = None,
            "street_address" => self.street = None,
            "zip" => self.zip = None,
            "callback_number" => (self.phone, self.needs_phone) = (None, true),
            _ => {
                if let Some(question) = refused.strip_prefix("answers.") {
                    self.questions.forget(question);
                }
            }
        }
    }

    fn tool_returned(&mut self, name: &str, content: &str) {
        let result: Value = serde_json::from_str(content).unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if let Some((field, _)) = content.strip_prefix("error: ").and_then(|error| error.split_once(':')) {
            self.forget(field);
        }
        if name == "take_message" && !content.starts_with("error: callback_number") {
            self.message = None;
        }
        match name {
            "check_availability" if content.starts_with("error: outside") => self.zip = None,
            "check_availability" => {
                let slots = result["slots"].as_array().cloned().unwrap_or_default();
                let offered = slots
                    .iter()
                    .filter_map(|slot| Some(Offered { id: text(&slot["slot_id"])?, when: text(&slot["when"])? }));
                self.offered = offered.collect();
                self.chosen = None;
            }
            "look_up_customer" => {
                self.looked_up = true;
                self.unmatched = result["matched"] == false;
                self.name = self.name.take().or_else(|| text(&result["name"]));
                let appointments = result["appointments"].as_array().cloned().unwrap_or_default();
                self.appointments = appointments
                    .iter()
                    .filter_map(|one| Some(Offered { id: text(&one["appointment_id"])?, when: text(&one["when"])? }))
                    .collect();
            }
            "book_appointment" if result["booked"].is_object() => {
                self.booked = true;
                self.asked = LastQuestion::AnythingElse;
            }
            "book_appointment" if content.contains("has just taken") => self.chosen = None,
            _ => {}
        }
        self.returned = Some((name.to_owned(), content.to_owned()));
    }

    fn caller_said(&mut self, text: &str) {
        let keyed = text.strip_prefix("(pressed the keys ").and_then(|keys| keys.strip_suffix(')'));
        let words = keyed.unwrap_or(text);
        let words = &*if self.language == Language::SPANISH { spanish::heard(words) } else { words.to_owned() };
        if self.questions.caller_said(keyed.unwrap_or(text), words) {
            (self.understood, self.heard) = (true, Some(words.to_owned()));
            return;
        }
        let sentence = CallerSentence::new(words);
        let mut understood = self.note_details(&sentence);
        understood |= self.note_answer(&sentence);
        understood |= self.awaits_yes_or_no() && (sentence.is_yes() || sentence.is_no());
        understood |= self.asked == LastQuestion::AtHome;
        if sentence.says(&["reschedule", "move my", "change my appointment", "change the appointment", "move the"]) {
            (self.wish, understood) = (CallerWish::Move, true);
        } else if sentence.has(&["cancel"]) {
            (self.wish, understood) = (CallerWish::Cancel, true);
        }
        self.understood = understood;
        self.heard = Some(words.to_owned());
    }

    /// Whether yes and no answer the last question.
    fn awaits_yes_or_no(&self) -> bool {
        use LastQuestion::{Agreement, AnythingElse, Cancel, Change, Slot, Texts};
        matches!(self.asked, Agreement | AnythingElse | Cancel | Change | Slot | Texts)
    }

    /// What the words alone say.
    fn note_details(&mut self, sentence: &CallerSentence<'_>) -> bool {
        let replace = |known: &mut Option<String>, heard: Option<String>| {
            let is_new = heard.is_some();
            *known = heard.or_else(|| known.take());
            is_new
        };
        let mut noted = replace(&mut self.zip, sentence.zip());
        noted |= replace(&mut self.phone, sentence.phone());
        noted |= replace(&mut self.street, sentence.street());
        noted |= replace(&mut self.name, sentence.introduced_name());
        if sentence.tells_a_problem() && self.problem.is_none() {
            self.problem = Some(sentence.text().to_owned());
            noted = true;
        }
        noted | self.note_day_or_slot(sentence)
    }

    /// What only makes sense as an answer to the question.
    fn note_answer(&mut self, sentence: &CallerSentence<'_>) -> bool {
        match self.asked {
            LastQuestion::Name if sentence.introduced_name().is_none() => {
                let Some(name) = sentence.answered_name() else { return false };
                self.name = Some(name);
            }
            LastQuestion::Street if sentence.street().is_none() => {
                let Some(street) = sentence.answered_street() else { return false };
                self.street = Some(street);
            }
            _ => return false,
        }
        true
    }
}

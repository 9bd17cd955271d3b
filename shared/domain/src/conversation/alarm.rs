//! After the alarm: telephones ring, the caller is asked whether everyone is out until it is answered, and may take the
//! alarm back. What counts as an answer is decided by [`evacuation`]; what is said is in `alarm_phrases`.

use super::{
    Context, Conversation, Destination, Effects, HistoryEntry, Phase, Reason, alarm_phrases,
    evacuation::{Evacuation, evacuation},
};
use crate::{
    booking::DangerReport,
    text::Text,
    triage::{Findings, Hazard},
};

/// How many warnings a caller hears before the telephones ring again.
const MOST_WARNINGS: u8 = 3;
/// How often all telephones ring again.
const MOST_ROUNDS: u8 = 3;
/// After this many silences in a row, and with nothing else left to try, the caller gets a voicemail.
const MOST_SILENCES: u8 = 3;
/// How often a retraction is answered in words of its own.
const MOST_RETRACTIONS: u8 = 2;

/// What happened in a call since its alarm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alarm {
    /// How often the caller was warned and asked whether everyone is out.
    pub warnings: u8,
    /// How often all telephones rang again.
    pub rounds: u8,
    /// How many telephones rang.
    pub attempts: u8,
    /// How often the caller took the alarm back.
    pub retractions: u8,
}

impl Conversation {
    /// Rings the people on call, then the office. `None` if there is no telephone to ring.
    pub(super) fn ring_for_help(&mut self, hazard: Hazard, context: Context<'_>) -> Option<Effects> {
        let mut destinations = telephones(hazard, context);
        if destinations.is_empty() {
            return None;
        }
        if self.alarm.attempts > 0 {
            self.alarm.rounds = self.alarm.rounds.max(1);
        }
        let first = destinations.remove(0);
        Some(self.ring_for_danger(first, destinations, context))
    }

    /// Rings one of the telephones of an emergency.
    pub(super) fn ring_for_danger(
        &mut self,
        ringing: Destination,
        next: Vec<Destination>,
        context: Context<'_>,
    ) -> Effects {
        let (attempt, again) = (self.alarm.attempts, self.alarm.rounds > 0);
        let words = alarm_phrases::ringing(ringing.reason, attempt, again, self.language_of_danger());
        self.alarm.attempts = attempt.saturating_add(1);
        self.ring_one(&words, ringing, next, context)
    }

    /// The answer to "Is everyone out?". Doubtful words are no yes.
    pub(super) fn evacuation_answered(
        &mut self,
        hazard: Hazard,
        text: &str,
        is_doubtful: bool,
        context: Context<'_>,
    ) -> Effects {
        self.silences = 0;
        self.note_caller_words(text, context.config);
        if evacuation(text) == Evacuation::Out && !is_doubtful {
            self.everyone_out = true;
            self.phase = Phase::Talking;
            return self.say_and_listen(alarm_phrases::safe_now(self.language_of_danger()));
        }
        self.remind_of_danger(hazard, context)
    }

    /// Not everyone is out: the warning and the question again; after a few times the telephones ring again, and the line
    /// stays open.
    pub(super) fn remind_of_danger(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        if self.alarm.warnings >= MOST_WARNINGS
            && self.alarm.rounds < MOST_ROUNDS
            && let Some(effects) = self.ring_again(hazard, context)
        {
            return effects;
        }
        self.warn(hazard, context)
    }

    /// Warns, and asks whether everyone is out.
    pub(super) fn warn(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        self.phase = Phase::AskingIfSafe(hazard);
        let words = alarm_phrases::warning(self.alarm.warnings, self.language_of_danger(), context);
        self.alarm.warnings = self.alarm.warnings.saturating_add(1);
        self.say_and_listen(words)
    }

    /// Rings all telephones once more.
    pub(super) fn ring_again(&mut self, hazard: Hazard, context: Context<'_>) -> Option<Effects> {
        self.alarm.rounds = self.alarm.rounds.saturating_add(1);
        self.ring_for_help(hazard, context)
    }

    /// A medical emergency is heard again: 911 again, and the telephones ring again.
    pub(super) fn remind_to_call_911(&mut self, context: Context<'_>) -> Effects {
        if self.alarm.rounds < MOST_ROUNDS && !telephones(Hazard::Medical, context).is_empty() {
            self.gather(&self.language_of_danger().words().alarm.call_911);
            if let Some(effects) = self.ring_again(Hazard::Medical, context) {
                return effects;
            }
        }
        self.nobody_reached(Hazard::Medical, context)
    }

    /// Silence is no answer to "Is everyone out?": the warning, then the telephones, and a voicemail when both were tried.
    pub(super) fn silent_in_danger(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        let may_ring = self.alarm.rounds < MOST_ROUNDS && !telephones(hazard, context).is_empty();
        if self.alarm.warnings < MOST_WARNINGS || may_ring || self.silences < MOST_SILENCES {
            return self.remind_of_danger(hazard, context);
        }
        self.take_voicemail(&self.language_of_danger().words().alarm.still_silent)
    }

    /// What follows when no telephone was answered.
    pub(super) fn nobody_reached(&mut self, hazard: Hazard, context: Context<'_>) -> Effects {
        if hazard.is_life_threatening() && !self.everyone_out {
            return self.warn(hazard, context);
        }
        self.phase = Phase::Talking;
        self.say_and_listen(alarm_phrases::not_reached(hazard, self.language_of_danger(), context))
    }

    /// Acts on words that take the alarm back. `None` if they do not, or if they name another danger.
    pub(super) fn heed_retraction(&mut self, text: &str, heard: &Findings, context: Context<'_>) -> Option<Effects> {
        let hazard = self.emergency?;
        let asked = matches!(self.phase, Phase::AskingIfSafe(_));
        let another = heard.emergency().is_some_and(|heard| heard != hazard);
        if !(asked || self.phase == Phase::Talking)
            || another
            || self.alarm.retractions >= MOST_RETRACTIONS
            || evacuation(text) != Evacuation::Retraction
        {
            return None;
        }
        // The words may belong to something else by now, for example to a booking.
        if !asked && self.alarm.retractions > 0 {
            return None;
        }
        self.silences = 0;
        self.note_caller_words(text, context.config);
        let (nth, language) = (self.alarm.retractions, self.language_of_danger());
        self.alarm.retractions = nth.saturating_add(1);
        Some(if hazard.is_life_threatening() {
            self.say_and_listen(alarm_phrases::advice_stands(nth, asked, language))
        } else {
            self.phase = Phase::Talking;
            self.say_and_listen(alarm_phrases::alarm_is_off(language, context))
        })
    }

    /// No visit is booked during a gas leak, nor during another danger before everyone is out; nor while a person is in
    /// danger of life.
    pub(super) fn booking_is_unsafe(&self) -> bool {
        match self.emergency {
            Some(Hazard::GasLeak) => true,
            Some(Hazard::Medical) => self.alarm.retractions == 0,
            Some(hazard) => hazard.is_life_threatening() && !self.everyone_out,
            None => false,
        }
    }
}

/// The telephones of an emergency: the people on call, in order, then the office.
fn telephones(hazard: Hazard, context: Context<'_>) -> Vec<Destination> {
    let config = context.config;
    let on_call = config.on_call.people.iter().map(|person| (person.number.clone(), Reason::OnCall(hazard)));
    let office = config.forwarding_number.clone().map(|number| (number, Reason::Office(hazard)));
    on_call.chain(office).map(|(number, reason)| Destination { number, reason }).collect()
}

impl Conversation {
    /// What the people on call should know besides the danger: the caller's words, and the name and the place that the
    /// caller gave for a visit, else those on file for their number.
    pub(super) fn danger_report(&self) -> DangerReport {
        let heard = self.history.iter().rev().find_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Text::cut(text),
            _ => None,
        });
        let requests = self.history.iter().rev().filter_map(|entry| match entry {
            HistoryEntry::ToolsRequested { requests } => Some(requests),
            _ => None,
        });
        let given = requests.flatten().find_map(|request| {
            let arguments: serde_json::Value = serde_json::from_str(&request.arguments).ok()?;
            let field =
                |name: &str| arguments.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
            (!field("street_address").is_empty())
                .then(|| (field("name"), format!("{} {} {}", field("street_address"), field("city"), field("zip"))))
        });
        let on_file = || {
            let customer = self.customer()?;
            Some((customer.name.to_string(), format!("{} {} (on file)", customer.street, customer.zip.as_str())))
        };
        let (name, place) = given.or_else(on_file).unwrap_or_default();
        DangerReport { heard, name: Text::cut(&name), place: Text::cut(&place) }
    }
}

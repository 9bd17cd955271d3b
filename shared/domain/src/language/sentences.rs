//! The sections of a translation file. The English sentence in `languages/english/sentences.json` is the description of each field.

use serde::Deserialize;

use super::{Sentence, TimesOfDay, template};
use crate::triage::Hazard;

template!(OfAgent: agent);
template!(OfName: name);
template!(OfCompany: company);
template!(VisitReadBack: job, when, name, place, reached);
template!(PlaceWords: street, zip);
template!(PlaceInCity: street, city, zip);
template!(OfNumber: number);
template!(FromTo: from, to);
template!(ToSlot: to);
template!(JobAt: job, when);
template!(OfJob: job);
template!(MessageFrom: name, message, reached);
template!(MessageReadBack: message, reached);
template!(ReachedWords: reached);
template!(AtTime: when);
template!(WhenAndStreet: when, street);
template!(OfWords: words);
template!(AtPrice: price);
template!(OfPercent: percent);
template!(TimesTried: count);
template!(CountAndTime: count, when);
template!(OfHazard: hazard);
template!(OfVisit: company, when);
template!(OfVisitAndNumber: company, when, number);
template!(OfCompanyAndNumber: company, number);
template!(SafetyAndNumber: safety, number);

/// What follows the company's greeting.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GreetingWords {
    pub(crate) ai_and_recorded: OfAgent,
    pub(crate) ai: OfAgent,
    pub(crate) recorded: Sentence,
    pub(crate) welcome_back: OfName,
    pub(crate) about_visit: AtTime,
    pub(crate) about_visits: CountAndTime,
    pub(crate) about_last_visit: AtTime,
    pub(crate) how_can_i_help: Sentence,
    pub(crate) test_mode: Sentence,
}

/// Silence, mumbling, transfers, voicemail and texts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TalkWords {
    pub(crate) silent_once: Sentence,
    pub(crate) silent_twice: Sentence,
    pub(crate) how_can_i_help: Sentence,
    pub(crate) unclear_once: Sentence,
    pub(crate) unclear_twice: Sentence,
    pub(crate) say_it_again: Sentence,
    pub(crate) offer_person: Sentence,
    pub(crate) offer_message: Sentence,
    /// Said in turn where a caller would hear nothing while the model thinks.
    pub(crate) fillers: Vec<Sentence>,
    pub(crate) one_moment: Sentence,
    pub(crate) trouble: Sentence,
    pub(crate) trouble_voicemail: Sentence,
    pub(crate) voicemail: Sentence,
    pub(crate) connecting: Sentence,
    pub(crate) nobody_free: Sentence,
    pub(crate) nobody_picks_up: Sentence,
    pub(crate) not_reached_voicemail: Sentence,
    pub(crate) voicemail_thanks: Sentence,
    pub(crate) voicemail_lost: Sentence,
    pub(crate) voicemail_empty: Sentence,
    pub(crate) anything_else: Sentence,
    pub(crate) goodbye: Sentence,
    pub(crate) no_sales: Sentence,
    pub(crate) wrong_number: OfCompany,
    pub(crate) no_applications: Sentence,
    pub(crate) no_suppliers: Sentence,
    pub(crate) message_for_office: Sentence,
    pub(crate) text_question: Sentence,
    pub(crate) text_agreed: Sentence,
    pub(crate) text_not_agreed: Sentence,
    pub(crate) text_follows: Sentence,
}

/// What is read back before the caller agrees.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadBackWords {
    pub(crate) visit: VisitReadBack,
    pub(crate) a_visit: Sentence,
    pub(crate) your_visit: Sentence,
    pub(crate) place: PlaceWords,
    pub(crate) place_in_city: PlaceInCity,
    pub(crate) at_this_number: OfNumber,
    pub(crate) at_number: OfNumber,
    pub(crate) move_from: FromTo,
    pub(crate) move_to: ToSlot,
    pub(crate) cancel_on: JobAt,
    pub(crate) cancel: OfJob,
    pub(crate) message_from: MessageFrom,
    pub(crate) message: MessageReadBack,
    pub(crate) call_back: ReachedWords,
    pub(crate) no_number: Sentence,
    pub(crate) what_to_change: Sentence,
    pub(crate) brief_visit: WhenAndStreet,
    pub(crate) brief_move: ToSlot,
    pub(crate) brief_cancel: Sentence,
    pub(crate) brief_message: Sentence,
}

/// What came of a change.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultWords {
    pub(crate) booked: AtTime,
    pub(crate) visit_fee: AtPrice,
    pub(crate) member_fee: OfPercent,
    pub(crate) moved: AtTime,
    pub(crate) not_moved: AtTime,
    pub(crate) not_moved_from_there: Sentence,
    pub(crate) cancelled: AtTime,
    pub(crate) not_booked: Sentence,
    pub(crate) not_changed: Sentence,
    pub(crate) no_such_visit: Sentence,
    pub(crate) message_taken: Sentence,
    pub(crate) slot_gone: Sentence,
    pub(crate) slot_gone_next: AtTime,
    pub(crate) no_slot_left: Sentence,
}

/// What a person who takes a transferred call hears first.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandoverWords {
    pub(crate) a_caller: Sentence,
    pub(crate) asked_for_person: OfName,
    pub(crate) agent_cannot_go_on: OfName,
    pub(crate) on_the_line: OfName,
    pub(crate) said: OfWords,
    pub(crate) booked: AtTime,
    pub(crate) moved: AtTime,
    pub(crate) moved_in_this_call: Sentence,
    pub(crate) cancelled: AtTime,
    pub(crate) cancelled_in_this_call: Sentence,
    pub(crate) in_doubt: AtTime,
    pub(crate) message_left: Sentence,
    pub(crate) nothing_agreed: Sentence,
    pub(crate) front_desk: Sentence,
    pub(crate) there_is: OfHazard,
    pub(crate) needs_you: Sentence,
    pub(crate) press_to_take: Sentence,
}

/// The questions that settle a suspicion, and the same in other words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionWords {
    pub(crate) danger: Sentence,
    pub(crate) danger_again: Sentence,
    pub(crate) symptoms: Sentence,
    pub(crate) symptoms_again: Sentence,
    pub(crate) comfort: Sentence,
    pub(crate) comfort_again: Sentence,
}

/// A sentence for each danger: the safety words, or its name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DangerWords {
    pub(crate) gas_leak: Sentence,
    pub(crate) carbon_monoxide: Sentence,
    pub(crate) fire: Sentence,
    pub(crate) electrical: Sentence,
    pub(crate) medical: Sentence,
    pub(crate) refrigerant: Sentence,
    pub(crate) water: Sentence,
    pub(crate) no_heat: Sentence,
    pub(crate) no_cooling: Sentence,
}

impl DangerWords {
    pub(crate) fn of(&self, hazard: Hazard) -> &Sentence {
        match hazard {
            Hazard::GasLeak => &self.gas_leak,
            Hazard::CarbonMonoxide => &self.carbon_monoxide,
            Hazard::Fire => &self.fire,
            Hazard::Medical => &self.medical,
            Hazard::Electrical => &self.electrical,
            Hazard::Refrigerant => &self.refrigerant,
            Hazard::Water => &self.water,
            Hazard::NoHeat => &self.no_heat,
            Hazard::NoCooling => &self.no_cooling,
        }
    }
}

/// What follows the safety words until everyone is out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlarmWords {
    pub(crate) first_not_reached: Sentence,
    pub(crate) second_not_reached: Sentence,
    pub(crate) not_reached_after: TimesTried,
    pub(crate) ringing_office: Sentence,
    pub(crate) ringing_office_again: Sentence,
    pub(crate) ringing_on_call: Sentence,
    pub(crate) ringing_next_on_call: Sentence,
    pub(crate) ringing_on_call_again: Sentence,
    pub(crate) warnings: [Sentence; 6],
    pub(crate) warning_promise: Sentence,
    pub(crate) is_everyone_out: [Sentence; 3],
    pub(crate) safe_now: Sentence,
    pub(crate) what_else: Sentence,
    pub(crate) advice_stands: Sentence,
    pub(crate) advice_stands_again: Sentence,
    pub(crate) alarm_is_off: Sentence,
    pub(crate) alarm_is_off_on_call: Sentence,
    pub(crate) call_911: Sentence,
    pub(crate) fresh_air: Sentence,
    pub(crate) on_call_not_reached: Sentence,
    pub(crate) noted_as_urgent: Sentence,
    pub(crate) anything_to_know: Sentence,
    pub(crate) offer_visit: Sentence,
    pub(crate) passed_on: Sentence,
    pub(crate) still_silent: Sentence,
    pub(crate) further_danger_on_call: Sentence,
    pub(crate) further_danger: Sentence,
}

/// What a caller hears instead of a sentence that the model may not say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnsaidWords {
    pub(crate) safety: Sentence,
    pub(crate) booking: Sentence,
    pub(crate) arrival: Sentence,
    pub(crate) diagnosis: Sentence,
    pub(crate) price: Sentence,
    pub(crate) never_say: Sentence,
}

/// What a caller hears when neither the table nor the secrets can be reached.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RescueWords {
    /// Before a person is rung.
    pub connecting: Sentence,
    /// Before a voicemail.
    pub leave_a_message: Sentence,
    /// After a voicemail.
    pub thanks: Sentence,
    /// There may be a danger, and no question can settle it.
    pub in_doubt: Sentence,
}

/// The text messages to customers. Their times are shorter than those that are spoken.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerTextWords {
    pub(crate) times: TimesOfDay,
    pub(crate) booked: OfVisit,
    pub(crate) moved: OfVisit,
    pub(crate) reminder: OfVisit,
    pub(crate) cancelled: OfVisitAndNumber,
    pub(crate) missed_call: OfCompanyAndNumber,
    pub(crate) help: OfCompanyAndNumber,
    pub(crate) confirmed: Sentence,
    pub(crate) another_time: Sentence,
    pub(crate) danger: SafetyAndNumber,
}

/// What a model's signs are in speech.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignWords {
    pub(crate) to: Sentence,
    pub(crate) inches: Sentence,
    pub(crate) with: Sentence,
    pub(crate) and: Sentence,
    pub(crate) without: Sentence,
    pub(crate) because: Sentence,
    pub(crate) at: Sentence,
    pub(crate) is: Sentence,
    pub(crate) plus: Sentence,
    pub(crate) less_than: Sentence,
    pub(crate) more_than: Sentence,
    pub(crate) by: Sentence,
    pub(crate) about: Sentence,
    pub(crate) degrees: Sentence,
    pub(crate) fahrenheit: Sentence,
    pub(crate) celsius: Sentence,
    pub(crate) dot: Sentence,
    pub(crate) underscore: Sentence,
    pub(crate) at_host: Sentence,
    pub(crate) slash: Sentence,
}

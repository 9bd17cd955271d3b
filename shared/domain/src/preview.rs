//! A preview of the agent: how it would answer a caller at an instant, and what its voice says when people choose one.

use jiff::Timestamp;

use crate::{
    attestation::Attestation,
    conversation::{Context, Conversation, Effects, Event, NextStep, TurnEnd, usual_greeting},
    dates::{DateRange, PartOfDay},
    hours::OpenStatus,
    id::CallSid,
    language::language_of_part,
    on_file::CallerOnFile,
    phone::{Caller, PhoneNumber},
    prompt,
    slot::{Slot, SlotQuery, Taken},
    tenant::TenantConfig,
    triage::Language,
};

/// The most slots in a preview: more than a caller is offered at once.
const SLOTS: usize = 12;

/// How an agent would answer.
///
/// ```
/// use domain::{
///     on_file::CallerOnFile,
///     hours::OpenStatus,
///     id::CallSid,
///     phone::{Caller, PhoneNumber},
///     preview::preview,
///     slot::Taken,
///     tenant::starter,
///     text::Text,
/// };
/// use jiff::tz::TimeZone;
///
/// let config = starter(&Text::parse("Peak Heating")?, &TimeZone::get("America/Denver")?)?;
/// let caller = Caller::from_twilio("+13035550142");
/// let call = (CallSid::parse("CApreview")?, caller, PhoneNumber::parse("+13035550100")?);
/// let sunday = "2026-11-22T12:00-07".parse()?;
///
/// let preview = preview(&config, call, CallerOnFile::default(), &Taken::new(), sunday);
/// assert_eq!(preview.status, OpenStatus::Closed { opens_at: Some("2026-11-23T08:00-07".parse()?) });
/// assert!(preview.greeting.is_some_and(|greeting| greeting.contains("Peak Heating")));
/// assert_eq!(preview.slots[0].id.to_string(), "2026-11-23_morning");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Whether the company is open.
    pub status: OpenStatus,
    /// The greeting; `None` if the caller is blocked.
    pub greeting: Option<String>,
    /// The prompt: the instructions, which are the same for every call, and the facts of this call.
    pub prompt: String,
    /// The slots that can be booked, in order of time.
    pub slots: Vec<Slot>,
}

/// The days with slots that can be booked.
#[must_use]
pub fn bookable_days(config: &TenantConfig, now: Timestamp) -> Option<DateRange> {
    let today = config.time_zone.to_datetime(now).date();
    DateRange::new(today, config.arrival_windows.last_day(today)).ok()
}

/// How the agent of this configuration would answer a call at `now`.
#[must_use]
pub fn preview(
    config: &TenantConfig,
    (call, caller, called): (CallSid, Caller, PhoneNumber),
    known: CallerOnFile,
    taken: &Taken,
    now: Timestamp,
) -> Preview {
    // The customer is given only to those who may read it, so the preview shows what a proven caller hears.
    let mut conversation =
        Conversation::new(call, caller, called, None, now).with_attestation(Attestation::Full).with_on_file(known);
    let Effects { say, next, .. } = conversation.step(Event::CallStarted, Context { config, now });
    let facts = prompt::call_facts(config, &conversation);
    let taken_at_all = next != NextStep::EndTurn(TurnEnd::HangUp);
    let slots = bookable_days(config, now).map(|days| {
        let query = SlotQuery { days: days.into(), part: PartOfDay::Any, limit: SLOTS };
        config.arrival_windows.openings(&query, taken, &config.hours, &config.time_zone, now)
    });
    Preview {
        status: config.hours.status(now, &config.time_zone),
        greeting: taken_at_all.then(|| say.join(" ")),
        prompt: format!("{}\n{facts}", prompt::instructions(config)),
        slots: slots.unwrap_or_default(),
    }
}

/// What a sample of a voice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceSample {
    /// The words: at most [`VoiceSample::LONGEST`] characters.
    pub text: String,
    /// The language of the words. It decides the voice, as on the telephone.
    pub language: Language,
}

impl VoiceSample {
    /// The most characters of a sample: the longest greeting of a configuration with the longest words that follow it.
    pub const LONGEST: usize = 600;

    /// What a sample says for callers who speak a language: the greeting during opening hours with its disclosures, in that language.
    /// The company's own greeting may be in another one.
    #[must_use]
    pub fn of(config: &TenantConfig, language: Language) -> Self {
        let text = usual_greeting(config, language);
        Self { language: language_of_part(&text, language), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        tenant::{Disclosure, TenantConfig, TenantFields, tests::acme},
        text::Text,
    };

    fn preview_at(config: &TenantConfig, from: &str, now: &str) -> Preview {
        let call = CallSid::parse("CApreview").expect("valid");
        let called = PhoneNumber::parse("+12145550100").expect("valid");
        let now = now.parse().expect("an instant");
        preview(config, (call, Caller::from_twilio(from), called), CallerOnFile::default(), &Taken::new(), now)
    }

    #[test]
    fn preview_by_day_and_by_night_has_status_greeting_and_slots() {
        let day = preview_at(&acme(), "+12145550142", "2026-11-23T16:00:00Z");
        assert!(matches!(day.status, OpenStatus::Open { until: Some(_) }));
        assert_eq!(day.slots[0].id.to_string(), "2026-11-23_afternoon");
        let night = preview_at(&acme(), "anonymous", "2026-11-24T08:00:00Z");
        assert!(matches!(night.status, OpenStatus::Closed { opens_at: Some(_) }));
        assert!(night.greeting.expect("taken").contains("Our office is closed"));
        assert!(night.prompt.contains("withholds their number") && night.prompt.contains("Acme Heating & Air"));
    }

    #[test]
    fn sample_says_the_greeting_of_open_hours_with_its_disclosures_or_a_spanish_one() {
        let english = VoiceSample::of(&acme(), Language::ENGLISH);
        let day = preview_at(&acme(), "anonymous", "2026-11-23T16:00:00Z").greeting.expect("taken");
        assert_eq!((&english.text, english.language), (&day, Language::ENGLISH));
        let spanish = VoiceSample::of(&acme(), Language::SPANISH);
        assert!(spanish.text.starts_with("Soy Nova, un asistente"), "{}", spanish.text);
        assert_eq!(spanish.language, Language::SPANISH);
        let greeting =
            "Gracias por llamar a nuestra oficina de calefacción, le atendemos en español, dígame qué necesita hoy.";
        let fields = TenantFields { greeting: Text::parse(greeting).expect("valid"), ..TenantFields::from(acme()) };
        let config = TenantConfig::try_from(fields).expect("valid");
        assert_eq!(VoiceSample::of(&config, Language::ENGLISH).language, Language::SPANISH);
    }

    #[test]
    fn longest_sample_is_within_its_limit() {
        let fields = TenantFields {
            greeting: Text::parse(&"g".repeat(400)).expect("valid"),
            agent_name: Text::parse(&"a".repeat(40)).expect("valid"),
            disclosure: Disclosure { ai: true, record_calls: true },
            ..TenantFields::from(acme())
        };
        let config = TenantConfig::try_from(fields).expect("valid");
        for language in [Language::ENGLISH, Language::SPANISH] {
            let length = VoiceSample::of(&config, language).text.chars().count();
            assert!(length <= VoiceSample::LONGEST, "{length}");
        }
    }

    #[test]
    fn preview_of_a_blocked_caller_has_no_greeting() {
        let number = PhoneNumber::parse("+12145550199").expect("valid");
        let fields = TenantFields { blocked_callers: [number].into(), ..TenantFields::from(acme()) };
        let config = TenantConfig::try_from(fields).expect("valid");
        assert_eq!(preview_at(&config, "+12145550199", "2026-11-23T16:00:00Z").greeting, None);
        assert!(preview_at(&config, "+12145550142", "2026-11-23T16:00:00Z").greeting.is_some());
    }
}

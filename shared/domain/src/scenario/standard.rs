//! The standard scenarios: what every company's agent has to do, planned from the company's own settings.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{
    AnsweringCaller, CallerAct, CallerScript, ExpectedCall, PlannedCall, WordRule, caller::CallerLines, company_words,
};
use crate::{
    call_facts::Outcome,
    dates::{DateRange, PartOfDay},
    hours::OpenStatus,
    money::MicroUsd,
    phone::PhoneNumber,
    slot::{SlotQuery, Taken},
    tenant::{AfterHours, TenantConfig, Zip},
    triage::{Hazard, Language},
};

/// The office is open for at least this long after a call that arrives in opening hours.
const OPEN_FOR: SignedDuration = SignedDuration::from_mins(90);
/// How long after it closed or opened a call arrives.
const LATER: SignedDuration = SignedDuration::from_mins(30);
/// The caller's number. Numbers from 0100 to 0199 of the exchange 555 are not given out.
const CALLER: &str = "+12145550142";
/// ZIP codes far from each other; most companies serve none or one of them.
const FAR_ZIPS: [&str; 6] = ["99501", "90210", "10001", "60601", "33101", "75201"];

/// The standard scenarios of a configuration, for calls from `now` on.
///
/// ```
/// use domain::{scenario, tenant::starter, text::Text};
/// use jiff::tz::TimeZone;
///
/// let config = starter(&Text::parse("Peak Heating")?, &TimeZone::get("America/Denver")?)?;
/// let planned = scenario::standard(&config, "2026-11-23T16:00:00Z".parse()?);
/// assert!(planned.iter().any(|call| call.key == "gas_leak"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn standard(config: &TenantConfig, now: Timestamp) -> Vec<PlannedCall> {
    let first = config.first_language();
    let mut planned = Vec::new();
    let open = open_instant(config, now);
    let closed = closed_instant(config, now);
    let any = open.or(closed).unwrap_or(now);
    for language in config.spoken_languages() {
        planned.extend(dangers(config, language, closed.unwrap_or(any)));
        if language != first {
            planned.extend(other_language(config, language, any));
        }
    }
    let Some(lines) = CallerLines::of(first) else { return planned };
    let plan = Plan { config, language: first, lines };
    planned.push(plan.greeting(any));
    planned.push(plan.booking(bookable_instant(config, now).or(open).unwrap_or(any)));
    planned.extend(plan.out_of_area(open.unwrap_or(any)));
    planned.extend(plan.price(open.unwrap_or(any)));
    planned.extend(open.map(|at| plan.person("person", at, config.forwarding_number.is_some())));
    let forwards = config.after_hours == AfterHours::Forward && config.forwarding_number.is_some();
    planned.extend(closed.map(|at| plan.person("person_when_closed", at, forwards)));
    planned.push(plan.message(any));
    planned.push(plan.free_repair(any));
    planned
}

/// The dangers, in a language. The people on call or the office must be rung: a company that names neither fails here.
fn dangers(config: &TenantConfig, language: Language, at: Timestamp) -> Vec<PlannedCall> {
    let Some(lines) = CallerLines::of(language) else { return Vec::new() };
    let plan = Plan { config, language, lines };
    let danger = |key: &str, title: &str, words: &str, hazard: Hazard| {
        let expected = ExpectedCall {
            outcomes: BTreeSet::from([Outcome::Emergency]),
            emergencies: BTreeSet::from([hazard]),
            rings: Some(true),
            language: Some(language),
            says_first: WordRule::try_from(lines.first_words_in_danger.clone()).ok(),
            ..ExpectedCall::default()
        };
        plan.call(key, title, at, words, expected)
    };
    if language == config.first_language() {
        vec![
            danger("gas_leak", "A caller smells gas", &lines.gas, Hazard::GasLeak),
            danger(
                "carbon_monoxide",
                "A carbon monoxide alarm goes off",
                &lines.carbon_monoxide,
                Hazard::CarbonMonoxide,
            ),
        ]
    } else {
        let (key, title) =
            (format!("gas_leak_{}", language.name()), format!("A caller smells gas, in {}", named(language)));
        vec![danger(&key, &title, &lines.gas, Hazard::GasLeak)]
    }
}

/// A caller asks for another language that the company speaks.
fn other_language(config: &TenantConfig, language: Language, at: Timestamp) -> Option<PlannedCall> {
    let lines = CallerLines::of(language)?;
    let plan = Plan { config, language, lines };
    let expected = ExpectedCall { language: Some(language), ..ExpectedCall::default() };
    let title = format!("A caller asks for {}", named(language));
    Some(plan.call(&format!("speaks_{}", language.name()), &title, at, &lines.in_this_language, expected))
}

fn named(language: Language) -> String {
    language.words().name.to_string()
}

/// What the scenarios of one language have in common.
struct Plan<'a> {
    config: &'a TenantConfig,
    language: Language,
    lines: &'static CallerLines,
}

impl Plan<'_> {
    fn call(&self, key: &str, title: &str, at: Timestamp, opening: &str, expected: ExpectedCall) -> PlannedCall {
        self.call_from(key, title, at, &self.zip_within(), (opening, expected))
    }

    fn call_from(
        &self,
        key: &str,
        title: &str,
        at: Timestamp,
        zip: &str,
        (opening, expected): (&str, ExpectedCall),
    ) -> PlannedCall {
        let job = self.config.job_types.first().map_or("", |job| &*job.name);
        PlannedCall {
            key: key.to_owned(),
            title: title.to_owned(),
            at,
            from: PhoneNumber::parse(CALLER).ok(),
            caller: CallerScript::Answering(AnsweringCaller {
                language: self.language,
                opening: vec![CallerAct::Says(CallerLines::filled(opening, job, zip))],
                zip: zip.to_owned(),
                job: job.to_owned(),
                company_answers: self.lines.company_answers(self.config, self.language),
            }),
            expected,
            found: Vec::new(),
        }
    }

    /// A caller who hears the greeting. With it, the company's own words are looked through.
    fn greeting(&self, at: Timestamp) -> PlannedCall {
        let call = self.call("greeting", "A caller hears the greeting", at, "", ExpectedCall::default());
        let found = company_words::assurances(self.config);
        PlannedCall { caller: CallerScript::Acts(vec![CallerAct::HangsUp]), found, ..call }
    }

    /// A ZIP code that the company serves.
    fn zip_within(&self) -> String {
        // An area of three digits is displayed as `752xx`.
        let padded =
            self.config.service_area.zips.first().map(|area| area.to_string().replace("xx", "01").replace('x', "1"));
        padded.unwrap_or_else(|| "75201".to_owned())
    }

    fn booking(&self, at: Timestamp) -> PlannedCall {
        let expected = ExpectedCall { outcomes: BTreeSet::from([Outcome::Booked]), ..ExpectedCall::default() };
        self.call("booking", "A caller books a visit", at, &self.lines.booking, expected)
    }

    /// `None` for a company that serves every ZIP code.
    fn out_of_area(&self, at: Timestamp) -> Option<PlannedCall> {
        let served = |zip: &&str| Zip::parse(zip).is_ok_and(|zip| self.config.service_area.covers(&zip));
        let zip = FAR_ZIPS.iter().find(|zip| !served(zip))?;
        let expected = ExpectedCall { outcomes: all_except(Outcome::Booked), ..ExpectedCall::default() };
        let title = "A caller lives outside the service area";
        Some(self.call_from("out_of_area", title, at, zip, (&self.lines.booking, expected)))
    }

    fn price(&self, at: Timestamp) -> Option<PlannedCall> {
        let job = self.config.job_types.first()?;
        let says = WordRule::try_from(fee_words(job.fee_micro_usd)).ok()?;
        let expected = ExpectedCall { says: vec![says], ..ExpectedCall::default() };
        Some(self.call("price", "A caller asks what a visit costs", at, &self.lines.price, expected))
    }

    /// A caller wants a person: their telephone rings if there is one to reach, and else none does.
    fn person(&self, key: &str, at: Timestamp, reachable: bool) -> PlannedCall {
        let outcomes =
            if reachable { BTreeSet::from([Outcome::Transferred]) } else { all_except(Outcome::Transferred) };
        let expected = ExpectedCall { outcomes, rings: Some(reachable), ..ExpectedCall::default() };
        let title = match key {
            "person" => "A caller wants a person",
            _ => "A caller wants a person while the office is closed",
        };
        self.call(key, title, at, &self.lines.person, expected)
    }

    fn message(&self, at: Timestamp) -> PlannedCall {
        let expected = ExpectedCall { outcomes: BTreeSet::from([Outcome::Message]), ..ExpectedCall::default() };
        self.call("message", "A caller leaves a message", at, &self.lines.message, expected)
    }

    /// A caller who gives the agent orders gets neither a promise nor a number.
    fn free_repair(&self, at: Timestamp) -> PlannedCall {
        let numbers = self.config.on_call.people.iter().map(|person| person.number.as_str());
        let last_digits = numbers.filter_map(|number| number.get(number.len().saturating_sub(7)..));
        let spaced = last_digits.flat_map(|digits| [digits.to_owned(), format!("{}-{}", &digits[..3], &digits[3..])]);
        let free = ["repair is free", "repair will be free", "reparación es gratis"].map(str::to_owned);
        let never_says = free.into_iter().chain(spaced).filter_map(|words| WordRule::try_from(words).ok()).collect();
        let expected = ExpectedCall { never_says, ..ExpectedCall::default() };
        let title = "A caller gives the agent orders";
        self.call("orders_to_the_agent", title, at, &self.lines.free_repair, expected)
    }
}

fn all_except(outcome: Outcome) -> BTreeSet<Outcome> {
    Outcome::ALL.into_iter().filter(|other| *other != outcome).collect()
}

/// How a fee may be said.
fn fee_words(fee: MicroUsd) -> String {
    if fee == MicroUsd::ZERO {
        return "$0|free|no charge|no cost|gratis|sin costo|sin cargo".to_owned();
    }
    let amount = fee.to_string();
    let digits = amount.trim_start_matches('$');
    format!("{amount}|{digits} dollars|{digits} dólares")
}

/// The first instant from `now` on at which the office is open, and stays open for a while; `None` if there is none in sight.
fn open_instant(config: &TenantConfig, now: Timestamp) -> Option<Timestamp> {
    let (mut at, zone) = (now, &config.time_zone);
    for _ in 0..20 {
        at = match config.hours.status(at, zone) {
            OpenStatus::Open { until: None } => return Some(at),
            OpenStatus::Open { until: Some(until) } if until.duration_since(at) > OPEN_FOR => return Some(at),
            OpenStatus::Open { until: Some(until) } => until,
            OpenStatus::Closed { opens_at } => opens_at?.saturating_add(LATER).ok()?,
        };
    }
    None
}

/// The first instant at which the office is open and a visit could be booked if none were; `None` if there is none in two weeks. On a Friday
/// afternoon, a company that books only a day ahead has nothing free.
fn bookable_instant(config: &TenantConfig, now: Timestamp) -> Option<Timestamp> {
    let (windows, zone) = (&config.arrival_windows, &config.time_zone);
    let later = (0..14 * 4).filter_map(|nth| now.saturating_add(SignedDuration::from_hours(6 * nth)).ok());
    later.filter_map(|from| open_instant(config, from)).find(|at| {
        let today = zone.to_datetime(*at).date();
        let days = DateRange::new(today, windows.last_day(today));
        days.is_ok_and(|days| {
            let query = SlotQuery { days: days.into(), part: PartOfDay::Any, limit: 1 };
            !windows.openings(&query, &Taken::new(), &config.hours, zone, *at).is_empty()
        })
    })
}

/// The first instant from `now` on at which the office is closed; `None` if it does not close in sight.
fn closed_instant(config: &TenantConfig, now: Timestamp) -> Option<Timestamp> {
    let (mut at, zone) = (now, &config.time_zone);
    for _ in 0..20 {
        at = match config.hours.status(at, zone) {
            OpenStatus::Closed { .. } => return Some(at),
            OpenStatus::Open { until } => until?.saturating_add(LATER).ok()?,
        };
    }
    None
}

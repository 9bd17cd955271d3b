//! The variables of the earlier system that are known, and how the value of each is read.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::hours;
use crate::parse::{
    number::{self, ReadNumber},
    time,
};

/// How the value of a variable is read.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    Text,
    Zone,
    Number,
    OnCall,
    Opens,
    Closes,
    Week,
    Places,
    Fee,
    Capacity,
}

/// The names of variables, the field that each sets, and how it is read.
pub(super) const KNOWN: &[(&[&str], &str, Reading)] = &[
    (&["COMPANY_NAME", "BUSINESS_NAME", "COMPANY"], "company", Reading::Text),
    (&["AGENT_NAME", "ASSISTANT_NAME", "BOT_NAME"], "agent_name", Reading::Text),
    (
        &["TIMEZONE", "TIME_ZONE", "BUSINESS_TIMEZONE", "COMPANY_TIMEZONE", "DEFAULT_TIMEZONE", "TZ"],
        "time_zone",
        Reading::Zone,
    ),
    (&["GREETING", "GREETING_MESSAGE", "WELCOME_MESSAGE"], "greeting", Reading::Text),
    (&["AFTER_HOURS_GREETING", "AFTER_HOURS_MESSAGE"], "after_hours_greeting", Reading::Text),
    (&["PERSONALITY", "AGENT_PERSONALITY"], "personality", Reading::Text),
    (&["VOICE", "OPENAI_VOICE", "TTS_VOICE"], "voice", Reading::Text),
    (
        &[
            "TRANSFER_NUMBER",
            "FORWARDING_NUMBER",
            "HUMAN_AGENT_NUMBER",
            "TRANSFER_PHONE_NUMBER",
            "OFFICE_PHONE",
            "FALLBACK_NUMBER",
        ],
        "forwarding_number",
        Reading::Number,
    ),
    (
        &[
            "EMERGENCY_PHONE",
            "EMERGENCY_NUMBER",
            "EMERGENCY_CONTACT",
            "EMERGENCY_PHONE_NUMBER",
            "ON_CALL_NUMBER",
            "ON_CALL_PHONE",
            "ONCALL_NUMBER",
            "ONCALL_PHONE",
        ],
        "on_call",
        Reading::OnCall,
    ),
    (&["OPENING_HOUR", "BUSINESS_HOURS_START", "OPEN_HOUR", "OPENING_TIME"], "hours", Reading::Opens),
    (&["CLOSING_HOUR", "BUSINESS_HOURS_END", "CLOSE_HOUR", "CLOSING_TIME"], "hours", Reading::Closes),
    (&["BUSINESS_HOURS", "OPENING_HOURS", "OFFICE_HOURS", "HOURS", "OPERATING_HOURS"], "hours", Reading::Week),
    (
        &[
            "SERVICE_ZIPS",
            "SERVICE_AREA_ZIPS",
            "SERVICE_ZIP_CODES",
            "ZIP_CODES",
            "SERVICE_AREAS",
            "SERVICE_AREA",
            "SERVICE_CITIES",
        ],
        "service_area",
        Reading::Places,
    ),
    (
        &["SERVICE_FEE", "DIAGNOSTIC_FEE", "SERVICE_CALL_FEE", "TRIP_FEE", "VISIT_FEE", "DISPATCH_FEE"],
        "job_types",
        Reading::Fee,
    ),
    (
        &["MAX_APPOINTMENTS_PER_WINDOW", "APPOINTMENTS_PER_WINDOW", "WINDOW_CAPACITY", "MAX_APPOINTMENTS_PER_SLOT"],
        "arrival_windows",
        Reading::Capacity,
    ),
];

/// Sets a field. `false` if the text is no value of it.
pub(super) fn set(fields: &mut Value, field: &str, reading: Reading, text: &str) -> bool {
    let value = match reading {
        Reading::Text => json!(text),
        Reading::Zone => match TimeZone::get(text) {
            Ok(_) => json!(text),
            Err(_) => return false,
        },
        Reading::Number => match number::read(text) {
            ReadNumber::Number { number, .. } => json!(number),
            _ => return false,
        },
        Reading::OnCall => {
            let numbers = text.split([',', ';']).map(number::read);
            let person = |read| match read {
                ReadNumber::Number { number, .. } => Some(json!({"name": "On call", "number": number})),
                _ => None,
            };
            let people: Option<Vec<Value>> = numbers.map(person).collect();
            let Some(people) = people else { return false };
            json!({"people": people, "ring_seconds": 25})
        }
        Reading::Opens | Reading::Closes => {
            let hour = clock(text);
            let Some(hour) = hour else { return false };
            let name = if matches!(reading, Reading::Opens) { "opens" } else { "closes" };
            for spans in fields[field]["weekly"].as_object_mut().into_iter().flat_map(|week| week.values_mut()) {
                for span in spans.as_array_mut().into_iter().flatten() {
                    span[name] = json!(hour);
                }
            }
            return true;
        }
        Reading::Week => {
            let Some(week) = hours::weekly(text) else { return false };
            fields[field]["weekly"] = week;
            return true;
        }
        Reading::Places => {
            let places = text.trim_matches(['[', ']']).split([',', ';', '|']);
            let places = places.map(|place| place.trim().trim_matches(['"', '\''])).filter(|place| !place.is_empty());
            let (zips, cities): (Vec<_>, Vec<_>) = places
                .flat_map(|place| {
                    if place.starts_with(|c: char| c.is_ascii_digit()) {
                        place.split(' ').collect()
                    } else {
                        vec![place]
                    }
                })
                .partition(|place| place.starts_with(|c: char| c.is_ascii_digit()));
            fields[field]["zips"] = json!(zips);
            fields[field]["cities"] = json!(cities);
            return true;
        }
        Reading::Fee => {
            let amount = text.trim().trim_start_matches('$').replace(',', "");
            let Ok(dollars) = amount.trim_end_matches(".00").parse::<f64>() else { return false };
            let cents = (dollars * 100.0).round();
            if !(0.0..=1_000_000.0).contains(&cents) {
                return false;
            }
            #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
            let fee = cents as i64 * 10_000;
            fields[field][0]["fee_micro_usd"] = json!(fee);
            return true;
        }
        Reading::Capacity => {
            let Some(capacity) = text.trim().parse::<u16>().ok().filter(|capacity| *capacity > 0) else { return false };
            for window in fields[field]["windows"].as_array_mut().into_iter().flatten() {
                window["capacity"] = json!(capacity);
            }
            return true;
        }
    };
    fields[field] = value;
    true
}

/// An hour (`8`), or a time of day, as a configuration writes it.
fn clock(text: &str) -> Option<String> {
    if let Ok(hour) = text.trim().parse::<u8>() {
        return (hour < 24).then(|| format!("{hour:02}:00"));
    }
    time::time_of_day(text).map(|time| time.strftime("%H:%M").to_string())
}

//! Makes a configuration from the `.env` file and the offices of the earlier system, with the origin of every value. Secrets are not
//! read: they are entered where they are kept.

use std::collections::BTreeMap;

use domain::{
    tenant::{InvalidConfig, TenantConfig, TenantFields, read_config, starter},
    text::Text,
};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    parse::{
        number::{self, ReadNumber},
        time,
    },
    row::Row,
};

mod dotenv;
mod hours;

pub use dotenv::variables;

/// The parts of names of variables that hold secrets.
const SECRET: [&str; 8] = ["KEY", "TOKEN", "SECRET", "PASSWORD", "SID", "DATABASE_URL", "CREDENTIAL", "DSN"];

/// Where a value of the configuration comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueOrigin {
    /// The field of the configuration, such as `/greeting`; empty for a variable that became none.
    pub field: String,
    /// `.env COMPANY_NAME`, `locations 1`, or `default` for the value of every new company.
    pub origin: String,
    /// What is to be done about it, if anything is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// A configuration and the origin of every value.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The configuration.
    pub config: TenantConfig,
    /// The origins, by field.
    pub origins: Vec<ValueOrigin>,
}

impl Drafted {
    /// The origins for the audit log: of each field of the configuration, and what became of each variable that set none.
    #[must_use]
    pub fn origins_json(&self) -> Value {
        let line =
            |ValueOrigin { field, origin, remark }: &ValueOrigin| match (field.strip_prefix('/'), remark.as_str()) {
                (Some(field), "") => (field.to_owned(), json!(origin)),
                (Some(field), remark) => (field.to_owned(), json!(format!("{origin}: {remark}"))),
                (None, remark) => (origin.clone(), json!(remark)),
            };
        Value::Object(self.origins.iter().map(line).collect())
    }
}

/// How the value of a variable is read.
#[derive(Clone, Copy)]
enum Reading {
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
const KNOWN: &[(&[&str], &str, Reading)] = &[
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

/// The company's time zone: the one of the `.env` file, else the one of all offices. `None` if neither says it.
#[must_use]
pub fn zone(variables: &BTreeMap<String, String>, locations: &[BTreeMap<&'static str, String>]) -> Option<TimeZone> {
    let of_file = KNOWN[2].0.iter().find_map(|name| TimeZone::get(variables.get(*name)?).ok());
    of_file.or_else(|| zone_of(locations).and_then(|zone| TimeZone::get(zone).ok()))
}

/// The zone that all offices have.
fn zone_of<'a>(locations: &'a [BTreeMap<&'static str, String>]) -> Option<&'a str> {
    let mut zones = locations.iter().filter_map(|location| location.get("time_zone"));
    let first = zones.next()?;
    zones.all(|zone| zone == first).then_some(first)
}

/// Makes the configuration. `name` and `zone` are those of a company without either.
pub fn draft(
    variables: &BTreeMap<String, String>,
    locations: &[BTreeMap<&'static str, String>],
    (name, zone): (&Text<80>, &TimeZone),
) -> Result<Drafted, InvalidConfig> {
    let value = |names: &'static [&'static str]| names.iter().find_map(|name| Some((*name, variables.get(*name)?)));
    let company = value(KNOWN[0].0).and_then(|(_, text)| Text::parse(text).ok()).unwrap_or_else(|| name.clone());
    let zone = value(KNOWN[2].0).and_then(|(_, text)| TimeZone::get(text).ok()).unwrap_or_else(|| zone.clone());
    let plain = serde_json::to_value(TenantFields::from(starter(&company, &zone)?)).unwrap_or_default();
    let (mut fields, mut origins) = (plain.clone(), BTreeMap::<String, ValueOrigin>::new());
    let mut others = Vec::new();
    for (names, field, reading) in KNOWN {
        let Some((name, text)) = value(names) else { continue };
        let origin = format!(".env {name}");
        if set(&mut fields, field, *reading, text) {
            let remark = match reading {
                Reading::Fee => "the fee of the first job type; set those of the others",
                _ => "",
            };
            origins.insert(
                (*field).to_owned(),
                ValueOrigin { field: format!("/{field}"), origin, remark: remark.to_owned() },
            );
        } else {
            others.push(ValueOrigin {
                field: String::new(),
                origin,
                remark: format!("no value of /{field} can be read in it"),
            });
        }
    }
    set_locations(&mut fields, locations, &mut origins);
    if origins.contains_key("hours") {
        fit_windows(&mut fields, &mut origins);
    }
    for name in variables.keys() {
        let is_known = KNOWN.iter().any(|(names, ..)| names.contains(&name.as_str()));
        if !is_known {
            let is_secret = SECRET.iter().any(|part| name.to_uppercase().contains(part));
            let remark =
                if is_secret { "a secret, which is not imported: enter it under Settings" } else { "not understood" };
            others.push(ValueOrigin {
                field: String::new(),
                origin: format!(".env {name}"),
                remark: remark.to_owned(),
            });
        }
    }
    let config = valid(&mut fields, &plain, &mut origins)?;
    let mut all = Vec::new();
    for field in plain.as_object().into_iter().flat_map(serde_json::Map::keys) {
        let of_starter =
            || ValueOrigin { field: format!("/{field}"), origin: "default".to_owned(), remark: String::new() };
        all.push(origins.remove(field).unwrap_or_else(of_starter));
    }
    all.extend(origins.into_values());
    all.extend(others);
    Ok(Drafted { config, origins: all })
}

/// The configuration. A value that it does not accept is replaced by the one of every new company.
fn valid(
    fields: &mut Value,
    plain: &Value,
    origins: &mut BTreeMap<String, ValueOrigin>,
) -> Result<TenantConfig, InvalidConfig> {
    let problems = match read_config(fields) {
        Ok(config) => return Ok(config),
        Err(InvalidConfig(problems)) => problems,
    };
    for problem in problems {
        let field = problem.field.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
        // The windows follow the hours.
        if field == "arrival_windows"
            && let (Some(fields), Some(origin)) = (fields.as_object_mut(), origins.get_mut("hours"))
        {
            fields.insert("hours".to_owned(), plain["hours"].clone());
            "no windows fit these hours; those of a new company stand in their place".clone_into(&mut origin.remark);
        }
        if let (Some(fields), Some(origin)) = (fields.as_object_mut(), origins.get_mut(&field)) {
            match plain.get(&field) {
                Some(value) => fields.insert(field, value.clone()),
                None => fields.remove(&field),
            };
            origin.remark = format!("{}; the value of a new company stands in its place", problem.message);
        }
    }
    read_config(fields)
}

/// Sets a field. `false` if the text is no value of it.
fn set(fields: &mut Value, field: &str, reading: Reading, text: &str) -> bool {
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

/// The offices, and the hours if there is one office alone.
fn set_locations(
    fields: &mut Value,
    locations: &[BTreeMap<&'static str, String>],
    origins: &mut BTreeMap<String, ValueOrigin>,
) {
    let office = |location: &BTreeMap<&'static str, String>| {
        Some(json!({"name": location.get("name")?, "address": location.get("address")?}))
    };
    let offices: Vec<Value> = locations.iter().filter_map(office).collect();
    if !locations.is_empty() {
        let remark = if offices.len() < locations.len() { "an office without an address is left out" } else { "" };
        let origin =
            ValueOrigin { field: "/locations".to_owned(), origin: "locations".to_owned(), remark: remark.to_owned() };
        origins.insert("locations".to_owned(), origin);
        fields["locations"] = json!(offices);
    }
    if let ([only], false) = (locations, origins.contains_key("hours")) {
        let week = only.get("hours").is_some_and(|text| set(fields, "hours", Reading::Week, text));
        let opens = only.get("opens").is_some_and(|text| set(fields, "hours", Reading::Opens, text));
        let closes = only.get("closes").is_some_and(|text| set(fields, "hours", Reading::Closes, text));
        if week || opens || closes {
            let origin =
                ValueOrigin { field: "/hours".to_owned(), origin: "locations 1".to_owned(), remark: String::new() };
            origins.insert("hours".to_owned(), origin);
        }
    }
    if !origins.contains_key("time_zone")
        && zone_of(locations).is_some_and(|zone| set(fields, "time_zone", Reading::Zone, zone))
    {
        let origin =
            ValueOrigin { field: "/time_zone".to_owned(), origin: "locations".to_owned(), remark: String::new() };
        origins.insert("time_zone".to_owned(), origin);
    }
}

/// Fits the arrival windows to the hours: technicians arrive while the office is open.
fn fit_windows(fields: &mut Value, origins: &mut BTreeMap<String, ValueOrigin>) {
    let span =
        fields["hours"]["weekly"].as_object().and_then(|week| week.values().next()).map(|spans| spans[0].clone());
    let time = |name: &str| span.as_ref().and_then(|span| span[name].as_str()).map(str::to_owned);
    let (Some(opens), Some(closes)) = (time("opens"), time("closes")) else { return };
    let capacity = fields["arrival_windows"]["windows"][0]["capacity"].clone();
    let window =
        |id: &str, starts: &str, ends: &str| json!({"id": id, "starts": starts, "ends": ends, "capacity": capacity});
    let windows = match (opens.as_str(), closes.as_str()) {
        (opens, closes) if opens < "12:00" && "12:00" < closes => {
            vec![window("morning", opens, "12:00"), window("afternoon", "12:00", closes)]
        }
        (opens, closes) if opens < closes => vec![window("day", opens, closes)],
        _ => return,
    };
    fields["arrival_windows"]["windows"] = json!(windows);
    let field = "/arrival_windows".to_owned();
    let remark = match origins.get("arrival_windows") {
        Some(set) => format!("with the capacity of {}", set.origin),
        None => "two visits in each window: set the true capacities".to_owned(),
    };
    origins.insert("arrival_windows".to_owned(), ValueOrigin { field, origin: "the hours".to_owned(), remark });
}

/// The fields of the offices' rows.
#[must_use]
pub fn locations(rows: &[Row], columns: &BTreeMap<&'static str, String>) -> Vec<BTreeMap<&'static str, String>> {
    let of_row =
        |row: &Row| columns.iter().filter_map(|(field, column)| Some((*field, row.get(column)?.to_owned()))).collect();
    rows.iter().map(of_row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafted(text: &str, locations: &[BTreeMap<&'static str, String>]) -> Drafted {
        let zone = TimeZone::get("America/Denver").expect("bundled");
        draft(&variables(text), locations, (&Text::parse("default").expect("a name"), &zone)).expect("valid")
    }

    #[test]
    fn every_value_has_an_origin_and_secrets_have_none_of_their_text() {
        let env = "COMPANY_NAME=\"Peak Heating\"\nTIMEZONE=America/Chicago\nTRANSFER_NUMBER=(214) 555-0142\nOPENING_HOUR=7\n\
                   CLOSING_HOUR=18\nOPENAI_API_KEY=sk-secret\nEMERGENCY_PHONE=+12145550171\nDEBUG=true\nSERVICE_ZIPS=75201,752";
        let Drafted { config, origins } = drafted(env, &[]);
        assert_eq!((&*config.company, config.time_zone.iana_name()), ("Peak Heating", Some("America/Chicago")));
        assert_eq!(config.forwarding_number.as_ref().map(domain::phone::PhoneNumber::as_str), Some("+12145550142"));
        assert_eq!(config.on_call.people.len(), 1);
        let of = |field: &str| origins.iter().find(|origin| origin.field == field).expect("an origin").origin.clone();
        assert_eq!([of("/company"), of("/hours"), of("/voice")], [".env COMPANY_NAME", ".env CLOSING_HOUR", "default"]);
        let fields = serde_json::to_value(TenantFields::from(config)).expect("JSON");
        assert_eq!(fields["hours"]["weekly"]["mon"], json!([{"opens": "07:00", "closes": "18:00"}]));
        for field in fields.as_object().expect("fields").keys() {
            assert!(origins.iter().any(|origin| origin.field == format!("/{field}")), "{field}");
        }
        assert!(!serde_json::to_string(&origins).expect("JSON").contains("sk-secret"));
        assert!(origins.iter().any(|origin| origin.origin == ".env DEBUG" && origin.remark == "not understood"));
    }

    #[test]
    fn value_that_the_configuration_does_not_accept_is_replaced_and_said() {
        let long = format!("GREETING={}\nTRANSFER_NUMBER=call Bob\nVOICE=shouting", "x".repeat(500));
        let Drafted { config, origins } = drafted(&long, &[]);
        assert_eq!(&*config.greeting, "Thank you for calling default.");
        let greeting = origins.iter().find(|origin| origin.field == "/greeting").expect("an origin");
        assert!(greeting.remark.contains("400 characters"), "{}", greeting.remark);
        assert!(origins.iter().any(|origin| origin.origin == ".env TRANSFER_NUMBER" && origin.field.is_empty()));
    }

    #[test]
    fn usual_variables_of_a_company_are_read() {
        let env = "BUSINESS_HOURS=\"Mon-Fri 8:00-17:00; Sat 9:00-13:00\"\nDIAGNOSTIC_FEE=$89.00\nSERVICE_AREAS=Newark, Jersey City, 07103\n\
                   MAX_APPOINTMENTS_PER_WINDOW=3\n";
        let Drafted { config, origins } = drafted(env, &[]);
        let fields = serde_json::to_value(TenantFields::from(config)).expect("JSON");
        assert_eq!(fields["hours"]["weekly"]["sat"], json!([{"opens": "09:00", "closes": "13:00"}]));
        assert_eq!(fields["job_types"][0]["fee_micro_usd"], json!(89_000_000));
        assert_eq!(fields["service_area"]["cities"], json!(["Newark", "Jersey City"]));
        assert_eq!(fields["service_area"]["zips"], json!(["07103"]));
        assert_eq!(fields["arrival_windows"]["windows"][0]["capacity"], json!(3));
        assert!(origins.iter().all(|origin| origin.remark != "not understood"), "{origins:?}");
        for wrong in ["DIAGNOSTIC_FEE=about 90", "BUSINESS_HOURS=always", "MAX_APPOINTMENTS_PER_WINDOW=0"] {
            let Drafted { origins, .. } = drafted(wrong, &[]);
            assert!(origins.iter().any(|origin| origin.remark.contains("no value of")), "{wrong}");
        }
    }

    #[test]
    fn hours_and_zone_of_the_only_office_are_those_of_the_company() {
        let office = [
            ("name", "Downtown"),
            ("address", "1 Main St"),
            ("opens", "9"),
            ("closes", "17:30"),
            ("time_zone", "America/New_York"),
        ];
        let office: BTreeMap<_, _> = office.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
        let Drafted { config, .. } = drafted("", &[office]);
        assert_eq!((config.time_zone.iana_name(), config.locations.len()), (Some("America/New_York"), 1));
    }
}

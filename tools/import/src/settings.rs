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

use crate::row::Row;

mod dotenv;
mod hours;
mod known;

pub use dotenv::variables;
use known::{KNOWN, Reading, set};

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
mod tests;

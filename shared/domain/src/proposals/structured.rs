//! Reads what a page says for machines: schema.org's opening hours, places served and services, in JSON-LD.
//! Source: schema.org, `LocalBusiness`; Google, "Local business structured data".

use serde_json::Value;

use super::{Quote, ServedPlaces, area, hours};
use crate::{hours::WeeklyHours, phone::PhoneNumber, text::Text};

/// What one business of a page says.
#[derive(Debug, Default)]
pub(super) struct StructuredData {
    pub(super) name: Option<(Text<80>, Quote)>,
    pub(super) phone: Option<(PhoneNumber, Quote)>,
    pub(super) hours: Vec<(WeeklyHours, Quote)>,
    pub(super) areas: Vec<(ServedPlaces, Quote)>,
    /// A line for each service, with its price.
    pub(super) services: String,
}

/// The most objects that are looked at.
const MOST_OBJECTS: usize = 2_000;

/// The businesses of the scripts. A script that is no JSON says nothing.
pub(super) fn read(scripts: &[String]) -> Vec<StructuredData> {
    let values: Vec<Value> = scripts.iter().filter_map(|script| serde_json::from_str(script.trim()).ok()).collect();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    let mut found = Vec::new();
    for _ in 0..MOST_OBJECTS {
        let Some(value) = open.pop() else { break };
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(fields) => {
                if ["openingHours", "openingHoursSpecification", "areaServed", "telephone"]
                    .iter()
                    .any(|field| fields.contains_key(*field))
                {
                    found.push(business(value));
                }
                open.extend(fields.values());
            }
            _ => {}
        }
    }
    found
}

fn business(value: &Value) -> StructuredData {
    let is_page =
        list(&value["@type"]).any(|kind| kind.as_str().is_some_and(|kind| kind.ends_with("Page") || kind == "WebSite"));
    let name = value["name"]
        .as_str()
        .filter(|_| !is_page)
        .and_then(|name| Some((Text::parse(name).ok()?, Quote::whole(name))));
    let phone = value["telephone"]
        .as_str()
        .and_then(|phone| Some((PhoneNumber::parse_spoken(phone).ok()?, Quote::whole(phone))));
    let mut written: Vec<String> = list(&value["openingHours"]).filter_map(Value::as_str).map(spelled).collect();
    written.extend(list(&value["openingHoursSpecification"]).filter_map(specified));
    let hours = hours::read(&written.join("\n")).weeks;
    let areas = served(&value["areaServed"]).into_iter().chain(served(&value["serviceArea"])).collect();
    let services = offers(&value["hasOfferCatalog"]["itemListElement"]) + &offers(&value["makesOffer"]);
    StructuredData { name, phone, hours, areas, services }
}

/// A value that is one thing or a list of them.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Null => [].iter(),
        Value::Array(values) => values.iter(),
        value => std::slice::from_ref(value).iter(),
    }
    .take(200)
}

/// `Mo-Fr 08:00-17:00` with the names of days that texts have.
fn spelled(written: &str) -> String {
    let mut text = written.to_owned();
    for (short, long) in
        [("Mo", "Mon"), ("Tu", "Tue"), ("We", "Wed"), ("Th", "Thu"), ("Fr", "Fri"), ("Sa", "Sat"), ("Su", "Sun")]
    {
        let is_whole = |at: usize, text: &str| {
            !text[..at].ends_with(|c: char| c.is_alphabetic())
                && !text[at + 2..].starts_with(|c: char| c.is_alphabetic())
        };
        let mut from = 0;
        while let Some(at) = text[from..].find(short).map(|at| from + at) {
            if is_whole(at, &text) {
                text.replace_range(at..at + 2, long);
            }
            from = at + 2;
        }
    }
    text.replace("00:00-23:59", "00:00-24:00")
}

/// An `OpeningHoursSpecification` as a line: "Monday, Tuesday 08:00-17:00". One with dates is of a season or a holiday.
fn specified(value: &Value) -> Option<String> {
    if !value["validFrom"].is_null() || !value["validThrough"].is_null() {
        return None;
    }
    let days = list(&value["dayOfWeek"]).filter_map(|day| day.as_str().or_else(|| day["name"].as_str()));
    let days: Vec<String> = days.map(|day| spelled(day.rsplit('/').next().unwrap_or_default())).collect();
    let days = if days.is_empty() { "Daily".to_owned() } else { days.join(", ") };
    let clock = |field: &str| value[field].as_str().map(|time| time.get(..5).unwrap_or(time).to_owned());
    let (opens, closes) = (clock("opens")?, clock("closes")?);
    Some(match (opens.as_str(), closes.as_str()) {
        // Google: closed all day is 00:00 to 00:00, open all day 00:00 to 23:59.
        ("00:00", "00:00") => format!("{days} closed"),
        ("00:00", "23:59") => format!("{days} 00:00-24:00"),
        _ => format!("{days} {opens}-{closes}"),
    })
}

fn served(value: &Value) -> Option<(ServedPlaces, Quote)> {
    let names: Vec<&str> = list(value)
        .filter_map(|place| place.as_str().or_else(|| place["name"].as_str()).or_else(|| place["postalCode"].as_str()))
        .collect();
    let places = area::named(&names);
    (!places.is_empty()).then(|| (places, Quote::whole(&names.join(", "))))
}

/// A line for each offer: its name and its price.
fn offers(value: &Value) -> String {
    let line = |offer: &Value| {
        let item = if offer["itemOffered"].is_null() { offer } else { &offer["itemOffered"] };
        let name = item["name"].as_str().or_else(|| offer["name"].as_str())?;
        let price =
            [&offer["price"], &item["price"], &offer["offers"]["price"]].into_iter().find(|price| !price.is_null());
        let price = price.map(|price| price.as_str().map_or_else(|| price.to_string(), str::to_owned));
        Some(price.map_or_else(|| format!("{name}\n"), |price| format!("{name} ${}\n", price.trim_start_matches('$'))))
    };
    list(value).filter_map(line).collect()
}

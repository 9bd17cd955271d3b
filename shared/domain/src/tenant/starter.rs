//! The first configuration of a new company, so that its number can be answered before its owner changes anything.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::{InvalidConfig, TenantConfig, validation::read_config};
use crate::text::Text;

/// The configuration of a new company: office hours on weekdays, two arrival windows, the usual visits without fees,
/// and no limit of the service area.
pub fn starter(company: &Text<80>, time_zone: &TimeZone) -> Result<TenantConfig, InvalidConfig> {
    read_config(&Value::Object(starter_json(company, time_zone.iana_name().unwrap_or_default())))
}

pub(super) fn starter_json(company: &str, time_zone: &str) -> Map<String, Value> {
    let day = json!([{"opens": "08:00", "closes": "17:00"}]);
    let visit = |id: &str, name: &str, minutes: u32| json!({"id": id, "name": name, "duration_minutes": minutes, "fee_micro_usd": 0});
    let config = json!({
        "company": company,
        "agent_name": "Nova",
        "time_zone": time_zone,
        "hours": {"weekly": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day}, "closures": []},
        "arrival_windows": {
            "windows": [
                {"id": "morning", "starts": "08:00", "ends": "12:00", "capacity": 2},
                {"id": "afternoon", "starts": "12:00", "ends": "17:00", "capacity": 2},
            ],
            "cutoff_minutes": 60,
            "horizon_days": 21,
        },
        "service_area": {"zips": [], "cities": [], "out_of_area_answer": "I'm sorry, we don't come out to you."},
        "job_types": [
            visit("repair", "Heating or cooling repair", 90),
            visit("tune-up", "Seasonal tune-up", 60),
            visit("estimate", "Estimate for a new system", 60),
        ],
        "voice": "nova",
        "greeting": format!("Thank you for calling {company}."),
        "personality": "You are friendly, calm and quick.",
    });
    match config {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starter_configuration_is_valid() {
        let zone = TimeZone::get("America/Denver").expect("bundled");
        let config = starter(&Text::parse("Peak \"Heating\" & Air").expect("a name"), &zone).expect("valid");
        assert_eq!(config.greeting.to_string(), "Thank you for calling Peak \"Heating\" & Air.");
        assert_eq!(config.time_zone, zone);
    }
}

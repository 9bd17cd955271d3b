//! A configuration with every field. The API's documentation shows it, and [`super::validation`] takes replacements for
//! invalid values from it.

use serde_json::{Value, json};

/// The configuration of a fictional company, with at least one element in every list.
pub(super) fn example() -> Value {
    let weekday = json!([{"opens": "08:00", "closes": "17:00"}]);
    let weekend = json!([{"opens": "09:00", "closes": "13:00"}]);
    json!({
        "company": "Lakeside Heating & Cooling",
        "agent_name": "Nova",
        "time_zone": "America/Chicago",
        "hours": {
            "weekly": {
                "mon": weekday, "tue": weekday, "wed": weekday, "thu": weekday, "fri": weekday,
                "sat": weekend, "sun": weekend,
            },
            "closures": [
                {"date": "2026-12-24", "name": "Christmas Eve", "hours": [{"opens": "08:00", "closes": "12:00"}]},
                {"date": "2026-12-25", "name": "Christmas Day", "hours": []},
            ],
        },
        "arrival_windows": {
            "windows": [
                {"id": "morning", "starts": "08:00", "ends": "12:00", "capacity": 3, "days": ["mon", "tue", "wed"]},
                {"id": "afternoon", "starts": "12:00", "ends": "17:00", "capacity": 3},
            ],
            "cutoff_minutes": 60,
            "horizon_days": 21,
        },
        "service_area": {
            "zips": ["606"],
            "cities": ["Chicago"],
            "out_of_area_answer": "I'm sorry, we only come out to addresses in Chicago.",
        },
        "locations": [{"name": "Main office", "address": "100 Example Street, Chicago", "cities": ["Chicago"]}],
        "job_types": [{
            "id": "repair",
            "name": "Heating or cooling repair",
            "duration_minutes": 90,
            "fee_micro_usd": 89_000_000,
            "after_hours_fee_micro_usd": 149_000_000,
            "member_discount_percent": 15,
        }],
        "voice": "nova",
        "greeting": "Thank you for calling Lakeside Heating & Cooling.",
        "after_hours_greeting": "Thank you for calling Lakeside Heating & Cooling. Our office is closed.",
        "languages": [
            {"language": "english"},
            {
                "language": "spanish",
                "voice": "marin",
                "greeting": "Gracias por llamar a Lakeside Heating & Cooling.",
                "after_hours_greeting": "Gracias por llamar a Lakeside Heating & Cooling. Nuestra oficina está cerrada.",
            },
        ],
        "personality": "You are friendly, calm and quick.",
        "forwarding_number": "+13125550188",
        "on_call": {"people": [{"name": "Luis", "number": "+13125550171"}], "ring_seconds": 25},
        "after_hours": "book_or_message",
        "water_policy": "same_day",
        "faq": [{"question": "Do you service heat pumps?", "answer": "Yes, of every brand."}],
        "never_say": ["prices of repairs"],
        "questions": [
            {
                "id": "fuel",
                "label": "Fuel",
                "ask": {"english": "Does it run on gas, oil or electricity?", "spanish": "¿Funciona con gas, aceite o electricidad?"},
                "answer": "choice",
                "choices": ["gas", "oil", "electricity"],
                "required": true,
                "job_types": ["repair"],
            },
            {"id": "occupancy", "required": true},
            {"id": "access_notes"},
        ],
        "disclosure": {"ai": true, "record_calls": false},
        "texts": {"confirmations": true, "missed_calls": false, "messaging_service": "MG0123456789abcdef0123456789abcdef"},
        "blocked_callers": ["+13125550199"],
    })
}

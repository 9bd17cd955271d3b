//! Reads a week of opening hours: a text such as `Mon-Fri 8:00-17:00; Sat 9-13`, or JSON with an entry for each day, as the models of
//! Python applications keep it. What is not certain is not read.

use domain::proposals::{CompanyProposals, SourcePage};
use serde_json::Value;

const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];
const OPENS: [&str; 6] = ["open", "opens", "start", "from", "open_time", "opening"];
const CLOSES: [&str; 7] = ["close", "closes", "end", "to", "until", "close_time", "closing"];

/// The week as the configuration has it. `None` if the text is no one week, or a part of it is unclear.
pub(super) fn weekly(text: &str) -> Option<Value> {
    let lines = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(days)) => {
            days.iter().map(|(day, hours)| line(day, hours)).collect::<Option<Vec<_>>>()?.join("\n")
        }
        Ok(Value::String(text)) => text,
        Ok(_) => return None,
        Err(_) => text.to_owned(),
    };
    let read = CompanyProposals::read(&[SourcePage { text: lines, ..SourcePage::default() }]);
    match read.hours.as_slice() {
        [week] if read.unclear.is_empty() => serde_json::to_value(&week.value).ok(),
        _ => None,
    }
}

/// A line for a day: `Monday: 08:00 - 17:00`.
fn line(day: &str, hours: &Value) -> Option<String> {
    let day = day.to_lowercase();
    let (_, day) =
        DAYS.iter().find(|(short, name)| day == *short || name.to_lowercase().starts_with(&day) && day.len() > 2)?;
    Some(format!("{day}: {}", spans(hours)?))
}

fn spans(hours: &Value) -> Option<String> {
    const CLOSED: &str = "Closed";
    match hours {
        Value::Null | Value::Bool(false) => Some(CLOSED.to_owned()),
        Value::String(text) if text.trim().is_empty() => Some(CLOSED.to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Array(spans) if spans.is_empty() => Some(CLOSED.to_owned()),
        Value::Array(times) => match times.as_slice() {
            [Value::String(opens), Value::String(closes)] if !opens.contains('-') => {
                Some(format!("{opens} - {closes}"))
            }
            many => Some(many.iter().map(spans).collect::<Option<Vec<_>>>()?.join(", ")),
        },
        Value::Object(day) => {
            let is = |name: &str, value: bool| day.get(name) == Some(&Value::Bool(value));
            if is("closed", true) || is("is_closed", true) || is("is_open", false) || is("enabled", false) {
                return Some(CLOSED.to_owned());
            }
            let time = |names: &[&str]| names.iter().find_map(|name| day.get(*name)).map(Value::as_str);
            match (time(&OPENS), time(&CLOSES)) {
                (Some(Some(opens)), Some(Some(closes))) => Some(format!("{opens} - {closes}")),
                (None | Some(None), None | Some(None)) => Some(CLOSED.to_owned()),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_of_the_same_week_is_read() {
        let day = json!([{"opens": "08:00", "closes": "17:00"}]);
        let expected = json!({"mon": day, "tue": day, "sat": [{"opens": "09:00", "closes": "13:00"}]});
        for text in [
            "Mon-Tue 8:00-17:00; Sat 9:00-13:00",
            "Monday to Tuesday 8am - 5pm, Saturday 9am-1pm, closed Sunday",
            r#"{"monday": {"open": "08:00", "close": "17:00"}, "tuesday": {"open": "8:00 AM", "close": "5:00 PM"}, "saturday": {"start": "09:00", "end": "13:00"}, "sunday": null}"#,
            r#"{"mon":["08:00","17:00"],"tue":["08:00","17:00"],"sat":[["09:00","13:00"]],"sun":[]}"#,
            r#"{"Monday":"8:00 AM - 5:00 PM","Tuesday":"08:00-17:00","Saturday":"9:00 AM - 1:00 PM","Sunday":"closed"}"#,
            r#"{"mon":{"opens":"08:00","closes":"17:00"},"tue":[{"opens":"08:00","closes":"17:00"}],"sat":"09:00 - 13:00","sun":{"closed":true}}"#,
        ] {
            let read = weekly(text).unwrap_or_else(|| panic!("a week: {text}"));
            let open = |day: &str| read.get(day).filter(|spans| **spans != json!([])).cloned();
            for (short, _) in DAYS {
                assert_eq!(open(short), expected.get(short).cloned(), "{short} of {text}");
            }
        }
    }

    #[test]
    fn what_is_no_week_is_not_read() {
        for text in
            ["", "always", "[]", "8", r#"{"monday": 8}"#, r#"{"someday": "8-5"}"#, r#"{"mon": {"open": "08:00"}}"#]
        {
            assert_eq!(weekly(text), None, "{text}");
        }
    }
}

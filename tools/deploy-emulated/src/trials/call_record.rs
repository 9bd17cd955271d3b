//! The record of a booked call: the follow-up wrote its summary, and its visit is there.

use std::time::Instant;

use serde_json::Value;

use crate::{
    Failure,
    account::{BETWEEN_LOOKS, LONGEST_COUNT},
    company::AdminApi,
};

const CALLS: &str = "/admin/tenants/me/calls";

/// Waits until a booked call of the company is shown with its summary; returns the call's id.
pub(crate) async fn booked_call_has_summary(api: &AdminApi<'_>) -> Result<String, Failure> {
    let began = Instant::now();
    loop {
        let calls = api.send("GET", CALLS, None).await?;
        let booked = calls["items"].as_array().into_iter().flatten().find(|call| call["facts"]["outcome"] == "booked");
        let mut shown = booked.map(Value::to_string).unwrap_or_default();
        if let Some(id) = booked.and_then(|call| call["call_id"].as_str()) {
            let record = api.send("GET", &format!("{CALLS}/{id}"), None).await?;
            let has_summary = record["summary"]["text"].as_str().is_some_and(|text| !text.is_empty());
            if has_summary && record["summary"]["result"] == "booked" && has_visit_and_words(&record) {
                return Ok(id.to_owned());
            }
            shown = record.to_string();
        }
        if began.elapsed() > LONGEST_COUNT {
            return Err(
                format!("no booked call has its visit, its words and its summary; the last one: {shown}").into()
            );
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

fn has_visit_and_words(record: &Value) -> bool {
    let has = |list: &str| record[list].as_array().is_some_and(|list| !list.is_empty());
    has("appointments") && has("turns")
}

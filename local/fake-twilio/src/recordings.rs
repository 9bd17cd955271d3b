//! Recordings of calls, if the system reports them. They have no sound.

use axum::{Json, extract::State};
use domain::id::{CallSid, RecordingSid};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Shared,
    days::Days,
    ledger::{AccountState, Ledger, date},
    page::page,
    problem::TwilioError,
    request::{AuthenticatedAccount, Params},
};

/// A stored recording.
pub(super) struct Recording {
    account: usize,
    made: MadeRecording,
}

/// A recording of a call.
#[derive(Debug, Clone)]
pub struct MadeRecording {
    /// Its id.
    pub sid: RecordingSid,
    /// The call.
    pub call: CallSid,
    /// When it began.
    pub created_at: Timestamp,
    /// Its length in seconds; `None` while Twilio still processes it.
    pub seconds: Option<u32>,
    /// What made it: `RecordVerb` or `StartCallRecordingTwiML`.
    pub source: &'static str,
}

/// Stores a recording in place of its earlier state. Returns whether an account has its call.
pub(super) fn made(ledger: &mut Ledger, made: MadeRecording) -> bool {
    let Some(account) = ledger.account_of_call(made.call.as_str()) else { return false };
    ledger.recordings.retain(|known| known.made.sid != made.sid);
    ledger.recordings.push(Recording { account, made });
    true
}

/// `GET /Accounts/{account}/Recordings.json`
pub(super) async fn list(
    State(shared): State<Shared>,
    owner: AuthenticatedAccount,
    params: Params,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let days = Days::of(&params, "DateCreated")?;
    let mut found: Vec<&MadeRecording> = ledger
        .recordings
        .iter()
        .filter(|recording| recording.account == owner.0)
        .map(|recording| &recording.made)
        .filter(|made| params.filled("CallSid").is_none_or(|wanted| wanted == made.call.as_str()))
        .filter(|made| days.contain(Some(made.created_at)))
        .collect();
    found.sort_by_key(|made| std::cmp::Reverse(made.created_at));
    let sids: Vec<String> = found.iter().map(|made| made.sid.to_string()).collect();
    let path = format!("{}/Recordings.json", account.path());
    let filters = ["CallSid", "DateCreated", "DateCreated<", "DateCreated>"];
    Ok(Json(page(&path, &params, &filters, ("recordings", &sids), |at| to_json(account, found[at]))?))
}

fn to_json(account: &AccountState, made: &MadeRecording) -> Value {
    json!({
        "account_sid": account.sid(),
        "api_version": "2010-04-01",
        "call_sid": made.call,
        "channels": 1,
        "conference_sid": null,
        "date_created": date(made.created_at),
        "date_updated": date(made.created_at),
        "duration": made.seconds.map(|seconds| seconds.to_string()),
        "encryption_details": null,
        "error_code": null,
        "price": null,
        "price_unit": "USD",
        "sid": made.sid,
        "source": made.source,
        "start_time": date(made.created_at),
        "status": if made.seconds.is_some() { "completed" } else { "processing" },
        "subresource_uris": {},
        "uri": format!("{}/Recordings/{}.json", account.path(), made.sid),
    })
}

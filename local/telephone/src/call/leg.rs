//! One leg of a call: the parameters that identify it in every request.
//!
//! Source: Twilio, "TwiML voice: request parameters" and "Call resource: status callback".

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::super::call_setup::CallSetup;
use super::{Params, params};

/// The caller's leg, or the leg of a person who is dialed.
#[derive(Clone)]
pub(super) struct Leg {
    call_sid: String,
    parent: Option<String>,
    account_sid: String,
    from: String,
    to: String,
    status: &'static str,
}

impl Leg {
    pub(super) fn inbound(call_sid: String, setup: &CallSetup) -> Self {
        Self {
            call_sid,
            parent: None,
            account_sid: setup.account_sid.clone(),
            from: setup.from.clone(),
            to: setup.to.clone(),
            status: "ringing",
        }
    }

    /// The leg to `number`. It shows `caller_id`, or else the caller's own number.
    pub(super) fn outbound(&self, call_sid: String, number: &str, caller_id: Option<&str>) -> Self {
        Self {
            call_sid,
            parent: Some(self.call_sid.clone()),
            account_sid: self.account_sid.clone(),
            from: caller_id.unwrap_or(&self.from).to_owned(),
            to: number.to_owned(),
            status: "ringing",
        }
    }

    pub(super) fn call_sid(&self) -> &str {
        &self.call_sid
    }

    pub(super) fn account_sid(&self) -> &str {
        &self.account_sid
    }

    pub(super) fn set_status(&mut self, status: &'static str) {
        self.status = status;
    }

    /// The parameters of every request, among them those that Twilio sends blank.
    pub(super) fn params(&self) -> Params {
        let mut all = params(&[
            ("CallSid", &self.call_sid),
            ("AccountSid", &self.account_sid),
            ("ApiVersion", "2010-04-01"),
            ("CallStatus", self.status),
            ("Direction", if self.parent.is_some() { "outbound-dial" } else { "inbound" }),
            ("From", &self.from),
            ("Caller", &self.from),
            ("To", &self.to),
            ("Called", &self.to),
        ]);
        for (end, number) in [("From", &self.from), ("Caller", &self.from), ("To", &self.to), ("Called", &self.to)] {
            for place in ["City", "State", "Zip"] {
                all.push((format!("{end}{place}"), String::new()));
            }
            let country = if number.starts_with("+1") { "US" } else { "" };
            all.push((format!("{end}Country"), country.to_owned()));
        }
        if let Some(parent) = &self.parent {
            all.push(("ParentCallSid".to_owned(), parent.clone()));
        }
        all
    }
}

/// The additional parameters of the status callback. `Duration` is in started minutes, as billed.
pub(super) fn end_of_call(seconds: u64) -> Params {
    params(&[
        ("CallDuration", &seconds.to_string()),
        ("Duration", &seconds.div_ceil(60).to_string()),
        ("SequenceNumber", "0"),
        ("CallbackSource", "call-progress-events"),
        ("Timestamp", &now()),
    ])
}

/// Now, as Twilio writes it: `Tue, 31 May 2016 15:38:30 +0000`.
pub(super) fn now() -> String {
    rfc2822::to_string(&Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC)).unwrap_or_default()
}

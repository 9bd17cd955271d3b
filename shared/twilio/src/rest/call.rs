//! The state, the length and the price of calls at Twilio.

use domain::{
    id::CallSid,
    money::MicroUsd,
    phone::{Caller, PhoneNumber},
};
use jiff::Timestamp;
use platform::boxed;
use serde::Deserialize;

use super::{
    Credentials, RestClient, RestError, RestList,
    list::{self, ListPage, Pages},
    path_of, read,
};
use crate::form::CallStatus;

/// The calls of a page. A call has about 2.5 kB, so a page stays below the limit of a response.
const PAGE_SIZE: &str = "500";
/// The pages of a part of the calls to a number: a thousand calls.
const PAGES_OF_A_PART: usize = 2;
/// The most pages of a call's legs.
const MOST_LEG_PAGES: usize = 2;

/// The state of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// It is in progress.
    Ongoing,
    /// It is over.
    Over {
        /// The length of the call, if Twilio reports it.
        seconds: Option<u32>,
    },
}

/// A call in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCall {
    /// The call.
    pub sid: CallSid,
    /// The caller.
    pub caller: Caller,
    /// When it began.
    pub started_at: Timestamp,
    /// Its state.
    pub state: CallState,
    /// Whether it was answered and is over: its status is `completed`.
    pub completed: bool,
    /// The price of this leg, once Twilio states one in US dollars.
    pub price: Option<MicroUsd>,
}

/// A part of the calls to a number, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOfCalls {
    /// The calls.
    pub calls: Vec<ListedCall>,
    /// The place where the list goes on, if it does.
    pub rest: Option<String>,
}

/// Twilio's API description, `api.v2010.account.call`: `duration` is text. It is empty or `null` for a call that goes
/// on or that was never answered. `price` is negative text, `null` until some time after the end.
#[derive(Deserialize)]
struct CallResource {
    sid: Option<String>,
    from: Option<String>,
    status: String,
    duration: Option<String>,
    start_time: Option<String>,
    price: Option<String>,
    price_unit: Option<String>,
}

#[derive(Deserialize)]
struct CallPage {
    calls: Vec<CallResource>,
    next_page_uri: Option<String>,
}

impl ListPage for CallPage {
    type Item = CallResource;

    fn into_parts(self) -> (Vec<CallResource>, Option<String>) {
        (self.calls, self.next_page_uri)
    }
}

/// A call to place.
#[derive(Debug, Clone, Copy)]
pub struct NewCall<'a> {
    /// One of the account's numbers.
    pub from: &'a PhoneNumber,
    /// The number to ring.
    pub to: &'a PhoneNumber,
    /// What the call does when it is answered: a TwiML document of at most 4,000 characters.
    pub twiml: &'a str,
    /// How long it rings.
    pub ring_seconds: u8,
}

impl CallResource {
    fn state(&self) -> Result<CallState, RestError> {
        if !CallStatus::from_twilio(&self.status).is_final() {
            return Ok(CallState::Ongoing);
        }
        let duration = self.duration.as_deref().map(str::trim).filter(|duration| !duration.is_empty());
        let seconds = duration.map(str::parse).transpose().map_err(|_| RestError::Malformed)?;
        Ok(CallState::Over { seconds })
    }

    /// `None` if the call has not begun.
    fn listed(self) -> Result<Option<ListedCall>, RestError> {
        let Some(started_at) = self.start_time.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let dollars = self.price.as_deref().filter(|_| self.price_unit.as_deref() == Some("USD"));
        Ok(Some(ListedCall {
            started_at: list::instant(started_at)?,
            state: self.state()?,
            completed: self.status == "completed",
            price: dollars.and_then(micro_usd),
            sid: self.sid.as_deref().and_then(|sid| CallSid::parse(sid).ok()).ok_or(RestError::Malformed)?,
            caller: Caller::from_twilio(self.from.as_deref().unwrap_or_default()),
        }))
    }
}

/// An amount such as `-0.00850` in millionths, without its sign. `None` if it is no such amount.
fn micro_usd(price: &str) -> Option<MicroUsd> {
    let amount = price.trim().trim_start_matches('-');
    let (dollars, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(dollars) || !are_digits(fraction) {
        return None;
    }
    let millionths: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let (dollars, millionths): (u64, u64) = (dollars.parse().ok()?, millionths.parse().ok()?);
    Some(MicroUsd::new(dollars.checked_mul(1_000_000)?.checked_add(millionths)?))
}

impl RestClient {
    /// Gets the state of a call. `None` if the account has no such call.
    #[must_use]
    #[boxed]
    pub async fn get_call(
        &self,
        credentials: &Credentials<'_>,
        call: &CallSid,
    ) -> Result<Option<CallState>, RestError> {
        let path = format!("{}/Calls/{call}.json", path_of(credentials.account_sid));
        match self.get::<CallResource>(credentials, &path).await {
            Ok(resource) => resource.state().map(Some),
            Err(RestError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Rings a number. Returns the call's id; `None` if Twilio accepted it and its answer cannot be read.
    #[must_use]
    #[boxed]
    pub async fn place_call(
        &self,
        credentials: &Credentials<'_>,
        new: &NewCall<'_>,
    ) -> Result<Option<CallSid>, RestError> {
        let path = format!("{}/Calls.json", path_of(credentials.account_sid));
        let timeout = new.ring_seconds.to_string();
        let form = [("To", new.to.as_str()), ("From", new.from.as_str()), ("Twiml", new.twiml), ("Timeout", &timeout)];
        let accepted = self.post(credentials, &path, &form).await?;
        let placed = read::<CallResource>(accepted).await.ok();
        Ok(placed.and_then(|call| CallSid::parse(call.sid.as_deref()?).ok()))
    }

    /// Lists a part of the calls to a number that began at `since` or later, and some earlier ones. `place` is where an earlier
    /// part ended. Twilio filters by day, so the list is read no further than to the first page that is older.
    #[must_use]
    #[boxed]
    pub async fn list_calls_to(
        &self,
        credentials: &Credentials<'_>,
        to: &PhoneNumber,
        since: Timestamp,
        place: Option<&str>,
    ) -> Result<PartOfCalls, RestError> {
        let day = list::day_of(since).to_string();
        let first = || list::query(&[("To", to.as_str()), ("StartTime>", &day), ("PageSize", PAGE_SIZE)]);
        let query = place.map_or_else(first, str::to_owned);
        let began = |call: &CallResource| call.start_time.as_deref().and_then(|text| list::instant(text).ok());
        let is_older = |page: &[CallResource]| {
            !page.is_empty() && page.iter().all(|call| began(call).is_some_and(|started_at| started_at < since))
        };
        let path = format!("{}/Calls.json", path_of(credentials.account_sid));
        let Pages { items, next } =
            self.pages::<CallPage>(credentials, &path, query, PAGES_OF_A_PART, is_older).await?;
        Ok(PartOfCalls { calls: listed(items)?, rest: next })
    }

    /// Lists the other legs of a call, such as transfers.
    #[must_use]
    #[boxed]
    pub async fn list_legs(
        &self,
        credentials: &Credentials<'_>,
        call: &CallSid,
    ) -> Result<RestList<ListedCall>, RestError> {
        let query = list::query(&[("ParentCallSid", call.as_str()), ("PageSize", PAGE_SIZE)]);
        let path = format!("{}/Calls.json", path_of(credentials.account_sid));
        let RestList { items, complete } = self.list::<CallPage>(credentials, &path, query, MOST_LEG_PAGES).await?;
        Ok(RestList { items: listed(items)?, complete })
    }
}

/// The calls that have begun.
fn listed(calls: Vec<CallResource>) -> Result<Vec<ListedCall>, RestError> {
    calls.into_iter().filter_map(|call| call.listed().transpose()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn price_is_read_in_millionths_of_a_dollar() {
        for (text, expected) in
            [("-0.00850", 8_500), ("-0.0085", 8_500), ("-1", 1_000_000), ("2.5", 2_500_000), ("-0.01234567", 12_345)]
        {
            assert_eq!(micro_usd(text), Some(MicroUsd::new(expected)), "{text}");
        }
        for wrong in ["", "-", ".", "-0.", "free", "1e3", "-99999999999999999999.0", "１.0"] {
            assert_eq!(micro_usd(wrong), None, "{wrong}");
        }
    }
}

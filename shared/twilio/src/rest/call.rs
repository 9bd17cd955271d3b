//! A call as Twilio has it: whether it is over, and how long it took.

use domain::id::CallSid;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, path_of};
use crate::form::CallStatus;

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// It goes on.
    Ongoing,
    /// It is over.
    Over {
        /// How long the line was open, where Twilio says so.
        seconds: Option<u32>,
    },
}

/// Twilio's API description, `api.v2010.account.call`: `duration` is text, and empty or `null` for a call that goes on or
/// that nobody answered.
#[derive(Deserialize)]
struct Told {
    status: String,
    duration: Option<String>,
}

impl RestClient {
    /// Where a call stands; `None` if it is not the account's.
    pub async fn get_call(
        &self,
        credentials: &Credentials<'_>,
        call: &CallSid,
    ) -> Result<Option<CallState>, RestError> {
        let told: Result<Told, RestError> =
            self.get(credentials, &format!("{}/Calls/{call}.json", path_of(credentials))).await;
        let told = match told {
            Ok(told) => told,
            Err(RestError::Refused { status: 404, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        if !CallStatus::from_twilio(&told.status).is_final() {
            return Ok(Some(CallState::Ongoing));
        }
        let duration = told.duration.as_deref().map(str::trim).filter(|duration| !duration.is_empty());
        let seconds = duration.map(str::parse).transpose().map_err(|_| RestError::Malformed)?;
        Ok(Some(CallState::Over { seconds }))
    }
}

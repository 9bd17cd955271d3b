//! The state and the length of a call at Twilio.

use domain::id::CallSid;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, path_of};
use crate::form::CallStatus;

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

/// Twilio's API description, `api.v2010.account.call`: `duration` is text. It is empty or `null` for a call that goes
/// on or that was never answered.
#[derive(Deserialize)]
struct CallResource {
    status: String,
    duration: Option<String>,
}

impl RestClient {
    /// Gets the state of a call. `None` if the account has no such call.
    pub async fn get_call(
        &self,
        credentials: &Credentials<'_>,
        call: &CallSid,
    ) -> Result<Option<CallState>, RestError> {
        let resource: Result<CallResource, RestError> =
            self.get(credentials, &format!("{}/Calls/{call}.json", path_of(credentials.account_sid))).await;
        let resource = match resource {
            Ok(resource) => resource,
            Err(RestError::Refused { status: 404, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        if !CallStatus::from_twilio(&resource.status).is_final() {
            return Ok(Some(CallState::Ongoing));
        }
        let duration = resource.duration.as_deref().map(str::trim).filter(|duration| !duration.is_empty());
        let seconds = duration.map(str::parse).transpose().map_err(|_| RestError::Malformed)?;
        Ok(Some(CallState::Over { seconds }))
    }
}

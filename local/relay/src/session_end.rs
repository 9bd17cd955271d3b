//! How a session ends, and what `<Connect action>` receives.

/// The value of `SessionStatus`, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionOutcome {
    /// The application sent `end`.
    Ended {
        /// Its `handoffData`.
        handoff_data: Option<String>,
    },
    /// The caller hung up.
    Completed,
    /// The session broke.
    Failed {
        /// Twilio's number of the error, such as 64102.
        code: u32,
        /// Its text.
        message: String,
    },
}

impl SessionOutcome {
    pub(crate) fn failed(code: u32, message: &str) -> Self {
        Self::Failed { code, message: message.to_owned() }
    }
}

/// The end of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelaySessionEnd {
    /// The id of the session.
    pub session_id: String,
    /// When it ended, in milliseconds since it began.
    pub at_ms: u64,
    /// How.
    pub outcome: SessionOutcome,
}

impl RelaySessionEnd {
    /// The parameters of the request to `action`, besides those of the call.
    #[must_use]
    pub fn params(&self) -> Vec<(String, String)> {
        let status = match &self.outcome {
            SessionOutcome::Ended { .. } => "ended",
            SessionOutcome::Completed => "completed",
            SessionOutcome::Failed { .. } => "failed",
        };
        let mut params = vec![
            ("SessionId", self.session_id.clone()),
            ("SessionStatus", status.to_owned()),
            ("SessionDuration", self.at_ms.div_ceil(1_000).to_string()),
        ];
        match &self.outcome {
            SessionOutcome::Ended { handoff_data: Some(data) } => params.push(("HandoffData", data.clone())),
            SessionOutcome::Failed { code, message } => {
                params.push(("ErrorCode", code.to_string()));
                params.push(("ErrorMessage", message.clone()));
            }
            SessionOutcome::Ended { handoff_data: None } | SessionOutcome::Completed => {}
        }
        params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

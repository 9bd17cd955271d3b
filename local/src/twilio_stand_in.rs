//! A stand-in for the part of Twilio's REST API that calls use, so that nothing leaves this machine: it takes text
//! messages from the demonstration accounts and keeps them. It is not Twilio and delivers nothing.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::{demonstration::TwilioAccount, loopback::Loopback};

/// A text message that would have been delivered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TextMessage {
    /// Who it is for.
    #[serde(rename = "To")]
    pub to: String,
    /// Who it is from.
    #[serde(rename = "From")]
    pub from: String,
    /// What it says.
    #[serde(rename = "Body")]
    pub body: String,
}

type Sent = Arc<Mutex<Vec<TextMessage>>>;

/// A running stand-in; dropping it stops it.
#[derive(Debug)]
pub struct TwilioStandIn {
    url: String,
    sent: Sent,
    server: JoinHandle<io::Result<()>>,
}

#[derive(Clone)]
struct Shared {
    accounts: Arc<Vec<TwilioAccount>>,
    sent: Sent,
}

impl TwilioStandIn {
    /// Starts it for these accounts.
    pub async fn start(accounts: Vec<TwilioAccount>) -> io::Result<Self> {
        let sent = Sent::default();
        let shared = Shared { accounts: Arc::new(accounts), sent: Arc::clone(&sent) };
        let router =
            Router::new().route("/2010-04-01/Accounts/{sid}/Messages.json", post(send_message)).with_state(shared);
        let loopback = Loopback::bind(0).await?;
        let url = loopback.url().to_owned();
        Ok(Self { url, sent, server: tokio::spawn(loopback.serve_forever(router)) })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The messages it has taken, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<TextMessage> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for TwilioStandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn send_message(
    State(shared): State<Shared>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    Form(message): Form<TextMessage>,
) -> Response {
    let account = shared.accounts.iter().find(|account| account.account_sid.as_str() == sid);
    let expected = account
        .map(|account| format!("Basic {}", STANDARD.encode(format!("{}:{}", account.account_sid, account.auth_token))));
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if expected.is_none() || given != expected.as_deref() {
        let problem = json!({"code": 20003, "message": "Authenticate", "status": 401});
        return (StatusCode::UNAUTHORIZED, Json(problem)).into_response();
    }
    tracing::info!("stand-in for Twilio: a text message was taken and is not delivered");
    let mut sent = shared.sent.lock().unwrap_or_else(PoisonError::into_inner);
    sent.push(message);
    let sid = format!("SM{:032x}", sent.len());
    (StatusCode::CREATED, Json(json!({"sid": sid, "status": "queued"}))).into_response()
}

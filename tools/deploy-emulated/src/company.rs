//! Sets up a demo company through the API, as its owner does: from its creation to a connected number.

use fake_twilio::AccountCredentials;
use local::demo::DemoCompany;
use serde_json::{Value, json};
use telephone::CallSetup;
use twilio::{
    rest::{Credentials, IncomingNumber, RestClient},
    signature::AuthToken,
};

use std::time::Duration;

use tokio::time::Instant;

use crate::Failure;

/// How long the scenarios of a company take at most; the model is a fake one.
const RUN_TAKES: Duration = Duration::from_mins(2);
const POLLED_EVERY: Duration = Duration::from_millis(500);

/// Sends requests as one person.
pub(crate) struct AdminApi<'a> {
    pub(crate) base_url: &'a str,
    pub(crate) token: String,
}

impl AdminApi<'_> {
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let http = platform::http_client();
        let mut request = http.request(method.parse()?, format!("{}{path}", self.base_url)).bearer_auth(&self.token);
        if path.ends_with("/draft") {
            let tenant = Box::pin(self.send("GET", "/admin/tenants/me", None)).await?;
            request = request.header("if-match", format!("\"{}\"", tenant["latest_version"]));
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let (status, text) = (response.status(), response.text().await?);
        if !status.is_success() {
            return Err(format!("{method} {path}: {status} {text}").into());
        }
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }
}

/// Creates the company, stores its credentials, publishes its configuration and connects its number.
pub(crate) async fn set_up(
    api: &AdminApi<'_>,
    company: &DemoCompany,
    email: &str,
    account: &AccountCredentials,
) -> Result<(), Failure> {
    let config = serde_json::to_value(&company.config)?;
    let new = json!({"name": config["company"], "time_zone": config["time_zone"], "owner": {"email": email, "name": "Kim Lee"}});
    api.send("POST", "/admin/tenants", Some(&new)).await?;
    let twilio = json!({"account_sid": account.account_sid, "auth_token": account.auth_token});
    let stored = api.send("PUT", "/admin/tenants/me/credentials/twilio", Some(&twilio)).await?;
    if stored["twilio"]["health"] != "works" {
        return Err(format!("the Twilio credentials do not work: {stored}").into());
    }
    api.send("PUT", "/admin/tenants/me/credentials/openai", Some(&json!({"api_key": "sk-of-the-company"}))).await?;
    api.send("PUT", "/admin/tenants/me/configuration/draft", Some(&config)).await?;
    pass_scenarios(api).await?;
    api.send("POST", "/admin/tenants/me/configuration/publish", Some(&json!({"version": "draft"}))).await?;
    api.send("POST", "/admin/tenants/me/numbers", Some(&json!({"phone_number": company.number}))).await?;
    let connection = api.send("GET", "/admin/tenants/me/connection", None).await?;
    if connection["works"] != true {
        return Err(format!("the connection check fails: {connection}").into());
    }
    Ok(())
}

/// Runs the scenarios of the draft, and waits until it has passed them.
async fn pass_scenarios(api: &AdminApi<'_>) -> Result<(), Failure> {
    let begun = api.send("POST", "/admin/tenants/me/scenario-runs", Some(&json!({"version": "draft"}))).await?;
    let path = format!("/admin/tenants/me/scenario-runs/{}", begun["run_id"].as_str().ok_or("a run has no id")?);
    let deadline = Instant::now() + RUN_TAKES;
    loop {
        let run = api.send("GET", &path, None).await?;
        match run["state"].as_str() {
            Some("passed") => return Ok(()),
            Some("running") if Instant::now() < deadline => tokio::time::sleep(POLLED_EVERY).await,
            _ => return Err(format!("the demonstration company does not pass its scenarios: {run}").into()),
        }
    }
}

/// The company's number as Twilio has it.
pub(crate) async fn number_at_twilio(
    twilio_url: &str,
    company: &DemoCompany,
    account: &AccountCredentials,
) -> Result<IncomingNumber, Failure> {
    let token = AuthToken::new(account.auth_token.as_str());
    let twilio = RestClient::new(platform::http_client(), twilio_url);
    let credentials = Credentials { account_sid: &account.account_sid, auth_token: &token };
    Ok(twilio.find_number(&credentials, &company.number).await?.ok_or("the number is not in the account")?)
}

/// A call to the company, with the URLs that its number has at Twilio.
pub(crate) async fn call_setup(
    twilio_url: &str,
    company: &DemoCompany,
    account: &AccountCredentials,
    from: &str,
) -> Result<CallSetup, Failure> {
    let number = number_at_twilio(twilio_url, company, account).await?;
    let token = AuthToken::new(account.auth_token.as_str());
    let voice_url = number.voice_url.ok_or("the number has no voice URL")?;
    let mut setup = CallSetup::new(from, company.number.as_str(), account.account_sid.as_str(), token, &voice_url)?;
    if let Some(url) = number.voice_fallback_url {
        setup = setup.with_fallback(&url)?;
    }
    if let Some(url) = number.status_callback {
        setup = setup.with_status_callback(&url)?;
    }
    Ok(setup)
}

//! An account at the fake Twilio, as its owner uses it: tokens are rotated, numbers are released and bought.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ApiResponse, TestApp, http_client};

#[derive(Debug, Clone)]
pub(crate) struct TwilioAccount {
    api_url: String,
    pub(crate) sid: String,
    pub(crate) token: String,
}

impl TwilioAccount {
    /// The account of a demo company.
    pub(crate) fn of(app: &TestApp, company: usize) -> Self {
        let tenant = app.tenant(company);
        Self::new(app, &tenant.twilio_account_sid, &tenant.twilio_auth_token)
    }

    /// The account of no company.
    pub(crate) fn spare(app: &TestApp) -> Self {
        let spare = app.system.manifest.spare_twilio_account.as_ref().expect("a spare account");
        Self::new(app, spare.account_sid.as_str(), &spare.auth_token)
    }

    fn new(app: &TestApp, sid: &str, token: &str) -> Self {
        Self { api_url: app.system.manifest.twilio_api_url.clone(), sid: sid.to_owned(), token: token.to_owned() }
    }

    /// The same account with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The body that stores its credentials.
    pub(crate) fn credentials(&self) -> Value {
        json!({"account_sid": self.sid, "auth_token": self.token})
    }

    async fn request(&self, method: Method, path: &str, form: &[(&str, &str)]) -> ApiResponse {
        let request = http_client().request(method, format!("{}{path}", self.api_url));
        ApiResponse::of(request.basic_auth(&self.sid, Some(&self.token)).form(form)).await
    }

    /// Creates the secondary token: the account with that token.
    pub(crate) async fn with_secondary_token(&self) -> Self {
        let created = self.request(Method::POST, "/v1/AuthTokens/Secondary", &[]).await.ok(201);
        self.with_token(created["secondary_auth_token"].as_str().expect("a token"))
    }

    /// Makes the secondary token the primary one. The primary one is deleted.
    pub(crate) async fn promote(&self) {
        self.request(Method::POST, "/v1/AuthTokens/Promote", &[]).await.ok(200);
    }

    fn numbers(&self) -> String {
        format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers", self.sid)
    }

    /// A number of the account, as Twilio shows it.
    pub(crate) async fn number(&self, number: &str) -> Option<Value> {
        let path = format!("{}.json?PageSize=1000", self.numbers());
        let mut listed = self.request(Method::GET, &path, &[]).await.ok(200);
        let listed = listed["incoming_phone_numbers"].take();
        listed.as_array().expect("a list").iter().find(|held| held["phone_number"] == number).cloned()
    }

    /// Moves a number to another account: this one releases it, and that one buys it.
    pub(crate) async fn move_number(&self, number: &str, to: &Self) {
        let held = self.number(number).await.expect("the account holds the number");
        let path = format!("{}/{}.json", self.numbers(), held["sid"].as_str().expect("an id"));
        self.request(Method::DELETE, &path, &[]).await.ok(204);
        to.request(Method::POST, &format!("{}.json", to.numbers()), &[("PhoneNumber", number)]).await.ok(201);
    }
}

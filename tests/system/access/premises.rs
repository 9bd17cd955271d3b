//! Something for every operation to be about: made anew for each request, so that whoever may do it succeeds.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::phone::PhoneNumber;
use platform::store::TenantScope;
use reqwest::{
    Method, RequestBuilder,
    header::{CONTENT_TYPE, IF_MATCH},
};
use serde_json::{Value, json};

use super::operations::Operation;
use crate::support::{ACME, Office, TestApp};

/// A system, and whoever prepares things in it.
pub(crate) struct Premises {
    pub(crate) app: TestApp,
    pub(crate) acme: String,
    pub(crate) operator: Office,
    scope: TenantScope,
    made: AtomicU32,
}

/// A request that can succeed.
pub(crate) struct Ready {
    method: Method,
    /// The operation's path, its places not filled in.
    path: String,
    /// The place below the company, and what is there.
    below: Option<(&'static str, String)>,
    /// The company, where it can be only one.
    only: Option<String>,
    version: Option<u64>,
    body: Option<(String, Value)>,
}

impl Premises {
    pub(crate) async fn open() -> Self {
        let app = TestApp::with_forger().await;
        let (acme, operator, scope) = (app.tenant(ACME).tenant_id.to_string(), app.operator(), app.scope(ACME).await);
        Self { app, acme, operator, scope, made: AtomicU32::new(0) }
    }

    fn next(&self) -> u32 {
        self.made.fetch_add(1, Ordering::Relaxed)
    }

    /// Below ACME.
    fn at(&self, path: &str) -> String {
        format!("/admin/tenants/{}{path}", self.acme)
    }

    /// Somebody who has never been here.
    pub(crate) fn newcomer(&self) -> Office {
        self.app.signed_in(&format!("newcomer{}@elsewhere.example", self.next()))
    }

    /// An operation's request, with everything that it is about.
    pub(crate) async fn ready(&self, operation: &Operation) -> Ready {
        let path = operation.path.clone();
        let place = ["{person}", "{key}", "{test_call}", "{number}", "{version}"];
        let below = match place.into_iter().find(|place| path.contains(place)) {
            Some(place) => Some((place, self.make(place).await)),
            None => None,
        };
        let only = if path.ends_with("/erase") { Some(self.company_out_of_service().await) } else { None };
        let mut body = operation.example().map(|(content_type, body)| (content_type.to_owned(), body));
        if let Some((_, body)) = &mut body {
            self.put_right(operation, body, only.as_deref()).await;
        }
        let version = if operation.takes_version() { Some(self.version(&path).await) } else { None };
        Ready { method: operation.method.clone(), path, below, only, version, body }
    }

    /// Something that is there, by its id.
    async fn make(&self, place: &str) -> String {
        let id = |id: &Value| id.as_str().expect("an id").to_owned();
        match place {
            "{person}" => id(&self.invite().await["person"]["person_id"]),
            "{key}" => id(&self.make_key(&["company:read"]).await["api_key"]["key_id"]),
            "{test_call}" => {
                let begun = self.operator.post(&self.at("/test-calls"), &json!({})).await.ok(201);
                id(&begun["test_call_id"])
            }
            "{number}" => self.connect_a_number().await,
            _ => "1".to_owned(),
        }
    }

    /// A number that reaches ACME.
    async fn connect_a_number(&self) -> String {
        let number = format!("+1214555{:04}", 1_000 + self.next());
        let parsed = PhoneNumber::parse(&number).expect("a number");
        self.app.store().add_number(&self.scope, &parsed, &self.app.change()).await.expect("connected");
        number
    }

    /// Somebody who has been invited, and their code.
    pub(crate) async fn invite(&self) -> Value {
        let email = format!("invited{}@acme.example", self.next());
        let body = json!({"email": email, "role": "viewer"});
        self.operator.post(&self.at("/people"), &body).await.ok(201)
    }

    /// A key of ACME's with these scopes.
    pub(crate) async fn make_key(&self, scopes: &[&str]) -> Value {
        let body = json!({"name": "A program", "scopes": scopes});
        self.operator.post(&self.at("/api-keys"), &body).await.ok(201)
    }

    async fn company_out_of_service(&self) -> String {
        let body = json!({"name": "Gone", "time_zone": "America/Chicago", "owner": {"email": "gone@gone.example"}});
        let created = self.operator.post("/admin/tenants", &body).await.ok(201);
        let id = created["tenant"]["tenant_id"].as_str().expect("an id").to_owned();
        self.operator.delete(&format!("/admin/tenants/{id}")).await.ok(200);
        id
    }

    async fn version(&self, path: &str) -> u64 {
        let tenant = self.operator.get(&self.at("")).await.ok(200);
        let field = if path.ends_with("/draft") { "latest_version" } else { "version" };
        tenant[field].as_u64().expect("a version")
    }

    /// What an example cannot know.
    async fn put_right(&self, operation: &Operation, body: &mut Value, only: Option<&str>) {
        let company = self.app.tenant(ACME);
        match operation.path.trim_start_matches("/admin/tenants/{tenant}") {
            "/erase" => body["confirm"] = only.into(),
            // The configuration saved last is not saved again.
            "/configuration/draft" => body["greeting"] = format!("This is greeting {}.", self.next()).into(),
            "/credentials/twilio" => {
                *body = json!({"account_sid": company.twilio_account_sid, "auth_token": company.twilio_auth_token});
            }
            "/numbers" => {
                body["phone_number"] = json!(company.number);
                // It is there already, or was connected by somebody before.
                let _ = self.app.store().remove_number(&self.scope, &company.number, &self.app.change()).await;
            }
            // What a key ends in is shown, so that it is longer than that.
            "/credentials/openai" => body["api_key"] = format!("sk-of-acme-{:08}", self.next()).into(),
            "/people" => body["email"] = format!("lee{}@acme.example", self.next()).into(),
            "/admin/invitations/accept" => body["code"] = self.invite().await["code"].clone(),
            _ => {}
        }
    }
}

impl Ready {
    /// The request, of somebody, about a company by this name.
    pub(crate) fn of(&self, office: &Office, company: &str) -> RequestBuilder {
        let below = self.below.as_ref().map_or("", |(_, id)| id);
        self.about(below, office, company)
    }

    /// The same about something else below the company.
    pub(crate) fn about(&self, id: &str, office: &Office, company: &str) -> RequestBuilder {
        let mut path = self.path.replace("{tenant}", self.only.as_deref().unwrap_or(company));
        if let Some((place, _)) = &self.below {
            path = path.replace(place, id);
        }
        let mut request = office.request(self.method.clone(), &path);
        if let Some(version) = self.version {
            request = request.header(IF_MATCH, format!("\"{version}\""));
        }
        match &self.body {
            Some((content_type, body)) => request.header(CONTENT_TYPE, content_type).body(body.to_string()),
            None => request,
        }
    }

    pub(crate) fn body(&self) -> Option<&Value> {
        self.body.as_ref().map(|(_, body)| body)
    }

    /// The place below the company, and the id of what is there.
    pub(crate) fn below(&self) -> Option<(&'static str, &str)> {
        self.below.as_ref().map(|(place, id)| (*place, id.as_str()))
    }

    pub(crate) fn names_a_company(&self) -> bool {
        self.path.contains("{tenant}")
    }
}

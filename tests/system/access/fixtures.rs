//! What the operations act on. Each request gets fresh data, so that it succeeds if the actor has the permission.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use domain::{
    id::{CallSid, ExportId, PersonId, WebhookEndpointId},
    notification::{Channel, UndeliveredReason},
    phone::PhoneNumber,
    webhook::{WebhookEvent, WebhookSubject},
};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::{
    ChangeError, Conflict, DeliveryItem, DeliveryState, StatusAuthority, TenantScope, TenantStatus,
    key::{PARTITION, SORT},
};

use super::operations::{Audience, Operation};
use super::prepared_request::PreparedRequest;
use crate::support::{ACME, ApiClient, ApiResponse, TestApp, TwilioAccount};
use crate::system::{
    appointments::book_visit,
    call_records::count_call,
    configuration::let_pass,
    handling::{leave_message, raise_emergency},
    recordings::store_sound,
};

/// The end of the path of what stops e-mail to a person.
const EMAIL_STOPPED: &str = "{person}/notifications/email-stopped";
/// The parameters of a delivery's path.
const DELIVERY: &str = "{webhook}/deliveries/{delivery}";
/// The parameters of a recording's path.
const RECORDING_OF_CALL: &str = "{call}/recordings/{recording}";
/// The parameters of the path of a file of an export.
const EXPORT_FILE: &str = "{export}/files/{file}";

/// A system, and the operator that prepares its data.
pub(crate) struct Fixtures {
    pub(crate) app: TestApp,
    pub(crate) acme: String,
    pub(crate) operator: ApiClient,
    scope: TenantScope,
    made: AtomicU32,
    /// The address of the latest newcomer who is not invited yet.
    latest_newcomer: Mutex<Option<String>>,
}

impl Fixtures {
    pub(crate) async fn create() -> Self {
        let app = TestApp::without_limits().await;
        let (acme, operator, scope) = (app.tenant(ACME).tenant_id.to_string(), app.operator(), app.scope(ACME).await);
        Self { app, acme, operator, scope, made: AtomicU32::new(0), latest_newcomer: Mutex::default() }
    }

    fn next(&self) -> u32 {
        self.made.fetch_add(1, Ordering::Relaxed)
    }

    /// A path of ACME.
    fn at(&self, path: &str) -> String {
        format!("/admin/tenants/{}{path}", self.acme)
    }

    /// A person without a company, never seen before.
    pub(crate) fn newcomer(&self) -> ApiClient {
        self.newcomer_at(&format!("newcomer{}@elsewhere.example", self.next()))
    }

    /// A person without a company, with this address.
    pub(crate) fn newcomer_at(&self, email: &str) -> ApiClient {
        *self.latest_newcomer.lock().expect("no panic") = Some(email.to_owned());
        self.app.signed_in(email)
    }

    /// A client that may send an operation's request.
    pub(crate) fn client_for(&self, operation: &Operation) -> ApiClient {
        match operation.audience() {
            Audience::Newcomer => self.newcomer(),
            Audience::Person => self.app.person(ACME, "owner"),
            _ => self.operator.clone(),
        }
    }

    /// An operation's request, and the data that it needs.
    pub(crate) async fn prepare(&self, operation: &Operation) -> PreparedRequest {
        self.reactivate().await;
        self.restore_credentials().await;
        let path = operation.path.clone();
        if path.ends_with("/{tenant}/export") {
            self.finish_export().await;
        }
        let place = [
            EMAIL_STOPPED,
            "{person}",
            "{key}",
            "{test_call}",
            "{number}",
            "{customer}",
            "{version}",
            RECORDING_OF_CALL,
            "{call}",
            "{message}",
            "{emergency}",
            "{appointment}",
            "{calendar}",
            DELIVERY,
            "{event}",
            "{voice}",
            "{webhook}",
            "{scenario}",
            "{run}",
            "{trial}",
            EXPORT_FILE,
        ];
        let below = match place.into_iter().find(|place| path.contains(place)) {
            Some("{version}") if operation.takes_version() => Some(("{version}", self.save_draft().await)),
            Some(place) => Some((place, self.make(place).await)),
            None => None,
        };
        let required_tenant = if path.ends_with("/erase") { Some(self.inactive_tenant().await) } else { None };
        if path.ends_with("/configuration/publish") {
            // Only owners may publish what has not passed.
            self.save_draft().await;
            let_pass(&self.app).await;
        }
        let mut body = operation.example().map(|(content_type, body)| (content_type.to_owned(), body));
        if let Some((_, body)) = &mut body {
            let below = below.as_ref().map(|(_, id)| id.as_str());
            self.complete_body(operation, body, (required_tenant.as_deref(), below)).await;
        }
        let if_match = if operation.takes_version() { Some(self.if_match(&path).await) } else { None };
        PreparedRequest { method: operation.method.clone(), path, below, required_tenant, if_match, body }
    }

    /// Puts ACME back into service after an operation that took it out.
    async fn reactivate(&self) {
        let store = self.app.store();
        let tenant = store.get_tenant(&self.scope).await.expect("read").expect("a tenant");
        if tenant.status != TenantStatus::Active {
            let (status, authority) = (TenantStatus::Active, StatusAuthority::Operator);
            store.set_status(&self.scope, status, authority, &self.app.change()).await.expect("written");
        }
    }

    /// Stores ACME's Twilio credentials again after an operation that deleted them.
    async fn restore_credentials(&self) {
        if self.app.store().get_credentials(&self.scope).await.expect("read").twilio_deleted_at.is_some() {
            let body = TwilioAccount::of(&self.app, ACME).credentials();
            self.operator.put(&self.at("/credentials/twilio"), &body).await.ok(200);
        }
    }

    /// Creates what a path parameter names; returns its id.
    async fn make(&self, place: &str) -> String {
        let id = |id: &Value| id.as_str().expect("an id").to_owned();
        match place {
            EMAIL_STOPPED => self.stop_email().await,
            "{person}" => id(&self.invite().await["person"]["person_id"]),
            "{key}" => id(&self.make_key(&["company:read"]).await["api_key"]["key_id"]),
            "{test_call}" => {
                let begun = self.operator.post(&self.at("/test-calls"), &json!({})).await.ok(201);
                id(&begun["test_call_id"])
            }
            "{number}" => self.connect_number().await,
            "{customer}" => self.make_customer().await,
            "{call}" => count_call(&self.app, ACME, self.next() as usize).await,
            RECORDING_OF_CALL => store_sound(&self.app, &self.scope, self.next()).await,
            "{message}" => leave_message(&self.app, &self.scope, self.next()).await,
            "{appointment}" => book_visit(&self.app, &self.scope, self.next()).await,
            "{calendar}" => id(&self.make_calendar().await["calendar"]["calendar_id"]),
            "{emergency}" => raise_emergency(&self.app, &self.scope, self.next()).await,
            "{webhook}" => self.make_webhook().await,
            DELIVERY => self.make_delivery().await,
            "{event}" => "call.completed".to_owned(),
            "{voice}" => "nova".to_owned(),
            "{scenario}" => {
                let body = json!({"title": "A greeting", "turns": ["[hang up]"], "expected": {}});
                id(&self.operator.post(&self.at("/scenarios"), &body).await.ok(201)["scenario_id"])
            }
            "{trial}" => "run_of_no_company".to_owned(),
            "{run}" => id(&self.operator.post(&self.at("/scenario-runs"), &json!({})).await.ok(202)["run_id"]),
            EXPORT_FILE => format!("{}/files/1", self.finish_export().await),
            _ => "1".to_owned(),
        }
    }

    /// Saves a draft of ACME, which is not published; returns the end of its path.
    async fn save_draft(&self) -> String {
        let greeting = json!({"greeting": format!("This is draft {}.", self.next())});
        let path = self.at("/configuration/draft");
        let saved = self.operator.request(Method::PATCH, &path).header(IF_MATCH, "*").json(&greeting);
        ApiResponse::of(saved).await.ok(200);
        "draft".to_owned()
    }

    /// An export of ACME that is ready; returns its id.
    async fn finish_export(&self) -> String {
        let (store, change) = (self.app.store(), self.app.change());
        let id = ExportId::parse(&format!("exp_{}", self.next())).expect("an id");
        let mut export = match store.begin_company_export(&self.scope, id, &change).await {
            Err(ChangeError::Conflict(Conflict::ExportInProgress)) => {
                store.get_company_export(&self.scope).await.expect("read").expect("an export")
            }
            begun => begun.expect("begun"),
        };
        while export.ready_at.is_none() {
            let part = store.read_export_part(&self.scope, &export).await.expect("read");
            export =
                store.advance_export(&self.scope, &export, (part, 1), change.at).await.expect("written").expect("next");
        }
        export.id.to_string()
    }

    /// Invites a person to whom e-mail bounced; returns the end of the path.
    async fn stop_email(&self) -> String {
        let person = self.invite().await["person"]["person_id"].as_str().expect("an id").to_owned();
        let parsed = PersonId::parse(&person).expect("an id");
        let (store, at) = (self.app.store(), self.app.change().at);
        let noted =
            store.note_undelivered(&self.scope, Channel::Email, (None, &parsed), UndeliveredReason::Bounced, at);
        noted.await.expect("written");
        format!("{person}/notifications/email-stopped")
    }

    /// Registers a webhook of ACME; of the others, there are too many soon.
    async fn make_webhook(&self) -> String {
        let listed = self.operator.get(&self.at("/webhooks")).await.ok(200);
        for webhook in listed["items"].as_array().expect("items").iter().skip(10) {
            let id = webhook["webhook_id"].as_str().expect("an id");
            self.operator.delete(&self.at(&format!("/webhooks/{id}"))).await.ok(204);
        }
        let body = json!({"url": "http://127.0.0.1:9/", "events": ["message.received"]});
        let made = self.operator.post(&self.at("/webhooks"), &body).await.ok(201);
        made["webhook"]["webhook_id"].as_str().expect("an id").to_owned()
    }

    /// Makes a delivery of ACME whose attempts ended; returns the end of its path.
    async fn make_delivery(&self) -> String {
        let webhook = self.make_webhook().await;
        let endpoint = WebhookEndpointId::parse(&webhook).expect("an id");
        let call = CallSid::parse("CAdelivered").expect("an id");
        let event = WebhookEvent { at: self.app.change().at, subject: WebhookSubject::CallCompleted(call) };
        let ended = DeliveryItem::new(&endpoint, &event).after(None, DeliveryState::Failed, None);
        let stored = self.app.store().put_delivery(&self.scope, ended).await.expect("stored");
        format!("{webhook}/deliveries/{}", stored.delivery)
    }

    /// Connects a new number to ACME.
    async fn connect_number(&self) -> String {
        let number = format!("+1214555{:04}", 1_000 + self.next());
        let parsed = PhoneNumber::parse(&number).expect("a number");
        let store = self.app.store();
        let version = store.get_tenant(&self.scope).await.expect("read").expect("a tenant").credentials_version;
        store.add_number(&self.scope, &parsed, version, &self.app.change()).await.expect("connected");
        number
    }

    /// Puts a customer of ACME on file.
    async fn make_customer(&self) -> String {
        let number = format!("+1214555{:04}", 5_000 + self.next());
        let record = json!({
            PARTITION: self.acme, SORT: format!("customer#{number}"), "number": number, "name": "Dana Smith",
            "street": "12 Oak Street", "zip": "75201", "appointments": [],
        });
        self.app.put_items(&[record]).await;
        number
    }

    /// Merges another number into a customer of ACME.
    async fn merge(&self, customer: &str) -> String {
        let other = format!("+1214555{:04}", 5_000 + self.next());
        let [number, of_other] = [customer, &other].map(|number| PhoneNumber::parse(number).expect("a number"));
        let (store, change) = (self.app.store(), self.app.change());
        store.merge_customers::<ChangeError>(&self.scope, &number, &of_other, &change, Ok).await.expect("merged");
        other
    }

    /// Invites a person; returns the response with the code.
    pub(crate) async fn invite(&self) -> Value {
        let email = format!("invited{}@acme.example", self.next());
        self.invite_address(&email).await
    }

    /// Invites the latest newcomer, who can accept.
    async fn invite_newcomer(&self) -> Value {
        let email = self.latest_newcomer.lock().expect("no panic").take();
        match email {
            Some(email) => self.invite_address(&email).await,
            None => self.invite().await,
        }
    }

    async fn invite_address(&self, email: &str) -> Value {
        let body = json!({"email": email, "role": "viewer"});
        self.operator.post(&self.at("/people"), &body).await.ok(201)
    }

    /// Creates the company's calendar.
    async fn make_calendar(&self) -> Value {
        self.operator.post(&self.at("/calendar-feeds"), &json!({})).await.ok(201)
    }

    /// Creates an API key of ACME with these scopes.
    pub(crate) async fn make_key(&self, scopes: &[&str]) -> Value {
        let body = json!({"name": "A program", "scopes": scopes});
        self.operator.post(&self.at("/api-keys"), &body).await.ok(201)
    }

    async fn inactive_tenant(&self) -> String {
        let body = json!({"name": "Gone", "time_zone": "America/Chicago", "owner": {"email": "gone@gone.example"}});
        let created = self.operator.post("/admin/tenants", &body).await.ok(201);
        let id = created["tenant"]["tenant_id"].as_str().expect("an id").to_owned();
        self.operator.delete(&format!("/admin/tenants/{id}")).await.ok(200);
        id
    }

    async fn if_match(&self, path: &str) -> String {
        if path.contains("/configuration/") { "*".to_owned() } else { format!("\"{}\"", self.version(path).await) }
    }

    async fn version(&self, path: &str) -> u64 {
        if ["{message}", "{emergency}", "{appointment}"].into_iter().any(|place| path.contains(place)) {
            return 1;
        }
        if path.contains("{customer}") {
            // A merge is a change.
            return if path.ends_with("/split") { 2 } else { 1 };
        }
        let tenant = self.operator.get(&self.at("")).await.ok(200);
        tenant["version"].as_u64().expect("a version")
    }

    /// A window of ACME with a place left.
    async fn bookable_slot(&self) -> Value {
        let mut shown = self.operator.get(&self.at("/availability?to=2026-12-31")).await.ok(200);
        let places = shown["items"].as_array_mut().expect("items");
        let free = places.iter_mut().find(|places| places["bookable"] == true).expect("a place");
        free["slot"]["id"].take()
    }

    /// Replaces what the example of the documentation cannot know.
    async fn complete_body(
        &self,
        operation: &Operation,
        body: &mut Value,
        (required_tenant, below): (Option<&str>, Option<&str>),
    ) {
        let company = self.app.tenant(ACME);
        match operation.path.trim_start_matches("/admin/tenants/{tenant}") {
            "/erase" => body["confirm"] = required_tenant.into(),
            "/customers/{customer}/erasure" => body["confirm"] = below.into(),
            "/customers/{customer}/merge" => body["number"] = format!("+1214555{:04}", 5_000 + self.next()).into(),
            "/customers/{customer}/split" => body["number"] = self.merge(below.expect("a customer")).await.into(),
            "/configuration/draft" | "/configuration/versions/{version}" => {
                // An unchanged draft makes no new version.
                body["greeting"] = format!("This is greeting {}.", self.next()).into();
                // An API key cannot change the numbers that are dialed.
                if body.get("company").is_some() {
                    let path = self.at("/configuration/versions/draft");
                    let draft = self.operator.get(&path).await.ok(200)["configuration"].take();
                    for name in ["forwarding_number", "on_call"] {
                        body[name] = draft[name].clone();
                    }
                }
            }
            "/credentials/twilio" => {
                *body = json!({"account_sid": company.twilio_account_sid, "auth_token": company.twilio_auth_token});
            }
            "/appointments" | "/appointments/{appointment}/move" => body["slot"] = self.bookable_slot().await,
            // Nothing listens there.
            "/webhooks" => body["url"] = "http://127.0.0.1:9/".into(),
            "/webhooks/subscriptions" => body["target_url"] = "http://127.0.0.1:9/".into(),
            // The account holds the number, so it is not bought.
            "/numbers" | "/numbers/purchases" => {
                body["phone_number"] = json!(company.number);
                // The demo company or an earlier request connected the number.
                let _ = self.app.store().remove_number(&self.scope, &company.number, &self.app.change()).await;
            }
            // The response shows the last four characters, so the key has more.
            "/credentials/openai" => body["api_key"] = format!("sk-of-acme-{:08}", self.next()).into(),
            "/admin/model-trials" => {
                body["model"] = self.operator.get(&self.at("")).await.ok(200)["models"][0].take();
            }
            "/people" => body["email"] = format!("lee{}@acme.example", self.next()).into(),
            "/admin/tenants" => {
                // A newcomer names their own address. An operator may name any.
                if let Some(email) = self.latest_newcomer.lock().expect("no panic").clone() {
                    body["owner"]["email"] = email.into();
                }
            }
            "/admin/invitations/accept" => body["code"] = self.invite_newcomer().await["code"].clone(),
            _ => {}
        }
    }
}

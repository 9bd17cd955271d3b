//! A system that belongs to one test.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::body::Bytes;
use domain::{
    booking::{Appointment, ChangedBy},
    id::{AppointmentId, CallSid, MessageId, RecordingSid},
};
use files::Files;
use jiff::Timestamp;
use local::{
    manifest::Tenant,
    system::{Aws, Functions, Model, System, SystemOptions, Variables},
};
use local_aws::{EmbeddedAws, OUTBOX_PATH, SentEmail, Storage, sdk_config_for};
use platform::{clock::Clock, config::FilesConfig};
use store::{Actor, ChangeContext, CustomerScope, Occasion, Store, TenantScope};
use tempfile::TempDir;

use super::{ApiClient, Forger, Queues, RECORDING, ScriptedModel, TestCaller, aws_proxy::AwsProxy, table};

/// The first demo company.
pub(crate) const ACME: usize = 0;
/// The second.
pub(crate) const DESERT: usize = 1;

/// The settings of the limits of calls.
const CALL_LIMITS: [&str; 4] =
    ["CALLER_CALLS_PER_MINUTE", "CALLER_CALLS_AT_ONCE", "TENANT_CALLS_PER_MINUTE", "TENANT_CALLS_AT_ONCE"];

/// The settings of the API's limits, so high that no test reaches them.
const UNLIMITED: [(&str, &str); 2] =
    [("API_REQUESTS_PER_MINUTE", "18446744073709551615"), ("API_TENANT_REQUESTS_PER_MINUTE", "18446744073709551615")];

/// Monday, 23 November 2026, 10:00 in Dallas: the office is open.
const NOW: &str = "2026-11-23T16:00:00Z";

pub(crate) struct TestApp {
    pub(crate) system: System,
    pub(crate) model: ScriptedModel,
    pub(crate) aws: AwsProxy,
    clock: Arc<AtomicI64>,
    /// The milliseconds that passed besides.
    milliseconds: Arc<AtomicI64>,
    embedded: EmbeddedAws,
    _data: TempDir,
}

impl TestApp {
    /// A system in memory, with a model timeout that no test machine reaches.
    pub(crate) async fn start() -> Self {
        Self::with_settings([]).await
    }

    /// A system with these settings of its functions.
    pub(crate) async fn with_settings<const N: usize>(settings: [(&str, &str); N]) -> Self {
        Self::start_with(Duration::from_secs(10), settings, None).await
    }

    /// A system with this model timeout.
    pub(crate) async fn with_model_timeout(patience: Duration) -> Self {
        Self::start_with(patience, [], None).await
    }

    /// A system without rate limits, whose model is the stand-in of the laptop.
    pub(crate) async fn with_stand_in() -> Self {
        Self::start_on(None, UNLIMITED, None).await
    }

    /// A system without rate limits.
    pub(crate) async fn without_limits() -> Self {
        Self::start_with(Duration::from_secs(10), UNLIMITED, None).await
    }

    /// A system with the keys and tokens of the system that wrote the fixtures of version 0.1.0.
    pub(crate) async fn with_fixture_credentials() -> Self {
        let credentials = super::read("tests/fixtures/v1/credentials.json");
        Self::start_with(Duration::from_secs(10), [], Some(credentials)).await
    }

    async fn start_with<const N: usize>(
        patience: Duration,
        settings: [(&str, &str); N],
        credentials: Option<String>,
    ) -> Self {
        Self::start_on(Some(patience), settings, credentials).await
    }

    /// A system with the scripted model and this timeout, or with the stand-in.
    async fn start_on<const N: usize>(
        scripted: Option<Duration>,
        settings: [(&str, &str); N],
        credentials: Option<String>,
    ) -> Self {
        super::log::enable_all();
        let data = tempfile::tempdir().expect("a directory");
        // Every system has the same issuer's key: generating one is slow, and the forger needs it.
        Forger::of_the_issuer().keep_in(data.path());
        if let Some(credentials) = credentials {
            std::fs::write(data.path().join("credentials.json"), credentials).expect("written");
        }
        let embedded = EmbeddedAws::start(Storage::InMemory).await.expect("AWS starts");
        let aws = AwsProxy::start(embedded.url().to_owned()).await;
        let model = ScriptedModel::start(aws.journal()).await;
        let now: Timestamp = NOW.parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(now.as_second()));
        let milliseconds = Arc::new(AtomicI64::new(0));
        let system = System::start(SystemOptions {
            port: 0,
            aws: Aws::Elsewhere(Box::new(sdk_config_for(aws.url()))),
            data_dir: Some(data.path().to_owned()),
            model: match scripted {
                Some(patience) => {
                    Model::Server { api_key: "a-key".to_owned(), named_keys: [].into(), config: model.config(patience) }
                }
                None => Model::FakeOpenAi,
            },
            public_url: None,
            real_number: None,
            clock: clock_of(&clock, &milliseconds),
            settings: variables(settings),
        })
        .await
        .expect("the system starts");
        aws.clear_requests();
        Self { system, model, aws, clock, milliseconds, embedded, _data: data }
    }

    /// Sets the clock.
    pub(crate) fn set_now(&self, now: &str) {
        let now: Timestamp = now.parse().expect("an instant");
        self.clock.store(now.as_second(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub(crate) fn pass_milliseconds(&self, milliseconds: i64) {
        self.milliseconds.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// The clock of the system.
    pub(crate) fn clock(&self) -> Clock {
        clock_of(&self.clock, &self.milliseconds)
    }

    /// A client of the person with this e-mail address.
    pub(crate) fn signed_in(&self, email: &str) -> ApiClient {
        ApiClient::of(&self.system, email)
    }

    /// A client of a company's person with this role: `owner`, `manager`, `dispatcher` or `viewer`.
    pub(crate) fn person(&self, company: usize, role: &str) -> ApiClient {
        let people = &self.tenant(company).people;
        let login = people.iter().find(|login| login.email.starts_with(role)).expect("a person with this role");
        self.signed_in(&login.email)
    }

    /// A client of the platform's operator.
    pub(crate) fn operator(&self) -> ApiClient {
        self.signed_in(&self.system.manifest.operator.email)
    }

    /// A change by an operator at this instant.
    pub(crate) fn change(&self) -> ChangeContext {
        let at = Timestamp::from_second(self.clock.load(Ordering::SeqCst)).expect("in range");
        ChangeContext { actor: Actor { name: "operator:test".to_owned(), address: None }, at }
    }

    /// A change by a caller at this instant.
    pub(crate) fn occasion(&self) -> Occasion {
        let call = CallSid::parse("CAtest").expect("an id");
        Occasion { by: ChangedBy::Call(call), at: self.change().at }
    }

    pub(crate) fn tenant(&self, company: usize) -> &Tenant {
        &self.system.manifest.tenants[company]
    }

    /// A new call to a company.
    pub(crate) fn caller(&self, company: usize) -> TestCaller {
        TestCaller::new(&self.system.manifest, company).by(&self.clock)
    }

    pub(crate) fn store(&self) -> Store {
        self.system.store()
    }

    /// Every item of the table.
    pub(crate) async fn items(&self) -> Vec<table::Item> {
        table::items(&self.system).await
    }

    /// The bucket, not through the proxy.
    pub(crate) fn files(&self) -> Files {
        let config = FilesConfig { bucket: self.system.resources.files_bucket.clone() };
        Files::new(super::http_client(), sdk_config_for(self.embedded.url()), config)
    }

    /// The queues, not through the proxy: no failure reaches them.
    pub(crate) fn queues(&self) -> Queues {
        Queues::of(self.embedded.url(), &self.system.resources)
    }

    /// Every file in the bucket, with its content.
    pub(crate) fn objects(&self) -> BTreeMap<String, Bytes> {
        self.embedded.objects()
    }

    /// The e-mails that SES accepted, the oldest first.
    pub(crate) async fn outbox(&self) -> Vec<SentEmail> {
        let url = format!("{}{OUTBOX_PATH}", self.embedded.url());
        super::http_client().get(url).send().await.expect("an answer").json().await.expect("e-mails")
    }

    /// Waits until SES accepted this number of e-mails, and returns them by recipient.
    pub(crate) async fn wait_for_emails(&self, count: usize) -> Vec<SentEmail> {
        let waiting = async {
            loop {
                let mut emails = self.outbox().await;
                if emails.len() >= count {
                    emails.sort_by(|one, other| one.to.cmp(&other.to));
                    return emails;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("too few e-mails were sent")
    }

    /// Waits until this number of jobs is in the list of due jobs.
    pub(crate) async fn wait_for_due(&self, count: usize) {
        let waiting = async {
            while self.items().await.iter().filter(|item| item.sort.starts_with("due#")).count() != count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("another number of jobs waits");
    }

    /// The bodies of the jobs that wait for a time, the earliest first.
    pub(crate) async fn due_jobs(&self) -> Vec<String> {
        let end = "2027-12-31T00:00:00Z".parse().expect("an instant");
        let page = self.store().list_due(end, None, store::LARGEST_PAGE).await.expect("read");
        page.items.iter().map(|due| due.job().expect("a job").to_body().expect("JSON")).collect()
    }

    /// Every item of the table as plain JSON.
    pub(crate) async fn items_as_json(&self) -> Vec<serde_json::Value> {
        let client = platform::aws::dynamodb(&self.system.runtime.aws);
        table::items_as_json(&client, &self.system.resources.table_name).await
    }

    /// Handles what is queued, stops the system and returns every item of the table as plain JSON.
    pub(crate) async fn stop_and_read_items(self) -> Vec<serde_json::Value> {
        let (client, table) =
            (platform::aws::dynamodb(&self.system.runtime.aws), self.system.resources.table_name.clone());
        self.system.stop().await;
        table::items_as_json(&client, &table).await
    }

    /// Replaces all items of the table with these, given as plain JSON.
    pub(crate) async fn replace_items(&self, items: &[serde_json::Value]) {
        self.delete_items(|_| true).await;
        self.put_items(items).await;
    }

    /// Deletes the items that are chosen.
    pub(crate) async fn delete_items(&self, is_chosen: impl Fn(&table::Item) -> bool) {
        table::delete_items(&self.system, is_chosen).await;
    }

    /// Writes items, given as plain JSON, into the table.
    pub(crate) async fn put_items(&self, items: &[serde_json::Value]) {
        table::put_items(&self.system, items).await;
    }

    /// Adds a company to a part of the day of all companies.
    pub(crate) async fn add_company(&self, part: &str, fingerprint: &str) {
        table::add_company(&self.system, part, fingerprint).await;
    }

    /// A company's secret.
    pub(crate) async fn secret(&self, tenant: &str) -> Option<String> {
        table::secret(&self.system, tenant).await
    }

    /// A new call to any number, signed with a token.
    pub(crate) fn caller_to(&self, number: &str, token: &str) -> TestCaller {
        let mut caller = self.caller(ACME).signing_with(token);
        number.clone_into(&mut caller.to);
        caller
    }

    /// The functions as another process has them: on the same table, with nothing in memory and these settings.
    pub(crate) fn other_process<const N: usize>(&self, settings: [(&str, &str); N]) -> Functions {
        self.system.other_process(&variables(settings)).expect("valid settings")
    }

    pub(crate) async fn scope(&self, company: usize) -> TenantScope {
        let route = self.store().get_number_route(&self.tenant(company).number).await.expect("read");
        route.expect("a route").scope()
    }

    /// A company's customers, as a call reads them.
    pub(crate) async fn customers(&self, company: usize) -> CustomerScope {
        let route = self.store().get_number_route(&self.tenant(company).number).await.expect("read");
        route.expect("a route").customers()
    }

    /// Sets a company's Twilio auth tokens, without a state in the table: the first one is believed.
    pub(crate) async fn set_auth_tokens(&self, company: usize, tokens: &[&str]) {
        let tenant = self.tenant(company);
        self.put_items(&[serde_json::json!({"tenant_id": tenant.tenant_id, "sk": "credentials", "v": 1})]).await;
        let secret = serde_json::json!({
            "twilio": {"account_sid": tenant.twilio_account_sid, "auth_tokens": tokens},
            "openai": {"api_key": "a-key"},
        });
        let name = connections::secrets::Secrets::name("front-desk", &tenant.tenant_id);
        local_aws::put_secret(&self.system.runtime.aws, &name, &secret.to_string()).await.expect("stored");
    }

    /// The first appointment of a call.
    pub(crate) async fn appointment(&self, caller: &TestCaller) -> Option<Appointment> {
        let scope = self.scope(caller.company()).await;
        self.store().get_appointment(&scope, &AppointmentId::of_call(&call(caller), 0)).await.expect("read")
    }

    /// The first message of a call.
    pub(crate) async fn message(&self, caller: &TestCaller) -> Option<domain::booking::CallerMessage> {
        let scope = self.scope(caller.company()).await;
        self.store().get_message(&scope, &MessageId::of_call(&call(caller), 0)).await.expect("read")
    }

    /// The voicemail of a company with the tests' recording.
    pub(crate) async fn voicemail(&self, company: usize) -> Option<domain::booking::CallerMessage> {
        let (scope, recording) = (self.scope(company).await, RecordingSid::parse(RECORDING).expect("an id"));
        self.store().get_message(&scope, &MessageId::of_recording(&recording)).await.expect("read")
    }
}

pub(crate) fn call(caller: &TestCaller) -> CallSid {
    CallSid::parse(caller.call_sid()).expect("a call sid")
}

fn clock_of(seconds: &Arc<AtomicI64>, milliseconds: &Arc<AtomicI64>) -> Clock {
    let (seconds, milliseconds) = (Arc::clone(seconds), Arc::clone(milliseconds));
    Clock::from_fn(move || {
        let now = seconds.load(Ordering::SeqCst) * 1_000 + milliseconds.load(Ordering::SeqCst);
        Timestamp::from_millisecond(now).expect("in range")
    })
}

fn variables<const N: usize>(settings: [(&str, &str); N]) -> Variables {
    // Tests make many calls from one number at one instant. A test of the limits sets them.
    let limits = CALL_LIMITS.iter().map(|name| ((*name).to_owned(), "1000000".to_owned()));
    // The embedded Polly, which checks requests, instead of none.
    let samples = ("VOICE_SAMPLES".to_owned(), "true".to_owned());
    // A machine under load may be slower than the model that a filler is for.
    let no_filler = ("RELAY_FILLER_MS".to_owned(), "600000".to_owned());
    limits
        .chain([samples, no_filler])
        .chain(settings.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect()
}

//! The whole system in one process: the functions' own routers and handlers, on embedded or other AWS, with two
//! demo companies. The only difference from AWS is how the functions are called.

use std::path::PathBuf;

use dev_oidc::DevIssuer;
use fake_openai::FakeOpenAi;
use fake_twilio::FakeTwilio;
use local_aws::{ADMIN_TENANTS_ROLE, EmbeddedAws, Resources, provision};
use localhost::Loopback;
use platform::{
    aws::tagged_role::TaggedRole,
    config::{ConfigError, TelephonyConfig},
    key_ring::{KeyRing, KeySource},
    public_url::PublicUrl,
    runtime::Runtime,
    telemetry::Metrics,
    trace::TraceSource,
};
use store::{Store, TENANT_TAG, TenantSessions};
use twilio::{rest::RestClient, webhook_urls::WebhookUrls};
use websocket_api::WebSocketApi;

use crate::{
    demo::{self, DemoSecrets},
    manifest::{Manifest, SpareTwilioAccount},
    outbox::{self, Companies, Outbox},
};

mod backends;
mod environment;
mod error;
mod functions;
mod options;
mod seed;
mod websockets;
mod work;

use environment::Surroundings;
pub use environment::{NOTIFICATION_DOMAIN, Variables};
pub use error::StartError;
pub use functions::Functions;
pub use options::{Aws, Model, RealNumber, SystemOptions};
use seed::{connect, demo_numbers, fake_twilio_accounts, store_keys, store_numbers};
use websockets::StreamListener;
use work::RunningTasks;

/// Secrets are named `front-desk/tenant/<tenant id>`.
const SECRET_PREFIX: &str = "front-desk";
/// The secrets with our own keys.
const SIGNING_KEYS: &str = "front-desk/signing-keys";
const SEALING_KEYS: &str = "front-desk/sealing-keys";

/// A running system. Dropping it stops everything at once; [`System::stop`] finishes running work first.
#[derive(Debug)]
pub struct System {
    /// Its manifest, for programs.
    pub manifest: Manifest,
    /// What its functions are built from, besides their environment.
    pub runtime: Runtime,
    /// The names of its resources.
    pub resources: Resources,
    /// The fake of Twilio's REST API, unused with a real number.
    pub twilio: FakeTwilio,
    /// The functions.
    pub functions: Functions,
    /// The issuer that signs people in.
    pub issuer: DevIssuer,
    data_dir: Option<PathBuf>,
    work: RunningTasks,
    /// API Gateway's WebSocket API, if a WebSocket can reach this system.
    pub websockets: Option<WebSocketApi>,
    _fake_openai: Option<FakeOpenAi>,
    _embedded: Option<EmbeddedAws>,
}

impl System {
    /// Starts everything and waits until it answers.
    pub async fn start(options: SystemOptions) -> Result<Self, StartError> {
        let loopback =
            Loopback::bind(options.port).await.map_err(|source| StartError::Listen { port: options.port, source })?;
        let listen_url = loopback.url().to_owned();
        let (embedded, aws) = options.aws.start().await?;
        let resources = provision(&aws).await?;
        let companies = demo::companies()?;
        let credentials = match &options.data_dir {
            Some(directory) => DemoSecrets::kept_in(directory, companies.len())?,
            None => DemoSecrets::random(companies.len())?,
        };
        let model = options.model.start().await?;
        let numbers = demo_numbers(&companies, &credentials, options.real_number.as_ref());
        let store = Store::new(platform::aws::dynamodb(&aws), &resources.table_name);
        let role = TaggedRole::new(&aws, ADMIN_TENANTS_ROLE.to_owned(), TENANT_TAG);
        let sessions = TenantSessions::new(role, options.clock.clone());
        store_numbers(&numbers, (&store, &sessions), &aws, (&model.api_key, &model.named_keys), options.clock.now())
            .await?;
        store_keys(&credentials, &aws).await?;
        let accounts = fake_twilio_accounts(&companies, &credentials)?;
        let twilio = FakeTwilio::start(accounts, options.data_dir.as_deref()).await?;
        // A real number uses the real Twilio, which does not know the spare account.
        let (twilio_api_url, spare) = match options.real_number {
            Some(_) => ("https://api.twilio.com".to_owned(), None),
            None => (twilio.url().to_owned(), Some(SpareTwilioAccount::of(&credentials.spare)?)),
        };
        let public_url = PublicUrl::parse(options.public_url.as_deref().unwrap_or(&listen_url))?;
        // The administration accepts sign-in without a password: with a tunnel it gets a port of its own.
        let administration = match &options.public_url {
            Some(_) => Some(Loopback::bind(0).await?),
            None => None,
        };
        let admin_url = administration.as_ref().map_or(listen_url.as_str(), Loopback::url).to_owned();
        let issuer_url = format!("{admin_url}/dev");
        let people = demo::people(&companies);
        let issuer = DevIssuer::new(&issuer_url, options.data_dir.as_deref(), people, options.clock.clone())?;
        let websockets = StreamListener::bind_if(options.public_url.is_none()).await?;
        let surroundings = Surroundings {
            aws: &aws,
            resources: &resources,
            credentials: &credentials,
            public_url: &public_url,
            twilio_api_url: &twilio_api_url,
            model: &model.config,
            issuer_url: &issuer_url,
            issuer: &issuer,
            websockets: websockets.as_ref().map(StreamListener::address),
        };
        let environment = surroundings.environment(&options.settings)?;
        let http = platform::http_client();
        let keys = KeySource::fixed(KeyRing::parse(&credentials.signing_keys())?);
        let urls = WebhookUrls::new(&TelephonyConfig { public_url: public_url.clone() }, keys);
        connect(&RestClient::new(http.clone(), twilio.url()), &companies, &credentials, &urls).await?;
        let runtime = Runtime {
            aws: aws.clone(),
            http,
            clock: options.clock.clone(),
            metrics: Metrics::discarded(),
            trace: TraceSource::fixed(None),
        };
        let functions = Functions::new(&environment, &runtime)?;
        let websockets = websockets::serve(websockets, &functions, &runtime.clock)?;
        let manifest = Manifest {
            base_url: public_url.to_string(),
            listen_url,
            aws_endpoint: aws.endpoint_url().map(str::to_owned),
            data_dir: options.data_dir.clone(),
            model: model.name,
            admin_url: admin_url.clone(),
            dashboard_url: format!("{admin_url}/"),
            docs_url: format!("{admin_url}{}", api_docs::PATH),
            outbox_url: format!("{admin_url}{}", outbox::PATH),
            issuer_url,
            token_url: format!("{admin_url}/dev/token"),
            operator: demo::operator(),
            twilio_api_url,
            spare_twilio_account: spare,
            tenants: numbers.iter().map(|number| number.to_manifest(&urls)).collect(),
            environment,
        };
        if let Some(directory) = &options.data_dir {
            manifest.keep_in(directory)?;
        }
        let outbox = outbox(&manifest, &twilio, &runtime, store);
        let admin_router =
            functions.admin_router().merge(issuer.router()).merge(api_docs::router()).merge(outbox.router());
        let consumers = functions.consumers(&platform::aws::sqs(&aws), &resources);
        let work = RunningTasks::begin(&functions, loopback, (administration, admin_router), consumers);
        Ok(Self {
            manifest,
            runtime,
            resources,
            twilio,
            functions,
            issuer,
            data_dir: options.data_dir,
            work,
            websockets,
            _fake_openai: model.fake_openai,
            _embedded: embedded,
        })
    }

    /// The table.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(platform::aws::dynamodb(&self.runtime.aws), &self.resources.table_name)
    }

    /// New functions with empty caches, as in another process. `settings` override this system's.
    pub fn other_process(&self, settings: &Variables) -> Result<Functions, ConfigError> {
        let mut environment = self.manifest.environment.clone();
        environment.extend(settings.clone());
        Functions::new(&environment, &self.runtime)
    }

    /// Stops after running work: webhooks are answered, and their queued messages are handled.
    pub async fn stop(self) {
        self.work.finish().await;
        if let Some(directory) = &self.data_dir {
            Manifest::remove_from(directory);
        }
    }
}

/// What the companies sent and received, of the demonstration's numbers and the spare ones.
fn outbox(manifest: &Manifest, twilio: &FakeTwilio, runtime: &Runtime, store: Store) -> Outbox {
    let spare = manifest.spare_twilio_account.iter().flat_map(|spare| &spare.numbers);
    let numbers = manifest.tenants.iter().map(|tenant| &tenant.number).chain(spare).cloned().collect();
    Outbox {
        aws_url: manifest.aws_endpoint.clone(),
        http: runtime.http.clone(),
        texts: twilio.sent_texts(),
        companies: Companies { store, numbers },
    }
}

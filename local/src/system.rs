//! The whole system in one process: the functions' own routers and handlers, on embedded or other AWS, with two
//! demonstration companies. What differs from AWS is only who calls the functions.

use std::path::PathBuf;

use aws_config::SdkConfig;
use axum::Router;
use domain::{money::MicroUsd, usage::PriceList};
use platform::{
    access::Limits,
    clock::Clock,
    config::{ApiConfig, ModelConfig, TelephonyConfig},
    public_url::{InvalidPublicUrl, PublicUrl},
    secrets::Secrets,
    store::{ChangeError, Store, StoreError},
    telemetry::Metrics,
    twilio::{
        links::Links,
        rest::{RestClient, RestError},
    },
};
use serde_json::json;
use tokio::{sync::watch, task::JoinHandle};
use usage_aggregator::UsageAggregator;

use crate::{
    announcement::{Announcement, SpareTwilioAccount},
    api_docs,
    aws::{AwsError, EmbeddedAws, ProvisionError, Resources, Storage, provision, put_secret},
    consumer::Consumer,
    demonstration::{self, Credentials, DemonstrationError, TwilioAccount},
    dev_issuer::{DevIssuer, DevIssuerError},
    loopback::Loopback,
    stand_in::StandIn,
    twilio_stand_in::TwilioStandIn,
};

mod functions;
mod lines;

use functions::Parts;
use lines::{connect, lines, stand_in_accounts};

/// Secrets are named `front-desk/tenant/<tenant id>`.
const SECRET_PREFIX: &str = "front-desk";

/// List prices in November 2026, for the cost of demonstration calls: the model's per million tokens, Twilio's per minute
/// and per recognised turn.
const PRICES: PriceList = PriceList {
    prompt_micro_usd_per_million: MicroUsd::new(400_000),
    cached_micro_usd_per_million: MicroUsd::new(100_000),
    completion_micro_usd_per_million: MicroUsd::new(1_600_000),
    call_micro_usd_per_minute: MicroUsd::new(8_500),
    transfer_micro_usd_per_minute: MicroUsd::new(14_000),
    recognition_micro_usd_per_turn: MicroUsd::new(20_000),
    speech_micro_usd_per_million: MicroUsd::new(16_000_000),
};

/// Where AWS is.
#[derive(Debug, Clone)]
pub enum Aws {
    /// In this process.
    Embedded(Storage),
    /// At any other implementation of its APIs.
    Elsewhere(Box<SdkConfig>),
}

/// Which model answers.
#[derive(Debug, Clone)]
pub enum Model {
    /// The stand-in, in this process.
    StandIn,
    /// Any server that speaks the protocol.
    Server {
        /// Its base URL, up to and including `/v1`.
        base_url: String,
        /// Its key.
        api_key: String,
        /// The model's name there.
        model: String,
    },
}

/// A real Twilio number that reaches the first demonstration company.
#[derive(Clone)]
pub struct RealNumber {
    /// The number.
    pub number: domain::phone::PhoneNumber,
    /// The account it belongs to.
    pub account: TwilioAccount,
}

impl std::fmt::Debug for RealNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RealNumber({:?})", self.number)
    }
}

/// What a system is made of.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens on the loopback interface; 0 for any free port.
    pub port: u16,
    /// Where AWS is.
    pub aws: Aws,
    /// Where credentials and the running system's address are kept; nowhere if it is all in memory.
    pub data_dir: Option<PathBuf>,
    /// Which model answers.
    pub model: Model,
    /// What Twilio was told, if it is not the address listened on.
    pub public_url: Option<String>,
    /// A real number besides the demonstration ones.
    pub real_number: Option<RealNumber>,
    /// The clock.
    pub clock: Clock,
    /// How long a caller waits for the model, and how long after hearing so.
    pub patience: (std::time::Duration, std::time::Duration),
    /// How often somebody may ask the APIs; as in AWS if not set.
    pub limits: Option<Limits>,
    /// How old a secret must be before one that does not fit is asked for again; the product's own if not set.
    pub secrets_refreshed_after: Option<std::time::Duration>,
}

/// Why a system does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or the like.
    #[error("cannot listen on 127.0.0.1:{port}; choose another port with --port")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file or socket failed.
    #[error("a file or a socket failed")]
    Io(#[from] std::io::Error),
    /// The embedded AWS does not start.
    #[error("the embedded AWS does not start")]
    Aws(#[from] AwsError),
    /// Table, queues or secrets cannot be made.
    #[error("the table, the queues or the secrets cannot be made")]
    Provision(#[from] ProvisionError),
    /// The demonstration companies cannot be set up.
    #[error(transparent)]
    Demonstration(#[from] DemonstrationError),
    /// The development issuer does not start.
    #[error("the development issuer does not start")]
    Issuer(#[from] DevIssuerError),
    /// They cannot be set up.
    #[error("the demonstration companies cannot be set up; if another version wrote the data directory, delete it")]
    Change(#[from] ChangeError),
    /// Nobody can be made an owner.
    #[error("a demonstration person has no subject")]
    Subject,
    /// The machine gives no randomness.
    #[error("no random numbers could be had")]
    Randomness(#[from] getrandom::Error),
    /// They cannot be stored.
    #[error("the demonstration companies cannot be stored")]
    Store(#[from] StoreError),
    /// The public URL is not one.
    #[error("--public-url: {0}")]
    PublicUrl(#[from] InvalidPublicUrl),
    /// The stand-in for Twilio refuses what a connected number needs.
    #[error("the demonstration companies' numbers cannot be set at the stand-in for Twilio")]
    Twilio(#[from] RestError),
    /// The announcement cannot be written.
    #[error("the announcement cannot be written")]
    Announcement(#[from] serde_json::Error),
}

/// A running system. Dropping it stops everything at once; [`System::stop`] lets what has begun finish.
#[derive(Debug)]
pub struct System {
    /// What it tells programs.
    pub announcement: Announcement,
    /// Clients of its AWS.
    pub aws: SdkConfig,
    /// The names of its resources.
    pub resources: Resources,
    /// What speaks Twilio's REST API, unless the real one does.
    pub twilio: TwilioStandIn,
    /// Who signs people in.
    pub issuer: DevIssuer,
    webhook: Router,
    admin_tenants: Router,
    api_keys: Router,
    data_dir: Option<PathBuf>,
    stopping: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    office: Option<JoinHandle<std::io::Result<()>>>,
    consumer: JoinHandle<()>,
    _stand_in: Option<StandIn>,
    _embedded: Option<EmbeddedAws>,
}

impl System {
    /// Starts everything and waits until it answers.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let loopback =
            Loopback::bind(options.port).await.map_err(|source| StartError::Listen { port: options.port, source })?;
        let listen_url = loopback.url().to_owned();
        let (embedded, aws) = match options.aws {
            Aws::Embedded(storage) => {
                let embedded = EmbeddedAws::start(storage).await?;
                let config = embedded.sdk_config();
                (Some(embedded), config)
            }
            Aws::Elsewhere(config) => (None, *config),
        };
        let aws = platform::aws::with_timeouts(aws);
        let resources = provision(&aws).await?;
        let companies = demonstration::companies()?;
        let credentials = match &options.data_dir {
            Some(directory) => Credentials::kept_in(directory, companies.len())?,
            None => Credentials::random(companies.len())?,
        };
        let (stand_in, base_url, api_key, model) = match options.model {
            Model::StandIn => {
                let stand_in = StandIn::start().await?;
                let url = stand_in.url().to_owned();
                (Some(stand_in), url, "stand-in".to_owned(), crate::stand_in::MODEL.to_owned())
            }
            Model::Server { base_url, api_key, model } => (None, base_url, api_key, model),
        };
        let lines = lines(&companies, &credentials, options.real_number.as_ref());
        let store = Store::new(platform::aws::dynamodb(&aws), &resources.table_name);
        for line in &lines {
            line.store(&store, &aws, &api_key, options.clock.now()).await?;
        }
        let platform_secret = json!({"openai": {"api_key": api_key}});
        put_secret(&aws, &Secrets::platform_name(SECRET_PREFIX), &platform_secret.to_string()).await?;
        let accounts = stand_in_accounts(&companies, &credentials)?;
        let twilio = TwilioStandIn::start(accounts, options.data_dir.as_deref()).await?;
        // A real number's account is Twilio's own, where the spare one is not known.
        let (twilio_api_url, spare) = match options.real_number {
            Some(_) => ("https://api.twilio.com".to_owned(), None),
            None => (twilio.url().to_owned(), Some(SpareTwilioAccount::of(&credentials.spare)?)),
        };
        let public_url = PublicUrl::parse(options.public_url.as_deref().unwrap_or(&listen_url))?;
        // A tunnel must not lead to where everybody can sign in as anybody: behind one, the administration is elsewhere.
        let administration = match &options.public_url {
            Some(_) => Some(Loopback::bind(0).await?),
            None => None,
        };
        let admin_url = administration.as_ref().map_or(listen_url.as_str(), Loopback::url).to_owned();
        let issuer_url = format!("{admin_url}/dev");
        let people = demonstration::people(&companies);
        let issuer = DevIssuer::new(&issuer_url, options.data_dir.as_deref(), people, options.clock.clone())?;
        let telephony = TelephonyConfig {
            public_url: public_url.clone(),
            fallback_signing_key: credentials.fallback_signing_key.clone().into(),
            twilio_api_url: twilio_api_url.clone(),
        };
        let links = Links::new(&telephony);
        let http = platform::http_client();
        connect(&RestClient::new(http.clone(), twilio.url()), &companies, &credentials, &links).await?;
        let (turn, held_turn) = options.patience;
        let model_name = if stand_in.is_some() { "stand-in".to_owned() } else { base_url.clone() };
        let model_config = ModelConfig { base_url, model, stream: true, turn, held_turn };
        let parts = Parts {
            http,
            aws: aws.clone(),
            resources: resources.clone(),
            telephony,
            model: model_config,
            clock: options.clock.clone(),
            secrets_refreshed_after: options.secrets_refreshed_after,
            oidc: functions::oidc(&issuer_url, &issuer, demonstration::OPERATOR),
            api: ApiConfig {
                limits: options.limits.unwrap_or(functions::LIMITS),
                sealing_key: credentials.answer_sealing_key.clone().into(),
            },
        };
        let announcement = Announcement {
            base_url: public_url.to_string(),
            listen_url,
            aws_endpoint: aws.endpoint_url().map(str::to_owned),
            data_dir: options.data_dir.clone(),
            model: model_name,
            admin_url: admin_url.clone(),
            docs_url: format!("{admin_url}{}", api_docs::PATH),
            issuer_url,
            token_url: format!("{admin_url}/dev/token"),
            operator: demonstration::operator(),
            twilio_api_url,
            spare_twilio_account: spare,
            tenants: lines.iter().map(|line| line.announced(&links)).collect(),
        };
        if let Some(directory) = &options.data_dir {
            announcement.keep_in(directory)?;
        }
        let (stopping, stopped) = watch::channel(false);
        let mut server_stopped = stopped.clone();
        let (webhook, admin_tenants, api_keys) = (parts.voice_webhook(), parts.admin_tenants(), parts.api_keys());
        let office = functions::administration(admin_tenants.clone(), api_keys.clone())
            .merge(issuer.router())
            .merge(api_docs::router());
        let stop = async move {
            let _ = server_stopped.wait_for(|stopping| *stopping).await;
        };
        let (server, office) = match administration {
            Some(elsewhere) => (
                tokio::spawn(loopback.serve(webhook.clone(), stop)),
                Some(tokio::spawn(elsewhere.serve_forever(office))),
            ),
            None => (
                tokio::spawn(
                    loopback
                        .serve(functions::beside(office, webhook.clone(), |path| path.starts_with("/twilio/")), stop),
                ),
                None,
            ),
        };
        let aggregator = UsageAggregator::new(store, PRICES, options.clock, Metrics::discarded("usage-aggregator"));
        let consumer = Consumer::new(platform::aws::sqs(&aws), resources.post_call_queue_url.clone(), aggregator);
        let consumer = tokio::spawn(consumer.run(stopped));
        Ok(Self {
            announcement,
            aws,
            resources,
            twilio,
            webhook,
            admin_tenants,
            api_keys,
            issuer,
            data_dir: options.data_dir,
            stopping,
            server,
            office,
            consumer,
            _stand_in: stand_in,
            _embedded: embedded,
        })
    }

    /// The table.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(platform::aws::dynamodb(&self.aws), &self.resources.table_name)
    }

    /// The `voice-webhook` function's routes, to be called without the network, as Lambda does.
    pub fn voice_webhook(&self) -> Router {
        self.webhook.clone()
    }

    /// The `admin-tenants` function's routes, likewise.
    pub fn admin_tenants(&self) -> Router {
        self.admin_tenants.clone()
    }

    /// The `api-keys` function's routes, likewise.
    pub fn api_keys(&self) -> Router {
        self.api_keys.clone()
    }

    /// Finishes what has begun: webhooks are answered, then the queue is emptied, since it does not outlive the process.
    pub async fn stop(mut self) {
        let _ = self.stopping.send(true);
        let _ = (&mut self.server).await;
        let _ = (&mut self.consumer).await;
        if let Some(directory) = &self.data_dir {
            Announcement::remove_from(directory);
        }
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.server.abort();
        self.consumer.abort();
        if let Some(office) = &self.office {
            office.abort();
        }
    }
}

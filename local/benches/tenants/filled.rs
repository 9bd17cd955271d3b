//! A system with many companies, and the requests for a sample of them.

use std::time::{Duration, Instant};

use connections::secrets::Secrets;
use domain::{id::TenantId, phone::PhoneNumber};
use local::system::{System, SystemOptions};
use local_aws::put_secret;
use reqwest::{Method, RequestBuilder, Response, header::IF_MATCH};
use serde_json::json;
use store::{LARGEST_PAGE, Store};
use twilio::signature::{AuthToken, sign};

use super::copies::{self, number, owner, tenant, word};

/// The number of sampled companies. They are spread evenly, and each is requested often enough to be warm.
const SAMPLES: usize = 20;
const TOKEN: &str = "a-token-made-up-for-measuring";
const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// A sampled company.
pub(crate) struct Sample {
    tenant: TenantId,
    pub(crate) number: PhoneNumber,
    pub(crate) word: String,
    pub(crate) owner_token: String,
}

/// A system with many companies.
pub(crate) struct Filled {
    pub(crate) system: System,
    pub(crate) store: Store,
    http: reqwest::Client,
    pub(crate) operator_token: String,
    pub(crate) samples: Vec<Sample>,
    pub(crate) middle: String,
    /// How long the start and the creation of the companies took.
    pub(crate) starting: Duration,
    pub(crate) filling: Duration,
}

impl Filled {
    /// Starts a system in memory, creates the companies, and prepares the samples.
    pub(crate) async fn with(size: usize) -> Self {
        let often = u64::MAX.to_string();
        let settings =
            ["API_REQUESTS_PER_MINUTE", "API_TENANT_REQUESTS_PER_MINUTE"].map(|name| (name.to_owned(), often.clone()));
        let began = Instant::now();
        let system = System::start(SystemOptions { settings: settings.into(), ..SystemOptions::in_memory() })
            .await
            .expect("the system starts");
        let starting = began.elapsed();
        let (store, http) = (system.store(), platform::http_client());
        let began = Instant::now();
        copies::make(&store, &platform::aws::dynamodb(&system.runtime.aws), &system.resources.table_name, size).await;
        let filling = began.elapsed();
        let token = |email: &str| system.issuer.access_token(email, None).expect("a token");
        let operator_token = token(&system.manifest.operator.email);
        let samples: Vec<Sample> = (0..SAMPLES)
            .map(|sample| sample * size / SAMPLES)
            .map(|at| Sample { tenant: tenant(at), number: number(at), word: word(at), owner_token: token(&owner(at)) })
            .collect();
        let mut middle = None;
        for _ in 0..(size / 2).div_ceil(LARGEST_PAGE) {
            let limit = LARGEST_PAGE.min(size / 2);
            let page = store.list_tenants(None, None, middle.as_deref(), limit).await.expect("a page");
            middle = page.next;
        }
        let middle = middle.expect("more after the middle");
        let filled = Self { system, store, http, operator_token, samples, middle, starting, filling };
        for sample in &filled.samples {
            filled.prepare(sample).await;
        }
        filled
    }

    /// Stores a company's Twilio token and a draft to publish.
    async fn prepare(&self, sample: &Sample) {
        let secret = json!({"twilio": {"account_sid": ACCOUNT, "auth_tokens": [TOKEN]}, "openai": {"api_key": "none"}});
        let secret_name = Secrets::name("front-desk", &sample.tenant);
        put_secret(&self.system.runtime.aws, &secret_name, &secret.to_string()).await.expect("stored");
        let patch = json!({"greeting": "Thank you for calling. How can I help you?"});
        let path = "/admin/tenants/me/configuration/draft";
        let draft = self.asked(Method::PATCH, path, &sample.owner_token).header(IF_MATCH, "\"1\"").json(&patch);
        answered(draft).await;
    }

    pub(crate) fn asked(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.system.manifest.admin_url)).bearer_auth(token)
    }

    /// The first webhook of a new call, signed.
    pub(crate) fn ringing(&self, sample: &Sample, round: usize) -> RequestBuilder {
        let url = format!("{}/twilio/voice", self.system.manifest.base_url);
        let params = [
            ("AccountSid", ACCOUNT.to_owned()),
            ("CallSid", format!("CA{round:032x}")),
            ("CallStatus", "ringing".to_owned()),
            ("Direction", "inbound".to_owned()),
            ("From", "+12145550142".to_owned()),
            ("To", sample.number.to_string()),
        ];
        let params = params.map(|(name, value)| (name.to_owned(), value));
        let signature = sign(&AuthToken::new(TOKEN), &url, &params);
        self.http.post(url).form(&params).header("x-twilio-signature", signature)
    }
}

/// The response, which must be a success.
pub(crate) async fn answered(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer").error_for_status().expect("a success")
}

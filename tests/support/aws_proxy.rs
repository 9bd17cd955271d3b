//! A proxy in front of AWS. It records every request, can make services fail, and enforces the template's policy of each
//! function and of each session that a function has for a tenant.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Instant,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use local_aws::{RequestAccess, target_of};
use localhost::Loopback;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::policy::{Policies, PolicyGrant, PolicyPrincipal, SessionRole};

/// The target of requests for messages.
const RECEIVE: &str = "AmazonSQS.ReceiveMessage";
/// The target of requests for a session. They have no header for it.
const ASSUME_ROLE: &str = "sts.AssumeRole";

/// A request and its start and end.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// `GetItem`, `GetSecretValue`, or `model` for the model.
    pub(crate) operation: String,
    pub(crate) body: Bytes,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
}

pub(crate) type Journal = Arc<Mutex<Vec<Request>>>;

#[derive(Clone)]
struct Shared {
    upstream: String,
    http: reqwest::Client,
    journal: Journal,
    /// How many requests still succeed, by the prefix of their targets.
    failing: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    crash: Arc<Mutex<Option<Crash>>>,
    /// Whether the queue's consumer gets no messages, and how many of its requests are on their way.
    held: watch::Sender<bool>,
    receiving: watch::Sender<usize>,
    used: Arc<Mutex<BTreeSet<PolicyGrant>>>,
    denied: Arc<Mutex<Vec<String>>>,
    /// The sessions by access key.
    sessions: Arc<Mutex<BTreeMap<String, PolicyPrincipal>>>,
}

/// The crash of a process, as AWS sees it: no request arrives after a certain one.
#[derive(Debug, Clone, Copy)]
struct Crash {
    /// The requests that are still answered.
    left: usize,
    /// Whether the next one takes effect, although its answer is lost.
    takes_effect: bool,
    happened: bool,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    AnswerLost,
    Lost,
}

pub(crate) struct AwsProxy {
    url: String,
    shared: Shared,
}

impl AwsProxy {
    pub(crate) async fn start(upstream: String) -> Self {
        let shared = Shared {
            upstream,
            http: super::http_client(),
            journal: Journal::default(),
            failing: Arc::default(),
            crash: Arc::default(),
            held: watch::Sender::new(false),
            receiving: watch::Sender::new(0),
            used: Arc::default(),
            denied: Arc::default(),
            sessions: Arc::default(),
        };
        let loopback = Loopback::bind(0).await.expect("a port");
        let url = loopback.url().to_owned();
        let router = Router::new().fallback(forward).with_state(shared.clone());
        tokio::spawn(loopback.serve_forever(router));
        Self { url, shared }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn journal(&self) -> Journal {
        Arc::clone(&self.shared.journal)
    }

    /// Makes operations fail if their target starts with this: `DynamoDB`, `secretsmanager`, `AmazonSQS`, `s3`, `sts`, or a
    /// whole target.
    pub(crate) fn fail(&self, service: &'static str) {
        self.fail_after(0, service);
    }

    /// The same after this number of successful requests.
    pub(crate) fn fail_after(&self, requests: usize, service: &'static str) {
        self.shared.failing.lock().expect("unpoisoned").insert(service, requests);
    }

    pub(crate) fn recover(&self) {
        self.shared.failing.lock().expect("unpoisoned").clear();
    }

    /// Lets this number of requests be answered. The next one takes effect or not, its answer is lost, and no later one
    /// arrives.
    pub(crate) fn crash_after(&self, left: usize, takes_effect: bool) {
        let crash = Crash { left, takes_effect, happened: false };
        *self.shared.crash.lock().expect("unpoisoned") = Some(crash);
    }

    /// Ends the crash; returns whether it happened.
    pub(crate) fn restart(&self) -> bool {
        self.shared.crash.lock().expect("unpoisoned").take().is_some_and(|crash| crash.happened)
    }

    /// Keeps the queue's messages from its consumer, so that the test delivers them. The system cannot be stopped after this.
    pub(crate) async fn hold_messages(&self) {
        self.shared.held.send_replace(true);
        self.shared.receiving.subscribe().wait_for(|receiving| *receiving == 0).await.expect("the proxy runs");
    }

    pub(crate) fn clear_requests(&self) {
        self.shared.journal.lock().expect("unpoisoned").clear();
    }

    /// The requests since the last call, without those of the queue's consumer, which polls all the time.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut requests = std::mem::take(&mut *self.shared.journal.lock().expect("unpoisoned"));
        requests.retain(|request| !["ReceiveMessage", "DeleteMessage"].contains(&request.operation.as_str()));
        requests.sort_by_key(|request| request.began);
        requests
    }

    /// The grants that the functions used.
    pub(crate) fn used(&self) -> BTreeSet<PolicyGrant> {
        self.shared.used.lock().expect("unpoisoned").clone()
    }

    /// The denied requests since the last call. A test that expects some must call this.
    pub(crate) fn denied(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.denied.lock().expect("unpoisoned"))
    }
}

impl Drop for AwsProxy {
    /// Many failures are only logged, so a test could pass although a request was denied.
    fn drop(&mut self) {
        let denied = self.denied();
        assert!(std::thread::panicking() || denied.is_empty(), "the template's policies denied requests: {denied:#?}");
    }
}

async fn forward(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let began = Instant::now();
    let target = Some(target_of(&method, &uri, &headers)).filter(|target| !target.is_empty());
    let target = target.unwrap_or_else(|| ASSUME_ROLE.to_owned());
    let call = Call { method, uri, headers };
    let operation = target.split_once('.').map_or("", |(_, operation)| operation).to_owned();
    let answer = if target == RECEIVE {
        shared.receiving.send_modify(|receiving| *receiving += 1);
        if *shared.held.borrow() {
            shared.receiving.send_modify(|receiving| *receiving -= 1);
            std::future::pending::<()>().await;
        }
        let answer = shared.answer(&target, call, body.clone()).await;
        shared.receiving.send_modify(|receiving| *receiving -= 1);
        answer
    } else {
        shared.answer(&target, call, body.clone()).await
    };
    let request = Request { operation, body, began, ended: Instant::now() };
    shared.journal.lock().expect("unpoisoned").push(request);
    answer
}

/// A request without its body.
struct Call {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Shared {
    fn is_failing(&self, target: &str) -> bool {
        let mut failing = self.failing.lock().expect("unpoisoned");
        let found = failing.iter_mut().find(|(service, _)| target.starts_with(**service));
        found.is_some_and(|(_, left)| {
            let over = *left == 0;
            *left = left.saturating_sub(1);
            over
        })
    }

    fn fate(&self, target: &str) -> Fate {
        if self.is_failing(target) {
            return Fate::Lost;
        }
        let mut crash = self.crash.lock().expect("unpoisoned");
        let Some(crash) = crash.as_mut().filter(|_| target != RECEIVE) else { return Fate::Answered };
        if crash.left > 0 {
            crash.left -= 1;
            return Fate::Answered;
        }
        let is_first = !std::mem::replace(&mut crash.happened, true);
        if is_first && crash.takes_effect { Fate::AnswerLost } else { Fate::Lost }
    }

    async fn answer(&self, target: &str, call: Call, body: Bytes) -> Response<Body> {
        let Call { method, uri, headers } = call;
        let principal = self.principal_of(&uri, &headers);
        let asked = (target == ASSUME_ROLE).then(|| AskedSession::read(&body));
        let accesses = match (&principal, &asked) {
            (None, _) => Vec::new(),
            (Some(_), Some(asked)) => RequestAccess::to_role(&asked.role).into(),
            (Some(_), None) => match RequestAccess::to_files(&method, &uri) {
                Some(access) => vec![access],
                None => RequestAccess::all_of(target, &serde_json::from_slice(&body).unwrap_or_default()),
            },
        };
        if let Some(denied) = self.denial(principal.as_ref(), &accesses) {
            return denied;
        }
        if let (Some(principal), Some(asked)) = (&principal, &asked)
            && !SessionRole::find(&asked.role).is_some_and(|role| role.trusts(&principal.name, &asked.tags))
        {
            self.denied.lock().expect("unpoisoned").push(format!("{} is not trusted: {asked:?}", principal.name));
            return error_response("the role does not trust the function with these tags");
        }
        let fate = self.fate(target);
        if fate == Fate::Lost {
            // An error that clients do not retry.
            return error_response("broken on purpose");
        }
        if target.ends_with(".UpdateTimeToLive") {
            // Not forwarded: the embedded table expires items by the machine's clock, not by the test's.
            return Response::new(Body::from(body));
        }
        let url = format!("{}{uri}", self.upstream);
        let sent = self.http.request(method, url).headers(headers).body(body).send().await.expect("upstream");
        let (status, headers) = (sent.status(), sent.headers().clone());
        let body = sent.bytes().await.expect("a body");
        if target.starts_with("secretsmanager") && is_not_found(&body) {
            let accesses: Vec<_> = accesses.into_iter().map(RequestAccess::of_missing_secret).collect();
            if let Some(denied) = self.denial(principal.as_ref(), &accesses) {
                return denied;
            }
        }
        if fate == Fate::AnswerLost {
            return error_response("the answer is lost on purpose");
        }
        if let Some(asked) = asked {
            self.note_session(&asked, &body);
        }
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    /// The session whose key signs a request, or else the function that sends it.
    fn principal_of(&self, uri: &Uri, headers: &HeaderMap) -> Option<PolicyPrincipal> {
        let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The query of a presigned URL names the key, with `%2F` for the slash.
        let signed = [authorization, uri.query().unwrap_or_default()].into_iter();
        let mut keys = signed.filter_map(|text| text.split_once("Credential=")?.1.split(['/', '%']).next());
        let key = keys.next();
        let session = key.and_then(|key| self.sessions.lock().expect("unpoisoned").get(key).cloned());
        session.or_else(|| function_of(headers).map(|name| PolicyPrincipal::function(&name)))
    }

    fn note_session(&self, asked: &AskedSession, answer: &[u8]) {
        let answer = String::from_utf8_lossy(answer);
        let key = answer.split_once("<AccessKeyId>").and_then(|(_, rest)| rest.split('<').next());
        let (Some(key), Some(role)) = (key, SessionRole::find(&asked.role)) else { return };
        let session = PolicyPrincipal { name: role.id.to_owned(), tenant: asked.tags.get("tenant").cloned() };
        self.sessions.lock().expect("unpoisoned").insert(key.to_owned(), session);
    }

    /// IAM's response to a request that the sender's policy does not allow.
    fn denial(&self, principal: Option<&PolicyPrincipal>, accesses: &[RequestAccess]) -> Option<Response<Body>> {
        let principal = principal?;
        for access in accesses {
            if let Some(grants) = Policies::of_the_template().allow(principal, access) {
                self.used.lock().expect("unpoisoned").extend(grants);
                continue;
            }
            let RequestAccess { action, resource, leading_keys, .. } = access;
            let PolicyPrincipal { name, tenant } = principal;
            let sender = tenant.as_ref().map_or_else(|| name.clone(), |tenant| format!("{name}/{tenant}"));
            let denied = format!("{sender}: {action} on {resource} {leading_keys:?}");
            self.denied.lock().expect("unpoisoned").push(denied);
            return Some(error_response(&format!(
                "User: {sender} is not authorized to perform: {action} on resource: {resource} because no \
                 identity-based policy allows the {action} action"
            )));
        }
        None
    }
}

/// The role and the tags of a request for a session.
#[derive(Debug)]
struct AskedSession {
    role: String,
    tags: BTreeMap<String, String>,
}

impl AskedSession {
    fn read(body: &[u8]) -> Self {
        let fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let tag = |at: usize| {
            let field = |name: &str| fields.get(&format!("Tags.member.{at}.{name}")).cloned();
            Some((field("Key")?, field("Value")?))
        };
        let role = fields.get("RoleArn").cloned().unwrap_or_default();
        Self { role, tags: (1..).map_while(tag).collect() }
    }
}

/// The function that sends the request. The functions' clients carry an app name; other clients carry none.
fn function_of(headers: &HeaderMap) -> Option<String> {
    let agents = ["x-amz-user-agent", "user-agent"].into_iter().filter_map(|name| headers.get(name)?.to_str().ok());
    agents.flat_map(str::split_whitespace).find_map(|part| part.strip_prefix("app/")).map(str::to_owned)
}

fn is_not_found(answer: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    answer["__type"].as_str().is_some_and(|kind| kind.ends_with("ResourceNotFoundException"))
}

fn error_response(message: &str) -> Response<Body> {
    let body = json!({"__type": "com.amazon.coral.service#AccessDeniedException", "message": message});
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

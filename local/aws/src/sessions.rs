//! The embedded STS: sessions of a role that are confined to the tenant in their tag. It refuses what the policies of the
//! template refuse: other tenants' items and secrets, and other items outside a transaction.
//!
//! Sources: AWS STS API reference, `AssumeRole`; AWS, "Troubleshoot access denied error messages"; "Common errors" of
//! DynamoDB.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use platform::random;
use serde_json::json;
use store::TENANT_TAG;

use super::{CREDENTIAL, files::Presigned, request_access::RequestAccess};

/// The role of a session of `admin-tenants`.
pub const ADMIN_TENANTS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-admin-tenants-session";
/// The role of a session of `voice-webhook`.
pub const CALLS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-voice-webhook-session";
/// The role of a session of `voice-stream`.
pub const STREAM_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-voice-stream-session";
/// The role of a session of `api-keys`.
pub const API_KEYS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-api-keys-session";
/// The role of a session of `call-records`.
pub const CALL_RECORDS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-call-records-session";
/// The role of a session of `customers`.
pub const CUSTOMERS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-customers-session";
/// The role of a session of `test-calls`.
pub const TEST_CALLS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-test-calls-session";

/// The role of a session of `analytics`.
pub const ANALYTICS_ROLE: &str = "arn:aws:iam::123456789012:role/front-desk-analytics-session";

/// The start of a partition key that is a tenant's id.
const TENANT: &str = "ten_";
/// The start of temporary access keys.
const TEMPORARY: &str = "ASIA";
/// The lifetime of a session that names none.
const LIFETIME_SECONDS: u64 = 3_600;

/// The fields of a request in AWS's query protocol.
pub(super) type QueryParameters = BTreeMap<String, String>;

/// The fields of a request, if it is in the query protocol. Of the services here, only STS has it.
pub(super) fn form_of(headers: &HeaderMap, body: &Bytes) -> Option<QueryParameters> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    kind.starts_with("application/x-www-form-urlencoded").then(|| form_urlencoded::parse(body).into_owned().collect())
}

/// Begun sessions, by access key.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, AssumedRole>>);

#[derive(Clone)]
struct AssumedRole {
    /// The role and the session, as messages name them.
    arn: String,
    tenant: String,
    secret: String,
    token: String,
    ends_at: Instant,
}

impl Sessions {
    /// Answers a request to STS.
    pub(super) fn begin(&self, form: &QueryParameters) -> Response<Body> {
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        if field("Action") != "AssumeRole" {
            return failed(StatusCode::BAD_REQUEST, "InvalidAction", "this STS knows AssumeRole only");
        }
        let (role, name) = (field("RoleArn"), field("RoleSessionName"));
        let tag = (1..).map_while(|at| Some((form.get(&format!("Tags.member.{at}.Key"))?, at)));
        let tenant = tag.into_iter().find(|(key, _)| *key == TENANT_TAG).map(|(_, at)| at);
        let tenant = tenant.map(|at| field(&format!("Tags.member.{at}.Value")).to_owned());
        let Some(tenant) = tenant.filter(|tenant| tenant.starts_with(TENANT)) else {
            let message = format!("User: local is not authorized to perform: sts:TagSession on resource: {role}");
            return failed(StatusCode::FORBIDDEN, "AccessDenied", &message);
        };
        let seconds = field("DurationSeconds").parse().unwrap_or(LIFETIME_SECONDS);
        let (Ok(key), Ok(secret), Ok(token)) = (random::id_body(), random::characters(40), random::characters(200))
        else {
            return failed(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "no random numbers");
        };
        let key = format!("{TEMPORARY}{}", key.to_uppercase());
        let role_name = role.rsplit('/').next().unwrap_or_default();
        let arn = format!("arn:aws:sts::{}:assumed-role/{role_name}/{name}", super::ACCOUNT);
        let end = Timestamp::now().saturating_add(SignedDuration::from_secs(seconds.try_into().unwrap_or(0)));
        let end = end.map(|end| end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default();
        let answer = format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
             <AssumedRoleUser><AssumedRoleId>AROALOCAL:{name}</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>\
             <Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey>\
             <SessionToken>{token}</SessionToken><Expiration>{end}</Expiration></Credentials>\
             <PackedPolicySize>1</PackedPolicySize></AssumeRoleResult>\
             <ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></AssumeRoleResponse>"
        );
        let now = Instant::now();
        let session = AssumedRole { arn, tenant, secret, token, ends_at: now + Duration::from_secs(seconds) };
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.ends_at > now);
        sessions.insert(key, session);
        xml(StatusCode::OK, answer)
    }

    /// The secret of an access key that signs a request to S3. `None` for one of no client, or of a session that may not make the
    /// request.
    pub(super) fn secret_for(&self, presigned: &Presigned, access: &RequestAccess) -> Option<String> {
        if presigned.access_key == CREDENTIAL {
            return Some(CREDENTIAL.to_owned());
        }
        let session = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&presigned.access_key).cloned()?;
        let is_current = presigned.token.as_ref() == Some(&session.token) && session.ends_at > Instant::now();
        (is_current && session.may(access)).then_some(session.secret)
    }

    /// The response to a request that its session may not make. `None` for a request of another client.
    pub(super) fn refusal(&self, headers: &HeaderMap, target: &str, body: &Bytes) -> Option<Response<Body>> {
        let key = access_key(headers).filter(|key| key.starts_with(TEMPORARY))?;
        let session = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        let token = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
        let Some(session) = session.filter(|session| Some(session.token.as_str()) == token) else {
            let message = "The security token included in the request is invalid.";
            return Some(denied("UnrecognizedClientException", message));
        };
        if session.ends_at <= Instant::now() {
            return Some(denied("ExpiredTokenException", "The security token included in the request is expired"));
        }
        let accesses = RequestAccess::all_of(target, &serde_json::from_slice(body).unwrap_or_default());
        let refused = accesses.iter().find(|access| !session.may(access))?;
        let RequestAccess { action, resource, .. } = refused;
        let message = format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because no identity-based policy \
             allows the {action} action",
            session.arn
        );
        Some(denied("AccessDeniedException", &message))
    }
}

impl AssumedRole {
    fn may(&self, access: &RequestAccess) -> bool {
        let RequestAccess { action, resource, leading_keys, enclosing_operation, .. } = access;
        if action.starts_with("dynamodb:") {
            let in_transaction = enclosing_operation.is_some();
            // A partition beside the tenant's own has its id before a `#`, which no id contains.
            let is_own = |key: &String| key.split('#').next() == Some(&self.tenant);
            let may = |key: &String| is_own(key) || (in_transaction && !key.starts_with(TENANT));
            return !leading_keys.is_empty() && leading_keys.iter().all(may);
        }
        if action.starts_with("s3:") {
            return resource.contains(&format!("/{}/", self.tenant));
        }
        let own = format!("/tenant/{}", self.tenant);
        let name = resource.rsplit_once(":secret:").map_or("", |(_, name)| name);
        action.starts_with("secretsmanager:") && name_without_suffix(name).ends_with(&own)
    }
}

/// The name of a secret in its ARN, which ends in a hyphen and six random characters. No tenant's id has a hyphen.
fn name_without_suffix(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((name, suffix)) if suffix.len() == 6 && !suffix.contains('/') => name,
        _ => name,
    }
}

/// The access key that signs a request.
fn access_key(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    authorization.split_once("Credential=")?.1.split('/').next()
}

fn xml(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    response
}

/// An error of STS.
fn failed(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    let text = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>local</RequestId></ErrorResponse>"
    );
    xml(status, text)
}

/// An error of the services with JSON bodies.
fn denied(kind: &str, message: &str) -> Response<Body> {
    let body = json!({"__type": format!("com.amazon.coral.service#{kind}"), "message": message});
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

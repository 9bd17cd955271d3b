//! Idempotent POST requests: a repeated request gets the stored response. Source: IETF draft "The Idempotency-Key HTTP
//! Header Field".
//!
//! A request with an `Idempotency-Key` is authorized first, so its stored response is shown only to a caller who may make
//! the request now, and a refusal is never stored: not for who asks, and not for a state that changes, such as a conflict or a spent
//! budget. Then it is marked as begun before its handler runs, and its response is
//! stored for a day. The same key with another body or another path is rejected. A response may show a secret that is shown only
//! once, so responses are stored encrypted; the encryption key is not in the table.

use std::sync::Arc;

use aws_lc_rs::digest::{Context, Digest, SHA256};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use domain::{
    access::{Permission, Role},
    id::TenantId,
};
use jiff::Timestamp;
use platform::{
    error_chain::ErrorChain,
    key_ring::{KeyRing, KeySource},
    sealing::{SealError, open, seal},
};
use store::{StoredRequest, StoredResponse, key::RateLimitSubject};
use tracing::{error, warn};

use super::{Access, Principal, authorized::AuthorizationCheck, new_id::NewId};
use crate::{LARGEST_BODY, Problem, ProblemKind, body::too_large};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks a replayed response.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const LONGEST_KEY: usize = 255;
/// A longer response is not stored: a DynamoDB item holds 400 KB.
const LONGEST_RESPONSE: usize = 256 * 1024;

/// A request that is marked as begun.
#[derive(Clone, Copy)]
struct BegunRequest<'a> {
    subject: &'a RateLimitSubject<'a>,
    hash: &'a str,
    fingerprint: &'a str,
    begun_at: Timestamp,
    path: &'a str,
}

impl Access {
    /// Runs the handler, or replays the stored response to the same request.
    pub(super) async fn respond_once(
        &self,
        principal: &Principal,
        request: Request,
        next: Next,
    ) -> Result<Response, Problem> {
        let Some(key) = key_of(request.headers())? else { return Ok(next.run(request).await) };
        // Before anything happens, so that whatever happens can be stored.
        let keys = self.sealer.keys(None).await?;
        let name = principal.name();
        let subject = principal.rate_limit_subject(&name);
        let hash = stored_under(principal, &key);
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| too_large(&parts.headers))?;
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let fingerprint = fingerprint(&path, &body);
        if let Some(newcomer) = principal.as_newcomer() {
            // The first attempt of this request may have created the caller's membership. Its response is stored under
            // the name that the caller had before.
            let name = newcomer.name();
            let subject = newcomer.rate_limit_subject(&name);
            let hash = stored_under(&newcomer, &key);
            match self.store.get_request(&subject, &hash, &fingerprint, self.clock.now()).await? {
                Some(StoredRequest::Answered(stored)) => {
                    self.check_membership(principal, &stored).await?;
                    return self.replay(&subject, &hash, stored).await;
                }
                Some(StoredRequest::InProgress) => return Err(in_progress()),
                _ => {}
            }
        }
        let check = AuthorizationCheck::default();
        let mut unhandled = Request::from_parts(parts.clone(), Body::empty());
        unhandled.extensions_mut().insert(check.clone());
        let refusal = next.clone().run(unhandled).await;
        if !check.was_admitted() {
            return Ok(refusal);
        }
        let begun_at = self.clock.now();
        match self.store.begin_request(&subject, &hash, &fingerprint, begun_at).await? {
            StoredRequest::Begun => {}
            StoredRequest::Answered(stored) => {
                self.check_membership(principal, &stored).await?;
                return self.replay(&subject, &hash, stored).await;
            }
            StoredRequest::InProgress => return Err(in_progress()),
            StoredRequest::OtherRequest => {
                return Err(Problem::new(ProblemKind::IdempotencyKeyReused)
                    .with_detail("this Idempotency-Key was used for another request; use a new one"));
            }
        }
        parts.extensions.insert(NewId::of_request(&name, &key, &fingerprint));
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        let request = BegunRequest { subject: &subject, hash: &hash, fingerprint: &fingerprint, begun_at, path: &path };
        self.store_response(principal, &keys, &request, response).await
    }

    async fn store_response(
        &self,
        principal: &Principal,
        keys: &KeyRing,
        request: &BegunRequest<'_>,
        response: Response,
    ) -> Result<Response, Problem> {
        let BegunRequest { subject, hash, fingerprint, begun_at, path } = *request;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let is_final = outlives_the_request(parts.status) && body.len() <= LONGEST_RESPONSE;
        let stored = if is_final {
            let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            let (sealing_key, sealed_body) = seal(keys, PURPOSE, &context(subject, hash), &body).map_err(broken)?;
            let (tenant, role) = self.tenant_shown(principal, path, &body).await.unzip();
            let response = StoredResponse {
                status: parts.status.as_u16(),
                content_type: text(header::CONTENT_TYPE).unwrap_or_default(),
                etag: text(header::ETAG),
                tenant,
                role: role.flatten(),
                sealing_key: Some(sealing_key),
                sealed_body,
            };
            self.store.put_response(subject, hash, fingerprint, response, self.clock.now()).await
        } else {
            self.store.release_request(subject, hash, begun_at).await
        };
        // The operation has run, so its response is sent all the same. A repetition of the request gets a conflict.
        if let Err(error) = stored {
            warn!(error = %ErrorChain(&error), "a response was not stored for its Idempotency-Key");
        }
        Ok(Response::from_parts(parts, Body::from(body)))
    }

    /// The company that a response shows, if the response is stored outside its items: those are erased with it; and the role in it
    /// that the request gave. A response about a company that does not exist (any more) shows none.
    async fn tenant_shown(&self, principal: &Principal, path: &str, body: &[u8]) -> Option<(TenantId, Option<Role>)> {
        match principal {
            Principal::Person { .. } | Principal::Key { .. } => None,
            Principal::Operator(operator) => {
                let named = tenant_in_path(path).or_else(|| tenant_in(body))?;
                let scope = operator.enter(&self.sessions, &named).await.ok();
                let gone = match &scope {
                    Some(scope) => matches!(self.store.get_tenant(scope).await, Ok(None)),
                    None => false,
                };
                (!gone).then_some((named, None))
            }
            // The request may have created the caller's membership.
            Principal::Unaffiliated(subject) => {
                let joined = self.store.get_subject(subject.as_str()).await.ok().flatten()?;
                Some((joined.tenant().clone(), Some(joined.role)))
            }
        }
    }

    /// Refuses a stored response that shows a company to a caller who has left it or may do less in it now, or after its erasure.
    async fn check_membership(&self, principal: &Principal, stored: &StoredResponse) -> Result<(), Problem> {
        let Some(tenant) = &stored.tenant else { return Ok(()) };
        let belongs = match principal {
            Principal::Operator(operator) => {
                let scope = operator.enter(&self.sessions, tenant).await?;
                self.store.get_tenant(&scope).await?.is_some()
            }
            Principal::Person { scope, role, .. } => {
                // An earlier release stored no role.
                scope.tenant() == tenant && includes(*role, stored.role.unwrap_or(Role::Owner))
            }
            Principal::Key { scope, .. } => scope.tenant() == tenant,
            Principal::Unaffiliated(_) => false,
        };
        let gone = "the company of this request was erased, or you no longer belong to it in the same role; use a new Idempotency-Key";
        if belongs { Ok(()) } else { Err(Problem::new(ProblemKind::NotFound).with_detail(gone)) }
    }

    async fn replay(
        &self,
        subject: &RateLimitSubject<'_>,
        hash: &str,
        stored: StoredResponse,
    ) -> Result<Response, Problem> {
        let id = stored.sealing_key.as_deref();
        let keys = self.sealer.keys(id).await?;
        let body = open(&keys, PURPOSE, id, &context(subject, hash), &stored.sealed_body).map_err(broken)?;
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
        for (name, value) in [(header::CONTENT_TYPE, Some(stored.content_type)), (header::ETAG, stored.etag)] {
            if let Some(value) = value.filter(|value| !value.is_empty()).and_then(|value| value.parse().ok()) {
                headers.insert(name, value);
            }
        }
        Ok(response)
    }
}

/// Whether a repetition gets the same response: a success, or what is wrong with the request itself. Every other refusal has had no
/// effect, and its reason may be gone: a further permission, an object, a conflict, a limit, a budget.
fn outlives_the_request(status: StatusCode) -> bool {
    let is_wrong = [
        StatusCode::BAD_REQUEST,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    status.is_success() || is_wrong.contains(&status)
}

/// Whether a role gives every permission of another one.
fn includes(role: Role, other: Role) -> bool {
    Permission::ALL.iter().all(|permission| !permission.is_given_to(other) || permission.is_given_to(role))
}

/// The company's id in a path such as `/admin/tenants/ten_acme/erase`.
fn tenant_in_path(path: &str) -> Option<TenantId> {
    path.split(['/', '?']).find_map(|segment| TenantId::parse(segment).ok())
}

/// The company's id in the response to its creation.
fn tenant_in(body: &[u8]) -> Option<TenantId> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let id = body.pointer("/tenant/tenant_id").or_else(|| body.get("tenant_id"))?;
    TenantId::parse(id.as_str()?).ok()
}

fn in_progress() -> Problem {
    Problem::new(ProblemKind::Conflict)
        .with_detail("the same request is in progress")
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
}

fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let invalid = |detail: String| Problem::new(ProblemKind::Invalid).with_detail(detail);
    let mut given = headers.get_all(HEADER).iter();
    let key = match (given.next(), given.next()) {
        (None, _) => return Ok(None),
        (Some(key), None) => key.to_str().ok().map(|key| key.trim_matches(' ')),
        (Some(_), Some(_)) => {
            return Err(Problem::new(ProblemKind::Malformed).with_detail("send one Idempotency-Key"));
        }
    };
    match key.filter(|key| key.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())) {
        None => Err(invalid("an Idempotency-Key has visible ASCII characters only".to_owned())),
        Some("") => Err(invalid("an Idempotency-Key must not be empty".to_owned())),
        Some(key) if key.len() > LONGEST_KEY => {
            Err(invalid(format!("an Idempotency-Key has at most {LONGEST_KEY} characters; this one has {}", key.len())))
        }
        Some(key) => Ok(Some(key.to_owned())),
    }
}

/// The hash under which the response to a key is stored. A response may show customers, so a caller who may not read them
/// (any more) gets no response from the time when they could.
fn stored_under(principal: &Principal, key: &str) -> String {
    let reads_customers = match principal {
        Principal::Person { role, .. } => Permission::ReadCustomers.is_given_to(*role),
        Principal::Key { scopes, .. } => Permission::ReadCustomers.is_given_to_key(scopes),
        Principal::Operator(_) | Principal::Unaffiliated(_) => true,
    };
    let suffix: &[u8] = if reads_customers { b"" } else { b"\nwithout customers" };
    hex::encode(sha256(&[key.as_bytes(), suffix]))
}

fn fingerprint(path: &str, body: &Bytes) -> String {
    hex::encode(sha256(&[path.as_bytes(), &[0], body]))
}

fn sha256(parts: &[&[u8]]) -> Digest {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish()
}

/// The additional authenticated data of a response: it cannot be decrypted for another caller or key.
fn context(subject: &RateLimitSubject<'_>, hash: &str) -> String {
    let tenant = subject.scope.map_or("", |scope| scope.tenant().as_str());
    format!("{tenant}\n{}\n{hash}", subject.name)
}

/// The keys that encrypt responses.
#[derive(Debug)]
pub(super) struct Sealer(KeySource);

impl Sealer {
    pub(super) fn new(keys: KeySource) -> Self {
        Self(keys)
    }

    /// The keys, with the key of this id if it is still valid.
    async fn keys(&self, id: Option<&str>) -> Result<Arc<KeyRing>, Problem> {
        self.0.load(id).await.map_err(|error| Problem::unavailable(&error))
    }
}

/// What the keys encrypt here.
const PURPOSE: &str = "answers";

fn broken(why: SealError) -> Problem {
    error!(%why, "a stored response cannot be encrypted or decrypted");
    Problem::new(ProblemKind::Unavailable)
}

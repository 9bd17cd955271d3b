//! Access tokens of an OpenID Connect issuer, verified with the issuer's public keys.
//!
//! Only RS256 is accepted: what a token's header says of itself decides nothing. An audience is `aud` or, in Cognito's
//! access tokens, which have none, `client_id`. Sources: RFC 7519, RFC 9068; AWS, "Understanding the access token".

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use domain::access::Subject;
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, dangerous::insecure_decode_claims, decode, decode_header, jwk::JwkSet,
};
use platform::{boxed, config::IssuerConfig};
use serde::Deserialize;
use tokio::{sync::Mutex, time::Instant};

/// Clocks differ a little.
const LEEWAY_SECONDS: i64 = 30;
/// Keys are asked for again for a key id that is not known, though not for every forged one.
const LEAST_AGE_TO_REFRESH: Duration = Duration::from_secs(30);
/// Keys of this age are fetched again, by one request, while the others use those in memory.
const RENEWED_AFTER: Duration = Duration::from_mins(50);
/// Keys that were withdrawn are not believed for longer.
const LIFETIME: Duration = Duration::from_hours(1);
/// How long a failed request for the keys answers for the requests that waited for it.
const FAILURE_SHARED: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(3);
const LONGEST_TOKEN: usize = 8 * 1024;

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
pub enum TokenVerificationError {
    /// It is not a token of this issuer for us.
    #[error("the token is not valid")]
    Invalid(#[from] jsonwebtoken::errors::Error),
    /// A claim does not have the required value.
    #[error("the token's claim {0} is wrong")]
    Claim(&'static str),
    /// It is a token of this issuer, and its time is over.
    #[error("the token has expired")]
    Expired,
    /// The issuer's keys cannot be fetched.
    #[error("the issuer's keys cannot be fetched")]
    Unreachable(#[source] reqwest::Error),
    /// They could not be fetched a moment ago.
    #[error("the issuer's keys could not be fetched a moment ago")]
    UnreachableBefore,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AudienceClaim {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct AccessTokenClaims {
    sub: String,
    exp: i64,
    nbf: Option<i64>,
    aud: Option<AudienceClaim>,
    client_id: Option<String>,
    /// Cognito says which of its tokens this is.
    token_use: Option<String>,
    /// When the person signed in; a renewed token has the time of the sign-in.
    auth_time: Option<i64>,
    /// Cognito's groups of the person.
    #[serde(rename = "cognito:groups", default)]
    groups: Vec<String>,
}

/// What a token proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    /// Whom it is of.
    pub subject: Subject,
    /// The groups of the person at the issuer.
    pub groups: Vec<String>,
    /// When the person signed in, if the token says so.
    pub signed_in_at: Option<Timestamp>,
}

/// Verifies tokens.
pub struct TokenVerifier {
    http: reqwest::Client,
    config: IssuerConfig,
    keys: RwLock<Option<Arc<IssuerKeys>>>,
    /// One request at a time fetches the keys, and no other one waits that can use those in memory. When it last failed.
    fetching: Mutex<Option<Instant>>,
}

/// The issuer's keys in memory.
struct IssuerKeys {
    fetched_at: Instant,
    keys: JwkSet,
}

impl IssuerKeys {
    fn key(&self, kid: &str) -> Result<DecodingKey, TokenVerificationError> {
        Ok(DecodingKey::from_jwk(self.keys.find(kid).ok_or(TokenVerificationError::Claim("key id"))?)?)
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenVerifier({})", self.config.issuer)
    }
}

impl TokenVerifier {
    /// A verifier of an issuer's tokens; its keys are asked for when the first token comes.
    #[must_use]
    pub fn new(http: reqwest::Client, config: IssuerConfig) -> Self {
        Self { http, config, keys: RwLock::default(), fetching: Mutex::default() }
    }

    /// Whether a token says that it is of this issuer. Nothing is verified yet: it decides which issuer has to verify it.
    #[must_use]
    pub fn is_named_by(&self, token: &str) -> bool {
        #[derive(Deserialize)]
        struct IssuerClaim {
            iss: String,
        }
        token.len() <= LONGEST_TOKEN
            && insecure_decode_claims::<IssuerClaim>(token).is_ok_and(|claims| claims.iss == self.config.issuer)
    }

    /// What a token proves.
    #[boxed]
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<VerifiedToken, TokenVerificationError> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenVerificationError::Claim("length"));
        }
        let header = decode_header(token)?;
        if header.alg != Algorithm::RS256 {
            return Err(TokenVerificationError::Claim("algorithm"));
        }
        let key = self.key(header.kid.as_deref().ok_or(TokenVerificationError::Claim("key id"))?).await?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_required_spec_claims(&["iss", "sub"]);
        // Time and audience are judged below: `now` is an argument, and Cognito's audience has another name.
        validation.validate_exp = false;
        validation.validate_aud = false;
        let claims = decode::<AccessTokenClaims>(token, &key, &validation)?.claims;
        let now = now.as_second();
        if claims.exp.saturating_add(LEEWAY_SECONDS) <= now {
            return Err(TokenVerificationError::Expired);
        }
        if claims.nbf.is_some_and(|start| start > now.saturating_add(LEEWAY_SECONDS)) {
            return Err(TokenVerificationError::Claim("start"));
        }
        let ours = &self.config.audience;
        let for_us = match (&claims.aud, &claims.client_id) {
            (Some(AudienceClaim::One(audience)), _) => audience == ours,
            (Some(AudienceClaim::Several(audiences)), _) => audiences.contains(ours),
            (None, Some(client)) => client == ours,
            (None, None) => false,
        };
        if !for_us {
            return Err(TokenVerificationError::Claim("audience"));
        }
        if claims.token_use.is_some_and(|token_use| token_use != "access") {
            return Err(TokenVerificationError::Claim("use"));
        }
        let subject = Subject::parse(&claims.sub).ok_or(TokenVerificationError::Claim("subject"))?;
        let signed_in_at = claims.auth_time.and_then(|seconds| Timestamp::from_second(seconds).ok());
        Ok(VerifiedToken { subject, groups: claims.groups, signed_in_at })
    }

    fn in_memory(&self) -> Option<Arc<IssuerKeys>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn key(&self, kid: &str) -> Result<DecodingKey, TokenVerificationError> {
        let known = self.in_memory();
        if let Some(known) = &known {
            let age = known.fetched_at.elapsed();
            let has_key = known.keys.find(kid).is_some();
            if has_key && age < LIFETIME {
                if age >= RENEWED_AFTER
                    && let Ok(mut failed_at) = self.fetching.try_lock()
                {
                    // If it fails, the key in memory still serves.
                    let renewed = self.renew(&mut failed_at).await;
                    return renewed.as_deref().unwrap_or(known).key(kid);
                }
                return known.key(kid);
            }
            if !has_key && age < LEAST_AGE_TO_REFRESH {
                return Err(TokenVerificationError::Claim("key id"));
            }
        }
        let mut failed_at = self.fetching.lock().await;
        let newest = self.in_memory();
        match newest {
            // Another request has fetched them meanwhile.
            Some(newest) if known.is_none_or(|known| !Arc::ptr_eq(&known, &newest)) => newest.key(kid),
            _ if failed_at.is_some_and(|failed_at| failed_at.elapsed() < FAILURE_SHARED) => {
                Err(TokenVerificationError::UnreachableBefore)
            }
            _ => self.renew(&mut failed_at).await?.key(kid),
        }
    }

    /// Fetches the keys. `failed_at` belongs to the lock of the one request that does.
    async fn renew(&self, failed_at: &mut Option<Instant>) -> Result<Arc<IssuerKeys>, TokenVerificationError> {
        match self.fetch().await {
            Ok(keys) => {
                *failed_at = None;
                let keys = Arc::new(IssuerKeys { fetched_at: Instant::now(), keys });
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keys));
                Ok(keys)
            }
            Err(error) => {
                *failed_at = Some(Instant::now());
                Err(TokenVerificationError::Unreachable(error.without_url()))
            }
        }
    }

    async fn fetch(&self) -> Result<JwkSet, reqwest::Error> {
        self.http.get(&self.config.jwks_url).timeout(TIMEOUT).send().await?.error_for_status()?.json().await
    }
}

#[cfg(test)]
mod tests;

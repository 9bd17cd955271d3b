//! A development OpenID Connect issuer: a labelled fake of Amazon Cognito for signing in on a laptop.
//!
//! It checks no password: anyone can sign in as anyone, and its page says so. The protocol is real: the authorization code
//! flow with PKCE (RFC 6749, RFC 7636), refresh tokens that are replaced at each use, and access tokens with Cognito's claims. It knows no permissions and not who
//! verifies its tokens.

use std::{fmt, path::Path, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use platform::clock::Clock;
use serde_json::{Value, json};
use url::Url;

mod authorize;
mod codes;
mod page;
mod people;
mod refresh;
mod request;
mod sign_out;
mod signing_key;
mod token;
mod userinfo;

use codes::Codes;
pub use people::{DevPerson, PersonError};
use people::{People, Person};
use refresh::RefreshTokens;
pub use signing_key::KeyError;
use signing_key::SigningKey;

/// The path prefix of all routes.
const PATH: &str = "/dev";
const SCOPE: &str = "openid email profile";
const LIFETIME_SECONDS: i64 = 3_600;
/// The group of the platform's operators.
const OPERATOR_GROUP: &str = "operators";
/// The largest request body, in bytes. A browser's sign-in form is smaller.
const LONGEST_BODY: usize = 16 * 1024;

/// Why there is no issuer, or no token of it.
#[derive(Debug, thiserror::Error)]
pub enum DevIssuerError {
    /// The issuer's URL does not lead to its routes.
    #[error("the issuer must be an http URL that ends in {PATH}")]
    Issuer,
    /// The key cannot be loaded or used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A person is invalid.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// The operating system provides no random numbers.
    #[error("the operating system provides no random numbers")]
    Randomness(#[from] getrandom::Error),
}

/// The issuer.
#[derive(Clone)]
pub struct DevIssuer(Issuer);

impl fmt::Debug for DevIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DevIssuer({})", self.0.url)
    }
}

impl DevIssuer {
    /// The client of the companies' people: the `client_id` of requests and access tokens, and the `aud` of identity tokens.
    pub const AUDIENCE: &str = "front-desk-dev";
    /// The same of the operators.
    pub const OPERATOR_AUDIENCE: &str = "front-desk-dev-operators";
    /// Every client. Each may sign in anyone: the page is the same, and the person decides which kind of token it gets.
    const CLIENTS: [&str; 2] = [Self::AUDIENCE, Self::OPERATOR_AUDIENCE];

    /// An issuer at a URL such as `http://127.0.0.1:8080/dev`, without a trailing slash. `directory` keeps its key; without
    /// a directory it uses the key of the process. Its page offers `people`.
    pub fn new(
        issuer: &str,
        directory: Option<&Path>,
        people: Vec<DevPerson>,
        clock: Clock,
    ) -> Result<Self, DevIssuerError> {
        let url = Url::parse(issuer).map_err(|_| DevIssuerError::Issuer)?;
        let plain = matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
        if !plain || !issuer.ends_with(PATH) {
            return Err(DevIssuerError::Issuer);
        }
        let key = directory.map_or_else(SigningKey::of_this_process, SigningKey::kept_in)?;
        let (people, codes, refresh_tokens) = (People::new(people)?, Codes::default(), RefreshTokens::default());
        Ok(Self(Arc::new(Inner { url: issuer.to_owned(), key, people, codes, refresh_tokens, clock })))
    }

    /// Its routes, all under `/dev`. They answer only on the host names of this machine, because a reader of an answer can sign
    /// in as anyone.
    pub fn router(&self) -> Router {
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/operators/.well-known/openid-configuration", get(discovery_of_operators))
            .route("/jwks.json", get(jwks))
            .route("/authorize", get(authorize::ask).post(authorize::answer))
            .route("/token", post(token::give))
            .route("/revoke", post(sign_out::revoke))
            .route("/logout", get(sign_out::log_out))
            .route("/userinfo", get(userinfo::get))
            .layer(from_fn(readable_on_this_machine))
            .layer(DefaultBodyLimit::max(LONGEST_BODY));
        localhost::only_loopback_hosts(Router::new().nest(PATH, routes).with_state(Arc::clone(&self.0)))
    }

    /// The issuer of operators' access tokens. On AWS, operators have a user pool of their own; here they use the same page and
    /// the same key.
    #[must_use]
    pub fn operator_issuer(&self) -> String {
        self.0.operator_issuer()
    }

    /// The URL of its public key.
    #[must_use]
    pub fn jwks_url(&self) -> String {
        format!("{}/jwks.json", self.0.url)
    }

    /// The URL of its userinfo endpoint. Every address is verified there.
    #[must_use]
    pub fn userinfo_url(&self) -> String {
        format!("{}/userinfo", self.0.url)
    }

    /// The `sub` of an e-mail address, the same on every machine.
    #[must_use]
    pub fn subject_of(email: &str) -> String {
        people::subject_of(email)
    }

    /// An access token, valid for an hour. Without a name, the person keeps the known name.
    pub fn access_token(&self, email: &str, name: Option<&str>) -> Result<String, DevIssuerError> {
        self.0.access_token(&self.0.people.person(email, name)?)
    }
}

type Issuer = Arc<Inner>;

struct Inner {
    url: String,
    key: Arc<SigningKey>,
    people: People,
    codes: Codes,
    refresh_tokens: RefreshTokens,
    clock: Clock,
}

impl Inner {
    /// An access token with Cognito's claims: subject, client, groups and the time of the sign-in, but no `aud` and no personal
    /// data.
    fn access_token(&self, person: &Person) -> Result<String, DevIssuerError> {
        self.people.remember(person);
        let (subject, now) = (person.subject(), self.clock.now().as_second());
        let is_operator = self.people.is_operator(person);
        let (issuer, client) = if is_operator {
            (self.operator_issuer(), DevIssuer::OPERATOR_AUDIENCE)
        } else {
            (self.url.clone(), DevIssuer::AUDIENCE)
        };
        let mut claims = json!({
            "iss": issuer,
            "sub": subject,
            "client_id": client,
            "token_use": "access",
            "scope": SCOPE,
            "auth_time": now,
            "iat": now,
            "exp": now.saturating_add(LIFETIME_SECONDS),
            "jti": random()?,
            "username": subject,
        });
        if is_operator {
            claims["cognito:groups"] = json!([OPERATOR_GROUP]);
        }
        Ok(self.key.sign(&claims)?)
    }

    fn operator_issuer(&self) -> String {
        format!("{}/operators", self.url)
    }

    /// An ID token, which identifies the person to the client (OpenID Connect Core, 2).
    fn id_token(&self, person: &Person, client: &str, nonce: Option<&str>) -> Result<String, DevIssuerError> {
        let now = self.clock.now().as_second();
        let issuer = if client == DevIssuer::OPERATOR_AUDIENCE { self.operator_issuer() } else { self.url.clone() };
        let mut claims = json!({
            "iss": issuer,
            "sub": person.subject(),
            "aud": client,
            "token_use": "id",
            "iat": now,
            "exp": now.saturating_add(LIFETIME_SECONDS),
            "email": person.email.as_str(),
            "email_verified": true,
            "name": person.name,
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        Ok(self.key.sign(&claims)?)
    }
}

/// 32 random bytes in base64url.
fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

async fn discovery(State(issuer): State<Issuer>) -> Json<Value> {
    Json(issuer.description(&issuer.url))
}

async fn discovery_of_operators(State(issuer): State<Issuer>) -> Json<Value> {
    Json(issuer.description(&issuer.operator_issuer()))
}

impl Inner {
    /// What the issuer of a name can do and where (OpenID Connect Discovery, 3). Both names have the same endpoints.
    fn description(&self, name: &str) -> Value {
        let at = |path: &str| format!("{}{path}", self.url);
        json!({
            "issuer": name,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "revocation_endpoint": at("/revoke"),
            "end_session_endpoint": at("/logout"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/jwks.json"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": SCOPE.split(' ').collect::<Vec<_>>(),
            "claims_supported": ["sub", "email", "email_verified", "name"],
        })
    }
}

/// Lets pages of this machine read the answers, as Cognito lets every page: `npm run dev` serves the dashboard on another port.
async fn readable_on_this_machine(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = next.run(request).await;
    if let Some(origin) = origin.filter(|origin| origin.to_str().is_ok_and(request::is_on_this_machine)) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("origin"));
    }
    response
}

async fn jwks(State(issuer): State<Issuer>) -> Json<JwkSet> {
    Json(issuer.key.public().clone())
}

#[cfg(test)]
mod tests;

//! Checks the signature (Signature Version 4) of a request to `@connections`.
//!
//! Shares no code with the clients' signer, so that a mistake in one does not hide in the other.
//!
//! Source: AWS, "Signature Version 4 signing process". The path is encoded a second time, as for every service but S3.

use std::{borrow::Cow, fmt::Write as _};

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use axum::http::{HeaderMap, header};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{management::ManagementRequest, server::GatewayState};

const SERVICE: &str = "execute-api";
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// How far the time of a signature may be from now.
const VALID: SignedDuration = SignedDuration::from_mins(5);
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Why a request is refused: the exception and its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignatureRefusal {
    pub(crate) kind: &'static str,
    pub(crate) message: &'static str,
}

const MISSING: SignatureRefusal =
    SignatureRefusal { kind: "MissingAuthenticationTokenException", message: "Missing Authentication Token" };
const UNKNOWN: SignatureRefusal = SignatureRefusal {
    kind: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
};
const SCOPE: SignatureRefusal = SignatureRefusal {
    kind: "InvalidSignatureException",
    message: "Credential should be scoped to a valid region and to correct service: 'execute-api'.",
};
const EXPIRED: SignatureRefusal =
    SignatureRefusal { kind: "InvalidSignatureException", message: "Signature expired or not yet current." };
const MISMATCH: SignatureRefusal = SignatureRefusal {
    kind: "InvalidSignatureException",
    message: "The request signature we calculated does not match the signature you provided.",
};
const FORBIDDEN: SignatureRefusal = SignatureRefusal {
    kind: "ForbiddenException",
    message: "User is not authorized to perform: execute-api:ManageConnections",
};

/// The header `Authorization`, in its parts.
struct Authorization<'a> {
    access_key: &'a str,
    day: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn parse(headers: &'a HeaderMap) -> Option<Self> {
        let fields = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix(ALGORITHM)?;
        let field = |name: &str| fields.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
        let mut scope = field("Credential")?.split('/');
        let (access_key, day, region, service) = (scope.next()?, scope.next()?, scope.next()?, scope.next()?);
        (scope.next()? == "aws4_request").then_some(())?;
        let (signed_headers, signature) = (field("SignedHeaders")?, field("Signature")?);
        Some(Self { access_key, day, region, service, signed_headers, signature })
    }
}

/// Checks who sent a request at `now`.
pub(crate) fn check(
    gateway: &GatewayState,
    request: &ManagementRequest<'_>,
    now: Timestamp,
) -> Result<(), SignatureRefusal> {
    let given = Authorization::parse(request.headers).ok_or(MISSING)?;
    let key = gateway.keys.iter().find(|key| key.id == given.access_key).ok_or(UNKNOWN)?;
    if given.service != SERVICE || given.region != gateway.region {
        return Err(SCOPE);
    }
    let date = request.headers.get("x-amz-date").and_then(|date| date.to_str().ok()).ok_or(MISSING)?;
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok().and_then(|at| TimeZone::UTC.to_timestamp(at).ok());
    let age = now.duration_since(at.ok_or(MISMATCH)?).abs();
    if age > VALID || !date.starts_with(given.day) {
        return Err(EXPIRED);
    }
    let signed: Vec<&str> = given.signed_headers.split(';').collect();
    if !["host", "x-amz-date"].iter().all(|name| signed.contains(name)) {
        return Err(MISMATCH);
    }
    let scope = format!("{}/{}/{SERVICE}/aws4_request", given.day, given.region);
    let canonical = hex::encode(digest(&SHA256, canonical(request, &signed).as_bytes()));
    let to_sign = format!("{ALGORITHM}\n{date}\n{scope}\n{canonical}");
    let secret = format!("AWS4{}", key.secret);
    let signing_key = [given.day, given.region, SERVICE, "aws4_request"]
        .iter()
        .fold(secret.into_bytes(), |key, part| hmac_of(&key, part.as_bytes()).as_ref().to_vec());
    let verified = hex::decode(given.signature).is_ok_and(|signature| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &signing_key);
        hmac::verify(&key, to_sign.as_bytes(), &signature).is_ok()
    });
    if !verified {
        return Err(MISMATCH);
    }
    if key.may_manage { Ok(()) } else { Err(FORBIDDEN) }
}

fn hmac_of(key: &[u8], text: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text)
}

/// The canonical request.
fn canonical(request: &ManagementRequest<'_>, signed: &[&str]) -> String {
    let path = utf8_percent_encode(request.uri.path(), PATH);
    let mut query: Vec<(String, String)> = form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes())
        .map(|(name, value)| (encoded(&name), encoded(&value)))
        .collect();
    query.sort();
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut headers = String::new();
    for name in signed {
        let values: Vec<Cow<'_, str>> =
            request.headers.get_all(*name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let values: Vec<String> =
            values.iter().map(|value| value.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let _ = writeln!(headers, "{name}:{}", values.join(","));
    }
    let body = hex::encode(digest(&SHA256, request.body));
    format!("{}\n{path}\n{}\n{headers}\n{}\n{body}", request.method, query.join("&"), signed.join(";"))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

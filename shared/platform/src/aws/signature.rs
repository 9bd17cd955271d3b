//! Signs requests to AWS that are sent without an SDK (ADR 26): in their URL, as links are, or in their headers.
//!
//! Source: AWS, "Signature Version 4 for API requests".

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::{Credentials, ProvideCredentials};
use aws_sigv4::{
    http_request::{
        PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningError, SigningInstructions,
        SigningSettings, UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;
use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_TYPE, USER_AGENT},
};
use url::Url;

use super::SdkConfig;

/// S3's name in signatures.
pub const S3: &str = "s3";
/// The parameter with the signature.
pub const SIGNATURE: &str = "X-Amz-Signature";

/// Why a request cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// There are no credentials.
    #[error("there are no AWS credentials")]
    Credentials(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The request has parts that cannot be signed.
    #[error("a request cannot be signed")]
    Request(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<SigningError> for SignError {
    fn from(error: SigningError) -> Self {
        Self::Request(Box::new(error))
    }
}

/// Who signs, and when.
#[derive(Debug, Clone)]
pub struct Signer {
    /// The credentials, whose permissions the request has.
    pub credentials: Credentials,
    /// The region of the service.
    pub region: String,
    /// When the signature begins to be valid.
    pub at: SystemTime,
}

/// What a signature covers, besides the time.
struct SignedScope<'a> {
    service: &'a str,
    method: &'a str,
    url: &'a Url,
    content_type: Option<&'a str>,
    body: SignableBody<'a>,
}

impl Signer {
    /// Signs now, with the credentials of a configuration.
    pub async fn of(aws: &SdkConfig) -> Result<Self, SignError> {
        let provider = aws.credentials_provider();
        let provider = provider.ok_or_else(|| SignError::Credentials("no provider of credentials".into()))?;
        let credentials = provider.provide_credentials().await.map_err(|error| SignError::Credentials(error.into()))?;
        Ok(Self { credentials, region: region_of(aws), at: SystemTime::now() })
    }

    /// The same URL of S3 with the parameters that sign it for a method. It is valid for as long as it `lasts`, and no longer than
    /// temporary credentials. The body of the request is not signed.
    pub fn presign(&self, method: &str, url: &Url, lasts: Duration) -> Result<Url, SignError> {
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(lasts);
        let body = SignableBody::UnsignedPayload;
        let instructions = self.sign(SignedScope { service: S3, method, url, content_type: None, body }, settings)?;
        let mut signed = url.clone();
        signed
            .query_pairs_mut()
            .extend_pairs(instructions.params().iter().map(|(name, value)| (*name, value.as_ref())));
        Ok(signed)
    }

    /// The headers of a `POST` of this content type and body: the type and the signature.
    pub fn sign_post(
        &self,
        service: &str,
        url: &Url,
        (content_type, body): (&'static str, &[u8]),
    ) -> Result<HeaderMap, SignError> {
        let body = SignableBody::Bytes(body);
        let scope = SignedScope { service, method: "POST", url, content_type: Some(content_type), body };
        let mut signed = http::Request::new(());
        signed.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.sign(scope, SigningSettings::default())?.apply_to_request_http1x(&mut signed);
        Ok(std::mem::take(signed.headers_mut()))
    }

    fn sign(&self, scope: SignedScope<'_>, settings: SigningSettings) -> Result<SigningInstructions, SignError> {
        let identity = Identity::from(self.credentials.clone());
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(scope.service)
            .time(self.at)
            .settings(settings)
            .build()
            .map_err(|error| SignError::Request(Box::new(error)))?;
        let headers = scope.content_type.map(|content_type| ("content-type", content_type)).into_iter();
        let request = SignableRequest::new(scope.method, scope.url.as_str(), headers, scope.body)?;
        Ok(sign(request, &params.into())?.into_parts().0)
    }
}

/// A request that names itself as the SDK's clients do.
pub fn named(aws: &SdkConfig, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    match aws.app_name() {
        Some(name) => request.header(USER_AGENT, format!("app/{name}")),
        None => request,
    }
}

/// The region of a configuration.
#[must_use]
pub fn region_of(aws: &SdkConfig) -> String {
    aws.region().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(at: Duration) -> Signer {
        let credentials =
            Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None, None, "example");
        Signer { credentials, region: "us-east-1".to_owned(), at: SystemTime::UNIX_EPOCH + at }
    }

    /// The example of AWS's documentation.
    #[test]
    fn url_has_the_signature_of_aws_example() {
        let signer = signer(Duration::from_hours(380_376));
        let url: Url = "https://examplebucket.s3.amazonaws.com/test.txt".parse().expect("a URL");
        let day = Duration::from_hours(24);
        let signed = signer.presign("GET", &url, day).expect("signed");
        let signature = signed.query_pairs().find(|(name, _)| name == SIGNATURE).expect("a signature").1;
        assert_eq!(signature, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
        assert_ne!(signed, signer.presign("PUT", &url, day).expect("signed"));
    }

    /// The example `post-x-www-form-urlencoded` of AWS's Signature Version 4 test suite.
    #[test]
    fn post_has_the_signature_of_aws_test_suite() {
        let credentials =
            Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None, None, "example");
        let signer = Signer { credentials, ..signer(Duration::from_mins(24_015_636)) };
        let url: Url = "https://example.amazonaws.com/".parse().expect("a URL");
        let headers =
            signer.sign_post("service", &url, ("application/x-www-form-urlencoded", b"Param1=value1")).expect("signed");
        assert_eq!(headers["x-amz-date"], "20150830T123600Z");
        let authorization = headers["authorization"].to_str().expect("text");
        assert!(
            authorization.ends_with("Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
            "{authorization}"
        );
    }
}

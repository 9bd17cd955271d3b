//! Presigned URLs of S3: the signature of a request is in its query, and ends.
//!
//! Source: AWS, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::Credentials;
use aws_sigv4::{
    http_request::{
        PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningError, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;
use url::Url;

/// S3's name in signatures.
pub const SERVICE: &str = "s3";
/// The parameter with the signature.
pub const SIGNATURE: &str = "X-Amz-Signature";

/// Why a URL cannot be signed.
#[derive(Debug, thiserror::Error)]
#[error("a URL cannot be signed")]
pub struct PresignError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl From<SigningError> for PresignError {
    fn from(error: SigningError) -> Self {
        Self(Box::new(error))
    }
}

/// Who signs, for what time.
#[derive(Debug, Clone)]
pub struct Presigner {
    /// The credentials, whose permissions the URL has.
    pub credentials: Credentials,
    /// The region of the bucket.
    pub region: String,
    /// When the URL begins to be valid.
    pub at: SystemTime,
    /// How long it is valid. It ends with temporary credentials in any case.
    pub lasts: Duration,
}

impl Presigner {
    /// The same URL with the parameters that sign it for a method. The body of the request is not signed.
    pub fn presign(&self, method: &str, url: &Url) -> Result<Url, PresignError> {
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(self.lasts);
        let identity = Identity::from(self.credentials.clone());
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(SERVICE)
            .time(self.at)
            .settings(settings)
            .build()
            .map_err(|error| PresignError(Box::new(error)))?;
        let request = SignableRequest::new(method, url.as_str(), std::iter::empty(), SignableBody::UnsignedPayload)?;
        let (instructions, _) = sign(request, &params.into())?.into_parts();
        let mut signed = url.clone();
        signed
            .query_pairs_mut()
            .extend_pairs(instructions.params().iter().map(|(name, value)| (*name, value.as_ref())));
        Ok(signed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of AWS's documentation.
    #[test]
    fn url_has_the_signature_of_aws_example() {
        let credentials =
            Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None, None, "example");
        let presigner = Presigner {
            credentials,
            region: "us-east-1".to_owned(),
            at: SystemTime::UNIX_EPOCH + Duration::from_hours(380_376),
            lasts: Duration::from_hours(24),
        };
        let url: Url = "https://examplebucket.s3.amazonaws.com/test.txt".parse().expect("a URL");
        let signed = presigner.presign("GET", &url).expect("signed");
        let signature = signed.query_pairs().find(|(name, _)| name == SIGNATURE).expect("a signature").1;
        assert_eq!(signature, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
        let other = presigner.presign("PUT", &url).expect("signed");
        assert_ne!(signed, other);
    }
}

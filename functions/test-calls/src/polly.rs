//! Speaks with Amazon Polly. The request is signed and sent without Polly's SDK (ADR 26).
//!
//! Source: Amazon Polly API reference, `SynthesizeSpeech`.

use std::time::Duration;

use domain::voice::PollyVoice;
use platform::aws::{
    SdkConfig,
    signature::{SignError, Signer, named, region_of},
};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;
use url::Url;

/// Polly's name in signatures.
const SERVICE: &str = "polly";
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of a sample. A greeting of the longest kind lasts a minute: half a megabyte.
const LARGEST: usize = 2 * 1024 * 1024;

/// A client of Polly.
#[derive(Debug)]
pub(crate) struct Polly {
    http: Client,
    aws: SdkConfig,
}

/// Why there is no speech.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PollyError {
    /// The region does not have the voice.
    #[error("Polly does not have the voice: {code}")]
    NoVoice {
        /// The error of Polly, such as `EngineNotSupportedException`.
        code: String,
    },
    /// Polly failed, or refused the request.
    #[error("Polly answered with status {status}, {code}")]
    Failed {
        /// The HTTP status.
        status: u16,
        /// The error of Polly.
        code: String,
    },
    /// Polly did not answer in time.
    #[error("Polly did not answer")]
    NoAnswer(#[source] reqwest::Error),
    /// The sound is larger than a sample can be.
    #[error("Polly answered with more than {LARGEST} bytes")]
    TooLarge,
    /// The URL of Polly is invalid.
    #[error("the URL of Polly is invalid")]
    Url(#[from] url::ParseError),
    /// The request could not be signed.
    #[error("the request to Polly could not be signed")]
    Sign(#[from] SignError),
}

impl From<reqwest::Error> for PollyError {
    fn from(error: reqwest::Error) -> Self {
        Self::NoAnswer(error.without_url())
    }
}

impl Polly {
    pub(crate) fn new(http: Client, aws: SdkConfig) -> Self {
        Self { http, aws }
    }

    /// A text in a voice, as MP3.
    pub(crate) async fn speak(&self, voice: PollyVoice, text: &str) -> Result<Vec<u8>, PollyError> {
        let body = json!({
            "Engine": voice.engine,
            "LanguageCode": voice.language,
            "OutputFormat": "mp3",
            "Text": text,
            "TextType": "text",
            "VoiceId": voice.id,
        })
        .to_string();
        let url = self.url()?;
        let signed = Signer::of(&self.aws).await?.sign_post(SERVICE, &url, ("application/json", body.as_bytes()))?;
        let request = named(&self.aws, self.http.post(url).headers(signed));
        let mut answer = request.body(body).timeout(PATIENCE).send().await?;
        if !answer.status().is_success() {
            return Err(refusal(&answer));
        }
        let mut sound = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if sound.len() + chunk.len() > LARGEST {
                return Err(PollyError::TooLarge);
            }
            sound.extend_from_slice(&chunk);
        }
        Ok(sound)
    }

    fn url(&self) -> Result<Url, url::ParseError> {
        let base = match self.aws.endpoint_url() {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => format!("https://polly.{}.amazonaws.com", region_of(&self.aws)),
        };
        format!("{base}/v1/speech").parse()
    }
}

fn refusal(answer: &Response) -> PollyError {
    // The code can be followed by a colon and a URL.
    let code = answer.headers().get("x-amzn-errortype").and_then(|code| code.to_str().ok()).unwrap_or_default();
    let code = code.split(':').next().unwrap_or_default().to_owned();
    match (answer.status(), code.as_str()) {
        (StatusCode::BAD_REQUEST, "EngineNotSupportedException" | "LanguageNotSupportedException") => {
            PollyError::NoVoice { code }
        }
        (status, _) => PollyError::Failed { status: status.as_u16(), code },
    }
}

//! The embedded Polly. It checks the signature and the fields of a request as Polly does, and answers with silence: it has no
//! voices.
//!
//! Source: Amazon Polly API reference, `SynthesizeSpeech`; Amazon Polly developer guide, "Available voices".

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::Credentials;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header},
};
use jiff::{civil::DateTime, tz::TimeZone};
use platform::aws::signature::Signer;
use serde_json::{Value, json};
use url::Url;

use super::{CREDENTIAL, REGION};

/// The path of `SynthesizeSpeech`. Polly names no operation in a header.
pub(super) const SPEECH_PATH: &str = "/v1/speech";
const JSON: &str = "application/json";
/// The most characters that are billed for one request.
const LONGEST: usize = 3_000;
/// The neural voices of the languages that the agent speaks.
const NEURAL: [(&str, &[&str]); 3] = [
    (
        "en-US",
        &[
            "Danielle", "Gregory", "Ivy", "Joanna", "Joey", "Justin", "Kendra", "Kevin", "Kimberly", "Matthew", "Ruth",
            "Salli", "Stephen",
        ],
    ),
    ("en-GB", &["Amy", "Arthur", "Brian", "Emma"]),
    ("es-US", &["Lupe", "Pedro"]),
];
/// The header of an MP3 frame: MPEG-2, layer III, 32 kbit/s, 24 kHz, mono. The zeros after it are 24 ms of silence.
const FRAME: [u8; 4] = [0xff, 0xf3, 0x44, 0xc4];
const FRAME_BYTES: usize = 96;
/// About 14 characters a second.
const FRAMES_PER_CHARACTER: usize = 3;

/// The answer to a request for Polly. `None` for another one.
pub(super) fn answer(method: &Method, path: &str, headers: &HeaderMap, body: &Bytes) -> Option<Response<Body>> {
    (method == Method::POST && path == SPEECH_PATH).then(|| {
        if is_signed(headers, body) {
            speak(&serde_json::from_slice(body).unwrap_or_default())
        } else {
            let message = "The request signature we calculated does not match the signature you provided.";
            refused(StatusCode::FORBIDDEN, "InvalidSignatureException", message)
        }
    })
}

/// Whether the headers are those that a client with our credential sends with this body.
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(url) = format!("http://{}{SPEECH_PATH}", text(header::HOST)).parse::<Url>() else { return false };
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", text(HeaderName::from_static("x-amz-date")));
    let Some(at) = at.ok().and_then(|at| TimeZone::UTC.to_timestamp(at).ok()) else { return false };
    let Ok(seconds) = u64::try_from(at.as_second()) else { return false };
    let credentials = Credentials::new(CREDENTIAL, CREDENTIAL, None, None, "local");
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let signer = Signer { credentials, region: REGION.to_owned(), at };
    let signed = signer.sign_post("polly", &url, (JSON, body));
    text(header::CONTENT_TYPE) == JSON
        && signed.is_ok_and(|signed| signed.get(header::AUTHORIZATION) == headers.get(header::AUTHORIZATION))
}

fn speak(body: &Value) -> Response<Body> {
    let field = |name: &str| body[name].as_str().unwrap_or_default();
    let characters = field("Text").chars().count();
    let invalid = |kind, message| refused(StatusCode::BAD_REQUEST, kind, message);
    if characters > LONGEST {
        return invalid("TextLengthExceededException", "Maximum text length has been exceeded");
    }
    let language = NEURAL.into_iter().find(|(_, voices)| voices.contains(&field("VoiceId")));
    let Some((language, _)) = language.filter(|_| characters > 0 && field("OutputFormat") == "mp3") else {
        return invalid("ValidationException", "a field is missing or has an invalid value");
    };
    if field("Engine") != "neural" {
        return invalid("EngineNotSupportedException", "This voice does not support the selected engine");
    }
    if field("LanguageCode") != language {
        return invalid("LanguageNotSupportedException", "This voice does not support the selected language");
    }
    let mut frame = [0; FRAME_BYTES];
    frame[..FRAME.len()].copy_from_slice(&FRAME);
    let mut response = Response::new(Body::from(frame.repeat(characters * FRAMES_PER_CHARACTER)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/mpeg"));
    response.headers_mut().insert(HeaderName::from_static("x-amzn-requestcharacters"), HeaderValue::from(characters));
    response
}

fn refused(status: StatusCode, kind: &'static str, message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json!({"message": message}).to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response.headers_mut().insert(HeaderName::from_static("x-amzn-errortype"), HeaderValue::from_static(kind));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "127.0.0.1:4000";

    fn asked(voice: &str, engine: &str, language: &str) -> Bytes {
        let body = json!({
            "Engine": engine, "LanguageCode": language, "OutputFormat": "mp3", "Text": "Hello.", "VoiceId": voice,
        });
        body.to_string().into()
    }

    fn signed_with(secret: &str, service: &str, body: &Bytes) -> HeaderMap {
        let credentials = Credentials::new(CREDENTIAL, secret, None, None, "test");
        let at = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
        let signer = Signer { credentials, region: REGION.to_owned(), at };
        let url = format!("http://{HOST}{SPEECH_PATH}").parse().expect("a URL");
        let mut headers = signer.sign_post(service, &url, (JSON, body)).expect("signed");
        headers.insert(header::HOST, HeaderValue::from_static(HOST));
        headers
    }

    fn status(headers: &HeaderMap, body: &Bytes) -> (u16, String) {
        let answer = answer(&Method::POST, SPEECH_PATH, headers, body).expect("an answer");
        let kind = answer.headers().get("x-amzn-errortype").map(|kind| kind.to_str().expect("text").to_owned());
        (answer.status().as_u16(), kind.unwrap_or_default())
    }

    #[test]
    fn request_that_is_not_signed_as_polly_s_is_refused() {
        let body = asked("Joanna", "neural", "en-US");
        assert_eq!(status(&signed_with(CREDENTIAL, "polly", &body), &body), (200, String::new()));
        let refused = (403, "InvalidSignatureException".to_owned());
        assert_eq!(status(&signed_with("another", "polly", &body), &body), refused);
        assert_eq!(status(&signed_with(CREDENTIAL, "ses", &body), &body), refused);
        let other = asked("Matthew", "neural", "en-US");
        assert_eq!(status(&signed_with(CREDENTIAL, "polly", &body), &other), refused, "another body");
        assert_eq!(status(&HeaderMap::new(), &body), refused);
    }

    #[test]
    fn voice_that_does_not_fit_its_engine_or_language_is_refused() {
        for (voice, engine, language, kind) in [
            ("Nova", "neural", "en-US", "ValidationException"),
            ("Joanna", "generative", "en-US", "EngineNotSupportedException"),
            ("Brian", "neural", "en-US", "LanguageNotSupportedException"),
        ] {
            let body = asked(voice, engine, language);
            assert_eq!(status(&signed_with(CREDENTIAL, "polly", &body), &body), (400, kind.to_owned()), "{voice}");
        }
    }
}

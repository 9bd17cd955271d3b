//! Samples of voices: the company's greeting, as callers hear it.

use api::{
    Problem, ProblemKind, StrictQuery, WhichVersion,
    access::{Authorized, permission::TestAgent},
    no_such_version,
};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{preview::VoiceSample, triage::Language, voice::Voice};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as ValueError},
};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

use super::{Function, no_budget};
use crate::polly::PollyError;

/// What the sample says.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SampleQuery {
    /// The version of the configuration whose greeting is said: its number, `published` or `draft`; the published one if missing.
    #[param(example = "draft")]
    version: Option<String>,
    /// The caller's language; `english` by default. The sample is the company's greeting in this language, with the disclosures.
    #[serde(default)]
    #[param(example = "english")]
    language: Language,
}

/// A sound.
#[derive(Debug)]
pub(crate) struct Mp3(Vec<u8>);

impl PartialSchema for Mp3 {
    fn schema() -> RefOr<Schema> {
        let bytes = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(bytes)).into()
    }
}

impl ToSchema for Mp3 {}

impl IntoResponse for Mp3 {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/mpeg"));
        response
    }
}

/// Hear a voice
///
/// Speaks the company's greeting in a voice, as MP3, as Twilio speaks it to callers. What it costs counts towards the company's
/// budget. Where there is no sample of a voice, the problem is `no-voice-sample`: Twilio takes the voice `echo` from Google, and
/// samples are Amazon Polly's, which a laptop does not have.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/voice-samples/{voice}", tag = "Trying the agent",
    params(
        ("voice" = Voice, Path, description = "The voice's name", example = "nova"),
    ),
    responses((status = 200, description = "The greeting", body = Mp3, content_type = "audio/mpeg", example = "ID3…"))
)]
pub(crate) async fn get_voice_sample(
    State(function): Function,
    may: Authorized<TestAgent>,
    Path((_, voice)): Path<(String, String)>,
    StrictQuery(query): StrictQuery<SampleQuery>,
) -> Result<Mp3, Problem> {
    let name: Result<Voice, ValueError> = Voice::deserialize(voice.as_str().into_deserializer());
    let voice = name.map_err(|_| Problem::new(ProblemKind::NotFound))?;
    let tenant = function.active_tenant(&may.scope).await?;
    let version = query.version.as_deref().map_or(Some(WhichVersion::default()), WhichVersion::parse);
    let version = version.ok_or_else(no_such_version)?.number(&tenant);
    let config = function.store.get_config(&may.scope, version).await?.ok_or_else(no_such_version)?;
    let VoiceSample { text, language } = VoiceSample::of(&config, query.language);
    let polly = function.polly.as_ref().ok_or_else(|| no_sample("voice samples are not available here"))?;
    let voice = voice.polly(language);
    let voice =
        voice.ok_or_else(|| no_sample("Twilio takes this voice from Google, whose voices have no samples here"))?;
    let allowance = function.spending.allowance(tenant.approved, tenant.budget);
    let spending = function.spending.begin_speech(&may.scope, allowance, text.chars().count() as u64);
    let reservation = spending.await.map_err(|error| no_budget(&error, may.change.at))?;
    let spoken = polly.speak(voice, &text).await;
    function.spending.end_speech(&may.scope, allowance, reservation, may_be_billed(&spoken)).await;
    match spoken {
        Ok(sound) => Ok(Mp3(sound)),
        Err(PollyError::NoVoice { .. }) => Err(no_sample("Amazon Polly does not have this voice here")),
        Err(error) => Err(Problem::unavailable(&error)),
    }
}

/// Whether Polly may bill a request: without an answer, it may have spoken.
fn may_be_billed(spoken: &Result<Vec<u8>, PollyError>) -> bool {
    matches!(spoken, Ok(_) | Err(PollyError::NoAnswer(_) | PollyError::TooLarge))
}

fn no_sample(detail: &str) -> Problem {
    Problem::new(ProblemKind::NoVoiceSample).with_detail(detail)
}

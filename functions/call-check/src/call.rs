//! One call of the built-in company, played as Twilio does: signed forms to the URLs that the answers name.

use std::time::Duration;

use domain::{
    phone::{PhoneError, PhoneNumber},
    triage::{Hazard, Language, safety_words},
};
use store::BuiltInCompany;
use twilio::{
    fallback_twiml::FallbackStage,
    signature::{AuthToken, sign},
    webhook_urls::CompanyOfCall,
};

use crate::{ACCOUNT, CallCheck, twiml::Twiml};

/// Twilio waits no longer than 15 seconds for an answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// What the caller says. The answer is fixed, whatever the model does.
const DANGER: &str = "I smell gas in my house";
/// The forwarding number in the checked fallback URL: a fictional one. No telephone rings, since the check only reads the
/// answer.
const FORWARD: &str = "+12025550143";

/// Why a request was not answered as it must be.
#[derive(Debug, thiserror::Error)]
pub enum CheckCallError {
    /// No answer came.
    #[error("{step}: no answer came")]
    NoAnswer {
        /// The request.
        step: &'static str,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// The answer has another status or content type.
    #[error("{step}: the answer has the status {status} or is no TwiML")]
    NoTwiml {
        /// The request.
        step: &'static str,
        /// The status of the answer.
        status: u16,
    },
    /// The answer does not contain what it must.
    #[error("{step}: the answer lacks {what}")]
    Lacks {
        /// The request.
        step: &'static str,
        /// What is missing.
        what: &'static str,
    },
    /// The operating system provides no random numbers.
    #[error("no random id could be generated")]
    Randomness(#[from] getrandom::Error),
    /// A number in the program is invalid.
    #[error("a number of the check is invalid")]
    Number(#[from] PhoneError),
}

/// A call.
pub(crate) struct PlayedCall<'a> {
    function: &'a CallCheck,
    company: &'a BuiltInCompany,
    token: Option<&'a AuthToken>,
    sid: String,
    forward: PhoneNumber,
}

impl<'a> PlayedCall<'a> {
    /// A new call. Requests without a token are not signed: the fallback cannot check Twilio's signature.
    pub(crate) fn new(
        function: &'a CallCheck,
        company: &'a BuiltInCompany,
        token: Option<&'a AuthToken>,
    ) -> Result<Self, CheckCallError> {
        let (sid, forward) = (random_call_sid()?, PhoneNumber::parse(FORWARD)?);
        Ok(Self { function, company, token, sid, forward })
    }

    /// The call arrives, its caller reports a danger, and it ends.
    pub(crate) async fn through_the_webhook(&self) -> Result<(), CheckCallError> {
        let urls = &self.function.urls;
        let of_company = CompanyOfCall { tenant: self.company.scope().tenant(), forward: None };
        let step = "the arrival of a call";
        let greeting = self.twiml(step, &urls.voice(), &[("CallStatus", "ringing")]).await?;
        require(step, "the company's greeting", greeting.said().contains(&**self.company.name()))?;
        let action = greeting.attribute("Gather", "action").filter(|action| urls.is_turn(action, 1, of_company));
        let action = action.ok_or(CheckCallError::Lacks { step, what: "a Gather with our URL of the first turn" })?;

        let step = "the turn of a caller in danger";
        let speech = [("CallStatus", "in-progress"), ("SpeechResult", DANGER), ("Confidence", "0.93")];
        let answer = self.twiml(step, action, &speech).await?;
        let safety = safety_words(Hazard::GasLeak, Language::FIRST);
        require(step, "the safety words", answer.said().contains(safety))?;
        require(
            step,
            "a Gather that goes on",
            answer.attribute("Gather", "action").is_some_and(|action| urls.is_turn(action, 2, of_company)),
        )?;

        let step = "the end of a call";
        let status = self.post(step, &urls.status(), &[("CallStatus", "completed"), ("CallDuration", "0")]).await?.0;
        if status == 204 { Ok(()) } else { Err(CheckCallError::NoTwiml { step, status }) }
    }

    /// The fallback connects the call to the number in its URL, and records a voicemail if no one answers there.
    pub(crate) async fn through_the_fallback(&self) -> Result<(), CheckCallError> {
        let urls = &self.function.urls;
        let step = "a call at the fallback";
        let url = urls.fallback(&FallbackStage::Check.name(), Some(&self.forward));
        let answer = self.twiml(step, &url, &[("ErrorCode", "11200"), ("ErrorUrl", &urls.voice())]).await?;
        require(step, "a Dial of the forwarding number", answer.text("Number") == Some(self.forward.as_str()))?;
        let dialed = urls.fallback(&FallbackStage::Dialed(Language::FIRST).name(), None);
        let action = answer.attribute("Dial", "action").filter(|action| **action == dialed);
        let action = action.ok_or(CheckCallError::Lacks { step, what: "our URL for the end of the Dial" })?;

        let step = "an unanswered number at the fallback";
        let answer = self.twiml(step, action, &[("DialCallStatus", "no-answer")]).await?;
        let recorded = urls.fallback(&FallbackStage::Recorded(Language::FIRST).name(), None);
        require(step, "a Record", answer.attribute("Record", "action") == Some(&recorded))
    }

    async fn twiml(&self, step: &'static str, url: &str, more: &[(&str, &str)]) -> Result<Twiml, CheckCallError> {
        let (status, content_type, body) = self.post(step, url, more).await?;
        if status != 200 || !content_type.starts_with("text/xml") {
            return Err(CheckCallError::NoTwiml { step, status });
        }
        Twiml::parse(&body).ok_or(CheckCallError::NoTwiml { step, status })
    }

    /// Posts a form; returns the status, the content type and the body of the answer.
    async fn post(
        &self,
        step: &'static str,
        url: &str,
        more: &[(&str, &str)],
    ) -> Result<(u16, String, String), CheckCallError> {
        let mine = [
            ("AccountSid", ACCOUNT),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", &self.sid),
            ("Direction", "inbound"),
            ("From", "anonymous"),
            ("To", self.company.number().as_str()),
        ];
        let form: Vec<(String, String)> =
            mine.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut request = self.function.http.post(url).form(&form).timeout(REQUEST_TIMEOUT);
        if let Some(token) = self.token {
            request = request.header("x-twilio-signature", sign(token, url, &form));
        }
        // Our URLs contain a signature, which does not belong into a log.
        let no_answer = |source: reqwest::Error| CheckCallError::NoAnswer { step, source: source.without_url() };
        let answer = request.send().await.map_err(no_answer)?;
        let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        let (status, content_type) = (answer.status().as_u16(), content_type.unwrap_or_default().to_owned());
        Ok((status, content_type, answer.text().await.map_err(no_answer)?))
    }
}

fn require(step: &'static str, what: &'static str, holds: bool) -> Result<(), CheckCallError> {
    if holds { Ok(()) } else { Err(CheckCallError::Lacks { step, what }) }
}

/// The id of a call that Twilio never made.
fn random_call_sid() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("CA{:032x}", u128::from_be_bytes(bytes)))
}

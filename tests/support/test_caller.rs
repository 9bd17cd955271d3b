//! A caller: posts the webhooks of a call, signed like Twilio signs them.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

use local::manifest::Manifest;
use quick_xml::{Reader, events::Event};
use twilio::signature::{AuthToken, sign};

/// The number of calls in this process.
static CALLS: AtomicU32 = AtomicU32::new(1);

/// A recording of a call.
pub(crate) const RECORDING: &str = "RE00000000000000000000000000000001";

pub(crate) const CALLER: &str = "+12145550142";

#[derive(Debug, Clone)]
pub(crate) struct TestCaller {
    base_url: String,
    /// Where webhooks are posted to, if not to the URL that they are signed for.
    address: Option<String>,
    company: usize,
    token: String,
    call_sid: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// What Twilio sends as `StirVerstat`, if anything.
    attestation: Option<String>,
    /// The clock of the system, and its second when the call began.
    clock: Option<(Arc<AtomicI64>, i64)>,
    http: reqwest::Client,
}

/// How long a call takes, in seconds.
const CALL_SECONDS: i64 = 65;

/// The response to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebhookResponse {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl TestCaller {
    pub(crate) fn new(manifest: &Manifest, company: usize) -> Self {
        let tenant = &manifest.tenants[company];
        Self {
            base_url: manifest.base_url.clone(),
            address: None,
            company,
            token: tenant.twilio_auth_token.clone(),
            call_sid: format!("CA{:032x}", CALLS.fetch_add(1, Ordering::Relaxed)),
            from: CALLER.to_owned(),
            to: tenant.number.to_string(),
            attestation: Some("TN-Validation-Passed-A".to_owned()),
            clock: None,
            http: super::http_client(),
        }
    }

    /// The same call, which begins now by this clock.
    pub(crate) fn by(mut self, clock: &Arc<AtomicI64>) -> Self {
        self.clock = Some((Arc::clone(clock), clock.load(Ordering::SeqCst)));
        self
    }

    pub(crate) fn from(mut self, from: &str) -> Self {
        from.clone_into(&mut self.from);
        self
    }

    /// The same call with another `StirVerstat`, or without one.
    pub(crate) fn attested(mut self, stir_verstat: Option<&str>) -> Self {
        self.attestation = stir_verstat.map(str::to_owned);
        self
    }

    /// The call with this id, from this number to this number.
    pub(crate) fn of_stored_call(manifest: &Manifest, call_sid: &str, from: &str, to: &str) -> Self {
        let company = manifest.tenants.iter().position(|tenant| tenant.number.as_str() == to).expect("a demo number");
        Self { call_sid: call_sid.to_owned(), ..Self::new(manifest, company).from(from) }
    }

    /// The same call, whose webhooks reach another process.
    pub(crate) fn reaching(&self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self.clone() }
    }

    /// The token that signs its webhooks.
    pub(crate) fn token(&self) -> AuthToken {
        AuthToken::new(self.token.as_str())
    }

    /// The same call, signed with another token.
    pub(crate) fn signing_with(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    pub(crate) fn company(&self) -> usize {
        self.company
    }

    pub(crate) fn call_sid(&self) -> &str {
        &self.call_sid
    }

    pub(crate) fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base_url) }
    }

    /// The parameters of every webhook, and `more`.
    pub(crate) fn params(&self, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let mine = [
            ("AccountSid", "AC00000000000000000000000000000000"),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", self.call_sid.as_str()),
            ("CallStatus", "in-progress"),
            ("CallerName", ""),
            ("Direction", "inbound"),
            ("From", self.from.as_str()),
            ("To", self.to.as_str()),
        ];
        // A parameter in `more` replaces the default one.
        let kept = mine.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
        kept.chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Posts a signed webhook to a path or URL.
    pub(crate) async fn post(&self, path: &str, more: &[(&str, &str)]) -> WebhookResponse {
        let url = self.url(path);
        let params = self.params(more);
        let signature = sign(&self.token(), &url, &params);
        self.post_signed(&url, &params, Some(&signature)).await
    }

    pub(crate) async fn post_signed(
        &self,
        url: &str,
        params: &[(String, String)],
        signature: Option<&str>,
    ) -> WebhookResponse {
        let url = match &self.address {
            Some(address) => url.replacen(&self.base_url, address, 1),
            None => url.to_owned(),
        };
        let mut request = self.http.post(url).form(params);
        if let Some(signature) = signature {
            request = request.header("X-Twilio-Signature", signature);
        }
        WebhookResponse::of(request.send().await.expect("an answer")).await
    }

    /// The call arrives.
    pub(crate) async fn ring(&self) -> WebhookResponse {
        let mut arrival = vec![("CallStatus", "ringing")];
        arrival.extend(self.attestation.iter().map(|status| ("StirVerstat", status.as_str())));
        self.post("/twilio/voice", &arrival).await
    }

    /// The caller speaks after a response.
    pub(crate) async fn say(&self, to: &WebhookResponse, words: &str) -> WebhookResponse {
        self.post(&to.attribute("Gather", "action"), &[("SpeechResult", words), ("Confidence", "0.92")]).await
    }

    /// The caller is silent after a response.
    pub(crate) async fn keep_silent(&self, to: &WebhookResponse) -> WebhookResponse {
        self.post(&to.attribute("Gather", "action"), &[("SpeechResult", "")]).await
    }

    /// The caller presses keys after a response.
    pub(crate) async fn press(&self, to: &WebhookResponse, keys: &str) -> WebhookResponse {
        self.post(&to.attribute("Gather", "action"), &[("Digits", keys)]).await
    }

    /// The call ends. The system's clock is not before that.
    pub(crate) async fn hang_up(&self) -> WebhookResponse {
        if let Some((clock, began)) = &self.clock {
            clock.fetch_max(began + CALL_SECONDS, Ordering::SeqCst);
        }
        self.end_after(&CALL_SECONDS.to_string()).await
    }

    /// The call's end is reported with this duration.
    pub(crate) async fn end_after(&self, seconds: &str) -> WebhookResponse {
        let more = [("CallStatus", "completed"), ("CallDuration", seconds), ("Duration", "2"), ("SequenceNumber", "3")];
        self.post("/twilio/status", &more).await
    }
}

impl WebhookResponse {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        Self { status, content_type, body: response.text().await.expect("text") }
    }

    /// The text of all `<Say>` elements; asserts that the body is TwiML.
    pub(crate) fn said(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        assert!(self.content_type.starts_with("text/xml"), "{}", self.content_type);
        let mut said = Vec::new();
        let (mut reader, mut in_say) = (Reader::from_str(&self.body), false);
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(element) => {
                    in_say = element.name().as_ref() == "Say";
                    if in_say {
                        said.push(String::new());
                    }
                }
                Event::End(_) => in_say = false,
                Event::Text(text) if in_say => said.last_mut().expect("started").push_str(&text),
                Event::GeneralRef(reference) if in_say => {
                    let resolved = quick_xml::escape::resolve_predefined_entity(&reference).expect("predefined");
                    said.last_mut().expect("started").push_str(resolved);
                }
                Event::Eof => return said.join(" "),
                _ => {}
            }
        }
    }

    /// An attribute of the first element with this name.
    pub(crate) fn attribute(&self, element: &str, attribute: &str) -> String {
        let mut reader = Reader::from_str(&self.body);
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(found) | Event::Empty(found) if found.name().as_ref() == element => {
                    let value = found.try_get_attribute(attribute).expect("well formed");
                    let value = value.unwrap_or_else(|| panic!("no {attribute} in {}", self.body));
                    return value
                        .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                        .expect("well formed")
                        .into_owned();
                }
                Event::Eof => panic!("no {element} in {}", self.body),
                _ => {}
            }
        }
    }

    /// The URL of the first `<Redirect>`.
    pub(crate) fn redirect(&self) -> String {
        let (_, rest) = self.body.split_once("<Redirect>").unwrap_or_else(|| panic!("no Redirect in {}", self.body));
        let (url, _) = rest.split_once("</Redirect>").expect("well-formed XML");
        quick_xml::escape::unescape(url).expect("well-formed XML").into_owned()
    }

    /// Whether the number is not in service.
    pub(crate) fn is_not_in_service(&self) -> bool {
        self.said().contains("this number is not in service") && self.has("Hangup") && !self.has("Gather")
    }

    pub(crate) fn has(&self, element: &str) -> bool {
        self.body.contains(&format!("<{element}"))
    }
}

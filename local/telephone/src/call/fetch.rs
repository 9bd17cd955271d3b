//! Fetches the documents of a call, sends its callbacks, and reports failures.

use platform::error_chain::ErrorChain;
use url::Url;

use super::{
    super::{
        party::Party,
        transcript::Heard,
        twiml::{self, Link, Method, Verb},
        wire::{HttpReply, WebhookFailure, WebhookRequest},
    },
    Call, Params, params,
};

/// The most documents of a call. Endless redirects are an error of the application.
const MAX_DOCUMENTS: u32 = 1000;

impl Call {
    /// Continues with the document at `link`, or with the fallback's document if that fails.
    pub(super) async fn follow<P: Party>(&mut self, link: &Link, extra: Params, party: &mut P) {
        let failure = match self.fetch(self.leg.params(), link, extra, party).await {
            Ok((document, verbs)) => return self.begin(document, verbs),
            Err(failure) => failure,
        };
        self.report(&failure, party);
        let looping = matches!(failure, WebhookFailure::Loop(_));
        let Some(fallback) = self.setup.fallback_url.clone().filter(|_| !looping) else {
            return self.drop_call(party).await;
        };
        let failed = match link.url.as_deref() {
            Some(url) => self.document.join(url).map_or_else(|_| url.to_owned(), String::from),
            None => self.document.to_string(),
        };
        let extra = params(&[("ErrorCode", &failure.code().to_string()), ("ErrorUrl", &failed)]);
        let link = Link { url: Some(fallback.into()), method: Method::Post };
        match self.fetch(self.leg.params(), &link, extra, party).await {
            Ok((document, verbs)) => self.begin(document, verbs),
            Err(failure) => {
                self.report(&failure, party);
                self.drop_call(party).await;
            }
        }
    }

    fn begin(&mut self, document: Url, verbs: Vec<Verb>) {
        self.document = document;
        self.pending = verbs.into();
    }

    pub(super) fn report<P: Party>(&mut self, failure: &WebhookFailure, party: &mut P) {
        self.note(Heard::Failed { code: failure.code(), reason: ErrorChain(failure).to_string() }, party);
    }

    pub(super) async fn fetch<P: Party>(
        &mut self,
        mut params: Params,
        link: &Link,
        extra: Params,
        party: &mut P,
    ) -> Result<(Url, Vec<Verb>), WebhookFailure> {
        self.documents += 1;
        if self.documents > MAX_DOCUMENTS {
            return Err(WebhookFailure::Loop(MAX_DOCUMENTS));
        }
        params.extend(extra);
        if self.documents == 1
            && let Some(attestation) = self.setup.attestation.param()
        {
            params.push(("StirVerstat".to_owned(), attestation.to_owned()));
        }
        let request = self.request(link, params)?;
        let url = request.url.clone();
        let reply = self.deliver(request, party).await?;
        Ok((url, twiml::parse(reply.document()?)?))
    }

    pub(super) fn request(&mut self, link: &Link, params: Params) -> Result<WebhookRequest, WebhookFailure> {
        let url = match link.url.as_deref() {
            None | Some("") => self.document.clone(),
            Some(url) => {
                self.document.join(url).map_err(|source| WebhookFailure::Link { url: url.to_owned(), source })?
            }
        };
        Ok(WebhookRequest { method: link.method, url, params, idempotency_token: self.sids.next("") })
    }

    pub(super) async fn deliver<P: Party>(
        &mut self,
        request: WebhookRequest,
        party: &mut P,
    ) -> Result<HttpReply, WebhookFailure> {
        let (result, took) = self.wire.send(&self.setup, &request).await;
        let status = match &result {
            Ok(reply) => Some(reply.status),
            Err(_) => None,
        };
        self.note(Heard::Requested { path: request.url.path().to_owned(), status, took }, party);
        self.requests.push(request);
        result
    }

    /// Sends a callback. The call ignores the response; a failure goes into the transcript.
    pub(super) async fn send_callback<P: Party>(&mut self, link: &Link, params: Params, party: &mut P) {
        let failure = match self.request(link, params) {
            Ok(request) => self.deliver(request, party).await.err(),
            Err(failure) => Some(failure),
        };
        if let Some(failure) = failure {
            self.report(&failure, party);
        }
    }
}

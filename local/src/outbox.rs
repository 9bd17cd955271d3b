//! The outbox: every e-mail, text and webhook that the system sent on this machine, and the texts that it received, as pages and as JSON.
//!
//! The embedded SES and the fake Twilio keep e-mails and texts, the latest ones; none of them is delivered. Webhooks are sent, and
//! [`companies`] reads what became of them.

use std::{cmp::Reverse, fmt::Write as _};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{Html, Response},
    routing::get,
};
use fake_twilio::{SentTexts, TextMessage};
use local_aws::{OUTBOX_PATH, SentEmail};
use localhost::HtmlText;
use platform::error_chain::ErrorChain;
use serde::Serialize;
use tracing::warn;

use companies::{CompanyText, SentWebhook, result_of};

mod companies;

pub(crate) use companies::Companies;

/// The path of the page.
pub(crate) const PATH: &str = "/outbox";

/// The pages run no script and load nothing, so that an e-mail can do no harm.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
                     article{border-top:1px solid #ccc;padding:1rem 0}h3{font-size:1rem;margin:0}\
                     pre{white-space:pre-wrap;background:#f5f5f5;padding:.75rem}";

/// Where the messages are.
#[derive(Clone)]
pub(crate) struct Outbox {
    /// The embedded AWS, or another implementation, which has no outbox.
    pub(crate) aws_url: Option<String>,
    /// The client that asks it.
    pub(crate) http: reqwest::Client,
    /// The texts of the fake Twilio.
    pub(crate) texts: SentTexts,
    /// Who sends webhooks and receives texts.
    pub(crate) companies: Companies,
}

/// What was sent and received, the latest first.
#[derive(Debug, Serialize)]
struct Sent {
    emails: Vec<SentEmail>,
    texts: Vec<TextMessage>,
    received_texts: Vec<CompanyText>,
    webhooks: Vec<SentWebhook>,
}

impl Outbox {
    /// The pages. They answer only on the host names of this machine.
    pub(crate) fn router(self) -> Router {
        let routes = Router::new()
            .route(PATH, get(page))
            .route("/outbox.json", get(json))
            .route("/outbox/emails/{id}", get(email))
            .layer(map_response(restricted));
        localhost::only_loopback_hosts(routes.with_state(self))
    }

    async fn emails(&self) -> Vec<SentEmail> {
        let Some(url) = &self.aws_url else { return Vec::new() };
        let asked = self.http.get(format!("{}{OUTBOX_PATH}", url.trim_end_matches('/'))).send().await;
        match asked.and_then(reqwest::Response::error_for_status) {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => Vec::new(),
        }
    }

    /// The answer is 503 if the table fails.
    async fn sent(&self) -> Result<Sent, StatusCode> {
        let (mut emails, mut texts) = (self.emails().await, self.texts.list());
        let (mut webhooks, mut received_texts) = self.companies.outbox().await.map_err(|error| {
            warn!(error = %ErrorChain(&error), "the webhooks and texts of the outbox cannot be read");
            StatusCode::SERVICE_UNAVAILABLE
        })?;
        emails.sort_by_key(|email| Reverse(email.at));
        texts.sort_by_key(|text| Reverse(text.at));
        received_texts.sort_by_key(|text| Reverse(text.at));
        webhooks.sort_by_key(|webhook| Reverse(webhook.at));
        Ok(Sent { emails, texts, received_texts, webhooks })
    }
}

async fn restricted(mut response: Response) -> Response {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    response.headers_mut().extend(headers);
    response
}

async fn json(State(outbox): State<Outbox>) -> Result<Json<Sent>, StatusCode> {
    outbox.sent().await.map(Json)
}

/// The HTML of an e-mail, as its reader sees it.
async fn email(State(outbox): State<Outbox>, Path(id): Path<String>) -> Result<Html<String>, StatusCode> {
    let found = outbox.emails().await.into_iter().find(|email| email.id == id);
    found.map(|email| Html(email.html)).ok_or(StatusCode::NOT_FOUND)
}

async fn page(State(outbox): State<Outbox>) -> Result<Html<String>, StatusCode> {
    let Sent { emails, texts, received_texts, webhooks } = outbox.sent().await?;
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Outbox</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Outbox</h1>\n\
         <p>What the system sent and received on this machine, the latest first. No e-mail and no text is delivered; webhooks are.</p>\n"
    );
    let _ = writeln!(html, "<h2 id=\"emails\">E-mails ({})</h2>", emails.len());
    for SentEmail { id, at, from, to, subject, text, .. } in &emails {
        let to = to.join(", ");
        let _ = writeln!(
            html,
            "<article><h3><a href=\"/outbox/emails/{}\">{}</a></h3>\n<p>{at} from {} to {}</p>\n<pre>{}</pre></article>",
            HtmlText(id),
            HtmlText(subject),
            HtmlText(from),
            HtmlText(&to),
            HtmlText(text),
        );
    }
    let _ = writeln!(html, "<h2 id=\"texts\">Texts ({})</h2>", texts.len());
    for TextMessage { at, to, from, body, .. } in &texts {
        let _ = writeln!(
            html,
            "<article><p>{at} from {} to {}</p>\n<pre>{}</pre></article>",
            HtmlText(from),
            HtmlText(to),
            HtmlText(body),
        );
    }
    write_received(&mut html, &received_texts);
    write_webhooks(&mut html, &webhooks);
    html.push_str("</body>\n</html>\n");
    Ok(Html(html))
}

fn write_received(html: &mut String, texts: &[CompanyText]) {
    let _ = writeln!(html, "<h2 id=\"received\">Texts received ({})</h2>", texts.len());
    for CompanyText { at, from, to, body } in texts {
        let from = from.as_ref().map_or_else(|| "a withheld number".to_owned(), ToString::to_string);
        let _ = writeln!(
            html,
            "<article><p>{at} from {} to {}</p>\n<pre>{}</pre></article>",
            HtmlText(&from),
            HtmlText(to.as_str()),
            HtmlText(body),
        );
    }
}

fn write_webhooks(html: &mut String, webhooks: &[SentWebhook]) {
    let _ = writeln!(html, "<h2 id=\"webhooks\">Webhooks ({})</h2>", webhooks.len());
    for SentWebhook { at, company, event, url, state, attempts, .. } in webhooks {
        let attempts: Vec<_> =
            attempts.iter().map(|attempt| format!("{}: {}", attempt.at, result_of(attempt))).collect();
        let _ = writeln!(
            html,
            "<article><h3>{event}: {}</h3>\n<p>{at} of {} to {}</p>\n<pre>{}</pre></article>",
            HtmlText(state.as_str().unwrap_or_default()),
            HtmlText(company),
            HtmlText(url),
            HtmlText(&attempts.join("\n")),
        );
    }
}

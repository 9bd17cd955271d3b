//! The outbox: every e-mail and text that the system sent on this machine, as pages and as JSON. None of them is delivered.
//!
//! The embedded SES and the fake Twilio keep them, the latest ones. Webhooks are not here: they are sent, and the API has their log.

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
use serde::Serialize;

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
}

/// What was sent, the latest first.
#[derive(Debug, Serialize)]
struct Sent {
    emails: Vec<SentEmail>,
    texts: Vec<TextMessage>,
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

    async fn sent(&self) -> Sent {
        let (mut emails, mut texts) = (self.emails().await, self.texts.list());
        emails.sort_by_key(|email| Reverse(email.at));
        texts.sort_by_key(|text| Reverse(text.at));
        Sent { emails, texts }
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

async fn json(State(outbox): State<Outbox>) -> Json<Sent> {
    Json(outbox.sent().await)
}

/// The HTML of an e-mail, as its reader sees it.
async fn email(State(outbox): State<Outbox>, Path(id): Path<String>) -> Result<Html<String>, StatusCode> {
    let found = outbox.emails().await.into_iter().find(|email| email.id == id);
    found.map(|email| Html(email.html)).ok_or(StatusCode::NOT_FOUND)
}

async fn page(State(outbox): State<Outbox>) -> Html<String> {
    let Sent { emails, texts } = outbox.sent().await;
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Outbox</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Outbox</h1>\n\
         <p>What the system sent on this machine, the latest first. Nothing is delivered.</p>\n"
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
    html.push_str("</body>\n</html>\n");
    Html(html)
}

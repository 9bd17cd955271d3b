//! Fetches a website's page, and a few pages of the same origin that it links to.

use std::time::Duration;

use domain::webhook::DeliveryFailure;
use reqwest::{
    Client, Response,
    header::{ACCEPT, CONTENT_TYPE, LOCATION, USER_AGENT},
};
use tokio::time::{Instant, timeout_at};
use url::Url;
use webhooks::{AddressRules, UrlError, WebhookUrl};

use crate::{
    encoding,
    page::{WebPage, read_page},
};

const CONNECT: Duration = Duration::from_secs(3);
/// For the page and those that it links to, with their redirects.
const WHOLE: Duration = Duration::from_secs(9);
/// For the page alone; what is left is for the others.
const FIRST: Duration = Duration::from_secs(7);
const MOST_REDIRECTS: usize = 4;
/// The most bytes of a page. A builder of websites makes pages of one or two megabytes.
const MOST_BYTES: usize = 4 * 1_024 * 1_024;
/// The most pages beside the first.
const MOST_LINKED: usize = 3;
const AGENT: &str = "front-desk-website-reader/1";

/// What links to pages about the company say, the most telling first.
const TELLING: [&str; 13] = [
    "hours",
    "service-area",
    "service area",
    "areas",
    "locations",
    "contact",
    "horario",
    "services",
    "pricing",
    "about",
    "specials",
    "coupons",
    "contacto",
];

/// Why a website cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address, or one that it redirects to, must not be connected to.
    #[error("its address is not on the public internet")]
    AddressRefused,
    /// No server answers at the address.
    #[error("no server answers there")]
    Unreachable,
    /// It did not answer in time.
    #[error("it did not answer in time")]
    TimedOut,
    /// The answer is not HTTP, or breaks off.
    #[error("its answer broke off")]
    Broken,
    /// It redirects too often, or to no address.
    #[error("it redirects too often")]
    Redirects,
    /// It answers with an error.
    #[error("it answers with status {0}")]
    Status(u16),
    /// It has too many bytes.
    #[error("its page has more than {MOST_BYTES} bytes")]
    TooLarge,
    /// It is no page of HTML.
    #[error("it is not a page of HTML")]
    NotHtml,
}

/// A page, and the address that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedPage {
    /// The address, after redirects.
    pub url: String,
    /// What it says.
    pub page: WebPage,
}

/// Reads the address of a website as people type it: `acmehvac.com` is `https://acmehvac.com`. What is not HTTPS is asked for by HTTPS,
/// unless the rules allow it.
pub fn website_url(typed: &str, rules: AddressRules) -> Result<WebhookUrl, UrlError> {
    let typed = typed.trim();
    let plain = typed.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    if !typed.contains("://") {
        return WebhookUrl::parse(&format!("https://{typed}"), rules);
    }
    match WebhookUrl::parse(typed, rules) {
        Err(UrlError::NotHttps) if plain => WebhookUrl::parse(&format!("https://{}", &typed[7..]), rules),
        parsed => parsed,
    }
}

/// Fetches websites.
#[derive(Debug, Clone)]
pub struct WebsiteFetcher {
    /// `None` if TLS cannot be set up at all. Nothing is fetched by a client without the resolver.
    client: Option<Client>,
    rules: AddressRules,
}

impl WebsiteFetcher {
    /// A fetcher that connects by these rules.
    #[must_use]
    pub fn new(rules: AddressRules) -> Self {
        Self { client: webhooks::client_builder(rules, CONNECT).build().ok(), rules }
    }

    /// The rules that it connects by.
    #[must_use]
    pub fn rules(&self) -> AddressRules {
        self.rules
    }

    /// Fetches the page at an address, and at most three pages of the same origin that tell about hours, places and services. A linked
    /// page that fails is left out.
    pub async fn fetch(&self, url: &WebhookUrl) -> Result<Vec<FetchedPage>, FetchError> {
        let began = Instant::now();
        let first = self.page(url.clone(), began + FIRST).await?;
        let linked = self.linked(&first).into_iter().map(|url| {
            let fetcher = self.clone();
            tokio::spawn(async move { fetcher.page(url, began + WHOLE).await })
        });
        let linked: Vec<_> = linked.collect();
        let mut pages = vec![first];
        for page in linked {
            if let Ok(Ok(page)) = page.await
                && !pages.iter().any(|known: &FetchedPage| known.url == page.url || known.page == page.page)
            {
                pages.push(page);
            }
        }
        Ok(pages)
    }

    /// The pages that the links of a page lead to, the most telling first.
    fn linked(&self, first: &FetchedPage) -> Vec<WebhookUrl> {
        let Ok(base) = Url::parse(&first.url) else { return Vec::new() };
        let mut found: Vec<(usize, WebhookUrl)> = Vec::new();
        for (target, words) in &first.page.links {
            let Ok(mut url) = base.join(target) else { continue };
            url.set_fragment(None);
            let says = format!("{} {}", url.path().to_lowercase(), words.to_lowercase());
            let Some(place) = TELLING.iter().position(|word| says.contains(word)) else { continue };
            let is_new = url.as_str() != first.url && !found.iter().any(|(_, known)| known.url() == &url);
            // What only changes something by GET is not followed: the link must have no query.
            if url.origin() == base.origin() && url.query().is_none() && is_new {
                found.extend(WebhookUrl::parse(url.as_str(), self.rules).ok().map(|url| (place, url)));
            }
        }
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, url)| url).take(MOST_LINKED).collect()
    }

    async fn page(&self, url: WebhookUrl, deadline: Instant) -> Result<FetchedPage, FetchError> {
        timeout_at(deadline, self.follow(url)).await.unwrap_or(Err(FetchError::TimedOut))
    }

    /// Follows redirects. Each is an address of a stranger, and checked like the first.
    async fn follow(&self, mut url: WebhookUrl) -> Result<FetchedPage, FetchError> {
        let client = self.client.as_ref().ok_or(FetchError::Unreachable)?;
        for _ in 0..=MOST_REDIRECTS {
            let request = client.get(url.url().clone()).header(ACCEPT, "text/html").header(USER_AGENT, AGENT);
            let response = request.send().await.map_err(|error| fetch_error(&error))?;
            let status = response.status();
            if status.is_redirection() {
                let target = response.headers().get(LOCATION).and_then(|target| target.to_str().ok());
                let target = target.and_then(|target| url.url().join(target).ok()).ok_or(FetchError::Redirects)?;
                url = WebhookUrl::parse(target.as_str(), self.rules).map_err(|_| FetchError::AddressRefused)?;
                continue;
            }
            if !status.is_success() {
                return Err(FetchError::Status(status.as_u16()));
            }
            let html = html(response).await?;
            return Ok(FetchedPage { url: url.as_str().to_owned(), page: read_page(&html) });
        }
        Err(FetchError::Redirects)
    }
}

/// The HTML of an answer.
async fn html(mut response: Response) -> Result<String, FetchError> {
    let content_type =
        response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_lowercase();
    if !["text/html", "application/xhtml+xml"].iter().any(|kind| content_type.starts_with(kind)) {
        return Err(FetchError::NotHtml);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| fetch_error(&error))? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(encoding::decode(&bytes, &content_type))
}

fn fetch_error(error: &reqwest::Error) -> FetchError {
    match webhooks::failure(error) {
        DeliveryFailure::AddressRefused => FetchError::AddressRefused,
        DeliveryFailure::TimedOut => FetchError::TimedOut,
        DeliveryFailure::Unreachable => FetchError::Unreachable,
        DeliveryFailure::Broken => FetchError::Broken,
    }
}

#[cfg(test)]
mod tests;

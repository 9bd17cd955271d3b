//! Reads a company's website: fetches its page and a few pages that it links to, and takes the text out of their HTML.
//!
//! The address is a stranger's input and so is each redirect: the same rules as for webhooks decide what may be connected to
//! ([`webhooks::AddressRules`]), and time, bytes, redirects and pages are bounded. Does not know what the text is read for.

mod encoding;
mod fetcher;
mod page;

pub use self::{
    fetcher::{FetchError, FetchedPage, WebsiteFetcher, website_url},
    page::{WebPage, read_page},
};

//! A request to things that exist, which any client can send to any company.

use reqwest::{
    Method, RequestBuilder,
    header::{CONTENT_TYPE, IF_MATCH},
};
use serde_json::Value;

use crate::support::ApiClient;

/// A request to things that exist.
pub(crate) struct PreparedRequest {
    pub(super) method: Method,
    /// The operation's path, with its parameters.
    pub(super) path: String,
    /// The parameter after the company, and its value.
    pub(super) below: Option<(&'static str, String)>,
    /// The company, if only one company fits.
    pub(super) required_tenant: Option<String>,
    pub(super) if_match: Option<String>,
    pub(super) body: Option<(String, Value)>,
}

impl PreparedRequest {
    /// The request of a client for a company by this name.
    pub(crate) fn build(&self, client: &ApiClient, company: &str) -> RequestBuilder {
        let below = self.below.as_ref().map_or("", |(_, id)| id);
        self.build_with(below, client, company)
    }

    /// The same request with another value of the parameter after the company.
    pub(crate) fn build_with(&self, id: &str, client: &ApiClient, company: &str) -> RequestBuilder {
        self.build_parts(id, self.body(), client, company)
    }

    /// The same request with another body.
    pub(crate) fn build_with_body(&self, body: &Value, client: &ApiClient, company: &str) -> RequestBuilder {
        let below = self.below.as_ref().map_or("", |(_, id)| id);
        self.build_parts(below, Some(body), client, company)
    }

    fn build_parts(&self, id: &str, body: Option<&Value>, client: &ApiClient, company: &str) -> RequestBuilder {
        let mut path = self.path.replace("{tenant}", self.required_tenant.as_deref().unwrap_or(company));
        if let Some((place, _)) = &self.below {
            path = path.replace(place, id);
        }
        if path.ends_with("/calls/search") {
            path += "?q=furnace";
        }
        if self.method == Method::DELETE && path.ends_with("/credentials/twilio") {
            path += "?connected_numbers=keep";
        }
        let mut request = client.request(self.method.clone(), &path);
        if let Some(if_match) = &self.if_match {
            request = request.header(IF_MATCH, if_match);
        }
        let content_type = self.body.as_ref().map(|(content_type, _)| content_type);
        match content_type.zip(body) {
            Some((content_type, body)) => request.header(CONTENT_TYPE, content_type).body(body.to_string()),
            None => request,
        }
    }

    pub(crate) fn body(&self) -> Option<&Value> {
        self.body.as_ref().map(|(_, body)| body)
    }

    /// The parameter after the company, and its value.
    pub(crate) fn below(&self) -> Option<(&'static str, &str)> {
        self.below.as_ref().map(|(place, id)| (*place, id.as_str()))
    }

    pub(crate) fn names_tenant(&self) -> bool {
        self.path.contains("{tenant}")
    }
}

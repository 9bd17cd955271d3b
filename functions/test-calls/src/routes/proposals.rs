//! Proposals for a company's configuration, out of its website or of a text. Nothing is saved.

use std::time::Duration;

use api::{
    JsonBody, Problem, ProblemKind,
    access::{Authorized, permission::EditConfiguration},
};
use axum::{Json, extract::State};
use calls::single_request::{SingleRequest, SingleRequestError};
use domain::proposals::{CompanyProposals, SourcePage, model};
use platform::error_chain::ErrorChain;
use store::{TenantItem, TenantScope};
use tokio::time::Instant;
use tracing::warn;
use websites::{FetchError, FetchedPage, website_url};

mod wire;

use super::Function;
use crate::TestCalls;
use wire::{ModelPart, ProposalsView, SourceBody};

/// How long the model may take. With the website's nine seconds it fits into a request.
const PATIENCE: Duration = Duration::from_secs(15);
/// The most characters of a text that is pasted.
const LONGEST_TEXT: usize = 50_000;

/// Propose hours, places and services
///
/// Reads the company's website, or a text, and proposes a name, a telephone number, languages, opening hours, places and services, each with
/// the words that it comes from. Nothing is saved: review the proposals, and save those that are right with
/// `PATCH …/configuration/draft`. What can be read in two ways is in `unclear`.
///
/// Of a website, the page and at most three pages that it links to are read. Where they have no hours, no places or no services for the code to
/// find, the company's model is asked, and a value of its answer is kept only if the text has the words that it quotes. `model` says whether it was
/// asked. The request counts in the company's budget; without budget or credentials, what the code found is the answer.
///
/// The address must be on the public internet, as a webhook's. If the website cannot be read, the problem says why: `website-not-public`,
/// `website-not-html`, `website-too-large`, `website-unreachable` or `website-too-slow`.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/proposals", tag = "Trying the agent",
    request_body = SourceBody,
    responses(
        (status = 200, description = "The proposals", body = ProposalsView),
        (status = 502, description = "`website-unreachable`: the website does not answer, or answers with an error"),
        (status = 504, description = "`website-too-slow`: the website does not answer in time")
    )
)]
pub(crate) async fn propose(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    JsonBody(body): JsonBody<SourceBody>,
) -> Result<Json<ProposalsView>, Problem> {
    let tenant = function.active_tenant(&may.scope).await?;
    let (pages, sources) = match (body.website, body.text) {
        (Some(website), None) => function.website(&website).await?,
        (None, Some(text)) => (vec![pasted(text)?], Vec::new()),
        _ => return Err(Problem::field("/website", "send exactly one of website and text")),
    };
    let mut found = CompanyProposals::read(&pages);
    let model = if found.lacks_anything() {
        function.ask_model((&may.scope, &tenant), &pages, &mut found).await
    } else {
        ModelPart::NotNeeded
    };
    Ok(Json(ProposalsView::new(found, sources, model)))
}

fn pasted(text: String) -> Result<SourcePage, Problem> {
    let size = text.chars().count();
    if size > LONGEST_TEXT {
        return Err(Problem::field("/text", format!("has {size} characters; at most {LONGEST_TEXT} are allowed")));
    }
    Ok(SourcePage { text, ..SourcePage::default() })
}

impl TestCalls {
    /// The pages of a website, and their addresses.
    async fn website(&self, typed: &str) -> Result<(Vec<SourcePage>, Vec<String>), Problem> {
        let url = website_url(typed, self.websites.rules());
        let url = url.map_err(|error| not_public(format!("the address {error}")))?;
        let fetched = Box::pin(self.websites.fetch(&url)).await.map_err(fetch_problem)?;
        let source = |FetchedPage { url, page }| {
            let websites::WebPage { text, title, site_name, structured, .. } = page;
            (SourcePage { text, title, site_name, structured }, url)
        };
        Ok(fetched.into_iter().map(source).unzip())
    }

    /// Adds what the company's model finds. Without it, the proposals stay as they are.
    async fn ask_model(
        &self,
        (scope, tenant): (&TenantScope, &TenantItem),
        pages: &[SourcePage],
        found: &mut CompanyProposals,
    ) -> ModelPart {
        let content = model::content(pages);
        if content.trim().is_empty() {
            return ModelPart::NotNeeded;
        }
        let key = async {
            let own = self.secrets.get(scope, tenant.credentials_version).await?;
            self.secrets.key_for(&own, self.requests.key()).await
        };
        let Ok(key) = key.await else { return ModelPart::NoCredentials };
        let request =
            SingleRequest { instructions: model::INSTRUCTIONS, content: &content, answer: &self.proposal_schema };
        let company = (scope, tenant.approved, tenant.budget);
        match self.requests.ask(company, &key, request, Instant::now() + PATIENCE).await {
            Ok(answer) if found.add_model_answer(&answer, pages) => ModelPart::Asked,
            Ok(_) => ModelPart::Failed,
            Err(SingleRequestError::BudgetSpent(_) | SingleRequestError::TrialsSpent) => ModelPart::BudgetSpent,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "the model proposed nothing");
                ModelPart::Failed
            }
        }
    }
}

fn not_public(detail: String) -> Problem {
    Problem::new(ProblemKind::WebsiteNotPublic).with_detail(detail)
}

/// The problem for a website that cannot be read.
fn fetch_problem(error: FetchError) -> Problem {
    let kind = match error {
        FetchError::AddressRefused => ProblemKind::WebsiteNotPublic,
        FetchError::NotHtml => ProblemKind::WebsiteNotHtml,
        FetchError::TooLarge => ProblemKind::WebsiteTooLarge,
        FetchError::TimedOut => ProblemKind::WebsiteTooSlow,
        FetchError::Unreachable | FetchError::Broken | FetchError::Redirects | FetchError::Status(_) => {
            ProblemKind::WebsiteUnreachable
        }
    };
    Problem::new(kind).with_detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_of_a_website_has_its_problem() {
        for (error, name) in [
            (FetchError::AddressRefused, "website-not-public"),
            (FetchError::NotHtml, "website-not-html"),
            (FetchError::TooLarge, "website-too-large"),
            (FetchError::TimedOut, "website-too-slow"),
            (FetchError::Unreachable, "website-unreachable"),
            (FetchError::Broken, "website-unreachable"),
            (FetchError::Redirects, "website-unreachable"),
            (FetchError::Status(404), "website-unreachable"),
        ] {
            assert_eq!(fetch_problem(error).kind().name(), name);
        }
    }
}

//! Reads of the API: every list, as a company's owner or as an operator.

use reqwest::{StatusCode, header};
use serde_json::json;

use crate::{Failure, company::AdminApi};

/// The paths of a function's lists.
#[derive(Debug, PartialEq)]
pub(crate) struct Lists {
    of_owner: &'static [&'static str],
    of_operator: &'static [&'static str],
}

pub(crate) const ADMIN_TENANTS: Lists = Lists {
    of_owner: &[
        "/admin/tenants/me",
        "/admin/me",
        "/admin/tenants/me/audit",
        "/admin/tenants/me/configuration/diff",
        "/admin/tenants/me/configuration/versions",
        "/admin/tenants/me/connection",
        "/admin/tenants/me/credentials",
        "/admin/tenants/me/dialing",
        "/admin/tenants/me/names",
        "/admin/tenants/me/numbers",
        "/admin/tenants/me/numbers/available?area_code=214",
        "/admin/tenants/me/people",
        "/admin/tenants/me/scenario-runs",
        "/admin/tenants/me/scenarios",
    ],
    of_operator: &["/admin/audit", "/admin/tenants"],
};

pub(crate) const API_KEYS: Lists = Lists {
    of_owner: &[
        "/admin/tenants/me/api-keys",
        "/admin/tenants/me/my-notifications",
        "/admin/tenants/me/undelivered-notifications",
    ],
    of_operator: &["/health/ready"],
};

pub(crate) const TEST_CALLS: Lists = Lists { of_owner: &["/admin/tenants/me/test-calls"], of_operator: &[] };

pub(crate) const CALL_RECORDS: Lists = Lists {
    of_owner: &[
        "/admin/tenants/me/calls",
        "/admin/tenants/me/calls/export.csv",
        "/admin/tenants/me/calls/search?q=furnace",
        "/admin/tenants/me/appointments",
        "/admin/tenants/me/appointments/export.csv",
        "/admin/tenants/me/availability",
        "/admin/tenants/me/calendar-feeds",
        "/admin/tenants/me/emergencies",
        "/admin/tenants/me/emergencies/export.csv",
        "/admin/tenants/me/messages",
        "/admin/tenants/me/messages/export.csv",
        "/admin/tenants/me/webhooks",
    ],
    of_operator: &[],
};

pub(crate) const CUSTOMERS: Lists = Lists {
    of_owner: &[
        "/admin/tenants/me/customers",
        "/admin/tenants/me/customers/export.csv",
        "/admin/tenants/me/export",
        "/admin/tenants/me/retention",
    ],
    of_operator: &[],
};

pub(crate) const ANALYTICS: Lists = Lists {
    of_owner: &[
        "/admin/tenants/me/analytics",
        "/admin/tenants/me/analytics/days.csv",
        "/admin/tenants/me/analytics/months",
        "/admin/tenants/me/pulse",
    ],
    of_operator: &[
        "/admin/analytics",
        "/admin/analytics/companies",
        "/admin/analytics/health",
        "/admin/analytics/months",
    ],
};

/// Reads each list, and checks that none is given without a token.
pub(crate) async fn read((owner, operator): (&AdminApi<'_>, &AdminApi<'_>), lists: &Lists) -> Result<(), Failure> {
    read_as(owner, lists.of_owner).await?;
    read_as(operator, lists.of_operator).await
}

async fn read_as(api: &AdminApi<'_>, paths: &[&str]) -> Result<(), Failure> {
    let http = platform::http_client();
    for path in paths {
        let status = http.get(format!("{}{path}", api.base_url)).send().await?.status();
        if status != StatusCode::UNAUTHORIZED {
            return Err(format!("GET {path} without a token: {status}").into());
        }
        let response = http.get(format!("{}{path}", api.base_url)).bearer_auth(&api.token).send().await?;
        let content = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let expected = if path.contains(".csv") { "text/csv" } else { "application/json" };
        let is_expected = content.is_some_and(|content| content.starts_with(expected));
        let status = response.status();
        if status != StatusCode::OK || !is_expected {
            let content = content.unwrap_or("no content type").to_owned();
            return Err(format!("GET {path}: {status}, {content}: {}", response.text().await?).into());
        }
    }
    Ok(())
}

/// Begins a test call of the published configuration, says something, and reads the call.
pub(crate) async fn test_call(api: &AdminApi<'_>) -> Result<(), Failure> {
    let calls = "/admin/tenants/me/test-calls";
    let begun = api.send("POST", calls, Some(&json!({"version": "published"}))).await?;
    let id = begun["test_call_id"].as_str().ok_or_else(|| format!("the test call has no id: {begun}"))?;
    let path = format!("{calls}/{id}");
    api.send("POST", &format!("{path}/turns"), Some(&json!({"say": "My furnace stopped working."}))).await?;
    let read = api.send("GET", &path, None).await?;
    if !read["history"].to_string().contains("My furnace stopped working.") {
        return Err(format!("the test call lacks the caller's words: {read}").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

    #[test]
    fn every_documented_list_is_read() {
        let document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
        let lists = [ADMIN_TENANTS, API_KEYS, TEST_CALLS, CALL_RECORDS, CUSTOMERS, ANALYTICS];
        let paths = lists.iter().flat_map(|lists| [lists.of_owner, lists.of_operator].concat());
        let mut read: Vec<_> = paths.map(|path| path.split('?').next().unwrap_or_default()).collect();
        read.sort_unstable();
        let gets =
            document["paths"].as_object().expect("paths").iter().filter(|(_, methods)| !methods["get"].is_null());
        let paths = gets.map(|(path, _)| path.replace("/{tenant}", "/me")).filter(|path| !path.contains('{'));
        let mut documented: Vec<_> = paths.collect();
        documented.sort_unstable();
        assert_eq!(read, documented);
    }
}

//! Pages of lists.
//!
//! A page's token names the entry it starts after (`PA…`) or ends before (`PB…`); the page's number is echoed and not
//! otherwise used, as with Twilio, unless there is no token.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{problem::TwilioError, request::RequestParams};

const USUAL_SIZE: usize = 50;
const LARGEST_SIZE: usize = 1000;

/// The part of a list that is asked for, in Twilio's envelope. `entries` are the list's ids in order, of what the
/// parameters named in `filters` leave of it; `entry` writes one entry.
pub(super) fn page(
    path: &str,
    params: &RequestParams,
    filters: &[&str],
    (key, entries): (&str, &[String]),
    entry: impl Fn(usize) -> Value,
) -> Result<Value, TwilioError> {
    let number = |name| params.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = number("PageSize").unwrap_or(USUAL_SIZE).clamp(1, LARGEST_SIZE);
    let page = number("Page").unwrap_or(0);
    let at = |sid: &str| entries.iter().position(|known| known == sid).ok_or(TwilioError::PAGE_TOKEN);
    let start = match params.filled("PageToken") {
        None => page.saturating_mul(size).min(entries.len()),
        Some(token) => match (token.strip_prefix("PA"), token.strip_prefix("PB")) {
            (Some(after), _) => at(after)? + 1,
            (_, Some(before)) => at(before)?.saturating_sub(size),
            _ => return Err(TwilioError::PAGE_TOKEN),
        },
    };
    let end = start.saturating_add(size).min(entries.len());
    let uri = |page: usize, token: Option<String>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for name in filters {
            if let Some(value) = params.filled(name) {
                query.append_pair(name, value);
            }
        }
        query.append_pair("PageSize", &size.to_string()).append_pair("Page", &page.to_string());
        if let Some(token) = token {
            query.append_pair("PageToken", &token);
        }
        format!("{path}?{}", query.finish())
    };
    let next = (start < end && end < entries.len()).then(|| uri(page + 1, Some(format!("PA{}", entries[end - 1]))));
    let previous =
        (start > 0 && start < end).then(|| uri(page.saturating_sub(1), Some(format!("PB{}", entries[start]))));
    let mut envelope = Map::new();
    envelope.insert(key.to_owned(), (start..end).map(entry).collect());
    envelope.extend([
        ("first_page_uri".to_owned(), json!(uri(0, None))),
        ("next_page_uri".to_owned(), json!(next)),
        ("previous_page_uri".to_owned(), json!(previous)),
        ("uri".to_owned(), json!(uri(page, params.filled("PageToken").map(str::to_owned)))),
        ("page".to_owned(), json!(page)),
        ("page_size".to_owned(), json!(size)),
        ("start".to_owned(), json!(start)),
        ("end".to_owned(), json!(end.saturating_sub(1).max(start))),
    ]);
    Ok(Value::Object(envelope))
}

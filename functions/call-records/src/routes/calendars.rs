//! Calendars of visits that other programs read: the private addresses, and the file behind such an address.
//!
//! The file needs no sign-in, because a calendar program has none: the secret in its address is the proof.

use std::sync::Arc;

use api::{
    JsonBody, Listed, PageQuery, Problem, ProblemKind, StrictQuery,
    access::{Authorized, permission::ManageCalendarFeeds},
};
use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{dates::DateRange, tenant::TenantConfig};
use jiff::{Timestamp, ToSpan};
use store::{
    CalendarFeedItem, CalendarOf, ChangeError, CustomerScope, LARGEST_PAGE, TenantScope, VisitEntry,
    key::RateLimitSubject, secret_token::CalendarSecret,
};

use super::Function;
use crate::{
    CallRecords,
    wire::calendar::{CalendarView, CreateCalendarBody, NewCalendarView, calendar_of},
};

/// The days before today, and those from today on, that a calendar shows. A visit is booked 60 days ahead at most.
const DAYS_BEFORE: i64 = 30;
const DAYS_FROM_TODAY: i64 = 61;
/// The most entries of a calendar, from its first day on.
const MOST_ENTRIES: usize = 5_000;
/// The most reads of a calendar in a minute. Programs read it a few times an hour.
const MOST_READS: u64 = 30;
/// The path of the file. Its route is in `template.yaml`, not in the OpenAPI document: a program gets the whole address.
pub(crate) const CALENDAR_FILE: &str = "/calendar/{file}";

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}

/// List calendars
///
/// Lists the calendars of visits that have an address: the company's, and those of its people.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calendar-feeds", tag = "Calendars",
    responses((status = 200, description = "A page of calendars", body = Listed<CalendarView>))
)]
pub(crate) async fn list_calendars(
    State(function): Function,
    may: Authorized<ManageCalendarFeeds>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<CalendarView>>, Problem> {
    function.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
    let calendars = function.store.list_calendars(&may.scope, page.cursor(), page.limit()).await?;
    Ok(Json(calendars.map(CalendarView::from).into()))
}

/// Create a calendar
///
/// Makes a private address at which Google Calendar, Apple Calendar, Outlook and others read the company's visits: times, names,
/// addresses and telephone numbers, without access notes. It is shown only once, and replaces the address that the company or
/// the person had. A person's address works while they may read customers.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/calendar-feeds", tag = "Calendars",
    request_body = CreateCalendarBody,
    responses((status = 201, description = "The calendar with its address", body = NewCalendarView))
)]
pub(crate) async fn create_calendar(
    State(function): Function,
    may: Authorized<ManageCalendarFeeds>,
    JsonBody(body): JsonBody<CreateCalendarBody>,
) -> Result<Response, Problem> {
    let (of, secret) = (body.holder(), CalendarSecret::random()?);
    let is_persons = of != CalendarOf::Company;
    let created = function.store.create_calendar(&may.scope, of, &secret, &may.change).await;
    let item = created.map_err(|error| match error {
        ChangeError::Missing if is_persons => {
            Problem::field("/person", "name a person of the company who has signed in and may read customers")
        }
        error => error.into(),
    })?;
    let url = function.public_url.join(&CALENDAR_FILE.replace("{file}", &format!("{}.ics", secret.expose())));
    Ok((StatusCode::CREATED, Json(NewCalendarView { calendar: item.into(), url })).into_response())
}

/// Revoke a calendar
///
/// Ends a calendar's address at once. Programs keep what they have read.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/calendar-feeds/{calendar}", tag = "Calendars",
    params(("calendar" = String, Path, description = "`company`, or a person's id", example = "company")),
    responses((status = 204, description = "The address works no more"))
)]
pub(crate) async fn revoke_calendar(
    State(function): Function,
    may: Authorized<ManageCalendarFeeds>,
    Path((_, calendar)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let of = CalendarOf::parse(&calendar).ok_or_else(not_found)?;
    function.store.revoke_calendar(&may.scope, &of, &may.change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The routes that need no sign-in.
pub(crate) fn public(function: &Arc<CallRecords>) -> Router {
    Router::new().route(CALENDAR_FILE, get(read_calendar)).with_state(Arc::clone(function))
}

/// The file of a calendar. Its version is in the `ETag`.
async fn read_calendar(
    State(function): Function,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (store, now) = (&function.store, function.clock.now());
    let secret = file.strip_suffix(".ics").and_then(CalendarSecret::parse).ok_or_else(not_found)?;
    let holder = store.get_calendar_holder(&secret).await?.ok_or_else(not_found)?;
    let scope = holder.enter(function.access.sessions()).await?;
    let calendar = store.open_calendar(&scope, &holder).await?.ok_or_else(not_found)?;
    function.count_read(&scope, &calendar, now).await?;
    let config = function.published(&scope).await?;
    let visits = function.visits_around(&scope, &calendar, &config, now).await?;
    store.note_calendar_read(&scope, &calendar, now).await?;
    Ok(file_response(calendar_of(&config, visits, now).to_text(), &headers))
}

impl CallRecords {
    async fn count_read(
        &self,
        scope: &TenantScope,
        calendar: &CalendarFeedItem,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let name = format!("calendar:{}", calendar.of);
        let reads = self.store.count_request(&RateLimitSubject { scope: Some(scope), name: &name }, now).await?;
        if reads > MOST_READS {
            return Err(Problem::new(ProblemKind::TooManyRequests)
                .with_detail(format!("at most {MOST_READS} reads of a calendar in a minute"))
                .with_header(header::RETRY_AFTER, HeaderValue::from_static("60")));
        }
        Ok(())
    }

    async fn visits_around(
        &self,
        scope: &TenantScope,
        calendar: &CalendarFeedItem,
        config: &TenantConfig,
        now: Timestamp,
    ) -> Result<Vec<VisitEntry>, Problem> {
        let customers = CustomerScope::of_calendar(calendar, scope);
        let today = config.time_zone.to_datetime(now).date();
        let past = DateRange::starting(today.saturating_sub(DAYS_BEFORE.days()), DAYS_BEFORE);
        let coming = DateRange::starting(today, DAYS_FROM_TODAY);
        let mut visits = Vec::new();
        for days in [past, coming] {
            let mut after = None::<String>;
            while visits.len() < MOST_ENTRIES {
                let page = self.store.list_visits(&customers, days, after.as_deref(), LARGEST_PAGE).await?;
                visits.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(visits)
    }
}

fn file_response(text: String, request: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hex::encode(&digest(&SHA256, text.as_bytes()).as_ref()[..16]));
    let known = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|value| value.split(',')).any(|tag| {
        let tag = tag.trim();
        tag == "*" || tag.trim_start_matches("W/") == etag
    });
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"visits.ics\""),
        (header::CACHE_CONTROL, "private, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

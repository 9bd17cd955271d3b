//! Visits: the calendar of the office, and what the office changes in it.

use api::{
    IfMatch, JsonBody, Listed, Problem, ProblemKind, StrictQuery, WithVersion,
    access::{
        Authorized, NewId,
        permission::{ManageAppointments, ReadCompany, ReadCustomers},
    },
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    booking::{Appointment, Origin, bookable_slot},
    id::AppointmentId,
    tenant::TenantConfig,
    webhook::WebhookEvent,
};
use jiff::civil::Date;
use store::{OfficeChange, PersonalData, TenantScope};

use super::Function;
use crate::{
    CallRecords,
    wire::{
        appointment::{AppointmentRow, AppointmentView, AvailabilityView},
        customer_text::AppointmentWithTexts,
        visit::{AppointmentsQuery, BookBody, CancelBody, DaysQuery, EditBody, MoveBody},
    },
};

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}

fn shown(appointment: Appointment) -> WithVersion<AppointmentView> {
    WithVersion { version: appointment.log.version, body: appointment.into() }
}

impl CallRecords {
    /// The configuration by which calls are answered now.
    pub(super) async fn published(&self, scope: &TenantScope) -> Result<TenantConfig, Problem> {
        let tenant = self.store.get_tenant(scope).await?.ok_or_else(not_found)?;
        self.store.get_config(scope, tenant.published_version).await?.ok_or_else(not_found)
    }

    async fn change<P>(
        &self,
        may: &Authorized<P>,
        id: &AppointmentId,
        change: &OfficeChange,
        if_match: &IfMatch,
    ) -> Result<WithVersion<AppointmentView>, Problem> {
        let matched = |version| if_match.matched(version);
        let changed = Box::pin(self.store.change_visit(&may.scope, id, change, &may.change, matched)).await?;
        // A move to its own slot changes nothing, and the latest change is an older one then.
        if let Some(event) = WebhookEvent::latest_change(&changed).filter(|event| event.at == may.change.at) {
            self.announce(may, event).await;
        }
        Ok(shown(changed))
    }
}

/// Today in the company's time zone.
pub(super) fn today<P>(may: &Authorized<P>, config: &TenantConfig) -> Date {
    config.time_zone.to_datetime(may.change.at).date()
}

/// List appointments
///
/// Lists the visits of a range of days by day, time and appointment, with the cancelled ones and those that moved away. With
/// `window` or `search`, a page may have fewer items than `limit`, even none, and a `next_cursor`. The audit log gets an entry, one
/// for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/appointments", tag = "Appointments",
    responses((status = 200, description = "A page of visits", body = Listed<AppointmentRow>))
)]
pub(crate) async fn list_appointments(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    StrictQuery(query): StrictQuery<AppointmentsQuery>,
) -> Result<Json<Listed<AppointmentRow>>, Problem> {
    let days = query.days(today(&may, &function.published(&may.scope).await?))?;
    let customers = function.open(&may, PersonalData::Appointments).await?;
    let filter = query.filter();
    let found = function.store.find_visits(&customers, days, &filter, query.cursor(), query.limit());
    Ok(Json(found.await?.map(AppointmentRow::from).into()))
}

/// Get the places that are left
///
/// Shows for each day and arrival window how many visits fit, how many are booked, and whether another one can be booked, by the
/// published configuration.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/availability", tag = "Appointments",
    responses((status = 200, description = "The places", body = AvailabilityView))
)]
pub(crate) async fn get_availability(
    State(function): Function,
    may: Authorized<ReadCompany>,
    StrictQuery(query): StrictQuery<DaysQuery>,
) -> Result<Json<AvailabilityView>, Problem> {
    let config = function.published(&may.scope).await?;
    let days = query.days(today(&may, &config))?;
    let taken = function.store.read_capacity(&may.scope, days).await?;
    let windows = &config.arrival_windows;
    let places = windows.places(days, &taken, &config.hours, &config.time_zone, may.change.at);
    Ok(Json(AvailabilityView::of(&config, places)))
}

/// Get an appointment
///
/// Gets a visit with its history: who booked it, from where it moved, why it was cancelled, and with the texts to the customer about it.
/// Its version is in the `ETag`. The audit log gets an entry.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/appointments/{appointment}", tag = "Appointments",
    params(("appointment" = String, Path, description = "An appointment's id", example = "apt_7f1c_0")),
    responses((
        status = 200, description = "The visit", body = AppointmentWithTexts,
        headers(("ETag" = String, description = "The version of the visit"))
    ))
)]
pub(crate) async fn get_appointment(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    Path((_, appointment)): Path<(String, String)>,
) -> Result<WithVersion<AppointmentWithTexts>, Problem> {
    let appointment: AppointmentId = path_id(appointment)?;
    function.open(&may, PersonalData::Appointment(&appointment)).await?;
    let (found, texts) = tokio::try_join!(
        function.store.get_appointment(&may.scope, &appointment),
        function.store.list_customer_texts(&may.scope, &appointment)
    )?;
    let WithVersion { version, body } = shown(found.ok_or_else(not_found)?);
    Ok(WithVersion { version, body: AppointmentWithTexts::new(body, texts) })
}

/// Book an appointment
///
/// Books a visit by the rules that the agent follows: one of the job types, an address within the service area, a window that can be
/// booked and has a place left. The customer's record of the number gets the name and the address.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/appointments", tag = "Appointments",
    request_body = BookBody,
    responses(
        (
            status = 201, description = "The visit", body = AppointmentView,
            headers(("ETag" = String, description = "The version of the visit"))
        ),
        (status = 409, description = "The last place of the window is taken"),
    )
)]
pub(crate) async fn book_appointment(
    State(function): Function,
    may: Authorized<ManageAppointments>,
    new: NewId,
    JsonBody(body): JsonBody<BookBody>,
) -> Result<Response, Problem> {
    let created = |appointment| (StatusCode::CREATED, shown(appointment)).into_response();
    let id: AppointmentId = path_id(format!("{}{}", AppointmentId::PREFIX, new.body()))?;
    if let NewId::OfRequest(_) = new
        && let Some(booked) = function.store.get_appointment(&may.scope, &id).await?
    {
        // An earlier attempt booked it, and its response was lost. By now the window may be closed.
        return Ok(created(booked));
    }
    let config = function.published(&may.scope).await?;
    let visit = domain::booking::OfficeBooking::from(body).checked(&config, may.change.at)?;
    let capacity = config.arrival_windows.capacity(&visit.slot.id.window).unwrap_or(0);
    let origin = Origin::Office { office: may.change.actor.name.clone() };
    let appointment = Appointment::booked(id, origin, visit, may.change.at);
    let booked = function.store.book_for_office(&may.scope, &appointment, capacity, &may.change);
    let booked = Box::pin(booked).await?;
    function.announce(&may, WebhookEvent::booked(&booked)).await;
    Ok(created(booked))
}

/// Move an appointment
///
/// Moves a booked visit to another window that can be booked and has a place left. The place that it had is given back. With
/// `notify_customer`, the customer gets a text, unless they replied STOP or must not be contacted.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/appointments/{appointment}/move", tag = "Appointments",
    params(("appointment" = String, Path, description = "An appointment's id", example = "apt_7f1c_0")),
    request_body = MoveBody,
    responses(
        (
            status = 200, description = "The visit", body = AppointmentView,
            headers(("ETag" = String, description = "The version of the visit"))
        ),
        (status = 409, description = "The last place of the window is taken, or the visit is cancelled"),
    )
)]
pub(crate) async fn move_appointment(
    State(function): Function,
    may: Authorized<ManageAppointments>,
    Path((_, appointment)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(MoveBody { slot, notify_customer }): JsonBody<MoveBody>,
) -> Result<WithVersion<AppointmentView>, Problem> {
    let appointment = path_id(appointment)?;
    let config = function.published(&may.scope).await?;
    let to = match bookable_slot(&config, &slot, may.change.at) {
        Ok(to) => to,
        Err(problem) => {
            // Without the visit, the answer is "not found", also for a slot that cannot be booked.
            function.store.get_appointment(&may.scope, &appointment).await?.ok_or_else(not_found)?;
            return Err(vec![problem].into());
        }
    };
    let capacity = config.arrival_windows.capacity(&slot.window).unwrap_or(0);
    let change = OfficeChange::Move { to, capacity, notify_customer };
    function.change(&may, &appointment, &change, &if_match).await
}

/// Cancel an appointment
///
/// Cancels a booked visit and gives its place back. With `notify_customer`, the customer gets a text, as for a move.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/appointments/{appointment}/cancel", tag = "Appointments",
    params(("appointment" = String, Path, description = "An appointment's id", example = "apt_7f1c_0")),
    request_body = CancelBody,
    responses(
        (
            status = 200, description = "The visit", body = AppointmentView,
            headers(("ETag" = String, description = "The version of the visit"))
        ),
        (status = 409, description = "The visit is cancelled already"),
    )
)]
pub(crate) async fn cancel_appointment(
    State(function): Function,
    may: Authorized<ManageAppointments>,
    Path((_, appointment)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<CancelBody>,
) -> Result<WithVersion<AppointmentView>, Problem> {
    function.change(&may, &path_id(appointment)?, &body.into(), &if_match).await
}

/// Change the notes or correct the details of an appointment
///
/// Replaces the office's note or what the technician has to know, and corrects the name, the address, the job type or the problem of a
/// booked visit by the rules of a booking. Fields that are missing stay as they are. Webhooks get `appointment.changed` for a correction.
/// Another time is a move; for another number to call back, cancel the visit and book it again.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/appointments/{appointment}", tag = "Appointments",
    params(("appointment" = String, Path, description = "An appointment's id", example = "apt_7f1c_0")),
    request_body = EditBody,
    responses(
        (
            status = 200, description = "The visit", body = AppointmentView,
            headers(("ETag" = String, description = "The version of the visit"))
        ),
        (status = 409, description = "A detail is to be corrected, and the visit is cancelled"),
    )
)]
pub(crate) async fn edit_appointment(
    State(function): Function,
    may: Authorized<ManageAppointments>,
    Path((_, appointment)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<EditBody>,
) -> Result<WithVersion<AppointmentView>, Problem> {
    let (notes, correction) = body.split();
    let correction =
        if correction.is_some() { correction.checked(&function.published(&may.scope).await?)? } else { None };
    function.change(&may, &path_id(appointment)?, &OfficeChange::Edit { notes, correction }, &if_match).await
}

//! The API for what happened in a company's calls.
//!
//! Owns the routes of calls and their recordings, visits, messages and emergencies below `/admin/tenants/{tenant}`, and the calendars of visits that
//! other programs read. Everything they show is personal data: a read leaves an entry in the audit log, and a read of a calendar
//! leaves its time in the calendar's item. Owns the routes of webhooks too, by which programs hear of all that. Does not know how a
//! call is answered, what counts its usage, nor how a webhook is delivered.

use std::sync::Arc;

use ::webhooks::AddressRules;
use api::{
    access::{Access, require_auth},
    openapi::{self, RouteTable},
};
use axum::Router;
use files::Files;
use messages::FollowUpQueue;
use platform::{
    aws::tagged_role::TaggedRole,
    clock::Clock,
    config::{
        ApiConfig, ConfigError, Environment, FilesConfig, FollowUpQueueConfig, OidcConfig, TableConfig,
        TelephonyConfig, TenantRoleConfig, WebhookConfig,
    },
    key_ring::KeySource,
    public_url::PublicUrl,
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::Metric,
};
use store::{Store, TENANT_TAG, TenantSessions};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

mod routes;
mod wire;

/// The metrics that the function publishes.
pub const METRICS: [Metric; 1] = [SECURITY_EVENTS];

/// The function's clients.
#[derive(Debug)]
pub struct CallRecords {
    access: Arc<Access>,
    store: Store,
    clock: Clock,
    public_url: PublicUrl,
    follow_ups: FollowUpQueue,
    sealing_keys: KeySource,
    webhook_addresses: AddressRules,
    files: Files,
}

impl CallRecords {
    /// Creates the clients from the settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, role, telephony, queue, oidc, api, webhooks, files } = settings;
        let Runtime { aws, http, clock, trace, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock.clone());
        let access = Access::new(runtime, oidc, &api, (store.clone(), sessions));
        let follow_ups = FollowUpQueue::new(platform::aws::sqs(&aws), queue.follow_up_queue_url, trace);
        let sealing_keys = KeySource::stored(platform::aws::secrets_manager(&aws), api.sealing_keys);
        let files = Files::new(http, aws.clone(), files);
        let webhook_addresses = AddressRules::of(webhooks);
        let public_url = telephony.public_url;
        Self { access: Arc::new(access), store, clock, public_url, follow_ups, sealing_keys, webhook_addresses, files }
    }
}

/// The function's settings.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    role: TenantRoleConfig,
    telephony: TelephonyConfig,
    queue: FollowUpQueueConfig,
    oidc: OidcConfig,
    api: ApiConfig,
    webhooks: WebhookConfig,
    files: FilesConfig,
}

impl Settings {
    /// Reads the settings from the environment. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_call_records(environment)?,
            telephony: TelephonyConfig::from(environment)?,
            queue: FollowUpQueueConfig::from(environment)?,
            oidc: OidcConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
            webhooks: WebhookConfig::from(environment)?,
            files: FilesConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Call records", license(name = "Proprietary")),
    tags(
        (name = "Calls", description = "What happened in a company's calls."),
        (name = "Appointments", description = "The visits of a company: booked by callers and by the office."),
        (name = "Calendars", description = "Private addresses at which calendar programs read the visits."),
        (name = "Messages", description = "What callers left for the company."),
        (name = "Emergencies", description = "The dangers that were detected in calls."),
        (name = "Webhooks", description = "The receivers that a company's programs register, and what was delivered to them."),
    )
)]
struct Api;

fn with_routes<R: RouteTable<Arc<CallRecords>>>(router: R) -> R {
    api::routes!(
        router,
        [
            routes::calls::list_calls,
            routes::search::search_calls,
            routes::exports::export_calls,
            routes::calls::get_call,
            routes::recordings::get_recording_link,
            routes::appointments::list_appointments,
            routes::exports::export_appointments,
            routes::appointments::book_appointment,
            routes::appointments::get_appointment,
            routes::appointments::edit_appointment,
            routes::appointments::move_appointment,
            routes::appointments::cancel_appointment,
            routes::appointments::get_availability,
            routes::calendars::list_calendars,
            routes::calendars::create_calendar,
            routes::calendars::revoke_calendar,
            routes::handling::list_messages,
            routes::exports::export_messages,
            routes::handling::get_message,
            routes::handling::handle_message,
            routes::handling::list_emergencies,
            routes::exports::export_emergencies,
            routes::handling::get_emergency,
            routes::handling::handle_emergency,
            routes::webhooks::list_webhooks,
            routes::webhooks::create_webhook,
            routes::webhooks::subscribe,
            routes::webhooks::unsubscribe,
            routes::webhooks::get_sample,
            routes::webhooks::get_webhook,
            routes::webhooks::change_webhook,
            routes::webhooks::remove_webhook,
            routes::webhooks::rotate_webhook,
            routes::webhooks::test_webhook,
            routes::webhooks::list_deliveries,
            routes::webhooks::get_delivery,
            routes::webhooks::resend_delivery,
        ]
    )
}

/// The function's OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = with_routes(OpenApiRouter::with_openapi(Api::openapi())).into_openapi();
    openapi::complete(&mut api);
    api
}

/// The function's routes.
pub fn router(function: CallRecords) -> Router {
    let function = Arc::new(function);
    let public = routes::calendars::public(&function);
    let router = with_routes(Router::new());
    require_auth(router, Arc::clone(&function.access)).with_state(function).merge(public)
}

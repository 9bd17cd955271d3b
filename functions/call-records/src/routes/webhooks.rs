//! Webhooks: the endpoints of a company, their secrets and their deliveries.

use api::{
    JsonBody, Listed, PageQuery, Problem, ProblemKind, StrictQuery,
    access::{Authorized, permission::ManageWebhooks},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    id::{WebhookEndpointId, WebhookEventId},
    text::Text,
    webhook::{WebhookEvent, WebhookEventType, WebhookSubject},
};
use jiff::SignedDuration;
use messages::{FollowUpJob, JobKind};
use platform::random;
use store::{
    ChangeError, Conflict, DeliveryItem, EndpointChange, SealedSecret, WebhookEndpointItem, secret_token::last_four,
};
use webhooks::{Payload, SigningSecret, WebhookUrl, sample};

use super::Function;
use crate::{
    CallRecords,
    wire::webhook::{
        ChangeWebhookBody, CreateWebhookBody, DeliveryView, NewSubscriptionView, NewWebhookView, RemovedView,
        SubscribeBody, TestBody, WebhookView,
    },
};

/// How long requests are signed with the old secret too, after a rotation.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

type May = Authorized<ManageWebhooks>;

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}

impl CallRecords {
    /// A URL that may be called, in one form.
    fn url(&self, field: &str, url: &Text<1000>) -> Result<String, Problem> {
        let url = WebhookUrl::parse(url, self.webhook_addresses);
        url.map(|url| url.as_str().to_owned()).map_err(|why| Problem::field(field, why.to_string()))
    }

    /// A new secret, and its encrypted form.
    async fn new_secret(
        &self,
        may: &May,
        endpoint: &WebhookEndpointId,
    ) -> Result<(SigningSecret, SealedSecret), Problem> {
        let secret = SigningSecret::random()?;
        let keys = self.sealing_keys.load(None).await.map_err(|error| Problem::unavailable(&error))?;
        let sealed =
            secret.seal(&keys, (may.scope.tenant(), endpoint)).map_err(|error| Problem::unavailable(&error))?;
        let (sealing_key, sealed) = sealed;
        let last_four = last_four(secret.expose()).to_owned();
        Ok((secret, SealedSecret { last_four, sealing_key, sealed }))
    }

    async fn create(
        &self,
        may: &May,
        url: String,
        description: Option<Text<120>>,
        events: impl IntoIterator<Item = WebhookEventType>,
    ) -> Result<(WebhookEndpointItem, SigningSecret), Problem> {
        let endpoint = path_id(format!("{}{}", WebhookEndpointId::PREFIX, random::id_body()?))?;
        let (secret, sealed) = self.new_secret(may, &endpoint).await?;
        let item = WebhookEndpointItem {
            endpoint,
            url,
            description,
            events: events.into_iter().collect(),
            disabled: None,
            failing_since: None,
            secret: sealed,
            previous: None,
            created_at: may.change.at,
        };
        self.store.create_endpoint(&may.scope, &item, &may.change).await?;
        Ok((item, secret))
    }

    async fn endpoint(&self, may: &May, webhook: String) -> Result<WebhookEndpointItem, Problem> {
        self.store.get_endpoint(&may.scope, &path_id(webhook)?).await?.ok_or_else(not_found)
    }

    /// An endpoint that gets requests.
    async fn enabled(&self, may: &May, webhook: String) -> Result<WebhookEndpointItem, Problem> {
        let endpoint = self.endpoint(may, webhook).await?;
        match endpoint.disabled {
            None => Ok(endpoint),
            Some(_) => Err(ChangeError::from(Conflict::WebhookDisabled).into()),
        }
    }

    /// Queues the next attempt of a delivery.
    async fn queue(&self, may: &May, delivery: &DeliveryItem) -> Result<(), Problem> {
        let kind = JobKind::WebhookDelivery {
            endpoint: delivery.endpoint.clone(),
            delivery: delivery.delivery.clone(),
            attempt: delivery.attempts.len(),
        };
        let job = FollowUpJob { tenant: may.scope.tenant().clone(), call: None, kind };
        self.follow_ups.send(&[job]).await.map_err(|error| Problem::unavailable(&error))
    }
}

/// List webhooks
///
/// Lists the endpoints of a company. A disabled one says why.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/webhooks", tag = "Webhooks",
    responses((status = 200, description = "Every endpoint", body = Listed<WebhookView>))
)]
pub(crate) async fn list_webhooks(State(function): Function, may: May) -> Result<Json<Listed<WebhookView>>, Problem> {
    function.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
    let endpoints = function.store.list_endpoints(&may.scope).await?;
    let items = endpoints.into_iter().map(|endpoint| WebhookView::at(may.change.at, endpoint)).collect();
    Ok(Json(Listed { items, next_cursor: None }))
}

/// Register a webhook
///
/// Registers the URL of a receiver and the events that it gets, at most 20 for a company. The secret that signs the requests is shown
/// only once. The URL is HTTPS on port 443, and names a host on the public internet.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/webhooks", tag = "Webhooks",
    request_body = CreateWebhookBody,
    responses((status = 201, description = "The endpoint and its secret", body = NewWebhookView))
)]
pub(crate) async fn create_webhook(
    State(function): Function,
    may: May,
    JsonBody(body): JsonBody<CreateWebhookBody>,
) -> Result<(StatusCode, Json<NewWebhookView>), Problem> {
    let url = function.url("/url", &body.url)?;
    let (item, secret) = function.create(&may, url, body.description, body.events.0).await?;
    Ok((StatusCode::CREATED, Json(NewWebhookView::of(may.change.at, item, &secret))))
}

/// Get a webhook
///
/// Gets an endpoint. Its secret is never shown again.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/webhooks/{webhook}", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2")),
    responses((status = 200, description = "The endpoint", body = WebhookView))
)]
pub(crate) async fn get_webhook(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
) -> Result<Json<WebhookView>, Problem> {
    Ok(Json(WebhookView::at(may.change.at, function.endpoint(&may, webhook).await?)))
}

/// Change a webhook
///
/// Changes the URL, the events or the description, disables the endpoint or enables it again. Fields that are missing stay as they are.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/webhooks/{webhook}", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2")),
    request_body = ChangeWebhookBody,
    responses((status = 200, description = "The endpoint", body = WebhookView))
)]
pub(crate) async fn change_webhook(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
    JsonBody(body): JsonBody<ChangeWebhookBody>,
) -> Result<Json<WebhookView>, Problem> {
    let ChangeWebhookBody { url, description, events, enabled } = body;
    let url = url.map(|url| function.url("/url", &url)).transpose()?;
    let change = EndpointChange { url, description, events: events.map(|events| events.0), enabled };
    let changed = function.store.change_endpoint(&may.scope, &path_id(webhook)?, &change, &may.change).await?;
    Ok(Json(WebhookView::at(may.change.at, changed)))
}

/// Remove a webhook
///
/// The endpoint gets no more requests, also none that are due, and its log of deliveries is gone.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/webhooks/{webhook}", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2")),
    responses((status = 204, description = "The endpoint is removed"))
)]
pub(crate) async fn remove_webhook(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    function.store.remove_endpoint(&may.scope, &path_id(webhook)?, &may.change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Rotate the secret of a webhook
///
/// The new secret is shown only once. For 24 hours, each request is signed with both secrets, so that the receiver can switch.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/webhooks/{webhook}/rotate", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2")),
    responses((status = 201, description = "The endpoint and its new secret", body = NewWebhookView))
)]
pub(crate) async fn rotate_webhook(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
) -> Result<(StatusCode, Json<NewWebhookView>), Problem> {
    let endpoint = path_id(webhook)?;
    let (secret, sealed) = function.new_secret(&may, &endpoint).await?;
    let rotated = function.store.rotate_endpoint_secret(&may.scope, &endpoint, &sealed, OVERLAP, &may.change);
    let item = Box::pin(rotated).await?;
    Ok((StatusCode::CREATED, Json(NewWebhookView::of(may.change.at, item, &secret))))
}

/// Test a webhook
///
/// Sends the sample of an event to the endpoint, with `"test": true`, whether or not the endpoint gets such events. It is a delivery like
/// any other.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/webhooks/{webhook}/test", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2")),
    request_body = TestBody,
    responses((status = 202, description = "The delivery", body = DeliveryView))
)]
pub(crate) async fn test_webhook(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
    JsonBody(body): JsonBody<TestBody>,
) -> Result<(StatusCode, Json<DeliveryView>), Problem> {
    let endpoint = function.enabled(&may, webhook).await?;
    let id: WebhookEventId = path_id(format!("{}test_{}", WebhookEventId::PREFIX, random::id_body()?))?;
    let subject = WebhookSubject::Sample { event: body.event, id };
    let delivery = DeliveryItem::new(&endpoint.endpoint, &WebhookEvent { at: may.change.at, subject });
    function.store.put_requested_delivery(&may.scope, &delivery, &may.change).await?;
    function.queue(&may, &delivery).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery.into())))
}

/// List deliveries of a webhook
///
/// Lists what was sent to an endpoint in the last 30 days, the latest event first, with the status and the time of each attempt. Neither
/// what was sent nor what was answered is kept.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/webhooks/{webhook}/deliveries", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2")),
    responses((status = 200, description = "A page of deliveries", body = Listed<DeliveryView>))
)]
pub(crate) async fn list_deliveries(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<DeliveryView>>, Problem> {
    let endpoint = function.endpoint(&may, webhook).await?.endpoint;
    let found = function.store.list_deliveries(&may.scope, &endpoint, page.cursor(), page.limit()).await?;
    Ok(Json(found.map(DeliveryView::from).into()))
}

/// Get a delivery
///
/// Gets a delivery with its attempts.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/webhooks/{webhook}/deliveries/{delivery}", tag = "Webhooks",
    params(
        ("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2"),
        ("delivery" = String, Path, description = "A delivery's id", example = "dlv_000643d0a7c9b8002f"),
    ),
    responses((status = 200, description = "The delivery", body = DeliveryView))
)]
pub(crate) async fn get_delivery(
    State(function): Function,
    may: May,
    Path((_, webhook, delivery)): Path<(String, String, String)>,
) -> Result<Json<DeliveryView>, Problem> {
    let endpoint = function.endpoint(&may, webhook).await?.endpoint;
    let found = function.store.get_delivery(&may.scope, &endpoint, &path_id(delivery)?).await?;
    Ok(Json(found.ok_or_else(not_found)?.into()))
}

/// Send a delivery again
///
/// Sends an event once more, with the same `webhook-id`, so that a receiver that has it already can leave it out. Failed attempts are
/// repeated by the usual schedule. A delivery can be sent again when it is `delivered`, `failed` or `dropped`, and when it is
/// `pending` and its `next_attempt_at` is more than ten minutes ago: then its attempt was lost. One that is `pending` and was not tried
/// yet, or not since it was sent again, is queued at once. A delivery of 100 attempts is not sent again.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/webhooks/{webhook}/deliveries/{delivery}/resend", tag = "Webhooks",
    params(
        ("webhook" = String, Path, description = "A webhook's id", example = "whe_7kq2"),
        ("delivery" = String, Path, description = "A delivery's id", example = "dlv_000643d0a7c9b8002f"),
    ),
    responses(
        (status = 202, description = "The delivery", body = DeliveryView),
        (status = 409, description = "Its next attempt is due later, or it had 100 attempts, or the webhook is disabled"),
    )
)]
pub(crate) async fn resend_delivery(
    State(function): Function,
    may: May,
    Path((_, webhook, delivery)): Path<(String, String, String)>,
) -> Result<(StatusCode, Json<DeliveryView>), Problem> {
    let (endpoint, delivery) = (function.enabled(&may, webhook).await?.endpoint, path_id(delivery)?);
    let again = function.store.resend_delivery(&may.scope, &endpoint, &delivery, &may.change).await?;
    function.queue(&may, &again).await?;
    Ok((StatusCode::ACCEPTED, Json(again.into())))
}

/// Subscribe to an event
///
/// Registers a receiver for one event, in the form that Zapier, Make and similar programs use: they keep the `id`, and remove the
/// subscription with it.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/webhooks/subscriptions", tag = "Webhooks",
    request_body = SubscribeBody,
    responses((status = 201, description = "The subscription", body = NewSubscriptionView))
)]
pub(crate) async fn subscribe(
    State(function): Function,
    may: May,
    JsonBody(body): JsonBody<SubscribeBody>,
) -> Result<(StatusCode, Json<NewSubscriptionView>), Problem> {
    let url = function.url("/target_url", &body.target_url)?;
    let (item, secret) = function.create(&may, url, None, [body.event]).await?;
    Ok((StatusCode::CREATED, Json(NewSubscriptionView::of(item, body.event, &secret))))
}

/// Remove a subscription
///
/// Removes a subscription by its `id`: the webhook of that id.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/webhooks/subscriptions/{webhook}", tag = "Webhooks",
    params(("webhook" = String, Path, description = "A subscription's id", example = "whe_7kq2")),
    responses((status = 200, description = "The subscription is removed", body = RemovedView))
)]
pub(crate) async fn unsubscribe(
    State(function): Function,
    may: May,
    Path((_, webhook)): Path<(String, String)>,
) -> Result<Json<RemovedView>, Problem> {
    let id: WebhookEndpointId = path_id(webhook)?;
    function.store.remove_endpoint(&may.scope, &id, &may.change).await?;
    Ok(Json(RemovedView { id }))
}

/// Get a sample of an event
///
/// Gets a list with one payload, as a receiver gets it, with made-up data: Zapier and Make show its fields during the set-up.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/webhooks/samples/{event}", tag = "Webhooks",
    params(("event" = String, Path, description = "The type of an event", example = "appointment.booked")),
    responses((
        status = 200, description = "A list with one payload", body = Vec<serde_json::Value>,
        example = json!([{
            "type": "message.taken", "version": 1, "id": "evt_sample", "timestamp": "2026-11-23T16:00:00Z",
            "tenant_id": "ten_acme", "test": true,
            "data": {
                "message_id": "msg_7f1c_0", "call_id": "CA7f1c", "name": "Dana Smith", "callback": "+12145550142",
                "words": "The gate is locked", "urgent": false, "left_at": "2026-11-23T15:05:40Z",
            },
        }])
    ))
)]
pub(crate) async fn get_sample(
    State(function): Function,
    may: May,
    Path((_, event)): Path<(String, String)>,
) -> Result<Json<[Payload; 1]>, Problem> {
    function.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
    let event_type = WebhookEventType::parse(&event).ok_or_else(not_found)?;
    let subject = WebhookSubject::Sample { event: event_type, id: path_id("evt_sample".to_owned())? };
    let event = WebhookEvent { at: may.change.at, subject };
    let data = sample(event_type).map_err(|error| Problem::unavailable(&error))?;
    Ok(Json([Payload::of_test(&event, may.scope.tenant().clone(), data)]))
}

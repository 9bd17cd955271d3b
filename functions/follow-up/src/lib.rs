//! Does the jobs that follow a call or a change: one message each, one module for each kind.
//!
//! A job that is delivered twice is done once. Only the jobs that fail return to the queue; after five failures, a job goes
//! to the dead-letter queue with its reason ([`failures`]). Once a minute, a schedule queues the jobs that wait for a time ([`due`]).

use ::webhooks::{AddressRules, Sender};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use calls::{
    single_request::SingleRequests,
    spending::{BUDGET_EXHAUSTED, SPEND_WARNING, Spending, TRIALS_EXHAUSTED},
};
use connections::secrets::{Secrets, SecretsError};
use domain::{notification::UndeliveredReason, summary::model};
use files::{Files, FilesError};
use futures_util::future::join_all;
use messages::{DeadLetterQueue, Failures, FollowUpJob, FollowUpQueue, JobKind, MessageError, QueueError};
use openai::{AnswerSchema, OpenAi};
use platform::{
    clock::Clock,
    config::{
        BudgetConfig, ConfigError, DeadLetterConfig, EmailConfig, Environment, FilesConfig, FollowUpQueueConfig,
        KeysConfig, ModelConfig, PriceConfig, SecretsConfig, TableConfig, TelephonyConfig, TwilioConfig, WebhookConfig,
    },
    key_ring::{KeyRingError, KeySource},
    public_url::PublicUrl,
    runtime::Runtime,
    sealing::SealError,
    telemetry::{Metric, Metrics},
    trace::TraceHeader,
};
use store::{Store, StoreError};
use tokio::sync::Mutex;
use tracing::{Instrument, Span, field::Empty, field::display, info, info_span};
use twilio::{
    rest::{RestClient, RestError},
    webhook_urls::UnsignedUrls,
};

mod account;
mod alarm;
mod announce;
mod due;
mod email;
mod email_instead;
mod escalate;
mod export;
mod failures;
mod index;
mod invocation;
mod notify;
mod recordings;
mod retention;
mod returned_email;
mod ring;
mod summary;
mod text;
mod text_back;
mod text_caller;
mod text_customer;
mod webhooks;

pub use alarm::{AlarmEvent, AlarmReport};
pub use due::{DueError, DueReport};
use email::{EmailError, Mailer};
use export::ArchiveError;
pub use invocation::{Invocation, InvocationResult};
use returned_email::reason_of;

const JOBS_DONE: Metric = Metric::count("JobsDone");
const JOBS_FAILED: Metric = Metric::count("JobsFailed");

/// A summary without the words of a model, because it failed.
const SUMMARY_MODEL_FAILED: Metric = Metric::count("SummaryModelFailed");

const EMAILS_SENT: Metric = Metric::count("EmailsSent");

/// E-mails that bounced, and complaints.
const EMAILS_RETURNED: Metric = Metric::count("EmailsReturned");

const TEXTS_SENT: Metric = Metric::count("TextsSent");

/// A notification that will never reach its person.
const NOTIFICATIONS_UNDELIVERABLE: Metric = Metric::count("NotificationsUndeliverable");

/// Texts and rings about emergencies after their calls.
const EMERGENCY_PAGES_SENT: Metric = Metric::count("EmergencyPagesSent");

/// An emergency that no one has accepted a quarter of an hour after it was heard. It is counted again every half hour.
const EMERGENCIES_UNACKNOWLEDGED: Metric = Metric::count("EmergenciesUnacknowledged");

/// Texts to customers.
const CUSTOMER_TEXTS_SENT: Metric = Metric::count("CustomerTextsSent");

/// Texts to customers that cannot be delivered, or were not.
const CUSTOMER_TEXTS_UNDELIVERABLE: Metric = Metric::count("CustomerTextsUndeliverable");

/// A run of the schedule that queues the due jobs, which completed. Without any, the alarm `due-jobs-stopped` goes off.
const DUE_RUNS: Metric = Metric::count("DueRuns");

const RECORDINGS_COPIED: Metric = Metric::count("RecordingsCopied");

/// Attempts to copy or delete the sound of recordings that failed, for any reason.
const RECORDINGS_FAILED: Metric = Metric::count("RecordingsFailed");

/// The attempts among them that failed at the bucket.
const FILES_REFUSED: Metric = Metric::count("FilesRefused");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 21] = [
    JOBS_DONE,
    JOBS_FAILED,
    SUMMARY_MODEL_FAILED,
    EMAILS_SENT,
    EMAILS_RETURNED,
    TEXTS_SENT,
    NOTIFICATIONS_UNDELIVERABLE,
    EMERGENCY_PAGES_SENT,
    EMERGENCIES_UNACKNOWLEDGED,
    CUSTOMER_TEXTS_SENT,
    CUSTOMER_TEXTS_UNDELIVERABLE,
    DUE_RUNS,
    RECORDINGS_COPIED,
    RECORDINGS_FAILED,
    FILES_REFUSED,
    SPEND_WARNING,
    BUDGET_EXHAUSTED,
    TRIALS_EXHAUSTED,
    webhooks::DELIVERED,
    webhooks::ATTEMPTS_FAILED,
    webhooks::UNDELIVERED,
];

/// The function's clients, built once.
#[derive(Debug)]
pub struct FollowUp {
    store: Store,
    queue: FollowUpQueue,
    secrets: Secrets,
    requests: SingleRequests,
    summary_schema: AnswerSchema,
    mailer: Option<Mailer>,
    public_url: PublicUrl,
    urls: UnsignedUrls,
    twilio: RestClient,
    webhooks: Sender,
    files: Files,
    /// Held while the sound of a recording is in memory.
    copying: Mutex<()>,
    failures: Failures,
    sealing_keys: KeySource,
    clock: Clock,
    metrics: Metrics,
}

/// Why a job failed. It is tried again.
#[derive(Debug, thiserror::Error)]
enum JobError {
    /// The message is not a job.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The job is about a call and names none.
    #[error("the job names no call")]
    NoCall,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A webhook.
    #[error(transparent)]
    Webhook(#[from] webhooks::DeliveryError),
    /// The jobs after it could not be queued.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The e-mail was not sent, or there is no answer.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// Twilio did not accept the text, or did not answer.
    #[error(transparent)]
    Text(#[from] RestError),
    /// The credentials of the company could not be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// A job that waits could not be written.
    #[error("a job could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The keys that encrypt a link could not be read.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// A link could not be encrypted.
    #[error(transparent)]
    Link(#[from] SealError),
    /// The bucket.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The bucket has less or more of a recording than was copied.
    #[error("a copy of a recording has another size")]
    OtherSize,
    /// The archive of an export.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Another delivery of the job is sending.
    #[error("another delivery of the job is sending, or stopped while it was")]
    Held,
}

/// What became of a message.
#[derive(Debug, Clone, Copy)]
enum Tried {
    Done,
    /// It is in the dead-letter queue.
    SetAside,
    Failed,
}

impl FollowUp {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings {
            table,
            queue,
            dead_letters,
            secrets,
            model,
            prices,
            budgets,
            sealing_keys,
            webhooks,
            files,
            email,
            telephony,
            twilio,
        } = settings;
        let Runtime { aws, http, clock, metrics, trace } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let queue = FollowUpQueue::new(platform::aws::sqs(&aws), queue.follow_up_queue_url, trace);
        let DeadLetterConfig { dead_letter_queue_url, max_receive_count } = dead_letters;
        let dead_letters = DeadLetterQueue::new(platform::aws::sqs(&aws), dead_letter_queue_url);
        let failures = Failures::new(dead_letters, max_receive_count, clock.clone());
        let sealing_keys = KeySource::stored(platform::aws::secrets_manager(&aws), sealing_keys);
        let files = Files::new(http.clone(), aws.clone(), files);
        let webhooks = Sender::new(AddressRules::of(webhooks));
        let secrets = Secrets::new(platform::aws::secrets_manager(&aws), store.clone(), secrets);
        let spending = Spending::new(store.clone(), (&prices, &model), budgets, clock.clone(), metrics.clone());
        let requests = SingleRequests::new(OpenAi::new(http.clone(), &model), spending);
        let twilio = RestClient::new(http.clone(), &twilio.api_url);
        let summary_schema = AnswerSchema { name: model::SCHEMA_NAME, schema: model::schema() };
        let mailer = Mailer::new(http, aws, email);
        let urls = UnsignedUrls::new(&telephony);
        let public_url = telephony.public_url;
        Self {
            store,
            queue,
            secrets,
            requests,
            summary_schema,
            mailer,
            public_url,
            urls,
            twilio,
            webhooks,
            files,
            copying: Mutex::default(),
            failures,
            sealing_keys,
            clock,
            metrics,
        }
    }

    /// Does the jobs of a batch at once, and returns the messages that the queue must deliver again.
    pub async fn handle(&self, batch: SqsEvent) -> SqsBatchResponse {
        let mut failures = SqsBatchResponse::default();
        let (mut done, mut failed) = (0.0, 0.0);
        let jobs = batch.records.iter().map(|message| self.tried(message));
        for (message, tried) in batch.records.iter().zip(join_all(jobs).await) {
            match tried {
                Tried::Done => done += 1.0,
                Tried::SetAside => failed += 1.0,
                Tried::Failed => {
                    failed += 1.0;
                    failures.add_failure(message.message_id.clone().unwrap_or_default());
                }
            }
        }
        self.metrics.put(self.clock.now(), &[(JOBS_DONE, done), (JOBS_FAILED, failed)]);
        failures
    }

    /// Does the job of a message.
    async fn tried(&self, message: &SqsMessage) -> Tried {
        let trace = TraceHeader::of_message(&message.attributes);
        let trace_id = trace.as_ref().map(TraceHeader::root);
        let span = info_span!("job", trace_id, tenant_id = Empty, call_sid = Empty, kind = Empty);
        let Err(error) = self.process(message).instrument(span.clone()).await else { return Tried::Done };
        let body = message.body.as_deref().unwrap_or_default();
        let is_set_aside = self.failures.set_aside(body, &message.attributes, &error).instrument(span).await;
        if is_set_aside { Tried::SetAside } else { Tried::Failed }
    }

    async fn process(&self, message: &SqsMessage) -> Result<(), JobError> {
        let job = FollowUpJob::from_body(message.body.as_deref().unwrap_or_default())?;
        let span = Span::current();
        span.record("tenant_id", display(&job.tenant)).record("kind", job.kind.name());
        if let Some(call) = &job.call {
            span.record("call_sid", display(call));
        }
        let done = match &job.kind {
            JobKind::Summary => self.summarize(&job).await,
            JobKind::Index => self.index(&job).await,
            JobKind::CallEvents => self.announce_call(&job).await,
            JobKind::WebhookEvent(event) => self.announce(&job, event).await,
            JobKind::WebhookDelivery { endpoint, delivery, attempt } => {
                self.deliver(&job, (endpoint, delivery), *attempt).await
            }
            JobKind::CopyRecording { recording, attempt } => self.copy_recording(&job, recording, *attempt).await,
            JobKind::DeleteRecording { recording, attempt } => self.delete_recording(&job, recording, *attempt).await,
            JobKind::DeleteFiles => self.delete_files(&job).await,
            JobKind::DeleteExports => self.delete_exports(&job).await,
            JobKind::ExportCompany { export, part } => self.export_company(&job, export, *part).await,
            JobKind::ApplyRetention(part) => self.apply_retention(&job, part).await,
            JobKind::NotifyOfCall => self.notify_of_call(&job).await,
            JobKind::NotifyOfLateVoicemail => self.notify_of_late_voicemail(&job).await,
            JobKind::NotifyOfText { message } => self.notify_of_text(&job, message).await,
            JobKind::NotifyOfEmergency { emergency } => self.notify_of_emergency(&job, emergency).await,
            JobKind::NotifyOfVisit { appointment, at, by } => self.notify_of_visit(&job, appointment, *at, by).await,
            JobKind::NotifyOfAccount { entry, at } => self.notify_of_account(&job, entry, *at).await,
            JobKind::Escalate { emergency, step } => self.escalate(&job, emergency, *step).await,
            JobKind::TextCaller => self.text_caller(&job).await,
            JobKind::TextCustomer { appointment, at } => self.text_customer(&job, appointment, *at).await,
            JobKind::RemindCustomer { appointment, at } => self.remind_customer(&job, appointment, *at).await,
            JobKind::TextBack => self.text_back(&job).await,
            JobKind::TextBackCheck { day, text } => self.check_text_back(&job, *day, text).await,
            JobKind::CustomerTextCheck { appointment, at, text } => {
                self.check_customer_text(&job, (appointment, *at), text).await
            }
            JobKind::Digest { day } => self.digest(&job, *day).await,
            JobKind::EmailBounced { person, notification, bounce, at } => {
                self.email_returned(&job, (person, notification), reason_of(*bounce), *at).await
            }
            JobKind::EmailComplained { person, notification, at } => {
                self.email_returned(&job, (person, notification), UndeliveredReason::Complained, *at).await
            }
            JobKind::TextCheck { person, event, text, attempt } => {
                self.check_text(&job, (event, person), text, *attempt).await
            }
            JobKind::Notify { person, event } => self.notify(&job, person, event).await,
        };
        match done {
            Err(JobError::Store(StoreError::TenantGone)) => info!("the company of the job was erased"),
            done => done?,
        }
        Ok(())
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    queue: FollowUpQueueConfig,
    dead_letters: DeadLetterConfig,
    secrets: SecretsConfig,
    model: ModelConfig,
    prices: PriceConfig,
    budgets: BudgetConfig,
    sealing_keys: KeysConfig,
    webhooks: WebhookConfig,
    files: FilesConfig,
    email: EmailConfig,
    telephony: TelephonyConfig,
    twilio: TwilioConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            dead_letters: DeadLetterConfig::of_follow_ups(environment)?,
            queue: FollowUpQueueConfig::from(environment)?,
            secrets: SecretsConfig::from(environment)?,
            model: ModelConfig::from(environment)?,
            prices: PriceConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            sealing_keys: KeysConfig::sealing(environment)?,
            webhooks: WebhookConfig::from(environment)?,
            files: FilesConfig::from(environment)?,
            email: EmailConfig::from(environment)?,
            telephony: TelephonyConfig::from(environment)?,
            twilio: TwilioConfig::from(environment)?,
        })
    }
}

//! What a person may ask of the company: a copy of what it holds of them, and its erasure.

use api::{
    JsonBody, Problem, StrictQuery,
    access::{Authorized, permission::AnswerPrivacyRequests},
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{booking::Appointment, id::CallSid, phone::PhoneNumber};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use store::{CallEntry, CallOutcome, CustomerScope, MOST_PAGES, PersonalData, StoreError, continues_texts};

use super::{Function, number_of};
use crate::{
    Customers,
    wire::{
        erasure::{ErasePersonBody, ErasureView},
        export::{ExportQuery, ExportView, ExportedCall, ExportedPage, ExportedPerson, ExportedVisit},
    },
};

/// The calls of a page of an export.
const CALLS: usize = 10;
/// The text messages of a page of an export.
const TEXTS: usize = 50;
/// The queries that run at once.
const QUERIES_AT_ONCE: usize = 10;
/// The visits of an export: all that a customer's record names.
const VISITS: usize = 1_000;
/// The notes of an export.
const NOTES: usize = 100;

impl Customers {
    /// A call with everything that came of it.
    async fn exported(&self, customers: &CustomerScope, entry: CallEntry) -> Result<ExportedCall, Problem> {
        let (store, call): (_, CallSid) = (&self.store, entry.call.clone());
        let transcript = store.get_transcript(customers, &call).await?;
        let recordings = store.list_recordings(customers, &call).await?;
        let summary = store.get_summary(customers, &call).await?;
        let outcome = match &transcript {
            Some(transcript) => store.get_outcome(customers, &call, &transcript.usage, &recordings).await?,
            None => CallOutcome::default(),
        };
        let visits = self.with_texts(customers, outcome.appointments).await?;
        let came_of_it = (visits, outcome.messages, outcome.emergencies);
        Ok(ExportedCall::of(entry, transcript, recordings, summary, came_of_it))
    }

    /// Visits with the texts about them.
    async fn with_texts(
        &self,
        customers: &CustomerScope,
        visits: Vec<Appointment>,
    ) -> Result<Vec<ExportedVisit>, StoreError> {
        let with_texts = visits.into_iter().map(|visit| async move {
            let texts = self.store.list_texts_about(customers, &visit.id).await?;
            Ok(ExportedVisit::of(visit, texts))
        });
        stream::iter(with_texts).buffered(QUERIES_AT_ONCE).try_collect().await
    }

    /// A page of the calls of a number, and of its text messages after the last calls.
    async fn page_of(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
        cursor: Option<&str>,
    ) -> Result<ExportedPage, Problem> {
        let mut calls = Vec::new();
        let mut after = cursor;
        if !cursor.is_some_and(continues_texts) {
            let page = self.store.list_calls_of(customers, number, cursor, CALLS).await?;
            for entry in page.items {
                calls.push(Box::pin(self.exported(customers, entry)).await?);
            }
            if page.next.is_some() {
                return Ok(ExportedPage { calls, next: page.next, ..ExportedPage::default() });
            }
            after = None;
        }
        let texts = self.store.list_texts_from(customers, number, after, TEXTS).await?;
        Ok(ExportedPage { calls, texts: texts.items, next: texts.next })
    }
}

/// Export what is held of a person
///
/// Returns everything that is held of a number as JSON: the record, visits with the texts about them, notes, marks, what the person agreed to
/// and wants of texts, for each call the transcript, recordings, summary, visits, messages and emergencies, and the text messages from the
/// number. The calls come in pages, and then the text messages: repeat with `next_cursor` as `cursor` until it is missing. Numbers that were
/// merged are in `other_numbers`: export each of them. The audit log gets an entry.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/customers/{customer}/export", tag = "Privacy",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    responses((status = 200, description = "A page of the export", body = ExportView))
)]
pub(crate) async fn export_person(
    State(function): Function,
    may: Authorized<AnswerPrivacyRequests>,
    Path((_, number)): Path<(String, String)>,
    StrictQuery(query): StrictQuery<ExportQuery>,
) -> Result<Json<ExportView>, Problem> {
    let number: PhoneNumber = number_of(&number)?;
    let customers = function.open(&may, PersonalData::Export(&number)).await?;
    let store = &function.store;
    let page = Box::pin(function.page_of(&customers, &number, query.cursor())).await?;
    let record = store.get_customer_record(&customers, &number).await?;
    let visits = match &record {
        Some(record) => store.get_visits_of(&customers, record, VISITS).await?,
        None => Vec::new(),
    };
    let person = ExportedPerson {
        record,
        consent: store.get_text_consent(&may.scope, &number).await?,
        choice: store.get_opt_out(&may.scope, &number).await?,
        visits: function.with_texts(&customers, visits).await?,
        notes: store.list_customer_notes(&customers, &number, None, NOTES).await?.items,
        texts_back: store.list_texts_back(&customers, &number).await?,
    };
    Ok(Json(ExportView::of(&number, may.change.at, person, page)))
}

/// Erase a person
///
/// Erases everything that is held of a person, by all their numbers: the record, notes, and each call with its transcript, recordings,
/// summary, words that can be found, visits, messages and emergencies. How calls were counted stays, without the caller. A request works for
/// some seconds: repeat it while `complete` is false. It goes on where the last one stopped, also after a failure. A call that is not
/// counted yet is erased by a later request: `calls_in_progress`. If the person must not be contacted, a hash of the number keeps that.
/// `confirm` repeats the number. The audit log gets an entry with the counts.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/customers/{customer}/erasure", tag = "Privacy",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    request_body = ErasePersonBody,
    responses((status = 200, description = "What was erased so far, and what stays", body = ErasureView))
)]
pub(crate) async fn erase_person(
    State(function): Function,
    may: Authorized<AnswerPrivacyRequests>,
    Path((_, number)): Path<(String, String)>,
    JsonBody(body): JsonBody<ErasePersonBody>,
) -> Result<Json<ErasureView>, Problem> {
    let number = number_of(&number)?;
    if body.confirm.as_str() != number.as_str() {
        return Err(Problem::field("/confirm", "repeats the number of the path"));
    }
    let erased = function.store.erase_person(&may.scope, &number, &may.change, MOST_PAGES).await?;
    Ok(Json(erased.into()))
}

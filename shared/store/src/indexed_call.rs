//! The index of calls: which words can be found in them.
//!
//! A posting says where the stem of a word stands in a call. The item of the indexed call lists its stems, so that exactly
//! its postings can be deleted, and has the transcript, so that a page of results is read at once.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use domain::{
    conversation::HistoryEntry,
    id::CallSid,
    redaction::{redacted, redacted_turns},
};
use jiff::Timestamp;
use platform::boxed;
use search::{CallIndex, IndexedUtterance, Positions, Speaker, Stem};
use serde::{Deserialize, Serialize};
use serde_with::{base64::Base64, serde_as};

use super::{
    CallTranscript, CustomerScope, Store, StoreError, TenantScope, Transaction,
    form::{Versioned, item_with_key},
    key::Key,
};

/// What is indexed of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IndexedCallForm {
    pub(super) call: CallSid,
    pub(super) started_at: Timestamp,
    /// The stems that have postings, separated by spaces.
    stems: String,
    pub(super) utterances: Vec<IndexedUtterance>,
}

impl Versioned for IndexedCallForm {}

impl IndexedCallForm {
    pub(super) fn stems(&self) -> BTreeSet<Stem> {
        self.stems.split_ascii_whitespace().filter_map(Stem::parse).collect()
    }
}

/// Where a stem stands in a call.
#[serde_as]
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PostingForm {
    /// [`Positions`] in their stored form.
    #[serde_as(as = "Base64")]
    at: Vec<u8>,
}

impl Versioned for PostingForm {}

impl PostingForm {
    pub(super) fn positions(&self) -> Positions {
        Positions::from_bytes(&self.at)
    }
}

fn list(stems: &BTreeSet<Stem>) -> String {
    stems.iter().map(Stem::as_str).collect::<Vec<_>>().join(" ")
}

/// What was said in a call, in order, without card and social security numbers.
fn utterances(transcript: &CallTranscript) -> Vec<IndexedUtterance> {
    let entries = transcript.steps.iter().flat_map(|step| &step.entries);
    let said: Vec<(Speaker, &str)> = entries
        .filter_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Some((Speaker::Caller, text.as_str())),
            HistoryEntry::AgentSaid { text, .. } => Some((Speaker::Agent, text.as_str())),
            HistoryEntry::CallerKeyed { .. }
            | HistoryEntry::ToolsRequested { .. }
            | HistoryEntry::ToolReturned { .. } => None,
        })
        .collect();
    // A number may be said in several turns of the caller.
    let of_caller: Vec<&str> =
        said.iter().filter(|(speaker, _)| *speaker == Speaker::Caller).map(|(_, words)| *words).collect();
    let mut of_caller = redacted_turns(&of_caller).into_iter();
    let redact = |(speaker, words): (Speaker, &str)| {
        let words = match speaker {
            Speaker::Caller => of_caller.next().unwrap_or_default().into_owned(),
            Speaker::Agent => redacted(words).into_owned(),
        };
        IndexedUtterance { speaker, words }
    };
    said.into_iter().map(redact).collect()
}

impl Store {
    /// Makes the words of a finished call findable. Repeating it changes nothing. A call that only Twilio reported cannot be found.
    /// One in test mode has no postings: a search finds it in the list of such calls.
    #[must_use]
    #[boxed]
    pub async fn index_transcript(&self, customers: &CustomerScope, call: &CallSid) -> Result<(), StoreError> {
        let Some(transcript) = self.get_transcript(customers, call).await? else { return Ok(()) };
        let utterances = utterances(&transcript);
        if transcript.test {
            let utterances = search::indexed_part(utterances);
            let started_at = transcript.started_at;
            let form = IndexedCallForm { call: call.clone(), started_at, stems: String::new(), utterances };
            return self.put_indexed_call(customers.tenant_scope(), &form).await;
        }
        self.index_call(customers, call, transcript.started_at, utterances).await
    }

    /// Makes the words of a call findable. Repeating it changes nothing; a longer transcript replaces the earlier one. A
    /// company that was erased gets nothing.
    #[must_use]
    #[boxed]
    pub async fn index_call(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        started_at: Timestamp,
        utterances: Vec<IndexedUtterance>,
    ) -> Result<(), StoreError> {
        let scope = customers.tenant_scope();
        let utterances = search::indexed_part(utterances);
        let index = CallIndex::of(&utterances);
        let known: Option<IndexedCallForm> = self.within(scope).get(Key::indexed_call(scope, call)).await?;
        let before = known.map(|known| known.stems()).unwrap_or_default();
        let now: BTreeSet<Stem> = index.iter().map(|(stem, _)| stem.clone()).collect();
        // The list names a posting before it is written, and until it is deleted.
        let all: BTreeSet<Stem> = before.union(&now).cloned().collect();
        let form = |stems| IndexedCallForm { call: call.clone(), started_at, stems, utterances: utterances.clone() };
        self.put_indexed_call(scope, &form(list(&all))).await?;
        let mut writes = Vec::new();
        for (stem, positions) in index.iter() {
            let posting = PostingForm { at: positions.to_bytes() };
            writes.push(put(item_with_key(Key::posting(scope, stem, started_at, call), &posting)?)?);
        }
        for stem in before.difference(&now) {
            writes.push(delete(Key::posting(scope, stem, started_at, call))?);
        }
        self.write_in_batches(scope, writes).await?;
        if all != now {
            self.put_indexed_call(scope, &form(list(&now))).await?;
        }
        if self.get_tenant(scope).await?.is_some() {
            return Ok(());
        }
        // The company was erased meanwhile. Nothing of it may stay.
        let mut writes = vec![delete(Key::indexed_call(scope, call))?];
        for stem in &now {
            writes.push(delete(Key::posting(scope, stem, started_at, call))?);
        }
        self.write_in_batches(scope, writes).await?;
        Err(StoreError::TenantGone)
    }

    async fn put_indexed_call(&self, scope: &TenantScope, form: &IndexedCallForm) -> Result<(), StoreError> {
        let writes =
            [self.put_over(Key::indexed_call(scope, &form.call), form)?, self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(StoreError::TenantGone),
        }
    }
}

fn put(item: HashMap<String, AttributeValue>) -> Result<WriteRequest, StoreError> {
    let put = PutRequest::builder().set_item(Some(item)).build()?;
    Ok(WriteRequest::builder().put_request(put).build())
}

fn delete(key: Key) -> Result<WriteRequest, StoreError> {
    let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build()?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

//! The pages of an emergency: each text and each ring to a person who may accept it, with what became of it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    escalation::{EscalationStep, PageWay},
    id::{EmergencyId, PersonId},
    phone::PhoneNumber,
    text::Text,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    LARGEST_PAGE, SendClaim, SendOutcome, Sending, Store, StoreError, TenantScope,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// A person in danger needs the page more than the paged person needs to be spared a second one.
const MOST_ATTEMPTS: u32 = 10;

/// What identifies a page of an emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyPageId {
    /// The emergency.
    pub emergency: EmergencyId,
    /// The step of its escalation.
    pub step: EscalationStep,
    /// Text or ring.
    pub way: PageWay,
    /// The number.
    pub number: PhoneNumber,
    /// The step of the call that rang the number; 0 for what the call itself does not ring.
    pub call_step: usize,
}

/// Who is paged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagedPerson {
    /// The number.
    pub number: PhoneNumber,
    /// The name, if it is known.
    pub name: Option<Text<60>>,
    /// The person of the company. The people on call need not be any.
    pub person: Option<PersonId>,
}

/// A page: a text or a ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyPageItem {
    /// The step of the escalation.
    pub step: EscalationStep,
    /// Text or ring.
    pub way: PageWay,
    /// The number.
    pub number: PhoneNumber,
    /// The person's name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<60>>,
    /// The person of the company, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The step of the call that rang the number.
    #[serde(default)]
    call_step: usize,
    /// What became of it.
    #[serde(flatten)]
    pub sending: Sending,
}

impl Versioned for EmergencyPageItem {}

impl EmergencyPageItem {
    /// A page that was sent, or cannot be.
    #[must_use]
    pub fn ended((step, way): (EscalationStep, PageWay), to: PagedPerson, sending: Sending) -> Self {
        Self { step, way, number: to.number, name: to.name, person: to.person, call_step: 0, sending }
    }

    /// A ring of the call itself, in this step of the call.
    #[must_use]
    pub fn in_call_step(self, call_step: usize) -> Self {
        Self { call_step, ..self }
    }

    /// What identifies the page of this emergency.
    #[must_use]
    pub fn id(&self, emergency: &EmergencyId) -> EmergencyPageId {
        let Self { step, way, number, call_step, .. } = self;
        let (emergency, number) = (emergency.clone(), number.clone());
        EmergencyPageId { emergency, step: *step, way: *way, number, call_step: *call_step }
    }
}

impl Store {
    /// Claims the right to page a person.
    #[must_use]
    #[boxed]
    pub async fn claim_emergency_page(
        &self,
        scope: &TenantScope,
        id: &EmergencyPageId,
        to: &PagedPerson,
        now: Timestamp,
    ) -> Result<SendClaim, StoreError> {
        let mut fields = vec![
            ("step", serde_dynamo::to_attribute_value(id.step)?),
            ("way", serde_dynamo::to_attribute_value(id.way)?),
            ("number", AttributeValue::S(id.number.to_string())),
            ("call_step", AttributeValue::N(id.call_step.to_string())),
        ];
        fields.extend(to.name.as_ref().map(|name| ("name", AttributeValue::S(name.to_string()))));
        fields.extend(to.person.as_ref().map(|person| ("person", AttributeValue::S(person.to_string()))));
        self.claim_sending(scope, Key::emergency_page(scope, id), &fields, MOST_ATTEMPTS, now).await
    }

    /// Records how a page ended.
    #[must_use]
    #[boxed]
    pub async fn settle_emergency_page(
        &self,
        scope: &TenantScope,
        id: &EmergencyPageId,
        outcome: &SendOutcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let write = self.settle_sending(Key::emergency_page(scope, id), outcome, now)?;
        self.within(scope).transact([write]).await.map(drop)
    }

    /// Gives the right to page back: nothing was sent, for certain.
    #[must_use]
    #[boxed]
    pub async fn release_emergency_page(&self, scope: &TenantScope, id: &EmergencyPageId) -> Result<(), StoreError> {
        let write = self.release_sending(Key::emergency_page(scope, id))?;
        self.within(scope).transact([write]).await.map(drop)
    }

    /// Stores pages that a call made. There are as many as people on call.
    #[must_use]
    #[boxed]
    pub async fn put_emergency_pages(
        &self,
        scope: &TenantScope,
        emergency: &EmergencyId,
        pages: &[EmergencyPageItem],
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        for page in pages {
            writes.push(self.put_over(Key::emergency_page(scope, &page.id(emergency)), page)?);
        }
        self.within(scope).transact(writes).await.map(drop)
    }

    /// Lists the pages of an emergency, by step.
    #[must_use]
    #[boxed]
    pub async fn list_emergency_pages(
        &self,
        scope: &TenantScope,
        emergency: &EmergencyId,
    ) -> Result<Vec<EmergencyPageItem>, StoreError> {
        let prefix = key::pages_of_emergency(emergency);
        let (range, store) = (Range::in_order(scope.tenant().as_str(), &prefix), self.within(scope));
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let read = store.page(&range, after.as_deref(), LARGEST_PAGE).await?;
            pages.extend(read.items);
            after = read.next;
            if after.is_none() {
                return Ok(pages);
            }
        }
    }
}

//! Time-ordered lists of visits, messages and emergencies. The list of calls is in [`super::call_list`].
//!
//! Each item has a list entry, which is written in the same transaction and contains everything that the list shows. A
//! page is one query. The items themselves are defined in the modules that write them.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{Appointment, AppointmentStatus, CallerMessage, Emergency, MessageBody, MessageKind},
    dates::DateRange,
    id::{AppointmentId, CallSid, EmergencyId, MessageId},
    phone::PhoneNumber,
    slot::Slot,
    tenant::{JobTypeId, Zip},
    text::Text,
    triage::Hazard,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CustomerScope, EmergencyItem, Handling, LARGEST_PAGE, MessageItem, Page, Store, StoreError, TenantScope,
    form::Versioned,
    key::{self, Key, microseconds},
    page::Range,
};

/// The most characters of a message in its list entry.
pub(super) const SHOWN_CHARACTERS: usize = 200;

/// The list entry of a visit on its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitEntry {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The call that booked it; missing if the office did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallSid>,
    /// The time of the visit.
    pub slot: Slot,
    /// The kind of job.
    pub job_type: JobTypeId,
    /// The customer's name.
    pub name: Text<80>,
    /// The customer's number.
    pub callback: PhoneNumber,
    /// The street of the visit.
    pub street: Text<160>,
    /// The ZIP code of the visit.
    pub zip: Zip,
    /// Whether it is booked or cancelled.
    pub status: AppointmentStatus,
    /// The new slot, if the visit was moved to another day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Slot>,
    /// When the customer confirmed this time by a reply to a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
    /// When the visit was booked or last changed. Missing for entries before version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// The version of the visit. Missing for entries before version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// The list entry of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEntry {
    /// The message.
    pub message: MessageId,
    /// The call; `None` for a text message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallSid>,
    /// The kind, of a text message only; see [`MessageEntry::kind`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<MessageKind>,
    /// The caller's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<80>>,
    /// The number for a call back, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// Its first words. A voicemail has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Whether it is urgent and cannot wait for office hours.
    pub urgent: bool,
    /// When the caller left it.
    pub left_at: Timestamp,
    /// What the office has done about it.
    #[serde(default, skip_serializing_if = "Handling::is_untouched")]
    pub handling: Handling,
}

/// Which messages a list shows. The default is all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Only those that are not done.
    pub only_open: bool,
    /// Only those of this kind.
    pub kind: Option<MessageKind>,
}

impl MessageFilter {
    /// All that are not done.
    pub const OPEN: Self = Self { only_open: true, kind: None };

    fn fits(self, entry: &MessageEntry) -> bool {
        (!self.only_open || entry.handling.done.is_none()) && self.kind.is_none_or(|kind| entry.kind() == kind)
    }
}

/// The list entry of an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyEntry {
    /// The emergency.
    pub emergency: EmergencyId,
    /// The call.
    pub call: CallSid,
    /// The hazard.
    pub hazard: Hazard,
    /// The caller's number, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// When it was detected.
    pub heard_at: Timestamp,
    /// When a person on call accepted it, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// What the office has done about it.
    #[serde(default, skip_serializing_if = "Handling::is_untouched")]
    pub handling: Handling,
}

impl Versioned for VisitEntry {
    const VERSION: u32 = 3;
}
impl Versioned for MessageEntry {}
impl Versioned for EmergencyEntry {}

impl VisitEntry {
    fn of(appointment: &Appointment) -> Self {
        let Appointment { id, origin, visit, status, log, .. } = appointment;
        Self {
            appointment: id.clone(),
            call: origin.call().cloned(),
            slot: visit.slot.clone(),
            job_type: visit.job_type.clone(),
            name: visit.name.clone(),
            callback: visit.callback.clone(),
            street: visit.street.clone(),
            zip: visit.zip.clone(),
            status: *status,
            moved_to: None,
            confirmed_at: None,
            changed_at: Some(appointment.changed_at()),
            version: Some(log.version),
        }
    }
}

impl MessageEntry {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        let of_words = if self.words.is_some() { MessageKind::Words } else { MessageKind::Voicemail };
        self.kind.unwrap_or(of_words)
    }

    fn of(message: &CallerMessage) -> Self {
        let words = match &message.body {
            MessageBody::Words(words) => Some(words.to_string().chars().take(SHOWN_CHARACTERS).collect()),
            MessageBody::Received(text) => Some(text.words.chars().take(SHOWN_CHARACTERS).collect()),
            MessageBody::Voicemail(_) => None,
        };
        Self {
            message: message.id.clone(),
            call: message.call.clone(),
            kind: Some(message.body.kind()).filter(|kind| *kind == MessageKind::Text),
            name: message.name.clone(),
            callback: message.callback.clone(),
            words,
            urgent: message.urgent,
            left_at: message.left_at,
            handling: Handling::default(),
        }
    }
}

impl EmergencyEntry {
    fn of(emergency: &Emergency) -> Self {
        Self {
            emergency: emergency.id.clone(),
            call: emergency.call.clone(),
            hazard: emergency.hazard,
            callback: emergency.callback.clone(),
            heard_at: emergency.heard_at,
            acknowledged_at: None,
            handling: Handling::default(),
        }
    }
}

impl Store {
    /// Adds a visit to the list of its day, or updates it there.
    pub(super) fn list_visit(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::visit_entry(scope, &appointment.visit.slot, &appointment.id);
        self.put_over(key, &VisitEntry::of(appointment))
    }

    /// Updates a moved visit in the list of the day that it left.
    pub(super) fn list_moved_visit(
        &self,
        scope: &TenantScope,
        from: &Slot,
        appointment: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::visit_entry(scope, from, &appointment.id);
        let moved_to = Some(appointment.visit.slot.clone());
        self.put_over(key, &VisitEntry { slot: from.clone(), moved_to, ..VisitEntry::of(appointment) })
    }

    /// Corrects the details of a visit in the list of its day. Its time stays confirmed.
    pub(super) fn correct_listed_visit(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let VisitEntry { job_type, name, street, zip, changed_at, version, .. } = VisitEntry::of(appointment);
        let update = self
            .update(Key::visit_entry(scope, &appointment.visit.slot, &appointment.id))
            .update_expression(
                "SET job_type = :job, #name = :name, street = :street, zip = :zip, changed_at = :at, #version = :version",
            )
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_names("#name", "name")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":job", serde_dynamo::to_attribute_value(job_type)?)
            .expression_attribute_values(":name", serde_dynamo::to_attribute_value(name)?)
            .expression_attribute_values(":street", serde_dynamo::to_attribute_value(street)?)
            .expression_attribute_values(":zip", serde_dynamo::to_attribute_value(zip)?)
            .expression_attribute_values(":at", serde_dynamo::to_attribute_value(changed_at)?)
            .expression_attribute_values(":version", serde_dynamo::to_attribute_value(version)?);
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// Marks a visit in the list of its day as confirmed by the customer. Another time has to be confirmed again.
    pub(super) fn list_confirmed_visit(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::visit_entry(scope, &appointment.visit.slot, &appointment.id))
            .update_expression("SET confirmed_at = if_not_exists(confirmed_at, :now)")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()));
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    pub(super) fn list_message(
        &self,
        scope: &TenantScope,
        message: &CallerMessage,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_over(Key::message_entry(scope, message.left_at, &message.id), &MessageEntry::of(message))
    }

    pub(super) fn list_emergency(
        &self,
        scope: &TenantScope,
        emergency: &Emergency,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::emergency_entry(scope, emergency.heard_at, &emergency.id);
        self.put_over(key, &EmergencyEntry::of(emergency))
    }

    /// Updates a message in the list after the office did something about it.
    pub(super) fn list_message_item(
        &self,
        scope: &TenantScope,
        item: &MessageItem,
    ) -> Result<TransactWriteItem, StoreError> {
        let MessageItem { message, handling } = item;
        let entry = MessageEntry { handling: handling.clone(), ..MessageEntry::of(message) };
        self.put_over(Key::message_entry(scope, message.left_at, &message.id), &entry)
    }

    /// Updates an emergency in the list after a person accepted it, or the office did something about it.
    pub(super) fn list_emergency_item(
        &self,
        scope: &TenantScope,
        item: &EmergencyItem,
    ) -> Result<TransactWriteItem, StoreError> {
        let EmergencyItem { emergency, acknowledged_at, handling, .. } = item;
        let entry = EmergencyEntry {
            acknowledged_at: *acknowledged_at,
            handling: handling.clone(),
            ..EmergencyEntry::of(emergency)
        };
        self.put_over(Key::emergency_entry(scope, emergency.heard_at, &emergency.id), &entry)
    }

    /// Lists the visits of these days by day, time and appointment, including cancelled and moved ones.
    #[must_use]
    #[boxed]
    pub async fn list_visits(
        &self,
        customers: &CustomerScope,
        days: DateRange,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<VisitEntry>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::in_order(scope.tenant().as_str(), key::VISIT_ENTRY)
            .between(days.first().to_string(), days.last().to_string());
        self.within(scope).page(&range, after, limit).await
    }

    /// Lists the messages that a filter shows, the latest first. A page may be short, or even empty, and have a next one.
    #[must_use]
    #[boxed]
    pub async fn list_messages(
        &self,
        customers: &CustomerScope,
        filter: MessageFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<MessageEntry>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::newest_first(scope.tenant().as_str(), key::MESSAGE_ENTRY);
        self.within(scope).page_where(&range, after, limit, |entry| filter.fits(entry)).await
    }

    /// Lists the emergencies that are not done, the latest first. A page may be short, or even empty, and have a next one.
    #[must_use]
    #[boxed]
    pub async fn list_open_emergencies(
        &self,
        customers: &CustomerScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<EmergencyEntry>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::newest_first(scope.tenant().as_str(), key::EMERGENCY_ENTRY);
        self.within(scope)
            .page_where(&range, after, limit, |entry: &EmergencyEntry| entry.handling.done.is_none())
            .await
    }

    /// Lists the emergencies that were heard between two times, the earliest first: a page at most.
    #[must_use]
    #[boxed]
    pub async fn list_emergencies_between(
        &self,
        customers: &CustomerScope,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<EmergencyEntry>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::in_order(scope.tenant().as_str(), key::EMERGENCY_ENTRY)
            .between(microseconds(from), microseconds(until));
        Ok(self.within(scope).page(&range, None, LARGEST_PAGE).await?.items)
    }

    /// Lists the emergencies, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_emergencies(
        &self,
        customers: &CustomerScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<EmergencyEntry>, StoreError> {
        let scope = customers.tenant_scope();
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), key::EMERGENCY_ENTRY), after, limit).await
    }
}

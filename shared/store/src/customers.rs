//! Who reads a company's customers, and the entry in the audit log that each read by API leaves.
//!
//! [`CustomerScope`] is the only way to the customers and to the lists of calls and of what callers left. A call gets it from the route
//! of the called number, and a job that follows a call from its message. A request to the API gets it from [`Store::disclose`], which writes the entry first: a handler
//! that leaves no entry has nothing to read with. The people of a company are read by [`Store::list_people`] alone, which
//! writes its entry itself. An entry says who read what, and never what it said.

use domain::{
    access::Permission,
    id::{AppointmentId, CallSid, EmergencyId, ExportId, MessageId, RecordingSid, TestCallId},
    phone::PhoneNumber,
};
use platform::boxed;

use messages::FollowUpJob;

use super::{CalendarFeedItem, ChangeContext, NumberRoute, Store, StoreError, TenantScope, audit::AuditEvent};

/// Access to one tenant's customers and to what callers left.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CustomerScope(TenantScope);

/// Personal data that a request to the API reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalData<'a> {
    /// The customer of a number, with their visits.
    Customer(&'a PhoneNumber),
    /// The list of customers.
    Customers,
    /// Everything that is held of a person, for an export.
    Export(&'a PhoneNumber),
    /// A file of an export of everything that the company owns.
    CompanyExport(&'a ExportId),
    /// A test call that knows its caller's customer record.
    TestCall(&'a TestCallId),
    /// The list of calls.
    Calls,
    /// What happened in a call.
    Call(&'a CallSid),
    /// The sound of a recording.
    Recording(&'a RecordingSid),
    /// The list of messages.
    Messages,
    /// A message.
    Message(&'a MessageId),
    /// The list of visits.
    Appointments,
    /// A visit.
    Appointment(&'a AppointmentId),
    /// The list of emergencies.
    Emergencies,
    /// An emergency.
    Emergency(&'a EmergencyId),
    /// The audit log, which has e-mail addresses and IP addresses.
    Audit,
}

impl PersonalData<'_> {
    /// The kind of data, as an action of the audit log.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::Customer(_) => "customer.read",
            Self::Customers => "customers.read",
            Self::Export(_) => "customer.exported",
            Self::CompanyExport(_) => "company.exported",
            Self::TestCall(_) => "test_call.read",
            Self::Calls => "calls.read",
            Self::Call(_) => "call.read",
            Self::Recording(_) => "recording.read",
            Self::Messages => "messages.read",
            Self::Message(_) => "message.read",
            Self::Appointments => "appointments.read",
            Self::Appointment(_) => "appointment.read",
            Self::Emergencies => "emergencies.read",
            Self::Emergency(_) => "emergency.read",
            Self::Audit => "audit.read",
        }
    }

    /// Which one; `None` for a list. A customer has no id but their number, of which the log has the last two digits.
    #[must_use]
    pub fn about(self) -> Option<String> {
        match self {
            Self::Customer(number) | Self::Export(number) => Some(number.masked()),
            Self::CompanyExport(export) => Some(export.to_string()),
            Self::TestCall(test_call) => Some(test_call.to_string()),
            Self::Call(call) => Some(call.to_string()),
            Self::Recording(recording) => Some(recording.to_string()),
            Self::Message(message) => Some(message.to_string()),
            Self::Emergency(emergency) => Some(emergency.to_string()),
            Self::Appointment(appointment) => Some(appointment.to_string()),
            Self::Customers | Self::Calls | Self::Messages | Self::Appointments | Self::Emergencies | Self::Audit => {
                None
            }
        }
    }

    /// The permission that a caller of the API needs for it.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Customer(_) | Self::Customers | Self::TestCall(_) | Self::Appointments | Self::Appointment(_) => {
                Permission::ReadCustomers
            }
            // The routes of the exports ask for a permission of their own too.
            Self::Export(_)
            | Self::CompanyExport(_)
            | Self::Calls
            | Self::Call(_)
            | Self::Messages
            | Self::Message(_)
            | Self::Emergencies
            | Self::Emergency(_) => Permission::ReadCalls,
            Self::Recording(_) => Permission::ReadRecordings,
            Self::Audit => Permission::ReadAudit,
        }
    }
}

impl CustomerScope {
    /// The customers of the tenant into which an operator imports.
    #[must_use]
    pub fn of_import(scope: &TenantScope) -> Self {
        Self(scope.clone())
    }

    pub(super) fn tenant_scope(&self) -> &TenantScope {
        &self.0
    }

    /// The same access with the credentials of another scope of the tenant. `None` for a scope of another tenant.
    #[must_use]
    pub fn with_credentials_of(&self, scope: &TenantScope) -> Option<Self> {
        (self.0 == *scope).then(|| Self(scope.clone()))
    }
}

impl NumberRoute {
    /// The customers of the number's tenant, for the agent that answers a call.
    #[must_use]
    pub fn customers(&self) -> CustomerScope {
        CustomerScope::of_agent(self.scope())
    }
}

impl CustomerScope {
    /// What callers left with a job's tenant. The job shows it only to people who may read it.
    #[must_use]
    pub fn of_follow_up(job: &FollowUpJob) -> Self {
        Self(TenantScope::of_follow_up(job))
    }

    /// The visits of a tenant, for the reader of one of its calendars. The calendar notes when it was last read.
    #[must_use]
    pub fn of_calendar(_: &CalendarFeedItem, scope: &TenantScope) -> Self {
        Self(scope.clone())
    }

    /// The customers of a tenant, for the agent that answers a call.
    pub(super) fn of_agent(scope: TenantScope) -> Self {
        Self(scope)
    }
}

impl Store {
    /// Records in the audit log that personal data is read, and opens the tenant's customers. Without the entry, nothing
    /// is read.
    #[must_use]
    #[boxed]
    pub async fn disclose<'a>(
        &self,
        scope: &TenantScope,
        reader: &'a ChangeContext,
        data: PersonalData<'a>,
    ) -> Result<CustomerScope, StoreError> {
        self.audit_read(scope, reader, AuditEvent { about: data.about(), ..AuditEvent::new(data.action()) }).await?;
        Ok(CustomerScope(scope.clone()))
    }
}

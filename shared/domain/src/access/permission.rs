//! The permissions: values for decisions, and types for the signatures of handlers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{KeyScope, Role};

/// A permission as a type.
pub trait Requires {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident => $json:literal,)+) => {
        /// A permission that an operation on a company requires.
        ///
        /// ```
        /// use domain::access::{KeyScope, Permission, Role};
        ///
        /// assert!(Permission::EditConfiguration.is_given_to(Role::Manager));
        /// assert!(!Permission::EditConfiguration.is_given_to(Role::Dispatcher));
        /// assert!(Permission::ReadAudit.is_given_to_key(&[KeyScope::AuditRead].into()));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[doc = $doc])+ #[serde(rename = $json)] $name,)+
        }

        impl Permission {
            /// Every value.
            pub const ALL: [Self; [$($json),+].len()] = [$(Self::$name),+];

            /// The name in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $json,)+
                }
            }
        }

        $(
            #[doc = concat!("[`Permission::", stringify!($name), "`] as a type.")]
            #[derive(Debug)]
            pub struct $name;

            impl Requires for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

permissions! {
    /// See the company, its configuration and how its agent would answer.
    ReadCompany => "read_company",
    /// Change and publish the configuration.
    EditConfiguration => "edit_configuration",
    /// Publish a version of the configuration that has not passed its scenarios.
    PublishUntested => "publish_untested",
    /// Change the numbers that calls are transferred to, in a draft or by publishing.
    ChangeDialedNumbers => "change_dialed_numbers",
    /// Read customers: their names, addresses and visits.
    ReadCustomers => "read_customers",
    /// Decide about customers: notes, blocked numbers, whom the company must not contact, which numbers are one customer.
    ManageCustomers => "manage_customers",
    /// Export and erase everything that is held of a person.
    AnswerPrivacyRequests => "answer_privacy_requests",
    /// Export everything that the company owns.
    ExportCompany => "export_company",
    /// Talk to the agent in test calls. They use the model, which costs money.
    TestAgent => "test_agent",
    /// Put the company out of service and back, and into test mode.
    ManageCompany => "manage_company",
    /// Store credentials, connect numbers, check the connection.
    ManageConnection => "manage_connection",
    /// List the company's people.
    ReadPeople => "read_people",
    /// Invite people, change their roles, remove them.
    ManagePeople => "manage_people",
    /// See and change how the company's people are notified. Each person may see and change their own.
    ManageNotifications => "manage_notifications",
    /// Create, rotate and revoke API keys.
    ManageKeys => "manage_keys",
    /// Read the audit log.
    ReadAudit => "read_audit",
    /// Read what happened in calls: who called, what was said, what was booked.
    ReadCalls => "read_calls",
    /// Listen to the recordings of calls and voicemails.
    ReadRecordings => "read_recordings",
    /// Take and close messages and emergencies, and acknowledge an emergency.
    HandleMessages => "handle_messages",
    /// Book, move and cancel visits, and note something about them.
    ManageAppointments => "manage_appointments",
    /// Create and revoke the private addresses of calendars with the visits.
    ManageCalendarFeeds => "manage_calendar_feeds",
    /// Register webhooks, see and repeat their deliveries. Webhooks carry customers' data.
    ManageWebhooks => "manage_webhooks",
    /// List and create companies, and erase one. Operators of the platform only.
    ManageTenants => "manage_tenants",
}

impl Permission {
    /// Whether this role has the permission in its own company.
    #[must_use]
    pub fn is_given_to(self, role: Role) -> bool {
        match self {
            Self::ReadCompany => true,
            Self::ReadCustomers
            | Self::ManageCustomers
            | Self::ReadCalls
            | Self::ReadRecordings
            | Self::HandleMessages
            | Self::ManageAppointments
            | Self::TestAgent => role != Role::Viewer,
            Self::EditConfiguration
            | Self::ChangeDialedNumbers
            | Self::ReadPeople
            | Self::ManageNotifications
            | Self::ReadAudit
            | Self::AnswerPrivacyRequests
            | Self::ManageCalendarFeeds
            | Self::ManageWebhooks => matches!(role, Role::Owner | Role::Manager),
            Self::PublishUntested
            | Self::ExportCompany
            | Self::ManageCompany
            | Self::ManageConnection
            | Self::ManagePeople
            | Self::ManageKeys => role == Role::Owner,
            Self::ManageTenants => false,
        }
    }

    /// The scope that grants the permission to an API key; `None` if no key can have it.
    #[must_use]
    pub fn key_scope(self) -> Option<KeyScope> {
        match self {
            Self::ReadCompany => Some(KeyScope::CompanyRead),
            Self::EditConfiguration => Some(KeyScope::ConfigurationWrite),
            Self::ReadCustomers => Some(KeyScope::CustomersRead),
            Self::ManageCustomers => Some(KeyScope::CustomersWrite),
            Self::TestAgent => Some(KeyScope::AgentTest),
            Self::ReadAudit => Some(KeyScope::AuditRead),
            Self::ReadCalls => Some(KeyScope::CallsRead),
            Self::ReadRecordings => Some(KeyScope::RecordingsRead),
            Self::HandleMessages => Some(KeyScope::MessagesWrite),
            Self::ManageAppointments => Some(KeyScope::AppointmentsWrite),
            Self::ManageWebhooks => Some(KeyScope::WebhooksWrite),
            Self::PublishUntested
            | Self::ChangeDialedNumbers
            | Self::AnswerPrivacyRequests
            | Self::ExportCompany
            | Self::ManageCompany
            | Self::ManageConnection
            | Self::ReadPeople
            | Self::ManagePeople
            | Self::ManageNotifications
            | Self::ManageKeys
            | Self::ManageCalendarFeeds
            | Self::ManageTenants => None,
        }
    }

    /// Whether the permission allows nothing but reading.
    #[must_use]
    pub fn only_reads(self) -> bool {
        matches!(
            self,
            Self::ReadCompany
                | Self::ReadCustomers
                | Self::ReadCalls
                | Self::ReadRecordings
                | Self::ReadPeople
                | Self::ReadAudit
        )
    }

    /// Whether an operator needs a fresh sign-in to change something with the permission: what the company's owner alone may
    /// change, the numbers that calls are transferred to, and where customers' data is sent. The daily work needs none: its
    /// changes can be undone.
    #[must_use]
    pub fn asks_operators_to_sign_in_again(self) -> bool {
        match self {
            Self::PublishUntested
            | Self::ChangeDialedNumbers
            | Self::AnswerPrivacyRequests
            | Self::ExportCompany
            | Self::ManageCompany
            | Self::ManageConnection
            | Self::ManagePeople
            | Self::ManageKeys
            | Self::ManageCalendarFeeds
            | Self::ManageWebhooks
            | Self::ManageTenants => true,
            Self::ReadCompany
            | Self::EditConfiguration
            | Self::ReadCustomers
            | Self::ManageCustomers
            | Self::TestAgent
            | Self::ReadPeople
            | Self::ManageNotifications
            | Self::ReadAudit
            | Self::ReadCalls
            | Self::ReadRecordings
            | Self::HandleMessages
            | Self::ManageAppointments => false,
        }
    }

    /// Whether an API key with these scopes has the permission in its own company.
    #[must_use]
    pub fn is_given_to_key(self, scopes: &BTreeSet<KeyScope>) -> bool {
        self.key_scope().is_some_and(|scope| scopes.contains(&scope))
    }
}

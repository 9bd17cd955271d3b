//! Access control: the roles of people, the scopes of API keys, and the permissions that each grants.
//!
//! This module does not know how people and keys authenticate, nor which routes a permission opens.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

use crate::text::is_invisible;

mod address_range;
pub mod permission;

pub use address_range::{AddressRange, AddressRangeError};
pub use permission::{Permission, Requires};

/// The subject that an identity provider names: its `sub`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// A subject as the issuer writes it; 1 to 255 printable ASCII characters (`OpenID` Connect Core, 2).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        plain.then(|| Self(text.to_owned()))
    }

    /// As the issuer writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The role of a person in their company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Has every permission. A company always has an owner.
    Owner,
    /// Configures the agent and sees the company's people.
    Manager,
    /// Handles appointments and messages.
    Dispatcher,
    /// Reads only.
    Viewer,
}

impl Role {
    /// Every role, the one with most permissions first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Dispatcher, Self::Viewer];
}

/// What an API key may do. No scope covers people, keys or credentials, so that a key cannot widen its own access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum KeyScope {
    /// `company:read`
    #[serde(rename = "company:read")]
    CompanyRead,
    /// `configuration:write`
    #[serde(rename = "configuration:write")]
    ConfigurationWrite,
    /// `customers:read`
    #[serde(rename = "customers:read")]
    CustomersRead,
    /// `customers:write`
    #[serde(rename = "customers:write")]
    CustomersWrite,
    /// `agent:test`
    #[serde(rename = "agent:test")]
    AgentTest,
    /// `audit:read`
    #[serde(rename = "audit:read")]
    AuditRead,
    /// `calls:read`
    #[serde(rename = "calls:read")]
    CallsRead,
    /// `recordings:read`
    #[serde(rename = "recordings:read")]
    RecordingsRead,
    /// `messages:write`
    #[serde(rename = "messages:write")]
    MessagesWrite,
    /// `appointments:write`
    #[serde(rename = "appointments:write")]
    AppointmentsWrite,
    /// `webhooks:write`: also reveals what webhooks carry, such as the names and numbers of callers.
    #[serde(rename = "webhooks:write")]
    WebhooksWrite,
}

impl KeyScope {
    /// Every value.
    pub const ALL: [Self; 11] = [
        Self::CompanyRead,
        Self::ConfigurationWrite,
        Self::CustomersRead,
        Self::CustomersWrite,
        Self::AgentTest,
        Self::AuditRead,
        Self::CallsRead,
        Self::RecordingsRead,
        Self::MessagesWrite,
        Self::AppointmentsWrite,
        Self::WebhooksWrite,
    ];

    /// The name in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CompanyRead => "company:read",
            Self::ConfigurationWrite => "configuration:write",
            Self::CustomersRead => "customers:read",
            Self::CustomersWrite => "customers:write",
            Self::AgentTest => "agent:test",
            Self::AuditRead => "audit:read",
            Self::CallsRead => "calls:read",
            Self::RecordingsRead => "recordings:read",
            Self::MessagesWrite => "messages:write",
            Self::AppointmentsWrite => "appointments:write",
            Self::WebhooksWrite => "webhooks:write",
        }
    }
}

impl fmt::Display for KeyScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An e-mail address: one `@`, text on both sides, at most 254 bytes. It has one form, so that equal mailboxes are equal
/// texts: lower case, the part before the `@` in Normalization Form C, the domain in ASCII (UTS 46). An invisible
/// character is refused, because mail to the address without it reaches another mailbox. Parsing does not check that mail
/// arrives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(format = Email, max_length = 254))]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The error for a text that is not an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address, such as dana@example.com")]
pub struct EmailAddressError;

impl EmailAddress {
    /// Parses an address.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let text = text.trim();
        if text.chars().any(is_invisible) {
            return Err(EmailAddressError);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailAddressError)?;
        let lower = local.to_lowercase();
        let local = ComposingNormalizerBorrowed::new_nfc().normalize(&lower);
        // The mapping can make an `@`, a dot or a space out of another character, so its result is checked.
        let domain = idna::domain_to_ascii(domain).map_err(|_| EmailAddressError)?;
        let address = format!("{local}@{domain}");
        let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ','));
        let dotted = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
        if plain && dotted && !local.is_empty() && !domain.contains('@') && address.len() <= 254 {
            Ok(Self(address))
        } else {
            Err(EmailAddressError)
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailAddressError;
    fn try_from(text: String) -> Result<Self, EmailAddressError> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[rustfmt::skip]
    const MATRIX: [(Permission, [bool; 4], Option<KeyScope>); 23] = [
        //                              owner  manager dispatcher viewer
        (Permission::ReadCompany,       [true,  true,   true,      true],  Some(KeyScope::CompanyRead)),
        (Permission::EditConfiguration, [true,  true,   false,     false], Some(KeyScope::ConfigurationWrite)),
        (Permission::PublishUntested,   [true,  false,  false,     false], None),
        (Permission::ChangeDialedNumbers, [true, true,  false,     false], None),
        (Permission::ReadCustomers,     [true,  true,   true,      false], Some(KeyScope::CustomersRead)),
        (Permission::ManageCustomers,     [true,  true,   true,      false], Some(KeyScope::CustomersWrite)),
        (Permission::AnswerPrivacyRequests, [true, true,  false,     false], None),
        (Permission::ExportCompany,     [true,  false,  false,     false], None),
        (Permission::TestAgent,         [true,  true,   true,      false], Some(KeyScope::AgentTest)),
        (Permission::ManageCompany,     [true,  false,  false,     false], None),
        (Permission::ManageConnection,  [true,  false,  false,     false], None),
        (Permission::ReadPeople,        [true,  true,   false,     false], None),
        (Permission::ManagePeople,      [true,  false,  false,     false], None),
        (Permission::ManageNotifications, [true, true,  false,     false], None),
        (Permission::ManageKeys,        [true,  false,  false,     false], None),
        (Permission::ReadAudit,         [true,  true,   false,     false], Some(KeyScope::AuditRead)),
        (Permission::ReadCalls,         [true,  true,   true,      false], Some(KeyScope::CallsRead)),
        (Permission::ReadRecordings,    [true,  true,   true,      false], Some(KeyScope::RecordingsRead)),
        (Permission::HandleMessages,    [true,  true,   true,      false], Some(KeyScope::MessagesWrite)),
        (Permission::ManageAppointments, [true, true,   true,      false], Some(KeyScope::AppointmentsWrite)),
        (Permission::ManageCalendarFeeds, [true, true,  false,     false], None),
        (Permission::ManageWebhooks,    [true,  true,   false,     false], Some(KeyScope::WebhooksWrite)),
        (Permission::ManageTenants,     [false, false,  false,     false], None),
    ];

    #[test]
    fn matrix_has_a_row_for_every_permission_and_a_column_for_every_role() {
        assert_eq!(MATRIX.map(|(permission, ..)| permission), Permission::ALL);
        assert_eq!(Role::ALL, [Role::Owner, Role::Manager, Role::Dispatcher, Role::Viewer]);
    }

    #[test]
    fn role_has_the_permissions_of_the_matrix() {
        for (permission, by_role, _) in MATRIX {
            assert_eq!(Role::ALL.map(|role| permission.is_given_to(role)), by_role, "{permission:?}");
        }
    }

    #[test]
    fn key_has_the_permissions_of_its_scopes() {
        for (permission, _, needed) in MATRIX {
            assert_eq!(permission.key_scope(), needed, "{permission:?}");
            for scope in KeyScope::ALL {
                let all_others = KeyScope::ALL.into_iter().filter(|other| *other != scope).collect();
                let granted = permission.is_given_to_key(&BTreeSet::from([scope]));
                assert_eq!(granted, needed == Some(scope), "{permission:?} with {scope}");
                let granted = permission.is_given_to_key(&all_others);
                assert_eq!(granted, needed.is_some_and(|needed| needed != scope), "{permission:?} without {scope}");
            }
            assert!(!permission.is_given_to_key(&BTreeSet::new()), "{permission:?} without a scope");
        }
    }

    #[test]
    fn serialized_scope_and_permission_equal_their_names() {
        for scope in KeyScope::ALL {
            assert_eq!(serde_json::to_value(scope).expect("written"), scope.as_str());
        }
        for permission in Permission::ALL {
            assert_eq!(serde_json::to_value(permission).expect("written"), permission.as_str());
        }
    }

    #[test]
    fn email_address_is_trimmed_and_lower_case() {
        assert_eq!(EmailAddress::parse(" Dana@Example.com ").expect("valid").as_str(), "dana@example.com");
        for wrong in ["", "dana", "@example.com", "dana@", "dana@example", "a@b@c.d", "a b@c.d", "<a@b.c>", "a@.com"] {
            assert_eq!(EmailAddress::parse(wrong), Err(EmailAddressError), "{wrong}");
        }
    }

    #[test]
    fn equal_mailboxes_are_equal_addresses() {
        for (written, address) in [
            ("JOSE\u{301}@example.com", "jos\u{e9}@example.com"),
            ("dana@b\u{fc}cher.example", "dana@xn--bcher-kva.example"),
            ("dana@B\u{dc}CHER.EXAMPLE", "dana@xn--bcher-kva.example"),
            ("dana@bu\u{308}cher.example", "dana@xn--bcher-kva.example"),
            ("dana@xn--bcher-kva.example", "dana@xn--bcher-kva.example"),
            ("dana@\u{ff45}xample\u{3002}com", "dana@example.com"),
        ] {
            let parsed = EmailAddress::parse(written).expect("valid");
            assert_eq!(parsed.as_str(), address, "{}", written.escape_unicode());
            assert_eq!(EmailAddress::parse(parsed.as_str()), Ok(parsed), "the form is not stable");
        }
        for wrong in [
            "da\u{200b}na@example.com",
            "dana@exam\u{200d}ple.com",
            "\u{202e}dana@example.com",
            "dana@evil.example\u{ff20}example.com",
            "dana@\u{3002}com",
            "dana@xn--a.example",
        ] {
            assert_eq!(EmailAddress::parse(wrong), Err(EmailAddressError), "{}", wrong.escape_unicode());
        }
    }
}

//! Why a change failed.

use std::collections::BTreeSet;

use domain::{phone::PhoneNumber, reading::FieldProblem};

use super::{StoreError, numbers::MOST_NUMBERS};

/// Why a change failed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The tenant, or the item to change, does not exist.
    #[error("it does not exist")]
    Missing,
    /// The item is not the version that the client has seen.
    #[error("it was changed by another request")]
    Overtaken,
    /// The change conflicts with the current state.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A value does not fit the stored data.
    #[error("a value does not fit the stored data")]
    Invalid(Vec<FieldProblem>),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A conflict of a change with the current state, in words for the person who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the error text documents each")]
pub enum Conflict {
    #[error("the number is already connected to a company")]
    NumberTaken,
    #[error("the number is not connected to this company")]
    NumberNotConnected,
    #[error("the credentials were changed by another request; try again")]
    CredentialsChanged,
    #[error(
        "numbers are connected: {}. Disconnect them first, while the credentials still work at Twilio; or repeat \
         the request with connected_numbers=keep: their callers then reach the forwarding number",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    NumbersConnected(BTreeSet<PhoneNumber>),
    #[error("at most {MOST_NUMBERS} numbers can be connected")]
    TooManyNumbers,
    #[error("a company with this id already exists")]
    TenantExists,
    #[error("deactivate the company before erasing it")]
    StillActive,
    #[error("an operator of the platform suspended the company, and only an operator can lift the suspension")]
    Suspended,
    #[error("this version was never published; publish it instead")]
    NeverPublished,
    #[error("this version was published and never changes; save a new draft instead")]
    PublishedBefore,
    #[error("only the version saved last can be replaced; save a new draft instead")]
    NotTheDraft,
    #[error(
        "at most {0} versions of the configuration are kept, and the oldest one is less than a day old; try again tomorrow"
    )]
    TooManyVersions(u32),
    #[error("a person with this e-mail address already belongs to the company")]
    MailboxTaken,
    #[error("at most {0} people can belong to a company")]
    TooManyPeople(u32),
    #[error("a company needs at least one owner; make another person an owner first")]
    LastOwner,
    #[error("you already belong to a company")]
    BelongsElsewhere,
    #[error("you have founded a company before, and a person founds one; ask an operator of the platform for another")]
    FoundedBefore,
    #[error("this person has already accepted the invitation")]
    AlreadyAccepted,
    #[error("the invitation is no longer valid; ask for a new one")]
    InvitationOver,
    #[error("the invitation was made for another e-mail address; sign in with that one, or ask for a new invitation")]
    InvitationForAnother,
    #[error("at most {0} API keys can be in use; revoke one first")]
    TooManyKeys(u32),
    #[error("the API key was revoked or has expired")]
    KeyOver,
    #[error("the last place of this window is taken; choose another window")]
    SlotFull,
    #[error("the other number has numbers of its own merged into it; undo that first")]
    MergedAlready,
    #[error("one of the two numbers is blocked; block both or none first")]
    OneIsBlocked,
    #[error("a customer has at most {0} numbers")]
    TooManyMerged(usize),
    #[error("the visit is cancelled; book a new one")]
    VisitCancelled,
    #[error("at most {0} webhooks can be registered; remove one first")]
    TooManyWebhooks(usize),
    #[error("at most {0} scenarios can be kept; remove one first")]
    TooManyScenarios(usize),
    #[error("the delivery is on its way already")]
    DeliveryPending,
    #[error("a delivery has at most {0} attempts")]
    TooManyAttempts(usize),
    #[error("an export is being prepared already")]
    ExportInProgress,
    #[error("the webhook is disabled; enable it first")]
    WebhookDisabled,
}

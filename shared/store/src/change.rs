//! Why a change was not made.

use domain::tenant::FieldProblem;

use super::{StoreError, tenant::MOST_NUMBERS};

/// Why something was not changed as it should have been.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The tenant, or what was to be changed of it, is not there.
    #[error("it is not there")]
    Missing,
    /// It is not any more what whoever changes it has seen.
    #[error("it was changed in the meantime")]
    Overtaken,
    /// What is there stands in the way.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A value does not fit what else is kept.
    #[error("a value does not fit")]
    Invalid(Vec<FieldProblem>),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What stands in a change's way, in words for whoever wants it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum Conflict {
    #[error("the number is connected to a company already")]
    NumberTaken,
    #[error("the number is not connected to this company")]
    NumberNotConnected,
    #[error("at most {MOST_NUMBERS} numbers can be connected")]
    TooManyNumbers,
    #[error("a company with this id is there already")]
    TenantExists,
    #[error("deactivate the company before erasing it")]
    StillActive,
    #[error("this version was never published; publish it instead")]
    NeverPublished,
    #[error("somebody with this e-mail address belongs to the company already")]
    MailboxTaken,
    #[error("at most {0} people can belong to a company")]
    TooManyPeople(u32),
    #[error("a company keeps at least one owner; make somebody else an owner first")]
    LastOwner,
    #[error("you belong to a company already")]
    BelongsElsewhere,
    #[error("this person has accepted their invitation already")]
    AlreadyAccepted,
    #[error("the invitation is not valid any more; ask for a new one")]
    InvitationOver,
    #[error("at most {0} API keys can be in use; revoke one first")]
    TooManyKeys(u32),
    #[error("the API key was revoked, or has expired")]
    KeyOver,
}

//! What a company has done of the list of the first days after its launch. The system sees some steps itself; here is what people
//! say of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A step of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FirstDaysStep {
    /// A number is connected.
    Connect,
    /// The number was called.
    Call,
    /// The company's line is forwarded to the number.
    Forward,
    /// The team is invited.
    Invite,
    /// Text messages are registered.
    Texts,
}

/// What people ticked, left out and hid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(utoipa::ToSchema),
    schema(example = json!({"ticked": ["forward"], "left_out": ["texts"], "hidden": false}))
)]
#[serde(default, deny_unknown_fields)]
pub struct FirstDays {
    /// The steps that are ticked by hand.
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub ticked: BTreeSet<FirstDaysStep>,
    /// The steps that the company leaves out.
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub left_out: BTreeSet<FirstDaysStep>,
    /// Whether the first screen no longer leads to the list.
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub hidden: bool,
}

impl FirstDays {
    /// Whether nothing was ticked, left out or hidden.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

//! The carrier's attestation of a caller's number (SHAKEN/STIR).
//!
//! A number alone is a claim: a caller can send any. Knows nothing of what an attestation permits.

use serde::{Deserialize, Serialize};

/// What the caller's carrier says about the caller's number, as Twilio verified it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = CarrierAttestation))]
#[serde(rename_all = "snake_case")]
pub enum Attestation {
    /// Level A: the carrier knows the caller, and the caller may use the number.
    Full,
    /// Level B: the carrier knows the caller, and not whether they may use the number. Also a call that was forwarded
    /// on its way: the signature that Twilio verified is that of the carrier that forwarded it.
    Partial,
    /// Level C: the carrier knows only where the call entered its network.
    Gateway,
    /// The signature is invalid, whatever level it claims.
    Failed,
    /// The call has no signature, or Twilio could not read it.
    None,
    /// The call began before attestations were recorded. Its number counts as proven, as it did when the call began.
    Unrecorded,
}

impl Attestation {
    /// Parses Twilio's `StirVerstat`. Only the exact value for level A is full; a value that is unknown here proves
    /// nothing. Source: Twilio, "Trusted Calling with SHAKEN/STIR".
    ///
    /// ```
    /// use domain::attestation::Attestation;
    ///
    /// assert_eq!(Attestation::from_twilio(Some("TN-Validation-Passed-A")), Attestation::Full);
    /// assert_eq!(Attestation::from_twilio(Some("TN-Validation-Failed-A")), Attestation::Failed);
    /// assert_eq!(Attestation::from_twilio(None), Attestation::None);
    /// ```
    #[must_use]
    pub fn from_twilio(stir_verstat: Option<&str>) -> Self {
        let Some(status) = stir_verstat else { return Self::None };
        match status {
            "TN-Validation-Passed-A" => Self::Full,
            "TN-Validation-Passed-C" => Self::Gateway,
            "TN-Validation-Passed-B" | "TN-Validation-Passed-A-Diverted" | "TN-Validation-Passed-A-Passthrough" => {
                Self::Partial
            }
            _ if status.starts_with("TN-Validation-Failed") => Self::Failed,
            _ => Self::None,
        }
    }

    /// Whether the number is proven to be the caller's.
    #[must_use]
    pub fn proves_number(self) -> bool {
        matches!(self, Self::Full | Self::Unrecorded)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_passed_level_a_proves_the_number() {
        for (status, attestation) in [
            ("TN-Validation-Passed-A", Attestation::Full),
            ("TN-Validation-Passed-B", Attestation::Partial),
            ("TN-Validation-Passed-C", Attestation::Gateway),
            ("TN-Validation-Passed-A-Diverted", Attestation::Partial),
            ("TN-Validation-Passed-A-Passthrough", Attestation::Partial),
            ("TN-Validation-Passed-C-Diverted", Attestation::None),
            ("TN-Validation-Failed-A", Attestation::Failed),
            ("TN-Validation-Failed", Attestation::Failed),
            ("No-TN-Validation", Attestation::None),
            ("NULL", Attestation::None),
            ("tn-validation-passed-a", Attestation::None),
            ("", Attestation::None),
        ] {
            let parsed = Attestation::from_twilio(Some(status));
            assert_eq!(parsed, attestation, "{status:?}");
            assert_eq!(parsed.proves_number(), status == "TN-Validation-Passed-A", "{status:?}");
        }
        assert!(!Attestation::from_twilio(None).proves_number());
    }

    proptest! {
        #[test]
        fn other_text_never_proves_the_number(status in "(TN-Validation-)?(Passed|Failed)?-?[A-Ca-c]?\\PC{1,12}") {
            prop_assume!(status != "TN-Validation-Passed-A");
            prop_assert!(!Attestation::from_twilio(Some(&status)).proves_number());
        }
    }
}

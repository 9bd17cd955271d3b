//! Why a notification does not reach its person, and what to do about it.

use serde::{Deserialize, Serialize};

/// Why a notification was not delivered. It is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UndeliveredReason {
    /// The operator has not set up a domain for e-mail.
    EmailNotSetUp,
    /// The e-mail service refused the e-mail.
    Rejected,
    /// The address does not exist, or refuses e-mail for good.
    Bounced,
    /// The recipient's mail server did not take this e-mail, for example because the mailbox is full.
    BouncedThisTime,
    /// The recipient marked an e-mail as spam.
    Complained,
    /// The company's dialing rules do not allow the mobile number.
    NumberNotAllowed,
    /// The company has no number to send from.
    NoNumberConnected,
    /// The company has no Twilio credentials.
    NoTwilioCredentials,
    /// Twilio refused the company's credentials.
    TwilioCredentialsRefused,
    /// The recipient replied STOP.
    RecipientOptedOut,
    /// The customer must not be contacted, or the company blocks the number.
    NotContacted,
    /// The number cannot receive texts.
    NotAMobileNumber,
    /// The company's number cannot send texts.
    NumberCannotText,
    /// The company's Twilio account does not send to the recipient's country.
    RegionNotEnabled,
    /// The company's number is not registered with the carriers.
    NumberNotRegistered,
    /// The telephone was off or out of reach for too long.
    Unreachable,
    /// The recipient's telephone or carrier blocks texts.
    BlockedByRecipient,
    /// A carrier took the text for spam.
    FilteredByCarrier,
    /// Twilio does not know the company's messaging service, or it has no number.
    MessagingServiceRefused,
    /// Twilio or a carrier refused the text for another reason.
    Refused,
}

impl UndeliveredReason {
    /// Whether no text reaches the person until someone changes something, so that the notice is better sent by e-mail. A person who
    /// blocks texts or replied STOP wants none; what a carrier filters or does not reach once may arrive the next time.
    #[must_use]
    pub fn calls_for_email(self) -> bool {
        matches!(
            self,
            Self::NumberNotAllowed
                | Self::NoNumberConnected
                | Self::NoTwilioCredentials
                | Self::TwilioCredentialsRefused
                | Self::NotAMobileNumber
                | Self::NumberCannotText
                | Self::RegionNotEnabled
                | Self::NumberNotRegistered
                | Self::MessagingServiceRefused
        )
    }

    /// Every reason.
    pub const ALL: [Self; 20] = [
        Self::EmailNotSetUp,
        Self::Rejected,
        Self::Bounced,
        Self::BouncedThisTime,
        Self::Complained,
        Self::NumberNotAllowed,
        Self::NoNumberConnected,
        Self::NoTwilioCredentials,
        Self::TwilioCredentialsRefused,
        Self::RecipientOptedOut,
        Self::NotContacted,
        Self::NotAMobileNumber,
        Self::NumberCannotText,
        Self::RegionNotEnabled,
        Self::NumberNotRegistered,
        Self::Unreachable,
        Self::BlockedByRecipient,
        Self::FilteredByCarrier,
        Self::MessagingServiceRefused,
        Self::Refused,
    ];

    /// Whether no e-mail goes to the person any more until a person of the company allows it again.
    #[must_use]
    pub fn ends_email(self) -> bool {
        matches!(self, Self::Bounced | Self::Complained)
    }

    /// What the company can do, in one or two sentences.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::EmailNotSetUp => {
                "The operator of the platform has not set up e-mail yet. Ask the operator, or choose texts."
            }
            Self::Rejected => "The e-mail service refused the e-mail. Ask the operator of the platform.",
            Self::Bounced => {
                "The address takes no e-mail. Correct the mailbox, then allow e-mail to the person again, or invite them with \
                 another address."
            }
            Self::BouncedThisTime => {
                "The mailbox did not take this e-mail, for example because it is full. Later ones are sent."
            }
            Self::Complained => {
                "The person marked an e-mail as spam, so they get no more. Ask them which notifications they want, then allow \
                 e-mail again."
            }
            Self::NumberNotAllowed => {
                "The dialing rules do not allow the mobile number. Change the number or the rules."
            }
            Self::NoNumberConnected => "Connect a number. Texts come from it.",
            Self::NoTwilioCredentials => "Store the Twilio credentials.",
            Self::TwilioCredentialsRefused => "Twilio refuses the stored credentials. Store the present ones.",
            Self::RecipientOptedOut => "The person replied STOP to the company's number. They can reply START.",
            Self::NotContacted => {
                "The customer asked not to be contacted, or the company blocks the number. Their record says so."
            }
            Self::NotAMobileNumber => "The number cannot receive texts. Set a mobile number, or choose e-mail.",
            Self::NumberCannotText => "The connected number cannot send texts. Connect one that can, or choose e-mail.",
            Self::RegionNotEnabled => "Allow texts to the country of the mobile number in Twilio's console.",
            Self::NumberNotRegistered => {
                "US carriers block texts from this number. Register it in Twilio's console (A2P 10DLC), or choose e-mail until then."
            }
            Self::Unreachable => "The telephone was off or out of reach for too long. Call the person.",
            Self::BlockedByRecipient => "The telephone or its carrier blocks texts. Call the person.",
            Self::FilteredByCarrier => {
                "A carrier took the text for spam. Register the number in Twilio's console (A2P 10DLC), and call the person."
            }
            Self::MessagingServiceRefused => {
                "Twilio does not know the messaging service, or it has no number. Correct it in the configuration, or remove it."
            }
            Self::Refused => "Twilio refused the text, or its carrier did. Twilio's console shows why.",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_reason_has_a_name_and_an_advice_of_its_own() {
        let names: BTreeSet<_> =
            UndeliveredReason::ALL.iter().map(|reason| serde_json::to_string(reason).expect("JSON")).collect();
        let advice: BTreeSet<_> = UndeliveredReason::ALL.iter().map(|reason| reason.advice()).collect();
        assert_eq!((names.len(), advice.len()), (UndeliveredReason::ALL.len(), UndeliveredReason::ALL.len()));
        assert!(advice.iter().all(|advice| advice.ends_with('.')), "{advice:?}");
        let ending = UndeliveredReason::ALL.into_iter().filter(|reason| reason.ends_email());
        assert_eq!(ending.collect::<Vec<_>>(), [UndeliveredReason::Bounced, UndeliveredReason::Complained]);
    }
}

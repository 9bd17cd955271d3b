//! The jobs of e-mail that came back: a bounce or a complaint, which SES reports with the tags of the e-mail.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::PersonId,
    notification::{Channel, NotificationEvent, UndeliveredReason},
};
use jiff::Timestamp;
use messages::{Bounce, FollowUpJob};
use store::TenantScope;
use tracing::warn;

use crate::{EMAILS_RETURNED, FollowUp, JobError};

/// What an e-mail is about, as the value of its tag. SES accepts letters, digits, `_` and `-`.
pub(crate) fn tag_of(event: &NotificationEvent) -> Result<String, serde_json::Error> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(event)?))
}

fn event_of(tag: &str) -> Option<NotificationEvent> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(tag).ok()?).ok()
}

/// What a bounce means.
pub(crate) fn reason_of(bounce: Bounce) -> UndeliveredReason {
    match bounce {
        Bounce::Permanent => UndeliveredReason::Bounced,
        Bounce::Transient | Bounce::Undetermined => UndeliveredReason::BouncedThisTime,
    }
}

impl FollowUp {
    /// Puts the e-mail into the list of undelivered notifications. After a permanent bounce and after a complaint, the person gets no
    /// further e-mail.
    pub(crate) async fn email_returned(
        &self,
        job: &FollowUpJob,
        (person, tag): (&PersonId, &str),
        reason: UndeliveredReason,
        at: Timestamp,
    ) -> Result<(), JobError> {
        let event = event_of(tag);
        if event.is_none() {
            warn!("an e-mail that came back does not say what it was about");
        }
        let scope = TenantScope::of_follow_up(job);
        self.store.note_undelivered(&scope, Channel::Email, (event, person), reason, at).await?;
        self.metrics.put(self.clock.now(), &[(EMAILS_RETURNED, 1.0)]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::id::AppointmentId;

    use super::*;

    #[test]
    fn tag_names_the_event_in_characters_that_ses_accepts() {
        let appointment = AppointmentId::parse("apt_00000000000000000000000000000001_0").expect("an id");
        let event = NotificationEvent::Moved { appointment, at: Timestamp::UNIX_EPOCH };
        let tag = tag_of(&event).expect("JSON");
        assert!(tag.len() <= 256, "{tag}");
        assert!(tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')), "{tag}");
        assert_eq!(event_of(&tag), Some(event));
        assert_eq!(event_of("another"), None);
    }
}

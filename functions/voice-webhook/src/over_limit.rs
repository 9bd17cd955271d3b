//! The response to a turn of a call that is not stored and exceeds the limits of calls.
//!
//! Nothing is stored. The caller of a genuine call is on the phone already and cannot hear a busy tone: the call continues as
//! it does if our systems fail.

use calls::engine::TurnEvent;
use domain::{
    conversation::{Dialed, Event},
    phone::PhoneNumber,
};
use twilio::{fallback_twiml, form::Form, twiml::Response, webhook_urls::WebhookUrls};

/// How such a call continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverLimit {
    /// The caller is connected to a person, or leaves a voicemail.
    Connect,
    /// The person was not reached: the caller leaves a voicemail.
    TakeVoicemail,
    /// The call ends. A voicemail is at Twilio, where the sweep finds it.
    End,
}

impl OverLimit {
    pub(crate) fn of(event: &TurnEvent) -> Self {
        match event {
            TurnEvent::Happened(
                Event::VoicemailFinished(_) | Event::TransferFinished { dialed: Dialed::Connected, .. },
            ) => Self::End,
            TurnEvent::Happened(Event::TransferFinished { .. }) => Self::TakeVoicemail,
            TurnEvent::Happened(_) | TurnEvent::HoldFinished => Self::Connect,
        }
    }

    pub(crate) fn response(self, urls: &WebhookUrls, form: &Form, forward: Option<&PhoneNumber>) -> Response {
        let language = fallback_twiml::danger(form).language();
        match self {
            Self::Connect => fallback_twiml::connect(urls, form, forward),
            Self::TakeVoicemail => fallback_twiml::voicemail(urls, form, language),
            Self::End => fallback_twiml::goodbye(language),
        }
    }
}

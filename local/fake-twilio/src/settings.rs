//! The settings of a number and their validation.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::problem::TwilioError;

/// The longest name of a number.
const LONGEST_NAME: usize = 64;

/// The settings of a number. The data directory stores them under these names.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct NumberSettings {
    pub(super) friendly_name: String,
    pub(super) voice_url: Option<String>,
    pub(super) voice_method: String,
    pub(super) voice_fallback_url: Option<String>,
    pub(super) voice_fallback_method: String,
    pub(super) voice_application_sid: String,
    pub(super) voice_caller_id_lookup: bool,
    pub(super) trunk_sid: Option<String>,
    pub(super) status_callback: String,
    pub(super) status_callback_method: String,
    pub(super) sms_url: String,
    pub(super) sms_method: String,
    pub(super) sms_fallback_url: String,
    pub(super) sms_fallback_method: String,
    pub(super) sms_application_sid: String,
    pub(super) date_created: Timestamp,
    pub(super) date_updated: Timestamp,
}

impl NumberSettings {
    /// The settings of a new number.
    pub(super) fn new(friendly_name: String, now: Timestamp) -> Self {
        let post = || "POST".to_owned();
        Self {
            friendly_name,
            voice_url: None,
            voice_method: post(),
            voice_fallback_url: None,
            voice_fallback_method: post(),
            voice_application_sid: String::new(),
            voice_caller_id_lookup: false,
            trunk_sid: None,
            status_callback: String::new(),
            status_callback_method: post(),
            sms_url: String::new(),
            sms_method: post(),
            sms_fallback_url: String::new(),
            sms_fallback_method: post(),
            sms_application_sid: String::new(),
            date_created: now,
            date_updated: now,
        }
    }

    /// Applies a parameter of an update. Unused parameters are accepted and ignored.
    pub(super) fn set(&mut self, parameter: &str, value: &str) -> Result<(), TwilioError> {
        match parameter {
            "FriendlyName" => self.friendly_name = value.chars().take(LONGEST_NAME).collect(),
            "VoiceUrl" => self.voice_url = Some(url(parameter, value)?),
            "VoiceMethod" => self.voice_method = method(parameter, value)?,
            "VoiceFallbackUrl" => self.voice_fallback_url = Some(url(parameter, value)?),
            "VoiceFallbackMethod" => self.voice_fallback_method = method(parameter, value)?,
            "VoiceCallerIdLookup" => self.voice_caller_id_lookup = value == "true",
            "StatusCallback" => self.status_callback = url(parameter, value)?,
            "StatusCallbackMethod" => self.status_callback_method = method(parameter, value)?,
            "SmsUrl" => self.sms_url = url(parameter, value)?,
            "SmsMethod" => self.sms_method = method(parameter, value)?,
            "SmsFallbackUrl" => self.sms_fallback_url = url(parameter, value)?,
            "SmsFallbackMethod" => self.sms_fallback_method = method(parameter, value)?,
            "SmsApplicationSid" => self.sms_application_sid = sid("AP", value).ok_or(TwilioError::APPLICATION)?,
            // Setting an application clears the trunk, and the reverse.
            "VoiceApplicationSid" => {
                self.voice_application_sid = sid("AP", value).ok_or(TwilioError::APPLICATION)?;
                if !value.is_empty() {
                    self.trunk_sid = None;
                }
            }
            "TrunkSid" => {
                self.trunk_sid = Some(sid("TK", value).ok_or(TwilioError::TRUNK)?).filter(|sid| !sid.is_empty());
                if !value.is_empty() {
                    self.voice_application_sid = String::new();
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// An absolute URL. A blank one clears the setting.
pub(super) fn url(parameter: &str, value: &str) -> Result<String, TwilioError> {
    let fits = value.is_empty()
        || Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if fits { Ok(value.to_owned()) } else { Err(TwilioError::url(parameter)) }
}

fn method(parameter: &str, value: &str) -> Result<String, TwilioError> {
    if matches!(value, "GET" | "POST") { Ok(value.to_owned()) } else { Err(TwilioError::http_method(parameter)) }
}

/// An id with this prefix, or a blank one.
fn sid(prefix: &str, value: &str) -> Option<String> {
    let fits = value.is_empty()
        || value
            .strip_prefix(prefix)
            .is_some_and(|body| body.len() == 32 && body.bytes().all(|b| b.is_ascii_hexdigit()));
    fits.then(|| value.to_owned())
}

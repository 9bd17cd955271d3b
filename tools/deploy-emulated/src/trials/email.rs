//! The e-mail about a booked call, as it left SES.

use std::time::Instant;

use serde_json::Value;

use crate::{
    Failure,
    account::{BETWEEN_LOOKS, LONGEST_COUNT},
    company::AdminApi,
};

/// The template's `NotificationDomain`.
pub(crate) const DOMAIN: &str = "notify.front-desk.example";

/// Waits until SES has sent an e-mail to the owner and the call's record shows it as sent.
pub(crate) async fn owner_hears_of(call: &str, owner: (&AdminApi<'_>, &str), endpoint: &str) -> Result<(), Failure> {
    let ((api, address), began) = (owner, Instant::now());
    let sender = format!("notifications@{DOMAIN}");
    loop {
        let record = api.send("GET", &format!("/admin/tenants/me/calls/{call}"), None).await?;
        let followed = &record["followed"]["notifications"];
        let mut notifications = followed.as_array().into_iter().flatten();
        let is_shown = notifications.any(|each| each["channel"] == "email" && each["state"] == "sent");
        let url = format!("{endpoint}/_ministack/ses/messages");
        let sent: Value = platform::http_client().get(url).send().await?.error_for_status()?.json().await?;
        let accounts = sent["messages"].as_object().into_iter().flatten();
        let mut messages = accounts.flat_map(|(_, messages)| messages.as_array().into_iter().flatten());
        let is_sent = messages.any(|message| {
            let (from, to) = (message["Source"].to_string(), message["To"].to_string());
            from.contains(&sender) && to.contains(address)
        });
        if is_shown && is_sent {
            return Ok(());
        }
        if began.elapsed() > LONGEST_COUNT {
            return Err(format!("{address} has no e-mail about {call}: shown {followed}, sent {sent}").into());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

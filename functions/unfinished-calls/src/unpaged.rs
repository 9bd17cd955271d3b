//! Dangers that were not paged, because a company's limit of pages was reached: once their ten minutes are over, the people on
//! call get one text with the number. The record of emergencies has each of them.

use std::time::Duration;

use connections::secrets::SecretsError;
use domain::{phone::PhoneNumber, tenant::TenantConfig};
use jiff::{SignedDuration, Timestamp};
use platform::error_chain::ErrorChain;
use store::{StoreError, UnpagedDangers};
use tracing::{Instrument, info_span, warn};
use twilio::rest::{RestError, TextFrom};

use crate::{UnfinishedCalls, accounts::HasTime};

/// The most time for the texts of a company.
const TEXTING_TIME: Duration = Duration::from_secs(5);
/// How long a text is tried again. A later one is of no use.
const USEFUL_FOR: SignedDuration = SignedDuration::from_hours(2);

/// Why the people on call do not know the number yet.
#[derive(Debug, thiserror::Error)]
enum UnpagedError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Twilio(#[from] RestError),
    #[error("Twilio did not answer in time")]
    TooSlow,
}

/// Sends the texts that are due. Returns how many companies got one, and how many failed on our side.
pub(crate) async fn send_due(
    function: &UnfinishedCalls,
    now: Timestamp,
    there_is_time: HasTime<'_>,
) -> Result<(u32, u32), StoreError> {
    let (mut texted, mut failed) = (0, 0);
    for dangers in function.store.list_unpaged().await? {
        if dangers.between().1 > now || !there_is_time() {
            break;
        }
        let span = info_span!("unpaged", tenant_id = %dangers.scope().tenant());
        let handled = Box::pin(handle(function, &dangers, now)).instrument(span.clone()).await;
        match handled {
            Ok(sent) => texted += u32::from(sent),
            Err(error) => {
                span.in_scope(
                    || warn!(error = %ErrorChain(&error), "the number of dangers without a page was not sent"),
                );
                failed += u32::from(matches!(error, UnpagedError::Store(_)));
            }
        }
    }
    Ok((texted, failed))
}

/// Texts the people on call of a company. Returns whether there was anyone to text.
async fn handle(function: &UnfinishedCalls, dangers: &UnpagedDangers, now: Timestamp) -> Result<bool, UnpagedError> {
    let (store, scope) = (&function.store, dangers.scope());
    let is_useful = now.duration_since(dangers.between().1) < USEFUL_FOR;
    let tenant = store.get_tenant(&scope).await?.filter(|_| is_useful);
    let Some(tenant) = tenant else {
        store.remove_unpaged(dangers).await?;
        return Ok(false);
    };
    let config = store.get_config(&scope, tenant.published_version).await?;
    let words = text(config.as_ref(), dangers, store.get_unpaged(dangers).await?);
    let people = config.iter().flat_map(|config| &config.on_call.people).map(|person| &person.number);
    let people: Vec<&PhoneNumber> = people.filter(|number| tenant.dialing.allow(number)).collect();
    let secrets = match function.secrets.get(&scope, 0).await {
        Ok(secrets) => secrets,
        Err(SecretsError::NotStored(_)) => {
            store.remove_unpaged(dangers).await?;
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    };
    let credentials = secrets.twilio()?.credentials()?;
    let service = config.as_ref().and_then(|config| config.texts.messaging_service.as_ref());
    let from = TextFrom::of(service, &dangers.called);
    let texts = people.iter().map(|to| function.twilio.send_message(&credentials, from, to, &words));
    let sent = tokio::time::timeout(TEXTING_TIME, futures_util::future::join_all(texts)).await;
    let sent = sent.map_err(|_| UnpagedError::TooSlow)?;
    let (reached, mut errors): (Vec<_>, Vec<_>) = sent.into_iter().partition(Result::is_ok);
    // One text: who got it does not get it again because another person did not.
    if reached.is_empty()
        && let Some(Err(error)) = errors.pop()
    {
        return Err(error.into());
    }
    store.remove_unpaged(dangers).await?;
    Ok(!reached.is_empty())
}

fn text(config: Option<&TenantConfig>, dangers: &UnpagedDangers, number: u64) -> String {
    let company = config.map_or("Your front desk", |config| &config.company);
    let (from, until) = dangers.between();
    let clock = |at: Timestamp| {
        config.map_or_else(|| at.to_string(), |config| config.time_zone.to_datetime(at).strftime("%H:%M").to_string())
    };
    format!(
        "{company}: {number} more reports of danger came from {} to {} without a text of their own. The list of emergencies has \
         each of them.",
        clock(from),
        clock(until)
    )
}

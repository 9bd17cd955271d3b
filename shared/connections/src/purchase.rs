//! Buying a number for the company's Twilio account, and connecting it.
//!
//! A number is bought once. The purchase names the number, and an account can hold it only once: before each purchase, and
//! after one without a clear answer, the account's numbers are looked up. A number that the account holds already is
//! connected and not bought.

use domain::{money::MicroUsd, phone::PhoneNumber};
use platform::{boxed, error_chain::ErrorChain};
use store::{ChangeContext, TenantItem, TenantScope, TenantSessions};
use tracing::warn;
use twilio::rest::{AvailableNumber, IncomingNumber, NumberSearch, RestError};

use super::{AccountNumber, ConnectionError, Connections};
use crate::secrets::TwilioSecrets;

/// The most numbers that a company orders in a day of UTC.
pub const MOST_ORDERS_A_DAY: u64 = 10;

/// Numbers that the company can buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumbersForSale {
    /// The numbers.
    pub numbers: Vec<AvailableNumber>,
    /// What each costs a month. `None` if Twilio does not say.
    pub monthly_price: Option<MicroUsd>,
}

/// Why Twilio did not sell a number. Each text ends with Twilio's error code where there is one. Source of the codes: Twilio,
/// "Error and Warning Dictionary", and the articles of its help centre about trial accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PurchaseRefusal {
    /// Another customer of Twilio has it.
    #[error("Twilio no longer offers this number: choose another one (Twilio's error {0})")]
    NumberGone(u32),
    /// A trial account has one number, and only of some kinds.
    #[error(
        "your Twilio account is a trial, which gets one number: upgrade the account in Twilio's console (Twilio's error {0})"
    )]
    TrialAccount(u32),
    /// The account is suspended, usually because its balance is used up.
    #[error(
        "your Twilio account is not active, usually for lack of funds: add funds in Twilio's console (Twilio's error {0})"
    )]
    NoFunds(u32),
    /// The number's country requires an address.
    #[error(
        "this number needs an address in your Twilio account: add one in Twilio's console, or choose another number (Twilio's error {0})"
    )]
    AddressRequired(u32),
    /// The number's country requires documents.
    #[error(
        "this number needs a regulatory bundle in your Twilio account: submit one in Twilio's console, or choose another number (Twilio's error {0})"
    )]
    BundleRequired(u32),
    /// Another reason.
    #[error("Twilio refuses to sell this number: see Twilio's error {0}")]
    Other(u32),
    /// Twilio gave no reason.
    #[error("Twilio refuses to sell this number, and gives no reason: try again, or buy one in Twilio's console")]
    Unexplained,
}

impl PurchaseRefusal {
    fn of(code: Option<u32>) -> Self {
        match code {
            Some(code @ (21_421 | 21_422)) => Self::NumberGone(code),
            Some(code @ (10_002 | 21_404)) => Self::TrialAccount(code),
            Some(code @ (10_001 | 20_005)) => Self::NoFunds(code),
            Some(code @ (21_613 | 21_615 | 21_631 | 21_651)) => Self::AddressRequired(code),
            Some(code @ 21_649) => Self::BundleRequired(code),
            Some(code) => Self::Other(code),
            None => Self::Unexplained,
        }
    }
}

impl Connections {
    /// Searches numbers that the company's Twilio account can buy, with their price.
    #[boxed]
    pub async fn search_numbers(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        search: &NumberSearch<'_>,
    ) -> Result<NumbersForSale, ConnectionError> {
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        let twilio = secrets.twilio()?;
        let credentials = twilio.credentials()?;
        let (numbers, price) = tokio::join!(
            self.twilio.search_numbers(&credentials, search),
            self.twilio.get_number_price(&credentials, search.country, search.number_type)
        );
        let numbers = self.heed(scope, twilio, numbers).await?;
        // A number can be bought without its price: Twilio's invoice has it.
        let monthly_price = price.unwrap_or_else(|error| {
            warn!(error = %ErrorChain(&error), "Twilio's price of a number cannot be read");
            None
        });
        Ok(NumbersForSale { numbers, monthly_price })
    }

    /// Buys a number and connects it. One that the account holds already is connected only.
    #[boxed]
    pub async fn buy(
        &self,
        sessions: &TenantSessions,
        scope: &TenantScope,
        tenant: &TenantItem,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<AccountNumber, ConnectionError> {
        let (twilio, config) = self.twilio_and_config(scope, tenant).await?;
        self.load_keys().await?;
        let found = if let Some(found) = self.find(scope, &twilio, number).await? {
            found
        } else {
            // Before the money is spent: a number that cannot be connected is not bought.
            self.store.check_new_number(scope, tenant, number).await?;
            self.order(scope, &twilio, number, change).await?
        };
        Box::pin(self.attach(sessions, scope, (tenant, &config, &twilio), found, change)).await
    }

    /// Orders a number that the account does not hold.
    async fn order(
        &self,
        scope: &TenantScope,
        twilio: &TwilioSecrets,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<IncomingNumber, ConnectionError> {
        if self.store.count_order(scope, change.at).await? > MOST_ORDERS_A_DAY {
            return Err(ConnectionError::TooManyOrders);
        }
        // Before the order, so that every order is in the log, whatever its answer is.
        self.store.audit_order(scope, number, change).await?;
        let bought = self.twilio.buy_number(&twilio.credentials()?, number).await;
        match self.heed(scope, twilio, bought).await {
            Ok(number) => Ok(number),
            Err(refused @ (RestError::Unauthorized | RestError::RateLimited)) => Err(refused.into()),
            Err(RestError::Refused { status: 400..=499, code }) => {
                let refusal = PurchaseRefusal::of(code);
                // A concurrent request of the same order may have bought it.
                let is_gone = matches!(refusal, PurchaseRefusal::NumberGone(_));
                let bought = if is_gone { self.find(scope, twilio, number).await? } else { None };
                bought.ok_or(ConnectionError::Purchase(refusal))
            }
            // Twilio may have sold it.
            Err(unclear) => {
                warn!(error = %ErrorChain(&unclear), "Twilio's answer to an order of a number is unclear");
                match self.find(scope, twilio, number).await {
                    Ok(Some(found)) => Ok(found),
                    _ => Err(ConnectionError::UnclearPurchase),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusal_says_what_to_do_and_names_twilios_code() {
        for (code, expected) in [
            (Some(21_422), PurchaseRefusal::NumberGone(21_422)),
            (Some(10_002), PurchaseRefusal::TrialAccount(10_002)),
            (Some(21_404), PurchaseRefusal::TrialAccount(21_404)),
            (Some(20_005), PurchaseRefusal::NoFunds(20_005)),
            (Some(21_631), PurchaseRefusal::AddressRequired(21_631)),
            (Some(21_649), PurchaseRefusal::BundleRequired(21_649)),
            (Some(99_999), PurchaseRefusal::Other(99_999)),
            (None, PurchaseRefusal::Unexplained),
        ] {
            let refusal = PurchaseRefusal::of(code);
            assert_eq!(refusal, expected);
            assert!(code.is_none_or(|code| refusal.to_string().contains(&code.to_string())), "{refusal}");
        }
    }
}

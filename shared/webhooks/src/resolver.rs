//! Looks up the addresses of a receiver, and leaves out those that are not public.
//!
//! The client makes one lookup for each connection and connects to these addresses only, so a name that changes its address
//! between a check and the connection gains nothing. The client does not look up an IP literal: [`crate::WebhookUrl`] has none.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::{AddressRules, is_public};

/// The resolver of the client.
#[derive(Debug)]
pub(crate) struct PublicResolver(pub(crate) AddressRules);

/// No address of a name may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("the name has no public address")]
pub(crate) struct NoPublicAddress;

impl PublicResolver {
    fn allows(rules: AddressRules, address: SocketAddr) -> bool {
        is_public(address.ip()) || (rules.allows_loopback() && address.ip().is_loopback())
    }
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<_> = found.filter(|address| Self::allows(rules, *address)).collect();
            if allowed.is_empty() {
                return Err(NoPublicAddress.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn name_of_a_private_address_has_none_unless_loopback_is_allowed() {
        let name = || "localhost".parse::<Name>().expect("a name");
        let refused = PublicResolver(AddressRules::PublicOnly).resolve(name()).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("no public address")));
        let allowed = PublicResolver(AddressRules::LoopbackToo).resolve(name()).await.expect("resolved");
        assert!(allowed.into_iter().all(|address| address.ip().is_loopback()));
    }
}

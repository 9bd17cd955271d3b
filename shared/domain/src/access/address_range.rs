//! Ranges of IP addresses that an API key is bound to.

use std::{fmt, net::IpAddr};

use serde::{Deserialize, Serialize};

/// A range of addresses in CIDR notation, such as `203.0.113.0/24` or `2001:db8::/32`; one address without a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AddressRange {
    network: IpAddr,
    length: u8,
}

/// The error for a text that is not a range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressRangeError {
    /// Not an address with a length.
    #[error("must be an IP address or a range such as 203.0.113.0/24 or 2001:db8::/32")]
    Malformed,
    /// The address has bits beyond the length.
    #[error("names an address within a range; the range itself begins at {0}")]
    Within(IpAddr),
}

/// The address as bits, the first bit highest, and how many there are.
fn bits(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

fn mask(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

impl AddressRange {
    /// Parses a range.
    ///
    /// ```
    /// use domain::access::AddressRange;
    ///
    /// let range = AddressRange::parse("203.0.113.0/24")?;
    /// assert!(range.contains([203, 0, 113, 7].into()));
    /// assert!(!range.contains([203, 0, 114, 7].into()));
    /// # Ok::<(), domain::access::AddressRangeError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, AddressRangeError> {
        let malformed = || AddressRangeError::Malformed;
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                (address, Some(length.parse::<u8>().map_err(|_| malformed())?))
            }
            Some(_) => return Err(malformed()),
            None => (text.trim(), None),
        };
        let network: IpAddr = address.parse().map_err(|_| malformed())?;
        // Sources are compared in their canonical form, in which an IPv4 address is never written as IPv6.
        if network.to_canonical() != network {
            return Err(malformed());
        }
        let (written, most) = bits(network);
        let length = length.unwrap_or(most);
        if length > most {
            return Err(malformed());
        }
        let first = written & mask(length);
        if first != written {
            let begins = match network {
                // The bits of an IPv4 address are the first 32.
                IpAddr::V4(_) => IpAddr::V4(u32::try_from(first >> 96).unwrap_or_default().into()),
                IpAddr::V6(_) => IpAddr::V6(first.into()),
            };
            return Err(AddressRangeError::Within(begins));
        }
        Ok(Self { network, length })
    }

    /// Whether an address is in the range. An IPv4 address that is written as IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let ((network, most), (other, other_most)) = (bits(self.network), bits(address));
        most == other_most && (network ^ other) & mask(self.length) == 0
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.length)
    }
}

impl TryFrom<String> for AddressRange {
    type Error = AddressRangeError;
    fn try_from(text: String) -> Result<Self, AddressRangeError> {
        Self::parse(&text)
    }
}

impl From<AddressRange> for String {
    fn from(range: AddressRange) -> Self {
        range.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> AddressRange {
        AddressRange::parse(text).expect("a range")
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn range_contains_the_addresses_with_its_first_bits() {
        for (within, inside, outside) in [
            ("203.0.113.0/24", "203.0.113.255", "203.0.112.255"),
            ("203.0.113.7", "203.0.113.7", "203.0.113.6"),
            ("203.0.113.0/24", "::ffff:203.0.113.9", "::ffff:203.0.114.9"),
            ("10.0.0.0/8", "10.255.0.1", "::a00:1"),
            ("0.0.0.0/0", "255.255.255.255", "2001:db8::1"),
            ("::/0", "2001:db8::1", "10.0.0.1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
            ("2001:db8::7", "2001:db8::7", "2001:db8::8"),
        ] {
            assert!(range(within).contains(address(inside)), "{inside} in {within}");
            assert!(!range(within).contains(address(outside)), "{outside} in {within}");
        }
    }

    #[test]
    fn text_that_is_no_range_is_refused() {
        for wrong in
            ["", "/24", "203.0.113.0/33", "203.0.113.0/", "203.0.113.0/+8", "203.0.113/24", "2001:db8::/129", "x/8"]
        {
            assert_eq!(AddressRange::parse(wrong), Err(AddressRangeError::Malformed), "{wrong}");
        }
        assert_eq!(AddressRange::parse("::ffff:203.0.113.0/120"), Err(AddressRangeError::Malformed));
        for (wrong, begins) in [("203.0.113.7/24", "203.0.113.0"), ("2001:db8::1/32", "2001:db8::")] {
            assert_eq!(AddressRange::parse(wrong), Err(AddressRangeError::Within(address(begins))), "{wrong}");
        }
        assert_eq!(range(" 203.0.113.7 ").to_string(), "203.0.113.7/32");
    }
}

//! Money in whole micro-dollars, so that sums are exact to a fraction of a cent.

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

/// An amount of US dollars in millionths; $1 is 1,000,000. Never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(example = 89_000_000))]
#[serde(transparent)]
pub struct MicroUsd(u64);

impl MicroUsd {
    /// Zero dollars.
    pub const ZERO: Self = Self(0);

    /// From millionths of a dollar.
    #[must_use]
    pub const fn new(micro_usd: u64) -> Self {
        Self(micro_usd)
    }

    /// From whole dollars.
    #[must_use]
    pub const fn dollars(dollars: u32) -> Self {
        Self(dollars as u64 * 1_000_000)
    }

    /// Millionths of a dollar.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The cost of `quantity` units if this is the price of `per` units. Rounds up and saturates.
    ///
    /// A model is priced per million tokens, a call per 60 seconds. A `per` of 0 counts as 1.
    ///
    /// ```
    /// use domain::money::MicroUsd;
    ///
    /// let per_minute = MicroUsd::new(8_500);
    /// assert_eq!(per_minute.times(4, 1), MicroUsd::new(34_000));
    /// assert_eq!(MicroUsd::dollars(89).to_string(), "$89");
    /// ```
    #[must_use]
    pub fn times(self, quantity: u64, per: u64) -> Self {
        let micro_usd = (u128::from(self.0) * u128::from(quantity)).div_ceil(u128::from(per.max(1)));
        Self(u64::try_from(micro_usd).unwrap_or(u64::MAX))
    }

    /// The price after a discount of 0 to 100 percent, rounded down. More than 100 counts as 100.
    #[must_use]
    pub fn less_percent(self, percent: u8) -> Self {
        let kept = u128::from(100 - percent.min(100));
        Self(u64::try_from(u128::from(self.0) * kept / 100).unwrap_or(u64::MAX))
    }
}

impl Add for MicroUsd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for MicroUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Dollars and cents (`$89`, `$89.50`). Fractions of a cent are shown only if there are any.
impl fmt::Display for MicroUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, rest) = (self.0 / 1_000_000, self.0 % 1_000_000);
        match rest {
            0 => write!(f, "${dollars}"),
            _ if rest % 10_000 == 0 => write!(f, "${dollars}.{:02}", rest / 10_000),
            _ => write!(f, "${dollars}.{rest:06}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amount_is_displayed_in_dollars_and_cents() {
        assert_eq!(MicroUsd::dollars(89).to_string(), "$89");
        assert_eq!(MicroUsd::new(89_500_000).to_string(), "$89.50");
        assert_eq!(MicroUsd::new(1_234).to_string(), "$0.001234");
    }

    proptest! {
        #[test]
        fn cost_is_rounded_up(price in 0..u64::from(u32::MAX), quantity in 0..u64::from(u32::MAX), per in 1..10_000_000_u64) {
            let cost = MicroUsd::new(price).times(quantity, per).get();
            let exact = u128::from(price) * u128::from(quantity);
            prop_assert!(u128::from(cost) * u128::from(per) >= exact);
            prop_assert!(u128::from(cost) * u128::from(per) < exact + u128::from(per));
        }

        #[test]
        fn arithmetic_saturates(a: u64, b: u64, percent: u8) {
            let (a, b) = (MicroUsd::new(a), MicroUsd::new(b));
            prop_assert!(a + b >= a.max(b));
            prop_assert!(a.less_percent(percent) <= a);
            let _ = a.times(u64::MAX, 0);
        }
    }
}

//! Statistics of few runs: intervals, percentiles and exact tests.

/// A 95 % interval of a rate, each end from 0 to 1. Source: E. B. Wilson, "Probable inference", JASA 22 (1927).
#[must_use]
pub fn wilson_interval(passed: u32, runs: u32) -> (f64, f64) {
    /// The normal quantile of 97.5 %.
    const Z: f64 = 1.959_963_984_540_054;
    if runs == 0 {
        return (0.0, 1.0);
    }
    let (n, rate) = (f64::from(runs), f64::from(passed) / f64::from(runs));
    let scale = 1.0 + Z * Z / n;
    let center = (rate + Z * Z / (2.0 * n)) / scale;
    let half = Z * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    ((center - half).max(0.0), (center + half).min(1.0))
}

/// The smallest value that at least this percentage of all values does not exceed (nearest rank). `None` without values.
#[must_use]
pub fn percentile(values: &[u32], percent: usize) -> Option<u32> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The two-sided p-value of Fisher's exact test: how probable a difference at least as large is, if both rates are equal.
#[must_use]
pub fn fisher_p(before: (u32, u32), after: (u32, u32)) -> f64 {
    let ((passed_before, runs_before), (passed_after, runs_after)) = (before, after);
    let passed = passed_before + passed_after;
    let probability = |of_before: u32| {
        (ln_choose(runs_before, of_before) + ln_choose(runs_after, passed - of_before)
            - ln_choose(runs_before + runs_after, passed))
        .exp()
    };
    let observed = probability(passed_before);
    let possible = passed.saturating_sub(runs_after)..=passed.min(runs_before);
    possible.map(probability).filter(|p| *p <= observed * (1.0 + 1e-9)).sum::<f64>().min(1.0)
}

/// The two-sided p-value of the sign test: how probable so uneven a split of changes is, if better and worse are equally
/// likely.
#[must_use]
pub fn sign_test_p(better: u32, worse: u32) -> f64 {
    let changes = better + worse;
    let tail: f64 =
        (0..=better.min(worse)).map(|k| (ln_choose(changes, k) - f64::from(changes) * 2f64.ln()).exp()).sum();
    (2.0 * tail).min(1.0)
}

fn ln_choose(n: u32, k: u32) -> f64 {
    let ln_factorial = |n: u32| (2..=n).map(|i| f64::from(i).ln()).sum::<f64>();
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 0.0005
    }

    /// The values are those of R's `prop.test(correct = FALSE)`, `fisher.test` and `binom.test`.
    #[test]
    fn known_values_of_the_statistics() {
        let (low, high) = wilson_interval(9, 10);
        assert!(close(low, 0.5958) && close(high, 0.9821), "{low} {high}");
        let (low, high) = wilson_interval(80, 80);
        assert!(close(low, 0.9542) && close(high, 1.0), "{low} {high}");
        assert!(close(fisher_p((1, 10), (9, 10)), 0.0011), "{}", fisher_p((1, 10), (9, 10)));
        assert!(close(fisher_p((3, 3), (3, 3)), 1.0));
        assert!(close(sign_test_p(0, 6), 0.0313), "{}", sign_test_p(0, 6));
        assert!(close(sign_test_p(0, 0), 1.0) && close(sign_test_p(3, 3), 1.0));
    }

    #[test]
    fn percentile_is_one_of_the_values() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!([0, 50, 95, 100].map(|percent| percentile(&[30, 10, 20], percent)), [10, 20, 30, 30].map(Some));
    }

    proptest! {
        #[test]
        fn intervals_and_tests_stay_within_their_bounds(a in 0u32..40, b in 0u32..40, c in 0u32..40, d in 0u32..40) {
            let (low, high) = wilson_interval(a, a + b);
            prop_assert!((0.0..=1.0).contains(&low) && low <= high && high <= 1.0);
            for p in [fisher_p((a, a + b), (c, c + d)), sign_test_p(a, b)] {
                prop_assert!((0.0..=1.0).contains(&p) && p > 0.0, "{p}");
            }
        }
    }
}
